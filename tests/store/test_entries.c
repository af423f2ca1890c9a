/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries, their history, named values, saved analyses: what went in comes out. */
#include "scratch.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

static const int64_t EVER = INT64_MAX;

static void what_was_written_is_read(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    enum { N = 40 };
    struct phil_entry written[N];
    for (int i = 0; i < N; i++)
        written[i] = scratch_entry(i);
    assert_int_equal(phil_store_add(store, written, N), PHIL_OK);
    for (int i = 0; i < N; i++)
        assert_int_equal(written[i].id, i + 1);
    phil_store_close(store);

    store = scratch_open(scratch, PHIL_STORE_READ);
    size_t n;
    struct phil_entry *read = scratch_all(store, &n);
    assert_int_equal(n, N);
    for (int i = 0; i < N; i++) {
        assert_int_equal(read[i].id, i + 1);
        scratch_same(&read[i], &written[i]);
        struct phil_entry one;
        assert_int_equal(phil_store_entry(store, read[i].id, &one), PHIL_OK);
        scratch_same(&one, &written[i]);
    }
    free(read);
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

static void fill(char *text, size_t size, const char *with)
{
    for (size_t n = strlen(with), at = 0; at + n < size; at += n)
        memcpy(text + at, with, n);
}

/* The longest texts, the smallest and largest numbers. */
static void extremes_are_kept(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    struct phil_entry entry = {.at = {.utc_s = -1, .offset_s = -86399},
                               .kind = PHIL_ENTRY_FOOD,
                               .amount = 5e-324,
                               .typed = 1.7976931348623157e308,
                               .caffeine_mg = 0.1 + 0.2,
                               .alcohol_g = 9007199254740993.};
    fill(entry.at.zone, sizeof entry.at.zone, "z");
    fill(entry.thing, sizeof entry.thing, "\xf0\x9f\x8d\x8c"); /* a banana */
    fill(entry.unit, sizeof entry.unit, "\xc2\xa0");
    fill(entry.note, sizeof entry.note, "\n");
    assert_int_equal(phil_store_add(store, &entry, 1), PHIL_OK);
    struct phil_entry found;
    assert_int_equal(phil_store_entry(store, entry.id, &found), PHIL_OK);
    scratch_same(&found, &entry);
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

static void impossible_entries_are_refused(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    struct phil_entry bad[14];
    const int n_bad = sizeof bad / sizeof *bad;
    for (int i = 0; i < n_bad; i++)
        bad[i] = scratch_entry(i);
    bad[0].kind = PHIL_N_ENTRY_KINDS;
    bad[1].kind = -1;
    bad[2].amount = NAN;
    bad[3].typed = INFINITY;
    bad[4].caffeine_mg = -1;
    bad[5].at.utc_s = INT64_MAX;
    bad[6].at.utc_s = INT64_MIN;
    bad[7].at.offset_s = 86400;
    memset(bad[8].note, 'x', sizeof bad[8].note);
    memset(bad[9].at.zone, 'x', sizeof bad[9].at.zone);
    bad[10].potassium_mg = -0.5;
    /* What neither a terminal nor a page nor an export could show. */
    strcpy(bad[11].note, "\033[2J");
    strcpy(bad[12].thing, "\xff");
    strcpy(bad[13].unit, "\xc2\x9b");
    for (int i = 0; i < n_bad; i++) {
        /* Not even the good one before it is added. */
        struct phil_entry both[2] = {scratch_entry(1), bad[i]};
        scratch->n_messages = 0;
        assert_int_equal(phil_store_add(store, both, 2), PHIL_EARG);
        assert_int_equal(scratch->n_messages, 1);
        assert_int_equal(both[0].id, 0);
    }
    size_t n;
    free(scratch_all(store, &n));
    assert_int_equal(n, 0);
    phil_store_close(store);
}

static void a_range_is_half_open_and_in_order(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    static const int64_t times[] = {500, 100, 300, 300, 200, 400};
    for (size_t i = 0; i < 6; i++) {
        struct phil_entry entry = scratch_entry((int)i);
        entry.at.utc_s = times[i];
        assert_int_equal(phil_store_add(store, &entry, 1), PHIL_OK);
    }
    struct phil_entry *found;
    size_t n;
    assert_int_equal(phil_store_entries(store, 200, 400, &found, &n), PHIL_OK);
    assert_int_equal(n, 3);
    assert_int_equal(found[0].id, 5);
    assert_int_equal(found[1].id, 3); /* the same time: the one written first */
    assert_int_equal(found[2].id, 4);
    free(found);
    assert_int_equal(phil_store_entries(store, 400, 200, &found, &n), PHIL_OK);
    assert_int_equal(n, 0);
    free(found);
    phil_store_close(store);
}

/* Written in the order of a shuffled pack, read in order of time. */
static void ten_thousand_entries(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    enum { N = 10000, STRIDE = 7919 }; /* a prime: visits every number once */
    struct phil_entry *written = calloc(N, sizeof *written), *found;
    assert_non_null(written);
    for (int i = 0; i < N; i++)
        written[i] = scratch_entry((int)((long)i * STRIDE % N));
    assert_int_equal(phil_store_add(store, written, N), PHIL_OK);
    free(written);
    size_t n;
    found = scratch_all(store, &n);
    assert_int_equal(n, N);
    for (int i = 0; i < N; i++) {
        const struct phil_entry expected = scratch_entry(i);
        scratch_same(&found[i], &expected);
        assert_int_equal((found[i].id - 1) * STRIDE % N, i);
    }
    const int64_t from_s = found[N / 3].at.utc_s, to_s = found[N / 2].at.utc_s;
    free(found);
    assert_int_equal(phil_store_entries(store, from_s, to_s, &found, &n), PHIL_OK);
    assert_int_equal(n, N / 2 - N / 3);
    assert_int_equal(found[0].at.utc_s, from_s);
    free(found);
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

static void expect_past(struct phil_store *store, int64_t id, int n_expected,
                        const struct phil_entry *expected, const bool *removed)
{
    struct phil_past_entry *past;
    size_t n;
    assert_int_equal(phil_store_history(store, id, &past, &n), PHIL_OK);
    assert_int_equal(n, n_expected);
    for (size_t i = 0; i < n; i++) {
        scratch_same(&past[i].entry, &expected[i]);
        assert_int_equal(past[i].entry.id, id);
        assert_int_equal(past[i].removed, removed[i]);
        assert_in_range(past[i].changed_s, time(NULL) - 60, time(NULL));
    }
    free(past);
}

static void history_is_kept_and_taken_back(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    scratch_add(store, 0, 3);
    struct phil_entry a = scratch_entry(1), b = scratch_entry(7), c = scratch_entry(9), now;
    b.id = c.id = 2;
    expect_past(store, 2, 0, NULL, NULL);
    assert_int_equal(phil_store_edit(store, &b), PHIL_OK);
    assert_int_equal(phil_store_edit(store, &c), PHIL_OK);
    assert_int_equal(phil_store_remove(store, 2), PHIL_OK);
    const struct phil_entry stood[] = {a, b, c, c, b};
    const bool removed[] = {false, false, true, false, false};
    expect_past(store, 2, 3, stood, removed);
    assert_int_equal(phil_store_entry(store, 2, &now), PHIL_EDATA);
    size_t n;
    free(scratch_all(store, &n));
    assert_int_equal(n, 2);
    assert_int_equal(phil_store_check(store), PHIL_OK);

    assert_int_equal(phil_store_restore(store, 2), PHIL_OK); /* the removal */
    assert_int_equal(phil_store_entry(store, 2, &now), PHIL_OK);
    scratch_same(&now, &c);
    expect_past(store, 2, 3, stood, removed);
    assert_int_equal(phil_store_restore(store, 2), PHIL_OK); /* the second edit */
    assert_int_equal(phil_store_restore(store, 2), PHIL_OK); /* the first */
    assert_int_equal(phil_store_entry(store, 2, &now), PHIL_OK);
    scratch_same(&now, &a);
    expect_past(store, 2, 5, stood, removed);
    assert_int_equal(phil_store_restore(store, 2), PHIL_EDATA);
    expect_past(store, 2, 5, stood, removed);
    expect_past(store, 1, 0, NULL, NULL); /* the neighbours know nothing of it */
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

static void what_is_not_there_is_told(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    scratch_add(store, 0, 1);
    static const int64_t ids[] = {2, 0, -1, INT64_MAX};
    for (size_t i = 0; i < 4; i++) {
        struct phil_entry entry = scratch_entry(0), untouched = {.id = -77};
        struct phil_past_entry *past = (void *)scratch;
        size_t n = 9;
        entry.id = ids[i];
        scratch->n_messages = 0;
        assert_int_equal(phil_store_edit(store, &entry), PHIL_EDATA);
        assert_int_equal(phil_store_remove(store, ids[i]), PHIL_EDATA);
        assert_int_equal(phil_store_restore(store, ids[i]), PHIL_EDATA);
        assert_int_equal(phil_store_entry(store, ids[i], &untouched), PHIL_EDATA);
        assert_int_equal(phil_store_history(store, ids[i], &past, &n), PHIL_EDATA);
        assert_int_equal(scratch->n_messages, 5);
        assert_int_equal(untouched.id, -77);
        assert_null(past);
    }
    assert_int_equal(phil_store_restore(store, 1), PHIL_EDATA);
    assert_non_null(strstr(scratch->message, "was not changed"));
    assert_int_equal(phil_store_remove(store, 1), PHIL_OK);
    struct phil_entry entry = scratch_entry(0);
    entry.id = 1;
    assert_int_equal(phil_store_edit(store, &entry), PHIL_EDATA); /* removed */
    assert_int_equal(phil_store_remove(store, 1), PHIL_EDATA);
    phil_store_close(store);
}

static void an_id_is_never_used_again(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    scratch_add(store, 0, 2);
    assert_int_equal(phil_store_remove(store, 2), PHIL_OK);
    phil_store_close(store);
    store = scratch_open(scratch, PHIL_STORE_WRITE);
    struct phil_entry entry = scratch_entry(5);
    assert_int_equal(phil_store_add(store, &entry, 1), PHIL_OK);
    assert_int_equal(entry.id, 3);
    assert_int_equal(phil_store_add(store, NULL, 0), PHIL_OK);
    phil_store_close(store);
}

static void values_are_kept_by_name(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    char *value = (void *)scratch;
    assert_int_equal(phil_store_get(store, "answers", &value), PHIL_OK);
    assert_null(value);
    static const char *const values[] = {"age: 30\n", "", "\xff\xfe no UTF-8"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(phil_store_set(store, "answers", values[i]), PHIL_OK);
        assert_int_equal(phil_store_set(store, "other", "o"), PHIL_OK);
        assert_int_equal(phil_store_get(store, "answers", &value), PHIL_OK);
        assert_string_equal(value, values[i]);
        free(value);
    }
    phil_store_close(store);
}

static const char *digest(int i)
{
    static char text[65];
    for (int k = 0; k < 64; k++)
        text[k] = "0123456789abcdef"[(k * 7 + i) % 16];
    return text;
}

static void analyses_are_replaced_by_clip(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    int64_t id = 0;
    assert_int_equal(phil_store_save_analysis(store, "{1}", digest(1), "one", NULL,
                                              &(struct phil_moment){.utc_s = 300, .offset_s = 7200},
                                              &id),
                     PHIL_OK);
    assert_int_equal(phil_store_save_analysis(store, "{2}", digest(2), "two", NULL,
                                              &(struct phil_moment){.utc_s = 200, .offset_s = 7200},
                                              &id),
                     PHIL_OK);
    assert_int_equal(phil_store_save_analysis(store, "{3}", digest(3), "three", NULL, NULL, &id),
                     PHIL_OK);
    assert_int_equal(phil_store_save_analysis(store, "{1b}", digest(1), "1b", NULL,
                                              &(struct phil_moment){.utc_s = 301, .offset_s = 7200},
                                              &id),
                     PHIL_OK);
    assert_int_equal(id, 4);
    struct phil_saved_analysis *found;
    size_t n;
    assert_int_equal(phil_store_analyses(store, 0, &found, &n), PHIL_OK);
    assert_int_equal(n, 3);
    assert_string_equal(found[0].json, "{2}");
    assert_string_equal(found[1].json, "{1b}");
    assert_string_equal(found[1].name, "1b");
    assert_string_equal(found[1].sha256, digest(1));
    assert_int_equal(found[1].recorded_s, 301);
    assert_true(found[1].has_offset && found[1].offset_s == 7200);
    assert_false(found[2].has_offset);
    assert_string_equal(found[2].json, "{3}"); /* by when it was saved: now */
    assert_int_equal(found[2].recorded_s, 0);
    assert_in_range(found[2].saved_s, time(NULL) - 60, time(NULL));
    phil_saved_analyses_free(found, n);
    assert_int_equal(phil_store_analyses(store, 301, &found, &n), PHIL_OK);
    assert_int_equal(n, 2);
    phil_saved_analyses_free(found, n);
    assert_int_equal(phil_store_analyses(store, EVER, &found, &n), PHIL_OK);
    assert_int_equal(n, 0);
    phil_saved_analyses_free(found, n);
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

static void a_document_can_be_too_long(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    enum { MB = 1 << 20 };
    char *json = malloc(64 * MB + 1);
    int64_t id = -3;
    assert_non_null(json);
    memset(json, ' ', 64 * MB);
    json[64 * MB] = '\0';
    assert_int_equal(phil_store_save_analysis(store, json, digest(1), "x", NULL, NULL, &id),
                     PHIL_EARG);
    assert_non_null(strstr(scratch->message, "longer than 64 MB"));
    json[3 * MB] = '\0'; /* that of an hour's clip */
    assert_int_equal(phil_store_save_analysis(store, json, digest(1), "x", NULL, NULL, &id),
                     PHIL_OK);
    struct phil_saved_analysis *found;
    size_t n;
    assert_int_equal(phil_store_analyses(store, 0, &found, &n), PHIL_OK);
    assert_int_equal(n, 1);
    assert_string_equal(found[0].json, json);
    phil_saved_analyses_free(found, n);
    free(json);
    phil_store_close(store);
}

static void what_is_no_digest_is_refused(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    char upper[65], longer[66];
    snprintf(upper, sizeof upper, "A%s", digest(1) + 1);
    snprintf(longer, sizeof longer, "%s0", digest(1));
    const char *const bad[] = {"", "abc", upper, longer};
    for (size_t i = 0; i < 4; i++) {
        int64_t id = -3;
        assert_int_equal(phil_store_save_analysis(store, "{}", bad[i], "x", NULL, NULL, &id),
                         PHIL_EARG);
        assert_int_equal(id, -3);
    }
    phil_store_close(store);
}

static void a_reader_changes_nothing(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    scratch_add(store, 0, 5);
    phil_store_close(store);
    size_t before, after;
    unsigned char *was = scratch_read(scratch->path, &before);
    store = scratch_open(scratch, PHIL_STORE_READ);
    struct phil_entry entry = scratch_entry(9);
    int64_t id;
    assert_int_equal(phil_store_add(store, &entry, 1), PHIL_EINPUT);
    entry.id = 1;
    assert_int_equal(phil_store_edit(store, &entry), PHIL_EINPUT);
    assert_int_equal(phil_store_remove(store, 1), PHIL_EINPUT);
    assert_int_equal(phil_store_restore(store, 1), PHIL_EINPUT);
    assert_int_equal(phil_store_set(store, "a", "b"), PHIL_EINPUT);
    assert_int_equal(phil_store_save_analysis(store, "{}", digest(0), "x", NULL, NULL, &id),
                     PHIL_EINPUT);
    phil_store_close(store);
    unsigned char *is = scratch_read(scratch->path, &after);
    assert_int_equal(before, after);
    assert_memory_equal(was, is, before);
    free(was);
    free(is);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_read),       TEST(extremes_are_kept),
        TEST(impossible_entries_are_refused), TEST(a_range_is_half_open_and_in_order),
        TEST(ten_thousand_entries),           TEST(a_document_can_be_too_long),
        TEST(history_is_kept_and_taken_back), TEST(what_is_not_there_is_told),
        TEST(an_id_is_never_used_again),      TEST(values_are_kept_by_name),
        TEST(analyses_are_replaced_by_clip),  TEST(what_is_no_digest_is_refused),
        TEST(a_reader_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
