/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person should know before believing the numbers. */
#ifndef PHIL_ANALYSIS_WARNINGS_H
#define PHIL_ANALYSIS_WARNINGS_H

#include <philtrum/analysis.h>

/* Adds to `analysis` every warning that its recording and faces call for. Errors: PHIL_EMEM. */
enum phil_status phil_add_warnings(struct phil_analysis *analysis);

#endif
