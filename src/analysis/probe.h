/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known movements put into a clip's own pixels while it is being read: how much of a movement does
 * the measurement see? probe.c tells the idea. */
#ifndef PHIL_ANALYSIS_PROBE_H
#define PHIL_ANALYSIS_PROBE_H

#include <philtrum/analysis.h>

#include "motion/track.h"

/* Probes per region: enough for a median. */
enum { PHIL_N_PROBES = 3 };

struct phil_probes {
    double gain[PHIL_N_REGIONS][PHIL_N_PROBES]; /* measured over injected displacement */
    int n[PHIL_N_REGIONS];
    int64_t frames; /* seen so far */
    int next_region;
};

/* Perhaps injects a movement into one region of this frame and measures it. */
void phil_probe_frame(struct phil_probes *probes, struct phil_track *track,
                      const struct phil_frame *frame, double px_per_mm);

/* Median of a region's gains; NaN when it could never be probed. */
double phil_probe_gain(const struct phil_probes *probes, enum phil_region region);

#endif
