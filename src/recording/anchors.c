/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recording/anchors.h"

#include <stddef.h>

void phil_anchors_add(struct phil_anchors *a, const struct phil_anchor *anchor)
{
    if (a->every == 0)
        a->every = 1;
    if (a->n && ++a->skipped < a->every)
        return;
    a->skipped = 0;
    if (a->n == PHIL_ANCHORS_MAX) {
        for (int i = 0; i < PHIL_ANCHORS_MAX / 2; i++)
            a->anchor[i] = a->anchor[2 * i];
        a->n = PHIL_ANCHORS_MAX / 2;
        a->every *= 2;
    }
    a->anchor[a->n++] = *anchor;
}

const struct phil_anchor *phil_anchors_before(const struct phil_anchors *a, double time_s)
{
    const struct phil_anchor *best = NULL;
    for (int i = 0; i < a->n && a->anchor[i].time_s <= time_s; i++)
        best = &a->anchor[i];
    return best;
}
