/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor's page: what it says, and that both of its forms say it whatever is in the view. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "doctor_fixture.h"
#include "fixture.h"
#include "report/doctor_content.h"
#include "told.h"
#include "well_formed.h"

/* ---- all recordings together ---- */

/* P(N <= n) of a Poisson count, summed. */
static double poisson_at_most(int n, double mean)
{
    double term = exp(-mean), sum = term;
    for (int i = 1; i <= n; i++)
        sum += term *= mean / i;
    return sum;
}

static void one_count_has_the_exact_interval(void **state)
{
    for (int n = 0; n < 60; n += 7) {
        const struct phil_interval ci = phil_doctor_rate_ci(n, 2.5, 1);
        if (n)
            assert_float_equal(1 - poisson_at_most(n - 1, 2.5 * ci.lo), 0.025, 1e-9);
        else
            assert_float_equal(ci.lo, 0, 0);
        assert_float_equal(poisson_at_most(n, 2.5 * ci.hi), 0.025, 1e-9);
    }
    assert_true(isnan(phil_doctor_rate_ci(3, 0, 1).lo));
}

/* Clips of 5 minutes of rest with these counts. */
static struct phil_doctor_pool pool_of(const int *counts, size_t n)
{
    struct phil_analysis analysis[4] = {{.mirrored = false}};
    struct phil_face_result face[4] = {{.id = 0}};
    struct phil_doctor_clip clip[4] = {{NULL}};
    struct phil_doctor_pool pool;
    for (size_t i = 0; i < n; i++) {
        face[i] = (struct phil_face_result){.usable_s = 300, .pattern.twitches = counts[i]};
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            face[i].region[r].floor_mm = face[i].region[r].noise_mm = phil_unmeasured("no");
        face[i].pattern.rhythm_p = face[i].pattern.rhythm_hz = phil_unmeasured("no");
        face[i].pattern.eye_mouth_synchrony = phil_unmeasured("no");
        analysis[i] =
            (struct phil_analysis){.faces = &face[i], .n_faces = 1, .recording.duration_s = 360};
        clip[i] = (struct phil_doctor_clip){.analysis = &analysis[i]};
    }
    const struct phil_doctor_view view = {.clips = clip, .n_clips = n};
    assert_int_equal(phil_doctor_pool(&pool, &view), PHIL_OK);
    return pool;
}

static void the_rate_is_over_all_rest(void **state)
{
    const struct phil_doctor_pool pool = pool_of((const int[]){5, 5, 5, 5}, 4);
    assert_int_equal(pool.twitches, 20);
    assert_float_equal(pool.rest_min, 20, 1e-12);
    assert_float_equal(pool.filmed_min, 24, 1e-12);
    assert_float_equal(pool.rate_per_min.value, 1, 1e-12);
    assert_float_equal(pool.spread, 1, 0); /* never below that of chance */
    const struct phil_interval alone = phil_doctor_rate_ci(20, 20, 1);
    assert_float_equal(pool.rate_ci.lo, alone.lo, 1e-12);
    assert_float_equal(pool.rate_ci.hi, alone.hi, 1e-12);
}

/* Pearson's chi-square of 0 and 20 where 10 and 10 are expected is 20, with one degree of freedom.
 */
static void days_that_differ_widen_the_interval(void **state)
{
    const struct phil_doctor_pool pool = pool_of((const int[]){0, 20}, 2);
    assert_float_equal(pool.spread, 20, 1e-12);
    const struct phil_interval one = phil_doctor_rate_ci(1, 0.5, 1); /* 20 and 10 min over 20 */
    assert_float_equal(pool.rate_ci.lo, one.lo, 1e-9);
    assert_float_equal(pool.rate_ci.hi, one.hi, 1e-9);
    assert_float_equal(pool.lowest_rate, 0, 0);
    assert_float_equal(pool.highest_rate, 4, 1e-12);
}

static void too_little_rest_gives_no_rate(void **state)
{
    struct doctor_case *c = doctor_make(DOCTOR_UNMEASURED);
    struct phil_doctor_pool pool;
    assert_int_equal(phil_doctor_pool(&pool, &c->view), PHIL_OK);
    for (size_t i = 0; i < c->view.n_clips && pool.rest_min < 10.0 / 60; i++)
        assert_non_null(pool.rate_per_min.reason);
    doctor_free(c);
}

/* ---- what it says ---- */

static bool has_item(const struct phil_doctor *d, enum phil_doctor_part part, const char *words)
{
    for (size_t i = 0; i < d->part[part].n; i++)
        if (strstr(d->part[part].items[i].lead, words) ||
            strstr(d->part[part].items[i].text, words))
            return true;
    return false;
}

static void the_first_page_answers_what_how_sure_what_next(void **state)
{
    struct doctor_case *c = doctor_make(DOCTOR_FULL);
    struct phil_doctor d;
    assert_int_equal(phil_doctor_init(&d, &c->view, NULL), PHIL_OK);
    assert_non_null(strstr(d.headline, "Mostly left upper lip: "));
    assert_non_null(strstr(d.headline, "a minute at rest (95 %: "));
    assert_string_equal(d.born, "29 February 1980");
    assert_true(has_item(&d, PHIL_DOCTOR_WHERE, "buccal branch"));
    assert_true(has_item(&d, PHIL_DOCTOR_BLOOD, "potassium"));
    assert_true(has_item(&d, PHIL_DOCTOR_BLOOD, "3.9 mmol/L, 22 Nov 2026"));
    assert_true(has_item(&d, PHIL_DOCTOR_EXPOSURES, "mg a day"));
    assert_true(has_item(&d, PHIL_DOCTOR_TRIED, "rate ratio 0.50 (0.36 to 0.70), exact test p = "));
    assert_true(has_item(&d, PHIL_DOCTOR_FLOOR, "would have been missed"));
    assert_true(has_item(&d, PHIL_DOCTOR_ASKED, "An examination, without hurry"));
    for (int p = 0; p < PHIL_N_DOCTOR_PARTS; p++)
        assert_true(d.part[p].n > 0);
    assert_non_null(strstr(d.method_short, "not a diagnosis"));
    phil_doctor_release(&d);
    doctor_free(c);
}

/* A trial under way is not told: whoever sees it half-way may change what follows. */
static void a_trial_under_way_stays_blind(void **state)
{
    struct doctor_case *c = doctor_make(DOCTOR_FULL);
    struct trial_case *running = trial_make(TRIAL_RUNNING);
    struct phil_doctor d;
    c->view.trials = &running->view;
    c->view.n_trials = 1;
    assert_int_equal(phil_doctor_init(&d, &c->view, NULL), PHIL_OK);
    assert_true(has_item(&d, PHIL_DOCTOR_TRIED, "not looked at before its end"));
    assert_false(has_item(&d, PHIL_DOCTOR_TRIED, "rate ratio"));
    for (size_t i = 0; i < d.n_blocks; i++)
        assert_null(d.blocks[i].trial);
    phil_doctor_release(&d);
    trial_free(running);
    doctor_free(c);
}

/* Nobody is asked to try again what a trial has answered. */
static void what_was_tested_is_not_asked_for(void **state)
{
    struct doctor_case *c = doctor_make(DOCTOR_FULL);
    c->explained = explain_make(EXPLAIN_COFFEE);
    c->view.explained = &c->explained->view;
    struct trial_case *helps = trial_make(TRIAL_HELPS), *unsure = trial_make(TRIAL_UNDECIDED);
    struct trial_case *const trials[] = {helps, unsure};
    const struct phil_explanation *e = c->view.explained->explanation;
    assert_true(e->n_advice > 0 && e->advice[0].cause);
    for (int i = 0; i < 2; i++) {
        struct phil_trial_plan plan = *trials[i]->view.plan;
        struct phil_trial_view view = trials[i]->view;
        struct phil_doctor d;
        snprintf(plan.remedy, sizeof plan.remedy, "%s", e->advice[0].remedy);
        view.plan = &plan;
        c->view.trials = &view;
        c->view.n_trials = 1;
        assert_int_equal(phil_doctor_init(&d, &c->view, NULL), PHIL_OK);
        assert_int_equal(has_item(&d, PHIL_DOCTOR_ASKED, "Tested in a trial"), i == 0);
        phil_doctor_release(&d);
        trial_free(trials[i]);
    }
    doctor_free(c);
}

/* With the real knowledge base: only a sign that was answered with no is called absent. */
static void what_was_not_asked_is_not_absent(void **state)
{
    struct phil_knowledge *k;
    struct phil_answers *answers;
    struct phil_doctor_flag flags[256];
    int by_state[PHIL_FLAG_NOT_ASKED + 1] = {0};
    assert_int_equal(phil_knowledge_new(&k, NULL, NULL), PHIL_OK);
    assert_int_equal(phil_answers_new(&answers, k), PHIL_OK);
    phil_answers_set_text(answers, "face_droop_sudden", "no", NULL);
    phil_answers_set_text(answers, "chest_pain", "no", NULL);
    phil_answers_set_text(answers, "double_vision", "yes", NULL);
    phil_answers_set_text(answers, "fainted", "?", NULL);
    const struct phil_explanation_view view = {.knowledge = k, .answers = answers};
    const size_t n = phil_doctor_flags(&view, flags, 256);
    assert_true(n > 40 && n < 60); /* the lists "now", "days" and "months" */
    for (size_t i = 0; i < n; i++)
        by_state[flags[i].state]++;
    assert_int_equal(by_state[PHIL_FLAG_PRESENT], 1);
    assert_int_equal(by_state[PHIL_FLAG_ABSENT], 2);
    assert_int_equal(by_state[PHIL_FLAG_UNKNOWN], 1);
    assert_int_equal(by_state[PHIL_FLAG_NOT_ASKED], (int)n - 4);
    phil_answers_free(answers);
    phil_knowledge_free(k);
}

/* A rare grave cause never stands there as a number alone. */
/* Bug: the page of a sudden droop asked the doctor for two weeks with less coffee. */
static void an_emergency_asks_for_nothing_else(void **state)
{
    struct doctor_case *c = doctor_make(DOCTOR_EMERGENCY);
    struct phil_doctor d;
    assert_int_equal(phil_doctor_init(&d, &c->view, NULL), PHIL_OK);
    assert_true(has_item(&d, PHIL_DOCTOR_ASKED, "This cannot wait"));
    for (size_t i = 1; i < d.part[PHIL_DOCTOR_ASKED].n; i++)
        assert_string_equal(d.part[PHIL_DOCTOR_ASKED].items[i].lead, "Advised:");
    assert_non_null(strstr(d.part[PHIL_DOCTOR_LIKELY].note, "warning sign comes before"));
    phil_doctor_release(&d);
    doctor_free(c);
}

static void a_serious_cause_stands_behind_its_rarity(void **state)
{
    struct explain_case *e = explain_make(EXPLAIN_WEAKNESS);
    struct doctor_case *c = doctor_make(DOCTOR_NO_CLIPS);
    struct phil_doctor d;
    size_t told = 0;
    c->view.explained = &e->view;
    assert_int_equal(phil_doctor_init(&d, &c->view, NULL), PHIL_OK);
    for (size_t i = 0; i < e->explanation.n_causes; i++) {
        const struct phil_cause *cause = e->explanation.causes[i].cause;
        for (size_t k = 0; k < d.part[PHIL_DOCTOR_LIKELY].n; k++) {
            const struct phil_doctor_item *item = &d.part[PHIL_DOCTOR_LIKELY].items[k];
            if (!cause->serious || strncmp(item->lead, cause->name, strlen(cause->name)) != 0)
                continue;
            assert_true(strncmp(item->text, "rare, ", 6) == 0);
            told++;
        }
    }
    assert_true(told > 0);
    phil_doctor_release(&d);
    doctor_free(c);
    explain_free(e);
}

static void dates_are_told_in_words(void **state)
{
    assert_string_equal(phil_doctor_iso_date("1984-05-17").s, "17 May 1984");
    assert_string_equal(phil_doctor_iso_date("2000-02-29").s, "29 February 2000");
    assert_string_equal(phil_doctor_iso_date("1899-12-31").s, "31 December 1899");
    assert_string_equal(phil_doctor_iso_date("1984").s, "1984");
    assert_string_equal(phil_doctor_iso_date(NULL).s, "");
}

/* ---- its two forms ---- */

static void add_escaped(struct phil_text *t, const char *string)
{
    phil_text_clear(t);
    phil_text_add_html(t, string);
}

/* Every statement of the content is on the page. */
static void the_page_says_all_of_the_content(void **state)
{
    struct phil_text t = {0};
    for (int f = 0; f < N_DOCTOR_FIXTURES; f++) {
        struct doctor_case *c = doctor_make((enum doctor_fixture)f);
        char *page = doctor_html(&c->view, NULL);
        struct phil_doctor d;
        assert_int_equal(phil_doctor_init(&d, &c->view, NULL), PHIL_OK);
        for (int p = 0; p < PHIL_N_DOCTOR_PARTS; p++)
            for (size_t i = 0; i < d.part[p].n; i++) {
                add_escaped(&t, d.part[p].items[i].text);
                assert_non_null(strstr(page, phil_text_string(&t)));
            }
        for (size_t b = 0; b < d.n_blocks; b += 7) { /* some of 500 recordings */
            add_escaped(&t, d.blocks[b].text);
            assert_non_null(strstr(page, phil_text_string(&t)));
        }
        phil_doctor_release(&d);
        free(page);
        doctor_free(c);
    }
    phil_text_release(&t);
}

static void every_page_is_well_formed_and_alone(void **state)
{
    for (int f = 0; f < N_DOCTOR_FIXTURES; f++) {
        struct doctor_case *c = doctor_make((enum doctor_fixture)f);
        char *page = doctor_html(&c->view, NULL);
        assert_true(well_formed_check(page) > 50);
        if (f != DOCTOR_HOSTILE) /* whose diary holds what no diary can */
            assert_false(fixture_has_nan(page));
        page_is_alone(page);
        assert_null(strstr(page, "http:"));
        assert_null(strstr(page, "https:"));
        assert_null(strstr(page, fhir_secret_path));
        free(page);
        doctor_free(c);
    }
}

/* Same view, same bytes; the time in the file is the view's and not that of the clock. */
static void same_view_same_bytes(void **state)
{
    for (int f = 0; f < N_DOCTOR_FIXTURES; f++) {
        if (f == DOCTOR_MANY)
            continue; /* nothing else than the others, and slow */
        struct doctor_case *c = doctor_make((enum doctor_fixture)f);
        size_t size, again;
        char *pdf = doctor_pdf(&c->view, &size, NULL), *other = doctor_pdf(&c->view, &again, NULL);
        assert_int_equal(size, again);
        assert_memory_equal(pdf, other, size);
        assert_memory_equal(pdf, "%PDF-1.", 7);
        free(pdf);
        free(other);
        doctor_free(c);
    }
}

static void remember(void *user, enum phil_level level, const char *text)
{
    if (level == PHIL_LOG_WARNING && strstr(text, "letters"))
        snprintf(user, 256, "%s", text);
}

/* U+0378 is no letter of any alphabet, so no font has it. */
static void letters_that_no_font_has_are_named(void **state)
{
    char told[256] = "";
    const struct phil_log log = {remember, told};
    struct doctor_case *c = doctor_make(DOCTOR_QUIET);
    size_t size;
    c->view.person = "Ana \xcd\xb8";
    free(doctor_pdf(&c->view, &size, &log));
    assert_non_null(strstr(told, "U+0378"));
    told[0] = '\0';
    c->view.person = "Ana Kova\xc4\x8d";
    free(doctor_pdf(&c->view, &size, &log));
    assert_string_equal(told, "");
    doctor_free(c);
}

static void a_full_disk_is_told(void **state)
{
    static char little[2048];
    struct doctor_case *c = doctor_make(DOCTOR_FULL);
    for (int html = 0; html < 2; html++) {
        FILE *full = fopen("/dev/full", "w"), *out = fmemopen(little, sizeof little, "w");
        setvbuf(out, NULL, _IONBF, 0);
        assert_int_equal(html ? phil_report_doctor_html(out, &c->view, NULL)
                              : phil_report_doctor_pdf(out, &c->view, NULL),
                         PHIL_EIO);
        fclose(out);
        if (!full)
            continue;
        assert_int_equal(html ? phil_report_doctor_html(full, &c->view, NULL)
                              : phil_report_doctor_pdf(full, &c->view, NULL),
                         PHIL_EIO);
        fclose(full);
    }
    doctor_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_count_has_the_exact_interval),
        cmocka_unit_test(the_rate_is_over_all_rest),
        cmocka_unit_test(days_that_differ_widen_the_interval),
        cmocka_unit_test(too_little_rest_gives_no_rate),
        cmocka_unit_test(the_first_page_answers_what_how_sure_what_next),
        cmocka_unit_test(a_trial_under_way_stays_blind),
        cmocka_unit_test(what_was_tested_is_not_asked_for),
        cmocka_unit_test(what_was_not_asked_is_not_absent),
        cmocka_unit_test(an_emergency_asks_for_nothing_else),
        cmocka_unit_test(a_serious_cause_stands_behind_its_rarity),
        cmocka_unit_test(dates_are_told_in_words),
        cmocka_unit_test(the_page_says_all_of_the_content),
        cmocka_unit_test(every_page_is_well_formed_and_alone),
        cmocka_unit_test(same_view_same_bytes),
        cmocka_unit_test(letters_that_no_font_has_are_named),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
