/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `philtrum simulate' is asked for, and the words in which it is said. */
#ifndef PHIL_CLI_SIMULATE_ARGS_H
#define PHIL_CLI_SIMULATE_ARGS_H

#include <argp.h>

#include <philtrum/nerve.h>

#include "simulate_video.h"

/* A cause as it was typed: what was said of it is put together once all of it is known. */
struct phil_simulate_cause {
    const struct phil_nerve_cause *cause;
    double severity; /* NaN: that of all */
};

/* --dose (name NULL) and --set of the cause with this index. */
struct phil_simulate_setting {
    size_t cause;
    char *name; /* owned */
    const char *text;
};

struct phil_simulate_args {
    struct phil_nerve_settings settings; /* its lists point to those below once all is settled */
    double severity;                     /* of the causes that were not given one of their own */
    struct phil_simulate_cause causes[PHIL_NERVE_MAX_CAUSES];
    size_t n_causes;
    struct phil_simulate_setting *sets;
    size_t n_sets;
    struct phil_nerve_dose doses[PHIL_NERVE_MAX_CAUSES];
    struct phil_nerve_act *acts;
    size_t n_acts;
    struct phil_nerve_stimulus *stimuli; /* side PHIL_SIDE_MIDDLE until it is settled: not said */
    size_t n_stimuli;
    int units[PHIL_N_MUSCLES], total_units; /* -1: not said */
    struct phil_simulated_clip clip;
    const char *json, *html, *spikes, *parameters, *emg, *movement, *edf; /* NULL: none */
    bool list, quiet, verbose;
    size_t n_given; /* options other than --list, --json, --quiet */
};

void phil_simulate_args_init(struct phil_simulate_args *args);
void phil_simulate_args_release(struct phil_simulate_args *args);

/* One option each; errors have been told. */
error_t phil_simulate_add_cause(struct phil_simulate_args *args, const char *text);
error_t phil_simulate_add_severity(struct phil_simulate_args *args, const char *text);
error_t phil_simulate_add_dose(struct phil_simulate_args *args, const char *text);
error_t phil_simulate_add_setting(struct phil_simulate_args *args, const char *text);
error_t phil_simulate_add_act(struct phil_simulate_args *args, const char *text);
error_t phil_simulate_add_stimulus(struct phil_simulate_args *args, const char *text);
error_t phil_simulate_add_units(struct phil_simulate_args *args, const char *text);
error_t phil_simulate_take_side(struct phil_simulate_args *args, const char *text);

/* Everything has been read: doses, sides and numbers of units follow from it. */
error_t phil_simulate_settle(struct phil_simulate_args *args);

#endif
