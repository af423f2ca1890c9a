#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From a cause to a video and back, in short: a healthy face shows nothing; a spasm is told as what it
# is, jerks of eye and mouth of one side; a tremor moves with its frequency. What analyze and explain
# make of every cause is for bench-loop: it takes longer clips of larger faces.
# Prints TAP.
#
# simulate_loop.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# film NAME OPTION...: NAME.mp4 and its truth, then NAME.json and NAME.csv, what analyze finds in
# it.
film() {
    clip=$1
    shift
    expect "$clip: a clip" 0 "" simulate -q --emg-rate 0 --size 360x360 --px-per-mm 1.4 --grade lossless \
        --video "$clip.mp4" --truth "$clip.truth.json" "$@"
    expect "$clip: is measured" 0 "" analyze -q --no-floor --json="$clip.json" \
        --traces "$clip.csv" "$clip.mp4"
    expect "$clip: truth and result are comparable" 0 "" compare "$clip.truth.json" "$clip.json"
}

# value FILE KEY: the first number of that name; nothing when it is null.
value() {
    grep -Eo "\"$2\": ?-?[0-9.e-]+" "$1" | head -n 1 | sed 's/.*://'
}

# between NAME FILE KEY LO HI
between() {
    found=$(value "$2" "$3")
    echo "$3 ${found:-unknown}, wanted $4 to $5" >found
    awk -v x="${found:-x}" -v lo="$4" -v hi="$5" 'BEGIN { exit !(x != "x" && x >= lo && x <= hi) }'
    tell "$1" $? found
}

# kind NAME FILE PATTERN: the movement that analyze sees.
kind() {
    grep -Eo '"movement": ?"[a-z_]*"' "$2" | head -n 1 >found
    grep -Eq "\"($3)\"" found
    tell "$1" $? found
}

# frequency FILE.csv COLUMN: crossings of the mean by more than 0.1 mm, upward, a second.
frequency() {
    mean=$(awk -F, -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
        $at != "" { n++; s += $at } END { if (n) print s / n }' "$1")
    awk -F, -v name="$2" -v mean="$mean" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
        $at == "" { next }
        $at < mean - 0.1 { low = 1 }
        $at > mean + 0.1 && low { low = 0; n++; if (n == 1) first = $1; last = $1 }
        END { if (n > 2) print (n - 1) / (last - first) }' "$1"
}

film healthy --seconds 3 --fps 30
kind "a healthy face: nothing is seen" healthy.json none
between "... and no twitch counted" healthy.json twitches 0 0

# With this seed the first cluster, seven jerks in a second, comes after 3.5 s of rest and no blink.
film spasm --cause hemifacial_spasm --seconds 6.5 --fps 60 --seed 23
between "a spasm on the left: jerks are counted, and taken for no speech" spasm.json twitches 4 10
between "... all of them on that side" spasm.json laterality -1 -1
between "... the eye with the mouth" spasm.json eye_mouth_synchrony 0.5 1
kind "... in bursts" spasm.json clonic_bursts
expect "... explain reads that" 0 "" explain --no-diary --draws 0 --analysis spasm.json
holds "... and sends to somebody who can treat it" out "eye and mouth that pull"

film tremor --cause parkinson --seconds 3 --fps 30
hz=$(frequency tremor.csv lower_lip_middle_dy_mm)
echo "${hz:-unknown} Hz, wanted 4 to 6" >found
awk -v f="${hz:-0}" 'BEGIN { exit !(f >= 4 && f <= 6) }'
tell "a tremor of the lips has its frequency" $? found
echo "1..$number"
