/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A regular file for FFmpeg to read from. */
#ifndef PHIL_RECORDING_SOURCE_H
#define PHIL_RECORDING_SOURCE_H

#include <libavformat/avio.h>

#include <philtrum/base.h>

struct phil_source {
    int fd;
    int64_t bytes;    /* size when it was opened */
    int64_t position; /* of FFmpeg's next read; others use pread */
    AVIOContext *io;
};

/* Opens `path` for reading; release it whatever is returned.
 * Errors: PHIL_EINPUT (with a message), PHIL_EMEM. */
enum phil_status phil_source_init(struct phil_source *source, const char *path,
                                  const struct phil_log *log);
void phil_source_release(struct phil_source *source);

/* Back to the first byte, with nothing buffered, for a second demuxer. Errors: PHIL_EMEM. */
enum phil_status phil_source_restart(struct phil_source *source);

/* Reads up to `size` bytes at `offset` without moving the position; returns how many. */
size_t phil_read_at(int fd, int64_t offset, void *bytes, size_t size);

#endif
