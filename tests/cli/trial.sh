#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A trial as the person meets it: plan, start, its days, marks, result; other clocks; data made
# elsewhere. The days are simulated: faketime sets the clock, save_day puts a clip's analysis into
# the diary. Prints TAP.
#
# trial.sh PHILTRUM SOURCE-FOLDER SAVE_DAY MAKE_TRIAL
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
save_day=$(realpath "$3")
make_trial=$(realpath "$4")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
for false_clock in /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib/faketime/libfaketimeMT.so.1; do
    [ ! -e "$false_clock" ] || break
done
if [ ! -e "$false_clock" ]; then
    skip "a trial" "no faketime here"
    echo "1..$number"
    exit
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_DATA_HOME="$work/data" TZ=Europe/Berlin
# faketime loads its library before the sanitizer's.
export ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0"
clock='2026-11-02 12:00:00'

# faketime CLOCK COMMAND...: as the wrapper of this name, which fails when a process gets the number
# of an earlier one: the library leaves a semaphore of each behind in /dev/shm. They are taken away
# here.
faketime() {
    when=$1
    shift
    LD_PRELOAD=$false_clock FAKETIME="@$when" FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 "$@" &
    started=$!
    wait $started
    ended=$?
    rm -f "/dev/shm/faketime_shm_$started" "/dev/shm/sem.faketime_sem_$started"
    return $ended
}

# expect_at NAME STATUS PATTERN ARGUMENT...: like expect, when the wall's clock shows $clock.
expect_at() {
    name=$1
    wanted=$2
    pattern=$3
    shift 3
    faketime "$clock" "$philtrum" "$@" >out 2>err </dev/null
    judge "$name" "$wanted" "$pattern" $?
}

# film DIARY TWITCHES REST_S ...: a clip filmed now.
film() {
    faketime "$clock" "$save_day" "$@"
}

# one_line: out as a single line, for sentences that were broken.
one_line() {
    tr '\n' ' ' <out | tr -s ' ' >line
}

cat >well.yaml <<'END'
age: 34
coffee_cups_per_day: 6
pregnant: no
kidney_disease: no
END

# --- before ---------------------------------------------------------------------------------------

expect_at "without a word" 2 'say what' trial
expect_at "a word that is near one" 2 '"trial plam": did you mean plan\?' trial plam
expect_at "an option that goes with another" 2 '"--peek": it does not go with trial plan' \
    trial plan --peek
expect_at "two remedies" 2 'one remedy at a time' trial plan less_caffeine --own gum
expect_at "a chance out of range" 2 '--power' trial plan --own gum --power 2
expect_at "a time that is none" 2 '"24:00": write it as 20:00' \
    trial plan --own gum --clip-time 24:00
expect_at "no diary" 3 'no diary yet' trial list
expect_at "what can be tried" 0 "" trial plan
holds "... names remedies" out '^  less_caffeine$'
one_line
holds "... and says that nobody is known yet" line 'does not know you yet'
expect_at "a remedy for somebody unknown" 1 'whether it is safe for you is not known' \
    trial plan less_caffeine
expect_at "a remedy that is nearly one" 2 'did you mean less_caffeine\?' trial plan less_cafeine
[ ! -e data ]
tell "none of this began a diary" $?

# --- a plan ---------------------------------------------------------------------------------------

expect_at "look at a plan" 0 "" trial plan less_caffeine --answers well.yaml --dry-run
one_line
holds "... says how many days notice a halving" line 'half the twitches about [0-9]+ days'
holds "... and why the order stays hidden" line 'expects something of it'
holds "... when to stop" line 'emergency number'
[ ! -e data ]
tell "... keeps nothing" $?
narrow "... fits on a terminal" out
sed 's/kidney_disease: no/kidney_disease: yes/' well.yaml >kidney.yaml
expect_at "what is dangerous is refused" 1 'kidney disease: potassium can rise dangerously' \
    trial plan potassium_food --answers kidney.yaml
echo 'face_droop_sudden: yes' >>kidney.yaml
expect_at "who needs a doctor gets no trial" 1 'doctor|ambulance|emergency' \
    trial plan less_caffeine --answers kidney.yaml
expect_at "answers are kept" 0 "" explain --answers well.yaml --save --diary kept.db
expect_at "what can be tried by somebody known" 0 "" trial plan --diary kept.db
holds "... the likeliest first" out 'against your likeliest causes first'
holds "... and who may not" out 'Not now: '
[ "$(grep -n less_caffeine out | cut -d: -f1)" -lt "$(grep -n more_sleep out | cut -d: -f1)" ]
tell "... which is coffee for who drinks six cups" $? out
expect_at "a plan by kept answers" 0 "" trial plan less_caffeine --dry-run --diary kept.db \
    --power 0.9
one_line
holds "... as it was asked for" line 'With a chance of 90 in 100'
expect_at "a plan of one's own" 0 "" trial plan --own "chew gum" --period-days 1 --washout-days 0 \
    --pairs 8 --side left --clip-min 1 --seed 5
holds "... is told" out 'chew gum'
one_line
holds "... with what nobody knows of it" line 'Never stop or change a prescribed medicine'
holds "... has begun a diary" line 'It began your diary'
holds "... and not the trial" line 'It has not begun'
[ "$(stat -c %a data/philtrum/diary.db)" = 600 ]
tell "... which is its owner's alone" $?
expect_at "a second plan" 1 'one trial at a time: "trial 1": it is planned' trial plan --own walking
expect_at "... may be looked at" 0 "" trial plan --own walking --dry-run
expect_at "today, before a start" 0 "" trial today
holds "... says how to start" out 'trial start'
expect_at "... for a script" 0 "" trial today --json
holds "... in JSON as well" out '"state": "planned"'
expect_at "... which takes no file" 2 'writes to standard output' trial today --json=today.json
expect_at "no calendar before a start" 1 'has not started' trial calendar x.ics
expect_at "no result before a start" 1 'has not begun' trial result
expect_at "no mark before a start" 2 'has not started' trial mark missed

# --- start ----------------------------------------------------------------------------------------

expect_at "start in the past" 2 'not in the past' trial start --on yesterday
expect_at "start too far ahead" 2 'at most 30 days' trial start --on 2026-12-03
expect_at "start on no day" 2 '"2026-02-30": write a day' trial start --on 2026-02-30
expect_at "start tomorrow" 0 "" trial start --on tomorrow
one_line
holds "... tells from when to when" line 'on Tuesday 3 November and ends on Wednesday 18 November'
expect_at "start again" 1 'it was started already' trial start
expect_at "the day before" 0 "" trial today
one_line
holds "... is as usual" line 'starts on Tuesday 3 November\. Until then live as usual'
expect_at "a calendar" 0 "" trial calendar days.ics
grep -q '^BEGIN:VCALENDAR' days.ics && grep -q 'DTSTART;TZID=Europe/Berlin:20261103T200000' days.ics
tell "... in the person's zone" $? days.ics
[ -s days.ics ] && ! grep -qi 'gum\|remedy\|twitch' days.ics
tell "... gives nothing away" $? days.ics

# --- its days -------------------------------------------------------------------------------------

# live DAY: what the trial asks for, by a remedy that halves eleven twitches a minute.
live() {
    clock="2026-11-$1 20:05:00"
    expect_at "the $1th" 0 "" trial today --json
    case $(cat out) in
    *'"arm": "A"'*) film data/philtrum/diary.db "$((22 + ${1#0} % 3))" 120 1 30 ;;
    *'"arm": "B"'*) film data/philtrum/diary.db "$((11 + ${1#0} % 3))" 120 1 30 ;;
    esac
}
for day in 03 04 05; do
    live $day
done
clock='2026-11-06 08:00:00'
expect_at "a morning" 0 "" trial today
one_line
holds "... tells the day" line 'Friday 6 November: day 4 of 16'
holds "... what to do" line 'Today is a (usual|remedy) day'
holds "... and when to film" line 'At 20:00: film your face at rest for 1 minute'
clock='2026-11-06 21:00:00'
expect_at "an evening" 0 "" trial today
one_line
holds "... it is past the time" line 'Now, for it is past 20:00: film'
narrow "... fits on a terminal" out
clock='2026-11-07 21:00:00'
expect_at "the day after a missed one" 0 "" trial today
one_line
holds "... is told of it" line 'Without a clip so far: Friday 6 November\. A day that was missed'
live 07
expect_at "after filming" 0 "" trial today
one_line
holds "... it is done" line 'Filmed: 2\.0 of 1 minute at rest are in the diary\. That is done'
expect_at "a mark" 0 "" trial mark switched forgot the gum --on yesterday
one_line
holds "... is told" line \
    'Friday 6 November: you did what the other kind of day asks: forgot the gum'
expect_at "a mark of tomorrow" 2 'still to come' trial mark missed --on tomorrow
expect_at "a mark before the first day" 2 'before its first' trial mark breach --on 2026-11-02
expect_at "a mark that is none" 2 'did you mean missed\?' trial mark mised
expect_at "a note without words" 2 'say what' trial mark note
expect_at "a second trial while one runs" 1 'one trial at a time: "trial 1": it is running' \
    trial plan --own walking
expect_at "the result while it runs" 1 'still running' trial result
expect_at "where it stands" 0 "" trial status
! grep -Eqi 'ratio|fewer twitches|a minute \(' out
tell "... says nothing of the effect" $? out
narrow "... fits on a terminal" out
for day in 08 09 10 11 12 13 14 15 16 17; do
    live $day
done
clock='2026-11-18 20:00:00'
expect_at "a look before the end" 0 "" trial result --peek --json
holds "... says something of the effect" out '"rate_ratio": 0\.'
live 18
clock='2026-11-19 09:00:00'
expect_at "the day after" 0 "" trial today
one_line
holds "... says that it has ended" line 'has ended: .philtrum trial result. tells'

# --- a real clip ----------------------------------------------------------------------------------

clock='2026-11-02 12:00:00'
"$philtrum" draw -q -o face.mp4 --size 640x480 --px-per-mm 2.2 --fps 30 --seconds 3 --blinks 0 \
    --sway 0.2 --turn 0 --grade lossless --noise 0.5 --texture 1 --twitch upper_lip_left@1:0.8
expect_at "a trial for a real clip" 0 "" trial plan --own walk --pairs 6 --diary real.db
expect_at "... begins" 0 "" trial start --diary real.db
expect_at "film, measure, save" 0 "" analyze -q --no-floor --save --recorded 11:30 face.mp4 \
    --diary real.db
holds "... is told to count" out '^It is a clip of day 1 of your trial \(walk\)\.$'
expect_at "... and does" 0 "" trial today --diary real.db
one_line
holds "... as filmed" line 'Filmed: 0\.[01] of [0-9] minutes? at rest are in the diary'
expect_at "the wrong clip is taken out" 0 "" diary recordings remove 1 --diary real.db
expect_at "... of the trial, too" 0 "" trial today --diary real.db
one_line
holds "... which asks to film again" line 'film your face at rest'
clock='2026-11-19 09:00:00'

# --- what it says ---------------------------------------------------------------------------------

expect_at "the result" 0 "" trial result
narrow "... fits on a terminal" out
expect_at "the result in every form" 0 "" trial result --json=r.json --html r.html --csv r.csv
ratio=$(sed -nE 's/.*"verdict_id": "[a-z_]*", "rate_ratio": ([0-9.]+).*/\1/p' r.json)
awk -v r="$ratio" 'BEGIN { exit !(r > 0.35 && r < 0.75) }'
tell "the remedy halves the twitches, about ($ratio)" $? r.json
grep -q '"verdict_id": "helps"' r.json
tell "... and the verdict says so" $?
[ "$(stat -c %a r.json r.html r.csv | sort -u)" = 600 ]
tell "the files are their owner's alone" $?
grep -q '"note": "looked at the effect before the end"' r.json
tell "the look before the end is on record" $? r.json
expect_at "its days as data made elsewhere" 0 "" trial analyze r.csv --json=again.json
[ "$(sed -nE 's/.*"verdict_id": "[a-z_]*", "rate_ratio": ([0-9.]+).*/\1/p' again.json)" = "$ratio" ]
tell "... say the same" $? again.json
expect_at "all trials together" 0 "" trial result --all
expect_at "the same as JSON" 0 "" trial result --all --json
holds "... has its schema" out 'philtrum\.trials/1'
expect_at "the list" 0 "" trial list
holds "... has it" out '^ +1  .*chew gum.*'
expect_at "a trial that is not there" 2 'no such trial: "trial 7"' trial result --trial 7
expect_at "two results in one place" 2 'a place of its own' trial result --html x --csv x
expect_at "onto a full disk" 4 'No space left' trial result --csv /dev/full
expect_at "no such folder" 4 '/no/such' trial result --html /no/such/x.html
expect_at "stop what has ended" 1 'has ended already' trial stop

# --- stopping -------------------------------------------------------------------------------------

expect_at "another plan" 0 "" trial plan --own "chew gum again" --period-days 2 --washout-days 0 \
    --pairs 6 --seed 6
expect_at "... is dropped" 0 "" trial stop
one_line
holds "... which is told" line 'Trial 2 is dropped'
expect_at "start a dropped one" 1 'it was stopped already' trial start --trial 2
expect_at "a third" 0 "" trial plan --own "walk" --period-days 2 --washout-days 0 --pairs 6
expect_at "... begins" 0 "" trial start
clock='2026-11-20 10:00:00'
expect_at "a red flag is logged" 0 "" log symptom face_droop_sudden
one_line
holds "... and is told at once" line 'emergency|ambulance'
expect_at "words that are no symptom here" 2 'not a symptom' log symptom my face hangs
one_line
holds "... may be one of the worst" line 'call the emergency number'
clock='2026-11-20 10:05:00'
expect_at "... and stops the trial" 1 "" trial today
one_line
holds "... with what to do" line 'The trial is stopped for this'
expect_at "... once" 0 "" trial today
one_line
holds "... and for good" line 'Trial 3 .* was stopped'
expect_at "the result of one day" 1 "" trial result
expect_at "nor is there another while it stands" 1 'doctor|ambulance|emergency' \
    trial plan --own walking

# --- two at once ----------------------------------------------------------------------------------

for one in 1 2 3 4; do
    "$philtrum" trial plan --own "walk $one" --diary race.db >"race$one" 2>&1 &
done
wait
[ "$("$philtrum" trial list --diary race.db | wc -l)" -eq 1 ]
tell "of four plans at the same moment one is kept" $? race1 race2 race3 race4
[ "$(grep -l 'This is trial 1' race? | wc -l)" -eq 1 ]
tell "... and the others are told so" $? race1 race2 race3 race4

ln -s loop loop
expect "a diary that cannot be reached is not called missing" 3 'Too many levels' \
    trial list --diary loop

# --- damage ---------------------------------------------------------------------------------------

if command -v sqlite3 >/dev/null; then
    cp race.db damaged.db
    sqlite3 damaged.db "INSERT INTO mark VALUES(9, 1, 1, 0, '', 1, 'begun', '')"
    expect "a damaged course" 3 'left out a trial: "trial 1": its course cannot be read' \
        trial today --diary damaged.db
    sqlite3 damaged.db "DELETE FROM mark; UPDATE trial SET plan = replace(plan, 'plan/1', 'plan/2')"
    expect "a plan of the future" 3 'no trial that can be read: "trial 1": .* newer philtrum' \
        trial today --diary damaged.db
else
    skip "a damaged trial" "no sqlite3 here"
fi

# --- clocks ---------------------------------------------------------------------------------------

# The clocks go forward on 29 March 2026 and back on 25 October.
number_of() {
    faketime "$1" "$philtrum" trial today --json --diary "$2" |
        sed -nE 's/.*"number": ([0-9]+).*/\1/p'
}
clock='2026-03-27 12:00:00'
expect_at "a trial over the change in March" 0 "" trial plan --diary march.db --own gum \
    --period-days 2 --washout-days 0 --pairs 6
expect_at "... begins" 0 "" trial start --diary march.db
numbers=
for at in '27 23:59:30' '28 00:00:10' '28 23:59:30' '29 00:00:10' '29 01:59:30' '29 03:00:10' \
    '29 23:59:30' '30 00:00:10' '30 23:30:00' '31 00:30:00'; do
    numbers="$numbers $(number_of "2026-03-$at" march.db)"
done
echo "$numbers" >numbers
[ "$numbers" = " 1 2 2 3 3 3 3 4 4 5" ]
tell "... has a day for each day on the wall" $? numbers
clock='2026-10-23 12:00:00'
expect_at "a trial over the change in October" 0 "" trial plan --diary october.db --own gum \
    --period-days 2 --washout-days 0 --pairs 6
expect_at "... begins" 0 "" trial start --diary october.db
numbers=
for at in '23 23:59:30' '24 00:00:10' '25 00:00:10' '25 02:30:00' '25 23:59:30' '26 00:00:10' \
    '27 00:30:00'; do
    numbers="$numbers $(number_of "2026-10-$at" october.db)"
done
echo "$numbers" >numbers
[ "$numbers" = " 1 2 3 3 3 4 5" ]
tell "... has a day for each day on the wall" $? numbers
# Filmed in Tokyo at five in the morning of the 25th: the evening of the 24th in Berlin.
clock='2026-10-25 05:00:00'
TZ=Asia/Tokyo film october.db 3 60
clock='2026-10-26 12:00:00'
expect_at "a traveller's clip, seen from home" 0 "" trial today --diary october.db
one_line
holds "... is of the day on the wall there" line \
    'Without a clip so far: Friday 23 October, Saturday 24 October\.'
clock='2026-10-26 12:30:00'
film october.db 3 60 1 2 undated
expect_at "a clip of which nobody knows when" 0 "" trial today --diary october.db
one_line
holds "... is not counted" line '1 saved clip is not counted: nobody knows when it was filmed'

# --- data made elsewhere --------------------------------------------------------------------------

"$make_trial" drawn blocks=8 days=3 ratio=0.4 rate=3 >drawn.csv
expect "a drawn trial" 0 "" trial analyze drawn.csv
narrow "... fits on a terminal" out
"$philtrum" trial analyze - --json <drawn.csv >out 2>err
tell "from standard input" $? err
holds "... as JSON" out 'philtrum\.trial/1'
expect "a trial that is not there" 3 '"none.csv"' trial analyze none.csv
expect "a diary beside data" 2 'does not go with trial analyze' trial analyze drawn.csv --diary x
head -n 3 drawn.csv >short.csv
expect "too few days" 1 "" trial analyze short.csv
"$make_trial" nasty >fates
while read -r name fate; do
    "$make_trial" nasty "$name" >nasty.csv
    timeout 20 "$philtrum" trial analyze nasty.csv >out 2>err
    code=$?
    case $fate in
    read) [ $code -le 1 ] ;;
    refused) [ $code -eq 3 ] && grep -q '"nasty.csv' err ;;
    *) [ $code -le 1 ] || [ $code -eq 3 ] ;;
    esac || echo "$name $fate: $code"
done <fates >wrong
[ -s fates ] && [ ! -s wrong ]
tell "nasty files are read or refused" $? wrong

# --- trouble --------------------------------------------------------------------------------------

clock='2026-10-26 13:00:00'
cat >writer.sh <<'END'
i=0
while :; do
    i=$((i + 1))
    faketime "$1" "$2" trial mark note "$3-$i" --diary october.db >/dev/null 2>&1 &&
        echo "$3-$i" >>acknowledged
done
END
: >acknowledged
round=0
# More rounds where the program is slow, as with sanitizers: one mark has to be acknowledged.
while [ $round -lt 3 ] || { [ ! -s acknowledged ] && [ $round -lt 15 ]; }; do
    round=$((round + 1))
    setsid sh writer.sh "$clock" "$philtrum" "$round" &
    writer=$!
    sleep "$(awk "BEGIN { print 0.2 + 0.1 * $round }")"
    kill -s KILL -- "-$writer" 2>/dev/null
    wait $writer 2>/dev/null
done
expect_at "the diary after kills" 0 "" diary check --diary october.db
expect_at "the trial after kills" 1 "" trial result --peek --json --diary october.db
while read -r note; do
    grep -qF "$note" out || echo "$note"
done <acknowledged >lost
[ -s acknowledged ] && [ ! -s lost ]
tell "... no acknowledged mark is lost" $? lost
sh -c "ulimit -f 8; exec '$philtrum' trial plan --own gum --pairs 6 --diary small.db" \
    >out 2>err </dev/null
judge "a plan without room" 4 'small.db' $?
# The file may grow no more; the journal that lies beside it may.
blocks=$(($(stat -c %s october.db) / 512))
words=$(head -c 200 /dev/zero | tr '\0' x)
: >acknowledged
i=0
code=0
while [ $i -lt 100 ] && [ $code -eq 0 ]; do
    i=$((i + 1))
    (
        ulimit -f "$blocks"
        faketime "$clock" "$philtrum" trial mark note "full-$i $words" --diary october.db
    ) >/dev/null 2>err </dev/null
    code=$?
    [ $code -eq 0 ] && echo "full-$i " >>acknowledged
done
judge "a bound on the diary's size is told" 4 'october.db' $code
expect_at "... the diary is sound" 0 "" diary check --diary october.db
expect_at "... the trial can be told" 1 "" trial result --peek --json --diary october.db
while read -r note; do
    grep -qF "$note " out || echo "$note"
done <acknowledged >lost
[ ! -s lost ]
tell "... no acknowledged mark is lost" $? lost
echo "1..$number"
