/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a simulation goes: text, page, tables, recordings, the truth about its clip. */
#ifndef PHIL_CLI_SIMULATE_OUTPUT_H
#define PHIL_CLI_SIMULATE_OUTPUT_H

#include "simulate_args.h"

/* No result may land on another; endings that say the format must be ones that are known. */
error_t phil_simulate_check_outputs(const struct phil_simulate_args *args);

/* Can every file be made? Told before a simulation that may take long. Leaves nothing behind. */
enum phil_exit phil_simulate_try_outputs(const struct phil_simulate_args *args);

/* Writes all that was asked for, the clip first, each file whole or not at all. Errors have been
 * told. */
enum phil_exit phil_simulate_write(const struct phil_simulate_args *args,
                                   const struct phil_nerve_result *result);

#endif
