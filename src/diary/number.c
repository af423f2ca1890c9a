/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See number.h. */
#include "diary/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

void phil_number_round(double value, int decimals, char text[PHIL_NUMBER_SIZE])
{
    struct phil_plain_numbers numbers;
    phil_plain_numbers_begin(&numbers);
    if (fabs(value) < 1e15)
        snprintf(text, PHIL_NUMBER_SIZE, "%.*f", decimals, value);
    else
        snprintf(text, PHIL_NUMBER_SIZE, "%g", value);
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
