/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blood values. The diary holds mmol/L; laboratories also report milliequivalents per litre and
 * milligrams per decilitre. A value without a unit is taken only where no unit in use would make
 * another plausible value of it: 2.3 is calcium in mmol/L and 9.1 calcium in mg/dL, but 0.8 of
 * magnesium is healthy in mmol/L and gravely low in mg/dL.
 *
 * Calcium is total calcium (adjusted for albumin), as the thresholds of the knowledge base are;
 * ionised calcium is about half of it and is refused by name.
 */
#include "diary/labs.h"

#include <stdio.h>
#include <string.h>

#include "diary/number.h"

/* Standard atomic weights (IUPAC 2021, abridged to five figures), g/mol. */
#define POTASSIUM_G_MOL 39.098
#define CALCIUM_G_MOL   40.078
#define MAGNESIUM_G_MOL 24.305

struct range {
    double lo, hi;
};

static const struct analyte {
    struct phil_analyte view;
    const char *names[8];
    double g_mol;
    int valence;
    struct range bare_mmol, bare_mg; /* as typed without a unit; empty: never */
} analytes[] = {
    /* Bare ranges: potassium is reported per litre alone (mmol/L and mEq/L are the same). Those of
     * calcium are 1.2 to 3.75 mmol/L, from tetany to hypercalcaemic crisis, in either unit: they
     * do not meet. The outer ranges are those of the findings in knowledge/findings.yaml. */
    {{"potassium", "potassium_mmol_l", 1, 9},
     {"potassium", "kalium", "potasio", "potassio", "k"},
     POTASSIUM_G_MOL,
     1,
     {1, 9},
     {0, 0}},
    {{"calcium", "calcium_mmol_l", 0.5, 4.5},
     {"calcium", "kalzium", "calcio", "ca"},
     CALCIUM_G_MOL,
     2,
     {1.2, 3.75},
     {4.8, 15}},
    {{"magnesium", "magnesium_mmol_l", 0.1, 3},
     {"magnesium", "magnesio", "mg"},
     MAGNESIUM_G_MOL,
     2,
     {0, 0},
     {0, 0}},
};

const struct phil_analyte *phil_analyte_at(size_t at)
{
    return at < sizeof analytes / sizeof analytes[0] ? &analytes[at].view : NULL;
}

const struct phil_analyte *phil_analyte_find(const char *folded)
{
    for (size_t i = 0; i < sizeof analytes / sizeof analytes[0]; i++)
        for (const char *const *name = analytes[i].names; *name; name++)
            if (strcmp(*name, folded) == 0)
                return &analytes[i].view;
    return NULL;
}

/* Factor to mmol/L; 0 when the unit is unknown. Small letters. */
static double factor(const struct analyte *a, const char *unit)
{
    static const char *const mmol[] = {"mmol/l", "mmol", "mmol/litre", "mm"};
    static const char *const meq[] = {"meq/l", "meq", "mval/l", "mval"};
    static const char *const mg_dl[] = {"mg/dl", "mg/100ml", "mg%"};
    for (size_t i = 0; i < sizeof mmol / sizeof mmol[0]; i++)
        if (strcmp(unit, mmol[i]) == 0)
            return 1;
    for (size_t i = 0; i < sizeof meq / sizeof meq[0]; i++)
        if (strcmp(unit, meq[i]) == 0)
            return 1.0 / a->valence;
    for (size_t i = 0; i < sizeof mg_dl / sizeof mg_dl[0]; i++)
        if (strcmp(unit, mg_dl[i]) == 0)
            return 10 / a->g_mol;
    return 0;
}

static bool within(struct range range, double value)
{
    return value >= range.lo && value <= range.hi && range.hi > 0;
}

static double bare_factor(const struct analyte *a, double value)
{
    return within(a->bare_mmol, value) ? 1 : within(a->bare_mg, value) ? 10 / a->g_mol : 0;
}

bool phil_analyte_convert(const struct phil_analyte *analyte, double value, const char *unit,
                          double *mmol_l, char *why, size_t why_size)
{
    const struct analyte *a = (const struct analyte *)analyte;
    char small[16] = "", lo[PHIL_NUMBER_SIZE], hi[PHIL_NUMBER_SIZE];
    for (size_t i = 0; unit[i] && i + 1 < sizeof small; i++)
        small[i] = unit[i] >= 'A' && unit[i] <= 'Z' ? (char)(unit[i] + 32) : unit[i];
    const double scale = *unit ? factor(a, small) : bare_factor(a, value);
    const double converted = value * scale;
    if (scale > 0 && converted >= analyte->lo && converted <= analyte->hi) {
        *mmol_l = converted;
        return true;
    }
    phil_number_round(analyte->lo, 2, lo);
    phil_number_round(analyte->hi, 2, hi);
    if (scale > 0)
        snprintf(why, why_size, "%s in blood lies between %s and %s mmol/L", analyte->id, lo, hi);
    else if (*unit)
        snprintf(
            why, why_size,
            "not a unit of a blood value: mmol/L, mEq/L or mg/dL (a tablet is: medicine %s ...)",
            analyte->id);
    else
        snprintf(why, why_size, "mmol/L, mEq/L or mg/dL? write the unit");
    return false;
}
