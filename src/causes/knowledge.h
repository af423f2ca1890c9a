/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The knowledge base in memory, as the files of knowledge/ say it and with every name resolved to
 * an index. The loader alone makes and frees it; everyone else reads.
 */
#ifndef PHIL_CAUSES_KNOWLEDGE_H
#define PHIL_CAUSES_KNOWLEDGE_H

#include <philtrum/causes.h>

/* A test on one finding. Unknown findings never fulfil it. */
enum phil_test { PHIL_TEST_IS, PHIL_TEST_IS_NOT, PHIL_TEST_AT_LEAST, PHIL_TEST_AT_MOST };

struct phil_condition {
    size_t finding;
    enum phil_test test;
    double value; /* yes 1, no 0, the number, the index of the choice */
};

/* Holds when every one of `all` holds, one of `any` where there are any, and none of `none`. */
struct phil_when {
    struct phil_condition *all, *any, *none;
    size_t n_all, n_any, n_none;
};

/* Share of people of this sex and age in whom a cause is present. */
struct phil_prior {
    int sex;                 /* index of a choice of the finding "sex"; -1: any */
    double from_age, to_age; /* years; from <= age < to */
    struct phil_figure share;
};

/* How an exposure changes a cause's prior odds: the factor by the dose, its logarithm linear
 * between the points and level beyond them. A yes/no has the doses 0 and 1.
 *
 * Several exposures may measure one thing (caffeine by weight, in cups, as "a lot"). Their factors
 * must not multiply: of the exposures of one cause with the same `of`, the first in the file that
 * is known counts alone. One that is `beside` the one before it is a part of the same measurement
 * (energy drinks beside cups), and both count together. */
struct phil_dose_point {
    double dose;
    struct phil_figure odds_ratio;
};
struct phil_exposure {
    size_t finding;
    struct phil_dose_point *points; /* by rising dose */
    size_t n_points;
    const char *of; /* what it measures: the same pointer in all that do; NULL: itself alone */
    bool beside;    /* counts together with the exposure before it */
};

/* P(finding | this cause alone, without the background): a link of the noisy-OR. */
struct phil_link {
    size_t finding;
    struct phil_figure probability;
};

struct phil_cause_entry {
    struct phil_cause view;
    enum phil_care care; /* at least this when the cause is likely */
    double care_from;    /* ... from this probability on */
    const char *action;  /* what one would do about it: questions are chosen to tell these apart */
    struct phil_prior *priors; /* cover every age and sex */
    struct phil_exposure *exposures;
    struct phil_link *links;
    size_t *remedies; /* indices, in the order in which to try */
    size_t n_priors, n_exposures, n_links, n_remedies;
};

struct phil_finding_entry {
    struct phil_finding view;
    const char *group;     /* findings of one group are asked one after the other */
    bool first;            /* always asked, before the adaptive part */
    struct phil_when from; /* a derived yes/no: yes when it holds, no when all its findings are
                              known and it does not; empty for others */
    struct phil_when asked_when; /* asked only when it holds; empty: always */
};

struct phil_screen {
    const char *id, *text;
    size_t *findings;
    const struct phil_finding **views; /* the same ones, as results show them */
    size_t n_findings;
};

struct phil_rule {
    const char *id;
    enum phil_care care;
    struct phil_when when;
    const char *text, *source;
    enum phil_basis basis;
};

struct phil_caution {
    struct phil_when when; /* empty: always */
    const char *text, *source;
    bool withhold;
};

/* Room in a plan for what is done on a day, and for its title (trial.h). */
enum { PHIL_TRIAL_TEXT = 512, PHIL_TRIAL_TITLE = 256 };

/* How a remedy is tested in one person, beside what the public view tells. A limit that holds is
 * added to what is done on usual days, or (withhold) says why there is no trial. */
struct phil_trial_entry {
    struct phil_remedy_trial view;
    struct phil_caution *limits;
    size_t *needs; /* findings that must be known; without them `needs_text` says why */
    const char *needs_text;
    size_t n_limits, n_needs;
};

struct phil_remedy {
    const char *id, *text, *how, *source;
    int try_for_days;
    enum phil_basis basis;
    struct phil_caution *cautions;
    size_t n_cautions;
    struct phil_trial_entry *trial; /* NULL: none */
};

struct phil_arena;

struct phil_knowledge {
    struct phil_source *sources;
    struct phil_finding_entry *findings;
    struct phil_screen *screens;
    struct phil_cause_entry *causes;
    struct phil_remedy *remedies;
    struct phil_rule *rules;
    struct phil_intake *intakes;
    struct phil_muscle *muscles;
    size_t *region_muscles[PHIL_N_REGIONS]; /* indices, nearest first */
    size_t n_region_muscles[PHIL_N_REGIONS];
    size_t n_sources, n_findings, n_screens, n_causes, n_remedies, n_rules, n_intakes, n_muscles;
    size_t age, sex, complaint; /* the findings "age", "sex", "lip_twitch" */
    struct phil_arena *arena;   /* the loader's: owns everything above */
};

/* The index of a finding; n_findings when there is none. */
size_t phil_knowledge_finding_at(const struct phil_knowledge *knowledge, const char *id);

/* The remedy with this id; NULL when there is none. */
const struct phil_remedy *phil_knowledge_remedy(const struct phil_knowledge *knowledge,
                                                const char *id);

/* A word as a yes/no or a choice takes it: "yes", "no", "true", "false"; a choice. */
bool phil_finding_word(const struct phil_finding *finding, const char *word, double *value);

/* What stands for a finding, by index: phil_answers_get() without the search. */
bool phil_answers_at(const struct phil_answers *answers, size_t finding,
                     struct phil_answer *answer);

/* Whether a condition or all of a `when` holds on what is known. An empty `when` holds. */
bool phil_condition_holds(const struct phil_knowledge *knowledge,
                          const struct phil_condition *condition,
                          const struct phil_answers *answers);
bool phil_when_holds(const struct phil_knowledge *knowledge, const struct phil_when *when,
                     const struct phil_answers *answers);

#endif
