/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the doctor's page says, worked out once: the PDF and the HTML page only set it, so that they
 * never disagree. All texts are clean UTF-8 without anything that steers a terminal or turns the
 * direction of reading, and belong to the content.
 */
#ifndef PHIL_REPORT_DOCTOR_CONTENT_H
#define PHIL_REPORT_DOCTOR_CONTENT_H

#include <philtrum/report.h>

#include "report/doctor_pool.h"
#include "report/still.h"
#include "report/text_buffer.h"

/* One statement: what the eye is to catch, and the rest of it. Either may be "". */
struct phil_doctor_item {
    const char *lead, *text;
};

/* Under one title. The most important item stands first: where room is short the last ones go, and
 * are told on the further pages. */
struct phil_doctor_section {
    const char *title;
    const char *note; /* how to read it, once for all items; NULL */
    bool runs_on;     /* short items that may stand in one line */
    struct phil_doctor_item *items;
    size_t n;
    size_t most; /* on the first page, however much room there is; 0: all */
};

/* The first page: a headline, a band of three answers, where it is, and the facts. */
enum phil_doctor_part {
    PHIL_DOCTOR_FLAGS,  /* band: warning signs */
    PHIL_DOCTOR_LIKELY, /* band: what is most likely */
    PHIL_DOCTOR_ASKED,  /* band: what the person asks */
    PHIL_DOCTOR_WHERE,  /* beside the map: muscles and branches */
    PHIL_DOCTOR_OFTEN,
    PHIL_DOCTOR_SINCE,
    PHIL_DOCTOR_PATTERN,
    PHIL_DOCTOR_TRIED,
    PHIL_DOCTOR_EXPOSURES,
    PHIL_DOCTOR_MEDICINES,
    PHIL_DOCTOR_BLOOD,
    PHIL_DOCTOR_FLOOR,
    PHIL_N_DOCTOR_PARTS,
};

/* The further pages are a row of blocks. */
enum phil_doctor_block_kind {
    PHIL_BLOCK_HEADING,
    PHIL_BLOCK_TEXT,
    PHIL_BLOCK_POINT, /* of a list */
    PHIL_BLOCK_TABLE,
    PHIL_BLOCK_TRIAL, /* the plot of a trial */
};

struct phil_doctor_column {
    const char *title;
    double share; /* of the width; they add up to 1 */
    bool number;  /* set to the right */
};

struct phil_doctor_block {
    enum phil_doctor_block_kind kind;
    const char *text;                         /* of all but tables and plots */
    const struct phil_doctor_column *columns; /* static storage */
    size_t n_columns, n_rows;
    size_t n_cells_open; /* of a row that is not complete yet */
    const char **cells;  /* row by row */
    const struct phil_trial_view *trial;
};

struct phil_doctor_still {
    struct phil_still still;
    uint8_t *grey; /* its picture */
    struct phil_still_arrow arrow[PHIL_N_REGIONS];
    int n_arrows;
    const char *caption;
};

struct phil_doctor {
    const struct phil_doctor_view *view;
    struct phil_doctor_pool pool;
    const char *title, *person, *born, *who, *date; /* person and born "": a line to write on */
    const char *headline, *subline;
    struct phil_doctor_section part[PHIL_N_DOCTOR_PARTS];
    const char *method, *method_short; /* under the first page */
    struct phil_doctor_still still[PHIL_STILLS];
    int n_stills;
    const char *no_stills; /* why there are none although there are twitches; "" */
    struct phil_doctor_block *blocks;
    size_t n_blocks, blocks_capacity;
    char **kept; /* every text */
    size_t n_kept, kept_capacity;
    struct phil_text text; /* being put together */
    bool failed;           /* out of memory somewhere */
};

/* Works out the content; released by phil_doctor_release() whatever it returns. Errors: PHIL_EMEM.
 */
enum phil_status phil_doctor_init(struct phil_doctor *doctor, const struct phil_doctor_view *view,
                                  const struct phil_log *log);
void phil_doctor_release(struct phil_doctor *doctor);

/* ---- for the files that fill it ---- */

/* The text that was put together in doctor->text, cleaned and kept; doctor->text is empty then. */
const char *phil_doctor_take(struct phil_doctor *doctor);

/* The same of a foreign text; NULL gives "". */
const char *phil_doctor_keep(struct phil_doctor *doctor, const char *string);

/* Adds an item whose text is what was put together in doctor->text. `lead` was kept, is static or
 * NULL. */
void phil_doctor_add(struct phil_doctor *doctor, enum phil_doctor_part part, const char *lead);

/* Adds a block; heading, text and point take what was put together. */
void phil_doctor_add_block(struct phil_doctor *doctor, enum phil_doctor_block_kind kind);

/* Begins a table, to which cells are added row by row. */
void phil_doctor_add_table(struct phil_doctor *doctor, const struct phil_doctor_column *columns,
                           size_t n_columns);
void phil_doctor_add_cell(struct phil_doctor *doctor);

/* "26 November 2026", "26 Nov 2026"; "" when the time is unknown. */
struct phil_doctor_date {
    char s[40];
};
struct phil_doctor_date phil_doctor_date(const struct phil_moment *moment, bool brief);
struct phil_doctor_date phil_doctor_day(int64_t day, bool brief);

/* An ISO date in words; anything else as it is; "" of NULL. */
struct phil_doctor_date phil_doctor_iso_date(const char *text);

/* Days that the diary is looked back over. */
int phil_doctor_days(const struct phil_doctor_view *view);

/* ---- the files ---- */

void phil_doctor_say_seen(struct phil_doctor *doctor);  /* headline, where, often, pattern, floor */
void phil_doctor_say_told(struct phil_doctor *doctor);  /* since, exposures, medicines, blood */
void phil_doctor_say_tried(struct phil_doctor *doctor); /* trials */
void phil_doctor_say_flags(struct phil_doctor *doctor); /* warning signs */
void phil_doctor_say_likely(struct phil_doctor *doctor);   /* what is likely, what is asked */
void phil_doctor_say_details(struct phil_doctor *doctor);  /* the further pages */
void phil_doctor_say_evidence(struct phil_doctor *doctor); /* ... what speaks for what, sources */
void phil_doctor_say_trials(struct phil_doctor *doctor);   /* ... each trial with its plot */

/* Pictures of the largest twitches, with a warning for each clip that cannot be read again. */
void phil_doctor_take_stills(struct phil_doctor *doctor, const struct phil_log *log);
void phil_doctor_drop_stills(struct phil_doctor *doctor);

/* The signs of the lists that ask for red flags, in their order; at most `most`, returns how many
 * there are. */
enum phil_flag_state {
    PHIL_FLAG_PRESENT,
    PHIL_FLAG_ABSENT,
    PHIL_FLAG_UNKNOWN,
    PHIL_FLAG_NOT_ASKED
};
struct phil_doctor_flag {
    const struct phil_finding *finding;
    enum phil_flag_state state;
    bool red; /* by itself a reason to see a doctor soon */
};
size_t phil_doctor_flags(const struct phil_explanation_view *view, struct phil_doctor_flag *flags,
                         size_t most);

#endif
