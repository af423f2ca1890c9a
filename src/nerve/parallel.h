/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that do not know of each other, on several threads, until somebody wants to stop. */
#ifndef PHIL_NERVE_PARALLEL_H
#define PHIL_NERVE_PARALLEL_H

#include <philtrum/base.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

/* Who works, and who is told of it. What is not set is 0: a thread a core, nobody asks. */
struct phil_crew {
    int threads;                          /* up to; 0: one a core */
    const struct phil_progress *progress; /* borrowed; or NULL */
    double done_s, total_s;               /* what it is told */
    pthread_t caller;                     /* set by phil_parallel() */
    atomic_bool stopped;
};

/* Calls job(user, i) for every i below n, each once, on several threads, the caller's among them;
 * returns when all are done. Without threads to be had it does the work alone. Once the crew is
 * stopped no job begins. */
void phil_parallel(struct phil_crew *crew, size_t n, void (*job)(void *user, size_t i), void *user);

/* Asks the listener, on the thread that called phil_parallel() or where there are no others, and
 * remembers the answer for the rest. Jobs that take long ask now and then, and return early. A
 * crew of NULL goes on. */
bool phil_crew_stopped(struct phil_crew *crew);

#endif
