/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in for operator new (_Znwm) and operator new[] (_Znam) of 64-bit machines. */
#include <cstddef>
#include <new>

#include "wrapped.h"

extern "C" {
void *__real__Znwm(std::size_t size);
void *__real__Znam(std::size_t size);
void *__wrap__Znwm(std::size_t size);
void *__wrap__Znam(std::size_t size);

void *__wrap__Znwm(std::size_t size)
{
    if (failing_now_in_new())
        throw std::bad_alloc();
    return __real__Znwm(size);
}

void *__wrap__Znam(std::size_t size)
{
    if (failing_now_in_new())
        throw std::bad_alloc();
    return __real__Znam(size);
}
}
