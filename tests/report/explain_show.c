/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a fixture's explanation into a folder, to be looked at: explain_show FOLDER FIXTURE. */
#include <stdlib.h>
#include <string.h>

#include "explain_fixture.h"

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
    for (int i = 0; i < N_EXPLAIN_FIXTURES; i++) {
        const char *name = explain_fixture_name((enum explain_fixture)i);
        if (strcmp(name, argv[2]) != 0)
            continue;
        struct explain_case *c = explain_make((enum explain_fixture)i);
        save(argv[1], name, "json", explain_json(c));
        save(argv[1], name, "txt", explain_terminal(c, 80, false, true));
        save(argv[1], name, "narrow.txt", explain_terminal(c, 40, false, false));
        save(argv[1], name, "html", explain_html(c));
        explain_free(c);
    }
    return 0;
}
