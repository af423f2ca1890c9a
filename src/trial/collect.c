/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The days of a trial as they were: clips, diary and marks brought together by the day on the wall.
 *
 * A clip or an entry belongs to the day that the clock on the wall showed where and when it was
 * made, by the offset that it was kept with: so a trial goes on through changes of the clock and
 * through journeys, and a day that a journey left out is one without a clip. Nothing is filled in
 * and nothing is mended. Where a mark and a clip say different things, the day keeps what was
 * measured and says both in `why`.
 */
#include <philtrum/trial.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trial/clip.h"
#include "trial/data.h"

struct gatherer {
    const struct phil_trial_plan *plan;
    const struct phil_trial_mark *marks;
    const struct phil_entry *entries;
    const struct phil_trial_clip *clips;
    size_t n_marks, n_entries, n_clips;
    int64_t first;
};

/* --- words ------------------------------------------------------------------------------------ */

/* Adds a clause to why; false when out of memory. */
static bool say(struct phil_trial_day *day, const char *what, const char *note)
{
    const size_t before = day->why ? strlen(day->why) : 0;
    const size_t size = before + strlen(what) + strlen(note) + 8;
    char *why = realloc(day->why, size);
    if (!why)
        return false;
    day->why = why;
    snprintf(why + before, size - before, "%s%s%s%s", before ? "; " : "", what, *note ? ": " : "",
             note);
    return true;
}

/* --- the diary -------------------------------------------------------------------------------- */

static const struct dose {
    const char *id, *unit;
} doses[] = {{"caffeine_mg", "mg caffeine"},   {"alcohol_g", "g alcohol"},
             {"potassium_mg", "mg potassium"}, {"sleep_h", "h sleep"},
             {"stress", "points of stress"},   {"screen_h", "h screen"}};
enum { CAFFEINE, ALCOHOL, POTASSIUM, SLEEP, STRESS, SCREEN, N_DOSES };

static int dose_of(const struct phil_trial_plan *plan)
{
    int d = 0;
    while (d < N_DOSES && strcmp(plan->dose, doses[d].id) != 0)
        d++;
    return d;
}

/* What an entry says of a dose; NaN for nothing. A drink of any kind tells that the day's drinks
 * were written down; food tells of what it holds alone (as in diary/summary.c). */
static double dose_in(const struct phil_entry *e, int dose)
{
    const bool drink = e->kind == PHIL_ENTRY_DRINK, taken = drink || e->kind == PHIL_ENTRY_FOOD;
    if (dose == CAFFEINE)
        return drink || (taken && e->caffeine_mg > 0) ? e->caffeine_mg : NAN;
    if (dose == ALCOHOL)
        return drink || (taken && e->alcohol_g > 0) ? e->alcohol_g : NAN;
    if (dose == POTASSIUM)
        return taken ? e->potassium_mg : NAN;
    const enum phil_entry_kind kind = dose == SLEEP    ? PHIL_ENTRY_SLEEP
                                      : dose == STRESS ? PHIL_ENTRY_STRESS
                                                       : PHIL_ENTRY_SCREEN;
    return dose < N_DOSES && e->kind == kind ? e->amount : NAN;
}

/* Amounts add up over a day; stress is a mean. */
static void add_diary(const struct gatherer *g, struct phil_trial_day *day, int dose)
{
    struct phil_tally *felt = &day->tally[PHIL_OUTCOME_FELT];
    double twitches = 0, sum = 0;
    size_t told = 0, n = 0;
    for (size_t i = 0; i < g->n_entries; i++) {
        const struct phil_entry *e = &g->entries[i];
        if (phil_moment_day(&e->at) != day->day)
            continue;
        const double taken = dose_in(e, dose);
        n++;
        twitches += e->kind == PHIL_ENTRY_TWITCH ? e->amount : 0;
        told += !isnan(taken);
        sum += isnan(taken) ? 0 : taken;
    }
    if (told)
        day->dose = dose == STRESS ? sum / (double)told : sum;
    if (n)
        *felt = (struct phil_tally){fmin(round(twitches), PHIL_TALLY_MOST), PHIL_DAY_MIN};
}

/* --- clips ------------------------------------------------------------------------------------ */

/* Why the last clip could not be read; NULL when there is none. *n is how many could. */
static const char *add_clips(const struct gatherer *g, struct phil_trial_day *day, size_t *n)
{
    const char *unreadable = NULL;
    *n = 0;
    for (size_t i = 0; i < g->n_clips; i++) {
        const struct phil_trial_clip *clip = &g->clips[i];
        if (phil_moment_day(&clip->recorded) != day->day)
            continue;
        const char *why = phil_trial_add_clip(day->tally, clip->analysis, g->plan->side);
        unreadable = why ? why : unreadable;
        *n += !why;
    }
    return unreadable;
}

/* --- a day ------------------------------------------------------------------------------------ */

static const struct phil_trial_mark *mark_of(const struct gatherer *g, int64_t day,
                                             enum phil_mark_kind kind)
{
    const struct phil_trial_mark *found = NULL;
    for (size_t i = 0; i < g->n_marks; i++)
        if (g->marks[i].day == day && g->marks[i].kind == kind)
            found = &g->marks[i];
    return found;
}

/* What the person wrote, whatever it changes. */
static bool say_marks(const struct gatherer *g, struct phil_trial_day *day)
{
    static const struct {
        enum phil_mark_kind kind;
        const char *what;
    } told[] = {{PHIL_MARK_SWITCHED, "did what the other arm asks"},
                {PHIL_MARK_BREACH, "did not keep to the plan"},
                {PHIL_MARK_NOTE, "note"}};
    bool said = true;
    for (size_t i = 0; i < g->n_marks && said; i++)
        for (size_t t = 0; t < sizeof told / sizeof *told && said; t++)
            if (g->marks[i].day == day->day && g->marks[i].kind == told[t].kind)
                said = say(day, told[t].what, g->marks[i].note);
    return said;
}

/* Whether it counts; false when out of memory. */
static bool settle(const struct gatherer *g, struct phil_trial_day *day,
                   const struct phil_trial_slot *slot)
{
    size_t readable;
    const char *unreadable = add_clips(g, day, &readable);
    const struct phil_trial_mark *missed = mark_of(g, day->day, PHIL_MARK_MISSED);
    const bool counts = slot->phase == PHIL_PHASE_MEASURE;
    bool said = true;
    if (readable || unreadable)
        day->use = readable ? PHIL_DAY_USED : PHIL_DAY_UNREADABLE;
    else
        day->use = PHIL_DAY_MISSED;
    if (missed && (readable || unreadable))
        said = say(day, "marked as missed, yet there is a clip", missed->note);
    else if (missed)
        said = say(day, "marked as missed", missed->note);
    else if (counts && !readable && !unreadable)
        said = say(day, "no clip", "");
    if (said && unreadable)
        said = say(day, readable ? "one of the clips could not be read" : "unreadable", unreadable);
    if (slot->phase == PHIL_PHASE_RUN_IN)
        day->use = PHIL_DAY_RUN_IN;
    else if (slot->phase == PHIL_PHASE_WASHOUT)
        day->use = PHIL_DAY_WASHOUT;
    return said;
}

static bool gather_day(const struct gatherer *g, int64_t at, struct phil_trial_day *day)
{
    const struct phil_trial_slot slot = phil_trial_slot_of(g->plan, g->first, at);
    const bool switched = slot.period && mark_of(g, at, PHIL_MARK_SWITCHED);
    *day = (struct phil_trial_day){
        .day = at,
        .period = slot.period,
        .block = slot.block,
        .assigned = slot.arm,
        .done = switched ? (enum phil_arm)(1 - (int)slot.arm) : slot.arm,
        .breach = mark_of(g, at, PHIL_MARK_BREACH) != NULL,
        .dose = NAN,
    };
    for (int o = 0; o < PHIL_N_OUTCOMES; o++)
        day->tally[o] = phil_tally_none();
    add_diary(g, day, dose_of(g->plan));
    return settle(g, day, &slot) && say_marks(g, day);
}

/* --- all of them ------------------------------------------------------------------------------ */

static enum phil_status gather(const struct gatherer *g, struct phil_trial_data *data, int64_t last)
{
    const int dose = dose_of(g->plan);
    const size_t n = last < g->first ? 0 : (size_t)(last - g->first + 1);
    if (dose < N_DOSES)
        strcpy(data->dose_unit, doses[dose].unit);
    data->dated = true;
    data->design = PHIL_DESIGN_PAIRS;
    data->days = calloc(n + 1, sizeof *data->days);
    if (!data->days)
        return PHIL_EMEM;
    for (; data->n_days < n; data->n_days++)
        if (!gather_day(g, g->first + (int64_t)data->n_days, &data->days[data->n_days])) {
            phil_trial_day_release(&data->days[data->n_days], 0);
            return PHIL_EMEM;
        }
    return PHIL_OK;
}

enum phil_status phil_trial_collect(struct phil_trial_data **data,
                                    const struct phil_trial_plan *plan,
                                    const struct phil_trial_mark *marks, size_t n_marks,
                                    const struct phil_entry *entries, size_t n_entries,
                                    const struct phil_trial_clip *clips, size_t n_clips,
                                    int64_t until)
{
    struct gatherer g = {.plan = plan,
                         .marks = marks,
                         .entries = entries,
                         .clips = clips,
                         .n_marks = n_marks,
                         .n_entries = n_entries,
                         .n_clips = n_clips};
    int64_t last = 0;
    bool started = false;
    *data = NULL;
    for (size_t i = 0; i < n_marks; i++)
        started |= marks[i].kind == PHIL_MARK_STARTED;
    if (!started)
        return PHIL_EARG;
    const enum phil_trial_state state =
        phil_trial_state_of(plan, marks, n_marks, until, &g.first, &last);
    struct phil_trial_data *made = calloc(1, sizeof *made);
    if (!made)
        return PHIL_EMEM;
    made->still_running = state != PHIL_TRIAL_STOPPED && until < last;
    const enum phil_status status = gather(&g, made, until < last ? until : last);
    if (status)
        phil_trial_data_free(made);
    else
        *data = made;
    return status;
}
