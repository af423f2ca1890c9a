#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reads calendars with another program (python3-icalendar) and asks the zone database of Python when
# each clip is. Prints TAP.
#
# calendar.sh SHOW-CALENDAR CHECK.py
set -u
show=$1
check=$2
if ! /usr/bin/python3 -c 'import icalendar, zoneinfo' 2>/dev/null; then
    echo "1..0 # SKIP python3-icalendar is not installed"
    exit 0
fi
number=0
# one DATE ZONE BLOCKS TIME
one() {
    number=$((number + 1))
    if "$show" "$@" | /usr/bin/python3 "$check" "$@" >/tmp/calendar.$$ 2>&1; then
        echo "ok $number - $*"
    else
        echo "not ok $number - $*"
        sed 's/^/# /' /tmp/calendar.$$
    fi
    rm -f /tmp/calendar.$$
}
one 2026-11-27 "" 3 20:00
one 2026-11-27 Europe/Berlin 1 20:00
one 2027-03-10 Europe/Berlin 4 20:00
one 2026-10-10 Europe/Berlin 4 07:05
one 2027-03-20 Europe/Berlin 4 02:30
one 2026-10-20 Europe/Berlin 4 02:30
one 2027-02-20 America/New_York 6 23:59
one 2027-03-20 Australia/Lord_Howe 6 00:00
one 2027-01-20 Africa/Casablanca 6 20:00
one 2027-03-20 Europe/Dublin 6 20:00
one 2027-03-20 Asia/Kathmandu 2 20:00
one 2028-02-25 Etc/UTC 2 20:00
one 2036-09-20 Europe/Berlin 32 20:00
echo "1..$number"
