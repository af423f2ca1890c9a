/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Medicines that bear on twitching, known by name. */
#ifndef PHIL_DIARY_MEDICINES_H
#define PHIL_DIARY_MEDICINES_H

#include <stddef.h>

/* The findings that a medicine by this name (as typed, in any of several languages) answers with
 * yes: up to PHIL_MEDICINE_FINDINGS ids, NULL behind them; NULL for an unknown name. */
enum { PHIL_MEDICINE_FINDINGS = 2 };
const char *const *phil_medicine_findings(const char *name);

/* The known name nearest to `name` when it looks like a slip of it; NULL otherwise. */
const char *phil_medicine_nearest(const char *name);

#endif
