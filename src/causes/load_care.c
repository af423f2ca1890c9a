/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remedies with their cautions and trials, and the rules that say how soon a doctor is needed. */
#include "loader.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

static const double longest_try_days = 365;

static struct phil_caution *take_cautions(struct phil_loader *l, const char *key,
                                          const struct phil_raw_caution *raw, size_t n)
{
    struct phil_caution *cautions = phil_loader_allocate(l, n, sizeof *cautions);
    for (size_t i = 0; cautions && i < n; i++) {
        const struct phil_raw_caution *from = &raw[i];
        const bool always = !from->when || from->when->n_all + from->when->n_any == 0;
        const size_t mark = phil_loader_enter(l, ".%s[%zu]", key, i);
        cautions[i] = (struct phil_caution){
            .when = phil_take_when(l, "when", always ? NULL : from->when),
            .text = from->text,
            .source = phil_take_source(l, from->source),
            .withhold = from->withhold == PHIL_RAW_YES,
        };
        phil_loader_leave(l, mark);
    }
    return cautions;
}

/* --- trials ----------------------------------------------------------------------------------- */

static const double longest_wait_days = 60; /* a period has no more */

/* What the diary can show, by the names of its columns. */
static const char *take_dose(struct phil_loader *l, const char *text)
{
    static const char *const doses[] = {"caffeine_mg", "alcohol_g", "potassium_mg",
                                        "sleep_h",     "stress",    "screen_h"};
    for (size_t i = 0; text && i < sizeof doses / sizeof *doses; i++)
        if (strcmp(text, doses[i]) == 0)
            return text;
    if (text)
        phil_loader_fail(l, "dose", "the diary does not show it: %.80s", text);
    return "";
}

static struct phil_figure take_days(struct phil_loader *l, const char *key,
                                    const struct phil_raw_figure *raw)
{
    const struct phil_figure days = phil_take_figure(l, key, raw, PHIL_RANGE_AMOUNT);
    if (days.value > longest_wait_days)
        phil_loader_fail(l, key, "%s must be from 0 to %s", key,
                         phil_number_text(longest_wait_days).s);
    return days;
}

/* A plan holds what is done on usual days, with every limit, in `PHIL_TRIAL_TEXT` bytes. */
static void check_room(struct phil_loader *l, const struct phil_raw_trial *raw)
{
    size_t usual = strlen(raw->usual);
    for (size_t i = 0; i < raw->n_limits; i++)
        usual += raw->limits[i].withhold == PHIL_RAW_YES ? 0 : strlen(raw->limits[i].text) + 1;
    if (usual >= PHIL_TRIAL_TEXT)
        phil_loader_fail(l, "usual", "longer than 511 bytes with its limits");
    if (strlen(raw->with) >= PHIL_TRIAL_TEXT)
        phil_loader_fail(l, "with", "longer than 511 bytes");
    if (raw->run_in && strlen(raw->run_in) >= PHIL_TRIAL_TEXT)
        phil_loader_fail(l, "run_in", "longer than 511 bytes");
    if (strlen(raw->title) >= PHIL_TRIAL_TITLE)
        phil_loader_fail(l, "title", "longer than 255 bytes");
    if (!raw->run_in != !raw->run_in_days)
        phil_loader_fail(l, "", "run_in and run_in_days go together");
    if ((raw->needs.n > 0) != (raw->needs_text != NULL))
        phil_loader_fail(l, "", "needs and needs_text go together");
}

static void take_needs(struct phil_loader *l, const struct phil_raw_trial *raw,
                       struct phil_trial_entry *trial)
{
    trial->needs = phil_loader_allocate(l, raw->needs.n, sizeof *trial->needs);
    trial->needs_text = phil_take_text(raw->needs_text);
    for (size_t i = 0; trial->needs && i < raw->needs.n; i++) {
        trial->needs[i] = phil_take_finding(l, "needs", raw->needs.items[i]);
        trial->n_needs = i + 1;
    }
}

/* Whole days of washout, and what counts behind them. */
static void take_lengths(struct phil_loader *l, const struct phil_raw_trial *raw,
                         struct phil_remedy_trial *view)
{
    const int measure =
        (int)phil_take_real(l, "measure_days", raw->measure_days, 1, longest_wait_days);
    view->onset_days = take_days(l, "onset_days", &raw->onset_days);
    view->offset_days = take_days(l, "offset_days", &raw->offset_days);
    if (raw->run_in_days)
        view->run_in_days = take_days(l, "run_in_days", raw->run_in_days);
    view->washout_days = (int)ceil(fmax(view->onset_days.value, view->offset_days.value));
    view->period_days = view->washout_days + measure;
    if (view->period_days > longest_wait_days)
        phil_loader_fail(l, "measure_days", "a period has 60 days at most");
}

static struct phil_trial_entry *take_trial(struct phil_loader *l, const struct phil_raw_trial *raw,
                                           const char *remedy)
{
    struct phil_trial_entry *trial = raw ? phil_loader_allocate(l, 1, sizeof *trial) : NULL;
    if (!trial)
        return NULL;
    const size_t mark = phil_loader_enter(l, ".trial");
    check_room(l, raw);
    trial->view = (struct phil_remedy_trial){
        .remedy = remedy,
        .title = raw->title,
        .usual = raw->usual,
        .with = raw->with,
        .run_in = phil_take_text(raw->run_in),
        .dose = take_dose(l, raw->dose),
        .dose_rises = raw->dose_rises == PHIL_RAW_YES,
    };
    take_lengths(l, raw, &trial->view);
    take_needs(l, raw, trial);
    trial->limits = take_cautions(l, "limits", raw->limits, raw->n_limits);
    trial->n_limits = trial->limits ? raw->n_limits : 0;
    phil_loader_leave(l, mark);
    return trial;
}

/* --- remedies --------------------------------------------------------------------------------- */

void phil_load_remedies(struct phil_loader *l, const struct phil_raw *raw)
{
    struct phil_knowledge *k = l->knowledge;
    k->remedies = phil_loader_allocate(l, raw->n_remedies, sizeof *k->remedies);
    for (size_t i = 0; k->remedies && i < raw->n_remedies; i++) {
        const struct phil_raw_remedy *from = &raw->remedies[i];
        const size_t mark = phil_loader_enter(l, "remedies[%zu]", i);
        k->remedies[i] = (struct phil_remedy){
            .id = phil_take_id(l, from->id),
            .text = from->text,
            .how = from->how,
            .source = phil_take_source(l, from->source),
            .try_for_days =
                (int)phil_take_real(l, "try_for_days", from->try_for_days, 0, longest_try_days),
            .basis = from->basis,
        };
        k->remedies[i].cautions = take_cautions(l, "cautions", from->cautions, from->n_cautions);
        k->remedies[i].n_cautions = k->remedies[i].cautions ? from->n_cautions : 0;
        k->remedies[i].trial = take_trial(l, from->trial, from->id);
        phil_check_unique(l, k->remedies, i, sizeof *k->remedies);
        k->n_remedies = i + 1;
        phil_loader_leave(l, mark);
    }
}

void phil_load_triage(struct phil_loader *l, const struct phil_raw *raw)
{
    struct phil_knowledge *k = l->knowledge;
    k->rules = phil_loader_allocate(l, raw->n_rules, sizeof *k->rules);
    for (size_t i = 0; k->rules && i < raw->n_rules; i++) {
        const struct phil_raw_rule *from = &raw->rules[i];
        const size_t mark = phil_loader_enter(l, "rules[%zu]", i);
        k->rules[i] = (struct phil_rule){
            .id = phil_take_id(l, from->id),
            .care = from->care,
            .when = phil_take_when(l, "when", &from->when),
            .text = from->text,
            .source = phil_take_source(l, from->source),
            .basis = from->basis,
        };
        if (from->care == PHIL_CARE_SELF)
            phil_loader_fail(l, "care", "a rule asks for more than self_care");
        phil_check_unique(l, k->rules, i, sizeof *k->rules);
        k->n_rules = i + 1;
        phil_loader_leave(l, mark);
    }
}
