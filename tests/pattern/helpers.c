/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helpers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

static const double degrees = 57.29577951308232;

void scene_init(struct scene *s, double seconds, double fps, uint64_t seed)
{
    memset(s, 0, sizeof *s);
    s->seconds = seconds;
    s->fps = fps;
    s->px_per_mm = 3;
    s->seed = seed;
    s->segment[0] = (struct phil_segment){0, seconds, PHIL_SEGMENT_REST};
    s->n_segments = 1;
}

double scene_uniform(struct scene *s)
{
    return phil_random_uniform(s->seed, 7, s->counter++);
}

double scene_normal(struct scene *s)
{
    return phil_random_normal(s->seed, 8, s->counter++);
}

void scene_trace(struct scene *s, double sd_px)
{
    const size_t n = (size_t)floor(s->seconds * s->fps + 1e-6);
    s->has_trace = true;
    s->trace.n_frames = s->trace.capacity = n;
    s->trace.time_s = calloc(n, sizeof *s->trace.time_s);
    s->trace.head = calloc(n, sizeof *s->trace.head);
    assert_non_null(s->trace.time_s);
    assert_non_null(s->trace.head);
    for (size_t i = 0; i < n; i++)
        s->trace.time_s[i] = (double)i / s->fps;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        s->trace.region[r] = calloc(n, sizeof *s->trace.region[r]);
        assert_non_null(s->trace.region[r]);
        for (size_t i = 0; i < n; i++)
            s->trace.region[r][i] = (struct phil_sample){
                .dx_px = (float)(sd_px * scene_normal(s)),
                .dy_px = (float)(sd_px * scene_normal(s)),
                .sd_px = (float)sd_px,
            };
    }
}

void scene_release(struct scene *s)
{
    free(s->trace.time_s);
    free(s->trace.head);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        free(s->trace.region[r]);
    memset(&s->trace, 0, sizeof s->trace);
}

struct phil_event *scene_twitch(struct scene *s, double onset_s, enum phil_region region)
{
    assert_true(s->n_events < MOST_EVENTS);
    struct phil_event *e = &s->event[s->n_events++];
    *e = (struct phil_event){
        .onset_s = onset_s,
        .peak_s = onset_s + 0.06,
        .offset_s = onset_s + 0.12,
        .region = region,
        .side = phil_region_side(region),
        .amplitude_mm = 0.3,
        .amplitude_px = 0.9,
        .snr = 12,
        .probability = 0.95,
        .kind = PHIL_EVENT_TWITCH,
    };
    return e;
}

void scene_draw(struct scene *s, const struct phil_event *e, enum phil_region r)
{
    const double length = e->offset_s - e->onset_s, angle = e->direction_deg / degrees;
    for (size_t i = 0; s->has_trace && i < s->trace.n_frames; i++) {
        const double u = (s->trace.time_s[i] - e->onset_s) / length;
        if (u <= 0 || u >= 1)
            continue;
        const double size = e->amplitude_mm * s->px_per_mm * (0.5 - 0.5 * cos(6.283185307 * u));
        s->trace.region[r][i].dx_px += (float)(size * cos(angle));
        s->trace.region[r][i].dy_px -= (float)(size * sin(angle));
    }
}

void scene_tremor(struct scene *s, enum phil_region r, double hz, double px, double direction_deg,
                  double wander)
{
    const double angle = direction_deg / degrees;
    double phase = 0.3;
    for (size_t i = 0; i < s->trace.n_frames; i++) {
        const double dt = i ? s->trace.time_s[i] - s->trace.time_s[i - 1] : 0;
        phase += 6.283185307179586 * hz * dt + wander * sqrt(dt) * scene_normal(s);
        s->trace.region[r][i].dx_px += (float)(px * sin(phase) * cos(angle));
        s->trace.region[r][i].dy_px -= (float)(px * sin(phase) * sin(angle));
    }
}

void scene_add(struct scene *s, enum phil_region r, size_t frame, double x)
{
    s->trace.region[r][frame].dx_px += (float)x;
    s->trace.region[r][frame].dy_px += (float)(0.6 * x);
}

static int by_onset(const void *a, const void *b)
{
    const struct phil_event *p = a, *q = b;
    return (p->onset_s > q->onset_s) - (p->onset_s < q->onset_s);
}

struct phil_pattern scene_pattern(const struct scene *s)
{
    struct phil_pattern pattern;
    struct phil_event *sorted = malloc(MOST_EVENTS * sizeof *sorted);
    assert_non_null(sorted);
    memcpy(sorted, s->event, sizeof s->event);
    qsort(sorted, s->n_events, sizeof *sorted, by_onset);
    const enum phil_status status =
        phil_pattern_compute(&pattern, sorted, s->n_events, s->segment, s->n_segments,
                             s->has_trace ? &s->trace : NULL, s->px_per_mm, s->fps);
    free(sorted);
    assert_int_equal(status, PHIL_OK);
    double sum = 0;
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++) {
        assert_true(pattern.movement_probability[m] >= 0);
        assert_true(pattern.movement_probability[m] <=
                    pattern.movement_probability[pattern.movement]);
        sum += pattern.movement_probability[m];
    }
    assert_true(fabs(sum - 1) < 1e-12);
    return pattern;
}
