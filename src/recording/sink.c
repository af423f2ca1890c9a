/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recording/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavutil/error.h>
#include <libavutil/mem.h>

enum { BUFFER_BYTES = 1 << 16, NAME_ROOM = 48, MAX_TRIES = 100 };

/* Tells the first failure only: what follows it says the same. */
static void complain(struct phil_sink *sink, const char *what, int error)
{
    char why[AV_ERROR_MAX_STRING_SIZE];
    if (!sink->failed)
        phil_log_message(sink->log, PHIL_LOG_ERROR, "cannot %s: \"%s\": %s", what, sink->path,
                         av_make_error_string(why, sizeof why, AVERROR(error)));
    sink->failed = true;
}

static int write_sink(void *opaque, uint8_t *bytes, int size)
{
    struct phil_sink *sink = opaque;
    for (int done = 0; done < size;) {
        const ssize_t n = write(sink->fd, bytes + done, (size_t)(size - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            const int error = errno;
            complain(sink, "write clip", error);
            return AVERROR(error);
        }
        done += (int)n;
    }
    return size;
}

static int64_t seek_sink(void *opaque, int64_t offset, int whence)
{
    struct phil_sink *sink = opaque;
    struct stat facts;
    if (whence & AVSEEK_SIZE)
        return fstat(sink->fd, &facts) == 0 ? facts.st_size : AVERROR(errno);
    const int64_t at = lseek(sink->fd, offset, whence & ~AVSEEK_FORCE);
    return at < 0 ? AVERROR(errno) : at;
}

/* Beside the final name, so that renaming never crosses a file system; the user's umask applies,
 * which mkstemp would ignore. */
static enum phil_status create_temporary(struct phil_sink *sink)
{
    const size_t room = strlen(sink->path) + NAME_ROOM;
    sink->temporary = malloc(room);
    if (!sink->temporary)
        return PHIL_EMEM;
    for (int i = 0; i < MAX_TRIES && sink->fd < 0; i++) {
        snprintf(sink->temporary, room, "%s.part-%ld-%d", sink->path, (long)getpid(), i);
        sink->fd = open(sink->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (sink->fd < 0 && errno != EEXIST)
            break;
    }
    if (sink->fd >= 0)
        return PHIL_OK;
    complain(sink, "create clip", errno);
    return PHIL_EIO;
}

enum phil_status phil_sink_init(struct phil_sink *sink, const char *path,
                                const struct phil_log *log)
{
    *sink = (struct phil_sink){.fd = -1, .log = log, .path = strdup(path)};
    if (!sink->path)
        return PHIL_EMEM;
    const enum phil_status status = create_temporary(sink);
    if (status)
        return status;
    unsigned char *buffer = av_malloc(BUFFER_BYTES);
    if (buffer)
        sink->io = avio_alloc_context(buffer, BUFFER_BYTES, 1, sink, NULL, write_sink, seek_sink);
    if (!sink->io)
        av_free(buffer);
    return sink->io ? PHIL_OK : PHIL_EMEM;
}

enum phil_status phil_sink_finish(struct phil_sink *sink)
{
    avio_flush(sink->io);
    if (sink->io->error < 0)
        complain(sink, "write clip", AVUNERROR(sink->io->error));
    const int closed = close(sink->fd);
    sink->fd = -1;
    if (closed != 0)
        complain(sink, "write clip", errno);
    if (!sink->failed && rename(sink->temporary, sink->path) != 0)
        complain(sink, "rename clip", errno);
    if (sink->failed)
        unlink(sink->temporary);
    return sink->failed ? PHIL_EIO : PHIL_OK;
}

void phil_sink_release(struct phil_sink *sink)
{
    if (sink->io)
        av_freep(&sink->io->buffer);
    avio_context_free(&sink->io);
    if (sink->fd >= 0) {
        close(sink->fd);
        unlink(sink->temporary);
    }
    sink->fd = -1;
    free(sink->temporary);
    free(sink->path);
    sink->temporary = sink->path = NULL;
}
