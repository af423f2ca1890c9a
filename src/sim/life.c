/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens when: the pulse of a twitch, the sway of the head, blinks, syllables.
 *
 * Everything is a closed function of the time, the seed and a counter: frames may be drawn in
 * any order. Sway is a sum of sinusoids whose frequencies are drawn between 0.1 and 1.5 Hz with
 * amplitudes falling as 1/f, so the rms over a long time is exactly the one asked for (over a
 * few seconds it is less). Blinks are a renewal process: a dead time, then exponential waiting.
 * Their lids close in about 90 ms, stay for 30 ms and open in about 180 ms, as Evinger, Manning
 * and Sibony measured spontaneous blinks (1991). Syllables come at 3-5 Hz on a jittered grid.
 */
#include "sim/private.h"

#include "base/random.h"

#include <math.h>

static const double SWAY_LO_HZ = 0.1, SWAY_HI_HZ = 1.5;
/* What a head that sways by 1 mm also does: judged from the design's phone clips. */
static const double ROLL_RAD_PER_MM = 0.006, SCALE_PER_MM = 0.004;
/* Mean duration of the parts of a blink, s; each varies by +-15 %. */
static const double BLINK_CLOSE_S = 0.09, BLINK_HOLD_S = 0.03, BLINK_OPEN_S = 0.18;
/* Shortest time from one blink's onset to the next, s. */
static const double BLINK_DEAD_S = 0.8;
static const double SYLLABLE_S = 0.25, SYLLABLE_LENGTH = 1.25; /* 4 Hz; length in syllables */
/* How far lower lid and brow go with a full blink, mm; spontaneous blinks spare the brow. */
static const double BLINK_LOWER_LID_MM = 0.5, BLINK_BROW_MM = 0.12;
/* Averages are taken at this many midpoints: a raised cosine of 50 ms is averaged over 1/60 s
 * to 1e-4 of its height. */
enum { AVERAGE_POINTS = 16 };
/* A course that moves less is at rest: 1/10000 of a pixel at 10 px/mm. */
static const double STILL_MM = 1e-5;

double phil_sim_pulse(const struct phil_sim_twitch *twitch, double time_s)
{
    double t = time_s - twitch->onset_s;
    if (t <= 0)
        return 0;
    if (t < twitch->rise_s)
        return 0.5 - 0.5 * cos(M_PI * t / twitch->rise_s);
    t -= twitch->rise_s + twitch->hold_s;
    if (t <= 0)
        return 1;
    return t < twitch->fall_s ? 0.5 + 0.5 * cos(M_PI * t / twitch->fall_s) : 0;
}

double phil_sim_twitch_sigma(const struct phil_sim_twitch *twitch)
{
    return twitch->sigma_mm > 0 ? twitch->sigma_mm : phil_sim_region_sigma(twitch->region);
}

void phil_sim_sway_init(struct phil_sim_face *face)
{
    const double sway = face->set.sway_mm, turn = face->set.turn_deg * (M_PI / 180);
    const double rms[PHIL_SIM_SWAY_DOF] = {sway * M_SQRT1_2,
                                           sway * M_SQRT1_2,
                                           sway * ROLL_RAD_PER_MM,
                                           sway * SCALE_PER_MM,
                                           turn,
                                           turn};
    for (int d = 0; d < PHIL_SIM_SWAY_DOF; d++) {
        double power = 0;
        for (int k = 0; k < PHIL_SIM_SWAY_WAVES; k++) {
            const uint64_t at = (uint64_t)(d * PHIL_SIM_SWAY_WAVES + k) * 2;
            const double u = phil_random_uniform(face->set.seed, PHIL_SIM_STREAM_SWAY, at);
            const double v = phil_random_uniform(face->set.seed, PHIL_SIM_STREAM_SWAY, at + 1);
            /* One wave in each of equal steps of log f, so that no seed lacks slow sway. */
            face->sway_hz[d][k] =
                SWAY_LO_HZ * pow(SWAY_HI_HZ / SWAY_LO_HZ, (k + u) / PHIL_SIM_SWAY_WAVES);
            face->sway_amp[d][k] = 1 / face->sway_hz[d][k];
            face->sway_phase[d][k] = 2 * M_PI * v;
            power += 0.5 * face->sway_amp[d][k] * face->sway_amp[d][k];
        }
        for (int k = 0; k < PHIL_SIM_SWAY_WAVES; k++)
            face->sway_amp[d][k] *= rms[d] / sqrt(power);
    }
}

static void add_pose(const struct phil_sim_face *face, double time_s, double weight,
                     struct phil_sim_pose *pose)
{
    double v[PHIL_SIM_SWAY_DOF];
    for (int d = 0; d < PHIL_SIM_SWAY_DOF; d++) {
        v[d] = 0;
        for (int k = 0; k < PHIL_SIM_SWAY_WAVES; k++)
            v[d] += face->sway_amp[d][k] *
                    sin(2 * M_PI * face->sway_hz[d][k] * time_s + face->sway_phase[d][k]);
    }
    const double s = face->set.px_per_mm;
    const double c = cos(v[2]) * s * (1 + v[3]), n = sin(v[2]) * s * (1 + v[3]);
    const double cy = cos(v[4]), sy = sin(v[4]), cp = cos(v[5]), sp = sin(v[5]);
    /* First two rows of pitch after yaw on (x, y, depth), then roll and scale in the picture. */
    const double xx = cy, xz = sy, yx = sy * sp, yy = cp, yz = -sp * cy;
    pose->xx += weight * (c * xx - n * yx);
    pose->xy += weight * (-n * yy);
    pose->dx += weight * (c * xz - n * yz);
    pose->yx += weight * (n * xx + c * yx);
    pose->yy += weight * (c * yy);
    pose->dy += weight * (n * xz + c * yz);
    pose->tx += weight * (face->centre_x + s * v[0]);
    pose->ty += weight * (face->centre_y + s * v[1]);
}

static double blink_end(const struct phil_sim_blink *blink)
{
    return blink->onset_s + blink->close_s + blink->hold_s + blink->open_s;
}

bool phil_sim_blink_next(const struct phil_sim_face *face, double from_s,
                         struct phil_sim_blink *blink)
{
    if (face->set.blinks_per_min <= 0)
        return false;
    const double mean = 60 / face->set.blinks_per_min;
    double t = 0;
    for (uint64_t i = 0;; i++) {
        const uint64_t at = 4 * i, seed = face->set.seed;
        t += (i ? BLINK_DEAD_S : 0) - (i ? mean - BLINK_DEAD_S : mean) *
                                          log(phil_random_uniform(seed, PHIL_SIM_STREAM_BLINK, at));
        const double *length[3] = {&BLINK_CLOSE_S, &BLINK_HOLD_S, &BLINK_OPEN_S};
        double part[3];
        for (int k = 0; k < 3; k++)
            part[k] = *length[k] * (0.85 + 0.3 * phil_random_uniform(seed, PHIL_SIM_STREAM_BLINK,
                                                                     at + 1 + (uint64_t)k));
        *blink = (struct phil_sim_blink){t, part[0], part[1], part[2]};
        if (blink_end(blink) > from_s)
            return true;
    }
}

static double closure(const struct phil_sim_blink *blink, double time_s)
{
    const struct phil_sim_twitch pulse = {.onset_s = blink->onset_s,
                                          .rise_s = blink->close_s,
                                          .hold_s = blink->hold_s,
                                          .fall_s = blink->open_s};
    return phil_sim_pulse(&pulse, time_s);
}

size_t phil_sim_face_blinks(const struct phil_sim_face *face, double until_s, double *onset_s,
                            size_t capacity)
{
    size_t n = 0;
    struct phil_sim_blink blink;
    for (double from = 0; phil_sim_blink_next(face, from, &blink); from = blink_end(&blink)) {
        if (blink.onset_s > until_s)
            break;
        if (n < capacity)
            onset_s[n] = blink.onset_s;
        n++;
    }
    return n;
}

/* Jaw drop in mm: syllables that lie wholly within the talking time. */
static double jaw(const struct phil_sim_face *face, double time_s)
{
    const double from = face->set.speech_from_s, to = face->set.speech_to_s;
    if (!(time_s > from && time_s < to))
        return 0;
    const double length = SYLLABLE_S * SYLLABLE_LENGTH;
    const long at = (long)floor((time_s - from) / SYLLABLE_S);
    double sum = 0;
    for (long k = at - 2 < 0 ? 0 : at - 2; k <= at + 1; k++) {
        const uint64_t c = 2 * (uint64_t)k;
        const double u = phil_random_uniform(face->set.seed, PHIL_SIM_STREAM_SPEECH, c);
        const double v = phil_random_uniform(face->set.seed, PHIL_SIM_STREAM_SPEECH, c + 1);
        const double onset = from + ((double)k + 0.35 * u) * SYLLABLE_S;
        const double t = (time_s - onset) / length;
        if (t <= 0 || t >= 1 || onset + length > to)
            continue;
        sum += (1.0 + 5.5 * v * v) * (0.5 - 0.5 * cos(2 * M_PI * t));
    }
    return sum;
}

/* The mean of a twitch's pulse over a window. */
static double mean_pulse(const struct phil_sim_twitch *twitch, double from_s, double length_s)
{
    const double end = twitch->onset_s + twitch->rise_s + twitch->hold_s + twitch->fall_s;
    if (end <= from_s || twitch->onset_s >= from_s + length_s + 1e-12)
        return 0;
    const int n = length_s > 0 ? AVERAGE_POINTS : 1;
    double sum = 0;
    for (int k = 0; k < n; k++)
        sum += phil_sim_pulse(twitch, from_s + length_s * (k + 0.5) / n);
    return sum / n;
}

static struct phil_sim_skin_bump skin_bump(double x, double y, double ax, double ay, double sigma)
{
    /* Beyond 5 sigma the bump is below 4e-6 of its height. */
    return (struct phil_sim_skin_bump){
        (float)x,          (float)y, (float)ax, (float)ay, (float)(0.5 / (sigma * sigma)),
        (float)(5 * sigma)};
}

static void add_companions(const struct phil_sim_face *face, struct phil_sim_instant *instant)
{
    static const enum phil_region region[PHIL_SIM_COMPANION_BUMPS] = {
        PHIL_LOWER_LID_LEFT, PHIL_LOWER_LID_RIGHT, PHIL_BROW_LEFT, PHIL_BROW_RIGHT};
    if (instant->blink <= 0)
        return;
    for (int k = 0; k < PHIL_SIM_COMPANION_BUMPS; k++) {
        double x, y;
        phil_sim_region_centre(&face->id, region[k], &x, &y);
        const double mm = k < 2 ? -BLINK_LOWER_LID_MM : BLINK_BROW_MM;
        instant->bump[instant->n_bumps++] =
            skin_bump(x, y, 0, mm * instant->blink, phil_sim_region_sigma(region[k]));
    }
}

static void add_courses(const struct phil_sim_face *face, double from_s, double length_s,
                        struct phil_sim_instant *instant)
{
    for (size_t i = 0; i < face->set.n_courses; i++) {
        const struct phil_sim_course *c = &face->set.courses[i];
        const double x = phil_sim_samples_mean(c->right_mm, c->n, c->rate_hz, from_s, length_s);
        const double y = phil_sim_samples_mean(c->down_mm, c->n, c->rate_hz, from_s, length_s);
        if (fabs(x) + fabs(y) < STILL_MM)
            continue;
        double at_x, at_y;
        phil_sim_region_centre(&face->id, c->region, &at_x, &at_y);
        instant->bump[instant->n_bumps++] = skin_bump(at_x, at_y, x, y, phil_sim_course_sigma(c));
    }
}

/* Lids that are closed by a blink and by their course: the opening that is left multiplies. */
static void close_lids(const struct phil_sim_face *face, const struct phil_sim_blink *blink,
                       double from_s, double length_s, struct phil_sim_instant *instant)
{
    for (int eye = 0; eye < 2; eye++) {
        const struct phil_sim_lids *lids = &face->set.lids[eye];
        instant->closure[eye] = instant->blink;
        if (!lids->closure)
            continue;
        double both = 0;
        for (int k = 0; instant->blink > 0 && k < AVERAGE_POINTS; k++) {
            const double t = from_s + length_s * (k + 0.5) / AVERAGE_POINTS;
            both += closure(blink, t) *
                    phil_sim_samples_at(lids->closure, lids->n, lids->rate_hz, t) / AVERAGE_POINTS;
        }
        const double by_course =
            phil_sim_samples_mean(lids->closure, lids->n, lids->rate_hz, from_s, length_s);
        instant->closure[eye] = (float)((double)instant->blink + by_course - both);
    }
}

void phil_sim_instant_at(const struct phil_sim_face *face, double from_s, double length_s,
                         struct phil_sim_instant *instant)
{
    const int n = length_s > 0 ? AVERAGE_POINTS : 1;
    struct phil_sim_blink blink = {0};
    const bool blinks = phil_sim_blink_next(face, from_s, &blink);
    double jaw_mm = 0, closed = 0;
    *instant = (struct phil_sim_instant){.bump = face->bump};
    for (int k = 0; k < n; k++) {
        const double t = from_s + length_s * (k + 0.5) / n;
        add_pose(face, t, 1.0 / n, &instant->pose);
        jaw_mm += jaw(face, t) / n;
        if (blinks)
            closed += closure(&blink, t) / n;
    }
    instant->jaw_mm = (float)jaw_mm;
    instant->blink = (float)closed;
    close_lids(face, &blink, from_s, length_s, instant);
    for (size_t i = 0; i < face->set.n_twitches; i++) {
        const struct phil_sim_twitch *w = &face->set.twitches[i];
        const double mm = w->amplitude_mm * mean_pulse(w, from_s, length_s);
        if (mm <= 0)
            continue;
        double x, y;
        phil_sim_region_centre(&face->id, w->region, &x, &y);
        const double a = w->direction_deg * (M_PI / 180);
        instant->bump[instant->n_bumps++] =
            skin_bump(x, y, mm * cos(a), -mm * sin(a), phil_sim_twitch_sigma(w));
    }
    add_courses(face, from_s, length_s, instant);
    add_companions(face, instant);
}
