/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export and import: what goes out comes back bit for bit, and what is damaged is refused whole. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "diary/entry.h"
#include "../base/comma.h"
#include "fixture.h"
#include "pantry.h"

typedef enum phil_status writer(FILE *out, const struct phil_entry *entries, size_t n);
typedef enum phil_status reader(struct phil_entry **entries, size_t *n, const char *text,
                                size_t size, const char *name, const struct phil_log *log);

static const struct format {
    const char *name;
    writer *write;
    reader *read;
} formats[] = {{"CSV", phil_diary_write_csv, phil_diary_read_csv},
               {"JSON", phil_diary_write_json, phil_diary_read_json}};

static void write_text(const struct format *f, const struct phil_entry *entries, size_t n,
                       char **text, size_t *size)
{
    FILE *out = open_memstream(text, size);
    assert_non_null(out);
    assert_int_equal(f->write(out, entries, n), PHIL_OK);
    fclose(out);
}

/* --- entries by chance --------------------------------------------------- */

static const char *const hostile[] = {
    "",
    "plain",
    "comma, \"quote\" and ; more",
    "\"",
    "\"\"",
    "two\nlines",
    "two\r\nlines",
    "\r",
    "\n",
    "\ttab",
    " blanks ",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "'",
    "''",
    "'=1",
    "''=1",
    "'tis",
    "\xc3\xa4\xc3\xb6\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80",
    "\xef\xbb\xbfmark",
    "null",
    "1e308",
    "a,b\r\n\"c\",'=d\n",
    "\xe2\x80\x8f right to left",
    "\\u0041 \\\\ \\n",
    "</script>",
};
enum { N_HOSTILE = sizeof hostile / sizeof hostile[0] };

static uint64_t dice(uint64_t seed, uint64_t what)
{
    return phil_random_bits(seed, what, 77);
}

/* Any finite double that is not negative, by its bits. */
static double any_double(uint64_t seed, uint64_t what, double most)
{
    const uint64_t bits = dice(seed, what) & ~((uint64_t)1 << 63);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (dice(seed, what + 1000) % 4 == 0)
        return fmin(round((double)(bits % 1000)) / 10, most);
    return isfinite(value) && value <= most ? value : fmin(0.1 * (double)(bits % 10), most);
}

/* A hostile text that the field may hold. */
static const char *any_text(uint64_t seed, uint64_t what, size_t size, bool lines)
{
    const char *text = hostile[dice(seed, what) % N_HOSTILE];
    if (strlen(text) >= size || (!lines && strpbrk(text, "\t\r\n")))
        return "x";
    return text;
}

static struct phil_entry any_entry(uint64_t seed)
{
    struct phil_entry e = {.kind = (enum phil_entry_kind)(dice(seed, 0) % PHIL_N_ENTRY_KINDS)};
    static const int offsets[] = {0, 3600, -18000, 20700, 50400, -2670, 86399, -86399};
    e.at.utc_s = (int64_t)(dice(seed, 1) % 8000000000) - 2000000000;
    e.at.offset_s = offsets[dice(seed, 2) % 8];
    PHIL_ENTRY_SET(e.at.zone, any_text(seed, 3, sizeof e.at.zone, false));
    e.amount = any_double(seed, 4, phil_entry_most(e.kind));
    e.typed = any_double(seed, 5, DBL_MAX);
    PHIL_ENTRY_SET(e.unit, any_text(seed, 6, sizeof e.unit, false));
    e.caffeine_mg = any_double(seed, 7, DBL_MAX);
    e.alcohol_g = any_double(seed, 8, DBL_MAX);
    e.potassium_mg = any_double(seed, 9, DBL_MAX);
    PHIL_ENTRY_SET(e.note, any_text(seed, 10, sizeof e.note, true));
    const char *field;
    if (!PHIL_ENTRY_SET(e.thing, any_text(seed, 11, sizeof e.thing, false)) || !e.thing[0])
        PHIL_ENTRY_SET(e.thing, "thing");
    if (phil_entry_fault(&e, &field))
        e.thing[0] = '\0', memset(e.thing, 0, sizeof e.thing);
    assert_null(phil_entry_fault(&e, &field));
    return e;
}

static bool same_double(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void assert_same(const struct phil_entry *a, const struct phil_entry *b)
{
    assert_int_equal(a->at.utc_s, b->at.utc_s);
    assert_int_equal(a->at.offset_s, b->at.offset_s);
    assert_memory_equal(a->at.zone, b->at.zone, sizeof a->at.zone);
    assert_int_equal(a->kind, b->kind);
    assert_memory_equal(a->thing, b->thing, sizeof a->thing);
    assert_true(same_double(a->amount, b->amount));
    assert_true(same_double(a->typed, b->typed));
    assert_memory_equal(a->unit, b->unit, sizeof a->unit);
    assert_true(same_double(a->caffeine_mg, b->caffeine_mg));
    assert_true(same_double(a->alcohol_g, b->alcohol_g));
    assert_true(same_double(a->potassium_mg, b->potassium_mg));
    assert_memory_equal(a->note, b->note, sizeof a->note);
    assert_int_equal(b->id, 0);
}

static void round_trip(const struct format *f, const struct phil_entry *entries, size_t n)
{
    struct phil_entry *back = NULL;
    struct heard heard;
    const struct phil_log log = listen_to(&heard);
    size_t size, n_back = 99;
    char *text = NULL;
    write_text(f, entries, n, &text, &size);
    if (f->read(&back, &n_back, text, size, "file", &log) != PHIL_OK)
        fail_msg("%s: %s\n%s", f->name, heard.error, text);
    assert_int_equal(n_back, n);
    for (size_t i = 0; i < n; i++)
        assert_same(&entries[i], &back[i]);
    free(back);
    free(text);
}

static void what_goes_out_comes_back(void **state)
{
    enum { N = 3000 };
    struct phil_entry *entries = calloc(N, sizeof *entries);
    assert_non_null(entries);
    for (uint64_t i = 0; i < N; i++) {
        entries[i] = any_entry(i);
        entries[i].id = 0;
    }
    for (size_t f = 0; f < 2; f++) {
        round_trip(&formats[f], entries, N);
        round_trip(&formats[f], entries, 0);
        for (size_t i = 0; i < 200; i++)
            round_trip(&formats[f], entries + i, 1);
    }
    free(entries);
}

static void extreme_numbers(void **state)
{
    static const double numbers[] = {
        0,       -0.0,        DBL_TRUE_MIN,   DBL_MIN, DBL_EPSILON,
        DBL_MAX, 0.1,         1.0 / 3,        4.35,    9007199254740993,
        1e21,    123456789.1, 5e-324 * 12345, 1e15,    1e16};
    struct phil_entry e = {.kind = PHIL_ENTRY_NOTE};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        e.typed = e.caffeine_mg = numbers[i];
        round_trip(&formats[0], &e, 1);
        round_trip(&formats[1], &e, 1);
    }
}

/* No field of the CSV begins with what a spreadsheet takes for a formula. */
static void no_formulas(void **state)
{
    for (size_t i = 0; i < N_HOSTILE; i++) {
        struct phil_entry e = {.kind = PHIL_ENTRY_NOTE};
        size_t size;
        PHIL_ENTRY_SET(e.note, hostile[i]);
        char *text = NULL;
        write_text(&formats[0], &e, 1, &text, &size);
        const char *zeros = strstr(text, ",0,0,0,");
        assert_non_null(zeros);
        const char *note = zeros + 7 + (zeros[7] == '"');
        assert_false(*note && strchr("=+-@\t", *note));
        if (hostile[i][0])
            assert_false(strchr("\n", *note));
        free(text);
    }
}

static void a_locale_changes_nothing(void **state)
{
    struct phil_entry e = any_entry(5);
    char *text[2], folder[FIXTURE_FOLDER];
    size_t size[2], comma_size;
    e.typed = 0.5;
    for (size_t f = 0; f < 2; f++)
        write_text(&formats[f], &e, 1, &text[f], &size[f]);
    const bool have = fixture_comma_locale(folder);
    for (size_t f = 0; f < 2 && have; f++) {
        char *again = NULL;
        write_text(&formats[f], &e, 1, &again, &comma_size);
        assert_int_equal(comma_size, size[f]);
        assert_memory_equal(again, text[f], comma_size);
        round_trip(&formats[f], &e, 1);
        free(again);
    }
    fixture_plain_locale(folder);
    free(text[0]);
    free(text[1]);
    if (!have)
        skip();
}

/* --- files made by others ------------------------------------------------ */

static const struct foreign {
    const char *text, *says; /* says NULL: read, as `n` entries */
    size_t n;
} csv_files[] =
    {
        {"time,kind,amount\n2026-11-26T08:30:00+01:00,sleep,5.5\n", NULL, 1},
        {"\xef\xbb\xbftime,kind,amount\r\n2026-11-26T08:30:00Z,twitch,1\r\n", NULL, 1},
        {"amount,kind,time\n1,twitch,2026-11-26 08:30:00+01:00\n\n\n", NULL, 1},
        {"\"time\",\"kind\",\"amount\"\n\"2026-11-26T08:30:00Z\",\"stress\",\"7\"\n", NULL, 1},
        {"time,kind,amount,note\n2026-11-26T08:30:00Z,note,0,\"a\nb\"\n", NULL, 1},
        {"time,kind,amount\n", NULL, 0},
        {"", "line 1: the header is missing", 0},
        {"time,kind\n", "line 1, amount: the column is missing", 0},
        {"time,kind,amount,mood\n", "line 1, mood: not a column", 0},
        {"time,kind,amount,kind\n", "line 1, kind: a column twice", 0},
        {"time,kind,amount", "does not end", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,sleep,5.5", "line 2: the last line does not end",
         0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,sleep\n", "line 2: fewer fields", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,sleep,5,5\n", "line 2: more fields", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,nap,5\n", "line 2, kind: not a kind of entry", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,sleep,5h\n", "line 2, amount: not a number", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,sleep,nan\n", "line 2, amount: not a number", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,sleep,0x5\n", "line 2, amount: not a number", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,sleep,1e999\n", "line 2, amount: not a number", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,sleep,-1\n", "line 2, amount: negative", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,sleep,25\n", "line 2, amount: more than", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,drink,1\n", "line 2, thing: missing", 0},
        {"time,kind,amount\n08:30,sleep,1\n", "line 2, time: not a date", 0},
        {"time,kind,amount\n2026-02-30T08:30:00Z,sleep,1\n", "line 2, time: there is no such day",
         0},
        {"time,kind,amount\n2026-11-26T08:30:00,sleep,1\n", "line 2, time: not an offset", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,\"sleep\"x,1\n", "line 2: something stands", 0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,sl\"eep\",1\n", "line 2: a quotation mark within",
         0},
        {"time,kind,amount\n2026-11-26T08:30:00Z,\"sleep,1\n", "line 2: a quotation mark is never",
         0},
        {"time,kind,amount\rx", "line 1: a line ends as on an old", 0},
        {"time,kind,amount,note\n\n2026-11-26T08:30:00Z,note,0,\x01\n", "line 3: holds control", 0},
        {"time,kind,amount,note\n2026-11-26T08:30:00Z,note,0,\xff\n", "line 2: not UTF-8", 0},
        {"time,kind,amount,note\n2026-11-26T08:30:00Z,note,0,\"a\nb\"\n2026-11-26T08:30:00Z,nap,0,"
         "c\n",
         "line 4, kind", 0},
},
  json_files[] = {
      {"{\"schema\":\"philtrum.diary/1\",\"entries\":[]}", NULL, 0},
      {"\xef\xbb\xbf{\"schema\":\"philtrum.diary/"
       "1\",\"entries\":[{\"time\":\"2026-11-26T08:30:00Z\","
       "\"kind\":\"sleep\",\"amount\":7}]}",
       NULL, 1},
      {"", "line 1", 0},
      {"[]", "document: not an object", 0},
      {"{}", "schema: not philtrum.diary/1", 0},
      {"{\"schema\":\"philtrum.diary/2\",\"entries\":[]}", "schema: not", 0},
      {"{\"schema\":\"philtrum.diary/1\"}", "entries: not a list", 0},
      {"{\"schema\":\"philtrum.diary/1\",\"entries\":[],\"more\":1}", "more: not a key", 0},
      {"{\"schema\":\"philtrum.diary/1\",\"entries\":[1]}", "entries[0]: not an object", 0},
      {"{\"schema\":\"philtrum.diary/1\",\"entries\":[{}]}", "entries[0].time: missing", 0},
      {"{\"schema\":\"philtrum.diary/1\",\"entries\":[{\"time\":\"2026-11-26T08:30:00Z\","
       "\"kind\":\"sleep\",\"amount\":\"7\"}]}",
       "entries[0].amount: not a number", 0},
      {"{\"schema\":\"philtrum.diary/1\",\"entries\":[{\"time\":\"2026-11-26T08:30:00Z\","
       "\"kind\":\"sleep\",\"amount\":7,\"mood\":1}]}",
       "entries[0].mood: not a key", 0},
      {"{\"schema\":\"philtrum.diary/1\",\"entries\":[{\"time\":\"2026-11-26T08:30:00Z\","
       "\"kind\":\"sleep\",\"amount\":7,\"id\":3}]}",
       NULL, 1},
      {"{\"schema\":\"philtrum.diary/1\",\"entries\":[{\"time\":\"2026-11-26T08:30:00Z\","
       "\"kind\":\"sleep\",\"amount\":7,\"id\":\"3\"}]}",
       "entries[0].id: not a whole number", 0},
      {"{\"schema\":\"philtrum.diary/1\",\"entries\":[{\"time\":\"2026-11-26T08:30:00Z\","
       "\"kind\":\"note\",\"amount\":0,\"note\":\"\\u0007\"}]}",
       "entries[0].note: holds control", 0},
      {"{\"schema\":\"philtrum.diary/1\",\"entries\":[{\"time\":\"2026-11-26T08:30:00Z\","
       "\"kind\":\"note\",\"amount\":0,\"kind\":\"note\"}]}",
       "duplicate", 0},
      {"{\"schema\":\"philtrum.diary/"
       "1\",\"entries\":[{\"time\":7,\"kind\":\"note\",\"amount\":0}]}",
       "entries[0].time: not a string", 0},
};

static void check_foreign(const struct format *f, const struct foreign *file)
{
    struct phil_entry *entries = (void *)1;
    struct heard heard;
    const struct phil_log log = listen_to(&heard);
    size_t n = 99;
    const enum phil_status status =
        f->read(&entries, &n, file->text, strlen(file->text), "his.file", &log);
    if (file->says) {
        if (status != PHIL_EFORMAT || !strstr(heard.error, file->says))
            fail_msg("%s said %d: %s", file->text, status, heard.error);
        assert_non_null(strstr(heard.error, "\"his.file\""));
        assert_int_equal(heard.errors, 1);
        assert_null(entries);
    } else if (status != PHIL_OK) {
        fail_msg("%s: %s", file->text, heard.error);
    }
    assert_int_equal(n, file->says ? 0 : file->n);
    free(entries);
}

static void files_made_by_others(void **state)
{
    for (size_t i = 0; i < sizeof csv_files / sizeof csv_files[0]; i++)
        check_foreign(&formats[0], &csv_files[i]);
    for (size_t i = 0; i < sizeof json_files / sizeof json_files[0]; i++)
        check_foreign(&formats[1], &json_files[i]);
}

/* A script takes the number from the JSON; where the entry is read in again it gets another. */
static void json_tells_the_number(void **state)
{
    struct phil_entry entry = {.id = 42, .kind = PHIL_ENTRY_NOTE}, *back;
    char *text;
    size_t size, n;
    snprintf(entry.note, sizeof entry.note, "x");
    write_text(&formats[1], &entry, 1, &text, &size);
    assert_non_null(strstr(text, "\"id\":42"));
    assert_int_equal(phil_diary_read_json(&back, &n, text, size, "x", NULL), PHIL_OK);
    assert_int_equal(n, 1);
    assert_same(&entry, &back[0]);
    free(back);
    free(text);
    entry.id = 0;
    write_text(&formats[1], &entry, 1, &text, &size);
    assert_null(strstr(text, "\"id\""));
    free(text);
}

static void missing_columns_have_values(void **state)
{
    static const char text[] = "time,kind,amount\n2026-11-26T08:30:00+01:00,sleep,5.5\n";
    struct phil_entry *e;
    size_t n;
    assert_int_equal(phil_diary_read_csv(&e, &n, text, strlen(text), "x", NULL), PHIL_OK);
    assert_int_equal(e->at.utc_s, moment_of("2026-11-26T08:30:00+01:00").utc_s);
    assert_int_equal(e->at.offset_s, 3600);
    assert_true(e->typed == 5.5 && e->caffeine_mg == 0);
    assert_string_equal(e->note, "");
    free(e);
}

/* --- damage -------------------------------------------------------------- */

/* Refused whole, or entries that are all sound. */
static bool read_damaged(const struct format *f, const char *text, size_t size)
{
    struct phil_entry *entries = (void *)1;
    struct heard heard;
    const struct phil_log log = listen_to(&heard);
    size_t n = 99;
    const char *field;
    const enum phil_status status = f->read(&entries, &n, text, size, "damaged", &log);
    assert_true(status == PHIL_OK || status == PHIL_EFORMAT);
    assert_int_equal(heard.errors, status != PHIL_OK);
    if (status) {
        assert_null(entries);
        assert_int_equal(n, 0);
    }
    for (size_t i = 0; i < n; i++)
        assert_null(phil_entry_fault(&entries[i], &field));
    free(entries);
    return status == PHIL_OK;
}

static void every_prefix_and_every_byte(void **state)
{
    struct phil_entry entries[4];
    for (uint64_t i = 0; i < 4; i++)
        entries[i] = any_entry(100 + i);
    PHIL_ENTRY_SET(entries[3].note, hostile[24]);
    for (size_t f = 0; f < 2; f++) {
        size_t size, taken = 0, lines = 0;
        char *text = NULL;
        write_text(&formats[f], entries, 4, &text, &size);
        for (size_t n = 0; n < size; n++) {
            char *exact = malloc(n ? n : 1); /* a sanitizer sees a step beyond it */
            assert_non_null(exact);
            memcpy(exact, text, n);
            taken += read_damaged(&formats[f], exact, n);
            free(exact);
        }
        for (const char *at = text; (at = strstr(at, "\r\n")); at += 2)
            lines++;
        /* A file that was cut off is noticed unless it was cut between two lines. */
        assert_true(taken <= (f == 0 ? lines : 1));
        for (size_t n = 0; n < size; n++)
            for (int bit = 0; bit < 8; bit++) {
                text[n] = (char)(text[n] ^ 1 << bit);
                read_damaged(&formats[f], text, size);
                text[n] = (char)(text[n] ^ 1 << bit);
            }
        free(text);
    }
}

static void unsound_entries_are_not_written(void **state)
{
    char *text = NULL;
    size_t size = 0;
    struct phil_entry e = any_entry(3);
    e.typed = NAN;
    for (size_t f = 0; f < 2; f++) {
        FILE *out = open_memstream(&text, &size);
        assert_int_equal(formats[f].write(out, &e, 1), PHIL_EARG);
        fclose(out);
        assert_int_equal(size, 0);
        free(text);
    }
}

static void a_full_disk(void **state)
{
    const struct phil_entry e = any_entry(3);
    for (size_t f = 0; f < 2; f++) {
        FILE *full = fopen("/dev/full", "w");
        if (!full)
            skip();
        assert_int_equal(formats[f].write(full, &e, 1), PHIL_EIO);
        fclose(full);
    }
}

static void too_large(void **state)
{
    static const char text[] = "time";
    for (size_t f = 0; f < 2; f++) {
        struct phil_entry *entries;
        struct heard heard;
        const struct phil_log log = listen_to(&heard);
        size_t n;
        /* Only the size is looked at. */
        assert_int_equal(formats[f].read(&entries, &n, text, (64 << 20) + 1, "x", &log),
                         PHIL_EFORMAT);
        assert_non_null(strstr(heard.error, "64 MiB"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_out_comes_back),
        cmocka_unit_test(extreme_numbers),
        cmocka_unit_test(no_formulas),
        cmocka_unit_test(a_locale_changes_nothing),
        cmocka_unit_test(files_made_by_others),
        cmocka_unit_test(json_tells_the_number),
        cmocka_unit_test(missing_columns_have_values),
        cmocka_unit_test(every_prefix_and_every_byte),
        cmocka_unit_test(unsound_entries_are_not_written),
        cmocka_unit_test(a_full_disk),
        cmocka_unit_test(too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
