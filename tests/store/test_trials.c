/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trials, their marks, and recordings that are taken out of the diary. */
#include "scratch.h"

#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct phil_trial_mark mark_of(enum phil_mark_kind kind, int64_t day, const char *note)
{
    struct phil_trial_mark mark = {
        .written = {1795600000 + day, 3600, "Europe/Berlin"}, .day = day, .kind = kind};
    snprintf(mark.note, sizeof mark.note, "%s", note);
    return mark;
}

static enum phil_status add(struct phil_store *store, int64_t trial, enum phil_mark_kind kind)
{
    struct phil_trial_mark mark = mark_of(kind, 20000, "");
    return phil_store_add_mark(store, trial, &mark);
}

static void a_plan_is_kept_to_the_letter(void **state)
{
    struct scratch *scratch = *state;
    static const char *const plans[] = {"{\"a\":1}", "", "{\"title\":\"Weniger Kaffee ☕\"}"};
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    for (int i = 0; i < 3; i++) {
        int64_t id = 0;
        assert_int_equal(phil_store_add_trial(store, plans[i], i, &id), PHIL_OK);
        assert_int_equal(id, i + 1);
    }
    phil_store_close(store);
    store = scratch_open(scratch, PHIL_STORE_READ);
    struct phil_saved_trial *trials;
    size_t n;
    assert_int_equal(phil_store_trials(store, &trials, &n), PHIL_OK);
    assert_int_equal(n, 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(trials[i].plan, plans[i]);
        assert_in_range(trials[i].saved_s, time(NULL) - 60, time(NULL));
    }
    phil_saved_trials_free(trials, n);
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

static void a_plan_can_be_too_long(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    enum { MB = 1 << 20 };
    char *plan = malloc(MB + 2);
    int64_t id = -3;
    assert_non_null(plan);
    memset(plan, ' ', MB + 1);
    plan[MB + 1] = '\0';
    assert_int_equal(phil_store_add_trial(store, plan, 0, &id), PHIL_EARG);
    assert_int_equal(id, -3);
    plan[MB] = '\0';
    assert_int_equal(phil_store_add_trial(store, plan, 0, &id), PHIL_OK);
    free(plan);
    phil_store_close(store);
}

static void marks_are_read_as_written(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    int64_t first, second;
    assert_int_equal(phil_store_add_trial(store, "{}", 0, &first), PHIL_OK);
    assert_int_equal(phil_store_add_trial(store, "{}", first, &second), PHIL_OK);
    struct phil_trial_mark *found;
    size_t n;
    for (int kind = 0; kind < PHIL_N_MARK_KINDS - 1; kind++) {
        struct phil_trial_mark mark = mark_of(kind, 20010 - kind, "two\nlines");
        assert_int_equal(phil_store_add_mark(store, first, &mark), PHIL_OK);
        assert_int_equal(mark.id, kind + 1);
    }
    assert_int_equal(phil_store_marks(store, first, &found, &n), PHIL_OK);
    assert_int_equal(n, PHIL_N_MARK_KINDS - 1);
    for (int kind = 0; kind < (int)n; kind++) { /* in the order of writing, not of days */
        const struct phil_trial_mark was = mark_of(kind, 20010 - kind, "two\nlines");
        assert_int_equal(found[kind].kind, kind);
        assert_int_equal(found[kind].day, was.day);
        assert_memory_equal(&found[kind].written, &was.written, sizeof was.written);
        assert_string_equal(found[kind].note, was.note);
    }
    free(found);
    assert_int_equal(phil_store_marks(store, second, &found, &n), PHIL_OK);
    assert_int_equal(n, 0);
    free(found);
    assert_int_equal(phil_store_marks(store, 3, &found, &n), PHIL_EDATA);
    assert_null(found);
    assert_int_equal(add(store, 3, PHIL_MARK_NOTE), PHIL_EDATA);
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

static void a_trial_starts_once_and_ends_once(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    int64_t id;
    assert_int_equal(phil_store_add_trial(store, "{}", 0, &id), PHIL_OK);
    assert_int_equal(add(store, id, PHIL_MARK_STARTED), PHIL_OK);
    assert_int_equal(add(store, id, PHIL_MARK_STARTED), PHIL_EDATA);
    assert_non_null(strstr(scratch->message, "started already"));
    assert_int_equal(add(store, id, PHIL_MARK_RED_FLAG), PHIL_OK);
    assert_int_equal(add(store, id, PHIL_MARK_STOPPED), PHIL_EDATA);
    assert_int_equal(add(store, id, PHIL_MARK_RED_FLAG), PHIL_EDATA);
    assert_non_null(strstr(scratch->message, "stopped already"));
    assert_int_equal(add(store, id, PHIL_MARK_MISSED), PHIL_OK); /* told afterwards */
    assert_int_equal(phil_store_add_trial(store, "{}", id, &id), PHIL_OK);
    assert_int_equal(add(store, id, PHIL_MARK_STOPPED), PHIL_OK); /* a plan that was dropped */
    assert_int_equal(add(store, id, PHIL_MARK_STARTED), PHIL_EDATA);
    phil_store_close(store);
}

static void impossible_marks_are_refused(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    int64_t id;
    assert_int_equal(phil_store_add_trial(store, "{}", 0, &id), PHIL_OK);
    struct phil_trial_mark bad[7];
    for (int i = 0; i < 7; i++)
        bad[i] = mark_of(PHIL_MARK_NOTE, 20000, "");
    bad[0].kind = PHIL_N_MARK_KINDS;
    bad[1].day = INT64_MAX;
    bad[2].day = INT64_MIN;
    memset(bad[3].note, 'x', sizeof bad[3].note);
    strcpy(bad[4].note, "\033[2J");
    bad[5].written.offset_s = 86400;
    bad[6].written.utc_s = INT64_MAX;
    for (int i = 0; i < 7; i++) {
        assert_int_equal(phil_store_add_mark(store, id, &bad[i]), PHIL_EARG);
        assert_int_equal(bad[i].id, 0);
    }
    phil_store_close(store);
}

/* Six processes do the same at once; one is to do it, and the others are to be refused. */
static void only_one_may(struct scratch *scratch, enum phil_status (*act)(struct phil_store *store))
{
    enum { N = 6 };
    pid_t children[N];
    struct phil_store *store;
    for (int i = 0; i < N; i++)
        if ((children[i] = fork()) == 0) {
            if (phil_store_open(&store, scratch->path, PHIL_STORE_WRITE, NULL) != PHIL_OK)
                _exit(99);
            const enum phil_status status = act(store);
            phil_store_close(store);
            _exit(-(int)status);
        }
    int n_done = 0, n_refused = 0;
    for (int i = 0; i < N; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status));
        n_done += WEXITSTATUS(status) == 0;
        n_refused += WEXITSTATUS(status) == -PHIL_EDATA;
    }
    assert_int_equal(n_done, 1);
    assert_int_equal(n_refused, N - 1);
}

static enum phil_status plan_first(struct phil_store *store)
{
    int64_t id;
    return phil_store_add_trial(store, "{}", 0, &id);
}

static enum phil_status start_first(struct phil_store *store)
{
    return add(store, 1, PHIL_MARK_STARTED);
}

/* Of many processes that saw no trial and plan one, one has planned it; with two at once nobody
 * could tell which remedy did what. Then of many that start it, one has started it. */
static void several_plan_and_start_at_once(void **state)
{
    struct scratch *scratch = *state;
    phil_store_close(scratch_open(scratch, PHIL_STORE_WRITE));
    only_one_may(scratch, plan_first);
    only_one_may(scratch, start_first);
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    int64_t id = 7;
    assert_int_equal(phil_store_add_trial(store, "{}", 0, &id), PHIL_EDATA);
    assert_non_null(strstr(scratch->message, "trial 1 was planned at the same moment"));
    assert_int_equal(id, 7);
    assert_int_equal(phil_store_add_trial(store, "{}", 1, &id), PHIL_OK);
    phil_store_close(store);
}

/* --- recordings ------------------------------------------------------------------------------- */

static const char clip[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static size_t count(struct phil_store *store)
{
    struct phil_saved_analysis *found;
    size_t n;
    assert_int_equal(phil_store_analyses(store, 0, &found, &n), PHIL_OK);
    phil_saved_analyses_free(found, n);
    return n;
}

static void a_recording_is_removed_and_comes_back(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    int64_t id, again;
    assert_int_equal(phil_store_save_analysis(store, "{}", clip, "c", "/c", NULL, &id), PHIL_OK);
    assert_int_equal(phil_store_restore_analysis(store, id), PHIL_EDATA); /* it is there */
    assert_int_equal(phil_store_remove_analysis(store, id), PHIL_OK);
    assert_int_equal(count(store), 0);
    assert_int_equal(phil_store_remove_analysis(store, id), PHIL_EDATA);
    assert_int_equal(phil_store_restore_analysis(store, id), PHIL_OK);
    assert_int_equal(count(store), 1);
    assert_int_equal(phil_store_remove_analysis(store, id), PHIL_OK);
    assert_int_equal(phil_store_save_analysis(store, "{2}", clip, "c", NULL, NULL, &again),
                     PHIL_OK);
    assert_int_equal(count(store), 1);
    /* Two of one clip would count its twitches twice. */
    assert_int_equal(phil_store_restore_analysis(store, id), PHIL_EDATA);
    assert_int_equal(phil_store_remove_analysis(store, again), PHIL_OK);
    assert_int_equal(phil_store_restore_analysis(store, id), PHIL_EDATA);
    assert_int_equal(phil_store_restore_analysis(store, again), PHIL_OK);
    assert_int_equal(phil_store_restore_analysis(store, 99), PHIL_EDATA);
    assert_int_equal(phil_store_remove_analysis(store, 99), PHIL_EDATA);
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

static void where_the_clip_was_is_kept(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    struct phil_saved_analysis *found;
    char path[4098] = "/";
    int64_t id = -3;
    size_t n;
    memset(path + 1, 'p', sizeof path - 2);
    assert_int_equal(phil_store_save_analysis(store, "{}", clip, "c", path, NULL, &id), PHIL_EARG);
    assert_int_equal(id, -3);
    path[4095] = '\0';
    assert_int_equal(phil_store_save_analysis(store, "{}", clip, "c", path, NULL, &id), PHIL_OK);
    assert_int_equal(phil_store_analyses(store, 0, &found, &n), PHIL_OK);
    assert_int_equal(n, 1);
    assert_string_equal(found[0].path, path);
    phil_saved_analyses_free(found, n);
    assert_int_equal(phil_store_save_analysis(store, "{}", clip, "c", NULL, NULL, &id), PHIL_OK);
    assert_int_equal(phil_store_analyses(store, 0, &found, &n), PHIL_OK);
    assert_null(found[0].path);
    phil_saved_analyses_free(found, n);
    phil_store_close(store);
}

static void a_clock_no_wall_has_is_refused(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    const struct phil_moment at = {.utc_s = 5, .offset_s = -86400};
    int64_t id = -3;
    assert_int_equal(phil_store_save_analysis(store, "{}", clip, "c", NULL, &at, &id), PHIL_EARG);
    assert_int_equal(id, -3);
    phil_store_close(store);
}

static void a_reader_plans_nothing(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    int64_t id;
    assert_int_equal(phil_store_add_trial(store, "{}", 0, &id), PHIL_OK);
    assert_int_equal(phil_store_save_analysis(store, "{}", clip, "c", "/c", NULL, &id), PHIL_OK);
    phil_store_close(store);
    store = scratch_open(scratch, PHIL_STORE_READ);
    assert_int_equal(phil_store_add_trial(store, "{}", 0, &id), PHIL_EINPUT);
    assert_int_equal(add(store, 1, PHIL_MARK_STARTED), PHIL_EINPUT);
    assert_int_equal(phil_store_remove_analysis(store, 1), PHIL_EINPUT);
    phil_store_close(store);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        TEST(a_plan_is_kept_to_the_letter),
        TEST(a_plan_can_be_too_long),
        TEST(marks_are_read_as_written),
        TEST(a_trial_starts_once_and_ends_once),
        TEST(impossible_marks_are_refused),
        TEST(several_plan_and_start_at_once),
        TEST(a_recording_is_removed_and_comes_back),
        TEST(where_the_clip_was_is_kept),
        TEST(a_clock_no_wall_has_is_refused),
        TEST(a_reader_plans_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
