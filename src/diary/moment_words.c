/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments as people write them. A time alone is the last time that it was so, for a diary is about
 * what was; so is a weekday. What the wall's clock has to do with UTC is in moment.c.
 */
#include "diary/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    HOUR_S = 3600,
    DAY_S = 86400,
    AHEAD_S =
        DAY_S, /* so far ahead a moment may lie: sleep that is going to end, not a wrong year */
    EARLIEST_YEAR = 1900,
    WORD = 64, /* a moment in words */
};

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
        return phil_moment_refuse(r->log, r->subject, why);
    if (!*text)
        return phil_moment_refuse(r->log, r->subject,
                                  "the time is missing: write it as 2026-11-26 08:30");
    if (!take(&text, "t") && !take(&text, " "))
        return phil_moment_refuse(r->log, r->subject,
                                  "not a date and a time: write it as 2026-11-26 08:30");
    if ((why = read_time_of_rfc(&text, &seconds)))
        return phil_moment_refuse(r->log, r->subject, why);
    if (!*text)
        return phil_moment_of_wall(moment, midnight_s + seconds, r->subject, r->log);
    if ((why = read_offset(text, &offset_s, &local)))
        return phil_moment_refuse(r->log, r->subject, why);
    /* With Z the wall's clock is not told: it is the one of this machine. */
    *moment = phil_moment_at(midnight_s + seconds - offset_s);
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
        return phil_moment_refuse(r->log, r->subject,
                                  "the time is missing: write it as yesterday 22:15");
    if (*text != ' ')
        return phil_moment_refuse(r->log, r->subject, "not a day: write it as yesterday 22:15");
    text += strspn(text, " ");
    const char *why = phil_clock_read(&text, &seconds);
    if (why || *text)
        return phil_moment_refuse(r->log, r->subject, why ? why : "there is more behind the time");
    /* "monday 20:00" on a Monday morning is that of last week. */
    if (named && back == 0 &&
        phil_moment_midnight(r->now, 0) + seconds > r->now->utc_s + r->now->offset_s)
        back = 7;
    return phil_moment_of_wall(moment, phil_moment_midnight(r->now, back) + seconds, r->subject,
                               r->log);
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
            return phil_moment_refuse(r->log, r->subject, why ? why : "too long ago");
        *moment = phil_moment_at(r->now->utc_s - (int64_t)(hours * HOUR_S + 0.5));
        return PHIL_OK;
    }
    if (strspn(text, "0123456789") == 4)
        return read_dated(moment, text, r);
    if (take_day(&text, r->now, &back, &named))
        return read_named(moment, text, back, named, r);
    why = phil_clock_read(&text, &seconds);
    if (why || *text)
        return phil_moment_refuse(r->log, r->subject, why ? why : "there is more behind the time");
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
    char tidied[WORD] = "";
    struct phil_moment found = *now;
    const struct reading reading = {text, now, log};
    if (!tidy(text, tidied))
        return phil_moment_refuse(log, text, "too long for a time");
    if (!*tidied)
        return phil_moment_refuse(log, text, "empty");
    const enum phil_status status = read_moment(&found, tidied, &reading);
    if (status)
        return status;
    if (found.utc_s > now->utc_s + AHEAD_S)
        return phil_moment_refuse(log, text, "more than a day ahead");
    struct tm earliest = {.tm_year = EARLIEST_YEAR - 1900, .tm_mday = 1};
    if (found.utc_s < (int64_t)timegm(&earliest))
        return phil_moment_refuse(log, text, "before 1900");
    *moment = found;
    return PHIL_OK;
}
