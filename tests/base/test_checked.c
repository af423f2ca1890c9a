/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes that must not wrap around, arrays that grow, memory that SIMD may load from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/checked.h"

static void products_that_fit_are_right(void **state)
{
    size_t product = 7;
    assert_true(phil_size_mul(0, SIZE_MAX, &product));
    assert_true(product == 0);
    assert_true(phil_size_mul(SIZE_MAX, 1, &product));
    assert_true(product == SIZE_MAX);
    assert_true(phil_size_mul((size_t)1 << 31, (size_t)1 << 32, &product));
    assert_true(product == (size_t)1 << 63);
}

static void products_that_wrap_are_refused(void **state)
{
    size_t product;
    assert_false(phil_size_mul(SIZE_MAX, 2, &product));
    assert_false(phil_size_mul(SIZE_MAX / 2 + 1, 2, &product));
    /* Wraps to a small number: the classic hole. */
    assert_false(phil_size_mul((size_t)1 << 33, (size_t)1 << 33, &product));
}

static void an_array_grows_and_keeps_its_items(void **state)
{
    int *items = NULL;
    size_t capacity = 0;
    int moves = 0;
    for (size_t n = 0; n < 10000; n++) {
        const size_t before = capacity;
        assert_true(phil_grow((void **)&items, &capacity, n + 1, sizeof *items));
        assert_true(capacity >= n + 1);
        moves += capacity != before;
        items[n] = (int)(3 * n);
    }
    for (size_t n = 0; n < 10000; n++)
        assert_int_equal(items[n], 3 * n);
    /* By half as much again: log(10000) / log(1.5) = 23 steps, and a few while it is tiny. */
    assert_true(moves < 40);
    free(items);
}

static void an_array_that_is_large_enough_stays(void **state)
{
    int *items = malloc(8 * sizeof *items), *same = items;
    size_t capacity = 8;
    assert_non_null(items);
    assert_true(phil_grow((void **)&items, &capacity, 8, sizeof *items));
    assert_true(phil_grow((void **)&items, &capacity, 0, sizeof *items));
    assert_ptr_equal(items, same);
    assert_true(capacity == 8);
    free(items);
}

static void growth_that_wraps_changes_nothing(void **state)
{
    static const size_t needed[] = {SIZE_MAX, SIZE_MAX / 4, SIZE_MAX / sizeof(double) + 1};
    double *items = malloc(4 * sizeof *items), *same = items;
    size_t capacity = 4;
    assert_non_null(items);
    for (int k = 0; k < 4; k++)
        items[k] = k;
    for (int k = 0; k < 3; k++) {
        assert_false(phil_grow((void **)&items, &capacity, needed[k], sizeof *items));
        assert_ptr_equal(items, same);
        assert_true(capacity == 4);
    }
    for (int k = 0; k < 4; k++)
        assert_true(items[k] == k);
    free(items);
}

/* A capacity near the end of the number line must not wrap into a small one. */
static void growth_of_a_huge_capacity_does_not_shrink(void **state)
{
    char *items = NULL;
    size_t capacity = SIZE_MAX / 4 * 3;
    assert_false(phil_grow((void **)&items, &capacity, SIZE_MAX, 2));
    assert_null(items);
    assert_true(capacity == SIZE_MAX / 4 * 3);
}

static void aligned_memory_is_aligned_zeroed_and_whole(void **state)
{
    static const size_t counts[] = {1, 3, 7, 8, 9, 31, 32, 33, 1000};
    for (int k = 0; k < 9; k++) {
        unsigned char *memory = phil_alloc_aligned(counts[k], 12);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 32, 0);
        for (size_t i = 0; i < 12 * counts[k]; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xff, 12 * counts[k]);
        free(memory);
    }
}

static void nothing_can_be_allocated(void **state)
{
    void *a = phil_alloc_aligned(0, 4), *b = phil_alloc_aligned(4, 0);
    assert_non_null(a);
    assert_non_null(b);
    free(a);
    free(b);
}

static void absurd_aligned_sizes_are_refused(void **state)
{
    assert_null(phil_alloc_aligned(SIZE_MAX, 2));
    assert_null(phil_alloc_aligned(SIZE_MAX / 2 + 1, 2));
    /* Fits a size_t, but no longer once it is rounded up to the alignment. */
    assert_null(phil_alloc_aligned(SIZE_MAX, 1));
    assert_null(phil_alloc_aligned(SIZE_MAX - 8, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_that_fit_are_right),
        cmocka_unit_test(products_that_wrap_are_refused),
        cmocka_unit_test(an_array_grows_and_keeps_its_items),
        cmocka_unit_test(an_array_that_is_large_enough_stays),
        cmocka_unit_test(growth_that_wraps_changes_nothing),
        cmocka_unit_test(growth_of_a_huge_capacity_does_not_shrink),
        cmocka_unit_test(aligned_memory_is_aligned_zeroed_and_whole),
        cmocka_unit_test(nothing_can_be_allocated),
        cmocka_unit_test(absurd_aligned_sizes_are_refused),
    };
    return cmocka_run_group_tests_name("base checked", tests, NULL, NULL);
}
