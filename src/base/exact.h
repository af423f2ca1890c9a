/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Elementary functions that give the same bits on every machine: made of IEEE additions,
 * multiplications, divisions and square roots in a fixed order. The C library's own differ in the
 * last place between versions and processors, which is enough to move a spike. Error at most about
 * 1 ulp; doubles only.
 */
#ifndef PHIL_BASE_EXACT_H
#define PHIL_BASE_EXACT_H

double phil_exact_exp(double x);
double phil_exact_log(double x);                                /* x > 0 */
double phil_exact_pow(double x, double y);                      /* x > 0 */
void phil_exact_sincos(double x, double *sine, double *cosine); /* |x| < 1e6 */

#endif
