/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loader on a small knowledge base of invented figures (tests/causes/small): what it gives, and
 * that each kind of mistake is told with its file and line. A case puts a mistake into a copy; the
 * line it must be told at is counted here, from a mark in the text.
 */
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

static const char *small;

struct heard {
    int errors;
    char text[1024];
};

static void hear(void *user, enum phil_level level, const char *text)
{
    struct heard *heard = user;
    heard->errors += level == PHIL_LOG_ERROR;
    snprintf(heard->text, sizeof heard->text, "%s", text);
}

static struct phil_knowledge *load_small(void)
{
    struct phil_knowledge *k = NULL;
    struct heard heard = {0};
    const struct phil_log log = {hear, &heard};
    const enum phil_status status = phil_knowledge_new(&k, small, &log);
    if (status)
        fail_msg("%s", heard.text);
    assert_int_equal(heard.errors, 0);
    return k;
}

static void views_are_in_the_order_of_the_files(void **state)
{
    struct phil_knowledge *k = load_small();
    assert_string_equal(phil_knowledge_cause(k, 0)->id, "caffeine");
    assert_string_equal(phil_knowledge_cause(k, 1)->id, "stress");
    assert_null(phil_knowledge_cause(k, 2));
    assert_string_equal(phil_knowledge_finding(k, 0)->id, "age");
    assert_string_equal(phil_knowledge_source(k, 1)->where, "");
    assert_string_equal(phil_knowledge_intake(k, 1)->id, "water");
    assert_string_equal(phil_knowledge_intake(k, 2)->id, "banana");
    assert_null(phil_knowledge_intake(k, 3));
    assert_null(phil_knowledge_finding(k, SIZE_MAX));
    phil_knowledge_free(k);
}

static void ids_are_found(void **state)
{
    struct phil_knowledge *k = load_small();
    assert_ptr_equal(phil_knowledge_find_cause(k, "stress"), phil_knowledge_cause(k, 1));
    assert_string_equal(phil_knowledge_find_source(k, "TEST")->text, "Invented for a test");
    assert_int_equal(phil_knowledge_find_finding(k, "sex")->n_choices, 3);
    assert_null(phil_knowledge_find_cause(k, "bad_luck"));
    assert_null(phil_knowledge_find_finding(k, "caffeine"));
    assert_null(phil_knowledge_find_source(k, "test"));
    phil_knowledge_free(k);
}

static void what_a_file_says_is_in_memory(void **state)
{
    struct phil_knowledge *k = load_small();
    const struct phil_finding *heart = phil_knowledge_find_finding(k, "racing_heart");
    assert_true(heart->in_network && heart->asked);
    assert_true(heart->background.value == 0.1 && heart->background.hi == 0.2);
    assert_string_equal(heart->background.note, "invented");
    const struct phil_cause_entry *caffeine = &k->causes[0];
    assert_true(caffeine->priors[1].sex == 1 && caffeine->priors[1].to_age == 18);
    assert_true(caffeine->exposures[0].points[1].dose == 400);
    assert_int_equal(caffeine->exposures[0].points[1].odds_ratio.basis, PHIL_BASIS_DERIVED);
    assert_string_equal(k->findings[caffeine->links[1].finding].view.id, "racing_heart");
    assert_string_equal(k->remedies[caffeine->remedies[0]].id, "less_caffeine");
    assert_int_equal(k->causes[1].priors[0].sex, -1);
    assert_true(k->remedies[1].cautions[0].withhold && k->remedies[1].cautions[0].when.n_all == 1);
    assert_int_equal(k->rules[0].care, PHIL_CARE_EMERGENCY);
    assert_int_equal(k->screens[0].n_findings, 2);
    assert_string_equal(k->findings[k->complaint].view.id, "lip_twitch");
    phil_knowledge_free(k);
}

static void contents_and_muscles(void **state)
{
    struct phil_knowledge *k = load_small();
    const struct phil_intake *coffee = phil_knowledge_intake(k, 0);
    assert_true(coffee->caffeine_mg.value == 95 && !coffee->food && coffee->serving_ml == 240);
    assert_null(coffee->potassium_mg.source);
    assert_string_equal(coffee->aliases[1], "java");
    assert_true(phil_knowledge_intake(k, 2)->food);
    assert_string_equal(phil_knowledge_muscle(k, PHIL_CHIN, 0)->nerve, "marginal mandibular");
    assert_string_equal(phil_knowledge_muscle(k, PHIL_CHIN, 1)->id, "orbicularis_oris");
    assert_null(phil_knowledge_muscle(k, PHIL_CHIN, 2));
    assert_null(phil_knowledge_muscle(k, PHIL_BROW_LEFT, 0));
    assert_null(phil_knowledge_muscle(k, (enum phil_region)99, 0));
    phil_knowledge_free(k);
}

/* --- mistakes --------------------------------------------------------------------------------- */

static const char *const files[] = {"sources.yaml", "findings.yaml", "remedies.yaml",
                                    "causes.yaml",  "triage.yaml",   "drinks.yaml",
                                    "foods.yaml",   "muscles.yaml"};
enum { N_FILES = sizeof files / sizeof files[0], ROOM = 65536 };

static size_t read_text(const char *folder, const char *name, char text[ROOM])
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t n = fread(text, 1, ROOM - 1, file);
    fclose(file);
    text[n] = '\0';
    return n;
}

static void write_text(const char *folder, const char *name, const char *text, size_t size)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static char folder[] = "/tmp/philtrum-knowledge-XXXXXX";

static int make_folder(void **state)
{
    static char text[ROOM];
    small = getenv("PHILTRUM_SMALL");
    if (!small || !mkdtemp(folder))
        return -1;
    for (int i = 0; i < N_FILES; i++)
        write_text(folder, files[i], text, read_text(small, files[i], text));
    return 0;
}

static int remove_folder(void **state)
{
    char path[512];
    for (int i = 0; i < N_FILES; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    return rmdir(folder);
}

/* A mistake: the first `good` in the file becomes `bad`, in which '^' marks the line that must be
 * named (at its end when there is none). */
struct mistake {
    const char *file, *good, *bad, *why;
};

/* The file with the mistake in it; returns the line of its mark. */
static int spoil(const struct mistake *m, char text[ROOM])
{
    static char rest[ROOM];
    char *at;
    read_text(small, m->file, text);
    at = strstr(text, m->good);
    if (!at)
        fail_msg("%s does not hold: %s", m->file, m->good);
    strcpy(rest, at + strlen(m->good));
    strcpy(at, m->bad);
    char *mark = strchr(at, '^');
    if (mark)
        memmove(mark, mark + 1, strlen(mark));
    else
        mark = at + strlen(at);
    int line = 1;
    for (const char *c = text; c < mark; c++)
        line += *c == '\n';
    strcat(text, rest);
    return line;
}

static void check_mistake(const struct mistake *m)
{
    static char text[ROOM], good[ROOM], wanted[600];
    struct phil_knowledge *k = (struct phil_knowledge *)text;
    struct heard heard = {0};
    const struct phil_log log = {hear, &heard};
    const int line = spoil(m, text);
    write_text(folder, m->file, text, strlen(text));
    const enum phil_status status = phil_knowledge_new(&k, folder, &log);
    write_text(folder, m->file, good, read_text(small, m->file, good));
    snprintf(wanted, sizeof wanted, "cannot use: \"%s/%s\", line %d: ", folder, m->file, line);
    if (status != PHIL_EFORMAT || strncmp(heard.text, wanted, strlen(wanted)) != 0 ||
        !strstr(heard.text, m->why))
        fail_msg("%s -> %s\nwanted %s%s\nheard  %s (%s)", m->good, m->bad, wanted, m->why,
                 heard.text, phil_status_text(status));
    assert_int_equal(heard.errors, 1);
    assert_null(k);
}

static void check_all(const struct mistake *mistakes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_mistake(&mistakes[i]);
}
#define CHECK_ALL(mistakes) check_all(mistakes, sizeof(mistakes) / sizeof((mistakes)[0]))

static void mistakes_of_form(void **state)
{
    static const struct mistake mistakes[] = {
        {"causes.yaml", "name: Stress", "name: Stress\n    ^colour: red", "unknown key: colour"},
        {"causes.yaml", "name: Stress", "name: Stress\n    ^name: Strain", "stands twice: name"},
        {"causes.yaml", "- id: stress\n    name: Stress", "- ^id: stress", "missing: name"},
        {"causes.yaml", "name: Stress", "name: \"\"", "must not be empty"},
        {"causes.yaml", "name: Stress", "name:", "must not be empty"},
        {"causes.yaml", "name: Stress", "name: [Stress]", "must be one text"},
        {"causes.yaml", "serious: no", "serious: perhaps", "no such word here: perhaps"},
        {"causes.yaml", "care: routine", "care: soon", "no such word here: soon"},
        {"causes.yaml", "basis: derived", "basis: guessed", "no such word here: guessed"},
        {"causes.yaml", "name: Stress", "name: Stress\n   ^plain: x", "did not find"},
        {"triage.yaml", "rules:", "rules: ^5\nold:", "must be a list"},
        {"foods.yaml", "foods:", "^foods: []\n---\nfoods:", "more than one document"},
        {"sources.yaml", "text: \"Invented for a test\"", "text: \"\x01\"", "control"},
        {"sources.yaml", "Invented for a test", "\xff", "UTF-8"},
    };
    CHECK_ALL(mistakes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_are_in_the_order_of_the_files),
        cmocka_unit_test(ids_are_found),
        cmocka_unit_test(what_a_file_says_is_in_memory),
        cmocka_unit_test(contents_and_muscles),
        cmocka_unit_test(mistakes_of_form),
    };
    return cmocka_run_group_tests_name("knowledge", tests, make_folder, remove_folder);
}
