/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up faces for the tests of this step: events and displacement traces with known truth. */
#ifndef PHIL_TESTS_PATTERN_HELPERS_H
#define PHIL_TESTS_PATTERN_HELPERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <philtrum/pattern.h>

#define BIT(region) (UINT32_C(1) << (region))

enum { MOST_EVENTS = 4096 };

/* A face that did this for `seconds`, all at rest unless `segments` are given. */
struct scene {
    double seconds, fps, px_per_mm;
    struct phil_event event[MOST_EVENTS];
    size_t n_events;
    struct phil_segment segment[8];
    size_t n_segments;
    struct phil_trace trace;
    bool has_trace;
    uint64_t seed, counter;
};

/* A scene at rest without events or trace. */
void scene_init(struct scene *s, double seconds, double fps, uint64_t seed);
/* Gives it a trace: white noise of `sd_px` on every coordinate of every region. */
void scene_trace(struct scene *s, double sd_px);
void scene_release(struct scene *s);

double scene_uniform(struct scene *s);
double scene_normal(struct scene *s);

/* Adds a twitch to the list, with sensible members: 0.12 s, 0.3 mm, direction 0, probability 0.95;
 * returns it for changes. The side is the region's. */
struct phil_event *scene_twitch(struct scene *s, double onset_s, enum phil_region region);
/* Draws what event `e` says into the trace of region `r`: a raised cosine. */
void scene_draw(struct scene *s, const struct phil_event *e, enum phil_region r);
/* Adds a sinusoid of `px` to region r along direction_deg; `wander`: phase noise, rad/sqrt(s). */
void scene_tremor(struct scene *s, enum phil_region r, double hz, double px, double direction_deg,
                  double wander);
/* Adds x to the region's horizontal and 0.6 x to its vertical displacement. */
void scene_add(struct scene *s, enum phil_region r, size_t frame, double x);

struct phil_pattern scene_pattern(const struct scene *s);

#endif
