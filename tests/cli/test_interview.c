/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interview without a terminal: what is typed is a file, what is shown another. The knowledge
 * base is the one built in, so the tests ask for what must hold of any. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
// cmocka needs the four above
#include <cmocka.h>

#include "../../cli/interview.h"
#include "../../cli/question.h"

struct talk {
    struct phil_knowledge *knowledge;
    struct phil_answers *answers;
    char *shown;
    size_t size;
    int kept;
    enum phil_status status;
};

static enum phil_status count_keeping(void *user)
{
    struct talk *talk = user;
    talk->kept++;
    return PHIL_OK;
}

static int stop_after; /* so many looks */

static bool stops(void)
{
    return stop_after-- <= 0;
}

static void start(struct talk *talk)
{
    *talk = (struct talk){0};
    assert_int_equal(phil_knowledge_new(&talk->knowledge, NULL, NULL), PHIL_OK);
    assert_int_equal(phil_answers_new(&talk->answers, talk->knowledge), PHIL_OK);
}

static void end(struct talk *talk)
{
    free(talk->shown);
    phil_answers_free(talk->answers);
    phil_knowledge_free(talk->knowledge);
}

static void hold(struct talk *talk, const char *typed, int most, bool (*stopped)(void))
{
    const struct phil_interview_settings settings = {
        .most = most,
        .style = {.columns = 80},
        .stopped = stopped,
        .keep = count_keeping,
        .user = talk,
    };
    FILE *in = fmemopen((void *)typed, strlen(typed) + (*typed == '\0'), "r");
    free(talk->shown);
    talk->shown = NULL;
    FILE *out = open_memstream(&talk->shown, &talk->size);
    assert_non_null(in);
    assert_non_null(out);
    if (!*typed)
        fseek(in, 0, SEEK_END);
    talk->status = phil_interview(talk->answers, talk->knowledge, &settings, in, out);
    fclose(in);
    fclose(out);
}

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (; (text = strstr(text, word)); text += strlen(word))
        n++;
    return n;
}

static size_t count_known(const struct talk *talk)
{
    const struct phil_finding *finding;
    size_t n = 0;
    for (size_t i = 0; (finding = phil_knowledge_finding(talk->knowledge, i)); i++) {
        struct phil_answer answer;
        n += phil_answers_get(talk->answers, finding->id, &answer) && !answer.unknown &&
             answer.origin == PHIL_FROM_ANSWER;
    }
    return n;
}

/* The answers as the file that they are kept in. */
static char *answers_text(const struct talk *talk)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(phil_answers_write(talk->answers, out), PHIL_OK);
    fclose(out);
    return text;
}

static void test_an_end_of_input_ends_the_questions(void **state)
{
    struct talk talk;
    start(&talk);
    hold(&talk, "", 18, NULL);
    assert_int_equal(talk.status, PHIL_OK);
    assert_int_equal(count(talk.shown, "Question "), 1);
    assert_int_equal(count_known(&talk), 0);
    assert_int_equal(talk.kept, 0);
    end(&talk);
}

static void test_q_ends_the_questions(void **state)
{
    struct talk talk;
    start(&talk);
    hold(&talk, "\nQuit\n\n\n", 18, NULL);
    assert_int_equal(talk.status, PHIL_OK);
    assert_int_equal(count(talk.shown, "Question "), 2);
    assert_int_equal(talk.kept, 1);
    end(&talk);
}

static void test_questions_are_bounded_and_counted(void **state)
{
    char enters[101];
    memset(enters, '\n', 100);
    enters[100] = '\0';
    for (int most = 1; most <= 18; most += 17) {
        struct talk talk;
        char last[64];
        start(&talk);
        hold(&talk, enters, most, NULL);
        assert_int_equal(talk.status, PHIL_OK);
        const size_t n = count(talk.shown, "Question ");
        assert_true(n >= 1 && n <= (size_t)most);
        snprintf(last, sizeof last, "Question %zu of at most %d\n", n, most);
        assert_non_null(strstr(talk.shown, last));
        assert_int_equal(talk.kept, (int)n);
        end(&talk);
    }
}

static void test_enter_on_a_list_is_no_and_s_unknown(void **state)
{
    struct talk talk;
    struct phil_question list;
    struct phil_answer answer;
    start(&talk);
    assert_int_equal(phil_next_question(&list, talk.knowledge, talk.answers, 0, 18), PHIL_OK);
    assert_null(list.finding);
    hold(&talk, "\n", 18, NULL);
    for (size_t i = 0; i < list.n_screen; i++) {
        assert_true(phil_answers_get(talk.answers, list.screen[i]->id, &answer));
        assert_true(!answer.unknown && answer.value == 0);
    }
    end(&talk);
    start(&talk);
    assert_int_equal(phil_next_question(&list, talk.knowledge, talk.answers, 0, 18), PHIL_OK);
    hold(&talk, "S\n", 18, NULL);
    for (size_t i = 0; i < list.n_screen; i++)
        assert_true(phil_answers_get(talk.answers, list.screen[i]->id, &answer) && answer.unknown);
    assert_non_null(strstr(talk.shown, "Question 2 of"));
    end(&talk);
}

static void test_numbers_choose_from_a_list(void **state)
{
    struct talk talk;
    struct phil_question list;
    struct phil_answer answer;
    start(&talk);
    assert_int_equal(phil_next_question(&list, talk.knowledge, talk.answers, 0, 18), PHIL_OK);
    assert_true(list.n_screen >= 3);
    hold(&talk, " 3,1  2?\n", 18, NULL);
    const bool is_yes[] = {true, false, true};
    for (size_t i = 0; i < 3; i++) {
        const bool known = phil_answers_get(talk.answers, list.screen[i]->id, &answer);
        assert_true(known || i == 1);
        assert_int_equal(known && !answer.unknown && answer.value > 0, is_yes[i]);
        assert_int_equal(known && !answer.unknown, i != 1);
    }
    end(&talk);
}

static void test_nonsense_is_explained_and_asked_again(void **state)
{
    static const char *const typed[] = {
        "0\n",        "99\n",     "1 x\n",  "-1\n",
        "1.5\n",      "yes\n",    "1 ??\n", "99999999999999999999\n",
        "\xff\xfe\n", "\033[2J\n"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct talk talk;
        start(&talk);
        hold(&talk, typed[i], 18, NULL);
        assert_int_equal(talk.status, PHIL_OK);
        assert_int_equal(count(talk.shown, "Question "), 1);
        assert_int_equal(count(talk.shown, "is not one of the numbers 1 to"), 1);
        assert_null(strchr(talk.shown, '\033'));
        assert_int_equal(count_known(&talk), 0);
        end(&talk);
    }
}

static void test_why_is_told_without_an_answer(void **state)
{
    struct talk talk;
    struct phil_question list;
    start(&talk);
    assert_int_equal(phil_next_question(&list, talk.knowledge, talk.answers, 0, 18), PHIL_OK);
    hold(&talk, "?\n", 18, NULL);
    assert_int_equal(count(talk.shown, "Question "), 1);
    assert_non_null(strstr(talk.shown, "Here is why each is asked"));
    assert_int_equal(count_known(&talk), 0);
    end(&talk);
}

static void test_back_asks_the_same_and_forgets_its_answer(void **state)
{
    struct talk once, twice;
    start(&once);
    start(&twice);
    hold(&once, "\n\n\n", 18, NULL);
    hold(&twice, "b\n1\nq\n", 18, NULL);
    assert_non_null(strstr(twice.shown, "This is the first question"));
    end(&twice);
    start(&twice);
    /* The second answer is taken back and given again; so are the third and second. */
    hold(&twice, "\n\nb\n\n\nb\nb\n\n\n", 18, NULL);
    assert_int_equal(count(twice.shown, "Question 4 of"), 2);
    assert_int_equal(count(twice.shown, "Question 2 of"), 3);
    char *a = answers_text(&once), *b = answers_text(&twice);
    assert_string_equal(a, b);
    free(a);
    free(b);
    end(&once);
    end(&twice);
}

static void test_an_emergency_is_told_before_the_next_question(void **state)
{
    struct talk talk;
    struct phil_question list;
    struct phil_explanation *explanation;
    const struct phil_explain_settings bare = {.draws = 0, .seed = 1, .questions = 0};
    start(&talk);
    assert_int_equal(phil_next_question(&list, talk.knowledge, talk.answers, 0, 18), PHIL_OK);
    hold(&talk, "1\n\n\n", 18, NULL);
    assert_int_equal(phil_explain(&explanation, talk.knowledge, talk.answers, &bare, NULL),
                     PHIL_OK);
    assert_int_equal(explanation->care, PHIL_CARE_EMERGENCY);
    char beginning[24];
    snprintf(beginning, sizeof beginning, "%.20s", explanation->reasons[0].text);
    const char *told = strstr(talk.shown, beginning);
    assert_non_null(told);
    assert_non_null(strstr(talk.shown, "Question 2 of"));
    assert_true(told < strstr(talk.shown, "Question 2 of"));
    assert_int_equal(count(talk.shown, "Before anything else"), 1);
    phil_explanation_free(explanation);
    end(&talk);
}

static void test_q_after_an_emergency_asks_nothing_more(void **state)
{
    struct talk talk;
    start(&talk);
    hold(&talk, "1\nq\n\n\n", 18, NULL);
    assert_int_equal(talk.status, PHIL_OK);
    assert_int_equal(count(talk.shown, "Question "), 1);
    assert_true(count_known(&talk) > 0);
    end(&talk);
}

static void test_a_stop_keeps_what_was_answered(void **state)
{
    struct talk talk;
    start(&talk);
    stop_after = 2; /* one line is read: before and after it was looked */
    hold(&talk, "\n\n\n", 18, stops);
    assert_int_equal(talk.status, PHIL_ECANCEL);
    assert_int_equal(talk.kept, 1);
    assert_true(count_known(&talk) > 0);
    end(&talk);
}

/* Whatever is typed, the interview ends, counts right and leaves answers that can be explained. */
static void test_anything_may_be_typed(void **state)
{
    static const char *const words[] = {"y",    "n",    "b",    "?",        "",
                                        "q q",  "1",    "2",    "3?",       "1 2 3",
                                        "34",   "0.5",  "-1",   "1e99",     "no",
                                        "s",    "%s%n", "male", "\xc3\xa4", "999999999999999999999",
                                        "none", "nan"};
    const struct phil_explain_settings bare = {.draws = 0, .seed = 1, .questions = 0};
    unsigned seed = 3;
    for (int round = 0; round < 25; round++) {
        struct talk talk;
        struct phil_explanation *explanation = NULL;
        char typed[1024] = "";
        for (int i = 0; i < 60; i++)
            strcat(strcat(typed, words[rand_r(&seed) % (sizeof words / sizeof *words)]), "\n");
        start(&talk);
        hold(&talk, typed, 18, NULL);
        assert_int_equal(talk.status, PHIL_OK);
        assert_null(strstr(talk.shown, "Question 19 of"));
        assert_int_equal(phil_explain(&explanation, talk.knowledge, talk.answers, &bare, NULL),
                         PHIL_OK);
        phil_explanation_free(explanation);
        end(&talk);
    }
}

static void test_lines_fit_the_terminal(void **state)
{
    struct talk talk;
    start(&talk);
    hold(&talk, "?\n\n?\n\n?\n\n?\n\n?\n\n?\n\n?\n\n?\n\n", 18, NULL);
    for (const char *line = talk.shown; *line; line += strcspn(line, "\n") + 1)
        assert_in_range(strcspn(line, "\n"), 0, 80);
    end(&talk);
}

static void test_agreeing(void **state)
{
    static const struct {
        const char *typed;
        bool otherwise, yes;
    } cases[] = {
        {"\n", true, true},       {"\n", false, false},       {"y\n", false, true},
        {"NO\n", true, false},    {"hm\nyes\n", false, true}, {"q\n", true, true},
        {"q\ny\n", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char typed[16], shown[512];
        bool yes;
        snprintf(typed, sizeof typed, "%s", cases[i].typed);
        FILE *in = fmemopen(typed, strlen(typed), "r"), *out = fmemopen(shown, sizeof shown, "w");
        assert_true(phil_agree(in, out, cases[i].otherwise, NULL, &yes));
        assert_int_equal(yes, cases[i].yes);
        fclose(in);
        fclose(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_end_of_input_ends_the_questions),
        cmocka_unit_test(test_q_ends_the_questions),
        cmocka_unit_test(test_questions_are_bounded_and_counted),
        cmocka_unit_test(test_enter_on_a_list_is_no_and_s_unknown),
        cmocka_unit_test(test_numbers_choose_from_a_list),
        cmocka_unit_test(test_nonsense_is_explained_and_asked_again),
        cmocka_unit_test(test_why_is_told_without_an_answer),
        cmocka_unit_test(test_back_asks_the_same_and_forgets_its_answer),
        cmocka_unit_test(test_an_emergency_is_told_before_the_next_question),
        cmocka_unit_test(test_q_after_an_emergency_asks_nothing_more),
        cmocka_unit_test(test_a_stop_keeps_what_was_answered),
        cmocka_unit_test(test_anything_may_be_typed),
        cmocka_unit_test(test_lines_fit_the_terminal),
        cmocka_unit_test(test_agreeing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
