/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found, in plain sentences: the same words on the terminal and on the page. ASCII. */
#ifndef PHIL_REPORT_WORDING_H
#define PHIL_REPORT_WORDING_H

#include <philtrum/analysis.h>

#include "report/text_buffer.h"

enum { PHIL_N_KINDS = PHIL_EVENT_OTHER + 1, PHIL_N_LABELS = PHIL_SEGMENT_NO_FACE + 1 };

/* The facts that sentences are made of. */
struct phil_summary {
    int count[PHIL_N_KINDS];          /* events of each kind */
    double label_s[PHIL_N_LABELS];    /* seconds under each label */
    enum phil_region place;           /* where most twitches were; the first of equals */
    int at_place, places;             /* how many there, and in how many regions any */
    const struct phil_event *largest; /* twitch; NULL when there is none */
    int lips, lip_floors;             /* lip regions, and those with a measured floor */
    double floor_lo_mm, floor_hi_mm;  /* over lip_floors */
    const char *floor_reason;         /* of the first lip region without one; else NULL */
};

struct phil_summary phil_summarise(const struct phil_face_result *face);

enum phil_paragraph {
    PHIL_SAY_SEEN,   /* how long the face was watched */
    PHIL_SAY_FOUND,  /* how many twitches, how often, where, how large */
    PHIL_SAY_KIND,   /* what kind of movement it looks like */
    PHIL_SAY_APART,  /* what else was seen and not counted */
    PHIL_SAY_FLOOR,  /* how small a twitch could show */
    PHIL_SAY_LIMITS, /* what the frame rate hides, false finds */
    PHIL_SAY_RULER,  /* where the millimetres come from */
    PHIL_N_PARAGRAPHS,
};

/* Adds one paragraph about a face, without a line break; nothing when there is nothing to say. */
void phil_say(struct phil_text *text, enum phil_paragraph paragraph,
              const struct phil_analysis *analysis, const struct phil_face_result *face);

/* Adds what to say when there is no face at all. */
void phil_say_no_face(struct phil_text *text, const struct phil_analysis *analysis);

/* Adds "30 s, 1080 x 1920, 30 frames a second, h264". */
void phil_say_clip(struct phil_text *text, const struct phil_recording_info *info);

/* "This is a measurement, not a diagnosis." and why. Static storage. */
const char *phil_say_not_a_diagnosis(void);

/* "left upper lip", "chin": as it stands inside a sentence after "the". Static storage. */
const char *phil_region_in_words(enum phil_region region);

/* "a fine rippling of the skin" ...; static storage. */
const char *phil_movement_in_words(enum phil_movement movement);

/* "talking", "head turned away" ...; static storage. */
const char *phil_label_in_words(enum phil_segment_label label);

/* Lengths with two useful digits, without the unit: "0.40", "0.034", "1.3". */
struct phil_number phil_mm(double mm);

/* "3.2 s", "28 s", "9 min 58 s". */
struct phil_number phil_seconds(double s);

/* "90 ms", "1.2 s". */
struct phil_number phil_duration(double s);

/* "2.4", "22". */
struct phil_number phil_rate(double per_min);

/* Whether a value can be said. */
bool phil_known(struct phil_value value);

/* The reason of a value that is not known, never NULL. */
const char *phil_reason(struct phil_value value);

#endif
