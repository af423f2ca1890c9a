/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals that mean the same in every locale, and keep the bits of a double. */
#ifndef PHIL_DIARY_NUMBER_H
#define PHIL_DIARY_NUMBER_H

#include <locale.h>
#include <stdbool.h>

/* Between begin and end, numbers of this thread have a decimal point, whatever locale the program
 * has chosen. Nothing is allocated. */
struct phil_plain_numbers {
    locale_t plain, before;
};
void phil_plain_numbers_begin(struct phil_plain_numbers *numbers);
void phil_plain_numbers_end(struct phil_plain_numbers *numbers);

enum { PHIL_DECIMAL_SIZE = 32 };

/* The whole of `text` as a finite decimal: sign, digits, a point, an exponent. No blanks, no
 * hexadecimal, no words. False when it is none, is too large, or is longer than 63 bytes. */
bool phil_decimal_read(const char *text, double *value);

/* The shortest decimal that phil_decimal_read() turns into the same bits. `value` is finite. */
void phil_decimal_write(double value, char text[PHIL_DECIMAL_SIZE]);

/* At most `decimals` (0..9) digits after the point, without zeros at the end: for people. */
void phil_decimal_round(double value, int decimals, char text[PHIL_DECIMAL_SIZE]);

#endif
