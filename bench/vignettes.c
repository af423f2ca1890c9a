/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often `philtrum explain` is right on published people (tests/causes/vignettes).
 *
 * "First" and "in three": a cause that the publication supports leads, or is among the first
 * three; "main one first" counts the publication's first alone. "Care right", "too low", "too
 * high": against the level that guidance wanted then. Each share has Wilson's 95 % interval. The
 * half `open` may have been looked at while figures of knowledge/ were reconsidered, the half
 * `held` not: the difference is the optimism. The second set was written by another person after
 * the figures, blind to them and to how the first set fared, and the third likewise after the
 * second, of urgent and emergency presentations; their first runs stand in doc/performance.md.
 *
 * "Interviewed": the person is asked as on a terminal and only what is asked becomes known. What a
 * list asks and the publication does not tell is a "no" then, which it need not have been; in the
 * row below it stays unknown: what that row lacks of the full answers, the choice of questions
 * loses.
 *
 * Beside it, on the same people: causes ranked by how common they are at that age and sex, and
 * ranked by philtrum knowing age, sex and the twitch alone; everyone sent to the doctor by
 * appointment. And, from other people's cases, the published figures of symptom checkers and
 * physicians. Vignettes are written-down answers: the figures say nothing of how people answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outcome.h"

static void say(void *user, enum phil_level level, const char *text)
{
    fprintf(stderr, "%s\n", text);
}
static const struct phil_log loud = {say, NULL};

static void print_share(int k, int n)
{
    const struct phil_interval i = wilson(k, n);
    if (n)
        printf("  %3.0f %% (%2.0f-%2.0f)", 100.0 * k / n, 100 * i.lo, 100 * i.hi);
    else
        printf("  %14s", "-");
}

static void print_header(void)
{
    printf("%-32s %4s  %-14s  %-14s  %-14s  %-14s  %-14s  %-14s  %-14s\n", "", "n", "first",
           "main one first", "in three", "care right", "too low", "too high", "self-care raised");
}

static void print_tally(const char *name, const struct tally *t)
{
    printf("%-32s %4d", name, t->n);
    print_share(t->first, t->diagnosed);
    print_share(t->main_first, t->diagnosed);
    print_share(t->in_three, t->diagnosed);
    print_share(t->care_right, t->n);
    print_share(t->too_low, t->n);
    print_share(t->too_high, t->n);
    print_share(t->self_care_raised, t->self_care);
    putchar('\n');
}

/* Age, sex and the other answers but every `left_out`-th; 0 leaves out all the others, which is
 * what a registry would know. */
static struct vignette thinned(const struct vignette *vignette, size_t left_out)
{
    struct vignette thin = *vignette;
    thin.n_answers = 0;
    for (size_t k = 0; k < vignette->n_answers; k++)
        if (!strcmp(vignette->answers[k].finding, "age") ||
            !strcmp(vignette->answers[k].finding, "sex") || (left_out && k % left_out))
            thin.answers[thin.n_answers++] = vignette->answers[k];
    return thin;
}

/* The place of the commonest right cause when causes are ranked by how common they are. */
static size_t rank_by_base_rate(const struct phil_explanation *e, const struct vignette *vignette)
{
    double best = -1;
    size_t rank = 1;
    for (size_t k = 0; k < e->n_causes; k++)
        for (size_t c = 0; c < vignette->n_causes; c++)
            if (!strcmp(e->causes[k].cause->id, vignette->causes[c]) &&
                e->causes[k].base_rate > best)
                best = e->causes[k].base_rate;
    for (size_t k = 0; k < e->n_causes; k++)
        rank += e->causes[k].base_rate > best;
    return best < 0 ? 0 : rank;
}

static bool main_is_commonest(const struct phil_explanation *e, const struct vignette *vignette)
{
    struct vignette main_alone = *vignette;
    main_alone.n_causes = vignette->n_causes > 0;
    return rank_by_base_rate(e, &main_alone) == 1;
}

static bool add_thinned(struct tally *tally, const struct phil_knowledge *knowledge,
                        const struct vignette *vignette)
{
    const struct vignette thin = thinned(vignette, 3);
    struct outcome o;
    if (outcome_of(&o, knowledge, &thin, &loud))
        return false;
    tally_add(tally, &o);
    return true;
}

static bool add_baselines(const struct phil_knowledge *knowledge, const struct vignette *vignette,
                          struct tally *common, struct tally *bare)
{
    const struct phil_explain_settings plain = {0, 1, 0};
    const struct vignette only = thinned(vignette, 0);
    struct phil_answers *answers = NULL;
    struct phil_explanation *e = NULL;
    struct outcome o;
    bool good = !outcome_of(&o, knowledge, &only, &loud);
    if (good) {
        tally_add(bare, &o);
        good = !vignette_answers(&answers, knowledge, &only, &loud) &&
               !phil_explain(&e, knowledge, answers, &plain, &loud);
    }
    if (good) {
        o.rank = rank_by_base_rate(e, vignette);
        o.main_first = main_is_commonest(e, vignette);
        o.care = PHIL_CARE_ROUTINE;
        tally_add(common, &o);
    }
    phil_explanation_free(e);
    phil_answers_free(answers);
    return good;
}

static bool is_of(const struct outcome *outcome, const struct phil_cause *cause)
{
    return outcome->vignette->n_causes && !vignette_set(outcome->vignette) &&
           !strcmp(outcome->vignette->causes[0], cause->id);
}

/* For each main cause: how many, how many first, and what led instead. Which vignette of the held
 * half failed stays unsaid, so that nobody is led to mend it. */
static void print_confusion(const struct outcome *outcomes, size_t n,
                            const struct phil_knowledge *knowledge)
{
    printf("\nWhat led instead (of the first set)\n");
    const struct phil_cause *cause;
    for (size_t at = 0; (cause = phil_knowledge_cause(knowledge, at)); at++) {
        int all = 0, first = 0;
        for (size_t k = 0; k < n; k++) {
            all += is_of(&outcomes[k], cause);
            first += is_of(&outcomes[k], cause) && outcomes[k].rank == 1;
        }
        if (!all)
            continue;
        printf("  %-26s %2d of %2d first", cause->id, first, all);
        for (size_t k = 0; k < n; k++)
            if (is_of(&outcomes[k], cause) && outcomes[k].rank != 1)
                printf("; %s (%s)", outcomes[k].leading[0],
                       vignette_is_open(outcomes[k].vignette) ? outcomes[k].vignette->id : "held");
        putchar('\n');
    }
}

static void print_published(void)
{
    printf(
        "\nPublished, on other people's vignettes (not these)\n"
        "  23 symptom checkers, 45 vignettes     first 34 %%, in three 51 %%, triage right 57 %% "
        "(Semigran 2015, BMJ 351:h3480)\n"
        "  234 physicians, 45 vignettes          first 72 %%, in three 84 %% "
        "(Semigran 2016, JAMA Intern Med)\n");
}

/* What `philtrum explain` asks at most unless told otherwise. */
enum { USUAL_QUESTIONS = 18 };

static bool add_interview(struct tally *tally, int *questions,
                          const struct phil_knowledge *knowledge, const struct vignette *vignette,
                          const char *silent)
{
    struct outcome o;
    int asked;
    if (outcome_of_interview(&o, &asked, knowledge, vignette, USUAL_QUESTIONS, silent, &loud))
        return false;
    *questions += asked;
    tally_add(tally, &o);
    return true;
}

struct sums {
    int questions, blind_questions[N_VIGNETTE_SETS];
    struct tally interviewed, all, open, held, kind[N_VIGNETTE_KINDS], thin, common, bare, unsure;
    struct tally blind[N_VIGNETTE_SETS], blind_interviewed[N_VIGNETTE_SETS];
    struct tally blind_unsure[N_VIGNETTE_SETS];
};

static bool add_interviews(struct tally *asked, struct tally *unsure, int *questions,
                           const struct phil_knowledge *knowledge, const struct vignette *vignette)
{
    int others = 0;
    return add_interview(asked, questions, knowledge, vignette, "no") &&
           add_interview(unsure, &others, knowledge, vignette, "?");
}

static bool judge_blind(struct sums *sums, const struct outcome *outcome,
                        const struct phil_knowledge *knowledge)
{
    const int set = vignette_set(outcome->vignette);
    tally_add(&sums->blind[set], outcome);
    return add_interviews(&sums->blind_interviewed[set], &sums->blind_unsure[set],
                          &sums->blind_questions[set], knowledge, outcome->vignette);
}

static bool judge_first(struct sums *sums, const struct outcome *outcome,
                        const struct phil_knowledge *knowledge)
{
    const struct vignette *v = outcome->vignette;
    tally_add(&sums->all, outcome);
    tally_add(vignette_is_open(v) ? &sums->open : &sums->held, outcome);
    tally_add(&sums->kind[v->kind], outcome);
    return add_thinned(&sums->thin, knowledge, v) &&
           add_interviews(&sums->interviewed, &sums->unsure, &sums->questions, knowledge, v) &&
           add_baselines(knowledge, v, &sums->common, &sums->bare);
}

static bool judge(struct sums *sums, struct outcome *outcomes,
                  const struct phil_knowledge *knowledge, const struct vignettes *vignettes)
{
    for (size_t k = 0; k < vignettes->n; k++) {
        const struct vignette *v = &vignettes->list[k];
        if (outcome_of(&outcomes[k], knowledge, v, &loud) ||
            !(vignette_set(v) ? judge_blind : judge_first)(sums, &outcomes[k], knowledge))
            return false;
    }
    return true;
}

static void print_harm(const char *who, const struct tally *told, const struct tally *asked,
                       int questions)
{
    printf(
        "%s set: emergencies %d, missed %d; more than one level too low: %d; interviewed with %.1f "
        "questions on average, missed %d, more than one level too low %d\n",
        who, told->emergencies, told->emergencies_missed, told->far_too_low,
        (double)questions / told->n, asked->emergencies_missed, asked->far_too_low);
}

static const char *const blind_names[N_VIGNETTE_SETS] = {"", "second", "third"};

static void print_sums(const struct sums *sums)
{
    print_header();
    print_tally("philtrum, first set", &sums->all);
    print_tally("  half open to tuning", &sums->open);
    print_tally("  half held back", &sums->held);
    for (int kind = 0; kind < N_VIGNETTE_KINDS; kind++) {
        char name[40];
        snprintf(name, sizeof name, "  kind: %s", vignette_kind_names[kind]);
        print_tally(name, &sums->kind[kind]);
    }
    print_tally("  every third answer not known", &sums->thin);
    print_tally("  interviewed", &sums->interviewed);
    print_tally("  ... silence is no \"no\"", &sums->unsure);
    print_tally("age, sex and the twitch alone", &sums->bare);
    print_tally("commonest first, all to routine", &sums->common);
    for (int set = 1; set < N_VIGNETTE_SETS; set++) {
        char name[40];
        snprintf(name, sizeof name, "philtrum, %s set (blind)", blind_names[set]);
        print_tally(name, &sums->blind[set]);
        print_tally("  interviewed", &sums->blind_interviewed[set]);
        print_tally("  ... silence is no \"no\"", &sums->blind_unsure[set]);
    }
    print_harm("first", &sums->all, &sums->interviewed, sums->questions);
    for (int set = 1; set < N_VIGNETTE_SETS; set++)
        print_harm(blind_names[set], &sums->blind[set], &sums->blind_interviewed[set],
                   sums->blind_questions[set]);
}

int main(void)
{
    struct phil_knowledge *knowledge = NULL;
    struct vignettes vignettes = {0};
    struct outcome *outcomes = NULL;
    struct sums sums = {0};
    char error[4500] = "";
    bool good = !phil_knowledge_new(&knowledge, NULL, &loud);
    if (good && !vignettes_read(&vignettes, BENCH_VIGNETTES, error, sizeof error)) {
        fprintf(stderr, "%s\n", error);
        good = false;
    }
    if (good)
        good = (outcomes = calloc(vignettes.n, sizeof *outcomes)) &&
               judge(&sums, outcomes, knowledge, &vignettes);
    if (good) {
        print_sums(&sums);
        print_published();
        print_confusion(outcomes, vignettes.n, knowledge);
    }
    free(outcomes);
    vignettes_release(&vignettes);
    phil_knowledge_free(knowledge);
    return good ? 0 : 1;
}
