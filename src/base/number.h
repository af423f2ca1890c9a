/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decimal numbers in text, whatever the caller's locale is: strtod and printf follow it.
 */
#ifndef PHIL_BASE_NUMBER_H
#define PHIL_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* Reads a decimal number at the start of `text` ("-1.5e3") and returns its end; `text` itself when
 * there is none or it is too large. "nan", "inf", hexadecimal numbers and leading blanks, which
 * strtod takes, are none that a person means. */
const char *phil_number_scan(const char *text, double *value);

/* All of `text` as such a number. False, with *value unchanged, when it is not one. */
bool phil_number_read(const char *text, double *value);

/* The shortest decimal text that reads back as the same bits; "nan" or "inf" for what is not
 * finite, which phil_number_read() refuses. */
enum { PHIL_NUMBER_SIZE = 32 };
void phil_number_write(double value, char text[PHIL_NUMBER_SIZE]);

/* The same by value, so that it can stand among the arguments of a message. */
struct phil_number_text {
    char s[PHIL_NUMBER_SIZE];
};
struct phil_number_text phil_number_text(double value);

#endif
