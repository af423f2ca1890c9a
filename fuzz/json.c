/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a stored analysis: refused with the reason in the log, or read into something that
 * every report prints, and that is the same document once it has been written and read again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/report.h>

#include "promise.h"

static void count_error(void *user, enum phil_level level, const char *text)
{
    promise(text[0] && !strchr(text, '\n'), "a message is one line");
    *(int *)user += level == PHIL_LOG_ERROR;
}

enum kind { AS_JSON, AS_CSV, AS_HTML, AS_TEXT, AS_NARROW_TEXT, N_KINDS };

static char *print(enum kind kind, const struct phil_analysis *analysis, size_t *size)
{
    static const struct phil_terminal_style wide = {100, false, true}, narrow = {40, true, false};
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (!out)
        abort();
    const enum phil_status status =
        kind == AS_JSON   ? phil_report_json(out, analysis)
        : kind == AS_CSV  ? phil_report_csv(out, analysis)
        : kind == AS_HTML ? phil_report_html(out, analysis, NULL, NULL)
                          : phil_report_terminal(out, analysis, kind == AS_TEXT ? &wide : &narrow);
    promise(status == PHIL_OK, "what was read can be written");
    fclose(out);
    return text;
}

static void check(const struct phil_analysis *analysis)
{
    struct phil_analysis *again = NULL;
    char *text[N_KINDS];
    size_t size[N_KINDS], second_size;
    for (int k = 0; k < N_KINDS; k++)
        text[k] = print((enum kind)k, analysis, &size[k]);
    promise(phil_report_json_read(&again, text[AS_JSON], size[AS_JSON], NULL) == PHIL_OK,
            "what was written can be read");
    char *second = print(AS_JSON, again, &second_size);
    promise(size[AS_JSON] == second_size && memcmp(text[AS_JSON], second, second_size) == 0,
            "... and is the same again");
    phil_analysis_free(again);
    free(second);
    for (int k = 0; k < N_KINDS; k++)
        free(text[k]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct phil_analysis *analysis = NULL;
    int errors = 0;
    const struct phil_log log = {count_error, &errors};
    promise_to_end();
    const enum phil_status status =
        phil_report_json_read(&analysis, (const char *)data, size, &log);
    promise((status == PHIL_OK) == (analysis != NULL), "an analysis comes exactly with success");
    promise(status == PHIL_OK || status == PHIL_EFORMAT, "a bad document is EFORMAT");
    promise(errors == (status != PHIL_OK), "a refusal has one reason");
    if (analysis)
        check(analysis);
    phil_analysis_free(analysis);
    return 0;
}
