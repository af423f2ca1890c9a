/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for people, and for a library that follows the locale; base/number.h has the rest. */
#ifndef PHIL_DIARY_NUMBER_H
#define PHIL_DIARY_NUMBER_H

#include <locale.h>

#include "base/number.h"

/* Between begin and end, numbers of this thread have a decimal point, whatever locale the program
 * has chosen: for Jansson, which asks the locale. Nothing is allocated. */
struct phil_plain_numbers {
    locale_t plain, before;
};
void phil_plain_numbers_begin(struct phil_plain_numbers *numbers);
void phil_plain_numbers_end(struct phil_plain_numbers *numbers);

/* At most `decimals` (0..9) digits after the point, without zeros at the end: for people. */
void phil_number_round(double value, int decimals, char text[PHIL_NUMBER_SIZE]);

#endif
