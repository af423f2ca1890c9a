/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum monitor: what became of treatments, from a clinic's list of visits. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/report.h>

#include "commands.h"
#include "input.h"
#include "options.h"
#include "output.h"

enum {
    KEY_JSON = PHIL_FIRST_KEY,
    KEY_CSV,
    KEY_HTML,
};

static const struct argp_option options[] = {
    {"json", KEY_JSON, NULL, 0, "Print the result as JSON (philtrum.monitor/1)", 1},
    {"csv", KEY_CSV, "FILE", 0, "Write the tables as CSV", 1},
    {"html", KEY_HTML, "FILE", 0, "Write a page with pictures of every course", 1},
    PHIL_OPTION_HELP,
    {0},
};

struct request {
    const char *list, *csv, *html;
    bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case KEY_JSON:
        request->json = true;
        return 0;
    case KEY_CSV:
        request->csv = arg;
        return 0;
    case KEY_HTML:
        request->html = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (request->list)
            return phil_option_error("a second file", arg, "monitor takes one");
        request->list = arg;
        return 0;
    case ARGP_KEY_END:
        if (request->list)
            return 0;
        phil_console_error("needs a file: the visits and treatments as CSV, - for standard input");
        return EINVAL;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .args_doc = "VISITS.csv",
    .doc = "Follow treatments over months: rates before and after, the course of botulinum toxin "
           "injections with a forecast of the return, the days after a decompression, how far a "
           "measurement can be trusted, and all patients of a service together. The file has the "
           "columns patient, day, count, exposure_min and, where there are treatments, treatment "
           "(toxin, decompression or other) and dose. A day is a date like 2026-03-29 or a number; "
           "`philtrum analyze' tells count and minutes. No name and no date is in what is written."
           "\v"
           "For example:\n"
           "  patient,day,count,exposure_min,treatment,dose\n"
           "  Q,2026-01-12,38,5,toxin,22.5\n"
           "  Q,2026-01-26,6,5,,\n\n"
           "Not clinically validated.",
};

enum form { FORM_TERMINAL, FORM_JSON, FORM_CSV, FORM_HTML };

static enum phil_status write_form(FILE *out, enum form form, const struct phil_monitor *monitor)
{
    struct phil_terminal_style style;
    switch (form) {
    case FORM_JSON:
        return phil_report_monitor_json(out, monitor);
    case FORM_CSV:
        return phil_report_monitor_csv(out, monitor);
    case FORM_HTML:
        return phil_report_monitor_html(out, monitor);
    default:
        style = phil_console_style(out);
        return phil_report_monitor_terminal(out, monitor, &style);
    }
}

static enum phil_exit write_result(const char *path, enum form form,
                                   const struct phil_monitor *monitor)
{
    struct phil_output output;
    if (!phil_output_open_private(&output, path))
        return PHIL_EXIT_MACHINE;
    const int errors = phil_console_errors();
    errno = 0;
    const enum phil_status status = write_form(output.file, form, monitor);
    /* A write error is told by closing, which knows the cause. */
    enum phil_exit result = phil_output_close(&output, status == PHIL_OK || status == PHIL_EIO);
    if (status != PHIL_OK && status != PHIL_EIO)
        result = phil_exit_worse(result, phil_console_failed(status, errors, "cannot write", path));
    return result;
}

static bool is_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static enum phil_exit write_results(const struct request *request,
                                    const struct phil_monitor *monitor)
{
    enum phil_exit result = PHIL_EXIT_DONE;
    if (request->csv)
        result = write_result(request->csv, FORM_CSV, monitor);
    if (request->html)
        result = phil_exit_worse(result, write_result(request->html, FORM_HTML, monitor));
    if (request->json)
        result = phil_exit_worse(result, write_result("-", FORM_JSON, monitor));
    else if (!is_stdout(request->csv) && !is_stdout(request->html))
        result = phil_exit_worse(result, write_result("-", FORM_TERMINAL, monitor));
    if (result == PHIL_EXIT_DONE && monitor->n_courses == 0 && monitor->reliability.repeats == 0)
        result = PHIL_EXIT_NOTHING;
    return result;
}

static enum phil_exit follow(const struct request *request)
{
    struct phil_monitor_data *data = NULL;
    struct phil_monitor *monitor = NULL;
    char *text;
    size_t size;
    enum phil_exit result = phil_input_read(request->list, &text, &size);
    if (result != PHIL_EXIT_DONE)
        return result;
    const int errors = phil_console_errors();
    enum phil_status status =
        phil_monitor_data_read_csv(&data, text, size, request->list, phil_console_log());
    free(text);
    if (status == PHIL_OK)
        status = phil_monitor_compute(&monitor, data, phil_console_progress("fitting courses"),
                                      phil_console_log());
    phil_console_progress_end();
    phil_monitor_data_free(data);
    if (status == PHIL_OK)
        result = write_results(request, monitor);
    else
        result = phil_console_failed(status, errors, "cannot read", request->list);
    phil_monitor_free(monitor);
    return result;
}

enum phil_exit phil_command_monitor(int argc, char **argv)
{
    struct request request = {0};
    const enum phil_exit parsed =
        phil_parse_options(&parser, "philtrum monitor", argc, argv, &request);
    if (parsed != PHIL_EXIT_DONE)
        return parsed;
    const int to_stdout = request.json + is_stdout(request.csv) + is_stdout(request.html);
    if (to_stdout > 1) {
        phil_console_error("cannot use the options together: \"-\": one result alone can go to "
                           "standard output");
        return PHIL_EXIT_USAGE;
    }
    return follow(&request);
}
