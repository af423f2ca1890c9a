/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the validation table: what was measured on the model, the accepted range, its source. A
 * row out of its range fails its test, and so does one that doc/validation.md tells otherwise. */
#ifndef PHIL_TESTS_NERVE_ROW_H
#define PHIL_TESTS_NERVE_ROW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline void phil_row_accepted(char *text, size_t size, double lo, double hi)
{
    if (isinf(hi))
        snprintf(text, size, "at least %.4g", lo);
    else if (isinf(lo))
        snprintf(text, size, "at most %.4g", hi);
    else if (lo < hi)
        snprintf(text, size, "%.4g to %.4g", lo, hi);
    else
        snprintf(text, size, "%.4g", lo);
}

/* Whether the page that PHILTRUM_VALIDATION names has this row; without that name, it may. */
static inline int phil_row_on_page(const char *row)
{
    const char *name = getenv("PHILTRUM_VALIDATION");
    if (!name)
        return 1;
    FILE *page = fopen(name, "r");
    if (!page)
        fail_msg("%s cannot be read", name);
    char line[600];
    int found = 0;
    while (!found && fgets(line, sizeof line, page))
        found = strncmp(line, row, strlen(row)) == 0;
    fclose(page);
    return found;
}

/* Prints "# | 13 | what | value unit | accepted | source |", a line of the page, and fails when the
 * value is out of range or NaN. */
static inline void phil_row(int number, const char *what, double value, const char *unit, double lo,
                            double hi, const char *source)
{
    char accepted[80], row[512];
    phil_row_accepted(accepted, sizeof accepted, lo, hi);
    snprintf(row, sizeof row, "| %d | %s | %.4g%s%s | %s | %s |", number, what, value,
             *unit ? " " : "", unit, accepted, source);
    print_message("# %s\n", row);
    if (!(value >= lo && value <= hi))
        fail_msg("row %d (%s): %g %s is outside %g to %g", number, what, value, unit, lo, hi);
    if (!phil_row_on_page(row))
        fail_msg("doc/validation.md lacks this row: ninja -C build validation-page");
}

#endif
