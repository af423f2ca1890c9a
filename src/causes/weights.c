/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What speaks for a cause and what against it.
 *
 * Idea. The weight of a finding is the factor by which knowing it changes the odds that the cause
 * is present, all else known, in decibans: 10 log10(odds with everything / odds without this
 * finding) (Good 1950, Probability and the Weighing of Evidence; 1985, Bayesian Statistics 2:249).
 * It is exact: the network is solved again without each finding in turn. An exposure is left out of
 * every cause's prior odds in the same way. Present, not "has a part in the twitch": however sure a
 * cause is, something else may move the lip as well, so the odds of a part have a ceiling, and at
 * the ceiling no finding would seem to count.
 *
 * Where it fails. Findings that share a cause overlap: two that each say the same lose little when
 * one of them is left out, so weights do not add up to the whole change unless the findings are
 * independent given the causes. A finding may also speak for a cause that it has no link to, by
 * taking away a rival's explanation ("explaining away"); its source is then the background's.
 */
#include "causes/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* Weights below this say nothing, decibans: a factor of 1.12. Judged. */
static const double least_db = 0.5;

/* Findings that can be left out: those of the network and exposures that are known. */
struct left_out {
    size_t *finding;
    struct phil_answer *answer;
    size_t n;
    double *present; /* (n + 1) x n_causes: each probability without it; last, with all */
    size_t n_causes;
};

static void left_out_release(struct left_out *out)
{
    free(out->finding);
    free(out->answer);
    free(out->present);
}

static bool is_dose(const struct phil_knowledge *k, size_t finding)
{
    for (size_t c = 0; c < k->n_causes; c++)
        for (size_t i = 0; i < k->causes[c].n_exposures; i++)
            if (k->causes[c].exposures[i].finding == finding)
                return true;
    return false;
}

static bool is_weighed(const struct phil_model *model, size_t finding)
{
    for (size_t i = 1; i < model->n_known; i++)
        if (model->known[i].finding == finding)
            return true;
    return is_dose(model->knowledge, finding);
}

static bool left_out_init(struct left_out *out, const struct phil_model *model)
{
    const struct phil_knowledge *k = model->knowledge;
    size_t cells;
    *out = (struct left_out){.n_causes = k->n_causes};
    out->finding = calloc(k->n_findings + 1, sizeof *out->finding);
    out->answer = calloc(k->n_findings + 1, sizeof *out->answer);
    if (!out->finding || !out->answer)
        return false;
    for (size_t f = 0; f < k->n_findings; f++)
        if (f != k->complaint && is_weighed(model, f) &&
            phil_model_get(model, f, &out->answer[out->n]))
            out->finding[out->n++] = f;
    if (!phil_size_mul(out->n + 1, k->n_causes + 1, &cells))
        return false;
    out->present = calloc(cells, sizeof *out->present);
    return out->present != NULL;
}

static void take_without(void *user, size_t at, const struct phil_outcome *outcome)
{
    struct left_out *out = user;
    for (size_t c = 0; c < out->n_causes; c++)
        out->present[at * out->n_causes + c] = outcome->present[c * PHIL_LANES];
}

static enum phil_status solve_without(struct left_out *out, struct phil_model *model)
{
    struct phil_variant *variants = calloc(out->n + 1, sizeof *variants);
    if (!variants)
        return PHIL_EMEM;
    /* The last leaves nothing out: compared with the others it must have been solved alike. */
    for (size_t i = 0; i <= out->n; i++) {
        variants[i] = phil_variant_as_known();
        variants[i].without = i < out->n ? out->finding[i] : PHIL_NOTHING;
    }
    const enum phil_status status =
        phil_model_run(model, variants, out->n + 1, true, take_without, out);
    free(variants);
    return status;
}

/* The dose of the curve that lies nearest: its figure stands for the others. */
static const struct phil_figure *nearest_point(const struct phil_exposure *exposure, double dose)
{
    const struct phil_dose_point *best = exposure->points;
    for (size_t i = 1; i < exposure->n_points; i++)
        if (fabs(exposure->points[i].dose - dose) < fabs(best->dose - dose))
            best = &exposure->points[i];
    return exposure->n_points ? &best->odds_ratio : NULL;
}

/* Where the weight of a finding for a cause comes from. */
static const struct phil_figure *origin_of(const struct phil_knowledge *k, size_t cause,
                                           size_t finding, double value)
{
    const struct phil_cause_entry *entry = &k->causes[cause];
    const struct phil_figure *figure = NULL;
    for (size_t i = 0; i < entry->n_links; i++)
        if (entry->links[i].finding == finding)
            return &entry->links[i].probability;
    for (size_t i = 0; i < entry->n_exposures; i++)
        if (entry->exposures[i].finding == finding)
            figure = nearest_point(&entry->exposures[i], value);
    if (figure)
        return figure;
    if (k->findings[finding].view.in_network)
        return &k->findings[finding].view.background;
    for (size_t c = 0; c < k->n_causes; c++) /* an exposure of a rival */
        for (size_t i = 0; i < k->causes[c].n_exposures; i++)
            if (k->causes[c].exposures[i].finding == finding && !figure)
                figure = nearest_point(&k->causes[c].exposures[i], value);
    return figure;
}

static struct phil_weight describe(const struct phil_knowledge *k, const struct left_out *out,
                                   size_t i, size_t cause, double db)
{
    const struct phil_finding *finding = &k->findings[out->finding[i]].view;
    const bool no = finding->type == PHIL_FINDING_YES_NO && out->answer[i].value < 0.5;
    const struct phil_figure *figure = origin_of(k, cause, out->finding[i], out->answer[i].value);
    return (struct phil_weight){.finding = finding->id,
                                .text = no ? finding->no : finding->yes,
                                .weight_db = db,
                                .source = figure ? figure->source : NULL,
                                .basis = figure ? figure->basis : PHIL_BASIS_JUDGED,
                                .origin = out->answer[i].origin};
}

static double weight_db(double with, double without)
{
    return 10 * log10(with / (1 - with) / (without / (1 - without)));
}

/* Strongest first; of equals the finding that the files name first (ids are in one order). */
static int by_strength(const void *a, const void *b)
{
    const struct phil_weight *p = a, *q = b;
    const double x = fabs(p->weight_db), y = fabs(q->weight_db);
    return x != y ? (x < y) - (x > y) : strcmp(p->finding, q->finding);
}

static enum phil_status sort_weights(struct phil_cause_result *result, size_t cause,
                                     const struct phil_knowledge *k, const struct left_out *out)
{
    result->for_ = calloc(out->n + 1, sizeof *result->for_);
    result->against = calloc(out->n + 1, sizeof *result->against);
    if (!result->for_ || !result->against)
        return PHIL_EMEM;
    for (size_t i = 0; i < out->n; i++) {
        const double db = weight_db(out->present[out->n * out->n_causes + cause],
                                    out->present[i * out->n_causes + cause]);
        /* Not finite where the cause is ruled out or certain either way. */
        if (!isfinite(db) || fabs(db) < least_db)
            continue;
        const struct phil_weight weight = describe(k, out, i, cause, db);
        if (db > 0)
            result->for_[result->n_for++] = weight;
        else
            result->against[result->n_against++] = weight;
    }
    qsort(result->for_, result->n_for, sizeof *result->for_, by_strength);
    qsort(result->against, result->n_against, sizeof *result->against, by_strength);
    return PHIL_OK;
}

enum phil_status phil_explain_weights(struct phil_explanation *explanation,
                                      struct phil_model *model)
{
    struct left_out out;
    enum phil_status status = left_out_init(&out, model) ? PHIL_OK : PHIL_EMEM;
    if (!status)
        status = solve_without(&out, model);
    for (size_t c = 0; c < explanation->n_causes && !status; c++)
        status = sort_weights(&explanation->causes[c], c, model->knowledge, &out);
    left_out_release(&out);
    return status;
}
