/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diary_recordings.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "options.h"
#include "screen.h"

struct phil_moment phil_recording_moment(const struct phil_saved_analysis *saved)
{
    struct phil_moment moment = {.utc_s = saved->recorded_s ? saved->recorded_s : saved->saved_s};
    const time_t time = (time_t)moment.utc_s;
    struct tm tm;
    if (saved->has_offset)
        moment.offset_s = saved->offset_s;
    else if (localtime_r(&time, &tm))
        moment.offset_s = (int)tm.tm_gmtoff;
    return moment;
}

enum phil_status phil_recording_read(struct phil_analysis **analysis,
                                     const struct phil_saved_analysis *saved, bool tell)
{
    *analysis = NULL;
    const enum phil_status status =
        phil_report_json_read(analysis, saved->json, strlen(saved->json), NULL);
    if (status != PHIL_EFORMAT)
        return status;
    if (tell)
        phil_log_message(phil_console_log(), PHIL_LOG_WARNING,
                         "left out a saved recording: \"%s\": what was saved is damaged",
                         saved->name);
    return PHIL_OK;
}

void phil_recording_describe(char *text, size_t size, const struct phil_saved_analysis *saved)
{
    struct phil_analysis *analysis = NULL;
    const struct phil_face_result *face = NULL;
    if (phil_report_json_read(&analysis, saved->json, strlen(saved->json), NULL) != PHIL_OK)
        analysis = NULL;
    for (size_t f = 0; analysis && f < analysis->n_faces; f++)
        if (!face || analysis->faces[f].usable_s > face->usable_s)
            face = &analysis->faces[f];
    const int n = face ? face->pattern.twitches : 0;
    if (!analysis)
        snprintf(text, size, "what was saved is damaged");
    else if (!face || !(face->usable_s > 0))
        snprintf(text, size, "nothing could be measured");
    else
        snprintf(text, size, "%d %s in %.0f s at rest", n, n == 1 ? "twitch" : "twitches",
                 face->usable_s);
    phil_analysis_free(analysis);
}

static int columns(void)
{
    return phil_console_style(stdout).columns;
}

static void print_one(const char *lead, const struct phil_saved_analysis *saved,
                      const struct phil_moment *now)
{
    char when[96], what[96], text[512];
    const struct phil_moment at = phil_recording_moment(saved);
    phil_screen_when(when, sizeof when, &at, now);
    phil_recording_describe(what, sizeof what, saved);
    snprintf(text, sizeof text, "%s %s: %s, %s", saved->recorded_s ? "filmed" : "saved", when,
             saved->name, what);
    phil_screen_capital(text);
    phil_screen_item(stdout, columns(), lead, text);
}

/* --- which there are -------------------------------------------------------------------------- */

static enum phil_exit show(struct phil_store *store, const struct phil_moment *now)
{
    struct phil_saved_analysis *saved = NULL;
    size_t n = 0;
    const int errors = phil_console_errors();
    const enum phil_status status = phil_store_analyses(store, 0, &saved, &n);
    for (size_t i = 0; i < n; i++) {
        char lead[32];
        snprintf(lead, sizeof lead, "%6lld  ", (long long)saved[i].id);
        print_one(lead, &saved[i], now);
    }
    phil_saved_analyses_free(saved, n);
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot read", "diary");
    phil_screen_print(stdout, columns(), 0,
                      n > 0 ? "To take one out: philtrum diary recordings remove N"
                            : "No recording is in the diary. `philtrum analyze --save CLIP' puts "
                              "one there.");
    return phil_console_flush();
}

/* --- taking out, bringing back ---------------------------------------------------------------- */

static bool parse_number(const char *text, int64_t *id)
{
    char *end;
    errno = 0;
    *id = isdigit((unsigned char)*text) ? strtoll(text, &end, 10) : 0;
    if (*id > 0 && !*end && !errno)
        return true;
    phil_option_error("a recording", text,
                      "its number is the one before it in philtrum diary recordings");
    return false;
}

/* Tells of a recording that stands in the diary; one that does not is told by what comes after. */
static enum phil_status tell(struct phil_store *store, int64_t id, const char *lead,
                             const struct phil_moment *now)
{
    struct phil_saved_analysis *saved = NULL;
    size_t n = 0;
    const enum phil_status status = phil_store_analyses(store, 0, &saved, &n);
    for (size_t i = 0; i < n; i++)
        if (saved[i].id == id)
            print_one(lead, &saved[i], now);
    phil_saved_analyses_free(saved, n);
    return status;
}

static enum phil_exit change_one(struct phil_store *store, int64_t id, bool removes,
                                 const struct phil_moment *now)
{
    char subject[48];
    const int errors = phil_console_errors();
    snprintf(subject, sizeof subject, "recording %lld", (long long)id);
    enum phil_status status = removes ? PHIL_OK : phil_store_restore_analysis(store, id);
    if (status == PHIL_OK)
        status = tell(store, id, removes ? "Out of the diary: " : "Back in the diary: ", now);
    if (status == PHIL_OK && removes)
        status = phil_store_remove_analysis(store, id);
    if (status != PHIL_OK) {
        const enum phil_exit result = phil_console_failed(status, errors, "cannot change", subject);
        return status == PHIL_EDATA ? PHIL_EXIT_USAGE : result;
    }
    if (removes)
        phil_screen_print(stdout, columns(), 0,
                          "To bring it back: philtrum diary recordings restore %lld",
                          (long long)id);
    return phil_console_flush();
}

enum phil_exit phil_diary_recordings(struct phil_store *store, const char *const *words,
                                     size_t n_words, const struct phil_moment *now)
{
    static const char *const actions[] = {"remove", "restore"};
    enum phil_exit result = PHIL_EXIT_DONE;
    int64_t id;
    if (n_words == 0)
        return show(store, now);
    const bool removes = strcmp(words[0], "remove") == 0;
    if (!removes && strcmp(words[0], "restore") != 0) {
        const char *near = phil_nearest(words[0], actions, 2);
        phil_console_error("unknown action: \"recordings %s\": %s%s", words[0],
                           near ? "did you mean " : "see philtrum diary --help", near ? near : "");
        return PHIL_EXIT_USAGE;
    }
    if (n_words == 1) {
        phil_console_error("too few words: \"recordings %s\": say the recording's number",
                           words[0]);
        return PHIL_EXIT_USAGE;
    }
    for (size_t i = 1; i < n_words; i++) /* all are read before the first is touched */
        if (!parse_number(words[i], &id))
            return PHIL_EXIT_USAGE;
    for (size_t i = 1; i < n_words; i++) {
        parse_number(words[i], &id);
        result = phil_exit_worse(result, change_one(store, id, removes, now));
    }
    return result;
}
