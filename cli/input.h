/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole text file in memory. */
#ifndef PHIL_CLI_INPUT_H
#define PHIL_CLI_INPUT_H

#include <stddef.h>

#include "console.h"

/* Reads all of `path`, "-" for standard input, up to 256 MB (an analysis of an hour is some 2 MB).
 * *text ends with a zero that `size` does not count; the caller frees it. PHIL_EXIT_DONE, or the
 * message has been given and this is the exit status; PHIL_EXIT_STOPPED after Ctrl-C. */
enum phil_exit phil_input_read(const char *path, char **text, size_t *size);

#endif
