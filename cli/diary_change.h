/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries put right: changed, removed, brought back, looked at as they were. Each function tells
 * what it did, or what is wrong. */
#ifndef PHIL_CLI_DIARY_CHANGE_H
#define PHIL_CLI_DIARY_CHANGE_H

#include "known.h"

struct phil_change {
    const char *const
        *words; /* "edit" "12" "coffee" "3": the action, IDs, what an entry shall be */
    size_t n_words;
    const char *at, *note; /* --at, --note; NULL: as they are */
    const struct phil_known *known;
};

enum phil_exit phil_diary_edit(const struct phil_change *change, struct phil_store *store);
enum phil_exit phil_diary_remove(const struct phil_change *change, struct phil_store *store);
enum phil_exit phil_diary_restore(const struct phil_change *change, struct phil_store *store);
enum phil_exit phil_diary_history(const struct phil_change *change, struct phil_store *store);

#endif
