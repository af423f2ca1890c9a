/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nerve/group.h"

#include "base/checked.h"
#include "nerve/clock.h"

#include <math.h>

/* The units that one group will hold. */
struct gathering {
    uint32_t *member;
    size_t n;
};

static bool belongs(const struct phil_nerve_unit *unit, int root_side)
{
    return !unit->lost &&
           (root_side < 0 ? !unit->affected
                          : unit->affected && unit->muscle % 2 == (unsigned)root_side);
}

static enum phil_status add_cells(struct phil_group *group, enum phil_nerve_muscle muscle,
                                  const struct gathering *gathering,
                                  const struct phil_nerve_result *result,
                                  const struct phil_physiology *physiology)
{
    struct phil_motoneuron *cell = calloc(gathering->n, sizeof *cell);
    if (!cell)
        return PHIL_EMEM;
    const struct phil_pool_physiology *pool = &physiology->pool[muscle];
    size_t n = 0;
    for (size_t i = 0; i < gathering->n; i++) {
        const struct phil_nerve_unit *unit = &result->units[gathering->member[i]];
        if (unit->muscle == muscle)
            cell[n++] = (struct phil_motoneuron){.size = unit->size,
                                                 .pic_gain = (float)pool->pic_gain,
                                                 .ek_shift_mv = (float)pool->ek_soma_mv,
                                                 .bursting = pool->bursting,
                                                 .unit = gathering->member[i]};
    }
    enum phil_status status = PHIL_OK;
    if (n > 0)
        status = phil_motoneurons_new(&group->cells[muscle], cell, n, result->settings.seed,
                                      result->settings.step_ms);
    free(cell);
    return status;
}

/* Appends the group of what was gathered, and begins a new gathering. */
static enum phil_status close_group(struct phil_group *groups, size_t *n_groups,
                                    struct gathering *gathering,
                                    const struct phil_nerve_result *result,
                                    const struct phil_physiology *physiology)
{
    if (gathering->n == 0)
        return PHIL_OK;
    struct phil_group *group = &groups[(*n_groups)++];
    enum phil_status status = PHIL_OK;
    for (int m = 0; m < PHIL_N_MUSCLES && status == PHIL_OK; m++)
        status = add_cells(group, m, gathering, result, physiology);
    if (status == PHIL_OK)
        status = phil_axons_new(&group->axons, &result->settings, physiology, result->units,
                                gathering->member, gathering->n);
    gathering->n = 0;
    return status;
}

static enum phil_status fill(struct phil_group *groups, size_t *n_groups,
                             struct gathering *gathering, const struct phil_nerve_result *result,
                             const struct phil_physiology *physiology)
{
    enum phil_status status = PHIL_OK;
    for (int side = 0; side < 2 && status == PHIL_OK; side++) {
        for (uint32_t i = 0; i < result->n_units; i++)
            if (belongs(&result->units[i], side))
                gathering->member[gathering->n++] = i;
        status = close_group(groups, n_groups, gathering, result, physiology);
    }
    for (int m = 0; m < PHIL_N_MUSCLES && status == PHIL_OK; m++) {
        for (uint32_t i = result->first_unit[m]; i < result->first_unit[m + 1]; i++) {
            if (belongs(&result->units[i], -1))
                gathering->member[gathering->n++] = i;
            if (gathering->n == PHIL_GROUP_UNITS && status == PHIL_OK)
                status = close_group(groups, n_groups, gathering, result, physiology);
        }
        if (status == PHIL_OK)
            status = close_group(groups, n_groups, gathering, result, physiology);
    }
    return status;
}

enum phil_status phil_groups_new(struct phil_group **groups, size_t *n_groups,
                                 const struct phil_nerve_result *result,
                                 const struct phil_physiology *physiology)
{
    *n_groups = 0;
    *groups = calloc(result->n_units / PHIL_GROUP_UNITS + PHIL_N_MUSCLES + 2, sizeof **groups);
    struct gathering gathering = {calloc(result->n_units + 1, sizeof *gathering.member), 0};
    const enum phil_status status = *groups && gathering.member
                                        ? fill(*groups, n_groups, &gathering, result, physiology)
                                        : PHIL_EMEM;
    free(gathering.member);
    return status;
}

void phil_groups_free(struct phil_group *groups, size_t n_groups)
{
    for (size_t g = 0; g < n_groups; g++) {
        for (int m = 0; m < PHIL_N_MUSCLES; m++)
            phil_motoneurons_free(groups[g].cells[m]);
        phil_axons_free(groups[g].axons);
        phil_spikes_release(&groups[g].fired);
        phil_spikes_release(&groups[g].arrived);
        phil_spikes_release(&groups[g].back);
    }
    free(groups);
}

/* How many of the n ticks from `at` on somas may run before a spike can come back to them; a spike
 * that comes within the first tick is taken at its end. */
static size_t free_ticks(const struct phil_group *group, size_t at, size_t n)
{
    const double ticks = phil_axons_next_back_ms(group->axons) / PHIL_TICK_MS - (double)at;
    if (ticks >= (double)n)
        return n;
    return ticks < 1 ? 1 : (size_t)ticks;
}

void phil_group_run(struct phil_group *group, size_t from, size_t n, const float *mean,
                    const float *spread)
{
    group->status = PHIL_OK;
    for (size_t done = 0; done < n && group->status == PHIL_OK;) {
        const size_t ticks = free_ticks(group, from + done, n - done);
        phil_spikes_clear(&group->fired);
        for (size_t m = 0; m < PHIL_N_MUSCLES && group->status == PHIL_OK; m++)
            if (group->cells[m])
                group->status =
                    phil_motoneurons_run(group->cells[m], ticks, mean + m * n + done,
                                         spread + m * n + done, NULL, &group->back, &group->fired);
        phil_spikes_clear(&group->back);
        done += ticks;
        if (group->status != PHIL_OK)
            return;
        group->status = phil_axons_step(group->axons, (double)(from + done) * PHIL_TICK_MS,
                                        &group->fired, &group->arrived, &group->back);
        if (group->fired.failed || group->arrived.failed || group->back.failed)
            group->status = PHIL_EMEM;
    }
}
