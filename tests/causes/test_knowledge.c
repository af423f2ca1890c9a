/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loader gives, on a small knowledge base of invented figures (tests/causes/small). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../base/comma.h"
#include "causes/knowledge.h"
#include "folder.h"

static struct phil_knowledge *load_small(void)
{
    struct phil_knowledge *k = NULL;
    struct folder_heard heard = {0};
    const struct phil_log log = {folder_hear, &heard};
    const enum phil_status status = phil_knowledge_new(&k, folder_small(), &log);
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

/* No C file names a cause: what is added to the YAML is weighed like the others. */
static void a_new_cause_is_a_change_in_yaml_alone(void **state)
{
    static const char added[] =
        "  - {id: hiccups, name: Hiccups, plain: p, mechanism: m, course: c, settles: s, whom: w,\n"
        "     serious: no, care: self_care, care_from: 0.5, action: wait,\n"
        "     priors: [{from_age: 0, to_age: 130, share: {value: 0.1, lo: 0.05, hi: 0.2, basis: "
        "judged, source: TEST}}],\n"
        "     links: [{finding: lip_twitch, probability: {value: 0.9, lo: 0.8, hi: 0.95, basis: "
        "judged, source: TEST}}]}\n";
    static char text[FOLDER_ROOM];
    struct phil_knowledge *k = NULL;
    struct phil_answers *answers = NULL;
    struct phil_explanation *explanation = NULL;
    folder_original("causes.yaml", text);
    strcat(text, added);
    folder_write("causes.yaml", text, strlen(text));
    assert_int_equal(phil_knowledge_new(&k, folder_name(), NULL), PHIL_OK);
    assert_string_equal(phil_knowledge_cause(k, 2)->name, "Hiccups");
    assert_int_equal(phil_answers_new(&answers, k), PHIL_OK);
    assert_int_equal(phil_explain(&explanation, k, answers, NULL, NULL), PHIL_OK);
    assert_int_equal(explanation->n_causes, 3);
    assert_string_equal(explanation->causes[0].cause->id, "hiccups");
    phil_explanation_free(explanation);
    phil_answers_free(answers);
    phil_knowledge_free(k);
    folder_restore("causes.yaml");
}

/* Numbers are read and told with a point, whatever the caller's language is. */
static void the_locale_does_not_matter(void **state)
{
    char place[FIXTURE_FOLDER];
    struct folder_heard heard = {0};
    const struct phil_log log = {folder_hear, &heard};
    const bool made = fixture_comma_locale(place);
    if (made) {
        struct phil_knowledge *k = load_small();
        struct phil_answers *answers;
        assert_true(phil_knowledge_find_finding(k, "racing_heart")->background.value == 0.1);
        assert_int_equal(phil_answers_new(&answers, k), PHIL_OK);
        assert_int_equal(phil_answers_set_text(answers, "stress_0_10", "5.5", &log), PHIL_OK);
        assert_int_equal(phil_answers_set(answers, "stress_0_10", 10.5, 1, PHIL_FROM_DIARY, &log),
                         PHIL_EARG);
        assert_non_null(strstr(heard.text, "10.5"));
        phil_answers_free(answers);
        phil_knowledge_free(k);
    }
    fixture_plain_locale(place);
    if (!made)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_are_in_the_order_of_the_files),
        cmocka_unit_test(ids_are_found),
        cmocka_unit_test(what_a_file_says_is_in_memory),
        cmocka_unit_test(contents_and_muscles),
        cmocka_unit_test(a_new_cause_is_a_change_in_yaml_alone),
        cmocka_unit_test(the_locale_does_not_matter),
    };
    return cmocka_run_group_tests_name("knowledge", tests, folder_make, folder_remove);
}
