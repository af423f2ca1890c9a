/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full disk is a failure of every report, not a shorter report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "explain_fixture.h"
#include "fixture.h"
#include "trial_fixture.h"

static enum phil_status write_kind(int kind, FILE *out, const struct phil_analysis *analysis)
{
    const struct phil_terminal_style style = {80, true, true};
    switch (kind) {
    case 0:
        return phil_report_terminal(out, analysis, &style);
    case 1:
        return phil_report_json(out, analysis);
    case 2:
        return phil_report_csv(out, analysis);
    default:
        return phil_report_html(out, analysis, NULL, NULL);
    }
}

static void a_full_disk_is_told(void **state)
{
    for (int kind = 0; kind < 4; kind++)
        for (int buffered = 0; buffered < 2; buffered++) {
            struct phil_analysis *analysis = fixture_make(FIXTURE_NO_FACE);
            FILE *out = fopen("/dev/full", "w");
            if (!out)
                skip();
            setvbuf(out, NULL, buffered ? _IOFBF : _IONBF, buffered ? 1 << 20 : 0);
            assert_int_equal(write_kind(kind, out, analysis), PHIL_EIO);
            fclose(out);
            fixture_free(analysis);
        }
}

static enum phil_status write_explanation(int kind, FILE *out, const struct explain_case *c)
{
    const struct phil_terminal_style style = {80, true, true};
    return kind == 0   ? phil_report_explanation_terminal(out, &c->view, &style)
           : kind == 1 ? phil_report_explanation_json(out, &c->view)
                       : phil_report_explanation_html(out, &c->view);
}

static void an_explanation_that_cannot_be_written_is_told(void **state)
{
    static char little[2048];
    struct explain_case *c = explain_make(EXPLAIN_SPASM);
    for (int kind = 0; kind < 3; kind++) {
        FILE *full = fopen("/dev/full", "w"), *out = fmemopen(little, sizeof little, "w");
        if (full)
            assert_int_equal(write_explanation(kind, full, c), PHIL_EIO);
        setvbuf(out, NULL, _IONBF, 0);
        assert_int_equal(write_explanation(kind, out, c), PHIL_EIO);
        fclose(out);
        if (full)
            fclose(full);
    }
    explain_free(c);
}

static enum phil_status write_trial(int kind, FILE *out, const struct phil_trial_view *view)
{
    const struct phil_terminal_style style = {80, true, true};
    switch (kind) {
    case 0:
        return phil_report_trial_terminal(out, view, &style);
    case 1:
        return phil_report_trial_json(out, view);
    case 2:
        return phil_report_trial_html(out, view);
    case 3:
        return phil_report_trials_terminal(out, view, 1, &style);
    default:
        return phil_report_trials_json(out, view, 1);
    }
}

static void a_trial_that_cannot_be_written_is_told(void **state)
{
    static char little[64];
    struct trial_case *c = trial_make(TRIAL_HELPS);
    for (int kind = 0; kind < 5; kind++) {
        FILE *full = fopen("/dev/full", "w"), *out = fmemopen(little, sizeof little, "w");
        if (full)
            assert_int_equal(write_trial(kind, full, &c->view), PHIL_EIO);
        setvbuf(out, NULL, _IONBF, 0);
        assert_int_equal(write_trial(kind, out, &c->view), PHIL_EIO);
        fclose(out);
        if (full)
            fclose(full);
    }
    trial_free(c);
}

/* A stream that only takes the first bytes: the failure comes in the middle. */
static void a_disk_that_fills_up_is_told(void **state)
{
    static char little[4096];
    for (int kind = 0; kind < 4; kind++) {
        struct phil_analysis *analysis = fixture_make(FIXTURE_TWO_FACES);
        FILE *out = fmemopen(little, sizeof little, "w");
        setvbuf(out, NULL, _IONBF, 0);
        assert_int_equal(write_kind(kind, out, analysis), PHIL_EIO);
        fclose(out);
        fixture_free(analysis);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_is_told),
        cmocka_unit_test(a_disk_that_fills_up_is_told),
        cmocka_unit_test(an_explanation_that_cannot_be_written_is_told),
        cmocka_unit_test(a_trial_that_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
