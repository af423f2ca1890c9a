/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The drive of each pool from tick to tick:
 *
 *   u = rest + acts, blinks, speech, tics + tremor, kept within 0 and 1
 *   mean = u (1 + sigma_c xi),   spread = sigma_0 + sigma_1 u
 *
 * xi is an Ornstein-Uhlenbeck process of unit variance, one for each pool: the slow waxing and
 * waning that all units of a muscle share ("common drive", De Luca and Erim 1994,
 * doi:10.1016/0166-2236(94)90064-7), by its exact recursion. Tremor is a sine whose phase wanders
 * as a Brownian motion, so that its spectral line is a Lorentzian of half-width sigma_phi^2 / 4 pi
 * Hz; all pools share the phase, as lip, jaw and tongue do in Parkinson's disease (Hunker and Abbs
 * 1990, doi:10.1002/mds.870050117). The fine tremor of effort and stress has a phase for the mouth
 * and one for the eyes (judged): nobody has seen both tremble as one.
 *
 * A value depends on its tick alone, and every sum is taken in the order of the plan, so that the
 * bits do not depend on how ticks are cut into calls.
 *
 * Where it fails: drive is what a pool receives, not what the brain does; no reflexes come back
 * from skin or muscle.
 */
#include "nerve/drive/drive.h"

#include "base/exact.h"
#include "base/random.h"
#include "nerve/clock.h"
#include "nerve/drive/plan.h"
#include "nerve/streams.h"
#include "nerve/values.h"

#include <math.h>
#include <stdlib.h>

static const double TICK_S = PHIL_TICK_MS / 1000;
static const double TWO_PI = 6.283185307179586;

/* Of the common noise, ms: about 1 Hz wide (De Luca and Erim 1994; judged). */
#define COMMON_TAU_MS 160.0
/* sigma_0 and sigma_1 of the noise of each unit alone: chosen so that intervals vary by 0.15 to
 * 0.19 (derived). */
#define SPREAD_REST   0.02
#define SPREAD_DRIVEN 0.25

/* Drive at which a tremor at rest has eased away (judged). */
#define TREMOR_ENDS 0.3

enum rhythm { REST_TREMOR, FINE_TREMOR, FINE_TREMOR_EYES, N_RHYTHMS };

struct phil_drive {
    const struct phil_nerve_settings *settings;
    const struct phil_physiology *physiology;
    struct phil_drive_plan plan;
    size_t first; /* pulses before it are over */
    uint64_t tick;
    double common[PHIL_N_MUSCLES]; /* xi */
    double keep, renew;            /* xi = keep xi + renew z */
    double phase[N_RHYTHMS];
};

enum phil_status phil_drive_new(struct phil_drive **drive,
                                const struct phil_nerve_settings *settings,
                                const struct phil_physiology *physiology)
{
    struct phil_drive *d = calloc(1, sizeof *d);
    *drive = d;
    if (!d)
        return PHIL_EMEM;
    d->settings = settings;
    d->physiology = physiology;
    d->keep = phil_exact_exp(-PHIL_TICK_MS / COMMON_TAU_MS);
    d->renew = sqrt(1 - d->keep * d->keep);
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        d->common[m] = phil_random_normal(settings->seed, PHIL_STREAM_COMMON + (uint64_t)m, 0);
    d->phase[REST_TREMOR] = TWO_PI * phil_random_uniform(settings->seed, PHIL_STREAM_TREMOR, 0);
    d->phase[FINE_TREMOR] = TWO_PI * phil_random_uniform(settings->seed, PHIL_STREAM_FINE, 0);
    d->phase[FINE_TREMOR_EYES] =
        TWO_PI * phil_random_uniform(settings->seed, PHIL_STREAM_FINE_EYES, 0);
    if (phil_drive_plan_make(&d->plan, settings, physiology))
        return PHIL_OK;
    phil_drive_free(d);
    *drive = NULL;
    return PHIL_EMEM;
}

void phil_drive_free(struct phil_drive *drive)
{
    if (!drive)
        return;
    phil_drive_plan_release(&drive->plan);
    free(drive);
}

/* Adds to u [PHIL_N_MUSCLES][n] what one pulse gives. */
static void add_pulse(const struct phil_drive *drive, const struct phil_drive_pulse *pulse,
                      size_t n, float *u)
{
    const double begin = (double)drive->tick * TICK_S;
    const double skip = floor((pulse->from_s - begin) / TICK_S);
    for (size_t k = skip > 0 ? (size_t)skip : 0; k < n; k++) {
        const double t = (double)(drive->tick + k) * TICK_S;
        if (t >= pulse->to_s)
            return;
        const float part = (float)phil_drive_pulse_at(pulse, t);
        for (size_t m = 0; m < PHIL_N_MUSCLES; m++)
            u[m * n + k] += part * pulse->level[m];
    }
}

static void add_plan(struct phil_drive *drive, size_t n, float *u)
{
    const struct phil_drive_plan *plan = &drive->plan;
    const double begin = (double)drive->tick * TICK_S, end = begin + (double)n * TICK_S;
    while (drive->first < plan->n && plan->pulse[drive->first].to_s <= begin)
        drive->first++;
    for (size_t i = drive->first; i < plan->n && plan->pulse[i].from_s < end; i++)
        add_pulse(drive, &plan->pulse[i], n, u);
}

/* A step of a tremor's phase; returns what it is now, at most 1 for the amplitude of a plain sine,
 * 2 for a raised one. */
static double rhythm(double *phase, const struct phil_tremor_physiology *tremor, uint64_t seed,
                     uint64_t stream, uint64_t tick)
{
    double sine, cosine;
    phil_exact_sincos(*phase, &sine, &cosine);
    *phase += TWO_PI * tremor->hz * TICK_S +
              tremor->wander * sqrt(TICK_S) * phil_random_normal(seed, stream, tick + 1);
    *phase -= TWO_PI * floor(*phase / TWO_PI);
    return tremor->raised_cosine ? 1 + cosine : cosine;
}

/* How much of a tremor at rest is left while a muscle acts. */
static double at_rest(double act)
{
    return act <= 0 ? 1 : fmax(0, 1 - act / TREMOR_ENDS);
}

static void add_rhythms(struct phil_drive *drive, size_t n, float *u)
{
    const struct phil_physiology *p = drive->physiology;
    const uint64_t seed = drive->settings->seed;
    for (size_t k = 0; k < n; k++) {
        const uint64_t tick = drive->tick + k;
        if (p->tremor.hz > 0) {
            const double x =
                rhythm(&drive->phase[REST_TREMOR], &p->tremor, seed, PHIL_STREAM_TREMOR, tick);
            for (size_t m = 0; m < PHIL_N_MUSCLES; m++)
                u[m * n + k] += (float)(p->pool[m].tremor_drive * x *
                                        at_rest((double)u[m * n + k] - p->pool[m].rest_drive));
        }
        if (p->fine.hz > 0) {
            const double mouth =
                rhythm(&drive->phase[FINE_TREMOR], &p->fine, seed, PHIL_STREAM_FINE, tick);
            const double eyes = rhythm(&drive->phase[FINE_TREMOR_EYES], &p->fine, seed,
                                       PHIL_STREAM_FINE_EYES, tick);
            for (size_t m = 0; m < PHIL_N_MUSCLES; m++)
                u[m * n + k] +=
                    (float)(p->pool[m].fine_drive * (m < PHIL_OCULI_LEFT ? mouth : eyes));
        }
    }
}

/* From u, within its bounds, to mean and spread of a pool. */
static void add_noise(struct phil_drive *drive, size_t muscle, size_t n, float *mean, float *spread)
{
    const double sigma = drive->physiology->pool[muscle].common_noise;
    const uint64_t seed = drive->settings->seed, stream = PHIL_STREAM_COMMON + muscle;
    double *xi = &drive->common[muscle];
    for (size_t k = 0; k < n; k++) {
        const double u = fmin(1, fmax(0, mean[k]));
        mean[k] = (float)u;
        spread[k] = 0;
        if (!drive->settings->noise)
            continue;
        mean[k] = (float)fmax(0, u * (1 + sigma * *xi));
        spread[k] = (float)(SPREAD_REST + SPREAD_DRIVEN * u);
        *xi = drive->keep * *xi +
              drive->renew * phil_random_normal(seed, stream, drive->tick + k + 1);
    }
}

void phil_drive_next(struct phil_drive *drive, size_t n, float *mean, float *spread)
{
    for (size_t m = 0; m < PHIL_N_MUSCLES; m++)
        for (size_t k = 0; k < n; k++)
            mean[m * n + k] = (float)drive->physiology->pool[m].rest_drive;
    add_plan(drive, n, mean);
    add_rhythms(drive, n, mean);
    for (size_t m = 0; m < PHIL_N_MUSCLES; m++)
        add_noise(drive, m, n, mean + m * n, spread + m * n);
    drive->tick += n;
}

size_t phil_drive_n_events(const struct phil_drive *drive)
{
    return drive->plan.n_events;
}

const struct phil_nerve_event *phil_drive_event(const struct phil_drive *drive, size_t i,
                                                uint32_t *muscles)
{
    *muscles = drive->plan.event[i].muscles;
    return &drive->plan.event[i].event;
}

const struct phil_nerve_value *phil_drive_values(size_t *n)
{
    static const struct phil_nerve_value value[] = {
        {"drive.common_tau", COMMON_TAU_MS, "ms", "about 1 Hz wide: De Luca and Erim 1994",
         PHIL_NERVE_ASSUMED},
        {"drive.spread_rest", SPREAD_REST, "", "so that intervals vary by 0.15 to 0.19",
         PHIL_NERVE_DERIVED},
        {"drive.spread_driven", SPREAD_DRIVEN, "", "so that intervals vary by 0.15 to 0.19",
         PHIL_NERVE_DERIVED},
        {"drive.tremor_ends", TREMOR_ENDS, "", "judged: drive at which a tremor at rest is gone",
         PHIL_NERVE_ASSUMED},
        {"tics.shape", PHIL_TIC_SHAPE, "", "waits are gamma distributed; shape judged",
         PHIL_NERVE_ASSUMED},
        {"tics.long", PHIL_TIC_LONG, "", "part of 300 to 1000 ms: McGurrin et al. 2020",
         PHIL_NERVE_ASSUMED},
        {"blink.dead_time", PHIL_BLINK_DEAD_S, "s", "judged, as the drawn face",
         PHIL_NERVE_ASSUMED},
        {"speech.syllable", PHIL_SYLLABLE_S, "s", "mouths move at 3 to 4 Hz: Pedersen et al. 2022",
         PHIL_NERVE_PUBLISHED},
    };
    *n = sizeof value / sizeof *value;
    return value;
}
