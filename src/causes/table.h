/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table over the states of all open causes and findings, PHIL_LANES numbers per state. Bit b
 * of a state's index is 1 when the b-th open thing is present (a cause) or lit (a finding). Each
 * function does one step of a plan in place; the ..._back functions apply its transpose. Nothing
 * is ever subtracted.
 */
#ifndef PHIL_CAUSES_TABLE_H
#define PHIL_CAUSES_TABLE_H

#include "causes/network.h"

/* `bits` is the table's before the step; an opened thing becomes its top bit. */
void phil_table_open(phil_lanes *table, unsigned bits, const double *w0, const double *w1);
void phil_table_link(phil_lanes *table, unsigned bits, unsigned cause, unsigned finding,
                     const double *q);
void phil_table_close(phil_lanes *table, unsigned bits, unsigned bit, const double *w0,
                      const double *w1);

void phil_table_open_back(phil_lanes *table, unsigned bits, const double *w0, const double *w1);
void phil_table_link_back(phil_lanes *table, unsigned bits, unsigned cause, unsigned finding,
                          const double *q);
void phil_table_close_back(phil_lanes *table, unsigned bits, unsigned bit, const double *w0,
                           const double *w1);

/* Copies the half in which `bit` is set. */
void phil_table_take_half(phil_lanes *half, phil_lanes *table, unsigned bits, unsigned bit);
/* Sum over that half of half * table. */
void phil_table_dot_half(double *sum, phil_lanes *half, phil_lanes *table, unsigned bits,
                         unsigned bit);
/* The same, with the table's entry in which `lit` is set as well. */
void phil_table_dot_lit(double *sum, phil_lanes *half, phil_lanes *table, unsigned bits,
                        unsigned bit, unsigned lit);

/* Multiplies each lane by a power of two that brings its largest entry near 1; adds the exponents
 * taken out to `exponent`. `factor` gets what was multiplied. */
void phil_table_rescale(phil_lanes *table, unsigned bits, double *factor, double *exponent);

#endif
