/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inference over the likely combinations of causes alone, for evidence that is too wide for the
 * table (network.c): somebody who says yes to dozens of questions, most of which several causes
 * share.
 *
 * Idea. So much evidence leaves few combinations: of the 2^25 that the knowledge base allows, a few
 * ten thousand carry all but 1e-9. They are found by walking from the empty set, always on from
 * the likeliest combination that has not been left yet, to all those that differ in one cause
 * (search-based diagnosis: Henrion 1991, arXiv:1303.5721; Pearl's best-first search). Two
 * explanations that exclude each other are joined by the combination of both, which is less likely
 * by a prior or two: far above `deepest`. The walk ends where the best way on lies below that, or
 * after MOST combinations.
 *
 * Where it fails. It is a sum over what was found, not exact: MOST combinations may leave something
 * out when the evidence decides little. The list is made for the evidence as it is known; with a
 * finding left out, or with figures drawn from their ranges, others would matter a little more,
 * and for those runs only the main ones are taken.
 */
#include "causes/subsets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

enum { MOST = 65536, MOST_MAIN = 4096 };

/* Natural logarithm of the share of the likeliest combination below which none is visited: 1e-15.
 */
static const double deepest = -34.5;
static const double main_share = 1 - 1e-5; /* of the weight, carried by the main ones */

/* --- places that were seen ----------------------------------------------------------------------
 */

struct place {
    uint64_t set;
    double log_weight;
};

struct walk {
    struct place *heap; /* the likeliest on top */
    size_t n_heap, heap_capacity;
    struct place *left; /* those that were left: the result */
    size_t n_left, left_capacity;
    uint64_t *seen; /* hash table of set + 1, 0: free; a power of two, at most half full */
    size_t n_seen, seen_size;
    double best;
};

static void walk_release(struct walk *walk)
{
    free(walk->heap);
    free(walk->left);
    free(walk->seen);
}

static size_t slot_of(const struct walk *walk, uint64_t set)
{
    size_t at = (size_t)(((set + 1) * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (walk->seen_size - 1);
    while (walk->seen[at] && walk->seen[at] != set + 1)
        at = (at + 1) & (walk->seen_size - 1);
    return at;
}

static bool make_room(struct walk *walk)
{
    if (2 * (walk->n_seen + 1) <= walk->seen_size)
        return true;
    struct walk larger = {.seen_size = walk->seen_size ? 2 * walk->seen_size : 1024};
    larger.seen = calloc(larger.seen_size, sizeof *larger.seen);
    if (!larger.seen)
        return false;
    for (size_t i = 0; i < walk->seen_size; i++)
        if (walk->seen[i])
            larger.seen[slot_of(&larger, walk->seen[i] - 1)] = walk->seen[i];
    free(walk->seen);
    walk->seen = larger.seen;
    walk->seen_size = larger.seen_size;
    return true;
}

static bool push(struct walk *walk, uint64_t set, double log_weight)
{
    if (!phil_grow((void **)&walk->heap, &walk->heap_capacity, walk->n_heap + 1,
                   sizeof *walk->heap))
        return false;
    size_t at = walk->n_heap++;
    for (; at > 0 && walk->heap[(at - 1) / 2].log_weight < log_weight; at = (at - 1) / 2)
        walk->heap[at] = walk->heap[(at - 1) / 2];
    walk->heap[at] = (struct place){set, log_weight};
    return true;
}

static struct place pop(struct walk *walk)
{
    const struct place top = walk->heap[0], last = walk->heap[--walk->n_heap];
    size_t at = 0;
    for (size_t child = 1; child < walk->n_heap; child = 2 * at + 1) {
        if (child + 1 < walk->n_heap &&
            walk->heap[child + 1].log_weight > walk->heap[child].log_weight)
            child++;
        if (walk->heap[child].log_weight <= last.log_weight)
            break;
        walk->heap[at] = walk->heap[child];
        at = child;
    }
    walk->heap[at] = last;
    return top;
}

/* Puts a combination on the list of places to go to, once. */
static bool note(struct walk *walk, uint64_t set, double log_weight)
{
    if (!(log_weight > walk->best + deepest))
        return true;
    if (!make_room(walk))
        return false;
    const size_t slot = slot_of(walk, set);
    if (walk->seen[slot])
        return true;
    walk->seen[slot] = set + 1;
    walk->n_seen++;
    walk->best = fmax(walk->best, log_weight);
    return push(walk, set, log_weight);
}

/* --- walking ------------------------------------------------------------------------------------
 */

static double likelihood(const struct phil_network *n, size_t finding, int lane, double dark)
{
    return n->lit[finding][lane] * (1 - dark) + n->unlit[finding][lane] * dark;
}

/* Lane 0's dark of every finding. */
static void darken(const struct phil_subsets *s, uint64_t set)
{
    const struct phil_network *n = s->network;
    for (size_t f = 0; f < n->n_findings; f++)
        s->dark[f][0] = 1 - n->background[f][0];
    for (size_t c = 0; c < n->n_causes; c++)
        for (size_t e = s->first[c]; set >> c & 1 && e < s->first[c + 1]; e++)
            s->dark[n->link[s->link[e]].finding][0] *= 1 - n->strength[s->link[e]][0];
}

/* What turning one cause over does to the logarithm of the weight. A strength of 1 is taken as a
 * little less, so that it can be undone. */
static double turn_over(const struct phil_subsets *s, uint64_t set, size_t cause)
{
    const struct phil_network *n = s->network;
    const bool on = set >> cause & 1;
    double ratio = on ? n->off[cause][0] / n->on[cause][0] : n->on[cause][0] / n->off[cause][0];
    double log_ratio = 0;
    for (size_t e = s->first[cause]; e < s->first[cause + 1]; e++) {
        const size_t f = n->link[s->link[e]].finding;
        const double dark = s->dark[f][0], keep = fmax(1e-12, 1 - n->strength[s->link[e]][0]);
        const double other = on ? fmin(1, dark / keep) : dark * keep;
        ratio *= likelihood(n, f, 0, other) / likelihood(n, f, 0, dark);
        if (ratio < 1e-100 || ratio > 1e100) {
            log_ratio += log(ratio);
            ratio = 1;
        }
    }
    return log_ratio + log(ratio);
}

static bool leave(struct phil_subsets *s, struct walk *walk, struct place place)
{
    if (!phil_grow((void **)&walk->left, &walk->left_capacity, walk->n_left + 1,
                   sizeof *walk->left))
        return false;
    walk->left[walk->n_left++] = place;
    darken(s, place.set);
    for (size_t c = 0; c < s->network->n_causes; c++)
        if (!note(walk, place.set ^ UINT64_C(1) << c,
                  place.log_weight + turn_over(s, place.set, c)))
            return false;
    return true;
}

static bool go(struct phil_subsets *s, struct walk *walk)
{
    walk->best = -INFINITY;
    if (!note(walk, 0, 0))
        return false;
    while (walk->n_heap && walk->n_left < MOST) {
        const struct place place = pop(walk);
        if (place.log_weight < walk->best + deepest)
            break;
        if (!leave(s, walk, place))
            return false;
    }
    return true;
}

static int by_weight(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    if (p->log_weight != q->log_weight)
        return p->log_weight < q->log_weight ? 1 : -1;
    return (p->set > q->set) - (p->set < q->set);
}

static enum phil_status keep(struct phil_subsets *s, struct walk *walk)
{
    double total = 0, sum = 0;
    qsort(walk->left, walk->n_left, sizeof *walk->left, by_weight);
    s->set = calloc(walk->n_left + 1, sizeof *s->set);
    if (!s->set)
        return PHIL_EMEM;
    for (size_t i = 0; i < walk->n_left; i++)
        total += exp(walk->left[i].log_weight - walk->best);
    for (; s->n < walk->n_left && walk->left[s->n].log_weight >= walk->best + deepest; s->n++) {
        s->set[s->n] = walk->left[s->n].set;
        s->n_main += sum < main_share * total && s->n_main < MOST_MAIN;
        sum += exp(walk->left[s->n].log_weight - walk->best);
    }
    return s->n ? PHIL_OK : PHIL_EDATA;
}

static bool index_links(struct phil_subsets *s)
{
    const struct phil_network *n = s->network;
    s->first = calloc(n->n_causes + 2, sizeof *s->first);
    s->link = calloc(n->n_links + 1, sizeof *s->link);
    s->dark = phil_alloc_aligned(n->n_findings + 1, sizeof *s->dark);
    s->scale = phil_alloc_aligned(n->n_findings + 1, sizeof *s->scale);
    if (!s->first || !s->link || !s->dark || !s->scale)
        return false;
    for (size_t k = 0; k < n->n_links; k++)
        s->first[n->link[k].cause + 2]++;
    for (size_t c = 2; c < n->n_causes + 2; c++)
        s->first[c] += s->first[c - 1];
    for (size_t k = 0; k < n->n_links; k++)
        s->link[s->first[n->link[k].cause + 1]++] = k;
    return true;
}

enum phil_status phil_subsets_init(struct phil_subsets *subsets, const struct phil_network *network)
{
    struct walk walk = {0};
    *subsets = (struct phil_subsets){.network = network};
    enum phil_status status = PHIL_EMEM;
    if (index_links(subsets) && go(subsets, &walk))
        status = keep(subsets, &walk);
    walk_release(&walk);
    if (status)
        phil_subsets_release(subsets);
    return status;
}

void phil_subsets_release(struct phil_subsets *subsets)
{
    free(subsets->first);
    free(subsets->link);
    free(subsets->set);
    free(subsets->dark);
    free(subsets->scale);
    *subsets = (struct phil_subsets){0};
}

/* --- adding up ----------------------------------------------------------------------------------
 */

static void darken_all(struct phil_subsets *s, uint64_t set)
{
    const struct phil_network *n = s->network;
    for (size_t f = 0; f < n->n_findings; f++)
        for (int l = 0; l < PHIL_LANES; l++)
            s->dark[f][l] = 1 - n->background[f][l];
    for (size_t c = 0; c < n->n_causes; c++)
        for (size_t e = s->first[c]; set >> c & 1 && e < s->first[c + 1]; e++) {
            double *dark = s->dark[n->link[s->link[e]].finding];
            const double *q = n->strength[s->link[e]];
            for (int l = 0; l < PHIL_LANES; l++)
                dark[l] *= 1 - q[l];
        }
}

/* Each finding's likelihood is told relative to that of the first combination, lest the product
 * of a hundred small ones vanish. Returns in `reference` the logarithm of what was taken out. */
static void set_scale(struct phil_subsets *s, double *reference)
{
    const struct phil_network *n = s->network;
    darken_all(s, s->set[0]);
    memset(reference, 0, PHIL_LANES * sizeof *reference);
    for (size_t f = 0; f < n->n_findings; f++)
        for (int l = 0; l < PHIL_LANES; l++) {
            const double p = likelihood(n, f, l, s->dark[f][l]);
            s->scale[f][l] = p > 0 ? 1 / p : 1;
            reference[l] -= log(s->scale[f][l]);
        }
}

static void weigh(struct phil_subsets *s, uint64_t set, double *weight)
{
    const struct phil_network *n = s->network;
    darken_all(s, set);
    for (int l = 0; l < PHIL_LANES; l++)
        weight[l] = 1;
    for (size_t c = 0; c < n->n_causes; c++) {
        const double *w = set >> c & 1 ? n->on[c] : n->off[c];
        for (int l = 0; l < PHIL_LANES; l++)
            weight[l] *= w[l];
    }
    for (size_t f = 0; f < n->n_findings; f++)
        for (int l = 0; l < PHIL_LANES; l++)
            weight[l] *= likelihood(n, f, l, s->dark[f][l]) * s->scale[f][l];
}

static void add_causes(const struct phil_subsets *s, uint64_t set, const double *weight,
                       struct phil_solution *solution)
{
    const struct phil_network *n = s->network;
    double active[PHIL_LANES];
    for (int l = 0; l < PHIL_LANES; l++) {
        const double p = likelihood(n, 0, l, s->dark[0][l]);
        active[l] = p > 0 ? weight[l] * n->lit[0][l] / p : 0;
    }
    for (size_t c = 0; c < n->n_causes; c++)
        for (int l = 0; set >> c & 1 && l < PHIL_LANES; l++) {
            solution->present[c][l] += weight[l];
            solution->active[c][l] += active[l] * n->strength[c][l];
        }
}

void phil_subsets_run(struct phil_subsets *subsets, bool all, struct phil_solution *solution)
{
    const size_t n = subsets->network->n_causes;
    double reference[PHIL_LANES], total[PHIL_LANES] = {0};
    set_scale(subsets, reference);
    for (size_t c = 0; solution->present && c < n; c++) {
        memset(solution->present[c], 0, sizeof total);
        memset(solution->active[c], 0, sizeof total);
    }
    for (size_t i = 0; i < (all ? subsets->n : subsets->n_main); i++) {
        double weight[PHIL_LANES];
        weigh(subsets, subsets->set[i], weight);
        for (int l = 0; l < PHIL_LANES; l++)
            total[l] += weight[l];
        if (solution->present)
            add_causes(subsets, subsets->set[i], weight, solution);
    }
    for (int l = 0; l < PHIL_LANES; l++) {
        solution->log_evidence[l] = reference[l] + log(total[l]);
        for (size_t c = 0; solution->present && c < n; c++) {
            solution->present[c][l] /= total[l];
            solution->active[c][l] /= total[l];
        }
    }
}
