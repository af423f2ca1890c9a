/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

const char *doctor_fixture_name(enum doctor_fixture which)
{
    static const char *const names[] = {"full",  "empty", "unmeasured", "hostile", "no_clips",
                                        "quiet", "many",  "emergency",  "scripts"};
    return names[which];
}

static void make_many(struct doctor_case *c)
{
    for (int i = 0; i < DOCTOR_MANY_CLIPS; i++) {
        c->clips[i] = c->base->clips[i % FHIR_CLIPS];
        c->clips[i].recorded.utc_s -= 3600 * (DOCTOR_MANY_CLIPS - i);
        c->clips[i].path = NULL;
    }
    for (int i = 0; i < DOCTOR_MANY_TRIALS; i++) {
        c->trials[i] = trial_make((enum trial_fixture)(i % TRIAL_HOSTILE));
        c->trial_views[i] = c->trials[i]->view;
    }
    c->view.clips = c->clips;
    c->view.n_clips = DOCTOR_MANY_CLIPS;
    c->view.trials = c->trial_views;
    c->view.n_trials = DOCTOR_MANY_TRIALS;
}

static void make_scripts(struct doctor_case *c)
{
    static const char *const notes[] = {
        "\xce\xa3\xcf\x89\xce\xba\xcf\x81\xce\xac\xcf\x84\xce\xb7\xcf\x82",         /* Greek */
        "\xd0\x9d\xd0\xb0\xd1\x82\xd0\xb0\xd1\x88\xd0\xb0",                         /* Cyrillic */
        "\xd9\x85\xd8\xb1\xd9\x8a\xd9\x85 2 mg",                                    /* Arabic */
        "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",                                         /* Hebrew */
        "\xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", /* Devanagari */
        "\xe6\x9d\x8e\xe5\xb0\x8f\xe9\xbe\x8d",                                     /* Chinese */
        "\xea\xb9\x80\xeb\xaf\xbc\xec\xa4\x80",                                     /* Korean */
        "\xf0\x9f\x98\x80",                                                         /* emoji */
    };
    struct fhir_case *base = c->base;
    c->view.person = "\xd9\x85\xd8\xb1\xd9\x8a\xd9\x85 \xd8\xa8\xd9\x86\xd8\xaa Ko\xc5\xa1\xc4\x87";
    for (size_t i = 0; i < base->explanation.n_entries; i++) {
        struct phil_entry *e = &base->entries[i];
        snprintf(e->note, sizeof e->note, "%s", notes[i % (sizeof notes / sizeof *notes)]);
        if (e->kind == PHIL_ENTRY_STRESS) {
            e->kind = PHIL_ENTRY_MEDICINE;
            snprintf(e->thing, sizeof e->thing, "%s", notes[3]);
            strcpy(e->unit, "mg");
        }
    }
}

static enum fhir_fixture base_of(enum doctor_fixture which)
{
    return which == DOCTOR_EMPTY        ? FHIR_EMPTY
           : which == DOCTOR_UNMEASURED ? FHIR_UNMEASURED
           : which == DOCTOR_HOSTILE    ? FHIR_HOSTILE
                                        : FHIR_FULL;
}

struct doctor_case *doctor_make(enum doctor_fixture which)
{
    struct doctor_case *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->base = fhir_make(base_of(which));
    c->view = c->base->view;
    if (which == DOCTOR_NO_CLIPS || which == DOCTOR_EMERGENCY)
        c->view.n_clips = c->view.n_trials = 0;
    if (which == DOCTOR_EMERGENCY) {
        c->explained = explain_make(EXPLAIN_EMERGENCY);
        c->view.explained = &c->explained->view;
    }
    if (which == DOCTOR_QUIET) {
        c->clips[0] = (struct phil_doctor_clip){.analysis = fixture_make(FIXTURE_QUIET)};
        c->view.clips = c->clips;
        c->view.n_clips = 1;
        c->view.n_trials = 0;
        c->base->explanation.n_entries = 0;
    }
    if (which == DOCTOR_MANY)
        make_many(c);
    if (which == DOCTOR_SCRIPTS)
        make_scripts(c);
    return c;
}

void doctor_free(struct doctor_case *c)
{
    if (c->view.clips == c->clips && c->view.n_clips == 1)
        fixture_free((struct phil_analysis *)c->clips[0].analysis);
    for (int i = 0; i < DOCTOR_MANY_TRIALS; i++)
        if (c->trials[i])
            trial_free(c->trials[i]);
    if (c->explained)
        explain_free(c->explained);
    fhir_free(c->base);
    free(c);
}

static char *write_into_memory(const struct phil_doctor_view *view, size_t *size, bool html,
                               const struct phil_log *log)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    assert_non_null(out);
    const enum phil_status status =
        html ? phil_report_doctor_html(out, view, log) : phil_report_doctor_pdf(out, view, log);
    fclose(out);
    assert_int_equal(status, PHIL_OK);
    return text;
}

char *doctor_html(const struct phil_doctor_view *view, const struct phil_log *log)
{
    size_t size;
    return write_into_memory(view, &size, true, log);
}

char *doctor_pdf(const struct phil_doctor_view *view, size_t *size, const struct phil_log *log)
{
    return write_into_memory(view, size, false, log);
}
