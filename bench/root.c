/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pressed root by load, current and ephapse: how it bursts, how paroxysms come and go, what it
 * costs. The table of doc/model.md. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "nerve/axons/root.h"

enum { AXONS = 90, SECONDS = 60, BIN_MS = 5 };
#define BURST_GAP_MS    12.0 /* longer: another burst of a site */
#define JERK_GAP_MS     25.0 /* longer: another burst of all */
#define PAROXYSM_GAP_MS 1000.0

/* What one setting does. */
struct course {
    double spikes, within_ms, intervals, bursts; /* of sites */
    uint32_t in_bin[SECONDS * 1000 / BIN_MS];    /* spikes of all */
    double last_ms[AXONS];
    int open[AXONS];
};

static void take(struct course *c, const struct phil_site_spike *spike)
{
    const uint32_t i = spike->site;
    const double ms = spike->at_ms - c->last_ms[i];
    const int near = ms < BURST_GAP_MS;
    c->spikes++;
    c->intervals += near;
    c->within_ms += near ? ms : 0;
    c->bursts += near && !c->open[i];
    c->open[i] = near;
    c->last_ms[i] = spike->at_ms;
    c->in_bin[(size_t)(spike->at_ms / BIN_MS)]++;
}

/* Runs it; returns processor seconds, or -1 without memory. */
static double run(struct course *c, const struct phil_root_physiology *physiology)
{
    uint32_t unit[AXONS];
    for (uint32_t i = 0; i < AXONS; i++) {
        unit[i] = i;
        c->last_ms[i] = -INFINITY;
    }
    struct phil_root *root;
    if (phil_root_new(&root, 1, physiology, unit, AXONS) != PHIL_OK)
        return -1;
    const clock_t began = clock();
    for (long frame = 0; frame < (long)(SECONDS * 1000 / PHIL_SITE_FRAME_MS); frame++) {
        const struct phil_site_spike *spike;
        size_t n;
        phil_root_frame(root, &spike, &n);
        for (size_t k = 0; k < n; k++)
            take(c, &spike[k]);
    }
    phil_root_free(root);
    return (double)(clock() - began) / CLOCKS_PER_SEC;
}

/* Bursts of a twentieth of the axons and more, and the paroxysms that they form: those of one burst
 * alone are counted as single jerks. */
static void print_paroxysms(const struct course *c)
{
    double before_ms = -INFINITY, began_ms = 0, length_ms = 0, pauses_ms = 0;
    int jerks = 0, paroxysms = 0, pauses = 0, singles = 0, here = 0;
    for (size_t b = 0; b <= SECONDS * 1000 / BIN_MS; b++) {
        const int end = b == SECONDS * 1000 / BIN_MS;
        if (!end && c->in_bin[b] * 20 < AXONS)
            continue;
        const double ms = (double)b * BIN_MS;
        if (end || ms - before_ms > PAROXYSM_GAP_MS) {
            singles += here == 1;
            if (here > 1) {
                paroxysms++;
                jerks += here;
                length_ms += before_ms - began_ms;
            }
            if (!end && isfinite(before_ms)) {
                pauses++;
                pauses_ms += ms - before_ms;
            }
            began_ms = ms;
            here = 0;
        }
        here += ms - before_ms > JERK_GAP_MS;
        before_ms = ms;
    }
    printf(" | %2d %2d %5.1f s %5.1f | ", singles, paroxysms,
           paroxysms ? length_ms / paroxysms / 1000 : 0, paroxysms ? (double)jerks / paroxysms : 0);
    if (pauses)
        printf("%4.1f s", pauses_ms / pauses / 1000);
    else
        printf("  none");
}

int main(void)
{
    static const double settings[][3] = {
        {100, 0, 0.3}, {40, 150, 0.3}, {30, 50, 0.3},  {30, 75, 0.3},  {30, 100, 0.3},
        {25, 60, 0.3}, {20, 50, 0.3},  {20, 100, 0.3}, {20, 200, 0.3}, {20, 50, 0},
        {20, 50, 0.2}, {20, 50, 0.4},  {20, 50, 0.6},
    };
    printf("%d axons, %d s, 6 neighbours\n", AXONS, SECONDS);
    printf("load  I  ephapse | spikes/s  within  of a burst | single jerks, paroxysms, their "
           "length and "
           "jerks | pause | ns a site and 0.05 ms\n");
    for (size_t k = 0; k < sizeof settings / sizeof *settings; k++) {
        const struct phil_root_physiology physiology = {.fraction = 1,
                                                        .load_ms_cm2 = settings[k][0],
                                                        .injected_ua_cm2 = settings[k][1],
                                                        .ephapse = settings[k][2],
                                                        .neighbours = 6,
                                                        .persistent_na = 1,
                                                        .slow_k = 1};
        struct course *c = calloc(1, sizeof *c);
        const double seconds = c ? run(c, &physiology) : -1;
        if (!c || seconds < 0) {
            fprintf(stderr, "bench-root: out of memory\n");
            free(c);
            return 1;
        }
        printf("%4.0f %4.0f %4.1f | %5.1f %5.0f /s %5.1f", settings[k][0], settings[k][1],
               settings[k][2], c->spikes / AXONS / SECONDS,
               c->intervals > 0 ? 1000 * c->intervals / c->within_ms : 0,
               c->bursts > 0 ? c->intervals / c->bursts + 1 : 0);
        print_paroxysms(c);
        printf(" | %4.1f\n", 1e9 * seconds / AXONS / (SECONDS * 1000 / PHIL_SITE_FRAME_MS));
        free(c);
    }
    return 0;
}
