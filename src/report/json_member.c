/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/json_member.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/json.h"

void phil_reader_fail(struct phil_reader *r, const char *key, const char *why)
{
    if (r->status)
        return;
    r->status = PHIL_EFORMAT;
    phil_log_message(r->log, PHIL_LOG_ERROR, "reading an analysis failed: \"%s%s%s\": %s", r->path,
                     r->path_length && key[0] && key[0] != '[' ? "." : "", key, why);
}

size_t phil_reader_enter(struct phil_reader *r, const char *format, ...)
{
    const size_t mark = r->path_length;
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(r->path + mark, sizeof r->path - mark, format, args);
    va_end(args);
    if (n > 0 && (size_t)n < sizeof r->path - mark)
        r->path_length += (size_t)n;
    return mark;
}

void phil_reader_leave(struct phil_reader *r, size_t mark)
{
    r->path_length = mark;
    r->path[mark] = '\0';
}

static json_t *member(struct phil_reader *r, const json_t *object, const char *key, bool required)
{
    json_t *value = json_object_get(object, key);
    if (!value && required)
        phil_reader_fail(r, key, "missing");
    return value;
}

void *phil_reader_allocate(struct phil_reader *r, size_t n, size_t size)
{
    void *memory = calloc(n ? n : 1, size);
    if (!memory && !r->status)
        r->status = PHIL_EMEM;
    return memory;
}

const char *phil_member_string(struct phil_reader *r, const json_t *object, const char *key,
                               bool required)
{
    const json_t *value = member(r, object, key, required);
    if (value && !json_is_string(value))
        phil_reader_fail(r, key, "not a string");
    return value ? json_string_value(value) : NULL;
}

void phil_member_text(struct phil_reader *r, const json_t *object, const char *key, char *out,
                      size_t size)
{
    const char *value = phil_member_string(r, object, key, true);
    if (!value)
        return;
    if (strlen(value) >= size)
        phil_reader_fail(r, key, "too long");
    else
        strcpy(out, value);
}

char *phil_member_copy(struct phil_reader *r, const json_t *object, const char *key)
{
    const char *value = phil_member_string(r, object, key, true);
    char *copy = strdup(value ? value : "");
    if (!copy && !r->status)
        r->status = PHIL_EMEM;
    return copy;
}

const char *phil_reader_keep(struct phil_reader *r, const char *value)
{
    const size_t n = strlen(value) + 1;
    if (n > r->pool_left) { /* each string of the document is kept once at most */
        r->status = PHIL_EBUG;
        return "";
    }
    char *kept = r->pool;
    memcpy(kept, value, n);
    r->pool += n;
    r->pool_left -= n;
    return kept;
}

int64_t phil_member_int(struct phil_reader *r, const json_t *object, const char *key, int64_t lo,
                        int64_t hi, bool required)
{
    const json_t *value = member(r, object, key, required);
    if (!value || (!required && json_is_null(value)))
        return lo > 0 ? lo : 0;
    if (!json_is_integer(value)) {
        phil_reader_fail(r, key, "not a whole number");
        return lo;
    }
    const json_int_t n = json_integer_value(value);
    if (n < lo || n > hi) {
        phil_reader_fail(r, key, "out of range");
        return lo;
    }
    return n;
}

int phil_member_count(struct phil_reader *r, const json_t *object, const char *key, bool required)
{
    return (int)phil_member_int(r, object, key, 0, INT_MAX, required);
}

bool phil_member_bool(struct phil_reader *r, const json_t *object, const char *key, bool required)
{
    const json_t *value = member(r, object, key, required);
    if (value && !json_is_boolean(value))
        phil_reader_fail(r, key, "not true or false");
    return json_is_true(value);
}

double phil_member_real(struct phil_reader *r, const json_t *object, const char *key, bool required)
{
    const json_t *value = member(r, object, key, required);
    if (!value || json_is_null(value))
        return NAN;
    if (!json_is_number(value)) {
        phil_reader_fail(r, key, "not a number");
        return NAN;
    }
    return json_number_value(value);
}

double phil_member_time(struct phil_reader *r, const json_t *object, const char *key)
{
    const double value = phil_member_real(r, object, key, true);
    if (!isfinite(value))
        phil_reader_fail(r, key, "not a number");
    return value;
}

double phil_member_at_least_0(struct phil_reader *r, const json_t *object, const char *key)
{
    const double value = phil_member_real(r, object, key, true);
    if (value < 0)
        phil_reader_fail(r, key, "negative");
    return value;
}

static const char *read_reason(struct phil_reader *r, const json_t *object, const char *key)
{
    char name[64];
    snprintf(name, sizeof name, "%s_reason", key);
    const char *reason = phil_member_string(r, object, name, false);
    return reason ? phil_reader_keep(r, reason) : PHIL_JSON_NO_REASON;
}

struct phil_value phil_member_value(struct phil_reader *r, const json_t *object, const char *key,
                                    bool required)
{
    const double value = phil_member_real(r, object, key, required);
    return isfinite(value) ? phil_measured(value) : phil_unmeasured(read_reason(r, object, key));
}

struct phil_interval phil_member_interval(struct phil_reader *r, const json_t *object,
                                          const char *key)
{
    struct phil_interval interval = {NAN, NAN};
    const json_t *pair = member(r, object, key, true);
    if (!pair || json_is_null(pair))
        return interval;
    const json_t *lo = json_array_get(pair, 0), *hi = json_array_get(pair, 1);
    if (json_array_size(pair) != 2 || !json_is_number(lo) || !json_is_number(hi)) {
        phil_reader_fail(r, key, "not a pair of numbers");
        return interval;
    }
    interval.lo = json_number_value(lo);
    interval.hi = json_number_value(hi);
    if (interval.lo > interval.hi)
        phil_reader_fail(r, key, "ends the wrong way round");
    return interval;
}

int phil_member_word(struct phil_reader *r, const json_t *object, const char *key, int n,
                     const char *(*name_of)(int))
{
    const char *word = phil_member_string(r, object, key, true);
    for (int i = 0; word && i < n; i++)
        if (strcmp(word, name_of(i)) == 0)
            return i;
    phil_reader_fail(r, key, "not a word of the schema");
    return 0;
}

const json_t *phil_member_array(struct phil_reader *r, const json_t *object, const char *key)
{
    const json_t *array = member(r, object, key, true);
    if (array && !json_is_array(array))
        phil_reader_fail(r, key, "not a list");
    return array;
}

const json_t *phil_member_object(struct phil_reader *r, const json_t *object, const char *key)
{
    const json_t *value = member(r, object, key, true);
    if (value && !json_is_object(value))
        phil_reader_fail(r, key, "not an object");
    return value;
}

const json_t *phil_element(struct phil_reader *r, const json_t *array, size_t i)
{
    const json_t *value = json_array_get(array, i);
    if (!json_is_object(value))
        phil_reader_fail(r, "", "not an object");
    return value;
}
