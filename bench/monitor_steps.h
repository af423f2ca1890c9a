/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_MONITOR_STEPS_H
#define BENCH_MONITOR_STEPS_H

#include <stdbool.h>

/* Before and after a treatment that is no injection: how often the interval of the rate ratio holds
 * the truth, beside one that takes counts as Poisson. Prints a table; false when out of memory. */
bool monitor_steps_print(int patients);

#endif
