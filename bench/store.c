/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The diary of 10 000 entries (nine a day for three years) against two plain files of the same
 * entries: JSON that is read whole, changed, written anew under another name, synced and renamed
 * (how a small program keeps a list safely), and CSV to which one line is appended and synced (the
 * least that "it is on the disk" can cost; it keeps no history and cannot be changed).
 *
 * Each turn is a process of its own: start, open, one entry added or the last 30 days read, close,
 * end. The ways take turns on the same disk, so whatever else the machine does falls on all. Then
 * the same within one process, without start and opening; and the program that people type,
 * `philtrum log` and `philtrum explain`, beside a `philtrum --version`, which is its start and
 * nothing else.
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>
#include <philtrum/store.h>

#include "bench/process.h"
#include "bench/tools.h"

enum {
    N_ENTRIES = 10000,
    BETWEEN_S = 86400 / 9,
    LOOK_BACK_S = 30 * 86400,
    TURNS = 41,
    PATH_SIZE = 256,
};

/* The entries end now: `philtrum explain' looks back from today. Set once, in main(). */
static int64_t first_s, last_s;

enum way { SQLITE_FILE, JSON_FILE, CSV_FILE, N_WAYS };
static const char *const way_names[N_WAYS] = {"philtrum", "json", "csv"};

struct place {
    char folder[64], path[N_WAYS][PATH_SIZE];
};

static void name_files(struct place *place)
{
    for (int w = 0; w < N_WAYS; w++)
        snprintf(place->path[w], PATH_SIZE, "%s/diary.%s", place->folder, way_names[w]);
}

static struct phil_entry entry_number(int i)
{
    struct phil_entry entry = {.at = {.utc_s = first_s + (int64_t)i * BETWEEN_S,
                                      .offset_s = 3600,
                                      .zone = "Europe/Berlin"},
                               .kind = PHIL_ENTRY_DRINK,
                               .thing = "coffee",
                               .amount = 1 + i % 3,
                               .typed = 1 + i % 3,
                               .caffeine_mg = 95 * (1 + i % 3),
                               .potassium_mg = 116 * (1 + i % 3)};
    return entry;
}

/* --- the plain files -------------------------------------------------------------------------- */

static json_t *json_of(const struct phil_entry *entry)
{
    return json_pack("{sI si ss ss ss sf sf sf sf}", "at_s", (json_int_t)entry->at.utc_s,
                     "offset_s", entry->at.offset_s, "zone", entry->at.zone, "kind",
                     phil_entry_kind_name(entry->kind), "thing", entry->thing, "amount",
                     entry->amount, "typed", entry->typed, "caffeine_mg", entry->caffeine_mg,
                     "potassium_mg", entry->potassium_mg);
}

static bool json_save(json_t *all, const char *path)
{
    char temporary[PATH_SIZE + 8];
    snprintf(temporary, sizeof temporary, "%s.new", path);
    FILE *out = fopen(temporary, "w");
    if (!out)
        return false;
    bool fine =
        json_dumpf(all, out, JSON_COMPACT) == 0 && fflush(out) == 0 && fsync(fileno(out)) == 0;
    fine = fclose(out) == 0 && fine;
    return fine && rename(temporary, path) == 0;
}

static bool json_add(const char *path, const struct phil_entry *entry)
{
    json_t *all = json_load_file(path, 0, NULL);
    const bool fine =
        all && json_array_append_new(all, json_of(entry)) == 0 && json_save(all, path);
    json_decref(all);
    return fine;
}

static int json_count(const char *path, int64_t from_s)
{
    json_t *all = json_load_file(path, 0, NULL), *one;
    size_t i;
    int n = 0;
    json_array_foreach(all, i, one) n += json_integer_value(json_object_get(one, "at_s")) >= from_s;
    json_decref(all);
    return n;
}

static void csv_line(FILE *out, const struct phil_entry *entry)
{
    fprintf(out, "%lld,%d,%s,%s,%s,%.17g,%.17g,%.17g,%.17g\n", (long long)entry->at.utc_s,
            entry->at.offset_s, entry->at.zone, phil_entry_kind_name(entry->kind), entry->thing,
            entry->amount, entry->typed, entry->caffeine_mg, entry->potassium_mg);
}

static bool csv_add(const char *path, const struct phil_entry *entry)
{
    FILE *out = fopen(path, "a");
    if (!out)
        return false;
    csv_line(out, entry);
    const bool fine = fflush(out) == 0 && fsync(fileno(out)) == 0;
    return fclose(out) == 0 && fine;
}

static int csv_count(const char *path, int64_t from_s)
{
    FILE *in = fopen(path, "r");
    char zone[48], kind[16], thing[64];
    long long at_s;
    int offset_s, n = 0;
    double amount, typed, caffeine_mg, potassium_mg;
    while (in && fscanf(in, "%lld,%d,%47[^,],%15[^,],%63[^,],%lf,%lf,%lf,%lf\n", &at_s, &offset_s,
                        zone, kind, thing, &amount, &typed, &caffeine_mg, &potassium_mg) == 9)
        n += at_s >= from_s;
    if (in)
        fclose(in);
    return n;
}

/* --- one turn, as a process ------------------------------------------------------------------- */

static bool store_add(const char *path, const struct phil_entry *entry)
{
    struct phil_store *store;
    struct phil_entry added = *entry;
    if (phil_store_open(&store, path, PHIL_STORE_WRITE, phil_bench_log()) != PHIL_OK)
        return false;
    const bool fine = phil_store_add(store, &added, 1) == PHIL_OK;
    phil_store_close(store);
    return fine;
}

static int store_count(const char *path, int64_t from_s)
{
    struct phil_store *store;
    struct phil_entry *entries;
    size_t n = 0;
    if (phil_store_open(&store, path, PHIL_STORE_READ, phil_bench_log()) != PHIL_OK)
        return 0;
    if (phil_store_entries(store, from_s, INT64_MAX, &entries, &n) == PHIL_OK)
        free(entries);
    phil_store_close(store);
    return (int)n;
}

static bool add(enum way way, const char *path, const struct phil_entry *entry)
{
    return way == SQLITE_FILE ? store_add(path, entry)
           : way == JSON_FILE ? json_add(path, entry)
                              : csv_add(path, entry);
}

static bool count(enum way way, const char *path)
{
    const int64_t from_s = last_s - LOOK_BACK_S;
    const int n = way == SQLITE_FILE ? store_count(path, from_s)
                  : way == JSON_FILE ? json_count(path, from_s)
                                     : csv_count(path, from_s);
    return n >= LOOK_BACK_S / BETWEEN_S - 1; /* the turn began later; and what was added since */
}

/* --turn add|read WAY PATH */
static int turn(char **argv)
{
    const struct phil_entry entry = entry_number(N_ENTRIES);
    enum way way = 0;
    while (way < N_WAYS && strcmp(argv[3], way_names[way]) != 0)
        way++;
    if (way == N_WAYS)
        return 2;
    return (strcmp(argv[2], "add") == 0 ? add(way, argv[4], &entry) : count(way, argv[4])) ? 0 : 1;
}

struct times {
    double wall_ms[N_WAYS][TURNS], cpu_ms[N_WAYS][TURNS];
};

static bool take_turns(const char *self, const struct place *place, const char *what,
                       struct times *times)
{
    for (int t = -1; t < TURNS; t++) /* the first warms the cache */
        for (int w = 0; w < N_WAYS; w++) {
            const char *const argv[] = {self, "--turn", what, way_names[w], place->path[w], NULL};
            struct phil_bench_cost cost;
            if (!phil_bench_process(argv, false, &cost) || cost.status != 0) {
                printf("%s %s ended with status %d\n", what, way_names[w], cost.status);
                return false;
            }
            if (t >= 0) {
                times->wall_ms[w][t] = 1e3 * cost.wall_s;
                times->cpu_ms[w][t] = 1e3 * cost.cpu_s;
            }
        }
    return true;
}

static void summarise(const char *what, const char *target, double ms[N_WAYS][TURNS])
{
    char reached[64], other[96];
    double median[N_WAYS];
    for (int w = 0; w < N_WAYS; w++)
        median[w] = phil_bench_median(ms[w], TURNS); /* sorts */
    snprintf(reached, sizeof reached, "%.1f ms (%.2f of JSON)", median[SQLITE_FILE],
             median[SQLITE_FILE] / median[JSON_FILE]);
    snprintf(other, sizeof other, "JSON %.1f ms, CSV %.1f ms", median[JSON_FILE], median[CSV_FILE]);
    phil_bench_summary(what, reached, target, other);
}

/* --- within one process ----------------------------------------------------------------------- */

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static bool bench_inside(const struct place *place)
{
    struct phil_store *store;
    double ms[2][TURNS];
    bool fine = true;
    if (phil_store_open(&store, place->path[SQLITE_FILE], PHIL_STORE_WRITE, phil_bench_log()) !=
        PHIL_OK)
        return false;
    for (int t = 0; t < TURNS && fine; t++) {
        struct phil_entry entry = entry_number(N_ENTRIES);
        double start = now_ms();
        fine = phil_store_add(store, &entry, 1) == PHIL_OK;
        ms[0][t] = now_ms() - start;
        start = now_ms();
        fine = fine && csv_add(place->path[CSV_FILE], &entry);
        ms[1][t] = now_ms() - start;
    }
    phil_store_close(store);
    if (!fine)
        return false;
    char reached[64], other[64];
    const double ours = phil_bench_median(ms[0], TURNS), theirs = phil_bench_median(ms[1], TURNS);
    snprintf(reached, sizeof reached, "%.2f ms", ours);
    snprintf(other, sizeof other, "a line appended and synced %.2f ms", theirs);
    phil_bench_summary("one entry into an open diary", reached, "-", other);
    return true;
}

/* --- the program ------------------------------------------------------------------------------ */

enum { LOG, EXPLAIN, START, N_RUNS };

static void summarise_run(const char *what, const char *target, double *ms, double *start_ms)
{
    char reached[64], other[64];
    snprintf(reached, sizeof reached, "%.1f ms", phil_bench_median(ms, TURNS));
    snprintf(other, sizeof other, "its start alone %.1f ms", phil_bench_median(start_ms, TURNS));
    phil_bench_summary(what, reached, target, other);
}

static bool bench_program(const struct place *place)
{
    const char *diary = place->path[SQLITE_FILE];
    const char *const log[] = {BENCH_PHILTRUM, "log", "coffee", "--diary", diary, NULL};
    const char *const explain[] = {BENCH_PHILTRUM, "explain", "--json", "--diary", diary, NULL};
    const char *const start[] = {BENCH_PHILTRUM, "--version", NULL};
    const char *const *const argv[N_RUNS] = {log, explain, start};
    double wall_ms[N_RUNS][TURNS], cpu_ms[N_RUNS][TURNS];
    for (int t = -1; t < TURNS; t++)
        for (int k = 0; k < N_RUNS; k++) {
            struct phil_bench_cost cost;
            if (!phil_bench_process(argv[k], false, &cost) || cost.status != 0) {
                printf("philtrum %s ended with status %d\n", argv[k][1], cost.status);
                return false;
            }
            if (t >= 0) {
                wall_ms[k][t] = 1e3 * cost.wall_s;
                cpu_ms[k][t] = 1e3 * cost.cpu_s;
            }
        }
    summarise_run("philtrum log coffee, wall time", "<= 20 ms", wall_ms[LOG], wall_ms[START]);
    summarise_run("  processor time", "-", cpu_ms[LOG], cpu_ms[START]);
    summarise_run("philtrum explain, wall time", "<= 200 ms", wall_ms[EXPLAIN], wall_ms[START]);
    summarise_run("  processor time", "-", cpu_ms[EXPLAIN], cpu_ms[START]);
    return true;
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool fill(const struct place *place)
{
    struct phil_entry *entries = calloc(N_ENTRIES, sizeof *entries);
    json_t *all = json_array();
    FILE *csv = fopen(place->path[CSV_FILE], "w");
    struct phil_store *store = NULL;
    bool fine = entries && all && csv;
    for (int i = 0; i < N_ENTRIES && fine; i++) {
        entries[i] = entry_number(i);
        csv_line(csv, &entries[i]);
        fine = json_array_append_new(all, json_of(&entries[i])) == 0;
    }
    const double start = now_ms();
    fine = fine &&
           phil_store_open(&store, place->path[SQLITE_FILE], PHIL_STORE_WRITE, phil_bench_log()) ==
               PHIL_OK &&
           phil_store_add(store, entries, N_ENTRIES) == PHIL_OK;
    const double added = now_ms();
    fine = fine && phil_store_check(store) == PHIL_OK;
    printf("%d entries added at once in %.0f ms, looked through in %.0f ms\n", N_ENTRIES,
           added - start, now_ms() - added);
    phil_store_close(store);
    fine = fine && json_save(all, place->path[JSON_FILE]);
    if (csv)
        fine = fclose(csv) == 0 && fine;
    json_decref(all);
    free(entries);
    return fine;
}

static bool bench_all(const char *self, const struct place *place)
{
    static struct times adding, reading;
    if (!fill(place) || !take_turns(self, place, "add", &adding) ||
        !take_turns(self, place, "read", &reading))
        return false;
    phil_bench_summary_head();
    summarise("one entry more, a process, wall time", "<= 20 ms", adding.wall_ms);
    summarise("  processor time", "-", adding.cpu_ms);
    summarise("last 30 days read, a process, wall time", "-", reading.wall_ms);
    summarise("  processor time", "-", reading.cpu_ms);
    return bench_inside(place) && bench_program(place);
}

int main(int argc, char **argv)
{
    last_s = time(NULL);
    first_s = last_s - (int64_t)N_ENTRIES * BETWEEN_S;
    if (argc == 5 && strcmp(argv[1], "--turn") == 0)
        return turn(argv);
    struct place place;
    const char *where = getenv("TMPDIR");
    /* Where files lie on a disk, which /tmp may not be. */
    snprintf(place.folder, sizeof place.folder, "%s/philtrum-bench-XXXXXX",
             where && strlen(where) < 32 ? where : "/var/tmp");
    if (!mkdtemp(place.folder))
        return 1;
    name_files(&place);
    const bool fine = bench_all(argv[0], &place);
    for (int w = 0; w < N_WAYS; w++)
        unlink(place.path[w]);
    rmdir(place.folder);
    return fine ? 0 : 1;
}
