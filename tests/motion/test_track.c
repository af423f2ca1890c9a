/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drawn face, its pixels straight into the track: what is measured is what was drawn. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <philtrum/sim.h>

#include "base/random.h"
#include "motion/track.h"

enum { WIDTH = 480, HEIGHT = 480 };
static const double RATE_HZ = 30, SCALE = 2; /* px per mm */

static struct phil_face_finder *finder;

static int prepare(void **state)
{
    return phil_face_finder_new(&finder, NULL, NULL) == PHIL_OK ? 0 : -1;
}

static int tidy(void **state)
{
    phil_face_finder_free(finder);
    return 0;
}

static struct phil_sim_face_settings quiet_settings(void)
{
    struct phil_sim_face_settings s = phil_sim_face_defaults();
    s.width = WIDTH;
    s.height = HEIGHT;
    s.px_per_mm = SCALE;
    s.texture = 1;
    s.noise_sd = 1;
    s.blinks_per_min = 0;
    s.exposure_s = 0;
    s.seed = 3;
    return s;
}

/* A clip that is drawn, tracked and forgotten frame by frame. */
struct film {
    struct phil_sim_face *face;
    struct phil_track *track;
    struct phil_trace trace;
    uint8_t *pixels;
    struct phil_landmarks landmarks;
};

static struct phil_frame frame_of(const struct film *f, size_t i)
{
    return (struct phil_frame){.luma = f->pixels,
                               .stride_bytes = WIDTH,
                               .width = WIDTH,
                               .height = HEIGHT,
                               .bit_depth = 8,
                               .index = (int64_t)i,
                               .time_s = (double)i / RATE_HZ};
}

static struct film film_make(const struct phil_sim_face_settings *s, bool mirrored)
{
    struct film f = {.pixels = malloc((size_t)WIDTH * HEIGHT)};
    struct phil_detection found[PHIL_MAX_FACES];
    int n = 0;
    assert_non_null(f.pixels);
    assert_int_equal(phil_sim_face_new(&f.face, s, NULL), PHIL_OK);
    phil_trace_init(&f.trace);
    assert_int_equal(phil_sim_face_draw(f.face, 0, 0, f.pixels, NULL, NULL), PHIL_OK);
    const struct phil_frame frame = frame_of(&f, 0);
    assert_int_equal(phil_face_find(finder, &frame, NULL, false, found, &n), PHIL_OK);
    assert_true(n >= 1);
    assert_int_equal(phil_face_landmarks(finder, &frame, &found[0].box, &f.landmarks), PHIL_OK);
    assert_int_equal(phil_track_new(&f.track, &frame, &f.landmarks, mirrored, phil_cpu_level()),
                     PHIL_OK);
    return f;
}

static void film_drop(struct film *f)
{
    phil_track_free(f->track);
    phil_trace_release(&f->trace);
    phil_sim_face_free(f->face);
    free(f->pixels);
}

static enum phil_status step_pixels(struct film *f)
{
    const size_t at = f->trace.n_frames;
    assert_int_equal(phil_trace_append(&f->trace, (double)at / RATE_HZ), PHIL_OK);
    const struct phil_frame frame = frame_of(f, at);
    return phil_track_step(f->track, &frame, &f->trace, at);
}

static void play(struct film *f, size_t frames)
{
    while (f->trace.n_frames < frames) {
        const size_t at = f->trace.n_frames;
        assert_int_equal(
            phil_sim_face_draw(f->face, (double)at / RATE_HZ, at, f->pixels, NULL, NULL), PHIL_OK);
        assert_int_equal(step_pixels(f), PHIL_OK);
    }
}

static int by_value(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Level of a region between two times: medians. */
static void level_of(const struct film *f, enum phil_region r, double from_s, double to_s,
                     double level[2])
{
    float v[2][64];
    size_t n = 0;
    for (size_t i = 0; i < f->trace.n_frames && n < 64; i++) {
        const struct phil_sample *s = &f->trace.region[r][i];
        if (f->trace.time_s[i] < from_s || f->trace.time_s[i] > to_s ||
            (s->flags & PHIL_SAMPLE_UNUSABLE))
            continue;
        v[0][n] = s->dx_px;
        v[1][n++] = s->dy_px;
    }
    assert_true(n > 4);
    for (int k = 0; k < 2; k++) {
        qsort(v[k], n, sizeof **v, by_value);
        level[k] = (double)v[k][n / 2];
    }
}

/* Largest excursion of a region between two times from the line between the levels before and
 * after: a turning head's slow drift is no excursion. */
static double excursion(const struct film *f, enum phil_region r, double from_s, double to_s,
                        double *dx, double *dy)
{
    double before[2], after[2], most = 0;
    level_of(f, r, from_s - 0.25, from_s, before);
    level_of(f, r, to_s, to_s + 0.25, after);
    *dx = *dy = 0;
    for (size_t i = 0; i < f->trace.n_frames; i++) {
        const struct phil_sample *s = &f->trace.region[r][i];
        const double t = f->trace.time_s[i];
        if (t < from_s || t > to_s || (s->flags & PHIL_SAMPLE_UNUSABLE))
            continue;
        const double share = (t - from_s + 0.125) / (to_s - from_s + 0.25);
        const double x = (double)s->dx_px - before[0] - share * (after[0] - before[0]);
        const double y = (double)s->dy_px - before[1] - share * (after[1] - before[1]);
        if (hypot(x, y) > most) {
            most = hypot(x, y);
            *dx = x;
            *dy = y;
        }
    }
    return most;
}

static const struct phil_sim_twitch twitches[3] = {
    {1.5, 0.06, 0.1, 0.08, 0.8, 90, PHIL_UPPER_LIP_LEFT, 5},
    {2.3, 0.06, 0.1, 0.08, 0.6, 30, PHIL_MOUTH_CORNER_RIGHT, 5},
    {3.1, 0.06, 0.1, 0.08, 0.8, -90, PHIL_CHIN, 5},
};

/* What phil_sim_face_point says that the skin at the region's centre does at the peak. */
static void true_peak(const struct phil_sim_face *moving, const struct phil_sim_face *calm,
                      const struct phil_sim_twitch *t, double d[2])
{
    double x, y, a[2], b[2];
    const double time_s = t->onset_s + t->rise_s + t->hold_s / 2;
    phil_sim_face_region(moving, t->region, &x, &y);
    phil_sim_face_point(moving, x, y, time_s, &a[0], &a[1]);
    phil_sim_face_point(calm, x, y, time_s, &b[0], &b[1]);
    d[0] = a[0] - b[0];
    d[1] = a[1] - b[1];
}

static void twitches_are_measured_as_drawn(void **state)
{
    struct phil_sim_face_settings s = quiet_settings();
    struct phil_sim_face *calm;
    assert_int_equal(phil_sim_face_new(&calm, &s, NULL), PHIL_OK);
    s.twitches = twitches;
    s.n_twitches = 3;
    struct film f = film_make(&s, false);
    play(&f, 110);
    for (int t = 0; t < 3; t++) {
        const double from = twitches[t].onset_s, to = from + 0.24;
        double truth[2], dx, dy;
        true_peak(f.face, calm, &twitches[t], truth);
        const double size = hypot(truth[0], truth[1]);
        const double seen = excursion(&f, twitches[t].region, from, to, &dx, &dy);
        print_message("# %s: %.3f px drawn, %.3f measured\n", phil_region_name(twitches[t].region),
                      size, seen);
        /* The chin's windows lie a centimetre apart: what they see of a bump between them depends
         * on where it lies. */
        assert_true(fabs(seen / size - 1) < (twitches[t].region == PHIL_CHIN ? 0.25 : 0.2));
        assert_true((dx * truth[0] + dy * truth[1]) / (size * seen) > 0.95);
        /* The other side, and the brows, stay where they are. */
        const enum phil_region mirror = phil_region_mirror(twitches[t].region);
        if (mirror != twitches[t].region)
            assert_true(excursion(&f, mirror, from, to, &dx, &dy) < 0.2 * size);
        assert_true(excursion(&f, PHIL_CHEEK_LEFT, from, to, &dx, &dy) < 0.35 * size);
        assert_true(excursion(&f, PHIL_BROW_RIGHT, from, to, &dx, &dy) < 0.2 * size);
    }
    film_drop(&f);
    phil_sim_face_free(calm);
}

/* In a mirrored clip the person's left is the picture's left: names change, pixels do not. */
static void mirrored_clips_swap_names(void **state)
{
    struct phil_sim_face_settings s = quiet_settings();
    s.twitches = twitches;
    s.n_twitches = 1;
    struct film f = film_make(&s, true);
    double dx, dy;
    play(&f, 60);
    const double right = excursion(&f, PHIL_UPPER_LIP_RIGHT, 1.5, 1.74, &dx, &dy);
    const double left = excursion(&f, PHIL_UPPER_LIP_LEFT, 1.5, 1.74, &dx, &dy);
    assert_true(right > 1.2 && left < 0.2 * right);
    film_drop(&f);
}

static void the_head_is_followed_to_a_fraction_of_a_pixel(void **state)
{
    struct phil_sim_face_settings s = quiet_settings();
    s.sway_mm = 2;
    s.turn_deg = 0; /* the point's own depth is not known to the track */
    struct film f = film_make(&s, false);
    double sum = 0, mean[2] = {0, 0}, range = 0;
    double e[90][2];
    play(&f, 90);
    for (size_t i = 0; i < 90; i++) {
        const struct phil_head_sample *h = &f.trace.head[i];
        double x, y, x0, y0;
        assert_int_equal(h->flags & PHIL_SAMPLE_UNUSABLE, 0);
        phil_sim_face_point(f.face, 0, 0, f.trace.time_s[i], &x, &y);
        phil_sim_face_point(f.face, 0, 0, 0, &x0, &y0);
        range = fmax(range, hypot(x - x0, y - y0));
        e[i][0] = (double)h->x_px - x;
        e[i][1] = (double)h->y_px - y;
        for (int k = 0; k < 2; k++)
            mean[k] += e[i][k] / 90;
        assert_true(h->scale > 0.9f && h->scale < 1.1f && fabsf(h->roll_rad) < 0.1f);
    }
    for (int i = 0; i < 90; i++)
        sum += pow(e[i][0] - mean[0], 2) + pow(e[i][1] - mean[1], 2);
    print_message("# the head moved by %.1f px and was followed to %.3f px rms\n", range,
                  sqrt(sum / 90));
    assert_true(range > 2);
    assert_true(sqrt(sum / 90) < 0.35);
    film_drop(&f);
}

/* rms of the lips' displacement about a moving mean: what a twitch would have to exceed. */
static double lip_noise(const struct film *f, size_t from, double *largest)
{
    double sum = 0;
    int n = 0;
    *largest = 0;
    for (int r = PHIL_UPPER_LIP_LEFT; r <= PHIL_LOWER_LIP_RIGHT; r++)
        for (size_t i = from; i + 8 < f->trace.n_frames; i++) {
            const struct phil_sample *s = f->trace.region[r];
            double mx = 0, my = 0;
            bool good = true;
            for (size_t k = i - 8; k <= i + 8; k++) {
                good &= !(s[k].flags & PHIL_SAMPLE_UNUSABLE);
                mx += (double)s[k].dx_px / 17;
                my += (double)s[k].dy_px / 17;
            }
            if (!good)
                continue;
            const double d = hypot((double)s[i].dx_px - mx, (double)s[i].dy_px - my);
            sum += d * d / 2;
            *largest = fmax(*largest, d);
            n++;
        }
    assert_true(n > 100);
    return sqrt(sum / n);
}

static void still_lips_are_still(void **state)
{
    const struct phil_sim_face_settings s = quiet_settings();
    struct film f = film_make(&s, false);
    double largest;
    play(&f, 90);
    const double rms = lip_noise(&f, 30, &largest);
    print_message("# still lips on a swaying head: %.4f px rms, at most %.3f\n", rms, largest);
    assert_true(rms < 0.05);
    film_drop(&f);
}

static void a_blink_does_not_move_the_lips(void **state)
{
    struct phil_sim_face_settings s = quiet_settings();
    s.blinks_per_min = 30;
    struct film f = film_make(&s, false);
    double onset[16], largest;
    play(&f, 150);
    const size_t n = phil_sim_face_blinks(f.face, 4.5, onset, 16);
    assert_true(n >= 1);
    int seen = 0;
    for (size_t b = 0; b < n; b++) {
        if (onset[b] < 1)
            continue;
        /* The eyes' openings look unlike themselves while the lids are down. */
        const size_t at = (size_t)lround((onset[b] + 0.1) * RATE_HZ);
        float most = 0, before = f.trace.head[(size_t)(onset[b] * RATE_HZ) - 3].eye_change[0];
        for (size_t i = at - 1; i <= at + 2; i++)
            most = fmaxf(most, fminf(f.trace.head[i].eye_change[0], f.trace.head[i].eye_change[1]));
        assert_true(most > before + 0.15f);
        seen++;
    }
    const double rms = lip_noise(&f, 30, &largest);
    print_message("# with %d blinks: %.4f px rms, at most %.3f\n", seen, rms, largest);
    assert_true(rms < 0.06);
    assert_true(largest < 0.3); /* 0.15 mm at 2 px/mm */
    film_drop(&f);
}

/* An eye that stays shut becomes its own reference: the change fell from 0.6 to 0 from one frame to
 * the next, and looked like a lid that jerks. */
static void a_new_reference_of_an_eye_is_told(void **state)
{
    enum { FRAMES = 75, SHUT_AT = 25 };
    struct phil_sim_face_settings s = quiet_settings();
    float closure[FRAMES] = {0};
    for (int i = SHUT_AT; i < FRAMES; i++)
        closure[i] = 1;
    s.lids[0] = (struct phil_sim_lids){.rate_hz = RATE_HZ, .closure = closure, .n = FRAMES};
    struct film f = film_make(&s, false);
    play(&f, FRAMES);
    int unknown = 0;
    for (size_t i = 1; i < FRAMES; i++) {
        const float *now = f.trace.head[i].eye_change, *before = f.trace.head[i - 1].eye_change;
        unknown += isnan(now[0]);
        assert_true(isfinite(now[1]));
        if (i > SHUT_AT + 2 && isfinite(now[0]) && isfinite(before[0]))
            assert_true(fabsf(now[0] - before[0]) < 0.1f);
    }
    assert_int_equal(unknown, 1);
    assert_true(f.trace.head[SHUT_AT + 10].eye_change[0] > 0.2f);
    assert_true(f.trace.head[FRAMES - 1].eye_change[0] < 0.1f);
    film_drop(&f);
}

static void a_cut_ends_the_track(void **state)
{
    const struct phil_sim_face_settings s = quiet_settings();
    struct film f = film_make(&s, false);
    play(&f, 40);
    enum phil_status status = PHIL_OK;
    for (int k = 0; k < 60 && status == PHIL_OK; k++) {
        for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++)
            f.pixels[i] = (uint8_t)(255 * phil_random_uniform(9, (uint64_t)k, i));
        status = step_pixels(&f);
        const size_t at = f.trace.n_frames - 1;
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            assert_true(f.trace.region[r][at].flags & PHIL_SAMPLE_UNUSABLE);
    }
    assert_int_equal(status, PHIL_END);
    assert_true(f.trace.head[f.trace.n_frames - 1].flags & PHIL_SAMPLE_NO_FACE);
    film_drop(&f);
}

/* A flat picture must not be mistaken for a face, nor divide by its contrast. */
static void a_black_picture_ends_it_too(void **state)
{
    const struct phil_sim_face_settings s = quiet_settings();
    struct film f = film_make(&s, false);
    play(&f, 20);
    enum phil_status status = PHIL_OK;
    memset(f.pixels, 16, (size_t)WIDTH * HEIGHT);
    for (int k = 0; k < 60 && status == PHIL_OK; k++)
        status = step_pixels(&f);
    assert_int_equal(status, PHIL_END);
    film_drop(&f);
}

static void a_picture_of_the_wrong_place_is_refused(void **state)
{
    const struct phil_sim_face_settings s = quiet_settings();
    struct film f = film_make(&s, false);
    struct phil_landmarks away = f.landmarks;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++)
        away.point[i].x += 5 * WIDTH;
    struct phil_track *track = f.track;
    const struct phil_frame frame = frame_of(&f, 0);
    assert_int_equal(phil_track_new(&track, &frame, &away, false, phil_cpu_level()), PHIL_EDATA);
    assert_null(track);
    phil_track_free(NULL);
    film_drop(&f);
}

/* The landmarks go where the head goes, and a scale multiplies displacements. */
static void landmarks_follow_and_scales_scale(void **state)
{
    struct phil_sim_face_settings s = quiet_settings();
    s.sway_mm = 2;
    struct film f = film_make(&s, false), twice = film_make(&s, false);
    phil_track_set_scale(twice.track, 2);
    play(&f, 25);
    play(&twice, 25);
    struct phil_landmarks now;
    phil_track_landmarks(f.track, &now);
    const struct phil_head_sample *h = &f.trace.head[24];
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    for (int i = 36; i <= 47; i++) {
        x0 += f.landmarks.point[i].x / 12, y0 += f.landmarks.point[i].y / 12;
        x1 += now.point[i].x / 12, y1 += now.point[i].y / 12;
    }
    assert_true(fabs(x1 - (double)h->x_px) < 0.01 && fabs(y1 - (double)h->y_px) < 0.01);
    assert_true(hypot(x1 - x0, y1 - y0) > 0.5);
    for (size_t i = 10; i < 25; i++) {
        const struct phil_sample *a = &f.trace.region[PHIL_CHIN][i];
        const struct phil_sample *b = &twice.trace.region[PHIL_CHIN][i];
        assert_int_equal(a->flags, b->flags);
        if (a->flags & PHIL_SAMPLE_UNUSABLE)
            continue;
        assert_true(fabsf(2 * a->dx_px - b->dx_px) < 1e-4f);
        assert_true(fabsf(2 * a->dy_px - b->dy_px) < 1e-4f);
        assert_true(fabsf(2 * a->sd_px - b->sd_px) < 1e-4f);
    }
    film_drop(&f);
    film_drop(&twice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twitches_are_measured_as_drawn),
        cmocka_unit_test(mirrored_clips_swap_names),
        cmocka_unit_test(the_head_is_followed_to_a_fraction_of_a_pixel),
        cmocka_unit_test(still_lips_are_still),
        cmocka_unit_test(a_blink_does_not_move_the_lips),
        cmocka_unit_test(a_new_reference_of_an_eye_is_told),
        cmocka_unit_test(a_cut_ends_the_track),
        cmocka_unit_test(a_black_picture_ends_it_too),
        cmocka_unit_test(a_picture_of_the_wrong_place_is_refused),
        cmocka_unit_test(landmarks_follow_and_scales_scale),
    };
    return cmocka_run_group_tests_name("motion track", tests, prepare, tidy);
}
