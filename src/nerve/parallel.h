/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that do not know of each other, on several threads. */
#ifndef PHIL_NERVE_PARALLEL_H
#define PHIL_NERVE_PARALLEL_H

#include <stddef.h>

/* Calls job(user, i) for every i below n, each once, on up to `threads` threads (0: one a core),
 * the caller's among them; returns when all are done. Without threads to be had it does the work
 * alone. */
void phil_parallel(int threads, size_t n, void (*job)(void *user, size_t i), void *user);

#endif
