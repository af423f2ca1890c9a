/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analyses made by hand, with known content, and what a report wrote as one string. */
#ifndef TEST_REPORT_FIXTURE_H
#define TEST_REPORT_FIXTURE_H

#include <philtrum/report.h>

enum fixture {
    FIXTURE_NINE,       /* one face, 9 twitches in 24 s of rest, 7 blinks, talking, 1 swallow */
    FIXTURE_ONE,        /* one face, one twitch */
    FIXTURE_QUIET,      /* one face, blinks, no twitch */
    FIXTURE_TWO_FACES,  /* the first like NINE, the second quiet, with some regions unmeasured */
    FIXTURE_NO_FACE,    /* nothing found, one warning */
    FIXTURE_UNMEASURED, /* one face, no rest, everything without a value */
    FIXTURE_HOSTILE,    /* like NINE with a name, warnings and reasons made to break out */
    N_FIXTURES,
};

/* Names of the fixtures, for messages and files. */
const char *fixture_name(enum fixture which);

/* A new analysis; fixture_free() releases it. Aborts when out of memory. */
struct phil_analysis *fixture_make(enum fixture which);
void fixture_free(struct phil_analysis *analysis);

/* The file name of FIXTURE_HOSTILE. */
extern const char fixture_hostile_name[];

/* What each report wrote, to be freed; *size may be NULL. The status must be PHIL_OK. */
char *fixture_json(const struct phil_analysis *analysis, size_t *size);
char *fixture_terminal(const struct phil_analysis *analysis, int columns, bool colour,
                       bool unicode);
char *fixture_csv(const struct phil_analysis *analysis);
char *fixture_html(const struct phil_analysis *analysis, const char *clip_path);

/* True when `text` holds "nan" or "inf" as a word of its own, in any case. */
bool fixture_has_nan(const char *text);

#endif
