/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One typed line of the diary.
 *
 * The first word decides: a keyword (sleep, stress, screen, medicine, symptom, twitch, note), a
 * blood value, or else a drink or food with its amount before or behind it. What is not understood
 * is refused with what was perhaps meant, never guessed: a wrong entry is worse than a second
 * attempt, for nobody looks at it again. Everything behind the word "note" is the entry's note.
 */
#include <philtrum/diary.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diary/amount.h"
#include "diary/clock.h"
#include "diary/entry.h"
#include "diary/labs.h"
#include "diary/medicines.h"
#include "diary/number.h"
#include "diary/vocabulary.h"

enum {
    ROOM = 1024, /* of a line; a note has 255 bytes */
    MOST_WORDS = 64,
    WHY = 200,
    OFFERED = 3, /* findings that a vague symptom could be */
};

struct line {
    const struct phil_knowledge *knowledge;
    const struct phil_log *log;
    struct phil_entry *entry;
    char text[ROOM];               /* cut into words */
    const char *words[MOST_WORDS]; /* without the note */
    size_t n;
    char first[PHIL_WORD_SIZE]; /* the first word, folded */
};

static enum phil_status refuse(const struct line *line, const char *subject, const char *why)
{
    phil_log_message(line->log, PHIL_LOG_ERROR, "logging failed: \"%.80s\": %s", subject, why);
    return PHIL_EARG;
}

static enum phil_status offer(const struct line *line, const char *subject, const char *meant)
{
    char why[WHY];
    snprintf(why, sizeof why, "did you mean \"%s\"?", meant);
    return refuse(line, subject, why);
}

/* Words from `from` on with single blanks between them; false when they do not fit. */
static bool join(const struct line *line, size_t from, size_t to, char *out, size_t size)
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = from; i < to; i++) {
        const int more = snprintf(out + n, size - n, "%s%s", i > from ? " " : "", line->words[i]);
        if (more < 0 || (size_t)more >= size - n)
            return false;
        n += (size_t)more;
    }
    return true;
}

static bool join_folded(const struct phil_words *words, char folded[PHIL_WORD_SIZE])
{
    char text[4 * PHIL_WORD_SIZE];
    size_t n = 0;
    folded[0] = text[0] = '\0';
    for (size_t i = 0; i < words->n; i++) {
        const int more = snprintf(text + n, sizeof text - n, " %s", words->word[i]);
        if (more < 0 || (size_t)more >= sizeof text - n)
            return false;
        n += (size_t)more;
    }
    return phil_word_fold(text, folded);
}

static void set_number(struct phil_entry *entry, double amount, double typed, const char *unit)
{
    entry->amount = amount;
    entry->typed = typed;
    PHIL_ENTRY_SET(entry->unit, unit);
}

/* --- spans: sleep, screen -----------------------------------------------------------------------
 */

/* "23:30-06:15": the last time that the clock showed the end, and the start before it. Across a
 * change of the clocks the hours are those that went by. */
static enum phil_status take_night(struct line *line, const char *text, bool *taken)
{
    const struct phil_moment now = line->entry->at;
    struct phil_moment from, to;
    int from_s, to_s;
    const char *at = text;
    *taken = false;
    if (phil_clock_read(&at, &from_s))
        return PHIL_OK;
    at += strspn(at, " ");
    if (strncmp(at, "to", 2) == 0)
        at += 2;
    else if (strncmp(at, "\xe2\x80\x93", 3) == 0) /* an en dash */
        at += 3;
    else if (*at == '-')
        at++;
    else
        return PHIL_OK;
    at += strspn(at, " ");
    *taken = true;
    const char *why = phil_clock_read(&at, &to_s);
    if (why || *at)
        return refuse(line, text, why ? why : "there is more behind the time");
    enum phil_status status = phil_moment_last(&to, to_s, text, &now, line->log);
    if (!status && (status = phil_moment_last(&from, from_s, text, &to, line->log)) == PHIL_OK) {
        const double hours = (double)(to.utc_s - from.utc_s) / 3600;
        if (from_s == to_s)
            return refuse(line, text, "begins when it ends");
        set_number(line->entry, hours, hours, "h");
        line->entry->at = to;
    }
    return status;
}

static enum phil_status take_span(struct line *line, const char *what)
{
    char text[PHIL_WORD_SIZE], unit[16], why[WHY];
    double hours, typed;
    bool taken = false;
    if (line->n < 2) {
        snprintf(why, sizeof why, "how long? write it as %s 5.5h", what);
        return refuse(line, what, why);
    }
    if (!join(line, 1, line->n, text, sizeof text))
        return refuse(line, line->words[1], "too long for a span of time");
    if (line->entry->kind == PHIL_ENTRY_SLEEP) {
        const enum phil_status status = take_night(line, text, &taken);
        if (status || taken)
            return status;
    }
    if (!phil_span_read(text, &hours, &typed, unit)) {
        snprintf(why, sizeof why, "not a span of time: write it as %s 5.5h, 5h30 or 330min", what);
        return refuse(line, text, why);
    }
    if (hours > phil_entry_most(line->entry->kind))
        return refuse(line, text,
                      *unit ? "a day has 24 hours"
                            : "a day has 24 hours: minutes are written 90min");
    set_number(line->entry, hours, typed, unit);
    return PHIL_OK;
}

static enum phil_status take_sleep(struct line *line)
{
    return take_span(line, "sleep");
}

static enum phil_status take_screen(struct line *line)
{
    return take_span(line, "screen");
}

/* --- counts: stress, twitches --------------------------------------------------------------------
 */

static enum phil_status take_stress(struct line *line)
{
    static const char how[] = "stress goes from 0 to 10: write it as stress 7";
    const char *rest, *why;
    double level;
    char text[PHIL_WORD_SIZE];
    if (line->n != 2)
        return refuse(line, line->words[line->n > 2 ? 2 : 0], how);
    /* "7/10" is no fraction here. */
    snprintf(text, sizeof text, "%s", line->words[1]);
    char *slash = strchr(text, '/');
    if (slash && strcmp(slash, "/10") == 0)
        *slash = '\0';
    if (!phil_amount_number(text, &level, &rest, &why))
        return refuse(line, line->words[1], why ? why : how);
    if (*rest || !(level <= 10))
        return refuse(line, line->words[1], how);
    set_number(line->entry, level, level, "");
    return PHIL_OK;
}

/* "twitch", "twitch 3", "3 twitches", "no twitches" */
static enum phil_status take_twitch(struct line *line)
{
    struct phil_words words = {line->words, line->n};
    struct phil_amount before, behind;
    const char *subject = "", *why;
    if ((why = phil_amount_front(&words, PHIL_UNITS_OF_INTAKE, &before, &subject)) ||
        (why = phil_amount_back(&words, PHIL_UNITS_OF_INTAKE, &behind, &subject)))
        return refuse(line, subject, why);
    if (words.n != 1 || before.unit[0] || behind.unit[0] || (before.given && behind.given))
        return refuse(line, line->words[line->n - 1], "write it as twitch or twitch 3");
    const double count = before.given ? before.number : behind.number;
    if (count != floor(count) || !(count <= phil_entry_most(PHIL_ENTRY_TWITCH)))
        return refuse(line, subject, "twitches are counted in whole numbers up to 100000");
    set_number(line->entry, count, count, "");
    return PHIL_OK;
}

/* --- medicines, symptoms, blood values
 * -------------------------------------------------------------- */

static enum phil_status take_medicine(struct line *line)
{
    struct phil_words words = {line->words + 1, line->n - 1};
    struct phil_amount before, behind;
    const char *subject = "", *why;
    char name[ROOM];
    if (words.n == 0)
        return refuse(line, line->words[0], "which? write it as medicine furosemide 40mg");
    if ((why = phil_amount_front(&words, PHIL_UNITS_ANY, &before, &subject)) ||
        (why = phil_amount_back(&words, PHIL_UNITS_ANY, &behind, &subject)))
        return refuse(line, subject, why);
    phil_amount_front_unit(&words, &before);
    if (before.given && behind.given)
        return refuse(line, subject, "two amounts: write it as medicine furosemide 40mg");
    const struct phil_amount *dose = before.given ? &before : &behind;
    const size_t from = (size_t)(words.word - line->words);
    if (!join(line, from, from + words.n, name, sizeof name) ||
        !PHIL_ENTRY_SET(line->entry->thing, name))
        return refuse(line, name, "the name is longer than 63 bytes");
    if (!(dose->number <= phil_entry_most(PHIL_ENTRY_MEDICINE)))
        return refuse(line, subject, "more than anyone takes at once");
    set_number(line->entry, dose->number, dose->number, dose->unit);
    /* There are more medicines than are known here: a name that resembles one may be another. */
    const char *meant = phil_medicine_findings(name) ? NULL : phil_medicine_nearest(name);
    if (meant)
        phil_log_message(line->log, PHIL_LOG_WARNING,
                         "kept as typed: \"%.63s\": the nearest medicine known here is \"%s\"",
                         name, meant);
    return PHIL_OK;
}

static enum phil_status offer_findings(const struct line *line, const char *subject,
                                       const struct phil_finding *const *found, size_t n)
{
    char why[WHY] = "which one? ";
    for (size_t i = 0; i < n && i < OFFERED; i++) {
        const size_t used = strlen(why);
        snprintf(why + used, sizeof why - used, "%s\"%s\"", i ? ", " : "", found[i]->id);
    }
    if (n > OFFERED)
        strncat(why, ", ...", sizeof why - strlen(why) - 1);
    return refuse(line, subject, why);
}

static enum phil_status take_symptom(struct line *line)
{
    const struct phil_words words = {line->words + 1, line->n - 1};
    const struct phil_finding *found[OFFERED], *near;
    char folded[PHIL_WORD_SIZE], typed[ROOM];
    if (words.n == 0)
        return refuse(line, line->words[0], "which? write it as symptom racing_heart");
    join(line, 1, line->n, typed, sizeof typed);
    if (!join_folded(&words, folded))
        return refuse(line, typed, "too long for a symptom; a note holds more");
    const size_t n = phil_vocabulary_findings(line->knowledge, folded, found, OFFERED);
    if (n > 1)
        return offer_findings(line, typed, found, n);
    if (n == 0 && (near = phil_vocabulary_nearest_finding(line->knowledge, folded)))
        return offer(line, typed, near->id);
    if (n == 0)
        return refuse(line, typed, "not a symptom that is known here; write it as a note");
    if (!PHIL_ENTRY_SET(line->entry->thing, found[0]->id))
        return refuse(line, found[0]->id, "the name is longer than 63 bytes");
    set_number(line->entry, 1, 1, "");
    return PHIL_OK;
}

/* A unit may stand apart from its number, and be cut by blanks: "4.1 mmol / l". */
static bool join_unit(const struct line *line, const char *rest, char unit[16])
{
    size_t n = strlen(rest);
    if (n >= 16)
        return false;
    strcpy(unit, rest);
    for (size_t i = 2; i < line->n; i++) {
        const size_t more = strlen(line->words[i]);
        if (n + more >= 16)
            return false;
        memcpy(unit + n, line->words[i], more + 1);
        n += more;
    }
    return true;
}

static enum phil_status take_lab(struct line *line, const struct phil_analyte *analyte)
{
    char unit[16], why[WHY];
    const char *rest, *fault;
    double typed, mmol_l;
    if (line->n < 2) {
        snprintf(why, sizeof why, "how much? write it as %s 4.1mmol/L", analyte->id);
        return refuse(line, line->words[0], why);
    }
    if (!phil_amount_number(line->words[1], &typed, &rest, &fault))
        return refuse(line, line->words[1], fault ? fault : "not a number");
    if (!join_unit(line, rest, unit))
        return refuse(line, line->words[line->n - 1], "not a unit of a blood value");
    if (!phil_analyte_convert(analyte, typed, unit, &mmol_l, why, sizeof why))
        return refuse(line, line->words[1], why);
    line->entry->kind = PHIL_ENTRY_LAB;
    PHIL_ENTRY_SET(line->entry->thing, analyte->id);
    set_number(line->entry, mmol_l, typed, unit);
    return PHIL_OK;
}

/* --- drinks and foods
 * -------------------------------------------------------------------------------- */

static void fill_intake(struct phil_entry *entry, const struct phil_intake *intake, double servings)
{
    entry->kind = intake->food ? PHIL_ENTRY_FOOD : PHIL_ENTRY_DRINK;
    entry->amount = servings;
    entry->caffeine_mg = intake->caffeine_mg.source ? servings * intake->caffeine_mg.value : 0;
    entry->alcohol_g = intake->alcohol_g.source ? servings * intake->alcohol_g.value : 0;
    entry->potassium_mg = intake->potassium_mg.source ? servings * intake->potassium_mg.value : 0;
}

static const struct phil_intake *look_up(const struct line *line, const struct phil_words *words)
{
    char folded[PHIL_WORD_SIZE];
    return join_folded(words, folded) ? phil_vocabulary_intake(line->knowledge, folded) : NULL;
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

static enum phil_status refuse_unknown(const struct line *line, const struct phil_words *words)
{
    char folded[PHIL_WORD_SIZE], typed[ROOM];
    struct phil_words fewer = *words;
    const size_t from = (size_t)(words->word - line->words);
    join(line, from, from + words->n, typed, sizeof typed);
    /* A drink with an amount behind it that is none: it is the amount that is not understood. */
    fewer.n -= fewer.n > 0;
    if (fewer.n > 0 && look_up(line, &fewer))
        return refuse(line, words->word[fewer.n],
                      "not an amount: write it as coffee 2 or \"energy drink\" 500ml");
    const char *meant =
        join_folded(words, folded) ? phil_vocabulary_nearest(line->knowledge, folded) : NULL;
    if (!meant && line->first[0])
        meant = phil_vocabulary_nearest(line->knowledge, line->first);
    if (meant)
        return offer(line, typed, meant);
    return refuse(line, typed, "no drink, food or word that is known here; a note can hold it");
}

/* A medicine or a symptom is known without its keyword when it is named exactly. */
static bool take_bare(struct line *line, enum phil_status *status)
{
    const struct phil_finding *found[1];
    const struct phil_words all = {line->words, line->n};
    char folded[PHIL_WORD_SIZE], id[PHIL_WORD_SIZE];
    if (line->n + 1 > MOST_WORDS)
        return false;
    const bool symptom = join_folded(&all, folded) &&
                         phil_vocabulary_findings(line->knowledge, folded, found, 1) == 1 &&
                         phil_word_fold(found[0]->id, id) && strcmp(folded, id) == 0;
    const bool medicine = phil_medicine_findings(line->words[0]) != NULL;
    if (!medicine && !symptom)
        return false;
    memmove(line->words + 1, line->words, line->n * sizeof line->words[0]);
    line->words[0] = medicine ? "medicine" : "symptom";
    line->n++;
    line->entry->kind = medicine ? PHIL_ENTRY_MEDICINE : PHIL_ENTRY_SYMPTOM;
    *status = medicine ? take_medicine(line) : take_symptom(line);
    return true;
}

static enum phil_status take_intake(struct line *line)
{
    struct phil_words words = {line->words, line->n};
    struct phil_amount before = {.number = 1}, behind = {.number = 1}, amount;
    const struct phil_intake *intake = look_up(line, &words);
    const char *subject = line->words[0], *fault = NULL;
    char why[WHY];
    double servings;
    enum phil_status status;
    if (!intake && !(fault = phil_amount_front(&words, PHIL_UNITS_OF_INTAKE, &before, &subject)))
        intake = look_up(line, &words);
    if (!intake && !fault) {
        phil_amount_front_unit(&words, &before);
        intake = look_up(line, &words);
    }
    if (!intake && !fault &&
        !(fault = phil_amount_back(&words, PHIL_UNITS_OF_INTAKE, &behind, &subject)))
        intake = look_up(line, &words);
    if (fault)
        return refuse(line, subject, fault);
    if (!intake)
        return take_bare(line, &status) ? status : refuse_unknown(line, &words);
    if (!merge(&before, &behind, &amount))
        return refuse(line, subject, "two amounts: write it as coffee 2 or 2 coffee 300ml");
    if (!phil_amount_servings(&amount, intake, &servings, why, sizeof why))
        return refuse(line, intake->name, why);
    if (!PHIL_ENTRY_SET(line->entry->thing, intake->id))
        return refuse(line, intake->id, "the name is longer than 63 bytes");
    set_number(line->entry, servings, amount.number, amount.unit);
    fill_intake(line->entry, intake, servings);
    return PHIL_OK;
}

/* --- the line
 * ----------------------------------------------------------------------------------------- */

static enum phil_status take_kind(struct line *line, enum phil_entry_kind kind)
{
    line->entry->kind = kind;
    switch (kind) {
    case PHIL_ENTRY_SLEEP:
        return take_sleep(line);
    case PHIL_ENTRY_STRESS:
        return take_stress(line);
    case PHIL_ENTRY_SCREEN:
        return take_screen(line);
    case PHIL_ENTRY_MEDICINE:
        return take_medicine(line);
    case PHIL_ENTRY_SYMPTOM:
        return take_symptom(line);
    case PHIL_ENTRY_TWITCH:
        return take_twitch(line);
    default:
        return take_intake(line);
    }
}

static enum phil_status take_line(struct line *line)
{
    char second[PHIL_WORD_SIZE], number[PHIL_WORD_SIZE];
    if (!phil_word_fold(line->words[0], line->first))
        return refuse(line, line->words[0], "a word of more than 63 bytes is known to nobody");
    const struct phil_keyword *keyword = phil_vocabulary_keyword(line->first);
    const struct phil_analyte *analyte = phil_analyte_find(line->first);
    if (keyword)
        return take_kind(line, keyword->kind);
    if (strcmp(line->first, "ionised") == 0 || strcmp(line->first, "ionized") == 0)
        return refuse(line, line->words[0],
                      "the diary holds total calcium; keep ionised calcium as a note");
    if (analyte && line->n > 1)
        return take_lab(line, analyte);
    if (line->n == 2 && phil_word_fold(line->words[0], number) &&
        phil_word_fold(line->words[1], second) && (keyword = phil_vocabulary_keyword(second)) &&
        keyword->kind == PHIL_ENTRY_TWITCH)
        return take_kind(line, PHIL_ENTRY_TWITCH);
    return take_kind(line, PHIL_ENTRY_DRINK);
}

/* Everything behind the first "note" is the note; the line ends before it. */
static enum phil_status split_note(struct line *line)
{
    char folded[PHIL_WORD_SIZE], note[ROOM];
    for (size_t i = 0; i < line->n; i++) {
        if (!phil_word_fold(line->words[i], folded) || strcmp(folded, "note") != 0)
            continue;
        join(line, i + 1, line->n, note, sizeof note);
        if (!*note)
            return refuse(line, line->words[i], "the note is empty");
        if (!PHIL_ENTRY_SET(line->entry->note, note))
            return refuse(line, note, "a note has room for 255 bytes");
        if (i == 0)
            line->entry->kind = PHIL_ENTRY_NOTE;
        line->n = i;
        break;
    }
    return PHIL_OK;
}

static enum phil_status add_word(struct line *line, const char *word, size_t *used)
{
    const size_t size = strlen(word);
    const char *fault = phil_text_fault(word, size, true);
    if (fault)
        return refuse(line, word, fault);
    if (size + 1 >= ROOM - *used)
        return refuse(line, word, "a line has room for 1023 bytes");
    char *at = line->text + *used;
    memcpy(at, word, size + 1);
    *used += size + 1;
    for (char *rest = at; (at = strtok_r(rest, " \t\r\n", &rest));) {
        if (line->n == MOST_WORDS)
            return refuse(line, at, "a line has room for 64 words");
        line->words[line->n++] = at;
    }
    return PHIL_OK;
}

static enum phil_status read_line(struct line *line, const char *const *words, size_t n_words)
{
    enum phil_status status = PHIL_OK;
    size_t used = 0;
    for (size_t i = 0; i < n_words && status == PHIL_OK; i++)
        status = add_word(line, words[i], &used);
    if (status)
        return status;
    if (line->n == 0)
        return refuse(line, "", "nothing to log: write for example coffee 2");
    status = split_note(line);
    if (status || line->entry->kind == PHIL_ENTRY_NOTE)
        return status;
    return take_line(line);
}

enum phil_status phil_entry_parse(struct phil_entry *entry, const struct phil_knowledge *knowledge,
                                  const char *const *words, size_t n_words, const char *at,
                                  const struct phil_moment *now, const struct phil_log *log)
{
    struct phil_entry made = {.at = *now};
    struct line line = {.knowledge = knowledge, .log = log, .entry = &made};
    enum phil_status status = at ? phil_moment_parse(&made.at, at, now, log) : PHIL_OK;
    if (!status)
        status = read_line(&line, words, n_words);
    if (status)
        return status;
    const char *field, *why = phil_entry_fault(&made, &field);
    if (why)
        return refuse(&line, field, why);
    *entry = made;
    return PHIL_OK;
}
