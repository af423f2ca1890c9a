/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Skin and lids that follow courses: exact, averaged, one eye at a time, never folded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "oracle.h"
#include "sim/private.h"

enum { WIDTH = 400, HEIGHT = 520, N = 500 };

static const double PX_PER_MM = 2.5;

/* A sharp, still, noiseless face that is photographed in an instant. */
static struct phil_sim_face_settings still_settings(void)
{
    struct phil_sim_face_settings s = phil_sim_face_defaults();
    s.width = WIDTH;
    s.height = HEIGHT;
    s.px_per_mm = PX_PER_MM;
    s.texture = 1;
    s.noise_sd = s.sway_mm = s.turn_deg = s.blinks_per_min = s.exposure_s = 0;
    return s;
}

static struct phil_sim_face *make(const struct phil_sim_face_settings *s)
{
    struct phil_sim_face *face;
    assert_int_equal(phil_sim_face_new(&face, s, NULL), PHIL_OK);
    return face;
}

/* The luma before it was rounded to bytes. */
static float *picture(struct phil_sim_face *face, double time_s)
{
    const size_t n = (size_t)WIDTH * HEIGHT;
    uint8_t *bytes = malloc(n);
    float *y = malloc(n * sizeof *y);
    assert_true(bytes && y);
    assert_int_equal(phil_sim_face_draw(face, time_s, 0, bytes, NULL, NULL), PHIL_OK);
    memcpy(y, face->sum[PHIL_SIM_Y], n * sizeof *y);
    free(bytes);
    return y;
}

/* A course of N samples at 1 kHz: `mm` times a rhythm, along a direction. */
struct samples {
    float right[N], down[N], closure[N];
};

static void fill(struct samples *s, double mm, double hz, double direction_deg)
{
    for (int i = 0; i < N; i++) {
        const double v = mm * sin(2 * M_PI * hz * i / 1000.0);
        s->right[i] = (float)(v * cos(direction_deg * M_PI / 180));
        s->down[i] = (float)(-v * sin(direction_deg * M_PI / 180));
    }
}

static struct phil_sim_course course(const struct samples *s, enum phil_region region, double sigma)
{
    return (struct phil_sim_course){.region = region,
                                    .sigma_mm = sigma,
                                    .rate_hz = 1000,
                                    .right_mm = s->right,
                                    .down_mm = s->down,
                                    .n = N};
}

struct truth {
    const struct phil_sim_face *rest, *moved;
    double time_s, exposure_s;
};

static void field(void *user, double x, double y, double *to_x, double *to_y)
{
    const struct truth *t = user;
    double x0, y0;
    phil_sim_face_point(t->rest, 0, 0, 0, &x0, &y0);
    const int n = t->exposure_s > 0 ? 12 : 1;
    *to_x = *to_y = 0;
    for (int k = 0; k < n; k++) {
        double px, py;
        phil_sim_face_point(t->moved, (x - x0) / PX_PER_MM, (y - y0) / PX_PER_MM,
                            t->time_s + t->exposure_s * (k + 0.5) / n, &px, &py);
        *to_x += px / n;
        *to_y += py / n;
    }
}

static double miss_at(const struct truth *t, const float *a, const float *b,
                      enum phil_region region)
{
    double x, y, x0, y0, dx, dy;
    phil_sim_face_region(t->rest, region, &x, &y);
    phil_sim_face_point(t->rest, 0, 0, 0, &x0, &y0);
    oracle_miss(a, b, WIDTH, (int)lround(x0 + PX_PER_MM * x), (int)lround(y0 + PX_PER_MM * y), 16,
                field, (void *)t, &dx, &dy);
    return hypot(dx, dy);
}

static void courses_move_as_commanded(void **state)
{
    static const struct {
        double mm, sigma, deg;
        enum phil_region region;
    } made[] = {{0.02, 0, 37, PHIL_UPPER_LIP_LEFT},
                {0.4, 5, 120, PHIL_LOWER_LIP_RIGHT},
                {3, 8, 200, PHIL_MOUTH_CORNER_RIGHT},
                {7, 20, 60, PHIL_MOUTH_CORNER_LEFT}};
    struct phil_sim_face_settings s = still_settings();
    struct phil_sim_face *rest = make(&s);
    float *a = picture(rest, 0);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        struct samples v;
        fill(&v, made[i].mm, 5, made[i].deg);
        const struct phil_sim_course c = course(&v, made[i].region, made[i].sigma);
        s.courses = &c;
        s.n_courses = 1;
        struct phil_sim_face *face = make(&s);
        /* The crest of 5 Hz is a sample: 50 ms. The truth is the command, and the picture is the
         * truth. */
        double x, y, x0, y0, x1, y1;
        phil_sim_face_region(face, made[i].region, &x, &y);
        phil_sim_face_point(rest, x, y, 0, &x0, &y0);
        phil_sim_face_point(face, x, y, 0.05, &x1, &y1);
        assert_float_equal(x1 - x0, PX_PER_MM * (double)v.right[50], 1e-4);
        assert_float_equal(y1 - y0, PX_PER_MM * (double)v.down[50], 1e-4);
        float *b = picture(face, 0.05);
        const struct truth t = {rest, face, 0.05, 0};
        const double miss = miss_at(&t, a, b, made[i].region);
        if (miss >= 0.01)
            fail_msg("%g mm: missed by %.4f px", made[i].mm, miss);
        free(b);
        phil_sim_face_free(face);
    }
    free(a);
    phil_sim_face_free(rest);
}

/* Straight lines between samples, the first and the last one held; means are exact integrals. */
static void samples_are_joined_and_averaged(void **state)
{
    static const float v[4] = {1, 3, -1, 2};
    assert_float_equal(phil_sim_samples_at(v, 4, 10, -1), 1, 0);
    assert_float_equal(phil_sim_samples_at(v, 4, 10, 0.05), 2, 1e-12);
    assert_float_equal(phil_sim_samples_at(v, 4, 10, 0.1), 3, 1e-12);
    assert_float_equal(phil_sim_samples_at(v, 4, 10, 9), 2, 0);
    assert_float_equal(phil_sim_samples_at(NULL, 0, 10, 1), 0, 0);
    assert_float_equal(phil_sim_samples_mean(v, 4, 10, 0, 0.3), (2 + 1 + 0.5) / 3, 1e-12);
    assert_float_equal(phil_sim_samples_mean(v, 4, 10, -0.2, 0.2), 1, 1e-12);
    assert_float_equal(phil_sim_samples_mean(v, 4, 10, 0.25, 0.5), (0.05 * 1.25 + 0.45 * 2) / 0.5,
                       1e-12);
    assert_float_equal(phil_sim_samples_mean(v, 4, 10, 5, 1), 2, 1e-12);
    for (int i = 0; i < 40; i++) { /* against a sum over many points */
        const double from = -0.05 + 0.011 * i, length = 0.003 * i + 0.001;
        double sum = 0;
        for (int k = 0; k < 20000; k++)
            sum += phil_sim_samples_at(v, 4, 10, from + length * (k + 0.5) / 20000) / 20000;
        assert_float_equal(phil_sim_samples_mean(v, 4, 10, from, length), sum, 1e-7);
    }
}

static void exposure_averages_courses(void **state)
{
    struct phil_sim_face_settings s = still_settings();
    struct phil_sim_face *rest = make(&s);
    float *a = picture(rest, 0);
    s.exposure_s = 1.0 / 60;
    struct samples v;
    fill(&v, 1, 9, 20);
    const struct phil_sim_course c = course(&v, PHIL_UPPER_LIP_LEFT, 0);
    s.courses = &c;
    s.n_courses = 1;
    struct phil_sim_face *face = make(&s);
    for (int i = 0; i < 2; i++) {
        const double time = i ? 0.02 : 0.1037; /* at a crest and on a slope */
        float *b = picture(face, time);
        const struct truth t = {rest, face, time, s.exposure_s};
        assert_true(miss_at(&t, a, b, PHIL_UPPER_LIP_LEFT) < 0.02);
        free(b);
    }
    phil_sim_face_free(face);
    /* Oscillation at twice the shutter's rate averages out. */
    fill(&v, 0.3, 120, 20);
    face = make(&s);
    float *b = picture(face, 0.1);
    const struct truth still = {rest, rest, 0, 0};
    assert_true(miss_at(&still, a, b, PHIL_UPPER_LIP_LEFT) < 0.02);
    free(b);
    phil_sim_face_free(face);
    free(a);
    phil_sim_face_free(rest);
}

/* Mean absolute difference of two pictures around a place, grey levels. */
static double difference(const float *a, const float *b, const struct phil_sim_face *face,
                         double x_mm, double y_mm, double half_mm)
{
    double x, y, sum = 0;
    phil_sim_face_point(face, x_mm, y_mm, 0, &x, &y);
    const int h = (int)(half_mm * PX_PER_MM), cx = (int)x, cy = (int)y;
    for (int j = cy - h; j <= cy + h; j++)
        for (int i = cx - h; i <= cx + h; i++)
            sum += fabs((double)a[j * WIDTH + i] - (double)b[j * WIDTH + i]);
    return sum / ((2 * h + 1) * (2 * h + 1));
}

static void one_eye_closes_alone(void **state)
{
    struct samples v;
    for (int i = 0; i < N; i++)
        v.closure[i] = (float)i / (N - 1);
    struct phil_sim_face_settings s = still_settings();
    struct phil_sim_face *rest = make(&s);
    float *open = picture(rest, 0);
    const double x = rest->id.iris_x;
    double before = 0;
    for (int eye = 0; eye < 2; eye++) {
        s.lids[0] = s.lids[1] = (struct phil_sim_lids){0};
        s.lids[eye] = (struct phil_sim_lids){1000, v.closure, N};
        struct phil_sim_face *face = make(&s);
        float *shut = picture(face, 0.6), *start = picture(face, 0);
        const double sign = eye ? -1 : 1; /* the person's left is the picture's right */
        assert_memory_equal(open, start, (size_t)WIDTH * HEIGHT * sizeof *open);
        assert_true(difference(open, shut, rest, sign * x, 0, 5) > 20);
        assert_true(difference(open, shut, rest, -sign * x, 0, 8) == 0);
        assert_true(difference(open, shut, rest, 0, 60, 10) == 0);
        before = 0;
        for (int k = 1; k <= 3; k++) { /* the further, the more is covered */
            float *now = picture(face, 0.15 * k);
            const double d = difference(open, now, rest, sign * x, 0, 5);
            assert_true(d > before);
            before = d;
            free(now);
        }
        free(start);
        free(shut);
        phil_sim_face_free(face);
    }
    free(open);
    phil_sim_face_free(rest);
}

/* Both eyes shut by course are a blink's eyes, but for what a blink does to the skin around. */
static void shut_lids_look_as_in_a_blink(void **state)
{
    struct samples v;
    for (int i = 0; i < N; i++)
        v.closure[i] = 1;
    struct phil_sim_face_settings s = still_settings();
    s.blinks_per_min = 30;
    struct phil_sim_face *blinking = make(&s);
    double onset;
    assert_true(phil_sim_face_blinks(blinking, 100, &onset, 1) > 0);
    float *a = picture(blinking, onset + 0.105); /* within the hold */
    s.blinks_per_min = 0;
    s.lids[0] = s.lids[1] = (struct phil_sim_lids){1000, v.closure, N};
    struct phil_sim_face *face = make(&s);
    float *b = picture(face, 1);
    struct phil_sim_instant at;
    phil_sim_instant_at(blinking, onset + 0.105, 0, &at);
    assert_float_equal(at.closure[0], 1, 1e-6);
    assert_true(difference(a, b, face, face->id.iris_x, -2, 3) < 2);
    /* A blink on top of half-shut lids shuts them, and no more than that. */
    for (int i = 0; i < N; i++)
        v.closure[i] = 0.5f;
    s.blinks_per_min = 30;
    struct phil_sim_face *both = make(&s);
    for (int k = 0; k < 40; k++) {
        phil_sim_instant_at(both, onset - 0.05 + 0.01 * k, 0.008, &at);
        assert_true(at.closure[0] >= 0.5f - 1e-6f && at.closure[0] <= 1 + 1e-6f);
        assert_true(at.closure[0] >= at.blink - 1e-6f);
    }
    free(a);
    free(b);
    phil_sim_face_free(blinking);
    phil_sim_face_free(face);
    phil_sim_face_free(both);
}

/* The skin's map and its inverse agree while many wide courses move it far. */
static void inverse_undoes_many_courses(void **state)
{
    static const enum phil_region region[4] = {PHIL_MOUTH_CORNER_LEFT, PHIL_UPPER_LIP_LEFT,
                                               PHIL_LOWER_LIP_LEFT, PHIL_CHEEK_LEFT};
    struct samples v[4];
    struct phil_sim_course c[4];
    struct phil_sim_face_settings s = still_settings();
    for (int i = 0; i < 4; i++) {
        fill(&v[i], i ? 2 : 5, 5, 40 + 20 * i);
        c[i] = course(&v[i], region[i], i ? 9 : 22);
    }
    s.courses = c;
    s.n_courses = 4;
    struct phil_sim_face *face = make(&s);
    double worst = 0;
    struct phil_sim_instant at;
    phil_sim_instant_at(face, 0.05, 0, &at);
    assert_int_equal(at.n_bumps, 4);
    for (int y = 0; y < 130; y += 3)
        for (int x = -30; x <= 70; x += 3) {
            float u[2], du[4];
            phil_sim_skin_shift(face, &at, false, (float)x, (float)y, u, du);
            float sx = (float)x + u[0], sy = (float)y + u[1];
            phil_sim_skin_inverse(face, &at, false, (float)x + u[0], (float)y + u[1], &sx, &sy);
            worst = fmax(worst, PX_PER_MM * hypot((double)sx - x, (double)sy - y));
        }
    assert_true(worst < 1e-3);
    phil_sim_face_free(face);
}

/* ---- what is refused ---- */

struct heard {
    char text[400];
    int n;
};

static void hear(void *user, enum phil_level level, const char *text)
{
    struct heard *h = user;
    snprintf(h->text, sizeof h->text, "%s", text);
    h->n++;
}

static void refused(const struct phil_sim_face_settings *s, const char *part, const char *other)
{
    struct heard heard = {.n = 0};
    const struct phil_log log = {hear, &heard};
    struct phil_sim_face *face = (void *)1;
    assert_int_equal(phil_sim_face_new(&face, s, &log), PHIL_EARG);
    assert_null(face);
    assert_int_equal(heard.n, 1);
    if (!strstr(heard.text, part) || !strstr(heard.text, other))
        fail_msg("\"%s\" does not say \"%s\" and \"%s\"", heard.text, part, other);
}

static void folds_and_nonsense_are_refused(void **state)
{
    struct samples v;
    fill(&v, 3.5, 5, 90);
    struct phil_sim_course c = course(&v, PHIL_LOWER_LIP_LEFT, 0);
    struct phil_sim_face_settings s = still_settings();
    s.courses = &c;
    s.n_courses = 1;
    /* 3.5 mm over a sigma of 5 mm: course, value, time and limit are named. 0.6 sigma is 3 mm. */
    refused(&s, "courses[0], lower_lip_left", "at most 3 mm with a sigma of 5 mm");
    refused(&s, "mm at 0.0", "fold");
    c.sigma_mm = 30;
    refused(&s, "lower_lip_left", "2 to 25");
    c.sigma_mm = 8;
    c.rate_hz = 0.5;
    refused(&s, "lower_lip_left", "1 to 100000");
    c.rate_hz = 1000;
    c.region = PHIL_N_REGIONS;
    refused(&s, "courses[0]", "region");
    c.region = PHIL_LOWER_LIP_LEFT;
    v.down[77] = NAN;
    refused(&s, "at 0.077 s", "lower_lip_left");
    v.down[77] = INFINITY;
    refused(&s, "inf", "lower_lip_left");
    v.down[77] = 0;
    s.courses = NULL;
    refused(&s, "n_courses", "0 to 0");
    s.n_courses = 0;
    v.closure[0] = 1.2f;
    s.lids[1] = (struct phil_sim_lids){1000, v.closure, 1};
    refused(&s, "lids, right eye", "1.2");
    v.closure[0] = NAN;
    refused(&s, "lids, right eye", "nan");
    v.closure[0] = 0;
    s.lids[1].rate_hz = 0;
    refused(&s, "lids, right eye", "1 to 100000");
}

/* Each is fine, both together fold; a twitch on top of a course counts too. */
static void courses_that_fold_together_are_refused(void **state)
{
    struct samples up, down;
    fill(&up, 4.7, 5, 90);
    fill(&down, 4.7, 5, -90);
    struct phil_sim_course c[2] = {course(&down, PHIL_UPPER_LIP_LEFT, 8),
                                   course(&up, PHIL_LOWER_LIP_LEFT, 8)};
    struct phil_sim_face_settings s = still_settings();
    s.courses = c;
    s.n_courses = 1;
    phil_sim_face_free(make(&s));
    c[0] = course(&down, PHIL_UPPER_LIP_LEFT, 5);
    c[1] = course(&up, PHIL_LOWER_LIP_LEFT, 5);
    fill(&up, 3, 5, 90);
    fill(&down, 3, 5, -90);
    s.n_courses = 2;
    double worst, when;
    struct phil_sim_face *face = NULL;
    struct phil_sim_identity id;
    phil_sim_identity_make(&id, &s);
    assert_int_equal(phil_sim_courses_steepest(&s, &id, &worst, &when), PHIL_OK);
    print_message("# lips towards each other by 3 mm each, sigma 5 mm: slope %.3f at %.3f s\n",
                  worst, when);
    assert_true(worst > 0.5 && when > 0.04 && when < 0.26);
    /* Three in one place. */
    struct phil_sim_course same[3] = {c[1], c[1], c[1]};
    s.courses = same;
    s.n_courses = 3;
    refused(&s, "courses", "more than 0.9");
    s.n_courses = 2; /* slope 0.73 */
    face = make(&s);
    phil_sim_face_free(face);
    const struct phil_sim_twitch w = {.onset_s = 0.02,
                                      .rise_s = 0.03,
                                      .fall_s = 0.1,
                                      .amplitude_mm = 2,
                                      .direction_deg = 90,
                                      .region = PHIL_LOWER_LIP_LEFT};
    s.twitches = &w;
    s.n_twitches = 1;
    refused(&s, "twitches", "0.9");
}

/* The norm that is trusted is what the field's derivatives are. */
static void slopes_are_those_of_the_field(void **state)
{
    struct samples v[2];
    fill(&v[0], 3.5, 5, -80);
    fill(&v[1], 3.5, 5, 90);
    const struct phil_sim_course c[2] = {course(&v[0], PHIL_UPPER_LIP_LEFT, 6),
                                         course(&v[1], PHIL_LOWER_LIP_LEFT, 6)};
    struct phil_sim_face_settings s = still_settings();
    s.courses = c;
    s.n_courses = 2;
    struct phil_sim_face *face = make(&s);
    struct phil_sim_instant at;
    phil_sim_instant_at(face, 0.05, 0, &at);
    double most = 0;
    for (double y = 40; y < 100; y += 0.5)
        for (double x = -20; x < 60; x += 0.5) {
            float u[2], du[4];
            phil_sim_skin_shift(face, &at, false, (float)x, (float)y, u, du);
            most =
                fmax(most,
                     sqrt((double)(du[0] * du[0] + du[1] * du[1] + du[2] * du[2] + du[3] * du[3])));
        }
    float slope[N];
    assert_int_equal(phil_sim_slopes(&face->id, c, 2, 1000, N, slope), PHIL_OK);
    print_message("# steepest: %.4f, of the field %.4f\n", (double)slope[50], most);
    assert_true((double)slope[50] <= most * 1.0001 && (double)slope[50] > 0.96 * most);
    for (int k = 0; k < N; k++)
        assert_true((double)slope[k] <= (double)slope[50] * 1.01 || slope[k] <= 0.51f);
    phil_sim_face_free(face);
}

/* ---- from regions to bumps ---- */

enum { N_TARGETS = 9 };
static const enum phil_region TARGET[N_TARGETS] = {
    PHIL_UPPER_LIP_LEFT,    PHIL_UPPER_LIP_MIDDLE,   PHIL_UPPER_LIP_RIGHT,
    PHIL_LOWER_LIP_LEFT,    PHIL_LOWER_LIP_MIDDLE,   PHIL_LOWER_LIP_RIGHT,
    PHIL_MOUTH_CORNER_LEFT, PHIL_MOUTH_CORNER_RIGHT, PHIL_CHIN};

/* Where the skin takes the regions, by the bumps as sim.h defines them, against where they should
 * go times the part that is drawn. */
static double skin_miss(const struct phil_sim_face_settings *s, const struct phil_sim_skin *skin,
                        const struct phil_sim_course *target, size_t k)
{
    struct phil_sim_identity id;
    phil_sim_identity_make(&id, s);
    double worst = 0;
    for (int i = 0; i < N_TARGETS; i++) {
        double x, y, cx, cy, to_x = 0, to_y = 0;
        phil_sim_region_centre(&id, TARGET[i], &x, &y);
        for (size_t j = 0; j < skin->n_courses; j++) {
            const struct phil_sim_course *c = &skin->courses[j];
            phil_sim_region_centre(&id, c->region, &cx, &cy);
            const double r = hypot(x - cx, y - cy) / c->sigma_mm, g = exp(-0.5 * r * r);
            to_x += g * (double)c->right_mm[k];
            to_y += g * (double)c->down_mm[k];
        }
        const double part = (double)skin->part[k];
        worst = fmax(worst, hypot(to_x - part * (double)target[i].right_mm[k],
                                  to_y - part * (double)target[i].down_mm[k]));
    }
    return worst;
}

/* A face takes the skin as it is. */
static void assert_drawable(const struct phil_sim_face_settings *set,
                            const struct phil_sim_skin *skin)
{
    struct phil_sim_face_settings s = *set;
    s.courses = skin->courses;
    s.n_courses = skin->n_courses;
    phil_sim_face_free(make(&s));
}

static void skin_takes_regions_where_they_shall_go(void **state)
{
    struct samples v[N_TARGETS];
    struct phil_sim_course target[N_TARGETS];
    struct phil_sim_face_settings s = still_settings();
    for (int i = 0; i < N_TARGETS; i++) {
        fill(&v[i], 0.3 + 0.2 * i, 5, 40 * i);
        target[i] = course(&v[i], TARGET[i], 0);
    }
    struct phil_sim_skin *skin;
    assert_int_equal(phil_sim_skin_new(&skin, &s, target, N_TARGETS, NULL), PHIL_OK);
    assert_true(skin->n == N && skin->n_courses >= N_TARGETS);
    for (int k = 0; k < N; k++)
        assert_true(skin->part[k] == 1);
    assert_true(skin_miss(&s, skin, target, 50) < 1e-5);
    phil_sim_skin_free(skin);
    /* One region alone: the others, that are targets too, stay. */
    for (int i = 0; i < N_TARGETS; i++)
        fill(&v[i], i == 6 ? 2 : 0, 5, 60);
    assert_int_equal(phil_sim_skin_new(&skin, &s, target, N_TARGETS, NULL), PHIL_OK);
    assert_true(skin_miss(&s, skin, target, 50) < 1e-5);
    phil_sim_skin_free(skin);
}

/* Movement that no skin could make is drawn smaller: smoothly, never folded, and said so. */
static void what_would_fold_is_scaled_down(void **state)
{
    struct samples v[N_TARGETS];
    struct phil_sim_course target[N_TARGETS];
    struct phil_sim_face_settings s = still_settings();
    for (int i = 0; i < N_TARGETS; i++) {
        fill(&v[i], 30, 2.5, i < 3 ? -90 : 90); /* lips 60 mm through each other */
        target[i] = course(&v[i], TARGET[i], 0);
    }
    for (int talks = 0; talks < 2; talks++) {
        s.speech_to_s = talks ? 0.4 : 0;
        struct phil_sim_skin *skin;
        assert_int_equal(phil_sim_skin_new(&skin, &s, target, N_TARGETS, NULL), PHIL_OK);
        float least = 1;
        for (int k = 1; k < N; k++) {
            least = fminf(least, skin->part[k]);
            assert_true(skin->part[k] > 0 && skin->part[k] <= 1);
            /* Smooth: what is drawn never jumps. */
            const float now = skin->part[k] * v[0].down[k];
            const float last = skin->part[k - 1] * v[0].down[k - 1];
            assert_true(fabsf(now - last) < 1.05f * fabsf(v[0].down[k] - v[0].down[k - 1]) + 1e-4f);
        }
        assert_true(least < 0.2f);
        s.speech_to_s = 0;
        assert_true(skin_miss(&s, skin, target, 100) < 1e-5);
        assert_drawable(&s, skin);
        phil_sim_skin_free(skin);
    }
}

static void impossible_skin_is_refused(void **state)
{
    struct samples v;
    fill(&v, 1, 5, 0);
    struct phil_sim_face_settings s = still_settings();
    struct phil_sim_course target[3] = {course(&v, PHIL_CHIN, 0), course(&v, PHIL_CHIN, 0),
                                        course(&v, PHIL_CHEEK_LEFT, 0)};
    struct phil_sim_skin *skin = (void *)1;
    assert_int_equal(phil_sim_skin_new(&skin, &s, target, 2, NULL),
                     PHIL_EARG); /* one region twice */
    assert_null(skin);
    assert_int_equal(phil_sim_skin_new(&skin, &s, target, 0, NULL), PHIL_EARG);
    target[2].n = N - 1;
    assert_int_equal(phil_sim_skin_new(&skin, &s, target + 1, 2, NULL), PHIL_EARG);
    target[2].n = N;
    target[2].rate_hz = 500;
    assert_int_equal(phil_sim_skin_new(&skin, &s, target + 1, 2, NULL), PHIL_EARG);
    target[2].rate_hz = 1000;
    v.right[3] = NAN;
    assert_int_equal(phil_sim_skin_new(&skin, &s, target + 1, 2, NULL), PHIL_EARG);
    v.right[3] = 1e9f;
    assert_int_equal(phil_sim_skin_new(&skin, &s, target + 1, 2, NULL), PHIL_EARG);
    phil_sim_skin_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(courses_move_as_commanded),
        cmocka_unit_test(samples_are_joined_and_averaged),
        cmocka_unit_test(exposure_averages_courses),
        cmocka_unit_test(one_eye_closes_alone),
        cmocka_unit_test(shut_lids_look_as_in_a_blink),
        cmocka_unit_test(inverse_undoes_many_courses),
        cmocka_unit_test(folds_and_nonsense_are_refused),
        cmocka_unit_test(courses_that_fold_together_are_refused),
        cmocka_unit_test(slopes_are_those_of_the_field),
        cmocka_unit_test(skin_takes_regions_where_they_shall_go),
        cmocka_unit_test(what_would_fold_is_scaled_down),
        cmocka_unit_test(impossible_skin_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
