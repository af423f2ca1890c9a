/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report must say and must not. Both fail the test with the whole text. */
#ifndef TEST_REPORT_TOLD_H
#define TEST_REPORT_TOLD_H

#include <stddef.h>

/* Where a sentence stands in `text`. */
size_t told_at(const char *text, const char *sentence);
void told_not(const char *text, const char *sentence);

#endif
