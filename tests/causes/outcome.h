/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an explanation of a vignette fares, and sums of it. */
#ifndef PHIL_TESTS_OUTCOME_H
#define PHIL_TESTS_OUTCOME_H

#include "vignette.h"

/* One vignette, explained. */
struct outcome {
    const struct vignette *vignette;
    size_t rank;            /* of the best-placed right cause, from 1; 0: none to judge */
    bool main_first;        /* the leading cause is the one that the publication puts first */
    const char *leading[3]; /* ids of the first three */
    double probability[3];
    enum phil_care care;
    char rule[48]; /* what chose the level of care; "" for self-care */
};

/* Explains it without intervals or questions. */
enum phil_status outcome_of(struct outcome *outcome, const struct phil_knowledge *knowledge,
                            const struct vignette *vignette, const struct phil_log *log);

/* The same through the interview: of the vignette only what is asked becomes known. To a screen
 * ("any of these?") the person says `silent` ("no", "?") where the vignette is silent, to anything
 * else "don't know". At most `most` questions; *asked is how many came. */
enum phil_status outcome_of_interview(struct outcome *outcome, int *asked,
                                      const struct phil_knowledge *knowledge,
                                      const struct vignette *vignette, int most, const char *silent,
                                      const struct phil_log *log);

/* Counts. `diagnosed` have a cause to find; "too low" and "too high" are of the level of care. */
struct tally {
    int n, diagnosed, first, in_three, main_first;
    int care_right, too_low, too_high, far_too_low;
    int emergencies, emergencies_missed;
    int self_care, self_care_raised;
};
void tally_add(struct tally *tally, const struct outcome *outcome);

/* Wilson's 95 % interval of k in n (Wilson 1927, J Am Stat Assoc 22:209); 0..1 for n = 0. */
struct phil_interval wilson(int k, int n);

#endif
