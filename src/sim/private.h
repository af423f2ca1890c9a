/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of sim/ share.
 *
 * Three coordinate systems: "face" (mm; origin between the eyes, x to the picture's right, y
 * down), "picture" (pixels, (0,0) at the centre of the top-left sample) and "texel" (places in a
 * texture; the luma texture has TEXELS_PER_PX texels a picture pixel, the chroma ones half).
 */
#ifndef PHIL_SIM_PRIVATE_H
#define PHIL_SIM_PRIVATE_H

#include <philtrum/sim.h>

#include <string.h>

/* What one bump may be high, in sigmas: at exp(1/2) it folds, which looks torn long before. */
#define PHIL_SIM_MOST_BUMP 0.6

enum {
    PHIL_SIM_TEXELS_PER_PX = 2,
    PHIL_SIM_OUTLINE_N = 720,     /* half-degree steps of the head's outline */
    PHIL_SIM_SWAY_WAVES = 6,      /* sinusoids a degree of freedom */
    PHIL_SIM_SWAY_DOF = 6,        /* x, y, roll, scale, yaw, pitch */
    PHIL_SIM_COMPANION_BUMPS = 4, /* both lower lids and brows move a little with a blink */
    PHIL_SIM_NOISE_STEPS = 4096,
};

/* Streams of phil_random_*(): one for each purpose, so that none shifts another. */
enum phil_sim_stream {
    PHIL_SIM_STREAM_IDENTITY = 1,
    PHIL_SIM_STREAM_SWAY,
    PHIL_SIM_STREAM_BLINK,
    PHIL_SIM_STREAM_SPEECH,
    PHIL_SIM_STREAM_HAIR,
    PHIL_SIM_STREAM_BROW,
    PHIL_SIM_STREAM_LASH,
    PHIL_SIM_STREAM_STUBBLE,
    PHIL_SIM_STREAM_SPOTS,
    PHIL_SIM_STREAM_LATTICE = 32, /* and the following ones: one a noise lattice */
    PHIL_SIM_STREAM_SENSOR = 1024,
};

/* R'G'B', 0..255. */
struct phil_sim_colour {
    float r, g, b;
};

/* A smooth function of face coordinates: a uniform cubic B-spline with the given coefficients. */
struct phil_sim_lattice {
    float *c;
    int nx, ny;
    float x0, y0, per_mm;
};

/* Proportions in mm and colours of one person. */
struct phil_sim_identity {
    double inner_x, outer_x;        /* canthi */
    double inner_y;                 /* how much lower the inner canthus lies */
    double lid_up, lid_low, crease; /* lid margins from the canthal line; fold over the lid */
    double iris_x, iris_y, iris_r;
    double brow_y, brow_arch, brow_half;
    double tip_y, nose_y, ala_x; /* tip, subnasale, half the width of the nose */
    double mouth_y, mouth_half, lip_up, lip_low, bow;
    double chin_y;
    double hair_length;                    /* lowest y of long hair; below -1000: short */
    double freckles, lines;                /* 0..1 */
    float outline[PHIL_SIM_OUTLINE_N + 1]; /* radius of the skin's edge, by angle from below */
    float hairline[PHIL_SIM_OUTLINE_N + 1];
    struct phil_sim_colour skin, lip, hair, iris, wall, cloth;
};

/* B-spline coefficients of a picture layer on a texel grid. */
struct phil_sim_texture {
    float *c;
    int width, height;
};

enum phil_sim_plane { PHIL_SIM_Y, PHIL_SIM_CB, PHIL_SIM_CR, PHIL_SIM_N_PLANES };

/* The head at an instant, or averaged over a short time: picture = a q + d depth(q) + t, q mm. */
struct phil_sim_pose {
    double xx, xy, yx, yy, dx, dy, tx, ty;
};

/* A displacement of skin in face coordinates, mm. */
struct phil_sim_skin_bump {
    float x, y, ax, ay, inv_2s2, reach;
};

/* Everything that moves, averaged over a window of time. */
struct phil_sim_instant {
    struct phil_sim_pose pose;
    struct phil_sim_skin_bump *bump; /* owned by the face: room for all */
    size_t n_bumps;
    float jaw_mm;
    float blink;      /* of both eyes, by the face's own blinks */
    float closure[2]; /* of the left and the right eye, by whatever closes them */
};

struct phil_sim_blink {
    double onset_s, close_s, hold_s, open_s;
};

struct phil_sim_face {
    struct phil_sim_face_settings set;
    struct phil_sim_identity id;
    double centre_x, centre_y; /* picture place of the face's origin at rest; whole pixels */
    double sway_hz[PHIL_SIM_SWAY_DOF][PHIL_SIM_SWAY_WAVES];
    double sway_amp[PHIL_SIM_SWAY_DOF][PHIL_SIM_SWAY_WAVES];
    double sway_phase[PHIL_SIM_SWAY_DOF][PHIL_SIM_SWAY_WAVES];
    struct phil_sim_lattice depth;
    /* The moving layer: luma, chroma and coverage; texel (0,0) lies at picture (left, top). */
    int left, top;
    struct phil_sim_texture layer[PHIL_SIM_N_PLANES], alpha;
    uint8_t *cover; /* a byte for each block of texels: 0 clear, 1 opaque, 2 mixed */
    int cover_width, cover_height;
    /* Closed lids, on the same grids from texel (lid_x, lid_y) of the luma texture on. */
    int lid_x, lid_y;
    struct phil_sim_texture lid[PHIL_SIM_N_PLANES];
    /* What stands still. */
    float *still[PHIL_SIM_N_PLANES];
    /* Scratch of a drawing. */
    float *sum[PHIL_SIM_N_PLANES], *nodes, *row;
    struct phil_sim_skin_bump *bump;
    float normal[PHIL_SIM_NOISE_STEPS];
};

/* ---- identity.c ---- */
void phil_sim_identity_make(struct phil_sim_identity *id,
                            const struct phil_sim_face_settings *settings);
/* Curves of the drawn features; x >= 0 for the lids (both eyes are alike). */
double phil_sim_upper_lid(const struct phil_sim_identity *id, double x);
double phil_sim_lower_lid(const struct phil_sim_identity *id, double x);
double phil_sim_lip_line(const struct phil_sim_identity *id, double x);
double phil_sim_lip_top(const struct phil_sim_identity *id, double x);
double phil_sim_lip_bottom(const struct phil_sim_identity *id, double x);
/* Distance from the outline's centre, mm, and angle from straight below, 0..pi. */
struct phil_sim_polar {
    double r, angle;
};
struct phil_sim_polar phil_sim_polar(double x, double y);
/* Radius of a closed curve (outline or hairline) at an angle. */
double phil_sim_outline_at(const float curve[PHIL_SIM_OUTLINE_N + 1], double angle);
void phil_sim_region_centre(const struct phil_sim_identity *id, enum phil_region region, double *x,
                            double *y);
double phil_sim_region_sigma(enum phil_region region);

/* ---- lattice.c ---- */
bool phil_sim_lattice_init(struct phil_sim_lattice *lattice, double x0, double y0, double x1,
                           double y1, double step_mm);
void phil_sim_lattice_release(struct phil_sim_lattice *lattice);
/* Fills with independent normal coefficients, scaled so that the function's SD is 1. */
void phil_sim_lattice_randomise(struct phil_sim_lattice *lattice, uint64_t seed, uint64_t stream);

/* Four floats at once: the compilers do not find by themselves that taps go in fours. */
#define PHIL_SIM_VECTOR float __attribute__((vector_size(16)))

/* Weights of the four coefficients around a place a fraction f after the second. */
static inline PHIL_SIM_VECTOR phil_sim_cubic(float f)
{
    const PHIL_SIM_VECTOR a = {-1.0f / 6, 0.5f, -0.5f, 1.0f / 6}, b = {0.5f, -1, 0.5f, 0},
                          c = {-0.5f, 0, 0.5f, 0}, d = {1.0f / 6, 2.0f / 3, 1.0f / 6, 0};
    return ((a * f + b) * f + c) * f + d;
}

/* Value of the cubic B-spline at (x, y) in units of its grid; clamped to where it is defined. */
static inline float phil_sim_spline(const float *c, int width, int height, float x, float y)
{
    const float max_x = (float)(width - 3) - 0.001f, max_y = (float)(height - 3) - 0.001f;
    x = x < 1.0f ? 1.0f : x > max_x ? max_x : x;
    y = y < 1.0f ? 1.0f : y > max_y ? max_y : y;
    const int ix = (int)x, iy = (int)y;
    const PHIL_SIM_VECTOR wx = phil_sim_cubic(x - (float)ix), wy = phil_sim_cubic(y - (float)iy);
    const float *row = c + (ptrdiff_t)(iy - 1) * width + (ix - 1);
    PHIL_SIM_VECTOR p, q, r, s;
    memcpy(&p, row, sizeof p);
    memcpy(&q, row + width, sizeof q);
    memcpy(&r, row + 2 * (ptrdiff_t)width, sizeof r);
    memcpy(&s, row + 3 * (ptrdiff_t)width, sizeof s);
    const PHIL_SIM_VECTOR v = ((wy[0] * p + wy[1] * q) + (wy[2] * r + wy[3] * s)) * wx;
    return (v[0] + v[2]) + (v[1] + v[3]);
}

static inline float phil_sim_lattice_at(const struct phil_sim_lattice *l, double x, double y)
{
    return phil_sim_spline(l->c, l->nx, l->ny, ((float)x - l->x0) * l->per_mm,
                           ((float)y - l->y0) * l->per_mm);
}

static inline double phil_sim_step(double from, double to, double v)
{
    double t = (v - from) / (to - from);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return t * t * (3 - 2 * t);
}

/* ---- life.c: what happens when ---- */
void phil_sim_sway_init(struct phil_sim_face *face);
double phil_sim_twitch_sigma(const struct phil_sim_twitch *twitch);
/* The first blink that ends after `from_s`; walks from the start of the recording. */
bool phil_sim_blink_next(const struct phil_sim_face *face, double from_s,
                         struct phil_sim_blink *blink);
/* Whether an eye's lids are not wholly open. */
static inline bool phil_sim_lids_move(const struct phil_sim_instant *instant)
{
    return instant->closure[0] > 0 || instant->closure[1] > 0;
}
/* Averages over [from_s, from_s + length_s]; `instant->bump` is the face's scratch. */
void phil_sim_instant_at(const struct phil_sim_face *face, double from_s, double length_s,
                         struct phil_sim_instant *instant);

/* ---- course.c: movements given as samples ---- */
double phil_sim_course_sigma(const struct phil_sim_course *course);
double phil_sim_samples_at(const float *v, size_t n, double rate_hz, double time_s);
/* The exact mean over a window; v NULL: 0. */
double phil_sim_samples_mean(const float *v, size_t n, double rate_hz, double from_s,
                             double length_s);
double phil_sim_course_spread(const struct phil_sim_course *course, double from_s, double length_s);
bool phil_sim_course_check(const struct phil_sim_course *course, size_t i,
                           const struct phil_log *log);
bool phil_sim_lids_check(const struct phil_sim_lids *lids, const char *eye,
                         const struct phil_log *log);

/* ---- slope.c ---- */
/* The greatest slope of the displacement over the face at n times; an upper bound where it is below
 * 0.5. */
enum phil_status phil_sim_slopes(const struct phil_sim_identity *id,
                                 const struct phil_sim_course *courses, size_t n_courses,
                                 double rate_hz, size_t n, float *slope);
/* ... of a face's courses at all samples, and when it is reached. */
enum phil_status phil_sim_courses_steepest(const struct phil_sim_face_settings *set,
                                           const struct phil_sim_identity *id, double *worst,
                                           double *when_s);

/* ---- field.c: the displacement field, forward and inverse ---- */
bool phil_sim_depth_init(struct phil_sim_lattice *depth);
void phil_sim_head_forward(const struct phil_sim_face *face, const struct phil_sim_pose *pose,
                           double x, double y, double *px, double *py);
void phil_sim_head_inverse(const struct phil_sim_face *face, const struct phil_sim_pose *pose,
                           double px, double py, double *x, double *y);
/* Displacement of skin at (x, y) mm and its derivatives {xx, xy, yx, yy}; `below` the lips'
 * line. */
void phil_sim_skin_shift(const struct phil_sim_face *face, const struct phil_sim_instant *instant,
                         bool below, float x, float y, float u[2], float du[4]);
/* Finds the skin (x, y) that has come to lie at (qx, qy); x and y hold a first guess. */
void phil_sim_skin_inverse(const struct phil_sim_face *face, const struct phil_sim_instant *instant,
                           bool below, float qx, float qy, float *x, float *y);
/* The box in face coordinates outside which the skin does not move; false: nowhere. */
bool phil_sim_skin_box(const struct phil_sim_face *face, const struct phil_sim_instant *instant,
                       float box[4]);

/* ---- texture.c ---- */
enum phil_status phil_sim_texture_make(struct phil_sim_texture *texture, int width, int height);
/* Turns samples into B-spline coefficients in place. */
void phil_sim_texture_prefilter(struct phil_sim_texture *texture);
/* Blurs by the lens and the pixel's aperture; `scratch` has the texture's size. */
void phil_sim_texture_expose(struct phil_sim_texture *texture, double sigma_texels, int aperture,
                             float *scratch);
static inline float phil_sim_texture_at(const struct phil_sim_texture *t, float x, float y)
{
    return phil_sim_spline(t->c, t->width, t->height, x, y);
}

/* ---- paint*.c ---- */
/* Draws the person of `face->id` into its textures and what stands still. */
enum phil_status phil_sim_paint(struct phil_sim_face *face);

/* ---- sensor.c ---- */
void phil_sim_sensor_init(float normal[PHIL_SIM_NOISE_STEPS]);
/* Adds white noise of `sd` and rounds to bytes. */
void phil_sim_sensor_row(const float normal[PHIL_SIM_NOISE_STEPS], uint64_t seed, uint64_t key,
                         int row, float sd, const float *in, uint8_t *out, int width);

#endif
