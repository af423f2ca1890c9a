/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that appears under its name only when it is complete. */
#ifndef PHIL_RECORDING_SINK_H
#define PHIL_RECORDING_SINK_H

#include <libavformat/avio.h>

#include <philtrum/base.h>

struct phil_sink {
    int fd; /* -1: nothing open */
    char *path, *temporary;
    AVIOContext *io;
    const struct phil_log *log;
    bool failed; /* a write did, and has been told */
};

/* Creates a temporary file beside `path`. Release it whatever is returned.
 * Errors: PHIL_EIO (with a message), PHIL_EMEM. */
enum phil_status phil_sink_init(struct phil_sink *sink, const char *path,
                                const struct phil_log *log);

/* Flushes, closes and renames into place. Errors: PHIL_EIO (with a message). */
enum phil_status phil_sink_finish(struct phil_sink *sink);

/* Removes what was not finished. */
void phil_sink_release(struct phil_sink *sink);

#endif
