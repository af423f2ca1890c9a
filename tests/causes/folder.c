/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

const char *const folder_files[FOLDER_FILES] = {"sources.yaml", "findings.yaml", "remedies.yaml",
                                                "causes.yaml",  "triage.yaml",   "drinks.yaml",
                                                "foods.yaml",   "muscles.yaml"};

static char folder[] = "/tmp/philtrum-knowledge-XXXXXX";

const char *folder_name(void)
{
    return folder;
}

const char *folder_small(void)
{
    return TESTS_SMALL;
}

size_t folder_original(const char *file, char text[FOLDER_ROOM])
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder_small(), file);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    const size_t n = fread(text, 1, FOLDER_ROOM - 1, in);
    fclose(in);
    text[n] = '\0';
    return n;
}

void folder_write(const char *file, const char *text, size_t size)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

void folder_restore(const char *file)
{
    static char text[FOLDER_ROOM];
    folder_write(file, text, folder_original(file, text));
}

int folder_make(void **state)
{
    if (!mkdtemp(folder))
        return -1;
    for (int i = 0; i < FOLDER_FILES; i++)
        folder_restore(folder_files[i]);
    return 0;
}

int folder_remove(void **state)
{
    char path[512];
    for (int i = 0; i < FOLDER_FILES; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, folder_files[i]);
        unlink(path);
    }
    return rmdir(folder);
}

void folder_hear(void *user, enum phil_level level, const char *text)
{
    struct folder_heard *heard = user;
    heard->errors += level == PHIL_LOG_ERROR;
    snprintf(heard->text, sizeof heard->text, "%s", text);
}
