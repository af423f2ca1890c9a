/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One answer from text. A person may shorten words ("y", "fem"), write a decimal comma, a unit, or
 * a time in another unit than was asked for ("3 weeks" where days are wanted). What could be meant
 * in two ways is refused with the reason.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answers.h"
#include "base/number.h"

enum { LONGEST = 64 }; /* of what is looked at: no word, number or unit is longer */

/* `text` without blanks around it, small letters. False when it is too long to be an answer. */
static bool tidy(const char *text, char out[LONGEST])
{
    while (isspace((unsigned char)*text))
        text++;
    size_t n = strlen(text);
    while (n > 0 && isspace((unsigned char)text[n - 1]))
        n--;
    if (n >= LONGEST)
        return false;
    for (size_t i = 0; i < n; i++)
        out[i] = (char)tolower((unsigned char)text[i]);
    out[n] = '\0';
    return true;
}

static bool is_unknown(const char *word, bool typed)
{
    static const char *const words[] = {"?", "unknown", "null", "~", "don't know", "dont know"};
    const int n = typed ? 6 : 4;
    for (int i = 0; i < n; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static bool begins(const char *word, const char *beginning)
{
    return strncasecmp(word, beginning, strlen(beginning)) == 0;
}

static bool read_yes_no(const char *word, bool typed, double *value, char why[PHIL_WHY_SIZE])
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", "n", "y"};
    for (int i = 0; i < 8; i++)
        if (strcmp(word, words[i]) == 0) {
            *value = i % 2;
            return true;
        }
    if (typed && strcmp(word, "ye") == 0) {
        *value = 1;
        return true;
    }
    snprintf(why, PHIL_WHY_SIZE, "must be yes or no");
    return false;
}

/* "female, male or other" */
static void list_choices(const struct phil_finding *finding, char text[PHIL_WHY_SIZE],
                         const char *lead)
{
    int used = snprintf(text, PHIL_WHY_SIZE, "%s", lead);
    for (size_t i = 0; i < finding->n_choices && used < PHIL_WHY_SIZE; i++) {
        const char *between = i == 0 ? "" : i + 1 < finding->n_choices ? ", " : " or ";
        used += snprintf(text + used, PHIL_WHY_SIZE - (size_t)used, "%s%s", between,
                         finding->choices[i]);
    }
}

static bool read_choice(const struct phil_finding *finding, const char *word, bool typed,
                        double *value, char why[PHIL_WHY_SIZE])
{
    size_t beginnings = 0;
    for (size_t i = 0; i < finding->n_choices; i++) {
        if (strcasecmp(finding->choices[i], word) == 0) {
            *value = (double)i;
            return true;
        }
        if (typed && *word && begins(finding->choices[i], word)) {
            beginnings++;
            *value = (double)i;
        }
    }
    if (beginnings == 1)
        return true;
    list_choices(finding, why, beginnings ? "could be several of " : "must be ");
    return false;
}

/* Hours of the words for times. A month is 30 days and a year 365, as the questions say. */
static const struct {
    const char *word;
    double hours;
} times[] = {
    {"min", 1.0 / 60},
    {"mins", 1.0 / 60},
    {"minute", 1.0 / 60},
    {"minutes", 1.0 / 60},
    {"h", 1},
    {"hr", 1},
    {"hrs", 1},
    {"hour", 1},
    {"hours", 1},
    {"d", 24},
    {"day", 24},
    {"days", 24},
    {"w", 7 * 24},
    {"week", 7 * 24},
    {"weeks", 7 * 24},
    {"month", 30 * 24},
    {"months", 30 * 24},
    {"y", 365 * 24},
    {"yr", 365 * 24},
    {"year", 365 * 24},
    {"years", 365 * 24},
};

static double hours_of(const char *word)
{
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        if (strcasecmp(times[i].word, word) == 0)
            return times[i].hours;
    return 0;
}

/* Cuts "a day" and its like from the end: every amount that is asked for is one a day anyway, or
 * the words say nothing. */
static void drop_per_day(char *unit)
{
    static const char *const endings[] = {"a day", "per day", "/day", "/d", "daily"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const size_t n = strlen(unit), m = strlen(endings[i]);
        if (n < m || strcmp(unit + n - m, endings[i]) != 0)
            continue;
        unit[n - m] = '\0';
        while (*unit && unit[strlen(unit) - 1] == ' ')
            unit[strlen(unit) - 1] = '\0';
        return;
    }
}

/* The same word, or its plural. */
static bool same_unit(const char *typed, const char *unit)
{
    const size_t n = strlen(typed), m = strlen(unit);
    return strcasecmp(typed, unit) == 0 ||
           (n + 1 == m && tolower((unsigned char)unit[n]) == 's' && begins(unit, typed)) ||
           (m + 1 == n && typed[m] == 's' && begins(typed, unit));
}

/* "3 cups of coffee" is 3 cups; "5 times a day" is 5. */
static void drop_chatter(char *unit)
{
    char *of = strstr(unit, " of ");
    if (of)
        *of = '\0';
    drop_per_day(unit);
    if (strcmp(unit, "times") == 0 || strcmp(unit, "x") == 0)
        *unit = '\0';
}

/* Brings `value` from the unit that was typed to the finding's; false when it cannot be. */
static bool convert(const struct phil_finding *finding, const char *typed, double *value)
{
    char unit[LONGEST];
    while (*typed == ' ')
        typed++;
    snprintf(unit, sizeof unit, "%s", typed);
    if (!*unit || same_unit(unit, finding->unit))
        return true;
    const double from = hours_of(unit), to = hours_of(finding->unit);
    if (from > 0 && to > 0) {
        *value *= from / to;
        return true;
    }
    drop_chatter(unit);
    return !*unit || same_unit(unit, finding->unit);
}

/* Turns a decimal comma into a point. False when it may divide thousands: "1,500". */
static bool mend_comma(char *text)
{
    char *comma = strchr(text, ',');
    if (!comma || comma == text || strchr(text, '.') || !isdigit((unsigned char)comma[1]))
        return true;
    const size_t decimals = strspn(comma + 1, "0123456789");
    if (comma[1 + decimals] == ',' || (decimals == 3 && !(comma == text + 1 && *text == '0')))
        return false;
    *comma = '.';
    return true;
}

static bool is_none(const char *word)
{
    return strcmp(word, "none") == 0 || strcmp(word, "never") == 0 || strcmp(word, "zero") == 0;
}

static bool read_number(const struct phil_finding *finding, char *word, bool typed, double *value,
                        char why[PHIL_WHY_SIZE])
{
    const char *space = *finding->unit ? " " : "";
    double number = 0;
    if (typed && !mend_comma(word)) {
        snprintf(why, PHIL_WHY_SIZE, "write thousands without a comma, decimals with a point");
        return false;
    }
    if (typed && is_none(word))
        strcpy(word, "0");
    const char *rest = phil_number_scan(word, &number);
    if (rest == word || (typed ? !convert(finding, rest, &number) : *rest != '\0')) {
        const bool rate = strncmp(finding->unit, "a ", 2) == 0; /* "a day" */
        snprintf(why, PHIL_WHY_SIZE, "must be a number%s%s",
                 rate     ? " "
                 : *space ? " of "
                          : "",
                 finding->unit);
        return false;
    }
    if (!(number >= finding->lo && number <= finding->hi)) {
        snprintf(why, PHIL_WHY_SIZE, "must be from %s to %s%s%s", phil_number_text(finding->lo).s,
                 phil_number_text(finding->hi).s, space, finding->unit);
        return false;
    }
    *value = number;
    return true;
}

bool phil_answer_read(const struct phil_finding *finding, const char *text, bool typed,
                      double *value, bool *unknown, char why[PHIL_WHY_SIZE])
{
    char word[LONGEST];
    *unknown = false;
    if (!tidy(text, word)) {
        snprintf(why, PHIL_WHY_SIZE, "too long for an answer");
        return false;
    }
    if (!*word) {
        snprintf(why, PHIL_WHY_SIZE, "empty");
        return false;
    }
    *unknown = is_unknown(word, typed);
    if (*unknown)
        return true;
    switch (finding->type) {
    case PHIL_FINDING_YES_NO:
        return read_yes_no(word, typed, value, why);
    case PHIL_FINDING_CHOICE:
        return read_choice(finding, word, typed, value, why);
    case PHIL_FINDING_NUMBER:
        return read_number(finding, word, typed, value, why);
    }
    return false;
}

enum phil_status phil_answers_set_text(struct phil_answers *answers, const char *finding,
                                       const char *text, const struct phil_log *log)
{
    char why[PHIL_WHY_SIZE];
    double value = 0;
    bool unknown;
    const struct phil_finding *view = phil_knowledge_find_finding(answers->knowledge, finding);
    if (!view)
        return phil_answers_set(answers, finding, 0, 0, PHIL_FROM_ANSWER, log);
    if (!phil_answer_read(view, text, true, &value, &unknown, why)) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot use the answer: \"%.80s\": %s", text, why);
        return PHIL_EARG;
    }
    return unknown ? phil_answers_set_unknown(answers, finding)
                   : phil_answers_set(answers, finding, value, value, PHIL_FROM_ANSWER, log);
}
