/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the validation table of doc/model.md: what was measured on the model, the published
 * range, its source. A row that is out of its range fails its test. */
#ifndef PHIL_TESTS_NERVE_ROW_H
#define PHIL_TESTS_NERVE_ROW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Prints "# row 13 | what | value unit | lo to hi | source" and fails when out of range or NaN. */
static inline void phil_row(int number, const char *what, double value, const char *unit, double lo,
                            double hi, const char *source)
{
    print_message("# row %d | %s | %.4g %s | %.4g to %.4g | %s\n", number, what, value, unit, lo,
                  hi, source);
    if (!(value >= lo && value <= hi))
        fail_msg("row %d (%s): %g %s is outside %g to %g", number, what, value, unit, lo, hi);
}

#endif
