/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all recordings of a person together tell. */
#ifndef PHIL_REPORT_DOCTOR_POOL_H
#define PHIL_REPORT_DOCTOR_POOL_H

#include <philtrum/report.h>

#include "report/face_map.h"

struct phil_doctor_pool {
    size_t n_clips, n_seen;      /* all; those that show the person at rest */
    struct phil_moment from, to; /* of those whose time is known; utc_s 0: none is */
    double filmed_min, rest_min;
    int twitches; /* at rest, over all clips */
    struct phil_value rate_per_min;
    struct phil_interval rate_ci;     /* 95 %, widened by `spread` */
    double spread;                    /* variance of the counts over that of chance; 1 at least */
    double lowest_rate, highest_rate; /* over clips with enough rest to tell; NaN below two */
    const struct phil_doctor_clip *first; /* oldest dated clip with a twitch; NULL */
    struct phil_map_counts places;
    int sides[PHIL_SIDE_MIDDLE + 1]; /* twitches by side */
    int events;                      /* twitches that sizes were taken of */
    double median_mm, median_s, largest_mm;
    int floors;                        /* clips with a measured floor at the lips */
    double floor_lo, floor_hi;         /* mm, over them */
    double shortest_s;                 /* the coarsest frame interval */
    double movement[PHIL_N_MOVEMENTS]; /* mean probability over clips, by their twitches */
    enum phil_movement likeliest;
    int with_twitches;           /* clips */
    int rhythmic;                /* clips with a rhythm that chance would not bring */
    double rhythm_hz;            /* of the clearest of them */
    struct phil_value synchrony; /* mean over clips where it was measured, by their twitches */
    int synchrony_clips;
    int bursts, doublets, holds;
    const struct phil_doctor_clip *drawn; /* whose face the map is drawn from; NULL: none */
};

/* Pools the clips of a view. Errors: PHIL_EMEM. */
enum phil_status phil_doctor_pool(struct phil_doctor_pool *pool,
                                  const struct phil_doctor_view *view);

/* 95 % interval of a rate per minute from a count; `spread` is the variance of such counts over
 * that of chance, 1 for independent twitches. NaN unless minutes > 0. */
struct phil_interval phil_doctor_rate_ci(double count, double minutes, double spread);

#endif
