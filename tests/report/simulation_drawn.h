/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of simulations made by hand, with known content, so that what tells of them is tested
 * apart from the model. */
#ifndef TEST_REPORT_SIMULATION_DRAWN_H
#define TEST_REPORT_SIMULATION_DRAWN_H

#include <philtrum/report.h>

enum drawn {
    DRAWN_REST,    /* healthy, 4 s, one blink, nothing else */
    DRAWN_SPASM,   /* left, 5 s, 6 bursts of lip and lid from the root, one blink, one stimulus */
    DRAWN_FEW,     /* 8 s of 10 Hz pressing, 7 fasciculations, two causes, EMG at 2500 Hz */
    DRAWN_EMPTY,   /* no units, no events, no values, no doses */
    DRAWN_BARE,    /* like SPASM without EMG and movement */
    DRAWN_INSTANT, /* one sample of each trace */
    DRAWN_HOSTILE, /* like SPASM; values that are no numbers, words made to break out */
    DRAWN_HOUR,    /* 3600 s, few units, 1000 events, movement, EMG at 1000 Hz */
    N_DRAWN,
};

/* "rest" ...: for messages and files. */
const char *drawn_name(enum drawn which);

/* A new result, released with phil_nerve_result_free(). Aborts when out of memory. */
struct phil_nerve_result *drawn_make(enum drawn which);

/* How many spikes of DRAWN_SPASM began at the root, and events of it. */
enum { DRAWN_BURSTS = 6, DRAWN_SPASM_EVENTS = DRAWN_BURSTS + 2 };

enum drawn_form {
    DRAWN_TERMINAL,
    DRAWN_JSON,
    DRAWN_HTML,
    DRAWN_SPIKES, /* the tables, in the order of enum phil_simulation_table */
    DRAWN_UNITS,
    DRAWN_EMG,
    DRAWN_MOVEMENT,
    N_DRAWN_FORMS,
};

enum phil_status drawn_write_to(FILE *out, const struct phil_nerve_result *result,
                                enum drawn_form form);

/* The same as a string, to be freed; the status must be PHIL_OK. */
char *drawn_write(const struct phil_nerve_result *result, enum drawn_form form);
char *drawn_terminal(const struct phil_nerve_result *result, int columns, bool colour,
                     bool unicode);

#endif
