/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See amount.h. A measure (ml, g, oz) scales by the size of the serving, a vessel (cup, can,
 * bottle) counts servings only where the serving is that vessel: a bottle of wine is not one
 * glass, and guessing would be wrong by a factor of five. Only a cup has a size of its own.
 */
#include "diary/amount.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "diary/number.h"
#include "diary/words.h"

enum dimension { COUNT, VOLUME, MASS, VESSEL };

/* Factors: ml and g. A US fluid ounce is 29.5735 ml, an avoirdupois ounce 28.3495 g, a US cup
 * 236.588 ml, an imperial pint 568.261 ml (NIST Handbook 44, appendix C). */
static const struct unit {
    enum dimension dimension;
    double factor;
    const char *names[8];
} table[] = {
    {VOLUME, 1, {"ml", "milliliter", "millilitre"}},
    {VOLUME, 10, {"cl"}},
    {VOLUME, 100, {"dl"}},
    {VOLUME, 1000, {"l", "liter", "litre", "litro"}},
    {VOLUME, 29.5735, {"fl oz", "floz", "ounce"}},
    {MASS, 1, {"g", "gram", "gramm", "gr"}},
    {MASS, 1000, {"kg"}},
    {MASS, 0.001, {"mg", "milligram"}},
    {COUNT, 1, {"x", "serving", "portion"}},
    {VESSEL, 0, {"cup", "tasse", "tassen", "taza", "tazza"}},
    {VESSEL, 0, {"glass", "glas", "glaser", "verre", "vaso"}},
    {VESSEL, 0, {"can", "tin", "dose", "dosen", "canette", "lata"}},
    {VESSEL, 0, {"bottle", "flasche", "flaschen", "bouteille", "botella"}},
    {VESSEL, 0, {"mug"}},
    {VESSEL, 0, {"shot"}},
    {VESSEL, 0, {"piece", "stuck", "pieza"}},
    {VESSEL, 0, {"slice"}},
    {VESSEL, 0, {"tablet", "tablette", "tabletten", "pill", "capsule"}},
    {VESSEL, 0, {"bowl"}},
    {VESSEL, 0, {"handful"}},
    {VESSEL, 0, {"teaspoon", "tsp", "teeloffel"}},
    {VESSEL, 0, {"tablespoon", "tbsp", "essloffel"}},
    {VESSEL, 0, {"fillet", "filet"}},
    {VESSEL, 0, {"bag", "packet"}},
    {VESSEL, 0, {"bar"}},
    {VESSEL, 0, {"pint"}},
};
/* An ounce is a volume of a drink and a weight of a food. */
static const struct unit ounce = {MASS, 28.3495, {"oz"}}, fluid_ounce = {VOLUME, 29.5735, {"oz"}};
static const double cup_ml = 236.588, pint_ml = 568.261;

static bool is_named(const struct unit *unit, const char *folded)
{
    for (const char *const *name = unit->names; *name; name++)
        if (phil_word_is(folded, *name))
            return true;
    return false;
}

static const struct unit *find_unit(const char *typed, bool food)
{
    char folded[PHIL_WORD_SIZE];
    if (!phil_word_fold(typed, folded))
        return NULL;
    if (strcmp(folded, "oz") == 0)
        return food ? &ounce : &fluid_ounce;
    if (strcmp(typed, "\xc3\x97") == 0) /* the sign of multiplication */
        strcpy(folded, "x");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (is_named(&table[i], folded))
            return &table[i];
    return NULL;
}

/* --- numbers ------------------------------------------------------------- */

enum { N_SIGNS = 3 }; /* of those first */
static const struct {
    const char *text;
    double value;
} written[] = {
    {"\xc2\xbd", 0.5},
    {"\xc2\xbc", 0.25},
    {"\xc2\xbe", 0.75},
    {"half", 0.5},
    {"a", 1},
    {"an", 1},
    {"one", 1},
    {"two", 2},
    {"three", 3},
    {"four", 4},
    {"five", 5},
    {"six", 6},
    {"seven", 7},
    {"eight", 8},
    {"nine", 9},
    {"ten", 10},
    {"no", 0},
    {"zero", 0},
    /* Whoever writes "ein Bier" or "deux cafés" counts in that tongue too. */
    {"ein", 1},
    {"eine", 1},
    {"einen", 1},
    {"un", 1},
    {"une", 1},
    {"uno", 1},
    {"una", 1},
    {"zwei", 2},
    {"deux", 2},
    {"dos", 2},
    {"due", 2},
    {"drei", 3},
    {"trois", 3},
    {"tres", 3},
    {"tre", 3},
};

/* The signs alone may have something behind them without a blank. */
static bool read_written(const char *text, double *number, const char **rest)
{
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
        const size_t n = strlen(written[i].text);
        const bool is = i < N_SIGNS ? strncmp(text, written[i].text, n) == 0
                                    : strcasecmp(text, written[i].text) == 0;
        if (is) {
            *number = written[i].value;
            *rest = text + n;
            return true;
        }
    }
    return false;
}

/* Digits, then perhaps a point or comma and digits, then perhaps an exponent: its length. */
static size_t number_length(const char *text)
{
    static const char digits[] = "0123456789";
    size_t n = strspn(text, digits);
    if (text[n] == '.' || text[n] == ',')
        n += 1 + strspn(text + n + 1, digits);
    if ((text[n] == 'e' || text[n] == 'E') && n > 0) {
        const size_t sign = text[n + 1] == '-' || text[n + 1] == '+';
        const size_t more = strspn(text + n + 1 + sign, digits);
        n += more ? 1 + sign + more : 0;
    }
    return n;
}

/* "1,000": English for a thousand, German for one. */
static bool could_be_thousands(const char *text, size_t n)
{
    const char *comma = memchr(text, ',', n);
    const size_t before = comma ? (size_t)(comma - text) : 0;
    return comma && text[0] != '0' && before >= 1 && before <= 3 && (size_t)(text + n - comma) == 4;
}

static bool read_digits(const char *text, size_t n, double *number)
{
    char copy[PHIL_WORD_SIZE];
    if (n >= sizeof copy)
        return false;
    memcpy(copy, text, n);
    copy[n] = '\0';
    char *comma = strchr(copy, ',');
    if (comma)
        *comma = '.';
    return phil_number_read(copy, number);
}

static bool read_fraction(const char *text, double *number, const char **rest)
{
    double below;
    const size_t n = text[0] == '/' ? strspn(text + 1, "0123456789") : 0;
    if (n == 0 || !read_digits(text + 1, n, &below) || below == 0)
        return false;
    *number /= below;
    *rest = text + 1 + n;
    return true;
}

bool phil_amount_number(const char *text, double *number, const char **rest, const char **why)
{
    *why = NULL;
    if (read_written(text, number, rest))
        return true;
    if ((text[0] == '-' || text[0] == '+') && number_length(text + 1) > 0) {
        *why = text[0] == '-' ? "cannot be negative" : "write it without the plus sign";
        return false;
    }
    const size_t n = number_length(text);
    if (strcspn(text, "0123456789") >= n)
        return false;
    if (could_be_thousands(text, n))
        *why = "could be thousands or decimals: write it without the comma";
    else if (!read_digits(text, n, number))
        *why = "not a number that can be counted with";
    if (*why)
        return false;
    *rest = text + n;
    read_fraction(text + n, number, rest);
    return true;
}

/* --- amounts among words ------------------------------------------------- */

static bool is_unit_word(const char *word, enum phil_unit_words units)
{
    return units == PHIL_UNITS_ANY ? strlen(word) < 16 : find_unit(word, false) != NULL;
}

/* The whole of `word` as a number with perhaps a unit behind it, or "x2". NULL when it is not;
 * *why as for phil_amount_number(). */
static bool read_word(const char *word, enum phil_unit_words units, struct phil_amount *amount,
                      const char **why)
{
    const char *rest;
    if ((word[0] == 'x' || word[0] == 'X') && word[1] >= '0' && word[1] <= '9')
        word++;
    if (!phil_amount_number(word, &amount->number, &rest, why))
        return false;
    if (*rest && !is_unit_word(rest, units))
        return false;
    amount->given = true;
    snprintf(amount->unit, sizeof amount->unit, "%s", rest);
    return true;
}

static bool folds_to(const char *word, const char *wanted)
{
    char folded[PHIL_WORD_SIZE];
    return phil_word_fold(word, folded) && strcmp(folded, wanted) == 0;
}

static void drop_front(struct phil_words *words)
{
    words->word++;
    words->n--;
}

/* A count is not kept as a unit: "2x" is 2. */
static void forget_count(struct phil_amount *amount)
{
    const struct unit *unit = amount->unit[0] ? find_unit(amount->unit, false) : NULL;
    if (unit && unit->dimension == COUNT)
        amount->unit[0] = '\0';
}

const char *phil_amount_front(struct phil_words *words, enum phil_unit_words units,
                              struct phil_amount *amount, const char **subject)
{
    const char *why = NULL;
    *amount = (struct phil_amount){.number = 1};
    if (words->n < 2 || !read_word(words->word[0], units, amount, &why)) {
        *subject = words->n ? words->word[0] : "";
        return words->n < 2 ? NULL : why;
    }
    const bool half = folds_to(words->word[0], "half");
    drop_front(words);
    if (half && words->n > 1 && (folds_to(words->word[0], "a") || folds_to(words->word[0], "an")))
        drop_front(words);
    forget_count(amount);
    return NULL;
}

void phil_amount_front_unit(struct phil_words *words, struct phil_amount *amount)
{
    if (!amount->given)
        return;
    if (!amount->unit[0] && words->n > 1 && is_unit_word(words->word[0], PHIL_UNITS_OF_INTAKE)) {
        snprintf(amount->unit, sizeof amount->unit, "%s", words->word[0]);
        drop_front(words);
    }
    if (words->n > 1 && (folds_to(words->word[0], "of") || folds_to(words->word[0], "de")))
        drop_front(words);
    forget_count(amount);
}

const char *phil_amount_back(struct phil_words *words, enum phil_unit_words units,
                             struct phil_amount *amount, const char **subject)
{
    const char *why = NULL;
    *amount = (struct phil_amount){.number = 1};
    if (words->n < 2)
        return NULL;
    const char *last = words->word[words->n - 1];
    *subject = last;
    if (folds_to(last, "a") || folds_to(last, "an") || folds_to(last, "no"))
        return NULL; /* the end of a name */
    if (read_word(last, units, amount, &why)) {
        words->n--;
        if (words->n > 1 && (folds_to(words->word[words->n - 1], "x")))
            words->n--;
        forget_count(amount);
        return NULL;
    }
    if (why || words->n < 3 || !is_unit_word(last, units))
        return why;
    *subject = words->word[words->n - 2];
    if (read_word(words->word[words->n - 2], units, amount, &why) && !amount->unit[0]) {
        snprintf(amount->unit, sizeof amount->unit, "%s", last);
        words->n -= 2;
        forget_count(amount);
        return NULL;
    }
    *amount = (struct phil_amount){.number = 1};
    return why;
}

/* --- servings ------------------------------------------------------------ */

bool phil_intake_is_pure(const struct phil_intake *intake)
{
    return strcmp(intake->serving, "mg") == 0 || strcmp(intake->serving, "g") == 0;
}

static void explain(const struct phil_intake *intake, char *why, size_t size)
{
    char how_much[PHIL_NUMBER_SIZE];
    const bool ml = intake->serving_ml > 0;
    phil_number_round(ml ? intake->serving_ml : intake->serving_g, 1, how_much);
    if (phil_intake_is_pure(intake))
        snprintf(why, size, "write %s in %s", intake->name, intake->serving);
    else if (ml || intake->serving_g > 0)
        snprintf(why, size, "%s is counted by the %s of %s %s: write how many, or %s", intake->name,
                 intake->serving, how_much, ml ? "ml" : "g", ml ? "ml" : "g");
    else
        snprintf(why, size, "%s is counted by the %s: write how many", intake->name,
                 intake->serving);
}

/* Servings in one unit; 0 when it says nothing about this drink or food. */
static double unit_servings(const struct unit *unit, const struct phil_intake *intake)
{
    const double ml = intake->food ? 0 : intake->serving_ml;
    const double serving_g = strcmp(intake->serving, "g") == 0    ? 1
                             : strcmp(intake->serving, "mg") == 0 ? 0.001
                                                                  : intake->serving_g;
    if (unit->dimension == COUNT)
        return 1;
    if (unit->dimension == VESSEL && is_named(unit, intake->serving))
        return 1;
    if (unit->dimension == VOLUME && ml > 0)
        return unit->factor / ml;
    if (unit->dimension == VESSEL && is_named(unit, "cup") && ml > 0)
        return cup_ml / ml;
    if (unit->dimension == VESSEL && is_named(unit, "pint") && ml > 0)
        return pint_ml / ml;
    if (unit->dimension == MASS && serving_g > 0)
        return unit->factor / serving_g;
    /* "coffee 95mg": by its caffeine. Grams of a drink could be meant to weigh it. */
    if (strcmp(unit->names[0], "mg") == 0 && intake->caffeine_mg.source &&
        intake->caffeine_mg.value > 0)
        return 1 / intake->caffeine_mg.value;
    return 0;
}

bool phil_amount_servings(const struct phil_amount *amount, const struct phil_intake *intake,
                          double *servings, char *why, size_t why_size)
{
    const bool pure = phil_intake_is_pure(intake);
    /* Ten times what is lethal of caffeine (10 g) or of alcohol (some 500 g), or 100 servings. */
    const double most = strcmp(intake->serving, "mg") == 0 ? 100000 : pure ? 5000 : 100;
    const struct unit *unit = amount->unit[0] ? find_unit(amount->unit, intake->food) : NULL;
    const double each = unit ? unit_servings(unit, intake) : amount->unit[0] ? 0 : 1;
    if (each <= 0 || (pure && !amount->given)) {
        explain(intake, why, why_size);
        return false;
    }
    if (!(amount->number * each <= most)) {
        snprintf(why, why_size, "more than anyone takes at once");
        return false;
    }
    *servings = amount->number * each;
    return true;
}
