/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the trials made by hand into a folder, to be looked at: trial_show FOLDER. */
#include <stdio.h>
#include <stdlib.h>

#include "trial_fixture.h"

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
    struct trial_case *cases[N_TRIAL_FIXTURES];
    struct phil_trial_view views[N_TRIAL_FIXTURES];
    if (argc < 2)
        return 2;
    for (int i = 0; i < N_TRIAL_FIXTURES; i++) {
        const char *name = trial_fixture_name((enum trial_fixture)i);
        cases[i] = trial_make((enum trial_fixture)i);
        views[i] = cases[i]->view;
        struct phil_trial_view full = views[i];
        full.full = true;
        save(argv[1], name, "txt", trial_terminal(&views[i], 80, false, true));
        save(argv[1], name, "40.txt", trial_terminal(&views[i], 40, false, false));
        save(argv[1], name, "120.txt", trial_terminal(&views[i], 120, false, true));
        save(argv[1], name, "colour.txt", trial_terminal(&views[i], 80, true, true));
        save(argv[1], name, "full.txt", trial_terminal(&full, 80, false, true));
        save(argv[1], name, "json", trial_json(&views[i]));
        save(argv[1], name, "html", trial_html(&views[i]));
    }
    save(argv[1], "several", "txt", trials_terminal(views, N_TRIAL_FIXTURES - 1, 80, true));
    save(argv[1], "several", "40.txt", trials_terminal(views, N_TRIAL_FIXTURES - 1, 40, false));
    save(argv[1], "several", "json", trials_json(views, N_TRIAL_FIXTURES));
    for (int i = 0; i < N_TRIAL_FIXTURES; i++)
        trial_free(cases[i]);
    return 0;
}
