#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Caffeine's dose and the pulses that begin far out in the nerve, on a simulated face.
#
# caffeine.sh [SECONDS [SEEDS]]
set -eu
philtrum=${PHILTRUM:-philtrum}
seconds=${1:-120}
seeds=${2:-4}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "dose_mg_kg,seed,seconds,pulses,runs"
for dose in 0 3 6 9 12; do
    for seed in $(seq "$seeds"); do
        "$philtrum" simulate -q --cause caffeine --dose "$dose" --set proneness=3000 --seed "$seed" \
            --seconds "$seconds" --blinks 0 --emg-rate 0 --spikes "$work/spikes.csv" >/dev/null
        # A run is three pulses or more of one motor unit, less than half a second apart.
        sort -t, -k3,3n -k2,2n "$work/spikes.csv" | awk -F, -v OFS=, -v dose="$dose" \
            -v seed="$seed" -v seconds="$seconds" '
            !/^#/ && $5 == "terminal" {
                pulses++
                length_of_run = $3 == unit && $2 - last < 0.5 ? length_of_run + 1 : 1
                runs += length_of_run == 3
                unit = $3
                last = $2
            }
            END { print dose, seed, seconds, pulses + 0, runs + 0 }'
    done
done
