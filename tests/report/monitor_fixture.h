/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small clinic with everything that can be told, and each form of its report as one string. */
#ifndef TEST_REPORT_MONITOR_FIXTURE_H
#define TEST_REPORT_MONITOR_FIXTURE_H

#include <philtrum/report.h>

/* Injections with a forecast, an operation, another treatment without a visit before, repeats of
 * three patients; freed with phil_monitor_free(). */
struct phil_monitor *monitor_make(void);

/* The list that it comes from. */
extern const char monitor_list[];

enum monitor_form { MONITOR_TERMINAL, MONITOR_JSON, MONITOR_CSV, MONITOR_HTML, N_MONITOR_FORMS };

enum phil_status monitor_write_to(FILE *out, const struct phil_monitor *monitor,
                                  enum monitor_form form);

/* The same, to be freed; the status must be PHIL_OK. */
char *monitor_write(const struct phil_monitor *monitor, enum monitor_form form);

#endif
