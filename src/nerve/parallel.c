/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nerve/parallel.h"

#include <unistd.h>

enum { MOST_THREADS = 64 };

struct work {
    void (*job)(void *user, size_t i);
    void *user;
    size_t n;
    atomic_size_t next;
    struct phil_crew *crew;
};

static void *do_jobs(void *user)
{
    struct work *work = user;
    for (size_t i;
         !phil_crew_stopped(work->crew) && (i = atomic_fetch_add(&work->next, 1)) < work->n;)
        work->job(work->user, i);
    return NULL;
}

static size_t count_threads(int threads, size_t n)
{
    long wanted = threads > 0 ? threads : sysconf(_SC_NPROCESSORS_ONLN);
    if (wanted > MOST_THREADS)
        wanted = MOST_THREADS;
    if (wanted < 1)
        wanted = 1;
    return (size_t)wanted < n ? (size_t)wanted : n;
}

bool phil_crew_stopped(struct phil_crew *crew)
{
    if (!crew)
        return false;
    if (!atomic_load(&crew->stopped) && pthread_equal(crew->caller, pthread_self()) &&
        !phil_progress_report(crew->progress, crew->done_s, crew->total_s))
        atomic_store(&crew->stopped, true);
    return atomic_load(&crew->stopped);
}

void phil_parallel(struct phil_crew *crew, size_t n, void (*job)(void *user, size_t i), void *user)
{
    struct work work = {.job = job, .user = user, .n = n, .crew = crew};
    crew->caller = pthread_self();
    atomic_init(&work.next, 0);
    pthread_t helper[MOST_THREADS];
    const size_t wanted = count_threads(crew->threads, n);
    size_t started = 0;
    while (started + 1 < wanted && pthread_create(&helper[started], NULL, do_jobs, &work) == 0)
        started++;
    do_jobs(&work);
    for (size_t i = 0; i < started; i++)
        pthread_join(helper[i], NULL);
}
