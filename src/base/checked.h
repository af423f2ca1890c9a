/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes that cannot overflow, and arrays that grow. */
#ifndef PHIL_BASE_CHECKED_H
#define PHIL_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* a * b into *product; false on overflow. */
static inline bool phil_size_mul(size_t a, size_t b, size_t *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

/* count * size bytes, zeroed, aligned for SIMD loads of 32 bytes; NULL when out of memory or on
 * overflow. free() releases it. */
void *phil_alloc_aligned(size_t count, size_t size);

/* Makes room for at least `needed` items of `item_size` in *items by at least half as much again;
 * false, with everything unchanged, when out of memory. New items are not initialised. */
bool phil_grow(void **items, size_t *capacity, size_t needed, size_t item_size);

#endif
