/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the knowledge base and what is known of one person to the numbers of a network.
 *
 * A finding that is not known drops out. Age, sex and exposures set each cause's prior odds: the
 * share of people of this age and sex (age not known: typical_age; sex not known: the mean of the
 * rows) times the odds ratio of every known exposure at its dose. The shares are those of a whole
 * population, so an exposure that is not known leaves them as they are. Of several that measure one
 * thing only the first that is known counts (knowledge.h).
 *
 * A finding of the network that is known enters with a likelihood. A "no" multiplies the weight of
 * each present cause by 1 - strength; whatever has one possible cause only is such a factor too.
 * Both are folded into the causes' weights, and what remains needs a bit in the network's table.
 *
 * What was measured enters with the ratio of its likelihoods, p / (1 - p): its probability `p` is
 * the measurement's own at even odds beforehand (phil_answers_add_analyses() takes the
 * measurement's own prior out), so that the base rate is counted once, here.
 */
#include "causes/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/random.h"
#include "causes/draw.h"

/* Age when nobody told, years: about the middle of adult life. */
static const double typical_age = 45;

struct phil_variant phil_variant_as_known(void)
{
    return (struct phil_variant){
        .without = PHIL_NOTHING, .assumed = PHIL_NOTHING, .draw = PHIL_NOTHING};
}

/* --- what is known ---------------------------------------------------------------------------- */

bool phil_model_get(const struct phil_model *model, size_t finding, struct phil_answer *answer)
{
    return phil_answers_at(model->answers, finding, answer) && !answer->unknown;
}

static bool index_links(struct phil_model *model)
{
    const struct phil_knowledge *k = model->knowledge;
    size_t n_links = 0, key = 0;
    model->cause_key = calloc(k->n_causes + 1, sizeof *model->cause_key);
    model->first = calloc(k->n_findings + 2, sizeof *model->first);
    if (!model->cause_key || !model->first)
        return false;
    for (size_t c = 0; c < k->n_causes; c++) {
        model->cause_key[c] = key;
        key += 1 + k->causes[c].n_exposures + k->causes[c].n_links;
        n_links += k->causes[c].n_links;
        for (size_t i = 0; i < k->causes[c].n_links; i++)
            model->first[k->causes[c].links[i].finding + 2]++;
    }
    model->background_key = key;
    for (size_t f = 2; f < k->n_findings + 2; f++)
        model->first[f] += model->first[f - 1];
    model->link = calloc(n_links + 1, sizeof *model->link);
    for (size_t c = 0; model->link && c < k->n_causes; c++)
        for (size_t i = 0; i < k->causes[c].n_links; i++) {
            const struct phil_link *l = &k->causes[c].links[i];
            model->link[model->first[l->finding + 1]++] = (struct phil_model_link){
                c, &l->probability, model->cause_key[c] + 1 + k->causes[c].n_exposures + i,
                PHIL_NOTHING};
        }
    return model->link != NULL;
}

static bool find_doses(struct phil_model *model)
{
    const struct phil_knowledge *k = model->knowledge;
    struct phil_answer answer;
    model->age = phil_model_get(model, k->age, &answer) ? answer.value : typical_age;
    model->sex = phil_model_get(model, k->sex, &answer) ? (size_t)answer.value : PHIL_NOTHING;
    model->dose = calloc(k->n_causes + 1, sizeof *model->dose);
    for (size_t c = 0; model->dose && c < k->n_causes; c++) {
        model->dose[c] = calloc(k->causes[c].n_exposures + 1, sizeof **model->dose);
        if (!model->dose[c])
            return false;
        for (size_t i = 0; i < k->causes[c].n_exposures; i++)
            model->dose[c][i] = phil_model_get(model, k->causes[c].exposures[i].finding, &answer)
                                    ? answer.value
                                    : NAN;
    }
    return model->dose != NULL;
}

static size_t n_parents(const struct phil_model *model, size_t finding)
{
    return model->first[finding + 1] - model->first[finding];
}

static bool collect_known(struct phil_model *model)
{
    const struct phil_knowledge *k = model->knowledge;
    model->known = calloc(k->n_findings + 1, sizeof *model->known);
    if (!model->known)
        return false;
    struct phil_evidence *complaint = &model->known[model->n_known++];
    *complaint = (struct phil_evidence){k->complaint, {0}, 1, 0, 0};
    if (phil_model_get(model, k->complaint, &complaint->answer)) {
        complaint->lit = complaint->answer.probability;
        complaint->unlit = 1 - complaint->lit;
    }
    size_t rows = 1;
    for (size_t f = 0; f < k->n_findings; f++) {
        struct phil_answer answer;
        if (f == k->complaint || !k->findings[f].view.in_network || n_parents(model, f) == 0 ||
            !phil_model_get(model, f, &answer))
            continue;
        const bool folded = answer.probability <= 0 || n_parents(model, f) == 1;
        model->known[model->n_known++] = (struct phil_evidence){
            f, answer, answer.probability, 1 - answer.probability, folded ? PHIL_NOTHING : rows++};
    }
    model->network.n_findings = rows;
    return true;
}

static enum phil_status make_network(struct phil_model *model)
{
    const size_t n_causes = model->knowledge->n_causes, n_findings = model->network.n_findings;
    size_t n_links = n_causes;
    for (size_t i = 1; i < model->n_known; i++)
        if (model->known[i].row != PHIL_NOTHING)
            n_links += n_parents(model, model->known[i].finding);
    enum phil_status status = phil_network_init(&model->network, n_causes, n_findings, n_links);
    if (status)
        return status;
    size_t at = 0;
    for (; at < n_causes; at++)
        model->network.link[at] = (struct phil_network_link){at, 0};
    for (size_t i = 0; i < model->n_known; i++) {
        const struct phil_evidence *known = &model->known[i];
        for (size_t k = model->first[known->finding]; k < model->first[known->finding + 1]; k++) {
            if (i == 0)
                model->link[k].column = model->link[k].cause;
            else if (known->row != PHIL_NOTHING) {
                model->link[k].column = at;
                model->network.link[at++] =
                    (struct phil_network_link){model->link[k].cause, known->row};
            }
        }
    }
    return PHIL_OK;
}

void phil_model_release(struct phil_model *model)
{
    for (size_t c = 0; model->dose && c < model->knowledge->n_causes; c++)
        free(model->dose[c]);
    free(model->dose);
    free(model->first);
    free(model->link);
    free(model->cause_key);
    free(model->known);
    phil_solver_free(model->solver);
    phil_network_release(&model->network);
    *model = (struct phil_model){0};
}

/* --- the numbers of one lane ------------------------------------------------------------------ */

static double normal(const struct phil_variant *v, size_t key)
{
    return v->draw == PHIL_NOTHING ? 0 : phil_random_normal(v->seed, v->draw, key);
}

/* Mean over the rows of this age: those of this sex where there are any, else those of all. */
static double share(const struct phil_model *model, size_t cause, double z)
{
    const struct phil_cause_entry *entry = &model->knowledge->causes[cause];
    double sum[2] = {0, 0};
    size_t n[2] = {0, 0};
    for (size_t i = 0; i < entry->n_priors; i++) {
        const struct phil_prior *row = &entry->priors[i];
        if (model->age < row->from_age || model->age >= row->to_age)
            continue;
        const bool mine = row->sex < 0 || (size_t)row->sex == model->sex;
        const double p = phil_draw_share(&row->share, z);
        sum[0] += p;
        n[0]++;
        sum[1] += mine ? p : 0;
        n[1] += mine;
    }
    return n[1] ? sum[1] / (double)n[1] : n[0] ? sum[0] / (double)n[0] : 0;
}

double phil_model_base_rate(const struct phil_model *model, size_t cause)
{
    return share(model, cause, 0);
}

double phil_exposure_log_ratio(const struct phil_exposure *exposure, double dose, double z)
{
    const struct phil_dose_point *p = exposure->points;
    const size_t n = exposure->n_points;
    size_t above = 0;
    while (above < n && p[above].dose < dose)
        above++;
    if (n == 0)
        return 0;
    if (above == 0 || above == n)
        return phil_draw_log_ratio(&p[above ? n - 1 : 0].odds_ratio, z);
    const double from = phil_draw_log_ratio(&p[above - 1].odds_ratio, z);
    const double to = phil_draw_log_ratio(&p[above].odds_ratio, z);
    return from + (to - from) * (dose - p[above - 1].dose) / (p[above].dose - p[above - 1].dose);
}

/* Whether nothing better is known than exposure `at` of a cause for what it measures. An exposure
 * that measures itself alone always counts. `dose` are the doses of the cause's exposures, NaN
 * where not known. */
static bool exposure_counts(const struct phil_cause_entry *cause, size_t at, const double *dose)
{
    const struct phil_exposure *e = cause->exposures;
    size_t first = at;
    while (e[first].beside)
        first--;
    for (size_t i = 0; e[at].of && i < first; i++)
        if (e[i].of == e[at].of && isfinite(dose[i]))
            return false;
    return true;
}

bool phil_model_outdone(const struct phil_model *model, size_t finding)
{
    bool outdone = false;
    for (size_t c = 0; c < model->knowledge->n_causes; c++) {
        const struct phil_cause_entry *entry = &model->knowledge->causes[c];
        for (size_t i = 0; i < entry->n_exposures; i++) {
            if (entry->exposures[i].finding != finding)
                continue;
            if (exposure_counts(entry, i, model->dose[c]))
                return false;
            outdone = true;
        }
    }
    return outdone;
}

/* An assumed dose is known for as long as the variant lasts. */
static size_t assume(struct phil_model *model, size_t cause, const struct phil_variant *v)
{
    const struct phil_cause_entry *entry = &model->knowledge->causes[cause];
    for (size_t i = 0; v->assumed != PHIL_NOTHING && i < entry->n_exposures; i++)
        if (entry->exposures[i].finding == v->assumed && isnan(model->dose[cause][i])) {
            model->dose[cause][i] = v->value;
            return i;
        }
    return PHIL_NOTHING;
}

/* One random number moves a whole curve of doses, so that it keeps its shape. What is left out
 * counts no more, and nothing that was outdone takes its place: the weight of a measurement is
 * that of all it told. */
static double prior_odds(struct phil_model *model, size_t cause, const struct phil_variant *v)
{
    const struct phil_cause_entry *entry = &model->knowledge->causes[cause];
    const size_t key = model->cause_key[cause];
    const double p = share(model, cause, normal(v, key));
    const size_t assumed = assume(model, cause, v);
    const double *dose = model->dose[cause];
    double log_ratio = 0;
    for (size_t i = 0; i < entry->n_exposures; i++) {
        const struct phil_exposure *e = &entry->exposures[i];
        if (e->finding != v->without && isfinite(dose[i]) && exposure_counts(entry, i, dose))
            log_ratio += phil_exposure_log_ratio(e, dose[i], normal(v, key + 1 + i));
    }
    if (assumed != PHIL_NOTHING)
        model->dose[cause][assumed] = NAN;
    return p / (1 - p) * exp(log_ratio);
}

static double background(const struct phil_model *model, size_t finding,
                         const struct phil_variant *v)
{
    return phil_draw_share(&model->knowledge->findings[finding].view.background,
                           normal(v, model->background_key + finding));
}

static double strength(const struct phil_model_link *link, const struct phil_variant *v)
{
    return phil_draw_share(link->strength, normal(v, link->key));
}

static void fill_causes(struct phil_model *model, int lane, const struct phil_variant *v)
{
    struct phil_network *n = &model->network;
    for (size_t c = 0; c < n->n_causes; c++) {
        const double odds = prior_odds(model, c, v);
        n->off[c][lane] = 1 / (1 + odds);
        n->on[c][lane] = isfinite(odds) ? odds / (1 + odds) : 1;
    }
}

/* A finding with a bit in the table; one that is left out says nothing, lit or not. */
static void fill_row(struct phil_model *model, int lane, const struct phil_variant *v,
                     const struct phil_evidence *known)
{
    struct phil_network *n = &model->network;
    const bool out = known->finding == v->without;
    n->background[known->row][lane] = background(model, known->finding, v);
    n->lit[known->row][lane] = out ? 1 : known->lit;
    n->unlit[known->row][lane] = out ? 1 : known->unlit;
    for (size_t k = model->first[known->finding]; k < model->first[known->finding + 1]; k++)
        n->strength[model->link[k].column][lane] = strength(&model->link[k], v);
}

/* A finding that no two causes have to share: factors of the causes' weights. Returns the
 * logarithm of what concerns no cause. */
static double fold(struct phil_model *model, int lane, const struct phil_variant *v, size_t finding,
                   double lit, double unlit)
{
    struct phil_network *n = &model->network;
    const double b = background(model, finding, v);
    if (lit <= 0) {
        for (size_t k = model->first[finding]; k < model->first[finding + 1]; k++)
            n->on[model->link[k].cause][lane] *= 1 - strength(&model->link[k], v);
        return log(unlit * (1 - b));
    }
    const struct phil_model_link *only = &model->link[model->first[finding]];
    const double q = strength(only, v);
    n->off[only->cause][lane] *= lit * b + unlit * (1 - b);
    n->on[only->cause][lane] *= lit * (b + (1 - b) * q) + unlit * (1 - b) * (1 - q);
    return 0;
}

/* Nobody can have a part in a twitch that is not there: then being present is what counts. */
static bool has_no_complaint(const struct phil_model *model)
{
    return model->known[0].lit <= 0;
}

/* What is left of a cause that is to be absent. Not 0: evidence that nothing else accounts for
 * would become impossible, which is an error, where its chance is simply too small to matter. */
static const double absent = 1e-12;

static void block(struct phil_model *model, int lane, const struct phil_variant *v)
{
    struct phil_network *n = &model->network;
    for (size_t c = 0; v->blocked && c < n->n_causes; c++)
        if (v->blocked[c]) {
            n->on[c][lane] *= has_no_complaint(model) ? absent : 1 - n->strength[c][lane];
            n->strength[c][lane] = 0;
        }
}

static double fill(struct phil_model *model, int lane, const struct phil_variant *v)
{
    double constant = 0;
    fill_causes(model, lane, v);
    for (size_t i = 0; i < model->n_known; i++) {
        const struct phil_evidence *known = &model->known[i];
        if (known->row != PHIL_NOTHING)
            fill_row(model, lane, v, known);
        else if (known->finding != v->without)
            constant += fold(model, lane, v, known->finding, known->lit, known->unlit);
    }
    if (v->assumed != PHIL_NOTHING && model->knowledge->findings[v->assumed].view.in_network &&
        v->value <= 0)
        constant += fold(model, lane, v, v->assumed, 0, 1);
    block(model, lane, v);
    return constant;
}

static enum phil_status make_solver(struct phil_model *model)
{
    const struct phil_variant as_known = phil_variant_as_known();
    const enum phil_status status = phil_solver_new(&model->solver, &model->network);
    if (status)
        return status;
    fill(model, 0, &as_known);
    return phil_solver_prepare(model->solver);
}

enum phil_status phil_model_init(struct phil_model *model, const struct phil_knowledge *knowledge,
                                 const struct phil_answers *answers)
{
    *model = (struct phil_model){.knowledge = knowledge, .answers = answers};
    enum phil_status status = PHIL_EMEM;
    if (index_links(model) && find_doses(model) && collect_known(model))
        status = make_network(model);
    if (!status)
        status = make_solver(model);
    if (status)
        phil_model_release(model);
    return status;
}

/* Variants `at` to at most `at` + PHIL_LANES - 1. */
static enum phil_status run_batch(struct phil_model *model, const struct phil_variant *variants,
                                  size_t n, size_t at, struct phil_solution *solution,
                                  phil_outcome_taker *take, void *user)
{
    double constant[PHIL_LANES];
    /* Lanes without a variant of their own repeat the last. */
    for (size_t l = 0; l < PHIL_LANES; l++)
        constant[l] = fill(model, (int)l, &variants[at + l < n ? at + l : n - 1]);
    const enum phil_status status = phil_solver_run(model->solver, n <= PHIL_LANES, solution);
    for (size_t l = 0; l < PHIL_LANES && at + l < n && !status; l++) {
        phil_lanes *active = has_no_complaint(model) ? solution->present : solution->active;
        const struct phil_outcome outcome = {solution->log_evidence[l] + constant[l],
                                             solution->present ? &solution->present[0][l] : NULL,
                                             solution->present ? &active[0][l] : NULL};
        take(user, at + l, &outcome);
    }
    return status;
}

enum phil_status phil_model_run(struct phil_model *model, const struct phil_variant *variants,
                                size_t n, bool marginals, phil_outcome_taker *take, void *user)
{
    const size_t rows = model->network.n_causes + 1;
    phil_lanes *present = phil_alloc_aligned(rows, sizeof *present);
    phil_lanes *active = phil_alloc_aligned(rows, sizeof *active);
    enum phil_status status = present && active ? PHIL_OK : PHIL_EMEM;
    struct phil_solution solution = {.present = marginals ? present : NULL, .active = active};
    for (size_t at = 0; at < n && !status; at += PHIL_LANES)
        status = run_batch(model, variants, n, at, &solution, take, user);
    free(present);
    free(active);
    return status;
}
