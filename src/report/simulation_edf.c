/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * EMG, movement and forces of a simulation as one EDF+ file, through EDFlib; events are its
 * annotations. The header names nobody, and the start is the date that stands for none
 * (1985-01-01), so that the same settings give the same bytes.
 *
 * EDFlib writes to a path, and tells of a full disk only where it happens to see one. So it writes
 * to a file beside, whose size is checked when it has closed it, and which then gets its name.
 */
#include "report/simulation_edf.h"

#include <edflib.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"
#include "report/text_buffer.h"

enum { MOST_NAMES = 100, LONGEST_PATH = 1000 /* EDFlib keeps 1024 */, LONGEST_TEXT = 40 };

static enum phil_status refuse(const struct phil_log *log, const char *path, const char *why)
{
    phil_log_message(log, PHIL_LOG_ERROR, "cannot write EDF+: \"%s\": %s", path, why);
    return PHIL_EIO;
}

/* ---- what stands in the file ---- */

static bool describe_signals(int handle, const struct phil_edf_layout *layout)
{
    bool fine = true;
    for (int i = 0; i < layout->n_signals; i++) {
        const struct phil_edf_signal *s = &layout->signal[i];
        /* EDFlib cuts decimals off: past the one that is meant, so that it stands. */
        const double past = 1e-9;
        fine &= !edf_set_samplefrequency(handle, i, s->per_record) &&
                !edf_set_digital_minimum(handle, i, PHIL_EDF_LOWEST) &&
                !edf_set_digital_maximum(handle, i, PHIL_EDF_HIGHEST) &&
                !edf_set_physical_minimum(handle, i, s->lo < 0 ? s->lo - past : s->lo) &&
                !edf_set_physical_maximum(handle, i, s->hi > 0 ? s->hi + past : s->hi) &&
                !edf_set_label(handle, i, s->label) &&
                !edf_set_transducer(handle, i, s->transducer) &&
                !edf_set_physical_dimension(handle, i, s->dimension);
    }
    return fine;
}

static bool describe(int handle, const struct phil_edf_layout *layout)
{
    return describe_signals(handle, layout) &&
           !edf_set_datarecord_duration(handle, layout->record_ms * 100) &&
           !edf_set_number_of_annotation_signals(handle, layout->annotations) &&
           !edf_set_startdatetime(handle, 1985, 1, 1, 0, 0, 0) &&
           !edf_set_equipment(handle, "philtrum") &&
           !edf_set_recording_additional(handle, "simulated");
}

/* One record: what follows the end of a signal keeps its last value. */
static bool write_record(int handle, const struct phil_edf_layout *layout, size_t record,
                         short *digits)
{
    for (int i = 0; i < layout->n_signals; i++) {
        const struct phil_edf_signal *s = &layout->signal[i];
        const size_t from = record * (size_t)s->per_record;
        for (int k = 0; k < s->per_record; k++) {
            const size_t at = from + (size_t)k < s->n ? from + (size_t)k : s->n - 1;
            digits[k] = (short)phil_edf_digit(s, s->trace[at]);
        }
        if (edfwrite_digital_short_samples(handle, digits))
            return false;
    }
    return true;
}

/* errno is ECANCELED when the listener wants to stop. */
static bool write_records(int handle, const struct phil_edf_layout *layout, short *digits,
                          double seconds, const struct phil_progress *progress)
{
    bool fine = true;
    for (size_t r = 0; fine && r < layout->n_records; r++) {
        const double done_s = seconds * (double)r / (double)layout->n_records;
        if (!phil_progress_report(progress, done_s, seconds)) {
            errno = ECANCELED;
            return false;
        }
        fine = write_record(handle, layout, r, digits);
    }
    return fine;
}

/* "burst, corner_left, 1.20 mm": EDFlib keeps 40 bytes. */
static void say_event(struct phil_text *t, const struct phil_nerve_event *event)
{
    const char *node = phil_nerve_node_name(event->node);
    phil_text_clear(t);
    phil_text_add_clean(t, event->kind, PHIL_CHARSET_ASCII);
    if (node)
        phil_text_printf(t, ", %s", node);
    else if ((unsigned)event->side <= PHIL_SIDE_MIDDLE)
        phil_text_printf(t, ", %s", phil_side_name(event->side));
    if (isfinite(event->amplitude_mm))
        phil_text_printf(t, ", %s mm", phil_fixed(event->amplitude_mm, 2).s);
    if (t->length > LONGEST_TEXT)
        t->data[t->length = LONGEST_TEXT] = '\0';
}

static bool annotate(int handle, double onset_s, double seconds, const char *text)
{
    const double per_s = 1e4; /* EDFlib counts in 100 us */
    const double onset = isfinite(onset_s) ? fmax(0, onset_s) : 0;
    const long long duration = seconds > 0 && isfinite(seconds) ? llround(seconds * per_s) : -1;
    return !edfwrite_annotation_utf8(handle, llround(onset * per_s), duration, text);
}

/* Where the last record is longer than the run, "Recording ends" tells where that ended. */
static bool write_annotations(int handle, const struct phil_edf_layout *layout,
                              const struct phil_nerve_result *r, struct phil_text *t)
{
    const size_t room = layout->n_records * (size_t)layout->annotations;
    bool fine = annotate(handle, 0, -1, "simulated, no recording of a person");
    if (fine && layout->padded && room > 1)
        fine = annotate(handle, r->settings.seconds, -1, "Recording ends");
    for (size_t i = 0; fine && i < r->n_events && i + 2 < room; i++) {
        const struct phil_nerve_event *event = &r->events[i];
        say_event(t, event);
        fine =
            annotate(handle, event->onset_s, event->offset_s - event->onset_s, phil_text_string(t));
    }
    return fine;
}

/* Bytes of the file, by the format. */
static double size_of(const struct phil_edf_layout *layout)
{
    double samples = 57.0 * layout->annotations; /* EDFlib: 114 bytes each */
    for (int i = 0; i < layout->n_signals; i++)
        samples += layout->signal[i].per_record;
    return 256.0 * (1 + layout->n_signals + layout->annotations) +
           2 * samples * (double)layout->n_records;
}

/* ---- the file ---- */

/* A new name beside `path`, made empty; NULL with errno set. To be freed. */
static char *new_beside(const char *path, mode_t mode)
{
    const size_t size = strlen(path) + 16;
    char *name = malloc(size);
    int fd = -1;
    for (int i = 0; name && fd < 0 && i < MOST_NAMES; i++) {
        snprintf(name, size, "%s.%d.part", path, i);
        fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd >= 0) {
        close(fd);
        return name;
    }
    const int code = name ? errno : ENOMEM;
    free(name);
    errno = code;
    return NULL;
}

/* Where it is to stand in the end, links followed; NULL after a message. To be freed. */
static char *place(const char *path, mode_t *mode, enum phil_status *status,
                   const struct phil_log *log)
{
    struct stat existing;
    const bool exists = stat(path, &existing) == 0;
    const char *why = *path == '\0'                          ? strerror(ENOENT)
                      : exists && S_ISDIR(existing.st_mode)  ? strerror(EISDIR)
                      : exists && !S_ISREG(existing.st_mode) ? "not a regular file"
                      : exists && access(path, W_OK)         ? strerror(errno)
                      : strlen(path) > LONGEST_PATH          ? strerror(ENAMETOOLONG)
                                                             : NULL;
    if (why) {
        *status = refuse(log, path, why);
        return NULL;
    }
    *mode = exists ? existing.st_mode & 0777 : 0666;
    char *real = exists ? realpath(path, NULL) : strdup(path);
    *status = real ? PHIL_OK : PHIL_EMEM;
    return real;
}

/* Everything on the disk: as long as it must be, and synced. */
static bool settled(const char *name, const struct phil_edf_layout *layout)
{
    struct stat found;
    const int fd = open(name, O_RDONLY | O_CLOEXEC);
    const bool fine =
        fd >= 0 && fstat(fd, &found) == 0 && (double)found.st_size == size_of(layout) && !fsync(fd);
    const int code = errno;
    if (fd >= 0)
        close(fd);
    errno = code;
    return fine;
}

static enum phil_status write_file(const char *name, const struct phil_edf_layout *layout,
                                   const struct phil_nerve_result *r, const char *path,
                                   const struct phil_progress *progress, const struct phil_log *log)
{
    int longest = 1;
    for (int i = 0; i < layout->n_signals; i++)
        longest = layout->signal[i].per_record > longest ? layout->signal[i].per_record : longest;
    short *digits = calloc((size_t)longest, sizeof *digits);
    struct phil_text text = {0};
    errno = 0;
    const int handle =
        digits ? edfopen_file_writeonly(name, EDFLIB_FILETYPE_EDFPLUS, layout->n_signals) : -1;
    bool fine = handle >= 0 && describe(handle, layout) &&
                write_records(handle, layout, digits, r->settings.seconds, progress) &&
                write_annotations(handle, layout, r, &text);
    const int code = errno;
    if (handle >= 0)
        fine &= edfclose_file(handle) == 0;
    const bool memory = !digits || handle == EDFLIB_MALLOC_ERROR || text.failed;
    free(digits);
    phil_text_release(&text);
    if (memory)
        return PHIL_EMEM;
    if (!fine && code == ECANCELED)
        return PHIL_ECANCEL;
    errno = fine ? 0 : code;
    if (fine && settled(name, layout))
        return PHIL_OK;
    return refuse(log, path, errno ? strerror(errno) : "not all of it could be written");
}

static void warn(const struct phil_edf_layout *layout, const struct phil_nerve_result *r,
                 const char *path, const struct phil_log *log)
{
    const size_t room = layout->n_records * (size_t)layout->annotations;
    if (layout->n_unusable)
        phil_log_message(log, PHIL_LOG_WARNING, "EDF+: \"%s\": %zu samples are no numbers: 0 there",
                         path, layout->n_unusable);
    if (r->n_events + 2 > room)
        phil_log_message(log, PHIL_LOG_WARNING,
                         "EDF+: \"%s\": room for %zu events of %zu; JSON has all", path,
                         room < 2 ? 0 : room - 2, r->n_events);
    if (layout->drift > 0.5)
        phil_log_message(log, PHIL_LOG_WARNING,
                         "EDF+: \"%s\": the rate fits no record: the end is off by %s samples",
                         path, phil_fixed(layout->drift, 1).s);
}

static enum phil_status write_to(const char *path, const struct phil_edf_layout *layout,
                                 const struct phil_nerve_result *r,
                                 const struct phil_progress *progress, const struct phil_log *log)
{
    mode_t mode = 0;
    enum phil_status status;
    char *real = place(path, &mode, &status, log);
    if (!real)
        return status;
    char *name = new_beside(real, mode);
    if (!name) {
        status = errno == ENOMEM ? PHIL_EMEM : refuse(log, path, strerror(errno));
        free(real);
        return status;
    }
    status = write_file(name, layout, r, path, progress, log);
    if (status == PHIL_OK && rename(name, real))
        status = refuse(log, path, strerror(errno));
    if (status != PHIL_OK)
        unlink(name);
    else
        warn(layout, r, path, log);
    free(name);
    free(real);
    return status;
}

enum phil_status phil_report_simulation_edf(const char *path,
                                            const struct phil_nerve_result *result,
                                            const struct phil_progress *progress,
                                            const struct phil_log *log)
{
    struct phil_edf_layout *layout = calloc(1, sizeof *layout); /* 12 kB */
    if (!layout)
        return PHIL_EMEM;
    phil_edf_layout_make(layout, result);
    enum phil_status status;
    if (layout->n_signals) {
        status = write_to(path, layout, result, progress, log);
    } else {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "cannot write EDF+: \"%s\": neither EMG nor movement was simulated", path);
        status = PHIL_EDATA;
    }
    free(layout);
    return status;
}
