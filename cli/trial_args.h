/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `philtrum trial' was asked. */
#ifndef PHIL_CLI_TRIAL_ARGS_H
#define PHIL_CLI_TRIAL_ARGS_H

#include <philtrum/store.h>

#include "console.h"

struct phil_trial_args {
    const char *const *words; /* after the action */
    size_t n_words;
    struct phil_trial_request plan; /* what the options of `plan' say */
    bool has_seed, dry_run, peek, all, verbose;
    const char *answers, *on, *json, *html, *csv, *diary, *knowledge;
    int trial; /* 0: not named */
};

#endif
