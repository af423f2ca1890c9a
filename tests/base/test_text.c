/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and messages: status texts, names of regions and sides, lines that reach the caller. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <philtrum/base.h>

static const enum phil_status statuses[] = {
    PHIL_OK,      PHIL_END,   PHIL_EARG,  PHIL_EMEM,    PHIL_EIO,  PHIL_EINPUT,
    PHIL_EFORMAT, PHIL_EDATA, PHIL_ECONV, PHIL_ECANCEL, PHIL_EBUG,
};
enum { N_STATUSES = sizeof statuses / sizeof statuses[0] };

static void every_status_has_words_of_its_own(void **state)
{
    for (int a = 0; a < N_STATUSES; a++) {
        const char *text = phil_status_text(statuses[a]);
        assert_non_null(text);
        assert_true(strlen(text) > 2 && strlen(text) < 40);
        assert_null(strpbrk(text, ".\n:"));
        for (int b = 0; b < a; b++)
            assert_string_not_equal(text, phil_status_text(statuses[b]));
    }
}

static void a_foreign_status_has_words_too(void **state)
{
    static const int foreign[] = {2, 99, -10, -2147483647};
    for (int k = 0; k < 4; k++) {
        const char *text = phil_status_text((enum phil_status)foreign[k]);
        assert_non_null(text);
        for (int a = 0; a < N_STATUSES; a++)
            assert_string_not_equal(text, phil_status_text(statuses[a]));
    }
}

static void the_version_is_three_numbers(void **state)
{
    int a = -1, b = -1, c = -1, used = 0;
    assert_int_equal(sscanf(phil_version(), "%d.%d.%d%n", &a, &b, &c, &used), 3);
    assert_int_equal(phil_version()[used], '\0');
    assert_true(a >= 0 && b >= 0 && c >= 0);
}

/* --- messages --- */

struct heard {
    int n;
    enum phil_level level;
    char text[4096];
};

static void hear(void *user, enum phil_level level, const char *text)
{
    struct heard *heard = user;
    heard->n++;
    heard->level = level;
    snprintf(heard->text, sizeof heard->text, "%s", text);
}

static void a_message_arrives_as_it_was_sent(void **state)
{
    struct heard heard = {0};
    const struct phil_log log = {hear, &heard};
    phil_log_message(&log, PHIL_LOG_WARNING, "cannot open: \"%s\": %d of %.1f", "a.mp4", 3, 4.5);
    assert_int_equal(heard.n, 1);
    assert_int_equal(heard.level, PHIL_LOG_WARNING);
    assert_string_equal(heard.text, "cannot open: \"a.mp4\": 3 of 4.5");
}

static void nobody_need_listen(void **state)
{
    const struct phil_log deaf = {NULL, NULL};
    phil_log_message(NULL, PHIL_LOG_ERROR, "%s", "x");
    phil_log_message(&deaf, PHIL_LOG_ERROR, "%s", "x");
}

/* A file name must not be able to move the cursor, clear the terminal or forge a second line. */
static void control_characters_do_not_pass(void **state)
{
    struct heard heard = {0};
    const struct phil_log log = {hear, &heard};
    char hostile[34];
    for (int c = 1; c < 32; c++)
        hostile[c - 1] = (char)c;
    hostile[31] = 0x7f;
    hostile[32] = '\0';
    phil_log_message(&log, PHIL_LOG_ERROR, "cannot open: \"%s\": no", hostile);
    assert_int_equal(strlen(heard.text), strlen("cannot open: \"\": no") + 32);
    for (const char *c = heard.text; *c; c++)
        assert_true((unsigned char)*c >= 0x20 && *c != 0x7f);
    /* The format's own line break is none either. */
    phil_log_message(&log, PHIL_LOG_ERROR, "one\ntwo\x1b[2J");
    assert_null(strpbrk(heard.text, "\n\x1b"));
    assert_non_null(strstr(heard.text, "two"));
}

static void letters_of_other_languages_pass(void **state)
{
    struct heard heard = {0};
    const struct phil_log log = {hear, &heard};
    /* u umlaut, alpha, a Chinese character, a face beyond the basic plane. */
    const char *name = "\xc3\xbc\xce\xb1\xe5\x98\xb4\xf0\x9f\x98\x80.mp4";
    phil_log_message(&log, PHIL_LOG_INFO, "%s", name);
    assert_string_equal(heard.text, name);
}

static void a_percent_sign_in_a_name_is_no_format(void **state)
{
    struct heard heard = {0};
    const struct phil_log log = {hear, &heard};
    phil_log_message(&log, PHIL_LOG_INFO, "%s", "100%n%s.mp4");
    assert_string_equal(heard.text, "100%n%s.mp4");
}

static void an_endless_name_is_cut(void **state)
{
    struct heard heard = {0};
    const struct phil_log log = {hear, &heard};
    char *name = malloc(100001);
    assert_non_null(name);
    memset(name, 'n', 100000);
    name[100000] = '\0';
    phil_log_message(&log, PHIL_LOG_ERROR, "cannot open: \"%s\"", name);
    free(name);
    assert_int_equal(heard.n, 1);
    assert_true(strlen(heard.text) > 200 && strlen(heard.text) < 4000);
    assert_memory_equal(heard.text, "cannot open: \"nnnn", 18);
}

/* --- progress --- */

struct asked {
    double done_s, total_s;
    bool answer;
};

static bool ask(void *user, double done_s, double total_s)
{
    struct asked *asked = user;
    asked->done_s = done_s;
    asked->total_s = total_s;
    return asked->answer;
}

static void progress_asks_and_obeys(void **state)
{
    struct asked asked = {.answer = true};
    const struct phil_progress progress = {ask, &asked};
    const struct phil_progress silent = {NULL, NULL};
    assert_true(phil_progress_report(NULL, 1, 2));
    assert_true(phil_progress_report(&silent, 1, 2));
    assert_true(phil_progress_report(&progress, 1.5, 20));
    assert_true(asked.done_s == 1.5 && asked.total_s == 20);
    asked.answer = false;
    assert_false(phil_progress_report(&progress, 2, 20));
}

/* --- values --- */

static void a_missing_value_is_never_a_number(void **state)
{
    const struct phil_value good = phil_measured(0), bad = phil_unmeasured("too dark");
    assert_true(good.value == 0);
    assert_null(good.reason);
    assert_true(isnan(bad.value));
    assert_string_equal(bad.reason, "too dark");
}

/* --- regions and sides --- */

static void region_names_go_there_and_back(void **state)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const char *name = phil_region_name((enum phil_region)r);
        assert_non_null(name);
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz_"), strlen(name));
        assert_int_equal(phil_region_from_name(name), r);
        assert_non_null(phil_region_plain_name((enum phil_region)r));
        assert_null(strchr(phil_region_plain_name((enum phil_region)r), '_'));
        for (int q = 0; q < r; q++)
            assert_string_not_equal(phil_region_plain_name((enum phil_region)r),
                                    phil_region_plain_name((enum phil_region)q));
    }
}

/* The names are a contract (design, 4.2): a reordering of the table must not rename anything. */
static void region_names_are_those_of_the_contract(void **state)
{
    static const struct {
        enum phil_region region;
        const char *name;
    } contract[PHIL_N_REGIONS] = {
        {PHIL_UPPER_LIP_LEFT, "upper_lip_left"},
        {PHIL_UPPER_LIP_MIDDLE, "upper_lip_middle"},
        {PHIL_UPPER_LIP_RIGHT, "upper_lip_right"},
        {PHIL_LOWER_LIP_LEFT, "lower_lip_left"},
        {PHIL_LOWER_LIP_MIDDLE, "lower_lip_middle"},
        {PHIL_LOWER_LIP_RIGHT, "lower_lip_right"},
        {PHIL_MOUTH_CORNER_LEFT, "mouth_corner_left"},
        {PHIL_MOUTH_CORNER_RIGHT, "mouth_corner_right"},
        {PHIL_CHIN, "chin"},
        {PHIL_CHEEK_LEFT, "cheek_left"},
        {PHIL_CHEEK_RIGHT, "cheek_right"},
        {PHIL_LOWER_LID_LEFT, "lower_lid_left"},
        {PHIL_LOWER_LID_RIGHT, "lower_lid_right"},
        {PHIL_UPPER_LID_LEFT, "upper_lid_left"},
        {PHIL_UPPER_LID_RIGHT, "upper_lid_right"},
        {PHIL_BROW_LEFT, "brow_left"},
        {PHIL_BROW_RIGHT, "brow_right"},
    };
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        assert_string_equal(phil_region_name(contract[r].region), contract[r].name);
}

static bool ends_with(const char *text, const char *end)
{
    return strlen(text) >= strlen(end) && strcmp(text + strlen(text) - strlen(end), end) == 0;
}

static void the_side_is_in_the_name(void **state)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const enum phil_region region = (enum phil_region)r;
        const char *name = phil_region_name(region), *plain = phil_region_plain_name(region);
        const enum phil_side side = ends_with(name, "_left")    ? PHIL_SIDE_LEFT
                                    : ends_with(name, "_right") ? PHIL_SIDE_RIGHT
                                                                : PHIL_SIDE_MIDDLE;
        assert_int_equal(phil_region_side(region), side);
        if (side != PHIL_SIDE_MIDDLE)
            assert_true(ends_with(plain, phil_side_name(side)));
    }
}

static void a_mirror_undoes_itself(void **state)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const enum phil_region region = (enum phil_region)r, other = phil_region_mirror(region);
        assert_int_equal(phil_region_mirror(other), region);
        if (phil_region_side(region) == PHIL_SIDE_MIDDLE) {
            assert_int_equal(other, region);
            continue;
        }
        assert_true(phil_region_side(other) != phil_region_side(region));
        /* The same place: the name up to its side. */
        const char *a = phil_region_name(region), *b = phil_region_name(other);
        assert_int_equal(strrchr(a, '_') - a, strrchr(b, '_') - b);
        assert_memory_equal(a, b, (size_t)(strrchr(a, '_') - a));
    }
}

static void what_is_no_region_has_no_name(void **state)
{
    static const int foreign[] = {PHIL_N_REGIONS, -1, 1000};
    for (int k = 0; k < 3; k++) {
        const enum phil_region region = (enum phil_region)foreign[k];
        assert_null(phil_region_name(region));
        assert_null(phil_region_plain_name(region));
        assert_int_equal(phil_region_mirror(region), region);
        assert_int_equal(phil_region_side(region), PHIL_SIDE_MIDDLE);
    }
    static const char *const names[] = {"", "nose", "chin ", "Chin", "upper_lip", "chi"};
    for (int k = 0; k < 6; k++)
        assert_int_equal(phil_region_from_name(names[k]), PHIL_N_REGIONS);
    assert_int_equal(phil_region_from_name(NULL), PHIL_N_REGIONS);
}

static void sides_have_their_words(void **state)
{
    assert_string_equal(phil_side_name(PHIL_SIDE_LEFT), "left");
    assert_string_equal(phil_side_name(PHIL_SIDE_RIGHT), "right");
    assert_string_equal(phil_side_name(PHIL_SIDE_BOTH), "both");
    assert_string_equal(phil_side_name(PHIL_SIDE_MIDDLE), "middle");
    assert_non_null(phil_side_name((enum phil_side)77));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_words_of_its_own),
        cmocka_unit_test(a_foreign_status_has_words_too),
        cmocka_unit_test(the_version_is_three_numbers),
        cmocka_unit_test(a_message_arrives_as_it_was_sent),
        cmocka_unit_test(nobody_need_listen),
        cmocka_unit_test(control_characters_do_not_pass),
        cmocka_unit_test(letters_of_other_languages_pass),
        cmocka_unit_test(a_percent_sign_in_a_name_is_no_format),
        cmocka_unit_test(an_endless_name_is_cut),
        cmocka_unit_test(progress_asks_and_obeys),
        cmocka_unit_test(a_missing_value_is_never_a_number),
        cmocka_unit_test(region_names_go_there_and_back),
        cmocka_unit_test(region_names_are_those_of_the_contract),
        cmocka_unit_test(the_side_is_in_the_name),
        cmocka_unit_test(a_mirror_undoes_itself),
        cmocka_unit_test(what_is_no_region_has_no_name),
        cmocka_unit_test(sides_have_their_words),
    };
    return cmocka_run_group_tests_name("base text", tests, NULL, NULL);
}
