/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not built yet. */
#include "nerve/values.h"

__attribute__((weak)) const struct phil_nerve_value *phil_axons_values(size_t *n)
{
    *n = 0;
    return NULL;
}

__attribute__((weak)) const struct phil_nerve_value *phil_junctions_values(size_t *n)
{
    *n = 0;
    return NULL;
}
