/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads an EDF+ file by its specification (Kemp and Olivan 2003), without the library that wrote
 * it. Whatever departs from the specification fails the test. */
#ifndef TEST_REPORT_EDF_READER_H
#define TEST_REPORT_EDF_READER_H

#include <stddef.h>

enum { EDF_MOST_SIGNALS = 128 };

struct edf_signal {
    char label[17], dimension[9], transducer[81];
    double lo, hi, digital_lo, digital_hi;
    int per_record;
    size_t n;
    double *sample; /* physical; NULL for annotations */
};

struct edf_annotation {
    double onset_s, duration_s; /* -1: none */
    char *text;
};

struct edf_file {
    char patient[81], recording[81], start[17];
    double record_s;
    size_t n_records;
    int n_signals; /* without annotations */
    struct edf_signal signal[EDF_MOST_SIGNALS];
    struct edf_annotation *annotations;
    size_t n_annotations;
};

struct edf_file *edf_read(const char *path);
void edf_free(struct edf_file *file);

/* The signal of that label, or NULL. */
const struct edf_signal *edf_find(const struct edf_file *file, const char *label);

#endif
