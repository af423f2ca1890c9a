/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the diary is, and opening it. */
#ifndef PHIL_CLI_DIARY_FILE_H
#define PHIL_CLI_DIARY_FILE_H

#include <philtrum/store.h>

#include "console.h"

/* `given` (--diary) or, where it is NULL, $XDG_DATA_HOME/philtrum/diary.db, which is
 * ~/.local/share/philtrum/diary.db for most. The caller frees *path. PHIL_EXIT_DONE, or the message
 * has been given (the system names no home) and this is the exit status. */
enum phil_exit phil_diary_path(char **path, const char *given);

/* There is something at this path. */
bool phil_diary_exists(const char *path);

/* Opens it; PHIL_EXIT_DONE, or the message has been given and this is the exit status. A diary
 * that is to be read and is not there is told in words that say how one begins. */
enum phil_exit phil_diary_open(struct phil_store **store, const char *path,
                               enum phil_store_mode mode);

#endif
