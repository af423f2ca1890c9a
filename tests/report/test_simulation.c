/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a simulation tells, on results whose content is known: every number in its place, null with
 * a reason where there is none, nothing that breaks out, the same bytes in every locale. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "../base/comma.h"
#include "fixture.h"
#include "simulation_drawn.h"
#include "told.h"
#include "well_formed.h"

static bool has_form(const struct phil_nerve_result *r, int form)
{
    return (form != DRAWN_EMG || r->emg_rate_hz > 0) &&
           (form != DRAWN_MOVEMENT || r->movement_rate_hz > 0);
}

static json_t *read_json(const struct phil_nerve_result *r)
{
    char *text = drawn_write(r, DRAWN_JSON);
    assert_int_equal(strcspn(text, "\n") + 1, strlen(text));
    for (const char *c = text; *c; c++)
        assert_true((*c >= 32 && *c < 127) || *c == '\n');
    json_error_t error;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail_msg("%s at %d: %.60s", error.text, error.position, text + error.position - 30);
    free(text);
    return root;
}

static json_t *at(json_t *o, const char *key)
{
    json_t *value = json_object_get(o, key);
    if (!value)
        fail_msg("no \"%s\"", key);
    return value;
}

/* Each null has its reason, in objects; columns keep nulls bare. */
static void reasons(json_t *value)
{
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item) reasons(item);
        return;
    }
    json_object_foreach(value, key, item)
    {
        char name[80];
        snprintf(name, sizeof name, "%s_reason", key);
        if (json_is_null(item) && !json_is_string(json_object_get(value, name)))
            fail_msg("\"%s\" is null without a reason", key);
        reasons(item);
    }
}

/* ---- JSON ---- */

static void json_has_everything(void **state)
{
    for (int i = 0; i < N_DRAWN; i++) {
        struct phil_nerve_result *r = drawn_make((enum drawn)i);
        json_t *root = read_json(r);
        assert_string_equal(json_string_value(at(root, "schema")), "philtrum.simulation/1");
        assert_int_equal(json_array_size(at(root, "events")), r->n_events);
        assert_int_equal(json_array_size(at(root, "values")), r->n_values);
        assert_int_equal(json_array_size(at(root, "causes")), r->settings.n_doses);
        assert_int_equal(json_array_size(at(root, "muscles")), PHIL_N_MUSCLES);
        assert_int_equal(json_array_size(at(root, "nodes")), PHIL_N_NODES);
        const char *key;
        json_t *column;
        json_object_foreach(at(root, "units"), key, column)
            assert_int_equal(json_array_size(column), r->n_units);
        json_object_foreach(at(root, "spikes"), key, column)
            assert_int_equal(json_array_size(column), r->n_spikes);
        reasons(root);
        json_decref(root);
        phil_nerve_result_free(r);
    }
}

static void json_counts_are_right(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_SPASM);
    json_t *root = read_json(r), *muscle;
    size_t spikes = 0, m;
    json_int_t root_spikes = 0, listed = 0;
    json_array_foreach(at(root, "muscles"), m, muscle)
    {
        spikes += (size_t)json_integer_value(at(muscle, "spikes"));
        root_spikes += json_integer_value(at(at(muscle, "spikes_by_origin"), "root"));
        assert_int_equal(json_integer_value(at(muscle, "units")), r->settings.units[m]);
        assert_true(json_is_null(at(muscle, "rate_hz")) ==
                    (json_integer_value(at(muscle, "active")) == 0));
    }
    assert_int_equal(spikes, r->n_spikes);
    for (size_t i = 0; i < r->n_spikes; i++)
        listed += r->spikes[i].origin == PHIL_NERVE_ORIGIN_ROOT;
    assert_int_equal(root_spikes, listed);
    json_t *columns = at(root, "spikes");
    for (size_t i = 0; i < r->n_spikes; i++) {
        assert_int_equal(json_integer_value(json_array_get(at(columns, "unit"), i)),
                         r->spikes[i].unit);
        assert_float_equal(json_number_value(json_array_get(at(columns, "end_plate_s"), i)),
                           r->spikes[i].end_plate_s, 5.1e-7);
    }
    json_t *corner = json_array_get(at(root, "nodes"), PHIL_NODE_CORNER_LEFT);
    assert_float_equal(json_real_value(at(corner, "largest_mm")), 1.6325, 1e-3);
    json_decref(root);
    phil_nerve_result_free(r);
}

/* One unit with 21 spikes in 8 s, at intervals of 0.1 and 0.3 s in turn. */
static void rates_and_intervals_are_right(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_FEW);
    r->n_spikes = 21;
    assert_true(r->first_spike[r->n_units] >= r->n_spikes);
    for (size_t u = 0; u <= r->n_units; u++)
        r->first_spike[u] = u > 3 ? r->n_spikes : 0;
    for (size_t i = 0; i < r->n_spikes; i++) {
        r->spikes[i].unit = 3;
        r->spikes[i].end_plate_s = 0.2 * (double)i + (i % 2 ? -0.1 : 0);
    }
    json_t *root = read_json(r), *muscle = json_array_get(at(root, "muscles"), 0);
    assert_int_equal(json_integer_value(at(muscle, "active")), 1);
    assert_float_equal(json_real_value(at(muscle, "rate_hz")), 21 / 8.0, 1e-4);
    assert_float_equal(json_real_value(at(muscle, "interval_cv")), 0.5 * sqrt(20 / 19.0), 1e-4);
    muscle = json_array_get(at(root, "muscles"), 1);
    assert_true(json_is_null(at(muscle, "interval_cv")));
    json_decref(root);
    phil_nerve_result_free(r);
}

/* A seed of 64 bits, and a dose that only all digits tell. */
static void settings_can_be_run_again(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_HOSTILE);
    struct phil_nerve_dose dose = r->settings.doses[0];
    dose.value[0] = 0.1 + 0.2;
    free((void *)r->settings.doses);
    struct phil_nerve_dose *copy = calloc(1, sizeof *copy);
    assert_non_null(copy);
    *copy = dose;
    r->settings.doses = copy;
    json_t *root = read_json(r), *settings = at(root, "settings");
    assert_string_equal(json_string_value(at(settings, "seed")), "18446744073709551615");
    json_t *cause = json_array_get(at(settings, "causes"), 0);
    const double value = json_real_value(at(at(cause, "set"), "stage"));
    assert_true(value == 0.1 + 0.2);
    assert_true(json_number_value(at(settings, "step_ms")) == r->settings.step_ms);
    assert_int_equal(json_array_size(at(settings, "stimuli")), 1);
    assert_null(json_object_get(settings, "threads"));
    json_decref(root);
    phil_nerve_result_free(r);
}

/* ---- CSV ---- */

static size_t count(const char *line, char what)
{
    size_t n = 0;
    for (; *line; line++)
        n += *line == what;
    return n;
}

static void check_table(const struct phil_nerve_result *r, int form, size_t rows)
{
    char *text = drawn_write(r, (enum drawn_form)form), *rest = text, *line;
    size_t n = 0, values = 0, columns = 0;
    while ((line = strsep(&rest, "\n")) && *line) {
        if (*line == '#') {
            values += strncmp(line, "# value: ", 9) == 0;
            assert_int_equal(columns, 0);
        } else if (columns == 0) {
            columns = count(line, ',') + 1;
        } else {
            if (count(line, ',') + 1 != columns)
                fail_msg("%s", line);
            n++;
        }
    }
    assert_null(rest);
    assert_int_equal(values, r->n_values);
    assert_int_equal(n, rows);
    free(text);
}

static void tables_are_tables(void **state)
{
    for (int i = 0; i < N_DRAWN; i++) {
        struct phil_nerve_result *r = i == DRAWN_HOUR ? NULL : drawn_make((enum drawn)i);
        const size_t rows[] = {r ? r->n_spikes : 0, r ? r->n_units : 0, r ? r->n_emg : 0,
                               r ? r->n_movement : 0};
        for (int k = 0; r && k < 4; k++)
            if (has_form(r, DRAWN_SPIKES + k))
                check_table(r, DRAWN_SPIKES + k, rows[k]);
        phil_nerve_result_free(r);
    }
}

static void remember(void *user, enum phil_level level, const char *text)
{
    snprintf(user, 200, "%s", text);
}

static bool stop(void *user, double done_s, double total_s)
{
    (void)user;
    return done_s > total_s;
}

static void writing_can_be_stopped(void **state)
{
    static const struct phil_progress progress = {stop, NULL};
    struct phil_nerve_result *r = drawn_make(DRAWN_SPASM);
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    for (int table = PHIL_TABLE_SPIKES; table <= PHIL_TABLE_MOVEMENT; table++)
        assert_int_equal(
            phil_report_simulation_csv(out, r, (enum phil_simulation_table)table, &progress, NULL),
            PHIL_ECANCEL);
    fclose(out);
    phil_nerve_result_free(r);
}

static void what_was_not_simulated_is_no_table(void **state)
{
    char told[200] = "";
    const struct phil_log log = {remember, told};
    struct phil_nerve_result *r = drawn_make(DRAWN_BARE);
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    assert_int_equal(phil_report_simulation_csv(out, r, PHIL_TABLE_EMG, NULL, &log), PHIL_EDATA);
    assert_string_equal(told, "cannot write table: \"EMG\": it was not simulated");
    assert_int_equal(phil_report_simulation_csv(out, r, PHIL_TABLE_MOVEMENT, NULL, &log),
                     PHIL_EDATA);
    fclose(out);
    phil_nerve_result_free(r);
}

/* ---- people ---- */

/* The text as if it were on one line. */
static void flatten(char *text)
{
    char *to = text;
    for (const char *c = text; *c; c++)
        if (*c != '\n' && *c != ' ')
            *to++ = *c;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    *to = '\0';
}

static void words_say_what_happened(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_SPASM);
    char *text = drawn_terminal(r, 80, false, true), *page = drawn_write(r, DRAWN_HTML);
    flatten(text);
    for (int i = 0; i < 2; i++) {
        char *told = i ? page : text;
        told_at(told, "hemifacial spasm, left side");
        told_at(told, "6 bursts (72 a minute), 1 blink and 1 electrical stimulus.");
        told_at(told, "a model, not you");
        told_at(told, "nothing here is a diagnosis");
        told_at(told, "corner of the mouth, left: 1.6 mm");
        told_at(told, "where the nerve leaves the brain stem (732)");
        told_at(told, "All 6 movements reached 0.3 mm");
        told_at(told, "A vessel presses on the nerve");
        told_at(told, "unsettled whether the nucleus takes part");
        told_not(told, "statistical pattern");
    }
    assert_true(told_at(text, "belong to healthy people") < told_at(text, "hemifacial spasm"));
    free(text);
    free(page);
    phil_nerve_result_free(r);
}

/* A size that is not known was once told as one that did not reach 0.3 mm. */
static void unknown_sizes_are_told_apart(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_SPASM);
    int hidden = 0;
    for (size_t i = 0; i < r->n_events && hidden < 2; i++)
        if (strcmp(r->events[i].kind, "burst") == 0) {
            r->events[i].amplitude_mm = NAN;
            hidden++;
        }
    char *text = drawn_terminal(r, 80, false, true);
    flatten(text);
    told_at(text, "All 4 movements reached 0.3 mm. How far skin moved in 2 more cannot be told");
    free(text);
    phil_nerve_result_free(r);
}

/* What looks like one block is shown closer, around the largest movement: at 1.77 s here. */
static void the_largest_movement_is_shown_closer(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_SPASM), *rest = drawn_make(DRAWN_REST);
    char *text = drawn_terminal(r, 80, false, false), *page = drawn_write(r, DRAWN_HTML);
    const char *closer = text + told_at(text, "Closer: 0.6 s around the largest movement");
    const char *plain = "upper lip L";
    told_at(text, "from 1.35 s on");
    const char *row = strstr(closer, plain);
    assert_non_null(row);
    /* The burst began at 1.64 s: 0.29 of 0.6 s in, and its impulses take 5 ms to arrive. */
    const int column = (int)(0.295 / 0.6 * 66);
    for (int c = 0; c < column - 1; c++)
        assert_int_equal(row[14 + c], ' ');
    assert_int_not_equal(row[14 + column], ' ');
    told_not(closer, "upper lip R");
    told_at(page, "Closer: one second around the largest movement");
    free(text);
    free(page);
    text = drawn_terminal(rest, 80, false, false);
    told_not(text, "Closer");
    free(text);
    phil_nerve_result_free(r);
    phil_nerve_result_free(rest);
}

static void patterns_are_called_patterns(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_FEW);
    char *text = drawn_terminal(r, 80, false, true);
    flatten(text);
    told_at(text, "motor neurone disease (ALS): when a fibre fires by itself is drawn from a rate");
    told_at(text, "caffeine: when a run of twitches begins is drawn by chance");
    told_at(text, "3 of the 7 movements reached 0.3 mm");
    free(text);
    phil_nerve_result_free(r);
}

static void nothing_is_said_to_be_nothing(void **state)
{
    for (int i = 0; i < 2; i++) {
        struct phil_nerve_result *r = drawn_make(i ? DRAWN_BARE : DRAWN_EMPTY);
        char *text = drawn_terminal(r, 80, false, true);
        flatten(text);
        told_at(text, i ? "No movement to tell of: movement was not simulated"
                        : "No event: no twitch, no blink.");
        told_not(text, "nan");
        free(text);
        phil_nerve_result_free(r);
    }
}

static int columns_of(const char *line)
{
    int n = 0;
    for (; *line; line++)
        n += (*line & 0xc0) != 0x80;
    return n;
}

static void lines_fit_every_terminal(void **state)
{
    static const int widths[] = {10, 40, 61, 80, 240, 1000};
    for (int i = 0; i < N_DRAWN; i++) {
        struct phil_nerve_result *r = drawn_make((enum drawn)i);
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
            for (int unicode = 0; unicode < 2; unicode++) {
                const int most = widths[w] < 40 ? 40 : widths[w] > 240 ? 240 : widths[w];
                char *text = drawn_terminal(r, widths[w], false, unicode), *rest = text, *line;
                while ((line = strsep(&rest, "\n"))) {
                    const size_t n = strlen(line);
                    if (columns_of(line) > most || (n && line[n - 1] == ' '))
                        fail_msg("%s, %d columns: \"%s\"", drawn_name((enum drawn)i), most, line);
                    for (size_t c = 0; !unicode && c < n; c++)
                        assert_in_range(line[c], 32, 126);
                }
                free(text);
            }
        phil_nerve_result_free(r);
    }
}

/* The same words with colours as without. */
static void colours_change_nothing_else(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_REST);
    char *plain = drawn_terminal(r, 80, false, false), *colour = drawn_terminal(r, 80, true, false);
    char *to = colour;
    for (const char *c = colour; *c; c++)
        if (*c == '\x1b')
            c += strcspn(c, "m");
        else
            *to++ = *c;
    *to = '\0';
    assert_string_equal(plain, colour);
    free(plain);
    free(colour);
    phil_nerve_result_free(r);
}

static void terminals_are_not_steered(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_HOSTILE);
    char *text = drawn_terminal(r, 80, false, true);
    for (const char *c = text; *c; c++)
        assert_true(*c == '\n' || (unsigned char)*c >= 32);
    told_not(text, "\xe2\x80\xae");
    free(text);
    phil_nerve_result_free(r);
}

/* A picture of it all that must not change by itself. After a change that is meant:
 * simulation_show FOLDER few, and few.narrow.txt is the new one. */
static void the_golden_text(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_FEW);
    char *text = drawn_terminal(r, 40, false, false), *golden = calloc(1, 100000);
    assert_non_null(golden);
    FILE *in = fopen(TESTS_GOLDEN, "r");
    assert_non_null(in);
    assert_true(fread(golden, 1, 99999, in) > 0);
    fclose(in);
    assert_string_equal(text, golden);
    free(golden);
    free(text);
    phil_nerve_result_free(r);
}

/* ---- the page ---- */

static void pages_are_whole_and_small(void **state)
{
    for (int i = 0; i < N_DRAWN; i++) {
        struct phil_nerve_result *r = drawn_make((enum drawn)i);
        char *page = drawn_write(r, DRAWN_HTML);
        assert_true(well_formed_check(page) > 60);
        page_is_alone(page);
        page_is_text(page);
        assert_false(fixture_has_nan(page));
        assert_true(strlen(page) < 1000000);
        told_not(page, "<script");
        free(page);
        phil_nerve_result_free(r);
    }
}

/* Every unit firing in every other column, in every muscle: the worst that a raster can be. */
static void the_largest_page_has_a_bound(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_SPASM);
    const size_t each = 400;
    free(r->spikes);
    r->spikes = calloc(r->n_units * each, sizeof *r->spikes);
    assert_non_null(r->spikes);
    r->n_spikes = r->n_units * each;
    for (size_t i = 0; i < r->n_spikes; i++) {
        const double time_s = ((double)(i % each) + 0.25) * r->settings.seconds / (double)each;
        r->spikes[i] = (struct phil_nerve_spike){time_s, time_s, (uint32_t)(i / each), 1,
                                                 (enum phil_nerve_origin)(i % 2)};
    }
    for (size_t u = 0; u <= r->n_units; u++)
        r->first_spike[u] = u * each;
    for (size_t i = 0; i < r->n_emg; i++)
        for (int e = 0; e < PHIL_N_ELECTRODES; e++)
            r->emg_uv[e][i] = i % 2 ? 400 : -400;
    for (size_t i = 0; i < r->n_movement; i++)
        for (int k = 0; k < PHIL_N_NODES; k++)
            r->right_mm[k][i] = r->down_mm[k][i] = i % 2 ? 1.111F : -1.111F;
    char *page = drawn_write(r, DRAWN_HTML);
    assert_true(well_formed_check(page) > 100);
    print_message("# %zu bytes\n", strlen(page));
    assert_true(strlen(page) < 2000000);
    free(page);
    phil_nerve_result_free(r);
}

/* ---- all forms ---- */

static void a_comma_locale_changes_nothing(void **state)
{
    char folder[FIXTURE_FOLDER];
    struct phil_nerve_result *r = drawn_make(DRAWN_SPASM);
    char *before[N_DRAWN_FORMS];
    for (int form = 0; form < N_DRAWN_FORMS; form++)
        before[form] = drawn_write(r, (enum drawn_form)form);
    const bool there = fixture_comma_locale(folder);
    for (int form = 0; form < N_DRAWN_FORMS; form++) {
        char *after = drawn_write(r, (enum drawn_form)form);
        assert_string_equal(before[form], after);
        free(before[form]);
        free(after);
    }
    if (there)
        fixture_plain_locale(folder);
    phil_nerve_result_free(r);
}

/* Threads, kernel and memory differ between machines, the result does not. */
static void machines_leave_no_trace(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_FEW);
    for (int form = 0; form < N_DRAWN_FORMS; form++) {
        r->arithmetic = "c";
        r->bytes = 1;
        r->settings.threads = 1;
        char *here = drawn_write(r, (enum drawn_form)form);
        r->arithmetic = "avx2";
        r->bytes = 123456789;
        r->settings.threads = 7;
        char *there = drawn_write(r, (enum drawn_form)form);
        assert_string_equal(here, there);
        free(here);
        free(there);
    }
    phil_nerve_result_free(r);
}

static void a_full_disk_is_told(void **state)
{
    static char little[3000];
    struct phil_nerve_result *r = drawn_make(DRAWN_FEW);
    for (int form = 0; form < N_DRAWN_FORMS; form++) {
        FILE *full = fopen("/dev/full", "w"), *out = fmemopen(little, sizeof little, "w");
        assert_non_null(out);
        if (full) {
            setvbuf(full, NULL, _IOFBF, 1 << 16);
            assert_int_equal(drawn_write_to(full, r, (enum drawn_form)form), PHIL_EIO);
            fclose(full);
        }
        setvbuf(out, NULL, _IONBF, 0);
        assert_int_equal(drawn_write_to(out, r, (enum drawn_form)form), PHIL_EIO);
        fclose(out);
    }
    phil_nerve_result_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_everything),
        cmocka_unit_test(json_counts_are_right),
        cmocka_unit_test(rates_and_intervals_are_right),
        cmocka_unit_test(settings_can_be_run_again),
        cmocka_unit_test(tables_are_tables),
        cmocka_unit_test(writing_can_be_stopped),
        cmocka_unit_test(what_was_not_simulated_is_no_table),
        cmocka_unit_test(words_say_what_happened),
        cmocka_unit_test(unknown_sizes_are_told_apart),
        cmocka_unit_test(the_largest_movement_is_shown_closer),
        cmocka_unit_test(patterns_are_called_patterns),
        cmocka_unit_test(nothing_is_said_to_be_nothing),
        cmocka_unit_test(lines_fit_every_terminal),
        cmocka_unit_test(colours_change_nothing_else),
        cmocka_unit_test(terminals_are_not_steered),
        cmocka_unit_test(the_golden_text),
        cmocka_unit_test(pages_are_whole_and_small),
        cmocka_unit_test(the_largest_page_has_a_bound),
        cmocka_unit_test(a_comma_locale_changes_nothing),
        cmocka_unit_test(machines_leave_no_trace),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
