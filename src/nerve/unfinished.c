/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not built yet. */
#include "base/exact.h"
#include "nerve/drive.h"
#include "nerve/events.h"
#include "nerve/group.h"
#include "nerve/junctions.h"
#include "nerve/units.h"
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

__attribute__((weak)) enum phil_status
phil_physiology_make(struct phil_physiology *physiology, const struct phil_nerve_settings *settings,
                     const struct phil_log *log)
__attribute__((weak)) enum phil_status phil_units_make(struct phil_nerve_result *result,
                                                       const struct phil_physiology *physiology)
{
    return PHIL_EBUG;
}

__attribute__((weak)) enum phil_status phil_motoneurons_new(struct phil_motoneurons **cells,
                                                            const struct phil_motoneuron *cell,
                                                            size_t n, uint64_t seed, double step_ms)
{
    return PHIL_EBUG;
}

__attribute__((weak)) void phil_motoneurons_free(struct phil_motoneurons *cells)
{
}

__attribute__((weak)) enum phil_status
phil_motoneurons_run(struct phil_motoneurons *cells, size_t n_ticks, const float *mean,
                     const float *spread, const float *current_na, const struct phil_spikes *back,
                     struct phil_spikes *fired)
{
    return PHIL_EBUG;
}

__attribute__((weak)) void phil_physiology_init(struct phil_physiology *physiology)
{
}

__attribute__((weak)) enum phil_status phil_drive_new(struct phil_drive **drive,
                                                      const struct phil_nerve_settings *settings,
                                                      const struct phil_physiology *physiology)
{
    return PHIL_EBUG;
}

__attribute__((weak)) void phil_drive_free(struct phil_drive *drive)
{
}

__attribute__((weak)) void phil_drive_next(struct phil_drive *drive, size_t n, float *mean,
                                           float *spread)
{
}

__attribute__((weak)) const struct phil_nerve_event *
phil_drive_events(const struct phil_drive *drive, size_t *n)
{
    *n = 0;
    return NULL;
__attribute__((weak)) double phil_motoneurons_soma_mv(const struct phil_motoneurons *cells,
                                                      size_t i)
{
    return 0;
}

__attribute__((weak)) const char *phil_motoneurons_kernel(void)
{
    return "none";
}

__attribute__((weak)) enum phil_status phil_axons_new(struct phil_axons **axons,
                                                      const struct phil_nerve_settings *settings,
                                                      const struct phil_physiology *physiology,
                                                      const struct phil_nerve_unit *units,
                                                      const uint32_t *member, size_t n)
__attribute__((weak)) enum phil_status phil_motoneurons_new(struct phil_motoneurons **cells,
                                                            const struct phil_motoneuron *cell,
                                                            size_t n, uint64_t seed, double step_ms)
{
    return PHIL_EBUG;
}

__attribute__((weak)) void phil_axons_free(struct phil_axons *axons)
{
}

__attribute__((weak)) double phil_axons_next_back_ms(const struct phil_axons *axons)
{
    return 1e300;
}

__attribute__((weak)) enum phil_status phil_axons_step(struct phil_axons *axons, double to_ms,
                                                       const struct phil_spikes *fired,
                                                       struct phil_spikes *arrived,
                                                       struct phil_spikes *back)
__attribute__((weak)) void phil_motoneurons_free(struct phil_motoneurons *cells)
{
}

__attribute__((weak)) enum phil_status
phil_motoneurons_run(struct phil_motoneurons *cells, size_t n_ticks, const float *mean,
                     const float *spread, const float *current_na, const struct phil_spikes *back,
                     struct phil_spikes *fired)
{
    return PHIL_EBUG;
}

__attribute__((weak)) const struct phil_nerve_event *
phil_axons_events(const struct phil_axons *axons, size_t *n)
{
    *n = 0;
    return NULL;
}

__attribute__((weak)) void phil_junctions_answer(struct phil_nerve_spike *spikes, size_t n,
                                                 const struct phil_nerve_unit *unit,
                                                 const struct phil_pool_physiology *pool,
                                                 uint64_t seed)
{
    for (size_t i = 0; i < n; i++)
        spikes[i].fibres = 1;
__attribute__((weak)) double phil_motoneurons_soma_mv(const struct phil_motoneurons *cells,
                                                      size_t i)
{
    return 0;
}

__attribute__((weak)) const char *phil_motoneurons_kernel(void)
{
    return "none";
}

__attribute__((weak)) void phil_force_add(const struct phil_nerve_result *result,
                                          const struct phil_pool_physiology *pool, size_t from,
                                          size_t to, float *force_n, size_t n)
{
}

__attribute__((weak)) void phil_tissue_move(const float *const force_n[PHIL_N_MUSCLES],
                                            const struct phil_physiology *physiology,
                                            float *const right_mm[PHIL_N_NODES],
                                            float *const down_mm[PHIL_N_NODES], size_t n)
{
__attribute__((weak)) enum phil_status phil_emg_channel(const struct phil_emg *emg,
                                                        const struct phil_nerve_result *result,
                                                        enum phil_nerve_electrode electrode,
                                                        float *out_uv, size_t n)
{
    return PHIL_OK;
}

__attribute__((weak)) const float *phil_emg_template(const struct phil_emg *emg, size_t unit,
                                                     enum phil_nerve_electrode electrode, size_t *n,
                                                     double *offset)
{
    return NULL;
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

__attribute__((weak)) const struct phil_nerve_value *phil_force_values(size_t *n)
{
    *n = 0;
    return NULL;
}

__attribute__((weak)) const struct phil_nerve_value *phil_emg_values(size_t *n)
{
    *n = 0;
    return NULL;
}

__attribute__((weak)) const struct phil_nerve_value *phil_tissue_values(size_t *n)
{
    *n = 0;
    return NULL;
}
