/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of a trial from files: what goes out comes back, what is not said is inferred, what cannot
 * be is refused with its line. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "comma.h"
#include "pantry.h"
#include "trial/data.h"

static struct phil_trial_data *read_text(const char *text, size_t size, struct heard *heard)
{
    struct phil_trial_data *data = NULL;
    const struct phil_log log = listen_to(heard);
    const enum phil_status status = phil_trial_data_read_csv(&data, text, size, "his.csv", &log);
    assert_int_equal(status == PHIL_OK, data != NULL);
    assert_true(status == PHIL_OK || status == PHIL_EFORMAT);
    assert_int_equal(heard->errors, status == PHIL_OK ? 0 : 1);
    return data;
}

static struct phil_trial_data *read_good(const char *text)
{
    struct heard heard;
    struct phil_trial_data *data = read_text(text, strlen(text), &heard);
    if (!data)
        fail_msg("%s", heard.error);
    return data;
}

/* --- what a file says ------------------------------------------------------------------------- */

static void the_least_that_is_needed(void **state)
{
    struct phil_trial_data *data = read_good("day,period,arm,count,exposure_min\n"
                                             "2026-03-02,1,A,4,2.5\n"
                                             "2026-03-03,2,B,,\n");
    assert_int_equal(data->n_days, 2);
    assert_true(data->dated);
    assert_int_equal(data->days[0].day, 20514);
    assert_int_equal(data->days[0].use, PHIL_DAY_USED);
    assert_true(data->days[0].tally[0].count == 4 && data->days[0].tally[0].exposure_min == 2.5);
    assert_int_equal(data->days[1].use, PHIL_DAY_MISSED);
    assert_true(isnan(data->days[1].tally[0].count) && data->days[1].tally[0].exposure_min == 0);
    assert_int_equal(data->days[1].done, PHIL_ARM_REMEDY);
    assert_true(isnan(data->days[0].dose));
    assert_true(isnan(data->days[0].tally[PHIL_OUTCOME_FELT].count));
    assert_null(data->days[0].why);
    assert_int_equal(data->design, PHIL_DESIGN_PAIRS);
    assert_int_equal(data->days[1].block, 1);
    phil_trial_data_free(data);
}

static void rows_in_any_order_and_columns_of_others(void **state)
{
    struct phil_trial_data *data =
        read_good("mood,arm,count,exposure_min,period,day,dose,felt,blinks,other_side,"
                  "other_side_min,done,breach\r\n"
                  "\"low, \"\"so so\"\"\",B,1,3,2,12,0,7,30,0,2.5,A,yes\r\n"
                  "'=fine,A,2,3,1,11,200.5,,31,,,,\r\n\r\n");
    const struct phil_trial_day *a = &data->days[0], *b = &data->days[1];
    assert_false(data->dated);
    assert_int_equal(a->day, 11);
    assert_int_equal(b->done, PHIL_ARM_USUAL);
    assert_true(b->breach && !a->breach);
    assert_true(a->dose == 200.5 && b->dose == 0);
    assert_true(b->tally[PHIL_OUTCOME_FELT].count == 7 &&
                b->tally[PHIL_OUTCOME_FELT].exposure_min == 1440);
    assert_true(isnan(a->tally[PHIL_OUTCOME_FELT].count));
    assert_true(b->tally[PHIL_OUTCOME_BLINKS].exposure_min == 3); /* that of the clips */
    assert_true(b->tally[PHIL_OUTCOME_OTHER_SIDE].exposure_min == 2.5);
    assert_int_equal(data->n_columns, 1);
    assert_string_equal(data->columns[0], "mood");
    assert_string_equal(b->extra[0], "low, \"so so\"");
    assert_string_equal(a->extra[0], "=fine");
    phil_trial_data_free(data);
}

static void what_r_writes(void **state)
{
    struct phil_trial_data *data =
        read_good("\"day\",\"period\",\"arm\",\"count\",\"exposure_min\"\n"
                  "1,1,\"A\",3,5\n2,1,\"A\",NA,NA\n3,2,\"B\",1,5\n");
    assert_int_equal(data->days[1].use, PHIL_DAY_MISSED);
    phil_trial_data_free(data);
}

/* A last line that does not end is read, and said. */
static void an_open_end(void **state)
{
    static const char text[] = "day,period,arm,count,exposure_min\n1,1,A,4,5";
    struct heard heard;
    struct phil_trial_data *data = read_text(text, sizeof text - 1, &heard);
    assert_non_null(strstr(heard.warning, "the last line does not end"));
    assert_int_equal(data->n_days, 1);
    phil_trial_data_free(data);
}

static void designs(void **state)
{
    static const struct {
        const char *text;
        enum phil_trial_design design;
        int block_of_last;
    } files[] = {
        {"day,period,arm,count,exposure_min\n1,1,A,1,1\n2,2,B,1,1\n3,3,B,1,1\n4,4,A,1,1\n",
         PHIL_DESIGN_PAIRS, 2},
        {"day,period,arm,count,exposure_min\n1,1,A,1,1\n2,2,A,1,1\n3,3,B,1,1\n4,4,B,1,1\n",
         PHIL_DESIGN_PERIODS, 0},
        {"day,period,arm,count,exposure_min\n1,1,A,1,1\n2,2,B,1,1\n3,3,A,1,1\n",
         PHIL_DESIGN_PERIODS, 0},
        {"day,period,arm,count,exposure_min,block\n1,1,A,1,1,1\n2,2,B,1,1,1\n3,3,A,1,1,2\n",
         PHIL_DESIGN_PAIRS, 2},
        {"day,period,arm,count,exposure_min,design\n1,1,A,1,1,none\n2,2,B,1,1,none\n",
         PHIL_DESIGN_NONE, 0},
        {"day,period,arm,count,exposure_min,design\n1,1,A,1,1,periods\n2,2,B,1,1,periods\n",
         PHIL_DESIGN_PERIODS, 0},
        {"day,period,arm,count,exposure_min,design\n1,1,A,1,1,pairs\n2,2,B,1,1,pairs\n",
         PHIL_DESIGN_PAIRS, 1},
        {"day,period,arm,count,exposure_min\n0,0,A,1,1\n1,1,B,1,1\n2,2,A,1,1\n", PHIL_DESIGN_PAIRS,
         1},
        {"day,period,arm,count,exposure_min\n", PHIL_DESIGN_PERIODS, 0},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct phil_trial_data *data = read_good(files[i].text);
        assert_int_equal(data->design, files[i].design);
        if (data->n_days)
            assert_int_equal(data->days[data->n_days - 1].block, files[i].block_of_last);
        phil_trial_data_free(data);
    }
}

/* --- what is refused -------------------------------------------------------------------------- */

#define HEAD "day,period,arm,count,exposure_min"

static const struct {
    const char *text, *says;
} bad[] = {
    {"", "line 1: the header is missing"},
    {"day,period,arm,count\n", "line 1, exposure_min: the column is missing"},
    {"day;period;arm;count;exposure_min\n", "commas"},
    {HEAD ",day\n", "line 1, day: a column twice"},
    {HEAD ",x,x\n", "line 1, x: a column twice"},
    {HEAD ",\n", "line 1: a column without a name"},
    {HEAD "\n1,1,A,4\n", "line 2: fewer fields"},
    {HEAD "\n1,1,A,4,5,6\n", "line 2: more fields"},
    {HEAD "\n,1,A,4,5\n", "line 2, day: neither a date"},
    {HEAD "\n2026-02-29,1,A,4,5\n", "line 2, day: neither a date"},
    {HEAD "\n1.5,1,A,4,5\n", "line 2, day: neither a date"},
    {HEAD "\n99999999,1,A,4,5\n", "line 2, day: neither a date"},
    {HEAD "\n1,1,A,4,5\n2026-01-01,1,A,4,5\n", "line 3, day: dates and numbers"},
    {HEAD "\n1,1,C,4,5\n", "line 2, arm: the arm is A"},
    {HEAD "\n1,,A,4,5\n", "line 2, period: the period is missing"},
    {HEAD "\n1,-1,A,4,5\n", "line 2, period: not a whole number"},
    {HEAD "\n1,1,A,4.5,5\n", "line 2: a count is a whole number"},
    {HEAD "\n1,1,A,-4,5\n", "line 2: a count is a whole number"},
    {HEAD "\n1,1,A,nan,5\n", "line 2, count: not a number"},
    {HEAD "\n1,1,A,inf,5\n", "line 2, count: not a number"},
    {HEAD "\n1,1,A,4e9,5\n", "line 2: a count is a whole number"},
    {HEAD "\n1,1,A,4,0\n", "line 2: the time of a count must be positive"},
    {HEAD "\n1,1,A,4,\n", "line 2: the time of a count must be positive"},
    {HEAD "\n1,1,A,4,-5\n", "line 2: the time of a count must be positive"},
    {HEAD "\n1,1,A,4,1e-308\n", "line 2: the time of a count is 0.0001 to"},
    {HEAD "\n1,1,A,4,1e308\n", "line 2: the time of a count is 0.0001 to"},
    {HEAD "\r1,1,A,4,5\r", "line 1: a line ends as on an old Macintosh"},
    {HEAD "\n1,1,A,0,5\n2,1,A,1,5\n1,1,A,4,5\n", "line 4: a day twice"},
    {HEAD "\n1,1,A,4,5\n2,1,B,4,5\n", "line 3: a period with two arms"},
    {HEAD "\n1,1,A,4,5\n2,2,B,4,5\n3,1,A,4,5\n", "line 4: a period torn apart"},
    {HEAD "\n1,1,A,4,5\n2,0,A,4,5\n", "line 3: a day of the run-in after"},
    {HEAD ",use\n1,0,A,4,5,used\n", "line 2: a day without a period"},
    {HEAD ",use\n1,1,A,4,5,run_in\n", "line 2: a day of a period is not"},
    {HEAD ",use\n1,1,A,,,used\n", "line 2: a day without a count cannot be used"},
    {HEAD ",use\n1,1,A,4,5,maybe\n", "line 2, use: not one of"},
    {HEAD ",block\n1,1,A,4,5,1\n2,2,B,4,5,\n", "line 3: a period without a block"},
    {HEAD ",block\n1,1,A,4,5,1\n2,2,A,4,5,1\n", "line 3: a block with one arm twice"},
    {HEAD ",block\n1,1,A,4,5,1\n2,2,B,4,5,1\n3,3,A,4,5,1\n", "line 4: a block with more than"},
    {HEAD ",block\n1,1,A,4,5,2\n2,2,B,4,5,1\n", "line 3: a block torn apart"},
    {HEAD ",block\n1,1,A,4,5,1\n2,1,A,4,5,2\n", "line 3: a period in two blocks"},
    {HEAD ",design\n1,1,A,4,5,pairs\n2,2,A,4,5,pairs\n", "a period without a block"},
    {HEAD ",design\n1,1,A,4,5,pairs\n2,2,B,4,5,none\n", "line 3, design: not the same"},
    {HEAD ",design\n1,1,A,4,5,coin\n", "line 2, design: not one of"},
    {HEAD ",dose_unit\n1,1,A,4,5,mg\n2,1,A,4,5,g\n", "line 3, dose_unit: not the same"},
    {HEAD ",dose_unit\n1,1,A,4,5,a unit that is much too long\n", "line 2, dose_unit: longer"},
    {HEAD ",done\n1,1,A,4,5,b\n", "line 2, done: the arm is A"},
    {HEAD ",breach\n1,1,A,4,5,perhaps\n", "line 2, breach: neither yes nor no"},
    {HEAD ",dose\n1,1,A,4,5,much\n", "line 2, dose: not a number"},
    {HEAD ",felt\n1,1,A,4,5,1.5\n", "line 2: a count is a whole number"},
    {HEAD ",blinks,blinks_min\n1,1,A,4,5,30,0\n", "line 2: the time of a count"},
    {HEAD ",x\n1,1,A,4,5,\x01\n", "line 2: holds control"},
    {HEAD ",x\n1,1,A,4,5,\xff\n", "line 2: not UTF-8"},
    {HEAD ",x\n1,1,A,4,5,\"a\n", "line 2: a quotation mark is never closed"},
};

static void what_is_refused(void **state)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct heard heard;
        struct phil_trial_data *data = read_text(bad[i].text, strlen(bad[i].text), &heard);
        if (data || !strstr(heard.error, bad[i].says) || !strstr(heard.error, "\"his.csv\""))
            fail_msg("%s: %s", bad[i].text, heard.error);
    }
}

static void too_many_days(void **state)
{
    char *text = NULL;
    size_t size = 0;
    struct heard heard;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fputs(HEAD "\n", out);
    for (int i = 0; i <= PHIL_TRIAL_MOST_DAYS; i++)
        fprintf(out, "%d,%d,%s,1,1\n", i, 1 + i / 1000, i / 1000 % 2 ? "B" : "A");
    fclose(out);
    assert_null(read_text(text, size, &heard));
    assert_non_null(strstr(heard.error, "line 10002: more than 10000 days"));
    free(text);
}

/* --- round trips ------------------------------------------------------------------------------ */

static uint64_t dice(uint64_t seed, uint64_t what, uint64_t sides)
{
    return phil_random_bits(seed, what, 5) % sides;
}

static struct phil_tally any_tally(uint64_t seed, uint64_t what)
{
    if (dice(seed, what, 4) == 0)
        return phil_tally_none();
    return (struct phil_tally){.count = (double)dice(seed, what + 1, 3000),
                               .exposure_min = 5 * phil_random_uniform(seed, what + 2, 0) + 1e-9};
}

static char *any_text(uint64_t seed, uint64_t what)
{
    static const char *const texts[] = {
        "", "plain", "a, \"b\"\r\nc", "=1+1", "'=1", "\xc3\xa4", " x ", "NA", "-", "\t"};
    return strdup(texts[dice(seed, what, sizeof texts / sizeof *texts)]);
}

static void any_day(struct phil_trial_data *data, uint64_t seed, size_t i)
{
    struct phil_trial_day *day = &data->days[i];
    const uint64_t base = 100 * (i + 1);
    day->day = (data->dated ? 20000 : -3) + (int64_t)(i * (1 + dice(seed, 7, 3)));
    day->period = (int)(i / 3);
    day->block = (day->period + 1) / 2;
    const bool turned = dice(seed, (uint64_t)day->block + 50, 2);
    day->assigned =
        day->period && (day->period % 2 == 0) != turned ? PHIL_ARM_REMEDY : PHIL_ARM_USUAL;
    day->done = dice(seed, base, 5) ? day->assigned : (enum phil_arm)(1 - (int)day->assigned);
    day->breach = dice(seed, base + 1, 4) == 0;
    for (int o = 0; o < PHIL_N_OUTCOMES; o++)
        day->tally[o] = any_tally(seed, base + 10 + 4 * (uint64_t)o);
    if (!isnan(day->tally[PHIL_OUTCOME_FELT].count))
        day->tally[PHIL_OUTCOME_FELT].exposure_min = PHIL_DAY_MIN;
    day->dose = dice(seed, base + 2, 3) ? phil_random_uniform(seed, base, 3) * 300 : NAN;
    day->use = isnan(day->tally[0].count) ? PHIL_DAY_UNREADABLE : PHIL_DAY_USED;
    day->use = day->period ? day->use : PHIL_DAY_RUN_IN;
    day->why = any_text(seed, base + 3);
    if (!*day->why) {
        free(day->why);
        day->why = NULL;
    }
    day->extra = calloc(data->n_columns, sizeof *day->extra);
    for (size_t c = 0; c < data->n_columns; c++)
        day->extra[c] = any_text(seed, base + 60 + c);
}

static struct phil_trial_data *any_data(uint64_t seed)
{
    struct phil_trial_data *data = calloc(1, sizeof *data);
    data->n_days = 1 + dice(seed, 1, 40);
    data->days = calloc(data->n_days, sizeof *data->days);
    data->design = (enum phil_trial_design)dice(seed, 2, 3);
    data->dated = dice(seed, 3, 2);
    data->still_running = dice(seed, 4, 2);
    strcpy(data->dose_unit, dice(seed, 5, 2) ? "mg caffeine" : "");
    data->n_columns = dice(seed, 6, 3);
    data->columns = calloc(2, sizeof *data->columns);
    for (size_t c = 0; c < data->n_columns; c++)
        data->columns[c] = strdup(c ? "=second" : "first, \"one\"");
    for (size_t i = 0; i < data->n_days; i++)
        any_day(data, seed, i);
    return data;
}

static void assert_bits(double a, double b)
{
    assert_true(isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof a) == 0);
}

static void assert_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a)
        assert_string_equal(a, b);
}

static void assert_same_day(const struct phil_trial_day *a, const struct phil_trial_day *b,
                            size_t n_columns)
{
    assert_int_equal(a->day, b->day);
    assert_int_equal(a->period, b->period);
    assert_int_equal(a->block, b->block);
    assert_int_equal(a->assigned, b->assigned);
    assert_int_equal(a->done, b->done);
    assert_int_equal(a->breach, b->breach);
    assert_int_equal(a->use, b->use);
    assert_bits(a->dose, b->dose);
    for (int o = 0; o < PHIL_N_OUTCOMES; o++) {
        assert_bits(a->tally[o].count, b->tally[o].count);
        assert_bits(a->tally[o].exposure_min, b->tally[o].exposure_min);
    }
    assert_text(a->why, b->why);
    for (size_t c = 0; c < n_columns; c++)
        assert_text(a->extra[c], b->extra[c]);
}

static char *written(const struct phil_trial_data *data, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    assert_non_null(out);
    assert_int_equal(phil_trial_data_write_csv(out, data), PHIL_OK);
    fclose(out);
    return text;
}

static void round_trip(uint64_t seed)
{
    size_t size, at;
    struct heard heard;
    struct phil_trial_data *data = any_data(seed);
    assert_null(phil_trial_data_fault(data, &at));
    char *text = written(data, &size);
    struct phil_trial_data *back = read_text(text, size, &heard);
    if (!back)
        fail_msg("%s\n%s", heard.error, text);
    assert_int_equal(back->n_days, data->n_days);
    assert_int_equal(back->n_columns, data->n_columns);
    assert_int_equal(back->design, data->design);
    assert_int_equal(back->dated, data->dated);
    assert_int_equal(back->still_running, data->still_running);
    assert_string_equal(back->dose_unit, data->dose_unit);
    for (size_t c = 0; c < data->n_columns; c++)
        assert_string_equal(back->columns[c], data->columns[c]);
    for (size_t i = 0; i < data->n_days; i++)
        assert_same_day(&data->days[i], &back->days[i], data->n_columns);
    phil_trial_data_free(back);
    phil_trial_data_free(data);
    free(text);
}

static void what_goes_out_comes_back(void **state)
{
    for (uint64_t seed = 1; seed <= 300; seed++)
        round_trip(seed);
}

static void a_locale_changes_nothing(void **state)
{
    char folder[FIXTURE_FOLDER];
    if (!fixture_comma_locale(folder))
        skip();
    round_trip(11);
    fixture_plain_locale(folder);
}

/* Every cut and every changed byte ends in data that hold, or in one message. */
static void damage(void **state)
{
    size_t size, at;
    struct heard heard;
    struct phil_trial_data *data = any_data(3);
    char *text = written(data, &size);
    phil_trial_data_free(data);
    size = size < 1500 ? size : 1500;
    for (size_t cut = 0; cut < size; cut++) {
        data = read_text(text, cut, &heard);
        phil_trial_data_free(data);
    }
    for (size_t i = 0; i < 4 * size; i++) {
        const char was = text[i / 4];
        text[i / 4] = (char)phil_random_bits(1, i, 0);
        if ((data = read_text(text, size, &heard)))
            assert_null(phil_trial_data_fault(data, &at));
        phil_trial_data_free(data);
        text[i / 4] = was;
    }
    free(text);
}

static void a_full_disk(void **state)
{
    FILE *out = fopen("/dev/full", "w");
    if (!out)
        skip();
    struct phil_trial_data *data = any_data(1);
    assert_int_equal(phil_trial_data_write_csv(out, data), PHIL_EIO);
    fclose(out);
    phil_trial_data_free(data);
    phil_trial_data_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_that_is_needed),
        cmocka_unit_test(rows_in_any_order_and_columns_of_others),
        cmocka_unit_test(what_r_writes),
        cmocka_unit_test(an_open_end),
        cmocka_unit_test(designs),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(too_many_days),
        cmocka_unit_test(what_goes_out_comes_back),
        cmocka_unit_test(a_locale_changes_nothing),
        cmocka_unit_test(damage),
        cmocka_unit_test(a_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
