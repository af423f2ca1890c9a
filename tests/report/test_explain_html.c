/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of an explanation: well formed, self-contained, urgent things first, every figure with
 * its source, and nothing foreign that is more than text. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "explain_fixture.h"
#include "fixture.h"
#include "told.h"
#include "well_formed.h"

static char *page_of(enum explain_fixture which)
{
    struct explain_case *c = explain_make(which);
    char *page = explain_html(c);
    explain_free(c);
    return page;
}

static void every_page_is_well_formed(void **state)
{
    for (int f = 0; f < N_EXPLAIN_FIXTURES; f++) {
        char *page = page_of((enum explain_fixture)f);
        assert_true(well_formed_check(page) > 50);
        assert_false(fixture_has_nan(page));
        assert_int_equal(page_count(page, "<h1>"), 1);
        assert_int_equal(page_count(page, "This is no diagnosis"), 1);
        assert_int_equal(page_count(page, "<svg"), page_count(page, "role=\"img\""));
        free(page);
    }
}

static void nothing_is_fetched_or_run(void **state)
{
    for (int f = 0; f < N_EXPLAIN_FIXTURES; f++) {
        char *page = page_of((enum explain_fixture)f);
        page_is_alone(page);
        free(page);
    }
}

static void hostile_text_is_only_text(void **state)
{
    char *page = page_of(EXPLAIN_HOSTILE);
    told_at(page, "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
    page_is_text(page);
    free(page);
}

static void an_emergency_stands_above_everything(void **state)
{
    char *page = page_of(EXPLAIN_EMERGENCY);
    const size_t body = told_at(page, "<main>");
    assert_int_equal(told_at(page, "<section class=\"triage emergency\">\n<h1>Get help now</h1>"),
                     body + strlen("<main>\n"));
    assert_true(told_at(page, "this can be a stroke") <
                told_at(page, "Why the lip may twitch</h2>"));
    assert_null(strstr(page, "Halve the caffeine (for 14 days)."));
    assert_null(strstr(page, "What to try"));
    assert_null(strstr(page, "two weeks on half of it"));
    free(page);
}

static void every_level_stands_before_the_explanations(void **state)
{
    static const char *const boxes[] = {
        "<section class=\"triage self_care\">", "<section class=\"triage routine\">",
        "<section class=\"triage urgent\">", "<section class=\"triage emergency\">"};
    static const enum explain_fixture of[] = {EXPLAIN_COFFEE, EXPLAIN_SPASM, EXPLAIN_WEAKNESS,
                                              EXPLAIN_EMERGENCY};
    for (int care = 0; care < 4; care++) {
        char *page = page_of(of[care]);
        assert_true(told_at(page, boxes[care]) < told_at(page, "What may lie behind it"));
        assert_int_equal(page_count(page, "<section class=\"triage "), 1);
        free(page);
    }
}

/* Length of the bar of a cause, in thousandths. */
static double bar_of(const char *page, const char *cause)
{
    char label[100];
    snprintf(label, sizeof label, "<span class=\"who\"><bdi>%s</bdi>", cause);
    const char *bar = strstr(page + told_at(page, label), "<rect class=\"bar\"");
    assert_non_null(bar);
    return strtod(strstr(bar, "width=\"") + 7, NULL);
}

static void bars_are_as_long_as_the_chances(void **state)
{
    char *page = page_of(EXPLAIN_COFFEE);
    assert_float_equal(bar_of(page, "Too much caffeine"), 620, 0.5);
    assert_float_equal(bar_of(page, "Stress"), 210, 0.5);
    told_at(page, "d=\"M330 15L810 15\""); /* the whisker, 0.33 to 0.81 */
    told_at(page, "class=\"base\" d=\"M110 0L110 30\"");
    assert_int_equal(page_count(page, "class=\"chance\""), 3);
    free(page);
}

static void evidence_shows_its_direction_and_source(void **state)
{
    char *page = page_of(EXPLAIN_COFFEE);
    told_at(page, "caffeine a day: 600 mg<small>diary; derived from studies <span class=\"cite\">"
                  "[<a href=\"#s0\">TUZ16</a>]");
    told_at(page, "aria-label=\"speaks clearly for it\"");
    told_at(page, "<span>+7.2 dB</span>");
    told_at(page, "aria-label=\"speaks slightly against it\"");
    told_at(page, "<span>-1.2 dB</span>");
    assert_int_equal(page_count(page, "<rect class=\"for\""), 3);
    assert_int_equal(page_count(page, "<rect class=\"against\""), 2);
    assert_int_equal(page_count(page, "<br/>by speaking against other causes"), 1);
    assert_int_equal(page_count(page, "<br/>another cause accounts for it"), 1);
    free(page);
}

static void sources_are_listed_with_their_links(void **state)
{
    char *page = page_of(EXPLAIN_SPASM);
    told_at(page,
            "<li id=\"s1\"><b>WJ98</b> Hemifacial spasm: clinical findings and treatment, 1998 "
            "<a rel=\"noreferrer\" href=\"https://doi.org/10.1002/mus.1740\">doi:10.1002/mus.1740"
            "</a></li>");
    told_at(page, "<li id=\"s2\"><b>JUDGED</b>");
    free(page);
    page = page_of(EXPLAIN_NOTHING); /* no evidence: only what the remedies refer to */
    assert_null(strstr(page, "id=\"s1\""));
    free(page);
}

static void remote_serious_causes_have_no_bar_and_no_percentage(void **state)
{
    char *page = page_of(EXPLAIN_COFFEE);
    const char *visible = strstr(page, "<main>");
    const size_t serious = told_at(visible, "<h3>Serious causes</h3>");
    assert_true(told_at(visible, "Amyotrophic") > serious);
    assert_true(told_at(visible, "each in fewer than 1 in 1,000 people") > serious);
    assert_int_equal(page_count(visible, "Amyotrophic"), 1);
    assert_int_equal(page_count(visible, "%"), 1); /* "the middle 95 % of 200 runs" */
    free(page);
    page = page_of(EXPLAIN_WEAKNESS);
    assert_true(told_at(page, "<h3><bdi>Amyotrophic") <
                told_at(page, "<p>This one is serious, so first"));
    assert_null(strstr(page, "It gets worse over months"));
    free(page);
}

static void a_withheld_remedy_stands_apart(void **state)
{
    char *page = page_of(EXPLAIN_COFFEE);
    const size_t apart = told_at(page, "<h2>Not on your own</h2>");
    assert_true(told_at(page, "Halve the caffeine (for 14 days).") < apart);
    assert_true(told_at(page, "Eat food rich in potassium") > apart);
    assert_true(told_at(page, "With a kidney disease potassium can rise") > apart);
    assert_null(strstr(page, "Bananas"));
    free(page);
}

/* Two cups two hours ago: the curve ends where the kinetics say. */
static void the_caffeine_curve_follows_the_diary(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    char *page = explain_html(c), now[60];
    const struct phil_metabolism metabolism = {.smoker = false};
    const double level = phil_caffeine_level(c->entries, FIXTURE_ENTRIES, c->view.now.utc_s,
                                             phil_caffeine_half_life(&metabolism).value);
    snprintf(now, sizeof now, "by the diary; now about %.0f.", level);
    assert_true(level > 50);
    told_at(page, now);
    assert_int_equal(page_count(page, "class=\"drink\""), FIXTURE_ENTRIES - 1); /* one is sleep */
    assert_int_equal(page_count(page, "class=\"film\""), 0);
    told_at(page, ">Thu</text>"); /* 2026-11-26 */
    assert_null(strstr(page, ">Fri</text>"));
    free(page);
    explain_free(c);
    page = page_of(EXPLAIN_SPASM);
    assert_int_equal(page_count(page, "class=\"film\""), 1);
    free(page);
    page = page_of(EXPLAIN_NOTHING);
    assert_null(strstr(page, "class=\"caffeine\""));
    free(page);
}

/* A machine whose clock is not set lives in January 1970, and the days before have negative
 * numbers. */
static void a_curve_may_begin_before_1970(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    const int64_t back_s = c->view.now.utc_s - 3600;
    c->view.now.utc_s -= back_s;
    for (int i = 0; i < FIXTURE_ENTRIES; i++)
        c->entries[i].at.utc_s -= back_s;
    char *page = explain_html(c);
    const size_t tuesday = told_at(page, ">Tue</text>"), wednesday = told_at(page, ">Wed</text>");
    assert_true(tuesday < wednesday && wednesday < told_at(page, ">Thu</text>"));
    assert_null(strstr(page, ">Fri</text>"));
    free(page);
    explain_free(c);
}

static void a_measured_twitch_is_shown_in_anatomy(void **state)
{
    char *page = page_of(EXPLAIN_SPASM);
    told_at(page,
            "<li>upper lip, left: orbicularis oris (closes and purses the lips), driven by the "
            "buccal branch of the left facial nerve (6 twitches)</li>");
    told_at(page,
            "<li>chin: mentalis (lifts the chin), driven by the buccal and marginal mandibular "
            "branches of the facial nerve of either side (1 twitch)</li>");
    assert_int_equal(page_count(page, "class=\"spot\""), 4);
    free(page);
}

static void what_is_known_is_listed(void **state)
{
    char *page = page_of(EXPLAIN_COFFEE);
    told_at(page, "How old are you?</th><td>34 years</td><td>you said</td>");
    told_at(page, "How much caffeine?</th><td>600 mg</td><td>diary</td>");
    told_at(page, "Is a kidney disease known?</th><td>not known</td>");
    told_at(page, "<li>whether your speech has been slurred for weeks</li>");
    told_at(page, "<li>one side of your face has suddenly dropped</li>");
    free(page);
    page = page_of(EXPLAIN_NOTHING);
    assert_null(strstr(page, "What it rests on"));
    free(page);
}

static void no_intervals_draw_no_whiskers(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    c->explanation.draws = 0;
    for (int i = 0; i < FIXTURE_CAUSES; i++)
        c->results[i].interval = (struct phil_interval){NAN, NAN};
    char *page = explain_html(c);
    well_formed_check(page);
    assert_false(fixture_has_nan(page));
    assert_int_equal(page_count(page, "class=\"whisker"), 0);
    assert_null(strstr(page, "Line with ends"));
    free(page);
    explain_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_is_well_formed),
        cmocka_unit_test(nothing_is_fetched_or_run),
        cmocka_unit_test(hostile_text_is_only_text),
        cmocka_unit_test(an_emergency_stands_above_everything),
        cmocka_unit_test(every_level_stands_before_the_explanations),
        cmocka_unit_test(bars_are_as_long_as_the_chances),
        cmocka_unit_test(evidence_shows_its_direction_and_source),
        cmocka_unit_test(sources_are_listed_with_their_links),
        cmocka_unit_test(remote_serious_causes_have_no_bar_and_no_percentage),
        cmocka_unit_test(a_withheld_remedy_stands_apart),
        cmocka_unit_test(the_caffeine_curve_follows_the_diary),
        cmocka_unit_test(a_curve_may_begin_before_1970),
        cmocka_unit_test(a_measured_twitch_is_shown_in_anatomy),
        cmocka_unit_test(what_is_known_is_listed),
        cmocka_unit_test(no_intervals_draw_no_whiskers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
