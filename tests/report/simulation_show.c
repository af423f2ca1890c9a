/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what tells of the drawn simulations into a folder, to be looked at:
 * simulation_show FOLDER [NAME]. */
#include "simulation_drawn.h"

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

static void show(const char *folder, enum drawn which)
{
    static const char *const endings[N_DRAWN_FORMS] = {
        "txt", "json", "html", "spikes.csv", "units.csv", "emg.csv", "movement.csv"};
    struct phil_nerve_result *result = drawn_make(which);
    const char *name = drawn_name(which);
    char path[4096];
    for (int form = 0; form < N_DRAWN_FORMS; form++)
        if ((form != DRAWN_EMG || result->n_emg) && (form != DRAWN_MOVEMENT || result->n_movement))
            save(folder, name, endings[form], drawn_write(result, (enum drawn_form)form));
    save(folder, name, "narrow.txt", drawn_terminal(result, 40, false, false));
    save(folder, name, "colour.txt", drawn_terminal(result, 120, true, true));
    snprintf(path, sizeof path, "%s/%s.edf", folder, name);
    phil_report_simulation_edf(path, result, NULL, NULL);
    phil_nerve_result_free(result);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    for (int i = 0; i < N_DRAWN; i++)
        if (argc > 2 ? !strcmp(argv[2], drawn_name((enum drawn)i)) : i != DRAWN_HOUR)
            show(argv[1], (enum drawn)i);
    return 0;
}
