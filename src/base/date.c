/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The calendar repeats after 400 years of 146097 days. Years begin in March here, so that the leap
 * day is the last of its year and the months before it have always the same lengths.
 */
#include "base/date.h"

#include <stdio.h>
#include <string.h>

enum {
    ERA_DAYS = 146097,
    TO_1970 = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

/* Days before a month of the year that begins in March: 0, 31, 61, 92, ... */
static int before_month(int month)
{
    return (153 * month + 2) / 5;
}

bool phil_date_of_day(int64_t day, struct phil_date *date)
{
    if (day < PHIL_DAY_FIRST || day > PHIL_DAY_LAST)
        return false;
    const int n = (int)day + TO_1970, era = n / ERA_DAYS, of_era = n % ERA_DAYS;
    const int year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365; /* of the era */
    const int of_year = of_era - (365 * year + year / 4 - year / 100);
    const int month = (5 * of_year + 2) / 153; /* 0: March */
    *date = (struct phil_date){.year = 400 * era + year + (month > 9),
                               .month = month < 10 ? month + 3 : month - 9,
                               .day = of_year - before_month(month) + 1};
    return true;
}

bool phil_day_of_date(const struct phil_date *date, int64_t *day)
{
    if (date->year < 1 || date->year > 9999 || date->month < 1 || date->month > 12 ||
        date->day < 1 || date->day > 31)
        return false;
    const int year = date->year - (date->month < 3);
    const int found = 365 * year + year / 4 - year / 100 + year / 400 +
                      before_month((date->month + 9) % 12) + date->day - 1 - TO_1970;
    /* The 31st of November comes back as the 1st of December. */
    struct phil_date back;
    if (!phil_date_of_day(found, &back) || back.month != date->month)
        return false;
    *day = found;
    return true;
}

bool phil_date_write(int64_t day, char text[PHIL_DATE_SIZE])
{
    struct phil_date date;
    text[0] = '\0';
    if (!phil_date_of_day(day, &date))
        return false;
    snprintf(text, PHIL_DATE_SIZE, "%04d-%02d-%02d", date.year, date.month, date.day);
    return true;
}

/* `n` digits at `text`, or -1. */
static int digits(const char *text, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = 10 * value + text[i] - '0';
    }
    return value;
}

bool phil_date_read(const char *text, int64_t *day)
{
    if (strnlen(text, 11) != 10 || text[4] != '-' || text[7] != '-')
        return false;
    const struct phil_date date = {digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)};
    return phil_day_of_date(&date, day);
}
