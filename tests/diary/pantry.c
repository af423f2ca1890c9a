/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pantry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "causes/knowledge.h"
#include "diary/clock.h"

#define FIGURE(v)                                                                                  \
    {                                                                                              \
        .value = (v), .lo = (v), .hi = (v), .basis = PHIL_BASIS_MEASURED, .source = "TEST"         \
    }

static const char *const coffee_words[] = {"kaffee", "caf\xc3\xa9"};
static const char *const cola_words[] = {"coke"};
static const char *const wine_words[] = {"vino", "glass of wine"};
static const char *const beer_words[] = {"bier", "pivo", "\xd0\xbf\xd0\xb8\xd0\xb2\xd0\xbe"};

static struct phil_intake intakes[] = {
    {.id = "coffee",
     .name = "Coffee",
     .aliases = coffee_words,
     .n_aliases = 2,
     .serving = "cup",
     .serving_ml = 240,
     .caffeine_mg = FIGURE(95),
     .potassium_mg = FIGURE(116)},
    {.id = "espresso",
     .name = "Espresso",
     .serving = "shot",
     .serving_ml = 30,
     .caffeine_mg = FIGURE(63)},
    {.id = "energy_drink",
     .name = "Energy drink",
     .serving = "can",
     .serving_ml = 250,
     .caffeine_mg = FIGURE(80)},
    {.id = "cola",
     .name = "Cola",
     .aliases = cola_words,
     .n_aliases = 1,
     .serving = "can",
     .serving_ml = 355,
     .caffeine_mg = FIGURE(34)},
    {.id = "beer",
     .name = "Beer",
     .aliases = beer_words,
     .n_aliases = 3,
     .serving = "bottle",
     .serving_ml = 500,
     .alcohol_g = FIGURE(20)},
    {.id = "wine",
     .name = "Wine",
     .aliases = wine_words,
     .n_aliases = 2,
     .serving = "glass",
     .serving_ml = 150,
     .alcohol_g = FIGURE(14)},
    {.id = "caffeine_tablet",
     .name = "Caffeine tablet",
     .serving = "tablet",
     .caffeine_mg = FIGURE(200)},
    {.id = "caffeine", .name = "Caffeine", .serving = "mg", .caffeine_mg = FIGURE(1)},
    {.id = "alcohol", .name = "Alcohol", .serving = "g", .alcohol_g = FIGURE(1)},
    {.id = "banana",
     .name = "Banana",
     .serving = "piece",
     .serving_g = 118,
     .food = true,
     .potassium_mg = FIGURE(422)},
    {.id = "dried_apricots",
     .name = "Dried apricots",
     .serving = "cup",
     .serving_g = 130,
     .food = true,
     .potassium_mg = FIGURE(1511)},
    {.id = "cherry",
     .name = "Cherry",
     .serving = "piece",
     .serving_g = 8,
     .food = true,
     .potassium_mg = FIGURE(18)},
};

#define YES_NO(i, y)                                                                               \
    {                                                                                              \
        .view = {.id = (i), .type = PHIL_FINDING_YES_NO, .question = "", .yes = (y) }              \
    }
#define NUMBER(i, low, high)                                                                       \
    {                                                                                              \
        .view = {                                                                                  \
            .id = (i),                                                                             \
            .type = PHIL_FINDING_NUMBER,                                                           \
            .question = "",                                                                        \
            .lo = (low),                                                                           \
            .hi = (high)                                                                           \
        }                                                                                          \
    }
static struct phil_finding_entry findings[] = {
    YES_NO("racing_heart", "your heart has been racing or thumping"),
    YES_NO("muscle_cramps", "your muscles have been cramping"),
    YES_NO("hand_spasm", "your hands have cramped into a claw"),
    YES_NO("insomnia", "you have slept badly"),
    YES_NO("diuretic", "you take a diuretic"),
    YES_NO("ace_inhibitor_or_arb", "you take an ACE inhibitor"),
    YES_NO("antidepressant", "you take an antidepressant"),
    YES_NO("fluvoxamine", "you take fluvoxamine"),
    YES_NO("contraceptive_pill", "you take the pill"),
    YES_NO("laxatives_often", "you often take laxatives"),
    YES_NO("smoker", "you smoke"),
    YES_NO("pregnant", "you are pregnant"),
    NUMBER("caffeine_mg_per_day", 0, 5000),
    NUMBER("caffeine_now_mg", 0, 5000),
    NUMBER("alcohol_g_per_week", 0, 5000),
    NUMBER("sleep_hours", 0, 24),
    NUMBER("sleep_debt_h", 0, 60),
    NUMBER("stress_0_10", 0, 10),
    NUMBER("screen_hours", 0, 24),
    NUMBER("twitches_per_day", 0, 10000),
    NUMBER("potassium_mmol_l", 1, 9),
    NUMBER("calcium_mmol_l", 0.5, 4.5),
};

const struct phil_knowledge *pantry(void)
{
    static struct phil_knowledge knowledge;
    knowledge.intakes = intakes;
    knowledge.n_intakes = sizeof intakes / sizeof intakes[0];
    knowledge.findings = findings;
    knowledge.n_findings = sizeof findings / sizeof findings[0];
    return &knowledge;
}

struct phil_moment moment_of(const char *rfc3339)
{
    struct phil_moment moment;
    const char *why = phil_moment_read(&moment, rfc3339);
    if (why) {
        fprintf(stderr, "%s: %s\n", rfc3339, why);
        abort();
    }
    return moment;
}

static void hear(void *user, enum phil_level level, const char *text)
{
    struct heard *heard = user;
    char *to = level == PHIL_LOG_ERROR     ? heard->error
               : level == PHIL_LOG_WARNING ? heard->warning
                                           : heard->info;
    snprintf(to, sizeof heard->error, "%s", text);
    heard->errors += level == PHIL_LOG_ERROR;
}

struct phil_log listen_to(struct heard *heard)
{
    *heard = (struct heard){.errors = 0};
    return (struct phil_log){hear, heard};
}
