/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Known twitches: read from the command line or scattered at random, and written down as the
 * truth that an analysis can be compared with.
 */
#ifndef PHIL_CLI_TWITCHES_H
#define PHIL_CLI_TWITCHES_H

#include <argp.h>

#include <philtrum/sim.h>

#include "console.h"

/* What the command line asks for. */
struct phil_twitch_plan {
    struct phil_sim_twitch *given; /* --twitch, owned */
    size_t n_given;
    int count;           /* --count: how many more to scatter at random */
    double amplitude_mm; /* --amplitude, of those */
    int region;          /* --region, of those; -1: any part of the lips */
    double duration_s;   /* --duration, of all */
    uint64_t seed;       /* --seed */
    const char *truth_path;
};

/* The options that say it: a child parser whose input is a plan made by
 * phil_twitch_plan_init(). */
extern const struct argp phil_twitch_argp;

void phil_twitch_plan_init(struct phil_twitch_plan *plan);
void phil_twitch_plan_release(struct phil_twitch_plan *plan);

/* REGION@T:MM[:DIRECTION] as --twitch takes it. */
error_t phil_take_twitch(const char *text, struct phil_sim_twitch *twitch);

/* Rise, hold and fall that add up to `duration_s`. */
void phil_twitch_shape(struct phil_sim_twitch *twitch, double duration_s);

/* The given twitches and the random ones, in order of onset, within [0, length_s]. *twitches is
 * the caller's to free. Random onsets keep a distance, so fewer may fit than were asked for: that
 * is an error. */
enum phil_exit phil_twitch_plan_all(const struct phil_twitch_plan *plan, double length_s,
                                    struct phil_sim_twitch **twitches, size_t *n);

/* When the pulse is highest: the middle of its hold. */
double phil_twitch_peak_s(const struct phil_sim_twitch *twitch);
double phil_twitch_offset_s(const struct phil_sim_twitch *twitch);

/* The truth about a clip, for phil_truth_write(). */
struct phil_truth {
    const char *clip_path;
    const char *source; /* "drawn" or the clip that was injected into */
    double frame_rate_hz, length_s, px_per_mm;
    const struct phil_sim_twitch *twitches;
    size_t n_twitches;
    /* The centre of a twitch at its peak, in pixels of the clip; NaN where unknown. */
    void (*place)(const void *user, const struct phil_sim_twitch *twitch, double *x_px,
                  double *y_px);
    const void *user;
    const double *blinks_s; /* onsets */
    size_t n_blinks;
};

/* One JSON document of schema philtrum.truth/1. */
enum phil_exit phil_truth_write(const char *path, const struct phil_truth *truth);

#endif
