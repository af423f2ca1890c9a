/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question put to a person, until it has been answered or the person goes elsewhere. */
#ifndef PHIL_CLI_QUESTION_H
#define PHIL_CLI_QUESTION_H

#include <stdio.h>

#include <philtrum/report.h>

enum phil_reply { PHIL_REPLY_ANSWERED, PHIL_REPLY_BACK, PHIL_REPLY_ENOUGH, PHIL_REPLY_STOPPED };

struct phil_asking {
    struct phil_answers *answers; /* where they go */
    FILE *in, *out;
    struct phil_terminal_style style;
    bool (*stopped)(void); /* Ctrl-C; NULL: never */
    int n_asked, most;     /* questions before this one; at most */
    char *line;            /* the last one typed, trimmed; its owner frees it */
    size_t capacity;
};

/* Asks. Errors: those of the answers, PHIL_EMEM. */
enum phil_status phil_ask(struct phil_asking *asking, const struct phil_question *question,
                          enum phil_reply *reply);

/* Reads a line into asking->line: PHIL_REPLY_ANSWERED unless it is one of the words that lead
 * elsewhere, or the input has ended. */
enum phil_reply phil_listen(struct phil_asking *asking);

/* Prints a sentence, indented. */
void phil_say_to(const struct phil_asking *asking, int indent, const char *text);

/* One question that y or n answers; Enter alone and the end of `in` mean `otherwise`. False when
 * `stopped` says so. */
bool phil_agree(FILE *in, FILE *out, bool otherwise, bool (*stopped)(void), bool *yes);

#endif
