/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The subcommands while memory runs out: done, or status 4 and a reason; no result half-written. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>
#include <philtrum/store.h>

#include "../cli/commands.h"
#include "failing.h"
#include "fixture.h"

static char folder[] = "/tmp/philtrum-memory-XXXXXX";

struct job {
    enum phil_exit (*run)(int argc, char **argv);
    const char *argv[16];
    const char *result; /* the file that it writes; NULL: none */
    off_t whole;        /* its size when nothing fails, once that is known */
};

static int saved[2];

/* The commands talk to people; here it is enough to know that they did. */
static void be_silent(bool silent)
{
    fflush(stdout);
    fflush(stderr);
    for (int d = 1; d <= 2; d++) {
        if (silent) {
            saved[d - 1] = dup(d);
            const int nowhere = open("/dev/null", O_WRONLY);
            dup2(nowhere, d);
            close(nowhere);
        } else {
            dup2(saved[d - 1], d);
            close(saved[d - 1]);
        }
    }
}

static enum phil_status run(void *user)
{
    struct job *job = user;
    char *argv[16]; /* argp may reorder it */
    int argc = 0;
    while (job->argv[argc]) {
        argv[argc] = (char *)job->argv[argc];
        argc++;
    }
    argv[argc] = NULL;
    const int errors = phil_console_errors();
    failing_pause();
    be_silent(true);
    failing_resume();
    const enum phil_exit code = job->run(argc, argv);
    failing_pause();
    be_silent(false);
    const bool told = phil_console_errors() > errors;
    struct stat info;
    const bool there = job->result && stat(job->result, &info) == 0;
    if (code != PHIL_EXIT_DONE && code != PHIL_EXIT_MACHINE)
        fail_msg("%s %s: status %d", job->argv[0], job->argv[1], code);
    if (code == PHIL_EXIT_MACHINE && !told)
        fail_msg("%s: a failure without a word", job->argv[0]);
    if (there && !job->whole)
        job->whole = info.st_size; /* the first run is the one without a failure */
    assert_true(code == PHIL_EXIT_MACHINE || !job->result || there);
    assert_true(!there || info.st_size == job->whole); /* whole, or not at all */
    if (there)
        unlink(job->result);
    failing_resume();
    return code == PHIL_EXIT_DONE ? PHIL_OK : PHIL_EMEM;
}

static void *json_memory(size_t size)
{
    return malloc(size); /* wrapped, unlike Jansson's own */
}

#define FACE(seconds) "--size", "240x240", "--px-per-mm", "1", "--seconds", seconds

static void drawing(void **state)
{
    json_malloc_t own_memory;
    json_free_t own_free;
    static struct job clip = {
        phil_command_draw, {"draw", "-o", "a.mkv", FACE("0.4"), "--grade", "lossless"}, "a.mkv", 0};
    failing_sweep("draw", run, &clip, 4);
    static struct job truth = {phil_command_draw,
                               {"draw", "-o", "b.mkv", FACE("0.7"), "--twitch", "chin@0.1:0.3",
                                "--twitch", "chin@0.3:0.3", "--truth", "b.json"},
                               "b.json",
                               0};
    json_get_alloc_funcs(&own_memory, &own_free);
    json_set_alloc_funcs(json_memory, free);
    failing_sweep("draw, with its truth", run, &truth, 6);
    json_set_alloc_funcs(own_memory, own_free);
}

static void store(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void comparing(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_ONE);
    char *text = fixture_json(analysis, NULL);
    store("found.json", text);
    store("truth.json", "{\"schema\": \"philtrum.truth/1\", \"events\": [{\"onset_s\": 1.2, "
                        "\"peak_s\": 1.25, \"offset_s\": 1.3, \"region\": \"chin\", "
                        "\"amplitude_mm\": 0.4}]}");
    static struct job job = {
        phil_command_compare, {"compare", "truth.json", "found.json"}, NULL, 0};
    failing_sweep("compare", run, &job, 0);
    fixture_free(analysis);
    free(text);
}

static void analysing(void **state)
{
    char *argv[] = {"draw", "-o", "face.mkv", FACE("1.6"), "--seed", "2", NULL};
    assert_int_equal(phil_command_draw(sizeof argv / sizeof argv[0] - 1, argv), PHIL_EXIT_DONE);
    static const char *const options[][2] = {
        {"--json=found", "found"}, {"--html=page", "page"}, {"--traces=table", "table"}};
    failing_spare_new(true);
    for (int i = 0; i < 3; i++) {
        struct job job = {phil_command_analyze,
                          {"analyze", "--no-floor", "--jobs=1", options[i][0], "face.mkv"},
                          options[i][1],
                          0};
        failing_sweep(options[i][0], run, &job, 2);
    }
    failing_spare_new(false);
}

static void keeping_a_diary(void **state)
{
    char *argv[] = {"log", "--diary", "a.db", "coffee", "2", NULL};
    be_silent(true);
    const enum phil_exit logged = phil_command_log(sizeof argv / sizeof argv[0] - 1, argv);
    be_silent(false);
    assert_int_equal(logged, PHIL_EXIT_DONE);
    static struct job jobs[] = {
        {phil_command_log, {"log", "--diary", "a.db", "sleep", "5.5h", "--note", "hot"}, NULL, 0},
        {phil_command_log, {"log", "--diary", "a.db", "symptom", "face_droop_sudden"}, NULL, 0},
        {phil_command_diary, {"diary", "--diary", "a.db"}, NULL, 0},
        {phil_command_diary, {"diary", "--diary", "a.db", "edit", "1", "tea"}, NULL, 0},
        {phil_command_diary, {"diary", "--diary", "a.db", "history", "1"}, NULL, 0},
        {phil_command_diary, {"diary", "--diary", "a.db", "recordings"}, NULL, 0},
        {phil_command_diary, {"diary", "--diary", "a.db", "--export", "a.csv"}, "a.csv", 0},
        {phil_command_diary, {"diary", "--diary", "a.db", "--export", "a.json"}, "a.json", 0},
    };
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
        failing_sweep(jobs[i].argv[jobs[i].argv[3] ? 3 : 0], run, &jobs[i], 4);
    char *export[] = {"diary", "--diary", "a.db", "--export", "in.csv", NULL};
    be_silent(true);
    const enum phil_exit exported =
        phil_command_diary(sizeof export / sizeof export[0] - 1, export);
    be_silent(false);
    assert_int_equal(exported, PHIL_EXIT_DONE);
    static struct job import = {
        phil_command_diary, {"diary", "--diary", "b.db", "--import", "in.csv"}, NULL, 0};
    failing_sweep("import", run, &import, 4);
}

static void explaining(void **state)
{
    store("me.yaml", "age: 34\ncoffee_cups_per_day: 6\ninsomnia: yes\n");
    static struct job jobs[] = {
        {phil_command_explain,
         {"explain", "--no-diary", "--answers", "me.yaml", "--draws", "2", "--json=e.json"},
         "e.json",
         0},
        {phil_command_explain,
         {"explain", "--diary", "a.db", "--answers", "me.yaml", "--save"},
         NULL,
         0},
        {phil_command_explain, {"explain", "--list"}, NULL, 0},
    };
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
        failing_sweep(jobs[i].argv[1], run, &jobs[i], 4);
}

/* A trial that has begun yesterday, with a clip of each day. */
static void make_trial(void)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_NINE);
    char *text = fixture_json(analysis, NULL), sha256[] = "0000000000000000000000000000000000000000"
                                                          "00000000000000000000000a";
    char *plan[] = {"trial", "plan", "--own", "gum", "--pairs", "6", "--diary", "t.db", NULL};
    const struct phil_moment now = phil_moment_now();
    struct phil_store *store;
    int64_t id;
    be_silent(true);
    assert_int_equal(phil_command_trial(sizeof plan / sizeof plan[0] - 1, plan), PHIL_EXIT_DONE);
    be_silent(false);
    assert_int_equal(phil_store_open(&store, "t.db", PHIL_STORE_WRITE, NULL), PHIL_OK);
    struct phil_trial_mark started = {
        .written = now, .day = phil_moment_day(&now) - 1, .kind = PHIL_MARK_STARTED};
    assert_int_equal(phil_store_add_mark(store, 1, &started), PHIL_OK);
    for (int i = 0; i < 2; i++) {
        struct phil_moment at = now;
        at.utc_s -= i * 86400;
        sha256[0] = (char)('0' + i);
        assert_int_equal(phil_store_save_analysis(store, text, sha256, "c", NULL, &at, &id),
                         PHIL_OK);
    }
    phil_store_close(store);
    free(text);
    fixture_free(analysis);
}

static void trying(void **state)
{
    static const char days[] = "day,period,arm,count,exposure_min\n1,1,A,9,2\n2,1,A,8,2\n"
                               "3,2,B,4,2\n4,2,B,5,2\n5,3,B,3,2\n6,4,A,9,2\n";
    static struct job jobs[] = {
        {phil_command_trial,
         {"trial", "plan", "less_stress", "--answers", "me.yaml", "--dry-run", "--diary", "t.db"},
         NULL,
         0},
        {phil_command_trial, {"trial", "plan", "--diary", "t.db"}, NULL, 0},
        {phil_command_trial, {"trial", "today", "--json", "--diary", "t.db"}, NULL, 0},
        {phil_command_trial, {"trial", "today", "--diary", "t.db"}, NULL, 0},
        {phil_command_trial, {"trial", "mark", "note", "so", "--diary", "t.db"}, NULL, 0},
        {phil_command_trial, {"trial", "status", "--diary", "t.db"}, NULL, 0},
        {phil_command_trial, {"trial", "list", "--diary", "t.db"}, NULL, 0},
        {phil_command_trial, {"trial", "calendar", "c.ics", "--diary", "t.db"}, "c.ics", 0},
        {phil_command_trial, {"trial", "result", "--all", "--diary", "t.db"}, NULL, 0},
        {phil_command_trial, {"trial", "analyze", "d.csv", "--csv", "e.csv"}, "e.csv", 0},
    };
    store("d.csv", days);
    make_trial();
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
        failing_sweep(jobs[i].argv[1], run, &jobs[i], 4);
}

static int enter(void **state)
{
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    char command[64];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return chdir("/") == 0 ? system(command) : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawing),    cmocka_unit_test(comparing),
        cmocka_unit_test(analysing),  cmocka_unit_test(keeping_a_diary),
        cmocka_unit_test(explaining), cmocka_unit_test(trying),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
