/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long an analysis of a trial takes and what memory it needs, beside the textbook tests. */
#ifndef PHIL_BENCH_TRIAL_SPEED_H
#define PHIL_BENCH_TRIAL_SPEED_H

#include <stdbool.h>

/* Prints the table; one core. False when an analysis failed. */
bool bench_trial_speed(void);

/* Its lines of the closing table. */
void bench_trial_speed_summary(void);

#endif
