/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knowledge bases that nobody should have written: refused with a reason, quickly, in little
 * memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "causes/knowledge.h"
#include "folder.h"

static void check_refused(const char *folder, enum phil_status wanted, const char *why)
{
    struct phil_knowledge *k = NULL;
    struct folder_heard heard = {0};
    const struct phil_log log = {folder_hear, &heard};
    const enum phil_status status = phil_knowledge_new(&k, folder, &log);
    if (status != wanted || !strstr(heard.text, why))
        fail_msg("wanted %s: %s; heard %s: %s", phil_status_text(wanted), why,
                 phil_status_text(status), heard.text);
    assert_int_equal(heard.errors, 1);
    assert_null(k);
}

static void a_folder_that_is_not_there(void **state)
{
    check_refused("/nonexistent", PHIL_EINPUT, "\"/nonexistent/sources.yaml\": No such file");
    check_refused("/dev/null", PHIL_EINPUT, "Not a directory");
    check_refused("", PHIL_EINPUT, "No such file");
}

static void an_endless_name_of_a_folder(void **state)
{
    enum { LENGTH = 100000 };
    char *name = malloc(LENGTH + 1);
    assert_non_null(name);
    memset(name, 'a', LENGTH);
    name[LENGTH] = '\0';
    check_refused(name, PHIL_EINPUT, "too long");
    free(name);
}

static void a_file_that_is_none(void **state)
{
    char path[512];
    snprintf(path, sizeof path, "%s/foods.yaml", folder_name());
    assert_int_equal(unlink(path), 0);
    check_refused(folder_name(), PHIL_EINPUT, "foods.yaml\": No such file");
    assert_int_equal(mkdir(path, 0700), 0);
    check_refused(folder_name(), PHIL_EINPUT, "no ordinary file");
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    check_refused(folder_name(), PHIL_EINPUT, "no ordinary file");
    assert_int_equal(unlink(path), 0);
    folder_restore("foods.yaml");
}

static void a_file_that_is_too_large(void **state)
{
    char path[512];
    snprintf(path, sizeof path, "%s/causes.yaml", folder_name());
    assert_int_equal(truncate(path, (off_t)1 << 32), 0); /* a hole: it takes no room */
    check_refused(folder_name(), PHIL_EINPUT, "too large");
    folder_restore("causes.yaml");
}

static void check_text(const char *text, size_t size, const char *why)
{
    folder_write("sources.yaml", text, size);
    check_refused(folder_name(), PHIL_EFORMAT, why);
    folder_restore("sources.yaml");
}

static void files_that_are_no_knowledge(void **state)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "line 1: empty"},
        {"# nothing\n", "line 1: empty"},
        {"{}", "missing: sources"},
        {"[]", "must be a map"},
        {"sources", "must be a map"},
        {"sources: {}", "must be a list"},
        {"sources: [[[]]]", "must be a map"},
        {"\x7f"
         "ELF\x01\x02",
         "control characters"},
        {"%YAML 9.9\n---\nsources: []\n", "incompatible"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_text(cases[i].text, strlen(cases[i].text), cases[i].why);
    check_text("sources: []\0\0\0", 14, "control characters");
}

static void an_alias_bomb(void **state)
{
    static const char bomb[] = "sources:\n  - &a {id: A, text: \"lol\"}\n  - *a\n  - *a\n";
    check_text(bomb, strlen(bomb), "alias");
}

static void deep_nesting_and_long_lines(void **state)
{
    enum { SIZE = 100000 };
    static const char *const fillers[] = {"[",    "{",   "- ",  "? ",  "x",      "\"", "[{",
                                          "{a: ", "a: ", "&a ", "[a,", "- - \n", "\n", "|",
                                          "'",    "!",   "#",   "%",   "x\n"};
    static const char *const starts[] = {
        "", "sources: ", "sources:\n  - id: ", "sources:\n  - {id: A, text: t}\n  - {id: A, "};
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++)
        for (size_t j = 0; j < sizeof starts / sizeof starts[0]; j++) {
            const size_t n = strlen(fillers[i]), start = strlen(starts[j]);
            memcpy(text, starts[j], start);
            for (size_t at = start; at < SIZE; at++)
                text[at] = fillers[i][(at - start) % n];
            check_text(text, SIZE, "cannot use");
        }
    free(text);
}

static void a_list_without_end(void **state)
{
    enum { SOURCES = 5000 };
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fputs("sources:\n", out);
    for (int i = 0; i < SOURCES; i++)
        fprintf(out, "  - {id: S%d, text: t}\n", i);
    fclose(out);
    check_text(text, size, "too many");
    free(text);
}

/* With 65 causes and much evidence a table would need more memory than there is. */
static void more_causes_than_can_be_weighed(void **state)
{
    static char original[FOLDER_ROOM];
    char *text = NULL;
    size_t size;
    folder_original("causes.yaml", original);
    const char *last = strstr(original, "  - id: stress\n");
    assert_non_null(last);
    const char *body = strchr(last, '\n');
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fputs(original, out);
    for (int i = 2; i < 65; i++)
        fprintf(out, "  - id: stress_%d%s", i, body);
    fclose(out);
    folder_write("causes.yaml", text, size);
    check_refused(folder_name(), PHIL_EFORMAT, "at most 64 causes");
    /* One fewer is fine. */
    *strstr(text, "  - id: stress_64\n") = '\0';
    folder_write("causes.yaml", text, strlen(text));
    struct phil_knowledge *k;
    assert_int_equal(phil_knowledge_new(&k, folder_name(), NULL), PHIL_OK);
    phil_knowledge_free(k);
    folder_restore("causes.yaml");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_that_is_not_there),
        cmocka_unit_test(an_endless_name_of_a_folder),
        cmocka_unit_test(a_file_that_is_none),
        cmocka_unit_test(a_file_that_is_too_large),
        cmocka_unit_test(files_that_are_no_knowledge),
        cmocka_unit_test(an_alias_bomb),
        cmocka_unit_test(deep_nesting_and_long_lines),
        cmocka_unit_test(a_list_without_end),
        cmocka_unit_test(more_causes_than_can_be_weighed),
    };
    return cmocka_run_group_tests_name("hostile knowledge", tests, folder_make, folder_remove);
}
