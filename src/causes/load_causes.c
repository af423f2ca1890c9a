/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: how frequent they are, what makes them more so, what they show. */
#include <string.h>

#include "causes/subsets.h"
#include "loader.h"

static const double oldest = 130; /* years; nobody has been older */

static void take_prior(struct phil_loader *l, const struct phil_raw_prior *raw,
                       struct phil_prior *prior)
{
    double sex = -1;
    const struct phil_finding *choices = &l->knowledge->findings[l->knowledge->sex].view;
    if (raw->sex && !phil_finding_word(choices, raw->sex, &sex))
        phil_loader_fail(l, "sex", "no such sex: %.40s", raw->sex);
    prior->sex = (int)sex;
    prior->from_age = phil_take_real(l, "from_age", raw->from_age, 0, oldest);
    prior->to_age = phil_take_real(l, "to_age", raw->to_age, 0, oldest);
    prior->share = phil_take_figure(l, "share", &raw->share, PHIL_RANGE_PROBABILITY);
    if (!(prior->from_age < prior->to_age))
        phil_loader_fail(l, "to_age", "must be above from_age");
}

static void take_priors(struct phil_loader *l, const struct phil_raw_cause *raw,
                        struct phil_cause_entry *cause)
{
    cause->priors = phil_loader_allocate(l, raw->n_priors, sizeof *cause->priors);
    for (size_t i = 0; cause->priors && i < raw->n_priors; i++) {
        const size_t mark = phil_loader_enter(l, ".priors[%zu]", i);
        take_prior(l, &raw->priors[i], &cause->priors[i]);
        cause->n_priors = i + 1;
        phil_loader_leave(l, mark);
    }
    phil_check_priors(l, cause);
}

static void take_points(struct phil_loader *l, const struct phil_raw_exposure *raw,
                        const struct phil_finding *finding, struct phil_exposure *exposure)
{
    const bool number = finding->type == PHIL_FINDING_NUMBER;
    const double lo = number ? finding->lo : 0, hi = number ? finding->hi : 1;
    exposure->points = phil_loader_allocate(l, raw->n_points, sizeof *exposure->points);
    for (size_t i = 0; exposure->points && i < raw->n_points; i++) {
        struct phil_dose_point *point = &exposure->points[i];
        const size_t mark = phil_loader_enter(l, ".points[%zu]", i);
        point->dose = phil_take_real(l, "dose", raw->points[i].dose, lo, hi);
        point->odds_ratio =
            phil_take_figure(l, "odds_ratio", &raw->points[i].odds_ratio, PHIL_RANGE_RATIO);
        if (i > 0 && !(point->dose > point[-1].dose))
            phil_loader_fail(l, "dose", "doses must rise from point to point");
        exposure->n_points = i + 1;
        phil_loader_leave(l, mark);
    }
}

static void take_exposure(struct phil_loader *l, const struct phil_raw_exposure *raw,
                          struct phil_exposure *exposure)
{
    exposure->finding = phil_take_finding(l, "finding", raw->finding);
    const struct phil_finding *finding = &l->knowledge->findings[exposure->finding].view;
    if (finding->type == PHIL_FINDING_CHOICE)
        phil_loader_fail(l, "finding", "a choice has no dose: %s", raw->finding);
    if (raw->n_points == 0)
        phil_loader_fail(l, "points", "must not be empty");
    take_points(l, raw, finding, exposure);
}

static bool measures_alone(const struct phil_raw_cause *raw, size_t at)
{
    for (size_t i = 0; i < raw->n_exposures; i++)
        if (i != at && raw->exposures[i].of &&
            strcmp(raw->exposures[i].of, raw->exposures[at].of) == 0)
            return false;
    return true;
}

/* What exposure `at` measures: the text of the first one that measures the same. */
static void take_of(struct phil_loader *l, const struct phil_raw_cause *raw,
                    struct phil_cause_entry *cause, size_t at)
{
    const struct phil_raw_exposure *mine = &raw->exposures[at];
    struct phil_exposure *exposure = &cause->exposures[at];
    exposure->beside = mine->beside == PHIL_RAW_YES;
    if (mine->of)
        exposure->of = phil_take_id(l, mine->of);
    for (size_t j = 0; mine->of && j < at; j++)
        if (cause->exposures[j].of && strcmp(cause->exposures[j].of, mine->of) == 0) {
            exposure->of = cause->exposures[j].of;
            break;
        }
    if (exposure->beside &&
        (at == 0 || !exposure->of || cause->exposures[at - 1].of != exposure->of))
        phil_loader_fail(l, "beside", "the exposure before it must measure the same (of)");
    if (mine->of && measures_alone(raw, at))
        phil_loader_fail(l, "of", "no other exposure of this cause measures it: %s", mine->of);
}

static void take_exposures(struct phil_loader *l, const struct phil_raw_cause *raw,
                           struct phil_cause_entry *cause)
{
    cause->exposures = phil_loader_allocate(l, raw->n_exposures, sizeof *cause->exposures);
    for (size_t i = 0; cause->exposures && i < raw->n_exposures; i++) {
        const size_t mark = phil_loader_enter(l, ".exposures[%zu]", i);
        take_exposure(l, &raw->exposures[i], &cause->exposures[i]);
        take_of(l, raw, cause, i);
        for (size_t j = 0; j < i; j++)
            if (cause->exposures[j].finding == cause->exposures[i].finding)
                phil_loader_fail(l, "finding", "stands twice: %s", raw->exposures[i].finding);
        cause->n_exposures = i + 1;
        phil_loader_leave(l, mark);
    }
}

static void take_links(struct phil_loader *l, const struct phil_raw_cause *raw,
                       struct phil_cause_entry *cause)
{
    const struct phil_knowledge *k = l->knowledge;
    bool twitches = false;
    cause->links = phil_loader_allocate(l, raw->n_links, sizeof *cause->links);
    for (size_t i = 0; cause->links && i < raw->n_links; i++) {
        struct phil_link *link = &cause->links[i];
        const size_t mark = phil_loader_enter(l, ".links[%zu]", i);
        link->finding = phil_take_finding(l, "finding", raw->links[i].finding);
        link->probability =
            phil_take_figure(l, "probability", &raw->links[i].probability, PHIL_RANGE_PROBABILITY);
        if (!k->findings[link->finding].view.in_network)
            phil_loader_fail(l, "finding", "has no background, so nothing can be linked to it: %s",
                             raw->links[i].finding);
        for (size_t j = 0; j < i; j++)
            if (cause->links[j].finding == link->finding)
                phil_loader_fail(l, "finding", "stands twice: %s", raw->links[i].finding);
        twitches = twitches || link->finding == k->complaint;
        cause->n_links = i + 1;
        phil_loader_leave(l, mark);
    }
    if (!twitches)
        phil_loader_fail(l, "links", "missing: a link to lip_twitch");
}

static void take_remedies(struct phil_loader *l, const struct phil_raw_words *raw,
                          struct phil_cause_entry *cause)
{
    const struct phil_knowledge *k = l->knowledge;
    cause->remedies = phil_loader_allocate(l, raw->n, sizeof *cause->remedies);
    for (size_t i = 0; cause->remedies && i < raw->n; i++) {
        const size_t mark = phil_loader_enter(l, ".remedies[%zu]", i);
        size_t at = 0;
        while (at < k->n_remedies && strcmp(k->remedies[at].id, raw->items[i]) != 0)
            at++;
        if (at == k->n_remedies)
            phil_loader_fail(l, "", "no such remedy: %.80s", raw->items[i]);
        for (size_t j = 0; j < i; j++)
            if (cause->remedies[j] == at)
                phil_loader_fail(l, "", "stands twice: %s", raw->items[i]);
        cause->remedies[i] = at;
        cause->n_remedies = i + 1;
        phil_loader_leave(l, mark);
    }
}

static void take_cause(struct phil_loader *l, const struct phil_raw_cause *raw,
                       struct phil_cause_entry *cause)
{
    cause->view = (struct phil_cause){
        .id = phil_take_id(l, raw->id),
        .name = raw->name,
        .plain = raw->plain,
        .mechanism = raw->mechanism,
        .course = raw->course,
        .settles = raw->settles,
        .whom = raw->whom,
        .serious = raw->serious == PHIL_RAW_YES,
    };
    cause->care = raw->care;
    cause->care_from = phil_take_real(l, "care_from", raw->care_from, 0, 1);
    cause->action = raw->action;
    take_remedies(l, &raw->remedies, cause);
    take_priors(l, raw, cause);
    take_exposures(l, raw, cause);
    take_links(l, raw, cause);
}

void phil_load_causes(struct phil_loader *l, const struct phil_raw *raw)
{
    struct phil_knowledge *k = l->knowledge;
    if (raw->n_causes == 0)
        phil_loader_fail(l, "causes", "must not be empty");
    /* With more, evidence that is too wide for the table would have no way out (network.c). */
    if (raw->n_causes > PHIL_SUBSETS_MOST_CAUSES)
        phil_loader_fail(l, "causes", "at most %d causes can be weighed", PHIL_SUBSETS_MOST_CAUSES);
    k->causes = phil_loader_allocate(l, raw->n_causes, sizeof *k->causes);
    for (size_t i = 0; k->causes && i < raw->n_causes; i++) {
        const size_t mark = phil_loader_enter(l, "causes[%zu]", i);
        take_cause(l, &raw->causes[i], &k->causes[i]);
        phil_check_unique(l, k->causes, i, sizeof *k->causes);
        k->n_causes = i + 1;
        phil_loader_leave(l, mark);
    }
}
