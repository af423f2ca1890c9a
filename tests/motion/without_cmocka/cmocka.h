/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As much of cmocka as test_kernels.c needs, for a processor that cmocka is not installed for (see
 * run_neon in ../../../run). The first failure ends the program. */
#ifndef TESTS_MOTION_WITHOUT_CMOCKA_H
#define TESTS_MOTION_WITHOUT_CMOCKA_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define print_message printf
#define fail_msg(...) (printf("failed: " __VA_ARGS__), puts(""), exit(1))
#define assert_true(condition)                                                                     \
    ((condition) ? (void)0 : fail_msg("line %d: %s", __LINE__, #condition))
#define assert_int_equal(a, b)       assert_true((a) == (b))
#define assert_memory_equal(a, b, n) assert_true(memcmp(a, b, n) == 0)
/* Nothing may be skipped here: the kernels are what is tested. */
#define skip() fail_msg("line %d: skipped", __LINE__)

struct CMUnitTest {
    const char *name;
    void (*run)(void **state);
};

#define cmocka_unit_test(function)                                                                 \
    {                                                                                              \
#function, function                                                                        \
    }
#define cmocka_run_group_tests_name(group, tests, set_up, tear_down)                               \
    run_tests(group, tests, sizeof(tests) / sizeof *(tests))

static int run_tests(const char *group, const struct CMUnitTest *tests, size_t n)
{
    printf("%s\n", group);
    for (size_t i = 0; i < n; i++) {
        void *state = NULL;
        tests[i].run(&state);
        printf("ok %zu - %s\n", i + 1, tests[i].name);
    }
    return 0;
}

#endif
