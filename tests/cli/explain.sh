#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# philtrum explain as scripts and people meet it, the interview on a terminal among them. TAP.
#
# explain.sh PHILTRUM SOURCE-FOLDER
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

# same NAME A B: two explanations that differ at most in the second when they were made.
same() {
    sed 's/"created": *"[^"]*"//' "$2" >one
    sed 's/"created": *"[^"]*"//' "$3" >two
    [ -s one ] && cmp -s one two
    tell "$1" $? one two
}

# --- scripts -------------------------------------------------------------------------------------

expect "nothing to go on" 1 '^philtrum: nothing to go on: ' explain
[ ! -s out ] && [ ! -e "$XDG_DATA_HOME" ]
tell "... prints nothing and makes no file" $? out
cat >coffee.yaml <<'END'
# six cups
age: 34
sex: female
coffee_cups_per_day: 6
insomnia: yes
racing_heart: yes
restlessness: yes
END
expect "answers from a file" 0 "" explain --answers coffee.yaml
narrow "... explained in 80 columns" out
[ ! -e "$XDG_DATA_HOME" ]
tell "... without making a file" $?
wc -l <out >short
expect "all of it" 0 "" explain --answers coffee.yaml --verbose
[ "$(wc -l <out)" -gt "$(cat short)" ]
tell "... is longer" $? out
narrow "... in 80 columns" out
expect "answers from a file, in short" 0 "" explain --answers coffee.yaml
"$philtrum" explain --answers - <coffee.yaml >piped 2>err
cmp -s out piped
tell "the same from standard input" $? err piped
expect "as JSON" 0 "" explain --answers coffee.yaml --json
[ "$(wc -l <out)" -eq 1 ] && grep -q '"philtrum.explanation/1"' out
tell "... one line of its schema, nothing else" $? out
if command -v python3 >/dev/null; then
    python3 - out >why 2>&1 <<'END'
import json, sys
document = json.load(open(sys.argv[1]))
assert document["triage"]["level"] in ("emergency", "urgent", "routine", "self_care")
causes = document["causes"]
assert causes[0]["id"] == "caffeine", causes[0]["id"]
assert all(0 <= c["probability_ci"][0] <= c["probability_ci"][1] <= 1 for c in causes)
probabilities = [c["probability"] for c in causes]
assert probabilities == sorted(probabilities, reverse=True)
assert 0 <= document["unexplained"] <= 1
assert any(e["finding"] == "racing_heart" for e in causes[0]["for"])
END
    tell "... with caffeine first, and what speaks for it" $? why
else
    skip "... with caffeine first, and what speaks for it" "no python3 here"
fi
cp out first.json
expect "the same seed" 0 "" explain --answers coffee.yaml --json --seed 1
same "... gives the same" out first.json
expect "JSON and a page beside the text" 0 "" explain --answers coffee.yaml --json=a.json \
    --html a.html --save-answers a.yaml
[ -s out ] && [ -s a.json ] && grep -qi '</html>' a.html
tell "... all are there" $? out
expect "answers that were written are read" 0 "" explain --answers a.yaml --json
same "... and say the same" out a.json
[ "$(stat -c %a a.yaml)" = 600 ]
tell "... and are their owner's alone" $?
expect "without intervals" 0 "" explain --answers coffee.yaml --json --draws 0

env -i ASAN_OPTIONS="$ASAN_OPTIONS" "$philtrum" explain --no-diary --answers coffee.yaml --json \
    >bare 2>err && [ ! -s err ]
tell "in an empty environment" $? err
same "... it says the same" first.json bare

echo 'racing_hart: yes' >slip.yaml
expect "a slip in a key" 3 'slip.yaml.*racing_heart' explain --answers slip.yaml
printf 'age: 34\nage: 35\n' >twice.yaml
expect "a key twice" 3 'twice.yaml.*' explain --answers twice.yaml
echo 'age: 200' >range.yaml
expect "out of range" 3 'range.yaml' explain --answers range.yaml
printf 'a: [1,\n' >broken.yaml
expect "no YAML" 3 'broken.yaml' explain --answers broken.yaml
head -c 4096 /dev/urandom >noise.yaml
expect "noise" 3 'noise.yaml' explain --answers noise.yaml
expect "no such answers" 3 '"missing.yaml"' explain --answers missing.yaml
expect "a folder of answers" 3 '"[.]"' explain --answers .
: >empty.yaml
expect "no answers in it" 1 'nothing to go on' explain --answers empty.yaml
expect "no such analysis" 3 '"missing.json"' explain --analysis missing.json
expect "an analysis that is none" 3 '"coffee.yaml"' explain --analysis coffee.yaml
# Found with a real clip in which somebody talks throughout: "no recording" was said of it.
"$philtrum" draw -q -o brief.mp4 --seconds 1 --size 320x240 >/dev/null 2>err &&
    "$philtrum" analyze -q --no-floor --json=brief.json brief.mp4 >/dev/null 2>>err
expect "a recording that tells nothing" 1 'no recording that tells anything' explain --analysis brief.json
expect "no such knowledge" 3 'none' explain --knowledge none --answers coffee.yaml
expect "a stray word" 2 '"coffee"' explain coffee
expect "too many draws" 2 'from 0 to 10000' explain --draws 10001
expect "no questions at all" 2 'from 1 to 100' explain --questions 0
expect "a diary and none" 2 'exclude' explain --diary x.db --no-diary
expect "saved into none" 2 'exclude' explain --save --no-diary
expect "two results in one file" 2 'another result' explain --json=x --html x
expect "a page onto a full disk" 4 '"/dev/full": No space left' \
    explain --answers coffee.yaml --html /dev/full
"$philtrum" explain --answers coffee.yaml >/dev/full 2>err
[ $? -eq 4 ] && grep -q '"standard output": No space left' err
tell "a full standard output is told" $? err
expect "everything an answers file can tell" 0 "" explain --list
cp out list.yaml
expect "... is itself one, in which nothing is said" 1 'nothing to go on' explain --answers list.yaml
sed -n 's/^#\([a-z0-9_]*\): .*yes or no.*/\1: no/p' list.yaml >all.yaml
narrow "... in 80 columns" list.yaml
[ "$(wc -l <all.yaml)" -gt 100 ]
tell "... is a hundred findings and more" $? all.yaml
expect "... which are understood when they are filled in" 0 "" explain --answers all.yaml --json

# --- the diary -----------------------------------------------------------------------------------

for day in 1 2 3 4 5 6; do
    "$philtrum" log coffee 6 --at "-$((24 * day))h" >/dev/null
    "$philtrum" log sleep 4h --at "-$((24 * day + 2))h" >/dev/null
done
expect "the diary alone" 0 "" explain --json
holds "... speaks" out '"finding": ?"(caffeine_mg_per_day|sleep_hours|sleep_debt_h|short_sleep)"'
expect "the diary left out" 1 'nothing to go on' explain --no-diary
expect "another diary" 3 'no diary yet: "x.db"' explain --diary x.db
expect "answers and diary" 0 "" explain --answers coffee.yaml --json
expect "answers kept" 0 "" explain --answers coffee.yaml --save --json
echo nonsense >text.db
expect "a diary that is none" 3 '"text.db"' explain --diary text.db --answers coffee.yaml

# --- on a terminal -------------------------------------------------------------------------------

# talk OUT KEYS [ARGUMENT...]: types the keys into philtrum explain on a terminal of its own.
talk() {
    seen=$1
    keys=$2
    shift 2
    # The keys are a format of ours.
    # shellcheck disable=SC2059
    printf "$keys" | TERM=xterm NO_COLOR=1 script -qec \
        "stty cols 80 -echo; '$philtrum' explain $*" raw >/dev/null 2>&1
    code=$?
    tr -d '\r' <raw >"$seen"
}

if ! script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    skip "the interview on a terminal" "no script(1) here"
else
    rm -rf "$XDG_DATA_HOME"
    enters='\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n'
    talk seen "$enters"
    [ "$code" -eq 0 ]
    tell "an interview of nothing but Enter comes to its end" $? seen
    holds "... says how long it can become" seen 'at most 18 short questions'
    holds "... counts" seen '^Question 2 of at most 18'
    narrow "... keeps to 80 columns" seen
    holds "... sums up at the end, where the eye is" seen '^In short: '
    holds "... asks before it keeps anything" seen 'Keep your answers for next time'
    [ ! -e "$diary" ]
    tell "... and keeps nothing without a yes" $? seen
    talk seen '\n\nq\ny\n'
    [ $code -eq 0 ] && [ -e "$diary" ]
    tell "a yes keeps them" $? seen
    talk seen '\nq\n'
    holds "next time they are offered" seen 'Use those answers again'
    holds "... and taken over" seen 'taken over'
    holds "... while the list about now is asked anew" seen '^Question 1 of at most'
    talk seen 'n\nb\n?\n1\nq\n'
    holds "b at the beginning says so" seen 'This is the first question'
    holds "? says why" seen 'Here is why each is asked'
    holds "an emergency is told at once" seen 'Before anything else'
    [ "$(grep -c '^Question 2 of' seen)" -eq 0 ] && [ "$code" -eq 0 ]
    tell "... and q then ends the questions" $? seen

    rm -rf "$XDG_DATA_HOME"
    talk seen '1\nq\n'
    ! grep -q 'Keep your answers' seen
    tell "whoever needs help now is not asked about files" $? seen
    talk seen 'q\n' --no-diary
    [ "$code" -eq 1 ]
    tell "leaving at once leaves nothing to go on: status 1" $? seen
    # Ctrl-C is a key of the terminal: it must come when the program listens.
    rm -rf "$XDG_DATA_HOME"
    "$philtrum" log note "a diary to keep answers in" >/dev/null
    (
        printf '\n\n\n' # the three lists of warning signs
        for _ in $(seq 200); do
            grep -aq 'Question 4' raw 2>/dev/null && break
            sleep 0.1
        done
        grep -aq 'Question 4' raw && touch listening
        printf '\003'
        sleep 1
    ) | TERM=xterm script -qefc "stty cols 80; '$philtrum' explain" raw >/dev/null 2>&1
    code=$?
    tr -d '\r' <raw >seen
    [ $code -eq 130 ] && [ -e listening ]
    tell "Ctrl-C at the fourth question leaves: status 130" $? seen
    holds "... and says that the answers are kept" seen 'Your answers are kept'
    talk seen '\nq\n'
    holds "... and they are" seen 'taken over'
fi
echo "1..$number"
