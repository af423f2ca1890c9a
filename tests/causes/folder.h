/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder in /tmp with a copy of the small knowledge base (tests/causes/small), for tests that put
 * mistakes into it; and what the loader told.
 */
#ifndef TESTS_CAUSES_FOLDER_H
#define TESTS_CAUSES_FOLDER_H

#include <stddef.h>

#include <philtrum/base.h>

enum { FOLDER_FILES = 8, FOLDER_ROOM = 65536 };

extern const char *const folder_files[FOLDER_FILES];

/* Setup and teardown of a test group. */
int folder_make(void **state);
int folder_remove(void **state);

/* Its name; the folder of the original. */
const char *folder_name(void);
const char *folder_small(void);

/* The original text of a file; returns its size. */
size_t folder_original(const char *file, char text[FOLDER_ROOM]);

void folder_write(const char *file, const char *text, size_t size);

/* Puts the original back. */
void folder_restore(const char *file);

/* What was told: the number of errors and the last text. `folder_hear` takes one as its user. */
struct folder_heard {
    int errors;
    char text[1024];
};
void folder_hear(void *user, enum phil_level level, const char *text);

#endif
