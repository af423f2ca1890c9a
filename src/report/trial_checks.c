/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a result is checked with, in plain sentences: what was really consumed, what the remedy has
 * no reason to change, and the same question asked otherwise. */
#include <math.h>
#include <string.h>

#include "report/explain_wording.h"
#include "report/trial_wording.h"
#include "report/wording.h"

/* ---- what was consumed ---- */

/* Doses of the two arms that differ by less than this share of the larger one are alike: judged. */
static const double ALIKE = 0.2;

static bool doses_are_alike(const struct phil_trial_result *result)
{
    const struct phil_value usual = result->dose[PHIL_ARM_USUAL];
    const struct phil_value remedy = result->dose[PHIL_ARM_REMEDY];
    return phil_known(usual) && phil_known(remedy) &&
           fabs(usual.value - remedy.value) <= ALIKE * fmax(fabs(usual.value), fabs(remedy.value));
}

static void say_dose(struct phil_text *t, const struct phil_trial_view *view)
{
    const struct phil_value usual = view->result->dose[PHIL_ARM_USUAL];
    const struct phil_value remedy = view->result->dose[PHIL_ARM_REMEDY];
    const char *unit = view->data ? view->data->dose_unit : "";
    if (!unit[0] || !phil_known(view->result->effect.rate_ratio))
        return;
    if (!phil_known(usual) || !phil_known(remedy)) {
        phil_text_printf(t, "Whether the plan was kept to cannot be seen in the diary: %s.",
                         phil_reason(phil_known(usual) ? remedy : usual));
        return;
    }
    phil_text_printf(t, "By the diary: %s %s on a usual day, %s on a remedy day.",
                     phil_two_digits(usual.value).s, unit, phil_two_digits(remedy.value).s);
    if (doses_are_alike(view->result))
        phil_text_add(t, " The two hardly differ: so this trial could not show much.");
}

static void say_by_dose(struct phil_text *t, const struct phil_trial_view *view)
{
    const struct phil_trial_result *result = view->result;
    if (!view->data || !view->data->dose_unit[0] || !phil_known(result->per_dose.rate_ratio) ||
        !isfinite(result->dose_step))
        return;
    phil_text_printf(t, "By what was really consumed, %s %s %s goes with a rate ratio of ",
                     phil_short(fabs(result->dose_step), 1).s, view->data->dose_unit,
                     result->dose_step > 0 ? "more" : "less");
    phil_say_ratio(t, &result->per_dose);
    phil_text_add(t, ". Chance did not choose these amounts, so this is a weaker sign than the "
                     "comparison of the days.");
}

/* Within these, a control "did not change" in words; wider, nobody can tell. A third either way,
 * as for the verdict. */
static bool is_narrow(struct phil_interval ci)
{
    return ci.lo > 0.7 && ci.hi < 1 / 0.7;
}

/* ---- other outcomes ---- */

static void say_felt(struct phil_text *t, const struct phil_trial_view *view)
{
    const struct phil_effect *felt = &view->result->other[PHIL_OUTCOME_FELT];
    if (!phil_known(felt->rate_ratio))
        return;
    phil_text_add(t, "Twitches that you felt and wrote down: rate ratio ");
    phil_say_ratio(t, felt);
    const int way = phil_effect_direction(felt);
    const int measured = phil_effect_direction(&view->result->effect);
    if (way && measured && way != measured)
        phil_text_add(t, ". That points the other way than the clips do: what is felt also follows "
                         "what one hopes or fears");
    phil_text_add(t, ".");
}

void phil_trial_say_control(struct phil_text *t, enum phil_outcome outcome,
                            const struct phil_trial_view *view)
{
    if (!view->result)
        return;
    const struct phil_effect *e = &view->result->other[outcome];
    const char *what = outcome == PHIL_OUTCOME_BLINKS ? "Blinks" : "The other side";
    const bool plural = outcome == PHIL_OUTCOME_BLINKS;
    if (!phil_known(e->rate_ratio))
        return;
    if (phil_effect_direction(e)) {
        phil_text_printf(t, "%s changed as well: ", what);
        phil_say_ratio(t, e);
        phil_text_printf(t,
                         ". The remedy has no reason to change %s, so something else may have "
                         "differed between the days: light, tiredness, how it was filmed. Be "
                         "careful with the result.",
                         plural ? "them" : "it");
    } else if (is_narrow(e->interval)) {
        phil_text_printf(t, "%s did not change, as it should be: ", what);
        phil_say_ratio(t, e);
        phil_text_add(t, ".");
    } else {
        phil_text_printf(
            t, "Whether %s changed cannot be told: ", plural ? "blinks" : "the other side");
        phil_say_ratio(t, e);
        phil_text_add(t, ".");
    }
}

/* ---- asked otherwise ---- */

bool phil_trial_is_tested(const struct phil_trial_result *result)
{
    return phil_known(result->effect.p_value);
}

bool phil_sensitivity_differs(const struct phil_trial_result *result,
                              const struct phil_sensitivity *other)
{
    if (!phil_known(other->effect.rate_ratio))
        return false;
    if (result->verdict == PHIL_VERDICT_NO_MATTER && !is_narrow(other->effect.interval))
        return true;
    return phil_effect_direction(&other->effect) != phil_effect_direction(&result->effect);
}

static void say_leave_one_out(struct phil_text *t, const struct phil_trial_result *result)
{
    const struct phil_interval range = result->leave_one_out;
    if (isfinite(range.lo) && isfinite(range.hi))
        phil_text_printf(t, " Without any one of the days the ratio stays between %s and %s.",
                         phil_ratio(range.lo).s, phil_ratio(range.hi).s);
}

static void say_robust(struct phil_text *t, const struct phil_trial_view *view)
{
    const struct phil_trial_result *result = view->result;
    double lo = INFINITY, hi = -INFINITY;
    int asked = 0, differ = 0;
    for (size_t i = 0; i < result->n_sensitivity; i++) {
        const struct phil_sensitivity *other = &result->sensitivity[i];
        if (!phil_known(other->effect.rate_ratio))
            continue;
        asked++;
        differ += phil_sensitivity_differs(result, other);
        lo = fmin(lo, other->effect.rate_ratio.value);
        hi = fmax(hi, other->effect.rate_ratio.value);
    }
    if (!asked || !phil_known(result->effect.rate_ratio))
        return;
    if (!differ)
        phil_text_printf(t,
                         "Asked in %d other ways (other assumptions, other days) the answer is "
                         "the same, with ratios from %s to %s.",
                         asked, phil_ratio(lo).s, phil_ratio(hi).s);
    else
        phil_text_printf(t, "Of %d other ways to ask, %d give the same answer.", asked,
                         asked - differ);
    if (!differ)
        say_leave_one_out(t, result);
}

/* ---- what speaks against it ---- */

static void add_doubt(struct phil_text *t, const char *doubt)
{
    phil_text_printf(t, "%s%s", t->length ? "; " : "Be careful with this: ", doubt);
}

/* Stands beside a verdict, for nobody reads down to a list when the first line says what they hoped
 * for. */
static void say_but(struct phil_text *t, const struct phil_trial_view *view)
{
    const struct phil_trial_result *result = view->result;
    bool contrary = false;
    if (result->verdict == PHIL_VERDICT_UNDECIDED || result->verdict == PHIL_VERDICT_TOO_LITTLE)
        return;
    for (size_t i = 0; i < result->n_sensitivity; i++)
        contrary |= phil_effect_direction(&result->sensitivity[i].effect) *
                        phil_effect_direction(&result->effect) <
                    0;
    if (phil_effect_direction(&result->other[PHIL_OUTCOME_BLINKS]))
        add_doubt(t, "blinks changed as well, and the remedy has no reason to change them");
    if (phil_effect_direction(&result->other[PHIL_OUTCOME_OTHER_SIDE]))
        add_doubt(t, "the other side changed as well");
    if (view->data && view->data->dose_unit[0] && doses_are_alike(result))
        add_doubt(t, "by the diary the two kinds of days hardly differed");
    if (contrary)
        add_doubt(t, "asked otherwise, it would be the other way round");
    phil_text_add(t, t->length ? "." : "");
}

/* ---- the model ---- */

static void add_parameter(struct phil_text *t, const char *name, struct phil_value value,
                          struct phil_interval ci)
{
    if (!phil_known(value))
        return;
    phil_text_printf(t, "%s%s %s", t->length ? "; " : "", name, phil_short(value.value, 2).s);
    if (isfinite(ci.lo) && isfinite(ci.hi))
        phil_text_printf(t, " (%s to %s)", phil_short(ci.lo, 2).s, phil_short(ci.hi, 2).s);
}

static void say_model(struct phil_text *t, const struct phil_trial_result *result)
{
    const struct phil_interval none = {NAN, NAN};
    struct phil_text list = {0};
    add_parameter(&list, "autocorrelation of neighbouring days", result->autocorrelation,
                  result->autocorrelation_ci);
    add_parameter(&list, "overdispersion", result->overdispersion, result->overdispersion_ci);
    add_parameter(&list, "spread of the day's log rate", result->day_sd, none);
    add_parameter(&list, "trend, factor a week", result->trend_per_week, result->trend_ci);
    add_parameter(&list, "share of the effect that lingers", result->carry_over, none);
    if (list.length)
        phil_text_printf(t, "How the days vary: %s.", phil_text_string(&list));
    t->failed |= list.failed;
    phil_text_release(&list);
}

void phil_trial_say_checks(struct phil_text *t, enum phil_trial_sentence what,
                           const struct phil_trial_view *view)
{
    if (what == PHIL_TRIAL_SAY_BUT)
        say_but(t, view);
    else if (what == PHIL_TRIAL_SAY_DOSE)
        say_dose(t, view);
    else if (what == PHIL_TRIAL_SAY_BY_DOSE)
        say_by_dose(t, view);
    else if (what == PHIL_TRIAL_SAY_FELT)
        say_felt(t, view);
    else if (what == PHIL_TRIAL_SAY_ROBUST)
        say_robust(t, view);
    else if (what == PHIL_TRIAL_SAY_MODEL)
        say_model(t, view->result);
}
