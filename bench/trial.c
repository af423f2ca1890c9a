/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is the analysis of N-of-1 trials honest? Drawn trials of which the truth is known
 * (tests/trial/drawn.h), 1 000 for each setting, beside what else is done with such days
 * (bench/trial_rivals.h).
 *
 * In rows of ratio 1, "inter" (the interval leaves out 1), "exact" (exact test), "both" and "p<.05"
 * are type-I errors, elsewhere power; a power bought with a type-I error above 5 % is none.
 * "covers" is how often the 95 % interval holds the truth, "bias" the mean error of the log rate
 * ratio, "width" the mean of the log interval's. Bias of a posterior median is pulled towards no
 * effect by its prior, and is meant to be. "plan" is the power that phil_trial_power() foretells
 * from the true background with the full number of days. All shares in percent; with 1 000 trials
 * the standard error of a share of 5 % is 0.7, of 50 % it is 1.6.
 *
 * "N more days": a trial that is left open and says how many days it would take goes on for so
 * many, rounded up to whole blocks; how many are decided then? Asked of every sixteenth trial.
 *
 * Rows whose days break the assumptions (a weekend, a step, bursts, an effect that fades over days)
 * are printed and kept out of the summary. Assumption of all: days are of one person who keeps to
 * the plan.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/tools.h"
#include "bench/trial_score.h"
#include "bench/trial_settings.h"
#include "bench/trial_speed.h"

enum { TRIALS = 1000, EXTENDED_OF = 16 /* trials, one goes on */, MOST_ROWS = 1024 };

struct rows {
    int n, trials;
    uint64_t seed;
    int number[MOST_ROWS]; /* among all, so that a row alone sees the same trials */
    struct bench_setting row[MOST_ROWS];
    struct bench_score score[MOST_ROWS];
};

/* As `bench-trial` asks it: what is assumed, without asking how much hangs on it. */
static struct phil_trial_settings plain(void)
{
    struct phil_trial_settings settings = phil_trial_defaults();
    settings.sensitivity = false;
    return settings;
}

static void add_own(struct bench_score *score, const struct phil_trial_result *r, double truth)
{
    const struct phil_effect *e = &r->effect;
    const bool measured = !e->rate_ratio.reason;
    struct bench_answer interval = {NAN, NAN, NAN, NAN}, exact = {NAN, NAN, NAN, NAN};
    struct bench_answer both = exact;
    if (measured) {
        interval.log_ratio = log(e->rate_ratio.value);
        interval.lo = log(e->interval.lo);
        interval.hi = log(e->interval.hi);
        interval.p = interval.lo > 0 || interval.hi < 0 ? 0 : 1;
    }
    if (!e->p_value.reason)
        exact.p = e->p_value.value;
    /* A trial of too few blocks has no say in the exact test's favour: it counts as not reached. */
    both.p = measured ? fmax(interval.p, isnan(exact.p) ? 1 : exact.p) : NAN;
    bench_tally_add(&score->of[BENCH_BOTH], &both, truth);
    bench_tally_add(&score->of[BENCH_INTERVAL], &interval, truth);
    bench_tally_add(&score->of[BENCH_EXACT], &exact, truth);
    score->verdict[r->verdict]++;
}

static bool is_wrong(enum phil_verdict verdict, double ratio)
{
    return (verdict == PHIL_VERDICT_HELPS && ratio >= 1) ||
           (verdict == PHIL_VERDICT_HARMS && ratio <= 1) ||
           (verdict == PHIL_VERDICT_NO_MATTER && ratio < 0.67);
}

/* The same trial, longer by what its result asks for. */
static bool extend(struct bench_score *score, const struct drawn_setting *drawn, double more_days,
                   uint64_t seed, uint64_t trial)
{
    struct drawn_setting longer = *drawn;
    const struct phil_trial_settings settings = plain();
    struct phil_trial_result *result = NULL;
    longer.shape.n_blocks += (int)ceil(fmin(more_days, 1000) / (2.0 * drawn->shape.period_days));
    struct phil_trial_data *data = drawn_trial(&longer, seed, trial);
    const bool fine = data && !phil_trial_analyze(&result, data, &settings, phil_bench_log());
    if (fine) {
        score->extended++;
        score->more_days += more_days;
        score->decided_then += result->verdict < PHIL_VERDICT_UNDECIDED;
        score->wrong_then += is_wrong(result->verdict, drawn->rate_ratio);
    }
    phil_trial_result_free(result);
    drawn_free(data);
    return fine;
}

static bool one_trial(struct bench_score *score, const struct drawn_setting *drawn, uint64_t seed,
                      uint64_t trial)
{
    const double truth = log(drawn->rate_ratio);
    const struct phil_trial_settings settings = plain();
    struct phil_trial_data *data = drawn_trial(drawn, seed, trial);
    struct phil_trial_result *result = NULL;
    bool fine = data != NULL;
    if (!fine)
        return false;
    struct bench_answer rival[] = {bench_welch(data), bench_paired(data), bench_poisson(data)};
    for (int i = 0; i < 3; i++)
        bench_tally_add(&score->of[BENCH_WELCH + i], &rival[i], truth);
    score->trials++;
    if (phil_trial_analyze(&result, data, &settings, phil_bench_log())) {
        score->failed++;
        fine = false;
    } else {
        add_own(score, result, truth);
        if (result->verdict == PHIL_VERDICT_UNDECIDED) {
            score->undecided++;
            if (!result->more_days.reason && trial % EXTENDED_OF == 0)
                fine = extend(score, drawn, result->more_days.value, seed, trial);
        }
    }
    phil_trial_result_free(result);
    drawn_free(data);
    return fine;
}

static bool run_row(void *user, int i, void *result)
{
    const struct rows *rows = user;
    const struct drawn_setting *d = &rows->row[i].drawn;
    const struct phil_trial_background background = {.rate_per_min = d->rate_per_min *
                                                                     exp(d->day_sd * d->day_sd / 2),
                                                     .exposure_min = d->clip_min,
                                                     .overdispersion = d->overdispersion,
                                                     .day_sd = d->day_sd,
                                                     .autocorrelation = d->autocorrelation,
                                                     .days = 100};
    struct bench_score *score = result;
    bool fine = true;
    score->predicted = phil_trial_power(&d->shape, &background, d->rate_ratio);
    for (int t = 0; t < rows->trials; t++)
        fine &= one_trial(score, d, rows->seed, (uint64_t)rows->number[i] << 32 | (uint64_t)t);
    return fine;
}

static void show_row(void *user, int i, const void *result, bool fine)
{
    struct rows *rows = user;
    const struct bench_setting *row = &rows->row[i];
    memcpy(&rows->score[i], result, sizeof rows->score[i]);
    if (i > 0 && strcmp(row->name, rows->row[i - 1].name) != 0)
        putchar('\n');
    bench_score_show(row->name, row->drawn.rate_ratio, &rows->score[i]);
    if (!fine)
        printf("%-12s   a trial of this row failed\n", "");
}

/* Those whose names begin with what was asked for. */
static void choose(struct rows *rows, const struct phil_bench_options *options)
{
    struct bench_setting setting;
    for (int i = 0; rows->n < MOST_ROWS && bench_setting_get(&setting, options->full, i); i++) {
        if (options->only && strncmp(setting.name, options->only, strlen(options->only)) != 0)
            continue;
        if (setting.on_request && !options->only)
            continue;
        rows->number[rows->n] = i;
        rows->row[rows->n++] = setting;
    }
}

/* The worst and the mean of a figure over the rows that it is asked of. */
struct extreme {
    int n;
    double least, most, sum;
};

static void take(struct extreme *e, double value)
{
    if (isnan(value))
        return;
    e->least = e->n ? fmin(e->least, value) : value;
    e->most = e->n ? fmax(e->most, value) : value;
    e->sum += value;
    e->n++;
}

static const char *in_words(const struct extreme *e)
{
    static char text[8][48];
    static int next;
    char *out = text[next++ % 8];
    if (e->n)
        snprintf(out, sizeof text[0], "%.1f (%.1f to %.1f)", e->sum / e->n, e->least, e->most);
    else
        snprintf(out, sizeof text[0], "-");
    return out;
}

static void summarise_errors(const struct rows *rows)
{
    struct extreme error[BENCH_N_METHODS] = {{0}}, covers[BENCH_N_METHODS] = {{0}}, said = {0};
    for (int i = 0; i < rows->n; i++) {
        const struct bench_score *s = &rows->score[i];
        const bool null = rows->row[i].drawn.rate_ratio == 1;
        for (int m = 0; rows->row[i].as_assumed && m < BENCH_N_METHODS; m++) {
            take(&covers[m], bench_covered(s, m));
            take(&error[m], null ? bench_rejected(s, m) : NAN);
        }
        if (rows->row[i].as_assumed && null && s->trials > s->failed)
            take(&said, 100.0 * (s->verdict[PHIL_VERDICT_HELPS] + s->verdict[PHIL_VERDICT_HARMS]) /
                            (s->trials - s->failed));
    }
    char other[160];
    snprintf(other, sizeof other, "Welch %s, paired t %s, Poisson %s",
             in_words(&error[BENCH_WELCH]), in_words(&error[BENCH_PAIRED]),
             in_words(&error[BENCH_POISSON]));
    phil_bench_summary("type-I error, interval, %: mean (least to most)",
                       in_words(&error[BENCH_INTERVAL]), "<= 6", other);
    phil_bench_summary("type-I error, exact test", in_words(&error[BENCH_EXACT]), "<= 6", "");
    phil_bench_summary("\"helps\" or \"harms\" where nothing is", in_words(&said), "<= 6", "");
    snprintf(other, sizeof other, "Welch %s, paired t %s, Poisson %s",
             in_words(&covers[BENCH_WELCH]), in_words(&covers[BENCH_PAIRED]),
             in_words(&covers[BENCH_POISSON]));
    phil_bench_summary("95 % interval covers, %", in_words(&covers[BENCH_INTERVAL]), "93 to 97",
                       other);
}

/* The plan knows nothing of missed days, trends and what lingers. */
static bool as_planned(const struct drawn_setting *drawn)
{
    return drawn->rate_ratio < 1 && drawn->missing == 0 && drawn->trend_per_week == 1 &&
           drawn->carry_over == 0;
}

static void summarise_power(const struct rows *rows)
{
    struct extreme power[BENCH_N_METHODS] = {{0}}, off = {0};
    int extended = 0, decided = 0, wrong = 0;
    double days = 0;
    for (int i = 0; i < rows->n; i++) {
        const struct bench_score *s = &rows->score[i];
        if (!rows->row[i].as_assumed)
            continue;
        for (int m = 0; rows->row[i].drawn.rate_ratio == 0.5 && m < BENCH_N_METHODS; m++)
            take(&power[m], bench_rejected(s, m));
        if (as_planned(&rows->row[i].drawn) && s->trials > s->failed)
            take(&off, bench_rejected(s, BENCH_BOTH) - 100 * s->predicted);
        extended += s->extended;
        decided += s->decided_then;
        wrong += s->wrong_then;
        days += s->more_days;
    }
    char other[160], reached[80];
    snprintf(other, sizeof other, "Welch %s, paired t %s", in_words(&power[BENCH_WELCH]),
             in_words(&power[BENCH_PAIRED]));
    phil_bench_summary("a halving is noticed, interval, %", in_words(&power[BENCH_INTERVAL]), "",
                       other);
    phil_bench_summary("... exact test", in_words(&power[BENCH_EXACT]), "", "");
    phil_bench_summary("power of both less that foretold, days as supposed", in_words(&off), "",
                       "");
    if (extended > 0) {
        snprintf(reached, sizeof reached, "%.0f %% of %d decided", 100.0 * decided / extended,
                 extended);
        snprintf(other, sizeof other, "%.0f days on average; %.1f %% wrong", days / extended,
                 100.0 * wrong / extended);
        phil_bench_summary("open trials after their \"N more days\"", reached, ">= 50 %", other);
    }
}

int main(int argc, char **argv)
{
    static struct rows rows;
    const struct phil_bench_options options = phil_bench_options(
        argc, argv, "Drawn N-of-1 trials: type-I error, coverage, power, beside textbook tests.");
    rows.trials = options.trials > 0 ? options.trials : TRIALS;
    rows.seed = options.seed;
    choose(&rows, &options);
    printf("%d drawn trials in each row; standard error of 5 %%: %.1f, of 50 %%: %.1f\n\n",
           rows.trials, 100 * sqrt(0.05 * 0.95 / rows.trials), 50 / sqrt(rows.trials));
    bench_score_head();
    const struct phil_bench_jobs jobs = {rows.n,  options.jobs, sizeof rows.score[0],
                                         run_row, show_row,     &rows};
    bool fine = phil_bench_run(&jobs);
    if (!options.only)
        fine &= bench_trial_speed();
    phil_bench_summary_head();
    summarise_errors(&rows);
    summarise_power(&rows);
    if (!options.only)
        bench_trial_speed_summary();
    return fine ? 0 : 1;
}
