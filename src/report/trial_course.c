/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of a trial in plain sentences: where it stands, which days count, what to do now. */
#include <math.h>
#include <string.h>

#include "report/explain_wording.h"
#include "report/trial_plot.h"
#include "report/trial_wording.h"
#include "report/wording.h"

static const char *days(int64_t n)
{
    return n == 1 ? "day" : "days";
}

static bool ended_early(const struct phil_trial_view *view)
{
    return view->plan && view->state == PHIL_TRIAL_STOPPED;
}

/* The last mark of a kind; NULL when there is none. */
static const struct phil_trial_mark *last_mark(const struct phil_trial_view *view,
                                               enum phil_mark_kind kind)
{
    for (size_t i = view->n_marks; i-- > 0;)
        if (view->marks[i].kind == kind)
            return &view->marks[i];
    return NULL;
}

const struct phil_trial_mark *phil_trial_red_flag(const struct phil_trial_view *view)
{
    return last_mark(view, PHIL_MARK_RED_FLAG);
}

const char *phil_mark_in_words(enum phil_mark_kind kind)
{
    static const char *const words[PHIL_N_MARK_KINDS] = {
        [PHIL_MARK_STARTED] = "begun",
        [PHIL_MARK_MISSED] = "no clip",
        [PHIL_MARK_SWITCHED] = "did what the other arm asks",
        [PHIL_MARK_BREACH] = "the plan was not kept to",
        [PHIL_MARK_NOTE] = "note",
        [PHIL_MARK_STOPPED] = "ended before its time",
        [PHIL_MARK_RED_FLAG] = "stopped, for a doctor to see"};
    return words[kind];
}

static void say_stopped(struct phil_text *t, const struct phil_trial_view *view)
{
    const struct phil_trial_mark *flag = phil_trial_red_flag(view);
    const struct phil_trial_mark *stop = last_mark(view, PHIL_MARK_STOPPED);
    char label[32];
    if (flag) {
        const size_t n = strlen(flag->note);
        phil_text_printf(t, "This trial was stopped on %s because of something a doctor should see",
                         phil_trial_day_label(label, sizeof label, flag->day, true));
        phil_text_printf(t, "%s%s%s ", n ? ": " : "", flag->note,
                         n && flag->note[n - 1] == '.' ? "" : ".");
        phil_text_add(t, "That matters more than anything the trial shows. ");
        phil_text_add(t, phil_sentence(PHIL_SENTENCE_SUDDEN));
    } else if (ended_early(view)) {
        phil_text_add(t, "This trial ended before its time");
        if (stop)
            phil_text_printf(t, ", after %s%s%s",
                             phil_trial_day_label(label, sizeof label, stop->day, true),
                             stop->note[0] ? ": " : "", stop->note);
        phil_text_add(t, ".");
    }
}

/* ---- where it stands ---- */

static void say_slot(struct phil_text *t, const struct phil_trial_view *view)
{
    const struct phil_trial_slot slot =
        phil_trial_slot_of(view->plan, view->first_day, view->today);
    phil_text_printf(t, "Day %d of %d: ", slot.number, phil_trial_plan_days(view->plan));
    if (slot.phase == PHIL_PHASE_RUN_IN)
        phil_text_printf(t, "the run-in, before the first period.");
    else
        phil_text_printf(t, "period %d of %d, %s, its day %d of %d%s.", slot.period,
                         2 * view->plan->shape.n_blocks,
                         slot.arm == PHIL_ARM_REMEDY ? "with the remedy (B)" : "as usual (A)",
                         slot.day_of_period, view->plan->shape.period_days,
                         slot.phase == PHIL_PHASE_WASHOUT ? " (does not count yet: washout)" : "");
}

static void say_filmed(struct phil_text *t, const struct phil_trial_data *data)
{
    int by_use[PHIL_N_DAY_USES] = {0};
    for (size_t i = 0; i < data->n_days; i++)
        by_use[data->days[i].use]++;
    phil_text_printf(t, " %d %s so far", by_use[PHIL_DAY_USED],
                     by_use[PHIL_DAY_USED] == 1 ? "day counts" : "days count");
    if (by_use[PHIL_DAY_MISSED])
        phil_text_printf(t, ", %d %s missed", by_use[PHIL_DAY_MISSED],
                         by_use[PHIL_DAY_MISSED] == 1 ? "was" : "were");
    if (by_use[PHIL_DAY_UNREADABLE])
        phil_text_printf(t, ", %d could not be read", by_use[PHIL_DAY_UNREADABLE]);
    phil_text_add(t, ".");
}

static void say_standing(struct phil_text *t, const struct phil_trial_view *view)
{
    if (!view->plan)
        return;
    if (view->state == PHIL_TRIAL_PLANNED) {
        char label[32];
        phil_text_printf(t, "Planned and not begun: %d days, %d pairs of periods of %d days. ",
                         phil_trial_plan_days(view->plan), view->plan->shape.n_blocks,
                         view->plan->shape.period_days);
        if (phil_trial_has_date(view))
            phil_text_printf(t, "It begins on %s; until then live as usual.",
                             phil_trial_day_label(label, sizeof label, view->first_day, true));
        else
            phil_text_add(t, "It can wait; it begins when you say so.");
    } else if (view->state == PHIL_TRIAL_RUNNING) {
        say_slot(t, view);
        if (view->data)
            say_filmed(t, view->data);
    }
}

/* ---- which days count ---- */

struct phil_trial_slips phil_trial_slips(const struct phil_trial_data *data)
{
    struct phil_trial_slips slips = {0, 0};
    for (size_t i = 0; data && i < data->n_days; i++) {
        const struct phil_trial_day *day = &data->days[i];
        slips.switched += day->use == PHIL_DAY_USED && day->done != day->assigned;
        slips.breaches += day->use == PHIL_DAY_USED && day->breach;
    }
    return slips;
}

static void say_days(struct phil_text *t, const struct phil_trial_result *result)
{
    int told = 0;
    phil_text_printf(t, "%d %s", result->days_used,
                     result->days_used == 1 ? "day counts" : "days count");
    if (!result->days_dropped) {
        phil_text_add(t, "; none was dropped.");
        return;
    }
    phil_text_printf(t, ", %d %s not: ", result->days_dropped,
                     result->days_dropped == 1 ? "does" : "do");
    for (int use = PHIL_DAY_RUN_IN; use < PHIL_N_DAY_USES; use++)
        if (result->days_by_use[use])
            phil_text_printf(t, "%s%d %s", told++ ? "; " : "", result->days_by_use[use],
                             phil_day_use_in_words((enum phil_day_use)use));
    phil_text_add(t, ".");
}

/* A look alone changes no figure. To stop after one gives luck another chance. */
static void say_looks(struct phil_text *t, const struct phil_trial_view *view)
{
    int looks = 0;
    for (size_t i = 0; i < view->n_marks; i++)
        looks += view->marks[i].kind == PHIL_MARK_NOTE &&
                 strcmp(view->marks[i].note, PHIL_TRIAL_LOOKED) == 0;
    if (!looks || !phil_trial_is_over(view))
        return;
    phil_text_printf(t, "%sThe effect was looked at ", t->length ? " " : "");
    if (looks == 1)
        phil_text_add(t, "once");
    else
        phil_text_printf(t, "%d times", looks);
    phil_text_add(t, " before the end");
    phil_text_add(t, ended_early(view)
                         ? ", and then the trial was stopped: so luck had more chances to look "
                           "like an effect."
                         : ": knowing it may change how one lives and films.");
}

static void say_slips(struct phil_text *t, const struct phil_trial_data *data)
{
    const struct phil_trial_slips slips = phil_trial_slips(data);
    if (slips.switched)
        phil_text_printf(t,
                         "On %d %s the other arm's thing was done; %s as planned, because the "
                         "order is what chance chose.",
                         slips.switched, days(slips.switched),
                         slips.switched == 1 ? "it counts" : "they count");
    if (slips.breaches)
        phil_text_printf(t, "%sOn %d %s the plan was not kept to in another way; %s kept in.",
                         t->length ? " " : "", slips.breaches, days(slips.breaches),
                         slips.breaches == 1 ? "it is" : "they are");
}

/* ---- what now ---- */

static void say_more_days(struct phil_text *t, const struct phil_trial_result *result)
{
    if (phil_known(result->more_days)) {
        const int n = (int)fmin(ceil(result->more_days.value), 1e6);
        phil_text_printf(t, "If it is worth it to you, plan about %d more %s of the same kind. ", n,
                         days(n));
        phil_text_add(t, "If not, leave it: not knowing does no harm.");
    } else {
        phil_text_printf(t, "To be sure would take %s. Leave it at that: not knowing does no harm.",
                         phil_reason(result->more_days));
    }
}

static bool is_running(const struct phil_trial_view *view)
{
    return view->plan && view->state == PHIL_TRIAL_RUNNING;
}

/* A remedy that left something out and did not help. */
static void say_no_licence(struct phil_text *t, const struct phil_trial_plan *plan)
{
    if (plan && strcmp(plan->dose, "alcohol_g") == 0)
        phil_text_add(t, " That is no reason to drink more: less alcohol is good in other ways.");
    else if (plan && strcmp(plan->dose, "caffeine_mg") == 0)
        phil_text_add(t, " That is no reason for more caffeine than before.");
    else if (plan && strcmp(plan->dose, "sleep_h") == 0)
        phil_text_add(t, " Enough sleep is good in other ways.");
}

static void say_next(struct phil_text *t, const struct phil_trial_view *view)
{
    if (phil_trial_red_flag(view)) {
        phil_text_add(t, "Let a doctor see first what stopped the trial. The remedy can wait.");
        return;
    }
    if (is_running(view)) {
        phil_text_add(t, "Go on with the plan to its last day, whatever it looks like now.");
        return;
    }
    if (view->result->verdict == PHIL_VERDICT_HELPS && !phil_trial_is_tested(view->result)) {
        phil_text_add(t, "It may be the remedy, and it may be something else. To know, let chance "
                         "choose the order: philtrum trial plan.");
        return;
    }
    switch (view->result->verdict) {
    case PHIL_VERDICT_HELPS:
        phil_text_add(
            t, "Keep it, if it is easy enough to live with. A day without it is no failure.");
        break;
    case PHIL_VERDICT_HARMS:
        phil_text_add(t, "As a remedy for your twitch, leave it. You have tested it fairly, and "
                         "something else may do better: philtrum explain says what else is worth "
                         "a try.");
        say_no_licence(t, view->plan);
        break;
    case PHIL_VERDICT_NO_MATTER:
        phil_text_add(t,
                      "You need not do it for your twitch. If it does anything to it, it is less "
                      "than a third, and that is worth knowing: philtrum explain says what else "
                      "is worth a try.");
        say_no_licence(t, view->plan);
        break;
    case PHIL_VERDICT_UNDECIDED:
        say_more_days(t, view->result);
        break;
    case PHIL_VERDICT_TOO_LITTLE:
        phil_text_add(t, "A trial needs days that count from at least two periods of either arm.");
        break;
    }
}

static const char *fixed(enum phil_trial_sentence what)
{
    switch (what) {
    case PHIL_TRIAL_SAY_BLIND:
        return "How it comes out is shown at the end. Who looks early and stops when it looks good "
               "finds remedies that do nothing.";
    case PHIL_TRIAL_SAY_PEEKED:
        return "This is a look before the end. It may change, and a trial that is stopped when it "
               "looks good finds remedies that do nothing: go on to the last day.";
    case PHIL_TRIAL_SAY_DOCTOR:
        return "Whatever a trial says, see a doctor if the twitch spreads or pulls the eye shut, "
               "if weakness, numbness or trouble with speaking or swallowing comes with it, or if "
               "it worries you. If a face, an arm or speech is suddenly affected, call the "
               "emergency number.";
    default:
        return "";
    }
}

static void say_limits(struct phil_text *t, const struct phil_trial_view *view)
{
    phil_text_add(t, view->plan
                         ? "This holds for you, in these weeks, and for no one else. You knew "
                           "which days were which; the camera did not."
                         : "This holds for one person, in these weeks, and for no one else. "
                           "How well it was counted is for whoever counted to say.");
    phil_text_add(t, " It is a measurement, not a diagnosis.");
}

void phil_trial_say_course(struct phil_text *t, enum phil_trial_sentence what,
                           const struct phil_trial_view *view)
{
    const bool told = view->result && !phil_trial_blind(view);
    if (what == PHIL_TRIAL_SAY_STOPPED)
        say_stopped(t, view);
    else if (what == PHIL_TRIAL_SAY_STANDING)
        say_standing(t, view);
    else if (what == PHIL_TRIAL_SAY_DAYS && told)
        say_days(t, view->result);
    else if (what == PHIL_TRIAL_SAY_SLIPS) {
        say_slips(t, view->data);
        say_looks(t, view);
    } else if (what == PHIL_TRIAL_SAY_NEXT && told)
        say_next(t, view);
    else if (what == PHIL_TRIAL_SAY_BLIND && phil_trial_blind(view))
        phil_text_add(t, fixed(what));
    else if (what == PHIL_TRIAL_SAY_PEEKED && told && is_running(view))
        phil_text_add(t, fixed(what));
    else if (what == PHIL_TRIAL_SAY_LIMITS && told)
        say_limits(t, view);
    else if (what == PHIL_TRIAL_SAY_DOCTOR)
        phil_text_add(t, fixed(what));
}
