/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FIRST_SIZE = 1 << 14, MOST = 1 << 28 /* bytes */ };

static enum phil_exit refuse(const char *path, const char *why, enum phil_exit result)
{
    phil_console_error("cannot read: \"%s\": %s", path, why);
    return result;
}

/* Opening or reading failed. Whoever waits for a pipe can leave with Ctrl-C. */
static enum phil_exit failed(const char *path, int code)
{
    return code == EINTR && phil_console_stopped() ? PHIL_EXIT_STOPPED
                                                   : refuse(path, strerror(code), PHIL_EXIT_INPUT);
}

static enum phil_exit read_all(FILE *file, const char *path, char **text, size_t *size)
{
    size_t capacity = FIRST_SIZE, n = 0;
    char *buffer = NULL;
    for (;;) {
        char *grown = realloc(buffer, capacity);
        if (!grown) {
            free(buffer);
            return refuse(path, strerror(ENOMEM), PHIL_EXIT_MACHINE);
        }
        buffer = grown;
        errno = 0;
        n += fread(buffer + n, 1, capacity - 1 - n, file);
        if (n < capacity - 1)
            break;
        capacity *= 2;
        if (capacity > MOST) {
            free(buffer);
            return refuse(path, "larger than 256 MB", PHIL_EXIT_INPUT);
        }
    }
    if (ferror(file)) {
        const int code = errno;
        free(buffer);
        return failed(path, code);
    }
    buffer[n] = '\0';
    *text = buffer;
    *size = n;
    return PHIL_EXIT_DONE;
}

enum phil_exit phil_input_read(const char *path, char **text, size_t *size)
{
    *text = NULL;
    *size = 0;
    phil_console_interrupt_reads();
    if (strcmp(path, "-") == 0)
        return read_all(stdin, path, text, size);
    FILE *file = fopen(path, "r");
    if (!file)
        return failed(path, errno);
    const enum phil_exit result = read_all(file, path, text, size);
    fclose(file);
    return result;
}
