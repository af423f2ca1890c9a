#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# philtrum report as people meet it: from a diary with a recording, from files, with the clip gone.
#
# report.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_DATA_HOME="$work/data" TZ=Europe/Berlin

# is_pdf NAME FILE
is_pdf() {
    head -c 7 "$2" | grep -q '^%PDF-1' && tail -c 8 "$2" | grep -q '%%EOF'
    tell "$1" $?
}

# --- mistakes ------------------------------------------------------------------------------------

expect "nothing to write" 2 'nothing to write: "report": give --pdf' report
expect "two results in one place" 2 'another result goes there' report --pdf a --html a
expect "a date that is none" 2 'cannot use --born: "1984-13-01"' report --pdf a.pdf --born 1984-13-01
expect "a day that no calendar has" 2 'cannot use --born: "1985-02-29"' report --pdf a.pdf --born 1985-02-29
expect "a year that no system takes" 2 'cannot use --born: "0000"' report --pdf a.pdf --born 0000
expect "another date that is none" 2 'cannot use --born: "17.5.1984"' report --pdf a.pdf --born 17.5.1984
expect "days that are none" 2 'cannot use --days: "0"' report --pdf a.pdf --days 0
expect "a word" 2 'report takes options alone' report me.pdf
expect "a diary and none" 2 'exclude each other' report --pdf a.pdf --no-diary --diary b
expect "nothing to go on" 1 'nothing to go on: ' report --pdf a.pdf
expect "a diary that is not there" 3 'no-such.db' report --pdf a.pdf --diary no-such.db
expect "an analysis that is not there" 3 'no-such.json' report --pdf a.pdf --analysis no-such.json
[ ! -e a.pdf ] && [ ! -e "$XDG_DATA_HOME" ]
tell "none of them leaves a file" $?

# --- answers alone -------------------------------------------------------------------------------

cat >me.yaml <<'END'
age: 34
sex: female
lip_twitch: yes
duration_days: 10
coffee_cups_per_day: 5
face_droop_sudden: no
double_vision: yes
END
expect "answers alone" 0 "" report --answers me.yaml --pdf a.pdf --html a.html
is_pdf "... make a PDF" a.pdf
[ "$(stat -c %a a.pdf a.html | sort -u)" = 600 ]
tell "... that only its owner may read" $?
holds "... a page that says what is absent" a.html 'Absent \(1\):.*face droop sudden'
holds "... what is present" a.html 'Present: you see double'
holds "... and what was not asked" a.html 'Not asked \([0-9]+\):.*chest pain'
! grep -q '1984\|Ana' a.html && grep -q 'class="line"' a.html
tell "... and has a line for the name" $? a.html
expect "to standard output" 0 "" report --answers me.yaml --pdf -
is_pdf "... a PDF" out
expect "a bundle for a hospital" 0 "" report --answers me.yaml --fhir bundle.json
holds "... holds the page" bundle.json '"contentType": ?"application/pdf"'
printf '' >/dev/full 2>/dev/null || expect "a full disk" 4 'cannot write' report --answers me.yaml --pdf /dev/full

# --- a diary with a recording --------------------------------------------------------------------

"$philtrum" draw -q -o clip.mp4 --seconds 12 --fps 20 --size 300x360 --px-per-mm 1.6 --grade lossless \
    --twitch upper_lip_left@3:1.2 --twitch upper_lip_left@7:1.5 --twitch upper_lip_left@11:1 2>err &&
    "$philtrum" analyze --no-floor --save --recorded '2026-01-05 20:00' clip.mp4 >/dev/null 2>>err &&
    "$philtrum" log medicine furosemide 40mg >/dev/null 2>>err &&
    "$philtrum" log potassium 3.4mmol/L --at "$(date -d '60 days ago' +%F) 11:00" >/dev/null 2>>err &&
    "$philtrum" log coffee 9 --at "$(date -d '60 days ago' +%F) 11:00" >/dev/null 2>>err &&
    "$philtrum" explain --save --answers me.yaml >/dev/null 2>>err
tell "a diary is begun" $? err
expect "from the diary" 0 "" report --html b.html --pdf b.pdf --person 'Ζωή Ковач' --born 1992
is_pdf "... a PDF" b.pdf
holds "... with what the clip showed, however long ago" b.html 'eft upper lip: .* a minute at rest'
holds "... when" b.html '5 Jan 2026'
holds "... the medicine by its name" b.html 'furosemide</bdi></b> <bdi>40 mg'
holds "... a blood value of two months ago" b.html "3.4 mmol/L, $(date -d '60 days ago' +%-d)"
! grep -q '9 cups' b.html
tell "... but no coffee of then" $? b.html
holds "... the kept answers, and of which day" b.html "As answered on $(date +%-d)"
holds "... the name" b.html 'Ζωή Ковач'
[ "$(grep -c '<image' b.html)" -ge 1 ] && grep -q '<figcaption>Left upper lip' b.html
tell "... and pictures" $? b.html
! grep -q "$work" b.html
tell "... without telling where the clip is" $? b.html
expect "only the last days" 0 "" report --days 2 --html c.html
holds "... leave out an old recording" c.html 'No recording: this page rests on'

mv clip.mp4 moved.mp4
expect "the clip is gone" 0 'no picture from a recording: ".*clip.mp4"' report --html d.html
holds "... and the page says so" d.html 'No pictures: '
expect "the clip is elsewhere" 0 "" report --html e.html --clip moved.mp4
[ "$(grep -c '<image' e.html)" -ge 1 ]
tell "... and has its pictures again" $? e.html
echo other >clip.mp4
expect "another file is where the clip was" 0 'no picture from a recording' report --html f.html
expect "a clip of no recording" 0 'left out a clip: "clip.mp4"' \
    report --html g.html --clip clip.mp4 --clip moved.mp4
expect "a clip that is not there" 3 'gone.mp4' report --html g.html --clip gone.mp4

# Bug: of a damaged recording older than what `explain' looks back to, nothing was said at all. It
# is said once, of an old one and of a new one.
if python3 -c 'import sqlite3' 2>/dev/null; then
    for filmed in 1000000000 "$(date +%s)"; do
        cp "$XDG_DATA_HOME/philtrum/diary.db" damaged.db
        python3 -c 'import sqlite3, sys
diary = sqlite3.connect("damaged.db")
diary.execute("UPDATE analysis SET json = ?, recorded_s = ?", ("{}", int(sys.argv[1])))
diary.commit()' "$filmed"
        expect "a damaged recording is left out" 0 'left out a saved recording: "clip.mp4"' \
            report --html h.html --diary damaged.db
        [ "$(grep -c 'left out a saved recording' err)" -eq 1 ]
        tell "... which is said once" $? err
    done
else
    skip "a damaged recording" "no python3 with sqlite3 here"
fi

echo "1..$number"
