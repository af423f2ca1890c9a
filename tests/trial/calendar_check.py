# SPDX-License-Identifier: GPL-3.0-or-later
"""calendar_check.py DATE ZONE BLOCKS TIME <calendar: fails with a reason unless the calendar is that
of tests/trial/calendar_plan.h, read by icalendar and by Python's zone database."""
import datetime
import sys
import zoneinfo

import icalendar

date, zone, blocks, time = sys.argv[1:]
raw = sys.stdin.buffer.read()
assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b""), "line ends"
assert all(len(line) <= 75 for line in raw.split(b"\r\n")), "a line is longer than 75 octets"
for word in (b"affeine", b"offee", b"emedy", b"usual", b"twitch"):
    assert word not in raw, "the calendar gives something away"

calendar = icalendar.Calendar.from_ical(raw)
assert str(calendar["version"]) == "2.0" and calendar["prodid"]
events = calendar.walk("vevent")
uids = [str(event["uid"]) for event in events]
assert len(set(uids)) == len(uids), "a UID stands twice"
for event in events:
    assert event["dtstamp"].dt.tzinfo is not None
    assert len(event.walk("valarm")) == 1

first = datetime.date.fromisoformat(date)
hour, minute = map(int, time.split(":"))
days = 2 + 10 * int(blocks)
wanted = [first + datetime.timedelta(n) for n in range(days)]
clips = [e for e in events if "clip" in str(e["uid"])]
assert [e["dtstart"].dt.date() for e in clips] == wanted, "the days of the clips"


def offset_by_calendar(wall):
    """RFC 5545: the change of the clock with the latest start that is not after the wall's time."""
    best = None
    for tz in calendar.walk("vtimezone"):
        assert str(tz["tzid"]) == zone
        for part in tz.subcomponents:
            start = part["dtstart"].dt
            if start <= wall and (best is None or start > best[0]):
                best = (start, part["tzoffsetto"].td)
    return best[1]


for event in clips:
    start = event["dtstart"].dt
    assert (start.hour, start.minute) == (hour, minute), "the wall's time"
    assert event["duration"].dt == datetime.timedelta(minutes=3)
    wall = start.replace(tzinfo=None)
    if not zone:
        assert start.tzinfo is None and not calendar.walk("vtimezone"), "floating"
        continue
    assert event["dtstart"].params["TZID"] == zone
    there = wall.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    # What the clock skips or shows twice is read by the offset before the change.
    exists = there.astimezone(datetime.timezone.utc).astimezone(zoneinfo.ZoneInfo(zone)) == there
    twice = there.utcoffset() != there.replace(fold=1).utcoffset()
    if exists and not twice:
        assert offset_by_calendar(wall) == there.utcoffset(), f"offset on {wall}"

parts = [e for e in events if "part" in str(e["uid"])]
begins = [0] + [2 + 5 * p for p in range(2 * int(blocks))]
assert [e["dtstart"].dt for e in parts] == [
    first + datetime.timedelta(n) for n in begins
], "where periods begin"
(end,) = [e for e in events if "end" in str(e["uid"])]
assert end["dtstart"].dt == first + datetime.timedelta(days)
