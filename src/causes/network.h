/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact inference in a two-layer noisy-OR network. network.c tells the idea.
 *
 * One network is solved for PHIL_LANES sets of numbers at once: the same causes, findings and
 * links with other probabilities. What is left out, assumed or drawn at random differs by lane.
 */
#ifndef PHIL_CAUSES_NETWORK_H
#define PHIL_CAUSES_NETWORK_H

#include <philtrum/base.h>

enum { PHIL_LANES = 8 }; /* doubles: one cache line */
typedef double phil_lanes[PHIL_LANES];

struct phil_network_link {
    size_t cause, finding;
};

/* Finding 0 is the complaint. Links 0 .. n_causes - 1 lead to it, one from each cause in order;
 * the strength of one that is not there is 0. Numbers are one row of lanes per item. */
struct phil_network {
    size_t n_causes, n_findings, n_links;
    struct phil_network_link *link;
    phil_lanes *off, *on;    /* weight of each cause's absence, presence */
    phil_lanes *background;  /* of each finding, 0..1 */
    phil_lanes *lit, *unlit; /* likelihood of what is known of it */
    phil_lanes *strength;    /* of each link, 0..1 */
};

/* Room for a network with everything zero; the caller sets `link`. Errors: PHIL_EMEM (empty). */
enum phil_status phil_network_init(struct phil_network *network, size_t n_causes, size_t n_findings,
                                   size_t n_links);
void phil_network_release(struct phil_network *network);

enum phil_step_kind {
    PHIL_STEP_OPEN_CAUSE,
    PHIL_STEP_OPEN_FINDING,
    PHIL_STEP_LINK,
    PHIL_STEP_CLOSE_CAUSE,
    PHIL_STEP_CLOSE_FINDING,
};

struct phil_step {
    enum phil_step_kind kind;
    size_t item;        /* which cause, finding or link */
    unsigned bit;       /* of the cause or finding in the table; of a link: the finding's */
    unsigned cause_bit; /* of a link */
    unsigned bits;      /* of the table before this step */
};

/* In which order to open, link and close. */
struct phil_plan {
    struct phil_step *steps;
    size_t n_steps;
    unsigned width; /* bits of the widest table */
    double work;    /* table entries visited by one forward pass */
};

/* plan.c: looks for a cheap order. Depends on the links alone. Errors: PHIL_EMEM (empty). */
enum phil_status phil_plan_make(struct phil_plan *plan, const struct phil_network *network);
void phil_plan_release(struct phil_plan *plan);

/* What follows, by lane. */
struct phil_solution {
    phil_lanes log_evidence;
    phil_lanes *present; /* n_causes rows: P(cause | evidence); NULL when not wanted */
    phil_lanes *active;  /* P(cause and its link to the complaint active | evidence) */
};

/* A network with its plan and the memory to solve it again and again with other numbers. */
struct phil_solver;

/* `network` is borrowed; its links must stay as they are. Errors: PHIL_EMEM. */
enum phil_status phil_solver_new(struct phil_solver **solver, const struct phil_network *network);
void phil_solver_free(struct phil_solver *solver);

/* To be called once before the first run, with the numbers as they are known in lane 0. Errors:
 * PHIL_EMEM, PHIL_EDATA (the evidence is impossible). */
enum phil_status phil_solver_prepare(struct phil_solver *solver);

/* Whether runs are exact up to rounding, or sums over the likely combinations (subsets.c). */
bool phil_solver_is_exact(const struct phil_solver *solver);

/* Steps of one run with marginals: its cost, in about 2.5 ns each. */
double phil_solver_work(const struct phil_solver *solver);

/* `careful`: with all the digits that there are, where it is not exact. Errors: PHIL_EDATA (the
 * evidence is impossible in some lane). */
enum phil_status phil_solver_run(struct phil_solver *solver, bool careful,
                                 struct phil_solution *solution);

#endif
