/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in until the functions of exact.h are built. */
#define _GNU_SOURCE
#include "base/exact.h"

#include <math.h>

double phil_exact_exp(double x)
{
    return exp(x);
}

double phil_exact_log(double x)
{
    return log(x);
}

double phil_exact_pow(double x, double y)
{
    return pow(x, y);
}

void phil_exact_sincos(double x, double *sine, double *cosine)
{
    *sine = sin(x);
    *cosine = cos(x);
}
