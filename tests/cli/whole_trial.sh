#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A whole trial as a person lives it, from plan to verdict, on days that pass by a false clock:
# each evening a clip is filmed (drawn, with twitches whose number is known), measured and kept, and
# what the day asks is looked up. On remedy days there are a third as many twitches. One day is missed
# and said so, one is missed in silence, one was switched; the clocks go back in between, and two
# clips are filmed within an hour of midnight. The true rate ratio must lie in the interval.
# Prints TAP.
#
# whole_trial.sh PHILTRUM SOURCE-FOLDER [--full]
#
# A clip of 8 s costs about 1 s of a core to draw and 0.4 s to measure. The short form draws one clip
# for each number of twitches and makes each day's its own by a free atom at the end of the file
# (ISO/IEC 14496-12, 8.1.2), which no player looks at. --full draws every day's clip anew, larger and
# longer, with blinks and small twitches: about a quarter of an hour.
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
full=${3-}
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_DATA_HOME="$work/data" TZ=Europe/Berlin

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

command -v python3 >/dev/null || skip_all "python3 is not installed"
for false_clock in /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib/faketime/libfaketimeMT.so.1; do
    [ ! -e "$false_clock" ] || break
done
[ -e "$false_clock" ] || skip_all "faketime is not installed"

first=2026-10-14
days=28 # 7 pairs of periods of 2 days
silent=9 missed=13 switched=16 # days of the trial, the first is 1

# How many twitches there are on the first, second, ... day that is lived as usual, and on those with
# the remedy: the quantiles at 1/30, 3/30, ... of Poisson distributions with means 4.5 and 1.5, at
# most 6, of even and odd neighbours one or the other so that few clips are to be drawn, shuffled.
usual="2 4 2 6 6 2 4 4 4 6 4 6 6 4 2"
remedy="4 2 0 0 4 2 2 0 2 2 2 0 2 0 0"

date_of() { # N: the date of the trial's day N
    TZ=UTC date -d "$first + $(($1 - 1)) days" +%F
}

time_of() { # N: when the clip of day N is filmed; the clocks go back on day 12
    case $1 in
    11) echo 00:10 ;; # 22:10 UTC of the day before
    12) echo 23:40 ;; # 22:40 UTC, an hour later than the day before would have it
    *) echo 20:00 ;;
    esac
}

# at N CLOCK ARGUMENT...: runs philtrum on day N at this time on the wall. The library is loaded
# without its wrapper `faketime`, which fails when a process gets the number of an earlier one: the
# library leaves a semaphore of each behind in /dev/shm. They are taken away here.
at() {
    when="$(date_of "$1") $2:00"
    shift 2
    LD_PRELOAD=$false_clock FAKETIME="@$when" FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 \
        "$philtrum" "$@" &
    started=$!
    wait $started
    ended=$?
    rm -f "/dev/shm/faketime_shm_$started" "/dev/shm/sem.faketime_sem_$started"
    return $ended
}

# clip COUNT OUT SEED: twitches of the left upper lip, spread over the clip, large enough to be
# found surely at this size.
clip() {
    if [ -n "$full" ]; then
        size=1280x720 seconds=30 mm=0.5
    else
        size=360x360 seconds=8 mm=2
    fi
    twitches=$(awk -v n="$1" -v s=$seconds -v mm=$mm 'BEGIN {
        for (i = 0; i < n; i++)
            printf "--twitch upper_lip_left@%.2f:%s:90 ", 1.4 + (s - 2.4) * i / n, mm }')
    [ -n "$full" ] || twitches="$twitches --px-per-mm 1.5 --blinks 0 --fps 20"
    # shellcheck disable=SC2086 # words
    "$philtrum" draw -q -o "$2" --size $size --seconds $seconds --seed "$3" $twitches >log 2>&1
}

# film COUNT DAY: day.mp4, which is like no other day's.
film() {
    if [ -n "$full" ]; then
        clip "$1" day.mp4 "$2"
        return
    fi
    [ -e "count$1.mp4" ] || clip "$1" "count$1.mp4" "$(($1 + 11))"
    cp "count$1.mp4" day.mp4
    printf '\000\000\000\020freeday %04d' "$2" >>day.mp4
}

# The sanitizers' library must come before faketime's, which it does not.
at 1 06:00 --version >out 2>err ||
    skip_all "the program does not run with a false clock: $(head -n 1 err)"

# --- the plan -----------------------------------------------------------------------------------

at 1 07:00 trial plan --own "chew gum after meals" --side left --pairs 7 \
    --period-days 2 --washout-days 0 --seed 5 >out 2>err
tell "a trial is planned" $? err out
at 1 07:01 trial start >out 2>err
tell "and begun" $? err out

# --- the days -----------------------------------------------------------------------------------

# went N WHAT COMMAND...: runs it on day N; what failed is kept for the verdict.
went() {
    on=$1 what=$2 clock=$3
    shift 3
    at "$on" "$clock" "$@" >"$what.out" 2>"$what.err" && return
    { echo "day $on: $what ended with $?:" && cat "$what.err"; } >>failures
}

: >failures
: >drawn # date, arm that was lived, twitches
arms=
day=1
while [ $day -le $days ]; do
    went $day today 08:00 trial today --json
    arm=$(sed -n 's/.*"arm": *"\([AB]\)".*/\1/p' today.out)
    arms=$arms$arm
    [ $day -eq $switched ] && arm=$(echo "$arm" | tr AB BA)
    case $arm in
    A)
        count=${usual%% *}
        usual=${usual#* }
        ;;
    *)
        count=${remedy%% *}
        remedy=${remedy#* }
        ;;
    esac
    if [ $day -ne $missed ] && [ $day -ne $silent ]; then
        film "$count" $day
        echo "$(date_of $day) $arm $count" >>drawn
        went $day analyze 23:50 analyze -q --no-floor --save \
            --recorded "$(date_of $day) $(time_of $day)" day.mp4
    fi
    [ $day -ne $missed ] || went $day mark 23:52 trial mark missed
    [ $day -ne $switched ] || went $day mark 23:52 trial mark switched
    [ $day -ne 10 ] || went $day status 23:55 trial status
    day=$((day + 1))
done
[ ! -s failures ]
tell "28 days pass" $? failures
[ "$(echo "$arms" | tr -d B | wc -c)" -eq 15 ] && [ ${#arms} -eq 28 ]
tell "half of them usual days" $?
grep -Eiq 'ratio|[0-9] *%' status.out
[ $? -eq 1 ]
tell "nothing of the effect is told before the end" $? status.out

# --- what it says -------------------------------------------------------------------------------

at 29 09:00 trial result --json >result.json 2>err
tell "there is a result" $? err
at 29 09:01 trial result --csv days.csv >out 2>err
tell "and a table of its days" $? err
cat >judge.py <<'END'
import csv
import json
import sys

d = json.load(open("result.json"))
days = {row["day"]: row for row in csv.DictReader(open("days.csv"))}
drawn = [line.split() for line in open("drawn")]
missed = [float(days[day]["count"] or "nan") - float(count) for day, arm, count in drawn]
lo, hi = d["rate_ratio_ci"]
# Small twitches among blinks: the search reports one too many now and then.
apart = 2 if len(sys.argv) > 1 else 1
checks = [
    ("every clip is on the day on which it was filmed", len(days) == 28 and
     all(days[day]["count"] for day, arm, count in drawn)),
    ("what was counted is what was drawn, within %d a day" % apart,
     max(map(abs, missed)) <= apart and abs(sum(missed)) <= 5 * apart),
    ("what was done is what was lived", all(days[day]["done"] == arm for day, arm, count in drawn)
     and sum(row["done"] != row["arm"] for row in days.values()) == 1),
    ("the true ratio, 1/3, lies in the interval", lo <= 1 / 3 <= hi),
    ("the interval tells something", hi < 1 and lo > 0.1),
    ("the remedy helps", d["verdict_id"] == "helps"),
    ("the exact test says so", d["p_value"] <= 0.05),
    ("26 days count and 2 do not", d["days_used"] == 26 and len(d["days_dropped"]) == 2),
]
for name, passed in checks:
    print(("pass " if passed else "fail ") + name)
print(missed, json.dumps(d)[:1500], file=sys.stderr)
END
python3 judge.py ${full:+full} >verdicts 2>why
tell "the result can be read" $? why
while read -r passed name; do
    [ "$passed" = pass ]
    tell "$name" $? why
done <verdicts
echo "1..$number"
