/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does "30 %" happen three times in ten? Reliability of `philtrum explain`.
 *
 * Idea: people are drawn from the knowledge base itself, cause by cause and finding by finding;
 * those whose lip twitches are kept; a part of what is true of them is told to the explanation,
 * which gives each cause a probability of having a part in the twitch. In the drawn person that is
 * known. Probabilities are sorted into bins, and the mean of each bin is set beside the share that
 * came true. Bad calibration shows as a difference; the Brier score, the mean squared difference
 * from what came true, also rewards telling people apart, and stands beside that of the base rates.
 *
 * Three worlds: the figures of knowledge/ as they are, in which an exact inference must be
 * calibrated (a check of the whole chain, the sampler here being independent of it); every figure
 * drawn for each person from its own range, the uncertainty that the figures admit; and ranges
 * twice as wide, in case they admit too little.
 *
 * Assumptions: the structure (noisy-OR, independent causes) is true in all three worlds. Real
 * people break it; bench/vignettes.c is about them. Exposures are told at one of the doses of the
 * knowledge base, or not at all; an exposure that would also answer a finding of the network is
 * left out. Reference: DeGroot and Fienberg 1983, The Statistician 32:12.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "causes/draw.h"
#include "causes/knowledge.h"
#include "outcome.h"

enum { PEOPLE = 1500, N_BINS = 10, TRIES = 20000 };

/* Shares of what is told. Judged: an interview gets answers to about a third of all findings. */
static const double told_finding = 0.3, told_exposure = 0.25;

static const double bin_end[N_BINS] = {0.01, 0.03, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 1};

/* Random numbers of one person, in the order of use. */
struct source {
    uint64_t person, used;
};

static double uniform(struct source *random)
{
    return phil_random_uniform(1, random->person, random->used++);
}

/* The figures' place in their ranges: 0 for the values, a normal number times `width` else. */
static double place(struct source *random, double width)
{
    return width > 0 ? width * phil_random_normal(2, random->person, random->used++) : 0;
}

struct person {
    const struct phil_knowledge *knowledge;
    double age;
    size_t sex;
    double *prior, *background, **link; /* of this person's world */
    double *dose;                       /* by finding; NaN: nothing told */
    bool *present, *part, *yes;         /* causes; causes; findings */
};

static bool feeds_a_finding(const struct phil_knowledge *k, size_t finding)
{
    for (size_t d = 0; d < k->n_findings; d++) {
        const struct phil_when *from = &k->findings[d].from;
        for (size_t i = 0; i < from->n_all; i++)
            if (from->all[i].finding == finding)
                return true;
        for (size_t i = 0; i < from->n_any; i++)
            if (from->any[i].finding == finding)
                return true;
    }
    return k->findings[finding].view.in_network || k->findings[finding].from.n_all ||
           k->findings[finding].from.n_any;
}

static void draw_doses(struct person *p, struct source *random)
{
    const struct phil_knowledge *k = p->knowledge;
    for (size_t f = 0; f < k->n_findings; f++)
        p->dose[f] = NAN;
    for (size_t c = 0; c < k->n_causes; c++)
        for (size_t i = 0; i < k->causes[c].n_exposures; i++) {
            const struct phil_exposure *e = &k->causes[c].exposures[i];
            if (!isnan(p->dose[e->finding]) || feeds_a_finding(k, e->finding) ||
                uniform(random) > told_exposure)
                continue;
            const size_t at = (size_t)(uniform(random) * (double)e->n_points);
            const struct phil_finding *view = &k->findings[e->finding].view;
            p->dose[e->finding] = view->type == PHIL_FINDING_YES_NO
                                      ? (e->points[at].dose > 0.5)
                                      : fmin(view->hi, fmax(view->lo, e->points[at].dose));
        }
}

/* Log of the odds ratio at a dose: linear between the points, level beyond them. */
static double log_ratio(const struct phil_exposure *e, double dose, double z)
{
    size_t hi = 0;
    while (hi < e->n_points && e->points[hi].dose < dose)
        hi++;
    if (hi == 0 || hi == e->n_points)
        return phil_draw_log_ratio(&e->points[hi ? hi - 1 : 0].odds_ratio, z);
    const struct phil_dose_point *a = &e->points[hi - 1], *b = &e->points[hi];
    const double t = (dose - a->dose) / (b->dose - a->dose);
    return (1 - t) * phil_draw_log_ratio(&a->odds_ratio, z) +
           t * phil_draw_log_ratio(&b->odds_ratio, z);
}

/* Share of people of this age and sex: the mean of the rows that speak of them. */
static double share(const struct person *p, const struct phil_cause_entry *cause, double z)
{
    double sum = 0;
    int n = 0;
    for (size_t i = 0; i < cause->n_priors; i++) {
        const struct phil_prior *row = &cause->priors[i];
        if (p->age >= row->from_age && p->age < row->to_age &&
            (row->sex < 0 || (size_t)row->sex == p->sex)) {
            sum += phil_draw_share(&row->share, z);
            n++;
        }
    }
    return n ? sum / n : 0;
}

/* Nothing better is known of what this exposure measures. */
static bool counts(const struct person *p, const struct phil_cause_entry *cause, size_t at)
{
    size_t first = at;
    while (cause->exposures[first].beside)
        first--;
    for (size_t i = 0; cause->exposures[at].of && i < first; i++)
        if (cause->exposures[i].of == cause->exposures[at].of &&
            !isnan(p->dose[cause->exposures[i].finding]))
            return false;
    return true;
}

static void draw_world(struct person *p, struct source *random, double width)
{
    const struct phil_knowledge *k = p->knowledge;
    p->age = 18 + 67 * uniform(random);
    p->sex = (size_t)(2 * uniform(random)); /* female, male */
    draw_doses(p, random);
    for (size_t c = 0; c < k->n_causes; c++) {
        const struct phil_cause_entry *cause = &k->causes[c];
        const double at = share(p, cause, place(random, width));
        double odds = log(at / (1 - at));
        for (size_t i = 0; i < cause->n_exposures; i++) {
            const double z = place(random, width);
            if (!isnan(p->dose[cause->exposures[i].finding]) && counts(p, cause, i))
                odds += log_ratio(&cause->exposures[i], p->dose[cause->exposures[i].finding], z);
        }
        p->prior[c] = 1 / (1 + exp(-odds));
        for (size_t i = 0; i < cause->n_links; i++)
            p->link[c][i] = phil_draw_share(&cause->links[i].probability, place(random, width));
    }
    for (size_t f = 0; f < k->n_findings; f++)
        if (k->findings[f].view.in_network)
            p->background[f] =
                phil_draw_share(&k->findings[f].view.background, place(random, width));
}

/* Who has what, and does the lip twitch? */
static bool draw_causes(struct person *p, struct source *random)
{
    const struct phil_knowledge *k = p->knowledge;
    bool twitches = uniform(random) < p->background[k->complaint];
    for (size_t c = 0; c < k->n_causes; c++) {
        p->present[c] = uniform(random) < p->prior[c];
        p->part[c] = false;
        for (size_t i = 0; p->present[c] && i < k->causes[c].n_links; i++)
            if (k->causes[c].links[i].finding == k->complaint)
                p->part[c] = uniform(random) < p->link[c][i];
        twitches |= p->part[c];
    }
    return twitches;
}

static void draw_findings(struct person *p, struct source *random)
{
    const struct phil_knowledge *k = p->knowledge;
    for (size_t f = 0; f < k->n_findings; f++)
        p->yes[f] = k->findings[f].view.in_network && uniform(random) < p->background[f];
    for (size_t c = 0; c < k->n_causes; c++)
        for (size_t i = 0; i < k->causes[c].n_links; i++)
            if (uniform(random) < p->link[c][i])
                p->yes[k->causes[c].links[i].finding] |= p->present[c];
}

static void person_release(struct person *p)
{
    for (size_t c = 0; p->link && c < p->knowledge->n_causes; c++)
        free(p->link[c]);
    free(p->prior);
    free(p->background);
    free(p->link);
    free(p->dose);
    free(p->present);
    free(p->part);
    free(p->yes);
}

static bool person_init(struct person *p, const struct phil_knowledge *k)
{
    *p = (struct person){.knowledge = k,
                         .prior = calloc(k->n_causes, sizeof *p->prior),
                         .background = calloc(k->n_findings, sizeof *p->background),
                         .link = calloc(k->n_causes, sizeof *p->link),
                         .dose = calloc(k->n_findings, sizeof *p->dose),
                         .present = calloc(k->n_causes, sizeof *p->present),
                         .part = calloc(k->n_causes, sizeof *p->part),
                         .yes = calloc(k->n_findings, sizeof *p->yes)};
    bool good = p->prior && p->background && p->link && p->dose && p->present && p->part && p->yes;
    for (size_t c = 0; good && c < k->n_causes; c++)
        good = (p->link[c] = calloc(k->causes[c].n_links + 1, sizeof **p->link)) != NULL;
    return good;
}

/* Tells a part of it. */
static enum phil_status tell(struct phil_answers *answers, const struct person *p,
                             struct source *random)
{
    const struct phil_knowledge *k = p->knowledge;
    enum phil_status status = phil_answers_set(answers, "age", p->age, 1, PHIL_FROM_ANSWER, NULL);
    if (!status)
        status = phil_answers_set(answers, "sex", (double)p->sex, 1, PHIL_FROM_ANSWER, NULL);
    for (size_t f = 0; !status && f < k->n_findings; f++) {
        const char *id = k->findings[f].view.id;
        if (!isnan(p->dose[f]))
            status =
                phil_answers_set(answers, id, p->dose[f],
                                 k->findings[f].view.type == PHIL_FINDING_YES_NO ? p->dose[f] : 1,
                                 PHIL_FROM_ANSWER, NULL);
        else if (k->findings[f].view.in_network && f != k->complaint &&
                 uniform(random) < told_finding)
            status = phil_answers_set(answers, id, p->yes[f], p->yes[f], PHIL_FROM_ANSWER, NULL);
    }
    return status;
}

struct reliability {
    int n[N_BINS], came_true[N_BINS];
    double sum[N_BINS], brier, brier_base;
    int people, pairs, leading_true;
    double leading, unexplained;
    int nothing; /* none of the causes had a part */
};

static void add(struct reliability *r, const struct phil_explanation *e, const struct person *p)
{
    bool any = false;
    for (size_t k = 0; k < e->n_causes; k++) {
        size_t c = 0, bin = 0;
        while (&p->knowledge->causes[c].view != e->causes[k].cause)
            c++;
        const double q = e->causes[k].probability;
        while (bin < N_BINS - 1 && q >= bin_end[bin])
            bin++;
        r->n[bin]++;
        r->sum[bin] += q;
        r->came_true[bin] += p->part[c];
        r->brier += (q - p->part[c]) * (q - p->part[c]);
        r->brier_base +=
            (e->causes[k].base_rate - p->part[c]) * (e->causes[k].base_rate - p->part[c]);
        r->pairs++;
        any |= p->part[c];
        if (k == 0) {
            r->leading += q;
            r->leading_true += p->part[c];
        }
    }
    r->unexplained += e->unexplained;
    r->nothing += !any;
    r->people++;
}

static enum phil_status judge(struct reliability *r, struct person *p, struct source *random)
{
    const struct phil_explain_settings plain = {0, 1, 0};
    struct phil_answers *answers = NULL;
    struct phil_explanation *explanation = NULL;
    enum phil_status status = phil_answers_new(&answers, p->knowledge);
    draw_findings(p, random);
    if (!status)
        status = tell(answers, p, random);
    if (!status)
        status = phil_explain(&explanation, p->knowledge, answers, &plain, NULL);
    if (!status)
        add(r, explanation, p);
    phil_explanation_free(explanation);
    phil_answers_free(answers);
    return status;
}

/* People are kept as they come: one whose world makes twitching rare is tried no more often. */
static enum phil_status run(struct reliability *r, const struct phil_knowledge *knowledge,
                            double width)
{
    struct person p;
    enum phil_status status = person_init(&p, knowledge) ? PHIL_OK : PHIL_EMEM;
    *r = (struct reliability){0};
    for (uint64_t at = 0; !status && r->people < PEOPLE && at < (uint64_t)PEOPLE * TRIES; at++) {
        struct source random = {at, 0};
        draw_world(&p, &random, width);
        if (draw_causes(&p, &random))
            status = judge(r, &p, &random);
    }
    person_release(&p);
    return status;
}

static void print(const char *world, const struct reliability *r)
{
    double off = 0;
    printf("\n%s: %d people, %d probabilities\n  %-12s %8s %8s %8s  %s\n", world, r->people,
           r->pairs, "said", "n", "mean", "true", "95 %");
    for (int b = 0; b < N_BINS; b++) {
        if (!r->n[b])
            continue;
        const struct phil_interval i = wilson(r->came_true[b], r->n[b]);
        const double mean = r->sum[b] / r->n[b], seen = (double)r->came_true[b] / r->n[b];
        printf("  %.2f to %.2f %8d %8.3f %8.3f  %.3f to %.3f\n", b ? bin_end[b - 1] : 0.0,
               bin_end[b], r->n[b], mean, seen, i.lo, i.hi);
        off += fabs(mean - seen) * r->n[b];
    }
    printf("  expected calibration error %.4f; Brier score %.4f, of the base rates %.4f\n"
           "  the leading cause: said %.3f, true %.3f; none of the causes: said %.3f, true %.3f\n",
           off / r->pairs, r->brier / r->pairs, r->brier_base / r->pairs, r->leading / r->people,
           (double)r->leading_true / r->people, r->unexplained / r->people,
           (double)r->nothing / r->people);
}

int main(void)
{
    static const struct {
        const char *name;
        double width;
    } worlds[] = {{"The figures as they are", 0},
                  {"Every figure drawn from its range", 1},
                  {"... from a range twice as wide", 2}};
    struct phil_knowledge *knowledge = NULL;
    enum phil_status status = phil_knowledge_new(&knowledge, NULL, NULL);
    for (size_t w = 0; !status && w < sizeof worlds / sizeof worlds[0]; w++) {
        struct reliability r;
        status = run(&r, knowledge, worlds[w].width);
        if (!status)
            print(worlds[w].name, &r);
    }
    phil_knowledge_free(knowledge);
    return status ? 1 : 0;
}
