/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How small a twitch a clip could show, and what its codec does to small movements. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/codec.h"
#include "base/random.h"
#include "recording/recode.h"
#include "studio.h"

/* --- responses --- */

/* 0.5 of 1 px is seen, all of 3 px; one frame late at first. */
static struct phil_response two_levels(void)
{
    return (struct phil_response){
        .n = 3,
        .peak = 1,
        .free = 0.8,
        .unit = {1, 0},
        .pulse = {0, 1, 0},
        .n_levels = 2,
        .height_px = {1, 3},
        .seen = {{{0, 0}, {0.4f, 0}, {0.2f, 0}}, {{0, 0}, {2.4f, 0}, {0, 0}}},
        .sd_px = {{0, 0.1f, 0}, {0, 0.3f, 0}},
    };
}

static void a_response_is_read_between_its_levels(void **state)
{
    static const struct {
        double height, move, later, sd, gain;
    } want[] = {
        {0.5, 0.2, 0.1, 0.05, 0.5},                            /* below the lowest: as the lowest */
        {1, 0.4, 0.2, 0.1, 0.5},    {2, 1.4, 0.1, 0.2, 0.875}, /* halfway */
        {3, 2.4, 0, 0.3, 1},        {6, 4.8, 0, 0.6, 1}, /* above the highest: as the highest */
    };
    const struct phil_response r = two_levels();
    float move[PHIL_CODEC_FRAMES][2], sd_px[PHIL_CODEC_FRAMES];
    for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
        phil_response_at(&r, want[k].height, 1, move, sd_px);
        assert_true(fabs(move[0][0]) < 1e-6 && fabs(move[1][1]) < 1e-6);
        assert_true(fabs(move[1][0] - want[k].move) < 1e-6);
        assert_true(fabs(move[2][0] - want[k].later) < 1e-6);
        assert_true(fabs(sd_px[1] - want[k].sd) < 1e-6);
        assert_true(fabs(phil_response_gain(&r, want[k].height) - want[k].gain) < 1e-6);
    }
    /* A region that sees half as much as the tested ones. */
    phil_response_at(&r, 3, 0.5, move, sd_px);
    assert_true(fabs(move[1][0] - 1.2) < 1e-6 && fabs(sd_px[1] - 0.15) < 1e-6);
}

/* --- the quantiser from the bit rate --- */

static void the_bit_rate_tells_the_quantiser(void **state)
{
    enum { W = 320, H = 192 };
    static uint8_t pixels[PHIL_MOSAIC_PICTURES][W * H], out[PHIL_MOSAIC_PICTURES * W * H];
    static const char *const codecs[] = {"h264", "hevc"};
    struct phil_mosaic mosaic = {0};
    for (int i = 0; i < PHIL_MOSAIC_PICTURES; i++) {
        for (int k = 0; k < W * H; k++)
            pixels[i][k] = (uint8_t)(100 + 30 * sin(0.07 * (k % W) + 0.3 * i) +
                                     12 * phil_random_uniform(3, (uint64_t)(i / 2), (uint64_t)k));
        const struct phil_frame frame = {
            .luma = pixels[i], .stride_bytes = W, .width = W, .height = H, .bit_depth = 8};
        assert_true(phil_mosaic_add(&mosaic, &frame));
    }
    for (int c = 0; c < 2; c++)
        for (double q = 18; q < 33; q += 7) {
            /* A clip of eight pictures, all that the mosaic saw, each piece side by side. */
            const struct phil_recode_settings how = {codecs[c], mosaic.columns * 64,
                                                     mosaic.rows * 64, q, false};
            int64_t bytes = 0;
            assert_int_equal(phil_recode(&how, mosaic.pixels, out, PHIL_MOSAIC_PICTURES, &bytes),
                             PHIL_OK);
            const double bits =
                8.0 * (double)bytes / (how.width * how.height) / PHIL_MOSAIC_PICTURES;
            const double found =
                phil_mosaic_quantiser(&mosaic, codecs[c], false, bits, PHIL_MOSAIC_PICTURES);
            print_message("# %s at %g: %g found\n", codecs[c], q, found);
            assert_true(fabs(found - q) <= 1);
        }
    assert_true(isnan(phil_mosaic_quantiser(&mosaic, "theora", false, 1, 30)));
    assert_true(isnan(phil_mosaic_quantiser(&mosaic, "h264", false, NAN, 30)));
    phil_mosaic_release(&mosaic);
    assert_true(isnan(phil_mosaic_quantiser(&mosaic, "h264", false, 1, 30)));
}

/* --- clips --- */

static double median_of(const struct phil_face_result *face, bool gain)
{
    double sorted[8];
    int n = 0;
    for (int r = PHIL_UPPER_LIP_LEFT; r <= PHIL_MOUTH_CORNER_RIGHT; r++) {
        const struct phil_value v = gain ? face->region[r].codec_gain : face->region[r].floor_mm;
        const double value = v.reason ? INFINITY : v.value;
        int k = n++;
        for (; k > 0 && sorted[k - 1] > value; k--)
            sorted[k] = sorted[k - 1];
        sorted[k] = value;
    }
    return sorted[n / 2];
}

static struct phil_analysis *analyse_at(struct take *take, int quality)
{
    take->quality = quality;
    struct phil_analysis *a = studio_analyse(studio_film(take), NULL);
    assert_int_equal(a->n_faces, 1);
    return a;
}

static void compression_costs_small_movements(void **state)
{
    struct take take = take_defaults(21);
    struct phil_analysis *gentle = analyse_at(&take, 12), *harsh = analyse_at(&take, 34);
    const struct phil_face_result *x = &gentle->faces[0], *y = &harsh->faces[0];
    print_message("# floor %.3f and %.3f mm, codec gain %.2f and %.2f\n", median_of(x, false),
                  median_of(y, false), median_of(x, true), median_of(y, true));
    assert_true(median_of(x, true) > 0.85 && median_of(x, true) <= 1);
    assert_true(median_of(y, true) < median_of(x, true));
    assert_true(median_of(x, false) > 0.02 && median_of(x, false) < 0.5);
    assert_true(median_of(y, false) > 1.5 * median_of(x, false));
    /* Elsewhere the codec was not tried, but the floor stands. */
    assert_non_null(x->region[PHIL_BROW_LEFT].codec_gain.reason);
    assert_null(x->region[PHIL_CHIN].floor_mm.reason);
    assert_false(has_warning(gentle, "codec_untested") || has_warning(gentle, "erased"));
    assert_true(median_of(y, true) > 0.45 || has_warning(harsh, "erased"));
    phil_analysis_free(gentle);
    phil_analysis_free(harsh);
}

/* Twitches of one size on the lips: how many are found? */
static int found_of_six(struct take take, double amplitude_mm)
{
    struct phil_sim_twitch twitches[6];
    for (int t = 0; t < 6; t++)
        twitches[t] = (struct phil_sim_twitch){1.2 + 1.05 * t,
                                               0.05,
                                               0.02,
                                               0.06,
                                               amplitude_mm,
                                               90.0 + 60 * t,
                                               (enum phil_region)(PHIL_UPPER_LIP_LEFT + t),
                                               0};
    take.face.twitches = twitches;
    take.face.n_twitches = 6;
    struct phil_analysis *a = studio_analyse(studio_film(&take), NULL);
    int n = 0;
    for (int t = 0; t < 6; t++)
        n += event_near(&a->faces[0], PHIL_EVENT_TWITCH, twitches[t].onset_s + 0.06, 0.12) != NULL;
    phil_analysis_free(a);
    return n;
}

static void the_floor_is_where_twitches_begin_to_show(void **state)
{
    struct take take = take_defaults(22);
    struct phil_analysis *a = analyse_at(&take, 20);
    const double floor_mm = median_of(&a->faces[0], false);
    phil_analysis_free(a);
    const int above = found_of_six(take, 1.6 * floor_mm),
              below = found_of_six(take, 0.25 * floor_mm);
    print_message("# floor %.3f mm: %d of 6 found well above, %d well below\n", floor_mm, above,
                  below);
    assert_true(above >= 5);
    assert_true(below <= 2);
}

static void a_codec_that_cannot_be_tried_is_told(void **state)
{
    struct take take = take_defaults(21);
    take.codec = "libtheora";
    take.ending = "mkv";
    struct phil_analysis *a = analyse_at(&take, 4);
    const struct phil_region_result *r = &a->faces[0].region[PHIL_UPPER_LIP_MIDDLE];
    assert_non_null(r->codec_gain.reason);
    assert_true(isnan(r->codec_gain.value));
    assert_null(r->floor_mm.reason);
    assert_true(has_warning(a, "codec_untested"));
    phil_analysis_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_response_is_read_between_its_levels),
        cmocka_unit_test(the_bit_rate_tells_the_quantiser),
        cmocka_unit_test(compression_costs_small_movements),
        cmocka_unit_test(the_floor_is_where_twitches_begin_to_show),
        cmocka_unit_test(a_codec_that_cannot_be_tried_is_told),
    };
    return cmocka_run_group_tests_name("floor", tests, NULL, studio_close);
}
