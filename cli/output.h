/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files that appear whole or not at all: written beside their place under another name and
 * renamed when every byte is safe. A full disk or a kill leaves what was there before.
 */
#ifndef PHIL_CLI_OUTPUT_H
#define PHIL_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "console.h"

struct phil_output {
    FILE *file;      /* write here */
    char *path;      /* where it will be; NULL for standard output */
    char *temporary; /* where it is until then; NULL when written in place */
    int code;        /* set by who writes: errno of the first write that failed */
};

/* `path` "-" is standard output. A path that exists and is no regular file (a pipe, /dev/null) is
 * written in place. False, after an error message, when it cannot be written. */
bool phil_output_open(struct phil_output *output, const char *path);

/* The same for what is said about a person's health: a new file is its owner's alone (mode 0600).
 */
bool phil_output_open_private(struct phil_output *output, const char *path);

/* Flushes, checks and renames into place when `keep`; removes the temporary file otherwise. */
enum phil_exit phil_output_close(struct phil_output *output, bool keep);

/* Both paths lead to the same existing file. */
bool phil_same_file(const char *a, const char *b);

/* Would a result written to one of them be lost to the other? By any spelling, of files that are
 * there or not. */
bool phil_same_place(const char *a, const char *b);

#endif
