/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum compare: what was really there beside what was found.
 *
 * Each found twitch is given to at most one true one: of all pairs whose peaks are within the
 * tolerance the closest is taken first, then the closest of what is left. True twitches that get
 * none are missed; found ones that are left over are false.
 */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/report.h>

#include "commands.h"
#include "input.h"
#include "options.h"
#include "twitches.h"

enum {
    KEY_JSON = PHIL_FIRST_KEY,
    KEY_TOLERANCE,
};

/* Three frames at 30 frames/s: shorter than a twitch, longer than any honest timing error. */
static const double DEFAULT_TOLERANCE_S = 0.1;

static const struct argp_option options[] = {
    {"tolerance", KEY_TOLERANCE, "S", 0, "How far apart the peaks may lie, in seconds (0.1)", 1},
    {"json", KEY_JSON, NULL, 0, "Print the comparison as JSON", 1},
    PHIL_OPTION_HELP,
    {0},
};

struct request {
    const char *truth, *analysis;
    double tolerance_s;
    bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case KEY_JSON:
        request->json = true;
        return 0;
    case KEY_TOLERANCE:
        return phil_take_number(&(struct phil_number){"--tolerance", "s", 0.001, 10}, arg,
                                &request->tolerance_s);
    case ARGP_KEY_ARG:
        if (state->arg_num > 1)
            return phil_option_error("a third file", arg, "compare takes two");
        *(state->arg_num == 0 ? &request->truth : &request->analysis) = arg;
        return 0;
    case ARGP_KEY_END:
        if (request->analysis)
            return 0;
        phil_console_error("needs two files: what was there (philtrum draw --truth) and what was "
                           "found (philtrum analyze --json)");
        return EINVAL;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .args_doc = "TRUTH.json ANALYSIS.json",
    .doc = "Lay the twitches that `philtrum analyze --json' found beside those that `philtrum "
           "draw' or `philtrum inject' put in, and count what was found, missed and false.",
};

/* One row: a true twitch, a found one, or both. */
struct row {
    const struct phil_sim_twitch *truth;
    const struct phil_event *found;
    double time_s;
};

struct comparison {
    struct phil_sim_twitch *truth;
    size_t n_truth;
    const struct phil_event **found;
    size_t n_found;
    struct row *rows;
    size_t n_rows, n_matched, n_region;
    double frame_rate_hz;
    double offset_frames, ratio; /* medians; NaN without a match */
};

static void release(struct comparison *c)
{
    free(c->truth);
    free(c->found);
    free(c->rows);
}

static enum phil_exit refuse(const char *path, const char *why)
{
    phil_console_error("cannot read: \"%s\": %s", path, why);
    return PHIL_EXIT_INPUT;
}

static enum phil_exit no_memory(const char *path)
{
    refuse(path, "out of memory");
    return PHIL_EXIT_MACHINE;
}

static bool read_twitch(const json_t *event, struct phil_sim_twitch *twitch)
{
    const char *region = NULL;
    double onset, peak, offset;
    *twitch = (struct phil_sim_twitch){0};
    if (json_unpack((json_t *)event, "{s:F, s:F, s:F, s:s, s:F}", "onset_s", &onset, "peak_s",
                    &peak, "offset_s", &offset, "region", &region, "amplitude_mm",
                    &twitch->amplitude_mm) != 0)
        return false;
    twitch->region = phil_region_from_name(region);
    twitch->onset_s = onset;
    twitch->rise_s = peak - onset;
    twitch->fall_s = offset - peak;
    return twitch->region != PHIL_N_REGIONS;
}

static enum phil_exit read_truth(struct comparison *c, const char *path)
{
    json_error_t error;
    size_t size;
    char *text;
    enum phil_exit result = phil_input_read(path, &text, &size);
    if (result != PHIL_EXIT_DONE)
        return result;
    json_t *root = json_loadb(text, size, 0, &error);
    free(text);
    if (!root)
        return refuse(path, error.text);
    const char *schema = json_string_value(json_object_get(root, "schema"));
    const json_t *events = json_object_get(root, "events");
    if (!schema || strcmp(schema, "philtrum.truth/1") != 0 || !json_is_array(events))
        result = refuse(path, "not written by philtrum draw or inject");
    c->n_truth = result ? 0 : json_array_size(events);
    c->truth = calloc(c->n_truth + 1, sizeof *c->truth);
    for (size_t i = 0; c->truth && i < c->n_truth && result == PHIL_EXIT_DONE; i++)
        if (!read_twitch(json_array_get(events, i), &c->truth[i]))
            result = refuse(path, "an event is incomplete");
    json_decref(root);
    return c->truth ? result : no_memory(path);
}

static enum phil_exit read_analysis(struct phil_analysis **analysis, const char *path)
{
    size_t size;
    char *text;
    const enum phil_exit read = phil_input_read(path, &text, &size);
    if (read != PHIL_EXIT_DONE)
        return read;
    const int errors = phil_console_errors();
    const enum phil_status status = phil_report_json_read(analysis, text, size, phil_console_log());
    free(text);
    return status == PHIL_OK ? PHIL_EXIT_DONE
                             : phil_console_failed(status, errors, "cannot read", path);
}

static bool take_found(struct comparison *c, const struct phil_analysis *analysis)
{
    size_t n = 0;
    for (size_t f = 0; f < analysis->n_faces; f++)
        n += analysis->faces[f].n_events;
    c->found = calloc(n + 1, sizeof *c->found);
    c->rows = calloc(n + c->n_truth + 1, sizeof *c->rows);
    if (!c->found || !c->rows)
        return false;
    for (size_t f = 0; f < analysis->n_faces; f++)
        for (size_t i = 0; i < analysis->faces[f].n_events; i++)
            if (analysis->faces[f].events[i].kind == PHIL_EVENT_TWITCH)
                c->found[c->n_found++] = &analysis->faces[f].events[i];
    c->frame_rate_hz = analysis->recording.frame_rate_hz;
    return true;
}

static bool is_used(const struct comparison *c, const void *item)
{
    for (size_t i = 0; i < c->n_rows; i++)
        if (c->rows[i].truth == item || c->rows[i].found == item)
            return true;
    return false;
}

/* The closest pair that is still free, or false. */
static bool closest_pair(const struct comparison *c, double tolerance_s, struct row *row)
{
    double least = tolerance_s;
    bool any = false;
    for (size_t t = 0; t < c->n_truth; t++) {
        const double peak_s = phil_twitch_peak_s(&c->truth[t]);
        for (size_t f = 0; f < c->n_found; f++) {
            const double apart = fabs(c->found[f]->peak_s - peak_s);
            if (apart > least || is_used(c, &c->truth[t]) || is_used(c, c->found[f]))
                continue;
            least = apart;
            *row = (struct row){&c->truth[t], c->found[f], peak_s};
            any = true;
        }
    }
    return any;
}

static int by_time(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return (x->time_s > y->time_s) - (x->time_s < y->time_s);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_value);
    if (n == 0)
        return NAN;
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static bool summarise(struct comparison *c)
{
    double *apart = calloc(c->n_matched + 1, sizeof *apart);
    double *ratio = calloc(c->n_matched + 1, sizeof *ratio);
    for (size_t i = 0; apart && ratio && i < c->n_matched; i++) {
        const struct row *row = &c->rows[i];
        apart[i] = fabs(row->found->peak_s - row->time_s) * c->frame_rate_hz;
        ratio[i] = row->found->amplitude_mm / row->truth->amplitude_mm;
        c->n_region += row->found->region == row->truth->region;
    }
    const bool fine = apart && ratio;
    if (fine) {
        c->offset_frames = median(apart, c->n_matched);
        c->ratio = median(ratio, c->n_matched);
    }
    free(apart);
    free(ratio);
    return fine;
}

static bool match(struct comparison *c, double tolerance_s)
{
    struct row row;
    while (closest_pair(c, tolerance_s, &row))
        c->rows[c->n_rows++] = row;
    c->n_matched = c->n_rows;
    if (!summarise(c))
        return false;
    for (size_t i = 0; i < c->n_truth; i++)
        if (!is_used(c, &c->truth[i]))
            c->rows[c->n_rows++] =
                (struct row){&c->truth[i], NULL, phil_twitch_peak_s(&c->truth[i])};
    for (size_t i = 0; i < c->n_found; i++)
        if (!is_used(c, c->found[i]))
            c->rows[c->n_rows++] = (struct row){NULL, c->found[i], c->found[i]->peak_s};
    qsort(c->rows, c->n_rows, sizeof *c->rows, by_time);
    return true;
}

static void print_row(const struct row *row)
{
    if (row->truth)
        printf("%7.2f s  %-19s %5.2f mm", row->time_s, phil_region_name(row->truth->region),
               row->truth->amplitude_mm);
    else
        printf("%-9s  %-19s %8s", "", "nothing", "");
    if (row->found)
        printf("  |  %7.2f s  %-19s %5.2f mm", row->found->peak_s,
               phil_region_name(row->found->region), row->found->amplitude_mm);
    else
        printf("  |  missed");
    putchar('\n');
}

static void print_table(const struct comparison *c)
{
    printf("%-38s  |  %s\n", "really there", "found");
    for (size_t i = 0; i < c->n_rows; i++)
        print_row(&c->rows[i]);
    printf("\n%zu of %zu found, %zu missed, %zu false.", c->n_matched, c->n_truth,
           c->n_truth - c->n_matched, c->n_found - c->n_matched);
    if (c->n_matched > 0)
        printf("\nPlace right %zu of %zu; peak off by %.1f frames, size %.2f of the true size "
               "(medians).",
               c->n_region, c->n_matched, c->offset_frames, c->ratio);
    putchar('\n');
}

static json_t *real_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *row_object(const struct row *row)
{
    json_t *object = json_object();
    if (row->truth) {
        json_object_set_new(object, "true_peak_s", real_or_null(row->time_s));
        json_object_set_new(object, "true_region",
                            json_string(phil_region_name(row->truth->region)));
        json_object_set_new(object, "true_mm", real_or_null(row->truth->amplitude_mm));
    }
    if (row->found) {
        json_object_set_new(object, "found_peak_s", real_or_null(row->found->peak_s));
        json_object_set_new(object, "found_region",
                            json_string(phil_region_name(row->found->region)));
        json_object_set_new(object, "found_mm", real_or_null(row->found->amplitude_mm));
    }
    return object;
}

/* False when out of memory. */
static bool print_json(const struct comparison *c)
{
    json_t *rows = json_array();
    bool fine = rows != NULL;
    for (size_t i = 0; i < c->n_rows && fine; i++)
        fine = json_array_append_new(rows, row_object(&c->rows[i])) == 0;
    json_t *root = json_pack(
        "{s:s, s:I, s:I, s:I, s:I, s:o, s:o, s:o}", "schema", "philtrum.comparison/1", "found",
        (json_int_t)c->n_matched, "missed", (json_int_t)(c->n_truth - c->n_matched), "false",
        (json_int_t)(c->n_found - c->n_matched), "region_right", (json_int_t)c->n_region,
        "median_peak_error_frames", real_or_null(c->offset_frames), "median_size_ratio",
        real_or_null(c->ratio), "rows", rows);
    char *text = fine && root ? json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(9)) : NULL;
    if (text)
        puts(text);
    free(text);
    json_decref(root);
    return text != NULL;
}

static enum phil_exit compare(const struct request *request)
{
    struct comparison c = {.offset_frames = NAN, .ratio = NAN};
    struct phil_analysis *analysis = NULL;
    enum phil_exit result = read_truth(&c, request->truth);
    if (result == PHIL_EXIT_DONE)
        result = read_analysis(&analysis, request->analysis);
    bool fine =
        result == PHIL_EXIT_DONE && take_found(&c, analysis) && match(&c, request->tolerance_s);
    if (fine && request->json)
        fine = print_json(&c);
    else if (fine)
        print_table(&c);
    if (fine)
        result = phil_console_flush();
    else if (result == PHIL_EXIT_DONE)
        result = no_memory(request->analysis);
    release(&c);
    phil_analysis_free(analysis);
    return result;
}

enum phil_exit phil_command_compare(int argc, char **argv)
{
    struct request request = {.tolerance_s = DEFAULT_TOLERANCE_S};
    const enum phil_exit parsed =
        phil_parse_options(&parser, "philtrum compare", argc, argv, &request);
    if (parsed != PHIL_EXIT_DONE)
        return parsed;
    phil_console_stop_at_once();
    return compare(&request);
}
