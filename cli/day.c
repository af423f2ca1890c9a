/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "day.h"

#include <string.h>
#include <time.h>

#include "options.h"

enum { DAY_S = 86400 };

bool phil_parse_day(const char *option, const char *text, int64_t today, int64_t *day)
{
    static const char *const words[] = {"yesterday", "today", "tomorrow"};
    for (int i = 0; i < 3; i++)
        if (strcmp(text, words[i]) == 0) {
            *day = today + i - 1;
            return true;
        }
    struct tm tm = {0};
    const char *end = strptime(text, "%Y-%m-%d", &tm);
    const struct tm asked = tm;
    const time_t time = timegm(&tm);
    /* timegm would make the 2nd of March of a 30th of February. */
    if (end && !*end && tm.tm_mday == asked.tm_mday && tm.tm_mon == asked.tm_mon) {
        *day = time / DAY_S - (time % DAY_S < 0);
        return true;
    }
    phil_option_error(option, text, "write a day as 2026-11-20, today, yesterday or tomorrow");
    return false;
}
