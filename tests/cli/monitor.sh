#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# philtrum monitor as a clinic's scripts meet it. TAP.
#
# monitor.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

cat >list.csv <<'END'
patient,day,count,exposure_min,treatment,dose
Miller,2025-12-20,50,5,,
Miller,2026-01-01,54,5,toxin,25
Miller,2026-01-15,4,5,,
Miller,2026-01-29,3,5,,
Miller,2026-02-26,5,5,,
END

expect "no file" 2 'needs a file' monitor
expect "two files" 2 '"b.csv": monitor takes one' monitor list.csv b.csv
printf 'patient;day;count;exposure_min\nQ;1;2;5\n' >semicolons.csv
expect "a list from a spreadsheet" 3 'commas between them' monitor semicolons.csv
expect "a missing file" 3 '"missing.csv"' monitor missing.csv
expect "a list" 0 "" monitor list.csv
holds "... is told" out 'Forecast:'
holds "... with what must be known" out 'not clinically validated'
narrow "... in 80 columns" out
expect "as JSON" 0 "" monitor --json list.csv
[ "$(wc -l <out)" -eq 1 ] && grep -q '"philtrum.monitor/1"' out
tell "... one line of its schema, nothing else" $? out
cp out first
"$philtrum" monitor --json - <list.csv >piped 2>err
cmp -s first piped
tell "the same from standard input" $? err
expect "as tables and a page" 0 "" monitor list.csv --csv tables.csv --html page.html
[ -s tables.csv ] && [ -s page.html ] && [ "$(stat -c %a page.html)" = 600 ]
tell "... in files of their owner's" $? out
cat first out tables.csv page.html | grep -Ei 'miller|2026-0' >named
[ ! -s named ]
tell "nobody is named and no date is told" $? named
expect "tables to standard output" 0 "" monitor list.csv --csv -
head -n 1 out | grep -qx 'table,row,quantity,value,lo,hi,n,reason'
tell "... with a header, nothing else" $? out
expect "two results to one place" 2 'one result alone' monitor list.csv --json --csv -

sed 's/toxin/toxn/' list.csv >slip.csv
expect "a slip is understood" 3 'line 3, toxn: did you mean toxin' monitor slip.csv
sed 's/,5,,/,,,/' list.csv >bare.csv
expect "a count without minutes" 3 'line 2, exposure_min: a count without' monitor bare.csv
sed 's/2026-01-15/12/' list.csv >mixed.csv
expect "days of two kinds" 3 'line 4, day: dates and numbers' monitor mixed.csv
echo 'patient,day,count,exposure_min' >empty.csv
expect "nobody" 1 "" monitor empty.csv
printf 'patient,day,count,exposure_min,age\nx,1,2,5,60\nx,1,3,5,60\n' >more.csv
expect "another column is ignored with a note" 0 'columns ignored' monitor more.csv
head -c 200000 /dev/urandom >noise.csv
expect "noise" 3 '"noise.csv"' monitor noise.csv
expect "the example" 0 "" monitor "$root/examples/monitor/service.csv"
holds "... is told" out '^  12 patients, 36 courses'
if [ -e /dev/full ]; then
    "$philtrum" monitor list.csv >/dev/full 2>err
    judge "a full disk" 4 'cannot write' $?
else
    skip "a full disk" "no /dev/full here"
fi
# A service of years takes minutes: whoever does not want to wait must be heard the first time.
awk 'BEGIN { print "patient,day,count,exposure_min,treatment,dose"
    for (i = 0; i < 9000; i++)
        print i % 300 "," int(i / 300) * 20 "," 5 + i % 7 ",2," (int(i / 300) % 6 == 3 ? "toxin" : "") ","
}' >years.csv
# In the foreground: else timeout sends the signal twice, and the second ends it without a word.
timeout --foreground -k 20 2 "$philtrum" monitor years.csv >out 2>err
[ $? -eq 124 ] && ! [ -s out ] && grep -q 'stopped: "years.csv": nothing was written' err
tell "it ends when it is told to" $? err
echo "1..$number"
