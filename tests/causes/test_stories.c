/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ten people whom philtrum was made for: the leading cause and the care must be exactly those
 * of stories/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "outcome.h"

struct fixture {
    struct phil_knowledge *knowledge;
    struct vignettes stories;
};

static void say(void *user, enum phil_level level, const char *text)
{
    printf("# %s\n", text);
}
static const struct phil_log loud = {say, NULL};

static int load(void **state)
{
    static struct fixture f;
    char error[4500];
    *state = &f;
    if (phil_knowledge_new(&f.knowledge, NULL, &loud))
        return -1;
    if (vignettes_read(&f.stories, TESTS_STORIES, error, sizeof error))
        return 0;
    printf("# %s\n", error);
    return -1;
}

static int unload(void **state)
{
    struct fixture *f = *state;
    vignettes_release(&f->stories);
    phil_knowledge_free(f->knowledge);
    return 0;
}

static const struct vignette *story(const struct fixture *f, const char *id)
{
    for (size_t k = 0; k < f->stories.n; k++)
        if (!strcmp(f->stories.list[k].id, id))
            return &f->stories.list[k];
    fail_msg("no story \"%s\"", id);
    return NULL;
}

static void none_is_forgotten(void **state)
{
    struct fixture *f = *state;
    assert_true(f->stories.n >= 10);
}

static void the_leading_cause_is_the_expected_one(void **state)
{
    struct fixture *f = *state;
    int wrong = 0;
    for (size_t k = 0; k < f->stories.n; k++) {
        struct outcome o;
        assert_int_equal(outcome_of(&o, f->knowledge, &f->stories.list[k], &loud), PHIL_OK);
        if (o.rank != 1) {
            print_error("%s: leads %s (%.2f), then %s (%.2f), %s (%.2f)\n", o.vignette->id,
                        o.leading[0], o.probability[0], o.leading[1], o.probability[1],
                        o.leading[2], o.probability[2]);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void the_care_is_the_expected_one(void **state)
{
    struct fixture *f = *state;
    int wrong = 0;
    for (size_t k = 0; k < f->stories.n; k++) {
        struct outcome o;
        assert_int_equal(outcome_of(&o, f->knowledge, &f->stories.list[k], &loud), PHIL_OK);
        if (o.care != o.vignette->care) {
            print_error("%s: %s by \"%s\", not %s\n", o.vignette->id, phil_care_name(o.care),
                        o.rule, phil_care_name(o.vignette->care));
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* Explains a story with one more answer. */
static struct phil_explanation *explain_with(const struct fixture *f, const char *id,
                                             const char *finding, const char *value)
{
    struct phil_answers *answers = NULL;
    struct phil_explanation *explanation = NULL;
    const struct phil_explain_settings plain = {0, 1, 0};
    assert_int_equal(vignette_answers(&answers, f->knowledge, story(f, id), &loud), PHIL_OK);
    if (finding)
        assert_int_equal(phil_answers_set_text(answers, finding, value, &loud), PHIL_OK);
    assert_int_equal(phil_explain(&explanation, f->knowledge, answers, &plain, &loud), PHIL_OK);
    phil_answers_free(answers);
    return explanation;
}

static const struct phil_cause_result *result_of(const struct phil_explanation *e, const char *id)
{
    for (size_t k = 0; k < e->n_causes; k++)
        if (!strcmp(e->causes[k].cause->id, id))
            return &e->causes[k];
    fail_msg("no cause \"%s\"", id);
    return NULL;
}

static void a_red_flag_is_not_silenced_by_any_story(void **state)
{
    struct fixture *f = *state;
    static const char *const flags[] = {"face_droop_sudden", "seizure_first", "breathing_trouble"};
    for (size_t k = 0; k < f->stories.n; k++)
        for (size_t flag = 0; flag < sizeof flags / sizeof flags[0]; flag++) {
            struct phil_explanation *e = explain_with(f, f->stories.list[k].id, flags[flag], "yes");
            if (e->care != PHIL_CARE_EMERGENCY)
                fail_msg("%s with %s: %s", f->stories.list[k].id, flags[flag],
                         phil_care_name(e->care));
            phil_explanation_free(e);
        }
}

static void more_coffee_speaks_more_for_coffee(void **state)
{
    struct fixture *f = *state;
    static const char *const cups[] = {"0", "2", "6", "12"};
    double before = -1;
    for (size_t k = 0; k < sizeof cups / sizeof cups[0]; k++) {
        struct phil_explanation *e =
            explain_with(f, "story-six-coffees", "coffee_cups_per_day", cups[k]);
        const double now = result_of(e, "caffeine")->probability;
        assert_true(now >= before);
        before = now;
        phil_explanation_free(e);
    }
    assert_true(before > 0.5);
}

/* The advice of this remedy; NULL when it is not given. */
static const struct phil_advice *advice_of(const struct phil_explanation *e, const char *remedy)
{
    for (size_t k = 0; k < e->n_advice; k++)
        if (!strcmp(e->advice[k].remedy, remedy))
            return &e->advice[k];
    return NULL;
}

static void potassium_is_not_advised_to_a_bad_kidney(void **state)
{
    struct fixture *f = *state;
    struct phil_explanation *e = explain_with(f, "story-diuretic-cramps", "kidney_disease", "no");
    assert_non_null(advice_of(e, "potassium_food"));
    assert_false(advice_of(e, "potassium_food")->withheld);
    phil_explanation_free(e);
    static const char *const dangers[] = {"kidney_disease", "ace_inhibitor_or_arb",
                                          "potassium_sparing_diuretic"};
    for (size_t k = 0; k < sizeof dangers / sizeof dangers[0]; k++) {
        e = explain_with(f, "story-diuretic-cramps", dangers[k], "yes");
        const struct phil_advice *food = advice_of(e, "potassium_food");
        assert_true(!food || (food->withheld && food->n_cautions > 0));
        phil_explanation_free(e);
    }
}

static void a_dependent_drinker_is_not_told_to_stop(void **state)
{
    struct fixture *f = *state;
    struct phil_explanation *e = explain_with(f, "story-years-of-alcohol", NULL, NULL);
    const struct phil_advice *less = advice_of(e, "less_alcohol");
    assert_true(!less || (less->withheld && less->n_cautions > 0));
    phil_explanation_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_is_forgotten),
        cmocka_unit_test(the_leading_cause_is_the_expected_one),
        cmocka_unit_test(the_care_is_the_expected_one),
        cmocka_unit_test(a_red_flag_is_not_silenced_by_any_story),
        cmocka_unit_test(more_coffee_speaks_more_for_coffee),
        cmocka_unit_test(potassium_is_not_advised_to_a_bad_kidney),
        cmocka_unit_test(a_dependent_drinker_is_not_told_to_stop),
    };
    return cmocka_run_group_tests_name("stories", tests, load, unload);
}
