/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small knowledge bases made by hand, and what follows from them by adding up every combination
 * of causes straight from their figures.
 */
#ifndef TESTS_CAUSES_WORLD_H
#define TESTS_CAUSES_WORLD_H

#include "oracle.h"

#include "causes/knowledge.h"

enum { WORLD_FINDINGS = 128, WORLD_CAUSES = 32, WORLD_ROWS = 128, WORLD_RULES = 32 };

/* Everything a knowledge base points to. Too large for the stack: world_new(). */
struct world {
    struct phil_knowledge k;
    struct phil_finding_entry finding[WORLD_FINDINGS];
    struct phil_cause_entry cause[WORLD_CAUSES];
    struct phil_prior prior[WORLD_CAUSES][4];
    struct phil_exposure exposure[WORLD_CAUSES][4];
    struct phil_dose_point point[WORLD_CAUSES][4][4];
    struct phil_link link[WORLD_CAUSES][WORLD_ROWS];
    size_t cause_remedy[WORLD_CAUSES][4];
    struct phil_remedy remedy[WORLD_RULES];
    struct phil_caution caution[WORLD_RULES][4];
    struct phil_rule rule[WORLD_RULES];
    struct phil_screen screen[4];
    struct phil_condition condition[256];
    size_t n_conditions;
    size_t screen_finding[4][8];
    const struct phil_finding *screen_view[4][8];
    char name[WORLD_FINDINGS + WORLD_CAUSES][16];
    size_t n_names;
};

enum { WORLD_AGE, WORLD_SEX, WORLD_COMPLAINT }; /* the first findings of every world */

/* Age, sex and the complaint (background 0.02), nothing else. The caller frees it with free(). */
struct world *world_new(void);

struct phil_figure world_figure(double value, double factor); /* range value / factor .. */

/* A yes/no of the network. Returns its index. */
size_t world_finding(struct world *w, double background);
/* One outside the network; a number when `hi` > 0. */
size_t world_exposure_finding(struct world *w, double hi);
/* Linked to the complaint with strength `part`. */
size_t world_cause(struct world *w, double share, double part);
void world_link(struct world *w, size_t cause, size_t finding, double strength);
/* Odds ratios 1 at dose 0 and `ratio` at `dose`. */
void world_exposure(struct world *w, size_t cause, size_t finding, double dose, double ratio);
/* Condition: finding is `value`. */
struct phil_when world_when(struct world *w, size_t n, const size_t *findings, bool any);
size_t world_rule(struct world *w, enum phil_care care, struct phil_when when);
size_t world_remedy(struct world *w, size_t cause);
size_t world_screen(struct world *w, size_t n, const size_t *findings);

/* A random one: `causes` causes, `findings` findings of the network after the first three, and two
 * exposures (one yes/no, one number) last. Known to nobody yet. */
struct world *world_random(struct dice *dice, size_t causes, size_t findings, double density);

/* What is known of findings, in the test's own words: NaN unknown, else P(yes) or the number. */
struct world_truth {
    long double evidence, unexplained, present[WORLD_CAUSES], active[WORLD_CAUSES];
};
struct world_truth world_solve(const struct world *w, const double *known);

/* Chance that none of the causes in `mask` has a part in the twitch. */
long double world_none_of(const struct world *w, const double *known, size_t mask);

/* Nothing is known of anybody. */
void world_forget(double *known);

/* The result for a cause, wherever it stands. */
const struct phil_cause_result *
world_result(const struct world *w, const struct phil_explanation *explanation, size_t cause);

/* The same as answers: set by the public functions. The caller frees them. */
struct phil_answers *world_answers(const struct world *w, const double *known);

#endif
