#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# philtrum simulate as scripts and people meet it: words, mistakes, files, the same bytes again.
# Prints TAP.
#
# simulate.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

expect "help" 0 "" simulate --help
[ "$(wc -l <out)" -le 50 ]
tell "... fits a window of 50 lines" $? out

# --- what can be simulated ----------------------------------------------------------------------

expect "the list" 0 "" simulate --list
narrow "... keeps to 80 columns" out
grep -E '^[a-z_]+$' out >ids
for id in caffeine low_potassium stress alcohol benign_twitching hemifacial_spasm brainstem_lesion \
    tourette als parkinson; do
    grep -qx $id ids || echo $id
done >missing
[ ! -s missing ]
tell "... has the causes" $? missing
holds "... ranges with units" out '^  --dose 0 to [0-9]+ mg/kg'
holds "... that a simulated cause is no likely one" out 'does not make it likely'
holds "... where the rest is" out '--list --verbose'
[ "$(wc -l <out)" -le 100 ]
tell "... in two screens" $? out
expect "all of the list" 0 "" simulate --list --verbose
narrow "... keeps to 80 columns" out
holds "... says how good the evidence is" out '^  Evidence: '
holds "... and what else can be set" out '^  --set proneness=V: '
expect "the list for programs" 0 "" simulate --list --json
[ "$(wc -l <out)" -eq 1 ] && grep -q '"philtrum.simulated_causes/1"' out
tell "... is one line" $? out
expect "the list into a file" 0 "" simulate --list --json=list.json
cmp -s out list.json
[ -s list.json ] && [ ! -s out ]
tell "... and nothing else" $? out
expect "the list onto a full disk" 4 '"/dev/full": No space left on device$' \
    simulate --list --json=/dev/full
expect "the list with a cause" 2 'goes with --json or --verbose alone' simulate --list --cause caffeine
# Every cause of the simulation is one that can be explained.
grep -E '^  - id: ' "$root/knowledge/causes.yaml" | sed 's/.*id: //' >known
grep -vx healthy ids | while read -r id; do grep -qx "$id" known || echo "$id"; done >unknown
[ -s ids ] && [ ! -s unknown ]
tell "every cause is one that explain knows" $? unknown

# --- mistakes -----------------------------------------------------------------------------------

expect "mistyped cause" 2 '"cafeine": did you mean caffeine\?$' simulate --cause cafeine
expect "a cause by its common name" 2 '"ALS": did you mean als\?$' simulate --cause ALS
expect "... by half of its name" 2 'did you mean hemifacial_spasm\?$' simulate --cause spasm
expect "... in two words" 2 'did you mean low_potassium\?$' simulate --cause "low potassium"
expect "two causes in one" 2 'one at a time: --cause caffeine' simulate --cause caffeine,stress
expect "unknown cause" 2 '"frobnication": unknown cause: see philtrum simulate --list$' \
    simulate --cause frobnication
expect "a cause twice" 2 '"caffeine": it is given twice$' simulate --cause caffeine --cause caffeine
expect "a dose of nothing" 2 '"6": it belongs to a cause: say --cause before it$' simulate --dose 6
expect "too much caffeine" 2 '"50".*0 to [0-9]+ mg/kg$' simulate --cause caffeine --dose 50
expect "too little potassium" 2 '0\.5.*1\.5 to 5\.5.*mmol/L' \
    simulate --cause low_potassium --dose 0.5mmol/L
expect "another unit" 2 'mg/kg' simulate --cause caffeine --dose 6mmol/L
expect "a dose with a comma" 2 'decimal point, not a comma; it goes from 0 to 20 mg/kg$' \
    simulate --cause caffeine --dose 1,5mg/kg
expect "a dose that is no number" 2 '"lots"|lots' simulate --cause caffeine --dose lots
expect "a quantity that is none" 2 'frob' simulate --cause caffeine --set frob=3
expect "a quantity without a value" 2 'write it as NAME=VALUE' simulate --cause als --set dose
expect "severity in percent" 2 '"50%": "%" is not understood, must be from 0 to 1$' \
    simulate --severity 50%
expect "minutes" 2 '"5min": "min" is not understood, must be from 0.1 to 3600 s$' \
    simulate --seconds 5min
expect "severity out of range" 2 '"2": must be from 0 to 1$' simulate --severity 2
expect "another side" 2 '"middle": must be left, right or both' simulate --side middle
expect "too long" 2 '"4000": must be from 0.1 to 3600 s$' simulate --seconds 4000
expect "step too long" 2 '"1": must be from 0.001 to 0.5 ms$' simulate --step-ms 1
expect "step that does not fit" 2 'not a whole part' simulate --step-ms 0.3 --seconds 0.1
expect "EMG too slow" 2 '"10": must be from 1000 to 20000 Hz$' simulate --emg-rate 10
expect "act that is none" 2 '"smlie@1-2": did you mean smile\?$' simulate --act smlie@1-2
expect "act without a time" 2 'write it as press@2-5' simulate --act press
expect "act with two levels" 2 '"press:0.3:0.4@1-2": write it as press@2-5' \
    simulate --act press:0.3:0.4@1-2
expect "act with one time" 2 '"press@1": write it as press@2-5' simulate --act press@1
expect "act before the beginning" 2 'write it as press@2-5' simulate --act press@-1-2
expect "a blink with two times" 2 'write it as .* or blink@4, in seconds$' simulate --act blink@1-2
expect "act with an empty level" 2 'write it as press@2-5' simulate --act press:@1-2
expect "act that is too strong" 2 '"2": must be from 0 to 1$' simulate --act press:2@1-2
expect "act backwards" 2 'ends before it starts' simulate --act press@2-1
expect "act after the end" 2 'act .*10 s' simulate --act press@20-21 --seconds 10
expect "stimulus in no place" 2 'did you mean zygomatic\?$' simulate --stimulate zygomatik@1
expect "stimulus on both sides" 2 '"foramen:both@1": must be left or right' \
    simulate --stimulate foramen:both@1
expect "no motor units" 2 '"3": must be from 12 to 100000$' simulate --units 3
expect "units of no muscle" 2 'did you mean oris_upper_left\?$' simulate --units oris_uper_left=10
expect "units of too many" 2 'must be from 0 to 20000$' simulate --units oris_upper=20001
expect "threads below zero" 2 '"-1"' simulate --jobs -1
expect "a stray word" 2 '"face": simulate takes options only$' simulate face
expect "a file for JSON without =" 2 '"a.json": for a file write --json=FILE$' \
    simulate --json a.json
expect "a size without a clip" 2 '"--size": it goes with --video FILE$' simulate --size 640x480
expect "a truth without a clip" 2 '"--truth": it goes with --video FILE$' simulate --truth t.json
expect "no EMG, written as 0.0" 2 'leaves the EMG out$' simulate --emg-rate 0.0Hz --emg e.csv
expect "EMG that was left out" 2 'leaves the EMG out$' simulate --emg-rate 0 --emg e.csv
expect "two results in one file" 2 '"p": another result goes there' simulate --html p --spikes p
expect "... by another spelling" 2 '"\./p": another result goes there' simulate --html p --spikes ./p
expect "... that are not there yet" 2 'another result goes there' \
    simulate --emg "$work/p" --json=../"${work##*/}"/p
: >there
ln -s there link
expect "... through a link" 2 '"link": another result goes there' simulate --html there --spikes link
rm there link
expect "EDF+ to a pipe" 2 'EDF\+ needs a file' simulate --edf -
[ "$(find . -name '*.csv' -o -name '*.html' | wc -l)" -eq 0 ]
tell "none of these left a file" $?

# --- a face --------------------------------------------------------------------------------------

short='--seconds 1.5 --quiet'
expect "a healthy face" 0 "" simulate --seconds 2
holds "... is told" out '[a-z]'
holds "... what else there is" out 'philtrum simulate --list'
narrow "... in 80 columns" out
# What a frightened person reads first, and last; what philtrum explain says of the same cause.
expect "a grave cause" 0 "" simulate --seconds 2 --cause als
head -n 1 out | grep -q '^Most lips and lids that twitch belong to healthy people'
tell "... begins with the harmless" $? out
holds "... says how rare it is" out 'about 1 in [0-9,]+ middle-aged people have it'
holds "... whom to see" out '^- Motor neurone disease \(ALS and slower kinds\): A neurologist soon, if'
holds "... what cannot wait" out 'suddenly affected, call the emergency number'
[ "$(wc -l <out)" -lt 80 ]
tell "... fits on two screens" $? out
cp out short
expect "all of it" 0 "" simulate --seconds 2 --cause als --verbose
[ "$(wc -l <out)" -gt "$(wc -l <short)" ]
tell "... is more" $? out
expect "what needs longer" 0 "" simulate --seconds 2 --cause low_calcium_magnesium
holds "... says how long" out 'every [0-9]+ s on average'
expect "what does nothing" 0 "" simulate --seconds 2 --cause low_potassium
holds "... says how seldom, without a claim about other faces" out 'every 734 s on average'
# shellcheck disable=SC2086
expect "every result at once" 0 "" simulate $short --cause hemifacial_spasm --act press:0.3@0.5-1 \
    --stimulate zygomatic@1.2 --json=a.json --html a.html --spikes a.csv --parameters u.csv \
    --emg e.csv --movement m.csv --edf a.edf
[ -s out ] && [ -s a.json ] && [ -s a.html ] && [ -s a.csv ] && [ -s u.csv ] && [ -s e.csv ] &&
    [ -s m.csv ] && [ -s a.edf ]
tell "... is there" $?
find . -name '*.??????' | grep -E '\.(json|html|csv|edf)\.' >left
[ ! -s left ]
tell "... and no temporary file" $? left
[ "$(wc -l <a.json)" -eq 1 ] && grep -q '^{.*"philtrum.simulation/1".*}$' a.json
tell "JSON is one line" $?
[ "$(grep -vc '^#' e.csv)" -eq 6001 ] && [ "$(grep -vc '^#' m.csv)" -eq 1501 ]
tell "the tables have a row a sample" $?
[ "$(grep -vc '^#' u.csv)" -eq 801 ]
tell "... and a row a motor unit" $?
holds "spikes have a header" a.csv '^began_s,end_plate_s,unit,muscle,origin,fibres'

# shellcheck disable=SC2086
expect "the same again, on one thread" 0 "" simulate $short --cause hemifacial_spasm --jobs 1 \
    --act press:0.3@0.5-1 --stimulate zygomatic@1.2 --json=b.json --html b.html --spikes b.csv \
    --parameters v.csv --emg f.csv --movement n.csv --edf b.edf
# shellcheck disable=SC2086
expect "... and on two, in another language" 0 "" simulate $short --cause hemifacial_spasm \
    --jobs 2 --act press:0.3@0.5-1 --stimulate zygomatic@1.2 --json=c.json --spikes c.csv --emg g.csv
cmp a.json b.json && cmp a.html b.html && cmp a.csv b.csv && cmp u.csv v.csv && cmp e.csv f.csv &&
    cmp m.csv n.csv && cmp a.edf b.edf && cmp a.json c.json && cmp a.csv c.csv && cmp e.csv g.csv
tell "all bytes are the same" $?
# shellcheck disable=SC2086
expect "another seed" 0 "" simulate $short --cause hemifacial_spasm --seed 2 --spikes d.csv
! cmp -s a.csv d.csv
tell "... gives other spikes" $?

# shellcheck disable=SC2086
expect "spikes on standard output" 0 "" simulate $short --act press@0.2-1 --spikes -
head -n 1 out | grep -q '^#' && grep -q ',oris_upper_left,soma,' out
tell "... and nothing else" $? out
# shellcheck disable=SC2086
expect "EMG alone as EDF+" 0 "" simulate $short --emg e.edf --movement m.edf
[ "$(head -c 1 e.edf)" = 0 ] && ! cmp -s e.edf m.edf
tell "... is another file than movement" $?
# shellcheck disable=SC2086
expect "a face of other sizes" 0 "" simulate $short --units 400 --units mentalis=5 \
    --parameters u.csv
[ "$(grep -vc '^#' u.csv)" -eq 387 ] && [ "$(grep -c ',mentalis_left,' u.csv)" -eq 5 ] &&
    [ "$(grep -c ',oris_upper_left,' u.csv)" -eq 60 ]
tell "... has as many motor units" $?
# shellcheck disable=SC2086
expect "causes together" 0 "" simulate $short --cause caffeine --dose 6mg/kg --cause stress \
    --severity 1 --json
grep -q '"caffeine"' out && grep -q '"stress"' out
tell "... are both told" $? out

# --- trouble -------------------------------------------------------------------------------------

for option in --json= --html= --spikes= --parameters= --emg= --movement=; do
    # shellcheck disable=SC2086
    expect "$option onto a full disk" 4 '"/dev/full": No space left on device$' \
        simulate $short ${option}/dev/full
done
# Not after an hour: nothing is simulated, and nothing written, when one of the files cannot be.
expect "one file of two" 4 'cannot write: "/no/such/folder/a.mp4": No such file' \
    simulate --seconds 3600 --units 20000 --spikes one.csv --video /no/such/folder/a.mp4
[ ! -e one.csv ] && [ ! -s out ]
tell "... the other is not made" $? out
mkdir folder
expect "a folder in place of a file" 4 '"folder": Is a directory$' simulate --seconds 3600 --edf folder
# shellcheck disable=SC2086
expect "no such folder" 4 '"/no/such/folder/a.csv"' simulate $short --spikes /no/such/folder/a.csv
# shellcheck disable=SC2086
expect "no such folder for EDF+" 4 '"/no/such/folder/a.edf"' simulate $short \
    --edf /no/such/folder/a.edf
# shellcheck disable=SC2086
"$philtrum" simulate $short >/dev/full 2>err
judge "a summary onto a full disk" 4 'No space left on device$' $?
echo "an older result" >old.csv
"$philtrum" simulate -q --seconds 3600 --emg-rate 0 --jobs 1 --spikes old.csv >out 2>err </dev/null &
running=$!
sleep 1
kill -INT $running
wait $running
judge "Ctrl-C" 130 "" $?
[ "$(cat old.csv)" = "an older result" ] && [ ! -s out ]
tell "... leaves the older result" $? out
echo "1..$number"
