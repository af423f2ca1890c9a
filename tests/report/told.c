/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "told.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

size_t told_at(const char *text, const char *sentence)
{
    const char *found = strstr(text, sentence);
    if (!found)
        fail_msg("\"%s\" is not said in: %s", sentence, text);
    return (size_t)(found - text);
}

void told_not(const char *text, const char *sentence)
{
    if (strstr(text, sentence))
        fail_msg("\"%s\" is said in: %s", sentence, text);
}
