/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last error that the library told. */
#ifndef PHIL_TESTS_NERVE_TOLD_H
#define PHIL_TESTS_NERVE_TOLD_H

#include <stdio.h>

#include <philtrum/base.h>

struct phil_told {
    char text[400];
};

static inline void phil_told_keep(void *user, enum phil_level level, const char *text)
{
    struct phil_told *told = user;
    if (level == PHIL_LOG_ERROR)
        snprintf(told->text, sizeof told->text, "%s", text);
}

#endif
