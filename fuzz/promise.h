/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What targets and replayers share: promises that must hold, a time limit, the input as a file. */
#ifndef PHIL_FUZZ_PROMISE_H
#define PHIL_FUZZ_PROMISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts, naming the promise, when it does not hold. */
void promise(bool holds, const char *what);

/* From here the input may take a minute, which is a hundred times what any should need; then
 * SIGALRM ends the process. */
void promise_to_end(void);

/* The input as text, which ends at its first NUL or with it; aborts without memory. The caller
 * frees it. */
char *promise_text(const uint8_t *data, size_t size);

/* Writes the input to a new file and its name to `path`; false when the disk is full. The caller
 * unlinks it. */
enum { PROMISE_PATH = 40 };
bool promise_file(const uint8_t *data, size_t size, char path[PROMISE_PATH]);

/* How much to replay: the number in argv[1], else in PHILTRUM_FUZZ_ROUNDS, else 1. */
unsigned promise_rounds(int argc, char **argv);

#endif
