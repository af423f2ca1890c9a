/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/sim.h - a drawn face that moves by an exactly known displacement field, and known
 * twitches added to real pictures. Truth for tests; includes no measuring step.
 *
 * All randomness comes from the seed and a counter, so the same settings give the same pixels
 * on every run.
 */
#ifndef PHILTRUM_SIM_H
#define PHILTRUM_SIM_H

#include <philtrum/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A movement of a piece of skin: a smooth bump in space times a smooth pulse in time. The
 *  displacement at distance r (in face coordinates, mm) from the centre is
 *  amplitude * exp(-r^2 / (2 sigma^2)) along `direction_deg`; over time it rises as a raised
 *  cosine for rise_s, holds for hold_s and falls as a raised cosine for fall_s. */
struct phil_sim_twitch {
    double onset_s, rise_s, hold_s, fall_s;
    double amplitude_mm;     /**< 0 to 0.6 sigma; more would fold the skin */
    double direction_deg;    /**< 0 picture right, 90 up */
    enum phil_region region; /**< whose centre on the drawn face is the centre of the bump */
    double sigma_mm;         /**< 2..20; 0 gives the region's default (5 mm on a lip) */
};

/** The pulse of a twitch at a time, 0..1. */
PHIL_API double phil_sim_pulse(const struct phil_sim_twitch *twitch, double time_s);

/** Skin that follows a given course: at `rate_hz` samples a second from time 0 its centre is
 * displaced by right_mm (to the picture's right) and down_mm from rest, straight lines in between
 * and the last sample held; skin around it by exp(-r^2 / (2 sigma^2)) of that. No displacement may
 * exceed 0.6 sigma_mm: more would fold the skin. */
struct phil_sim_course {
    enum phil_region region; /**< whose centre on the drawn face is the centre of the bump */
    double sigma_mm;         /**< 2..25; 0 gives the region's default */
    double rate_hz;          /**< of the samples, 1..100000 */
    const float *right_mm, *down_mm; /**< borrowed, n each; NULL: no movement that way */
    size_t n;
};

/** How far the lids of one eye are closed, 0 open .. 1 shut, sampled as a course. */
struct phil_sim_lids {
    double rate_hz;
    const float *closure; /**< borrowed; NULL: the drawn face's own blinks alone */
    size_t n;
};

struct phil_sim_face;

struct phil_sim_face_settings {
    uint64_t seed;         /**< identity, texture, noise, sway, blinks: everything random */
    int width, height;     /**< of the picture, even, 160..8192 */
    double px_per_mm;      /**< scale of the face, 0.5..20; the face must fit the picture */
    double skin;           /**< 0 dark .. 1 light */
    double texture;        /**< 0 soft .. 1 sharp: pores, lip lines, stubble */
    double beard;          /**< 0 none .. 1 full stubble */
    double noise_sd;       /**< white noise of the luma, 8-bit grey levels, alike at all levels */
    double sway_mm;        /**< rms of the head's slow (0.1-1.5 Hz) sway; 0: a still head */
    double turn_deg;       /**< rms of slow yaw and pitch with it (parallax of a face in depth) */
    double blinks_per_min; /**< Poisson with a dead time; 0: none */
    double exposure_s;     /**< shutter time over which motion is averaged; 0: instantaneous */
    double speech_from_s, speech_to_s; /**< talking-like mouth motion in between (equal: none) */
    const struct phil_sim_twitch *twitches; /**< borrowed until phil_sim_face_free */
    size_t n_twitches;
    const struct phil_sim_course *courses; /**< borrowed likewise; they add up with the twitches */
    size_t n_courses;
    struct phil_sim_lids lids[2]; /**< left, right eye of the person; on top of drawn blinks */
};

/** 1280x720, 2.5 px/mm, medium skin and texture, noise 1.5, sway 0.8 mm, turn 1 degree, 15 blinks
 *  a minute, exposure 1/60 s, no speech, no twitches, seed 1. */
PHIL_API struct phil_sim_face_settings phil_sim_face_defaults(void);

/** Prepares the face (draws its texture). On success the caller frees *face; on failure it is NULL.
 *  `log` is borrowed for the call, may be NULL.
 *  Errors: PHIL_EARG (the log names the field, its value and the range), PHIL_EMEM. */
PHIL_API enum phil_status phil_sim_face_new(struct phil_sim_face **face,
                                            const struct phil_sim_face_settings *settings,
                                            const struct phil_log *log);

/** Frees it. NULL is fine. */
PHIL_API void phil_sim_face_free(struct phil_sim_face *face);

/** Skin that takes regions where they shall go: see phil_sim_skin_new(). */
struct phil_sim_skin {
    struct phil_sim_course *courses; /**< for the settings of a face; they borrow from this */
    size_t n_courses;
    float *samples; /**< of the courses */
    float *part;    /**< how much of the movement is drawn at each sample, 0..1; 1: all of it */
    size_t n;
};

/** Makes courses that together move the centre of each target's region as the target says, where a
 *  course by itself also moves its neighbours. Movement that would fold the skin is scaled down,
 * all of it at that moment, smoothly: `part`. Less is possible while the face of `settings` talks.
 *  Targets have a region of their own each (lips, corners, chin, cheeks, lids, brows), one rate and
 *  one length. On success the caller frees *skin with phil_sim_skin_free() after the face; on
 * failure it is NULL. Of the settings seed and speech matter. Errors: PHIL_EARG (the log says which
 * target), PHIL_EMEM. */
PHIL_API enum phil_status phil_sim_skin_new(struct phil_sim_skin **skin,
                                            const struct phil_sim_face_settings *settings,
                                            const struct phil_sim_course *targets, size_t n_targets,
                                            const struct phil_log *log);

/** Frees it. NULL is fine. */
PHIL_API void phil_sim_skin_free(struct phil_sim_skin *skin);

/** Draws the frame exposed from `time_s` to `time_s` + exposure_s into 8-bit 4:2:0 planes (limited
 *  range, BT.709, chroma sited left): y is width x height with stride width, cb and cr are half
 *  size with stride width/2; cb and cr may be NULL. `noise_key` numbers the frame for the sensor
 *  noise. Costs about 15 ms for 1280x720 at 2.5 px/mm, four times that while talking. Not two
 *  threads at once on one face. Errors: none at present. */
PHIL_API enum phil_status phil_sim_face_draw(struct phil_sim_face *face, double time_s,
                                             uint64_t noise_key, uint8_t *y, uint8_t *cb,
                                             uint8_t *cr);

/** Where skin that lies at (x, y) mm in face coordinates (origin between the eyes, x to the
 *  picture's right, y down) is in the picture at an instant, pixels: the truth. A frame shows its
 *  average over the exposure. It holds for skin of the face; lids during a blink and the inside of
 *  the mouth are layers of their own, and below the chin the head's movement fades into
 *  shoulders that stand still. */
PHIL_API void phil_sim_face_point(const struct phil_sim_face *face, double x_mm, double y_mm,
                                  double time_s, double *x_px, double *y_px);

/** Centre of a region in face coordinates, mm. */
PHIL_API void phil_sim_face_region(const struct phil_sim_face *face, enum phil_region region,
                                   double *x_mm, double *y_mm);

/** The blinks that were drawn (onset times, seconds) up to `until_s`; returns how many there
 *  are, of which at most `capacity` are stored. */
PHIL_API size_t phil_sim_face_blinks(const struct phil_sim_face *face, double until_s,
                                     double *onset_s, size_t capacity);

/** A displacement to add to a real picture: content at distance r px from (x, y) moves by
 *  (dx, dy) * exp(-r^2 / (2 sigma^2)). */
struct phil_sim_bump {
    double x, y, sigma_px, dx, dy;
};

/** Warps one 8-bit plane by the sum of n bumps: each output pixel takes the input at its place
 *  before the movement (the map is inverted to 1e-4 px; windowed-sinc interpolation of 8 taps;
 *  pixels further than 4 sigma from every bump are copied exactly). `scale` is the plane's size
 *  over the luma's (0.5 for chroma). in and out must not overlap.
 *  Errors: PHIL_EARG (a bump whose |d| > 0.6 sigma would fold the picture), PHIL_EMEM. */
PHIL_API enum phil_status phil_sim_warp(const uint8_t *in, ptrdiff_t in_stride, uint8_t *out,
                                        ptrdiff_t out_stride, int width, int height, double scale,
                                        const struct phil_sim_bump *bumps, size_t n);

#ifdef __cplusplus
}
#endif
#endif
