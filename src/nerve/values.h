/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every parameter value of a run with its mark and source, for the header of outputs. */
#ifndef PHIL_NERVE_VALUES_H
#define PHIL_NERVE_VALUES_H

#include "nerve/physiology.h"

/* Fills result->values. Errors: PHIL_EMEM. */
enum phil_status phil_values_make(struct phil_nerve_result *result,
                                  const struct phil_physiology *physiology);

#endif
