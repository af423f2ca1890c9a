/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing reports and reading one back while memory runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "doctor_fixture.h"
#include "explain_fixture.h"
#include "failing.h"
#include "fhir_fixture.h"
#include "fixture.h"
#include "trial_fixture.h"

struct job {
    const struct phil_analysis *analysis;
    int kind;
    const char *text; /* of the document to read */
    size_t size;
};

static enum phil_status write_report(void *user)
{
    static const struct phil_terminal_style style = {80, true, true};
    const struct job *job = user;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    const enum phil_status status =
        job->kind == 0   ? phil_report_terminal(out, job->analysis, &style)
        : job->kind == 1 ? phil_report_json(out, job->analysis)
        : job->kind == 2 ? phil_report_csv(out, job->analysis)
                         : phil_report_html(out, job->analysis, NULL, NULL);
    fclose(out);
    return status;
}

static void writing(void **state)
{
    static const char *const names[] = {"terminal", "JSON", "CSV", "HTML"};
    for (int kind = 0; kind < 4; kind++) {
        struct phil_analysis *analysis = fixture_make(FIXTURE_TWO_FACES);
        struct job job = {.analysis = analysis, .kind = kind};
        failing_sweep(names[kind], write_report, &job, 20);
        fixture_free(analysis);
    }
}

struct explain_job {
    const struct explain_case *c;
    int kind;
};

static enum phil_status write_explanation(void *user)
{
    static const struct phil_terminal_style style = {80, true, true};
    const struct explain_job *job = user;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    const enum phil_status status =
        job->kind == 0 || job->kind == 3
            ? phil_report_explanation_terminal(out, &job->c->view, &style)
        : job->kind == 1 ? phil_report_explanation_json(out, &job->c->view)
                         : phil_report_explanation_html(out, &job->c->view);
    fclose(out);
    return status;
}

static void explaining(void **state)
{
    static const char *const names[] = {"terminal explanation", "JSON explanation",
                                        "HTML explanation", "short explanation"};
    for (int kind = 0; kind < 4; kind++) {
        struct explain_case *c = explain_make(EXPLAIN_SPASM);
        c->view.full = kind != 3;
        struct explain_job job = {c, kind};
        failing_sweep(names[kind], write_explanation, &job, 20);
        explain_free(c);
    }
}

static enum phil_status write_bundle(void *user)
{
    const struct fhir_case *c = user;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    const enum phil_status status =
        phil_report_doctor_fhir(out, &c->view, c->pdf_size ? c->pdf : NULL, c->pdf_size);
    fclose(out);
    return status;
}

/* One clip and one trial are enough for every kind of resource. */
static void bundling(void **state)
{
    struct fhir_case *c = fhir_make(FHIR_FULL);
    c->view.n_clips = c->view.n_trials = 1;
    failing_sweep("FHIR Bundle", write_bundle, c, 50);
    fhir_free(c);
}

struct doctor_job {
    const struct doctor_case *c;
    bool html;
};

static enum phil_status write_page(void *user)
{
    const struct doctor_job *job = user;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    const enum phil_status status = job->html ? phil_report_doctor_html(out, &job->c->view, NULL)
                                              : phil_report_doctor_pdf(out, &job->c->view, NULL);
    fclose(out);
    return status;
}

static void telling_a_doctor(void **state)
{
    for (int html = 0; html < 2; html++) {
        struct doctor_case *c = doctor_make(DOCTOR_QUIET);
        struct doctor_job job = {c, html};
        failing_sweep(html ? "doctor's page, HTML" : "doctor's page, PDF", write_page, &job, 50);
        doctor_free(c);
    }
}

struct trial_job {
    const struct phil_trial_view *views;
    size_t n;
    int kind;
};

static enum phil_status write_trial(void *user)
{
    static const struct phil_terminal_style style = {80, true, true};
    const struct trial_job *job = user;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    const enum phil_status status =
        job->kind == 0   ? phil_report_trial_terminal(out, job->views, &style)
        : job->kind == 1 ? phil_report_trial_json(out, job->views)
        : job->kind == 2 ? phil_report_trial_html(out, job->views)
        : job->kind == 3 ? phil_report_trials_terminal(out, job->views, job->n, &style)
                         : phil_report_trials_json(out, job->views, job->n);
    fclose(out);
    return status;
}

static void telling_trials(void **state)
{
    static const char *const names[] = {"terminal trial", "JSON trial", "HTML trial",
                                        "terminal trials", "JSON trials"};
    struct trial_case *cases[2] = {trial_make(TRIAL_UNDECIDED), trial_make(TRIAL_TOO_LITTLE)};
    cases[0]->view.full = true;
    cases[0]->result.n_curve = 4; /* enough: each point is an allocation */
    cases[0]->data.n_days = 20;
    const struct phil_trial_view views[2] = {cases[0]->view, cases[1]->view};
    for (int kind = 0; kind < 5; kind++) {
        struct trial_job job = {views, 2, kind};
        failing_sweep(names[kind], write_trial, &job, 20);
    }
    cases[0]->data.n_days = 28;
    trial_free(cases[0]);
    trial_free(cases[1]);
}

static enum phil_status read_report(void *user)
{
    const struct job *job = user;
    struct phil_analysis *analysis = (void *)job->text;
    const enum phil_status status = phil_report_json_read(&analysis, job->text, job->size, NULL);
    assert_int_equal(status == PHIL_OK, analysis != NULL);
    phil_analysis_free(analysis);
    /* Jansson takes a string that it has no memory for as an invalid one. */
    return status == PHIL_EFORMAT && failing_happened() ? PHIL_EMEM : status;
}

static void reading(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_ONE);
    struct job job = {.text = NULL};
    char *text = fixture_json(analysis, &job.size);
    job.text = text;
    fixture_free(analysis);
    failing_sweep("read JSON", read_report, &job, 50);
    free(text);
}

static void *json_memory(size_t size)
{
    return malloc(size); /* wrapped, unlike Jansson's own */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writing),        cmocka_unit_test(explaining),
        cmocka_unit_test(bundling),       cmocka_unit_test(telling_a_doctor),
        cmocka_unit_test(telling_trials), cmocka_unit_test(reading),
    };
    json_set_alloc_funcs(json_memory, free);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
