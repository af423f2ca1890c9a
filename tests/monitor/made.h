/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of visits as text, what is made of them, and the last message. */
#ifndef TESTS_MONITOR_MADE_H
#define TESTS_MONITOR_MADE_H

#include <philtrum/monitor.h>

struct made {
    char error[512];
    int errors, notes;
};

/* A log that fills `made`. */
struct phil_log made_log(struct made *made);

/* Reads `text`; NULL, with the reason in made->error, when it is refused. */
struct phil_monitor_data *made_read(const char *text, struct made *made);

/* Reads and computes; the test fails when that cannot be done. */
struct phil_monitor *made_monitor(const char *text);

/* Both ends and the number within `tolerance` (relative) of these. */
void made_close(const struct phil_estimate *estimate, double value, double lo, double hi,
                double tolerance);

#endif
