/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a fixture's reports into a folder, to be looked at: show FOLDER FIXTURE [CLIP]. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

static void save(const char *folder, const char *name, const char *ending, char *text)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending);
    FILE *out = fopen(path, "w");
    if (!out || fputs(text, out) < 0 || fclose(out)) {
        perror(path);
        exit(1);
    }
    free(text);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    for (int i = 0; i < N_FIXTURES; i++) {
        const char *name = fixture_name((enum fixture)i);
        if (strcmp(name, argv[2]) != 0)
            continue;
        struct phil_analysis *analysis = fixture_make((enum fixture)i);
        save(argv[1], name, "json", fixture_json(analysis, NULL));
        save(argv[1], name, "txt", fixture_terminal(analysis, 80, false, true));
        save(argv[1], name, "narrow.txt", fixture_terminal(analysis, 40, false, false));
        save(argv[1], name, "csv", fixture_csv(analysis));
        save(argv[1], name, "html", fixture_html(analysis, argc > 3 ? argv[3] : NULL));
        fixture_free(analysis);
    }
    return 0;
}
