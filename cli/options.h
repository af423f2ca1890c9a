/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a command line: numbers with units and ranges, errors that name the option, the text
 * and what is wrong with it, and a guess at what was meant.
 */
#ifndef PHIL_CLI_OPTIONS_H
#define PHIL_CLI_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "console.h"

/* A number as an option takes it. `unit` ("mm", "s", "") may follow the number. */
struct phil_number {
    const char *option; /* as typed: "--ruler-mm" */
    const char *unit;
    double lo, hi; /* both allowed */
};

/* All of `text` as a finite decimal number, optionally with the unit. False, with *value
 * unchanged and the reason in `why` (of at least 96 bytes), when it is not one in range. */
bool phil_parse_number(const struct phil_number *spec, const char *text, double *value, char *why,
                       size_t why_size);

/* The same; an error goes to the user. argp's parsers return the result. */
error_t phil_take_number(const struct phil_number *spec, const char *text, double *value);
error_t phil_take_int(const struct phil_number *spec, const char *text, int *value);
error_t phil_take_seed(const char *option, const char *text, uint64_t *seed);

/* "1280x720": two whole numbers of pixels. */
error_t phil_take_size(const char *option, const char *text, int *width, int *height);

/* "3-7.5": two times in seconds, the second not before the first. */
error_t phil_take_span(const char *option, const char *text, double *from_s, double *to_s);

/* Says `cannot use OPTION: "TEXT": WHY` and returns EINVAL. */
error_t phil_option_error(const char *option, const char *text, const char *why);

/* Runs argp for one subcommand: prints help and leaves, or says what is wrong and returns its
 * status. PHIL_EXIT_DONE when the options can be used. `name` is "philtrum analyze". */
enum phil_exit phil_parse_options(const struct argp *argp, const char *name, int argc, char **argv,
                                  void *input);

/* The row for -h that every subcommand's table carries; phil_parse_options answers it. */
#define PHIL_OPTION_HELP                                                                           \
    {                                                                                              \
        "help", 'h', NULL, 0, "Show this help", -1                                                 \
    }

/* Keys of options without a letter start here. */
enum { PHIL_FIRST_KEY = 256 };

#endif
