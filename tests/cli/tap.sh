# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the program share; sourced. Wants $philtrum.
number=0
export LC_ALL=C.UTF-8 TERM=dumb
# Sanitizers have an exit status of their own that no test expects.
export ASAN_OPTIONS="${ASAN_OPTIONS-}:exitcode=99"

# tell NAME CODE [FILE...]: code 0 is a pass; the files help to see why not.
tell() {
    name=$1
    code=$2
    shift 2
    number=$((number + 1))
    if [ "$code" -eq 0 ]; then
        echo "ok $number - $name"
        return
    fi
    echo "not ok $number - $name"
    head -n 8 "$@" /dev/null | sed 's/^/# /'
}

# skip NAME WHY
skip() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

# judge NAME WANTED-STATUS PATTERN GOT-STATUS: of a run whose standard error is in err. Errors are
# one line, begin with the program's name and have no full stop. An empty pattern wants silence.
judge() {
    wrong=0
    [ "$4" -eq "$2" ] || wrong=1
    if [ -n "$3" ]; then
        grep -Eq -- "$3" err || wrong=1
        grep -Ev '^philtrum: ' err >/dev/null && wrong=1
        grep -Eq '[.]$' err && wrong=1
    elif [ -s err ]; then
        wrong=1
    fi
    [ $wrong -eq 0 ] || echo "status $4, wanted $2; pattern $3" >>err
    tell "$1" $wrong err
}

# expect NAME STATUS PATTERN ARGUMENT...: runs philtrum and judges it.
expect() {
    name=$1
    wanted=$2
    pattern=$3
    shift 3
    # Set by who sources this file.
    # shellcheck disable=SC2154
    "$philtrum" "$@" >out 2>err </dev/null
    judge "$name" "$wanted" "$pattern" $?
}

# holds NAME FILE PATTERN: a line of the file matches.
holds() {
    grep -Eq -- "$3" "$2"
    tell "$1" $? "$2"
}

# narrow NAME FILE: no line has more than 80 characters (of UTF-8).
narrow() {
    grep -Ev '^Script (started|done)' "$2" | grep -E '^.{81}' >wide
    [ ! -s wide ]
    tell "$1" $? wide
}
