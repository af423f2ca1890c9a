/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the diary answers without a question: numbers from its summary, medicines that are known by
 * name, symptoms. Findings that the knowledge base lacks are left out, numbers beyond a finding's
 * range are put at its end. The diary says what there is; it never answers no.
 */
#include <philtrum/diary.h>

#include <math.h>
#include <string.h>

#include "diary/labs.h"
#include "diary/medicines.h"

enum {
    LAXATIVE_DAYS = 3, /* "often": on so many days of those looked at; judged */
    NAME = 64,
};

struct teller {
    struct phil_answers *answers;
    const struct phil_knowledge *knowledge;
    const struct phil_log *log;
    enum phil_status status; /* the first failure stays */
};

static void tell(struct teller *t, const char *id, double value)
{
    const struct phil_finding *finding = phil_knowledge_find_finding(t->knowledge, id);
    if (!finding || t->status)
        return;
    if (finding->type == PHIL_FINDING_NUMBER)
        value = fmin(fmax(value, finding->lo), finding->hi);
    t->status = phil_answers_set(t->answers, id, value, 1, PHIL_FROM_DIARY, t->log);
}

static void tell_value(struct teller *t, const char *id, struct phil_value value)
{
    if (!value.reason)
        tell(t, id, value.value);
}

static void tell_yes(struct teller *t, const char *id)
{
    const struct phil_finding *finding = phil_knowledge_find_finding(t->knowledge, id);
    if (finding && finding->type == PHIL_FINDING_YES_NO)
        tell(t, id, 1);
}

/* --- medicines ----------------------------------------------------------- */

struct window {
    const struct phil_entry *entries;
    size_t n;
    const struct phil_moment *now;
    int days;
};

/* Days ago, or -1 when it is not one of the days looked at. */
static int64_t days_ago(const struct window *w, const struct phil_entry *e)
{
    const int64_t day = phil_moment_day(w->now) - phil_moment_day(&e->at);
    return e->at.utc_s <= w->now->utc_s && day >= 0 && day < w->days ? day : -1;
}

static bool names_finding(const char *name, const char *finding)
{
    const char *const *known = phil_medicine_findings(name);
    for (; known && *known; known++)
        if (strcmp(*known, finding) == 0)
            return true;
    return false;
}

static int days_of_laxatives(const struct window *w)
{
    bool taken[366] = {false};
    int n = 0;
    for (size_t i = 0; i < w->n; i++) {
        const int64_t day = days_ago(w, &w->entries[i]);
        if (w->entries[i].kind == PHIL_ENTRY_MEDICINE && day >= 0 && day < 366 && !taken[day] &&
            names_finding(w->entries[i].thing, "laxatives_often")) {
            taken[day] = true;
            n++;
        }
    }
    return n;
}

/* A laxative once in a while says nothing: laxatives_often is told apart. */
static void tell_name(struct teller *t, const char *name)
{
    const char *const *finding = phil_medicine_findings(name);
    for (; finding && *finding; finding++)
        if (strcmp(*finding, "laxatives_often") != 0)
            tell_yes(t, *finding);
}

/* "lisinopril/hydrochlorothiazide" is both. */
static void tell_medicine(struct teller *t, const char *thing)
{
    char names[NAME], *rest = names;
    tell_name(t, thing);
    strcpy(names, thing);
    if (!strpbrk(names, "/+,"))
        return;
    for (char *name; (name = strtok_r(rest, "/+,", &rest));)
        tell_name(t, name);
}

/* --- all together -------------------------------------------------------- */

static bool is_yes(const struct phil_answers *answers, const char *finding)
{
    struct phil_answer answer;
    return phil_answers_get(answers, finding, &answer) && !answer.unknown && answer.value == 1;
}

struct phil_metabolism phil_metabolism_of(const struct phil_answers *answers)
{
    return (struct phil_metabolism){
        .smoker = is_yes(answers, "smoker"),
        .contraceptive_pill = is_yes(answers, "contraceptive_pill"),
        .fluvoxamine = is_yes(answers, "fluvoxamine"),
        .pregnant = is_yes(answers, "pregnant"),
    };
}

static void tell_things(struct teller *t, const struct window *w)
{
    for (size_t i = 0; i < w->n; i++) {
        const struct phil_entry *e = &w->entries[i];
        if (days_ago(w, e) < 0)
            continue;
        if (e->kind == PHIL_ENTRY_SYMPTOM)
            tell_yes(t, e->thing);
        else if (e->kind == PHIL_ENTRY_MEDICINE)
            tell_medicine(t, e->thing);
    }
    if (days_of_laxatives(w) >= LAXATIVE_DAYS)
        tell_yes(t, "laxatives_often");
}

static void tell_summary(struct teller *t, const struct phil_diary_summary *s)
{
    tell_value(t, "caffeine_mg_per_day", s->caffeine_mg_per_day);
    tell_value(t, "caffeine_now_mg", s->caffeine_now_mg);
    tell_value(t, "alcohol_g_per_week", s->alcohol_g_per_week);
    tell_value(t, "sleep_hours", s->sleep_h);
    tell_value(t, "sleep_debt_h", s->sleep_debt_h);
    tell_value(t, "stress_0_10", s->stress);
    tell_value(t, "screen_hours", s->screen_h);
    tell_value(t, "twitches_per_day", s->felt_twitches_per_day);
    tell_value(t, "potassium_mmol_l", s->potassium_mmol_l);
    tell_value(t, "calcium_mmol_l", s->calcium_mmol_l);
    tell_value(t, "magnesium_mmol_l", s->magnesium_mmol_l);
}

enum phil_status phil_diary_add_answers(struct phil_answers *answers,
                                        const struct phil_knowledge *knowledge,
                                        const struct phil_entry *entries, size_t n,
                                        const struct phil_moment *now, int days,
                                        const struct phil_log *log)
{
    struct teller t = {answers, knowledge, log, PHIL_OK};
    const struct window window = {entries, n, now, days};
    struct phil_diary_summary summary;
    /* Medicines first: two of them change how fast caffeine leaves. */
    tell_things(&t, &window);
    const struct phil_metabolism metabolism = phil_metabolism_of(answers);
    phil_diary_summarise(&summary, entries, n, now, days, &metabolism);
    tell_summary(&t, &summary);
    return t.status;
}
