/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "causes/table.h"

#include <math.h>
#include <string.h>

/* `index` with a bit of this value put in at `bit`. */
static inline size_t insert(size_t index, unsigned bit, size_t value)
{
    const size_t low = ((size_t)1 << bit) - 1;
    return ((index & ~low) << 1) | (value << bit) | (index & low);
}

void phil_table_open(phil_lanes *table, unsigned bits, const double *w0, const double *w1)
{
    const size_t n = (size_t)1 << bits;
    for (size_t i = 0; i < n; i++)
        for (int l = 0; l < PHIL_LANES; l++) {
            const double t = table[i][l];
            table[i + n][l] = t * w1[l];
            table[i][l] = t * w0[l];
        }
}

void phil_table_open_back(phil_lanes *table, unsigned bits, const double *w0, const double *w1)
{
    const size_t n = (size_t)1 << bits;
    for (size_t i = 0; i < n; i++)
        for (int l = 0; l < PHIL_LANES; l++)
            table[i][l] = w0[l] * table[i][l] + w1[l] * table[i + n][l];
}

/* The i-th state in which the cause is present and the finding unlit. */
static inline size_t present_unlit(size_t i, unsigned cause, unsigned finding)
{
    return cause < finding ? insert(insert(i, cause, 1), finding, 0)
                           : insert(insert(i, finding, 0), cause, 1);
}

void phil_table_link(phil_lanes *table, unsigned bits, unsigned cause, unsigned finding,
                     const double *q)
{
    const size_t n = (size_t)1 << (bits - 2), lit = (size_t)1 << finding;
    for (size_t i = 0; i < n; i++) {
        const size_t at = present_unlit(i, cause, finding);
        for (int l = 0; l < PHIL_LANES; l++) {
            const double t = table[at][l];
            table[at + lit][l] += q[l] * t;
            table[at][l] = (1 - q[l]) * t;
        }
    }
}

void phil_table_link_back(phil_lanes *table, unsigned bits, unsigned cause, unsigned finding,
                          const double *q)
{
    const size_t n = (size_t)1 << (bits - 2), lit = (size_t)1 << finding;
    for (size_t i = 0; i < n; i++) {
        const size_t at = present_unlit(i, cause, finding);
        for (int l = 0; l < PHIL_LANES; l++)
            table[at][l] = (1 - q[l]) * table[at][l] + q[l] * table[at + lit][l];
    }
}

/* Entries are read no earlier than they are written over: insert(i, ...) >= i. */
void phil_table_close(phil_lanes *table, unsigned bits, unsigned bit, const double *w0,
                      const double *w1)
{
    const size_t n = (size_t)1 << (bits - 1);
    for (size_t i = 0; i < n; i++) {
        const size_t at = insert(i, bit, 0), other = at | (size_t)1 << bit;
        for (int l = 0; l < PHIL_LANES; l++)
            table[i][l] = w0[l] * table[at][l] + w1[l] * table[other][l];
    }
}

void phil_table_close_back(phil_lanes *table, unsigned bits, unsigned bit, const double *w0,
                           const double *w1)
{
    for (size_t i = (size_t)1 << (bits - 1); i-- > 0;) {
        const size_t at = insert(i, bit, 0), other = at | (size_t)1 << bit;
        for (int l = 0; l < PHIL_LANES; l++) {
            const double t = table[i][l];
            table[other][l] = w1[l] * t;
            table[at][l] = w0[l] * t;
        }
    }
}

void phil_table_take_half(phil_lanes *half, phil_lanes *table, unsigned bits, unsigned bit)
{
    const size_t n = (size_t)1 << (bits - 1);
    for (size_t i = 0; i < n; i++)
        memcpy(half[i], table[insert(i, bit, 1)], sizeof half[i]);
}

void phil_table_dot_half(double *sum, phil_lanes *half, phil_lanes *table, unsigned bits,
                         unsigned bit)
{
    phil_table_dot_lit(sum, half, table, bits, bit, bit);
}

void phil_table_dot_lit(double *sum, phil_lanes *half, phil_lanes *table, unsigned bits,
                        unsigned bit, unsigned lit)
{
    const size_t n = (size_t)1 << (bits - 1);
    phil_lanes total = {0};
    for (size_t i = 0; i < n; i++) {
        const size_t at = insert(i, bit, 1) | (size_t)1 << lit;
        for (int l = 0; l < PHIL_LANES; l++)
            total[l] += half[i][l] * table[at][l];
    }
    memcpy(sum, total, sizeof total);
}

void phil_table_rescale(phil_lanes *table, unsigned bits, double *factor, double *exponent)
{
    const size_t n = (size_t)1 << bits;
    phil_lanes largest = {0};
    for (size_t i = 0; i < n; i++)
        for (int l = 0; l < PHIL_LANES; l++)
            largest[l] = table[i][l] > largest[l] ? table[i][l] : largest[l];
    bool any = false;
    for (int l = 0; l < PHIL_LANES; l++) {
        /* Beyond 1000 the power itself would overflow. */
        const int e = largest[l] > 0 ? (int)fmax(-1000, ilogb(largest[l])) : 0;
        factor[l] = ldexp(1, -e);
        exponent[l] += e;
        any |= e != 0;
    }
    for (size_t i = 0; any && i < n; i++)
        for (int l = 0; l < PHIL_LANES; l++)
            table[i][l] *= factor[l];
}
