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
echo "severity,stimuli,units_that_answered,first_ms,last_ms"
for severity in 0 0.25 0.5 0.75 1; do
    # The stimuli are words.
    # shellcheck disable=SC2086
    "$philtrum" simulate -q --cause hemifacial_spasm --severity "$severity" --seconds 6 \
        --blinks 0 --emg-rate 0 $stimuli --spikes "$work/spikes.csv" >/dev/null
    awk -F, -v OFS=, -v severity="$severity" '
        !/^#/ && ($4 == "oris_lower_left" || $4 == "oris_upper_left") {
            after = ($2 - int($2 * 2) / 2) * 1000
            if ($2 >= 0.5 && $2 < 5.4 && after >= 5 && after <= 15) {
                answered[$3] = 1
                if (first == "" || after < first) first = after
                if (after > last) last = after
            }
        }
        END {
            for (unit in answered) n++
            print severity, 10, n + 0, first == "" ? "-" : sprintf("%.1f", first),
                last == "" ? "-" : sprintf("%.1f", last)
        }' "$work/spikes.csv"
done
