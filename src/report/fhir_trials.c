/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What trials of one person said, as FHIR Observations: the rate ratio of days with the remedy to
 * days without it, with its interval, the exact test's p, the days and both arms.
 *
 * FHIR has ResearchStudy and, in later releases, Evidence for effects; both are made for groups,
 * and few hospitals take them in. A number about one patient is an Observation.
 */
#include <math.h>

#include "report/fhir.h"

static const struct phil_fhir_unit ratio = {"1", "1"};
static const struct phil_fhir_unit per_min = {"twitches a minute", "/min"};

static const struct phil_fhir_code code_effect = {
    "trial_rate_ratio",
    "N-of-1 trial: twitches on days with the remedy, as a ratio to usual days (below 1: fewer)",
    NULL, NULL};

/* The interval of what was not measured has the same reason. */
static void put_effect(struct phil_fhir *f, json_t *o, const struct phil_effect *e)
{
    static const struct phil_fhir_code interval = {"trial_rate_ratio_interval",
                                                   "95 % interval of the ratio", NULL, NULL};
    static const struct phil_fhir_code better = {
        "trial_probability_better", "Chance that the remedy lowers the rate at all", NULL, NULL};
    static const struct phil_fhir_code third = {
        "trial_probability_third", "Chance that it lowers the rate by 30 % or more", NULL, NULL};
    static const struct phil_fhir_code p = {
        "trial_p_value", "p of the exact randomisation test, two-sided", NULL, NULL};
    const char *why = e->rate_ratio.reason;
    phil_fhir_value(f, o, e->rate_ratio, 3, ratio);
    phil_fhir_component_range(f, o, &interval, e->interval, why, 3, ratio);
    phil_fhir_component(f, o, &better, (struct phil_value){e->probability_better, why}, 3, ratio);
    phil_fhir_component(f, o, &third, (struct phil_value){e->probability_third, why}, 3, ratio);
    phil_fhir_component(f, o, &p, e->p_value, -1, ratio);
}

static void put_arms(struct phil_fhir *f, json_t *o, const struct phil_trial_result *r)
{
    static const struct phil_fhir_code rate[PHIL_N_ARMS] = {
        {"trial_rate_usual", "Rate on usual days", NULL, NULL},
        {"trial_rate_remedy", "Rate on days with the remedy", NULL, NULL}};
    static const struct phil_fhir_code range[PHIL_N_ARMS] = {
        {"trial_rate_usual_interval", "95 % interval of the rate on usual days", NULL, NULL},
        {"trial_rate_remedy_interval", "95 % interval of the rate on days with the remedy", NULL,
         NULL}};
    for (int arm = 0; arm < PHIL_N_ARMS; arm++) {
        phil_fhir_component(f, o, &rate[arm], r->rate_per_min[arm], 3, per_min);
        phil_fhir_component_range(f, o, &range[arm], r->rate_ci[arm], r->rate_per_min[arm].reason,
                                  3, per_min);
    }
}

static void put_days(struct phil_fhir *f, json_t *o, const struct phil_trial_result *r)
{
    static const struct phil_fhir_code used = {"trial_days_used", "Days that count", NULL, NULL};
    static const struct phil_fhir_code dropped = {
        "trial_days_dropped", "Days that do not count (run-in, washout, missed, unreadable)", NULL,
        NULL};
    phil_fhir_component_count(f, o, &used, r->days_used);
    phil_fhir_component_count(f, o, &dropped, r->days_dropped);
}

static void put_verdict(struct phil_fhir *f, json_t *o, const struct phil_trial_result *r)
{
    static const struct phil_fhir_code code = {"trial_verdict", "What the trial says", NULL, NULL};
    phil_fhir_component_concept(f, o, &code,
                                phil_fhir_concept(f, "urn:philtrum:verdict",
                                                  phil_verdict_name(r->verdict), NULL,
                                                  r->verdict_text));
}

/* What was compared: of a plan its arms, of data made elsewhere their name. */
static void put_remedy(struct phil_fhir *f, json_t *o, const struct phil_trial_view *trial)
{
    static const struct phil_fhir_code remedy = {"trial_remedy", "Remedy on trial", NULL, NULL};
    static const struct phil_fhir_code arm[PHIL_N_ARMS] = {
        {"trial_arm_usual", "Usual days", NULL, NULL},
        {"trial_arm_remedy", "Days with the remedy", NULL, NULL}};
    const struct phil_trial_plan *plan = trial->plan;
    phil_fhir_component_text(f, o, &remedy, plan ? plan->title : trial->name);
    for (int i = 0; plan && i < PHIL_N_ARMS; i++)
        phil_fhir_component_text(f, o, &arm[i], plan->arm_text[i]);
}

/* The days that the data hold; those of data made elsewhere may be numbers without a date. */
static void put_time(struct phil_fhir *f, json_t *o, const struct phil_trial_view *trial)
{
    const struct phil_trial_data *data = trial->data;
    if (data && data->dated && data->n_days)
        phil_fhir_period(f, o, "effectivePeriod", data->days[0].day,
                         data->days[data->n_days - 1].day);
}

static const char *status_of(const struct phil_trial_view *trial)
{
    if (!trial->result)
        return "registered";
    const bool running = trial->plan ? trial->state == PHIL_TRIAL_RUNNING
                                     : trial->data && trial->data->still_running;
    return running ? "preliminary" : "final";
}

static void put_nothing_yet(struct phil_fhir *f, json_t *o, enum phil_trial_state state)
{
    if (state == PHIL_TRIAL_PLANNED)
        phil_fhir_not_yet(f, o, "the trial has not begun");
    else if (state == PHIL_TRIAL_RUNNING)
        phil_fhir_not_yet(f, o,
                          "the trial is running and its days are not looked at before its end");
    else
        phil_fhir_absent(f, o, "the trial was not analysed");
}

static void add_trial(struct phil_fhir *f, const struct phil_trial_view *trial)
{
    const struct phil_trial_result *r = trial->result;
    json_t *o = phil_fhir_observation(f, &code_effect, "procedure", status_of(trial));
    put_time(f, o, trial);
    phil_put(&f->w, o, "device", phil_fhir_reference(f, &f->device));
    if (r) {
        put_effect(f, o, &r->effect);
        put_verdict(f, o, r);
        put_arms(f, o, r);
        put_days(f, o, r);
    } else {
        put_nothing_yet(f, o, trial->state);
    }
    put_remedy(f, o, trial);
    phil_fhir_add(f, o);
}

void phil_fhir_trials(struct phil_fhir *f)
{
    for (size_t i = 0; i < f->view->n_trials; i++)
        add_trial(f, &f->view->trials[i]);
}
