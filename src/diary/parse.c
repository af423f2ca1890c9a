/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One typed line of the diary.
 *
 * The first word decides: a keyword (sleep, stress, screen, medicine, symptom, twitch, note), a
 * blood value, or else a drink or food with its amount before or behind it. What is not understood
 * is refused with what was perhaps meant, never guessed: a wrong entry is worse than a second
 * attempt, for nobody looks at it again. Everything behind the word "note" is the entry's note.
 */
#include "diary/line.h"

#include <stdio.h>
#include <string.h>

#include "diary/entry.h"

enum phil_status phil_line_refuse(const struct phil_line *line, const char *subject,
                                  const char *why)
{
    char quoted[PHIL_QUOTE_SIZE];
    phil_log_message(line->log, PHIL_LOG_ERROR, "logging failed: \"%s\": %s",
                     phil_text_quote(subject, quoted), why);
    return PHIL_EARG;
}

enum phil_status phil_line_offer(const struct phil_line *line, const char *subject,
                                 const char *meant)
{
    char why[PHIL_LINE_WHY];
    /* A name begins with a capital; nobody types it. */
    const char first = meant[0] >= 'A' && meant[0] <= 'Z' ? (char)(meant[0] + 32) : meant[0];
    snprintf(why, sizeof why, "did you mean \"%c%s\"?", first, meant + 1);
    return phil_line_refuse(line, subject, why);
}

bool phil_line_join(const struct phil_line *line, size_t from, size_t to, char *out, size_t size)
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

bool phil_words_fold(const struct phil_words *words, char folded[PHIL_WORD_SIZE])
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

void phil_line_number(struct phil_line *line, double amount, double typed, const char *unit)
{
    line->entry->amount = amount;
    line->entry->typed = typed;
    PHIL_ENTRY_SET(line->entry->unit, unit);
}

static enum phil_status take_kind(struct phil_line *line, enum phil_entry_kind kind)
{
    line->entry->kind = kind;
    switch (kind) {
    case PHIL_ENTRY_SLEEP:
        return phil_line_sleep(line);
    case PHIL_ENTRY_STRESS:
        return phil_line_stress(line);
    case PHIL_ENTRY_SCREEN:
        return phil_line_screen(line);
    case PHIL_ENTRY_MEDICINE:
        return phil_line_medicine(line);
    case PHIL_ENTRY_SYMPTOM:
        return phil_line_symptom(line);
    case PHIL_ENTRY_TWITCH:
        return phil_line_twitch(line);
    default:
        return phil_line_intake(line);
    }
}

/* "7 hours of sleep", "9h screen": the keyword goes to the front. */
static void put_span_first(struct phil_line *line)
{
    char folded[PHIL_WORD_SIZE];
    if (line->n < 2 || !phil_word_fold(line->words[line->n - 1], folded))
        return;
    const struct phil_keyword *keyword = phil_vocabulary_keyword(folded);
    if (!keyword || (keyword->kind != PHIL_ENTRY_SLEEP && keyword->kind != PHIL_ENTRY_SCREEN))
        return;
    const char *last = line->words[line->n - 1];
    memmove(line->words + 1, line->words, (line->n - 1) * sizeof line->words[0]);
    line->words[0] = last;
    if (line->n > 2 && strcmp(line->words[line->n - 1], "of") == 0)
        line->n--;
}

static enum phil_status take_line(struct phil_line *line)
{
    char second[PHIL_WORD_SIZE], number[PHIL_WORD_SIZE];
    if (!phil_word_fold(line->words[0], line->first))
        return phil_line_refuse(line, line->words[0],
                                "a word of more than 63 bytes is known to nobody");
    const struct phil_keyword *keyword = phil_vocabulary_keyword(line->first);
    const struct phil_analyte *analyte = phil_analyte_find(line->first);
    if (keyword)
        return take_kind(line, keyword->kind);
    if (strcmp(line->first, "ionised") == 0 || strcmp(line->first, "ionized") == 0)
        return phil_line_refuse(line, line->words[0],
                                "the diary holds total calcium; keep ionised calcium as a note");
    if (analyte && !phil_line_is_intake(line)) /* "potassium salt" is none */
        return phil_line_lab(line, analyte);
    if (line->n == 2 && phil_word_fold(line->words[0], number) &&
        phil_word_fold(line->words[1], second) && (keyword = phil_vocabulary_keyword(second)) &&
        keyword->kind == PHIL_ENTRY_TWITCH)
        return take_kind(line, PHIL_ENTRY_TWITCH);
    return take_kind(line, PHIL_ENTRY_DRINK);
}

/* Everything behind the first "note" is the note; the line ends before it. */
static enum phil_status split_note(struct phil_line *line)
{
    char folded[PHIL_WORD_SIZE], note[PHIL_LINE_ROOM];
    for (size_t i = 0; i < line->n; i++) {
        if (!phil_word_fold(line->words[i], folded) ||
            (strcmp(folded, "note") != 0 && strcmp(folded, "note:") != 0))
            continue;
        phil_line_join(line, i + 1, line->n, note, sizeof note);
        if (!*note)
            return phil_line_refuse(line, line->words[i], "the note is empty");
        if (phil_entry_set_note(line->entry, note, line->log))
            return PHIL_EARG;
        if (i == 0)
            line->entry->kind = PHIL_ENTRY_NOTE;
        line->n = i;
        break;
    }
    return PHIL_OK;
}

static enum phil_status add_word(struct phil_line *line, const char *word, size_t *used)
{
    const size_t size = strlen(word);
    const char *fault = phil_text_fault(word, size, true);
    if (fault)
        return phil_line_refuse(line, word, fault);
    if (size + 1 >= PHIL_LINE_ROOM - *used)
        return phil_line_refuse(line, word, "a line has room for 1023 bytes");
    char *at = line->text + *used;
    memcpy(at, word, size + 1);
    *used += size + 1;
    for (char *rest = at; (at = strtok_r(rest, " \t\r\n", &rest));) {
        if (line->n == PHIL_LINE_WORDS)
            return phil_line_refuse(line, at, "a line has room for 64 words");
        line->words[line->n++] = at;
    }
    return PHIL_OK;
}

static enum phil_status read_line(struct phil_line *line, const char *const *words, size_t n_words)
{
    enum phil_status status = PHIL_OK;
    size_t used = 0;
    for (size_t i = 0; i < n_words && status == PHIL_OK; i++)
        status = add_word(line, words[i], &used);
    if (status)
        return status;
    if (line->n == 0)
        return phil_line_refuse(line, "", "nothing to log: write for example coffee 2");
    status = split_note(line);
    if (status || line->entry->kind == PHIL_ENTRY_NOTE)
        return status;
    put_span_first(line);
    return take_line(line);
}

enum phil_status phil_entry_parse(struct phil_entry *entry, const struct phil_knowledge *knowledge,
                                  const char *const *words, size_t n_words, const char *at,
                                  const struct phil_moment *now, const struct phil_log *log)
{
    struct phil_entry made = {.at = *now};
    struct phil_line line = {.knowledge = knowledge, .log = log, .entry = &made};
    enum phil_status status = at ? phil_moment_parse(&made.at, at, now, log) : PHIL_OK;
    if (!status)
        status = read_line(&line, words, n_words);
    if (status)
        return status;
    const char *field, *why = phil_entry_fault(&made, &field);
    if (why)
        return phil_line_refuse(&line, field, why);
    *entry = made;
    return PHIL_OK;
}
