/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trial on a terminal: at every width, without an escape that was not asked for, the verdict
 * first, a chance said as what it is, and nothing of the effect while the trial runs. */
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
#include "trial_fixture.h"

#include "report/text_buffer.h"
#include "report/trial_plot.h"
#include "report/trial_wording.h"

static char *told(enum trial_fixture which, bool full)
{
    struct trial_case *c = trial_make(which);
    c->view.full = full;
    char *text = explain_unwrap(trial_terminal(&c->view, 80, false, true));
    trial_free(c);
    return text;
}

static int widest(const char *text)
{
    int most = 0, columns = 0;
    for (uint32_t c; (c = phil_utf8_next(&text));) {
        columns = c == '\n' ? 0 : columns + phil_utf8_columns(c);
        most = columns > most ? columns : most;
    }
    return most;
}

static void no_line_is_wider_than_the_terminal(void **state)
{
    static const int widths[] = {40, 41, 57, 80, 120, 240};
    for (int f = 0; f < N_TRIAL_FIXTURES; f++)
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
            struct trial_case *c = trial_make((enum trial_fixture)f);
            c->view.full = w % 2;
            char *text = trial_terminal(&c->view, widths[w], false, w % 3 > 0);
            assert_true(widest(text) <= widths[w]);
            assert_null(strstr(text, " \n"));
            assert_null(strstr(text, "\n\n\n"));
            assert_false(fixture_has_nan(text));
            free(text);
            trial_free(c);
        }
}

static void without_unicode_and_colour_it_is_plain_ascii(void **state)
{
    for (int f = 0; f < N_TRIAL_FIXTURES; f++) {
        struct trial_case *c = trial_make((enum trial_fixture)f);
        c->view.full = true;
        char *text = trial_terminal(&c->view, 80, false, false);
        for (const unsigned char *s = (unsigned char *)text; *s; s++)
            assert_true(*s == '\n' || (*s >= 0x20 && *s < 0x7f));
        free(text);
        trial_free(c);
    }
}

/* Foreign text adds no escape: as many as the same trial has with harmless words. */
static void hostile_text_steers_nothing(void **state)
{
    struct trial_case *c = trial_make(TRIAL_HOSTILE);
    c->view.full = true;
    char *text = trial_terminal(&c->view, 80, false, true);
    assert_null(strchr(text, '\x1b'));
    assert_null(strchr(text, '\x07'));
    assert_null(strstr(text, "\xe2\x80\xae"));
    free(text);
    text = trial_terminal(&c->view, 80, true, true);
    for (const char *s = text; (s = strchr(s, '\x1b')); s++)
        assert_true(strncmp(s, "\x1b[0", 3) == 0);
    free(text);
    trial_free(c);
}

static void the_verdict_stands_first(void **state)
{
    char *text = told(TRIAL_HELPS, false);
    assert_true(told_at(text, "It helps. With the remedy there were fewer twitches") < 40);
    told_at(text, "On remedy days there were 45 % fewer twitches a minute;");
    told_at(text, "from 60 % fewer to 24 % fewer");
    told_at(text, "Of 100 remedies that gave days like these, more than 99 would be ones that "
                  "help at all, and 93 would take away three twitches in ten or more.");
    told_at(text, "about 3 of 100 trials ordered by chance like this one");
    told_at(text, "15 days count, 13 do not: 4 before the first period; 6 of washout");
    told_at(text, "338 mg caffeine on a usual day, 91 on a remedy day");
    told_at(text, "Blinks did not change, as it should be: 0.98 (0.90 to 1.07)");
    told_at(text, "Asked in 6 other ways");
    told_not(text, "autocorrelation");
    free(text);
    text = told(TRIAL_HELPS, true);
    told_at(text, "autocorrelation of neighbouring days 0.31 (-0.1 to 0.66)");
    told_at(text, "100 mg caffeine less goes with a rate ratio of 0.83 (0.74 to 0.92)");
    told_at(text, "birthday, three cups");
    free(text);
}

static void doubts_are_told(void **state)
{
    char *text = told(TRIAL_UNDECIDED, false);
    told_at(text, "Of 6 other ways to ask, 4 give the same answer. - not so with a prior");
    told_at(text, "with a prior that doubts every effect: 0.76");
    told_not(text, "without a trend in time");
    told_at(text, "Blinks changed as well");
    told_at(text, "The two hardly differ");
    told_at(text, "plan about 16 more days");
    free(text);
}

/* A doubt about a verdict stands right behind it. */
static void a_doubtful_verdict_says_so_at_once(void **state)
{
    struct trial_case *c = trial_make(TRIAL_HELPS);
    char *text = explain_unwrap(trial_terminal(&c->view, 80, false, true));
    told_not(text, "Be careful");
    free(text);
    c->result.other[PHIL_OUTCOME_BLINKS].interval.hi = 0.95;
    c->result.dose[PHIL_ARM_REMEDY] = phil_measured(330);
    text = explain_unwrap(trial_terminal(&c->view, 80, false, true));
    told_at(text,
            "(most likely between 4 and 8). Be careful with this: blinks changed as well, and "
            "the remedy has no reason to change them; by the diary the two kinds of days "
            "hardly differed.");
    free(text);
    c->sensitivity[4].effect.interval = (struct phil_interval){1.1, 1.4};
    text = explain_unwrap(trial_terminal(&c->view, 80, false, true));
    told_at(text, "asked otherwise, it would be the other way round.");
    free(text);
    trial_free(c);
}

static void without_chance_nothing_helps(void **state)
{
    struct trial_case *c = trial_make(TRIAL_HELPS);
    c->result.effect.p_value = phil_unmeasured("the order was not chosen by chance");
    char *text = explain_unwrap(trial_terminal(&c->view, 80, false, true));
    told_not(text, "It helps");
    told_not(text, "Keep it");
    told_at(text, "let chance choose the order");
    told_at(text, "There is no test against chance: the order was not chosen by chance.");
    free(text);
    trial_free(c);
}

static void each_verdict_has_its_advice(void **state)
{
    static const struct {
        enum trial_fixture which;
        const char *advice;
    } cases[] = {{TRIAL_HELPS, "Keep it"},
                 {TRIAL_HARMS, "As a remedy for your twitch, leave it"},
                 {TRIAL_NO_MATTER, "You need not do it"},
                 {TRIAL_UNDECIDED, "more days of the same kind. If not, leave it"},
                 {TRIAL_TOO_LITTLE, "at least two periods of either arm"},
                 {TRIAL_PEEKED, "Go on with the plan to its last day"},
                 {TRIAL_FLAG, "Let a doctor see first"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = told(cases[i].which, false);
        told_at(text, cases[i].advice);
        told_at(text, "call the emergency number");
        if (cases[i].which != TRIAL_HELPS)
            told_not(text, "Keep it");
        free(text);
    }
}

/* A look before the end is told with the result, and not while the trial runs. */
static void looks_are_owned_up_to(void **state)
{
    struct trial_case *c = trial_make(TRIAL_HELPS);
    struct phil_trial_mark marks[2] = {{.kind = PHIL_MARK_NOTE, .note = PHIL_TRIAL_LOOKED}};
    marks[1] = marks[0];
    c->view.marks = marks;
    c->view.n_marks = 1;
    char *text = explain_unwrap(trial_terminal(&c->view, 80, false, true));
    told_at(text, "The effect was looked at once before the end: knowing it");
    free(text);
    c->view.n_marks = 2;
    c->view.state = PHIL_TRIAL_STOPPED;
    text = explain_unwrap(trial_terminal(&c->view, 80, false, true));
    told_at(text, "looked at 2 times before the end, and then the trial was stopped");
    free(text);
    trial_free(c);
}

/* "Leave it" of a trial without alcohol must not be read as leave to drink. */
static void nobody_is_sent_back_to_drink(void **state)
{
    static const enum trial_fixture fixtures[] = {TRIAL_HARMS, TRIAL_NO_MATTER};
    for (int i = 0; i < 2; i++) {
        struct trial_case *c = trial_make(fixtures[i]);
        struct phil_trial_plan plan = {.title = "No alcohol", .dose = "alcohol_g"};
        plan.shape = (struct phil_trial_shape){6, 5, 2};
        c->view.plan = &plan;
        c->view.state = PHIL_TRIAL_ENDED;
        char *text = explain_unwrap(trial_terminal(&c->view, 80, false, true));
        told_at(text, "That is no reason to drink more");
        free(text);
        trial_free(c);
    }
}

static void a_running_trial_shows_no_effect(void **state)
{
    static const char *const not [] = {"rate ratio", "a minute", "fewer", "Of 100", "helps"};
    struct trial_case *c = trial_make(TRIAL_RUNNING);
    char *text = explain_unwrap(trial_terminal(&c->view, 80, false, true));
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        told_not(text, not [i]);
    told_at(text, "How it comes out is shown at the end");
    free(text);
    /* Whatever was counted, it looks the same. */
    text = trial_terminal(&c->view, 80, false, true);
    for (size_t i = 0; i < c->data.n_days; i++)
        c->data.days[i].tally[PHIL_OUTCOME_TWITCHES].count *= 7;
    char *other = trial_terminal(&c->view, 80, false, true);
    assert_string_equal(text, other);
    free(other);
    free(text);
    trial_free(c);
}

/* Another order for the days to come gives the same screen and the same page. */
static void what_comes_next_is_not_told(void **state)
{
    static const enum trial_fixture open_trials[] = {TRIAL_BEFORE, TRIAL_RUNNING, TRIAL_PEEKED};
    for (size_t i = 0; i < 3; i++) {
        struct trial_case *c = trial_make(open_trials[i]);
        c->view.full = true;
        char *text = trial_terminal(&c->view, 80, false, true), *page = trial_html(&c->view);
        c->plan.remedy_first[2] = !c->plan.remedy_first[2];
        c->plan.seed++;
        char *other_text = trial_terminal(&c->view, 80, false, true);
        char *other_page = trial_html(&c->view);
        assert_string_equal(text, other_text);
        assert_string_equal(page, other_page);
        free(other_page);
        free(other_text);
        free(page);
        free(text);
        trial_free(c);
    }
}

static void a_start_to_come_has_its_date(void **state)
{
    struct trial_case *c = trial_make(TRIAL_BEFORE);
    c->view.first_day = c->view.today + 1;
    char *text = explain_unwrap(trial_terminal(&c->view, 80, false, true));
    told_at(text, "It begins on 2026-11-08; until then live as usual.");
    told_at(text, "|2026-11-08");
    free(text);
    trial_free(c);
}

static void a_red_flag_stands_above_everything(void **state)
{
    char *text = told(TRIAL_FLAG, false);
    assert_true(told_at(text, "the left corner of the mouth hangs") <
                told_at(text, "Cut down on caffeine"));
    free(text);
}

/* ---- the picture ---- */

static int glyphs(const char *text, const char *lane, const char *glyph)
{
    const char *line = strstr(text, lane);
    int n = 0;
    assert_non_null(line);
    for (const char *at = line; (at = strstr(at, glyph)) && at < strchr(line, '\n'); at++)
        n++;
    return n;
}

static void days_lie_in_the_lane_of_their_arm(void **state)
{
    struct trial_case *c = trial_make(TRIAL_HELPS);
    int used[PHIL_N_ARMS] = {0};
    for (size_t i = 0; i < c->data.n_days; i++)
        used[c->data.days[i].assigned] += c->data.days[i].use == PHIL_DAY_USED;
    char *text = trial_terminal(&c->view, 80, false, false);
    const int usual = glyphs(text, "usual A", "#");
    const int remedy = glyphs(text, "remedy B", "#");
    assert_int_equal(usual, used[PHIL_ARM_USUAL]);
    assert_int_equal(remedy, used[PHIL_ARM_REMEDY]);
    assert_int_equal(glyphs(text, "remedy B", "x"), 1);
    assert_int_equal(glyphs(text, "remedy B", "?"), 1);
    free(text);
    trial_free(c);
}

static void the_plot_holds_the_data(void **state)
{
    for (int f = 0; f < N_TRIAL_FIXTURES; f++) {
        struct trial_case *c = trial_make((enum trial_fixture)f);
        struct phil_trial_plot plot;
        assert_int_equal(phil_trial_plot_init(&plot, &c->view), PHIL_OK);
        double last = 0;
        for (size_t i = 0; i < plot.n_days; i++) {
            const struct phil_plot_day *day = &plot.days[i];
            assert_true(day->x > last && day->x < 1);
            last = day->x;
            if (isfinite(day->y)) {
                const struct phil_tally t = day->day->tally[PHIL_OUTCOME_TWITCHES];
                assert_float_equal(day->y * plot.top_per_min, t.count / t.exposure_min, 1e-9);
                assert_true(day->y_lo <= day->y && day->y <= day->y_hi);
            }
        }
        for (size_t i = 0; i < plot.n_bands; i++)
            assert_true(plot.bands[i].from < plot.bands[i].to &&
                        (!i || fabs(plot.bands[i].from - plot.bands[i - 1].to) < 1e-9));
        phil_trial_plot_release(&plot);
        trial_free(c);
    }
}

/* Days of a file may carry any number. */
static void any_numbering_of_days_is_drawn(void **state)
{
    static const int64_t first[] = {INT64_MIN, -3, 0, 20000, INT64_MAX - 40};
    for (size_t k = 0; k < sizeof first / sizeof *first; k++)
        for (int dated = 0; dated < 2; dated++) {
            struct trial_case *c = trial_make(TRIAL_HARMS);
            c->data.dated = dated;
            for (size_t i = 0; i < c->data.n_days; i++)
                c->data.days[i].day = first[k] + (int64_t)i;
            char *text = trial_terminal(&c->view, 80, false, true);
            assert_true(widest(text) <= 80);
            free(text);
            c->data.days[c->data.n_days - 1].day = INT64_MAX;
            text = trial_html(&c->view);
            assert_false(fixture_has_nan(text));
            free(text);
            trial_free(c);
        }
}

/* ---- words ---- */

static void numbers_are_said_plainly(void **state)
{
    char label[32];
    assert_string_equal(phil_change_in_words(0.55).s, "45 % fewer");
    assert_string_equal(phil_change_in_words(1.2).s, "20 % more");
    assert_string_equal(phil_change_in_words(3.2).s, "3.2 times as many");
    assert_string_equal(phil_change_in_words(1.001).s, "just as many");
    assert_string_equal(phil_change_in_words(0.0001).s, "more than 99 % fewer");
    assert_string_equal(phil_ratio(1.07).s, "1.07");
    assert_string_equal(phil_ratio(0.0341).s, "0.034");
    assert_string_equal(phil_ratio(12.34).s, "12");
    assert_string_equal(phil_two_digits(9.96).s, "10");
    assert_string_equal(phil_two_digits(3.14).s, "3.1");
    assert_string_equal(phil_two_digits(0.0996).s, "0.10");
    assert_string_equal(phil_trial_day_label(label, sizeof label, 20736, true), "2026-10-10");
    assert_string_equal(phil_trial_day_label(label, sizeof label, 11016, true), "2000-02-29");
    assert_string_equal(phil_trial_day_label(label, sizeof label, -1, true), "1969-12-31");
    assert_string_equal(phil_trial_day_label(label, sizeof label, 7, false), "day 7");
}

/* ---- several ---- */

static void many_trials_are_a_caution(void **state)
{
    struct trial_case *cases[3] = {trial_make(TRIAL_HELPS), trial_make(TRIAL_HARMS),
                                   trial_make(TRIAL_RUNNING)};
    const struct phil_trial_view views[3] = {cases[0]->view, cases[1]->view, cases[2]->view};
    char *text = explain_unwrap(trials_terminal(views, 3, 80, true));
    told_at(text, "You have tested 2 remedies");
    told_at(text, "up to 10 would see at least one"); /* 1 - 0.95^2 */
    told_at(text, "Cut down on caffeine (2026-10-10 to 2026-11-06): helps.");
    told_at(text, "still running");
    free(text);
    text = explain_unwrap(trials_terminal(views, 1, 40, false));
    told_not(text, "You have tested");
    free(text);
    cases[1]->view.name = trial_hostile_text;
    const struct phil_trial_view hostile[2] = {cases[1]->view, cases[0]->view};
    text = trials_terminal(hostile, 2, 40, false);
    assert_true(widest(text) <= 40);
    assert_null(strchr(text, '\x1b'));
    free(text);
    text = trials_terminal(NULL, 0, 80, true);
    told_at(text, "No trial has been planned yet.");
    free(text);
    for (int i = 0; i < 3; i++)
        trial_free(cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(without_unicode_and_colour_it_is_plain_ascii),
        cmocka_unit_test(hostile_text_steers_nothing),
        cmocka_unit_test(the_verdict_stands_first),
        cmocka_unit_test(doubts_are_told),
        cmocka_unit_test(a_doubtful_verdict_says_so_at_once),
        cmocka_unit_test(without_chance_nothing_helps),
        cmocka_unit_test(each_verdict_has_its_advice),
        cmocka_unit_test(looks_are_owned_up_to),
        cmocka_unit_test(nobody_is_sent_back_to_drink),
        cmocka_unit_test(a_running_trial_shows_no_effect),
        cmocka_unit_test(what_comes_next_is_not_told),
        cmocka_unit_test(a_start_to_come_has_its_date),
        cmocka_unit_test(a_red_flag_stands_above_everything),
        cmocka_unit_test(days_lie_in_the_lane_of_their_arm),
        cmocka_unit_test(the_plot_holds_the_data),
        cmocka_unit_test(any_numbering_of_days_is_drawn),
        cmocka_unit_test(numbers_are_said_plainly),
        cmocka_unit_test(many_trials_are_a_caution),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
