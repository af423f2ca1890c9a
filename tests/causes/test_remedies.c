/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Advice that could do harm, in the knowledge that is built in: with every combination of what
 * makes a remedy dangerous it is withheld, or says so; and no text tells anybody to stop a
 * medicine.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "causes/knowledge.h"

struct told {
    const char *finding, *value;
};

static int load(void **state)
{
    return phil_knowledge_new((struct phil_knowledge **)state, NULL, NULL) ? -1 : 0;
}

static int unload(void **state)
{
    phil_knowledge_free(*state);
    return 0;
}

/* What is advised to somebody of whom `always` is known and, bit by bit, `some`. */
static struct phil_explanation *advise(const struct phil_knowledge *k, const struct told *always,
                                       size_t n_always, const struct told *some, size_t n_some,
                                       unsigned bits, struct phil_answers **answers)
{
    const struct phil_explain_settings plain = {.draws = 0, .seed = 1, .questions = 0};
    struct phil_explanation *e;
    assert_int_equal(phil_answers_new(answers, k), PHIL_OK);
    for (size_t i = 0; i < n_always; i++)
        assert_int_equal(phil_answers_set_text(*answers, always[i].finding, always[i].value, NULL),
                         PHIL_OK);
    for (size_t i = 0; i < n_some; i++)
        if (bits >> i & 1)
            assert_int_equal(phil_answers_set_text(*answers, some[i].finding, some[i].value, NULL),
                             PHIL_OK);
    assert_int_equal(phil_explain(&e, k, *answers, &plain, NULL), PHIL_OK);
    return e;
}

static const struct phil_advice *find(const struct phil_explanation *e, const char *remedy)
{
    for (size_t i = 0; i < e->n_advice; i++)
        if (strcmp(e->advice[i].remedy, remedy) == 0)
            return &e->advice[i];
    return NULL;
}

static bool warns(const struct phil_advice *advice, const char *words)
{
    for (size_t i = 0; i < advice->n_cautions; i++)
        if (strstr(advice->cautions[i], words))
            return true;
    return false;
}
#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Each risk alone and all of them together: withheld, and the first thing said is why. */
static void potassium_is_kept_from_whom_it_could_harm(void **state)
{
    static const struct told always[] = {{"age", "70"},
                                         {"diuretic", "yes"},
                                         {"muscle_cramps", "yes"},
                                         {"general_weakness", "yes"},
                                         {"laxatives_often", "yes"}},
                             risks[] = {{"kidney_disease", "yes"},
                                        {"ace_inhibitor_or_arb", "yes"},
                                        {"potassium_sparing_diuretic", "yes"},
                                        {"potassium_supplement", "yes"},
                                        {"salt_substitute", "yes"},
                                        {"persists_despite_remedies", "yes"}};
    for (unsigned bits = 0; bits < 1u << COUNT(risks); bits++) {
        struct phil_answers *answers;
        struct phil_explanation *e =
            advise(*state, always, COUNT(always), risks, COUNT(risks), bits, &answers);
        const struct phil_advice *food = find(e, "potassium_food");
        assert_non_null(food);
        assert_true(food->withheld == (bits != 0));
        if (bits & 1)
            assert_non_null(strstr(food->cautions[0], "kidney"));
        if (bits & 2)
            assert_true(warns(food, "-sartan"));
        phil_explanation_free(e);
        phil_answers_free(answers);
    }
}

/* Of whom nothing is known it must be safe as well: the advice itself names the risks. */
static void potassium_names_its_risks_to_everybody(void **state)
{
    const struct phil_knowledge *k = *state;
    for (size_t i = 0; i < k->n_remedies; i++)
        if (strcmp(k->remedies[i].id, "potassium_food") == 0) {
            static const char *const words[] = {
                "blood test",         "kidneys",        "-pril", "-sartan",
                "keeps potassium in", "salt substitute"};
            for (size_t j = 0; j < COUNT(words); j++)
                assert_non_null(strstr(k->remedies[i].how, words[j]));
        }
}

static void nobody_who_may_depend_on_alcohol_is_told_to_stop(void **state)
{
    static const struct told always[] = {{"age", "50"}, {"heavy_drinking", "yes"}},
                             signs[] = {
                                 {"audit_c", "11"},         {"alcohol_g_per_week", "900"},
                                 {"morning_shakes", "yes"}, {"stopped_drinking_recently", "yes"},
                                 {"pregnant", "yes"},       {"hand_tremor_action", "yes"}};
    for (unsigned bits = 0; bits < 1u << COUNT(signs); bits++) {
        struct phil_answers *answers;
        struct phil_explanation *e =
            advise(*state, always, COUNT(always), signs, COUNT(signs), bits, &answers);
        const struct phil_advice *less = find(e, "less_alcohol");
        assert_non_null(less);
        assert_non_null(strstr(less->how, "never all at once"));
        assert_true(less->withheld == ((bits & 15) != 0));
        assert_true(warns(less, "ot all at once") || warns(less, "Do not stop at once"));
        if (bits & 7)
            assert_non_null(strstr(less->cautions[0], "with a doctor's help"));
        if (bits & 8)
            assert_true(warns(less, "emergency number"));
        if (bits & 16)
            assert_true(warns(less, "do not stop alone"));
        phil_explanation_free(e);
        phil_answers_free(answers);
    }
}

static void caffeine_has_its_limits(void **state)
{
    static const struct told always[] = {{"coffee_cups_per_day", "8"}, {"racing_heart", "yes"}},
                             some[] = {{"pregnant", "yes"},
                                       {"breastfeeding", "yes"},
                                       {"age", "15"},
                                       {"fluvoxamine", "yes"}};
    for (unsigned bits = 0; bits < 1u << COUNT(some); bits++) {
        struct phil_answers *answers;
        struct phil_explanation *e =
            advise(*state, always, COUNT(always), some, COUNT(some), bits, &answers);
        const struct phil_advice *less = find(e, "less_caffeine");
        assert_non_null(less);
        assert_false(less->withheld);
        assert_true(warns(less, "one day to the next"));
        assert_true(warns(less, "In pregnancy") == ((bits & 1) != 0));
        assert_true(warns(less, "below 200 mg") == ((bits & 3) != 0));
        assert_true(warns(less, "3 mg of caffeine") == ((bits & 4) != 0));
        assert_true(warns(less, "Keep taking the medicine") == ((bits & 8) != 0));
        phil_explanation_free(e);
        phil_answers_free(answers);
    }
}

/* The sentence around `at`, in small letters. */
static void sentence_around(const char *text, const char *at, char *sentence, size_t size)
{
    const char *from = at, *to = at;
    while (from > text && !strchr(".:;!?", from[-1]))
        from--;
    while (*to && !strchr(".:;!?", *to))
        to++;
    size_t n = 0;
    for (; from < to && n + 1 < size; from++)
        sentence[n++] = (char)tolower((unsigned char)*from);
    sentence[n] = '\0';
}

static bool names_a_medicine(const char *sentence)
{
    static const char *const words[] = {"medicine", "tablet", "pill",    "blocker", "drug",
                                        "insulin",  "spray",  "lithium", "dose",    "levodopa"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (strstr(sentence, words[i]))
            return true;
    return false;
}

/* Ways to tell somebody to do without; "stopping" and "stopped" tell of it. */
static void check_text(const char *where, const char *text)
{
    static const char *const orders[] = {"stop ",  "leave out ",     "come off ",
                                         "quit ",  "do without ",    "skip ",
                                         "halve ", "change the dose"};
    char sentence[600], small[3000];
    size_t n = 0;
    for (; text && text[n] && n + 1 < sizeof small; n++)
        small[n] = (char)tolower((unsigned char)text[n]);
    small[n] = '\0';
    for (size_t i = 0; i < COUNT(orders); i++)
        for (const char *at = small; (at = strstr(at, orders[i])); at++) {
            sentence_around(small, at, sentence, sizeof sentence);
            if (names_a_medicine(sentence) && !strstr(sentence, "not ") &&
                !strstr(sentence, "never ") && !strstr(sentence, "until you"))
                fail_msg("%s tells to stop a medicine: %s", where, sentence);
        }
}

static void no_text_stops_a_medicine(void **state)
{
    const struct phil_knowledge *k = *state;
    for (size_t i = 0; i < k->n_remedies; i++) {
        const struct phil_remedy *r = &k->remedies[i];
        check_text(r->id, r->text);
        check_text(r->id, r->how);
        for (size_t c = 0; c < r->n_cautions; c++)
            check_text(r->id, r->cautions[c].text);
        if (!r->trial)
            continue;
        check_text(r->id, r->trial->view.usual);
        check_text(r->id, r->trial->view.with);
        check_text(r->id, r->trial->view.run_in);
        for (size_t c = 0; c < r->trial->n_limits; c++)
            check_text(r->id, r->trial->limits[c].text);
    }
    for (size_t i = 0; i < k->n_causes; i++) {
        const struct phil_cause *c = &k->causes[i].view;
        check_text(c->id, c->plain);
        check_text(c->id, c->course);
        check_text(c->id, c->settles);
        check_text(c->id, c->whom);
    }
    for (size_t i = 0; i < k->n_rules; i++)
        check_text(k->rules[i].id, k->rules[i].text);
}

/* The check itself: what it must and must not find. */
static void the_check_knows_an_order(void **state)
{
    char sentence[100];
    const char *bad = "rest. stop the water tablet; rest";
    sentence_around(bad, strstr(bad, "stop"), sentence, sizeof sentence);
    assert_string_equal(sentence, " stop the water tablet");
    assert_true(names_a_medicine(sentence));
    assert_false(names_a_medicine(" stop the coffee"));
}

static bool sent_for_potassium(const struct phil_knowledge *k, const char *level)
{
    const struct told told[] = {{"diuretic", "yes"}, {"potassium_mmol_l", level}};
    struct phil_answers *answers;
    struct phil_explanation *e = advise(k, told, level ? 2 : 1, NULL, 0, 0, &answers);
    bool sent = false;
    for (size_t i = 0; i < e->n_reasons; i++)
        sent |= strcmp(e->reasons[i].rule, "potassium_suspected") == 0;
    phil_explanation_free(e);
    phil_answers_free(answers);
    return sent;
}

/* A water tablet sends people to have their potassium measured; found in a diary that held the
 * value already. */
static void who_has_measured_potassium_is_not_sent_again(void **state)
{
    assert_true(sent_for_potassium(*state, NULL));
    assert_true(sent_for_potassium(*state, "3.3"));
    assert_false(sent_for_potassium(*state, "4.1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(potassium_is_kept_from_whom_it_could_harm),
        cmocka_unit_test(potassium_names_its_risks_to_everybody),
        cmocka_unit_test(nobody_who_may_depend_on_alcohol_is_told_to_stop),
        cmocka_unit_test(caffeine_has_its_limits),
        cmocka_unit_test(no_text_stops_a_medicine),
        cmocka_unit_test(the_check_knows_an_order),
        cmocka_unit_test(who_has_measured_potassium_is_not_sent_again),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
