/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the FHIR Bundle says, and what it must not say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../base/comma.h"
#include "fhir_find.h"

/* ---- what it says ---- */

static void an_empty_view_is_a_patient_without_a_name(void **state)
{
    json_t *root = fhir_document_of(FHIR_EMPTY);
    assert_int_equal(json_array_size(fhir_at(root, "entry")), 2);
    assert_string_equal(fhir_string_at(root, "type"), "collection");
    assert_string_equal(fhir_string_at(root, "timestamp"), "2026-11-26T13:00:00+01:00");
    assert_int_equal(json_object_size(fhir_resource(root, "Patient", NULL, 0)),
                     2); /* type and id */
    assert_string_equal(fhir_string_at(fhir_resource(root, "Device", NULL, 0), "version.0.value"),
                        phil_version());
    json_decref(root);
}

static void a_recording_is_told_with_what_qualifies_it(void **state)
{
    json_t *root = fhir_document_of(FHIR_FULL);
    const json_t *o = fhir_resource(root, "Observation", "twitch_rate", 1);
    assert_int_equal(fhir_count(root, "Observation", "twitch_rate"), FHIR_CLIPS);
    assert_float_equal(fhir_number_at(o, "valueQuantity.value"), 22.222, 1e-9);
    assert_string_equal(fhir_string_at(o, "valueQuantity.code"), "/min");
    assert_string_equal(fhir_string_at(o, "effectiveDateTime"), "2026-11-23T13:00:00+01:00");
    assert_string_equal(fhir_string_at(o, "bodySite.coding.0.code"), "upper_lip_left");
    const json_t *range = fhir_component(o, "twitch_rate_interval");
    assert_float_equal(fhir_number_at(range, "valueRange.low.value"), 10.3, 1e-9);
    assert_float_equal(fhir_number_at(range, "valueRange.high.value"), 42.7, 1e-9);
    assert_float_equal(fhir_number_at(fhir_component(o, "twitches"), "valueInteger"), 9, 0);
    assert_float_equal(fhir_number_at(fhir_component(o, "rest"), "valueQuantity.value"), 0.405,
                       1e-9);
    assert_float_equal(fhir_number_at(fhir_component(o, "floor"), "valueQuantity.value"), 0.17,
                       1e-9);
    assert_string_equal(
        fhir_string_at(fhir_component(o, "side"), "valueCodeableConcept.coding.0.code"), "left");
    assert_string_equal(
        fhir_string_at(fhir_component(o, "movement"), "valueCodeableConcept.coding.0.code"),
        "isolated_twitches");
    json_decref(root);
}

/* Fixtures: 1 + 9 + 9 twitches in three times 24.3 s, and one clip without a face. */
static void all_recordings_are_told_together(void **state)
{
    json_t *root = fhir_document_of(FHIR_FULL);
    const json_t *o = fhir_resource(root, "Observation", "twitch_rate_all", 0);
    assert_float_equal(fhir_number_at(o, "valueQuantity.value"), 19 / (3 * 24.3 / 60), 1e-3);
    assert_float_equal(fhir_number_at(fhir_component(o, "twitches"), "valueInteger"), 19, 0);
    assert_float_equal(fhir_number_at(fhir_component(o, "recordings"), "valueInteger"), 4, 0);
    assert_float_equal(fhir_number_at(fhir_component(o, "recordings_at_rest"), "valueInteger"), 3,
                       0);
    assert_int_equal(json_array_size(json_object_get(o, "hasMember")), FHIR_CLIPS);
    assert_string_equal(fhir_string_at(o, "effectivePeriod.start"), "2026-11-22");
    assert_string_equal(fhir_string_at(o, "effectivePeriod.end"), "2026-11-25");
    json_decref(root);
}

static void the_days_of_the_view_are_looked_back_over(void **state)
{
    struct fhir_case *c = fhir_make(FHIR_FULL);
    c->view.days = 7;
    json_t *root = fhir_document(c);
    assert_string_equal(
        fhir_string_at(fhir_resource(root, "Observation", "stress", 0), "effectivePeriod.start"),
        "2026-11-20");
    json_decref(root);
    fhir_free(c);
}

static void a_clip_without_a_face_says_so(void **state)
{
    json_t *root = fhir_document_of(FHIR_FULL);
    const json_t *o = fhir_resource(root, "Observation", "twitch_rate", 2);
    assert_string_equal(fhir_string_at(o, "dataAbsentReason.coding.0.code"), "unknown");
    assert_non_null(strstr(fhir_string_at(o, "dataAbsentReason.text"), "no face"));
    assert_null(json_object_get(o, "valueQuantity"));
    json_decref(root);
}

/* Nought twitches in a clip that could show none would be read as health. */
static void an_erased_clip_tells_no_rate(void **state)
{
    struct fhir_case *c = fhir_make(FHIR_FULL);
    struct phil_analysis *analysis = c->analyses[0];
    struct phil_warning erased = {.code = "erased", .text = NULL};
    analysis->warnings = &erased;
    analysis->n_warnings = 1;
    json_t *root = fhir_document(c);
    const json_t *o = fhir_resource(root, "Observation", "twitch_rate", 0);
    assert_null(json_object_get(o, "valueQuantity"));
    assert_non_null(strstr(fhir_string_at(o, "dataAbsentReason.text"), "compression"));
    json_decref(root);
    analysis->warnings = NULL;
    analysis->n_warnings = 0;
    fhir_free(c);
}

static void answers_are_of_the_day_they_were_given(void **state)
{
    struct fhir_case *c = fhir_make(FHIR_FULL);
    c->view.answered = "2026-11-20";
    json_t *root = fhir_document(c);
    assert_string_equal(
        fhir_string_at(fhir_resource(root, "QuestionnaireResponse", NULL, 0), "authored"),
        "2026-11-20");
    json_decref(root);
    fhir_free(c);
}

static void what_was_not_measured_has_its_reason(void **state)
{
    json_t *root = fhir_document_of(FHIR_UNMEASURED);
    const json_t *o = fhir_resource(root, "Observation", "twitch_rate", 0);
    assert_string_equal(fhir_string_at(o, "dataAbsentReason.text"), "no stretch at rest");
    assert_null(json_object_get(o, "effectiveDateTime")); /* nobody knows when */
    assert_null(fhir_component(o, "movement"));
    const json_t *trial = fhir_resource(root, "Observation", "trial_rate_ratio", 0);
    assert_string_equal(fhir_string_at(trial, "dataAbsentReason.text"), "days of one arm alone");
    assert_string_equal(fhir_string_at(fhir_component(trial, "trial_verdict"),
                                       "valueCodeableConcept.coding.0.code"),
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
    json_t *root = fhir_document_of(FHIR_FULL);
    for (int i = 0; i < 3; i++) {
        const json_t *o = fhir_resource(root, "Observation", labs[i].thing, 0);
        assert_string_equal(fhir_string_at(o, "code.coding.1.code"), labs[i].loinc);
        assert_string_equal(fhir_string_at(o, "code.coding.1.system"), "http://loinc.org");
        assert_float_equal(fhir_number_at(o, "valueQuantity.value"), labs[i].value, 1e-9);
        assert_string_equal(fhir_string_at(o, "valueQuantity.code"), "mmol/L");
        assert_string_equal(fhir_string_at(o, "category.0.coding.0.code"), "laboratory");
        assert_string_equal(fhir_string_at(o, "performer.0.reference"),
                            fhir_string_at(root, "entry.0.fullUrl"));
    }
    assert_non_null(
        strstr(fhir_string_at(fhir_resource(root, "Observation", "potassium", 0), "note.0.text"),
               "fasting"));
    json_decref(root);
}

static void the_diary_is_told_as_averages_and_days(void **state)
{
    json_t *root = fhir_document_of(FHIR_FULL);
    const json_t *coffee = fhir_resource(root, "Observation", "caffeine_mg_per_day", 0);
    assert_float_equal(fhir_number_at(coffee, "valueQuantity.value"), 285, 0.5);
    assert_string_equal(fhir_string_at(coffee, "effectivePeriod.end"), "2026-11-26");
    assert_string_equal(fhir_string_at(coffee, "effectivePeriod.start"), "2026-10-28");
    const json_t *sleep = fhir_resource(root, "Observation", "sleep_h", 0);
    assert_string_equal(fhir_string_at(sleep, "code.coding.1.code"), "93832-4");
    assert_int_equal(fhir_count(root, "Observation", "felt_twitches"), 2);
    const json_t *day = fhir_resource(root, "Observation", "felt_twitches", 0);
    assert_string_equal(fhir_string_at(day, "effectiveDateTime"), "2026-11-23");
    assert_float_equal(fhir_number_at(day, "valueInteger"), 7, 0);
    const json_t *alcohol = fhir_resource(root, "Observation", "alcohol_g_per_week", 0);
    assert_true(fhir_string_at(alcohol, "dataAbsentReason.text")[0] || /* nobody wrote of any */
                fhir_number_at(alcohol, "valueQuantity.value") == 0);
    json_decref(root);
}

static void answers_have_the_type_of_their_question(void **state)
{
    json_t *root = fhir_document_of(FHIR_FULL);
    assert_float_equal(fhir_number_at(fhir_answer(root, "age"), "valueQuantity.value"), 34, 0);
    assert_string_equal(fhir_string_at(fhir_answer(root, "age"), "valueQuantity.code"), "a");
    assert_string_equal(fhir_string_at(fhir_answer(root, "sex"), "valueCoding.code"), "female");
    assert_true(json_is_true(fhir_at(fhir_answer(root, "racing_heart"), "valueBoolean")));
    assert_string_equal(
        fhir_string_at(fhir_answer(root, "kidney_disease"), "_valueBoolean.extension.0.valueCode"),
        "asked-unknown");
    assert_null(fhir_answer(root, "slurred_speech"));      /* never asked */
    assert_null(fhir_answer(root, "caffeine_mg_per_day")); /* the diary's, not an answer */
    json_decref(root);
}

static void trials_are_told_with_days_and_arms(void **state)
{
    json_t *root = fhir_document_of(FHIR_FULL);
    const json_t *o = fhir_resource(root, "Observation", "trial_rate_ratio", 0);
    assert_string_equal(fhir_string_at(o, "status"), "final");
    assert_float_equal(fhir_number_at(o, "valueQuantity.value"), 0.5, 1e-9);
    assert_float_equal(
        fhir_number_at(fhir_component(o, "trial_rate_ratio_interval"), "valueRange.low.value"),
        0.357, 1e-9);
    assert_float_equal(fhir_number_at(fhir_component(o, "trial_p_value"), "valueQuantity.value"),
                       0.03125, 1e-9);
    assert_float_equal(fhir_number_at(fhir_component(o, "trial_days_used"), "valueInteger"), 24, 0);
    assert_string_equal(fhir_string_at(fhir_component(o, "trial_arm_usual"), "valueString"),
                        "Drink as you always do.");
    assert_string_equal(fhir_string_at(o, "effectivePeriod.start"), "2026-10-27");
    assert_string_equal(
        fhir_string_at(fhir_resource(root, "Observation", "trial_rate_ratio", 1), "status"),
        "preliminary");
    assert_string_equal(
        fhir_string_at(fhir_component(fhir_resource(root, "Observation", "trial_rate_ratio", 2),
                                      "trial_remedy"),
                       "valueString"),
        "gum.csv");
    json_decref(root);
}

static void a_running_trial_is_registered(void **state)
{
    json_t *root = fhir_document_of(FHIR_UNMEASURED);
    const json_t *o = fhir_resource(root, "Observation", "trial_rate_ratio", 1);
    assert_string_equal(fhir_string_at(o, "status"), "registered");
    assert_non_null(strstr(fhir_string_at(o, "dataAbsentReason.text"), "running"));
    assert_string_equal(fhir_string_at(o, "dataAbsentReason.coding.0.code"), "temp-unknown");
    json_decref(root);
}

/* FIPS 180's example, "abc": SHA-1 a9993e36 4706816a ba3e2571 7850c26c 9cd0d89d. */
static void the_page_is_in_it(void **state)
{
    struct fhir_case *c = fhir_make(FHIR_EMPTY);
    memcpy(c->pdf, "abc", 3);
    c->pdf_size = 3;
    json_t *root = fhir_document(c);
    const json_t *o = fhir_resource(root, "DocumentReference", NULL, 0);
    assert_string_equal(fhir_string_at(o, "content.0.attachment.data"), "YWJj");
    assert_string_equal(fhir_string_at(o, "content.0.attachment.hash"),
                        "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    assert_float_equal(fhir_number_at(o, "content.0.attachment.size"), 3, 0);
    assert_string_equal(fhir_string_at(o, "content.0.attachment.contentType"), "application/pdf");
    assert_string_equal(fhir_string_at(o, "date"), "2026-11-26T13:00:00+01:00");
    assert_string_equal(fhir_string_at(o, "type.coding.0.code"), "51855-5");
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
        json_t *root = fhir_document(c);
        const char *date = fhir_string_at(fhir_resource(root, "Patient", NULL, 0), "birthDate");
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
        json_t *root = fhir_document(c);
        assert_string_equal(fhir_string_at(root, "timestamp"), cases[i].text);
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
    json_t *one = fhir_document(c);
    c->entries[6].amount = 3.8;
    json_t *two = fhir_document(c);
    assert_string_not_equal(fhir_string_at(one, "entry.0.fullUrl"),
                            fhir_string_at(two, "entry.0.fullUrl"));
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
    json_t *root = fhir_document(c);
    const char *name = fhir_string_at(fhir_resource(root, "Patient", NULL, 0), "name.0.text");
    assert_true(strlen(name) > 9000); /* kept whole */
    assert_null(strchr(name, '\x1b'));
    assert_null(fhir_at(fhir_resource(root, "Patient", NULL, 0), "birthDate")); /* 30 February */
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
        cmocka_unit_test(an_empty_view_is_a_patient_without_a_name),
        cmocka_unit_test(a_recording_is_told_with_what_qualifies_it),
        cmocka_unit_test(all_recordings_are_told_together),
        cmocka_unit_test(the_days_of_the_view_are_looked_back_over),
        cmocka_unit_test(a_clip_without_a_face_says_so),
        cmocka_unit_test(an_erased_clip_tells_no_rate),
        cmocka_unit_test(answers_are_of_the_day_they_were_given),
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
