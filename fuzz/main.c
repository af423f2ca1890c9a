/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replays files through a fuzz target, for toolchains without an engine; one input each. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "promise.h"

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    uint8_t *data = NULL;
    size_t size = 0, room = 0, got = 0;
    do {
        size += got;
        if (size == room) {
            uint8_t *larger = realloc(data, room = 2 * room + 65536);
            if (!larger)
                abort();
            data = larger;
        }
        got = fread(data + size, 1, room - size, file);
    } while (got > 0);
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 0;
}

int main(int argc, char **argv)
{
    int failures = 0;
    for (int i = 1; i < argc; i++)
        failures += replay(argv[i]);
    return failures != 0;
}
