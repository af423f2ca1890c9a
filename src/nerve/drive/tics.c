/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tics: when they come, how long each lasts, which muscles it moves.
 *
 * An urge builds up and is let go by a tic: a renewal process whose waits are gamma distributed of
 * shape 1.5, so that a tic is a little less likely right after another one. The rate itself
 * wanders: its logarithm is a sum of Ornstein-Uhlenbeck processes of equal variance whose times lie
 * a factor 4 apart, which makes about a 1/f spectrum over two decades, as tics cluster on every
 * scale. A tic that is suppressed comes later: waits are 1 / (1 - suppression) longer, and for a
 * minute after the person lets go the rate is half as high again.
 *
 * Each is a burst of ordinary voluntary-like drive, 50 to 200 ms in nine of ten and 300 to 1000 ms
 * in the others (McGurrin et al. 2020), to the muscles that are this person's: one movement of the
 * mouth, with the eyes in every second person, on one side in every second person.
 *
 * Where it fails: this is the statistics of tics, not their making; no basal ganglia are behind it.
 * Tics of other kinds, their order, what a person sees or hears change nothing.
 */
#include "nerve/drive/plan.h"

#include "base/exact.h"
#include "base/random.h"
#include "nerve/streams.h"

#include <math.h>

/* The wandering of the rate: four processes, their times in s, the variance of each of the
 * logarithm (judged: all together 0.12, waits vary by 0.9 of their mean). */
enum { N_WAVES = 4 };
static const double WAVE_S[N_WAVES] = {10, 40, 160, 640};
static const double WAVE_VARIANCE = 0.03;

/* The urge is followed at these steps, s. */
static const double STEP_S = 0.01;

/* After suppression: for how long, s, and by how much more often (judged). */
static const double REBOUND_S = 60, REBOUND = 1.5;

/* A burst's edges, as a part of its length (judged). */
static const double EDGE = 0.25;

/* Gamma of PHIL_TIC_SHAPE and mean 1: an exponential wait and half a squared normal. */
static double draw_wait(uint64_t seed, uint64_t tic)
{
    const double z = phil_random_normal(seed, PHIL_STREAM_TIC, 4 * tic);
    const double u = phil_random_uniform(seed, PHIL_STREAM_TIC, 8 * tic + 2);
    return (z * z / 2 - phil_exact_log(u)) / PHIL_TIC_SHAPE;
}

/* The rate's wandering, of mean 1. */
struct waves {
    double x[N_WAVES], keep[N_WAVES], renew[N_WAVES];
};

static void waves_init(struct waves *waves, uint64_t seed)
{
    for (uint64_t w = 0; w < N_WAVES; w++) {
        waves->keep[w] = phil_exact_exp(-1 / WAVE_S[w]);
        waves->renew[w] = sqrt(1 - waves->keep[w] * waves->keep[w]);
        waves->x[w] = phil_random_normal(seed, PHIL_STREAM_URGE, w);
    }
}

/* A second later. */
static void waves_next(struct waves *waves, uint64_t seed, uint64_t second)
{
    for (uint64_t w = 0; w < N_WAVES; w++)
        waves->x[w] = waves->keep[w] * waves->x[w] +
                      waves->renew[w] *
                          phil_random_normal(seed, PHIL_STREAM_URGE, N_WAVES * (second + 1) + w);
}

static double waves_rate(const struct waves *waves)
{
    double sum = 0;
    for (int w = 0; w < N_WAVES; w++)
        sum += waves->x[w];
    return phil_exact_exp(sqrt(WAVE_VARIANCE) * sum - N_WAVES * WAVE_VARIANCE / 2);
}

/* What suppression makes of the rate at a time. */
static double held_back(const struct phil_tic_physiology *tic, double time_s)
{
    if (tic->suppress_to_s <= 0 || time_s < tic->suppress_to_s)
        return 1 - tic->suppression;
    return tic->suppression > 0 && time_s < tic->suppress_to_s + REBOUND_S ? REBOUND : 1;
}

/* Plans a tic; returns its length. */
static double add_tic(struct phil_drive_plan *plan, double onset_s, uint64_t seed, uint64_t tic,
                      const struct phil_physiology *physiology)
{
    const double u = phil_random_uniform(seed, PHIL_STREAM_TIC, 8 * tic + 3);
    const double v = phil_random_uniform(seed, PHIL_STREAM_TIC, 8 * tic + 4);
    const double w = phil_random_uniform(seed, PHIL_STREAM_TIC, 8 * tic + 5);
    const double length_s = u < PHIL_TIC_LONG ? 0.3 + 0.7 * v : 0.05 + 0.15 * v;
    struct phil_drive_pulse pulse = {
        onset_s, onset_s + length_s, EDGE * length_s, EDGE * length_s, {0}, false};
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        if (physiology->tic_muscle[m])
            pulse.level[m] = (float)fmin(1, physiology->tic.drive * (0.5 + w));
    phil_drive_plan_pulse(plan, &pulse);
    phil_drive_plan_event(plan, "tic", pulse.from_s, pulse.to_s, pulse.level);
    return length_s;
}

void phil_drive_plan_tics(struct phil_drive_plan *plan, const struct phil_nerve_settings *settings,
                          const struct phil_physiology *physiology)
{
    const struct phil_tic_physiology *tic = &physiology->tic;
    if (!(tic->mean_interval_s > 0))
        return;
    const uint64_t seed = settings->seed, n = (uint64_t)ceil(settings->seconds / STEP_S);
    const uint64_t steps_a_second = (uint64_t)nearbyint(1 / STEP_S);
    struct waves waves;
    waves_init(&waves, seed);
    double wandering = waves_rate(&waves), rest_until_s = 0;
    uint64_t tics = 0;
    /* The first wait began before the run. */
    double wait = draw_wait(seed, 0) * phil_random_uniform(seed, PHIL_STREAM_TIC, 6);
    for (uint64_t i = 0; i < n && !plan->failed; i++) {
        const double t = (double)i * STEP_S;
        if (i > 0 && i % steps_a_second == 0) {
            waves_next(&waves, seed, i / steps_a_second);
            wandering = waves_rate(&waves);
        }
        if (t < rest_until_s)
            continue;
        const double grown = held_back(tic, t) * wandering * STEP_S / tic->mean_interval_s;
        wait -= grown;
        if (wait > 0)
            continue;
        const double onset_s = t + STEP_S * (1 + wait / grown);
        rest_until_s = onset_s + add_tic(plan, onset_s, seed, tics++, physiology);
        wait = draw_wait(seed, tics);
    }
}
