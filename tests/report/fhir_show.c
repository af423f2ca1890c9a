/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the Bundle of every fixture to FOLDER/NAME.json, for a validator from elsewhere. */
#include <stdio.h>
#include <stdlib.h>

#include "fhir_fixture.h"

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    for (int i = 0; i < N_FHIR_FIXTURES; i++) {
        char name[4096];
        struct fhir_case *c = fhir_make((enum fhir_fixture)i);
        char *text = fhir_json(c);
        snprintf(name, sizeof name, "%s/%s.json", argv[1], fhir_fixture_name((enum fhir_fixture)i));
        FILE *out = fopen(name, "w");
        if (!out || fputs(text, out) < 0 || fclose(out))
            return 4;
        free(text);
        fhir_free(c);
    }
    return 0;
}
