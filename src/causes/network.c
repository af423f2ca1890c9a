/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact inference in a two-layer noisy-OR network (BN2O, as in QMR-DT).
 *
 * The network. Causes are present or not, independently: weights `off` and `on`. A finding is lit
 * by its background, and by every present cause with the strength of the link, independently
 * (Pearl 1988, Probabilistic Reasoning in Intelligent Systems, 4.3.2). What is known of a finding
 * is a likelihood for lit and one for unlit: 1 and 0 for a yes, 0 and 1 for a no, anything else
 * for a measurement (Pearl's virtual evidence).
 *
 * Idea. The textbook way (Quickscore: Heckerman 1989, doi:10.48550/arXiv.1304.1511; QMR-DT: Shwe
 * et al. 1991, Methods Inf Med 30:241) sums over all subsets of the m positive findings with
 * alternating signs: 2^m terms that cancel, so that the digits are gone when the evidence is
 * improbable. Here causes and findings are opened one by one, links light findings
 * (table[lit] += q table[unlit], table[unlit] *= 1 - q), and what has all its links behind it is
 * closed: a cause by adding its two halves, a finding by weighing them with its likelihoods. All
 * terms are positive, so each step keeps full relative precision, and only what is open at one
 * time costs memory and time: 2^width with the width of plan.c's order, mostly far below m.
 *
 * Going back through the steps with their transposes gives the table's derivatives, and from table
 * and derivative at the moment when a cause meets the complaint its two probabilities: that it is
 * present, and that its link to the complaint is active.
 *
 * Where it fails. The cost is exponential in the width. Beyond `affordable_work` subsets.c adds up
 * the likely combinations of causes instead. Weights that differ by more than 1e300 within one
 * table would be lost; figures of a knowledge base are nowhere near.
 */
#include "causes/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "causes/subsets.h"
#include "causes/table.h"

/* Table entries that one run may visit: some 25 ms (2.5 ns each, `bench-explain`). An explanation
 * takes up to a hundred runs. */
static const double affordable_work = 1e7;

/* What a run costs in forward passes: the way back takes two. */
static const double passes = 3;

enum phil_status phil_network_init(struct phil_network *network, size_t n_causes, size_t n_findings,
                                   size_t n_links)
{
    *network =
        (struct phil_network){.n_causes = n_causes, .n_findings = n_findings, .n_links = n_links};
    network->link = calloc(n_links + 1, sizeof *network->link);
    network->off = phil_alloc_aligned(n_causes + 1, sizeof *network->off);
    network->on = phil_alloc_aligned(n_causes + 1, sizeof *network->on);
    network->background = phil_alloc_aligned(n_findings + 1, sizeof *network->background);
    network->lit = phil_alloc_aligned(n_findings + 1, sizeof *network->lit);
    network->unlit = phil_alloc_aligned(n_findings + 1, sizeof *network->unlit);
    network->strength = phil_alloc_aligned(n_links + 1, sizeof *network->strength);
    if (network->link && network->off && network->on && network->background && network->lit &&
        network->unlit && network->strength)
        return PHIL_OK;
    phil_network_release(network);
    return PHIL_EMEM;
}

void phil_network_release(struct phil_network *network)
{
    free(network->link);
    free(network->off);
    free(network->on);
    free(network->background);
    free(network->lit);
    free(network->unlit);
    free(network->strength);
    *network = (struct phil_network){0};
}

/* --- one pass over a plan --------------------------------------------------------------------- */

struct pass {
    const struct phil_network *network;
    struct phil_plan plan;
    phil_lanes *table;  /* 2^width */
    phil_lanes *factor; /* of each step, by which the table was rescaled after it */
    phil_lanes *kept;   /* for each cause half a table: as it met the complaint */
    size_t *kept_at;    /* where each cause's begins */
};

static void pass_release(struct pass *pass)
{
    phil_plan_release(&pass->plan);
    free(pass->table);
    free(pass->factor);
    free(pass->kept);
    free(pass->kept_at);
}

static bool meets_complaint(const struct pass *pass, const struct phil_step *step)
{
    return step->kind == PHIL_STEP_LINK && step->item < pass->network->n_causes;
}

static bool is_too_wide(const struct phil_plan *plan, const struct phil_network *network)
{
    return passes * plan->work > affordable_work && network->n_causes <= PHIL_SUBSETS_MOST_CAUSES;
}

static enum phil_status pass_init(struct pass *pass, const struct phil_network *network)
{
    pass->network = network;
    enum phil_status status = phil_plan_make(&pass->plan, network);
    if (status || is_too_wide(&pass->plan, network))
        return status;
    size_t kept = 0;
    pass->kept_at = calloc(network->n_causes + 1, sizeof *pass->kept_at);
    for (size_t s = 0; pass->kept_at && s < pass->plan.n_steps; s++) {
        const struct phil_step *step = &pass->plan.steps[s];
        if (meets_complaint(pass, step)) {
            pass->kept_at[step->item] = kept;
            kept += (size_t)1 << (step->bits - 1);
        }
    }
    pass->table = phil_alloc_aligned((size_t)1 << pass->plan.width, sizeof *pass->table);
    pass->factor = phil_alloc_aligned(pass->plan.n_steps + 1, sizeof *pass->factor);
    pass->kept = phil_alloc_aligned(kept + 1, sizeof *pass->kept);
    return pass->kept_at && pass->table && pass->factor && pass->kept ? PHIL_OK : PHIL_EMEM;
}

static void forward(struct pass *pass, double *exponent)
{
    static const phil_lanes one = {1, 1, 1, 1, 1, 1, 1, 1};
    const struct phil_network *n = pass->network;
    memcpy(pass->table[0], one, sizeof one);
    memset(exponent, 0, sizeof one);
    for (size_t s = 0; s < pass->plan.n_steps; s++) {
        const struct phil_step *step = &pass->plan.steps[s];
        const size_t i = step->item;
        if (step->kind == PHIL_STEP_OPEN_CAUSE) {
            phil_table_open(pass->table, step->bits, n->off[i], n->on[i]);
        } else if (step->kind == PHIL_STEP_OPEN_FINDING) {
            phil_lanes rest;
            for (int l = 0; l < PHIL_LANES; l++)
                rest[l] = 1 - n->background[i][l];
            phil_table_open(pass->table, step->bits, rest, n->background[i]);
        } else if (step->kind == PHIL_STEP_LINK) {
            if (meets_complaint(pass, step))
                phil_table_take_half(&pass->kept[pass->kept_at[i]], pass->table, step->bits,
                                     step->cause_bit);
            phil_table_link(pass->table, step->bits, step->cause_bit, step->bit, n->strength[i]);
        } else {
            const bool cause = step->kind == PHIL_STEP_CLOSE_CAUSE;
            phil_table_close(pass->table, step->bits, step->bit, cause ? one : n->unlit[i],
                             cause ? one : n->lit[i]);
            phil_table_rescale(pass->table, step->bits - 1, pass->factor[s], exponent);
        }
    }
}

static void meet_back(struct pass *pass, const struct phil_step *step,
                      struct phil_solution *solution)
{
    const size_t i = step->item;
    const double *q = pass->network->strength[i];
    phil_lanes *half = &pass->kept[pass->kept_at[i]];
    phil_table_dot_lit(solution->active[i], half, pass->table, step->bits, step->cause_bit,
                       step->bit);
    for (int l = 0; l < PHIL_LANES; l++)
        solution->active[i][l] *= q[l];
    phil_table_link_back(pass->table, step->bits, step->cause_bit, step->bit, q);
    phil_table_dot_half(solution->present[i], half, pass->table, step->bits, step->cause_bit);
}

/* The table holds the derivatives of log P(evidence): times the forward table they sum to 1. */
static void backward(struct pass *pass, struct phil_solution *solution)
{
    const struct phil_network *n = pass->network;
    for (int l = 0; l < PHIL_LANES; l++)
        pass->table[0][l] = pass->table[0][l] > 0 ? 1 / pass->table[0][l] : 0;
    for (size_t s = pass->plan.n_steps; s-- > 0;) {
        const struct phil_step *step = &pass->plan.steps[s];
        const size_t i = step->item;
        if (step->kind == PHIL_STEP_OPEN_CAUSE) {
            phil_table_open_back(pass->table, step->bits, n->off[i], n->on[i]);
        } else if (step->kind == PHIL_STEP_OPEN_FINDING) {
            phil_lanes rest;
            for (int l = 0; l < PHIL_LANES; l++)
                rest[l] = 1 - n->background[i][l];
            phil_table_open_back(pass->table, step->bits, rest, n->background[i]);
        } else if (meets_complaint(pass, step)) {
            meet_back(pass, step, solution);
        } else if (step->kind == PHIL_STEP_LINK) {
            phil_table_link_back(pass->table, step->bits, step->cause_bit, step->bit,
                                 n->strength[i]);
        } else {
            const bool cause = step->kind == PHIL_STEP_CLOSE_CAUSE;
            phil_lanes w0, w1;
            for (int l = 0; l < PHIL_LANES; l++) {
                w0[l] = pass->factor[s][l] * (cause ? 1 : n->unlit[i][l]);
                w1[l] = pass->factor[s][l] * (cause ? 1 : n->lit[i][l]);
            }
            phil_table_close_back(pass->table, step->bits, step->bit, w0, w1);
        }
    }
}

/* A lane whose evidence is impossible ends with log_evidence -INFINITY and zeros. */
static void pass_run(struct pass *pass, struct phil_solution *solution)
{
    forward(pass, solution->log_evidence);
    for (int l = 0; l < PHIL_LANES; l++)
        solution->log_evidence[l] = solution->log_evidence[l] * M_LN2 + log(pass->table[0][l]);
    if (solution->present)
        backward(pass, solution);
}

/* --- the solver ------------------------------------------------------------------------------- */

struct phil_solver {
    const struct phil_network *network;
    struct pass pass;
    struct phil_subsets subsets; /* instead, when the table would be too wide; made in prepare */
    bool wide;
};

enum phil_status phil_solver_new(struct phil_solver **solver, const struct phil_network *network)
{
    *solver = calloc(1, sizeof **solver);
    if (!*solver)
        return PHIL_EMEM;
    (*solver)->network = network;
    enum phil_status status = pass_init(&(*solver)->pass, network);
    (*solver)->wide = !status && is_too_wide(&(*solver)->pass.plan, network);
    if (status) {
        phil_solver_free(*solver);
        *solver = NULL;
    }
    return status;
}

void phil_solver_free(struct phil_solver *solver)
{
    if (!solver)
        return;
    pass_release(&solver->pass);
    phil_subsets_release(&solver->subsets);
    free(solver);
}

enum phil_status phil_solver_prepare(struct phil_solver *solver)
{
    return solver->wide ? phil_subsets_init(&solver->subsets, solver->network) : PHIL_OK;
}

bool phil_solver_is_exact(const struct phil_solver *solver)
{
    return !solver->wide;
}

double phil_solver_work(const struct phil_solver *solver)
{
    const struct phil_network *n = solver->network;
    return solver->wide ? (double)solver->subsets.n_main * (double)(n->n_links + n->n_findings)
                        : passes * solver->pass.plan.work;
}

enum phil_status phil_solver_run(struct phil_solver *solver, bool careful,
                                 struct phil_solution *solution)
{
    if (solver->wide)
        phil_subsets_run(&solver->subsets, careful, solution);
    else
        pass_run(&solver->pass, solution);
    for (int l = 0; l < PHIL_LANES; l++)
        if (!isfinite(solution->log_evidence[l]))
            return PHIL_EDATA;
    return PHIL_OK;
}
