/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every parameter value of a run with its mark and source, for the header of outputs. */
#ifndef PHIL_NERVE_VALUES_H
#define PHIL_NERVE_VALUES_H

#include "nerve/physiology.h"

/* The constants of each stage: a static table in the stage's own file, *n of them; a new stage adds
 * its line here and in values.c. */
const struct phil_nerve_value *phil_units_values(size_t *n);
const struct phil_nerve_value *phil_drive_values(size_t *n);
const struct phil_nerve_value *phil_motoneurons_values(size_t *n);
const struct phil_nerve_value *phil_axons_values(size_t *n);
const struct phil_nerve_value *phil_junctions_values(size_t *n);
const struct phil_nerve_value *phil_force_values(size_t *n);
const struct phil_nerve_value *phil_emg_values(size_t *n);
const struct phil_nerve_value *phil_tissue_values(size_t *n);

/* Fills result->values: what was set, the dose of each cause, what a nerve with these causes is
 * like (a quantity that all pools share stands once, else once a pool), the constants of all
 * stages. Errors: PHIL_EMEM. */
enum phil_status phil_values_make(struct phil_nerve_result *result,
                                  const struct phil_physiology *physiology);

#endif
