/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mean of numbers that each patient has with an error of its own. */
#ifndef PHIL_MONITOR_POOL_H
#define PHIL_MONITOR_POOL_H

#include <stddef.h>

#include <philtrum/base.h>

struct phil_pooled {
    double mean, error;            /* and its standard error */
    struct phil_interval interval; /* 95 % */
    double tau;                    /* SD of the true values; NaN below 2 */
    struct phil_interval spread;   /* 95 % of true values are expected here; NaN below 3 */
};

/* `n` > 0 values with the variances of their errors, > 0. */
struct phil_pooled phil_pool(const double *value, const double *variance, size_t n);

#endif
