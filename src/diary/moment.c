/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments: the machine's clock, the wall's clock, and the way between them.
 *
 * A moment is kept as seconds of UTC together with what the clock on the wall showed then, because
 * a diary is about days as people live them: a day that a change of the clocks made 23 or 25
 * hours long is still one day, and coffee at 23:30 in Tokyo belongs to the day in Tokyo after the
 * flight home too.
 *
 * From the wall to UTC there may be no answer or two. The offsets that the zone has from a day
 * before to a day after are tried one by one: an offset that is in force at the moment that it
 * leads to is an answer. None: the clock skipped that time (it is refused). Two: it showed it
 * twice (the first is meant, and said). This needs nothing but localtime_r(), also where a whole
 * day was skipped. It would fail where a zone changed twice within hours and back, which none has.
 *
 * The zone is that of the process: TZ, or /etc/localtime, as the C library took it up when it was
 * first asked. The library never sets it; a program that changes TZ calls tzset() itself.
 */
#include "diary/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "diary/words.h"

enum {
    HOUR_S = 3600,
    DAY_S = 86400,
};

static int offset_at(int64_t utc_s)
{
    const time_t t = (time_t)utc_s;
    struct tm tm;
    return localtime_r(&t, &tm) ? (int)tm.tm_gmtoff : 0;
}

/* A name is one of the zone database only when its file is there: without it the C library falls
 * back to UTC silently, and then the name would lie. */
static bool zone_exists(const char *name)
{
    char path[256];
    const char *folder = getenv("TZDIR");
    const size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_+-/");
    if (n == 0 || name[n] || name[0] == '/')
        return false;
    const int length = snprintf(path, sizeof path, "%s/%s",
                                folder && *folder ? folder : "/usr/share/zoneinfo", name);
    return length > 0 && (size_t)length < sizeof path && access(path, R_OK) == 0;
}

/* "Europe/Berlin" out of "/usr/share/zoneinfo/Europe/Berlin"; the text itself without such a
 * folder. */
static const char *zone_of_path(const char *path)
{
    static const char folder[] = "zoneinfo/";
    const char *found = strstr(path, folder);
    return found ? found + sizeof folder - 1 : path;
}

static void find_zone(char zone[48])
{
    char link[256];
    const char *name = getenv("TZ");
    if (!name) {
        const ssize_t n = readlink("/etc/localtime", link, sizeof link - 1);
        link[n > 0 ? n : 0] = '\0';
        name = link;
    } else if (!*name) {
        name = "UTC"; /* POSIX: an empty TZ is UTC */
    }
    name = zone_of_path(*name == ':' ? name + 1 : name);
    zone[0] = '\0';
    if (strlen(name) < 48 && zone_exists(name))
        strcpy(zone, name);
}

struct phil_moment phil_moment_at(int64_t utc_s)
{
    struct phil_moment moment = {.utc_s = utc_s, .offset_s = offset_at(utc_s)};
    find_zone(moment.zone);
    return moment;
}

struct phil_moment phil_moment_now(void)
{
    tzset();
    return phil_moment_at((int64_t)time(NULL));
}

/* --- from the wall to UTC ------------------------------------------------ */

/* How often the wall showed `wall_s` (seconds since 1970 as if it were UTC); *utc_s is the first
 * time. */
static int when_wall_showed(int64_t wall_s, int64_t *utc_s)
{
    int64_t found[2];
    int n = 0;
    for (int64_t at = wall_s - DAY_S; at <= wall_s + DAY_S; at += 6 * HOUR_S) {
        const int offset = offset_at(at);
        const int64_t utc = wall_s - offset;
        const bool known = (n > 0 && utc == found[0]) || (n > 1 && utc == found[1]);
        if (!known && n < 2 && offset_at(utc) == offset)
            found[n++] = utc;
    }
    if (n > 0)
        *utc_s = n == 2 && found[1] < found[0] ? found[1] : found[0];
    return n;
}

enum phil_status phil_moment_refuse(const struct phil_log *log, const char *subject,
                                    const char *why)
{
    char quoted[PHIL_QUOTE_SIZE];
    phil_log_message(log, PHIL_LOG_ERROR, "reading the time failed: \"%s\": %s",
                     phil_text_quote(subject, quoted), why);
    return PHIL_EARG;
}

static enum phil_status from_wall(int64_t wall_s, int64_t *utc_s, bool *twice)
{
    const int times = when_wall_showed(wall_s, utc_s);
    *twice = times == 2;
    return times ? PHIL_OK : PHIL_EARG;
}

static void tell_twice(const struct phil_log *log, const char *subject,
                       const struct phil_moment *moment)
{
    char text[32], quoted[PHIL_QUOTE_SIZE];
    phil_moment_format(moment, text, sizeof text);
    phil_log_message(log, PHIL_LOG_INFO,
                     "the clock showed this twice on that day, the first is taken: \"%s\": %s",
                     phil_text_quote(subject, quoted), text);
}

enum phil_status phil_moment_of_wall(struct phil_moment *moment, int64_t wall_s,
                                     const char *subject, const struct phil_log *log)
{
    int64_t utc_s;
    bool twice;
    if (from_wall(wall_s, &utc_s, &twice))
        return phil_moment_refuse(log, subject,
                                  "on that day the clock was put forward and skipped this time");
    *moment = phil_moment_at(utc_s);
    if (twice)
        tell_twice(log, subject, moment);
    return PHIL_OK;
}

int64_t phil_moment_midnight(const struct phil_moment *now, int64_t back)
{
    return (phil_moment_day(now) - back) * DAY_S;
}

enum phil_status phil_moment_last(struct phil_moment *moment, int seconds, const char *subject,
                                  const struct phil_moment *now, const struct phil_log *log)
{
    int64_t utc_s;
    bool twice;
    const int64_t today = phil_moment_midnight(now, 0) + seconds;
    const bool skipped = from_wall(today, &utc_s, &twice) != PHIL_OK;
    /* What was skipped today and is over by the wall's clock was meant, and does not exist. */
    const bool ahead = skipped ? today > now->utc_s + now->offset_s : utc_s > now->utc_s;
    return phil_moment_of_wall(moment, ahead ? phil_moment_midnight(now, 1) + seconds : today,
                               subject, log);
}

void phil_moment_format(const struct phil_moment *moment, char *text, size_t size)
{
    const time_t wall = (time_t)(moment->utc_s + moment->offset_s);
    const int offset = abs(moment->offset_s);
    struct tm tm;
    char seconds[8] = "";
    if (size)
        text[0] = '\0';
    if (!gmtime_r(&wall, &tm))
        return;
    if (offset % 60) /* local mean times of long ago */
        snprintf(seconds, sizeof seconds, ":%02d", offset % 60);
    snprintf(text, size, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d%s", tm.tm_year + 1900,
             tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
             moment->offset_s < 0 ? '-' : '+', offset / HOUR_S, offset / 60 % 60, seconds);
}

int64_t phil_moment_day(const struct phil_moment *moment)
{
    const int64_t wall = moment->utc_s + moment->offset_s;
    return wall / DAY_S - (wall % DAY_S < 0);
}
