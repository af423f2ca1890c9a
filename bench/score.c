/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/score.h"

#include <math.h>
#include <string.h>

#include "bench/tools.h"

const double phil_bench_tolerance_s = 0.15;

/* A twitch of the mouth shows in the lower face; what an eyelid does at that moment is chance. */
static bool may_be(const struct phil_event *event)
{
    return event->kind == PHIL_EVENT_TWITCH && event->region <= PHIL_CHEEK_RIGHT;
}

/* The closest pair that is still free; false when none is left. */
static bool closest(const struct phil_bench_clip *clip, const struct phil_event *events,
                    size_t n_events, const int *owner, const bool *used, int *t, size_t *e)
{
    double least = phil_bench_tolerance_s;
    bool any = false;
    for (int i = 0; i < clip->n; i++)
        for (size_t k = 0; k < n_events && k < 4096; k++) {
            const double apart = fabs(events[k].peak_s - phil_bench_peak_s(&clip->twitch[i]));
            if (!may_be(&events[k]) || owner[i] >= 0 || used[k] || apart > least)
                continue;
            least = apart;
            *t = i;
            *e = k;
            any = true;
        }
    return any;
}

void phil_bench_score_add(struct phil_bench_score *score, const struct phil_bench_clip *clip,
                          const struct phil_event *events, size_t n_events, double rest_s)
{
    static bool used[4096];
    int owner[PHIL_BENCH_MAX_TWITCHES], t = 0;
    size_t e = 0;
    memset(used, 0, sizeof used);
    for (int i = 0; i < PHIL_BENCH_MAX_TWITCHES; i++) {
        owner[i] = -1;
        score->hit[i] = false;
    }
    while (closest(clip, events, n_events, owner, used, &t, &e)) {
        const struct phil_sim_twitch *truth = &clip->twitch[t];
        owner[t] = (int)e;
        used[e] = true;
        score->hit[t] = true;
        score->found++;
        score->place_right += events[e].region == truth->region;
        if (score->n < PHIL_BENCH_MAX_TWITCHES) {
            score->peak_frames[score->n] =
                fabs(events[e].peak_s - phil_bench_peak_s(truth)) * clip->frame_rate_hz;
            score->ratio[score->n++] = events[e].amplitude_mm / truth->amplitude_mm;
        }
    }
    for (int i = 0; i < clip->n; i++)
        score->missed += owner[i] < 0;
    for (size_t k = 0; k < n_events && k < 4096; k++)
        score->wrong += events[k].kind == PHIL_EVENT_TWITCH && !used[k];
    score->rest_s += rest_s;
}

double phil_bench_f1(const struct phil_bench_score *score)
{
    const int all = 2 * score->found + score->missed + score->wrong;
    return all ? 2.0 * score->found / all : NAN;
}

double phil_bench_false_per_min(const struct phil_bench_score *score)
{
    return score->rest_s > 0 ? 60 * score->wrong / score->rest_s : NAN;
}

void phil_bench_score_merge(struct phil_bench_score *sum, const struct phil_bench_score *other)
{
    sum->found += other->found;
    sum->missed += other->missed;
    sum->wrong += other->wrong;
    sum->place_right += other->place_right;
    sum->rest_s += other->rest_s;
    for (int i = 0; i < other->n && sum->n < PHIL_BENCH_MAX_TWITCHES; i++, sum->n++) {
        sum->peak_frames[sum->n] = other->peak_frames[i];
        sum->ratio[sum->n] = other->ratio[i];
    }
}

static double log_likelihood(const double *size, const bool *found, int n, double middle,
                             double width)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        const double p = 0.5 * erfc(-(log(size[i]) - middle) / width / M_SQRT2);
        sum += log(fmin(1 - 1e-6, fmax(1e-6, found[i] ? p : 1 - p)));
    }
    return sum;
}

double phil_bench_nine_in_ten(const double *size, const bool *found, int n)
{
    static const double NINTH_DECILE = 1.2815515655446004; /* of the normal distribution */
    double lo = INFINITY, hi = -INFINITY, best = -INFINITY, at = NAN;
    int hits = 0;
    for (int i = 0; i < n; i++) {
        lo = fmin(lo, log(size[i]));
        hi = fmax(hi, log(size[i]));
        hits += found[i];
    }
    if (n < 10 || hits == 0 || hits == n)
        return NAN;
    /* A grid is enough: two parameters, smooth, and no more digits than outcomes. The width lies
     * between a step and a factor of four: where short twitches are missed at any size, the share
     * that is found rises slowly. */
    for (int m = 0; m <= 400; m++)
        for (int w = 1; w <= 35; w++) {
            const double middle = lo + (hi - lo) * m / 400, width = 0.04 * w;
            const double value = log_likelihood(size, found, n, middle, width);
            if (value > best) {
                best = value;
                at = exp(middle + NINTH_DECILE * width);
            }
        }
    return log(at) <= hi ? at : NAN; /* further out nothing was tried */
}
