/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The EMG of a run: what each pair of electrodes sees of each unit (conductor.c) is worked out
 * once, as a template, and added at each of its spikes, scaled by the part of its fibres that
 * answered; then comes the amplifier.
 *
 * A spike lies between two samples: the template is interpolated there by the polynomial through
 * six samples. Muscle action potentials under skin are smooth: at 4 kHz the error is below 0.2 % of
 * the peak, even of the shallowest units. For lower rates templates and sums are made at a multiple
 * of the rate that is 4 kHz or more, and samples are dropped after the amplifier's low-pass, which
 * lies at 0.4 of the rate at most.
 *
 * Where it fails: the part of a unit's fibres that answers is taken to be like the whole; jitter
 * of single fibres (below 30 us in health) is left out.
 */
#include "nerve/muscle/emg.h"

#include "base/checked.h"
#include "nerve/muscle/amplifier.h"
#include "nerve/muscle/conductor.h"
#include "nerve/parallel.h"
#include "nerve/streams.h"

#include <math.h>
#include <string.h>

static const double TEMPLATE_HZ = 4000;  /* at least */
static const float SEEN_UV = 0.05F;      /* an electrode that sees less of a unit sees nothing */
static const double LOW_PASS_PART = 0.4; /* of the rate, at most */

/* Before and after the samples of a template stand zeros, for the interpolation. */
enum { BEFORE = 2, AFTER = 3 };

struct unit_templates {
    float *samples; /* BEFORE + n + AFTER for each electrode that sees it */
    uint32_t n;
    int8_t at[PHIL_N_ELECTRODES]; /* the how manieth; -1: not seen */
    bool failed;
};

struct phil_emg {
    double rate_hz, template_hz;
    int every; /* template_hz / rate_hz */
    size_t n_units;
    struct unit_templates *unit;
    struct phil_crew *crew; /* borrowed */
};

struct job {
    struct phil_emg *emg;
    const struct phil_nerve_result *result;
};

static float peak(const float *samples, size_t n)
{
    float most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmaxf(most, fabsf(samples[i]));
    return most;
}

static bool keep(struct unit_templates *unit, enum phil_nerve_electrode electrode, int *n_seen,
                 const float *samples)
{
    if (!(peak(samples, unit->n) >= SEEN_UV))
        return true;
    const size_t stride = BEFORE + unit->n + AFTER;
    float *grown = realloc(unit->samples, (size_t)(*n_seen + 1) * stride * sizeof *grown);
    if (!grown)
        return false;
    unit->samples = grown;
    float *to = grown + (size_t)*n_seen * stride;
    memset(to, 0, stride * sizeof *to);
    memcpy(to + BEFORE, samples, unit->n * sizeof *samples);
    unit->at[electrode] = (int8_t)(*n_seen)++;
    return true;
}

enum { MOST_SAMPLES = 1024 };

static void make_templates(struct phil_emg *emg, const struct phil_nerve_result *result,
                           size_t index)
{
    const uint64_t seed = result->settings.seed;
    const uint32_t number = (uint32_t)index;
    struct unit_templates *unit = &emg->unit[index];
    const struct phil_bundle bundle = phil_fibres_bundle(&result->units[index], number, seed);
    struct phil_conductor_grid grid = phil_conductor_grid(&bundle, emg->template_hz);
    if (grid.n_samples > MOST_SAMPLES)
        grid.n_samples = MOST_SAMPLES;
    struct phil_electrode_pair pair[PHIL_N_ELECTRODES];
    struct phil_lead lead[PHIL_N_ELECTRODES];
    memset(lead, 0, sizeof lead);
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        pair[e] = phil_fibres_electrodes(e);
    for (size_t i = 0; i < bundle.n; i++) {
        const struct phil_fibre fibre = phil_fibres_fibre(&bundle, number, i, seed);
        for (int e = 0; e < PHIL_N_ELECTRODES; e++)
            phil_conductor_add(&lead[e], &grid, &bundle, &fibre, &pair[e]);
    }
    unit->n = (uint32_t)grid.n_samples;
    int n_seen = 0;
    for (int e = 0; e < PHIL_N_ELECTRODES && !unit->failed; e++) {
        float samples[MOST_SAMPLES];
        phil_conductor_fold(&lead[e], &grid, bundle.diameter_mm, samples);
        unit->failed = !keep(unit, e, &n_seen, samples);
    }
}

static void make_unit(void *user, size_t index)
{
    const struct job *job = user;
    struct unit_templates *unit = &job->emg->unit[index];
    memset(unit->at, -1, sizeof unit->at);
    if (job->result->first_spike[index + 1] > job->result->first_spike[index])
        make_templates(job->emg, job->result, index);
}

enum phil_status phil_emg_new(struct phil_emg **emg, const struct phil_nerve_result *result,
                              double rate_hz, struct phil_crew *crew)
{
    struct phil_emg *made = calloc(1, sizeof *made);
    *emg = NULL;
    if (made)
        made->unit = calloc(result->n_units + 1, sizeof *made->unit);
    if (!made || !made->unit) {
        free(made);
        return PHIL_EMEM;
    }
    made->rate_hz = rate_hz;
    made->crew = crew;
    made->every = rate_hz < TEMPLATE_HZ ? (int)ceil(TEMPLATE_HZ / rate_hz) : 1;
    made->template_hz = rate_hz * made->every;
    made->n_units = result->n_units;
    struct job job = {made, result};
    phil_parallel(crew, made->n_units, make_unit, &job);
    bool failed = false;
    for (size_t i = 0; i < made->n_units; i++)
        failed |= made->unit[i].failed;
    if (failed) {
        phil_emg_free(made);
        return PHIL_EMEM;
    }
    *emg = made;
    return PHIL_OK;
}

void phil_emg_free(struct phil_emg *emg)
{
    if (!emg)
        return;
    for (size_t i = 0; i < emg->n_units; i++)
        free(emg->unit[i].samples);
    free(emg->unit);
    free(emg);
}

double phil_emg_template_hz(const struct phil_emg *emg)
{
    return emg->template_hz;
}

const float *phil_emg_template(const struct phil_emg *emg, size_t unit,
                               enum phil_nerve_electrode electrode, size_t *n)
{
    const struct unit_templates *u = &emg->unit[unit];
    if (u->at[electrode] < 0)
        return NULL;
    *n = u->n;
    return u->samples + (size_t)u->at[electrode] * (BEFORE + u->n + AFTER) + BEFORE;
}

/* Lagrange's weights of the samples at -2 to 3 for the value at p, 0 to 1. */
static void weights_at(double p, double scale, float weight[6])
{
    for (int i = 0; i < 6; i++) {
        double w = scale;
        for (int j = 0; j < 6; j++)
            if (j != i)
                w *= (p - (j - BEFORE)) / (i - j);
        weight[i] = (float)w;
    }
}

/* Adds a template that begins at `sample` (not whole). */
static void add_template(const float *restrict template, size_t n_template, double sample,
                         double scale, float *restrict out, size_t n)
{
    const double first = ceil(sample);
    if (!(first >= 0 && first < (double)n))
        return;
    float w[6];
    weights_at(first - sample, scale, w);
    const float *t = template - BEFORE;
    out += (size_t)first;
    n -= (size_t)first;
    const size_t m = n_template < n ? n_template : n;
    for (size_t k = 0; k < m; k++)
        out[k] += ((w[0] * t[k] + w[1] * t[k + 1]) + (w[2] * t[k + 2] + w[3] * t[k + 3])) +
                  (w[4] * t[k + 4] + w[5] * t[k + 5]);
}

static void add_units(const struct phil_emg *emg, const struct phil_nerve_result *result,
                      enum phil_nerve_electrode electrode, float *sum, size_t n)
{
    for (size_t u = 0; u < emg->n_units && !phil_crew_stopped(emg->crew); u++) {
        size_t n_template;
        const float *template = phil_emg_template(emg, u, electrode, &n_template);
        if (!template)
            continue;
        for (size_t i = result->first_spike[u]; i < result->first_spike[u + 1]; i++)
            add_template(template, n_template, result->spikes[i].end_plate_s * emg->template_hz,
                         result->spikes[i].fibres, sum, n);
    }
}

enum phil_status phil_emg_channel(const struct phil_emg *emg,
                                  const struct phil_nerve_result *result,
                                  enum phil_nerve_electrode electrode, float *out_uv, size_t n)
{
    const size_t every = (size_t)emg->every;
    float *sum = every > 1 ? phil_alloc_aligned(n + 1, every * sizeof *sum) : out_uv;
    if (!sum)
        return PHIL_EMEM;
    memset(sum, 0, n * every * sizeof *sum);
    add_units(emg, result, electrode, sum, n * every);
    phil_amplifier_run(sum, n * every, emg->template_hz,
                       fmin(PHIL_AMPLIFIER_LOW_PASS_HZ, LOW_PASS_PART * emg->rate_hz),
                       result->settings.seed, PHIL_STREAM_EMG_NOISE + electrode);
    if (every == 1)
        return PHIL_OK;
    for (size_t i = 0; i < n; i++)
        out_uv[i] = sum[i * every];
    free(sum);
    return PHIL_OK;
}
