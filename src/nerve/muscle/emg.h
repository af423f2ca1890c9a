/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surface EMG: templates of motor unit action potentials from a volume conductor, overlap-add. */
#ifndef PHIL_NERVE_EMG_H
#define PHIL_NERVE_EMG_H

#include "nerve/parallel.h"
#include "nerve/physiology.h"

struct phil_emg;

/* Computes the templates of the units that have spikes, at all electrodes that see them, for an EMG
 * at the rate. The crew is borrowed as long as the EMG lives; once it is stopped, templates and
 * channels lack what was not begun. Errors: PHIL_EMEM. */
enum phil_status phil_emg_new(struct phil_emg **emg, const struct phil_nerve_result *result,
                              double rate_hz, struct phil_crew *crew);
void phil_emg_free(struct phil_emg *emg);

/* One channel of the whole run into out_uv [n], microvolt, with the amplifier's noise and band.
 * Channels may be made by several threads at once. Errors: PHIL_EMEM. */
enum phil_status phil_emg_channel(const struct phil_emg *emg,
                                  const struct phil_nerve_result *result,
                                  enum phil_nerve_electrode electrode, float *out_uv, size_t n);

/* Samples a second of templates: that of the EMG, or a multiple of it that is 4000 or more. */
double phil_emg_template_hz(const struct phil_emg *emg);

/* The template of a unit at an electrode, microvolt, borrowed: *n samples, the first one when its
 * end-plates are excited. NULL when the electrode does not see the unit, or it never fired. */
const float *phil_emg_template(const struct phil_emg *emg, size_t unit,
                               enum phil_nerve_electrode electrode, size_t *n);

#endif
