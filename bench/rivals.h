/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alternatives measured beside philtrum, on the same clip; rivals.c tells the idea. */
#ifndef PHIL_BENCH_RIVALS_H
#define PHIL_BENCH_RIVALS_H

#include <philtrum/analysis.h>

#include "events/detect.h"

/* The methods, in the order of every table. */
enum phil_bench_method {
    PHIL_BENCH_OURS,
    PHIL_BENCH_LANDMARKS,
    PHIL_BENCH_PLAIN_LK,
    PHIL_BENCH_N_METHODS,
};

/* "philtrum" | "landmarks" | "plain LK" */
const char *phil_bench_method_name(enum phil_bench_method method);

/* One trace per method over the same frames. Owned by the caller: phil_bench_traces_release(). */
struct phil_bench_traces {
    struct phil_analysis *analysis;      /* of the whole clip, by philtrum */
    const struct phil_face_result *face; /* the one seen longest; NULL when there is none */
    struct phil_trace landmarks, plain_lk;
    double px_per_mm; /* philtrum's ruler, for all three */
};

/* Analyses the clip with philtrum and measures it with the alternatives. With `floor`, philtrum
 * also works out its floor. PHIL_EDATA when no face is found. */
enum phil_status phil_bench_measure(struct phil_bench_traces *traces, const char *path, bool floor,
                                    bool rivals);
void phil_bench_traces_release(struct phil_bench_traces *traces);

const struct phil_trace *phil_bench_trace(const struct phil_bench_traces *traces,
                                          enum phil_bench_method method);

/* Looks for twitches in a method's trace, or the beginning of one, with philtrum's event step at
 * its usual rate of false alarms. `silent`: nobody talks in this clip, and the jitter of the
 * alternatives is not to be taken for it. Release with phil_found_release(). */
enum phil_status phil_bench_find(struct phil_found *found, const struct phil_trace *trace,
                                 enum phil_bench_method method, double px_per_mm, bool silent);

#endif
