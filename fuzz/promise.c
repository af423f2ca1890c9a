/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "promise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LIMIT_S = 60 };

void promise(bool holds, const char *what)
{
    if (holds)
        return;
    printf("promise broken: %s\n", what); /* standard error may be silenced */
    fflush(stdout);
    abort();
}

void promise_to_end(void)
{
    alarm(LIMIT_S);
}

char *promise_text(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        abort();
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

bool promise_file(const uint8_t *data, size_t size, char path[PROMISE_PATH])
{
    strcpy(path, "/tmp/philtrum-fuzz-XXXXXX");
    const int fd = mkstemp(path);
    if (fd < 0)
        return false;
    const bool stored = write(fd, data, size) == (ssize_t)size;
    close(fd);
    if (!stored)
        unlink(path);
    return stored;
}

unsigned promise_rounds(int argc, char **argv)
{
    const char *wanted = argc > 1 ? argv[1] : getenv("PHILTRUM_FUZZ_ROUNDS");
    const unsigned long rounds = wanted ? strtoul(wanted, NULL, 10) : 1;
    return rounds ? (unsigned)rounds : 1;
}
