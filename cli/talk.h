/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is around the interview on a terminal: the welcome, answers of an earlier time, and whether
 * this time's are kept. */
#ifndef PHIL_CLI_TALK_H
#define PHIL_CLI_TALK_H

#include "known.h"

struct phil_talk {
    struct phil_known *known;
    const char *diary_path; /* NULL: no diary wanted */
    int questions;          /* at most */
    bool save;              /* keep the answers without asking */
    bool is_kept;           /* they are in the diary */
    enum phil_exit trouble; /* with keeping them: told once, and the questions go on */
};

/* Talks with the person at the terminal. Where a diary exists (or `save`) each answer is kept as it
 * is given. Ctrl-C: PHIL_EXIT_STOPPED, and no answer is lost that the person wants kept. */
enum phil_exit phil_talk_interview(struct phil_talk *talk);

/* Offers to keep answers that are not kept yet, which makes a diary. `stopped` tells of Ctrl-C. */
enum phil_exit phil_talk_keep(struct phil_talk *talk, bool (*stopped)(void));

#endif
