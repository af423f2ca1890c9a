/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as a file: what is read, what comes back, what is refused on which line. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "causes/knowledge.h"

static struct phil_knowledge *knowledge;

static int load(void **state)
{
    return phil_knowledge_new(&knowledge, TESTS_SMALL, NULL);
}

static int unload(void **state)
{
    phil_knowledge_free(knowledge);
    return 0;
}

static struct phil_answers *nothing(void)
{
    struct phil_answers *answers;
    assert_int_equal(phil_answers_new(&answers, knowledge), PHIL_OK);
    return answers;
}

static void hear(void *user, enum phil_level level, const char *text)
{
    assert_int_equal(level, PHIL_LOG_ERROR);
    assert_int_equal(*(char *)user, '\0'); /* one message, not two */
    snprintf(user, 512, "%s", text);
}

static bool is_known(const struct phil_answers *answers, const char *finding)
{
    struct phil_answer answer;
    return phil_answers_get(answers, finding, &answer);
}

static double get(const struct phil_answers *answers, const char *finding)
{
    struct phil_answer answer;
    assert_true(phil_answers_get(answers, finding, &answer));
    return answer.value;
}

static void a_map_is_read(void **state)
{
    static const char text[] = "# mine\nage: 35\nsex: female\nracing_heart: yes\n"
                               "kidney_disease: off\npss4: 5.5\nstress_0_10: unknown\n"
                               "lip_twitch: TRUE\nhigh_stress: ~\ncaffeine_mg_per_day:\n";
    struct phil_answers *answers = nothing();
    assert_int_equal(phil_answers_read(answers, text, strlen(text), "a.yaml", NULL), PHIL_OK);
    assert_true(get(answers, "age") == 35);
    assert_true(get(answers, "sex") == 0);
    assert_true(get(answers, "racing_heart") == 1);
    assert_true(get(answers, "kidney_disease") == 0);
    assert_true(get(answers, "pss4") == 5.5);
    assert_true(isnan(get(answers, "stress_0_10")));
    assert_true(get(answers, "lip_twitch") == 1);
    assert_true(isnan(get(answers, "high_stress")));
    assert_true(isnan(get(answers, "caffeine_mg_per_day")));
    assert_false(is_known(answers, "face_droop_sudden"));
    phil_answers_free(answers);
}

static void other_ways_to_write_a_map(void **state)
{
    static const char *const texts[] = {"{age: 35, racing_heart: 'yes'}",
                                        "---\n\"age\": \"35\"\nracing_heart: y\n...\n",
                                        "\xef\xbb\xbf"
                                        "age: 35\r\nracing_heart: on\r\n",
                                        "age: 3.5e1\nracing_heart: \"?\"\nracing_heart_: no"};
    for (int i = 0; i < 3; i++) {
        struct phil_answers *answers = nothing();
        assert_int_equal(phil_answers_read(answers, texts[i], strlen(texts[i]), "a.yaml", NULL),
                         PHIL_OK);
        assert_true(get(answers, "age") == 35 && get(answers, "racing_heart") == 1);
        phil_answers_free(answers);
    }
}

static void a_file_without_answers_is_one(void **state)
{
    static const char *const texts[] = {"", "# nothing yet\n", "{}", "---\n{}\n"};
    for (int i = 0; i < 4; i++) {
        struct phil_answers *answers = nothing();
        assert_int_equal(phil_answers_read(answers, texts[i], strlen(texts[i]), "a.yaml", NULL),
                         PHIL_OK);
        phil_answers_free(answers);
    }
}

static void mistakes_are_told_with_their_line(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *why;
    } cases[] = {
        {"age: 35\nracing_hart: yes\n", 2, "unknown key: racing_hart; did you mean racing_heart?"},
        {"age: 35\n\nzzz: 1\n", 3, "unknown key: zzz"},
        {"age: 350\n", 1, "must be from 0 to 120 years"},
        {"# one\nage: yes\n", 2, "must be a number of years"},
        {"age: 35 years\n", 1, "must be a number of years"},
        {"racing_heart: maybe\n", 1, "must be yes or no"},
        {"racing_heart: 1\n", 1, "must be yes or no"},
        {"sex: fem\n", 1, "must be female, male or other"},
        {"age: 35\nsex: male\nage: 36\n", 3, "age was answered on line 1 already"},
        {"age: [35]\n", 1, "must be one word or number"},
        {"age:\n  years: 35\n", 2, "must be one word or number"},
        {"? [a]\n: 1\n", 1, "a key must be one word or number"},
        {"age: !!int 35\n", 1, "without & and !"},
        {"age: &a 35\n", 1, "without & and !"},
        {"age: 35\nracing_heart: *a\n", 2, "must be one word or number"},
        {"!map {age: 35}\n", 1, "without & and !"},
        {"- age\n", 1, "finding: value"},
        {"age\n", 1, "finding: value"},
        {"age: 35\n---\nage: 36\n", 2, "more than one document"},
        {"age: \"3\\05\"\n", 1, "NUL"},
        {"age: \"\"\n", 1, "empty"},
        {"age: 35\n\tsex: male\n", 2, "tab character"},
        {"age: 35\nsex: \"male\n", 3, "unexpected end of stream"},
        {"age: 35\nsex: \xff\n", 2, "UTF-8"},
        {"age: 35\nsex: \x07\n", 2, "control characters"},
        {"age: nan\n", 1, "must be a number"},
        {"age: .inf\n", 1, "must be a number"},
        {"age: 0x20\n", 1, "must be a number"},
        {"agee: 3\nsex: \"", 1, "unknown key"}, /* and not what follows it, too */
        {"age: 5,5\n", 1, "must be a number"},
    };
    struct phil_answers *answers = nothing();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char heard[512] = "", wanted[64];
        const struct phil_log log = {hear, heard};
        snprintf(wanted, sizeof wanted, "cannot use: \"a.yaml\", line %d: ", cases[i].line);
        assert_int_equal(
            phil_answers_read(answers, cases[i].text, strlen(cases[i].text), "a.yaml", &log),
            PHIL_EFORMAT);
        if (strncmp(heard, wanted, strlen(wanted)) != 0 || !strstr(heard, cases[i].why))
            fail_msg("%s\nwanted %s%s\nheard  %s", cases[i].text, wanted, cases[i].why, heard);
        for (size_t f = 0; phil_knowledge_finding(knowledge, f); f++)
            assert_false(is_known(answers, phil_knowledge_finding(knowledge, f)->id));
    }
    phil_answers_free(answers);
}

/* Refused quickly, whatever it is. */
static void check_refused(const char *text, size_t size)
{
    struct phil_answers *answers = nothing();
    assert_int_equal(phil_answers_read(answers, text, size, "a.yaml", NULL), PHIL_EFORMAT);
    phil_answers_free(answers);
}

static void hostile_files_are_refused(void **state)
{
    enum { SIZE = 10 << 20, SMALLER = 1000000 };
    static const char bomb[] = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                               "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nage: *c\n";
    char *text = malloc(SIZE);
    assert_non_null(text);
    check_refused(bomb, strlen(bomb));
    memset(text, ' ', SIZE);
    check_refused(text, SIZE);
    static const char fillers[] = "[{-?&*!|>'\"%@`,:x";
    for (size_t i = 0; i < strlen(fillers); i++) {
        memset(text, fillers[i], SMALLER);
        check_refused(text, SMALLER);
        memcpy(text, "age: ", 5);
        check_refused(text, SMALLER);
    }
    check_refused("age: 3\0005\n", 9);
    check_refused("\0", 1);
    free(text);
}

static void a_failure_keeps_what_was_known(void **state)
{
    static const char good[] = "age: 35\n", bad[] = "age: 36\nsex: nobody\n";
    struct phil_answers *answers = nothing();
    assert_int_equal(phil_answers_read(answers, good, strlen(good), "a", NULL), PHIL_OK);
    assert_int_equal(phil_answers_read(answers, bad, strlen(bad), "a", NULL), PHIL_EFORMAT);
    assert_true(get(answers, "age") == 35);
    phil_answers_free(answers);
}

static char *write_down(const struct phil_answers *answers, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    assert_non_null(out);
    assert_int_equal(phil_answers_write(answers, out), PHIL_OK);
    fclose(out);
    return text;
}

/* A random answer of the finding's own range. */
static void answer(struct phil_answers *answers, size_t at, uint64_t seed)
{
    const struct phil_finding *finding = phil_knowledge_finding(knowledge, at);
    const double u = phil_random_uniform(seed, at, 0);
    double value = u < 0.5;
    if (phil_random_uniform(seed, at, 1) < 0.2)
        return;
    if (finding->type == PHIL_FINDING_NUMBER)
        value = finding->lo + u * (finding->hi - finding->lo);
    else if (finding->type == PHIL_FINDING_CHOICE)
        value = floor(u * (double)finding->n_choices);
    assert_int_equal(phil_answers_set(answers, finding->id, value, value, PHIL_FROM_ANSWER, NULL),
                     PHIL_OK);
    if (phil_random_uniform(seed, at, 2) < 0.2)
        assert_int_equal(phil_answers_set_unknown(answers, finding->id), PHIL_OK);
}

static void what_was_written_reads_back_bit_for_bit(void **state)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct phil_answers *answers = nothing(), *again = nothing();
        size_t size, size_again;
        for (size_t f = 0; phil_knowledge_finding(knowledge, f); f++)
            answer(answers, f, seed);
        char *text = write_down(answers, &size);
        assert_int_equal(phil_answers_read(again, text, size, "again", NULL), PHIL_OK);
        for (size_t f = 0; phil_knowledge_finding(knowledge, f); f++) {
            struct phil_answer a = {0}, b = {0};
            const char *id = phil_knowledge_finding(knowledge, f)->id;
            assert_int_equal(phil_answers_get(answers, id, &a), phil_answers_get(again, id, &b));
            assert_true(a.unknown == b.unknown && (a.unknown || a.value == b.value));
        }
        char *text_again = write_down(again, &size_again);
        assert_int_equal(size, size_again);
        assert_memory_equal(text, text_again, size);
        free(text);
        free(text_again);
        phil_answers_free(answers);
        phil_answers_free(again);
    }
}

static void the_diary_and_recordings_are_not_written(void **state)
{
    struct phil_answers *answers = nothing();
    size_t size;
    assert_int_equal(phil_answers_set(answers, "age", 3, 1, PHIL_FROM_DIARY, NULL), PHIL_OK);
    char *text = write_down(answers, &size);
    assert_int_equal(size, 0);
    free(text);
    phil_answers_free(answers);
}

static void a_full_disk_is_told(void **state)
{
    FILE *out = fopen("/dev/full", "w");
    if (!out)
        skip();
    struct phil_answers *answers = nothing();
    assert_int_equal(phil_answers_set(answers, "age", 3, 1, PHIL_FROM_ANSWER, NULL), PHIL_OK);
    assert_int_equal(phil_answers_write(answers, out), PHIL_EIO);
    fclose(out);
    phil_answers_free(answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map_is_read),
        cmocka_unit_test(other_ways_to_write_a_map),
        cmocka_unit_test(a_file_without_answers_is_one),
        cmocka_unit_test(mistakes_are_told_with_their_line),
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(a_failure_keeps_what_was_known),
        cmocka_unit_test(what_was_written_reads_back_bit_for_bit),
        cmocka_unit_test(the_diary_and_recordings_are_not_written),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests_name("answer files", tests, load, unload);
}
