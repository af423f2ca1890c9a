/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trials made by hand, with known content: the numbers of a result are set here, not worked out. */
#ifndef TEST_REPORT_TRIAL_FIXTURE_H
#define TEST_REPORT_TRIAL_FIXTURE_H

#include <philtrum/report.h>

enum trial_fixture {
    TRIAL_HELPS,     /* 28 days, less coffee, every kind of day, all checks agree */
    TRIAL_HARMS,     /* 24 days, made elsewhere, days 1 to 24 */
    TRIAL_NO_MATTER, /* 40 days, made elsewhere */
    TRIAL_UNDECIDED, /* like HELPS; checks disagree, a control changed, doses alike */
    TRIAL_TOO_LITTLE,
    TRIAL_RUNNING, /* half of HELPS; no result */
    TRIAL_PEEKED,  /* the same with one */
    TRIAL_BEFORE,  /* planned */
    TRIAL_FLAG,    /* stopped for a doctor to see */
    TRIAL_YEAR,    /* 365 days, made elsewhere */
    TRIAL_HOSTILE, /* like HELPS, every text made to break out */
    N_TRIAL_FIXTURES,
};

enum { TRIAL_CURVE = 121, TRIAL_SENSITIVITY = 6, TRIAL_MARKS = 8 };

/* One case with all that it rests on; a test may change what is in it. */
struct trial_case {
    struct phil_trial_plan plan;
    struct phil_trial_data data;
    struct phil_trial_result result;
    struct phil_sensitivity sensitivity[TRIAL_SENSITIVITY];
    struct phil_trial_mark marks[TRIAL_MARKS];
    double curve_log_ratio[TRIAL_CURVE], curve_density[TRIAL_CURVE];
    struct phil_trial_view view;
};

const char *trial_fixture_name(enum trial_fixture which);

/* A new case, freed with trial_free(). Aborts when out of memory. */
struct trial_case *trial_make(enum trial_fixture which);
void trial_free(struct trial_case *c);

/* What each report wrote, to be freed. The status must be PHIL_OK. */
char *trial_json(const struct phil_trial_view *view);
char *trial_terminal(const struct phil_trial_view *view, int columns, bool colour, bool unicode);
char *trial_html(const struct phil_trial_view *view);
char *trials_json(const struct phil_trial_view *views, size_t n);
char *trials_terminal(const struct phil_trial_view *views, size_t n, int columns, bool unicode);

/* Text that tries to steer a terminal, to close a tag, to turn the direction of reading. */
extern const char trial_hostile_text[];

#endif
