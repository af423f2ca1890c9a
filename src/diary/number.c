/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See number.h. */
#include "diary/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 63 };

/* The C locale with every category is static storage of the C library. */
void phil_plain_numbers_begin(struct phil_plain_numbers *numbers)
{
    numbers->plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    numbers->before = numbers->plain ? uselocale(numbers->plain) : (locale_t)0;
}

void phil_plain_numbers_end(struct phil_plain_numbers *numbers)
{
    if (!numbers->plain)
        return;
    uselocale(numbers->before);
    freelocale(numbers->plain);
}

static const char *skip_digits(const char *text)
{
    return text + strspn(text, "0123456789");
}

static bool is_decimal(const char *text)
{
    const char *at = text + (*text == '+' || *text == '-');
    const char *after = skip_digits(at);
    size_t digits = (size_t)(after - at);
    at = after;
    if (*at == '.') {
        after = skip_digits(at + 1);
        digits += (size_t)(after - at - 1);
        at = after;
    }
    if (digits == 0)
        return false;
    if (*at == 'e' || *at == 'E') {
        at++;
        at += *at == '+' || *at == '-';
        after = skip_digits(at);
        if (after == at)
            return false;
        at = after;
    }
    return *at == '\0';
}

bool phil_decimal_read(const char *text, double *value)
{
    if (strnlen(text, LONGEST + 1) > LONGEST || !is_decimal(text))
        return false;
    struct phil_plain_numbers numbers;
    phil_plain_numbers_begin(&numbers);
    const double number = strtod(text, NULL);
    phil_plain_numbers_end(&numbers);
    if (!isfinite(number))
        return false;
    *value = number;
    return true;
}

/* 15 digits survive the way decimal, double, decimal; 17 the way double, decimal, double
 * (IEEE 754: DBL_DIG, DBL_DECIMAL_DIG). */
void phil_decimal_write(double value, char text[PHIL_DECIMAL_SIZE])
{
    struct phil_plain_numbers numbers;
    phil_plain_numbers_begin(&numbers);
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, PHIL_DECIMAL_SIZE, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    phil_plain_numbers_end(&numbers);
}

void phil_decimal_round(double value, int decimals, char text[PHIL_DECIMAL_SIZE])
{
    struct phil_plain_numbers numbers;
    phil_plain_numbers_begin(&numbers);
    if (fabs(value) < 1e15)
        snprintf(text, PHIL_DECIMAL_SIZE, "%.*f", decimals, value);
    else
        snprintf(text, PHIL_DECIMAL_SIZE, "%g", value);
    phil_plain_numbers_end(&numbers);
    if (!strchr(text, '.') || strchr(text, 'e'))
        return;
    char *end = text + strlen(text);
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.')
        end[-1] = '\0';
    if (strcmp(text, "-0") == 0)
        strcpy(text, "0");
}
