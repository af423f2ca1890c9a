/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much the answer to a question would tell. gain.c explains. */
#ifndef PHIL_CAUSES_GAIN_H
#define PHIL_CAUSES_GAIN_H

#include "causes/model.h"

/* What an answer to each finding would tell; entries of findings that are known for certain or of
 * no consequence are 0. */
struct phil_gains {
    double *bits;      /* n_findings: expected information about what would be advised */
    double *yes_share; /* n_findings: P(yes | what is known); NaN where the network has none */
};

/* Errors: PHIL_EMEM, PHIL_EDATA (everything empty). */
enum phil_status phil_gains_init(struct phil_gains *gains, struct phil_model *model);
void phil_gains_release(struct phil_gains *gains);

/* Entropy of a yes/no with this probability, bits. */
double phil_entropy_bits(double p);

#endif
