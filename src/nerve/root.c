/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nerve/root.h"

#include "base/checked.h"

/* Stands in: every spike passes. */
struct phil_root {
    struct phil_site_spike *spike;
    size_t n;
};

enum phil_status phil_root_new(struct phil_root **root, uint64_t seed,
                               const struct phil_root_physiology *physiology, const uint32_t *unit,
                               size_t n)
{
    *root = calloc(1, sizeof **root);
    if (*root && !((*root)->spike = calloc(n + 1, sizeof *(*root)->spike))) {
        free(*root);
        *root = NULL;
    }
    return *root ? PHIL_OK : PHIL_EMEM;
}

void phil_root_free(struct phil_root *root)
{
    if (root)
        free(root->spike);
    free(root);
}

void phil_root_reach(struct phil_root *root, uint32_t site, double at_ms)
{
    root->spike[root->n++] = (struct phil_site_spike){at_ms + 0.05, site};
}

enum phil_status phil_root_frame(struct phil_root *root, const struct phil_site_spike **spikes,
                                 size_t *n)
{
    *spikes = root->spike;
    *n = root->n;
    root->n = 0;
    return PHIL_OK;
}
