/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long an explanation takes, on the knowledge base that is built in, for people who answered
 * about half of everything: a stated number of yes among the findings of the network, twice as many
 * no. In the same run, on the same network, two textbook ways to the same probabilities:
 *
 *   enumeration  every combination of causes (2^causes), finding by finding;
 *   Quickscore   every subset of the findings that need a table, with alternating signs (Heckerman
 *                1989, doi:10.48550/arXiv.1304.1511): 2^findings, and a loss of digits.
 *
 * Both walk their tree depth first and change only what differs from one leaf to the next. Ours is
 * timed as it is used, eight sets of numbers at once, and stated for one. Times are CPU times.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "bench/tools.h"
#include "causes/model.h"

enum { PEOPLE = 9, MOST_CAUSES = 64, MOST_ROWS = 256, MOST_QUICK = 22, MOST_ENUMERATED = 26 };

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- people ----------------------------------------------------------------------------------- */

/* `n` findings of the network that nothing is known of get this answer, by chance. */
static void answer_some(struct phil_answers *answers, const struct phil_knowledge *k, int n,
                        int value, uint64_t person)
{
    struct phil_answer known;
    uint64_t counter = value ? 0 : 100000;
    for (int tries = 0; n > 0 && tries < 10000; tries++) {
        const double u = phil_random_uniform(1, person, counter++);
        const struct phil_finding *f =
            phil_knowledge_finding(k, (size_t)(u * (double)k->n_findings));
        if (f->in_network && !phil_answers_get(answers, f->id, &known) &&
            !phil_answers_set(answers, f->id, value, value, PHIL_FROM_ANSWER, NULL))
            n--;
    }
}

/* What is always asked has been asked, so that the next question is chosen by what it tells. */
static void settle(struct phil_answers *answers, const struct phil_knowledge *k)
{
    struct phil_answer known;
    for (size_t s = 0; s < k->n_screens; s++)
        for (size_t i = 0; i < k->screens[s].n_findings; i++)
            if (!phil_answers_get(answers, k->screens[s].views[i]->id, &known))
                phil_answers_set_unknown(answers, k->screens[s].views[i]->id);
    for (size_t f = 0; f < k->n_findings; f++)
        if (k->findings[f].first && !phil_answers_get(answers, k->findings[f].view.id, &known))
            phil_answers_set_unknown(answers, k->findings[f].view.id);
}

static struct phil_answers *somebody(const struct phil_knowledge *k, int yes, uint64_t person)
{
    struct phil_answers *answers;
    if (phil_answers_new(&answers, k))
        return NULL;
    phil_answers_set(answers, k->findings[k->complaint].view.id, 1, 1, PHIL_FROM_ANSWER, NULL);
    answer_some(answers, k, yes, 1, person);
    answer_some(answers, k, 2 * yes, 0, person);
    settle(answers, k);
    return answers;
}

/* --- the textbook ways, on lane 0 ------------------------------------------------------------- */

struct rival {
    const struct phil_network *n;
    double strength[MOST_CAUSES][MOST_ROWS];
    double total, active[MOST_CAUSES];
};

static void rival_init(struct rival *r, const struct phil_network *n)
{
    memset(r, 0, sizeof *r);
    r->n = n;
    for (size_t k = 0; k < n->n_links; k++)
        r->strength[n->link[k].cause][n->link[k].finding] = n->strength[k][0];
}

/* Causes from `c` on are open; `dark` is that nothing before lights a finding. */
static void enumerate(struct rival *r, size_t c, double weight, const double *dark, size_t set)
{
    const struct phil_network *n = r->n;
    if (c == n->n_causes) {
        double others = weight;
        for (size_t f = 1; f < n->n_findings; f++)
            others *= n->lit[f][0] * (1 - dark[f]) + n->unlit[f][0] * dark[f];
        r->total += others * (n->lit[0][0] * (1 - dark[0]) + n->unlit[0][0] * dark[0]);
        others *= n->lit[0][0];
        for (size_t i = 0; i < n->n_causes; i++)
            r->active[i] += set >> i & 1 ? others * n->strength[i][0] : 0;
        return;
    }
    double darker[MOST_ROWS];
    for (size_t f = 0; f < n->n_findings; f++)
        darker[f] = dark[f] * (1 - r->strength[c][f]);
    enumerate(r, c + 1, weight * n->off[c][0], dark, set);
    enumerate(r, c + 1, weight * n->on[c][0], darker, set | (size_t)1 << c);
}

static void enumerate_all(struct rival *r)
{
    double dark[MOST_ROWS];
    for (size_t f = 0; f < r->n->n_findings; f++)
        dark[f] = 1 - r->n->background[f][0];
    enumerate(r, 0, 1, dark, 0);
}

/* Findings from `f` on are open. Each is lit - (lit - unlit) dark; `keep` is, of each cause, that
 * it lights none of those whose second term was taken. The complaint's own link is left to the
 * leaf: a cause that has a part takes part in neither of its terms. */
static void quickscore(struct rival *r, size_t f, double sign, const double *keep)
{
    const struct phil_network *n = r->n;
    if (f == n->n_findings) {
        double without = sign, with = sign, plain[MOST_CAUSES];
        for (size_t c = 0; c < n->n_causes; c++) {
            plain[c] = n->off[c][0] + n->on[c][0] * keep[c];
            without *= plain[c];
            with *= n->off[c][0] + n->on[c][0] * keep[c] * (1 - n->strength[c][0]);
        }
        const double b = n->background[0][0];
        r->total += n->lit[0][0] * without - (n->lit[0][0] - n->unlit[0][0]) * (1 - b) * with;
        for (size_t c = 0; c < n->n_causes; c++)
            r->active[c] +=
                n->lit[0][0] * without / plain[c] * n->on[c][0] * keep[c] * n->strength[c][0];
        return;
    }
    double less[MOST_CAUSES];
    for (size_t c = 0; c < n->n_causes; c++)
        less[c] = keep[c] * (1 - r->strength[c][f]);
    quickscore(r, f + 1, sign * n->lit[f][0], keep);
    quickscore(r, f + 1, -sign * (n->lit[f][0] - n->unlit[f][0]) * (1 - n->background[f][0]), less);
}

static void quickscore_all(struct rival *r)
{
    double keep[MOST_CAUSES];
    for (size_t c = 0; c < r->n->n_causes; c++)
        keep[c] = 1;
    quickscore(r, 1, 1, keep);
}

/* --- measuring -------------------------------------------------------------------------------- */

struct measured {
    double explain_ms[PEOPLE], plain_ms[PEOPLE], question_ms[PEOPLE], one_us[PEOPLE];
    double quick_us[PEOPLE], quick_error[PEOPLE], quick_tiny[PEOPLE];
    double enumerated_us, enumerated_error;
    int draws, rows[PEOPLE];
};

struct ours {
    double active[MOST_CAUSES];
    size_t n;
};

static void take(void *user, size_t at, const struct phil_outcome *outcome)
{
    struct ours *ours = user;
    for (size_t c = 0; at == 0 && c < ours->n; c++)
        ours->active[c] = outcome->active[c * PHIL_LANES];
}

/* Largest relative difference of a cause's probability, of those above `least`. */
static double difference(const struct rival *r, const struct ours *ours, double least)
{
    double largest = 0;
    for (size_t c = 0; c < ours->n; c++)
        if (ours->active[c] >= least)
            largest = fmax(largest, fabs(r->active[c] / r->total / ours->active[c] - 1));
    return largest;
}

static bool time_rivals(struct measured *m, int i, struct phil_model *model, struct rival *r)
{
    enum { REPEATS = 64 }; /* solutions: eight calls */
    struct phil_variant variants[REPEATS];
    struct ours ours = {.n = model->network.n_causes};
    if (ours.n > MOST_CAUSES || model->network.n_findings > MOST_ROWS)
        return false;
    for (int v = 0; v < REPEATS; v++)
        variants[v] = phil_variant_as_known();
    double start = cpu_s();
    if (phil_model_run(model, variants, REPEATS, true, take, &ours))
        return false;
    m->one_us[i] = 1e6 * (cpu_s() - start) / REPEATS;
    m->rows[i] = (int)model->network.n_findings;
    m->quick_us[i] = m->quick_error[i] = m->quick_tiny[i] = NAN;
    if (model->network.n_findings <= MOST_QUICK) {
        rival_init(r, &model->network);
        start = cpu_s();
        quickscore_all(r);
        m->quick_us[i] = 1e6 * (cpu_s() - start);
        m->quick_error[i] = difference(r, &ours, 0.01);
        m->quick_tiny[i] = difference(r, &ours, 0);
    }
    if (i > 0 || ours.n > MOST_ENUMERATED)
        return true;
    rival_init(r, &model->network);
    start = cpu_s();
    enumerate_all(r);
    m->enumerated_us = 1e6 * (cpu_s() - start);
    m->enumerated_error = difference(r, &ours, 0);
    return true;
}

static bool time_explanation(struct measured *m, int i, const struct phil_knowledge *k,
                             const struct phil_answers *answers)
{
    struct phil_explanation *e;
    struct phil_question question;
    struct phil_explain_settings settings = phil_explain_defaults();
    double start = cpu_s();
    if (phil_explain(&e, k, answers, &settings, phil_bench_log()))
        return false;
    m->explain_ms[i] = 1e3 * (cpu_s() - start);
    m->draws = i == 0 || e->draws < m->draws ? e->draws : m->draws;
    phil_explanation_free(e);
    settings.draws = 0;
    start = cpu_s();
    if (phil_explain(&e, k, answers, &settings, phil_bench_log()))
        return false;
    m->plain_ms[i] = 1e3 * (cpu_s() - start);
    phil_explanation_free(e);
    start = cpu_s();
    const enum phil_status status = phil_next_question(&question, k, answers, 0, 100);
    m->question_ms[i] = 1e3 * (cpu_s() - start);
    return status == PHIL_OK || status == PHIL_END;
}

static bool measure(struct measured *m, const struct phil_knowledge *k, int yes, bool rivals)
{
    bool fine = true;
    struct rival *r = calloc(1, sizeof *r);
    memset(m, 0, sizeof *m);
    m->enumerated_us = m->enumerated_error = NAN;
    for (int i = 0; r && i < PEOPLE && fine; i++) {
        struct phil_answers *answers = somebody(k, yes, (uint64_t)i);
        struct phil_model model = {0};
        fine = answers && time_explanation(m, i, k, answers);
        if (fine && rivals) {
            fine = phil_model_init(&model, k, answers) == PHIL_OK && time_rivals(m, i, &model, r);
            phil_model_release(&model);
        }
        phil_answers_free(answers);
    }
    free(r);
    return r && fine;
}

static void show(const struct measured *m, int yes)
{
    double explain[PEOPLE], plain[PEOPLE], question[PEOPLE];
    memcpy(explain, m->explain_ms, sizeof explain);
    memcpy(plain, m->plain_ms, sizeof plain);
    memcpy(question, m->question_ms, sizeof question);
    printf("%4d  %8.1f %8.1f %6d   %8.1f %8.1f   %8.1f %8.1f\n", yes,
           phil_bench_median(explain, PEOPLE), phil_bench_quantile(explain, PEOPLE, 1), m->draws,
           phil_bench_median(plain, PEOPLE), phil_bench_quantile(plain, PEOPLE, 1),
           phil_bench_median(question, PEOPLE), phil_bench_quantile(question, PEOPLE, 1));
}

static void show_rivals(const struct measured *m)
{
    printf("\nOne solution (all causes), 15 yes and 30 no, us:\n"
           "  findings in the table      ours   Quickscore   off: causes of 1 %% and more, all\n");
    for (int i = 0; i < PEOPLE; i++)
        printf("  %20d  %8.1f   %s   %20.0e %9.0e\n", m->rows[i], m->one_us[i],
               phil_bench_number(m->quick_us[i], 10, 0), m->quick_error[i], m->quick_tiny[i]);
    printf("  enumeration, first person: %s us, ours differs by %.0e\n",
           phil_bench_number(m->enumerated_us, 0, 0), m->enumerated_error);
}

static void summarise(struct measured *m)
{
    char reached[64], ratio[64];
    double ratios[PEOPLE];
    for (int i = 0; i < PEOPLE; i++)
        ratios[i] = m->quick_us[i] / m->one_us[i];
    snprintf(reached, sizeof reached, "%.1f ms (at most %.1f)",
             phil_bench_median(m->explain_ms, PEOPLE),
             phil_bench_quantile(m->explain_ms, PEOPLE, 1));
    snprintf(ratio, sizeof ratio, "Quickscore %.0f x, enumeration %.0f x as long",
             phil_bench_median(ratios, PEOPLE), m->enumerated_us / m->one_us[0]);
    phil_bench_summary_head();
    phil_bench_summary("explanation with intervals, 15 yes", reached, "50 ms", ratio);
}

int main(int argc, char **argv)
{
    static const int yes[] = {0, 5, 10, 15, 20, 25};
    struct phil_knowledge *k;
    struct measured m, usual;
    phil_bench_options(argc, argv, "How long an explanation takes, beside textbook inference.");
    if (phil_knowledge_new(&k, NULL, phil_bench_log()))
        return 1;
    printf("%zu causes, %zu findings; %d people each; ms of CPU\n\n", k->n_causes, k->n_findings,
           PEOPLE);
    printf(" yes  explain: median, most, draws   without intervals    next question\n");
    bool fine = true;
    for (size_t i = 0; i < sizeof yes / sizeof *yes && fine; i++) {
        fine = measure(&m, k, yes[i], yes[i] == 15);
        if (fine)
            show(&m, yes[i]);
        if (yes[i] == 15)
            usual = m;
    }
    if (fine) {
        show_rivals(&usual);
        summarise(&usual);
    }
    phil_knowledge_free(k);
    return fine ? 0 : 1;
}
