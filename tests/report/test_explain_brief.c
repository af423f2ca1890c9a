/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short form on a terminal: it is short, and what it leaves out is nobody's safety. */
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

static char *brief_of(struct explain_case *c, int columns)
{
    c->view.full = false;
    return explain_terminal(c, columns, false, false);
}

static char *told_of(struct explain_case *c)
{
    char *text = brief_of(c, 80);
    assert_false(fixture_has_nan(text));
    return explain_unwrap(text);
}

static char *told(enum explain_fixture which)
{
    struct explain_case *c = explain_make(which);
    char *text = told_of(c);
    explain_free(c);
    return text;
}

static int lines_of(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static void it_is_short(void **state)
{
    for (int f = 0; f < EXPLAIN_HOSTILE; f++) {
        struct explain_case *c = explain_make((enum explain_fixture)f);
        char *text = brief_of(c, 80);
        assert_true(lines_of(text) <= 60);
        free(text);
        explain_free(c);
    }
}

static void every_level_begins_with_its_heading(void **state)
{
    static const char *const headings[] = {"Nothing you have told calls for a doctor now ",
                                           "Make an appointment with a doctor ",
                                           "See a doctor today or tomorrow ", "Get help now "};
    static const enum explain_fixture of[] = {EXPLAIN_COFFEE, EXPLAIN_SPASM, EXPLAIN_WEAKNESS,
                                              EXPLAIN_EMERGENCY};
    for (int care = 0; care < 4; care++) {
        char *text = told(of[care]);
        assert_int_equal(told_at(text, headings[care]), 0);
        told_at(text, "This is no diagnosis:");
        free(text);
    }
}

static void an_emergency_says_what_to_do_and_little_more(void **state)
{
    char *text = told(EXPLAIN_EMERGENCY);
    assert_true(told_at(text, "this can be a stroke") < told_at(text, "What may lie behind it"));
    told_at(text, "Too much caffeine");
    static const char *const out[] = {"Halve the caffeine", "Stress",          "Serious causes",
                                      "What to try",        "When to see",     "Not on your own",
                                      "What would settle",  "warning signs in"};
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        told_not(text, out[i]);
    free(text);
}

static void no_reason_to_hurry_is_left_out(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_WEAKNESS);
    struct phil_reason many[6];
    char words[6][20];
    for (int i = 0; i < 6; i++) {
        snprintf(words[i], sizeof words[i], "reason %d of six", i);
        many[i] = (struct phil_reason){PHIL_CARE_URGENT, "rule", NULL, words[i], "WJ98"};
    }
    c->explanation.reasons = many;
    c->explanation.n_reasons = 6;
    for (int care = PHIL_CARE_ROUTINE; care <= PHIL_CARE_EMERGENCY; care++) {
        c->explanation.care = (enum phil_care)care;
        for (int i = 0; i < 6; i++)
            many[i].care = (enum phil_care)care;
        char *text = told_of(c);
        told_at(text, "reason 0 of six");
        if (care == PHIL_CARE_ROUTINE)
            told_not(text, "reason 3 of six");
        else
            told_at(text, "reason 5 of six");
        free(text);
    }
    explain_free(c);
}

static void causes_are_told_with_their_base_rate(void **state)
{
    char *text = told(EXPLAIN_COFFEE);
    told_at(text, "about 60 of 100 (35 to 80) With or without a twitch, about 1 in 9 people");
    told_at(text, "For it: caffeine a day: 600 mg (diary); your heart has been racing.");
    told_at(text, "Against it: it is always the same side (measured).");
    told_at(text, "Very unlikely from what is known, each in fewer than 1 in 1,000 people");
    told_not(text, "%");
    free(text);
    text = told(EXPLAIN_WEAKNESS);
    assert_true(told_at(text, "so first how rare it is: about 1 in 14,000") <
                told_at(text, "about 40 of 100 (10 to 65)"));
    told_at(text, "Against it: your tongue is still at rest.");
    told_at(text, "Tell the doctor if this comes too: your tongue twitches at rest.");
    free(text);
}

static void cautions_are_kept(void **state)
{
    char *text = told(EXPLAIN_COFFEE);
    told_at(text,
            "- Halve the caffeine (for 14 days). No coffee after noon. Careful: Go down over a "
            "week: stopping at once can bring a headache.");
    const size_t apart = told_at(text, "Not on your own");
    assert_true(told_at(text,
                        "- Eat food rich in potassium. With a kidney disease potassium can rise "
                        "dangerously.") > apart);
    told_not(text, "Bananas");
    free(text);
}

static void three_remedies_are_enough(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    struct phil_advice many[6];
    for (int i = 0; i < 6; i++) {
        many[i] = c->advice[2];
        many[i].how = "First. Second.";
    }
    c->explanation.advice = many;
    c->explanation.n_advice = 6;
    char *text = told_of(c);
    int n = 0;
    for (const char *from = text; (from = strstr(from, "- Sleep an hour longer")); from++)
        n++;
    assert_int_equal(n, 3);
    told_not(text, "Second.");
    free(text);
    explain_free(c);
}

static void give_reasons(struct explain_case *c, struct phil_reason *reasons, size_t n,
                         enum phil_care care)
{
    for (size_t i = 0; i < n; i++)
        reasons[i].care = care;
    c->explanation.care = care;
    c->explanation.reasons = reasons;
    c->explanation.n_reasons = n;
}

/* "Make an appointment" three times over reads like an alarm. */
static void equal_openings_are_told_once(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_SPASM);
    struct phil_reason reasons[] = {{0, "a", NULL, "See your doctor: it has lasted.", "WJ98"},
                                    {0, "b", NULL, "Have it measured: blood.", "WJ98"},
                                    {0, "c", NULL, "See your doctor. It grows.", "WJ98"}};
    give_reasons(c, reasons, 3, PHIL_CARE_ROUTINE);
    char *text = told_of(c);
    told_at(text, "See your doctor: - it has lasted. - It grows. - Have it measured: blood.");
    free(text);
    give_reasons(c, reasons, 3, PHIL_CARE_EMERGENCY);
    text = told_of(c);
    told_at(text,
            "- See your doctor: it has lasted. - Have it measured: blood. - See your doctor. It");
    free(text);
    explain_free(c);
}

/* Whom to see about a cause stands once, and nowhere gets lost. */
static void a_cause_repeats_no_rule(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_SPASM);
    const struct phil_cause *first = c->explanation.causes[0].cause;
    struct phil_reason reasons[] = {{0, "a", NULL, "A rule speaks.", "WJ98"},
                                    {0, first->id, NULL, first->whom, "WJ98"}};
    for (int care = PHIL_CARE_ROUTINE; care <= PHIL_CARE_URGENT; care++) {
        give_reasons(c, reasons, 2, (enum phil_care)care);
        char *text = told_of(c);
        assert_true(told_at(text, first->whom) > told_at(text, "When to see whom"));
        told_not(strstr(text, first->whom) + 1, first->whom);
        free(text);
    }
    give_reasons(c, reasons + 1, 1, PHIL_CARE_ROUTINE); /* no rule: it is the reason */
    char *text = told_of(c);
    assert_true(told_at(text, first->whom) < told_at(text, "What may lie behind it"));
    told_not(strstr(text, first->whom) + 1, first->whom);
    free(text);
    give_reasons(c, reasons, 2, PHIL_CARE_EMERGENCY);
    text = told_of(c);
    assert_true(told_at(text, first->whom) < told_at(text, "What may lie behind it"));
    free(text);
    explain_free(c);
}

/* What the same caution keeps from being tried stands together; all of it is there. */
static void withheld_alike_are_told_together(void **state)
{
    static const char *const tried[] = {"You have tried this."}, *const kidney[] = {"Kidneys."};
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    struct phil_advice advice[] = {
        {.remedy = "a", .text = "One.", .how = "", .cautions = tried, .n_cautions = 1},
        {.remedy = "b", .text = "Two.", .how = "", .cautions = kidney, .n_cautions = 1},
        {.remedy = "c", .text = "Three.", .how = "", .cautions = tried, .n_cautions = 1}};
    for (int i = 0; i < 3; i++)
        advice[i].withheld = true;
    c->explanation.advice = advice;
    c->explanation.n_advice = 3;
    char *text = told_of(c);
    told_at(text, "Not on your own - One. Three. You have tried this. - Two. Kidneys.");
    free(text);
    explain_free(c);
}

static void what_hardly_anybody_has_is_one_line(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    struct phil_cause_result *second = &c->explanation.causes[1];
    assert_false(second->cause->serious);
    second->probability = 0.11;
    char *text = told_of(c);
    told_not(text, "Less likely:");
    free(text);
    second->probability = 0.09;
    text = told_of(c);
    char line[120];
    snprintf(line, sizeof line, "Less likely: %s: about 9 of 100", second->cause->name);
    told_at(text, line);
    free(text);
    explain_free(c);
}

static void what_is_not_known_is_one_sentence(void **state)
{
    char *text = told(EXPLAIN_NOTHING);
    told_at(text, "Not known: whether your speech has been slurred for weeks; "
                  "the answer to \"How many hours do you sleep?\"; and 8 more.");
    told_at(text, "philtrum explain asks about warning signs in 1 short list.");
    told_at(text, "--verbose");
    told_not(text, "Does any of this apply");
    free(text);
}

static void a_list_without_warning_signs_does_not_temper_the_calm(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    const struct phil_finding *harmless[] = {c->questions[0].screen[1]}; /* double vision */
    char *text = told_of(c);
    told_at(text, "not all warning signs have been asked");
    free(text);
    c->questions[0].screen = harmless;
    c->questions[0].n_screen = 1;
    text = told_of(c);
    told_not(text, "warning signs");
    free(text);
    explain_free(c);
}

static void a_number_fills_its_place(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    static const struct {
        double value;
        const char *clause, *said;
    } all[] = {
        {600, "your drinks hold {} of caffeine a day", "your drinks hold 600 mg of caffeine a day"},
        {0.5, "{} are in your body", "0.5 mg are in your body"},
        {1, "it was {}", "it was 1 mg"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        c->weights[0].text = all[i].clause;
        assert_int_equal(phil_answers_set(c->answers, "caffeine_mg_per_day", all[i].value, 1,
                                          PHIL_FROM_ANSWER, NULL),
                         PHIL_OK);
        char *text = told_of(c), expected[100];
        snprintf(expected, sizeof expected, "For it: %s (diary);", all[i].said);
        told_at(text, expected);
        free(text);
    }
    explain_free(c);
}

/* Found with an answers file that said "lip_twitch: no": nothing can have a part in what is not. */
static void where_nothing_twitches_no_twitch_is_spoken_of(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_WEAKNESS);
    assert_int_equal(phil_answers_set(c->answers, "lip_twitch", 0, 0, PHIL_FROM_ANSWER, NULL),
                     PHIL_OK);
    char *text = told_of(c);
    told_at(text, "Of 100 people in your place so many have it");
    told_at(text, "It is there in ");
    told_not(text, "a part in");
    free(text);
    explain_free(c);
}

static void no_line_is_too_wide(void **state)
{
    for (int f = 0; f < N_EXPLAIN_FIXTURES; f++)
        for (int columns = 40; columns <= 120; columns += 5) {
            struct explain_case *c = explain_make((enum explain_fixture)f);
            char *text = brief_of(c, columns);
            for (const char *line = text, *end; *line; line = end + 1) {
                end = strchr(line, '\n');
                assert_true(end - line <= columns); /* ASCII */
                assert_true(end == line || end[-1] != ' ');
                for (const char *c2 = line; c2 < end; c2++)
                    assert_true(*c2 >= 0x20 && *c2 < 0x7f);
            }
            free(text);
            explain_free(c);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_short),
        cmocka_unit_test(every_level_begins_with_its_heading),
        cmocka_unit_test(an_emergency_says_what_to_do_and_little_more),
        cmocka_unit_test(no_reason_to_hurry_is_left_out),
        cmocka_unit_test(causes_are_told_with_their_base_rate),
        cmocka_unit_test(cautions_are_kept),
        cmocka_unit_test(three_remedies_are_enough),
        cmocka_unit_test(equal_openings_are_told_once),
        cmocka_unit_test(a_cause_repeats_no_rule),
        cmocka_unit_test(withheld_alike_are_told_together),
        cmocka_unit_test(what_hardly_anybody_has_is_one_line),
        cmocka_unit_test(what_is_not_known_is_one_sentence),
        cmocka_unit_test(a_list_without_warning_signs_does_not_temper_the_calm),
        cmocka_unit_test(a_number_fills_its_place),
        cmocka_unit_test(where_nothing_twitches_no_twitch_is_spoken_of),
        cmocka_unit_test(no_line_is_too_wide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
