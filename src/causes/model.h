/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The network of one person: the knowledge base with what is known filled in. model.c tells what
 * becomes of each thing known.
 */
#ifndef PHIL_CAUSES_MODEL_H
#define PHIL_CAUSES_MODEL_H

#include "causes/knowledge.h"
#include "causes/network.h"

#define PHIL_NOTHING SIZE_MAX

/* A link as seen from its finding. */
struct phil_model_link {
    size_t cause;
    const struct phil_figure *strength;
    size_t key;    /* of the figure among all figures: which random number it gets */
    size_t column; /* the network's link; PHIL_NOTHING when the finding is folded away */
};

/* A finding of the network that is known. */
struct phil_evidence {
    size_t finding;
    struct phil_answer answer;
    double lit, unlit; /* likelihood of what is known, were it so or not */
    size_t row;        /* in the network; PHIL_NOTHING when folded into the causes' weights */
};

struct phil_model {
    const struct phil_knowledge *knowledge;
    const struct phil_answers *answers;
    size_t *first; /* links of finding f: link[first[f]] .. link[first[f + 1] - 1] */
    struct phil_model_link *link;
    size_t *cause_key; /* first key of each cause's figures: prior, exposures, links */
    size_t background_key;
    struct phil_evidence *known; /* the complaint first */
    size_t n_known;
    double **dose; /* of each cause's exposures; NaN: not known */
    double age;    /* years */
    size_t sex;    /* index of the choice; PHIL_NOTHING when not known */
    struct phil_network network;
    struct phil_solver *solver;
};

/* Builds it. Errors: PHIL_EMEM (everything empty). */
enum phil_status phil_model_init(struct phil_model *model, const struct phil_knowledge *knowledge,
                                 const struct phil_answers *answers);
void phil_model_release(struct phil_model *model);

/* One set of numbers. */
struct phil_variant {
    size_t without;      /* finding left out, as evidence and as exposure */
    size_t assumed;      /* unknown finding taken to be ... */
    double value;        /* ... this: a dose, or 0 (no) where it is a finding of the network */
    const bool *blocked; /* causes whose links to the complaint stay inactive, or that are absent
                            when there is no complaint; NULL: none */
    uint64_t seed;
    size_t draw; /* figures drawn from their ranges, the draw-th time; PHIL_NOTHING: the values */
};

/* Everything as it is known, by the figures themselves. */
struct phil_variant phil_variant_as_known(void);

/* What came out for one variant. Rows have a stride of PHIL_LANES. */
struct phil_outcome {
    double log_evidence;
    const double *present, *active; /* of cause c: [c * PHIL_LANES]; NULL when not wanted */
};

typedef void phil_outcome_taker(void *user, size_t at, const struct phil_outcome *outcome);

/* Solves `n` variants, PHIL_LANES at a time, and hands each outcome over in order. Without
 * `marginals` only the evidence, at a third of the cost. Errors: PHIL_EDATA, PHIL_EMEM. */
enum phil_status phil_model_run(struct phil_model *model, const struct phil_variant *variants,
                                size_t n, bool marginals, phil_outcome_taker *take, void *user);

/* Share of people of this age and sex in whom the cause is present. */
double phil_model_base_rate(const struct phil_model *model, size_t cause);

/* What stands for a finding, by index; false when nothing is known or it was marked unknown. */
bool phil_model_get(const struct phil_model *model, size_t finding, struct phil_answer *answer);

/* Whether the finding is an exposure, and something better is known wherever it is one. */
bool phil_model_outdone(const struct phil_model *model, size_t finding);

/* Log odds ratio of an exposure at a dose; `z` 0 for the figures themselves. */
double phil_exposure_log_ratio(const struct phil_exposure *exposure, double dose, double z);

#endif
