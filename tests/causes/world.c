/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *new_name(struct world *w, const char *kind)
{
    char *name = w->name[w->n_names++];
    snprintf(name, sizeof w->name[0], "%s_%zu", kind, w->n_names);
    return name;
}

struct phil_figure world_figure(double value, double factor)
{
    return (struct phil_figure){
        value, value / factor, fmin(value * factor, 1 - (1 - value) / 2), PHIL_BASIS_JUDGED, "SRC",
        NULL};
}

static struct phil_figure ratio_figure(double value)
{
    return (struct phil_figure){value, value / 2, value * 2, PHIL_BASIS_MEASURED, "OR", NULL};
}

static size_t add_finding(struct world *w, const char *id, enum phil_finding_type type)
{
    const size_t at = w->k.n_findings++;
    struct phil_finding *f = &w->finding[at].view;
    *f = (struct phil_finding){.id = id,
                               .type = type,
                               .question = "is it so?",
                               .why = "because",
                               .yes = "it is so",
                               .no = "it is not so",
                               .unit = "",
                               .asked = true};
    w->finding[at].group = "";
    return at;
}

struct world *world_new(void)
{
    static const char *const sexes[] = {"female", "male", "other"};
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->k = (struct phil_knowledge){.findings = w->finding,
                                   .causes = w->cause,
                                   .remedies = w->remedy,
                                   .rules = w->rule,
                                   .screens = w->screen,
                                   .age = WORLD_AGE,
                                   .sex = WORLD_SEX,
                                   .complaint = WORLD_COMPLAINT};
    add_finding(w, "age", PHIL_FINDING_NUMBER);
    w->finding[WORLD_AGE].view.hi = 120;
    add_finding(w, "sex", PHIL_FINDING_CHOICE);
    w->finding[WORLD_SEX].view.choices = sexes;
    w->finding[WORLD_SEX].view.n_choices = 3;
    const size_t complaint = add_finding(w, "lip_twitch", PHIL_FINDING_YES_NO);
    w->finding[complaint].view.in_network = true;
    w->finding[complaint].view.background = world_figure(0.02, 2);
    w->finding[WORLD_AGE].view.asked = w->finding[WORLD_SEX].view.asked = false;
    w->finding[complaint].view.asked = false;
    return w;
}

size_t world_finding(struct world *w, double background)
{
    const size_t at = add_finding(w, new_name(w, "finding"), PHIL_FINDING_YES_NO);
    w->finding[at].view.in_network = true;
    w->finding[at].view.background = world_figure(background, 2);
    return at;
}

size_t world_exposure_finding(struct world *w, double hi)
{
    const size_t at =
        add_finding(w, new_name(w, "exposure"), hi > 0 ? PHIL_FINDING_NUMBER : PHIL_FINDING_YES_NO);
    w->finding[at].view.hi = hi;
    return at;
}

void world_link(struct world *w, size_t cause, size_t finding, double strength)
{
    struct phil_cause_entry *c = &w->cause[cause];
    c->links[c->n_links++] = (struct phil_link){finding, world_figure(strength, 1.5)};
}

size_t world_cause(struct world *w, double share, double part)
{
    const size_t at = w->k.n_causes++;
    struct phil_cause_entry *c = &w->cause[at];
    c->view = (struct phil_cause){.id = new_name(w, "cause"), .name = "Cause", .whom = "see them"};
    c->action = c->view.id;
    c->care_from = 2;
    c->priors = w->prior[at];
    c->exposures = w->exposure[at];
    c->links = w->link[at];
    c->remedies = w->cause_remedy[at];
    c->priors[c->n_priors++] = (struct phil_prior){-1, 0, 130, world_figure(share, 2)};
    world_link(w, at, WORLD_COMPLAINT, part);
    return at;
}

void world_exposure(struct world *w, size_t cause, size_t finding, double dose, double ratio)
{
    struct phil_cause_entry *c = &w->cause[cause];
    struct phil_dose_point *points = w->point[cause][c->n_exposures];
    points[0] = (struct phil_dose_point){0, ratio_figure(1)};
    points[1] = (struct phil_dose_point){dose, ratio_figure(ratio)};
    c->exposures[c->n_exposures++] = (struct phil_exposure){finding, points, 2, NULL, false};
}

struct phil_when world_when(struct world *w, size_t n, const size_t *findings, bool any)
{
    struct phil_condition *conditions = &w->condition[w->n_conditions];
    for (size_t i = 0; i < n; i++)
        w->condition[w->n_conditions++] = (struct phil_condition){findings[i], PHIL_TEST_IS, 1};
    return any ? (struct phil_when){.any = conditions, .n_any = n}
               : (struct phil_when){.all = conditions, .n_all = n};
}

size_t world_rule(struct world *w, enum phil_care care, struct phil_when when)
{
    w->rule[w->k.n_rules] =
        (struct phil_rule){new_name(w, "rule"), care, when, "go there", "SRC", PHIL_BASIS_JUDGED};
    return w->k.n_rules++;
}

size_t world_remedy(struct world *w, size_t cause)
{
    const size_t at = w->k.n_remedies++;
    w->remedy[at] = (struct phil_remedy){.id = new_name(w, "remedy"),
                                         .text = "try this",
                                         .how = "so",
                                         .source = "SRC",
                                         .try_for_days = 7,
                                         .cautions = w->caution[at]};
    w->cause[cause].remedies[w->cause[cause].n_remedies++] = at;
    return at;
}

size_t world_screen(struct world *w, size_t n, const size_t *findings)
{
    const size_t at = w->k.n_screens++;
    for (size_t i = 0; i < n; i++) {
        w->screen_finding[at][i] = findings[i];
        w->screen_view[at][i] = &w->finding[findings[i]].view;
    }
    w->screen[at] = (struct phil_screen){"screen", "any of these?", w->screen_finding[at],
                                         w->screen_view[at], n};
    return at;
}

struct world *world_random(struct dice *dice, size_t causes, size_t findings, double density)
{
    struct world *w = world_new();
    for (size_t f = 0; f < findings; f++)
        world_finding(w, 0.01 + 0.3 * dice_uniform(dice));
    const size_t yes_no = world_exposure_finding(w, 0), number = world_exposure_finding(w, 1000);
    for (size_t c = 0; c < causes; c++) {
        world_cause(w, pow(10, -4 * dice_uniform(dice)) * 0.3, 0.05 + 0.9 * dice_uniform(dice));
        for (size_t f = 0; f < findings; f++)
            if (dice_uniform(dice) < density)
                world_link(w, c, WORLD_COMPLAINT + 1 + f, 0.05 + 0.9 * dice_uniform(dice));
        if (c % 3 == 0)
            world_exposure(w, c, yes_no, 1, 1 + 5 * dice_uniform(dice));
        if (c % 3 == 1)
            world_exposure(w, c, number, 400, 1 + 5 * dice_uniform(dice));
    }
    return w;
}

/* --- by brute force ----------------------------------------------------------------------------
 */

static long double odds(const struct world *w, size_t cause, const double *known)
{
    const struct phil_cause_entry *c = &w->cause[cause];
    long double result = c->priors[0].share.value / (1 - (long double)c->priors[0].share.value);
    for (size_t i = 0; i < c->n_exposures; i++) {
        const double dose = known[c->exposures[i].finding];
        const struct phil_dose_point *high = &c->exposures[i].points[1];
        if (!isnan(dose))
            result *= powl(high->odds_ratio.value, fmin(1, dose / high->dose));
    }
    return result;
}

static long double strength(const struct world *w, size_t cause, size_t finding)
{
    for (size_t i = 0; i < w->cause[cause].n_links; i++)
        if (w->cause[cause].links[i].finding == finding)
            return w->cause[cause].links[i].probability.value;
    return 0;
}

static long double unlit(const struct world *w, size_t set, size_t finding)
{
    long double u = 1 - (long double)w->finding[finding].view.background.value;
    for (size_t c = 0; c < w->k.n_causes; c++)
        u *= set >> c & 1 ? 1 - strength(w, c, finding) : 1;
    return u;
}

static void add_set(const struct world *w, size_t set, const double *known,
                    struct world_truth *truth)
{
    long double weight = 1, dark = 1;
    for (size_t c = 0; c < w->k.n_causes; c++) {
        const long double o = odds(w, c, known);
        weight *= set >> c & 1 ? o / (1 + o) : 1 / (1 + o);
        dark *= set >> c & 1 ? 1 - strength(w, c, WORLD_COMPLAINT) : 1;
    }
    for (size_t f = WORLD_COMPLAINT + 1; f < w->k.n_findings; f++)
        if (w->finding[f].view.in_network && !isnan(known[f])) {
            const long double u = unlit(w, set, f);
            weight *= known[f] * (1 - u) + (1 - (long double)known[f]) * u;
        }
    const long double lit = isnan(known[WORLD_COMPLAINT]) ? 1 : known[WORLD_COMPLAINT];
    const long double u = unlit(w, set, WORLD_COMPLAINT);
    const long double b = w->finding[WORLD_COMPLAINT].view.background.value;
    const long double all = weight * (lit * (1 - u) + (1 - lit) * u);
    truth->evidence += all;
    truth->unexplained += weight * dark * (lit * b + (1 - lit) * (1 - b));
    for (size_t c = 0; c < w->k.n_causes; c++)
        if (set >> c & 1) {
            truth->present[c] += all;
            truth->active[c] += weight * strength(w, c, WORLD_COMPLAINT) * lit;
        }
}

struct world_truth world_solve(const struct world *w, const double *known)
{
    struct world_truth truth = {0};
    assert_true(w->k.n_causes <= 20);
    for (size_t set = 0; set < (size_t)1 << w->k.n_causes; set++)
        add_set(w, set, known, &truth);
    truth.unexplained /= truth.evidence;
    for (size_t c = 0; c < w->k.n_causes; c++) {
        truth.present[c] /= truth.evidence;
        truth.active[c] /= truth.evidence;
    }
    return truth;
}

long double world_none_of(const struct world *w, const double *known, size_t mask)
{
    long double none = 0;
    for (size_t set = 0; set < (size_t)1 << w->k.n_causes; set++) {
        struct world_truth one = {0};
        add_set(w, set, known, &one);
        /* Of what this set of causes weighs, the part without a link of the mask active: the
         * complaint lit by the others, or by none. */
        long double others = 1 - (long double)w->finding[WORLD_COMPLAINT].view.background.value;
        long double quiet = 1;
        for (size_t c = 0; c < w->k.n_causes; c++) {
            const long double dark = set >> c & 1 ? 1 - strength(w, c, WORLD_COMPLAINT) : 1;
            quiet *= mask >> c & 1 ? dark : 1;
            others *= mask >> c & 1 ? 1 : dark;
        }
        none += one.evidence / (1 - unlit(w, set, WORLD_COMPLAINT)) * quiet * (1 - others);
    }
    return none / world_solve(w, known).evidence;
}

void world_forget(double *known)
{
    for (size_t f = 0; f < WORLD_FINDINGS; f++)
        known[f] = NAN;
}

const struct phil_cause_result *
world_result(const struct world *w, const struct phil_explanation *explanation, size_t cause)
{
    for (size_t i = 0; i < explanation->n_causes; i++)
        if (explanation->causes[i].cause == &w->cause[cause].view)
            return &explanation->causes[i];
    fail_msg("cause %zu is missing", cause);
    return NULL;
}

struct phil_answers *world_answers(const struct world *w, const double *known)
{
    struct phil_answers *answers;
    assert_int_equal(phil_answers_new(&answers, &w->k), PHIL_OK);
    for (size_t f = 0; f < w->k.n_findings; f++) {
        if (isnan(known[f]))
            continue;
        const bool yes_no = w->finding[f].view.type == PHIL_FINDING_YES_NO;
        assert_int_equal(phil_answers_set(answers, w->finding[f].view.id,
                                          yes_no ? known[f] >= 0.5 : known[f],
                                          yes_no ? known[f] : 1, PHIL_FROM_ANSWER, NULL),
                         PHIL_OK);
    }
    return answers;
}
