/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In which order to go through the network, so that the table stays small.
 *
 * Idea. Causes and findings are the nodes of a graph, links its edges. To close a node, all its
 * neighbours must be open; the table has a bit for every open node. The best width is the graph's
 * path width, and finding it is NP-hard (Arnborg, Corneil, Proskurowski 1987,
 * doi:10.1137/0608024), so this is greedy: always close the node that opens fewest others. Where
 * the greedy way leads depends on where it starts, so every node is tried as the first one, and
 * the cheapest order wins. Closing all causes first would give a table over the findings
 * (Quickscore's 2^m without its signs), closing all findings first one over the causes; the greedy
 * order mixes both.
 *
 * The complaint is a neighbour of every cause: it opens with the first and closes with the last.
 */
#include "causes/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* Nodes: causes 0 .. n_causes - 1, then findings. */
struct graph {
    const struct phil_network *network;
    size_t n;
    size_t *first, *edge; /* links of node v: edge[first[v]] .. edge[first[v + 1] - 1] */
};

struct walk {
    bool *open, *closed;
    size_t *fresh; /* how many of a node and its neighbours are not open yet */
    size_t *order; /* in which nodes were closed */
    size_t width;
    double work;
};

static size_t finding_node(const struct graph *graph, size_t finding)
{
    return graph->network->n_causes + finding;
}

static size_t other_end(const struct graph *graph, size_t link, size_t node)
{
    const struct phil_network_link *l = &graph->network->link[link];
    return node == l->cause ? finding_node(graph, l->finding) : l->cause;
}

static void graph_release(struct graph *graph)
{
    free(graph->first);
    free(graph->edge);
}

static bool graph_init(struct graph *graph, const struct phil_network *network)
{
    *graph = (struct graph){.network = network, .n = network->n_causes + network->n_findings};
    graph->first = calloc(graph->n + 2, sizeof *graph->first);
    graph->edge = calloc(2 * network->n_links + 1, sizeof *graph->edge);
    if (!graph->first || !graph->edge)
        return false;
    /* Counted two places on: after the sums, first[v + 1] is where v's links are filled in, and
     * after the filling where they end. */
    for (size_t k = 0; k < network->n_links; k++) {
        graph->first[network->link[k].cause + 2]++;
        graph->first[finding_node(graph, network->link[k].finding) + 2]++;
    }
    for (size_t v = 2; v < graph->n + 2; v++)
        graph->first[v] += graph->first[v - 1];
    for (size_t k = 0; k < network->n_links; k++) {
        graph->edge[graph->first[network->link[k].cause + 1]++] = k;
        graph->edge[graph->first[finding_node(graph, network->link[k].finding) + 1]++] = k;
    }
    return true;
}

static void walk_release(struct walk *walk)
{
    free(walk->open);
    free(walk->closed);
    free(walk->fresh);
    free(walk->order);
}

static bool walk_init(struct walk *walk, size_t n)
{
    *walk = (struct walk){calloc(n + 1, sizeof(bool)),
                          calloc(n + 1, sizeof(bool)),
                          calloc(n + 1, sizeof(size_t)),
                          calloc(n + 1, sizeof(size_t)),
                          0,
                          0};
    return walk->open && walk->closed && walk->fresh && walk->order;
}

static void open_node(const struct graph *graph, struct walk *walk, size_t v)
{
    walk->open[v] = true;
    walk->fresh[v]--;
    for (size_t e = graph->first[v]; e < graph->first[v + 1]; e++)
        walk->fresh[other_end(graph, graph->edge[e], v)]--;
}

/* Of the nodes that are not closed, the one that opens fewest others; an open one before one that
 * is not, for it makes the table narrower. */
static size_t cheapest(const struct graph *graph, const struct walk *walk)
{
    size_t best = graph->n;
    for (size_t v = 0; v < graph->n; v++) {
        if (walk->closed[v])
            continue;
        if (best == graph->n || walk->fresh[v] < walk->fresh[best] ||
            (walk->fresh[v] == walk->fresh[best] && walk->open[v] && !walk->open[best]))
            best = v;
    }
    return best;
}

/* Closes every node, `start` first; stops as soon as it costs more than `limit`. */
static void go(const struct graph *graph, struct walk *walk, size_t start, double limit)
{
    memset(walk->open, 0, graph->n * sizeof *walk->open);
    memset(walk->closed, 0, graph->n * sizeof *walk->closed);
    for (size_t v = 0; v < graph->n; v++)
        walk->fresh[v] = 1 + graph->first[v + 1] - graph->first[v];
    walk->width = 0;
    walk->work = 0;
    size_t bits = 0;
    for (size_t i = 0; i < graph->n && walk->work < limit; i++) {
        const size_t v = i ? cheapest(graph, walk) : start;
        bits += walk->fresh[v];
        if (!walk->open[v])
            open_node(graph, walk, v);
        size_t links = 0;
        for (size_t e = graph->first[v]; e < graph->first[v + 1]; e++) {
            const size_t other = other_end(graph, graph->edge[e], v);
            if (!walk->open[other])
                open_node(graph, walk, other);
            links += !walk->closed[other];
        }
        walk->closed[v] = true;
        walk->order[i] = v;
        walk->width = bits > walk->width ? bits : walk->width;
        /* Opening and closing touch the whole table, a link half of it. */
        walk->work += ldexp(2 + 0.5 * (double)links, (int)bits);
        bits--;
    }
}

/* --- from an order to steps ------------------------------------------------------------------- */

struct writer {
    const struct graph *graph;
    struct phil_plan *plan;
    size_t *at;   /* node of each bit */
    bool *linked; /* of each link: done */
    bool *open;
    unsigned bits;
};

static unsigned bit_of(const struct writer *w, size_t node)
{
    unsigned bit = 0;
    while (w->at[bit] != node)
        bit++;
    return bit;
}

static struct phil_step *step(struct writer *w, enum phil_step_kind kind, size_t item)
{
    struct phil_step *s = &w->plan->steps[w->plan->n_steps++];
    *s = (struct phil_step){.kind = kind, .item = item, .bits = w->bits};
    return s;
}

static void write_open(struct writer *w, size_t node)
{
    const size_t n = w->graph->network->n_causes;
    if (w->open[node])
        return;
    w->open[node] = true;
    step(w, node < n ? PHIL_STEP_OPEN_CAUSE : PHIL_STEP_OPEN_FINDING, node < n ? node : node - n)
        ->bit = w->bits;
    w->at[w->bits++] = node;
}

static void write_links(struct writer *w, size_t node)
{
    const struct graph *graph = w->graph;
    for (size_t e = graph->first[node]; e < graph->first[node + 1]; e++) {
        const size_t k = graph->edge[e];
        if (w->linked[k])
            continue;
        w->linked[k] = true;
        write_open(w, other_end(graph, k, node));
        struct phil_step *s = step(w, PHIL_STEP_LINK, k);
        s->bit = bit_of(w, finding_node(graph, graph->network->link[k].finding));
        s->cause_bit = bit_of(w, graph->network->link[k].cause);
    }
}

static void write_close(struct writer *w, size_t node)
{
    const size_t n = w->graph->network->n_causes;
    const unsigned bit = bit_of(w, node);
    step(w, node < n ? PHIL_STEP_CLOSE_CAUSE : PHIL_STEP_CLOSE_FINDING, node < n ? node : node - n)
        ->bit = bit;
    memmove(&w->at[bit], &w->at[bit + 1], (w->bits - bit - 1) * sizeof *w->at);
    w->bits--;
}

static enum phil_status write_plan(struct phil_plan *plan, const struct graph *graph,
                                   const struct walk *walk)
{
    struct writer w = {graph,
                       plan,
                       calloc(graph->n + 1, sizeof(size_t)),
                       calloc(graph->network->n_links + 1, sizeof(bool)),
                       calloc(graph->n + 1, sizeof(bool)),
                       0};
    plan->steps = calloc(2 * graph->n + graph->network->n_links + 1, sizeof *plan->steps);
    const bool fine = w.at && w.linked && w.open && plan->steps;
    for (size_t i = 0; fine && i < graph->n; i++) {
        write_open(&w, walk->order[i]);
        write_links(&w, walk->order[i]);
        write_close(&w, walk->order[i]);
    }
    plan->width = (unsigned)walk->width;
    plan->work = walk->work;
    free(w.at);
    free(w.linked);
    free(w.open);
    return fine ? PHIL_OK : PHIL_EMEM;
}

enum phil_status phil_plan_make(struct phil_plan *plan, const struct phil_network *network)
{
    struct graph graph;
    struct walk walk = {0}, best = {0};
    *plan = (struct phil_plan){0};
    enum phil_status status = PHIL_EMEM;
    if (graph_init(&graph, network) && walk_init(&walk, graph.n) && walk_init(&best, graph.n)) {
        best.work = INFINITY;
        for (size_t start = 0; start < graph.n; start++) {
            go(&graph, &walk, start, best.work);
            if (walk.work < best.work) {
                const struct walk cheaper = walk;
                walk = best;
                best = cheaper;
            }
        }
        status = write_plan(plan, &graph, &best);
    }
    walk_release(&walk);
    walk_release(&best);
    graph_release(&graph);
    if (status)
        phil_plan_release(plan);
    return status;
}

void phil_plan_release(struct phil_plan *plan)
{
    free(plan->steps);
    *plan = (struct phil_plan){0};
}
