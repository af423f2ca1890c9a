/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Allocations that fail on demand. The linker sends every call of malloc and its kin that stands
 * in philtrum's own objects here (--wrap); calls inside shared libraries are not touched.
 */
#ifndef TESTS_MEMORY_FAILING_H
#define TESTS_MEMORY_FAILING_H

#include <philtrum/base.h>

/* What to try, once for each allocation that it makes. It frees all that it made, and checks that
 * its outputs are empty when it failed. */
typedef enum phil_status failing_body(void *user);

/* Runs `body` until it has succeeded without a failure: with the first allocation failing, the
 * second, ...; in a second sweep with all that follow failing too. The test fails unless each run
 * ends with PHIL_OK or PHIL_EMEM. Where there are many allocations, the later ones are tried in
 * growing steps: every `stride`-th part of the way; 0 tries all. Returns how many allocations the
 * undisturbed body makes. */
unsigned long failing_sweep(const char *name, failing_body *body, void *user, unsigned stride);

/* Leaves C++'s `new` out: dlib calls it 13 thousand times while it reads its detector. */
void failing_spare_new(bool spare);

/* An allocation has failed in this run. */
bool failing_happened(void);

/* In between nothing fails and nothing is counted: for what a body does beside what is tested. */
void failing_pause(void);
void failing_resume(void);

#endif
