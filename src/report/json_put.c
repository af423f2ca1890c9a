/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See json_put.h. */
#include "report/json_put.h"

#include <math.h>
#include <stdlib.h>

#include "report/json.h"

void phil_put(struct phil_json_writer *w, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value))
        w->failed = true;
}

void phil_append(struct phil_json_writer *w, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value))
        w->failed = true;
}

void phil_put_int(struct phil_json_writer *w, json_t *object, const char *key, int64_t value)
{
    phil_put(w, object, key, json_integer(value));
}

void phil_put_bool(struct phil_json_writer *w, json_t *object, const char *key, bool value)
{
    phil_put(w, object, key, json_boolean(value));
}

static json_t *clean_string(struct phil_json_writer *w, const char *value)
{
    struct phil_text text = {0};
    phil_text_add_clean(&text, value, PHIL_CHARSET_UTF8);
    w->failed |= text.failed;
    json_t *string = json_string(phil_text_string(&text));
    phil_text_release(&text);
    return string;
}

void phil_put_string(struct phil_json_writer *w, json_t *object, const char *key, const char *value)
{
    phil_put(w, object, key, clean_string(w, value));
}

void phil_append_string(struct phil_json_writer *w, json_t *array, const char *value)
{
    phil_append(w, array, clean_string(w, value));
}

void phil_put_null(struct phil_json_writer *w, json_t *object, const char *key, const char *reason)
{
    struct phil_text name = {0};
    phil_text_printf(&name, "%s_reason", key);
    phil_put(w, object, key, json_null());
    phil_put_string(w, object, phil_text_string(&name), reason ? reason : PHIL_JSON_NO_REASON);
    w->failed |= name.failed;
    phil_text_release(&name);
}

/* Rounds to a multiple of 10^-decimals; numbers too large for that to matter stay. */
static double rounded(double value, int decimals)
{
    const double scale = pow(10, decimals);
    const double up = value * scale;
    if (fabs(up) >= 1e15)
        return value;
    const double r = round(up) / scale;
    return r == 0 ? 0 : r; /* no minus zero */
}

/* Four digits: for chances, where 1e-9 is not 0. Below 1e-15 no chance here means anything, and
 * 1e-15 is said. */
static double rounded_chance(double value)
{
    if (value == 0)
        return value;
    const double size = fmax(fabs(value), 1e-15);
    return copysign(rounded(size, 3 - (int)floor(log10(size))), value);
}

json_t *phil_real_or_null(double value, int decimals)
{
    return isfinite(value) ? json_real(rounded(value, decimals)) : json_null();
}

void phil_put_real(struct phil_json_writer *w, json_t *object, const char *key, double value,
                   int decimals, const char *reason)
{
    if (isfinite(value))
        phil_put(w, object, key, json_real(rounded(value, decimals)));
    else
        phil_put_null(w, object, key, reason);
}

void phil_put_value(struct phil_json_writer *w, json_t *object, const char *key,
                    struct phil_value v, int decimals)
{
    phil_put_real(w, object, key, v.reason ? NAN : v.value, decimals, v.reason);
}

void phil_put_chance(struct phil_json_writer *w, json_t *object, const char *key,
                     struct phil_value v)
{
    if (v.reason || !isfinite(v.value))
        phil_put_null(w, object, key, v.reason);
    else
        phil_put(w, object, key, json_real(rounded_chance(v.value)));
}

static void put_pair(struct phil_json_writer *w, json_t *object, const char *key, double lo,
                     double hi)
{
    json_t *pair = json_array();
    phil_append(w, pair, json_real(lo));
    phil_append(w, pair, json_real(hi));
    phil_put(w, object, key, pair);
}

void phil_put_interval(struct phil_json_writer *w, json_t *object, const char *key,
                       struct phil_interval interval, int decimals, const char *reason)
{
    if (isfinite(interval.lo) && isfinite(interval.hi))
        put_pair(w, object, key, rounded(interval.lo, decimals), rounded(interval.hi, decimals));
    else
        phil_put_null(w, object, key, reason);
}

void phil_put_chance_interval(struct phil_json_writer *w, json_t *object, const char *key,
                              struct phil_interval interval, const char *reason)
{
    if (isfinite(interval.lo) && isfinite(interval.hi))
        put_pair(w, object, key, rounded_chance(interval.lo), rounded_chance(interval.hi));
    else
        phil_put_null(w, object, key, reason);
}

enum phil_status phil_json_send(struct phil_json_writer *w, json_t *root, FILE *out)
{
    /* ASCII alone, so that the line survives any pipe and cannot steer a terminal. */
    char *line =
        root && !w->failed ? json_dumps(root, JSON_ENSURE_ASCII | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(root);
    struct phil_text text = {.failed = !line};
    if (line) {
        phil_text_add(&text, line);
        phil_text_add(&text, "\n");
    }
    const enum phil_status status = phil_text_send(&text, out);
    phil_text_release(&text);
    free(line);
    return status;
}
