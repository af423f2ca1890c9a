/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry in words. */
#include <philtrum/diary.h>

#include <stdio.h>
#include <string.h>

#include "diary/amount.h"
#include "diary/number.h"
#include "diary/vocabulary.h"

enum { ROOM = 640 }; /* more than the longest entry in words */

/* Names begin with a capital in the knowledge base; within a sentence they do not. */
static void say_name(const struct phil_intake *intake, const char *id, char *name, size_t size)
{
    snprintf(name, size, "%s", intake ? intake->name : id);
    const bool capitals = name[0] && name[1] >= 'A' && name[1] <= 'Z';
    if (name[0] >= 'A' && name[0] <= 'Z' && !capitals)
        name[0] = (char)(name[0] + 32);
}

/* " (190 mg caffeine, 116 mg potassium)"; what is the amount itself is not said twice. */
static void say_contents(const struct phil_entry *e, char *text)
{
    const struct {
        double amount;
        int decimals;
        const char *of;
    } parts[] = {{e->caffeine_mg, 0, "mg caffeine"},
                 {e->alcohol_g, 1, "g alcohol"},
                 {e->potassium_mg, 0, "mg potassium"}};
    const char *before = " (";
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const size_t n = strlen(text);
        char number[PHIL_NUMBER_SIZE];
        if (parts[i].amount <= 0 || parts[i].amount == e->amount)
            continue;
        phil_number_round(parts[i].amount, parts[i].decimals, number);
        snprintf(text + n, ROOM - n, "%s%s %s", before, number, parts[i].of);
        before = ", ";
    }
    if (before[0] == ',')
        strncat(text, ")", ROOM - strlen(text) - 1);
}

static void say_intake(const struct phil_entry *e, const struct phil_knowledge *knowledge,
                       char *text)
{
    const struct phil_intake *intake = phil_vocabulary_intake_by_id(knowledge, e->thing);
    char number[PHIL_NUMBER_SIZE], name[ROOM / 2];
    const char *unit = e->unit[0]                              ? e->unit
                       : intake && phil_intake_is_pure(intake) ? intake->serving
                                                               : "";
    say_name(intake, e->thing, name, sizeof name);
    phil_number_round(e->unit[0] ? e->typed : e->amount, 2, number);
    if (e->amount == 0)
        snprintf(text, ROOM, "no %s", name);
    else
        snprintf(text, ROOM, "%s%s%s %s", number, *unit ? " " : "", unit, name);
    say_contents(e, text);
}

static void say_medicine(const struct phil_entry *e, char *text)
{
    char number[PHIL_NUMBER_SIZE];
    phil_number_round(e->typed, 3, number);
    if (e->unit[0])
        snprintf(text, ROOM, "%s %s %s", e->thing, number, e->unit);
    else if (e->amount != 1)
        snprintf(text, ROOM, "%s, %s", e->thing, number);
    else
        snprintf(text, ROOM, "%s", e->thing);
}

/* A unit that was converted stands behind the value. */
static void say_lab(const struct phil_entry *e, char *text)
{
    char number[PHIL_NUMBER_SIZE], typed[PHIL_NUMBER_SIZE];
    phil_number_round(e->amount, 2, number);
    phil_number_round(e->typed, 3, typed);
    const int n = snprintf(text, ROOM, "%s %s mmol/L", e->thing, number);
    if (e->amount != e->typed)
        snprintf(text + n, (size_t)(ROOM - n), " (%s %s)", typed,
                 e->unit[0] ? e->unit : "as typed");
}

static void say_symptom(const struct phil_entry *e, char *text)
{
    snprintf(text, ROOM, "symptom: %s", e->thing);
    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = ' ';
}

static void say(const struct phil_entry *e, const struct phil_knowledge *knowledge, char *text)
{
    char number[PHIL_NUMBER_SIZE];
    phil_number_round(e->amount, 2, number);
    switch (e->kind) {
    case PHIL_ENTRY_DRINK:
    case PHIL_ENTRY_FOOD:
        say_intake(e, knowledge, text);
        break;
    case PHIL_ENTRY_SLEEP:
        snprintf(text, ROOM, "%s h of sleep", number);
        break;
    case PHIL_ENTRY_STRESS:
        snprintf(text, ROOM, "stress %s of 10", number);
        break;
    case PHIL_ENTRY_SCREEN:
        snprintf(text, ROOM, "%s h before a screen", number);
        break;
    case PHIL_ENTRY_MEDICINE:
        say_medicine(e, text);
        break;
    case PHIL_ENTRY_LAB:
        say_lab(e, text);
        break;
    case PHIL_ENTRY_SYMPTOM:
        say_symptom(e, text);
        break;
    case PHIL_ENTRY_TWITCH:
        snprintf(text, ROOM, "%s felt twitch%s", e->amount == 0 ? "no" : number,
                 e->amount == 1 ? "" : "es");
        break;
    default:
        snprintf(text, ROOM, "note");
    }
}

/* One line without control characters, cut at the border of a character. */
static void copy_plain(const char *from, char *text, size_t size)
{
    size_t n = strlen(from);
    if (n >= size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)from[n] & 0xc0) == 0x80)
            n--;
    }
    for (size_t i = 0; i < n; i++)
        text[i] = (unsigned char)from[i] < 0x20 || from[i] == 0x7f ? ' ' : from[i];
    text[n] = '\0';
}

void phil_entry_describe(const struct phil_entry *entry, const struct phil_knowledge *knowledge,
                         char *text, size_t size)
{
    char whole[ROOM] = "";
    say(entry, knowledge, whole);
    const size_t n = strlen(whole);
    if (entry->note[0])
        snprintf(whole + n, sizeof whole - n, ": %s", entry->note);
    if (size)
        copy_plain(whole, text, size);
}
