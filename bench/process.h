/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other programs, timed. */
#ifndef PHIL_BENCH_PROCESS_H
#define PHIL_BENCH_PROCESS_H

#include <stdbool.h>

struct phil_bench_cost {
    int status; /* exit status; 127 when the program is not there, -1 when it was killed */
    double wall_s;
    double cpu_s;   /* user and system, all threads */
    double peak_mb; /* largest resident set, 2^20 bytes */
};

/* Runs a program with its output thrown away (its errors too, when `silent`). `argv` ends with
 * NULL. False when no process could be made. */
bool phil_bench_process(const char *const *argv, bool silent, struct phil_bench_cost *cost);

/* The ffmpeg program is installed and starts. */
bool phil_bench_has_ffmpeg(void);

#endif
