/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head's eight numbers from windows whose every pixel is drawn where it should be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "motion/head.h"
#include "texture.h"

enum { SIZE = 360, WINDOWS = 20, RADIUS = 11, REACH = 19 };

/* A field of windows, each a piece of a surface at a depth of its own. */
struct rig {
    struct phil_motion_kernels kernels;
    struct phil_patch patch[WINDOWS];
    struct phil_point true_centre[WINDOWS];
    double true_depth[WINDOWS];
    double extra[WINDOWS][2]; /* movement of a window by itself, picture pixels */
    struct phil_support support[WINDOWS];
    struct phil_patch_reading reading[PHIL_MAX_SUPPORTS];
    struct phil_head_fit fit;
    struct phil_head_pose pose;
    struct texture texture;
    uint8_t pixels[SIZE * SIZE];
    struct phil_frame frame;
    double sigma;
    uint64_t frames;
};

static const struct phil_head_pose at_rest = {{180, 180}, {1, 0, 0, 1}, {180, 180}, {0, 0}};

/* Each window's surroundings by the inverse of its own map. */
static void draw(struct rig *r, const struct phil_head_pose *truth)
{
    memset(r->pixels, 90, sizeof r->pixels);
    for (int i = 0; i < WINDOWS; i++) {
        const struct phil_affine m = phil_head_map(truth, r->true_depth[i], 0, 0);
        const struct phil_point c = r->true_centre[i];
        const int cx = (int)lround(m.xx * c.x + m.xy * c.y + m.x0);
        const int cy = (int)lround(m.yx * c.x + m.yy * c.y + m.y0);
        const double det = m.xx * m.yy - m.xy * m.yx;
        const double ix = m.yy / det, iy = -m.yx / det; /* reference step per picture column */
        for (int y = cy - REACH; y <= cy + REACH; y++) {
            double line[2 * REACH + 1];
            const double px = cx - REACH - r->extra[i][0] - m.x0, py = y - r->extra[i][1] - m.y0;
            texture_line(&r->texture, (m.yy * px - m.xy * py) / det, (m.xx * py - m.yx * px) / det,
                         ix, iy, line, 2 * REACH + 1);
            for (int k = 0; k <= 2 * REACH; k++) {
                const int x = cx - REACH + k;
                if (x < 0 || x >= SIZE || y < 0 || y >= SIZE)
                    continue;
                const size_t at = (size_t)y * SIZE + (size_t)x;
                texture_store(r->pixels, at, 8,
                              line[k] + r->sigma * phil_random_normal(3, 50 + r->frames, at));
            }
        }
    }
    r->frames++;
}

static struct phil_plane plane_of(struct rig *r)
{
    r->frame = (struct phil_frame){
        .luma = r->pixels, .stride_bytes = SIZE, .width = SIZE, .height = SIZE, .bit_depth = 8};
    return phil_plane_of(&r->frame, &r->kernels);
}

static struct rig *rig_make(double sigma, uint64_t seed)
{
    struct rig *r = calloc(1, sizeof *r);
    assert_non_null(r);
    phil_motion_kernels_init(&r->kernels, phil_cpu_level());
    r->texture = texture_make(seed, 8, 40, 14);
    r->sigma = sigma;
    r->pose = at_rest;
    for (int i = 0; i < WINDOWS; i++) {
        const struct phil_window w = {{60 + 60 * (i % 5), 65 + 75 * (i / 5)}, RADIUS};
        r->true_centre[i] = w.centre;
        /* Nose higher than temples, and nobody's like the next one's. */
        r->true_depth[i] = 0.35 * phil_random_uniform(seed, 9, (uint64_t)i);
        assert_true(phil_patch_init(&r->patch[i], &w, r->true_depth[i]));
        r->support[i] = (struct phil_support){&r->patch[i], 0, 0, -1};
    }
    draw(r, &at_rest);
    const struct phil_plane plane = plane_of(r);
    for (int i = 0; i < WINDOWS; i++) {
        struct phil_patch_reading reading;
        const struct phil_affine map = phil_head_map(&at_rest, r->patch[i].depth, 0, 0);
        phil_patch_read(&r->patch[i], &plane, &map, &reading);
        assert_true(reading.inside);
        phil_patch_key(&r->patch[i]);
    }
    return r;
}

static void rig_drop(struct rig *r)
{
    for (int i = 0; i < WINDOWS; i++)
        phil_patch_release(&r->patch[i]);
    free(r);
}

static void refine(struct rig *r, const struct phil_head_pose *truth, int steps)
{
    draw(r, truth);
    const struct phil_plane plane = plane_of(r);
    phil_head_refine(&r->pose, r->support, WINDOWS, &plane, steps, r->reading, &r->fit);
}

/* Largest and rms distance between the found and the true map at the windows that move with it. */
static double map_error(const struct rig *r, const struct phil_head_pose *truth, double *worst)
{
    double sum = 0;
    int n = 0;
    *worst = 0;
    for (int i = 0; i < WINDOWS; i++) {
        if (r->extra[i][0] != 0 || r->extra[i][1] != 0)
            continue;
        const struct phil_point a = phil_head_point(truth, r->true_centre[i], r->true_depth[i]);
        const struct phil_point b =
            phil_head_point(&r->pose, r->patch[i].centre, r->patch[i].depth);
        const double e = hypot(a.x - b.x, a.y - b.y);
        sum += e * e;
        *worst = fmax(*worst, e);
        n++;
    }
    return sqrt(sum / n);
}

/* A head that sways, nods closer, tilts, turns. */
static struct phil_head_pose pose_of(double dx, double dy, double scale, double roll, double shear,
                                     double qx, double qy)
{
    struct phil_head_pose p = at_rest;
    p.a[0] = scale * cos(roll);
    p.a[1] = -scale * sin(roll) + shear;
    p.a[2] = scale * sin(roll);
    p.a[3] = scale * cos(roll);
    p.t[0] += dx;
    p.t[1] += dy;
    p.q[0] = qx;
    p.q[1] = qy;
    return p;
}

static void maps_are_arithmetic(void **state)
{
    const struct phil_head_pose p = pose_of(3, -2, 1.1, 0.2, 0.01, 5, -4);
    const struct phil_point at = {200, 150};
    const struct phil_affine m = phil_head_map(&p, 0.3, 0.5, -0.25);
    const struct phil_point q = phil_head_point(&p, (struct phil_point){200.5, 149.75}, 0.3);
    assert_float_equal(m.xx * at.x + m.xy * at.y + m.x0, q.x, 1e-9);
    assert_float_equal(m.yx * at.x + m.yy * at.y + m.y0, q.y, 1e-9);
    const double x = 20.5, y = -30.25; /* against the origin */
    assert_float_equal(q.x, p.a[0] * x + p.a[1] * y + 183 + 5 * 0.3, 1e-9);
    assert_float_equal(q.y, p.a[2] * x + p.a[3] * y + 178 - 4 * 0.3, 1e-9);
}

static void known_motions_are_recovered(void **state)
{
    const struct phil_head_pose truths[] = {pose_of(0, 0, 1, 0, 0, 0, 0),
                                            pose_of(1.7, -2.4, 1, 0, 0, 0, 0),
                                            pose_of(0.3, 0.2, 1.015, 0.01, 0, 0, 0),
                                            pose_of(-1, 1, 0.985, -0.012, 0.006, 0, 0),
                                            pose_of(1, -1, 1, 0, 0, 4, -3),
                                            pose_of(-2, 1.5, 1.01, 0.008, 0.004, -5, 4)};
    for (uint64_t seed = 1; seed <= 2; seed++)
        for (size_t k = 0; k < sizeof truths / sizeof truths[0]; k++) {
            struct rig *r = rig_make(0.7, seed);
            double worst;
            refine(r, &truths[k], 8);
            const double rms = map_error(r, &truths[k], &worst);
            print_message("# motion %d: rms %.4f px, worst %.4f; agreement %.2f, last step %.3f\n",
                          (int)k, rms, worst, r->fit.agreement, r->fit.largest_px);
            assert_int_equal(r->fit.used, WINDOWS);
            assert_true(rms < 0.015 && worst < 0.04);
            assert_true(r->fit.agreement > 0.95 && r->fit.correlation > 0.9);
            assert_true(fabs(r->fit.gain - 1) < 0.1);
            rig_drop(r);
        }
}

/* A lid, a brow and a hand: a third of the windows go their own ways. */
static void a_third_may_go_their_own_ways(void **state)
{
    const struct phil_head_pose truth = pose_of(0.8, -0.6, 1.005, 0.004, 0, 1.5, -1);
    for (int how = 0; how < 3; how++) {
        struct rig *r = rig_make(0.7, 3);
        double worst;
        int n = 0;
        for (int i = 0; i < WINDOWS; i += 3, n++) {
            const double angle = how == 2 ? 2.4 * i : 0.5; /* apart, or all the same way */
            const double length = how == 0 ? 0.4 : 3;
            r->extra[i][0] = length * cos(angle);
            r->extra[i][1] = length * sin(angle);
        }
        refine(r, &truth, 8);
        const double rms = map_error(r, &truth, &worst);
        print_message("# outliers %d: rms %.4f px, worst %.4f at the others; agreement %.2f\n", how,
                      rms, worst, r->fit.agreement);
        assert_true(rms < 0.04);
        if (how > 0)
            assert_true(fabs(r->fit.agreement - (double)(WINDOWS - n) / WINDOWS) < 0.11);
        rig_drop(r);
    }
}

/* Windows that fell out of the picture have no say and do no harm. */
static void windows_outside_have_no_say(void **state)
{
    const struct phil_head_pose truth = pose_of(-58, 0, 1, 0, 0, 0, 0);
    struct rig *r = rig_make(0.7, 4);
    double worst;
    r->pose.t[0] -= 57;
    refine(r, &truth, 8);
    assert_true(r->fit.used < WINDOWS && r->fit.used >= WINDOWS - 5);
    assert_true(map_error(r, &truth, &worst) < 0.04);
    rig_drop(r);
}

/* What the regions beside a twitch said can be taken back afterwards. */
static void a_vote_can_be_taken_back(void **state)
{
    const struct phil_head_pose truth = pose_of(0.5, 0.3, 1, 0.002, 0, 0, 0);
    struct rig *all = rig_make(0.5, 5), *rest = rig_make(0.5, 5);
    enum { MOVED = 4 };
    for (int i = 0; i < MOVED; i++) {
        all->extra[i][1] = rest->extra[i][1] = 0.12;
        all->support[i].region = PHIL_CHIN;
    }
    refine(all, &truth, 8);
    draw(rest, &truth);
    const struct phil_plane plane = plane_of(rest);
    phil_head_refine(&rest->pose, rest->support + MOVED, WINDOWS - MOVED, &plane, 8, rest->reading,
                     &rest->fit);
    const struct phil_point at = all->true_centre[1];
    double shift[2], none[2];
    phil_head_without(&all->fit, &all->pose, 1u << PHIL_CHIN, at, 0.1, shift);
    phil_head_without(&all->fit, &all->pose, 0, at, 0.1, none);
    assert_true(hypot(none[0], none[1]) < 1e-9);
    const struct phil_point a = phil_head_point(&all->pose, at, 0.1),
                            b = phil_head_point(&rest->pose, at, 0.1);
    const double before = hypot(b.x - a.x, b.y - a.y),
                 after = hypot(b.x - a.x - shift[0], b.y - a.y - shift[1]);
    print_message("# with the moved windows %.4f px off, taken back %.4f\n", before, after);
    assert_true(before > 0.02);
    assert_true(after < 0.4 * before);
    rig_drop(all);
    rig_drop(rest);
}

/* rms of the misses of all windows in the last frame. */
static double misses(const struct rig *r)
{
    double sum = 0;
    for (int i = 0; i < WINDOWS; i++)
        sum += pow(r->patch[i].miss[0], 2) + pow(r->patch[i].miss[1], 2);
    return sqrt(sum / WINDOWS / 2);
}

/* A head that turns to and fro tells how deep its windows really are. */
static double late_misses(bool learn)
{
    enum { FRAMES = 120, LATE = 30 };
    struct rig *r = rig_make(0.7, 6);
    double late = 0, mean[2] = {0, 0};
    for (int i = 0; i < WINDOWS; i++)
        r->patch[i].depth += 0.12 * phil_random_normal(8, 1, (uint64_t)i);
    for (int f = 0; f < FRAMES; f++) {
        const struct phil_head_pose truth = pose_of(0.3 * sin(0.4 * f), 0.2 * sin(0.3 * f), 1, 0, 0,
                                                    2 * sin(0.37 * f), 1.6 * sin(0.29 * f + 1));
        refine(r, &truth, 5);
        if (f >= FRAMES - LATE)
            late += misses(r) / LATE;
        double turned[2];
        for (int k = 0; k < 2; k++) {
            mean[k] += (r->pose.q[k] - mean[k]) / 30;
            turned[k] = r->pose.q[k] - mean[k];
        }
        for (int i = 0; i < WINDOWS; i++)
            phil_patch_blend(&r->patch[i], &r->reading[i], 30);
        for (int i = 0; learn && i < WINDOWS; i++) {
            phil_patch_learn_spread(&r->patch[i], r->patch[i].miss, 90);
            phil_head_learn_depth(&r->pose, &r->patch[i], turned, 30);
        }
    }
    rig_drop(r);
    return late;
}

static void depths_are_learned(void **state)
{
    const double fixed = late_misses(false), learned = late_misses(true);
    print_message("# misses of %.4f px with wrong depths, %.4f once learned\n", fixed, learned);
    assert_true(fixed > 0.05);
    assert_true(learned < 0.5 * fixed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_are_arithmetic),
        cmocka_unit_test(known_motions_are_recovered),
        cmocka_unit_test(a_third_may_go_their_own_ways),
        cmocka_unit_test(windows_outside_have_no_say),
        cmocka_unit_test(a_vote_can_be_taken_back),
        cmocka_unit_test(depths_are_learned),
    };
    return cmocka_run_group_tests_name("motion head", tests, NULL, NULL);
}
