/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as the command line of `philtrum simulate', an option a line: what is taken is within
 * the ranges that --list tells and that the simulation accepts; what is refused has one reason.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../cli/simulate_args.h"
#include "promise.h"

struct word {
    const char *name;
    error_t (*add)(struct phil_simulate_args *args, const char *text);
};

static const struct word words[] = {
    {"cause ", phil_simulate_add_cause}, {"dose ", phil_simulate_add_dose},
    {"set ", phil_simulate_add_setting}, {"severity ", phil_simulate_add_severity},
    {"act ", phil_simulate_add_act},     {"stimulate ", phil_simulate_add_stimulus},
    {"units ", phil_simulate_add_units}, {"side ", phil_simulate_take_side},
};

/* How many causes, settings, acts and stimuli there are. */
static size_t count(const struct phil_simulate_args *args)
{
    return args->n_causes + args->n_sets + args->n_acts + args->n_stimuli;
}

static void take(const char *line, struct phil_simulate_args *args)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const size_t length = strlen(words[i].name);
        if (strncmp(line, words[i].name, length) != 0)
            continue;
        const size_t before = count(args);
        const int errors = phil_console_errors();
        const error_t error = words[i].add(args, line + length);
        promise(phil_console_errors() - errors == (error != 0), "a refusal has one reason");
        promise(error == 0 || count(args) == before, "a refusal adds nothing");
        return;
    }
}

static void check_doses(const struct phil_nerve_settings *settings)
{
    for (size_t i = 0; i < settings->n_doses; i++)
        for (size_t k = 0; k < settings->doses[i].cause->n_parameters; k++) {
            const struct phil_nerve_parameter *p = &settings->doses[i].cause->parameters[k];
            const double value = settings->doses[i].value[k];
            promise(value >= p->lo && value <= p->hi, "a quantity is in its range");
        }
}

static void check(const struct phil_nerve_settings *settings)
{
    check_doses(settings);
    for (size_t i = 0; i < settings->n_acts; i++) {
        const struct phil_nerve_act *act = &settings->acts[i];
        promise(act->from_s >= 0 && act->from_s <= act->to_s && isfinite(act->to_s),
                "an act begins before it ends");
        promise(act->level >= 0 && act->level <= 1, "an act has a level");
    }
    for (size_t i = 0; i < settings->n_stimuli; i++)
        promise(settings->stimuli[i].time_s >= 0 && settings->stimuli[i].time_s <= 3600 &&
                    (settings->stimuli[i].side == PHIL_SIDE_LEFT ||
                     settings->stimuli[i].side == PHIL_SIDE_RIGHT),
                "a stimulus has a time and a side");
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        promise(settings->units[m] <= 20000, "a muscle has a number of units");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct phil_simulate_args args;
    char *text = promise_text(data, size), *rest = text, *line;
    promise_to_end();
    phil_console_quiet(true);
    phil_simulate_args_init(&args);
    while ((line = strsep(&rest, "\n")))
        take(line, &args);
    const int errors = phil_console_errors();
    const error_t error = phil_simulate_settle(&args);
    promise(phil_console_errors() - errors == (error != 0), "a refusal has one reason");
    if (!error)
        check(&args.settings);
    phil_simulate_args_release(&args);
    free(text);
    return 0;
}
