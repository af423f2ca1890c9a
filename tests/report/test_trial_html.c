/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a trial: well formed, self-contained, the verdict first, every number of the data on
 * it, nothing foreign that is more than text, and no effect while the trial runs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "told.h"
#include "trial_fixture.h"
#include "well_formed.h"

static char *page_of(enum trial_fixture which)
{
    struct trial_case *c = trial_make(which);
    char *page = trial_html(&c->view);
    trial_free(c);
    return page;
}

static void every_page_is_well_formed(void **state)
{
    for (int f = 0; f < N_TRIAL_FIXTURES; f++) {
        char *page = page_of((enum trial_fixture)f);
        assert_true(well_formed_check(page) > 50);
        assert_false(fixture_has_nan(page));
        assert_int_equal(page_count(page, "<h1>"), 1);
        assert_int_equal(page_count(page, "<svg"),
                         page_count(page, "role=\"img\"") + page_count(page, "class=\"swatch\""));
        free(page);
    }
}

static void nothing_is_fetched_or_run(void **state)
{
    for (int f = 0; f < N_TRIAL_FIXTURES; f++) {
        char *page = page_of((enum trial_fixture)f);
        page_is_alone(page);
        free(page);
    }
}

static void hostile_text_is_only_text(void **state)
{
    char *page = page_of(TRIAL_HOSTILE);
    told_at(page, "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
    page_is_text(page);
    free(page);
}

static void the_verdict_stands_first(void **state)
{
    char *page = page_of(TRIAL_HELPS);
    assert_true(told_at(page, "It helps. With the remedy there were fewer twitches") <
                told_at(page, "What it amounts to"));
    told_at(page, "rate ratio 0.55, 95 % interval 0.40 to 0.76");
    told_at(page, "more than 99 would be ones that help at all");
    told_at(page, "phone was empty");
    told_at(page, "birthday, three cups");
    told_at(page, "from the seed 65261");
    free(page);
}

/* A point for each day that was counted, one row for every day. */
static void every_day_is_on_the_page(void **state)
{
    struct trial_case *c = trial_make(TRIAL_HELPS);
    char *page = trial_html(&c->view);
    int counted = 0;
    for (size_t i = 0; i < c->data.n_days; i++)
        counted += c->data.days[i].tally[PHIL_OUTCOME_TWITCHES].exposure_min > 0;
    assert_int_equal(page_count(page, "<g><title>") + page_count(page, "<g class=\"out\"><title>"),
                     counted);
    const char *table = strstr(page, "<h2>Every day</h2>");
    const char *end = strstr(table, "</tbody>");
    int rows = 0;
    for (const char *at = table; (at = strstr(at, "<tr")) && at < end; at++)
        rows++;
    assert_int_equal(rows, (int)c->data.n_days + 1);
    free(page);
    trial_free(c);
}

static void a_running_trial_shows_no_effect(void **state)
{
    static const char *const numbers[] = {"rate ratio",         "Rate ratio",     "a minute (",
                                          "What it amounts to", "Every day</h2>", "<g><title>"};
    char *page = page_of(TRIAL_RUNNING);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(numbers[i], "rate ratio") != 0) /* the plan's own stands there */
            told_not(page, numbers[i]);
    told_at(page, "How it comes out is shown at the end");
    told_at(page, "missing here: no result yet");
    free(page);
}

static void a_red_flag_stands_above_everything(void **state)
{
    char *page = page_of(TRIAL_FLAG);
    const size_t flag = told_at(page, "the left corner of the mouth hangs");
    assert_true(flag < told_at(page, "<h1>"));
    told_at(page, "Let a doctor see first");
    told_not(page, "Keep it, if");
    free(page);
}

/* What is missing is said to be missing. */
static void cent_claims_nothing_that_is_not_there(void **state)
{
    char *page = page_of(TRIAL_HARMS);
    told_at(page, "missing here: no plan is known");
    told_at(page, "missing here: to be added");
    told_not(page, "<h2>The plan</h2>");
    free(page);
    page = page_of(TRIAL_HELPS);
    told_not(page, "missing here: no plan is known");
    told_at(page, "<h2>The plan</h2>");
    free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_is_well_formed),
        cmocka_unit_test(nothing_is_fetched_or_run),
        cmocka_unit_test(hostile_text_is_only_text),
        cmocka_unit_test(the_verdict_stands_first),
        cmocka_unit_test(every_day_is_on_the_page),
        cmocka_unit_test(a_running_trial_shows_no_effect),
        cmocka_unit_test(a_red_flag_stands_above_everything),
        cmocka_unit_test(cent_claims_nothing_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
