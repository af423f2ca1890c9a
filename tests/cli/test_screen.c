/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences on a terminal, and answers that were kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../cli/kept.h"
#include "../../cli/screen.h"

static char *printed(int columns, int indent, const char *text)
{
    char *shown = NULL;
    size_t size;
    FILE *out = open_memstream(&shown, &size);
    assert_non_null(out);
    phil_screen_print(out, columns, indent, "%s", text);
    fclose(out);
    return shown;
}

static void check(int columns, int indent, const char *text, const char *wanted)
{
    char *shown = printed(columns, indent, text);
    assert_string_equal(shown, wanted);
    free(shown);
}

static void test_lines_break_between_words(void **state)
{
    check(40, 0, "", "\n");
    check(20, 2, "one two three four five", "  one two three four\n  five\n");
    check(20, 0, "exactly twenty chars", "exactly twenty chars\n");
    check(20, 0, "exactly twenty chars!", "exactly twenty\nchars!\n");
    check(20, 0, "a wordthatislongerthantheline b", "a\nwordthatislongerthantheline\nb\n");
    check(20, 2, "one\ntwo", "  one\n  two\n");
}

static void test_width_is_in_characters(void **state)
{
    /* Twenty characters, thirty bytes. */
    check(20, 0, "éééééééééé abcdefghi", "éééééééééé abcdefghi\n");
    check(20, 0, "éééééééééé abcdefghij", "éééééééééé\nabcdefghij\n");
}

static void test_nothing_moves_the_cursor(void **state)
{
    check(40, 0, "a\033[2Jb\rc\a", "a?[2Jb?c?\n");
    check(40, 0,
          "x\xc2\x9b"
          "31m",
          "x??31m\n");
    char text[] = "\tlow";
    phil_screen_capital(text);
    assert_string_equal(text, "?low");
}

/* Whatever the words and the width: nothing lost, nothing added, no line too long. */
static void test_words_come_out_as_they_went_in(void **state)
{
    unsigned seed = 7;
    for (int round = 0; round < 300; round++) {
        char text[400] = "", rest[400] = "";
        const int columns = 16 + rand_r(&seed) % 80;
        for (int word = 0; word < 40; word++) {
            const int length = 1 + rand_r(&seed) % 9;
            for (int i = 0; i < length && strlen(text) < 380; i++)
                strcat(text, (char[]){(char)('a' + rand_r(&seed) % 26), '\0'});
            if (word < 39)
                strcat(text, " ");
        }
        char *shown = printed(columns, 0, text);
        for (char *line = strtok(shown, "\n"); line; line = strtok(NULL, "\n")) {
            assert_in_range(strlen(line), 1, columns);
            strcat(strcat(rest, *rest ? " " : ""), line);
        }
        const size_t end = strlen(text);
        for (size_t i = end; i > 0 && text[i - 1] == ' '; i--)
            text[i - 1] = '\0';
        assert_string_equal(rest, text);
        free(shown);
    }
}

static void test_days_and_times_in_words(void **state)
{
    /* Friday 27 November 2026, 10:00 in Berlin. */
    const struct phil_moment now = {.utc_s = 1795770000, .offset_s = 3600};
    static const struct {
        int64_t before_s;
        int offset_s;
        const char *words;
    } cases[] = {
        {0, 3600, "today 10:00"},
        {36000, 3600, "today 00:00"},
        {36001, 3600, "yesterday 23:59"},
        {2 * 86400, 3600, "Wednesday 25 November, 10:00"},
        {-86400, 3600, "tomorrow 10:00"},
        {365 * 86400, 3600, "Thursday 27 November 2025, 10:00"},
        {0, 9 * 3600, "today 18:00 (UTC+09:00)"},
        {0, -12600, "today 05:30 (UTC-03:30)"},
        {1795770000 + 86400, 0, "Wednesday 31 December 1969, 00:00 (UTC+00:00)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct phil_moment at = {.utc_s = now.utc_s - cases[i].before_s,
                                       .offset_s = cases[i].offset_s};
        char words[96];
        phil_screen_when(words, sizeof words, &at, &now);
        assert_string_equal(words, cases[i].words);
    }
}

static void test_kept_answers_come_back_but_not_what_passes(void **state)
{
    struct phil_known known;
    struct phil_answer answer;
    size_t n;
    char day[16];
    assert_int_equal(phil_known_init(&known, NULL), PHIL_EXIT_DONE);
    known.kept = strdup("# philtrum answers, 2026-11-26T08:30:00+01:00\nage: 34\nno_such: yes\n"
                        "face_droop_sudden: yes\nduration_days: 5\ninsomnia: yes\n: :\n");
    phil_kept_day(&known, day, sizeof day);
    assert_string_equal(day, "2026-11-26");
    assert_int_equal(phil_kept_use(&known, &n), PHIL_OK);
    assert_int_equal(n, 4);
    assert_int_equal(phil_kept_forget_passing(&known, &n), PHIL_OK);
    assert_int_equal(n, 2);
    assert_true(phil_answers_get(known.answers, "age", &answer) && answer.value == 34);
    assert_true(phil_answers_get(known.answers, "insomnia", &answer) && answer.value == 1);
    assert_false(phil_answers_get(known.answers, "face_droop_sudden", &answer));
    assert_false(phil_answers_get(known.answers, "duration_days", &answer));
    phil_known_release(&known);
}

static void test_answers_are_kept_as_they_were(void **state)
{
    struct phil_known known;
    struct phil_answer answer;
    size_t n, size;
    assert_int_equal(phil_known_init(&known, NULL), PHIL_EXIT_DONE);
    assert_int_equal(phil_answers_set(known.answers, "age", 61.5, 1, PHIL_FROM_ANSWER, NULL),
                     PHIL_OK);
    assert_int_equal(phil_answers_set_unknown(known.answers, "insomnia"), PHIL_OK);
    FILE *out = open_memstream(&known.kept, &size);
    assert_int_equal(phil_kept_print(out, &known), PHIL_OK);
    fclose(out);
    phil_answers_unset(known.answers, "age");
    phil_answers_unset(known.answers, "insomnia");
    assert_int_equal(phil_kept_use(&known, &n), PHIL_OK);
    assert_int_equal(n, 2);
    assert_true(phil_answers_get(known.answers, "age", &answer) && answer.value == 61.5);
    assert_true(phil_answers_get(known.answers, "insomnia", &answer) && answer.unknown);
    phil_known_release(&known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_break_between_words),
        cmocka_unit_test(test_width_is_in_characters),
        cmocka_unit_test(test_nothing_moves_the_cursor),
        cmocka_unit_test(test_words_come_out_as_they_went_in),
        cmocka_unit_test(test_days_and_times_in_words),
        cmocka_unit_test(test_kept_answers_come_back_but_not_what_passes),
        cmocka_unit_test(test_answers_are_kept_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
