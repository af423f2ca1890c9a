/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/nerve_rivals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

bool bench_rival_run(const struct bench_rival *rival, const char *folder, double *ns,
                     struct bench_train trains[BENCH_WATCHED], char *why, size_t size)
{
    char command[1000], line[300];
    snprintf(command, sizeof command, "/usr/bin/python3 '%s/%s' '%s' %d %g '%s' %s %d 2>&1",
             BENCH_NERVE_RIVALS, rival->script, folder, BENCH_CELLS, rival->step_ms, rival->way,
             rival->tables ? rival->tables : "", BENCH_WATCHED);
    snprintf(why, size, "it printed nothing");
    memset(trains, 0, BENCH_WATCHED * sizeof *trains);
    FILE *out = popen(command, "r");
    if (!out)
        return false;
    double cpu_s = -1, at_ms;
    unsigned cell;
    while (fgets(line, sizeof line, out)) {
        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line, "spike %u %lf", &cell, &at_ms) == 2 && cell < BENCH_WATCHED)
            bench_train_add(&trains[cell], at_ms);
        else if (sscanf(line, "cpu_s %lf", &cpu_s) != 1)
            snprintf(why, size, "%.200s", line);
    }
    const int code = pclose(out);
    *ns = cpu_s * 1e9 / BENCH_CELLS / (BENCH_TOTAL_MS / rival->step_ms);
    return WIFEXITED(code) && WEXITSTATUS(code) == 0 && cpu_s > 0;
}
