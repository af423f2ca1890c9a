/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The knowledge base that is built in: it loads, and holds what philtrum promises of it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "causes/knowledge.h"
#include "folder.h"

static struct phil_knowledge *knowledge;

static int load(void **state)
{
    struct folder_heard heard = {0};
    const struct phil_log log = {folder_hear, &heard};
    const enum phil_status status = phil_knowledge_new(&knowledge, NULL, &log);
    if (status || heard.errors)
        print_error("%s\n", heard.text);
    return status || heard.errors ? -1 : 0;
}

static int unload(void **state)
{
    phil_knowledge_free(knowledge);
    return 0;
}

static void every_cause_of_the_contract_is_there(void **state)
{
    static const char *const ids[] = {
        "caffeine",
        "low_potassium",
        "stress",
        "sleep_loss",
        "alcohol",
        "hemifacial_spasm",
        "brainstem_lesion",
        "tourette",
        "als",
        "parkinson",
        "medication",
        "low_calcium_magnesium",
        "benign_twitching",
        "facial_myokymia_ms",
        "post_paralytic_synkinesis",
        "focal_seizure",
        "essential_tremor",
        "dystonia",
        "functional",
        "hyperthyroidism",
    };
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (!phil_knowledge_find_cause(knowledge, ids[i]))
            fail_msg("missing: %s", ids[i]);
}

/* --- figures ---------------------------------------------------------------------------------- */

static size_t n_figures;

static void check_figure(const struct phil_figure *figure, const char *of, const char *what)
{
    if (!isfinite(figure->value) || !(figure->lo <= figure->value && figure->value <= figure->hi))
        fail_msg("%s, %s: %g, %g, %g", of, what, figure->lo, figure->value, figure->hi);
    if (!figure->source || !phil_knowledge_find_source(knowledge, figure->source))
        fail_msg("%s, %s: no source", of, what);
    if (!phil_basis_name(figure->basis))
        fail_msg("%s, %s: no basis", of, what);
    if (figure->basis == PHIL_BASIS_MEASURED && strcmp(figure->source, "JUDGED") == 0)
        fail_msg("%s, %s: measured by nobody", of, what);
    n_figures++;
}

static void check_cause(const struct phil_cause_entry *cause)
{
    const char *id = cause->view.id;
    for (size_t i = 0; i < cause->n_priors; i++)
        check_figure(&cause->priors[i].share, id, "prior");
    for (size_t i = 0; i < cause->n_links; i++)
        check_figure(&cause->links[i].probability, id,
                     knowledge->findings[cause->links[i].finding].view.id);
    for (size_t i = 0; i < cause->n_exposures; i++)
        for (size_t j = 0; j < cause->exposures[i].n_points; j++)
            check_figure(&cause->exposures[i].points[j].odds_ratio, id,
                         knowledge->findings[cause->exposures[i].finding].view.id);
}

static void check_intake(const struct phil_intake *intake)
{
    if (intake->caffeine_mg.source)
        check_figure(&intake->caffeine_mg, intake->id, "caffeine");
    if (intake->alcohol_g.source)
        check_figure(&intake->alcohol_g, intake->id, "alcohol");
    if (intake->potassium_mg.source)
        check_figure(&intake->potassium_mg, intake->id, "potassium");
}

static void every_figure_has_its_source_and_basis(void **state)
{
    n_figures = 0;
    for (size_t i = 0; i < knowledge->n_causes; i++)
        check_cause(&knowledge->causes[i]);
    for (size_t i = 0; i < knowledge->n_findings; i++)
        if (knowledge->findings[i].view.in_network)
            check_figure(&knowledge->findings[i].view.background, knowledge->findings[i].view.id,
                         "background");
    for (size_t i = 0; i < knowledge->n_intakes; i++)
        check_intake(&knowledge->intakes[i]);
    print_message("# %zu figures\n", n_figures);
    assert_true(n_figures > 500);
}

static void every_rule_remedy_and_muscle_has_its_source(void **state)
{
    for (size_t i = 0; i < knowledge->n_rules; i++)
        assert_non_null(phil_knowledge_find_source(knowledge, knowledge->rules[i].source));
    for (size_t i = 0; i < knowledge->n_muscles; i++)
        assert_non_null(phil_knowledge_find_source(knowledge, knowledge->muscles[i].source));
    for (size_t i = 0; i < knowledge->n_remedies; i++) {
        const struct phil_remedy *remedy = &knowledge->remedies[i];
        assert_non_null(phil_knowledge_find_source(knowledge, remedy->source));
        for (size_t j = 0; j < remedy->n_cautions; j++)
            assert_non_null(phil_knowledge_find_source(knowledge, remedy->cautions[j].source));
    }
}

/* --- packed and unpacked ---------------------------------------------------------------------- */

static void check_same_figure(const struct phil_figure *a, const struct phil_figure *b)
{
    assert_true(a->value == b->value && a->lo == b->lo && a->hi == b->hi);
    assert_int_equal(a->basis, b->basis);
    assert_string_equal(a->source, b->source);
    assert_string_equal(a->note ? a->note : "", b->note ? b->note : "");
}

static void check_same_when(const struct phil_when *a, const struct phil_when *b)
{
    assert_int_equal(a->n_all, b->n_all);
    assert_int_equal(a->n_any, b->n_any);
    assert_int_equal(a->n_none, b->n_none);
    for (size_t i = 0; i < a->n_all; i++)
        assert_memory_equal(&a->all[i].value, &b->all[i].value, sizeof(double));
    for (size_t i = 0; i < a->n_any; i++)
        assert_int_equal(a->any[i].finding, b->any[i].finding);
}

static void check_same_cause(const struct phil_cause_entry *a, const struct phil_cause_entry *b)
{
    assert_string_equal(a->view.whom, b->view.whom);
    assert_true(a->care == b->care && a->care_from == b->care_from);
    assert_int_equal(a->n_priors, b->n_priors);
    assert_int_equal(a->n_exposures, b->n_exposures);
    assert_int_equal(a->n_links, b->n_links);
    assert_int_equal(a->n_remedies, b->n_remedies);
    for (size_t i = 0; i < a->n_priors; i++)
        check_same_figure(&a->priors[i].share, &b->priors[i].share);
    for (size_t i = 0; i < a->n_links; i++)
        check_same_figure(&a->links[i].probability, &b->links[i].probability);
    for (size_t i = 0; i < a->n_exposures; i++) {
        assert_int_equal(a->exposures[i].n_points, b->exposures[i].n_points);
        for (size_t j = 0; j < a->exposures[i].n_points; j++)
            check_same_figure(&a->exposures[i].points[j].odds_ratio,
                              &b->exposures[i].points[j].odds_ratio);
    }
}

static void check_same_trial(const struct phil_trial_entry *a, const struct phil_trial_entry *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (!a)
        return;
    assert_string_equal(a->view.usual, b->view.usual);
    assert_string_equal(a->view.run_in, b->view.run_in);
    assert_int_equal(a->view.period_days, b->view.period_days);
    check_same_figure(&a->view.onset_days, &b->view.onset_days);
    assert_int_equal(a->n_needs, b->n_needs);
    assert_int_equal(a->n_limits, b->n_limits);
    for (size_t i = 0; i < a->n_limits; i++)
        check_same_when(&a->limits[i].when, &b->limits[i].when);
}

static void what_is_built_in_is_what_the_folder_holds(void **state)
{
    struct phil_knowledge *read;
    assert_int_equal(phil_knowledge_new(&read, TESTS_KNOWLEDGE, NULL), PHIL_OK);
    assert_int_equal(read->n_findings, knowledge->n_findings);
    assert_int_equal(read->n_causes, knowledge->n_causes);
    assert_int_equal(read->n_rules, knowledge->n_rules);
    assert_int_equal(read->n_remedies, knowledge->n_remedies);
    assert_int_equal(read->n_intakes, knowledge->n_intakes);
    assert_int_equal(read->n_sources, knowledge->n_sources);
    assert_int_equal(read->n_screens, knowledge->n_screens);
    for (size_t i = 0; i < read->n_causes; i++)
        check_same_cause(&read->causes[i], &knowledge->causes[i]);
    for (size_t i = 0; i < read->n_findings; i++) {
        assert_string_equal(read->findings[i].view.question, knowledge->findings[i].view.question);
        check_same_when(&read->findings[i].from, &knowledge->findings[i].from);
        check_same_when(&read->findings[i].asked_when, &knowledge->findings[i].asked_when);
    }
    for (size_t i = 0; i < read->n_rules; i++)
        check_same_when(&read->rules[i].when, &knowledge->rules[i].when);
    for (size_t i = 0; i < read->n_remedies; i++)
        check_same_trial(read->remedies[i].trial, knowledge->remedies[i].trial);
    phil_knowledge_free(read);
}

/* --- nothing is there for nothing ------------------------------------------------------------- */

static void mark_when(bool *used, const struct phil_when *when)
{
    for (size_t i = 0; i < when->n_all; i++)
        used[when->all[i].finding] = true;
    for (size_t i = 0; i < when->n_any; i++)
        used[when->any[i].finding] = true;
    for (size_t i = 0; i < when->n_none; i++)
        used[when->none[i].finding] = true;
}

static void mark_causes(bool *used)
{
    for (size_t i = 0; i < knowledge->n_causes; i++) {
        const struct phil_cause_entry *cause = &knowledge->causes[i];
        for (size_t j = 0; j < cause->n_links; j++)
            used[cause->links[j].finding] = true;
        for (size_t j = 0; j < cause->n_exposures; j++)
            used[cause->exposures[j].finding] = true;
    }
}

static void mark_care(bool *used)
{
    for (size_t i = 0; i < knowledge->n_rules; i++)
        mark_when(used, &knowledge->rules[i].when);
    for (size_t i = 0; i < knowledge->n_remedies; i++)
        for (size_t j = 0; j < knowledge->remedies[i].n_cautions; j++)
            mark_when(used, &knowledge->remedies[i].cautions[j].when);
}

/* A question whose answer changes nothing wastes a person's time. The diary takes what changes how
 * fast caffeine leaves from the answers, and counts twitches itself. */
static void every_question_serves_something(void **state)
{
    static const char *const of_the_diary[] = {"smoker", "contraceptive_pill", "fluvoxamine",
                                               "twitches_per_day", "pregnant"};
    bool *used = calloc(knowledge->n_findings, sizeof *used);
    assert_non_null(used);
    used[knowledge->age] = used[knowledge->sex] = true;
    mark_causes(used);
    mark_care(used);
    for (size_t i = 0; i < knowledge->n_findings; i++) {
        mark_when(used, &knowledge->findings[i].from);
        mark_when(used, &knowledge->findings[i].asked_when);
    }
    for (size_t i = 0; i < sizeof of_the_diary / sizeof of_the_diary[0]; i++)
        used[phil_knowledge_finding_at(knowledge, of_the_diary[i])] = true;
    size_t idle = 0;
    for (size_t i = 0; i < knowledge->n_findings; i++)
        if (!used[i]) {
            print_error("serves nothing: %s\n", knowledge->findings[i].view.id);
            idle++;
        }
    free(used);
    assert_int_equal(idle, 0);
}

static void every_region_has_its_muscles(void **state)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (!phil_knowledge_muscle(knowledge, (enum phil_region)r, 0))
            fail_msg("no muscle moves: %s", phil_region_name((enum phil_region)r));
    assert_string_equal(phil_knowledge_muscle(knowledge, PHIL_CHIN, 0)->id, "mentalis");
}

static void left_and_right_have_the_same_muscles(void **state)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        for (size_t i = 0; i <= knowledge->n_region_muscles[r]; i++)
            assert_ptr_equal(
                phil_knowledge_muscle(knowledge, (enum phil_region)r, i),
                phil_knowledge_muscle(knowledge, phil_region_mirror((enum phil_region)r), i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cause_of_the_contract_is_there),
        cmocka_unit_test(every_figure_has_its_source_and_basis),
        cmocka_unit_test(every_rule_remedy_and_muscle_has_its_source),
        cmocka_unit_test(what_is_built_in_is_what_the_folder_holds),
        cmocka_unit_test(every_question_serves_something),
        cmocka_unit_test(every_region_has_its_muscles),
        cmocka_unit_test(left_and_right_have_the_same_muscles),
    };
    return cmocka_run_group_tests_name("built-in knowledge", tests, load, unload);
}
