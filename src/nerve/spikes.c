/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nerve/spikes.h"

#include "base/checked.h"

void phil_spikes_add(struct phil_spikes *list, struct phil_spike spike)
{
    void *at = list->at;
    if (list->failed || !phil_grow(&at, &list->capacity, list->n + 1, sizeof *list->at)) {
        list->failed = true;
        return;
    }
    list->at = at;
    list->at[list->n++] = spike;
}

void phil_spikes_clear(struct phil_spikes *list)
{
    list->n = 0;
}

void phil_spikes_release(struct phil_spikes *list)
{
    free(list->at);
    *list = (struct phil_spikes){.at = NULL};
}
