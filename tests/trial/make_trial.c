/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes a trial as CSV to standard output, for shell tests.
 *
 *   make_trial nasty            names and fates of the nasty files
 *   make_trial nasty NAME       one of them
 *   make_trial drawn [KEY=VALUE...]   a drawn trial: blocks, days, washout, rate, ratio, clip,
 * over, sd, rho, trend, carry, missing, seed, start=YYYY-MM-DD
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/clock.h"
#include "drawn.h"
#include "nasty.h"

static int show_nasty(const char *name)
{
    static const char *const fates[] = {"read", "refused", "either"};
    struct nasty nasty;
    int found = !name;
    for (size_t i = 0; nasty_get(&nasty, i); i++) {
        if (!name)
            printf("%s %s\n", nasty.name, fates[nasty.fate]);
        else if (strcmp(name, nasty.name) == 0 && nasty.text)
            found = fwrite(nasty.text, 1, nasty.size, stdout) == nasty.size;
        free(nasty.text);
    }
    return found ? 0 : 1;
}

struct wish {
    struct drawn_setting drawn;
    double seed;
    struct phil_moment start;
    bool dated;
};

static bool take(struct wish *wish, const char *argument)
{
    struct drawn_setting *d = &wish->drawn;
    const struct {
        const char *key;
        double *real;
        int *whole;
    } keys[] = {{"blocks=", NULL, &d->shape.n_blocks},
                {"days=", NULL, &d->shape.period_days},
                {"washout=", NULL, &d->shape.washout_days},
                {"rate=", &d->rate_per_min, NULL},
                {"ratio=", &d->rate_ratio, NULL},
                {"clip=", &d->clip_min, NULL},
                {"over=", &d->overdispersion, NULL},
                {"sd=", &d->day_sd, NULL},
                {"rho=", &d->autocorrelation, NULL},
                {"trend=", &d->trend_per_week, NULL},
                {"carry=", &d->carry_over, NULL},
                {"missing=", &d->missing, NULL},
                {"seed=", &wish->seed, NULL}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const size_t n = strlen(keys[i].key);
        if (strncmp(argument, keys[i].key, n) != 0)
            continue;
        if (keys[i].real)
            *keys[i].real = atof(argument + n);
        else
            *keys[i].whole = atoi(argument + n);
        return true;
    }
    char moment[64];
    snprintf(moment, sizeof moment, "%.20sT00:00:00Z",
             strncmp(argument, "start=", 6) == 0 ? argument + 6 : "");
    return wish->dated = !phil_moment_read(&wish->start, moment);
}

static int show_drawn(int n, char **arguments)
{
    struct wish wish = {.drawn = {.shape = {8, 3, 0},
                                  .rate_per_min = 2,
                                  .rate_ratio = 1,
                                  .clip_min = 2,
                                  .trend_per_week = 1},
                        .seed = 1};
    for (int i = 0; i < n; i++)
        if (!take(&wish, arguments[i])) {
            fprintf(stderr, "make_trial: unknown: %s\n", arguments[i]);
            return 2;
        }
    struct phil_trial_data *data = drawn_trial(&wish.drawn, (uint64_t)wish.seed, 0);
    if (!data)
        return 1;
    data->dated = wish.dated;
    for (size_t i = 0; wish.dated && i < data->n_days; i++)
        data->days[i].day += wish.start.utc_s / 86400;
    const enum phil_status status = phil_trial_data_write_csv(stdout, data);
    drawn_free(data);
    return status ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "nasty") == 0)
        return show_nasty(argv[2]);
    if (argc >= 2 && strcmp(argv[1], "drawn") == 0)
        return show_drawn(argc - 2, argv + 2);
    fprintf(stderr, "Usage: make_trial nasty [NAME] | drawn [KEY=VALUE...]\n");
    return 2;
}
