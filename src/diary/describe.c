/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry in words. */
#include <philtrum/diary.h>

#include <stdio.h>
#include <string.h>

#include "diary/number.h"
#include "diary/vocabulary.h"

enum { ROOM = 640 }; /* more than the longest entry in words */

/* "a", "an" and counts read better than a unit of one serving. */
static void say_intake(const struct phil_entry *e, const struct phil_knowledge *knowledge,
                       char *text)
{
    const struct phil_intake *intake = phil_vocabulary_intake_by_id(knowledge, e->thing);
    char number[PHIL_NUMBER_SIZE], mg[PHIL_NUMBER_SIZE];
    const char *name = intake ? intake->name : e->thing;
    const char *serving = intake ? intake->serving : "";
    /* A pure substance is its own amount. */
    const bool pure = strcmp(serving, "mg") == 0 || strcmp(serving, "g") == 0;
    phil_number_round(e->unit[0] ? e->typed : e->amount, 2, number);
    int n = snprintf(text, ROOM, "%s%s%s %s", number, e->unit[0] || pure ? " " : "",
                     e->unit[0] ? e->unit
                     : pure     ? serving
                                : "",
                     name);
    const struct {
        double amount;
        const char *of;
    } parts[] = {{e->caffeine_mg, "mg caffeine"},
                 {e->alcohol_g, "g alcohol"},
                 {e->potassium_mg, "mg potassium"}};
    const char *before = " (";
    for (size_t i = 0; !pure && i < 3; i++) {
        if (parts[i].amount <= 0)
            continue;
        phil_number_round(parts[i].amount, i == 1 ? 1 : 0, mg);
        n += snprintf(text + n, (size_t)(ROOM - n), "%s%s %s", before, mg, parts[i].of);
        before = ", ";
    }
    if (before[0] == ',')
        snprintf(text + n, (size_t)(ROOM - n), ")");
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
        snprintf(text, ROOM, "%s felt twitch%s", number, e->amount == 1 ? "" : "es");
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
