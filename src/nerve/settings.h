/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings: are they possible, and a copy that a result can keep. */
#ifndef PHIL_NERVE_SETTINGS_H
#define PHIL_NERVE_SETTINGS_H

#include <philtrum/nerve.h>

/* Errors: PHIL_EARG; the log names the setting, its value, the range and the unit. */
enum phil_status phil_nerve_settings_check(const struct phil_nerve_settings *settings,
                                           const struct phil_log *log);

/* Copies with what its pointers point to; after a failure too the copy is released.
 * Errors: PHIL_EMEM. */
enum phil_status phil_nerve_settings_copy(struct phil_nerve_settings *to,
                                          const struct phil_nerve_settings *from);
void phil_nerve_settings_release(struct phil_nerve_settings *settings);

/* How many samples of the rate lie in the time: all that begin before its end. 1.001 s of 1000 Hz
 * are 1001, although the product of the two doubles is a little less. */
size_t phil_nerve_samples(double seconds, double rate_hz);

#endif
