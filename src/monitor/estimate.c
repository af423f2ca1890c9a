/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From draws to numbers. */
#include <math.h>
#include <string.h>

#include "monitor/inside.h"
#include "monitor/medians.h"

struct phil_estimate phil_unknown(const char *reason)
{
    return (struct phil_estimate){phil_unmeasured(reason), {NAN, NAN}};
}

struct phil_estimate phil_estimate_of(double *draws, size_t n)
{
    phil_sort(draws, n);
    return (struct phil_estimate){
        phil_measured(phil_sorted_quantile(draws, n, 0.5)),
        {phil_sorted_quantile(draws, n, PHIL_TAIL), phil_sorted_quantile(draws, n, 1 - PHIL_TAIL)}};
}

/* A posterior is prior times likelihood. To average posteriors over patients would count the prior
 * once for each patient, so it is divided out, as if all three were normal. Where the data say
 * less than a tenth of what the prior does, nothing is left that is worth keeping. */
void phil_effect_keep(struct phil_working *working, int patient, enum phil_treatment treatment,
                      double mean, double variance, size_t n)
{
    double prior_mean, prior_variance;
    phil_effect_prior_of_mean(treatment != PHIL_TREATMENT_TOXIN, n, &prior_mean, &prior_variance);
    const double precision = 1 / variance - 1 / prior_variance;
    if (!(precision > 0.1 / prior_variance))
        return;
    working->effects[working->n_effects++] = (struct phil_patient_effect){
        patient, treatment, (mean / variance - prior_mean / prior_variance) / precision,
        1 / precision};
}

uint64_t phil_effect_seed(const struct phil_effect_data *data)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < data->n_days; i++) {
        const double words[3] = {data->days[i].day - data->starts[0], data->days[i].count,
                                 data->days[i].exposure_min};
        for (int w = 0; w < 3; w++) {
            uint64_t bits;
            memcpy(&bits, &words[w], sizeof bits);
            hash = (hash ^ bits) * UINT64_C(1099511628211);
        }
    }
    return hash;
}
