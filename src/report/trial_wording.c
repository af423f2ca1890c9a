/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a trial found, in plain sentences: how large, how likely, how surprising.
 *
 * A posterior probability is said as people can picture it, of 100 remedies that gave days like
 * these, and not as the chance of a result: that is what the exact test gives, and its sentence
 * says so. How an interval is worded follows doc/trial.md.
 */
#include "report/trial_wording.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "report/explain_wording.h"
#include "report/trial_plot.h"
#include "report/wording.h"

/* ---- pieces ---- */

const char *phil_trial_day_label(char *text, size_t size, int64_t day, bool dated)
{
    char date[PHIL_DATE_SIZE];
    if (dated && phil_date_write(day, date))
        snprintf(text, size, "%s", date);
    else
        snprintf(text, size, "day %lld", (long long)day);
    return text;
}

struct phil_number phil_two_digits(double value)
{
    struct phil_number number = phil_fixed(value, 0);
    if (!isfinite(value) || fabs(value) >= 9.95)
        return number;
    if (fabs(value) < 1e-6)
        return phil_fixed(0, 0);
    const int decimals = 1 - (int)floor(log10(fabs(value) * 1.005));
    return phil_fixed(value, decimals);
}

struct phil_number phil_ratio(double ratio)
{
    return ratio >= 0.095 && ratio < 9.995 ? phil_fixed(ratio, 2) : phil_two_digits(ratio);
}

void phil_say_ratio(struct phil_text *t, const struct phil_effect *effect)
{
    if (!phil_known(effect->rate_ratio)) {
        phil_text_add(t, phil_reason(effect->rate_ratio));
        return;
    }
    phil_text_add(t, phil_ratio(effect->rate_ratio.value).s);
    if (isfinite(effect->interval.lo) && isfinite(effect->interval.hi))
        phil_text_printf(t, " (%s to %s)", phil_ratio(effect->interval.lo).s,
                         phil_ratio(effect->interval.hi).s);
}

struct phil_number phil_change_in_words(double ratio)
{
    struct phil_number number;
    const double percent = 100 * (ratio - 1);
    if (ratio >= 2.5)
        snprintf(number.s, sizeof number.s, "%.24s times as many", phil_two_digits(ratio).s);
    else if (percent >= 0.5)
        snprintf(number.s, sizeof number.s, "%d %% more", (int)lround(percent));
    else if (percent > -0.5)
        snprintf(number.s, sizeof number.s, "just as many");
    else if (percent < -99.5)
        snprintf(number.s, sizeof number.s, "more than 99 %% fewer");
    else
        snprintf(number.s, sizeof number.s, "%d %% fewer", (int)lround(-percent));
    return number;
}

const char *phil_trial_title(const struct phil_trial_view *view)
{
    if (view->plan && view->plan->title[0])
        return view->plan->title;
    return view->name && view->name[0] ? view->name : "A trial made elsewhere";
}

const char *phil_outcome_in_words(enum phil_outcome outcome)
{
    static const char *const words[PHIL_N_OUTCOMES] = {[PHIL_OUTCOME_TWITCHES] = "twitches",
                                                       [PHIL_OUTCOME_FELT] = "felt twitches",
                                                       [PHIL_OUTCOME_OTHER_SIDE] =
                                                           "twitches of the other side",
                                                       [PHIL_OUTCOME_BLINKS] = "blinks"};
    return words[outcome];
}

const char *phil_day_use_in_words(enum phil_day_use use)
{
    static const char *const words[PHIL_N_DAY_USES] = {
        [PHIL_DAY_USED] = "that counts",
        [PHIL_DAY_RUN_IN] = "before the first period",
        [PHIL_DAY_WASHOUT] = "of washout (what was done before still lingers)",
        [PHIL_DAY_MISSED] = "without a clip",
        [PHIL_DAY_UNREADABLE] = "with a clip in which nothing could be measured",
        [PHIL_DAY_LEFT_OUT] = "left out by the data's own word"};
    return words[use];
}

int phil_effect_direction(const struct phil_effect *effect)
{
    if (!phil_known(effect->rate_ratio))
        return 0;
    return effect->interval.hi < 1 ? -1 : effect->interval.lo > 1 ? 1 : 0;
}

/* ---- sentences ---- */

static const char *const without_result = "Nothing has been worked out yet.";

static void say_verdict(struct phil_text *t, const struct phil_trial_view *view)
{
    const bool tested = phil_trial_is_tested(view->result);
    if (tested && view->result->verdict == PHIL_VERDICT_HELPS)
        phil_text_add(t, "It helps. ");
    if (tested && view->result->verdict == PHIL_VERDICT_HARMS)
        phil_text_add(t, "It makes it worse. ");
    phil_text_add(t, view->result->verdict_text[0] ? view->result->verdict_text : without_result);
}

static void say_size(struct phil_text *t, const struct phil_trial_result *result)
{
    const struct phil_effect *e = &result->effect;
    if (!phil_known(e->rate_ratio))
        return;
    phil_text_printf(t, "On remedy days there were %s twitches a minute",
                     phil_change_in_words(e->rate_ratio.value).s);
    if (isfinite(e->interval.lo) && isfinite(e->interval.hi))
        phil_text_printf(t, "; the days leave room for anything from %s to %s",
                         phil_change_in_words(e->interval.lo).s,
                         phil_change_in_words(e->interval.hi).s);
    phil_text_printf(t, " (rate ratio %s, 95 %% interval %s", phil_ratio(e->rate_ratio.value).s,
                     phil_ratio(e->interval.lo).s);
    phil_text_printf(t, " to %s).", phil_ratio(e->interval.hi).s);
}

static void say_chance(struct phil_text *t, const struct phil_trial_result *result)
{
    const struct phil_effect *e = &result->effect;
    if (!phil_known(e->rate_ratio) || !isfinite(e->probability_better))
        return;
    const bool extreme = e->probability_better < 0.005 || e->probability_better > 0.995;
    phil_text_printf(t,
                     "Of 100 remedies that gave days like these, %s%s would be ones that help "
                     "at all",
                     extreme ? "" : "about ", phil_of_100(e->probability_better).s);
    if (isfinite(e->probability_third))
        phil_text_printf(t, ", and %s would take away three twitches in ten or more",
                         phil_of_100(e->probability_third).s);
    phil_text_add(t, ". (Before the first day, help and harm were held equally likely.)");
}

/* "p = 0.03", "p = 0.004", "p < 0.001". */
static struct phil_number p_in_words(double p)
{
    struct phil_number number;
    if (p < 0.001)
        snprintf(number.s, sizeof number.s, "p < 0.001");
    else
        snprintf(number.s, sizeof number.s, "p = %.20s", phil_two_digits(p).s);
    return number;
}

static void say_orders(struct phil_text *t, const struct phil_trial_result *result)
{
    if (result->all_assignments && result->n_assignments)
        phil_text_printf(t, " over all %" PRIu64 " orders", result->n_assignments);
    else if (!result->all_assignments)
        phil_text_add(t, " over orders drawn anew");
}

static void say_test(struct phil_text *t, const struct phil_trial_result *result)
{
    const struct phil_value p = result->effect.p_value;
    if (!phil_known(p)) {
        phil_text_printf(t, "There is no test against chance: %s.", phil_reason(p));
        return;
    }
    phil_text_add(t, "If the remedy did nothing, ");
    if (p.value < 0.005)
        phil_text_add(t, "fewer than 1");
    else
        phil_text_printf(t, "about %s", phil_fixed(100 * p.value, 0).s);
    phil_text_add(t, " of 100 trials ordered by chance like this one would still show a difference "
                     "as large, one way or the other (exact randomisation test");
    say_orders(t, result);
    phil_text_printf(t, ", %s).", p_in_words(p.value).s);
    if (result->p_least > 0.05 && result->p_least <= 1)
        phil_text_printf(t, " With so few periods no result at all could reach below p = %s.",
                         phil_short(result->p_least, 2).s);
}

void phil_trial_say(struct phil_text *t, enum phil_trial_sentence what,
                    const struct phil_trial_view *view)
{
    const bool told = view->result && !phil_trial_blind(view);
    switch (what) {
    case PHIL_TRIAL_SAY_VERDICT:
        if (told)
            say_verdict(t, view);
        break;
    case PHIL_TRIAL_SAY_SIZE:
        if (told)
            say_size(t, view->result);
        break;
    case PHIL_TRIAL_SAY_CHANCE:
        if (told)
            say_chance(t, view->result);
        break;
    case PHIL_TRIAL_SAY_TEST:
        if (told)
            say_test(t, view->result);
        break;
    case PHIL_TRIAL_SAY_BUT:
    case PHIL_TRIAL_SAY_DOSE:
    case PHIL_TRIAL_SAY_BY_DOSE:
    case PHIL_TRIAL_SAY_FELT:
    case PHIL_TRIAL_SAY_ROBUST:
    case PHIL_TRIAL_SAY_MODEL:
        if (told)
            phil_trial_say_checks(t, what, view);
        break;
    default:
        phil_trial_say_course(t, what, view);
    }
}
