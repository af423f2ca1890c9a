/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/process.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(const struct timeval *t)
{
    return (double)t->tv_sec + 1e-6 * (double)t->tv_usec;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void become(const char *const *argv, bool silent)
{
    const int nowhere = open("/dev/null", O_RDWR);
    if (nowhere >= 0) {
        dup2(nowhere, 0);
        dup2(nowhere, 1);
        if (silent)
            dup2(nowhere, 2);
    }
    execvp(argv[0], (char *const *)(const void *)argv);
    _exit(127);
}

bool phil_bench_process(const char *const *argv, bool silent, struct phil_bench_cost *cost)
{
    int code;
    struct rusage use;
    fflush(NULL);
    const double start_s = now_s();
    const pid_t pid = fork();
    if (pid < 0)
        return false;
    if (pid == 0)
        become(argv, silent);
    if (wait4(pid, &code, 0, &use) != pid)
        return false;
    cost->wall_s = now_s() - start_s;
    cost->cpu_s = seconds_of(&use.ru_utime) + seconds_of(&use.ru_stime);
    cost->peak_mb = (double)use.ru_maxrss / 1024;
    cost->status = WIFEXITED(code) ? WEXITSTATUS(code) : -1;
    return true;
}

bool phil_bench_has_ffmpeg(void)
{
    static const char *const argv[] = {"ffmpeg", "-version", NULL};
    struct phil_bench_cost cost;
    return phil_bench_process(argv, true, &cost) && cost.status == 0;
}
