#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The program as scripts and people meet it: statuses, messages, files. Prints TAP.
#
# commands.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
# --- what can be learned without a clip ---------------------------------------------------------

expect "help is given" 0 "" --help
LC_ALL=C awk 'length > 80 { bad = 1; print } END { exit bad }' out >wide
tell "help keeps to 80 columns" $? wide
for command in analyze explain report log diary monitor simulate inject draw compare; do
    expect "help of $command" 0 "" "$command" --help
    grep -q "^Usage: philtrum $command " out
    tell "help of $command begins with its usage" $? out
    LC_ALL=C awk 'length > 80 { bad = 1; print } END { exit bad }' out >wide
    tell "help of $command keeps to 80 columns" $? wide
    "$philtrum" --help | grep -q "^  $command "
    tell "help lists $command" $? out
done
expect "version is given" 0 "" --version
grep -Eqx 'philtrum [0-9]+\.[0-9]+\.[0-9]+' out
tell "version is one line" $? out
"$philtrum" >out 2>err
[ $? -eq 2 ] && [ ! -s out ] && grep -q '^Usage' err
tell "no command: help on standard error, status 2" $? err

expect "mistyped command" 2 '"analyse": did you mean analyze\?' analyse x.mp4
expect "unknown command" 2 '"frobnicate": see philtrum --help' frobnicate
expect "a clip in place of a command" 2 '"selfie.mp4"' selfie.mp4
expect "mistyped option" 2 '"--htlm": did you mean --html\?' analyze --htlm a x.mp4
expect "unknown option" 2 '"--wobble"' analyze --wobble x.mp4
expect "unknown letter" 2 '"-z"' analyze -z x.mp4
expect "option without its value" 2 '"--html": needs a value' analyze x.mp4 --html
expect "value for an option without one" 2 'takes no value' analyze --mirrored=yes x.mp4
expect "unclear short form" 2 'could be several' draw --t 3 -o x.mp4
expect "short form is fine" 3 '"x.mp4"' analyze --mirr x.mp4
expect "no clip" 2 'no clip given' analyze
expect "number that is none" 2 'cannot use --ruler-mm: "abc": not a number, must be from .* mm$' \
    analyze --ruler-mm abc x.mp4
expect "number out of range" 2 '"9999": must be from 40 to 150 mm' analyze --ruler-mm 9999 x.mp4
expect "number that is not finite" 2 '"nan": not a number' analyze --false-per-min nan x.mp4
expect "jobs below zero" 2 '"-1"' analyze --jobs -1 x.mp4
expect "two pages in one file" 2 'cannot use --html with several' analyze --html p a.mp4 b.mp4
expect "two tables in one file" 2 'cannot use --traces with several' analyze --traces p a.mp4 b.mp4
expect "two results on one stream" 2 '"-": another result' analyze --json --traces - a.mp4
expect "two results in one file" 2 '"p": another result' analyze --html p --traces p a.mp4
expect "page without a name" 2 '"": empty' analyze --html "" a.mp4
expect "page over the clip" 2 'this is the clip itself' analyze --html "$philtrum" "$philtrum"
expect "hostile name stays one line" 3 '\?\[31m' analyze "$(printf 'a\033[31m\nb')"

expect "draw without a place" 2 'say -o FILE' draw
expect "draw with a stray word" 2 '"face"' draw face -o x.mp4
expect "draw in an unknown grade" 2 '"fone": did you mean phone\?' draw -o x.mp4 --grade fone
expect "draw a twitch of nothing" 2 'did you mean upper_lip_left' \
    draw -o x.mp4 --twitch uper_lip_left@1:1
expect "draw a twitch after the end" 2 'the clip ends at 10' draw -o x.mp4 --twitch chin@10:1
expect "draw too many twitches" 2 '"50": the clip has room for 7' draw -o x.mp4 --count 50
[ ! -e x.mp4 ]
tell "none of these left a clip" $?
expect "inject without anything to add" 2 'say --twitch or --count' inject a.mp4 -o b.mp4
expect "inject without a place" 2 'say -o FILE' inject a.mp4 --count 1
expect "inject into itself" 2 'this is the clip itself' inject "$philtrum" -o "$philtrum" --count 1
expect "compare with one file" 2 'needs two files' compare a.json
expect "compare with a missing file" 3 '"a.json"' compare a.json b.json

# --- input that is no clip ----------------------------------------------------------------------

mkdir folder
: >empty.mp4
echo "dear diary, my lip twitches" >text.mp4
head -c 100000 /dev/zero >zeros.mp4
for job in "analyze" "inject -o new.mp4 --count 1"; do
    command=${job%% *}
    # The options are words.
    # shellcheck disable=SC2086
    set -- $job
    expect "$command: missing file" 3 '"missing.mp4"' "$@" missing.mp4
    expect "$command: a folder" 3 '"folder"' "$@" folder
    expect "$command: an empty file" 3 '"empty.mp4"' "$@" empty.mp4
    expect "$command: a text" 3 '"text.mp4"' "$@" text.mp4
    expect "$command: zeros" 3 '"zeros.mp4"' "$@" zeros.mp4
    expect "$command: /dev/null" 3 '"/dev/null"' "$@" /dev/null
done
expect "an error is told once" 3 '"missing.mp4"' analyze missing.mp4
[ "$(wc -l <err)" -eq 1 ]
tell "... in one line" $? err
echo "an older result" >kept.json
expect "JSON of no clip" 3 '"missing.mp4"' analyze --json=kept.json missing.mp4
[ "$(cat kept.json)" = "an older result" ] && [ "$(find . -name 'kept*' | wc -l)" -eq 1 ]
tell "... leaves the older one" $?
expect "all clips are tried" 3 '"text.mp4"' analyze missing.mp4 text.mp4
[ "$(wc -l <err)" -eq 2 ] && [ ! -s out ]
tell "... and each is told" $? err

# --- drawing ------------------------------------------------------------------------------------

small='--size 640x480 --px-per-mm 2.2 --fps 30 --seconds 3 --blinks 0 --sway 0.2 --turn 0'
# shellcheck disable=SC2086
expect "draw a clip" 0 "" draw -o face.mp4 $small --grade lossless --noise 0.5 --texture 1 \
    --twitch upper_lip_left@1:0.8 --twitch lower_lip_right@2:0.8:-90 --truth truth.json
[ -s face.mp4 ] && [ -s truth.json ] && grep -q '"philtrum.truth/1"' truth.json
tell "clip and truth are there" $?
expect "truth is JSON that compare reads" 3 '"missing.json"' compare truth.json missing.json
expect "no place to draw to" 4 '/no/such/folder' draw -o /no/such/folder/x.mp4 --seconds 0.2
mkdir folder.mp4
expect "a folder in the way" 4 '"folder.mp4"' draw -o folder.mp4 --seconds 0.2
expect "an ending that is no container" 2 '"x.nonsense"' draw -o x.nonsense --seconds 0.2

# --- the whole chain ----------------------------------------------------------------------------

expect "analyse a drawn clip" 0 "" analyze -q face.mp4 --json=found.json --html page.html \
    --traces traces.csv --no-floor
[ -s out ] && [ -s found.json ] && [ -s page.html ] && [ -s traces.csv ]
tell "summary, JSON, page and table are there" $?
[ "$(wc -l <found.json)" -eq 1 ] && grep -q '^{.*"philtrum.analysis/1".*}$' found.json
tell "JSON is one line" $? found.json
[ "$(find . -name '*.??????' -newer truth.json | grep -c 'html\.\|csv\.\|json\.')" -eq 0 ]
tell "no temporary file is left" $?
expect "compare truth and result" 0 "" compare truth.json found.json
grep -q '^2 of 2 found, 0 missed' out
tell "both twitches of 0.8 mm were found" $? out
expect "compare as JSON" 0 "" compare --json truth.json found.json
grep -q '"philtrum.comparison/1".*"found":2,"missed":0' out
tell "... says the same" $? out
expect "compare refuses to swap its files" 3 '"found.json": not written by' \
    compare found.json truth.json

# The rest is about where results go: two seconds of video will do.
# shellcheck disable=SC2086
"$philtrum" draw -o short.mp4 $small --seconds 2

expect "JSON owns standard output" 0 "" analyze -q --json --no-floor short.mp4
[ "$(wc -l <out)" -eq 1 ]
tell "... one line, nothing else" $? out
expect "a table on standard output" 0 "" analyze -q --traces - --no-floor short.mp4
head -n 1 out | grep -q '^time_s,' && [ "$(wc -l <out)" -eq 61 ]
tell "... a header and a line per frame" $? out
expect "one bad clip of two" 3 '"text.mp4"' analyze -q --json --no-floor text.mp4 short.mp4
[ "$(wc -l <out)" -eq 1 ] && [ "$(wc -l <err)" -eq 1 ]
tell "... the good one is measured" $? out

"$philtrum" analyze -q --json --no-floor short.mp4 >/dev/full 2>err
[ $? -eq 4 ] && grep -q '^philtrum: .*"standard output": No space left' err
tell "a full standard output is told, status 4" $? err
"$philtrum" analyze -q --no-floor short.mp4 >&- 2>err
[ $? -eq 4 ] && grep -q '^philtrum: .*"standard output"' err
tell "a closed standard output is told, status 4" $? err
expect "no place for the page" 4 '"/no/such/page.html"' \
    analyze -q --no-floor --html /no/such/page.html short.mp4
expect "a page onto a full disk" 4 '"/dev/full": No space left' \
    analyze -q --no-floor --html /dev/full short.mp4
expect "a page in place of a folder" 4 '"folder"' analyze -q --no-floor --html folder short.mp4

# --- adding twitches ----------------------------------------------------------------------------

# shellcheck disable=SC2086
"$philtrum" draw -o quiet.mp4 $small --grade lossless --noise 0.5 --texture 1
expect "add twitches to a quiet clip" 0 "" inject -q quiet.mp4 -o new.mkv \
    --twitch lower_lip_left@1.5:0.8 --truth added.json
expect "the new clip is analysed" 0 "" analyze -q --no-floor --json=added-found.json new.mkv
expect "the added twitch is compared" 0 "" compare added.json added-found.json
grep -q '^1 of 1 found' out
tell "the added twitch of 0.8 mm was found" $? out
{
    printf 'YUV4MPEG2 W320 H240 F30:1 C420jpeg\n'
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        printf 'FRAME\n'
        head -c 115200 /dev/zero | tr '\0' '\200'
    done
} >no-face.y4m
expect "a clip without a face" 1 'no face' inject -q no-face.y4m -o no.mkv --count 1
[ ! -e no.mkv ]
tell "... makes no new clip" $?
expect "analysing a clip without a face" 1 "" analyze -q no-face.y4m

echo "1..$number"
