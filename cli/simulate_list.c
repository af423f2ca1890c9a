/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate_list.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include <philtrum/nerve.h>

#include "output.h"
#include "screen.h"

/* "0 to 20 mg/kg (severity 0: 0, 0.5: 4, 1: 12)" */
static void print_range(char *text, size_t size, const struct phil_nerve_parameter *p)
{
    snprintf(text, size, "%.6g to %.6g%s%s (severity 0: %.6g, 0.5: %.6g, 1: %.6g)", p->lo, p->hi,
             *p->unit ? " " : "", p->unit, p->none, p->usual, p->severe);
}

static void print_parameter(FILE *out, int columns, const struct phil_nerve_parameter *p,
                            bool is_dose)
{
    char range[160];
    print_range(range, sizeof range, p);
    if (is_dose)
        phil_screen_print(out, columns, 2, "--dose V: %s", p->text);
    else
        phil_screen_print(out, columns, 2, "--set %s=V: %s", p->name, p->text);
    phil_screen_print(out, columns, 6, "%s", range);
    phil_screen_print(out, columns, 6, "%s: %s", phil_nerve_mark_name(p->mark), p->source);
}

/* What it is and how much of it, for a first look. */
static void print_in_short(FILE *out, int columns, const struct phil_nerve_cause *cause)
{
    const struct phil_nerve_parameter *dose = &cause->parameters[0];
    fprintf(out, "\n%s\n", cause->id);
    phil_screen_print(out, columns, 2, "%s", cause->mechanism);
    phil_screen_print(out, columns, 2, "--dose %.6g to %.6g%s%s, %.6g where none is given: %s",
                      dose->lo, dose->hi, *dose->unit ? " " : "", dose->unit, dose->usual,
                      dose->text);
}

static void print_cause(FILE *out, int columns, const struct phil_nerve_cause *cause)
{
    fprintf(out, "\n%s\n", cause->id);
    phil_screen_print(out, columns, 2, "%s", cause->mechanism);
    phil_screen_print(out, columns, 2, "Evidence: %s", cause->evidence);
    if (cause->generator)
        phil_screen_print(out, columns, 2, "A pattern, not a mechanism: %s", cause->generator);
    if (cause->one_sided)
        phil_screen_print(out, columns, 2, "One-sided: --side says which side.");
    for (size_t i = 0; i < cause->n_parameters; i++)
        print_parameter(out, columns, &cause->parameters[i], i == 0);
}

enum phil_exit phil_simulate_list_print(FILE *out, bool verbose)
{
    const int columns = phil_console_style(out).columns;
    size_t n;
    const struct phil_nerve_cause *causes = phil_nerve_causes(&n);
    phil_screen_print(out, columns, 0,
                      "What can be simulated. Each cause is a change in the nerve or the muscle. "
                      "That one can be simulated does not make it likely: most twitching lips are "
                      "harmless, and `philtrum explain' says how often each cause is found.");
    for (size_t i = 0; i < n; i++)
        (verbose ? print_cause : print_in_short)(out, columns, &causes[i]);
    if (!verbose)
        phil_screen_print(out, columns, 0,
                          "\nHow good the evidence is, what else can be set, and which figure is "
                          "published and which judged: --list --verbose");
    return phil_console_flush();
}

/* ---- for programs ---- */

static json_t *parameter_object(const struct phil_nerve_parameter *p)
{
    return json_pack("{s:s, s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:s, s:s}", "name", p->name, "unit",
                     p->unit, "text", p->text, "lo", p->lo, "hi", p->hi, "none", p->none, "usual",
                     p->usual, "severe", p->severe, "mark", phil_nerve_mark_name(p->mark), "source",
                     p->source);
}

static json_t *cause_object(const struct phil_nerve_cause *cause)
{
    json_t *parameters = json_array();
    for (size_t i = 0; i < cause->n_parameters; i++)
        if (json_array_append_new(parameters, parameter_object(&cause->parameters[i])) != 0) {
            json_decref(parameters);
            return NULL;
        }
    return json_pack("{s:s, s:s, s:s, s:s, s:s?, s:b, s:o}", "id", cause->id, "name", cause->name,
                     "mechanism", cause->mechanism, "evidence", cause->evidence, "generator",
                     cause->generator, "one_sided", cause->one_sided, "parameters", parameters);
}

static char *make_text(void)
{
    size_t n;
    const struct phil_nerve_cause *causes = phil_nerve_causes(&n);
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        if (json_array_append_new(list, cause_object(&causes[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    json_t *root = json_pack("{s:s, s:s, s:o}", "schema", "philtrum.simulated_causes/1", "version",
                             phil_version(), "causes", list);
    char *text = root ? json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(9)) : NULL;
    json_decref(root);
    return text;
}

enum phil_exit phil_simulate_list_json(const char *path)
{
    struct phil_output output;
    char *text = make_text();
    if (!text) {
        phil_console_error("cannot write: \"%s\": out of memory", path);
        return PHIL_EXIT_MACHINE;
    }
    enum phil_exit result = PHIL_EXIT_MACHINE;
    if (phil_output_open(&output, path)) {
        errno = 0;
        if (fprintf(output.file, "%s\n", text) < 0)
            output.code = errno;
        result = phil_output_close(&output, true);
    }
    free(text);
    return result;
}
