/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/checked.h"

#include <string.h>

enum { ALIGNMENT = 32 };

void *phil_alloc_aligned(size_t count, size_t size)
{
    size_t bytes;
    if (!phil_size_mul(count, size, &bytes) || bytes > SIZE_MAX - ALIGNMENT)
        return NULL;
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *memory = aligned_alloc(ALIGNMENT, bytes ? bytes : ALIGNMENT);
    if (memory)
        memset(memory, 0, bytes ? bytes : ALIGNMENT);
    return memory;
}

bool phil_grow(void **items, size_t *capacity, size_t needed, size_t item_size)
{
    if (needed <= *capacity)
        return true;
    size_t wanted = *capacity + *capacity / 2;
    if (wanted < needed)
        wanted = needed;
    size_t bytes;
    if (!phil_size_mul(wanted, item_size, &bytes))
        return false;
    void *grown = realloc(*items, bytes);
    if (!grown)
        return false;
    *items = grown;
    *capacity = wanted;
    return true;
}
