/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The EDF+ file of a simulation, read by the specification and by EDFlib: every sample within one
 * digit, every event, nobody named, the same bytes again; and what happens when it cannot be
 * written. */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <edflib.h>

#include "../base/comma.h"
#include "edf_reader.h"
#include "simulation_drawn.h"

static char folder[] = "/tmp/philtrum-edf-XXXXXX", path[64], other[64];

enum { TOLD = 4096 };

static void remember(void *user, enum phil_level level, const char *text)
{
    snprintf(user, TOLD, "%s", text);
}

static char told[TOLD];
static const struct phil_log listener = {remember, told};

static enum phil_status write_at(const char *to, const struct phil_nerve_result *r)
{
    told[0] = '\0';
    return phil_report_simulation_edf(to, r, NULL, &listener);
}

static int files_in_folder(void)
{
    int n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *entry; (entry = readdir(d));)
        n += entry->d_name[0] != '.';
    closedir(d);
    return n;
}

/* ---- what is in it ---- */

static void same_trace(const struct edf_file *file, const char *label, const float *trace, size_t n,
                       double rate_hz)
{
    const struct edf_signal *s = edf_find(file, label);
    if (!trace || n == 0) {
        assert_null(s);
        return;
    }
    assert_non_null(s);
    assert_true(s->n >= n);
    /* The last sample lies where it should, to a hundredth of one. */
    if (!(fabs(s->per_record / file->record_s / rate_hz - 1) * (double)n < 0.01))
        fail_msg("%s: %d in %.9g s for %.9g Hz", label, s->per_record, file->record_s, rate_hz);
    assert_true(s->digital_lo == -32768 && s->digital_hi == 32767);
    const double step = (s->hi - s->lo) / 65535;
    for (size_t i = 0; i < n; i++) {
        const double want = isfinite(trace[i]) ? trace[i] : 0;
        if (!(fabs(s->sample[i] - want) <= step * 0.501))
            fail_msg("%s[%zu]: %g for %g", label, i, s->sample[i], want);
    }
    for (size_t i = n; i < s->n; i++)
        assert_true(s->sample[i] == s->sample[n - 1]);
}

static void same_events(const struct edf_file *file, const struct phil_nerve_result *r)
{
    size_t found = 0;
    for (size_t i = 0; i < file->n_annotations; i++) {
        const struct edf_annotation *a = &file->annotations[i];
        assert_true(strlen(a->text) <= 40);
        if (strstr(a->text, "simulated") || strstr(a->text, "Recording ends"))
            continue;
        assert_true(found < r->n_events);
        const struct phil_nerve_event *event = &r->events[found++];
        const double lasts = event->offset_s - event->onset_s;
        assert_float_equal(a->onset_s, event->onset_s, 0.6e-4);
        assert_float_equal(a->duration_s, lasts > 0 ? lasts : -1, 0.6e-4);
    }
    assert_int_equal(found, r->n_events);
}

static void nobody(const struct edf_file *file)
{
    assert_string_equal(file->patient, "X X X X");
    assert_string_equal(file->recording, "Startdate 01-JAN-1985 X X philtrum simulated");
    assert_string_equal(file->start, "01.01.8500.00.00");
}

static void check(const struct phil_nerve_result *r)
{
    assert_int_equal(write_at(path, r), PHIL_OK);
    struct edf_file *file = edf_read(path);
    nobody(file);
    same_trace(file, "EMG up lip L", r->emg_uv[PHIL_EMG_UPPER_LEFT], r->n_emg, r->emg_rate_hz);
    same_trace(file, "EMG eye R", r->emg_uv[PHIL_EMG_OCULI_RIGHT], r->n_emg, r->emg_rate_hz);
    same_trace(file, "Dist up lip L x", r->right_mm[PHIL_NODE_UPPER_LEFT], r->n_movement, 1000);
    same_trace(file, "Dist lo lip L y", r->down_mm[PHIL_NODE_LOWER_LEFT], r->n_movement, 1000);
    same_trace(file, "Dist up lid R y", r->down_mm[PHIL_NODE_UPPER_LID_RIGHT], r->n_movement, 1000);
    same_trace(file, "Force up lip L", r->force_n[PHIL_ORIS_UPPER_LEFT], r->n_movement, 1000);
    same_trace(file, "Force eye L", r->force_n[PHIL_OCULI_LEFT], r->n_movement, 1000);
    same_events(file, r);
    edf_free(file);
    struct edf_hdr_struct *header = calloc(1, sizeof *header);
    assert_non_null(header);
    assert_int_equal(edfopen_file_readonly(path, header, EDFLIB_READ_ALL_ANNOTATIONS), 0);
    assert_int_equal(header->filetype, EDFLIB_FILETYPE_EDFPLUS);
    edfclose_file(header->handle);
    free(header);
}

static void samples_and_events_come_back(void **state)
{
    for (int i = 0; i < N_DRAWN; i++) {
        if (i == DRAWN_BARE || i == DRAWN_HOUR)
            continue;
        struct phil_nerve_result *r = drawn_make((enum drawn)i);
        check(r);
        assert_true((strstr(told, "are no numbers") != NULL) == (i == DRAWN_HOSTILE));
        phil_nerve_result_free(r);
    }
}

static void every_signal_has_a_label_of_its_own(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_SPASM);
    assert_int_equal(write_at(path, r), PHIL_OK);
    struct edf_file *file = edf_read(path);
    assert_int_equal(file->n_signals, 8 + 2 * 14 + 12);
    for (int i = 0; i < file->n_signals; i++) {
        assert_ptr_equal(edf_find(file, file->signal[i].label), &file->signal[i]);
        const char *d = file->signal[i].dimension;
        assert_true(!strcmp(d, "uV") || !strcmp(d, "mm") || !strcmp(d, "N"));
    }
    edf_free(file);
    phil_nerve_result_free(r);
}

static void either_may_be_missing(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_FEW);
    struct phil_nerve_result part = *r;
    part.n_emg = 0;
    part.emg_rate_hz = 0;
    memset(part.emg_uv, 0, sizeof part.emg_uv);
    check(&part);
    part = *r;
    part.n_movement = 0;
    part.movement_rate_hz = 0;
    memset(part.force_n, 0, sizeof part.force_n);
    memset(part.right_mm, 0, sizeof part.right_mm);
    memset(part.down_mm, 0, sizeof part.down_mm);
    check(&part);
    phil_nerve_result_free(r);
    r = drawn_make(DRAWN_BARE);
    assert_int_equal(write_at(other, r), PHIL_EDATA);
    assert_non_null(strstr(told, "neither EMG nor movement"));
    assert_int_not_equal(access(other, F_OK), 0);
    phil_nerve_result_free(r);
}

/* Rates and lengths that fit no second. */
static void odd_rates_keep_their_time(void **state)
{
    static const double rates[] = {1000, 1234.5, 2048, 3333.25, 4000, 10000 / 3.0, 1024.123, 20000};
    static const double lengths[] = {0.1, 0.333, 1.007, 2.5};
    struct phil_nerve_result *r = drawn_make(DRAWN_EMPTY);
    for (int e = 0; e < PHIL_N_ELECTRODES; e++) {
        free(r->emg_uv[e]);
        r->emg_uv[e] = NULL;
    }
    float *emg = r->emg_uv[PHIL_EMG_UPPER_LEFT] = calloc(50001, sizeof *emg);
    assert_non_null(emg);
    for (int i = 0; i < 50001; i++)
        emg[i] = 3000 * sinf((float)i);
    const size_t n_movement = r->n_movement;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
            r->settings.seconds = lengths[k];
            r->emg_rate_hz = rates[i];
            r->n_emg = (size_t)floor(lengths[k] * rates[i]);
            r->n_movement = (size_t)fmin(floor(lengths[k] * 1000), (double)n_movement);
            check(r);
        }
    r->n_movement = n_movement;
    phil_nerve_result_free(r);
}

static void many_events_find_room(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_REST);
    free(r->events);
    r->n_events = 3000;
    r->events = calloc(r->n_events, sizeof *r->events);
    assert_non_null(r->events);
    for (size_t i = 0; i < r->n_events; i++)
        r->events[i] = (struct phil_nerve_event){
            "a kind of event with a name that is far too long to be kept whole",
            (double)i * 1e-3,
            (double)i * 1e-3 + 0.01,
            PHIL_SIDE_LEFT,
            PHIL_ORIS_UPPER_LEFT,
            PHIL_NODE_UPPER_LEFT,
            0.1};
    check(r);
    assert_string_equal(told, "");
    phil_nerve_result_free(r);
}

static char *slurp(const char *from, size_t *size)
{
    FILE *in = fopen(from, "rb");
    assert_non_null(in);
    fseek(in, 0, SEEK_END);
    *size = (size_t)ftell(in);
    rewind(in);
    char *data = malloc(*size + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, *size, in), *size);
    fclose(in);
    return data;
}

static void again_the_same_bytes(void **state)
{
    char locale[FIXTURE_FOLDER];
    size_t n, m;
    struct phil_nerve_result *r = drawn_make(DRAWN_SPASM);
    assert_int_equal(write_at(path, r), PHIL_OK);
    char *before = slurp(path, &n);
    const bool there = fixture_comma_locale(locale);
    assert_int_equal(write_at(path, r), PHIL_OK);
    char *after = slurp(path, &m);
    if (there)
        fixture_plain_locale(locale);
    assert_int_equal(n, m);
    assert_memory_equal(before, after, n);
    free(before);
    free(after);
    phil_nerve_result_free(r);
}

/* ---- where it cannot be written ---- */

static void bad_places_are_told(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_REST);
    char missing[96], long_path[2000];
    snprintf(missing, sizeof missing, "%s/none/a.edf", folder);
    snprintf(long_path, sizeof long_path, "%s/%01500d", folder, 0);
    const char *const places[][2] = {{folder, "Is a directory"},
                                     {missing, "No such file"},
                                     {"", "No such file"},
                                     {"/dev/null", "not a regular file"},
                                     {"/dev/full", "not a regular file"},
                                     {long_path, "cannot write EDF+"}};
    const int before = files_in_folder();
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        assert_int_equal(write_at(places[i][0], r), PHIL_EIO);
        if (!strstr(told, places[i][1]))
            fail_msg("%s", told);
    }
    assert_int_equal(files_in_folder(), before);
    phil_nerve_result_free(r);
}

/* A limit on the size of files stands for a full disk: in the middle, and at the very end, where
 * only what EDFlib still holds back is lost. */
static bool stop(void *user, double done_s, double total_s)
{
    int *left = user;
    (void)done_s;
    (void)total_s;
    return --*left > 0;
}

static void stopped_it_leaves_nothing(void **state)
{
    int left = 3;
    const struct phil_progress progress = {stop, &left};
    struct phil_nerve_result *r = drawn_make(DRAWN_SPASM);
    const int before = files_in_folder();
    told[0] = '\0';
    snprintf(other, sizeof other, "%s/stopped.edf", folder);
    assert_int_equal(phil_report_simulation_edf(other, r, &progress, &listener), PHIL_ECANCEL);
    assert_string_equal(told, "");
    assert_int_equal(files_in_folder(), before);
    phil_nerve_result_free(r);
}

static void a_full_disk_leaves_what_was_there(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_REST);
    assert_int_equal(write_at(path, r), PHIL_OK);
    struct stat whole;
    assert_int_equal(stat(path, &whole), 0);
    size_t n, m;
    char *before = slurp(path, &n);
    struct rlimit kept, little;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &kept), 0);
    signal(SIGXFSZ, SIG_IGN);
    const int files = files_in_folder();
    for (int i = 0; i < 3; i++) {
        little = kept;
        little.rlim_cur = i == 0 ? 100 : i == 1 ? 20000 : (rlim_t)whole.st_size - 1;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
        const enum phil_status status = write_at(path, r);
        setrlimit(RLIMIT_FSIZE, &kept);
        assert_int_equal(status, PHIL_EIO);
        assert_non_null(strstr(told, "cannot write EDF+"));
        char *after = slurp(path, &m);
        assert_int_equal(n, m);
        assert_memory_equal(before, after, n);
        free(after);
        assert_int_equal(files_in_folder(), files);
    }
    free(before);
    phil_nerve_result_free(r);
}

static void a_link_is_followed(void **state)
{
    char link[96];
    struct stat found;
    struct phil_nerve_result *r = drawn_make(DRAWN_REST);
    snprintf(link, sizeof link, "%s/link.edf", folder);
    assert_int_equal(write_at(path, r), PHIL_OK);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(write_at(link, r), PHIL_OK);
    assert_int_equal(lstat(link, &found), 0);
    assert_true(S_ISLNK(found.st_mode));
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    unlink(link);
    phil_nerve_result_free(r);
}

static int set_up(void **state)
{
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/a.edf", folder);
    snprintf(other, sizeof other, "%s/b.edf", folder);
    return 0;
}

static int tear_down(void **state)
{
    unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_and_events_come_back),
        cmocka_unit_test(every_signal_has_a_label_of_its_own),
        cmocka_unit_test(either_may_be_missing),
        cmocka_unit_test(odd_rates_keep_their_time),
        cmocka_unit_test(many_events_find_room),
        cmocka_unit_test(again_the_same_bytes),
        cmocka_unit_test(bad_places_are_told),
        cmocka_unit_test(stopped_it_leaves_nothing),
        cmocka_unit_test(a_full_disk_leaves_what_was_there),
        cmocka_unit_test(a_link_is_followed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
