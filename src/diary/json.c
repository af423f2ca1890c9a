/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The diary as one JSON document of schema philtrum.diary/1: an object with "schema" and
 * "entries", each entry on a line of its own.
 *
 * A number is written with 15 digits where all of an entry's numbers survive that, which is nearly
 * always, and with 17 otherwise, which every double survives (IEEE 754). On reading, all but time,
 * kind and amount may be missing, and an unknown key is a fault: what it says would be lost. The
 * "id" of a stored entry is for scripts, to change or remove it; reading passes over it, for the
 * entry gets another where it goes.
 */
#include <philtrum/diary.h>

#include <jansson.h>
#include <string.h>

#include "diary/entry.h"
#include "diary/files.h"
#include "diary/number.h"
#include "diary/words.h"

#define SCHEMA "philtrum.diary/1"

/* --- writing ------------------------------------------------------------- */

static size_t digits_for(const struct phil_entry *e)
{
    const double numbers[] = {e->amount, e->typed, e->caffeine_mg, e->alcohol_g, e->potassium_mg};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char text[PHIL_NUMBER_SIZE];
        snprintf(text, sizeof text, "%.15g", numbers[i]);
        double back = -1;
        if (!phil_number_read(text, &back) || back != numbers[i])
            return 17;
    }
    return 15;
}

static json_t *pack(const struct phil_entry *e)
{
    char time[32];
    phil_moment_format(&e->at, time, sizeof time);
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:s, s:f, s:f, s:s, s:f, s:f, s:f, s:s}", "time", time, "zone",
                  e->at.zone, "kind", phil_entry_kind_name(e->kind), "thing", e->thing, "amount",
                  e->amount, "typed", e->typed, "unit", e->unit, "caffeine_mg", e->caffeine_mg,
                  "alcohol_g", e->alcohol_g, "potassium_mg", e->potassium_mg, "note", e->note);
    if (object && e->id && json_object_set_new(object, "id", json_integer(e->id)) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static enum phil_status write_entry(FILE *out, const struct phil_entry *e)
{
    json_t *object = pack(e);
    char *text =
        object ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(digits_for(e))) : NULL;
    json_decref(object);
    if (!text)
        return PHIL_EMEM;
    fputs(text, out);
    free(text);
    return PHIL_OK;
}

enum phil_status phil_diary_write_json(FILE *out, const struct phil_entry *entries, size_t n)
{
    enum phil_status status = PHIL_OK;
    const char *field;
    for (size_t i = 0; i < n; i++)
        if (phil_entry_fault(&entries[i], &field))
            return PHIL_EARG;
    struct phil_plain_numbers numbers;
    phil_plain_numbers_begin(&numbers);
    fputs("{\"schema\":\"" SCHEMA "\",\"entries\":[", out);
    for (size_t i = 0; i < n && status == PHIL_OK; i++) {
        fputs(i ? ",\n" : "\n", out);
        status = write_entry(out, &entries[i]);
    }
    fputs("\n]}\n", out);
    phil_plain_numbers_end(&numbers);
    if (!status && (fflush(out) || ferror(out)))
        status = PHIL_EIO;
    return status;
}

/* --- reading ------------------------------------------------------------- */

static const char *take_text(char *field, size_t size, const json_t *value)
{
    if (!json_is_string(value))
        return "not a string";
    return phil_entry_set_text(field, size, json_string_value(value)) ? NULL : "too long";
}

static const char *take_number(double *number, const json_t *value)
{
    if (!json_is_number(value))
        return "not a number";
    *number = json_number_value(value);
    return NULL;
}

static const char *take_time(struct phil_entry *e, const json_t *value)
{
    return json_is_string(value) ? phil_file_time(e, json_string_value(value)) : "not a string";
}

static const char *take_kind(struct phil_entry *e, const json_t *value)
{
    if (!json_is_string(value))
        return "not a string";
    e->kind = phil_entry_kind_from_name(json_string_value(value));
    return e->kind == PHIL_N_ENTRY_KINDS ? "not a kind of entry" : NULL;
}

static const char *take_member(struct phil_entry *e, const char *key, const json_t *value)
{
    const struct {
        const char *key;
        double *number;
        char *text;
        size_t size;
    } members[] = {
        {"zone", NULL, e->at.zone, sizeof e->at.zone},
        {"thing", NULL, e->thing, sizeof e->thing},
        {"amount", &e->amount, NULL, 0},
        {"typed", &e->typed, NULL, 0},
        {"unit", NULL, e->unit, sizeof e->unit},
        {"caffeine_mg", &e->caffeine_mg, NULL, 0},
        {"alcohol_g", &e->alcohol_g, NULL, 0},
        {"potassium_mg", &e->potassium_mg, NULL, 0},
        {"note", NULL, e->note, sizeof e->note},
    };
    if (strcmp(key, "id") == 0)
        return json_is_integer(value) ? NULL : "not a whole number";
    if (strcmp(key, "time") == 0)
        return take_time(e, value);
    if (strcmp(key, "kind") == 0)
        return take_kind(e, value);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (strcmp(key, members[i].key) == 0)
            return members[i].number ? take_number(members[i].number, value)
                                     : take_text(members[i].text, members[i].size, value);
    return "not a key of the schema";
}

static void fail(struct phil_file_reader *reader, size_t entry, const char *key, const char *why)
{
    char where[160], quoted[PHIL_QUOTE_SIZE];
    snprintf(where, sizeof where, "entries[%zu]%s%s", entry, *key ? "." : "",
             phil_text_quote(key, quoted));
    phil_file_fail(reader, where, why);
}

static void read_entry(struct phil_file_reader *reader, json_t *object, size_t i)
{
    static const char *const required[] = {"time", "kind", "amount"};
    struct phil_entry entry = {.id = 0};
    const char *key, *why;
    json_t *value;
    if (!json_is_object(object)) {
        fail(reader, i, "", "not an object");
        return;
    }
    for (size_t r = 0; r < 3; r++)
        if (!json_object_get(object, required[r]))
            fail(reader, i, required[r], "missing");
    json_object_foreach(object, key, value)
    {
        if ((why = take_member(&entry, key, value)))
            fail(reader, i, key, why);
    }
    if (!json_object_get(object, "typed"))
        entry.typed = entry.amount;
    if (!reader->status && (why = phil_entry_fault(&entry, &key)))
        fail(reader, i, key, why);
    phil_file_add(reader, &entry);
}

static void read_document(struct phil_file_reader *reader, const json_t *root)
{
    const char *key;
    char quoted[PHIL_QUOTE_SIZE];
    json_t *value;
    const char *schema = json_string_value(json_object_get(root, "schema"));
    const json_t *entries = json_object_get(root, "entries");
    if (!json_is_object(root))
        phil_file_fail(reader, "document", "not an object");
    else if (!schema || strcmp(schema, SCHEMA) != 0)
        phil_file_fail(reader, "schema", "not " SCHEMA);
    else if (!json_is_array(entries))
        phil_file_fail(reader, "entries", "not a list");
    json_object_foreach((json_t *)root, key, value)
    {
        if (strcmp(key, "schema") != 0 && strcmp(key, "entries") != 0)
            phil_file_fail(reader, phil_text_quote(key, quoted), "not a key of the schema");
    }
    const size_t n = json_array_size(entries);
    for (size_t i = 0; i < n && !reader->status; i++)
        read_entry(reader, json_array_get(entries, i), i);
}

/* Jansson says nothing at all when its own first allocations fail. */
static bool is_memory(const json_error_t *error)
{
    return json_error_code(error) == json_error_out_of_memory || !error->text[0];
}

static void fail_parsing(struct phil_file_reader *reader, const json_error_t *error)
{
    char where[64], quoted[PHIL_QUOTE_SIZE];
    snprintf(where, sizeof where, "line %d, column %d", error->line, error->column);
    if (is_memory(error))
        reader->status = PHIL_EMEM;
    else
        phil_file_fail(reader, where, phil_text_quote(error->text, quoted));
}

enum phil_status phil_diary_read_json(struct phil_entry **entries, size_t *n, const char *text,
                                      size_t size, const char *name, const struct phil_log *log)
{
    struct phil_file_reader reader = {.name = name, .log = log};
    struct phil_plain_numbers numbers;
    json_error_t error;
    *entries = NULL;
    *n = 0;
    if (!phil_file_begin(&reader, size))
        return reader.status;
    const bool mark = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
    phil_plain_numbers_begin(&numbers);
    json_t *root =
        json_loadb(text + (mark ? 3 : 0), size - (mark ? 3 : 0), JSON_REJECT_DUPLICATES, &error);
    phil_plain_numbers_end(&numbers);
    if (root)
        read_document(&reader, root);
    else
        fail_parsing(&reader, &error);
    json_decref(root);
    return phil_file_end(&reader, entries, n);
}
