/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of knowledge/ as they were when philtrum was built; embed.py writes the source. */
#ifndef PHIL_CAUSES_BUILTIN_H
#define PHIL_CAUSES_BUILTIN_H

#include "raw.h"

struct phil_builtin {
    const char *text;
    size_t size;
};

extern const struct phil_builtin phil_builtin[PHIL_N_FILES];

#endif
