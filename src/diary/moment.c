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
    AHEAD_S =
        DAY_S, /* so far ahead a moment may lie: sleep that is going to end, not a wrong year */
    EARLIEST_YEAR = 1900,
    WORD = 64, /* a moment in words */
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

static struct phil_moment local_moment(int64_t utc_s)
{
    struct phil_moment moment = {.utc_s = utc_s, .offset_s = offset_at(utc_s)};
    find_zone(moment.zone);
    return moment;
}

struct phil_moment phil_moment_now(void)
{
    tzset();
    return local_moment((int64_t)time(NULL));
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

static enum phil_status refuse(const struct phil_log *log, const char *subject, const char *why)
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

static enum phil_status take_wall(struct phil_moment *moment, int64_t wall_s, const char *subject,
                                  const struct phil_log *log)
{
    int64_t utc_s;
    bool twice;
    if (from_wall(wall_s, &utc_s, &twice))
        return refuse(log, subject, "on that day the clock was put forward and skipped this time");
    *moment = local_moment(utc_s);
    if (twice)
        tell_twice(log, subject, moment);
    return PHIL_OK;
}

/* The wall's midnight of the day of `now`, `back` days ago, as if it were UTC. */
static int64_t midnight(const struct phil_moment *now, int64_t back)
{
    return (phil_moment_day(now) - back) * DAY_S;
}

enum phil_status phil_moment_last(struct phil_moment *moment, int seconds, const char *subject,
                                  const struct phil_moment *now, const struct phil_log *log)
{
    int64_t utc_s;
    bool twice;
    const int64_t today = midnight(now, 0) + seconds;
    const bool skipped = from_wall(today, &utc_s, &twice) != PHIL_OK;
    /* What was skipped today and is over by the wall's clock was meant, and does not exist. */
    const bool ahead = skipped ? today > now->utc_s + now->offset_s : utc_s > now->utc_s;
    return take_wall(moment, ahead ? midnight(now, 1) + seconds : today, subject, log);
}

/* --- the grammar --------------------------------------------------------- */

static bool take_digits(const char **text, int count, int *value)
{
    int number = 0;
    for (int i = 0; i < count; i++) {
        const char c = (*text)[i];
        if (c < '0' || c > '9')
            return false;
        number = 10 * number + (c - '0');
    }
    *text += count;
    *value = number;
    return true;
}

static bool take(const char **text, const char *word)
{
    const size_t n = strlen(word);
    if (strncmp(*text, word, n) != 0)
        return false;
    *text += n;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "am" and "pm" behind a clock: 12am is midnight. */
static const char *take_half(const char **text, int *hour)
{
    const char *at = *text + strspn(*text, " ");
    const bool pm = strncmp(at, "pm", 2) == 0;
    if (!pm && strncmp(at, "am", 2) != 0)
        return NULL;
    if (*hour < 1 || *hour > 12)
        return "with am or pm hours go from 1 to 12";
    *hour = *hour % 12 + (pm ? 12 : 0);
    *text = at + 2;
    return NULL;
}

const char *phil_clock_read(const char **text, int *seconds)
{
    const char *at = *text;
    int hour, minute = 0, second = 0;
    if (!take_digits(&at, is_digit(at[0]) && is_digit(at[1]) ? 2 : 1, &hour))
        return "not a time: write it as 08:30";
    const bool minutes = *at == ':';
    if (minutes && (at++, !take_digits(&at, 2, &minute)))
        return "not a time: write it as 08:30";
    if (minutes && *at == ':' && (at++, !take_digits(&at, 2, &second)))
        return "not a time: write it as 08:30:15";
    const char *before = at;
    const char *why = take_half(&at, &hour);
    if (why)
        return why;
    if (!minutes && at == before)
        return "not a time: write it as 08:30";
    if (hour > 23 || minute > 59 || second > 59)
        return "a clock goes from 00:00:00 to 23:59:59";
    *seconds = hour * HOUR_S + minute * 60 + second;
    *text = at;
    return NULL;
}

/* "2026-11-26" into midnight as if it were UTC; timegm() turns the 31st of November into the 1st
 * of December, and the comparison shows it. */
static const char *read_date(const char **text, int64_t *midnight_s)
{
    const char *at = *text;
    int year, month, day;
    if (!take_digits(&at, 4, &year) || !take(&at, "-") || !take_digits(&at, 2, &month) ||
        !take(&at, "-") || !take_digits(&at, 2, &day))
        return "not a date: write it as 2026-11-26";
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    const time_t t = timegm(&tm);
    if (tm.tm_year != year - 1900 || tm.tm_mon != month - 1 || tm.tm_mday != day)
        return "there is no such day";
    *midnight_s = (int64_t)t;
    *text = at;
    return NULL;
}

/* "Z", "+01:00", "-00:44:30" to the end of the text. */
static const char *read_offset(const char *text, int *offset_s, bool *local)
{
    int hour, minute, second = 0;
    const bool minus = *text == '-';
    *local = strcmp(text, "z") == 0 || strcmp(text, "Z") == 0 || strcmp(text, "-00:00") == 0;
    *offset_s = 0;
    if (*local)
        return NULL;
    if (*text++ != '+' && !minus)
        return "not an offset: write it as +01:00 or Z";
    if (!take_digits(&text, 2, &hour) || !take(&text, ":") || !take_digits(&text, 2, &minute) ||
        (*text == ':' && (text++, !take_digits(&text, 2, &second))) || *text || hour > 23 ||
        minute > 59 || second > 59)
        return "not an offset: write it as +01:00 or Z";
    *offset_s = (hour * HOUR_S + minute * 60 + second) * (minus ? -1 : 1);
    return NULL;
}

/* A fraction of a second is read and dropped. */
static const char *read_time_of_rfc(const char **text, int *seconds)
{
    const char *why = phil_clock_read(text, seconds);
    if (!why && **text == '.' && is_digit((*text)[1]))
        *text += 1 + strspn(*text + 1, "0123456789");
    return why;
}

const char *phil_moment_read(struct phil_moment *moment, const char *text)
{
    int64_t midnight_s;
    int seconds, offset_s;
    bool local;
    const char *why = read_date(&text, &midnight_s);
    if (why)
        return why;
    if (*text != 'T' && *text != 't' && *text != ' ')
        return "not a date and a time: write it as 2026-11-26T08:30:00+01:00";
    text++;
    if ((why = read_time_of_rfc(&text, &seconds)) || (why = read_offset(text, &offset_s, &local)))
        return why;
    *moment = (struct phil_moment){.utc_s = midnight_s + seconds - offset_s, .offset_s = offset_s};
    return NULL;
}

struct reading {
    const char *subject; /* as typed */
    const struct phil_moment *now;
    const struct phil_log *log;
};

/* A date, then the time, then perhaps an offset. */
static enum phil_status read_dated(struct phil_moment *moment, const char *text,
                                   const struct reading *r)
{
    int64_t midnight_s;
    int seconds, offset_s;
    bool local;
    const char *why = read_date(&text, &midnight_s);
    if (why)
        return refuse(r->log, r->subject, why);
    if (!*text)
        return refuse(r->log, r->subject, "the time is missing: write it as 2026-11-26 08:30");
    if (!take(&text, "t") && !take(&text, " "))
        return refuse(r->log, r->subject, "not a date and a time: write it as 2026-11-26 08:30");
    if ((why = read_time_of_rfc(&text, &seconds)))
        return refuse(r->log, r->subject, why);
    if (!*text)
        return take_wall(moment, midnight_s + seconds, r->subject, r->log);
    if ((why = read_offset(text, &offset_s, &local)))
        return refuse(r->log, r->subject, why);
    /* With Z the wall's clock is not told: it is the one of this machine. */
    *moment = local_moment(midnight_s + seconds - offset_s);
    if (!local && moment->offset_s != offset_s) {
        moment->offset_s = offset_s;
        moment->zone[0] = '\0';
    }
    return PHIL_OK;
}

/* How many days before the day of `now` a word means: 0..6, -1 for tomorrow; false when it is no
 * such word. */
static bool take_day(const char **text, const struct phil_moment *now, int64_t *back, bool *named)
{
    static const char *const week[] = {"thursday", "friday",  "saturday", "sunday",
                                       "monday",   "tuesday", "wednesday"};
    *named = false;
    *back = 0;
    if (take(text, "today"))
        return true;
    if (take(text, "yesterday"))
        return *back = 1, true;
    if (take(text, "tomorrow"))
        return *back = -1, true;
    for (int64_t d = 0; d < 7; d++) { /* 1970-01-01 was a Thursday */
        const char short_name[] = {week[d][0], week[d][1], week[d][2], ' ', '\0'};
        const bool full = take(text, week[d]);
        if (!full && strncmp(*text, short_name, 4) != 0)
            continue;
        *text += full ? 0 : 3;
        *back = ((phil_moment_day(now) - d) % 7 + 7) % 7;
        return *named = true;
    }
    return false;
}

static enum phil_status read_named(struct phil_moment *moment, const char *text, int64_t back,
                                   bool named, const struct reading *r)
{
    int seconds;
    if (!*text)
        return refuse(r->log, r->subject, "the time is missing: write it as yesterday 22:15");
    if (*text != ' ')
        return refuse(r->log, r->subject, "not a day: write it as yesterday 22:15");
    text += strspn(text, " ");
    const char *why = phil_clock_read(&text, &seconds);
    if (why || *text)
        return refuse(r->log, r->subject, why ? why : "there is more behind the time");
    /* "monday 20:00" on a Monday morning is that of last week. */
    if (named && back == 0 && midnight(r->now, 0) + seconds > r->now->utc_s + r->now->offset_s)
        back = 7;
    return take_wall(moment, midnight(r->now, back) + seconds, r->subject, r->log);
}

/* "-2h", "2h ago" */
static bool read_ago(const char *text, double *hours, const char **why)
{
    char span[WORD], unit[16];
    double typed;
    const size_t n = strlen(text);
    const bool ago = n > 4 && strcmp(text + n - 4, " ago") == 0;
    if (*text != '-' && !ago)
        return false;
    snprintf(span, sizeof span, "%.*s", (int)(ago ? n - 4 : n - 1), ago ? text : text + 1);
    *why = NULL;
    if (!phil_span_read(span, hours, &typed, unit))
        *why = "not a span: write it as -2h or -90min";
    else if (!*unit)
        *why = "hours or minutes? write it as -2h or -90min";
    return true;
}

static enum phil_status read_moment(struct phil_moment *moment, const char *text,
                                    const struct reading *r)
{
    int64_t back;
    int seconds;
    double hours;
    bool named;
    const char *why;
    if (strcmp(text, "now") == 0)
        return *moment = *r->now, PHIL_OK;
    if (read_ago(text, &hours, &why)) {
        if (why || hours > 1e6) /* a century: the year is checked behind this */
            return refuse(r->log, r->subject, why ? why : "too long ago");
        *moment = local_moment(r->now->utc_s - (int64_t)(hours * HOUR_S + 0.5));
        return PHIL_OK;
    }
    if (strspn(text, "0123456789") == 4)
        return read_dated(moment, text, r);
    if (take_day(&text, r->now, &back, &named))
        return read_named(moment, text, back, named, r);
    why = phil_clock_read(&text, &seconds);
    if (why || *text)
        return refuse(r->log, r->subject, why ? why : "there is more behind the time");
    return phil_moment_last(moment, seconds, r->subject, r->now, r->log);
}

/* Small letters, blanks single and none at the ends; false when it is too long. */
static bool tidy(const char *text, char tidied[WORD])
{
    size_t n = 0;
    for (; *text; text++) {
        const bool blank = *text == ' ' || *text == '\t';
        if (blank && (n == 0 || tidied[n - 1] == ' '))
            continue;
        if (n + 1 >= WORD)
            return false;
        tidied[n++] = blank ? ' ' : *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text;
    }
    while (n && tidied[n - 1] == ' ')
        n--;
    tidied[n] = '\0';
    return true;
}

enum phil_status phil_moment_parse(struct phil_moment *moment, const char *text,
                                   const struct phil_moment *now, const struct phil_log *log)
{
    char tidied[WORD];
    struct phil_moment found;
    const struct reading reading = {text, now, log};
    if (!tidy(text, tidied))
        return refuse(log, text, "too long for a time");
    if (!*tidied)
        return refuse(log, text, "empty");
    const enum phil_status status = read_moment(&found, tidied, &reading);
    if (status)
        return status;
    if (found.utc_s > now->utc_s + AHEAD_S)
        return refuse(log, text, "more than a day ahead");
    struct tm earliest = {.tm_year = EARLIEST_YEAR - 1900, .tm_mday = 1};
    if (found.utc_s < (int64_t)timegm(&earliest))
        return refuse(log, text, "before 1900");
    *moment = found;
    return PHIL_OK;
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
