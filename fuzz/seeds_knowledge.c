/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each file of tests/causes/small, with its name on a line before it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seeds.h"

const char seed_favourites[] = "0123456789:-?&*!|>%@`'\"[]{}, \n\t#~.\xff";

static const char *const files[] = {"sources.yaml", "findings.yaml", "remedies.yaml",
                                    "causes.yaml",  "triage.yaml",   "drinks.yaml",
                                    "foods.yaml",   "muscles.yaml"};

char *seed_text(size_t i, size_t *size)
{
    enum { ROOM = 65536 };
    char path[512];
    if (i >= sizeof files / sizeof files[0])
        return NULL;
    snprintf(path, sizeof path, "%s/%s", TESTS_SMALL, files[i]);
    FILE *file = fopen(path, "rb");
    char *text = malloc(ROOM);
    if (!file || !text)
        abort();
    const int n = sprintf(text, "%s\n", files[i]);
    *size = (size_t)n + fread(text + n, 1, (size_t)(ROOM - n), file);
    fclose(file);
    return text;
}
