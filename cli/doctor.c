/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "diary_recordings.h"
#include "kept.h"

enum { DAY_S = 86400, BLOOD_DAYS = 366 };

enum phil_exit phil_doctor_files_init(struct phil_doctor_files *files, int days)
{
    *files = (struct phil_doctor_files){.n_clips = 0};
    const enum phil_exit result = phil_known_init(&files->known, NULL);
    files->known.days = days ? days : PHIL_LOOK_BACK_DAYS;
    files->all_recordings = days == 0;
    return result;
}

void phil_doctor_files_release(struct phil_doctor_files *files)
{
    for (size_t i = 0; i < files->n_clips; i++)
        free((char *)files->clips[i].path);
    for (size_t i = 0; i < files->n_saved; i++)
        phil_analysis_free(files->saved[i]);
    free(files->clips);
    free(files->entries);
    free(files->saved);
    phil_known_release(&files->known);
    *files = (struct phil_doctor_files){.n_clips = 0};
}

/* From when on known.c reads the diary. */
static int64_t known_from_s(const struct phil_doctor_files *files)
{
    return files->known.now.utc_s - (int64_t)files->known.days * DAY_S;
}

static enum phil_status append(struct phil_doctor_files *files, struct phil_doctor_clip clip)
{
    struct phil_doctor_clip *grown =
        realloc(files->clips, (files->n_clips + 1) * sizeof *files->clips);
    if (!grown)
        return PHIL_EMEM;
    files->clips = grown;
    grown[files->n_clips++] = clip;
    return PHIL_OK;
}

/* Takes over the analysis and `path`, also when it fails. */
static enum phil_status append_saved(struct phil_doctor_files *files,
                                     struct phil_analysis *analysis,
                                     const struct phil_saved_analysis *saved)
{
    struct phil_analysis **grown =
        realloc(files->saved, (files->n_saved + 1) * sizeof(struct phil_analysis *));
    if (!grown) {
        phil_analysis_free(analysis);
        return PHIL_EMEM;
    }
    files->saved = grown;
    grown[files->n_saved++] = analysis;
    struct phil_doctor_clip clip = {.analysis = analysis};
    if (saved->recorded_s)
        clip.recorded = phil_recording_moment(saved);
    char *path = saved->path ? strdup(saved->path) : NULL;
    clip.path = path;
    const enum phil_status status = saved->path && !path ? PHIL_EMEM : append(files, clip);
    if (status != PHIL_OK)
        free(path);
    return status;
}

/* A recording that cannot be read back is left out. known.c has said so of those that it reads:
 * here it is said of the older ones. */
static enum phil_status take_saved(struct phil_doctor_files *files,
                                   const struct phil_saved_analysis *saved, size_t n)
{
    enum phil_status status = PHIL_OK;
    for (size_t i = 0; i < n && status == PHIL_OK; i++) {
        const int64_t time_s = saved[i].recorded_s ? saved[i].recorded_s : saved[i].saved_s;
        struct phil_analysis *analysis;
        status = phil_recording_read(&analysis, &saved[i], time_s < known_from_s(files));
        if (analysis)
            status = append_saved(files, analysis, &saved[i]);
    }
    return status;
}

static enum phil_exit add_recordings(struct phil_doctor_files *files, struct phil_store *store,
                                     const char *path)
{
    const int64_t from_s = files->all_recordings ? 0 : known_from_s(files);
    struct phil_saved_analysis *saved = NULL;
    size_t n = 0;
    const int errors = phil_console_errors();
    enum phil_status status = phil_store_analyses(store, from_s, &saved, &n);
    if (status == PHIL_OK)
        status = take_saved(files, saved, n);
    phil_saved_analyses_free(saved, n);
    return status == PHIL_OK ? PHIL_EXIT_DONE
                             : phil_console_failed(status, errors, "cannot read the diary", path);
}

static enum phil_status join_entries(struct phil_doctor_files *files,
                                     const struct phil_entry *older, size_t n)
{
    const struct phil_known *known = &files->known;
    files->entries = malloc((n + known->n_entries + 1) * sizeof *files->entries);
    if (!files->entries)
        return PHIL_EMEM;
    for (size_t i = 0; i < n; i++)
        if (older[i].kind == PHIL_ENTRY_LAB)
            files->entries[files->n_entries++] = older[i];
    for (size_t i = 0; i < known->n_entries; i++)
        files->entries[files->n_entries++] = known->entries[i];
    return PHIL_OK;
}

static enum phil_exit add_entries(struct phil_doctor_files *files, struct phil_store *store,
                                  const char *path)
{
    const int64_t now_s = files->known.now.utc_s;
    struct phil_entry *older = NULL;
    size_t n = 0;
    const int errors = phil_console_errors();
    enum phil_status status = phil_store_entries(store, now_s - (int64_t)BLOOD_DAYS * DAY_S,
                                                 known_from_s(files), &older, &n);
    if (status == PHIL_OK)
        status = join_entries(files, older, files->all_recordings ? n : 0);
    free(older);
    return status == PHIL_OK ? PHIL_EXIT_DONE
                             : phil_console_failed(status, errors, "cannot read the diary", path);
}

enum phil_exit phil_doctor_add_diary(struct phil_doctor_files *files, struct phil_store *store,
                                     const char *path, bool kept)
{
    enum phil_exit result = phil_known_add_diary(&files->known, path);
    if (result == PHIL_EXIT_DONE)
        result = add_recordings(files, store, path);
    if (result == PHIL_EXIT_DONE)
        result = add_entries(files, store, path);
    size_t n = 0;
    if (result != PHIL_EXIT_DONE || !kept)
        return result;
    const enum phil_status status = phil_kept_use(&files->known, &n);
    if (status != PHIL_OK)
        return phil_console_failed(status, phil_console_errors(), "cannot read", "kept answers");
    if (n)
        phil_kept_day(&files->known, files->answered, sizeof files->answered);
    return PHIL_EXIT_DONE;
}

/* Oldest first, those of an unknown time before all; the digest only makes the order certain. */
static int by_time(const void *a, const void *b)
{
    const struct phil_doctor_clip *x = a, *y = b;
    if (x->recorded.utc_s != y->recorded.utc_s)
        return x->recorded.utc_s < y->recorded.utc_s ? -1 : 1;
    return strcmp(x->analysis->recording.sha256, y->analysis->recording.sha256);
}

enum phil_exit phil_doctor_add_analyses(struct phil_doctor_files *files)
{
    const struct phil_known *known = &files->known;
    for (size_t i = known->n_saved_analyses; i < known->n_analyses; i++) {
        struct phil_doctor_clip clip = {.analysis = known->analyses[i]};
        const time_t time = (time_t)clip.analysis->recording.recorded_s;
        struct tm tm;
        clip.recorded.utc_s = time;
        if (time && localtime_r(&time, &tm))
            clip.recorded.offset_s = (int)tm.tm_gmtoff;
        if (append(files, clip) != PHIL_OK)
            return phil_console_failed(PHIL_EMEM, phil_console_errors(), "cannot take along",
                                       clip.analysis->recording.name);
    }
    if (files->n_clips)
        qsort(files->clips, files->n_clips, sizeof *files->clips, by_time);
    return PHIL_EXIT_DONE;
}

enum phil_exit phil_doctor_add_clip(struct phil_doctor_files *files, const char *path)
{
    char sha256[65];
    bool used = false;
    const int errors = phil_console_errors();
    const enum phil_status status = phil_recording_digest(path, sha256, phil_console_log());
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot read", path);
    for (size_t i = 0; i < files->n_clips; i++) {
        struct phil_doctor_clip *clip = &files->clips[i];
        if (strcmp(clip->analysis->recording.sha256, sha256) != 0)
            continue;
        used = true;
        free((char *)clip->path);
        clip->path = strdup(path);
        if (!clip->path)
            return phil_console_failed(PHIL_EMEM, errors, "cannot take along", path);
    }
    if (!used)
        phil_log_message(phil_console_log(), PHIL_LOG_WARNING, "left out a clip: \"%s\": %s", path,
                         "no recording here was measured in this file");
    return PHIL_EXIT_DONE;
}
