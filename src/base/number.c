/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* strtod_l */
#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *phil_number_scan(const char *text, double *value)
{
    const size_t length = strspn(text, "+-.0123456789eE");
    /* In glibc this locale is a constant: making it neither allocates nor fails. */
    const locale_t plain = newlocale(LC_ALL_MASK, "C", NULL);
    char *end = (char *)text;
    if (length == 0 || !plain)
        return text;
    const double number = strtod_l(text, &end, plain);
    freelocale(plain);
    /* "0x1p3" runs past the decimal characters. */
    if (end == text || end > text + length || !isfinite(number))
        return text;
    *value = number;
    return end;
}

bool phil_number_read(const char *text, double *value)
{
    double number;
    const char *end = phil_number_scan(text, &number);
    if (end == text || *end)
        return false;
    *value = number;
    return true;
}

void phil_number_write(double value, char text[PHIL_NUMBER_SIZE])
{
    double again = NAN;
    if (!isfinite(value)) {
        snprintf(text, PHIL_NUMBER_SIZE, "%g", value);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, PHIL_NUMBER_SIZE, "%.*g", digits, value);
        /* The locale's decimal sign may be a comma, or several bytes. */
        const size_t whole = strspn(text, "-0123456789"),
                     sign = strcspn(text + whole, "e0123456789");
        if (sign > 0) {
            text[whole] = '.';
            memmove(text + whole + 1, text + whole + sign, strlen(text + whole + sign) + 1);
        }
        if (phil_number_read(text, &again) && again == value)
            return;
    }
}

struct phil_number_text phil_number_text(double value)
{
    struct phil_number_text text = {""};
    phil_number_write(value, text.s);
    return text;
}
