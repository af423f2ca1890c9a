/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trials with what an independent program made of them (tests/trial/oracle). */
#ifndef TESTS_TRIAL_ORACLE_H
#define TESTS_TRIAL_ORACLE_H

#include <jansson.h>
#include <philtrum/trial.h>

/* The document; fails the test when it cannot be read. */
json_t *oracle_load(const char *name);

/* A number of a set; NaN for null. Fails the test when there is none. */
double oracle_number(const json_t *set, const char *key);

/* The days of a set, in pairs; freed by drawn_free(). */
struct phil_trial_data *oracle_data(const json_t *set);

#endif
