/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact test over the assignments that a design could have drawn. */
#ifndef PHIL_TRIAL_RANDOMISATION_H
#define PHIL_TRIAL_RANDOMISATION_H

#include "trial/lattice.h"

struct phil_test {
    struct phil_value p_value;
    double p_least;         /* the smallest that it could have been; NaN without a test */
    uint64_t n_assignments; /* UINT64_MAX: more than fit; 0: not randomised */
    bool all_assignments;
};

/* Tests whether the arms of `rows` matter. `most` assignments are gone through, else so many are
 * drawn with `seed`. Errors: PHIL_EMEM. */
enum phil_status phil_test_run(struct phil_test *test, const struct phil_trial_data *data,
                               const struct phil_rows *rows, const struct phil_prior *prior,
                               uint64_t seed, int most);

#endif
