/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Medians, numbers, the closing table, messages: what needs no clip. */
#include "bench/tools.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void message(void *user, enum phil_level level, const char *text)
{
    (void)user;
    if (level != PHIL_LOG_INFO)
        fprintf(stderr, "bench: %s\n", text);
}

const struct phil_log *phil_bench_log(void)
{
    static const struct phil_log log = {message, NULL};
    return &log;
}

/* One finished job is shown when all before it have been. */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double phil_bench_quantile(double *values, size_t n, double share)
{
    size_t finite = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i]))
            values[finite++] = values[i];
    if (finite == 0)
        return NAN;
    qsort(values, finite, sizeof *values, by_value);
    const double at = share * (double)(finite - 1);
    const size_t below = (size_t)at;
    const double rest = at - (double)below;
    return below + 1 < finite ? values[below] * (1 - rest) + values[below + 1] * rest
                              : values[below];
}

double phil_bench_median(double *values, size_t n)
{
    return phil_bench_quantile(values, n, 0.5);
}

const char *phil_bench_number(double value, int width, int digits)
{
    static char text[8][40];
    static int next;
    char *out = text[next++ % 8];
    if (isfinite(value))
        snprintf(out, sizeof text[0], "%*.*f", width, digits, value);
    else
        snprintf(out, sizeof text[0], "%*s", width, "-");
    return out;
}

void phil_bench_summary_head(void)
{
    printf("\n%-52s  %-22s  %-16s  %s\n", "what", "reached", "target", "alternative");
    for (int i = 0; i < 120; i++)
        putchar('-');
    putchar('\n');
}

void phil_bench_summary(const char *what, const char *reached, const char *target,
                        const char *alternative)
{
    printf("%-52s  %-22s  %-16s  %s\n", what, reached, target, alternative);
}
