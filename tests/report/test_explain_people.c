/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the real knowledge base says to the published people and to the ten of the stories: every
 * text that a report needs is there, whatever is answered. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "explain_fixture.h"
#include "fixture.h"
#include "vignette.h"
#include "well_formed.h"

static void say(void *user, enum phil_level level, const char *text)
{
    printf("# %s\n", text);
}
static const struct phil_log loud = {say, NULL};

static void refuse(const char *id, const char *text, const char *what)
{
    if (strstr(text, what))
        fail_msg("%s is told \"%s\": %s", id, what, strstr(text, what));
}

/* A text that is missing shows as one of these. */
static void check_whole(const char *id, const char *text)
{
    static const char *const holes[] = {"(null)", ": \n", ":\n\n", "()", "( ", " .\n", "{}"};
    assert_false(fixture_has_nan(text));
    for (size_t i = 0; i < sizeof holes / sizeof *holes; i++)
        refuse(id, text, holes[i]);
}

/* An id is for programs, but for the remedies that `philtrum trial plan' takes. */
static void check_ids(const char *id, const char *text, const struct phil_knowledge *knowledge)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    for (const char *c = strchr(text, '_'); c; c = strchr(c, '_')) {
        char word[64];
        const char *from = c;
        while (from > text && strchr(letters, from[-1]))
            from--;
        c = from + strspn(from, letters);
        snprintf(word, sizeof word, "%.*s", (int)(c - from), from);
        if (!phil_knowledge_trial(knowledge, word))
            fail_msg("%s is told an id: %s", id, word);
    }
}

static void check_care(const char *id, const char *text, enum phil_care care)
{
    static const char *const headings[] = {"Nothing you have told calls for a doctor now\n",
                                           "Make an appointment with a doctor\n",
                                           "See a doctor today or tomorrow\n", "Get help now\n"};
    assert_int_equal(strncmp(text, headings[care], strlen(headings[care])), 0);
    if (care != PHIL_CARE_EMERGENCY)
        return;
    refuse(id, text, "What to try");
    refuse(id, text, "What would settle it");
}

/* Above the list of serious causes, one stands only after its rarity or where triage names it. */
static void check_serious(const char *text, const struct phil_explanation *explanation)
{
    const char *list = strstr(text, "\nSerious causes\n");
    for (size_t i = 0; i < explanation->n_causes; i++) {
        const struct phil_cause_result *result = &explanation->causes[i];
        char heading[200];
        snprintf(heading, sizeof heading, "\n\n%.60s", result->cause->name);
        const char *told = strstr(text, heading);
        if (!result->cause->serious || !told || (list && told > list))
            continue;
        const char *rarity = strstr(told, "This one is serious, so first how rare it is");
        assert_non_null(rarity);
        assert_true(rarity < strstr(told, "It has a part"));
    }
}

static void check_person(const struct phil_knowledge *knowledge, const struct vignette *person)
{
    struct phil_answers *answers = NULL;
    struct phil_explanation *explanation = NULL;
    const struct phil_explain_settings settings = {.draws = 20, .seed = 1, .questions = 5};
    assert_int_equal(vignette_answers(&answers, knowledge, person, &loud), PHIL_OK);
    assert_int_equal(phil_explain(&explanation, knowledge, answers, &settings, &loud), PHIL_OK);
    const struct phil_explanation_view view = {.explanation = explanation,
                                               .knowledge = knowledge,
                                               .answers = answers,
                                               .now = {1795694400, 3600, "Europe/Berlin"}};
    for (int full = 0; full < 2; full++) {
        struct phil_explanation_view form = view;
        form.full = full;
        char *text = explain_view_terminal(&form, 240, false, false);
        check_whole(person->id, text);
        check_ids(person->id, text, knowledge);
        check_care(person->id, text, explanation->care);
        check_serious(text, explanation);
        assert_false(explanation->care >= PHIL_CARE_URGENT && strstr(text, "trial plan"));
        free(text);
    }
    char *text = explain_view_html(&view);
    well_formed_check(text);
    refuse(person->id, text, "(null)");
    free(text);
    text = explain_view_json(&view);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    json_decref(root);
    free(text);
    phil_explanation_free(explanation);
    phil_answers_free(answers);
}

static void everybody_is_told_in_whole_sentences(void **state)
{
    static const char *const folders[] = {TESTS_STORIES, TESTS_VIGNETTES};
    struct phil_knowledge *knowledge;
    char error[4500];
    assert_int_equal(phil_knowledge_new(&knowledge, NULL, &loud), PHIL_OK);
    for (size_t f = 0; f < 2; f++) {
        struct vignettes people;
        if (!vignettes_read(&people, folders[f], error, sizeof error))
            fail_msg("%s", error);
        assert_true(people.n >= 10);
        for (size_t i = 0; i < people.n; i++)
            check_person(knowledge, &people.list[i]);
        vignettes_release(&people);
    }
    phil_knowledge_free(knowledge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_is_told_in_whole_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
