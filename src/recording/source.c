/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file is opened here and not by FFmpeg's protocols: a name such as "concat:a|b" or
 * "http://..." is then just a file name, a pipe is refused before it can block, and the same
 * descriptor serves the demuxer, the digest and the check for missing ends.
 */
#include "recording/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavutil/error.h>
#include <libavutil/mem.h>

enum { BUFFER_BYTES = 1 << 16 }; /* a system call per 64 kB is lost in the cost of decoding */

size_t phil_read_at(int fd, int64_t offset, void *bytes, size_t size)
{
    size_t got = 0;
    while (got < size) {
        const ssize_t n = pread(fd, (char *)bytes + got, size - got, offset + (int64_t)got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    return got;
}

static int read_source(void *opaque, uint8_t *bytes, int size)
{
    struct phil_source *source = opaque;
    const size_t got = phil_read_at(source->fd, source->position, bytes, (size_t)size);
    if (!got)
        return AVERROR_EOF;
    source->position += (int64_t)got;
    return (int)got;
}

static int64_t seek_source(void *opaque, int64_t offset, int whence)
{
    struct phil_source *source = opaque;
    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
        return source->bytes;
    case SEEK_SET:
        break;
    case SEEK_CUR:
        offset += source->position;
        break;
    case SEEK_END:
        offset += source->bytes;
        break;
    default:
        return AVERROR(EINVAL);
    }
    if (offset < 0)
        return AVERROR(EINVAL);
    source->position = offset;
    return offset;
}

static enum phil_status io_init(struct phil_source *source)
{
    unsigned char *buffer = av_malloc(BUFFER_BYTES);
    if (!buffer)
        return PHIL_EMEM;
    source->position = 0;
    source->io =
        avio_alloc_context(buffer, BUFFER_BYTES, 0, source, read_source, NULL, seek_source);
    if (source->io)
        return PHIL_OK;
    av_free(buffer);
    return PHIL_EMEM;
}

static void io_release(struct phil_source *source)
{
    if (source->io)
        av_freep(&source->io->buffer); /* FFmpeg may have replaced the one it was given */
    avio_context_free(&source->io);
}

/* NULL when it can be read as a recording, else why not. */
static const char *unsuitable(const struct stat *facts)
{
    if (S_ISDIR(facts->st_mode))
        return "is a directory";
    if (!S_ISREG(facts->st_mode))
        return "not a regular file";
    return facts->st_size == 0 ? "the file is empty" : NULL;
}

enum phil_status phil_source_init(struct phil_source *source, const char *path,
                                  const struct phil_log *log)
{
    *source = (struct phil_source){.fd = -1};
    struct stat facts;
    /* Non-blocking so that a pipe without a writer does not hang; regular files ignore it. */
    source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (source->fd < 0 || fstat(source->fd, &facts) != 0) {
        char why[AV_ERROR_MAX_STRING_SIZE];
        av_make_error_string(why, sizeof why, AVERROR(errno));
        phil_log_message(log, PHIL_LOG_ERROR, "cannot open recording: \"%s\": %s", path, why);
        return PHIL_EINPUT;
    }
    const char *why = unsuitable(&facts);
    if (why) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot open recording: \"%s\": %s", path, why);
        return PHIL_EINPUT;
    }
    char byte;
    if (phil_read_at(source->fd, 0, &byte, 1) != 1) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot read recording: \"%s\": read error", path);
        return PHIL_EINPUT;
    }
    source->bytes = facts.st_size;
    return io_init(source);
}

void phil_source_release(struct phil_source *source)
{
    io_release(source);
    if (source->fd >= 0)
        close(source->fd);
    source->fd = -1;
}

enum phil_status phil_source_restart(struct phil_source *source)
{
    io_release(source);
    return io_init(source);
}
