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
#include "trial_kept.h"

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

/* False: unknown. A camera whose clock is ahead of ours cannot be told from one that is years off.
 * A clip knows its second, not its zone: it is taken to have been filmed where it is saved. */
static bool find_recorded(const struct phil_saver *saver, const struct phil_analysis *analysis,
                          struct phil_moment *recorded)
{
    const int64_t said_s = analysis->recording.recorded_s;
    *recorded = saver->recorded;
    if (saver->is_told)
        return true;
    const struct phil_moment now = phil_moment_now();
    if (said_s == 0 || said_s > now.utc_s + DAY_S)
        return false;
    const time_t time = (time_t)said_s;
    struct tm tm;
    *recorded = (struct phil_moment){.utc_s = said_s, .offset_s = now.offset_s};
    if (localtime_r(&time, &tm))
        recorded->offset_s = (int)tm.tm_gmtoff;
    return true;
}

/* `recorded` NULL: unknown. */
static void tell(const struct phil_saver *saver, const struct phil_analysis *analysis,
                 const struct phil_moment *recorded, bool speak)
{
    const struct phil_moment now = phil_moment_now();
    char when[96], text[256];
    if (recorded) {
        phil_screen_when(when, sizeof when, recorded, &now);
        snprintf(text, sizeof text, "filmed %s, as %s", when,
                 saver->is_told ? "you say" : "the clip itself says");
    } else {
        snprintf(text, sizeof text,
                 "when it was filmed is not known; if you know, run it again with --recorded TIME");
    }
    if (!speak) {
        phil_log_message(phil_console_log(), PHIL_LOG_WARNING, "saved in the diary: \"%s\": %s",
                         analysis->recording.name, text);
        return;
    }
    putchar('\n');
    phil_screen_print(stdout, phil_console_style(stdout).columns, 0,
                      "Saved in your diary (%s). `philtrum explain' takes it along.", text);
}

/* Whoever films for a trial wants to know that it counts. */
static void tell_trial(const struct phil_saver *saver, const struct phil_moment *recorded)
{
    const struct phil_moment now = phil_moment_now();
    struct phil_kept_trials kept;
    if (phil_kept_trials_read(&kept, saver->store, &now) != PHIL_EXIT_DONE)
        return;
    const struct phil_kept_trial *trial = phil_kept_trials_open(&kept);
    if (trial && trial->state == PHIL_TRIAL_RUNNING && recorded) {
        const struct phil_trial_slot slot =
            phil_trial_slot_of(trial->plan, trial->first_day, phil_moment_day(recorded));
        if (slot.phase != PHIL_PHASE_BEFORE && slot.phase != PHIL_PHASE_AFTER)
            phil_screen_print(stdout, phil_console_style(stdout).columns, 0,
                              "It is a clip of day %d of your trial (%s).", slot.number,
                              trial->plan->title);
    }
    phil_kept_trials_release(&kept);
}

static enum phil_status save(const struct phil_saver *saver, const struct phil_analysis *analysis,
                             const char *clip, const struct phil_moment *recorded)
{
    char *json = NULL;
    size_t size = 0;
    int64_t id;
    FILE *memory = open_memstream(&json, &size);
    if (!memory)
        return PHIL_EMEM;
    enum phil_status status = phil_report_json(memory, analysis);
    if (fclose(memory) != 0 || status == PHIL_EIO)
        status = PHIL_EMEM;            /* nothing else stops a write to memory */
    char *path = realpath(clip, NULL); /* of a clip that has gone meanwhile: not known */
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
    struct phil_moment at;
    const struct phil_moment *recorded = find_recorded(saver, analysis, &at) ? &at : NULL;
    const enum phil_status status = save(saver, analysis, clip, recorded);
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot save", analysis->recording.name);
    tell(saver, analysis, recorded, speak);
    if (speak)
        tell_trial(saver, recorded);
    return speak ? phil_console_flush() : PHIL_EXIT_DONE;
}
