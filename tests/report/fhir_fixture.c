/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fhir_fixture.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

const char fhir_secret_path[] = "/home/secret-person/Pictures/private-evening.mp4";

#define NOON  INT64_C(1795694400) /* 2026-11-26 12:00 UTC */
#define TODAY INT64_C(20783)      /* the same day */

enum { LONG_TEXT = 10000 };

const char *fhir_fixture_name(enum fhir_fixture which)
{
    static const char *const names[] = {"empty", "full", "unmeasured", "hostile"};
    return names[which];
}

static struct phil_moment at(int64_t hours_ago)
{
    return (struct phil_moment){NOON - 3600 * hours_ago, 3600, "Europe/Berlin"};
}

/* ---- the diary ---- */

static void add(struct fhir_case *c, enum phil_entry_kind kind, const char *thing, double amount,
                int hours_ago)
{
    struct phil_entry *entry = &c->entries[c->explanation.n_entries++];
    *entry = (struct phil_entry){
        .id = (int64_t)c->explanation.n_entries, .at = at(hours_ago), .kind = kind};
    entry->amount = entry->typed = amount;
    snprintf(entry->thing, sizeof entry->thing, "%s", thing);
    if (kind == PHIL_ENTRY_DRINK)
        entry->caffeine_mg = 95 * amount;
}

static void make_diary(struct fhir_case *c)
{
    add(c, PHIL_ENTRY_DRINK, "coffee", 3, 100);
    add(c, PHIL_ENTRY_DRINK, "coffee", 2, 76);
    add(c, PHIL_ENTRY_DRINK, "coffee", 4, 52);
    add(c, PHIL_ENTRY_SLEEP, "", 6.5, 100);
    add(c, PHIL_ENTRY_SLEEP, "", 5.5, 76);
    add(c, PHIL_ENTRY_SLEEP, "", 7, 52);
    add(c, PHIL_ENTRY_LAB, "potassium", 3.9, 90);
    add(c, PHIL_ENTRY_LAB, "calcium", 2.31, 90);
    add(c, PHIL_ENTRY_LAB, "magnesium", 0.82, 90);
    add(c, PHIL_ENTRY_TWITCH, "", 3, 75);
    add(c, PHIL_ENTRY_TWITCH, "", 2, 27);
    add(c, PHIL_ENTRY_TWITCH, "", 4, 74);
    add(c, PHIL_ENTRY_STRESS, "", 7, 75);
    strcpy(c->entries[6].note, "fasting; by Dr. Example's laboratory");
}

/* ---- recordings ---- */

static void make_clips(struct fhir_case *c, const enum fixture *which, bool dated)
{
    for (int i = 0; i < FHIR_CLIPS; i++) {
        c->analyses[i] = fixture_make(which[i]);
        if (which[i] != FIXTURE_HOSTILE)
            memset(c->analyses[i]->recording.sha256, 'a' + i, 64);
        free(c->analyses[i]->recording.name);
        c->analyses[i]->recording.name = strdup("private-evening.mp4");
        c->clips[i] = (struct phil_doctor_clip){.analysis = c->analyses[i],
                                                .recorded = at(24 * (FHIR_CLIPS - i)),
                                                .path = fhir_secret_path};
        if (!dated)
            c->clips[i].recorded = (struct phil_moment){0};
    }
    c->view.clips = c->clips;
    c->view.n_clips = FHIR_CLIPS;
}

/* ---- trials ---- */

static void make_plan(struct fhir_case *c)
{
    struct phil_trial_plan *plan = &c->plan;
    *plan = (struct phil_trial_plan){.shape = {6, 4, 1}, .seed = 3, .clip_min = 2};
    strcpy(plan->remedy, "less_caffeine");
    strcpy(plan->title, "Less caffeine");
    strcpy(plan->arm_text[0], "Drink as you always do.");
    strcpy(plan->arm_text[1], "One cup before noon, nothing after it.");
}

static void make_data(struct fhir_case *c)
{
    for (int i = 0; i < 4; i++)
        c->days[i] = (struct phil_trial_day){.day = TODAY - 30 + i,
                                             .period = 1 + i / 2,
                                             .block = 1,
                                             .assigned = (enum phil_arm)(i / 2),
                                             .done = (enum phil_arm)(i / 2),
                                             .tally = {{3, 2}},
                                             .dose = NAN};
    c->data = (struct phil_trial_data){.days = c->days, .n_days = 4, .dated = true};
}

static struct phil_trial_result result_of(double rate_ratio)
{
    const struct phil_effect effect = {phil_measured(rate_ratio),
                                       {rate_ratio / 1.4, rate_ratio * 1.4},
                                       0.993,
                                       0.912,
                                       phil_measured(0.03125)};
    struct phil_trial_result r = {.effect = effect,
                                  .rate_per_min = {phil_measured(4.1), phil_measured(2.2)},
                                  .rate_ci = {{3.2, 5.3}, {1.6, 3.1}},
                                  .days_used = 24,
                                  .days_dropped = 5,
                                  .verdict = PHIL_VERDICT_HELPS};
    strcpy(r.verdict_text, "Less caffeine nearly halved your twitches.");
    return r;
}

static struct phil_trial_result no_result(void)
{
    static const char why[] = "days of one arm alone";
    const struct phil_value none = phil_unmeasured(why);
    struct phil_trial_result r = {.effect = {none, {NAN, NAN}, NAN, NAN, none},
                                  .rate_per_min = {none, none},
                                  .rate_ci = {{NAN, NAN}, {NAN, NAN}},
                                  .days_dropped = 3,
                                  .verdict = PHIL_VERDICT_TOO_LITTLE};
    strcpy(r.verdict_text, "There are too few days to tell.");
    return r;
}

static void make_trials(struct fhir_case *c, bool told)
{
    make_plan(c);
    make_data(c);
    const struct phil_trial_view of_plan = {.plan = &c->plan,
                                            .data = &c->data,
                                            .marks = c->marks,
                                            .n_marks = FHIR_MARKS,
                                            .first_day = TODAY - 30,
                                            .today = TODAY};
    for (int i = 0; i < FHIR_TRIALS; i++) {
        c->results[i] = told ? result_of(0.5 + 0.3 * i) : no_result();
        c->trials[i] = of_plan;
        c->trials[i].result = &c->results[i];
    }
    for (int i = 0; i < FHIR_MARKS; i++)
        c->marks[i] = (struct phil_trial_mark){
            .day = TODAY - 20 + i, .kind = PHIL_MARK_NOTE, .note = "a private note"};
    c->trials[0].state = PHIL_TRIAL_ENDED;
    c->trials[1].state = PHIL_TRIAL_RUNNING;
    c->trials[2].plan = NULL;
    c->trials[2].name = "gum.csv";
    c->view.trials = c->trials;
    c->view.n_trials = FHIR_TRIALS;
}

/* ---- hostility ---- */

static void poison_diary(struct fhir_case *c)
{
    const char *bad = explain_hostile_text;
    for (size_t i = 0; i < c->explanation.n_entries; i++) {
        snprintf(c->entries[i].thing, sizeof c->entries[i].thing, "%.40s", bad);
        snprintf(c->entries[i].note, sizeof c->entries[i].note, "%.200s", bad);
    }
    c->entries[6].amount = NAN;
    c->entries[7].amount = 1e300;
    strcpy(c->entries[8].thing, " \xc2\xa0\xe2\x80\xa9 "); /* blanks of Unicode alone */
    c->entries[8].at.utc_s = INT64_C(253402300800);        /* year 10000 */
    c->entries[9].amount = 1e18;
    c->entries[10].amount = INFINITY;
    c->entries[11].at.offset_s = 3208; /* a clock that goes by its own sun */
    c->entries[7].at.offset_s = 15 * 3600;
    c->entries[6].at.utc_s = -INT64_C(62135596800); /* 0001-01-01 */
    c->entries[6].at.offset_s = -3600;
}

static void poison(struct fhir_case *c)
{
    c->long_text = malloc(LONG_TEXT + 1);
    if (!c->long_text)
        abort();
    for (int i = 0; i < LONG_TEXT; i++)
        c->long_text[i] = (char)(i % 40 ? 'a' + i % 26 : i % 80 ? '\x1b' : '\n');
    c->long_text[LONG_TEXT] = '\0';
    poison_diary(c);
    c->view.person = c->long_text;
    c->view.born = "1980-02-30";
    for (int i = 0; i < FHIR_TRIALS; i++) {
        snprintf(c->results[i].verdict_text, sizeof c->results[i].verdict_text, "%s",
                 explain_hostile_text);
        c->results[i].effect.rate_ratio = phil_measured(INFINITY);
        c->results[i].effect.interval = (struct phil_interval){2, 1};
        c->results[i].rate_ci[0] = (struct phil_interval){0.1, INFINITY};
        c->results[i].days_used = INT_MAX;
    }
    snprintf(c->plan.title, sizeof c->plan.title, "%.240s", explain_hostile_text);
    memset(c->plan.arm_text[0], ' ', 100);
    c->trials[2].name = c->long_text;
    c->analyses[0]->faces[0].pattern.rate_per_min = phil_unmeasured(explain_hostile_text);
    c->analyses[1]->faces[0].pattern.median_amplitude_mm = phil_unmeasured("");
    snprintf(c->analyses[1]->recording.sha256, 65, "%.60s", explain_hostile_text);
}

/* ---- cases ---- */

static void make_full(struct fhir_case *c)
{
    static const enum fixture clips[FHIR_CLIPS] = {FIXTURE_ONE, FIXTURE_NINE, FIXTURE_NO_FACE,
                                                   FIXTURE_TWO_FACES};
    make_diary(c);
    make_clips(c, clips, true);
    make_trials(c, true);
    c->view.person = "Ada \"Example\" M\xc3\xbcller";
    c->view.born = "1980-02-29";
    c->pdf_size = sizeof c->pdf;
    for (size_t i = 0; i < sizeof c->pdf; i++)
        c->pdf[i] = (unsigned char)(i * 7 + i / 256);
}

static void make_unmeasured(struct fhir_case *c)
{
    static const enum fixture clips[FHIR_CLIPS] = {FIXTURE_UNMEASURED, FIXTURE_NO_FACE,
                                                   FIXTURE_QUIET, FIXTURE_UNMEASURED};
    make_clips(c, clips, false);
    make_trials(c, false);
    c->trials[1].result = NULL;
    c->trials[2].result = NULL;
    c->trials[2].data = NULL;
    add(c, PHIL_ENTRY_NOTE, "", 1, 30);
    c->view.born = "1980";
}

struct fhir_case *fhir_make(enum fhir_fixture which)
{
    static const enum explain_fixture explained[] = {EXPLAIN_NOTHING, EXPLAIN_SPASM,
                                                     EXPLAIN_WEAKNESS, EXPLAIN_HOSTILE};
    struct fhir_case *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->explained = explain_make(explained[which]);
    c->explanation = c->explained->view;
    c->explanation.entries = c->entries;
    c->explanation.n_entries = 0;
    c->view.explained = &c->explanation;
    if (which == FHIR_FULL || which == FHIR_HOSTILE)
        make_full(c);
    if (which == FHIR_UNMEASURED)
        make_unmeasured(c);
    if (which == FHIR_HOSTILE)
        poison(c);
    return c;
}

void fhir_free(struct fhir_case *c)
{
    for (int i = 0; i < FHIR_CLIPS; i++)
        fixture_free(c->analyses[i]);
    explain_free(c->explained);
    free(c->long_text);
    free(c);
}

char *fhir_json(const struct fhir_case *c)
{
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    if (!out || phil_report_doctor_fhir(out, &c->view, c->pdf_size ? c->pdf : NULL, c->pdf_size) ||
        fclose(out))
        abort();
    return text;
}
