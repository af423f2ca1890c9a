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

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* The plural of a serving or of a food that is counted by the piece: potatoes and mangoes, but
 * avocados; apricots are many already. */
static void say_plural(char *word, size_t size)
{
    const size_t n = strlen(word), room = size - n;
    const bool y = ends_with(word, "y") && n > 1 && !strchr("aeiou", word[n - 2]);
    const bool hissing = ends_with(word, "ch") || ends_with(word, "sh") || ends_with(word, "x");
    if (n == 0 || ends_with(word, "s"))
        return;
    if (y)
        snprintf(word + n - 1, room + 1, "ies");
    else
        snprintf(word + n, room, "%s",
                 hissing || ends_with(word, "to") || ends_with(word, "go") ? "es" : "s");
}

/* "half a banana", "1 banana", "1.5 bananas" */
static void say_count(double count, char *word, size_t size, const char *rest, char *text)
{
    char number[PHIL_NUMBER_SIZE];
    if (count == 0.5) {
        snprintf(text, ROOM, "half %s %s%s", word[0] && strchr("aeiou", word[0]) ? "an" : "a", word,
                 rest);
        return;
    }
    if (count != 1)
        say_plural(word, size);
    phil_number_round(count, 2, number);
    snprintf(text, ROOM, "%s %s%s", number, word, rest);
}

/* "2 cups of coffee", "2 pints of beer", "3 bananas" */
static void say_servings(double count, const char *serving, const char *name, char *text)
{
    char word[ROOM / 4], rest[ROOM / 2] = "";
    const char *of = strstr(name, " of ");
    if (strcmp(serving, "piece") == 0 || ends_with(name, serving)) {
        snprintf(word, sizeof word, "%s", name);
    } else if (of && strncmp(name, serving, (size_t)(of - name)) == 0) {
        snprintf(word, sizeof word, "%s", serving);
        snprintf(rest, sizeof rest, "%s", of);
    } else {
        snprintf(word, sizeof word, "%s", serving);
        snprintf(rest, sizeof rest, " of %s", name);
    }
    say_count(count, word, sizeof word, rest, text);
}

/* A vessel that is the serving, and milligrams, which may be of its caffeine, are told as
 * servings; another measure as it was typed. */
static void say_intake(const struct phil_entry *e, const struct phil_knowledge *knowledge,
                       char *text)
{
    const struct phil_intake *intake = phil_vocabulary_intake_by_id(knowledge, e->thing);
    const bool pure = intake && phil_intake_is_pure(intake);
    const bool measured = e->unit[0] && e->amount != e->typed && strcmp(e->unit, "mg") != 0;
    char number[PHIL_NUMBER_SIZE], name[ROOM / 2];
    say_name(intake, e->thing, name, sizeof name);
    phil_number_round(e->unit[0] ? e->typed : e->amount, 2, number);
    if (e->amount == 0)
        snprintf(text, ROOM, "no %s", name);
    else if (pure)
        snprintf(text, ROOM, "%s %s %s", number, e->unit[0] ? e->unit : intake->serving, name);
    else if (measured)
        snprintf(text, ROOM, "%s %s of %s", number, e->unit, name);
    else if (intake)
        say_servings(e->amount, intake->serving, name, text);
    else
        snprintf(text, ROOM, "%s%s%s %s", number, e->unit[0] ? " " : "", e->unit, name);
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
