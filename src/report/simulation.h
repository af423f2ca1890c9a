/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of a simulation: facts counted from its result, and the sentences made of them. */
#ifndef PHIL_REPORT_SIMULATION_H
#define PHIL_REPORT_SIMULATION_H

#include <philtrum/report.h>

#include "report/text_buffer.h"

/* A good clip of a phone shows nine in ten twitches of this size (doc/performance.md: 0.32 mm). */
#define PHIL_SHOWS_MM 0.3

enum { PHIL_MOST_EVENT_KINDS = 16 };

/* One pool of motor units and its muscle. */
struct phil_pool_summary {
    size_t units, lost, affected, active; /* active: with a spike */
    size_t spikes, by_origin[PHIL_N_NERVE_ORIGINS];
    struct phil_value rate_hz;     /* spikes a second of an active unit */
    struct phil_value interval_cv; /* mean over units with at least ten intervals */
    struct phil_value force_n;     /* the greatest */
};

/* Events that are called alike. */
struct phil_kind_summary {
    const char *kind;
    size_t n, measured, shown; /* measured: of known size; shown: of at least PHIL_SHOWS_MM */
    double largest_mm;         /* NaN: not known of any */
};

/* How far a piece of skin went, at most. */
struct phil_node_summary {
    struct phil_value mm;
    double right_mm, down_mm, time_s;
    double rms_mm; /* root mean square; 0 without movement */
};

struct phil_simulation_summary {
    struct phil_pool_summary pool[PHIL_N_MUSCLES];
    struct phil_pool_summary all; /* counts alone */
    struct phil_kind_summary kind[PHIL_MOST_EVENT_KINDS];
    size_t n_kinds;
    struct phil_node_summary node[PHIL_N_NODES];
    enum phil_nerve_node
        lip; /* of lips, corners and chin, what moved most; PHIL_N_NODES: nothing */
    struct phil_value emg_uv[PHIL_N_ELECTRODES]; /* root mean square */
};

struct phil_simulation_summary phil_simulation_summarise(const struct phil_nerve_result *result);

/* Spikes of a unit, from *begin to before *end of result->spikes. */
void phil_unit_spikes(const struct phil_nerve_result *result, size_t unit, size_t *begin,
                      size_t *end);

/* ---- closer ---- */

/* Where a stretch of so many seconds shows the largest movement around the mouth. False where
 * nothing moved, or the whole is hardly longer. */
bool phil_simulation_closer(const struct phil_nerve_result *result,
                            const struct phil_simulation_summary *summary, double seconds,
                            double *from_s);

/* A stretch as a simulation of its own, with times counted from its start; it borrows from the
 * whole, and is released with the other one. Errors: PHIL_EMEM (nothing to release). */
enum phil_status phil_simulation_cut(struct phil_nerve_result *part,
                                     const struct phil_nerve_result *whole, double from_s,
                                     double seconds);
void phil_simulation_cut_release(struct phil_nerve_result *part);

/* ---- words ---- */

enum phil_simulation_paragraph {
    PHIL_SIMULATION_NOT_YOU,  /* most twitches are harmless; a model, not you */
    PHIL_SIMULATION_TITLE,    /* "A simulated face: hemifacial spasm, left side" */
    PHIL_SIMULATION_SETTING,  /* how long, how many units, what the person did meanwhile */
    PHIL_SIMULATION_EVENTS,   /* what happened, how often */
    PHIL_SIMULATION_MOVEMENT, /* how far skin moved, where */
    PHIL_SIMULATION_SPIKES,   /* how many, where they began */
    PHIL_SIMULATION_SHOWN,    /* what of it a video could show */
    PHIL_SIMULATION_HIDDEN,   /* what it could not */
    PHIL_SIMULATION_PATTERN,  /* which part is a statistical pattern */
    PHIL_SIMULATION_LIMITS,   /* how certain the model is */
    PHIL_SIMULATION_NEXT,     /* what to do with a twitch of one's own */
};

/* Adds one paragraph, ASCII, without a line break; nothing when there is nothing to say. */
void phil_simulation_say(struct phil_text *text, enum phil_simulation_paragraph what,
                         const struct phil_simulation_view *view,
                         const struct phil_simulation_summary *summary);

/* What is said to everybody, whatever was simulated: NOT_YOU, NEXT. Static storage. */
const char *phil_simulation_for_people(enum phil_simulation_paragraph what);

/* How common a cause is among people, by the knowledge base; nothing where that is not at hand. */
void phil_simulation_say_common(struct phil_text *text, const struct phil_simulation_view *view,
                                const struct phil_nerve_cause *cause);

/* Item i of whom to see and when: the harmless twitch first, each cause, what cannot wait. False
 * behind the last. */
bool phil_simulation_say_whom(struct phil_text *text, const struct phil_simulation_view *view,
                              size_t i);

/* Whether healthy faces do it too, or it was asked for: blinks, acts, stimuli. */
bool phil_event_is_ordinary(const char *kind);

/* Adds "dose 6 mg/kg; ..." of a cause. */
void phil_simulation_say_dose(struct phil_text *text, const struct phil_nerve_dose *dose);

/* Adds "dose 6 mg/kg (caffeine that was drunk)": for people; `full`: "; further ..." too. */
void phil_simulation_say_dose_plainly(struct phil_text *text, const struct phil_nerve_dose *dose,
                                      bool full);

/* Adds "burst, left, most at the mouth corner, 1.2 mm" of an event, without its time. */
void phil_simulation_say_event(struct phil_text *text, const struct phil_nerve_event *event);

/* "upper lip, left" ...; "several places" outside the enum. Static storage. */
const char *phil_node_in_words(enum phil_nerve_node node);

/* "upper lip L" ...: for a label of at most 13 columns. Static storage. */
const char *phil_muscle_in_short(enum phil_nerve_muscle muscle);

/* "upper lip, left", "corner depressor, left" ...: for a row of a chart. Static storage. */
const char *phil_muscle_for_row(enum phil_nerve_muscle muscle);

/* "upper lip, left" ...: where an electrode lies. Static storage. */
const char *phil_electrode_in_words(int electrode);

/* Where a spike began, for people: "the nerve cell" ...; static storage. */
const char *phil_spike_origin_in_words(enum phil_nerve_origin origin);

/* A number with four digits of meaning; "-" when it is not finite. */
struct phil_number phil_four_digits(double value);

/* ---- for programs ---- */

/* Adds the settings as a JSON object on one line: complete enough to run again, every number with
 * all its digits. */
void phil_simulation_settings_json(struct phil_text *text,
                                   const struct phil_nerve_settings *settings);

#endif
