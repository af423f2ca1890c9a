/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/nerve.h - the facial nerve and the muscles around mouth and eyes, simulated: drive,
 * motoneurons, axons, junctions, motor units, surface EMG, movement of the skin; and each cause of
 * twitching as a change in them, at a dose. Includes no measuring step: it is truth for tests, and
 * an explanation. doc/model.md has the equations, their sources and what is uncertain.
 *
 * The same settings give the same bits on every run, machine and number of threads.
 */
#ifndef PHILTRUM_NERVE_H
#define PHILTRUM_NERVE_H

#include <philtrum/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The pools of motoneurons, one a muscle and side; even: left, odd: right (the person's own). */
enum phil_nerve_muscle {
    PHIL_ORIS_UPPER_LEFT, /**< orbicularis oris superior */
    PHIL_ORIS_UPPER_RIGHT,
    PHIL_ORIS_LOWER_LEFT, /**< orbicularis oris inferior */
    PHIL_ORIS_LOWER_RIGHT,
    PHIL_DEPRESSOR_LEFT, /**< depressor anguli oris */
    PHIL_DEPRESSOR_RIGHT,
    PHIL_MENTALIS_LEFT,
    PHIL_MENTALIS_RIGHT,
    PHIL_ZYGOMATICUS_LEFT, /**< zygomaticus major */
    PHIL_ZYGOMATICUS_RIGHT,
    PHIL_OCULI_LEFT, /**< orbicularis oculi */
    PHIL_OCULI_RIGHT,
    PHIL_N_MUSCLES,
};

/** "oris_upper_left" ...; NULL outside the enum. Static storage. */
PHIL_API const char *phil_nerve_muscle_name(enum phil_nerve_muscle muscle);

/** "ring muscle of the mouth, upper left" ...: for people. NULL outside the enum. */
PHIL_API const char *phil_nerve_muscle_plain_name(enum phil_nerve_muscle muscle);

/** Left or right. */
PHIL_API enum phil_side phil_nerve_muscle_side(enum phil_nerve_muscle muscle);

/* ---- causes ---- */

/** How well a figure is known: the marks of doc/model.md. */
enum phil_nerve_mark {
    PHIL_NERVE_PUBLISHED, /**< read in a publication */
    PHIL_NERVE_KNOWN,     /**< common knowledge of the field, not read again */
    PHIL_NERVE_DERIVED,   /**< obtained with these equations */
    PHIL_NERVE_ASSUMED,   /**< judged; no figure exists */
};

/** "published" ...; static storage. */
PHIL_API const char *phil_nerve_mark_name(enum phil_nerve_mark mark);

/** One quantity of a cause: what can be set. */
struct phil_nerve_parameter {
    const char *name;           /**< "dose", "fraction", "load" ...: for --set */
    const char *unit;           /**< "mg/kg", "mmol/L", "Hz" ...; "" for a bare number */
    const char *text;           /**< what it is, in one line */
    double lo, hi;              /**< what is accepted */
    double none, usual, severe; /**< at severity 0, 0.5 and 1; straight lines in between */
    enum phil_nerve_mark mark;
    const char *source;
};

/** A cause: its first parameter is its dose. All text is static. */
struct phil_nerve_cause {
    const char *id;        /**< as in philtrum explain: "caffeine", "hemifacial_spasm" ... */
    const char *name;      /**< "caffeine", "hemifacial spasm" ... */
    const char *mechanism; /**< what it changes, one or two sentences for people */
    const char *evidence;  /**< how good the evidence is that it makes a lip twitch */
    const char
        *generator; /**< what of it is a statistical pattern and no mechanism; NULL: nothing */
    bool one_sided; /**< `side` of the settings matters */
    const struct phil_nerve_parameter *parameters;
    size_t n_parameters;
};

/** All causes; *n of them. Static storage. */
PHIL_API const struct phil_nerve_cause *phil_nerve_causes(size_t *n);

/** The cause called `id`, or NULL. */
PHIL_API const struct phil_nerve_cause *phil_nerve_cause_find(const char *id);

enum { PHIL_NERVE_MAX_PARAMETERS = 10, PHIL_NERVE_MAX_CAUSES = 12 };

/** A cause at a dose: a value for each of its parameters. */
struct phil_nerve_dose {
    const struct phil_nerve_cause *cause;
    double value[PHIL_NERVE_MAX_PARAMETERS];
};

/** The cause with its parameters at a severity, 0 (none) to 1 (severe).
 *  Errors: PHIL_EARG (severity outside 0..1; the log says so). */
PHIL_API enum phil_status phil_nerve_dose_init(struct phil_nerve_dose *dose,
                                               const struct phil_nerve_cause *cause,
                                               double severity, const struct phil_log *log);

/** Sets one parameter from text, a number with or without its unit: "6mg/kg", "2.5 mmol/L", "0.4".
 *  `name` NULL: the first one, the dose; none of it makes the other values those of health, which
 *  may then be set: somebody who is prone to twitch, without coffee. Errors: PHIL_EARG (no such
 *  parameter, no number, another unit, out of range: the log names the range and the unit, and what
 *  was perhaps meant). */
PHIL_API enum phil_status phil_nerve_dose_set(struct phil_nerve_dose *dose, const char *name,
                                              const char *text, const struct phil_log *log);

/* ---- settings ---- */

/** What the person does meanwhile. */
enum phil_nerve_act_kind {
    PHIL_ACT_PRESS,   /**< presses the lips together: oris, mentalis a little */
    PHIL_ACT_RAMP,    /**< presses from 0 up to the level, in a straight line */
    PHIL_ACT_SMILE,   /**< zygomaticus, oculi a little */
    PHIL_ACT_SQUEEZE, /**< shuts the eyes tightly: oculi */
    PHIL_ACT_BLINK,   /**< one blink at from_s; level and to_s do not matter */
    PHIL_ACT_SPEECH,  /**< mouth movements at syllable rate, both sides */
    PHIL_N_ACTS,
};

/** "press" ...; NULL outside the enum. */
PHIL_API const char *phil_nerve_act_name(enum phil_nerve_act_kind kind);

struct phil_nerve_act {
    enum phil_nerve_act_kind kind;
    double from_s, to_s; /**< within the run, one after the other */
    double level;        /**< drive, 0 relaxed .. 1 greatest effort */
};

/** Where an electrical stimulus is given. */
enum phil_nerve_place {
    PHIL_STIMULATE_FORAMEN,   /**< all branches, at the stylomastoid foramen */
    PHIL_STIMULATE_ZYGOMATIC, /**< the branch to oculi and zygomaticus */
    PHIL_STIMULATE_MARGINAL,  /**< the branch to the lower lip and chin */
    PHIL_N_PLACES,
};

/** "foramen" ...; NULL outside the enum. */
PHIL_API const char *phil_nerve_place_name(enum phil_nerve_place place);

struct phil_nerve_stimulus {
    enum phil_nerve_place place;
    enum phil_side side; /**< left or right */
    double time_s;       /**< within the run */
};

struct phil_nerve_settings {
    uint64_t seed;
    double seconds;                      /**< 0.1..3600 */
    enum phil_side side;                 /**< of one-sided causes: left, right or both */
    uint32_t units[PHIL_N_MUSCLES];      /**< motor units of each pool, 0..20000 */
    const struct phil_nerve_dose *doses; /**< borrowed; together: mechanisms multiply */
    size_t n_doses;                      /**< 0: healthy; up to PHIL_NERVE_MAX_CAUSES, each once */
    const struct phil_nerve_act *acts;   /**< borrowed */
    size_t n_acts;
    double blinks_per_min;                     /**< spontaneous, 0..60 */
    const struct phil_nerve_stimulus *stimuli; /**< borrowed */
    size_t n_stimuli;
    double step_ms;     /**< of the motoneurons: 0.5 / a whole number, 0.001..0.5 */
    bool noise;         /**< synaptic noise of drive; false for studies */
    double emg_rate_hz; /**< 1000..20000; 0: no EMG */
    bool movement;      /**< forces and movement of the skin */
    int threads;        /**< 0..64; 0: one a core; the result does not depend on it */
};

/** 10 s, seed 1, left, 800 units (120 a quadrant of oris, 80 oculi, 32 zygomaticus, 24 each of the
 *  others), healthy, at rest, 15 blinks a minute, 0.05 ms, noise, EMG at 4 kHz, movement. */
PHIL_API struct phil_nerve_settings phil_nerve_defaults(void);

/* ---- results ---- */

/** One motor unit as it was simulated. */
struct phil_nerve_unit {
    enum phil_nerve_muscle muscle;
    float size;           /**< place in the pool by size, 0 smallest .. 1 largest */
    float velocity_m_s;   /**< of the axon */
    float latency_ms;     /**< soma to end-plate */
    float fibres;         /**< muscle fibres */
    float contraction_ms; /**< time to the twitch's peak */
    float tetanic_mn;     /**< greatest force, mN */
    float depth_mm;       /**< of its fibres below the skin */
    bool lost;            /**< its axon has died: it never fires */
    bool affected;        /**< its axon runs through the lesion */
};

/** Where a spike began. */
enum phil_nerve_origin {
    PHIL_NERVE_ORIGIN_SOMA,
    PHIL_NERVE_ORIGIN_ROOT,     /**< root exit zone: the compressed part */
    PHIL_NERVE_ORIGIN_TERMINAL, /**< far out, in the muscle */
    PHIL_NERVE_ORIGIN_STIMULUS,
    PHIL_NERVE_ORIGIN_REFLECTED, /**< soma, fired again by a spike that ran back: F-wave */
    PHIL_N_NERVE_ORIGINS,
};

/** "soma", "root" ...; NULL outside the enum. */
PHIL_API const char *phil_nerve_origin_name(enum phil_nerve_origin origin);

/** One spike that reached the end-plate. */
struct phil_nerve_spike {
    double began_s;     /**< where it began */
    double end_plate_s; /**< when it reached the muscle */
    uint32_t unit;
    float fibres; /**< the part of the unit's fibres that answered, 0..1 */
    enum phil_nerve_origin origin;
};

/** Electrodes on the skin, in the order of the channels. */
enum phil_nerve_electrode {
    PHIL_EMG_UPPER_LEFT,
    PHIL_EMG_UPPER_MIDDLE,
    PHIL_EMG_UPPER_RIGHT,
    PHIL_EMG_LOWER_LEFT,
    PHIL_EMG_LOWER_MIDDLE,
    PHIL_EMG_LOWER_RIGHT,
    PHIL_EMG_OCULI_LEFT,
    PHIL_EMG_OCULI_RIGHT,
    PHIL_N_ELECTRODES,
};

/** "upper_left" ... "oculi_right"; NULL outside the enum. */
PHIL_API const char *phil_nerve_electrode_name(enum phil_nerve_electrode electrode);

/** Pieces of skin that move. */
enum phil_nerve_node {
    PHIL_NODE_UPPER_LEFT,
    PHIL_NODE_UPPER_MIDDLE,
    PHIL_NODE_UPPER_RIGHT,
    PHIL_NODE_LOWER_LEFT,
    PHIL_NODE_LOWER_MIDDLE,
    PHIL_NODE_LOWER_RIGHT,
    PHIL_NODE_CORNER_LEFT,
    PHIL_NODE_CORNER_RIGHT,
    PHIL_NODE_CHIN_LEFT,
    PHIL_NODE_CHIN_RIGHT,
    PHIL_NODE_UPPER_LID_LEFT, /**< its margin: 0 open; down is closing */
    PHIL_NODE_UPPER_LID_RIGHT,
    PHIL_NODE_LOWER_LID_LEFT,
    PHIL_NODE_LOWER_LID_RIGHT,
    PHIL_N_NODES,
};

/** down_mm of an upper lid at which the eye is shut; beyond it is squeezing. */
#define PHIL_NERVE_LID_TRAVEL_MM 10.0

/** "upper_left" ... "lower_lid_right"; NULL outside the enum. */
PHIL_API const char *phil_nerve_node_name(enum phil_nerve_node node);

/** The region of the face where a node lies. */
PHIL_API enum phil_region phil_nerve_node_region(enum phil_nerve_node node);

/** Something that happened, as it was made: truth. */
struct phil_nerve_event {
    const char *kind; /**< "tic", "blink", "fasciculation", "run", "burst", "act" ...; static */
    double onset_s, offset_s;
    enum phil_side side;
    enum phil_nerve_muscle muscle; /**< where most of it was; PHIL_N_MUSCLES: several muscles */
    /** That moved most: of the mouth, where that moved by 0.05 mm. PHIL_N_NODES: none. */
    enum phil_nerve_node node;
    double amplitude_mm; /**< greatest movement of that node within the event; NaN: not known */
};

/** One parameter value that was used, for the header of every output. */
struct phil_nerve_value {
    char name[48];
    double value;
    const char *unit, *source; /**< static */
    enum phil_nerve_mark mark;
};

/** All of a simulation. Plain to read; owned by who called phil_nerve_run(). */
struct phil_nerve_result {
    struct phil_nerve_settings settings; /**< its pointers are copies, owned by the result */
    struct phil_nerve_unit *units;       /**< n_units, pool by pool in the order of the enum */
    size_t n_units;
    uint32_t first_unit[PHIL_N_MUSCLES + 1];
    struct phil_nerve_spike *spikes; /**< by unit, then by end_plate_s */
    size_t n_spikes;
    size_t *first_spike; /**< n_units + 1 */
    double emg_rate_hz;  /**< 0: no EMG */
    size_t n_emg;
    float
        *emg_uv[PHIL_N_ELECTRODES]; /**< microvolt, single differential along the fibres; or NULL */
    double movement_rate_hz;        /**< 1000; 0: none */
    size_t n_movement;
    float *force_n[PHIL_N_MUSCLES];  /**< newton; or NULL */
    float *right_mm[PHIL_N_NODES];   /**< to the picture's right (the person's left); or NULL */
    float *down_mm[PHIL_N_NODES];    /**< or NULL */
    struct phil_nerve_event *events; /**< by onset */
    size_t n_events;
    struct phil_nerve_value *values; /**< what was set, what follows from it, every constant */
    size_t n_values;
    double twitches_per_min; /**< runs, lone impulses and tics to expect in the whole face, on
                                  average; NaN: bursts of a pressed root follow from its membrane */
    double unit_steps;       /**< motoneuron integration steps of one unit that were taken */
    size_t bytes;            /**< memory that this result takes */
    const char *arithmetic;  /**< "c", "avx2", ...: the kernel that ran; the bits are the same */
};

/** Simulates. `progress` (may be NULL) is told seconds of simulated time; `log` may be NULL.
 *  On success the caller frees *result with phil_nerve_result_free(), else it is NULL.
 *  Cost: about a tenth of real time a core for 800 units.
 *  May run on several threads at once.
 *  Errors: PHIL_EARG (a setting out of its range: the log names it, the range and the unit),
 *  PHIL_EMEM, PHIL_ECANCEL. */
PHIL_API enum phil_status phil_nerve_run(struct phil_nerve_result **result,
                                         const struct phil_nerve_settings *settings,
                                         const struct phil_progress *progress,
                                         const struct phil_log *log);

/** Frees it. NULL is fine. */
PHIL_API void phil_nerve_result_free(struct phil_nerve_result *result);

#ifdef __cplusplus
}
#endif
#endif
