/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a frightened person reads: what is urgent first, rarity before likelihood, no bare number
 * for a serious cause, no advice that is not safe. */
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

static char *told_of(const struct explain_case *c)
{
    char *text = explain_terminal(c, 80, false, false);
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

static void every_level_begins_with_its_heading(void **state)
{
    static const char *const headings[] = {"Nothing you have told calls for a doctor now ",
                                           "Make an appointment with a doctor ",
                                           "See a doctor today or tomorrow ", "Get help now "};
    static const enum explain_fixture of[] = {EXPLAIN_COFFEE, EXPLAIN_SPASM, EXPLAIN_WEAKNESS,
                                              EXPLAIN_EMERGENCY};
    for (int care = 0; care < 4; care++)
        for (int columns = 40; columns < 100; columns += 20) {
            struct explain_case *c = explain_make(of[care]);
            char *text = explain_unwrap(explain_terminal(c, columns, false, true));
            assert_int_equal(told_at(text, headings[care]), 0);
            for (int other = 0; other < 4; other++)
                if (other != care)
                    told_not(text, headings[other]);
            free(text);
            explain_free(c);
        }
}

static void reasons_stand_before_explanations(void **state)
{
    char *text = told(EXPLAIN_WEAKNESS);
    assert_true(told_at(text, "Slurred speech with a weak arm or leg should be seen") <
                told_at(text, "What may lie behind it"));
    free(text);
    text = told(EXPLAIN_EMERGENCY);
    assert_true(told_at(text, "112") < told_at(text, "this can be a stroke"));
    assert_true(told_at(text, "this can be a stroke") < told_at(text, "What follows can wait"));
    assert_true(told_at(text, "What follows can wait") < told_at(text, "What may lie behind it"));
    told_not(text, "Pulling of one whole side"); /* an appointment is not what one needs now */
    free(text);
}

static void what_to_try_does_not_replace_an_urgent_visit(void **state)
{
    char *text = told(EXPLAIN_WEAKNESS);
    told_at(text, "What would change that, and should be told to the doctor: your movements");
    told_at(text, "What to try None of this replaces the doctor. 1. Halve the caffeine");
    free(text);
    text = told(EXPLAIN_COFFEE);
    told_not(text, "None of this replaces");
    free(text);
}

static void an_emergency_gets_no_home_remedies(void **state)
{
    char *text = told(EXPLAIN_EMERGENCY);
    told_not(text, "Halve the caffeine");
    told_not(text, "Eat food rich in potassium.");
    told_not(text, "Bananas");
    told_not(text, "What to try");
    told_not(text, "two weeks on half of it");
    told_not(text, "What would tell most"); /* no time for questions */
    told_not(text, "What would change that");
    free(text);
}

static void a_withheld_remedy_is_not_advised(void **state)
{
    char *text = told(EXPLAIN_COFFEE);
    const size_t withheld = told_at(text, "Not on your own");
    assert_true(told_at(text, "1. Halve the caffeine (for 14 days).") < withheld);
    assert_true(told_at(text, "2. Sleep an hour longer (for 7 days).") < withheld);
    assert_true(told_at(text, "Eat food rich in potassium.") > withheld);
    assert_true(told_at(text, "potassium. With a kidney disease potassium can rise") > withheld);
    assert_true(told_at(text, "Careful: Go down over a week") < withheld);
    told_not(text, "Bananas"); /* how to do what one should not do */
    told_not(text, "potassium (for");
    free(text);
}

static void the_leading_cause_comes_with_its_base_rate_and_reasons(void **state)
{
    char *text = told(EXPLAIN_COFFEE);
    const size_t cause = told_at(text, " Too much caffeine "), next = told_at(text, " Stress ");
    static const char *const sentences[] = {
        "It has a part in the twitch of about 60 of 100 (35 to 80).",
        "about 1 in 9 people of your age and sex have it.",
        "For it: - caffeine a day: 600 mg (clearly; diary)",
        "- your heart has been racing (somewhat; you said)",
        "Against it: - it is always the same side (slightly; measured)",
        "What would settle it: two weeks on half of it",
    };
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        assert_true(told_at(text, sentences[i]) > cause && told_at(text, sentences[i]) < next);
    told_at(text, "of 5 figures behind it, 4 are estimates, not counted.");
    told_at(text, "In about 10 of 100 none of the causes known here has a part");
    told_at(text, "This rests on 4 answers and 1 thing from the diary.");
    free(text);
}

/* A racing heart does not tell against stress: it is already accounted for. */
static void what_speaks_through_other_causes_is_told_apart(void **state)
{
    char *text = told(EXPLAIN_COFFEE);
    const size_t stress = told_at(text, " Stress ");
    assert_true(told_at(text, "Speaks against other causes: sleep a night: 7.5 h.") > stress);
    assert_true(told_at(text, "Another cause accounts for this: your heart has been racing.") >
                stress);
    free(text);
}

static void one_cup_is_one_cup(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    struct phil_finding *caffeine = &c->finding_entries[5].view;
    assert_string_equal(caffeine->id, "caffeine_mg_per_day");
    caffeine->unit = "cups";
    assert_int_equal(phil_answers_set(c->answers, caffeine->id, 1, 1, PHIL_FROM_ANSWER, NULL),
                     PHIL_OK);
    char *text = told_of(c);
    told_at(text, "caffeine a day: 1 cup (");
    free(text);
    explain_free(c);
}

/* Shares of the serious causes of COFFEE: 4e-5 and less. */
static void a_remote_serious_cause_has_no_number_of_its_own(void **state)
{
    char *text = told(EXPLAIN_COFFEE);
    const size_t serious = told_at(text, "Serious causes");
    assert_true(told_at(text, "Amyotrophic lateral sclerosis") > serious);
    assert_true(told_at(text,
                        "Very unlikely from what is known, each in fewer than 1 in "
                        "1,000 people: Amyotrophic lateral sclerosis (ALS); Damage in the brain "
                        "stem; Parkinson's disease.") > serious);
    assert_true(told_at(text,
                        "What would change that, and is worth a visit: your movements have become "
                        "slow; an arm or a leg is getting weaker; you see double.") > serious);
    told_not(text, "This one is serious");
    told_not(text, "%");
    told_not(text, "visit: your lip twitches"); /* everyone's does: no sign of anything */
    told_not(text, "visit: one side of your face has suddenly"); /* that is an emergency */
    free(text);
}

/* Whatever its probability below 5 of 100, a serious cause is not shown with a bar and a number,
 * not even where it would be the likeliest; from there on rarity comes first. */
static void a_serious_cause_is_never_a_bare_number(void **state)
{
    static const double chances[] = {0, 1e-6, 0.003, 0.02, 0.0499, 0.06, 0.3, 0.97};
    for (size_t i = 0; i < sizeof chances / sizeof *chances; i++) {
        struct explain_case *c = explain_make(EXPLAIN_WEAKNESS);
        const double p = chances[i];
        c->explanation.n_reasons = 0;
        c->results[0].probability = p;
        c->results[0].interval = (struct phil_interval){p / 2, fmin(1, 1.5 * p)};
        char *text = told_of(c);
        const size_t name = told_at(text, "Amyotrophic lateral sclerosis (ALS)");
        if (p < 0.05) {
            assert_true(name > told_at(text, "Serious causes"));
            told_not(text, "This one is serious");
        } else {
            assert_true(name < told_at(text, "This one is serious, so first how rare it is: about "
                                             "1 in 14,000 people"));
            assert_true(told_at(text, "1 in 14,000") <
                        told_at(text, "It has a part in the twitch"));
            told_at(text, "; in the other ");
            told_at(text, "Against it: - your tongue is still at rest");
            told_at(text,
                    "Tell the doctor if this comes too: - your tongue twitches at rest What would");
        }
        told_not(text, "%");
        free(text);
        explain_free(c);
    }
}

static void a_serious_cause_that_triage_names_is_told_of(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_WEAKNESS);
    c->results[0].probability = 0.01;
    c->results[0].n_against = 0;
    char *text = told_of(c);
    told_at(text, "This one is serious, so first how rare it is");
    told_at(
        text,
        "It has a part in the twitch of about 1 of 100 (10 to 65); in the other 99 it has none");
    told_at(text, "Nothing known so far speaks against it, apart from its rarity.");
    free(text);
    explain_free(c);
}

static void an_uncertain_serious_cause_gets_no_reassuring_bound(void **state)
{
    char *text = told(EXPLAIN_SPASM);
    told_at(text, "Unlikely too, but by how much cannot be told: Damage "
                  "in the brain stem.");
    free(text);
}

static void a_fourth_cause_is_told_when_it_is_close(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    struct phil_cause_result *fourth = &c->results[3];
    assert_string_equal(fourth->cause->name, "Hemifacial spasm");
    static const double chances[] = {0.01, 0.1, 0.13}; /* the third has 0.14 */
    for (int i = 0; i < 3; i++) {
        fourth->probability = chances[i];
        char *text = told_of(c);
        assert_int_equal(strstr(text, "Hemifacial spasm") != NULL, i == 2);
        free(text);
    }
    explain_free(c);
}

/* Beside 62 of 100, 6 are not worth a worry more. */
static void a_cause_beside_a_tenfold_likelier_one_is_not_told(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    c->results[2].probability = 0.063;
    char *text = told_of(c);
    told_at(text, "A harmless twitch without a known reason");
    free(text);
    c->results[2].probability = 0.061;
    text = told_of(c);
    told_not(text, "A harmless twitch without a known reason");
    free(text);
    explain_free(c);
}

static void nothing_known_is_not_all_clear(void **state)
{
    char *text = told(EXPLAIN_NOTHING);
    assert_int_equal(told_at(text, "How urgent it is cannot be said yet"), 0);
    told_not(text, "calls for a doctor now");
    told_not(text, "would answer as you did");
    told_not(text, "This rests on");
    told_at(text, "those of any 100 people whose lip twitches");
    told_at(text, "middle-aged people");
    told_not(text, "whether you see double"); /* a screen asks for it */
    told_at(text, "- whether your speech has been slurred for weeks");
    told_at(text, "- and 2 things that matter less");
    told_at(text, "- the answer to \"How many hours do you sleep?\"");
    told_at(text, "Does any of this apply to you right now? one side of your face has suddenly "
                  "dropped; you see double");
    free(text);
}

static void what_is_not_known_tempers_the_calm(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    char *text = told_of(c);
    told_at(text, "But not all warning signs have been asked about.");
    free(text);
    c->explanation.questions++; /* the screen is answered */
    c->explanation.n_questions--;
    text = told_of(c);
    told_at(text, "If it goes on although you have tried what is below");
    told_at(text, "whether you see double");
    free(text);
    c->explanation.n_missing = 0;
    text = told_of(c);
    told_not(text, "You have not said");
    free(text);
    explain_free(c);
}

static void a_measured_twitch_is_named_in_anatomy(void **state)
{
    char *text = told(EXPLAIN_SPASM);
    told_at(text, "\"evening.mp4\" it twitched most often here: upper lip, left: orbicularis oris "
                  "(closes and purses the "
                  "lips), driven by the buccal branch of the left facial nerve.");
    free(text);
    text = told(EXPLAIN_COFFEE);
    told_not(text, "Where it twitches");
    free(text);
}

static void no_intervals_are_no_nan(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    c->explanation.draws = 0;
    for (int i = 0; i < FIXTURE_CAUSES; i++)
        c->results[i].interval = (struct phil_interval){NAN, NAN};
    char *text = told_of(c);
    told_at(text, "It has a part in the twitch of about 60 of 100. With");
    told_not(text, "range in brackets");
    free(text);
    explain_free(c);
}

static void it_ends_without_a_diagnosis(void **state)
{
    for (int f = 0; f < N_EXPLAIN_FIXTURES; f++) {
        char *text = told((enum explain_fixture)f);
        const size_t last = told_at(text, "This is no diagnosis:");
        assert_true(strlen(text) - last < 200);
        assert_null(strstr(text + last + 1, "This is no diagnosis:"));
        free(text);
    }
}

/* Every character of the fixtures is one column wide, but for Hebrew letters: they are, too. */
static int columns_of(const char *line, size_t n)
{
    int columns = 0;
    for (size_t i = 0; i < n; i++)
        columns += ((unsigned char)line[i] & 0xc0) != 0x80;
    return columns;
}

static void no_line_is_too_wide(void **state)
{
    for (int f = 0; f < N_EXPLAIN_FIXTURES; f++)
        for (int columns = 40; columns <= 120; columns += 7) {
            struct explain_case *c = explain_make((enum explain_fixture)f);
            char *text = explain_terminal(c, columns, false, columns % 2);
            for (const char *line = text, *end; *line; line = end + 1) {
                end = strchr(line, '\n');
                assert_non_null(end);
                assert_true(columns_of(line, (size_t)(end - line)) <= columns);
                assert_true(end == line || end[-1] != ' ');
            }
            free(text);
            explain_free(c);
        }
}

static void foreign_bytes_do_not_reach_the_terminal(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_HOSTILE);
    char *ascii = explain_terminal(c, 80, false, false);
    for (const unsigned char *b = (unsigned char *)ascii; *b; b++)
        assert_true((*b >= 0x20 && *b < 0x7f) || *b == '\n');
    char *unicode = explain_terminal(c, 80, false, true);
    for (const unsigned char *b = (unsigned char *)unicode; *b; b++)
        assert_true(*b >= 0x20 || *b == '\n');
    told_not(unicode, "\xe2\x80\xae");
    told_not(unicode, "\x7f");
    free(ascii);
    free(unicode);
    explain_free(c);
}

static void colours_change_no_text(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_EMERGENCY);
    char *plain = explain_terminal(c, 80, false, true);
    char *colour = explain_terminal(c, 80, true, true);
    char *to = colour;
    int codes = 0;
    for (const char *from = colour; *from;) {
        if (*from == '\x1b') {
            codes++;
            from = strchr(from, 'm') + 1;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    assert_true(codes > 10);
    assert_string_equal(plain, colour);
    free(plain);
    free(colour);
    explain_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_begins_with_its_heading),
        cmocka_unit_test(reasons_stand_before_explanations),
        cmocka_unit_test(what_to_try_does_not_replace_an_urgent_visit),
        cmocka_unit_test(an_emergency_gets_no_home_remedies),
        cmocka_unit_test(a_withheld_remedy_is_not_advised),
        cmocka_unit_test(the_leading_cause_comes_with_its_base_rate_and_reasons),
        cmocka_unit_test(what_speaks_through_other_causes_is_told_apart),
        cmocka_unit_test(one_cup_is_one_cup),
        cmocka_unit_test(a_remote_serious_cause_has_no_number_of_its_own),
        cmocka_unit_test(a_serious_cause_is_never_a_bare_number),
        cmocka_unit_test(a_serious_cause_that_triage_names_is_told_of),
        cmocka_unit_test(an_uncertain_serious_cause_gets_no_reassuring_bound),
        cmocka_unit_test(a_fourth_cause_is_told_when_it_is_close),
        cmocka_unit_test(a_cause_beside_a_tenfold_likelier_one_is_not_told),
        cmocka_unit_test(nothing_known_is_not_all_clear),
        cmocka_unit_test(what_is_not_known_tempers_the_calm),
        cmocka_unit_test(a_measured_twitch_is_named_in_anatomy),
        cmocka_unit_test(no_intervals_are_no_nan),
        cmocka_unit_test(it_ends_without_a_diagnosis),
        cmocka_unit_test(no_line_is_too_wide),
        cmocka_unit_test(foreign_bytes_do_not_reach_the_terminal),
        cmocka_unit_test(colours_change_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
