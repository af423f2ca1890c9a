/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines written by people in a hurry and by people of ill will. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../cli/console.h"
#include "../../cli/options.h"
#include "../../cli/output.h"
#include "../../cli/twitches.h"

static const struct phil_number ruler = {"--ruler-mm", "mm", 40, 150};

static bool takes(const struct phil_number *spec, const char *text, double expected)
{
    double value = -1;
    char why[96] = "";
    return phil_parse_number(spec, text, &value, why, sizeof why) && value == expected;
}

static const char *refusal(const struct phil_number *spec, const char *text)
{
    static char why[96];
    double value = -1;
    why[0] = '\0';
    if (phil_parse_number(spec, text, &value, why, sizeof why))
        return "taken";
    assert_true(value == -1); /* unchanged */
    return why;
}

static void test_number_takes_what_people_write(void **state)
{
    (void)state;
    assert_true(takes(&ruler, "95", 95));
    assert_true(takes(&ruler, "95.5", 95.5));
    assert_true(takes(&ruler, "95mm", 95));
    assert_true(takes(&ruler, "95 mm", 95));
    assert_true(takes(&ruler, "+95", 95));
    assert_true(takes(&ruler, "9.5e1", 95));
    assert_true(takes(&ruler, "40", 40));
    assert_true(takes(&ruler, "150", 150));
    const struct phil_number plain = {"--seed", "", -1, 1};
    assert_true(takes(&plain, "-.5", -0.5));
    assert_true(takes(&plain, "1.", 1));
}

static void test_number_refuses_what_is_none(void **state)
{
    (void)state;
    static const char *const none[] = {"abc",      "nan",  "NAN", "inf",  "-inf",
                                       "infinity", "0x50", " 95", "\t95", "mm",
                                       "--",       "e",    ".",   "+",    "\xff\xfe"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_string_equal(refusal(&ruler, none[i]), "not a number, must be from 40 to 150 mm");
    assert_string_equal(refusal(&ruler, ""), "empty");
}

static void test_number_refuses_trailing_junk(void **state)
{
    (void)state;
    static const char *const junk[] = {"95x",   "95 cm", "95mm2",  "95.5.5", "95e",
                                       "1e2e3", "95-",   "95 mm ", "95;rm"};
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++)
        assert_non_null(
            strstr(refusal(&ruler, junk[i]), " is not understood, must be from 40 to "));
    assert_string_equal(refusal(&ruler, "95,5"), "write the decimals with a point");
}

static void test_number_keeps_its_range(void **state)
{
    (void)state;
    static const char *const outside[] = {"39.999", "150.001", "-95",
                                          "0",      "1e308",   "1e999",
                                          "-1e999", "1e-999",  "99999999999999999999999999"};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        assert_string_equal(refusal(&ruler, outside[i]), "must be from 40 to 150 mm");
}

static void test_long_text_is_survived(void **state)
{
    (void)state;
    enum { LENGTH = 100000 };
    char *text = malloc(LENGTH + 1);
    assert_non_null(text);
    memset(text, '9', LENGTH);
    text[LENGTH] = '\0';
    assert_string_equal(refusal(&ruler, text), "must be from 40 to 150 mm");
    memset(text, 'x', LENGTH);
    assert_string_equal(refusal(&ruler, text), "not a number, must be from 40 to 150 mm");
    struct phil_sim_twitch twitch;
    int width = 0, height = 0;
    assert_int_equal(phil_take_twitch(text, &twitch), EINVAL);
    assert_int_equal(phil_take_size("--size", text, &width, &height), EINVAL);
    free(text);
}

static void test_whole_numbers(void **state)
{
    (void)state;
    const struct phil_number jobs = {"--jobs", "", 0, 64};
    int value = 7;
    assert_int_equal(phil_take_int(&jobs, "2.5", &value), EINVAL);
    assert_int_equal(phil_take_int(&jobs, "-1", &value), EINVAL);
    assert_int_equal(phil_take_int(&jobs, "4294967297", &value), EINVAL);
    assert_int_equal(value, 7);
    assert_int_equal(phil_take_int(&jobs, "64", &value), 0);
    assert_int_equal(value, 64);
}

static void test_seeds_use_all_64_bits(void **state)
{
    (void)state;
    uint64_t seed = 5;
    assert_int_equal(phil_take_seed("--seed", "18446744073709551616", &seed), EINVAL);
    assert_int_equal(phil_take_seed("--seed", "-1", &seed), EINVAL);
    assert_int_equal(phil_take_seed("--seed", "", &seed), EINVAL);
    assert_int_equal(phil_take_seed("--seed", "1e3", &seed), EINVAL);
    assert_true(seed == 5);
    assert_int_equal(phil_take_seed("--seed", "18446744073709551615", &seed), 0);
    assert_true(seed == UINT64_MAX);
}

static void test_sizes(void **state)
{
    (void)state;
    int width = 1, height = 2;
    static const char *const bad[] = {
        "1280",      "1280x",       "x720", "1280x721", "1281x720", "0x0",      "1280x720x3",
        "-1280x720", "99999x99999", "",     "1280*720", "1e9x2",    "640.5x480"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(phil_take_size("--size", bad[i], &width, &height), EINVAL);
    assert_int_equal(width, 1);
    assert_int_equal(height, 2);
    assert_int_equal(phil_take_size("--size", "1280x720", &width, &height), 0);
    assert_int_equal(width, 1280);
    assert_int_equal(height, 720);
}

static void test_spans(void **state)
{
    (void)state;
    double from = -1, to = -1;
    static const char *const bad[] = {"3", "-", "3-", "-3", "5-3", "nan-3", "3-nan", "3--5", ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(phil_take_span("--speech", bad[i], &from, &to), EINVAL);
    assert_int_equal(phil_take_span("--speech", "3-7.5s", &from, &to), 0);
    assert_true(from == 3 && to == 7.5);
}

static void test_twitch_is_read(void **state)
{
    (void)state;
    struct phil_sim_twitch twitch;
    assert_int_equal(phil_take_twitch("chin@3.25:0.4", &twitch), 0);
    assert_int_equal(twitch.region, PHIL_CHIN);
    assert_true(twitch.onset_s == 3.25);
    assert_true(twitch.amplitude_mm == 0.4);
    assert_true(twitch.direction_deg == 90);
    assert_int_equal(phil_take_twitch("upper_lip_left@0s:1mm:-45", &twitch), 0);
    assert_int_equal(twitch.region, PHIL_UPPER_LIP_LEFT);
    assert_true(twitch.direction_deg == -45);
}

static void test_twitch_is_refused_whole(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",           "@",         "@:",        "chin",        "chin@",        "chin@3",
        "chin@3:",    "chin:3@1",  "chin@:0.4", "chin@3:0",    "chin@3:-1",    "chin@3:nan",
        "chin@inf:1", "chin@-1:1", "chin@3:11", "chin@3:1:up", "chin@3:1:720", "chin@3:1:90:5",
        "nose@3:1",   "chin@3:1x", " chin@3:1",
    };
    struct phil_sim_twitch twitch = {.amplitude_mm = -7};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const int before = phil_console_errors();
        assert_int_equal(phil_take_twitch(bad[i], &twitch), EINVAL);
        assert_int_equal(phil_console_errors(), before + 1); /* told once, not twice */
        assert_true(twitch.amplitude_mm == -7);
    }
}

static void test_random_twitches_keep_their_distance(void **state)
{
    (void)state;
    struct phil_twitch_plan plan;
    struct phil_sim_twitch *a = NULL, *b = NULL;
    size_t n_a = 0, n_b = 0;
    phil_twitch_plan_init(&plan);
    plan.count = 15;
    assert_int_equal(phil_twitch_plan_all(&plan, 20, &a, &n_a), PHIL_EXIT_DONE);
    assert_int_equal(n_a, 15);
    for (size_t i = 0; i < n_a; i++) {
        assert_true(a[i].onset_s >= 1 && phil_twitch_offset_s(&a[i]) <= 19);
        assert_true(i == 0 || a[i].onset_s - a[i - 1].onset_s >= 1);
        assert_true(a[i].region <= PHIL_LOWER_LIP_RIGHT);
        assert_true(a[i].amplitude_mm == 0.3);
    }
    assert_int_equal(phil_twitch_plan_all(&plan, 20, &b, &n_b), PHIL_EXIT_DONE);
    assert_memory_equal(a, b, n_a * sizeof *a); /* same seed, same twitches */
    free(b);
    plan.seed = 2;
    b = NULL;
    assert_int_equal(phil_twitch_plan_all(&plan, 20, &b, &n_b), PHIL_EXIT_DONE);
    assert_memory_not_equal(a, b, n_a * sizeof *a);
    free(a);
    free(b);
}

static void test_twitches_must_fit_the_clip(void **state)
{
    (void)state;
    struct phil_twitch_plan plan;
    struct phil_sim_twitch *all = NULL;
    size_t n = 99;
    phil_twitch_plan_init(&plan);
    plan.count = 17; /* 17 x 1.12 s and the margins are more than 20 s */
    assert_int_equal(phil_twitch_plan_all(&plan, 20, &all, &n), PHIL_EXIT_USAGE);
    plan.count = 0;
    struct phil_sim_twitch late = {.onset_s = 19.95, .amplitude_mm = 1, .region = PHIL_CHIN};
    plan.given = &late;
    plan.n_given = 1;
    assert_int_equal(phil_twitch_plan_all(&plan, 20, &all, &n), PHIL_EXIT_USAGE);
    assert_null(all);
    assert_int_equal(n, 99);
}

static void test_every_status_has_its_exit(void **state)
{
    (void)state;
    assert_int_equal(phil_exit_of(PHIL_OK), 0);
    assert_int_equal(phil_exit_of(PHIL_END), 0);
    assert_int_equal(phil_exit_of(PHIL_EDATA), 1);
    assert_int_equal(phil_exit_of(PHIL_ECONV), 1);
    assert_int_equal(phil_exit_of(PHIL_EARG), 2);
    assert_int_equal(phil_exit_of(PHIL_EINPUT), 3);
    assert_int_equal(phil_exit_of(PHIL_EFORMAT), 3);
    assert_int_equal(phil_exit_of(PHIL_EMEM), 4);
    assert_int_equal(phil_exit_of(PHIL_EIO), 4);
    assert_int_equal(phil_exit_of(PHIL_ECANCEL), 130);
    assert_int_equal(phil_exit_of(PHIL_EBUG), 5);
    assert_int_equal(phil_exit_of((enum phil_status) - 1000), 5);
    assert_int_equal(phil_exit_worse(PHIL_EXIT_INPUT, PHIL_EXIT_NOTHING), 3);
    assert_int_equal(phil_exit_worse(PHIL_EXIT_DONE, PHIL_EXIT_NOTHING), 1);
}

/* A folder of its own for each test of files. */
static int make_folder(void **state)
{
    static char folder[64];
    snprintf(folder, sizeof folder, "/tmp/philtrum-test-XXXXXX");
    *state = mkdtemp(folder);
    return *state && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    unlink("page.html");
    unlink("link");
    return chdir("/") == 0 ? rmdir(*state) : -1;
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void assert_text(const char *path, const char *expected)
{
    char text[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    const size_t n = fread(text, 1, sizeof text - 1, file);
    text[n] = '\0';
    fclose(file);
    assert_string_equal(text, expected);
}

static void test_output_appears_when_complete(void **state)
{
    (void)state;
    struct phil_output output;
    write_text("page.html", "old");
    assert_true(phil_output_open(&output, "page.html"));
    fputs("new", output.file);
    fflush(output.file);
    assert_text("page.html", "old");
    assert_int_equal(phil_output_close(&output, true), PHIL_EXIT_DONE);
    assert_text("page.html", "new");
}

static void test_output_given_up_leaves_the_old(void **state)
{
    (void)state;
    struct phil_output output;
    write_text("page.html", "old");
    assert_true(phil_output_open(&output, "page.html"));
    fputs("half", output.file);
    char *temporary = strdup(output.temporary);
    assert_int_equal(phil_output_close(&output, false), PHIL_EXIT_DONE);
    assert_text("page.html", "old");
    assert_int_not_equal(access(temporary, F_OK), 0);
    free(temporary);
}

static void test_output_follows_links_and_keeps_rights(void **state)
{
    (void)state;
    struct phil_output output;
    write_text("page.html", "old");
    assert_int_equal(chmod("page.html", 0640), 0);
    assert_int_equal(symlink("page.html", "link"), 0);
    assert_true(phil_output_open(&output, "link"));
    fputs("new", output.file);
    assert_int_equal(phil_output_close(&output, true), PHIL_EXIT_DONE);
    assert_text("page.html", "new");
    struct stat page, link;
    assert_int_equal(stat("page.html", &page), 0);
    assert_int_equal(page.st_mode & 0777, 0640);
    assert_int_equal(lstat("link", &link), 0);
    assert_true(S_ISLNK(link.st_mode));
}

static void test_output_never_replaces_a_device(void **state)
{
    (void)state;
    struct phil_output output;
    assert_true(phil_output_open(&output, "/dev/null"));
    assert_null(output.temporary);
    fputs("gone", output.file);
    assert_int_equal(phil_output_close(&output, true), PHIL_EXIT_DONE);
    struct stat device;
    assert_int_equal(stat("/dev/null", &device), 0);
    assert_true(S_ISCHR(device.st_mode));
}

static void test_output_tells_a_full_disk(void **state)
{
    (void)state;
    struct phil_output output;
    assert_true(phil_output_open(&output, "/dev/full"));
    fputs("lost", output.file);
    assert_int_equal(phil_output_close(&output, true), PHIL_EXIT_MACHINE);
}

static void test_output_refuses_impossible_places(void **state)
{
    (void)state;
    struct phil_output output;
    assert_false(phil_output_open(&output, "/tmp"));
    assert_false(phil_output_open(&output, "/no/such/folder/page.html"));
    assert_false(phil_output_open(&output, ""));
    /* Closing what never opened is harmless. */
    assert_int_equal(phil_output_close(&output, true), PHIL_EXIT_DONE);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number_takes_what_people_write),
        cmocka_unit_test(test_number_refuses_what_is_none),
        cmocka_unit_test(test_number_refuses_trailing_junk),
        cmocka_unit_test(test_number_keeps_its_range),
        cmocka_unit_test(test_long_text_is_survived),
        cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_seeds_use_all_64_bits),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_twitch_is_read),
        cmocka_unit_test(test_twitch_is_refused_whole),
        cmocka_unit_test(test_random_twitches_keep_their_distance),
        cmocka_unit_test(test_twitches_must_fit_the_clip),
        cmocka_unit_test(test_every_status_has_its_exit),
        WITH_FOLDER(test_output_appears_when_complete),
        WITH_FOLDER(test_output_given_up_leaves_the_old),
        WITH_FOLDER(test_output_follows_links_and_keeps_rights),
        cmocka_unit_test(test_output_never_replaces_a_device),
        cmocka_unit_test(test_output_tells_a_full_disk),
        cmocka_unit_test(test_output_refuses_impossible_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
