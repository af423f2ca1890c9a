#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Lateral spread: the zygomatic branch is stimulated, and the lower lip of that side is listened to.
#
# lateral_spread.sh
set -eu
philtrum=${PHILTRUM:-philtrum}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stimuli=
for tenths in 5 10 15 20 25 30 35 40 45 50; do
    stimuli="$stimuli --stimulate zygomatic:left@$((tenths / 10)).$((tenths % 10))"
done
echo "fraction,stimuli,answers,median_ms,first_ms,last_ms"
for fraction in 0 0.05 0.1 0.2 0.4; do
    # A pressed part that is silent by itself, so that what answers has been excited by a neighbour.
    # The stimuli are words.
    # shellcheck disable=SC2086
    "$philtrum" simulate -q --cause hemifacial_spasm --dose "$fraction" --set load=40 \
        --set current=0 --seconds 6 --blinks 0 --emg-rate 0 $stimuli \
        --spikes "$work/spikes.csv" >/dev/null
    # The first answer of each motor unit of the left half of the mouth to each stimulus, ms.
    awk -F, '!/^#/ && $4 ~ /^oris_.*_left$/ && $2 >= 0.5 && $2 < 5.4 {
            stimulus = int($2 * 2)
            after = ($2 - stimulus / 2) * 1000
            if (after < 25 && !(($3, stimulus) in seen)) {
                seen[$3, stimulus] = 1
                print after
            }
        }' "$work/spikes.csv" | sort -n | awk -v OFS=, -v fraction="$fraction" '
        { at[NR] = $1 }
        END {
            if (NR == 0) print fraction, 10, 0, "-", "-", "-"
            else printf "%s,%d,%d,%.1f,%.1f,%.1f\n", fraction, 10, NR, at[int((NR + 1) / 2)], at[1],
                at[NR]
        }'
done
