/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is believed of treatments before a patient was measured, on log scales (natural), each with
 * where it comes from. "measured": a study; "derived": arithmetic on studies; "judged": no figure
 * was found, wide.
 *
 * How long an injection works in hemifacial spasm: 12.4 weeks on average (16 patients with 30 and
 * more injections; Can J Neurol Sci 2010;37:631, PMID 21059510); 3.43 months, SD 1.5, and 3.26, SD
 * 1.6 (257 injections, 40 patients, blepharospasm among them; Pak J Ophthalmol 2017;33(2)); about
 * 12 weeks over the studies from 1991 to 2021 (doi:10.3390/toxins13120881); about 15 weeks in large
 * ones (doi:10.3390/life13081760). These are durations of relief as patients tell them; that they
 * end about when half of the twitches are back is judged.
 */
#ifndef PHIL_MONITOR_PRIORS_H
#define PHIL_MONITOR_PRIORS_H

/* A normal distribution of patients around `mean`, and of one patient's treatments around the
 * patient. */
struct phil_prior {
    double mean, between, within;
};

/* Days until half has worn off: median 90, log-SD 0.43 in all (derived from the figures above: a
 * mean of 14 weeks with a SD of 6); which part of that lies between patients is judged. */
static const struct phil_prior phil_prior_return = {4.4998, 0.35, 0.25};

/* Days until half has set in: first effects after 3.8 days, SD 2.6, and 3.9, SD 3.4 (257
 * injections, Pak J Ophthalmol 2017;33(2)), after about 3 days with the peak at one to two weeks
 * (the makers' own text on blepharospasm). Median 5, 95 % within 2.3 and 11 (derived). */
static const struct phil_prior phil_prior_onset = {1.6094, 0, 0.4};

/* Rate at full effect over that without: most patients are markedly better (95 % of 110: Muscle
 * Nerve 1998;21:1740; 73 to 98 %: doi:10.3390/toxins13120881), yet no study counted spasms. Median
 * 0.3, 95 % of patients within 0.03 and 3 (judged). */
static const struct phil_prior phil_prior_toxin = {-1.2040, 1.1, 0.4};

/* Any other treatment may do anything: 95 % within 1/350 and 350 (judged, so wide that hardly
 * anything depends on it but what no twitch at all means). */
static const struct phil_prior phil_prior_step = {0, 0, 3};

/* Spasms per minute: no figure was found. Median 3, 95 % within 0.01 and 1000 (judged). */
static const struct phil_prior phil_prior_rate = {1.0986, 0, 3};

/* How a patient's days differ beyond chance: variance of the negative binomial m + k m^2, k about
 * 0.2, 95 % within 0.03 and 1.4: days that differ by a factor of 1.2 to 3 (judged). */
static const struct phil_prior phil_prior_dispersion = {-1.6094, 0, 1};

/* How steeply it wears off: the exponent 6 lets it go from nine tenths to one tenth within 0.7 and
 * 1.4 times the day of half; 95 % within 3 and 12 (judged: gradual over weeks). */
static const struct phil_prior phil_prior_steepness = {1.7918, 0, 0.35};

#endif
