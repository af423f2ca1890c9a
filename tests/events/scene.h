/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Traces made by hand: noise of a known kind with known movements in it. Shares nothing with the
 * detector but the trace's layout.
 */
#ifndef TESTS_EVENTS_SCENE_H
#define TESTS_EVENTS_SCENE_H

#include "events/detect.h"

/* Scale of all scenes. */
static const double PX_PER_MM = 2.5;

struct scene {
    uint64_t seed;
    double seconds, rate_hz;
    double sigma_px;  /* white noise of each coordinate */
    double memory;    /* lag-1 correlation of the noise; 0: white */
    double drift_px;  /* rms of a slow wander, 0.05 to 0.3 Hz */
    double jitter;    /* of the frame interval, share of it: a variable frame rate */
    double dropped;   /* share of frames that are missing from the clip */
    double common_px; /* noise that all regions share */
};

/* 20 s at 30 frames/s, white noise of 0.03 px. */
struct scene scene_defaults(uint64_t seed);

/* A trace of a face at rest with the scene's noise. */
void scene_trace(const struct scene *scene, struct phil_trace *trace);

/* A movement: rises as a raised cosine, holds, falls as one. */
struct pulse {
    double onset_s, rise_s, hold_s, fall_s;
    double px, direction_deg; /* 0 picture right, 90 up */
};

double pulse_height(const struct pulse *p, double time_s);

void scene_move(struct phil_trace *trace, enum phil_region region, const struct pulse *p);

/* Both eyes' openings look unlike themselves for a while; lids and cheeks go along. */
void scene_blink(struct phil_trace *trace, double onset_s, double length_s, double height);

/* Detects at false_per_min with PX_PER_MM; fails the test otherwise. */
struct phil_found scene_detect(const struct phil_trace *trace, double false_per_min);

/* Number of events of a kind. */
int scene_count(const struct phil_found *found, enum phil_event_kind kind);

/* The event of a kind whose peak is nearest to a time, NULL when none is within `within_s`. */
const struct phil_event *scene_near(const struct phil_found *found, enum phil_event_kind kind,
                                    double time_s, double within_s);

/* Prints all events, as comments of the test's output. */
void scene_print(const struct phil_found *found);

/* What must hold of whatever is found in any trace; fails the test otherwise. */
void scene_check_sanity(const struct phil_found *found, const struct phil_trace *trace);

#endif
