/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damaged and hostile model files are refused, and whatever is accepted is safe to run. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "face/landmarks.h"
#include "pictures.h"

/* A copy of the model that a test may spoil. Every test puts back what it changed. */
static char path[] = "/tmp/philtrum-model-XXXXXX";
static FILE *file;
static struct phil_model_header header;
static char last_message[1024];

static void remember(void *user, enum phil_level level, const char *text)
{
    snprintf(last_message, sizeof last_message, "%s", text);
}

static const struct phil_log log_to_memory = {remember, NULL};

static int prepare(void **state)
{
    struct phil_model model;
    const int descriptor = mkstemp(path);
    if (descriptor < 0 || phil_model_open(&model, NULL, NULL) != PHIL_OK)
        return -1;
    file = fdopen(descriptor, "r+b");
    header = *model.header;
    const bool written = fwrite(model.mapping, 1, model.size, file) == model.size;
    phil_model_close(&model);
    return written && fflush(file) == 0 ? 0 : -1;
}

static int tidy(void **state)
{
    if (file)
        fclose(file);
    unlink(path);
    return 0;
}

static void put(uint64_t at, const void *bytes, size_t n)
{
    assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fflush(file), 0);
}

static void get(uint64_t at, void *bytes, size_t n)
{
    assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
    assert_int_equal(fread(bytes, 1, n, file), n);
}

static enum phil_status reopen(void)
{
    struct phil_model model;
    last_message[0] = '\0';
    const enum phil_status status = phil_model_open(&model, path, &log_to_memory);
    if (status != PHIL_OK) {
        assert_null(model.mapping);
        assert_non_null(strstr(last_message, path));
    }
    phil_model_close(&model);
    return status;
}

static void the_copy_is_accepted(void **state)
{
    assert_int_equal(reopen(), PHIL_OK);
}

static void missing_and_odd_files_are_unreadable(void **state)
{
    struct phil_model model;
    assert_int_equal(phil_model_open(&model, "/nonexistent/model", NULL), PHIL_EINPUT);
    assert_int_equal(phil_model_open(&model, "/tmp", &log_to_memory), PHIL_EINPUT);
    assert_non_null(strstr(last_message, "not a file"));
    assert_int_equal(phil_model_open(&model, "/dev/null", NULL), PHIL_EINPUT);
    struct phil_face_finder *finder = (struct phil_face_finder *)&model;
    assert_int_equal(phil_face_finder_new(&finder, "/nonexistent/model", NULL), PHIL_EINPUT);
    assert_null(finder);
}

static void every_flipped_header_byte_is_noticed(void **state)
{
    for (size_t at = 0; at < sizeof header; at++) {
        if (at >= offsetof(struct phil_model_header, reserved) &&
            at < offsetof(struct phil_model_header, offset))
            continue; /* reserved: ignored by this version */
        unsigned char byte;
        get(at, &byte, 1);
        const unsigned char flipped = byte ^ 0x41;
        put(at, &flipped, 1);
        if (reopen() != PHIL_EFORMAT)
            fail_msg("header byte %zu flipped and accepted", at);
        put(at, &byte, 1);
    }
    assert_int_equal(reopen(), PHIL_OK);
}

static void flipped_table_bytes_are_noticed(void **state)
{
    const uint64_t end = header.offset[PHIL_MODEL_LEAVES];
    for (uint64_t at = PHIL_MODEL_PAGE; at < end; at += end / 23) {
        unsigned char byte;
        get(at, &byte, 1);
        const unsigned char flipped = byte ^ 0x10;
        put(at, &flipped, 1);
        assert_int_equal(reopen(), PHIL_EFORMAT);
        assert_non_null(strstr(last_message, "checksum"));
        put(at, &byte, 1);
    }
}

/* Spoils a table and forges the checksum to match. */
static enum phil_status reopen_forged(uint64_t at, const void *bytes, size_t n)
{
    const uint64_t first = header.offset[PHIL_MODEL_SHAPE];
    const size_t size = (size_t)(header.offset[PHIL_MODEL_LEAVES] - first);
    unsigned char held[16], *tables = malloc(size);
    assert_non_null(tables);
    get(at, held, n);
    put(at, bytes, n);
    get(first, tables, size);
    const uint64_t sum = phil_model_checksum(tables, size);
    put(offsetof(struct phil_model_header, checksum), &sum, sizeof sum);
    const enum phil_status status = reopen();
    put(at, held, n);
    put(offsetof(struct phil_model_header, checksum), &header.checksum, sizeof header.checksum);
    free(tables);
    return status;
}

static void forged_indices_are_refused(void **state)
{
    const uint16_t feature = (uint16_t)header.n_features;
    const uint32_t point = PHIL_N_LANDMARKS;
    const float not_a_number = NAN, huge = 1e30f;
    const uint64_t last_split = header.offset[PHIL_MODEL_SPLITS] +
                                ((uint64_t)header.n_stages * header.n_trees * 15 - 1) * 6;
    assert_int_equal(reopen_forged(header.offset[PHIL_MODEL_SPLITS], &feature, 2), PHIL_EFORMAT);
    assert_int_equal(reopen_forged(last_split + 2, &feature, 2), PHIL_EFORMAT);
    assert_int_equal(reopen_forged(header.offset[PHIL_MODEL_ANCHORS] + 8, &point, 4), PHIL_EFORMAT);
    assert_int_equal(reopen_forged(header.offset[PHIL_MODEL_ANCHORS], &not_a_number, 4),
                     PHIL_EFORMAT);
    assert_int_equal(reopen_forged(header.offset[PHIL_MODEL_SHAPE] + 40, &huge, 4), PHIL_EFORMAT);
    /* A harmless change with a matching checksum is accepted: the refusals above were about the
     * values, not about the forging. */
    const uint16_t known = 3;
    assert_int_equal(reopen_forged(header.offset[PHIL_MODEL_SPLITS], &known, 2), PHIL_OK);
}

static void spoilt_leaves_do_no_harm(void **state)
{
    static const unsigned char fill[] = {0x00, 0x3f, 0x7f, 0xff}; /* 0, 0.7, 3e38, NaN */
    const size_t size = 15 * 500 * 16 * 544 / 8;
    unsigned char *held = malloc(size), *spoilt = malloc(size);
    assert_true(held && spoilt);
    get(header.offset[PHIL_MODEL_LEAVES], held, size);
    struct picture p = picture_noise(100, 100, 3);
    struct phil_frame *frame = frame_of(&p, 0);
    for (size_t i = 0; i < sizeof fill; i++) {
        memset(spoilt, fill[i], size);
        put(header.offset[PHIL_MODEL_LEAVES], spoilt, size);
        struct phil_face_finder *finder;
        assert_int_equal(phil_face_finder_new(&finder, path, NULL), PHIL_OK);
        const struct phil_box box = {10, 10, 80, 80};
        struct phil_landmarks l, before;
        memset(&l, 0, sizeof l);
        before = l;
        const enum phil_status status = phil_face_landmarks(finder, frame, &box, &l);
        assert_int_equal(status, fill[i] < 0x7f ? PHIL_OK : PHIL_EFORMAT);
        if (status != PHIL_OK)
            assert_memory_equal(&l, &before, sizeof l);
        phil_face_finder_free(finder);
    }
    phil_frame_unref(frame);
    picture_release(&p);
    put(header.offset[PHIL_MODEL_LEAVES], held, size);
    free(held);
    free(spoilt);
}

static void the_environment_names_the_model(void **state)
{
    struct phil_model model;
    const char *value = getenv("PHILTRUM_MODEL");
    char *held = value ? strdup(value) : NULL;
    setenv("PHILTRUM_MODEL", "/nonexistent/from/environment", 1);
    assert_int_equal(phil_model_open(&model, NULL, &log_to_memory), PHIL_EINPUT);
    assert_non_null(strstr(last_message, "/nonexistent/from/environment"));
    /* An argument goes before it. */
    assert_int_equal(phil_model_open(&model, path, NULL), PHIL_OK);
    phil_model_close(&model);
    unsetenv("PHILTRUM_MODEL");
    assert_int_equal(phil_model_open(&model, NULL, NULL), PHIL_OK); /* the build tree's */
    phil_model_close(&model);
    if (held)
        setenv("PHILTRUM_MODEL", held, 1);
    free(held);
}

/* Last: it shortens the copy for good. */
static void truncated_files_are_refused(void **state)
{
    const uint64_t sizes[] = {header.file_size - 1,
                              header.offset[PHIL_MODEL_LEAVES],
                              header.offset[PHIL_MODEL_SPLITS] + 5,
                              PHIL_MODEL_PAGE,
                              PHIL_MODEL_PAGE - 1,
                              8,
                              0};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(truncate(path, (off_t)sizes[i]), 0);
        assert_int_equal(reopen(), PHIL_EFORMAT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_copy_is_accepted),
        cmocka_unit_test(missing_and_odd_files_are_unreadable),
        cmocka_unit_test(every_flipped_header_byte_is_noticed),
        cmocka_unit_test(flipped_table_bytes_are_noticed),
        cmocka_unit_test(forged_indices_are_refused),
        cmocka_unit_test(spoilt_leaves_do_no_harm),
        cmocka_unit_test(the_environment_names_the_model),
        cmocka_unit_test(truncated_files_are_refused),
    };
    return cmocka_run_group_tests(tests, prepare, tidy);
}
