/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spans of time as people write them; see clock.h. */
#include "diary/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/number.h"

enum { PIECE = 32, SPAN = 64 };

/* Hours in one unit; 0 when it is none. German, French, Spanish and Italian beside English. */
static double unit_hours(const char *unit)
{
    static const char *const hours[] = {"h",    "hr",     "hrs",     "hour",  "hours",
                                        "std",  "stunde", "stunden", "heure", "heures",
                                        "hora", "horas",  "ora",     "ore"};
    static const char *const minutes[] = {"m",       "min",    "mins",    "minute", "minutes",
                                          "minuten", "minuto", "minutos", "minuti"};
    for (size_t i = 0; i < sizeof hours / sizeof hours[0]; i++)
        if (strcmp(unit, hours[i]) == 0)
            return 1;
    for (size_t i = 0; i < sizeof minutes / sizeof minutes[0]; i++)
        if (strcmp(unit, minutes[i]) == 0)
            return 1.0 / 60;
    return 0;
}

/* Digits with a point or comma at *text, which moves behind them. */
static bool take_number(const char **text, double *value)
{
    char piece[PIECE];
    const size_t n = strspn(*text, "0123456789.,");
    if (n == 0 || n >= sizeof piece)
        return false;
    memcpy(piece, *text, n);
    piece[n] = '\0';
    char *comma = strchr(piece, ',');
    if (comma)
        *comma = '.';
    if (!phil_number_read(piece, value))
        return false;
    *text += n;
    return true;
}

static bool take_unit(const char **text, double *hours, char unit[16])
{
    *text += strspn(*text, " ");
    const size_t n = strcspn(*text, "0123456789 ");
    if (n >= 16)
        return false;
    memcpy(unit, *text, n);
    unit[n] = '\0';
    *text += n;
    *text += strspn(*text, " ");
    *hours = unit_hours(unit);
    return *hours > 0;
}

/* "5:30": minutes have two digits. */
static bool read_colon(const char *text, double *hours)
{
    const size_t n = strspn(text, "0123456789");
    if (n == 0 || n > 3 || text[n] != ':' || strspn(text + n + 1, "0123456789") != 2 || text[n + 3])
        return false;
    const int minutes = atoi(text + n + 1);
    *hours = atoi(text) + minutes / 60.0;
    return minutes < 60;
}

/* The minutes of "5h30", "5h 30min"; true at once when nothing follows the hours. */
static bool add_minutes(const char *text, double *hours)
{
    double minutes, per_unit = 1.0 / 60;
    char unit[16];
    if (!*text)
        return true;
    if (!take_number(&text, &minutes) || minutes >= 60)
        return false;
    if (*text && (!take_unit(&text, &per_unit, unit) || per_unit >= 1 || *text))
        return false;
    *hours += minutes / 60;
    return true;
}

/* Small letters; false when it is too long for a span. */
static bool lower(const char *text, char lowered[SPAN])
{
    size_t n = 0;
    for (; *text; text++, n++) {
        if (n + 1 >= SPAN)
            return false;
        lowered[n] = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text;
    }
    lowered[n] = '\0';
    return true;
}

bool phil_span_read(const char *text, double *hours, double *typed, char *unit)
{
    char lowered[SPAN];
    double number, per_unit;
    if (!lower(text, lowered))
        return false;
    const char *at = lowered;
    strcpy(unit, "h");
    if (read_colon(lowered, hours)) {
        *typed = *hours;
        return true;
    }
    if (!take_number(&at, &number))
        return false;
    *typed = *hours = number;
    if (!*at) {
        unit[0] = '\0';
        return true;
    }
    if (!take_unit(&at, &per_unit, unit))
        return false;
    *hours = per_unit < 1 ? number / 60 : number;
    if (per_unit < 1 && *at)
        return false;
    if (*at) { /* two numbers: kept as hours */
        if (!add_minutes(at, hours))
            return false;
        *typed = *hours;
        strcpy(unit, "h");
    }
    return true;
}
