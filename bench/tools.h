/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every benchmark program needs: options, messages, tables, several jobs at once. */
#ifndef PHIL_BENCH_TOOLS_H
#define PHIL_BENCH_TOOLS_H

#include <philtrum/base.h>

struct phil_bench_options {
    bool full;        /* --full: the whole grid */
    int jobs;         /* --jobs N: at once; default one per core, at most 2 */
    int height;       /* --height N: smaller pictures, for trying out; 0: the grades' own */
    double seconds;   /* --seconds N; 0: the program's own */
    int trials;       /* --trials N: drawn per setting; 0: the program's own */
    const char *only; /* --only GRADE */
    const char *keep; /* --keep FOLDER: leave the clips there */
    bool list;        /* --list: every twitch, true and found (with --jobs 1) */
    uint64_t seed;    /* --seed N, default 1 */
};

/* Reads the command line; prints help or a mistake and ends the program when that is all. */
struct phil_bench_options phil_bench_options(int argc, char **argv, const char *about);

/* Errors and warnings to standard error. */
const struct phil_log *phil_bench_log(void);

/* Runs job(0) .. job(n - 1), each in a process of its own, up to `jobs` at a time. Each fills
 * its entry of `results` (n x size bytes), which is zero before, and tells whether it succeeded;
 * done[i] says so. `show` is called in order as soon as an entry and those before it are ready. */
struct phil_bench_jobs {
    int n, at_once;
    size_t size;
    bool (*job)(void *user, int i, void *result);
    void (*show)(void *user, int i, const void *result, bool fine);
    void *user;
};
bool phil_bench_run(const struct phil_bench_jobs *jobs);

/* Median and quantile of the finite values; NaN without any. Sorts in place. */
double phil_bench_median(double *values, size_t n);
double phil_bench_quantile(double *values, size_t n, double share);

/* "12.3", or "-" for NaN, right-aligned in `width`; the text is static and good for 8 calls. */
const char *phil_bench_number(double value, int width, int digits);

/* The closing table: what / reached / target / alternative. */
void phil_bench_summary_head(void);
void phil_bench_summary(const char *what, const char *reached, const char *target,
                        const char *alternative);

/* The path of ../shared/recordings/video/NAME; false when it is not there. PHILTRUM_SHARED
 * overrides where shared/ is. */
bool phil_bench_recording(const char *name, char *path, size_t size);

#endif
