/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as one file of a knowledge base: the first line names the file, the rest is its text,
 * the other files are those of tests/causes/small. Refused with one message, or a base that can be
 * reasoned with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <philtrum/causes.h>

#include "promise.h"

static const char *const files[] = {"sources.yaml", "findings.yaml", "remedies.yaml",
                                    "causes.yaml",  "triage.yaml",   "drinks.yaml",
                                    "foods.yaml",   "muscles.yaml"};
enum { N_FILES = sizeof files / sizeof files[0] };

static char folder[] = "/tmp/philtrum-fuzz-XXXXXX";

static void path_of(int file, char path[64])
{
    snprintf(path, 64, "%s/%s", folder, files[file]);
}

static void remove_folder(void)
{
    char path[64];
    for (int i = 0; i < N_FILES; i++) {
        path_of(i, path);
        unlink(path);
    }
    rmdir(folder);
}

/* The other files are links: nothing is copied. */
static void link_file(int file)
{
    char from[512], to[64];
    snprintf(from, sizeof from, "%s/%s", TESTS_SMALL, files[file]);
    path_of(file, to);
    unlink(to);
    if (symlink(from, to) != 0)
        abort();
}

static void make_folder(void)
{
    static bool made;
    if (made)
        return;
    if (!mkdtemp(folder))
        abort();
    made = true;
    for (int i = 0; i < N_FILES; i++)
        link_file(i);
    atexit(remove_folder);
}

static void write_file(int file, const uint8_t *data, size_t size)
{
    char path[64];
    path_of(file, path);
    unlink(path);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(data, 1, size, out) != size || fclose(out) != 0)
        abort();
}

/* The file that the first line names, -1 for none; *text is what follows it. */
static int named_file(const uint8_t *data, size_t size, size_t *text)
{
    for (int i = 0; i < N_FILES; i++) {
        const size_t n = strlen(files[i]);
        if (size > n && memcmp(data, files[i], n) == 0 && data[n] == '\n') {
            *text = n + 1;
            return i;
        }
    }
    return -1;
}

static void count(void *user, enum phil_level level, const char *text)
{
    promise(level == PHIL_LOG_ERROR && strncmp(text, "cannot use", 10) == 0, "an error says so");
    ++*(int *)user;
}

static void check_base(const struct phil_knowledge *knowledge)
{
    struct phil_answers *answers = NULL;
    struct phil_explanation *explanation = NULL;
    struct phil_explain_settings settings = phil_explain_defaults();
    settings.draws = 2;
    if (phil_answers_new(&answers, knowledge) != PHIL_OK)
        abort();
    promise(phil_explain(&explanation, knowledge, answers, &settings, NULL) == PHIL_OK,
            "a base that loads can be reasoned with");
    for (size_t i = 0; i < explanation->n_causes; i++)
        promise(explanation->causes[i].probability >= 0 && explanation->causes[i].probability <= 1,
                "a probability is one");
    phil_explanation_free(explanation);
    phil_answers_free(answers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct phil_knowledge *knowledge = NULL;
    size_t text = 0;
    int errors = 0;
    const struct phil_log log = {count, &errors};
    const int file = named_file(data, size, &text);
    if (file < 0)
        return 0;
    make_folder();
    promise_to_end();
    write_file(file, data + text, size - text);
    const enum phil_status status = phil_knowledge_new(&knowledge, folder, &log);
    link_file(file);
    promise(status == PHIL_OK || status == PHIL_EFORMAT, "loaded or refused");
    promise(errors == (status != PHIL_OK), "one message for a failure, none for a success");
    promise((status == PHIL_OK) == (knowledge != NULL), "a base for a success, none for a failure");
    if (knowledge)
        check_base(knowledge);
    phil_knowledge_free(knowledge);
    return 0;
}
