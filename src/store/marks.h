/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened in trials. */
#ifndef PHIL_STORE_MARKS_H
#define PHIL_STORE_MARKS_H

#include "store/inside.h"

/* Every mark is one that philtrum would have written. */
enum phil_status phil_marks_check(struct phil_store *store, const char *what);

#endif
