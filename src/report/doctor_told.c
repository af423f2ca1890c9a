/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor's page: what the person and the diary tell. */
#include <math.h>
#include <string.h>

#include "report/doctor_content.h"
#include "report/explain_wording.h"
#include "report/wording.h"

enum { DAY_S = 86400, MOST_NAMES = 64 };

/* ---- since when ---- */

/* "3 weeks", "8 months": nobody remembers the day. */
static void say_span(struct phil_text *t, double days)
{
    static const struct {
        double below, unit;
        const char *one, *many;
    } spans[] = {{21, 1, "day", "days"},
                 {70, 7, "week", "weeks"},
                 {730, 30.44, "month", "months"},
                 {INFINITY, 365.25, "year", "years"}};
    size_t i = 0;
    while (days >= spans[i].below)
        i++;
    const struct phil_number n = phil_short(round(days / spans[i].unit), 0);
    phil_text_printf(t, "About %s %s", n.s, strcmp(n.s, "1") == 0 ? spans[i].one : spans[i].many);
}

static const struct phil_entry *first_felt(const struct phil_explanation_view *e)
{
    const struct phil_entry *first = NULL;
    for (size_t i = 0; i < e->n_entries; i++)
        if (e->entries[i].kind == PHIL_ENTRY_TWITCH && e->entries[i].amount > 0 &&
            (!first || e->entries[i].at.utc_s < first->at.utc_s))
            first = &e->entries[i];
    return first;
}

static void say_since(struct phil_doctor *doctor)
{
    const struct phil_explanation_view *e = doctor->view->explained;
    struct phil_text *t = &doctor->text;
    struct phil_answer answer;
    const char *lead = "Not told";
    if (phil_answers_get(e->answers, "duration_days", &answer) && !answer.unknown) {
        const int64_t day = phil_moment_day(&e->now) - (int64_t)llround(answer.value);
        say_span(t, answer.value);
        lead = phil_doctor_take(doctor);
        phil_text_printf(t, "by the person's account, since about %s",
                         phil_doctor_day(day, true).s);
    }
    const struct phil_doctor_clip *seen = doctor->pool.first;
    const struct phil_entry *felt = first_felt(e);
    if (seen)
        phil_text_printf(t, "%sfirst filmed %s", t->length ? "; " : "",
                         phil_doctor_date(&seen->recorded, true).s);
    if (felt)
        phil_text_printf(t, "%sfirst written down %s", t->length ? "; " : "",
                         phil_doctor_date(&felt->at, true).s);
    if (phil_answers_get(e->answers, "getting_worse", &answer) && !answer.unknown)
        phil_text_printf(t, "; %s", answer.value > 0 ? "getting worse" : "not getting worse");
    phil_doctor_add(doctor, PHIL_DOCTOR_SINCE, lead);
}

/* ---- exposures ---- */

struct exposure {
    const char *name;
    struct phil_value from_diary;
    const char *unit;
    const char *finding; /* the answer that tells the same; NULL */
    int decimals;
};

static bool add_diary(struct phil_doctor *doctor, const struct exposure *x)
{
    if (!phil_known(x->from_diary))
        return false;
    phil_text_printf(&doctor->text, "%s %s", phil_short(x->from_diary.value, x->decimals).s,
                     x->unit);
    return true;
}

static bool add_answer(struct phil_doctor *doctor, const struct exposure *x)
{
    const struct phil_explanation_view *e = doctor->view->explained;
    const struct phil_finding *finding =
        x->finding ? phil_knowledge_find_finding(e->knowledge, x->finding) : NULL;
    struct phil_answer answer;
    if (!finding || !phil_answers_get(e->answers, x->finding, &answer) || answer.unknown ||
        answer.origin != PHIL_FROM_ANSWER)
        return false;
    phil_text_add(&doctor->text, doctor->text.length ? " (asked: " : "");
    const bool inner = doctor->text.length > 0;
    phil_say_value(&doctor->text, finding, &answer);
    phil_text_add(&doctor->text, inner ? ")" : ", as asked");
    return true;
}

static void say_exposure(struct phil_doctor *doctor, const struct exposure *x)
{
    const bool written = add_diary(doctor, x);
    if (add_answer(doctor, x) || written)
        phil_doctor_add(doctor, PHIL_DOCTOR_EXPOSURES, x->name);
}

static void say_exposures(struct phil_doctor *doctor)
{
    const struct phil_explanation_view *e = doctor->view->explained;
    const struct phil_metabolism metabolism = phil_metabolism_of(e->answers);
    struct phil_diary_summary s;
    phil_diary_summarise(&s, e->entries, e->n_entries, &e->now, phil_doctor_days(doctor->view),
                         &metabolism);
    const struct exposure exposures[] = {
        {"Caffeine", s.caffeine_mg_per_day, "mg a day", "coffee_cups_per_day", 0},
        {"Alcohol", s.alcohol_g_per_week, "g a week", "alcohol_g_per_week", 0},
        {"Sleep", s.sleep_h, "h a night", "sleep_hours", 1},
        {"Stress", s.stress, "of 10", "stress_0_10", 1},
        {"Potassium written down", s.potassium_mg_per_day, "mg a day", NULL, 0},
        {"Screens", s.screen_h, "h a day", "screen_hours", 1},
        {"Felt twitches", s.felt_twitches_per_day, "a day", NULL, 1},
    };
    for (size_t i = 0; i < sizeof exposures / sizeof *exposures; i++)
        say_exposure(doctor, &exposures[i]);
    if (!doctor->part[PHIL_DOCTOR_EXPOSURES].n) {
        phil_text_add(&doctor->text, e->n_entries ? "nothing that can be averaged is in the diary"
                                                  : "no diary, and nothing answered");
        phil_doctor_add(doctor, PHIL_DOCTOR_EXPOSURES, "Not told:");
    }
}

/* ---- medicines ---- */

static bool is_later(const struct phil_explanation_view *e, size_t i)
{
    for (size_t k = i + 1; k < e->n_entries; k++)
        if (e->entries[k].kind == PHIL_ENTRY_MEDICINE &&
            strcmp(e->entries[k].thing, e->entries[i].thing) == 0)
            return true;
    return false;
}

/* Each medicine of the diary once, with when it was last taken. */
static void say_named_medicines(struct phil_doctor *doctor)
{
    const struct phil_explanation_view *e = doctor->view->explained;
    size_t said = 0;
    for (size_t i = e->n_entries; i-- > 0 && said < MOST_NAMES;) {
        const struct phil_entry *entry = &e->entries[i];
        if (entry->kind != PHIL_ENTRY_MEDICINE || is_later(e, i))
            continue;
        const char *lead = phil_doctor_keep(doctor, entry->thing);
        if (entry->unit[0])
            phil_text_printf(&doctor->text, "%s %s, ", phil_short(entry->typed, 3).s, entry->unit);
        phil_text_printf(&doctor->text, "last %s", phil_doctor_date(&entry->at, true).s);
        phil_doctor_add(doctor, PHIL_DOCTOR_MEDICINES, lead);
        said++;
    }
}

/* The kinds of medicine that were asked for, as they were asked. */
static void say_asked_medicines(struct phil_doctor *doctor)
{
    static const char *const kinds[][2] = {
        {"diuretic", "water tablet"},
        {"potassium_sparing_diuretic", "potassium-sparing water tablet"},
        {"ace_inhibitor_or_arb", "ACE inhibitor or sartan"},
        {"beta_agonist", "beta-agonist spray"},
        {"steroid_medicine", "steroid"},
        {"antipsychotic_or_metoclopramide", "antipsychotic or metoclopramide"},
        {"antidepressant", "antidepressant"},
        {"stimulant_medicine", "stimulant"},
        {"ppi", "proton-pump inhibitor"},
        {"tremor_medicine", "medicine that can cause tremor"},
        {"levodopa", "levodopa"},
        {"potassium_supplement", "potassium tablets"},
        {"laxatives_often", "laxatives often"},
        {"liquorice_often", "liquorice often"},
        {"drug_use", "drugs"},
    };
    const struct phil_explanation_view *e = doctor->view->explained;
    int asked = 0, yes = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct phil_answer answer;
        if (!phil_answers_get(e->answers, kinds[i][0], &answer) || answer.unknown)
            continue;
        asked++;
        if (answer.value > 0 && answer.origin == PHIL_FROM_ANSWER)
            phil_text_printf(&doctor->text, "%s%s", yes++ ? ", " : "", kinds[i][1]);
    }
    if (yes) {
        phil_doctor_add(doctor, PHIL_DOCTOR_MEDICINES, "Taken, as asked:");
    } else if (!doctor->part[PHIL_DOCTOR_MEDICINES].n) {
        phil_text_add(&doctor->text,
                      asked ? "none of the kinds that were asked about" : "not asked");
        phil_doctor_add(doctor, PHIL_DOCTOR_MEDICINES, asked ? "None told:" : "Not told:");
    }
}

/* ---- blood values ---- */

/* The newest of each analyte. */
static void say_blood(struct phil_doctor *doctor)
{
    static const char *const answers[][2] = {{"potassium_mmol_l", "potassium"},
                                             {"calcium_mmol_l", "calcium"},
                                             {"magnesium_mmol_l", "magnesium"}};
    const struct phil_explanation_view *e = doctor->view->explained;
    for (size_t i = e->n_entries; i-- > 0;) {
        const struct phil_entry *entry = &e->entries[i];
        bool later = false;
        for (size_t k = i + 1; k < e->n_entries && !later; k++)
            later = e->entries[k].kind == PHIL_ENTRY_LAB &&
                    strcmp(e->entries[k].thing, entry->thing) == 0;
        if (entry->kind != PHIL_ENTRY_LAB || later)
            continue;
        const char *lead = phil_doctor_keep(doctor, entry->thing);
        phil_text_printf(&doctor->text, "%s mmol/L, %s", phil_short(entry->amount, 2).s,
                         phil_doctor_date(&entry->at, true).s);
        phil_doctor_add(doctor, PHIL_DOCTOR_BLOOD, lead);
    }
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct phil_answer answer;
        if (!phil_answers_get(e->answers, answers[i][0], &answer) || answer.unknown ||
            answer.origin != PHIL_FROM_ANSWER)
            continue;
        phil_text_printf(&doctor->text, "%s mmol/L, as answered, without a date",
                         phil_short(answer.value, 2).s);
        phil_doctor_add(doctor, PHIL_DOCTOR_BLOOD, answers[i][1]);
    }
    if (!doctor->part[PHIL_DOCTOR_BLOOD].n)
        phil_doctor_add(doctor, PHIL_DOCTOR_BLOOD, "None told");
}

void phil_doctor_say_told(struct phil_doctor *doctor)
{
    say_since(doctor);
    say_exposures(doctor);
    say_named_medicines(doctor);
    say_asked_medicines(doctor);
    say_blood(doctor);
}
