/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The muscles of the face, and which of them move each region. */
#include <string.h>

#include "loader.h"

static size_t take_muscle_name(struct phil_loader *l, const char *id)
{
    const struct phil_knowledge *k = l->knowledge;
    for (size_t i = 0; i < k->n_muscles; i++)
        if (strcmp(k->muscles[i].id, id) == 0)
            return i;
    phil_loader_fail(l, "", "no such muscle: %.80s", id);
    return 0;
}

static void take_region(struct phil_loader *l, const struct phil_raw_region *raw)
{
    struct phil_knowledge *k = l->knowledge;
    const enum phil_region region = phil_region_from_name(raw->region);
    if (region == PHIL_N_REGIONS) {
        phil_loader_fail(l, "region", "no such region: %.80s", raw->region);
        return;
    }
    if (k->n_region_muscles[region] > 0)
        phil_loader_fail(l, "region", "stands twice: %s", raw->region);
    if (raw->muscles.n == 0)
        phil_loader_fail(l, "muscles", "must not be empty");
    size_t *muscles = phil_loader_allocate(l, raw->muscles.n, sizeof *muscles);
    k->region_muscles[region] = muscles;
    for (size_t i = 0; muscles && i < raw->muscles.n; i++) {
        const size_t mark = phil_loader_enter(l, ".muscles[%zu]", i);
        muscles[i] = take_muscle_name(l, raw->muscles.items[i]);
        for (size_t j = 0; j < i; j++)
            if (muscles[j] == muscles[i])
                phil_loader_fail(l, "", "stands twice: %.80s", raw->muscles.items[i]);
        k->n_region_muscles[region] = i + 1;
        phil_loader_leave(l, mark);
    }
}

void phil_load_muscles(struct phil_loader *l, const struct phil_raw *raw)
{
    struct phil_knowledge *k = l->knowledge;
    k->muscles = phil_loader_allocate(l, raw->n_muscles, sizeof *k->muscles);
    for (size_t i = 0; k->muscles && i < raw->n_muscles; i++) {
        const struct phil_raw_muscle *from = &raw->muscles[i];
        const size_t mark = phil_loader_enter(l, "muscles[%zu]", i);
        k->muscles[i] = (struct phil_muscle){
            .id = phil_take_id(l, from->id),
            .name = from->name,
            .nerve = from->nerve,
            .action = from->action,
            .source = phil_take_source(l, from->source),
        };
        phil_check_unique(l, k->muscles, i, sizeof *k->muscles);
        k->n_muscles = i + 1;
        phil_loader_leave(l, mark);
    }
    for (size_t i = 0; i < raw->n_regions; i++) {
        const size_t mark = phil_loader_enter(l, "regions[%zu]", i);
        take_region(l, &raw->regions[i]);
        phil_loader_leave(l, mark);
    }
}
