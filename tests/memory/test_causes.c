/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explanation, the next question and what recordings tell, while memory runs out. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"
#include "failing.h"

struct person {
    struct world *world;
    struct phil_answers *answers;
};

static enum phil_status explain(void *user)
{
    const struct person *person = user;
    const struct phil_explain_settings settings = {.draws = 50, .questions = 5};
    struct phil_explanation *e = (struct phil_explanation *)user;
    const enum phil_status status =
        phil_explain(&e, &person->world->k, person->answers, &settings, NULL);
    assert_int_equal(status == PHIL_OK, e != NULL);
    phil_explanation_free(e);
    return status;
}

static enum phil_status ask(void *user)
{
    const struct person *person = user;
    struct phil_question question = {.n_screen = 77};
    const enum phil_status status =
        phil_next_question(&question, &person->world->k, person->answers, 0, 10);
    assert_int_equal(status == PHIL_OK, question.n_screen != 77); /* unchanged when it failed */
    return status;
}

static struct person person_new(size_t causes, size_t findings, double density)
{
    struct dice dice = {81, 0};
    double known[WORLD_FINDINGS];
    struct person person = {world_random(&dice, causes, findings, density), NULL};
    const size_t remedy = world_remedy(person.world, 0);
    person.world->caution[remedy][0] = (struct phil_caution){.text = "mind", .source = "S"};
    person.world->remedy[remedy].n_cautions = 1;
    world_forget(known);
    for (size_t f = WORLD_COMPLAINT + 1; f < WORLD_COMPLAINT + findings; f++)
        known[f] = f % 5 == 0 ? NAN : f % 5 > 1;
    person.answers = world_answers(person.world, known);
    return person;
}

static void person_release(struct person *person)
{
    phil_answers_free(person->answers);
    free(person->world);
}

static void test_explain(void **state)
{
    struct person person = person_new(6, 12, 0.4);
    failing_sweep("explain", explain, &person, 0);
    failing_sweep("ask", ask, &person, 0);
    person_release(&person);
}

/* Too much evidence for the table: the likely combinations are looked for. */
static void test_wide(void **state)
{
    struct person person = person_new(20, 40, 0.7);
    failing_sweep("explain, wide", explain, &person, 8);
    person_release(&person);
}

static enum phil_status recordings(void *user)
{
    struct phil_segment rest = {0, 60, PHIL_SEGMENT_REST};
    struct phil_face_result face = {.usable_s = 60, .segments = &rest, .n_segments = 1};
    struct phil_analysis analysis = {.faces = &face, .n_faces = 1};
    const struct phil_analysis *const analyses[] = {&analysis};
    const struct person *person = user;
    struct phil_answers *answers = NULL;
    face.pattern.movement_probability[PHIL_MOVEMENT_TREMOR] = 1;
    enum phil_status status = phil_answers_new(&answers, &person->world->k);
    if (!status)
        status = phil_answers_add_analyses(answers, analyses, 1, NULL);
    phil_answers_free(answers);
    return status;
}

static void test_recordings(void **state)
{
    struct person person = person_new(2, 4, 0.5);
    person.world->finding[WORLD_COMPLAINT + 1].view.id = "lip_tremor_rest";
    failing_sweep("recordings", recordings, &person, 0);
    person_release(&person);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_explain),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_recordings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
