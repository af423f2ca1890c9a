/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"

/* Streams of the random numbers; regions and axes are added to them. */
enum { CLOCK = 1, DROP = 2, EYES = 3, WANDER = 100, COMMON = 200, NOISE = 300 };

struct scene scene_defaults(uint64_t seed)
{
    return (struct scene){.seed = seed, .seconds = 20, .rate_hz = 30, .sigma_px = 0.03};
}

static double wander(const struct scene *s, int region, int axis, double time_s)
{
    double sum = 0;
    for (uint64_t k = 0; k < 3; k++) {
        const uint64_t stream = WANDER + 2 * (uint64_t)region + (uint64_t)axis;
        const double hz = 0.05 * pow(6, phil_random_uniform(s->seed, stream, 2 * k));
        const double phase = 2 * M_PI * phil_random_uniform(s->seed, stream, 2 * k + 1);
        sum += sin(2 * M_PI * hz * time_s + phase);
    }
    return s->drift_px * sum * sqrt(2.0 / 3);
}

static void add_frames(const struct scene *s, struct phil_trace *trace)
{
    const double step = 1 / s->rate_hz;
    const uint64_t n = (uint64_t)lround(s->seconds * s->rate_hz);
    for (uint64_t i = 0; i < n; i++) {
        const double away = s->jitter * (phil_random_uniform(s->seed, CLOCK, i) - 0.5);
        if (i > 0 && phil_random_uniform(s->seed, DROP, i) < s->dropped)
            continue;
        assert_int_equal(phil_trace_append(trace, i ? ((double)i + away) * step : 0), PHIL_OK);
    }
}

static void add_head(const struct scene *s, struct phil_trace *trace)
{
    for (size_t i = 0; i < trace->n_frames; i++)
        trace->head[i] = (struct phil_head_sample){
            .x_px = 640,
            .y_px = 300,
            .scale = 1,
            .gain = 1,
            .eye_change = {(float)fabs(0.04 + 0.01 * phil_random_normal(s->seed, EYES, 2 * i)),
                           (float)fabs(0.04 + 0.01 * phil_random_normal(s->seed, EYES, 2 * i + 1))},
        };
}

static void add_noise(const struct scene *s, struct phil_trace *trace, int r, int axis)
{
    const uint64_t stream = NOISE + 2 * (uint64_t)r + (uint64_t)axis;
    double state = phil_random_normal(s->seed, stream, 1u << 20);
    for (size_t i = 0; i < trace->n_frames; i++) {
        const double fresh = phil_random_normal(s->seed, stream, i);
        state = s->memory * state + sqrt(1 - s->memory * s->memory) * fresh;
        double value = s->sigma_px * state;
        if (s->common_px > 0)
            value += s->common_px * phil_random_normal(s->seed, COMMON + (uint64_t)axis, i);
        if (s->drift_px > 0)
            value += wander(s, r, axis, trace->time_s[i]);
        struct phil_sample *sample = &trace->region[r][i];
        *(axis ? &sample->dy_px : &sample->dx_px) = (float)value;
        sample->sd_px = (float)s->sigma_px;
        sample->flags = 0;
        sample->residual = 8;
    }
}

void scene_trace(const struct scene *scene, struct phil_trace *trace)
{
    phil_trace_init(trace);
    add_frames(scene, trace);
    add_head(scene, trace);
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        add_noise(scene, trace, r, 0);
        add_noise(scene, trace, r, 1);
    }
}

double pulse_height(const struct pulse *p, double time_s)
{
    const double t = time_s - p->onset_s, falling = t - p->rise_s - p->hold_s;
    if (t <= 0 || falling >= p->fall_s)
        return 0;
    if (t < p->rise_s)
        return (1 - cos(M_PI * t / p->rise_s)) / 2;
    return falling <= 0 ? 1 : (1 + cos(M_PI * falling / p->fall_s)) / 2;
}

void scene_move(struct phil_trace *trace, enum phil_region region, const struct pulse *p)
{
    const double angle = p->direction_deg * M_PI / 180;
    for (size_t i = 0; i < trace->n_frames; i++) {
        const double height = p->px * pulse_height(p, trace->time_s[i]);
        trace->region[region][i].dx_px += (float)(height * cos(angle));
        trace->region[region][i].dy_px -= (float)(height * sin(angle));
    }
}

void scene_blink(struct phil_trace *trace, double onset_s, double length_s, double height)
{
    const struct pulse lid = {onset_s, 0.35 * length_s, 0.15 * length_s, 0.5 * length_s, 1, -90};
    for (size_t i = 0; i < trace->n_frames; i++)
        for (int e = 0; e < 2; e++)
            trace->head[i].eye_change[e] += (float)(height * pulse_height(&lid, trace->time_s[i]));
    static const struct {
        enum phil_region region;
        double px, direction_deg;
    } along[] = {
        {PHIL_UPPER_LID_LEFT, 4, -90},  {PHIL_UPPER_LID_RIGHT, 4, -90},
        {PHIL_LOWER_LID_LEFT, 1.2, 90}, {PHIL_LOWER_LID_RIGHT, 1.2, 90},
        {PHIL_CHEEK_LEFT, 0.3, 90},     {PHIL_CHEEK_RIGHT, 0.3, 90},
    };
    for (size_t k = 0; k < sizeof along / sizeof along[0]; k++) {
        struct pulse p = lid;
        p.px = along[k].px;
        p.direction_deg = along[k].direction_deg;
        scene_move(trace, along[k].region, &p);
    }
}

struct phil_found scene_detect(const struct phil_trace *trace, double false_per_min)
{
    struct phil_found found;
    const struct phil_detect_settings settings = {false_per_min, PX_PER_MM};
    assert_int_equal(phil_events_detect(&found, trace, &settings), PHIL_OK);
    scene_check_sanity(&found, trace);
    return found;
}

int scene_count(const struct phil_found *found, enum phil_event_kind kind)
{
    int n = 0;
    for (size_t e = 0; e < found->n_events; e++)
        n += found->events[e].kind == kind;
    return n;
}

const struct phil_event *scene_near(const struct phil_found *found, enum phil_event_kind kind,
                                    double time_s, double within_s)
{
    const struct phil_event *best = NULL;
    for (size_t e = 0; e < found->n_events; e++) {
        const double away = fabs(found->events[e].peak_s - time_s);
        if (found->events[e].kind == kind && away <= within_s &&
            (!best || away < fabs(best->peak_s - time_s)))
            best = &found->events[e];
    }
    return best;
}

void scene_print(const struct phil_found *found)
{
    for (size_t e = 0; e < found->n_events; e++) {
        const struct phil_event *v = &found->events[e];
        print_message("# %s %.3f-%.3f-%.3f s, %s, %s, %.3f mm, %.0f deg, snr %.1f, p %.4f, "
                      "also %05x\n",
                      phil_event_kind_name(v->kind), v->onset_s, v->peak_s, v->offset_s,
                      phil_region_name(v->region), phil_side_name(v->side), v->amplitude_mm,
                      v->direction_deg, v->snr, v->probability, v->also);
    }
}

static void check_event(const struct phil_event *e)
{
    assert_true(e->onset_s <= e->peak_s && e->peak_s <= e->offset_s);
    assert_true((unsigned)e->region < PHIL_N_REGIONS);
    assert_true((unsigned)e->side <= PHIL_SIDE_MIDDLE);
    assert_true((unsigned)e->kind <= PHIL_EVENT_OTHER);
    assert_true(e->probability >= 0 && e->probability <= 1);
    assert_int_equal(e->also >> PHIL_N_REGIONS, 0);
    assert_int_equal(e->also >> e->region & 1, 0);
    if (e->kind != PHIL_EVENT_TWITCH)
        return;
    assert_true(e->amplitude_px > 0 && e->snr > 0);
    assert_true(fabs(e->amplitude_px / PX_PER_MM - e->amplitude_mm) < 1e-9);
    assert_true(e->direction_deg > -180.000001 && e->direction_deg <= 180.000001);
}

void scene_check_sanity(const struct phil_found *found, const struct phil_trace *trace)
{
    for (size_t e = 0; e < found->n_events; e++) {
        check_event(&found->events[e]);
        assert_true(e == 0 || found->events[e - 1].onset_s <= found->events[e].onset_s);
    }
    /* Segments cover the recording without gaps, and neighbours differ. */
    assert_int_equal(found->n_segments > 0, trace->n_frames > 0);
    for (size_t s = 0; s < found->n_segments; s++) {
        const struct phil_segment *segment = &found->segments[s];
        assert_true((unsigned)segment->label <= PHIL_SEGMENT_NO_FACE);
        if (s == 0) {
            assert_true(segment->start_s == trace->time_s[0]);
            continue;
        }
        assert_true(segment->start_s == segment[-1].end_s);
        assert_true(segment->label != segment[-1].label);
    }
    if (trace->n_frames > 0) {
        const double end = found->segments[found->n_segments - 1].end_s;
        assert_true(end >= trace->time_s[trace->n_frames - 1]);
        assert_true(found->usable_s >= 0);
    }
}
