#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The diary as people and scripts meet it: log, diary, analyze --save. Prints TAP.
#
# diary.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_DATA_HOME="$work/data" TZ=Europe/Berlin
diary=$XDG_DATA_HOME/philtrum/diary.db

# json NAME FILE: it is one JSON document.
json() {
    if command -v python3 >/dev/null; then
        python3 -m json.tool "$2" >/dev/null 2>why
        tell "$1" $? why "$2"
    else
        skip "$1" "no python3 here"
    fi
}

# how_many: entries in the diary.
how_many() {
    "$philtrum" diary --export - | tail -n +2 | grep -c .
}

# --- before there is one -------------------------------------------------------------------------

expect "no diary yet" 3 'no diary yet: ".*": `philtrum log coffee. begins one$' diary
expect "nothing to back up" 3 'no diary yet' diary backup copy.db
expect "a named diary that is missing" 3 'no diary yet: "none.db"' diary --diary none.db
[ ! -e "$XDG_DATA_HOME" ] && [ ! -e none.db ]
tell "looking makes no file" $?
expect "log without a thing" 2 'nothing to log' log
expect "a slip of the finger" 2 '"cofee": did you mean "[Cc]offee"\?$' log cofee
expect "a word that is no thing" 2 '"xyzzyqwerty"' log xyzzyqwerty
expect "a time that is none" 2 '"late"' log coffee --at late
expect "a note that is too long" 2 'at most 255 bytes' log coffee --note "$(head -c 256 /dev/zero | tr '\0' x)"
expect "an unknown option" 2 '"--nots": did you mean --note\?' log coffee --nots x
expect "JSON of an export" 2 '"--export": it shows entries' diary --json --export x.csv
expect "JSON of a check" 2 '"check": it shows entries' diary --json check
expect "sleep of 25 hours" 2 '"25h"' log sleep 25h
[ ! -e "$XDG_DATA_HOME" ]
tell "what is refused makes no file" $?
# Whoever runs this has a home of their own, where nothing is to be written: looking is enough.
for home in HOME=here XDG_DATA_HOME=here; do
    mkdir -p here/.local/share/philtrum here/philtrum
    : >here/.local/share/philtrum/diary.db
    : >here/philtrum/diary.db
    env -u XDG_DATA_HOME HOME="$work/nobody" "$home" "$philtrum" diary >out 2>err </dev/null
    ! grep -q '"here/' out err
    tell "$home, which depends on where one is, is not used" $? out err
done

# --- writing -------------------------------------------------------------------------------------

expect "the first entry" 0 "" log coffee 2 --at "yesterday 08:30"
holds "... is told" out '^Wrote: 2 .*[Cc]offee.* mg caffeine.*, yesterday 08:30 \(entry 1\)\.$'
holds "... with the way back" out '^To take it back: philtrum diary remove 1$'
holds "... and where the diary is" out "This began your diary"
[ "$(stat -c %a "$diary")" = 600 ]
tell "the diary is its owner's alone" $?
expect "log with a note" 0 "" log twitch 3 --note "left, while reading"
holds "... tells it" out 'left, while reading'
! grep -q 'This began' out
tell "the welcome is said once" $? out
for thing in "espresso" "energy drink 500ml" "sleep 5.5h" "stress 7" "twitch" "potassium 4.1mmol/L" \
    "medicine furosemide 40mg" "symptom racing_heart" "note slept badly" "beer 2" "banana" "screen 3h"; do
    # The words are words.
    # shellcheck disable=SC2086
    expect "log $thing" 0 "" log $thing --at -1h
done
expect "log as JSON" 0 "" log espresso --json
json "... is JSON" out
holds "... of the diary's schema" out '"philtrum.diary/1"'
[ "$(how_many)" -eq 15 ]
tell "every one of them is there" $?
expect "the list of names" 0 "" log --list
for word in coffee banana sleep twitch 'symptom racing_heart'; do
    holds "... has $word" out "^$word\$"
done
"$philtrum" log coffee >/dev/full 2>err
[ $? -eq 4 ] && grep -q '"standard output": No space left' err && [ "$(how_many)" -eq 16 ]
tell "what is written stays written though the words for it were lost" $? err

# --- showing -------------------------------------------------------------------------------------

expect "the diary" 0 "" diary
holds "... has days with their sums" out '^  Together: caffeine about [0-9]+ mg'
holds "... and entries with their numbers" out '^ +1  08:30  2 .*[Cc]offee'
narrow "... in 80 columns" out
holds "... and a picture where there is UTF-8" out '▁|▂|▃|▄|▅|▆|▇|█'
LC_ALL=C "$philtrum" diary >plain 2>err
! LC_ALL=C grep -q '[^ -~]' plain
tell "... and none where there is not" $? plain
expect "one kind" 0 "" diary --kind twitch
[ "$(grep -c '^ *[0-9]*  [0-9][0-9]:' out)" -eq 2 ]
tell "... shows it alone" $? out
expect "what there is one of" 0 "" diary --kind sleep
[ "$(grep -c 'Together' out)" -eq 1 ]
tell "... leaves out every other day" $? out
expect "a kind that is none" 2 '"twich": did you mean twitch\?' diary --kind twich
expect "one day" 0 "" diary --from yesterday --to yesterday
[ "$(grep -c '^ *[0-9]*  [0-9][0-9]:' out)" -ge 1 ] && ! grep -q 'left, while' out
tell "... shows it alone" $? out
expect "days long ago" 0 "" diary --from 2001-01-01 --to 2001-01-02
holds "... say that nothing is there" out 'Nothing was written down'
expect "a day that is none" 2 '"2026-02-30"' diary --from 2026-02-30
expect "days in the wrong order" 2 'is after --to' diary --from today --to yesterday
expect "days said twice" 2 'cannot use --days' diary --days 3 --from today
expect "the diary as JSON" 0 "" diary --json
json "... is JSON" out
expect "a word that is no action" 2 '"remov": did you mean remove\?' diary remov 1
expect "too few words" 2 'too few words: "diary remove"' diary remove
expect "too many words" 2 'too many words: "diary check"' diary check it

# --- putting right -------------------------------------------------------------------------------

expect "edit an entry" 0 "" diary edit 1 coffee 3
holds "... tells how it is now" out '^Now: 3 .*[Cc]offee.*, yesterday 08:30 \(entry 1\)\.$'
expect "edit its time" 0 "" diary edit 1 --at "yesterday 07:45"
holds "... keeps the rest" out '^Now: 3 .*[Cc]offee.*, yesterday 07:45 \(entry 1\)\.$'
expect "edit its note" 0 "" diary edit 1 --note "at work"
expect "edit into nonsense" 2 '"cofee": did you mean' diary edit 1 cofee
expect "edit nothing" 2 'say what it was' diary edit 1
expect "edit what is not there" 2 'entry 999|"999"' diary edit 999 coffee
expect "remove an entry" 0 "" diary remove 1
holds "... tells what it was" out '^Removed: 3 .*[Cc]offee.*, yesterday 07:45 \(entry 1\): at work$'
expect "remove it again" 2 'entry 1|"1"' diary remove 1
expect "its history" 0 "" diary history 1
[ "$(grep -c '^Until it was changed' out)" -eq 3 ] && grep -q '^Until it was removed' out &&
    grep -q '^It is removed now' out
tell "... has every state" $? out
expect "bring it back" 0 "" diary restore 1
holds "... as it was" out '^As it was: 3 cups of coffee .*, yesterday 07:45 \(entry 1\): at$'
expect "the history of nothing" 2 'entry 999|"999"' diary history 999
expect "an ID that is none" 2 '"coffee": the ID' diary remove coffee
before=$(how_many)
expect "one bad ID of two" 2 '"x": the ID' diary remove 1 x
[ "$(how_many)" -eq "$before" ]
tell "... removes nothing" $?
expect "an ID beyond all" 2 '"99999999999999999999"' diary remove 99999999999999999999

# --- out and in ----------------------------------------------------------------------------------

for form in csv json; do
    expect "export as $form" 0 "" diary --export all.$form
    holds "... is told" out '^Wrote 16 entries to all\.'
    [ "$(stat -c %a all.$form)" = 600 ]
    tell "... is its owner's alone" $?
    expect "import into a new diary" 0 "" diary --diary new-$form.db --import all.$form
    holds "... adds all" out '^Added 16 entries'
    expect "export that one" 0 "" diary --diary new-$form.db --export again.$form
    "$philtrum" diary --export - | cut -d, -f2- | sort >one
    "$philtrum" diary --diary new-$form.db --export - | cut -d, -f2- | sort >two
    cmp -s one two
    tell "... gives the same entries" $? one two
    expect "import the same again" 0 "" diary --diary new-$form.db --import all.$form
    holds "... adds nothing" out '^Added 0 entries'
    holds "... and says why" out '^16 were in your diary already'
done
json "an export is JSON" all.json
expect "an ending that is none" 2 '"all.txt": the name must end' diary --export all.txt
expect "import what is missing" 3 '"missing.csv"' diary --import missing.csv
printf 'nonsense\n1,2,3\n' >bad.csv
expect "import nonsense" 3 'bad.csv' diary --import bad.csv
echo '{"schema": "philtrum.diary/1", "entries": [{"kind": "drink"' >bad.json
expect "import half a document" 3 'bad.json' diary --import bad.json
{
    head -n 2 all.csv
    echo 'this,line,is,wrong'
} >half.csv
expect "import with one bad line" 3 'half.csv' diary --diary half.db --import half.csv
[ ! -e half.db ] || [ "$("$philtrum" diary --diary half.db --export - | wc -l)" -eq 1 ]
tell "... adds nothing" $?
ln -s /dev/full full.csv
expect "export onto a full disk" 4 '"/dev/full": No space left' diary --export full.csv
expect "no place for it" 4 '/no/such' diary --export /no/such/all.csv
expect "words that would move the cursor" 2 'control characters' log note "$(printf 'a\033[31mb')"
expect "... nor as a note" 2 'control characters' log coffee --note "$(printf 'a\033[31mb')"

# --- the whole file ------------------------------------------------------------------------------

expect "back up" 0 "" diary backup copy.db
[ "$(stat -c %a copy.db)" = 600 ]
tell "... is its owner's alone" $?
"$philtrum" diary --export - >one
"$philtrum" diary --diary copy.db --export - >two
cmp -s one two
tell "... holds the same" $? one two
expect "back up over a file" 3 '"copy.db"|copy.db' diary backup copy.db
expect "check" 0 "" diary check
holds "... finds it sound" out 'sound'
echo "this is no diary" >text.db
expect "a text as a diary" 3 '"text.db"' diary --diary text.db
expect "log into a text" 3 '"text.db"' log coffee --diary text.db
[ "$(cat text.db)" = "this is no diary" ]
tell "... leaves it as it was" $?
mkdir folder.db
expect "log into a folder" 3 '"folder.db"' log coffee --diary folder.db

# --- time ----------------------------------------------------------------------------------------

TZ=Europe/Berlin "$philtrum" log tea --diary travel.db --at "2024-11-20 23:30" >out 2>err
TZ=Asia/Tokyo "$philtrum" log tea --diary travel.db --at "2024-11-22 08:00" >>out 2>>err
TZ=America/New_York "$philtrum" diary --diary travel.db --from 2024-11-19 --to 2024-11-23 >out 2>>err
grep -q 'Wednesday 20 November' out && grep -q ' 23:30  ' out && grep -q 'Friday 22 November' out &&
    grep -q ' 08:00  ' out
tell "a day is the day of the place where it was lived" $? out err
TZ=Europe/Berlin "$philtrum" log tea --diary dst.db --at "2024-03-31 02:30" >out 2>err
[ $? -eq 2 ] && grep -q 'skipped' err
tell "a time that the clock skipped is refused" $? err
TZ=Europe/Berlin "$philtrum" log tea --diary dst.db --at "2024-10-27 02:30" >out 2>err && grep -q '^philtrum: note: .*twice' err
tell "of a time that it showed twice the first is taken, and said" $? err
expect "long before there were lips on film" 0 "" log tea --diary old.db --at "1955-05-05 05:05"
expect "... is shown" 0 "" diary --diary old.db --from 1955-05-05 --to 1955-05-05
holds "... on its day" out 'Thursday 5 May'
expect "the day after tomorrow" 2 '"2099-01-01 08:00"' log tea --at "2099-01-01 08:00"

# --- recordings ----------------------------------------------------------------------------------

"$philtrum" draw -q -o face.mp4 --size 640x480 --px-per-mm 2.2 --fps 30 --seconds 3 --blinks 0 \
    --sway 0.2 --turn 0 --grade lossless --noise 0.5 --texture 1 --twitch upper_lip_left@1:0.8
expect "analyse and save" 0 "" analyze -q --no-floor --save --recorded "yesterday 09:30" face.mp4
holds "... is told" out 'Saved in your diary \(filmed yesterday 09:30, as you say\)'
expect "the diary shows it" 0 "" diary
holds "... beside the caffeine of then" out '09:30  Recording face.mp4: [0-9]+ twitch.*'
tr '\n' ' ' <out | tr -s ' ' | grep -q 'caffeine in the body then: about [1-9][0-9]* mg'
tell "... which is not none" $? out
"$philtrum" diary backup where.db >/dev/null && grep -aqF "$(pwd -P)/face.mp4" where.db
tell "where the clip is was kept" $?
expect "list the recordings" 0 "" diary recordings
holds "... with numbers" out '^ +1  Filmed yesterday 09:30: face\.mp4,'
expect "take one out" 0 "" diary recordings remove 1
holds "... tells which" out '^Out of the diary: Filmed yesterday 09:30: face\.mp4,'
expect "... which is then out" 0 "" diary recordings
holds "... of the list" out '^No recording'
expect "take it out again" 2 'no recording 1$' diary recordings remove 1
expect "bring it back" 0 "" diary recordings restore 1
holds "... tells which" out '^Back in the diary: Filmed yesterday 09:30'
expect "bring it back again" 2 'no removed recording 1$' diary recordings restore 1
expect "a recording without a number" 2 'say the recording' diary recordings remove
expect "a recording by its name" 2 '"face.mp4": its number' diary recordings remove face.mp4
expect "what recordings do not do" 2 'did you mean restore' diary recordings restor 1
expect "save the same again" 0 "" analyze -q --no-floor --save face.mp4
holds "... says what it does not know" out 'when it was filmed is not known'
expect "the diary shows it once" 0 "" diary
[ "$(grep -c 'Recording face.mp4' out)" -eq 1 ]
tell "... once" $? out
# An mp4 can say when it was filmed: seconds since 1904 in its movie header (ISO 14496-12, 8.2.2),
# here 08:30 UTC on 26 November 2024.
at=$(grep -obUa mvhd face.mp4 | head -n 1 | cut -d: -f1)
printf '\343\153\067\210' | dd of=face.mp4 bs=1 seek=$((at + 8)) conv=notrunc 2>/dev/null
expect "a clip that knows when it was filmed" 0 "" analyze -q --no-floor --save face.mp4
tr '\n' ' ' <out >line
holds "... is believed" line 'filmed Tuesday 26 November 2024, 09:30, as the clip itself says'
expect "the diary of that day" 0 "" diary --from 2024-11-26 --to 2024-11-26
holds "... shows it" out '09:30  Recording face.mp4'
expect "JSON still owns standard output" 0 'note: saved in the diary: "face.mp4"' \
    analyze --no-floor --save --json face.mp4
[ "$(wc -l <out)" -eq 1 ]
tell "... one line, nothing else" $? out
expect "a diary without saving" 2 'goes with --save' analyze --diary x.db face.mp4
expect "one time for two clips" 2 'cannot use --recorded' \
    analyze --save --recorded 08:30 face.mp4 face.mp4
expect "no diary can be made" 3 '/proc/no' analyze -q --save --diary /proc/no/diary.db face.mp4
echo "1..$number"
