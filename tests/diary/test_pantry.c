/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drinks, foods, analytes and medicines that philtrum knows, as people would type them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "diary/labs.h"
#include "diary/medicines.h"
#include "pantry.h"

static struct phil_knowledge *knowledge;

static int load(void **state)
{
    struct heard heard;
    const struct phil_log log = listen_to(&heard);
    if (phil_knowledge_new(&knowledge, NULL, &log) == PHIL_OK)
        return 0;
    fprintf(stderr, "%s\n", heard.error);
    return -1;
}

static int unload(void **state)
{
    phil_knowledge_free(knowledge);
    return 0;
}

static enum phil_status type(const char *before, const char *words, const char *behind,
                             struct phil_entry *e, struct heard *heard)
{
    char line[300];
    const char *const typed[] = {line};
    const struct phil_moment now = moment_of("2026-11-26T14:00:00Z");
    const struct phil_log log = listen_to(heard);
    snprintf(line, sizeof line, "%s%s%s", before, words, behind);
    return phil_entry_parse(e, knowledge, typed, 1, NULL, &now, &log);
}

static void expect(const struct phil_intake *intake, const char *before, const char *words,
                   const char *behind, double amount)
{
    struct phil_entry e;
    struct heard heard;
    if (type(before, words, behind, &e, &heard) != PHIL_OK)
        fail_msg("%s%s%s: %s", before, words, behind, heard.error);
    if (strcmp(e.thing, intake->id) != 0 || e.amount != amount)
        fail_msg("%s%s%s: %g %s, not %g %s", before, words, behind, e.amount, e.thing, amount,
                 intake->id);
}

/* Every id, name and alias means its own drink or food, with an amount before and behind it. */
static void every_word_means_its_own(void **state)
{
    size_t n = 0;
    const struct phil_intake *intake;
    for (; (intake = phil_knowledge_intake(knowledge, n)); n++) {
        const bool pure = strcmp(intake->serving, "mg") == 0 || strcmp(intake->serving, "g") == 0;
        for (size_t w = 0; w < intake->n_aliases + 2; w++) {
            const char *word = w == 0 ? intake->id : w == 1 ? intake->name : intake->aliases[w - 2];
            expect(intake, "", word, " 3", 3);
            expect(intake, "2 ", word, "", 2);
            if (!pure)
                expect(intake, "", word, "", 1);
        }
        if (intake->food)
            assert_true(intake->serving_ml == 0);
        else
            assert_true(intake->serving_g == 0);
    }
    assert_true(n >= 100);
}

/* The serving's own word counts servings: a unit that is not known would be refused. */
static void every_serving_is_a_unit(void **state)
{
    const struct phil_intake *intake;
    for (size_t i = 0; (intake = phil_knowledge_intake(knowledge, i)); i++) {
        char behind[64];
        snprintf(behind, sizeof behind, " 3 %s", intake->serving);
        expect(intake, "", intake->name, behind, 3);
    }
}

/* No more alcohol or caffeine than can be: spirits have 60 % of 0.789 g/ml at most, energy shots
 * some 4 mg/ml. */
static void figures_are_possible(void **state)
{
    const struct phil_intake *intake;
    for (size_t i = 0; (intake = phil_knowledge_intake(knowledge, i)); i++) {
        if (intake->serving_ml > 0 && intake->alcohol_g.source)
            assert_true(intake->alcohol_g.hi <= 0.6 * 0.789 * intake->serving_ml);
        if (intake->serving_ml > 0 && intake->caffeine_mg.source)
            assert_true(intake->caffeine_mg.hi <= 4 * intake->serving_ml);
    }
}

static void what_medicines_answer_is_known(void **state)
{
    static const char *const names[] = {
        "furosemide",  "spironolactone", "lisinopril", "salbutamol", "prednisolone",
        "haloperidol", "fluvoxamine",    "sertraline", "modafinil",  "omeprazole",
        "lithium",     "levodopa",       "potassium",  "senna",      "microgynon"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *const *finding = phil_medicine_findings(names[i]);
        assert_non_null(finding);
        for (; *finding; finding++) {
            const struct phil_finding *known = phil_knowledge_find_finding(knowledge, *finding);
            if (!known || known->type != PHIL_FINDING_YES_NO)
                fail_msg("%s: %s is no finding", names[i], *finding);
        }
    }
}

static void analytes_have_findings(void **state)
{
    for (size_t i = 0; phil_analyte_at(i); i++) {
        const struct phil_analyte *analyte = phil_analyte_at(i);
        const struct phil_finding *f = phil_knowledge_find_finding(knowledge, analyte->finding);
        assert_non_null(f);
        assert_true(f->type == PHIL_FINDING_NUMBER);
        assert_true(f->lo == analyte->lo && f->hi == analyte->hi);
    }
}

static void half_lives_have_sources(void **state)
{
    const struct phil_metabolism people[] = {{0},
                                             {.smoker = true},
                                             {.contraceptive_pill = true},
                                             {.pregnant = true},
                                             {.fluvoxamine = true}};
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++)
        assert_non_null(
            phil_knowledge_find_source(knowledge, phil_caffeine_half_life(&people[i]).source));
}

/* Slips of the keyboard among all the words that there are. */
static void slips(void **state)
{
    static const struct {
        const char *typed, *meant;
    } tries[] = {
        {"espreso", "Espresso"},      {"capuchino", "capuccino"}, {"cofee", "coffee"},
        {"bananna", "Banana"},        {"wiskey", "whiskey"},      {"lentlis", "Lentils"},
        {"coffein tablet", "tablet"}, {"slepp 7h", "sleep"},      {"magnesum", "magnesium"}};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        struct phil_entry e;
        struct heard heard;
        assert_int_equal(type("", tries[i].typed, "", &e, &heard), PHIL_EARG);
        const char *offer = strstr(heard.error, "did you mean \"");
        if (!offer || !strcasestr(offer, tries[i].meant))
            fail_msg("%s: %s", tries[i].typed, heard.error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_means_its_own),
        cmocka_unit_test(every_serving_is_a_unit),
        cmocka_unit_test(figures_are_possible),
        cmocka_unit_test(what_medicines_answer_is_known),
        cmocka_unit_test(analytes_have_findings),
        cmocka_unit_test(half_lives_have_sources),
        cmocka_unit_test(slips),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
