/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small knowledge base for tests: some drinks, foods and findings, nothing else. */
#ifndef TESTS_DIARY_PANTRY_H
#define TESTS_DIARY_PANTRY_H

#include <philtrum/diary.h>

/* Static storage, filled on the first call. */
const struct phil_knowledge *pantry(void);

/* The moment of an RFC 3339 text. */
struct phil_moment moment_of(const char *rfc3339);

/* A log that keeps the last message of each level, "" before the first. */
struct heard {
    char error[1024], warning[1024], info[1024];
    int errors;
};
struct phil_log listen_to(struct heard *heard);

#endif
