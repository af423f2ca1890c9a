/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drinks and foods, and the muscles of the face: reference tables beside the network. */
#include <string.h>
#include <strings.h>

#include "loader.h"

static const double largest_serving = 5000; /* mL or g */

/* Most words differ in their first letter: a hundred thousand pairs are compared. */
static bool same_word(const char *a, const char *b)
{
    return ((*a ^ *b) & ~0x20) == 0 && strcasecmp(a, b) == 0;
}

static bool is_called(const struct phil_intake *intake, const char *word)
{
    if (same_word(intake->id, word) || same_word(intake->name, word))
        return true;
    for (size_t i = 0; i < intake->n_aliases; i++)
        if (same_word(intake->aliases[i], word))
            return true;
    return false;
}

/* A word that a person types means one thing. The intake's own name may be its id or its alias. */
static void check_words(struct phil_loader *l, const struct phil_intake *intakes, size_t at)
{
    const struct phil_intake *intake = &intakes[at];
    for (size_t i = 0; i < at; i++) {
        if (is_called(&intakes[i], intake->id))
            phil_loader_fail(l, "id", "means %s already: %s", intakes[i].id, intake->id);
        if (is_called(&intakes[i], intake->name))
            phil_loader_fail(l, "name", "means %s already: %s", intakes[i].id, intake->name);
        for (size_t j = 0; j < intake->n_aliases; j++)
            if (is_called(&intakes[i], intake->aliases[j]))
                phil_loader_fail(l, "aliases", "means %s already: %s", intakes[i].id,
                                 intake->aliases[j]);
    }
    for (size_t j = 1; j < intake->n_aliases; j++)
        for (size_t i = 0; i < j; i++)
            if (same_word(intake->aliases[i], intake->aliases[j]))
                phil_loader_fail(l, "aliases", "stands twice: %s", intake->aliases[j]);
}

static struct phil_figure take_content(struct phil_loader *l, const char *key,
                                       const struct phil_raw_figure *raw)
{
    return raw ? phil_take_figure(l, key, raw, PHIL_RANGE_AMOUNT)
               : (struct phil_figure){.source = NULL};
}

static void take_intake(struct phil_loader *l, const struct phil_raw_intake *raw, bool food,
                        struct phil_intake *intake)
{
    *intake = (struct phil_intake){
        .id = phil_take_id(l, raw->id),
        .name = raw->name,
        .aliases = phil_take_words(&raw->aliases),
        .n_aliases = raw->aliases.n,
        .serving = raw->serving,
        .food = food,
        .caffeine_mg = take_content(l, "caffeine_mg", raw->caffeine_mg),
        .alcohol_g = take_content(l, "alcohol_g", raw->alcohol_g),
        .potassium_mg = take_content(l, "potassium_mg", raw->potassium_mg),
    };
    if (raw->serving_g)
        intake->serving_g = phil_take_real(l, "serving_g", raw->serving_g, 0.1, largest_serving);
    if (raw->serving_ml)
        intake->serving_ml = phil_take_real(l, "serving_ml", raw->serving_ml, 0.1, largest_serving);
}

/* Drinks and foods stand in one list, drinks first. */
static void take_intakes(struct phil_loader *l, const char *list, const struct phil_raw_intake *raw,
                         size_t n, bool food)
{
    struct phil_knowledge *k = l->knowledge;
    const size_t before = k->n_intakes;
    struct phil_intake *intakes = phil_loader_allocate(l, before + n, sizeof *intakes);
    if (!intakes)
        return;
    for (size_t i = 0; i < before; i++)
        intakes[i] = k->intakes[i];
    k->intakes = intakes;
    for (size_t i = 0; i < n; i++) {
        const size_t mark = phil_loader_enter(l, "%s[%zu]", list, i);
        take_intake(l, &raw[i], food, &intakes[before + i]);
        check_words(l, intakes, before + i);
        k->n_intakes = before + i + 1;
        phil_loader_leave(l, mark);
    }
}

void phil_load_drinks(struct phil_loader *l, const struct phil_raw *raw)
{
    take_intakes(l, "drinks", raw->drinks, raw->n_drinks, false);
}

void phil_load_foods(struct phil_loader *l, const struct phil_raw *raw)
{
    take_intakes(l, "foods", raw->foods, raw->n_foods, true);
}
