/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Courses of botulinum toxin whose truth is known: how often the 95 % intervals hold it, and how
 * far the forecast of the return that is made at week 8 is off, beside two that need no model: "12
 * weeks" and "as long as last time". All patients are simulated.
 *
 * bench-monitor [PATIENTS]  so many patients for each row (120).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "monitor/effect.h"
#include "monitor_steps.h"

enum { MOST_COURSES = 8, MOST_VISITS = 400 };

/* How the patients of one row are, and when they are seen. */
struct setting {
    const char *name;
    double rate, dispersion;   /* medians: per minute; of the negative binomial */
    double ratio, onset, back; /* medians */
    double between, within;    /* SD of the log return */
    double steepness;          /* exponent */
    double minutes;            /* of a visit */
    int courses;               /* the last is forecast at week 8 */
    const int *visits;         /* days after an injection, 0 at the end */
};

static const int clinic[] = {14, 28, 56, 84, 0};
static const int weekly[] = {3,  7,  14, 21, 28, 35,  42,  49,  56,  63,
                             70, 77, 84, 91, 98, 105, 112, 119, 126, 0};
static const int sparse[] = {28, 56, 0};

/* The first rows are as the literature has them (src/monitor/priors.h), the others are not. */
static const struct setting settings[] = {
    {"as published, 1st course", 5, 0.2, 0.2, 5, 90, 0.35, 0.25, 6, 5, 1, clinic},
    {"as published, 2nd course", 5, 0.2, 0.2, 5, 90, 0.35, 0.25, 6, 5, 2, clinic},
    {"as published, 4th course", 5, 0.2, 0.2, 5, 90, 0.35, 0.25, 6, 5, 4, clinic},
    {"filmed weekly, 1st course", 5, 0.2, 0.2, 5, 90, 0.35, 0.25, 6, 5, 1, weekly},
    {"filmed weekly, 3rd course", 5, 0.2, 0.2, 5, 90, 0.35, 0.25, 6, 5, 3, weekly},
    {"seen twice a course, 4th", 5, 0.2, 0.2, 5, 90, 0.35, 0.25, 6, 5, 4, sparse},
    {"few twitches (1/min, 3 min)", 1, 0.2, 0.2, 5, 90, 0.35, 0.25, 6, 3, 3, clinic},
    {"days differ much (k 0.8)", 5, 0.8, 0.2, 5, 90, 0.35, 0.25, 6, 5, 3, clinic},
    {"works for 8 weeks, all alike", 5, 0.2, 0.2, 5, 56, 0.1, 0.1, 6, 5, 3, clinic},
    {"works for 18 weeks, all alike", 5, 0.2, 0.2, 5, 126, 0.1, 0.1, 6, 5, 3, clinic},
    {"wears off slowly (exponent 3)", 5, 0.2, 0.2, 5, 90, 0.35, 0.25, 3, 5, 3, clinic},
};

struct course_truth {
    struct phil_shape shape;
    struct phil_shape_marks marks;
};

struct patient {
    struct phil_visit visits[MOST_VISITS];
    struct phil_course_start starts[MOST_COURSES];
    struct course_truth truth[MOST_COURSES];
    int n_visits, n_courses;
    double log_rate, log_steepness;
};

static void add_visit(struct patient *p, const struct setting *s, gsl_rng *rng, int day)
{
    double log_rate = p->log_rate;
    for (int j = 0, seen = 0; j < p->n_courses; j++)
        if (p->starts[j].day < day && ++seen)
            log_rate += log1p(expm1(p->truth[j].shape.log_ratio) *
                              phil_shape_share(&p->truth[j].shape, p->log_steepness,
                                               day - (double)p->starts[j].day));
    const double k = s->dispersion;
    const double mean = exp(log_rate) * s->minutes * gsl_ran_gamma(rng, 1 / k, k);
    p->visits[p->n_visits++] =
        (struct phil_visit){1, day, {gsl_ran_poisson(rng, mean), s->minutes}};
}

static void add_course(struct patient *p, const struct setting *s, gsl_rng *rng, int day,
                       double own_ratio, double own_back)
{
    struct course_truth *truth = &p->truth[p->n_courses];
    truth->shape.log_ratio = own_ratio + gsl_ran_gaussian(rng, 0.3);
    truth->shape.log_onset = log(s->onset) + gsl_ran_gaussian(rng, 0.3);
    truth->shape.log_return = own_back + gsl_ran_gaussian(rng, s->within);
    truth->marks = phil_shape_marks_of(&truth->shape, p->log_steepness);
    p->starts[p->n_courses++] = (struct phil_course_start){1, day, PHIL_TREATMENT_TOXIN, NAN};
}

/* Injected again two weeks after half has worn off, after 12 weeks at the earliest and 24 at the
 * latest. */
static int next_day(const struct patient *p)
{
    const struct course_truth *last = &p->truth[p->n_courses - 1];
    const double weeks = ceil(fmax(12, fmin(24, last->marks.return_days / 7 + 2)));
    return (int)p->starts[p->n_courses - 1].day + 7 * (int)weeks;
}

static void draw_patient(struct patient *p, const struct setting *s, gsl_rng *rng, int last_seen)
{
    *p = (struct patient){.log_steepness = log(s->steepness)};
    p->log_rate = log(s->rate) + gsl_ran_gaussian(rng, 0.6);
    const double own_ratio = log(s->ratio) + gsl_ran_gaussian(rng, 0.5);
    const double own_back = log(s->back) + gsl_ran_gaussian(rng, s->between);
    add_visit(p, s, rng, -14);
    int day = 0;
    for (int c = 0; c < s->courses; c++) {
        add_visit(p, s, rng, day);
        add_course(p, s, rng, day, own_ratio, own_back);
        const int next = next_day(p);
        for (const int *v = s->visits; *v; v++)
            if (c + 1 < s->courses ? day + *v < next : *v <= last_seen)
                add_visit(p, s, rng, day + *v);
        day = next;
    }
}

/* How long an injection worked, read off by eye: where the line through the visits comes back half
 * way from the lowest to the rate at the injection. Twelve weeks when it cannot be read. */
static double by_eye(const struct patient *p, int c)
{
    const int64_t from = p->starts[c].day;
    const int64_t to = c + 1 < p->n_courses ? p->starts[c + 1].day : INT64_MAX;
    double before = NAN, least = INFINITY;
    int at = -1;
    for (int i = 0; i < p->n_visits; i++) {
        const struct phil_visit *v = &p->visits[i];
        const double rate = v->tally.count / v->tally.exposure_min;
        if (v->day == from)
            before = rate;
        if (v->day > from && v->day <= to && rate < least) {
            least = rate;
            at = i;
        }
    }
    const double half = (before + least) / 2;
    for (int i = at + 1; at >= 0 && i < p->n_visits && p->visits[i].day <= to; i++) {
        const struct phil_visit *a = &p->visits[i - 1], *b = &p->visits[i];
        const double ra = a->tally.count / a->tally.exposure_min;
        const double rb = b->tally.count / b->tally.exposure_min;
        if (rb >= half && rb > ra)
            return (double)(a->day - from) + (half - ra) / (rb - ra) * (double)(b->day - a->day);
    }
    return 84;
}

struct score {
    int asked, told, held, ratio_told, ratio_held, onset_told, onset_held;
    double error, fixed, last, width, worst_r_hat;
};

static bool holds(const struct phil_estimate *estimate, double truth)
{
    return truth >= estimate->interval.lo && truth <= estimate->interval.hi;
}

static void judge(struct score *score, const struct patient *p, const struct phil_course *course)
{
    const struct phil_shape_marks *truth = &p->truth[p->n_courses - 1].marks;
    score->asked++;
    if (isfinite(course->r_hat))
        score->worst_r_hat = fmax(score->worst_r_hat, course->r_hat);
    if (!course->rate_ratio.value.reason) {
        score->ratio_told++;
        score->ratio_held += holds(&course->rate_ratio, exp(truth->log_ratio));
    }
    if (!course->onset_days.value.reason) {
        score->onset_told++;
        score->onset_held += holds(&course->onset_days, truth->onset_days);
    }
    if (course->return_days.value.reason)
        return;
    score->told++;
    score->held += holds(&course->return_days, truth->return_days);
    score->width += course->return_days.interval.hi - course->return_days.interval.lo;
    score->error += fabs(course->return_days.value.value - truth->return_days);
    score->fixed += fabs(84 - truth->return_days);
    score->last += fabs((p->n_courses > 1 ? by_eye(p, p->n_courses - 2) : 84) - truth->return_days);
}

static bool run(const struct setting *s, int patients, int last_seen, struct score *score)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 20260801);
    *score = (struct score){0};
    for (int i = 0; i < patients; i++) {
        struct patient p;
        struct phil_monitor *monitor;
        draw_patient(&p, s, rng, last_seen);
        const struct phil_monitor_data data = {p.visits, (size_t)p.n_visits, p.starts,
                                               (size_t)p.n_courses, 1};
        if (phil_monitor_compute(&monitor, &data, NULL, NULL) != PHIL_OK)
            return false;
        judge(score, &p, &monitor->courses[monitor->n_courses - 1]);
        phil_monitor_free(monitor);
    }
    gsl_rng_free(rng);
    return true;
}

static double percent(int part, int all)
{
    return all ? 100.0 * part / all : NAN;
}

static bool print_rows(int patients, int last_seen)
{
    struct score all = {0};
    printf("%-30s %5s %6s %6s %6s | %7s %7s %7s | %6s %5s\n", "", "told", "return", "ratio",
           "onset", "error", "12 wk", "last", "width", "R-hat");
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        struct score s;
        if (!run(&settings[i], patients, last_seen, &s))
            return false;
        printf("%-30s %4.0f%% %5.1f%% %5.1f%% %5.1f%% | %5.1f d %5.1f d %5.1f d | %4.0f d %5.3f\n",
               settings[i].name, percent(s.told, s.asked), percent(s.held, s.told),
               percent(s.ratio_held, s.ratio_told), percent(s.onset_held, s.onset_told),
               s.error / s.told, s.fixed / s.told, s.last / s.told, s.width / s.told,
               s.worst_r_hat);
        fflush(stdout);
        all.told += s.told;
        all.held += s.held;
        all.ratio_told += s.ratio_told;
        all.ratio_held += s.ratio_held;
        all.error += s.error;
        all.fixed += s.fixed;
        all.last += s.last;
    }
    printf("%-30s       %5.1f%% %5.1f%%        | %5.1f d %5.1f d %5.1f d\n\n", "all",
           percent(all.held, all.told), percent(all.ratio_held, all.ratio_told),
           all.error / all.told, all.fixed / all.told, all.last / all.told);
    return true;
}

int main(int argc, char **argv)
{
    const int patients = argc > 1 ? atoi(argv[1]) : 120;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    printf("Simulated courses of botulinum toxin, %d patients a row. How often the 95 %% interval "
           "holds\nthe true return, ratio, onset; mean error of the forecast of the return beside "
           "\"12 weeks\"\nand \"as last time\"; mean width of its interval.\n\n",
           patients);
    printf("Forecast made at week 8:\n");
    bool fine = print_rows(patients, 56);
    printf("Followed to the end:\n");
    fine = fine && print_rows(patients, 140);
    clock_gettime(CLOCK_MONOTONIC, &to);
    const double seconds =
        (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    fine = fine && monitor_steps_print(4 * patients);
    printf("%.1f ms for a patient.\n",
           1e3 * seconds / (2.0 * patients * (double)(sizeof settings / sizeof *settings)));
    return fine ? 0 : 1;
}
