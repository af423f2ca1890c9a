/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that name a drink or a food, and those whose first word nobody knows; see parse.c. */
#include "diary/line.h"

#include <stdio.h>
#include <string.h>

#include "diary/entry.h"
#include "diary/medicines.h"

static void fill_intake(struct phil_entry *entry, const struct phil_intake *intake, double servings)
{
    entry->kind = intake->food ? PHIL_ENTRY_FOOD : PHIL_ENTRY_DRINK;
    entry->amount = servings;
    entry->caffeine_mg = intake->caffeine_mg.source ? servings * intake->caffeine_mg.value : 0;
    entry->alcohol_g = intake->alcohol_g.source ? servings * intake->alcohol_g.value : 0;
    entry->potassium_mg = intake->potassium_mg.source ? servings * intake->potassium_mg.value : 0;
}

static const struct phil_intake *look_up(const struct phil_line *line,
                                         const struct phil_words *words)
{
    char folded[PHIL_WORD_SIZE];
    return phil_words_fold(words, folded) ? phil_vocabulary_intake(line->knowledge, folded) : NULL;
}

/* Two amounts are a number of measures: "2 energy drinks 500ml". */
static bool merge(const struct phil_amount *before, const struct phil_amount *behind,
                  struct phil_amount *amount)
{
    const struct phil_amount *count = before->unit[0] ? behind : before;
    *amount = before->given ? *before : *behind;
    if (!before->given || !behind->given)
        return true;
    if (count->unit[0] || (!before->unit[0] && !behind->unit[0]))
        return false;
    *amount = before->unit[0] ? *before : *behind;
    amount->number *= count->number;
    return true;
}

/* "tea at 16:00", "coffee yesterday 8am" */
static bool names_a_time(const struct phil_line *line)
{
    char folded[PHIL_WORD_SIZE];
    for (size_t i = 1; i < line->n; i++)
        if (phil_word_fold(line->words[i], folded) &&
            (strcmp(folded, "at") == 0 || strcmp(folded, "yesterday") == 0 ||
             strcmp(folded, "today") == 0 || strchr(folded, ':')))
            return true;
    return false;
}

/* "my lip twitched 3 times" */
static bool names_a_twitch(const struct phil_line *line)
{
    char folded[PHIL_WORD_SIZE];
    for (size_t i = 0; i < line->n; i++)
        if (phil_word_fold(line->words[i], folded) && strncmp(folded, "twitch", 6) == 0)
            return true;
    return false;
}

static enum phil_status refuse_nameless(const struct phil_line *line, const char *typed)
{
    char folded[PHIL_WORD_SIZE];
    const struct phil_words all = {line->words, line->n};
    const struct phil_finding *near = phil_words_fold(&all, folded)
                                          ? phil_vocabulary_nearest_finding(line->knowledge, folded)
                                          : NULL;
    if (near)
        return phil_line_offer(line, typed, near->id);
    return phil_line_refuse(line, typed,
                            "no drink, food or word that is known here; write \"medicine ...\" for "
                            "a medicine, \"note ...\" for anything else");
}

static enum phil_status refuse_unknown(const struct phil_line *line, const struct phil_words *words)
{
    char folded[PHIL_WORD_SIZE], typed[PHIL_LINE_ROOM];
    struct phil_words fewer = *words;
    if (names_a_time(line))
        return phil_line_refuse(line, line->words[line->n - 1],
                                "a time stands behind --at, as in --at \"yesterday 08:30\"");
    if (names_a_twitch(line))
        return phil_line_refuse(line, line->words[0], "write it as twitch or twitch 3");
    const size_t from = (size_t)(words->word - line->words);
    phil_line_join(line, from, from + words->n, typed, sizeof typed);
    const bool number = words->n > 1 && strchr("0123456789", words->word[words->n - 1][0]);
    const char *meant = !number && phil_words_fold(words, folded)
                            ? phil_vocabulary_nearest(line->knowledge, folded)
                            : NULL;
    if (meant)
        return phil_line_offer(line, typed, meant);
    /* A drink with an amount behind it that is none: it is the amount that is not understood. */
    fewer.n -= fewer.n > 0;
    if (fewer.n > 0 && look_up(line, &fewer))
        return phil_line_refuse(line, words->word[fewer.n],
                                "not an amount: write it as coffee 2 or \"energy drink\" 500ml");
    meant = phil_vocabulary_nearest(line->knowledge, line->first);
    if (meant)
        return phil_line_offer(line, typed, meant);
    return refuse_nameless(line, typed);
}

/* A medicine or a symptom is known without its keyword when it is named exactly. */
static bool take_bare(struct phil_line *line, enum phil_status *status)
{
    const struct phil_finding *found[1];
    const struct phil_words all = {line->words, line->n};
    char folded[PHIL_WORD_SIZE], id[PHIL_WORD_SIZE];
    if (line->n + 1 > PHIL_LINE_WORDS)
        return false;
    const bool symptom = phil_words_fold(&all, folded) &&
                         phil_vocabulary_findings(line->knowledge, folded, found, 1) == 1 &&
                         phil_word_fold(found[0]->id, id) && strcmp(folded, id) == 0;
    const bool medicine = phil_medicine_findings(line->words[0]) != NULL;
    if (!medicine && !symptom)
        return false;
    memmove(line->words + 1, line->words, line->n * sizeof line->words[0]);
    line->words[0] = medicine ? "medicine" : "symptom";
    line->n++;
    line->entry->kind = medicine ? PHIL_ENTRY_MEDICINE : PHIL_ENTRY_SYMPTOM;
    *status = medicine ? phil_line_medicine(line) : phil_line_symptom(line);
    return true;
}

struct order {
    struct phil_words words; /* what names it */
    struct phil_amount before, behind;
    const struct phil_intake *intake;
};

/* Takes amounts away, first at the front, until what is left names something. A name may begin
 * with a number ("5 hour energy"): so the back is tried alone too. NULL, or what is wrong with an
 * amount. */
static const char *find_intake(const struct phil_line *line, struct order *order,
                               const char **subject)
{
    const struct phil_words all = {line->words, line->n};
    const char *why;
    *order = (struct order){all, {.number = 1}, {.number = 1}, look_up(line, &all)};
    if (order->intake)
        return NULL;
    struct order alone = *order;
    if ((why = phil_amount_front(&order->words, PHIL_UNITS_OF_INTAKE, &order->before, subject)))
        return why;
    if ((order->intake = look_up(line, &order->words)))
        return NULL;
    phil_amount_front_unit(&order->words, &order->before);
    if ((order->intake = look_up(line, &order->words)))
        return NULL;
    if ((why = phil_amount_back(&alone.words, PHIL_UNITS_OF_INTAKE, &alone.behind, subject)))
        return why;
    if ((alone.intake = look_up(line, &alone.words))) {
        *order = alone;
        return NULL;
    }
    why = phil_amount_back(&order->words, PHIL_UNITS_OF_INTAKE, &order->behind, subject);
    order->intake = why ? NULL : look_up(line, &order->words);
    return why;
}

bool phil_line_is_intake(const struct phil_line *line)
{
    const char *subject;
    struct order order;
    return !find_intake(line, &order, &subject) && order.intake;
}

enum phil_status phil_line_intake(struct phil_line *line)
{
    const char *subject = line->words[0];
    struct order order;
    struct phil_amount amount;
    char why[PHIL_LINE_WHY];
    double servings;
    enum phil_status status;
    const char *fault = find_intake(line, &order, &subject);
    const struct phil_intake *intake = order.intake;
    if (fault)
        return phil_line_refuse(line, subject, fault);
    if (!intake)
        return take_bare(line, &status) ? status : refuse_unknown(line, &order.words);
    if (!merge(&order.before, &order.behind, &amount))
        return phil_line_refuse(line, subject,
                                "two amounts: write it as coffee 2 or 2 coffee 300ml");
    if (!phil_amount_servings(&amount, intake, &servings, why, sizeof why))
        return phil_line_refuse(line, intake->name, why);
    if (!PHIL_ENTRY_SET(line->entry->thing, intake->id))
        return phil_line_refuse(line, intake->id, "the name is longer than 63 bytes");
    phil_line_number(line, servings, amount.number, amount.unit);
    fill_intake(line->entry, intake, servings);
    return PHIL_OK;
}
