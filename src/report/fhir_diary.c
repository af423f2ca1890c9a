/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the person wrote down, as FHIR Observations: what they take in and how they sleep on
 * average, blood values as a laboratory told them, twitches that they felt. The performer is the
 * patient: nobody else has seen these values.
 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/fhir.h"

/* Days that the averages are over where the view does not say: as `philtrum explain` has them. */
enum { DAYS_BACK = 30, MOST_DAYS = 366 };

static void put_performer(struct phil_fhir *f, json_t *o)
{
    phil_fhir_item(f, o, "performer", phil_fhir_reference(f, &f->patient));
}

/* ---- averages ---- */

/* LOINC 93832-4 is "Sleep duration", as in HL7's value set of sleep observations (Personal Health
 * Records IG). For caffeine and alcohol by weight LOINC has nothing that means the same. */
static const struct exposure {
    struct phil_fhir_code code;
    struct phil_fhir_unit unit;
    size_t at; /* of the value in struct phil_diary_summary */
    int decimals;
    const char *category;
} exposures[] = {
#define AT(member) offsetof(struct phil_diary_summary, member)
    {{"caffeine_mg_per_day", "Caffeine a day, by the diary", NULL, NULL},
     {"mg a day", "mg/d"},
     AT(caffeine_mg_per_day),
     1,
     "social-history"},
    {{"alcohol_g_per_week", "Alcohol a week, by the diary", NULL, NULL},
     {"g a week", "g/wk"},
     AT(alcohol_g_per_week),
     1,
     "social-history"},
    {{"potassium_mg_per_day", "Potassium a day in noted food and drink, by the diary", NULL, NULL},
     {"mg a day", "mg/d"},
     AT(potassium_mg_per_day),
     0,
     "social-history"},
    {{"sleep_h", "Sleep a night, by the diary", "93832-4", "Sleep duration"},
     {"h", "h"},
     AT(sleep_h),
     2,
     "activity"},
    {{"stress", "Stress from 0 to 10, by the diary", NULL, NULL},
     {"of 10", "{score}"},
     AT(stress),
     1,
     "social-history"},
    {{"screen_h", "Hours a day before a screen, by the diary", NULL, NULL},
     {"h a day", "h/d"},
     AT(screen_h),
     1,
     "social-history"},
    {{"felt_twitches_per_day", "Twitches felt a day, by the diary", NULL, NULL},
     {"twitches a day", "/d"},
     AT(felt_twitches_per_day),
     2,
     "survey"},
#undef AT
};

static void add_exposures(struct phil_fhir *f)
{
    const struct phil_explanation_view *e = f->view->explained;
    const struct phil_metabolism metabolism = phil_metabolism_of(e->answers);
    const int64_t today = phil_moment_day(&e->now);
    const int wanted = f->view->days > 0 ? f->view->days : DAYS_BACK;
    const int days = wanted < MOST_DAYS ? wanted : MOST_DAYS;
    struct phil_diary_summary summary;
    phil_diary_summarise(&summary, e->entries, e->n_entries, &e->now, days, &metabolism);
    for (size_t i = 0; i < sizeof exposures / sizeof exposures[0]; i++) {
        const struct exposure *x = &exposures[i];
        struct phil_value value;
        memcpy(&value, (const char *)&summary + x->at, sizeof value);
        json_t *o = phil_fhir_observation(f, &x->code, x->category, "final");
        phil_fhir_period(f, o, "effectivePeriod", today - days + 1, today);
        put_performer(f, o);
        phil_fhir_value(f, o, value, x->decimals, x->unit);
        phil_fhir_add(f, o);
    }
}

/* ---- blood values ---- */

/* LOINC's codes for amounts of substance in serum or plasma, which is what a laboratory's report
 * in mmol/L holds; the codes for mass (mg/dL) are others. */
static const struct analyte {
    const char *thing;
    struct phil_fhir_code code;
} analytes[] = {
    {"potassium",
     {"potassium", "Potassium in the blood, as the person wrote it down", "2823-3",
      "Potassium [Moles/volume] in Serum or Plasma"}},
    {"calcium",
     {"calcium", "Calcium in the blood, as the person wrote it down", "2000-8",
      "Calcium [Moles/volume] in Serum or Plasma"}},
    {"magnesium",
     {"magnesium", "Magnesium in the blood, as the person wrote it down", "2601-3",
      "Magnesium [Moles/volume] in Serum or Plasma"}},
};

static void put_note(struct phil_fhir *f, json_t *o, const char *text)
{
    json_t *note = json_object();
    if (phil_fhir_string(f, note, "text", text))
        phil_fhir_item(f, o, "note", note);
    else
        json_decref(note);
}

static void add_lab(struct phil_fhir *f, const struct phil_entry *entry)
{
    struct phil_fhir_code code = {"laboratory_value", entry->thing, NULL, NULL};
    for (size_t i = 0; i < sizeof analytes / sizeof analytes[0]; i++)
        if (!strcmp(analytes[i].thing, entry->thing))
            code = analytes[i].code;
    json_t *o = phil_fhir_observation(f, &code, "laboratory", "final");
    phil_fhir_moment(f, o, "effectiveDateTime", &entry->at);
    put_performer(f, o);
    const struct phil_value value = isfinite(entry->amount)
                                        ? phil_measured(entry->amount)
                                        : phil_unmeasured("no number was written down");
    phil_fhir_value(f, o, value, 3, (struct phil_fhir_unit){"mmol/L", "mmol/L"});
    put_note(f, o, entry->note);
    phil_fhir_add(f, o);
}

/* ---- felt twitches ---- */

struct felt {
    int64_t day;
    double count;
};

static int by_day(const void *a, const void *b)
{
    const struct felt *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

static void add_felt_day(struct phil_fhir *f, const struct felt *felt)
{
    static const struct phil_fhir_code code = {"felt_twitches", "Twitches felt on this day", NULL,
                                               NULL};
    json_t *o = phil_fhir_observation(f, &code, "survey", "final");
    phil_fhir_day(f, o, "effectiveDateTime", felt->day);
    put_performer(f, o);
    phil_put_int(&f->w, o, "valueInteger", (int64_t)fmin(felt->count, INT_MAX));
    phil_fhir_add(f, o);
}

/* One Observation for each day on which any were written down. A day without one says nothing. */
static void add_felt(struct phil_fhir *f)
{
    const struct phil_explanation_view *e = f->view->explained;
    size_t n = 0, days = 0;
    struct felt *felt = calloc(e->n_entries + 1, sizeof *felt);
    if (!felt) {
        f->w.failed = true;
        return;
    }
    for (size_t i = 0; i < e->n_entries; i++) {
        const struct phil_entry *entry = &e->entries[i];
        if (entry->kind == PHIL_ENTRY_TWITCH && isfinite(entry->amount) && entry->amount >= 0)
            felt[n++] = (struct felt){phil_moment_day(&entry->at), entry->amount};
    }
    qsort(felt, n, sizeof *felt, by_day);
    for (size_t i = 0; i < n; i++) {
        if (days && felt[days - 1].day == felt[i].day)
            felt[days - 1].count += felt[i].count;
        else
            felt[days++] = felt[i];
    }
    for (size_t i = 0; i < days; i++)
        add_felt_day(f, &felt[i]);
    free(felt);
}

void phil_fhir_diary(struct phil_fhir *f)
{
    const struct phil_explanation_view *e = f->view->explained;
    if (!e->n_entries)
        return;
    add_exposures(f);
    for (size_t i = 0; i < e->n_entries; i++)
        if (e->entries[i].kind == PHIL_ENTRY_LAB)
            add_lab(f, &e->entries[i]);
    add_felt(f);
}
