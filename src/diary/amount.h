/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts as people write them: "2", "1/2", "500ml", "2x", "half a", "2 cups of". */
#ifndef PHIL_DIARY_AMOUNT_H
#define PHIL_DIARY_AMOUNT_H

#include <philtrum/causes.h>

/* Words of a line, in order; borrowed. */
struct phil_words {
    const char *const *word;
    size_t n;
};

struct phil_amount {
    bool given;
    double number; /* >= 0; 1 when none was given */
    char unit[16]; /* as typed; "" for none */
};

/* Which words may stand for a unit where the amount is read: those of drinks and foods, or any. */
enum phil_unit_words { PHIL_UNITS_OF_INTAKE, PHIL_UNITS_ANY };

/* A number at the start of `text`: digits with a point or comma, a fraction (1/2), or ½ ¼ ¾. *rest
 * is what follows. False when there is none; *why is then NULL, or says what is wrong with it
 * (negative, too many digits, a comma that could mean thousands). */
bool phil_amount_number(const char *text, double *number, const char **rest, const char **why);

/* Takes an amount from the front or the back of `words`, which become fewer. NULL, or what is
 * wrong with an amount that is there; `subject` is then the word. Without one, amount->given is
 * false. */
const char *phil_amount_front(struct phil_words *words, enum phil_unit_words units,
                              struct phil_amount *amount, const char **subject);

/* Takes the unit that stands apart behind a number at the front ("2 cups of"), and "of". Where the
 * words name something with the unit in them ("glass of wine") it is not to be called. */
void phil_amount_front_unit(struct phil_words *words, struct phil_amount *amount);

const char *phil_amount_back(struct phil_words *words, enum phil_unit_words units,
                             struct phil_amount *amount, const char **subject);

/* An amount of this drink or food in servings. False: `why` says what would be understood. */
bool phil_amount_servings(const struct phil_amount *amount, const struct phil_intake *intake,
                          double *servings, char *why, size_t why_size);

/* A substance that is written in milligrams or grams itself: its serving is "mg" or "g". */
bool phil_intake_is_pure(const struct phil_intake *intake);

#endif
