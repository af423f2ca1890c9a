/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page: well formed, self-contained, small, and its pictures are those of the right moments. */
#include <cairo.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <philtrum/writer.h>

#include "fixture.h"
#include "well_formed.h"

static char *page_of(enum fixture which)
{
    struct phil_analysis *analysis = fixture_make(which);
    char *page = fixture_html(analysis, NULL);
    fixture_free(analysis);
    return page;
}

static void every_page_is_well_formed(void **state)
{
    for (int f = 0; f < N_FIXTURES; f++) {
        char *page = page_of((enum fixture)f);
        assert_true(well_formed_check(page) > 30);
        assert_false(fixture_has_nan(page));
        free(page);
    }
}

static void nothing_is_fetched_or_run(void **state)
{
    for (int f = 0; f < FIXTURE_HOSTILE; f++) {
        char *page = page_of((enum fixture)f);
        page_is_alone(page);
        assert_null(strstr(page, "http:"));
        assert_null(strstr(page, "https:"));
        free(page);
    }
}

static void hostile_text_is_only_text(void **state)
{
    char *page = page_of(FIXTURE_HOSTILE);
    well_formed_check(page);
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "<img"));
    page_is_text(page);
    assert_non_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;&amp;"));
    assert_non_null(strstr(page, "&lt;img src=x onerror=z&gt;"));
    free(page);
}

static void the_page_shows_what_was_found(void **state)
{
    char *page = page_of(FIXTURE_NINE);
    static const char *const texts[] = {
        "<h1>9 twitches in 30 s</h1>",
        "9 twitches were found: about 22 a minute of rest",
        "Most were at the left upper lip (6 of 9).",
        "not measured: too few twitches of the eye",
        "The file ends before its announced end.",
        "evening.mp4",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "upper lip, left: 6 twitches, the largest 0.62 mm; would show from 0.12 mm",
        "What this page cannot say",
        "name=\"viewport\"",
        "Time between twitches"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!strstr(page, texts[i]))
            fail_msg("the page lacks \"%s\"", texts[i]);
    assert_int_equal(page_count(page, "class=\"spot\""), 4);   /* places with twitches */
    assert_int_equal(page_count(page, "class=\"quiet\""), 13); /* and without */
    assert_int_equal(page_count(page, "class=\"trace\""), PHIL_N_REGIONS);
    assert_int_equal(page_count(page, "class=\"twbar\""), 9);
    assert_int_equal(page_count(page, "class=\"tw\""), 9);
    assert_int_equal(page_count(page, "class=\"bl\""), 7);
    assert_int_equal(page_count(page, "not a diagnosis"), 1);
    free(page);
    page = page_of(FIXTURE_ONE);
    assert_non_null(strstr(page, "<h1>1 twitch in 30 s</h1>"));
    assert_null(strstr(page, "Time between twitches"));
    free(page);
}

static void nothing_measured_is_not_nought(void **state)
{
    char *page = page_of(FIXTURE_UNMEASURED);
    assert_non_null(strstr(page, "<h1>Nothing could be measured</h1>"));
    assert_null(strstr(page, "<td>0</td>"));
    assert_null(strstr(page, "100 %"));
    assert_true(page_count(page, "not measured: ") >= 12);
    free(page);
}

/* The person's own left is at the picture's right, except in a mirrored clip. */
static void sides_are_the_persons_own(void **state)
{
    for (int mirrored = 0; mirrored < 2; mirrored++) {
        struct phil_analysis *analysis = fixture_make(FIXTURE_NINE);
        analysis->mirrored = mirrored;
        char *page = fixture_html(analysis, NULL);
        const char *left = strstr(page, ">own left<"), *right = strstr(page, ">own right<");
        assert_non_null(left);
        assert_non_null(right);
        assert_int_equal(left < right, mirrored); /* the picture's left is written first */
        free(page);
        fixture_free(analysis);
    }
}

/* Height in the drawing of the highest point of the curve of one region, 0..1 of the row. */
static double highest_point(const char *page, const char *region)
{
    char label[60];
    snprintf(label, sizeof label, "<b>%s</b>", region);
    const char *row = strstr(page, label);
    assert_non_null(row);
    const char *curve = strstr(row, "class=\"trace\" d=\"");
    double x, y, least = 1e9;
    for (const char *c = curve + 17; *c && *c != '"'; c++)
        if ((*c == 'M' || *c == 'L') && sscanf(c + 1, "%lf %lf", &x, &y) == 2)
            least = y < least ? y : least;
    return (34 - least) / 32; /* rows are 36 units high with 2 to spare at either end */
}

static void the_curve_reaches_the_amplitude(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_NINE);
    char *page = fixture_html(analysis, NULL);
    /* Full height is 0.8 mm. The peak lies between two frames of 33 ms, and noise adds; the
     * right lip, which never twitches, shows the noise alone. */
    const double left = 0.8 * highest_point(page, "upper lip, left");
    assert_true(left > 0.62 - 0.2 && left < 0.62 + 0.06);
    assert_true(0.8 * highest_point(page, "upper lip, right") < 0.1);
    free(page);
    fixture_free(analysis);
}

/* Ten minutes at 60 frames/s with a twitch each second stay below 2 MB, peaks included. */
static void a_long_clip_stays_small(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_ONE);
    struct phil_face_result *face = &analysis->faces[0];
    for (size_t i = face->trace.n_frames; i < 36000; i++) {
        assert_int_equal(phil_trace_append(&face->trace, (double)i / 60), PHIL_OK);
        face->trace.head[i].flags = 0;
        for (int r = 0; r < PHIL_N_REGIONS; r++) {
            struct phil_sample *s = &face->trace.region[r][i];
            *s = (struct phil_sample){(float)(0.1 * sin(1.7 * (double)(i * (size_t)(r + 1)))), 0,
                                      0.05f, 0, 0};
            if (r == PHIL_CHIN && i == 30001)
                s->dy_px = 1.0f; /* a single frame: 0.33 mm */
        }
    }
    for (size_t i = 0; i < 900; i++)
        face->trace.time_s[i] = (double)i / 60;
    analysis->recording.duration_s = 600;
    char *page = fixture_html(analysis, NULL);
    assert_true(strlen(page) < 2000000);
    well_formed_check(page);
    const char *row = strstr(page, "<i>0.");
    const double full_mm = strtod(row + 3, NULL);
    const double chin = full_mm * highest_point(page, "chin");
    assert_true(chin > 0.28); /* the lone frame survives */
    free(page);
    fixture_free(analysis);
}

/* ---- pictures ---- */

struct source {
    unsigned char bytes[600000];
    size_t n, at;
};

static int digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Decodes base 64 up to the quote. */
static void decode(struct source *source, const char *text)
{
    uint32_t bits = 0;
    int n = 0;
    source->n = source->at = 0;
    for (; digit_of(*text) >= 0; text++) {
        bits = bits << 6 | (uint32_t)digit_of(*text);
        if ((n += 6) >= 8) {
            n -= 8;
            assert_true(source->n < sizeof source->bytes);
            source->bytes[source->n++] = (unsigned char)(bits >> n & 255);
        }
    }
}

static cairo_status_t give(void *closure, unsigned char *data, unsigned int n)
{
    struct source *source = closure;
    if (source->n - source->at < n)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, source->bytes + source->at, n);
    source->at += n;
    return CAIRO_STATUS_SUCCESS;
}

/* Grey value in the middle of the PNG at `text`; its size must be that of the drawing. */
static int middle_grey(const char *text, int *width, int *height)
{
    struct source *source = calloc(1, sizeof *source);
    decode(source, text);
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(give, source);
    assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    *width = cairo_image_surface_get_width(surface);
    *height = cairo_image_surface_get_height(surface);
    const unsigned char *pixel = cairo_image_surface_get_data(surface) +
                                 *height / 2 * cairo_image_surface_get_stride(surface);
    const int bytes = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_A8 ? 1 : 4;
    const int grey = pixel[*width / 2 * bytes];
    cairo_surface_destroy(surface);
    free(source);
    return grey;
}

/* A clip of few frames at known times, each of one known grey. */
static void write_clip(const char *path, const double *time_s, const int *luma, int n)
{
    struct phil_writer_settings settings = phil_writer_defaults();
    struct phil_writer *writer = NULL;
    const size_t size = 1080 * 1920;
    uint8_t *plane = malloc(size), *chroma = malloc(size / 4);
    strcpy(settings.codec, "ffv1");
    strcpy(settings.preset, "");
    settings.width = 1080;
    settings.height = 1920;
    assert_int_equal(phil_writer_open(&writer, path, &settings, NULL), PHIL_OK);
    memset(chroma, 128, size / 4);
    for (int i = 0; i < n; i++) {
        const struct phil_picture picture = {{plane, chroma, chroma}, {1080, 540, 540}};
        memset(plane, luma[i], size);
        assert_int_equal(phil_writer_add(writer, &picture, time_s[i]), PHIL_OK);
    }
    assert_int_equal(phil_writer_finish(writer), PHIL_OK);
    phil_writer_close(writer);
    free(plane);
    free(chroma);
}

static void stills_show_the_peaks_of_the_largest(void **state)
{
    /* The three largest twitches of the fixture peak at 8.25, 23.35 and 5.15 s. */
    static const double time_s[] = {0, 1.25, 5.15, 8.2, 8.25, 8.3, 23.35, 24};
    static const int luma[] = {30, 40, 80, 200, 120, 210, 160, 220};
    static const int expected[] = {120, 160, 80};
    char folder[] = "/tmp/philtrum-report-XXXXXX", path[100];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/clip.mkv", folder);
    write_clip(path, time_s, luma, 8);
    struct phil_analysis *analysis = fixture_make(FIXTURE_NINE);
    char *page = fixture_html(analysis, path);
    unlink(path);
    rmdir(folder);
    well_formed_check(page);
    const char *at = page;
    for (int i = 0; i < 3; i++) {
        int width, height;
        char size[60];
        at = strstr(at, "base64,");
        assert_non_null(at);
        const int grey = middle_grey(at += 7, &width, &height);
        /* limited range 16..235 stretched to 0..255 (ITU-R BT.709) */
        assert_true(abs(grey - (int)lround((expected[i] - 16) * 255.0 / 219)) <= 1);
        snprintf(size, sizeof size, "<image width=\"%d\" height=\"%d\"", width, height);
        assert_non_null(strstr(page, size));
    }
    assert_null(strstr(at, "base64,"));
    assert_int_equal(page_count(page, "times as long as the movement"), 3);
    assert_true(page_count(page, "class=\"arrow\"") >= 3);
    free(page);
    fixture_free(analysis);
}

static void a_lost_clip_is_told(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_NINE);
    char *page = fixture_html(analysis, "/nonexistent/clip.mp4");
    assert_non_null(strstr(page, "The clip could not be read again"));
    assert_null(strstr(page, "base64,"));
    well_formed_check(page);
    free(page);
    fixture_free(analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_is_well_formed),
        cmocka_unit_test(nothing_is_fetched_or_run),
        cmocka_unit_test(hostile_text_is_only_text),
        cmocka_unit_test(the_page_shows_what_was_found),
        cmocka_unit_test(nothing_measured_is_not_nought),
        cmocka_unit_test(sides_are_the_persons_own),
        cmocka_unit_test(the_curve_reaches_the_amplitude),
        cmocka_unit_test(a_long_clip_stays_small),
        cmocka_unit_test(stills_show_the_peaks_of_the_largest),
        cmocka_unit_test(a_lost_clip_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
