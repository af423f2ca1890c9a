#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The counter at the end of `./run test`: what dies, hangs or falls silent must count as failed.
# Prints TAP.
#
# counting.sh SOURCE-FOLDER
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
sed -n '/^count_tests()/,/^}/p' "$1/run" >"$work/counter"
# shellcheck source=/dev/null
. "$work/counter"
number=0

# program RESULT, with its output on standard input: one entry of meson's log.
program() {
    echo '==================================== 1/9 ====================================='
    echo 'test:         a program'
    echo 'start time:   12:00:00'
    echo 'duration:     0.01s'
    echo "result:       $1"
    echo 'command:      CMOCKA_MESSAGE_OUTPUT=TAP /build/a'
    echo '----------------------------------- stdout -----------------------------------'
    cat
    echo '=============================================================================='
    echo
}

# count NAME STATUS CLOSING-LINE: looks at the log that was just made.
count() {
    number=$((number + 1))
    count_tests "$work/log" >"$work/out"
    status=$?
    if [ "$status" -eq "$2" ] && [ "$(tail -n 1 "$work/out")" = "$3" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        echo "# status $status, wanted $2 and $3"
        sed 's/^/# /' "$work/out"
    fi
}

printf '1..3\nok 1 - a\nok 2 - b\nok 3 - c\n' | program 'exit status 0' >"$work/log"
count "all passed" 0 "3 passed, 0 failed, 0 skipped"
printf '1..3\nok 1 - a\nnot ok 2 # SKIP b\nok 3 - c # SKIP no zsh\n' | program 'exit status 0' >"$work/log"
count "both ways to skip" 0 "1 passed, 0 failed, 2 skipped"
printf '1..2\nok 1 - a\nnot ok 2 - b\n# why\n' | program 'exit status 1' >"$work/log"
count "a failure is counted once" 1 "1 passed, 1 failed, 0 skipped"
printf '1..5\nok 1 - a\n' | program 'killed by signal 11 SIGSEGV' >"$work/log"
count "a crash loses what was announced" 1 "1 passed, 4 failed, 0 skipped"
: | program 'killed by signal 15 SIGTERM' >"$work/log"
count "a program that hangs" 1 "0 passed, 1 failed, 0 skipped"
printf '1..1\nok 1 - a\n' | program 'exit status 99' >"$work/log"
count "a leak found at the end" 1 "1 passed, 1 failed, 0 skipped"
printf '1..2\nok 1 - a\n' | program 'exit status 0' >"$work/log"
count "a test that falls silent" 1 "1 passed, 1 failed, 0 skipped"
{
    printf '1..1\nok 1 - a\n1..2\nok 1 - b\nok 2 - c\n' | program 'exit status 0'
    : | program 'exit status 0'
    : | program 'exit status 77'
    printf '1..0 # SKIP nothing here\n' | program 'exit status 0'
} >"$work/log"
count "several groups, plain programs" 0 "4 passed, 0 failed, 2 skipped"
: >"$work/log"
count "nothing ran" 1 "0 passed, 0 failed, 0 skipped"
printf '1..2\nnot ok 1 # SKIP a\nok 2 - result: exit status 3\n' | program 'exit status 0' >"$work/log"
count "output that looks like a log" 0 "1 passed, 0 failed, 1 skipped"
echo "1..$number"
