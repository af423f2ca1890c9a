/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short, kind conversation: asks what would change the advice, one thing at a time. It talks
 * through two streams, so that it needs no terminal to be tested. */
#ifndef PHIL_CLI_INTERVIEW_H
#define PHIL_CLI_INTERVIEW_H

#include <stdio.h>

#include <philtrum/report.h>

struct phil_interview_settings {
    int most; /* questions, 1..PHIL_INTERVIEW_MOST */
    struct phil_terminal_style style;
    bool (*stopped)(void);                /* Ctrl-C; NULL: never */
    enum phil_status (*keep)(void *user); /* after each change of the answers; NULL: not kept */
    void *user;
};

enum { PHIL_INTERVIEW_MOST = 100 };

/* Asks until nothing worth asking is left, the person has had enough (`q`, or the end of `in`) or
 * `most` questions have been asked; answers go into `answers`. An emergency is told as soon as it
 * is known. Errors: PHIL_ECANCEL (stopped), PHIL_EIO (cannot write), those of `keep`, PHIL_EMEM. */
enum phil_status phil_interview(struct phil_answers *answers,
                                const struct phil_knowledge *knowledge,
                                const struct phil_interview_settings *settings, FILE *in,
                                FILE *out);

#endif
