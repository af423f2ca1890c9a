#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the documents show of a trial is what the program says, and the example trials hold the truth
# that they were drawn with. TAP.
#
# trial_doc.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME="$work/data" LC_ALL=C.UTF-8 COLUMNS=80

# shown FILE: every "$ philtrum trial ..." of FILE with what stands below it, one file each: the
# command, then the lines. "..." stands for lines that are left out.
shown() {
    awk -v to="$work/shown" '
        /^    \$ philtrum trial/ { n++; on = 1; print substr($0, 16) > (to "." n); next }
        on && /^$/ { blank = 1; next }
        on && /^    / { if (blank) print "" > (to "." n); blank = 0; print substr($0, 5) > (to "." n); next }
        { on = 0; blank = 0 }' "$1"
}

# in_order EXPECTED GOT: whether all lines of EXPECTED but "..." stand in GOT, in that order.
in_order() {
    awk 'NR == FNR { if (FNR > 1 && $0 != "...") want[++n] = $0; next }
        at < n && $0 == want[at + 1] { at++ }
        END { if (at < n) { print "missing: " want[at + 1]; exit 1 } }' "$1" "$2"
}

for page in README.md doc/trial.md; do
    rm -f "$work"/shown.*
    shown "$root/$page"
    for block in "$work"/shown.*; do
        [ -e "$block" ] || continue
        # shellcheck disable=SC2046
        (cd "$root" && "$philtrum" $(head -n 1 "$block") >"$work/got")
        in_order "$block" "$work/got" >"$work/missing"
        tell "$page: $(head -n 1 "$block")" $? "$work/missing" "$work/got"
    done
done

# truth FILE RATIO VERDICT: the interval holds the truth, and the verdict is the one of the README.
truth() {
    "$philtrum" trial analyze --json "$root/examples/trial/$1" >"$work/json"
    grep -q "\"verdict_id\": \"$3\"" "$work/json" &&
        sed 's/.*"rate_ratio_ci": \[\([^]]*\)\], "probability_better.*"p_value.*"autocorr.*/\1/' "$work/json" |
        awk -F ', ' -v truth="$2" '{ good = $1 <= truth && truth <= $2 } END { exit !good }'
    tell "$1: the interval holds $2, $3" $? "$work/json"
}
truth helps.csv 0.45 helps
truth no_difference.csv 1 no_matter
truth cannot_tell.csv 0.7 undecided
echo "1..$number"
