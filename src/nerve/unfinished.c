/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not built yet. */
#include "nerve/events.h"
#include "nerve/values.h"

__attribute__((weak)) const struct phil_nerve_cause *phil_nerve_causes(size_t *n)
{
    *n = 0;
    return NULL;
}

__attribute__((weak)) const struct phil_nerve_cause *phil_nerve_cause_find(const char *id)
{
    return NULL;
}

__attribute__((weak)) enum phil_status phil_nerve_dose_init(struct phil_nerve_dose *dose,
                                                            const struct phil_nerve_cause *cause,
                                                            double severity,
                                                            const struct phil_log *log)
{
    return PHIL_EBUG;
}

__attribute__((weak)) enum phil_status phil_nerve_dose_set(struct phil_nerve_dose *dose,
                                                           const char *name, const char *text,
                                                           const struct phil_log *log)
{
    return PHIL_EBUG;
}

__attribute__((weak)) enum phil_status phil_events_make(struct phil_nerve_result *result,
                                                        const struct phil_drive *drive,
                                                        const struct phil_group *groups,
                                                        size_t n_groups)
{
    return PHIL_OK;
}
__attribute__((weak)) const struct phil_nerve_value *phil_drive_values(size_t *n)
{
    *n = 0;
    return NULL;
}

__attribute__((weak)) const struct phil_nerve_value *phil_motoneurons_values(size_t *n)
{
    *n = 0;
    return NULL;
}

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

__attribute__((weak)) const struct phil_nerve_value *phil_tissue_values(size_t *n)
{
    *n = 0;
    return NULL;
}
