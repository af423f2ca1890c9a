/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chances as people can picture them. "Of 100 people" is understood by far more readers than a
 * percentage or a likelihood (Gigerenzer and Hoffrage 1995, doi:10.1037/0033-295X.102.4.684), and
 * a common denominator lets two causes be compared.
 */
#include <math.h>
#include <stdio.h>

#include "report/explain_wording.h"

struct phil_number phil_of_100(double chance)
{
    struct phil_number number;
    const double of_100 = 100 * fmin(fmax(chance, 0), 1);
    if (of_100 < 0.5)
        snprintf(number.s, sizeof number.s, "fewer than 1");
    else if (of_100 > 99.5)
        snprintf(number.s, sizeof number.s, "more than 99");
    else if (of_100 < 10 || of_100 > 90)
        number = phil_fixed(of_100, 0);
    else
        number = phil_fixed(5 * round(of_100 / 5), 0);
    return number;
}

/* Two digits, fives below 100: nobody needs to know that it is 1 in 1,347. */
static double rounded(double n)
{
    if (n < 20)
        return round(n);
    const double unit = n < 100 ? 5 : pow(10, floor(log10(n)) - 1);
    return unit * round(n / unit);
}

/* Below this nothing here is known, and a smaller number would only pretend. */
#define RAREST 1e-6

struct phil_number phil_one_in(double share)
{
    struct phil_number number;
    if (!(share >= RAREST)) {
        snprintf(number.s, sizeof number.s, "fewer than 1 in 1,000,000");
    } else if (share < 0.35) {
        const long n = lround(rounded(1 / share));
        if (n < 1000)
            snprintf(number.s, sizeof number.s, "1 in %ld", n);
        else if (n < 1000000)
            snprintf(number.s, sizeof number.s, "1 in %ld,%03ld", n / 1000, n % 1000);
        else
            snprintf(number.s, sizeof number.s, "1 in 1,000,000");
    } else {
        const int tenths = (int)lround(10 * fmin(share, 1));
        snprintf(number.s, sizeof number.s, tenths > 9 ? "more than 9 in 10" : "%d in 10", tenths);
    }
    return number;
}
