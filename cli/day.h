/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days as an option takes them. */
#ifndef PHIL_CLI_DAY_H
#define PHIL_CLI_DAY_H

#include <stdbool.h>
#include <stdint.h>

/* "2026-11-20", "today", "yesterday" or "tomorrow" into days since 1970-01-01. False, after an
 * error message that names `option`, when it is none of these. */
bool phil_parse_day(const char *option, const char *text, int64_t today, int64_t *day);

#endif
