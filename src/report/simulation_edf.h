/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An EDF+ file of a simulation: which signals it holds and how its time is cut into records. */
#ifndef PHIL_REPORT_SIMULATION_EDF_H
#define PHIL_REPORT_SIMULATION_EDF_H

#include <philtrum/report.h>

enum {
    PHIL_EDF_MOST_SIGNALS = PHIL_N_ELECTRODES + 2 * PHIL_N_NODES + PHIL_N_MUSCLES,
    PHIL_EDF_MOST_ANNOTATIONS = 64, /* of a record, by EDFlib */
    PHIL_EDF_LOWEST = -32768,
    PHIL_EDF_HIGHEST = 32767,
};

struct phil_edf_signal {
    char label[17], transducer[81];
    const char *dimension;
    const float *trace; /* borrowed */
    size_t n;
    double rate_hz;
    double lo, hi;  /* what the lowest and the highest digit mean: decimals of eight characters */
    int per_record; /* samples */
};

struct phil_edf_layout {
    struct phil_edf_signal signal[PHIL_EDF_MOST_SIGNALS];
    int n_signals;
    int record_ms;
    size_t n_records;
    int annotations;   /* of a record */
    size_t n_unusable; /* samples that are no numbers, or too large for eight characters */
    bool padded;       /* the last record is longer than the run */
    double drift;      /* how far the last sample lies from its time, in samples */
};

/* Signals with their ranges, and records that hold a whole number of samples of each. No signal:
 * n_signals 0. */
void phil_edf_layout_make(struct phil_edf_layout *layout, const struct phil_nerve_result *result);

/* What a sample is in digits: the nearest; 0 for what is no number. */
int phil_edf_digit(const struct phil_edf_signal *signal, float sample);

#endif
