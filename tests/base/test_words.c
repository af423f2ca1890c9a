/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was perhaps meant, and numbers in text whatever the locale is. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <philtrum/base.h>

#include "base/number.h"
#include "base/random.h"
#include "comma.h"

static void a_slip_has_a_neighbour(void **state)
{
    const char *const words[] = {"analyze", "inject", "draw", "compare"};
    assert_string_equal(phil_nearest("analyse", words, 4), "analyze");
    assert_string_equal(phil_nearest("anaylze", words, 4), "analyze");
    assert_string_equal(phil_nearest("injct", words, 4), "inject");
    assert_string_equal(phil_nearest("darw", words, 4), "draw");
    assert_null(phil_nearest("selfie.mp4", words, 4));
    assert_null(phil_nearest("", words, 0));
}

static void a_very_long_word_has_none(void **state)
{
    enum { LENGTH = 100000 };
    char *text = malloc(LENGTH + 1);
    const char *const words[] = {"analyze"};
    assert_non_null(text);
    memset(text, 'x', LENGTH);
    text[LENGTH] = '\0';
    assert_null(phil_nearest(text, words, 1));
    free(text);
}

static void what_people_write_is_a_number(void **state)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"0", 0},  {"-1.5", -1.5},  {"+3", 3},  {".5", 0.5},
                 {"5.", 5}, {"1e-3", 0.001}, {"007", 7}, {"1E2", 100}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = NAN;
        assert_true(phil_number_read(cases[i].text, &value));
        assert_true(value == cases[i].value);
    }
}

static void what_only_strtod_takes_is_none(void **state)
{
    static const char *const texts[] = {"",    " 1",    "nan", "inf", "-inf",    "0x1p3", "1e999",
                                        "1,5", "1.5.2", "e5",  "--1", "1 ",      "1h",    "+",
                                        ".",   "0x10",  "\n1", "1e",  "infinity"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double value = -7;
        assert_false(phil_number_read(texts[i], &value));
        assert_true(value == -7);
    }
}

static void a_number_ends_where_its_unit_begins(void **state)
{
    double value = NAN;
    const char *text = "5.5 h";
    assert_string_equal(phil_number_scan(text, &value), " h");
    assert_true(value == 5.5);
}

static void check_round_trip(double value)
{
    char text[PHIL_NUMBER_SIZE];
    double again = NAN;
    phil_number_write(value, text);
    assert_null(strpbrk(text, ", "));
    assert_true(phil_number_read(text, &again));
    assert_true(again == value);
}

static void round_trips(void)
{
    char text[PHIL_NUMBER_SIZE];
    const double edges[] = {0, 1, -1, 0.1, 5.5, 1.0 / 3, DBL_MAX, -DBL_MAX, DBL_MIN, 5e-324, 1e22};
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++)
        check_round_trip(edges[i]);
    for (uint64_t i = 0; i < 20000; i++) {
        const uint64_t bits = phil_random_bits(3, 1, i);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            check_round_trip(value);
    }
    phil_number_write(5.5, text);
    assert_string_equal(text, "5.5");
    phil_number_write(NAN, text);
    assert_non_null(strstr(text, "nan"));
    phil_number_write(400, text);
    assert_string_equal(text, "400");
}

static void numbers_come_back_as_they_were(void **state)
{
    round_trips();
}

static void the_locale_does_not_matter(void **state)
{
    char folder[FIXTURE_FOLDER];
    const bool made = fixture_comma_locale(folder);
    if (made)
        round_trips();
    fixture_plain_locale(folder);
    if (!made)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_has_a_neighbour),
        cmocka_unit_test(a_very_long_word_has_none),
        cmocka_unit_test(what_people_write_is_a_number),
        cmocka_unit_test(what_only_strtod_takes_is_none),
        cmocka_unit_test(a_number_ends_where_its_unit_begins),
        cmocka_unit_test(numbers_come_back_as_they_were),
        cmocka_unit_test(the_locale_does_not_matter),
    };
    return cmocka_run_group_tests_name("base words", tests, NULL, NULL);
}
