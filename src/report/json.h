/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the JSON writer and the JSON reader agree on. */
#ifndef PHIL_REPORT_JSON_H
#define PHIL_REPORT_JSON_H

#define PHIL_JSON_SCHEMA "philtrum.analysis/1"

/* Stands where a step gave no reason for a missing number. */
#define PHIL_JSON_NO_REASON "not measured"

/* Digits after the point: a tenth of what the best recording could resolve. */
enum {
    PHIL_JSON_S = 4,
    PHIL_JSON_MM = 4,
    PHIL_JSON_PX = 4,
    PHIL_JSON_LANDMARK = 2,
    PHIL_JSON_HZ = 3,
    PHIL_JSON_DEG = 1,
    PHIL_JSON_SNR = 2,
    PHIL_JSON_RATIO = 4,
    PHIL_JSON_RATE = 4,
};

#endif
