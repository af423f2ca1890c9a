/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "known.h"

#include <stdlib.h>
#include <string.h>

#include "diary_file.h"
#include "diary_recordings.h"
#include "input.h"

enum { DAY_S = 86400 };

enum phil_exit phil_known_init(struct phil_known *known, const char *folder)
{
    *known = (struct phil_known){.now = phil_moment_now(), .days = PHIL_LOOK_BACK_DAYS};
    const int errors = phil_console_errors();
    enum phil_status status = phil_knowledge_new(&known->knowledge, folder, phil_console_log());
    if (status == PHIL_OK)
        status = phil_answers_new(&known->answers, known->knowledge);
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot use the knowledge base",
                               folder ? folder : "built in");
}

void phil_known_release(struct phil_known *known)
{
    phil_answers_free(known->answers);
    for (size_t i = 0; i < known->n_analyses; i++)
        phil_analysis_free(known->analyses[i]);
    free(known->analyses);
    free(known->entries);
    free(known->kept);
    phil_knowledge_free(known->knowledge);
    *known = (struct phil_known){0};
}

/* Takes over `analysis`, also when it fails. */
static enum phil_status append(struct phil_known *known, struct phil_analysis *analysis)
{
    struct phil_analysis **grown =
        realloc(known->analyses, (known->n_analyses + 1) * sizeof(struct phil_analysis *));
    if (!grown) {
        phil_analysis_free(analysis);
        return PHIL_EMEM;
    }
    known->analyses = grown;
    grown[known->n_analyses++] = analysis;
    return PHIL_OK;
}

static enum phil_status take_recordings(struct phil_known *known,
                                        const struct phil_saved_analysis *saved, size_t n)
{
    enum phil_status status = PHIL_OK;
    for (size_t i = 0; i < n && status == PHIL_OK; i++) {
        struct phil_analysis *analysis;
        status = phil_recording_read(&analysis, &saved[i], true);
        if (analysis)
            status = append(known, analysis);
    }
    return status;
}

static enum phil_status read_diary(struct phil_known *known, struct phil_store *store)
{
    const int64_t from_s = known->now.utc_s - (int64_t)known->days * DAY_S;
    struct phil_saved_analysis *saved = NULL;
    size_t n = 0;
    /* What lies ahead (a clock that was wrong, a plan) is not yet so. */
    enum phil_status status =
        phil_store_entries(store, from_s, known->now.utc_s + 1, &known->entries, &known->n_entries);
    if (status == PHIL_OK)
        status = phil_store_analyses(store, from_s, &saved, &n);
    if (status == PHIL_OK)
        status = take_recordings(known, saved, n);
    known->n_saved_analyses = known->n_analyses;
    phil_saved_analyses_free(saved, n);
    if (status == PHIL_OK)
        status = phil_store_get(store, "answers", &known->kept);
    return status;
}

enum phil_exit phil_known_add_diary(struct phil_known *known, const char *path)
{
    struct phil_store *store;
    const enum phil_exit opened = phil_diary_open(&store, path, PHIL_STORE_READ);
    if (opened != PHIL_EXIT_DONE)
        return opened;
    const int errors = phil_console_errors();
    const enum phil_status status = read_diary(known, store);
    phil_store_close(store);
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot read the diary", path);
}

enum phil_exit phil_known_add_answers(struct phil_known *known, const char *path)
{
    char *text;
    size_t size;
    const enum phil_exit read = phil_input_read(path, &text, &size);
    if (read != PHIL_EXIT_DONE)
        return read;
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_answers_read(known->answers, text, size, path, phil_console_log());
    free(text);
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot use the answers", path);
}

/* The library names the place in the document, not the document. */
struct naming {
    const char *path;
};

static void name_file(void *user, enum phil_level level, const char *text)
{
    const struct naming *naming = user;
    phil_log_message(phil_console_log(), level, "cannot use the analysis: \"%s\": %s", naming->path,
                     text);
}

enum phil_exit phil_known_add_analysis(struct phil_known *known, const char *path)
{
    char *text;
    size_t size;
    const enum phil_exit read = phil_input_read(path, &text, &size);
    if (read != PHIL_EXIT_DONE)
        return read;
    struct naming naming = {path};
    const struct phil_log log = {name_file, &naming};
    const int errors = phil_console_errors();
    struct phil_analysis *analysis = NULL;
    enum phil_status status = phil_report_json_read(&analysis, text, size, &log);
    free(text);
    if (status == PHIL_OK)
        status = append(known, analysis);
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot use the analysis", path);
}

enum phil_exit phil_known_weigh_in(struct phil_known *known)
{
    const int errors = phil_console_errors();
    enum phil_status status =
        phil_diary_add_answers(known->answers, known->knowledge, known->entries, known->n_entries,
                               &known->now, known->days, phil_console_log());
    if (status == PHIL_OK)
        status = phil_answers_add_analyses(known->answers,
                                           (const struct phil_analysis *const *)known->analyses,
                                           known->n_analyses, phil_console_log());
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot weigh in", "diary and recordings");
}

size_t phil_known_count(const struct phil_known *known, enum phil_origin origin)
{
    const struct phil_finding *finding;
    size_t count = 0;
    for (size_t i = 0; (finding = phil_knowledge_finding(known->knowledge, i)); i++) {
        struct phil_answer answer;
        count += phil_answers_get(known->answers, finding->id, &answer) && !answer.unknown &&
                 answer.origin == origin;
    }
    return count;
}
