/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All recordings of a person together.
 *
 * The rate is all twitches over all minutes of rest. Its interval is Garwood's (Biometrika
 * 1936;28:437), exact for one Poisson count. Days differ, however, and then the truth spreads
 * wider: the counts of the clips are compared with what one common rate would give (Pearson's
 * chi-square over its degrees of freedom), and where they spread more, the interval is that of a
 * count and an exposure divided by this spread (quasi-Poisson; McCullagh and Nelder, Generalized
 * Linear Models, 2nd ed. 1989, section 6.2). It fails with two or three clips, whose spread is
 * hardly known, and where somebody films only when it twitches: no interval can tell that.
 */
#include "report/doctor_pool.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/person.h"
#include "pattern/quantiles.h"
#include "report/wording.h"

/* Less rest than this, minutes, cannot exclude 20 twitches a minute: as in wording.c. */
#define TELLS_RATE_MIN (10.0 / 60)

/* A peak as narrow as this by chance in one clip of a hundred: judged. */
#define RHYTHM_P 0.01

struct phil_interval phil_doctor_rate_ci(double count, double minutes, double spread)
{
    if (!(minutes > 0) || !(count >= 0) || !(spread >= 1) || !isfinite(count))
        return (struct phil_interval){NAN, NAN};
    const struct phil_interval mean = phil_count_interval(count / spread);
    const double exposure = minutes / spread;
    return (struct phil_interval){mean.lo / exposure, mean.hi / exposure};
}

/* ---- adding up ---- */

static void add_time(struct phil_doctor_pool *pool, const struct phil_doctor_clip *clip,
                     const struct phil_face_result *face)
{
    const struct phil_moment *at = &clip->recorded;
    if (!at->utc_s)
        return;
    if (!pool->from.utc_s || at->utc_s < pool->from.utc_s)
        pool->from = *at;
    if (!pool->to.utc_s || at->utc_s > pool->to.utc_s)
        pool->to = *at;
    if (face->pattern.twitches > 0 && (!pool->first || at->utc_s < pool->first->recorded.utc_s))
        pool->first = clip;
}

static void add_floor(struct phil_doctor_pool *pool, const struct phil_face_result *face)
{
    const struct phil_summary s = phil_summarise(face);
    if (!s.lip_floors || !isfinite(s.floor_lo_mm) || !isfinite(s.floor_hi_mm))
        return;
    pool->floor_lo = pool->floors ? fmin(pool->floor_lo, s.floor_lo_mm) : s.floor_lo_mm;
    pool->floor_hi = pool->floors ? fmax(pool->floor_hi, s.floor_hi_mm) : s.floor_hi_mm;
    pool->floors++;
}

static void add_pattern(struct phil_doctor_pool *pool, const struct phil_pattern *p, double *best_p)
{
    const double n = p->twitches;
    if (n <= 0)
        return;
    pool->with_twitches++;
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        pool->movement[m] +=
            isfinite(p->movement_probability[m]) ? n * p->movement_probability[m] : 0;
    if (phil_known(p->rhythm_p) && phil_known(p->rhythm_hz) && p->rhythm_p.value < RHYTHM_P) {
        pool->rhythmic++;
        if (p->rhythm_p.value < *best_p)
            pool->rhythm_hz = p->rhythm_hz.value;
        *best_p = fmin(*best_p, p->rhythm_p.value);
    }
    pool->bursts += p->bursts;
    pool->doublets += p->doublets;
    pool->holds += p->tonic_holds;
}

static void add_rates(struct phil_doctor_pool *pool, const struct phil_face_result *face)
{
    const double minutes = face->usable_s / 60;
    if (minutes < TELLS_RATE_MIN)
        return;
    const double rate = face->pattern.twitches / minutes;
    pool->lowest_rate = fmin(pool->lowest_rate, rate); /* fmin and fmax leave NaN out */
    pool->highest_rate = fmax(pool->highest_rate, rate);
}

static bool is_rest(const struct phil_face_result *face)
{
    return face && face->usable_s > 0 && isfinite(face->usable_s);
}

static void add_clip(struct phil_doctor_pool *pool, const struct phil_doctor_clip *clip,
                     double *best_p)
{
    const struct phil_analysis *analysis = clip->analysis;
    const struct phil_face_result *face = phil_analysis_person(analysis);
    struct phil_face_map map;
    const double duration_s = analysis->recording.duration_s;
    pool->filmed_min += isfinite(duration_s) && duration_s > 0 ? duration_s / 60 : 0;
    if (!face)
        return;
    if (phil_face_map_make(&map, &face->landmarks))
        pool->drawn = clip; /* the newest: clips come oldest first */
    phil_map_counts_add(&pool->places, face);
    if (!is_rest(face))
        return;
    pool->n_seen++;
    pool->rest_min += face->usable_s / 60;
    pool->twitches += face->pattern.twitches;
    pool->shortest_s = fmax(pool->shortest_s, face->pattern.shortest_duration_s);
    add_time(pool, clip, face);
    add_floor(pool, face);
    add_rates(pool, face);
    add_pattern(pool, &face->pattern, best_p);
}

static void pool_synchrony(struct phil_doctor_pool *pool, const struct phil_doctor_view *view)
{
    double sum = 0, weight = 0;
    pool->synchrony = phil_unmeasured("too few twitches");
    for (size_t i = 0; i < view->n_clips; i++) {
        const struct phil_face_result *face = phil_analysis_person(view->clips[i].analysis);
        if (!is_rest(face) || !face->pattern.twitches)
            continue;
        const struct phil_value s = face->pattern.eye_mouth_synchrony;
        if (phil_known(s)) {
            sum += s.value * face->pattern.twitches;
            weight += face->pattern.twitches;
            pool->synchrony_clips++;
        }
    }
    if (weight > 0)
        pool->synchrony = phil_measured(sum / weight);
}

/* Pearson's chi-square over its degrees of freedom. */
static double spread_of(const struct phil_doctor_pool *pool, const struct phil_doctor_view *view)
{
    double sum = 0;
    if (pool->n_seen < 2 || !pool->twitches)
        return 1;
    for (size_t i = 0; i < view->n_clips; i++) {
        const struct phil_face_result *face = phil_analysis_person(view->clips[i].analysis);
        if (!is_rest(face))
            continue;
        const double expected = pool->twitches * (face->usable_s / 60) / pool->rest_min;
        const double off = face->pattern.twitches - expected;
        sum += off * off / expected;
    }
    return fmax(1, sum / (double)(pool->n_seen - 1));
}

/* ---- sizes ---- */

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, size_t n)
{
    qsort(x, n, sizeof *x, by_size);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static size_t count_events(const struct phil_doctor_view *view)
{
    size_t n = 0;
    for (size_t i = 0; i < view->n_clips; i++) {
        const struct phil_face_result *face = phil_analysis_person(view->clips[i].analysis);
        n += face ? face->n_events : 0;
    }
    return n;
}

static size_t take_sizes(struct phil_doctor_pool *pool, const struct phil_face_result *face,
                         double *mm, double *s)
{
    size_t n = 0;
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        const double length_s = e->offset_s - e->onset_s;
        if (e->kind != PHIL_EVENT_TWITCH || !isfinite(e->amplitude_mm) || !isfinite(length_s))
            continue;
        mm[n] = e->amplitude_mm;
        s[n++] = length_s;
        pool->largest_mm = fmax(pool->largest_mm, e->amplitude_mm);
        if ((unsigned)e->side <= PHIL_SIDE_MIDDLE)
            pool->sides[e->side]++;
    }
    return n;
}

static enum phil_status pool_sizes(struct phil_doctor_pool *pool,
                                   const struct phil_doctor_view *view)
{
    const size_t most = count_events(view);
    size_t n = 0;
    if (!most)
        return PHIL_OK;
    double *mm = malloc(most * sizeof *mm), *s = malloc(most * sizeof *s);
    if (mm && s) {
        for (size_t i = 0; i < view->n_clips; i++) {
            const struct phil_face_result *face = phil_analysis_person(view->clips[i].analysis);
            n += face ? take_sizes(pool, face, mm + n, s + n) : 0;
        }
        if (n) {
            pool->median_mm = median(mm, n);
            pool->median_s = median(s, n);
        }
        pool->events = (int)n;
    }
    const enum phil_status status = mm && s ? PHIL_OK : PHIL_EMEM;
    free(mm);
    free(s);
    return status;
}

enum phil_status phil_doctor_pool(struct phil_doctor_pool *pool,
                                  const struct phil_doctor_view *view)
{
    double best_p = INFINITY;
    *pool = (struct phil_doctor_pool){.n_clips = view->n_clips,
                                      .spread = 1,
                                      .lowest_rate = NAN,
                                      .highest_rate = NAN,
                                      .rate_per_min = phil_unmeasured("no rest was filmed"),
                                      .rate_ci = {NAN, NAN}};
    for (size_t i = 0; i < view->n_clips; i++)
        add_clip(pool, &view->clips[i], &best_p);
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++) {
        pool->movement[m] /= pool->twitches ? pool->twitches : 1;
        if (pool->movement[m] > pool->movement[pool->likeliest])
            pool->likeliest = (enum phil_movement)m;
    }
    pool_synchrony(pool, view);
    if (pool->rest_min >= TELLS_RATE_MIN) {
        pool->spread = spread_of(pool, view);
        pool->rate_per_min = phil_measured(pool->twitches / pool->rest_min);
        pool->rate_ci = phil_doctor_rate_ci(pool->twitches, pool->rest_min, pool->spread);
    } else if (pool->rest_min > 0) {
        pool->rate_per_min = phil_unmeasured("less than ten seconds of rest");
    }
    return pool_sizes(pool, view);
}
