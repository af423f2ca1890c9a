/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See entry.h. */
#include "diary/entry.h"

#include <math.h>
#include <string.h>

#include "diary/words.h"

static const struct kind_rule {
    double most; /* amount, in the kind's unit */
    bool has_thing;
} rules[PHIL_N_ENTRY_KINDS] = {
    /* Servings; those of a pure substance are milligrams or grams. 100 g of caffeine is ten
     * times what has killed: more is a slip of the finger. */
    [PHIL_ENTRY_DRINK] = {100000, true},
    [PHIL_ENTRY_FOOD] = {100000, true},
    [PHIL_ENTRY_SLEEP] = {24, false},
    [PHIL_ENTRY_STRESS] = {10, false},
    [PHIL_ENTRY_SCREEN] = {24, false},
    [PHIL_ENTRY_MEDICINE] = {1e9, true}, /* international units run into millions */
    [PHIL_ENTRY_LAB] = {100, true},      /* mmol/L; each analyte has a narrower range in labs.c */
    [PHIL_ENTRY_SYMPTOM] = {1, true},
    [PHIL_ENTRY_TWITCH] = {100000, false},
    [PHIL_ENTRY_NOTE] = {0, false},
};

bool phil_entry_set_text(char *field, size_t size, const char *text)
{
    const size_t n = strlen(text);
    if (n >= size)
        return false;
    memset(field, 0, size);
    memcpy(field, text, n);
    return true;
}

enum phil_entry_kind phil_entry_kind_from_name(const char *name)
{
    int kind = 0;
    while (kind < PHIL_N_ENTRY_KINDS && strcmp(name, phil_entry_kind_name(kind)) != 0)
        kind++;
    return (enum phil_entry_kind)kind;
}

double phil_entry_most(enum phil_entry_kind kind)
{
    return (unsigned)kind < PHIL_N_ENTRY_KINDS ? rules[kind].most : 0;
}

static const char *text_fault(const char *text, size_t size, bool lines)
{
    const size_t n = strnlen(text, size);
    return n == size ? "too long" : phil_text_fault(text, n, lines);
}

static const char *number_fault(double value, double most)
{
    if (!isfinite(value))
        return "not a finite number";
    if (value < 0)
        return "negative";
    return value > most ? "more than the kind of entry can have" : NULL;
}

static const char *moment_fault(const struct phil_moment *at)
{
    /* 0001-01-01 and 9999-12-31 by the calendar of today */
    const int64_t first = -62135596800, last = 253402300799;
    if (at->offset_s <= -86400 || at->offset_s >= 86400)
        return "its offset is a day or more";
    if (at->utc_s < first + 86400 || at->utc_s > last - 86400)
        return "its year has not four digits";
    return NULL;
}

const char *phil_entry_fault(const struct phil_entry *e, const char **field)
{
    const char *why;
    if (*field = "kind", (unsigned)e->kind >= PHIL_N_ENTRY_KINDS)
        return "not a kind of entry";
    const struct kind_rule *rule = &rules[e->kind];
    if (*field = "time", (why = moment_fault(&e->at)))
        return why;
    if (*field = "zone", (why = text_fault(e->at.zone, sizeof e->at.zone, false)))
        return why;
    if (*field = "thing", (why = text_fault(e->thing, sizeof e->thing, false)))
        return why;
    if (rule->has_thing != (e->thing[0] != '\0'))
        return rule->has_thing ? "missing" : "this kind of entry has none";
    if (*field = "amount", (why = number_fault(e->amount, rule->most)))
        return why;
    if (*field = "typed", (why = number_fault(e->typed, HUGE_VAL)))
        return why;
    if (*field = "unit", (why = text_fault(e->unit, sizeof e->unit, false)))
        return why;
    if (*field = "caffeine_mg", (why = number_fault(e->caffeine_mg, HUGE_VAL)))
        return why;
    if (*field = "alcohol_g", (why = number_fault(e->alcohol_g, HUGE_VAL)))
        return why;
    if (*field = "potassium_mg", (why = number_fault(e->potassium_mg, HUGE_VAL)))
        return why;
    *field = "note";
    return text_fault(e->note, sizeof e->note, true);
}

enum phil_status phil_entry_set_note(struct phil_entry *entry, const char *text,
                                     const struct phil_log *log)
{
    char quoted[PHIL_QUOTE_SIZE];
    const char *why = phil_text_fault(text, strlen(text), true);
    if (!why && !PHIL_ENTRY_SET(entry->note, text))
        why = "a note has room for 255 bytes";
    if (!why)
        return PHIL_OK;
    phil_log_message(log, PHIL_LOG_ERROR, "keeping the note failed: \"%s\": %s",
                     phil_text_quote(text, quoted), why);
    return PHIL_EARG;
}
