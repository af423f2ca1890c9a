/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When was it filmed? The clip's own record is taken where it has one. The file's date is not: it
 * tells when the file was copied or received, and a wrong time would set the twitches beside the
 * wrong cup of coffee. So a time that nobody knows stays unknown.
 */
#include "save.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "diary_file.h"
#include "screen.h"

enum { DAY_S = 86400 };

enum phil_exit phil_saver_init(struct phil_saver *saver, const char *diary, const char *recorded)
{
    *saver = (struct phil_saver){0};
    if (recorded) {
        const struct phil_moment now = phil_moment_now();
        const int errors = phil_console_errors();
        const enum phil_status status =
            phil_moment_parse(&saver->recorded, recorded, &now, phil_console_log_all());
        if (status != PHIL_OK)
            return phil_console_failed(status, errors, "cannot use --recorded", recorded);
        saver->is_told = true;
    }
    char *path;
    enum phil_exit result = phil_diary_path(&path, diary);
    if (result == PHIL_EXIT_DONE)
        result = phil_diary_open(&saver->store, path, PHIL_STORE_WRITE);
    free(path);
    return result;
}

void phil_saver_release(struct phil_saver *saver)
{
    phil_store_close(saver->store);
    *saver = (struct phil_saver){0};
}

/* 0: unknown. A camera whose clock is ahead of ours cannot be told from one that is years off. */
static int64_t recorded_s(const struct phil_saver *saver, const struct phil_analysis *analysis)
{
    const int64_t said = analysis->recording.recorded_s;
    if (saver->is_told)
        return saver->recorded.utc_s;
    return said > phil_moment_now().utc_s + DAY_S ? 0 : said;
}

static void tell(const struct phil_saver *saver, const struct phil_analysis *analysis,
                 int64_t recorded, bool speak)
{
    const struct phil_moment now = phil_moment_now();
    const time_t time = (time_t)recorded;
    struct phil_moment at = {.utc_s = recorded, .offset_s = now.offset_s};
    struct tm tm;
    char when[96], text[256];
    if (localtime_r(&time, &tm))
        at.offset_s = (int)tm.tm_gmtoff;
    phil_screen_when(when, sizeof when, saver->is_told ? &saver->recorded : &at, &now);
    if (recorded)
        snprintf(text, sizeof text, "filmed %s, as %s", when,
                 saver->is_told ? "you say" : "the clip itself says");
    else
        snprintf(text, sizeof text,
                 "when it was filmed is not known; if you know, run it again with --recorded TIME");
    if (!speak) {
        phil_log_message(phil_console_log(), PHIL_LOG_WARNING, "saved in the diary: \"%s\": %s",
                         analysis->recording.name, text);
        return;
    }
    putchar('\n');
    phil_screen_print(stdout, phil_console_style(stdout).columns, 0,
                      "Saved in your diary (%s). `philtrum explain' takes it along.", text);
}

static enum phil_status save(const struct phil_saver *saver, const struct phil_analysis *analysis,
                             const char *clip, int64_t recorded)
{
    char *json = NULL;
    size_t size = 0;
    int64_t id;
    char *path = realpath(clip, NULL); /* a clip that has gone meanwhile: not known */
    FILE *memory = open_memstream(&json, &size);
    if (!memory) {
        free(path);
        return PHIL_EMEM;
    }
    enum phil_status status = phil_report_json(memory, analysis);
    if (fclose(memory) != 0 || status == PHIL_EIO)
        status = PHIL_EMEM; /* nothing else stops a write to memory */
    if (status == PHIL_OK)
        status = phil_store_save_analysis(saver->store, json, analysis->recording.sha256,
                                          analysis->recording.name, path, recorded, &id);
    free(path);
    free(json);
    return status;
}

enum phil_exit phil_saver_save(const struct phil_saver *saver, const struct phil_analysis *analysis,
                               const char *clip, bool complete, bool speak)
{
    if (!complete) {
        phil_log_message(
            phil_console_log(), PHIL_LOG_WARNING, "not saved: \"%s\": %s", analysis->recording.name,
            analysis->interrupted ? "stopped before the end" : "nothing could be measured");
        return PHIL_EXIT_DONE;
    }
    const int errors = phil_console_errors();
    const int64_t recorded = recorded_s(saver, analysis);
    const enum phil_status status = save(saver, analysis, clip, recorded);
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot save", analysis->recording.name);
    tell(saver, analysis, recorded, speak);
    return speak ? phil_console_flush() : PHIL_EXIT_DONE;
}
