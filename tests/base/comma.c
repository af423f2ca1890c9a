/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comma.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool fixture_comma_locale(char *folder)
{
    char path[200], command[500];
    strcpy(folder, "/tmp/philtrum-locale-XXXXXX");
    if (!mkdtemp(folder))
        abort();
    snprintf(path, sizeof path, "%s/comma.src", folder);
    FILE *out = fopen(path, "w");
    if (!out)
        abort();
    fputs("LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \".\"\ngrouping 3\n"
          "END LC_NUMERIC\n",
          out);
    fclose(out);
    snprintf(command, sizeof command,
             "localedef -c -i %s -f ANSI_X3.4-1968 %s/comma >%s/log 2>&1 || true", path, folder,
             folder);
    setenv("LOCPATH", folder, 1);
    return system(command) == 0 && setlocale(LC_NUMERIC, "comma");
}

void fixture_plain_locale(const char *folder)
{
    char command[100];
    setlocale(LC_ALL, "C");
    snprintf(command, sizeof command, "rm -r %s", folder);
    if (system(command))
        abort();
}
