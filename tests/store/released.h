/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Diaries of every released layout, and what must be found in each however far it was brought. */
#ifndef TESTS_STORE_RELEASED_H
#define TESTS_STORE_RELEASED_H

#include "scratch.h"

struct released {
    const char *sql; /* makes the file */
    void (*expect)(struct phil_store *store);
};

/* Of layout 1, 2, ... */
enum { N_RELEASED = 2 };
extern const struct released released[N_RELEASED];

#endif
