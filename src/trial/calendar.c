/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial's calendar (RFC 5545), written by libical.
 *
 * Each day has an event of its own at the clip's time by the clock on the wall, also those that do
 * not count (a habit is kept more easily than a timetable, and what lingers can be seen): in the
 * named zone, which the calendar tells (VTIMEZONE), or floating, which is the wall's time wherever
 * one is. A time that a change of the clock skips is read by RFC 5545, 3.3.5, with the offset
 * before it. Each period begins with an event of a whole day and a reminder on the evening
 * before, for some arms begin at breakfast; also where the arm stays, or else the calendar would
 * tell the order that is still to come. Nothing that may show on a locked screen, or in a calendar
 * that is shared, tells what is tried or why: the words send to `philtrum trial today`.
 *
 * A program that reads the calendar again finds its events by UID. They come from the plan and the
 * number of the day, so that a trial which is begun on another day moves its events; the plan's
 * seed goes through a one-way mix.
 */
#include <philtrum/trial.h>

#include <libical/ical.h>
#include <math.h>

#include "base/random.h"
#include "trial/calendar_zone.h"
#include "trial/data.h"
#include "trial/plan.h"

enum { DAY_S = 86400, MINUTE_S = 60, UID_STREAM = 3 };

struct calendar {
    icalcomponent *root;
    const struct phil_trial_plan *plan;
    const char *zone; /* NULL: floating */
    int64_t first_day;
    int clip_minutes; /* after midnight */
    struct icaltimetype stamp;
};

static const char where_it_stands[] = "\"philtrum trial today\" says what to do.";

/* --- events ----------------------------------------------------------------------------------- */

static void add_uid(struct calendar *c, icalcomponent *event, const char *kind, int number)
{
    const uint64_t mix =
        phil_random_bits(c->plan->seed, UID_STREAM, (uint64_t)c->plan->planned.utc_s);
    char uid[80];
    snprintf(uid, sizeof uid, "%016llx-%s-%d@philtrum", (unsigned long long)mix, kind, number);
    icalcomponent_add_property(event, icalproperty_new_uid(uid));
}

/* A reminder so many seconds after the event's start. */
static void add_alarm(icalcomponent *event, int after_s, const char *text)
{
    icalcomponent *alarm = icalcomponent_new_valarm();
    struct icaltriggertype trigger = {.time = icaltime_null_time(),
                                      .duration = icaldurationtype_from_int(after_s)};
    icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
    icalcomponent_add_property(alarm, icalproperty_new_trigger(trigger));
    icalcomponent_add_property(alarm, icalproperty_new_description(text));
    icalcomponent_add_component(event, alarm);
}

static icalcomponent *new_event(struct calendar *c, const char *kind, int number,
                                const char *summary)
{
    icalcomponent *event = icalcomponent_new_vevent();
    add_uid(c, event, kind, number);
    icalcomponent_add_property(event, icalproperty_new_dtstamp(c->stamp));
    icalcomponent_add_property(event, icalproperty_new_summary(summary));
    icalcomponent_add_property(event, icalproperty_new_description(where_it_stands));
    icalcomponent_add_property(event, icalproperty_new_class(ICAL_CLASS_PRIVATE));
    icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    icalcomponent_add_component(c->root, event);
    return event;
}

static void add_clip(struct calendar *c, int64_t day, int number)
{
    const int64_t wall_s = day * DAY_S + (int64_t)c->clip_minutes * MINUTE_S;
    const int minutes = (int)ceil(c->plan->clip_min);
    char summary[64];
    snprintf(summary, sizeof summary, "Film a clip of %d minute%s", minutes,
             minutes == 1 ? "" : "s");
    icalcomponent *event = new_event(c, "clip", number, summary);
    icalproperty *start =
        icalproperty_new_dtstart(icaltime_from_timet_with_zone((time_t)wall_s, 0, NULL));
    if (c->zone)
        icalproperty_add_parameter(start, icalparameter_new_tzid(c->zone));
    icalcomponent_add_property(event, start);
    icalcomponent_add_property(
        event, icalproperty_new_duration(icaldurationtype_from_int(minutes * MINUTE_S)));
    add_alarm(event, 0, summary);
}

/* An event of the whole day, told at eight on the evening before. */
static void add_day(struct calendar *c, int64_t day, const char *kind, int number,
                    const char *summary, const char *evening)
{
    enum { EVENING_BEFORE_S = -4 * 3600 };
    icalcomponent *event = new_event(c, kind, number, summary);
    icalcomponent_add_property(
        event, icalproperty_new_dtstart(icaltime_from_timet_with_zone(day * DAY_S, 1, NULL)));
    icalcomponent_add_property(event, icalproperty_new_duration(icaldurationtype_from_int(DAY_S)));
    add_alarm(event, EVENING_BEFORE_S, evening);
}

static void add_events(struct calendar *c)
{
    const int n = phil_trial_plan_days(c->plan);
    for (int i = 0; i < n; i++) {
        const int64_t day = c->first_day + i;
        const struct phil_trial_slot slot = phil_trial_slot_of(c->plan, c->first_day, day);
        if (slot.day_of_period == 1)
            add_day(c, day, "part", slot.number, "A new part begins: look at the plan",
                    "A new part begins tomorrow: look at the plan");
        add_clip(c, day, slot.number);
    }
    add_day(c, c->first_day + n, "end", n + 1, "Done: look at the result",
            "Tomorrow you can look at the result");
}

/* --- the calendar ----------------------------------------------------------------------------- */

static void add_head(icalcomponent *root)
{
    icalcomponent_add_property(root, icalproperty_new_prodid("-//philtrum//trial//EN"));
    icalcomponent_add_property(root, icalproperty_new_version("2.0"));
    icalcomponent_add_property(root, icalproperty_new_calscale("GREGORIAN"));
}

static enum phil_status write_text(FILE *out, icalcomponent *root)
{
    /* libical goes on without what it had no memory for, and remembers. */
    char *text =
        root && icalerrno != ICAL_NEWFAILED_ERROR ? icalcomponent_as_ical_string_r(root) : NULL;
    const bool whole = text && icalerrno != ICAL_NEWFAILED_ERROR;
    if (whole)
        fputs(text, out);
    icalmemory_free_buffer(text);
    if (!whole)
        return PHIL_EMEM;
    return fflush(out) || ferror(out) ? PHIL_EIO : PHIL_OK;
}

static bool is_sound(const struct phil_trial_plan *plan, int64_t first_day)
{
    return phil_trial_shape_holds(&plan->shape) && plan->run_in_days >= 0 &&
           plan->run_in_days <= PHIL_TRIAL_LONGEST && plan->clip_min > 0 &&
           plan->clip_min <= PHIL_DAY_MIN && first_day > PHIL_DAY_FIRST &&
           first_day < PHIL_DAY_LAST - phil_trial_plan_days(plan);
}

enum phil_status phil_trial_calendar(FILE *out, const struct phil_trial_plan *plan,
                                     int64_t first_day, const char *zone,
                                     const struct phil_moment *now)
{
    struct calendar c = {.plan = plan, .first_day = first_day};
    if (!plan || !zone || !now || !is_sound(plan, first_day) ||
        !phil_trial_clock_read(plan->clip_time, &c.clip_minutes))
        return PHIL_EARG;
    icalerror_clear_errno();
    icaltimezone *place = phil_calendar_zone(zone);
    c.zone = place ? zone : NULL;
    c.stamp = icaltime_from_timet_with_zone((time_t)now->utc_s, 0, icaltimezone_get_utc_timezone());
    c.root = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    if (c.root) {
        add_head(c.root);
        if (place)
            phil_calendar_add_zone(c.root, place, zone, first_day,
                                   first_day + phil_trial_plan_days(plan));
        add_events(&c);
    }
    const enum phil_status status = write_text(out, c.root);
    if (c.root)
        icalcomponent_free(c.root);
    return status;
}
