/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a careless or hostile hand may offer as the days of a trial. */
#ifndef TESTS_TRIAL_NASTY_H
#define TESTS_TRIAL_NASTY_H

#include <stddef.h>

enum nasty_fate { NASTY_READ, NASTY_REFUSED, NASTY_EITHER /* but never misread */ };

struct nasty {
    const char *name;
    enum nasty_fate fate;
    char *text; /* to be freed; may hold NUL bytes */
    size_t size;
};

/* Makes the i-th file; false after the last. Without memory the text is NULL. */
int nasty_get(struct nasty *nasty, size_t i);

#endif
