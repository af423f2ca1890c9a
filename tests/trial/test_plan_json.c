/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans as JSON: what goes out comes back, and what is damaged is refused by the member's name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "comma.h"
#include "planning.h"

static void write_text(const struct phil_trial_plan *plan, char **text, size_t *size)
{
    FILE *out = open_memstream(text, size);
    assert_non_null(out);
    assert_int_equal(phil_trial_plan_write(out, plan), PHIL_OK);
    fclose(out);
}

static void make(struct phil_trial_plan *plan, uint64_t seed)
{
    static const char *const remedies[] = {"less_stress", "less_caffeine", "more_sleep"};
    struct phil_trial_request request = request_of(remedies[seed % 3]);
    struct heard heard;
    request.seed = phil_random_bits(seed, 0, 0);
    request.side = (enum phil_side)(seed % 4);
    request.rate_ratio = 0.4 + 0.2 * phil_random_uniform(seed, 1, 0);
    memset(plan, 0, sizeof *plan);
    if (plan_for(plan, &request, "age=40 coffee_cups_per_day=5 pregnant=yes", &heard))
        fail_msg("%s", heard.error);
    plan->background.day_sd = phil_random_uniform(seed, 2, 0);
    strcpy(plan->planned.zone, seed % 2 ? "Europe/Berlin" : "");
}

/* Field by field: between them there may be padding. */
static void assert_same(const struct phil_trial_plan *a, const struct phil_trial_plan *b)
{
    assert_string_equal(a->remedy, b->remedy);
    assert_string_equal(a->title, b->title);
    assert_string_equal(a->arm_text[0], b->arm_text[0]);
    assert_string_equal(a->arm_text[1], b->arm_text[1]);
    assert_string_equal(a->run_in_text, b->run_in_text);
    assert_string_equal(a->dose, b->dose);
    assert_int_equal(a->dose_rises, b->dose_rises);
    assert_memory_equal(&a->shape, &b->shape, sizeof a->shape);
    assert_int_equal(a->run_in_days, b->run_in_days);
    assert_memory_equal(a->remedy_first, b->remedy_first, sizeof a->remedy_first);
    assert_true(a->seed == b->seed);
    assert_true(a->planned.utc_s == b->planned.utc_s);
    assert_int_equal(a->planned.offset_s, b->planned.offset_s);
    assert_string_equal(a->planned.zone, b->planned.zone);
    assert_int_equal(a->side, b->side);
    assert_true(a->clip_min == b->clip_min);
    assert_string_equal(a->clip_time, b->clip_time);
    assert_memory_equal(&a->background, &b->background,
                        offsetof(struct phil_trial_background, days));
    assert_int_equal(a->background.days, b->background.days);
    assert_true(a->rate_ratio == b->rate_ratio && a->power == b->power);
    assert_true(a->power_at_seven_tenths == b->power_at_seven_tenths);
    assert_int_equal(a->n_cautions, b->n_cautions);
    for (int i = 0; i < a->n_cautions; i++)
        assert_string_equal(a->caution[i], b->caution[i]);
    assert_string_equal(a->sources, b->sources);
}

static void round_trip(uint64_t seed)
{
    struct phil_trial_plan plan, back;
    size_t size;
    make(&plan, seed);
    char *text = NULL;
    write_text(&plan, &text, &size);
    assert_ptr_equal(strchr(text, '\n'), text + size - 1); /* one line */
    assert_int_equal(phil_trial_plan_read(&back, text, size, NULL), PHIL_OK);
    assert_same(&plan, &back);
    free(text);
}

static void what_goes_out_comes_back(void **state)
{
    for (uint64_t seed = 0; seed < 40; seed++)
        round_trip(seed);
}

static void a_locale_changes_nothing(void **state)
{
    char folder[FIXTURE_FOLDER];
    if (!fixture_comma_locale(folder))
        skip();
    round_trip(5);
    fixture_plain_locale(folder);
}

/* --- damage ----------------------------------------------------------------------------------- */

/* Replaces the first `from` by `to`. */
static char *altered(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (!at)
        fail_msg("no %s in the plan", from);
    char *new = malloc(strlen(text) + strlen(to) + 1);
    sprintf(new, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return new;
}

static const struct {
    const char *from, *to, *member, *why;
} damages[] = {
    {"philtrum.plan/1", "philtrum.plan/2", "schema", "not philtrum.plan/1"},
    {"\"title\":", "\"titel\":", "title", "missing"},
    {"{", "{\"more\":1,", "more", "not a member"},
    {"\"period_days\":4", "\"period_days\":61", "period_days", "outside its range"},
    {"\"period_days\":4", "\"period_days\":4.5", "period_days", "not a whole number"},
    {"\"period_days\":4", "\"period_days\":\"4\"", "period_days", "not a whole number"},
    {"\"washout_days\":1", "\"washout_days\":4", "washout_days", "as long as the periods"},
    {"\"n_blocks\":", "\"n_blocks\":6,\"was\":", "remedy_first", "as many as"},
    {"\"remedy_first\":[", "\"remedy_first\":[true,", "remedy_first", "as many as"},
    {"\"remedy_first\":[", "\"remedy_first\":[1,", "remedy_first", "neither true nor false"},
    {"\"seed\":\"", "\"seed\":\"-", "seed", "whole number"},
    {"\"seed\":\"", "\"seed\":\"99999999999", "seed", ""},
    {"\"planned\":\"2026", "\"planned\":\"yesterday", "planned", ""},
    {"\"side\":\"left\"", "\"side\":\"west\"", "side", "not one of"},
    {"\"clip_time\":\"20:00\"", "\"clip_time\":\"20.00\"", "clip_time", "like 20:00"},
    {"\"clip_time\":\"20:00\"", "\"clip_time\":\"20:00:00\"", "clip_time", "too long"},
    {"\"dose\":\"stress\"", "\"dose\":\"luck\"", "dose", "does not show"},
    {"\"dose_rises\":false", "\"dose_rises\":0", "dose_rises", "neither true nor false"},
    {"\"usual\":\"", "\"usual\":\"\\u0007", "usual", "control"},
    {"\"usual\":\"", "\"usual\":7,\"x\":\"", "usual", "not a text"},
    {"\"cautions\":[", "\"cautions\":[7,", "cautions", "not a text"},
    {"\"cautions\":[", "\"cautions\":[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",", "cautions",
     "at most 8"},
    {"\"rate_per_min\":", "\"rate_per_min\":0,\"y\":", "rate_per_min", "outside"},
    {"\"title\":", "\"title\":\"a\",\"title\":", "document", "duplicate"},
};

static void damaged_members_are_named(void **state)
{
    struct phil_trial_plan plan, back;
    size_t size;
    make(&plan, 0);
    char *text = NULL;
    write_text(&plan, &text, &size);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct heard heard;
        const struct phil_log log = listen_to(&heard);
        char *bad = altered(text, damages[i].from, damages[i].to), wanted[80];
        snprintf(wanted, sizeof wanted, "reading a plan failed: \"%s\": ", damages[i].member);
        if (phil_trial_plan_read(&back, bad, strlen(bad), &log) != PHIL_EFORMAT ||
            !strstr(heard.error, wanted) || !strstr(heard.error, damages[i].why))
            fail_msg("%s: %s", damages[i].to, heard.error);
        assert_int_equal(heard.errors, 1);
        free(bad);
    }
    free(text);
}

static void every_cut_and_every_byte(void **state)
{
    struct phil_trial_plan plan, back = {.n_cautions = 77};
    size_t size;
    make(&plan, 1);
    char *text = NULL;
    write_text(&plan, &text, &size);
    for (size_t cut = 0; cut < size - 1; cut++)
        assert_int_equal(phil_trial_plan_read(&back, text, cut, NULL), PHIL_EFORMAT);
    assert_int_equal(back.n_cautions, 77); /* unchanged */
    for (size_t i = 0; i < size; i++) {
        const char was = text[i];
        text[i] = (char)phil_random_bits(2, i, 0);
        const enum phil_status status = phil_trial_plan_read(&back, text, size, NULL);
        assert_true(status == PHIL_OK || status == PHIL_EFORMAT);
        text[i] = was;
    }
    free(text);
}

static void other_documents(void **state)
{
    static const char *const texts[] = {
        "", "[]", "7", "null", "{}", "{\"schema\":7}", "[[[[[[[[[[[[[[[["};
    struct phil_trial_plan back;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(phil_trial_plan_read(&back, texts[i], strlen(texts[i]), NULL),
                         PHIL_EFORMAT);
    const size_t large = (1 << 20) + 1;
    char *text = calloc(large, 1);
    assert_int_equal(phil_trial_plan_read(&back, text, large, NULL), PHIL_EFORMAT);
    free(text);
}

static void a_full_disk(void **state)
{
    struct phil_trial_plan plan;
    FILE *out = fopen("/dev/full", "w");
    if (!out)
        skip();
    make(&plan, 0);
    assert_int_equal(phil_trial_plan_write(out, &plan), PHIL_EIO);
    fclose(out);
}

static int end(void **state)
{
    planning_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_out_comes_back),  cmocka_unit_test(a_locale_changes_nothing),
        cmocka_unit_test(damaged_members_are_named), cmocka_unit_test(every_cut_and_every_byte),
        cmocka_unit_test(other_documents),           cmocka_unit_test(a_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
