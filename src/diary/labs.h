/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blood values: their names, units and ranges. */
#ifndef PHIL_DIARY_LABS_H
#define PHIL_DIARY_LABS_H

#include <stdbool.h>
#include <stddef.h>

struct phil_analyte {
    const char *id;      /* "potassium" */
    const char *finding; /* "potassium_mmol_l" */
    double lo, hi;       /* mmol/L: what a laboratory can report of a person alive */
};

/* NULL beyond the last. */
const struct phil_analyte *phil_analyte_at(size_t at);

/* By one of its names, folded; NULL when there is none. */
const struct phil_analyte *phil_analyte_find(const char *folded);

/* `value` in `unit` ("" for none) as mmol/L. NULL, or why not in `why`. */
bool phil_analyte_convert(const struct phil_analyte *analyte, double value, const char *unit,
                          double *mmol_l, char *why, size_t why_size);

#endif
