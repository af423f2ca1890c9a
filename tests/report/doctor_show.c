/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the doctor's page of every fixture to FOLDER/NAME.pdf and .html, to be looked at. */
#include <stdio.h>
#include <stdlib.h>

#include "doctor_fixture.h"

static void say(void *user, enum phil_level level, const char *text)
{
    fprintf(stderr, "%s: %s\n", (const char *)user, text);
}

static int save(const char *folder, const char *name, const char *ending, const char *data,
                size_t size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending);
    FILE *out = fopen(path, "w");
    return !out || fwrite(data, 1, size, out) != size || fclose(out);
}

int main(int argc, char **argv)
{
    int failed = argc != 2;
    for (int i = 0; i < N_DOCTOR_FIXTURES && !failed; i++) {
        const char *name = doctor_fixture_name((enum doctor_fixture)i);
        const struct phil_log log = {say, (void *)name};
        struct doctor_case *c = doctor_make((enum doctor_fixture)i);
        size_t size, html_size = 0;
        char *pdf = doctor_pdf(&c->view, &size, &log), *html = doctor_html(&c->view, NULL);
        while (html[html_size])
            html_size++;
        failed =
            save(argv[1], name, "pdf", pdf, size) | save(argv[1], name, "html", html, html_size);
        free(pdf);
        free(html);
        doctor_free(c);
    }
    return failed;
}
