/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A typed line of the diary while it is read: its words, and who reads which kind of line. */
#ifndef PHIL_DIARY_LINE_H
#define PHIL_DIARY_LINE_H

#include "diary/amount.h"
#include "diary/labs.h"
#include "diary/vocabulary.h"

enum {
    PHIL_LINE_ROOM = 1024, /* of a line; a note has 255 bytes */
    PHIL_LINE_WORDS = 64,
    PHIL_LINE_WHY = 200, /* room for a reason */
};

struct phil_line {
    const struct phil_knowledge *knowledge;
    const struct phil_log *log;
    struct phil_entry *entry;           /* what it becomes */
    char text[PHIL_LINE_ROOM];          /* cut into words */
    const char *words[PHIL_LINE_WORDS]; /* without the note */
    size_t n;                           /* at least 1 */
    char first[PHIL_WORD_SIZE];         /* the first word, folded */
};

/* Both return PHIL_EARG and tell the log; the second offers what was perhaps meant. */
enum phil_status phil_line_refuse(const struct phil_line *line, const char *subject,
                                  const char *why);
enum phil_status phil_line_offer(const struct phil_line *line, const char *subject,
                                 const char *meant);

/* The words from..to with single blanks between them; false when they do not fit. */
bool phil_line_join(const struct phil_line *line, size_t from, size_t to, char *out, size_t size);

/* The same of any words, folded. */
bool phil_words_fold(const struct phil_words *words, char folded[PHIL_WORD_SIZE]);

/* Sets amount, typed and unit of the entry. */
void phil_line_number(struct phil_line *line, double amount, double typed, const char *unit);

/* Read one kind of line each, whose kind is set, into line->entry. Errors: PHIL_EARG. */
enum phil_status phil_line_sleep(struct phil_line *line);
enum phil_status phil_line_screen(struct phil_line *line);
enum phil_status phil_line_stress(struct phil_line *line);
enum phil_status phil_line_twitch(struct phil_line *line);
enum phil_status phil_line_medicine(struct phil_line *line);
enum phil_status phil_line_symptom(struct phil_line *line);
enum phil_status phil_line_lab(struct phil_line *line, const struct phil_analyte *analyte);
enum phil_status phil_line_intake(struct phil_line *line);

/* Whether the line names a drink or food that is known, with amounts that can be read. */
bool phil_line_is_intake(const struct phil_line *line);

#endif
