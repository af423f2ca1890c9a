/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock of a place, for a calendar. */
#ifndef PHIL_TRIAL_CALENDAR_ZONE_H
#define PHIL_TRIAL_CALENDAR_ZONE_H

#include <libical/ical.h>
#include <stdbool.h>
#include <stdint.h>

/* The zone of libical with this name ("Europe/Berlin"); NULL when there is none. */
icaltimezone *phil_calendar_zone(const char *name);

/* Adds a VTIMEZONE called `name` that holds from the day before `first_day` to two days after
 * `last_day`. */
void phil_calendar_add_zone(icalcomponent *calendar, icaltimezone *zone, const char *name,
                            int64_t first_day, int64_t last_day);

#endif
