/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small drawn clips with known twitches, written to files as a camera would. */
#ifndef TESTS_ANALYSIS_STUDIO_H
#define TESTS_ANALYSIS_STUDIO_H

#include <philtrum/analysis.h>
#include <philtrum/sim.h>
#include <philtrum/writer.h>

struct take {
    struct phil_sim_face_settings face;
    double seconds, rate_hz;
    double jitter;    /* of the frame times, share of the interval: a variable rate */
    int rotation_deg; /* the picture is stored turned, and the file says so */
    bool flipped;     /* left and right of the picture swapped */
    bool empty;       /* nobody there */
    const char *ending;
    const char *codec;                           /* FFmpeg encoder */
    int quality;                                 /* see phil_writer_settings */
    const struct phil_sim_face_settings *beside; /* a second face to the right of the first */
};

/* 8 s of 416x416 at 30 frames/s and 1.75 px/mm, sharp skin, light noise, sway, no blinks. */
struct take take_defaults(uint64_t seed);

/* Films a take; the path is good until the next call of studio_close. */
const char *studio_film(const struct take *take);

/* Deletes all that was filmed. A cmocka teardown. */
int studio_close(void **state);

/* Analyses; the test fails if it does. The caller frees it. */
struct phil_analysis *studio_analyse(const char *path,
                                     const struct phil_analysis_settings *settings);

/* The event of a kind nearest to a time, or NULL when none is within `within_s`. */
const struct phil_event *event_near(const struct phil_face_result *face, enum phil_event_kind kind,
                                    double time_s, double within_s);

int count_events(const struct phil_face_result *face, enum phil_event_kind kind);

/* All that was found, as comments of the test's output. */
void print_face(const struct phil_face_result *face);

bool has_warning(const struct phil_analysis *a, const char *code);

#endif
