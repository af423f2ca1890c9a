/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the clip's codec does to small known movements; codec.c tells the idea. */
#ifndef PHIL_ANALYSIS_CODEC_H
#define PHIL_ANALYSIS_CODEC_H

#include "analysis/quantiser.h"
#include "motion/track.h"
#include "recording/ahead.h"

/* Heights that each pulse is tried with; pictures of one sequence (half a second at 240 a second);
 * pulses kept. */
enum { PHIL_CODEC_LEVELS = 3, PHIL_CODEC_FRAMES = 136, PHIL_CODEC_PULSES = 64 };

/* What the measurement saw of one pulse at rising heights. */
struct phil_response {
    enum phil_region region;
    size_t first;                   /* frame of the trace at which its stretch began */
    int n, peak;                    /* pictures; the one nearest to the pulse's peak */
    double free;                    /* share of the height that is seen without the codec */
    double unit[2];                 /* direction of what is seen without the codec */
    float pulse[PHIL_CODEC_FRAMES]; /* its course, 0 to 1 */
    int n_levels;
    double height_px[PHIL_CODEC_LEVELS];                 /* rising */
    float seen[PHIL_CODEC_LEVELS][PHIL_CODEC_FRAMES][2]; /* displacement that was added, pixels */
    float sd_px[PHIL_CODEC_LEVELS][PHIL_CODEC_FRAMES]; /* standard error that it adds, in squares */
};

/* All zero to begin with. */
struct phil_codec_test {
    struct phil_response *response; /* n of them */
    int n;
    const char *why; /* why there is none, once that is known; static storage */
    double next_s, began_s;
    int stretches;                /* tested so far */
    struct phil_stretch *stretch; /* being kept; NULL between two */
    struct phil_mosaic mosaic;    /* where the decoder does not tell the quantiser */
    double quantiser;             /* found with it; 0 before */
};

/* Keeps the mouth of a frame that `track` was just stepped with (entry `at` of `trace`), and tests
 * the codec when a stretch is complete. A frame with flag HEAD ends a stretch. Errors: PHIL_EMEM.
 */
enum phil_status phil_codec_frame(struct phil_codec_test *test, struct phil_track *track,
                                  const struct phil_frame *frame, const struct phil_trace *trace,
                                  double px_per_mm, const struct phil_ahead *recording);

void phil_codec_release(struct phil_codec_test *test);

/* What would be seen of a pulse at one height, times `scale`: fills `move` and `sd_px` (room for
 * PHIL_CODEC_FRAMES). Between two levels in proportion; below the lowest as
 * the lowest, above the highest as the highest. */
void phil_response_at(const struct phil_response *r, double height_px, double scale,
                      float (*move)[2], float *sd_px);

/* Share of a movement of this height that survives the codec: the pulse fitted to what was seen,
 * over what is seen without the codec. A single one may lie outside 0..1. */
double phil_response_gain(const struct phil_response *r, double height_px);

#endif
