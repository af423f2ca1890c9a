/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/trial_score.h"

#include <math.h>
#include <stdio.h>

#include "bench/tools.h"

void bench_tally_add(struct bench_tally *tally, const struct bench_answer *answer, double truth)
{
    if (!isnan(answer->p)) {
        tally->n++;
        tally->rejected += answer->p <= 0.05;
    }
    if (!isnan(answer->lo) && !isnan(answer->hi)) {
        tally->n_intervals++;
        tally->covered += answer->lo <= truth && truth <= answer->hi;
    }
    if (isfinite(answer->hi - answer->lo)) {
        tally->n_widths++;
        tally->width += answer->hi - answer->lo;
    }
    if (isfinite(answer->log_ratio)) {
        tally->n_estimates++;
        tally->off += answer->log_ratio - truth;
    }
}

static double percent(int part, int whole)
{
    return whole > 0 ? 100.0 * part / whole : NAN;
}

double bench_rejected(const struct bench_score *score, enum bench_method method)
{
    return percent(score->of[method].rejected, score->of[method].n);
}

double bench_covered(const struct bench_score *score, enum bench_method method)
{
    return percent(score->of[method].covered, score->of[method].n_intervals);
}

static double mean(double sum, int n)
{
    return n > 0 ? sum / n : NAN;
}

void bench_score_head(void)
{
    printf("%-12s %5s | %-39s | %-29s | %5s | %-17s | %-17s | %-11s\n", "", "", "philtrum",
           "verdict", "plan", "Welch", "paired t", "Poisson");
    printf("%-12s %5s | %5s %5s %5s %6s %6s %6s | %5s %5s %5s %5s %5s | %5s | %5s %5s %5s | %5s "
           "%5s %5s "
           "| %5s %5s\n",
           "days", "ratio", "inter", "exact", "both", "covers", "bias", "width", "helps", "harms",
           "none", "open", "few", "power", "p<.05", "cover", "width", "p<.05", "cover", "width",
           "p<.05", "cover");
}

void bench_score_show(const char *name, double rate_ratio, const struct bench_score *s)
{
    const struct bench_tally *own = &s->of[BENCH_INTERVAL];
    printf("%-12s %5.2f | %s %s %s %s %s %s |", name, rate_ratio,
           phil_bench_number(bench_rejected(s, BENCH_INTERVAL), 5, 1),
           phil_bench_number(bench_rejected(s, BENCH_EXACT), 5, 1),
           phil_bench_number(bench_rejected(s, BENCH_BOTH), 5, 1),
           phil_bench_number(bench_covered(s, BENCH_INTERVAL), 6, 1),
           phil_bench_number(mean(own->off, own->n_estimates), 6, 3),
           phil_bench_number(mean(own->width, own->n_widths), 6, 2));
    for (int v = 0; v <= PHIL_VERDICT_TOO_LITTLE; v++)
        printf(" %s", phil_bench_number(percent(s->verdict[v], s->trials - s->failed), 5, 1));
    printf(" | %s", phil_bench_number(100 * s->predicted, 5, 1));
    for (int m = BENCH_WELCH; m < BENCH_N_METHODS; m++) {
        const struct bench_tally *of = &s->of[m];
        printf(" | %s %s", phil_bench_number(bench_rejected(s, m), 5, 1),
               phil_bench_number(bench_covered(s, m), 5, 1));
        if (m != BENCH_POISSON)
            printf(" %s", phil_bench_number(mean(of->width, of->n_widths), 5, 2));
    }
    putchar('\n');
}
