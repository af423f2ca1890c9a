#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the page on the validation of the simulated nerve: its head, then every row that the tests
# measure, and which test measures it.
#
# validation_page.sh HEAD.md TEST-PROGRAM...
set -eu
unset PHILTRUM_VALIDATION
cat "$1"
shift
for program; do
    told=$("$program") || {
        printf 'validation_page.sh: %s failed\n' "$program" >&2
        exit 1
    }
    test=${program##*/test_nerve_}
    printf '%s\n' "$told" | sed -n "s/^# \(| [0-9].*|\)\$/\1 $test |/p"
done | sort -s -t '|' -k 2,2n
