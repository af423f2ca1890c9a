/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clock times and spans as people write them, and moments of the local zone. */
#ifndef PHIL_DIARY_CLOCK_H
#define PHIL_DIARY_CLOCK_H

#include <philtrum/diary.h>

/* "8:30", "08:30:15", "8am", "8:30 pm" at *text, which moves behind it; seconds after midnight.
 * NULL, or why not; *text is then unchanged. */
const char *phil_clock_read(const char **text, int *seconds);

/* The whole of `text` as a span: "5.5h", "5h30", "5:30", "330min", "1h 30min". `typed` and `unit`
 * (16 bytes) hold it as typed; a number alone has the unit "" and *hours is that number. False
 * when it is none. */
bool phil_span_read(const char *text, double *hours, double *typed, char *unit);

/* The last time before or at `now` when the wall clock showed this. Errors: PHIL_EARG when the
 * clock skipped it on that day; `subject` is for the message. */
enum phil_status phil_moment_last(struct phil_moment *moment, int seconds, const char *subject,
                                  const struct phil_moment *now, const struct phil_log *log);

/* A moment of the local zone. */
struct phil_moment phil_moment_at(int64_t utc_s);

/* The wall's midnight of the day `back` days before that of `now`, in seconds since 1970 as if it
 * were UTC; and the moment when the wall showed such a time. Errors: PHIL_EARG when the clock
 * skipped it; one that it showed twice means the first, and the log says so. */
int64_t phil_moment_midnight(const struct phil_moment *now, int64_t back);
enum phil_status phil_moment_of_wall(struct phil_moment *moment, int64_t wall_s,
                                     const char *subject, const struct phil_log *log);

/* Tells the log that the time is not understood; PHIL_EARG. */
enum phil_status phil_moment_refuse(const struct phil_log *log, const char *subject,
                                    const char *why);

/* RFC 3339 alone, its own offset kept, no zone: the inverse of phil_moment_format(). NULL, or why
 * not. */
const char *phil_moment_read(struct phil_moment *moment, const char *text);

#endif
