/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See trial_fixture.h. */
#include "trial_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

const char trial_hostile_text[] =
    "</title><script>alert(1)</script>\"'& \x1b[31m\x1b]0;x\x07 \xe2\x80\xae"
    "desrever \xff\xc3 =cmd|' /C calc'!A0 \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \xe4\xb8\xad";

/* The same as far as a plan lets it pass: it is UTF-8 without control characters. */
static const char hostile_plan[] = "</title><script>alert(1)</script>\"'& \xe2\x80\xae"
                                   "desrever =cmd|' /C calc'!A0 "
                                   "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \xe4\xb8\xad";

enum { FIRST = 20736 }; /* 2026-10-10 */

const char *trial_fixture_name(enum trial_fixture which)
{
    static const char *const names[N_TRIAL_FIXTURES] = {
        "helps",  "harms",  "no_matter", "undecided", "too_little", "running",
        "peeked", "before", "flag",      "year",      "hostile"};
    return names[which];
}

static char *copy(const char *text)
{
    char *s = strdup(text);
    if (!s)
        abort();
    return s;
}

/* ---- days ---- */

/* A number in 0..1 that looks like chance and is always the same. */
static double jitter(unsigned i)
{
    unsigned x = (i + 1) * 2654435761u;
    x ^= x >> 15;
    x *= 2246822519u;
    x ^= x >> 13;
    return (double)(x % 10007) / 10007;
}

struct shape {
    int n_days, period_days, washout_days, run_in_days;
    double usual, remedy; /* rate per minute */
    bool plan, dated;
};

static void fill_day(struct phil_trial_day *day, const struct shape *s, int i)
{
    static const bool remedy_first[] = {true, false, false, true, false, true, true, false};
    const int in = i - s->run_in_days;
    *day = (struct phil_trial_day){.day = s->dated ? FIRST + i : i + 1, .dose = NAN};
    for (int o = 0; o < PHIL_N_OUTCOMES; o++)
        day->tally[o] = (struct phil_tally){NAN, 0};
    if (in >= 0) {
        day->period = in / s->period_days + 1;
        day->block = (day->period + 1) / 2;
        day->assigned = remedy_first[day->block % 8] == (day->period % 2 == 1) ? PHIL_ARM_REMEDY
                                                                               : PHIL_ARM_USUAL;
    }
    day->done = day->assigned;
    day->use = in < 0                                  ? PHIL_DAY_RUN_IN
               : in % s->period_days < s->washout_days ? PHIL_DAY_WASHOUT
                                                       : PHIL_DAY_USED;
    const double minutes = 1.5 + 1.5 * jitter((unsigned)i + 100);
    const double rate = (day->assigned == PHIL_ARM_REMEDY ? s->remedy : s->usual) *
                        (0.4 + 1.2 * jitter((unsigned)i));
    day->tally[PHIL_OUTCOME_TWITCHES] = (struct phil_tally){round(rate * minutes), minutes};
    day->tally[PHIL_OUTCOME_FELT] = (struct phil_tally){round(6 * jitter((unsigned)i + 7)), 1440};
    day->tally[PHIL_OUTCOME_OTHER_SIDE] = (struct phil_tally){round(jitter((unsigned)i)), minutes};
    day->tally[PHIL_OUTCOME_BLINKS] = (struct phil_tally){round(14 * minutes), minutes};
    day->dose = day->assigned == PHIL_ARM_REMEDY ? 60 + 60 * jitter((unsigned)i + 3)
                                                 : 280 + 120 * jitter((unsigned)i + 5);
}

static void lose(struct phil_trial_day *day, enum phil_day_use use, const char *why)
{
    day->use = use;
    day->why = copy(why);
    if (use != PHIL_DAY_LEFT_OUT)
        for (int o = 0; o < PHIL_N_OUTCOMES; o++)
            day->tally[o] = (struct phil_tally){NAN, 0};
}

static void fill_data(struct trial_case *c, const struct shape *s)
{
    c->data = (struct phil_trial_data){
        .n_days = (size_t)s->n_days, .design = PHIL_DESIGN_PAIRS, .dated = s->dated};
    c->data.days = calloc((size_t)s->n_days, sizeof *c->data.days);
    if (!c->data.days)
        abort();
    for (int i = 0; i < s->n_days; i++)
        fill_day(&c->data.days[i], s, i);
    strcpy(c->data.dose_unit, "mg caffeine");
    if (s->n_days < 20)
        return;
    lose(&c->data.days[9], PHIL_DAY_MISSED, "phone was empty");
    lose(&c->data.days[17], PHIL_DAY_UNREADABLE, "no face in it");
    lose(&c->data.days[19], PHIL_DAY_LEFT_OUT, "at the dentist");
    c->data.days[13].done =
        c->data.days[13].assigned == PHIL_ARM_REMEDY ? PHIL_ARM_USUAL : PHIL_ARM_REMEDY;
    c->data.days[14].breach = true;
    c->data.days[14].why = copy("had a cold");
}

/* ---- the result ---- */

static struct phil_effect effect_of(double ratio, double lo, double hi, double better, double third,
                                    double p)
{
    return (struct phil_effect){phil_measured(ratio), {lo, hi}, better, third, phil_measured(p)};
}

static void fill_curve(struct trial_case *c)
{
    const struct phil_effect *e = &c->result.effect;
    const double middle = log(e->rate_ratio.value);
    const double sd = log(e->interval.hi / e->interval.lo) / (2 * 1.96);
    for (int i = 0; i < TRIAL_CURVE; i++) {
        const double z = 8.0 * i / (TRIAL_CURVE - 1) - 4;
        c->curve_log_ratio[i] = middle + z * sd;
        c->curve_density[i] = exp(-z * z / 2) / (sd * sqrt(2 * M_PI));
    }
    c->result.curve_log_ratio = c->curve_log_ratio;
    c->result.curve_density = c->curve_density;
    c->result.n_curve = TRIAL_CURVE;
}

static void fill_fitted(struct trial_case *c)
{
    const size_t n = c->data.n_days;
    struct phil_trial_result *r = &c->result;
    r->fitted = calloc(n, sizeof *r->fitted);
    r->fitted_lo = calloc(n, sizeof *r->fitted);
    r->fitted_hi = calloc(n, sizeof *r->fitted);
    if (!r->fitted || !r->fitted_lo || !r->fitted_hi)
        abort();
    r->n_days = n;
    for (size_t i = 0; i < n; i++) {
        const struct phil_trial_day *day = &c->data.days[i];
        const bool used = day->use == PHIL_DAY_USED;
        r->fitted[i] = used ? r->rate_per_min[day->assigned].value : NAN;
        r->fitted_lo[i] = r->fitted[i] * 0.7;
        r->fitted_hi[i] = r->fitted[i] * 1.4;
        r->days_by_use[day->use]++;
        r->days_used += used;
        r->days_dropped += !used;
    }
}

static void fill_sensitivity(struct trial_case *c)
{
    static const char *const ids[TRIAL_SENSITIVITY][2] = {
        {"sceptical_prior", "with a prior that doubts every effect"},
        {"flat_prior", "with no prior opinion at all"},
        {"no_trend", "without a trend in time"},
        {"no_autocorrelation", "as if neighbouring days had nothing in common"},
        {"as_done", "by what was done, not by what was planned"},
        {"without_breaches", "without the days on which the plan was not kept to"}};
    const struct phil_effect *e = &c->result.effect;
    for (int i = 0; i < TRIAL_SENSITIVITY; i++) {
        const double factor = 0.97 + 0.012 * i;
        c->sensitivity[i] = (struct phil_sensitivity){
            ids[i][0], ids[i][1],
            effect_of(e->rate_ratio.value * factor, e->interval.lo * factor,
                      e->interval.hi * factor, e->probability_better, e->probability_third, 0.03)};
    }
    c->result.sensitivity = c->sensitivity;
    c->result.n_sensitivity = TRIAL_SENSITIVITY;
    c->result.leave_one_out =
        (struct phil_interval){e->rate_ratio.value * 0.95, e->rate_ratio.value * 1.06};
}

static void fill_result(struct trial_case *c, struct phil_effect effect, double usual,
                        enum phil_verdict verdict, const char *text)
{
    struct phil_trial_result *r = &c->result;
    *r = (struct phil_trial_result){.effect = effect, .verdict = verdict};
    r->rate_per_min[0] = phil_measured(usual);
    r->rate_per_min[1] = phil_measured(usual * effect.rate_ratio.value);
    for (int arm = 0; arm < PHIL_N_ARMS; arm++)
        r->rate_ci[arm] = (struct phil_interval){r->rate_per_min[arm].value * 0.78,
                                                 r->rate_per_min[arm].value * 1.3};
    r->other[PHIL_OUTCOME_TWITCHES] = effect;
    r->other[PHIL_OUTCOME_FELT] = effect_of(0.71, 0.5, 0.98, 0.98, 0.4, 0.06);
    r->other[PHIL_OUTCOME_OTHER_SIDE] = effect_of(1.02, 0.51, 2.1, 0.47, 0.1, 0.9);
    r->other[PHIL_OUTCOME_BLINKS] = effect_of(0.98, 0.90, 1.07, 0.7, 0.001, 0.7);
    r->per_dose = effect_of(0.83, 0.74, 0.92, 0.999, 0.02, NAN);
    r->per_dose.p_value = phil_unmeasured("chance did not choose the doses");
    r->dose_step = -100;
    r->dose[0] = phil_measured(338);
    r->dose[1] = phil_measured(91);
    r->overdispersion = phil_measured(0.14);
    r->overdispersion_ci = (struct phil_interval){0.03, 0.4};
    r->autocorrelation = phil_measured(0.31);
    r->autocorrelation_ci = (struct phil_interval){-0.1, 0.66};
    r->day_sd = phil_measured(0.27);
    r->trend_per_week = phil_measured(0.98);
    r->trend_ci = (struct phil_interval){0.88, 1.09};
    r->carry_over = phil_measured(0.12);
    r->periods[0] = r->periods[1] = 3;
    r->n_assignments = 64;
    r->all_assignments = true;
    r->p_least = 2.0 / 64;
    r->more_days = phil_unmeasured("the trial is decided");
    r->integration_error = 2e-6;
    snprintf(r->verdict_text, sizeof r->verdict_text, "%s", text);
    fill_curve(c);
    fill_fitted(c);
    fill_sensitivity(c);
}

/* ---- the plan ---- */

static void add_mark(struct trial_case *c, int64_t day, enum phil_mark_kind kind, const char *note)
{
    struct phil_trial_mark *mark = &c->marks[c->view.n_marks++];
    *mark = (struct phil_trial_mark){.id = (int64_t)c->view.n_marks, .day = day, .kind = kind};
    mark->written = (struct phil_moment){day * 86400 + 70000, 3600, "Europe/Berlin"};
    snprintf(mark->note, sizeof mark->note, "%s", note);
}

static void fill_plan(struct trial_case *c)
{
    struct phil_trial_plan *p = &c->plan;
    *p = (struct phil_trial_plan){.shape = {3, 4, 1},
                                  .run_in_days = 4,
                                  .remedy_first = {false, false, true},
                                  .seed = 0xfeedULL,
                                  .planned = {FIRST * 86400LL - 86400, 7200, "Europe/Berlin"},
                                  .side = PHIL_SIDE_LEFT,
                                  .clip_min = 3,
                                  .clip_time = "20:00",
                                  .background = {2.8, 2.2, 0.15, 0.25, 0.3, 6},
                                  .rate_ratio = 0.5,
                                  .power = 0.83,
                                  .power_at_seven_tenths = 0.37,
                                  .n_cautions = 1,
                                  .sources = "MSCW DROC"};
    strcpy(p->remedy, "cut_caffeine");
    strcpy(p->title, "Cut down on caffeine");
    strcpy(p->arm_text[0], "Drink what you usually drink.");
    strcpy(p->arm_text[1], "No more than one cup of coffee, before noon; decaf is fine.");
    strcpy(p->run_in_text, "Come down to half of your usual coffee over four days.");
    strcpy(p->dose, "caffeine_mg");
    strcpy(p->caution[0], "A headache on the second and third day is withdrawal and passes.");
    c->view.plan = p;
    c->view.first_day = FIRST;
    c->view.today = FIRST + 28;
    c->view.state = PHIL_TRIAL_ENDED;
    add_mark(c, FIRST, PHIL_MARK_STARTED, "");
    add_mark(c, FIRST + 9, PHIL_MARK_MISSED, "phone was empty");
    add_mark(c, FIRST + 13, PHIL_MARK_SWITCHED, "birthday, three cups");
    add_mark(c, FIRST + 14, PHIL_MARK_BREACH, "had a cold");
    add_mark(c, FIRST + 20, PHIL_MARK_NOTE, "slept badly all week");
}

/* ---- the cases ---- */

static void make_planned(struct trial_case *c, enum trial_fixture which)
{
    const struct shape shape = {
        which == TRIAL_RUNNING || which == TRIAL_PEEKED ? 15 : 28, 4, 1, 4, 3.1, 1.7, true, true};
    fill_plan(c);
    if (which == TRIAL_BEFORE) {
        c->view.state = PHIL_TRIAL_PLANNED;
        c->view.n_marks = 0;
        return;
    }
    fill_data(c, &shape);
    c->view.data = &c->data;
    if (which == TRIAL_RUNNING || which == TRIAL_PEEKED) {
        c->view.state = PHIL_TRIAL_RUNNING;
        c->view.today = FIRST + 15;
        c->data.still_running = true;
    }
    if (which == TRIAL_RUNNING)
        return;
    if (which == TRIAL_UNDECIDED)
        fill_result(
            c, effect_of(0.78, 0.52, 1.16, 0.89, 0.3, 0.22), 2.9, PHIL_VERDICT_UNDECIDED,
            "Can't tell yet: so far about 8 twitches where there were 10 (most likely between "
            "5 and 12); about 16 more days of the same kind are likely to decide it.");
    else
        fill_result(c, effect_of(0.55, 0.40, 0.76, 0.9991, 0.93, 0.03125), 3.1, PHIL_VERDICT_HELPS,
                    "With the remedy there were fewer twitches: about 5 twitches where there were "
                    "10 (most likely between 4 and 8).");
    c->view.result = &c->result;
}

static void make_elsewhere(struct trial_case *c, enum trial_fixture which)
{
    const struct shape shape = {which == TRIAL_YEAR        ? 365
                                : which == TRIAL_NO_MATTER ? 40
                                                           : 24,
                                which == TRIAL_YEAR ? 14 : 3,
                                which == TRIAL_YEAR ? 4 : 0,
                                0,
                                2.4,
                                which == TRIAL_HARMS ? 4.4 : 2.4,
                                false,
                                which == TRIAL_YEAR};
    fill_data(c, &shape);
    c->view.data = &c->data;
    c->view.name = "days.csv";
    c->data.dose_unit[0] = '\0';
    if (which == TRIAL_HARMS)
        fill_result(
            c, effect_of(1.83, 1.3, 2.6, 0.002, 1e-5, 0.03), 2.4, PHIL_VERDICT_HARMS,
            "With the remedy there were more twitches: about 18 twitches where there were 10 "
            "(most likely between 13 and 26).");
    else
        fill_result(
            c, effect_of(1.01, 0.86, 1.19, 0.45, 1e-6, 0.91), 2.4, PHIL_VERDICT_NO_MATTER,
            "The remedy makes no difference that matters: about 101 twitches where there were "
            "100 (most likely between 86 and 119).");
    c->view.result = &c->result;
}

static void make_too_little(struct trial_case *c)
{
    static const char *const why = "days of one arm alone";
    const struct shape shape = {3, 4, 0, 0, 2, 2, false, false};
    const struct phil_value none = phil_unmeasured(why);
    const struct phil_interval nothing = {NAN, NAN};
    const struct phil_effect no_effect = {none, nothing, NAN, NAN, none};
    fill_data(c, &shape);
    struct phil_trial_result *r = &c->result;
    r->effect = no_effect;
    for (int o = 0; o < PHIL_N_OUTCOMES; o++)
        r->other[o] = no_effect;
    r->per_dose = no_effect;
    r->dose[0] = r->dose[1] = r->rate_per_min[0] = r->rate_per_min[1] = none;
    r->rate_ci[0] = r->rate_ci[1] = nothing;
    r->overdispersion = r->autocorrelation = r->day_sd = r->trend_per_week = none;
    r->overdispersion_ci = r->autocorrelation_ci = r->trend_ci = nothing;
    r->carry_over = r->more_days = none;
    r->days_used = 3;
    r->days_by_use[PHIL_DAY_USED] = 3;
    r->p_least = r->integration_error = r->dose_step = NAN;
    r->leave_one_out = nothing;
    r->verdict = PHIL_VERDICT_TOO_LITTLE;
    strcpy(r->verdict_text, "Too little to say anything: days of one arm alone.");
    c->view.data = &c->data;
    c->view.result = r;
    c->view.name = "days.csv";
}

static void make_undecided(struct trial_case *c)
{
    c->sensitivity[0].effect.interval.hi = 0.97; /* points another way than the result */
    c->sensitivity[3].effect.interval.hi = 0.99;
    c->result.other[PHIL_OUTCOME_BLINKS] = effect_of(0.81, 0.7, 0.92, 0.99, 0.02, 0.03);
    c->result.dose[1] = phil_measured(310);
    c->result.more_days = phil_measured(15.3);
}

static void make_flag(struct trial_case *c)
{
    c->view.state = PHIL_TRIAL_STOPPED;
    add_mark(c, FIRST + 21, PHIL_MARK_STOPPED, "");
    add_mark(c, FIRST + 21, PHIL_MARK_RED_FLAG, "the left corner of the mouth hangs");
}

static void make_hostile(struct trial_case *c)
{
    char *lots = malloc(10001);
    if (!lots)
        abort();
    memset(lots, 'm', 10000);
    lots[10000] = '\0';
    strcpy(c->plan.title, hostile_plan);
    strcpy(c->plan.arm_text[0], hostile_plan);
    strcpy(c->plan.arm_text[1], hostile_plan);
    strcpy(c->plan.run_in_text, hostile_plan);
    strcpy(c->plan.caution[0], hostile_plan);
    strcpy(c->plan.sources, "<b>");
    strcpy(c->data.dose_unit, "<mg>\x1b[1m");
    snprintf(c->result.verdict_text, sizeof c->result.verdict_text, "%s", trial_hostile_text);
    for (size_t i = 0; i < c->view.n_marks; i++)
        strcpy(c->marks[i].note, trial_hostile_text);
    c->data.n_columns = 2;
    c->data.columns = calloc(2, sizeof(char *));
    if (!c->data.columns)
        abort();
    c->data.columns[0] = copy(trial_hostile_text);
    c->data.columns[1] = lots;
    for (size_t i = 0; i < c->data.n_days; i++) {
        struct phil_trial_day *day = &c->data.days[i];
        free(day->why);
        day->why = copy(i == 3 ? lots : trial_hostile_text);
        day->extra = calloc(2, sizeof(char *));
        if (!day->extra)
            abort();
        day->extra[0] = copy(trial_hostile_text);
        day->extra[1] = copy(i == 5 ? lots : "");
    }
}

struct trial_case *trial_make(enum trial_fixture which)
{
    struct trial_case *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->view.marks = c->marks;
    if (which == TRIAL_TOO_LITTLE)
        make_too_little(c);
    else if (which == TRIAL_HARMS || which == TRIAL_NO_MATTER || which == TRIAL_YEAR)
        make_elsewhere(c, which);
    else
        make_planned(c, which);
    if (which == TRIAL_UNDECIDED)
        make_undecided(c);
    if (which == TRIAL_FLAG)
        make_flag(c);
    if (which == TRIAL_HOSTILE)
        make_hostile(c);
    return c;
}

void trial_free(struct trial_case *c)
{
    for (size_t i = 0; i < c->data.n_days; i++) {
        struct phil_trial_day *day = &c->data.days[i];
        for (size_t k = 0; day->extra && k < c->data.n_columns; k++)
            free(day->extra[k]);
        free(day->extra);
        free(day->why);
    }
    for (size_t k = 0; k < c->data.n_columns; k++)
        free(c->data.columns[k]);
    free(c->data.columns);
    free(c->data.days);
    free(c->result.fitted);
    free(c->result.fitted_lo);
    free(c->result.fitted_hi);
    free(c);
}

/* ---- what was written ---- */

struct written {
    char *text;
    size_t size;
    FILE *out;
};

static void start(struct written *w)
{
    *w = (struct written){0};
    w->out = open_memstream(&w->text, &w->size);
    assert_non_null(w->out);
}

static char *finish(struct written *w, enum phil_status status)
{
    assert_int_equal(status, PHIL_OK);
    assert_int_equal(fclose(w->out), 0);
    assert_int_equal(strlen(w->text), w->size);
    return w->text;
}

char *trial_json(const struct phil_trial_view *view)
{
    struct written w;
    start(&w);
    return finish(&w, phil_report_trial_json(w.out, view));
}

char *trial_terminal(const struct phil_trial_view *view, int columns, bool colour, bool unicode)
{
    const struct phil_terminal_style style = {columns, colour, unicode};
    struct written w;
    start(&w);
    return finish(&w, phil_report_trial_terminal(w.out, view, &style));
}

char *trial_html(const struct phil_trial_view *view)
{
    struct written w;
    start(&w);
    return finish(&w, phil_report_trial_html(w.out, view));
}

char *trials_json(const struct phil_trial_view *views, size_t n)
{
    struct written w;
    start(&w);
    return finish(&w, phil_report_trials_json(w.out, views, n));
}

char *trials_terminal(const struct phil_trial_view *views, size_t n, int columns, bool unicode)
{
    const struct phil_terminal_style style = {columns, false, unicode};
    struct written w;
    start(&w);
    return finish(&w, phil_report_trials_terminal(w.out, views, n, &style));
}
