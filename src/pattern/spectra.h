/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectra of the mouth's motion at rest: made by spectra.c, judged by rhythm.c. */
#ifndef PHIL_PATTERN_SPECTRA_H
#define PHIL_PATTERN_SPECTRA_H

#include "pattern/parts.h"

/* Length of a piece, s: a tremor's phase wanders, so its line is 0.3-0.6 Hz wide (simulator-spec
 * section 4) and longer pieces would not sharpen it. */
#define PHIL_PIECE_S 4.0
/* Distance of the frequencies, Hz: 1 / PHIL_PIECE_S. */
#define PHIL_BIN_HZ 0.25

enum {
    PHIL_FIRST_BIN = 2, /* 0.5 Hz: lower flank of a rhythm at 2 Hz */
    PHIL_N_CONTROLS = 2,
    PHIL_N_SEARCHED = 9 + PHIL_N_CONTROLS,
};

/* Lips, corners and chin; then the controls, the brows: a line that they show as well comes from
 * the head, the lamp or the codec. */
extern const enum phil_region phil_searched[PHIL_N_SEARCHED];

struct phil_spectra {
    size_t n_pieces, n_bins;
    double *power; /* n_pieces x PHIL_N_SEARCHED x n_bins, px^2 s^2; NaN where a region was not
                      usable in a piece */
    double axis[PHIL_N_SEARCHED][2]; /* principal axis of each region's motion */
    /* Of one piece, while they are made: */
    size_t longest;        /* samples of the longest piece */
    double *series;        /* PHIL_N_SEARCHED x longest */
    double *time, *weight; /* longest */
    double *re, *im;       /* PHIL_N_SEARCHED x n_bins */
    double *cosine, *sine; /* n_bins */
};

/* Frequency of bin j. */
double phil_bin_hz(size_t bin);

/* All spectra up to `highest_hz` or half the frame rate, which must be above 2 Hz. n_pieces is 0
 * when no rest is 4 s long. Errors: PHIL_EMEM. */
enum phil_status phil_spectra_make(struct phil_spectra *spectra,
                                   const struct phil_pattern_data *data,
                                   const struct phil_motion_table *table, double highest_hz);
void phil_spectra_release(struct phil_spectra *spectra);

#endif
