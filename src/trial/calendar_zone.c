/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clock of a place as RFC 5545 wants it told (3.6.5): each change of the clock that the trial
 * meets, with the time that the wall showed and the offsets before and after it.
 *
 * libical tells the offset at a moment, by the zones of the system. Its own VTIMEZONE begins in
 * 1893 and extrapolates beyond 2037; a trial needs a year at most. So the span is walked through in
 * steps, and a change between two of them is found by halving to the second. Two changes within one
 * step would hide each other: none lie within six hours.
 */
#include "trial/calendar_zone.h"

#include <string.h>

enum { DAY_S = 86400, STEP_S = 6 * 3600 };

icaltimezone *phil_calendar_zone(const char *name)
{
    const size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_+-/");
    icaltimezone *zone = NULL;
    if (n > 0 && !name[n] && name[0] != '/')
        zone = icaltimezone_get_builtin_timezone(name);
    icalerror_clear_errno(); /* an unknown name is no failure */
    return zone;
}

static int offset_at(icaltimezone *zone, int64_t utc_s, int *summer)
{
    struct icaltimetype t =
        icaltime_from_timet_with_zone((time_t)utc_s, 0, icaltimezone_get_utc_timezone());
    return icaltimezone_get_utc_offset_of_utc_time(zone, &t, summer);
}

/* From this wall time on, the offset is `to`. */
static void add_change(icalcomponent *zone, int64_t wall_s, int from, int to, int summer)
{
    icalcomponent *change =
        icalcomponent_new(summer ? ICAL_XDAYLIGHT_COMPONENT : ICAL_XSTANDARD_COMPONENT);
    icalcomponent_add_property(
        change, icalproperty_new_dtstart(icaltime_from_timet_with_zone((time_t)wall_s, 0, NULL)));
    icalcomponent_add_property(change, icalproperty_new_tzoffsetfrom(from));
    icalcomponent_add_property(change, icalproperty_new_tzoffsetto(to));
    icalcomponent_add_component(zone, change);
}

/* The first second at which the offset is no longer that at `from`. */
static int64_t find_change(icaltimezone *zone, int64_t from, int64_t to)
{
    int summer;
    const int before = offset_at(zone, from, &summer);
    while (to - from > 1) {
        const int64_t middle = from + (to - from) / 2;
        if (offset_at(zone, middle, &summer) == before)
            from = middle;
        else
            to = middle;
    }
    return to;
}

void phil_calendar_add_zone(icalcomponent *calendar, icaltimezone *zone, const char *name,
                            int64_t first_day, int64_t last_day)
{
    icalcomponent *told = icalcomponent_new_vtimezone();
    const int64_t from = (first_day - 1) * DAY_S, to = (last_day + 2) * DAY_S;
    int summer;
    int offset = offset_at(zone, from, &summer);
    icalcomponent_add_property(told, icalproperty_new_tzid(name));
    add_change(told, from + offset, offset, offset, summer);
    for (int64_t at = from; at < to; at += STEP_S) {
        const int next = offset_at(zone, at + STEP_S, &summer);
        if (next != offset)
            add_change(told, find_change(zone, at, at + STEP_S) + offset, offset, next, summer);
        offset = next;
    }
    icalcomponent_add_component(calendar, told);
}
