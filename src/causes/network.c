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
 * Where it fails. The cost is exponential in the width. Where the order is wider than
 * `widest_bits`, the causes with the most links are taken to be absent and then present in turn
 * (cutset conditioning, Pearl 1988, 4.3): memory stays bounded, time doubles with each. Weights
 * that differ by more than 1e300 within one table would be lost; figures of a knowledge base are
 * nowhere near.
 */
#include "causes/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "causes/table.h"

/* 2^15 states are 2 MB of lanes: a processor's second-level cache. */
static const unsigned widest_bits = 15;

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

static enum phil_status pass_init(struct pass *pass, const struct phil_network *network)
{
    pass->network = network;
    enum phil_status status = phil_plan_make(&pass->plan, network);
    if (status || pass->plan.width > widest_bits)
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

/* --- cutset conditioning ---------------------------------------------------------------------- */

/* `reduced` is the network without the links of the causes in `cut`, except those to the
 * complaint; what these causes light is in its backgrounds. Without a cut there is none. */
struct phil_solver {
    const struct phil_network *network;
    struct phil_network reduced;
    size_t *original; /* of each link of `reduced`: which one it was */
    size_t *cut;
    size_t n_cut;
    bool *is_cut;
    struct pass pass;
    struct phil_solution part;
    double work;
};

static bool stays(const struct phil_solver *solver, size_t link)
{
    return link < solver->network->n_causes || !solver->is_cut[solver->network->link[link].cause];
}

/* The cause with the most links that are left; n_causes when none has any. */
static size_t busiest(const struct phil_solver *solver)
{
    const struct phil_network *n = solver->network;
    size_t best = n->n_causes, most = 0;
    for (size_t c = 0; c < n->n_causes; c++) {
        size_t links = 0;
        for (size_t k = n->n_causes; k < n->n_links; k++)
            links += n->link[k].cause == c && stays(solver, k);
        if (links > most) {
            best = c;
            most = links;
        }
    }
    return best;
}

static enum phil_status reduce(struct phil_solver *solver)
{
    const struct phil_network *n = solver->network;
    phil_network_release(&solver->reduced);
    enum phil_status status =
        phil_network_init(&solver->reduced, n->n_causes, n->n_findings, n->n_links);
    if (status)
        return status;
    solver->reduced.n_links = 0;
    for (size_t k = 0; k < n->n_links; k++)
        if (stays(solver, k)) {
            solver->original[solver->reduced.n_links] = k;
            solver->reduced.link[solver->reduced.n_links++] = n->link[k];
        }
    return PHIL_OK;
}

static enum phil_status cut_down(struct phil_solver *solver)
{
    enum phil_status status = pass_init(&solver->pass, solver->network);
    while (!status && solver->pass.plan.width > widest_bits) {
        const size_t cause = busiest(solver);
        if (cause == solver->network->n_causes)
            return PHIL_EBUG; /* a star around the complaint has a width of 2 */
        solver->is_cut[cause] = true;
        solver->cut[solver->n_cut++] = cause;
        pass_release(&solver->pass);
        solver->pass = (struct pass){0};
        status = reduce(solver);
        if (!status)
            status = pass_init(&solver->pass, &solver->reduced);
    }
    return status;
}

enum phil_status phil_solver_new(struct phil_solver **solver, const struct phil_network *network)
{
    *solver = calloc(1, sizeof **solver);
    if (!*solver)
        return PHIL_EMEM;
    struct phil_solver *s = *solver;
    s->network = network;
    s->original = calloc(network->n_links + 1, sizeof *s->original);
    s->cut = calloc(network->n_causes + 1, sizeof *s->cut);
    s->is_cut = calloc(network->n_causes + 1, sizeof *s->is_cut);
    s->part.present = phil_alloc_aligned(network->n_causes + 1, sizeof *s->part.present);
    s->part.active = phil_alloc_aligned(network->n_causes + 1, sizeof *s->part.active);
    enum phil_status status = PHIL_EMEM;
    if (s->original && s->cut && s->is_cut && s->part.present && s->part.active)
        status = cut_down(s);
    if (status) {
        phil_solver_free(s);
        *solver = NULL;
        return status;
    }
    /* Back costs about twice what forward does. */
    s->work = ldexp(3 * s->pass.plan.work, (int)s->n_cut);
    return PHIL_OK;
}

void phil_solver_free(struct phil_solver *solver)
{
    if (!solver)
        return;
    pass_release(&solver->pass);
    phil_network_release(&solver->reduced);
    free(solver->original);
    free(solver->cut);
    free(solver->is_cut);
    free(solver->part.present);
    free(solver->part.active);
    free(solver);
}

double phil_solver_work(const struct phil_solver *solver)
{
    return solver->work;
}

/* The reduced network's numbers when the causes of the cut are as the bits of `state` say. */
static void assume(struct phil_solver *solver, size_t state)
{
    const struct phil_network *n = solver->network;
    struct phil_network *r = &solver->reduced;
    memcpy(r->off, n->off, n->n_causes * sizeof *r->off);
    memcpy(r->on, n->on, n->n_causes * sizeof *r->on);
    memcpy(r->lit, n->lit, n->n_findings * sizeof *r->lit);
    memcpy(r->unlit, n->unlit, n->n_findings * sizeof *r->unlit);
    memcpy(r->background, n->background, n->n_findings * sizeof *r->background);
    for (size_t k = 0; k < r->n_links; k++)
        memcpy(r->strength[k], n->strength[solver->original[k]], sizeof *r->strength);
    for (size_t i = 0; i < solver->n_cut; i++) {
        const size_t cause = solver->cut[i];
        const bool present = state >> i & 1;
        memset(present ? r->off[cause] : r->on[cause], 0, sizeof *r->on);
        for (size_t k = n->n_causes; present && k < n->n_links; k++)
            if (n->link[k].cause == cause) {
                double *b = r->background[n->link[k].finding];
                for (int l = 0; l < PHIL_LANES; l++)
                    b[l] += (1 - b[l]) * n->strength[k][l];
            }
    }
}

/* Adds one part to the sums, which are kept relative to the largest evidence so far. */
static void add_part(const struct phil_solver *solver, struct phil_solution *sum, double *total)
{
    const struct phil_solution *part = &solver->part;
    for (int l = 0; l < PHIL_LANES; l++) {
        const double top = fmax(sum->log_evidence[l], part->log_evidence[l]);
        if (!isfinite(top))
            continue;
        const double old = exp(sum->log_evidence[l] - top),
                     fresh = exp(part->log_evidence[l] - top);
        sum->log_evidence[l] = top;
        total[l] = old * total[l] + fresh;
        for (size_t c = 0; sum->present && c < solver->network->n_causes; c++) {
            sum->present[c][l] = old * sum->present[c][l] + fresh * part->present[c][l];
            sum->active[c][l] = old * sum->active[c][l] + fresh * part->active[c][l];
        }
    }
}

static void run_parts(struct phil_solver *solver, struct phil_solution *solution)
{
    phil_lanes total = {0};
    const size_t n = solver->network->n_causes;
    for (int l = 0; l < PHIL_LANES; l++)
        solution->log_evidence[l] = -INFINITY;
    if (solution->present) {
        memset(solution->present, 0, n * sizeof *solution->present);
        memset(solution->active, 0, n * sizeof *solution->active);
    }
    for (size_t state = 0; state < (size_t)1 << solver->n_cut; state++) {
        assume(solver, state);
        pass_run(&solver->pass, &solver->part);
        add_part(solver, solution, total);
    }
    for (int l = 0; l < PHIL_LANES; l++) {
        solution->log_evidence[l] += log(total[l]);
        for (size_t c = 0; solution->present && c < n; c++) {
            solution->present[c][l] /= total[l];
            solution->active[c][l] /= total[l];
        }
    }
}

enum phil_status phil_solver_run(struct phil_solver *solver, struct phil_solution *solution)
{
    if (solver->n_cut)
        run_parts(solver, solution);
    else
        pass_run(&solver->pass, solution);
    for (int l = 0; l < PHIL_LANES; l++)
        if (!isfinite(solution->log_evidence[l]))
            return PHIL_EDATA;
    return PHIL_OK;
}
