#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The program in trouble: full disks, kills, Ctrl-C; and its bar on a terminal. Prints TAP.
#
# trouble.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

small='--size 240x240 --px-per-mm 1 --fps 30 --blinks 0 --sway 0.2 --turn 0 --texture 1'
# shellcheck disable=SC2086
"$philtrum" draw -o face.mp4 $small --seconds 1.5
# Bare streams may be laid end to end: ten minutes that cost nothing to make.
# shellcheck disable=SC2086
"$philtrum" draw -o one.264 $small --seconds 4
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    cat one.264 one.264 one.264 one.264 one.264 one.264 one.264 one.264 one.264 one.264
done >long.264
[ -s face.mp4 ] && [ -s long.264 ]
tell "there are clips to test with" $?

# --- a disk that is full -----------------------------------------------------------------------

# Every way to write a result, each into old.* of the folder.
writers='analyze --no-floor -q ../face.mp4 --json=old.json
analyze --no-floor -q ../face.mp4 --html old.html
analyze --no-floor -q ../face.mp4 --traces old.csv
draw -q --size 240x240 --px-per-mm 1 --seconds 1 --grade lossless -o old.mp4
draw -q --size 240x240 --px-per-mm 1 --seconds 1 --grade lossless -o old.avi
inject -q ../face.mp4 --twitch chin@0.5:0.5 -o old.mkv'

# write_there WHERE WHY LIMIT: each of them where LIMIT, a command, leaves no room; WHY are the words.
write_there() {
    echo "$writers" | while read -r line; do
        file=${line##*[ =]}
        name="$1: ${line%% *} $file"
        echo "an older result" >"$file"
        $3 "$philtrum $line" >/dev/null 2>../err </dev/null
        code=$?
        [ $code -eq 4 ] && [ "$(wc -l <../err)" -eq 1 ] &&
            grep -q "^philtrum: cannot write.*$file\": $2\$" ../err
        told=$?
        [ "$(cat "$file")" = "an older result" ] && [ "$(find . -type f | wc -l)" -eq 1 ]
        stayed=$?
        echo "$told $name: status 4 and the reason" >>../verdicts
        echo "$stayed $name: the older result stays, nothing beside it" >>../verdicts
        if [ $told -ne 0 ] || [ $stayed -ne 0 ]; then
            echo "$name: status $code"
            cat ../err
            find . -type f
        fi >>../why
        rm -f ./*
    done
}

# Tells what a loop in a subshell has found out.
tell_verdicts() {
    while read -r code name; do
        tell "$name" "$code" why
    done <verdicts
    : >verdicts
    : >why
}

# The system's bound on the size of a file, in blocks of 512 bytes.
short_files() {
    sh -c "ulimit -f 6; exec $1"
}

mkdir short
cd short || exit 1
write_there "a bound on files" "File too large" short_files
cd ..
tell_verdicts

# A disk of its own, so small that it fills up; only some users may make one.
mkdir disk
if unshare -rm sh -c 'mount -t tmpfs -o size=8k none disk' 2>/dev/null; then
    on_disk() {
        sh -c "$1"
    }
    write_on_disk() {
        mount -t tmpfs -o size=8k none disk && cd disk &&
            write_there "a full disk" "No space left on device" on_disk
    }
    # The functions and the list go along into the new name space.
    {
        echo "philtrum='$philtrum'"
        echo "writers='$writers'"
        sed -n '/^write_there()/,/^}/p; /^    on_disk()/,/^    }/p; /^    write_on_disk()/,/^    }/p' \
            "$root/tests/cli/trouble.sh"
        echo write_on_disk
    } >inside.sh
    unshare -rm sh inside.sh
    tell_verdicts
else
    skip "a disk that fills up" "no right to mount one here"
fi
expect "a truth onto a full disk" 4 '"/dev/full": No space left on device$' \
    draw -q -o truth.mp4 --size 240x240 --px-per-mm 1 --seconds 1 --truth /dev/full

# --- being stopped -----------------------------------------------------------------------------

# start FILE ARGUMENT...: philtrum in the background; comes back when it has FILE open.
start() {
    awaited=$1
    shift
    "$philtrum" "$@" >out 2>err </dev/null &
    running=$!
    for _ in $(seq 300); do # half a minute
        # shellcheck disable=SC2010
        ls -l /proc/$running/fd 2>/dev/null | grep -q "/$awaited" && return
        sleep 0.1
    done
}

# stop SIGNAL: sends it; sets `code` to the exit status. Half a minute is too long.
stop() {
    kill "-$1" $running
    (
        sleep 30
        kill -KILL $running
    ) >/dev/null 2>&1 &
    guard=$!
    wait $running 2>/dev/null
    code=$?
    kill $guard 2>/dev/null
    wait $guard 2>/dev/null
}

nothing_beside() {
    [ "$(find . -maxdepth 1 -name "$1*" | wc -l)" -eq "$2" ]
}

if [ ! -d /proc/self/fd ]; then
    skip "being stopped" "no /proc here"
else
    for signal in INT TERM HUP; do
        start long.264 analyze --no-floor --json=found.json long.264
        stop $signal
        [ $code -eq 130 ] && [ ! -s err ]
        tell "SIG$signal stops an analysis: status 130" $? err
        grep -q '"interrupted": true' found.json && [ "$(wc -l <found.json)" -eq 1 ] &&
            nothing_beside found.json 1
        tell "... JSON holds what came before, and says so" $? found.json
        grep -q 'stopped before the end of the clip' out
        tell "... and so does the summary" $? out
        rm -f found.json
    done

    start long.264 analyze --no-floor --json long.264 face.mp4 missing.mp4
    stop INT
    [ $code -eq 130 ] && [ "$(wc -l <out)" -eq 1 ] && [ ! -s err ]
    tell "after Ctrl-C no further clip is begun" $? out err

    start long.264 inject long.264 -o new.mp4 --count 1 --truth new.json
    stop INT
    judge "Ctrl-C stops inject" 130 'stopped: .*nothing was written$' $code
    nothing_beside new 0
    tell "... which leaves nothing" $?

    start old.mp4.part draw -o old.mp4 --seconds 3000 --truth old.json
    stop INT
    judge "Ctrl-C stops draw" 130 'stopped: "old.mp4": nothing was written$' $code
    nothing_beside old 0
    tell "... which leaves nothing" $?

    echo "an older result" >old.mp4
    start old.mp4.part draw -o old.mp4 --seconds 3000
    stop KILL
    [ $code -eq 137 ] && [ "$(cat old.mp4)" = "an older result" ]
    tell "a kill leaves the older clip" $?
    echo "an older result" >old.json
    start long.264 analyze -q --no-floor --json=old.json long.264
    stop KILL
    [ $code -eq 137 ] && [ "$(cat old.json)" = "an older result" ]
    tell "a kill leaves the older JSON" $?
    rm -f old*

    trap '' HUP
    start long.264 analyze --no-floor long.264
    trap - HUP
    kill -HUP $running
    sleep 1
    kill -0 $running 2>/dev/null
    tell "under nohup a terminal may close" $?
    stop TERM

    mkfifo pipe.json
    sleep 60 >pipe.json & # a writer that writes nothing
    writer=$!
    start pipe.json compare pipe.json pipe.json
    stop INT
    [ $code -eq 130 ]
    tell "Ctrl-C ends a comparison that waits for a pipe" $?
    for command in "explain --no-diary --answers pipe.json" "explain --no-diary --analysis pipe.json" \
        "diary --diary none.db --import pipe.json"; do
        # The words are words.
        # shellcheck disable=SC2086
        start pipe.json $command
        stop INT
        [ $code -eq 130 ]
        tell "... and philtrum $command" $?
    done
    kill $writer
fi

# --- on a terminal -----------------------------------------------------------------------------

if ! script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    skip "the bar on a terminal" "no script(1) here"
else
    TERM=xterm script -qec "stty cols 100; '$philtrum' draw -o bar.mp4 --size 640x480 --seconds 3" bar \
        >/dev/null 2>&1 </dev/null
    grep -aq 'drawing .* [0-9]* %, [0-9]* s left' bar
    tell "a terminal sees a bar and the time left" $? bar
    tail -c 12 bar.mp4 >/dev/null && grep -aq "$(printf '\r\033\\[K')" bar
    tell "... which is wiped away" $? bar
    script -qec "'$philtrum' draw -q -o bar.mp4 --size 240x240 --px-per-mm 1 --seconds 2" bar \
        >/dev/null 2>&1 </dev/null
    grep -aq '%' bar
    [ $? -eq 1 ]
    tell "--quiet draws none" $? bar
fi
echo "1..$number"
