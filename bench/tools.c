/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/tools.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/clip.h"

static void usage(const char *program, const char *about)
{
    printf("Usage: %s [OPTION...]\n%s\n\n"
           "  --full           the whole grid of grades and amplitudes (hours)\n"
           "  --only GRADE     rows of this grade alone (trial: whose name begins so)\n"
           "  --seconds N      length of the drawn clips\n"
           "  --height N       at most so many lines, for trying out\n"
           "  --seed N         another set of faces (1)\n"
           "  --trials N       drawn trials per setting (trial)\n"
           "  --jobs N         clips at once (one per core, at most 2)\n"
           "  --list           every twitch, true and philtrum's (detection)\n"
           "  --keep FOLDER    leave the clips there\n",
           program, about);
}

struct phil_bench_options phil_bench_options(int argc, char **argv, const char *about)
{
    static const struct option names[] = {{"full", no_argument, NULL, 'f'},
                                          {"only", required_argument, NULL, 'o'},
                                          {"seconds", required_argument, NULL, 's'},
                                          {"height", required_argument, NULL, 'y'},
                                          {"seed", required_argument, NULL, 'r'},
                                          {"jobs", required_argument, NULL, 'j'},
                                          {"keep", required_argument, NULL, 'k'},
                                          {"help", no_argument, NULL, 'h'},
                                          {"list", no_argument, NULL, 'l'},
                                          {"trials", required_argument, NULL, 't'},
                                          {0}};
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct phil_bench_options options = {.jobs = cores > 1 ? 2 : 1, .seed = 1};
    int key;
    while ((key = getopt_long(argc, argv, "h", names, NULL)) != -1) {
        if (key == 'f')
            options.full = true;
        else if (key == 'l')
            options.list = true;
        else if (key == 'o')
            options.only = optarg;
        else if (key == 's')
            options.seconds = atof(optarg);
        else if (key == 'y')
            options.height = atoi(optarg);
        else if (key == 't')
            options.trials = atoi(optarg);
        else if (key == 'r')
            options.seed = strtoull(optarg, NULL, 10);
        else if (key == 'j')
            options.jobs = atoi(optarg) > 0 ? atoi(optarg) : 1;
        else if (key == 'k')
            options.keep = optarg;
        else {
            usage(argv[0], about);
            exit(key == 'h' ? 0 : 2);
        }
    }
    if (options.list)
        options.jobs = 1; /* or the lists of two clips would mix */
    if (options.keep)
        phil_bench_keep_in(options.keep);
    setvbuf(stdout, NULL, _IOLBF, 0);
    return options;
}

static int show_ready(const struct phil_bench_jobs *jobs, const char *results, const char *state,
                      int shown)
{
    while (shown < jobs->n && state[shown]) {
        jobs->show(jobs->user, shown, results + (size_t)shown * jobs->size, state[shown] == 1);
        shown++;
    }
    return shown;
}

bool phil_bench_run(const struct phil_bench_jobs *jobs)
{
    const size_t bytes = (size_t)jobs->n * jobs->size + 1;
    char *results = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t *pid = calloc((size_t)jobs->n + 1, sizeof *pid);
    char *state = calloc((size_t)jobs->n + 1, 1); /* 1 done, 2 failed */
    bool fine = results != MAP_FAILED && pid && state;
    int started = 0, running = 0, shown = 0;
    phil_bench_folder(); /* before the children, so that it is the parent's */
    while (fine && shown < jobs->n) {
        while (running < jobs->at_once && started < jobs->n) {
            fflush(NULL);
            pid[started] = fork();
            if (pid[started] == 0)
                _exit(jobs->job(jobs->user, started, results + (size_t)started * jobs->size) ? 0
                                                                                             : 1);
            if (pid[started] < 0)
                state[started] = 2;
            else
                running++;
            started++;
        }
        int code;
        const pid_t ended = running ? waitpid(-1, &code, 0) : -1;
        for (int i = 0; i < started; i++)
            if (ended > 0 && pid[i] == ended) {
                state[i] = WIFEXITED(code) && WEXITSTATUS(code) == 0 ? 1 : 2;
                running--;
            }
        shown = show_ready(jobs, results, state, shown);
    }
    for (int i = 0; fine && i < jobs->n; i++)
        fine = state[i] == 1;
    if (results != MAP_FAILED)
        munmap(results, bytes);
    free(pid);
    free(state);
    return fine;
}

bool phil_bench_recording(const char *name, char *path, size_t size)
{
    const char *shared = getenv("PHILTRUM_SHARED");
    snprintf(path, size, "%s/recordings/video/%s", shared && *shared ? shared : BENCH_SHARED, name);
    return access(path, R_OK) == 0;
}
