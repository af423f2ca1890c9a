/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the functions that stand in for the real ones and the sweep that counts them. */
#ifndef TESTS_MEMORY_WRAPPED_H
#define TESTS_MEMORY_WRAPPED_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Counts an allocation; true when it is to fail. */
bool failing_now(void);
bool failing_now_in_new(void);

#ifdef __cplusplus
}
#endif
#endif
