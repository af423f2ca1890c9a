/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool phil_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The name within its folder; the folder goes to `folder`, to be freed. NULL without memory. */
static const char *split(const char *path, char **folder)
{
    const char *slash = strrchr(path, '/');
    *folder = slash ? strndup(path, (size_t)(slash + 1 - path)) : strdup(".");
    return *folder ? (slash ? slash + 1 : path) : NULL;
}

bool phil_same_place(const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return true;
    if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0)
        return false;
    char *in = NULL, *other = NULL;
    const char *x = split(a, &in), *y = split(b, &other);
    const bool same = x && y && strcmp(x, y) == 0 && phil_same_file(in, other);
    free(in);
    free(other);
    return same || phil_same_file(a, b);
}

static bool refuse(const char *path, int code)
{
    phil_console_error("cannot write: \"%s\": %s", path, strerror(code));
    return false;
}

/* mkstemp makes files that only their owner reads; a result should have the rights that any
 * other program would have given it. */
static mode_t wanted_mode(const char *path, bool private)
{
    struct stat existing;
    if (stat(path, &existing) == 0)
        return existing.st_mode & 0777;
    if (private)
        return 0600;
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool open_temporary(struct phil_output *output, bool private)
{
    if (asprintf(&output->temporary, "%s.XXXXXX", output->path) < 0) {
        output->temporary = NULL;
        return false;
    }
    const int descriptor = mkstemp(output->temporary);
    if (descriptor < 0) {
        free(output->temporary);
        output->temporary = NULL;
        return false;
    }
    fchmod(descriptor, wanted_mode(output->path, private));
    output->file = fdopen(descriptor, "w");
    if (!output->file)
        close(descriptor);
    return output->file != NULL;
}

static void release(struct phil_output *output)
{
    if (output->temporary)
        unlink(output->temporary);
    free(output->temporary);
    free(output->path);
    *output = (struct phil_output){0};
}

static bool open_output(struct phil_output *output, const char *path, bool private)
{
    *output = (struct phil_output){0};
    if (strcmp(path, "-") == 0) {
        output->file = stdout;
        return true;
    }
    if (*path == '\0')
        return refuse(path, ENOENT);
    struct stat existing;
    const bool exists = stat(path, &existing) == 0;
    if (exists && S_ISDIR(existing.st_mode))
        return refuse(path, EISDIR);
    /* Through a symbolic link, the file that it points to is replaced, not the link. */
    output->path = exists ? realpath(path, NULL) : strdup(path);
    if (!output->path)
        return refuse(path, errno);
    if (exists && !S_ISREG(existing.st_mode))
        output->file = fopen(output->path, "w");
    else if (exists && access(output->path, W_OK) != 0)
        output->file = NULL;
    else
        open_temporary(output, private);
    if (output->file)
        return true;
    const int code = errno;
    release(output);
    return refuse(path, code);
}

bool phil_output_open(struct phil_output *output, const char *path)
{
    return open_output(output, path, false);
}

bool phil_output_open_private(struct phil_output *output, const char *path)
{
    return open_output(output, path, true);
}

/* Every byte on the disk; else errno tells why. */
static bool settle(struct phil_output *output)
{
    if (ferror(output->file)) {
        if (output->code)
            errno = output->code; /* else it may still tell why */
        return false;
    }
    bool fine = fflush(output->file) == 0;
    if (fine && output->temporary)
        fine = fsync(fileno(output->file)) == 0;
    return fine;
}

enum phil_exit phil_output_close(struct phil_output *output, bool keep)
{
    if (!output->file)
        return PHIL_EXIT_DONE;
    if (!output->path) {
        *output = (struct phil_output){0};
        return phil_console_flush();
    }
    bool fine = !keep || settle(output);
    int code = errno;
    if (fclose(output->file) != 0 && fine && keep) {
        fine = false;
        code = errno;
    }
    if (fine && keep && output->temporary) {
        fine = rename(output->temporary, output->path) == 0;
        code = errno;
        if (fine) {
            free(output->temporary);
            output->temporary = NULL;
        }
    }
    if (!fine)
        phil_console_error("cannot write: \"%s\": %s", output->path, phil_write_error_text(code));
    release(output);
    return fine ? PHIL_EXIT_DONE : PHIL_EXIT_MACHINE;
}
