/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is drawn: proportions, colours and the curves of the features.
 *
 * The mean proportions are an adult's as anthropometry gives them (Farkas, Anthropometry of the
 * Head and Face, 1994) to within a few millimetres, the outline a little wider, so that a landmark
 * predictor trained on photographs finds the drawn proportions plausible. They vary with the seed
 * by some per cent, lips and brows by more; the outer canthi do not, so that a ruler built on
 * their distance reads every drawn face alike. Both halves are alike: asymmetry comes from light
 * and texture.
 */
#include "sim/private.h"

#include "base/random.h"

#include <math.h>

/* The outline is given in polar coordinates around this height, mm. */
static const double OUTLINE_CENTRE_Y = 10;

/* Half the distance of the drawn outer canthi, mm. The common 68-landmark predictor puts the
 * canthi of a drawn face 3 mm nearer to the nose than they are drawn: 85.7 mm apart with this
 * value (SD 1.2 mm over 100 faces), against the adult mean of 89 mm. Drawing them further apart
 * moves its landmarks hardly at all, as the rest of the face holds them back. A ruler from
 * landmarks therefore reads a drawn face some 4 % small; give it the 85.7 mm to be exact. */
static const double OUTER_CANTHUS_MM = 45.8;

/* Points of the right half from the chin to the vertex, mm. */
static const double OUTLINE[][2] = {{0, 118},  {13, 116.5}, {25, 110.5}, {37, 100}, {49, 84},
                                    {57, 66},  {63, 42},    {66.5, 15},  {69, -12}, {70, -38},
                                    {65, -65}, {51, -90},   {29, -106},  {0, -112}};
/* Where the hair begins; beyond the outline where none grows. */
static const double HAIRLINE[][2] = {{0, 200},   {60, 140}, {110, 60},   {80, 25},
                                     {65.5, 12}, {63, -8},  {58.5, -24}, {55, -40},
                                     {47, -53},  {32, -61}, {15, -65},   {0, -65.5}};

static double vary(uint64_t seed, int what, double mean, double spread)
{
    const double u = phil_random_uniform(seed, PHIL_SIM_STREAM_IDENTITY, (uint64_t)what);
    return mean * (1 + spread * (2 * u - 1));
}

/* Fills `curve` with radii through the points (cubic Hermite in the angle). */
static void fill_curve(float curve[PHIL_SIM_OUTLINE_N + 1], const double (*point)[2], int n,
                       double x_scale, double y_shift_below)
{
    double angle[16] = {0}, radius[16] = {0};
    for (int i = 0; i < n; i++) {
        const double x = point[i][0] * x_scale;
        const double y =
            point[i][1] + y_shift_below * phil_sim_step(20, 118, point[i][1]) - OUTLINE_CENTRE_Y;
        angle[i] = atan2(x, y);
        radius[i] = hypot(x, y);
    }
    int k = 0;
    for (int i = 0; i <= PHIL_SIM_OUTLINE_N; i++) {
        const double a = M_PI * i / PHIL_SIM_OUTLINE_N;
        while (k < n - 2 && a > angle[k + 1])
            k++;
        const double h = angle[k + 1] - angle[k], t = (a - angle[k]) / h;
        /* The curve is symmetric about the middle: the slope is 0 at both ends. */
        const double m0 =
            k > 0 ? (radius[k + 1] - radius[k - 1]) / (angle[k + 1] - angle[k - 1]) * h : 0;
        const double m1 =
            k < n - 2 ? (radius[k + 2] - radius[k]) / (angle[k + 2] - angle[k]) * h : 0;
        curve[i] =
            (float)((2 * t * t * t - 3 * t * t + 1) * radius[k] + (t * t * t - 2 * t * t + t) * m0 +
                    (3 * t * t - 2 * t * t * t) * radius[k + 1] + (t * t * t - t * t) * m1);
    }
}

struct phil_sim_polar phil_sim_polar(double x, double y)
{
    const double dy = y - OUTLINE_CENTRE_Y;
    return (struct phil_sim_polar){sqrt(x * x + dy * dy), atan2(fabs(x), dy)};
}

double phil_sim_outline_at(const float curve[PHIL_SIM_OUTLINE_N + 1], double angle)
{
    const double at = angle * (PHIL_SIM_OUTLINE_N / M_PI);
    int i = (int)at;
    i = i < 0 ? 0 : i > PHIL_SIM_OUTLINE_N - 1 ? PHIL_SIM_OUTLINE_N - 1 : i;
    return curve[i] + (at - i) * (curve[i + 1] - curve[i]);
}

static struct phil_sim_colour mix(struct phil_sim_colour a, struct phil_sim_colour b, double t)
{
    const float f = (float)t;
    return (struct phil_sim_colour){a.r + f * (b.r - a.r), a.g + f * (b.g - a.g),
                                    a.b + f * (b.b - a.b)};
}

static void colours(struct phil_sim_identity *id, uint64_t seed, double skin)
{
    static const struct phil_sim_colour dark = {106, 72, 56}, medium = {188, 140, 114},
                                        light = {234, 196, 178}, black = {34, 28, 27},
                                        brown = {74, 51, 38}, fair = {150, 116, 78};
    static const struct phil_sim_colour iris[4] = {
        {72, 46, 30}, {96, 72, 44}, {92, 108, 88}, {98, 124, 146}};
    static const struct phil_sim_colour wall[4] = {
        {172, 178, 184}, {150, 162, 160}, {186, 178, 164}, {128, 138, 152}};
    static const struct phil_sim_colour cloth[4] = {
        {58, 70, 92}, {96, 98, 102}, {104, 56, 58}, {62, 88, 78}};
    const double pick = phil_random_uniform(seed, PHIL_SIM_STREAM_IDENTITY, 100);
    id->skin = skin < 0.5 ? mix(dark, medium, 2 * skin) : mix(medium, light, 2 * skin - 1);
    id->skin.g *= (float)vary(seed, 101, 1, 0.02);
    id->skin.b *= (float)vary(seed, 102, 1, 0.03);
    /* Vermilion: redder and darker than the skin, more so on light skin. */
    id->lip =
        (struct phil_sim_colour){id->skin.r * 0.88f, id->skin.g * (0.66f), id->skin.b * 0.70f};
    const double fairness = skin * pick;
    id->hair = fairness < 0.45 ? mix(black, brown, fairness / 0.45)
                               : mix(brown, fair, (fairness - 0.45) / 0.55);
    /* Light eyes come with light skin. */
    const int eye =
        (int)(phil_random_uniform(seed, PHIL_SIM_STREAM_IDENTITY, 103) * (skin > 0.6    ? 4
                                                                          : skin > 0.35 ? 2
                                                                                        : 1));
    id->iris = iris[eye];
    id->wall = wall[(int)(4 * phil_random_uniform(seed, PHIL_SIM_STREAM_IDENTITY, 104))];
    id->cloth = cloth[(int)(4 * phil_random_uniform(seed, PHIL_SIM_STREAM_IDENTITY, 105))];
}

void phil_sim_identity_make(struct phil_sim_identity *id,
                            const struct phil_sim_face_settings *settings)
{
    const uint64_t seed = settings->seed;
    id->outer_x = OUTER_CANTHUS_MM;
    id->inner_x = vary(seed, 1, 16.5, 0.06);
    id->inner_y = vary(seed, 2, 1.2, 0.8);
    id->lid_up = vary(seed, 3, 5.9, 0.08);
    id->lid_low = vary(seed, 4, 4.5, 0.08);
    id->crease = vary(seed, 5, 3.4, 0.3);
    id->iris_x = 0.5 * (id->inner_x + id->outer_x) + 0.4;
    id->iris_y = 0.1;
    id->iris_r = 5.9;
    id->brow_y = vary(seed, 6, -18.5, 0.06);
    id->brow_arch = vary(seed, 7, 4.0, 0.4);
    id->brow_half = vary(seed, 8, 3.1, 0.25);
    id->tip_y = vary(seed, 9, 39, 0.05);
    id->nose_y = id->tip_y + vary(seed, 10, 10, 0.08);
    id->ala_x = vary(seed, 11, 17.2, 0.08);
    id->mouth_y = id->nose_y + vary(seed, 12, 22, 0.06);
    id->mouth_half = vary(seed, 13, 25.8, 0.08);
    id->lip_up = vary(seed, 14, 7.6, 0.25);
    id->lip_low = vary(seed, 15, 9.6, 0.2);
    id->bow = vary(seed, 16, 0.22, 0.4);
    id->chin_y = id->mouth_y + vary(seed, 17, 48, 0.04);
    id->freckles = vary(seed, 18, 0.5, 1) * settings->skin;
    id->lines = vary(seed, 19, 0.5, 0.9);
    const double hair = phil_random_uniform(seed, PHIL_SIM_STREAM_IDENTITY, 20);
    id->hair_length = settings->beard > 0.3 || hair < 0.5 ? -2000 : 40 + 120 * (hair - 0.5);
    fill_curve(id->outline, OUTLINE, (int)(sizeof OUTLINE / sizeof *OUTLINE),
               vary(seed, 21, 1.045, 0.035), id->chin_y - 118);
    fill_curve(id->hairline, HAIRLINE, (int)(sizeof HAIRLINE / sizeof *HAIRLINE),
               vary(seed, 22, 1.04, 0.02), 0);
    colours(id, seed, settings->skin);
}

/* 0 at the inner, 1 at the outer canthus. */
static double along_eye(const struct phil_sim_identity *id, double x)
{
    const double t = (x - id->inner_x) / (id->outer_x - id->inner_x);
    return t < 0 ? 0 : t > 1 ? 1 : t;
}

double phil_sim_upper_lid(const struct phil_sim_identity *id, double x)
{
    const double t = along_eye(id, x);
    /* Highest a little to the inner side of the middle. */
    const double s = 4 * t * (1 - t) * (1 + 0.25 * (0.5 - t));
    return id->inner_y * (1 - t) - id->lid_up * pow(s, 0.60);
}

double phil_sim_lower_lid(const struct phil_sim_identity *id, double x)
{
    const double t = along_eye(id, x);
    const double s = 4 * t * (1 - t) * (1 - 0.3 * (0.5 - t));
    return id->inner_y * (1 - t) + id->lid_low * pow(s, 0.68);
}

double phil_sim_lip_line(const struct phil_sim_identity *id, double x)
{
    const double t = x / id->mouth_half, e = x / (0.16 * id->mouth_half);
    return id->mouth_y - 0.5 * t * t + 0.7 * exp(-0.5 * e * e) - 0.4;
}

double phil_sim_lip_top(const struct phil_sim_identity *id, double x)
{
    const double t = fabs(x) / id->mouth_half;
    if (t >= 1)
        return phil_sim_lip_line(id, x);
    const double dip = x / (0.13 * id->mouth_half);
    const double h = pow(1 - t * t, 0.9) * (1 - 0.25 * t) * (1 - id->bow * exp(-0.5 * dip * dip));
    return phil_sim_lip_line(id, x) - id->lip_up * h;
}

double phil_sim_lip_bottom(const struct phil_sim_identity *id, double x)
{
    const double t = fabs(x) / id->mouth_half;
    if (t >= 1)
        return phil_sim_lip_line(id, x);
    return phil_sim_lip_line(id, x) + id->lip_low * pow(1 - t * t, 0.95) * (1 - 0.1 * t);
}

void phil_sim_region_centre(const struct phil_sim_identity *id, enum phil_region region, double *x,
                            double *y)
{
    /* The person's left is to the picture's right. */
    const enum phil_side side = phil_region_side(region);
    const double sign = side == PHIL_SIDE_LEFT ? 1 : side == PHIL_SIDE_RIGHT ? -1 : 0;
    const double lip_x = 0.5 * id->mouth_half;
    switch (region) {
    case PHIL_UPPER_LIP_LEFT:
    case PHIL_UPPER_LIP_MIDDLE:
    case PHIL_UPPER_LIP_RIGHT:
        *x = sign * lip_x;
        *y = phil_sim_lip_top(id, *x) + 1;
        break;
    case PHIL_LOWER_LIP_LEFT:
    case PHIL_LOWER_LIP_MIDDLE:
    case PHIL_LOWER_LIP_RIGHT:
        *x = sign * lip_x;
        *y = phil_sim_lip_bottom(id, *x) - 1;
        break;
    case PHIL_MOUTH_CORNER_LEFT:
    case PHIL_MOUTH_CORNER_RIGHT:
        *x = sign * (id->mouth_half + 1);
        *y = phil_sim_lip_line(id, id->mouth_half);
        break;
    case PHIL_CHIN:
        *x = 0;
        *y = id->mouth_y + 0.66 * (id->chin_y - id->mouth_y);
        break;
    case PHIL_CHEEK_LEFT:
    case PHIL_CHEEK_RIGHT:
        *x = sign * 41;
        *y = id->nose_y - 4;
        break;
    case PHIL_LOWER_LID_LEFT:
    case PHIL_LOWER_LID_RIGHT:
        *x = sign * id->iris_x;
        *y = id->lid_low + 4;
        break;
    case PHIL_UPPER_LID_LEFT:
    case PHIL_UPPER_LID_RIGHT:
        *x = sign * id->iris_x;
        *y = -id->lid_up - 2;
        break;
    case PHIL_BROW_LEFT:
    case PHIL_BROW_RIGHT:
        *x = sign * 32;
        *y = id->brow_y - 0.8 * id->brow_arch;
        break;
    case PHIL_N_REGIONS:
        *x = *y = 0;
        break;
    }
}

double phil_sim_region_sigma(enum phil_region region)
{
    switch (region) {
    case PHIL_MOUTH_CORNER_LEFT:
    case PHIL_MOUTH_CORNER_RIGHT:
        return 6;
    case PHIL_CHIN:
        return 8;
    case PHIL_CHEEK_LEFT:
    case PHIL_CHEEK_RIGHT:
        return 9;
    case PHIL_LOWER_LID_LEFT:
    case PHIL_LOWER_LID_RIGHT:
    case PHIL_UPPER_LID_LEFT:
    case PHIL_UPPER_LID_RIGHT:
        return 4;
    case PHIL_BROW_LEFT:
    case PHIL_BROW_RIGHT:
        return 7;
    default:
        return 5; /* lips */
    }
}
