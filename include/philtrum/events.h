/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/events.h - twitches in the traces, and everything that is told apart from them.
 *
 * Events do not know which sensor saw them.
 */
#ifndef PHILTRUM_EVENTS_H
#define PHILTRUM_EVENTS_H

#include <philtrum/motion.h>

#ifdef __cplusplus
extern "C" {
#endif

enum phil_event_kind {
    PHIL_EVENT_TWITCH,
    PHIL_EVENT_BLINK,
    PHIL_EVENT_SPEECH,
    PHIL_EVENT_SWALLOW,
    PHIL_EVENT_OTHER, /**< a movement, but not a twitch: expression, breath, head jerk, ... */
};

/** "twitch" | "blink" | "speech" | "swallow" | "other". Static storage. */
PHIL_API const char *phil_event_kind_name(enum phil_event_kind kind);

/** A movement. What could not be measured of one that is no twitch is NaN: sizes, direction and
 *  snr of speech, the size of a blink whose lids were not seen. Of a twitch all is finite. */
struct phil_event {
    double onset_s, peak_s, offset_s;
    enum phil_region region; /**< where it is largest, in standard errors */
    enum phil_side side;
    double amplitude_mm; /**< peak displacement from the level before */
    double amplitude_px;
    double direction_deg; /**< of that displacement: 0 picture right, 90 up, in (-180, 180] */
    double snr;           /**< peak of the matched filter in standard deviations */
    double probability;   /**< that this is a real movement of this kind, not noise */
    uint32_t also;        /**< bit r set: region r moved along (region itself not set) */
    enum phil_event_kind kind;
};

enum phil_segment_label {
    PHIL_SEGMENT_REST,
    PHIL_SEGMENT_SPEECH,
    PHIL_SEGMENT_SMILE,
    PHIL_SEGMENT_CHEWING,
    PHIL_SEGMENT_HEAD_TURN,
    PHIL_SEGMENT_OCCLUDED,
    PHIL_SEGMENT_NO_FACE,
};

/** "rest" | "speech" | "smile" | "chewing" | "head_turn" | "occluded" | "no_face". */
PHIL_API const char *phil_segment_label_name(enum phil_segment_label label);

struct phil_segment {
    double start_s, end_s;
    enum phil_segment_label label;
};

#ifdef __cplusplus
}
#endif
#endif
