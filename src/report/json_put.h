/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every JSON document of philtrum is made with: failures are remembered and asked for once,
 * a number that is missing is null with "<key>_reason" beside it, numbers are rounded to what they
 * can mean, and foreign text becomes valid UTF-8.
 */
#ifndef PHIL_REPORT_JSON_PUT_H
#define PHIL_REPORT_JSON_PUT_H

#include <jansson.h>

#include "report/text_buffer.h"

struct phil_json_writer {
    bool failed; /* out of memory somewhere */
};

/* Adds a member or an item. `value` is owned by the call; NULL means that it could not be made. */
void phil_put(struct phil_json_writer *w, json_t *object, const char *key, json_t *value);
void phil_append(struct phil_json_writer *w, json_t *array, json_t *value);

void phil_put_int(struct phil_json_writer *w, json_t *object, const char *key, int64_t value);
void phil_put_bool(struct phil_json_writer *w, json_t *object, const char *key, bool value);

/* NULL becomes "". */
void phil_put_string(struct phil_json_writer *w, json_t *object, const char *key,
                     const char *value);

/* An item of foreign text; NULL becomes "". */
void phil_append_string(struct phil_json_writer *w, json_t *array, const char *value);

/* null and its reason; NULL: "not measured". */
void phil_put_null(struct phil_json_writer *w, json_t *object, const char *key, const char *reason);

/* Numbers with `decimals` digits after the point; with `reason` where they are not finite. */
json_t *phil_real_or_null(double value, int decimals);
void phil_put_real(struct phil_json_writer *w, json_t *object, const char *key, double value,
                   int decimals, const char *reason);
void phil_put_value(struct phil_json_writer *w, json_t *object, const char *key,
                    struct phil_value v, int decimals);
void phil_put_interval(struct phil_json_writer *w, json_t *object, const char *key,
                       struct phil_interval interval, int decimals, const char *reason);

/* Chances keep four digits however small they are. */
void phil_put_chance(struct phil_json_writer *w, json_t *object, const char *key,
                     struct phil_value v);
void phil_put_chance_interval(struct phil_json_writer *w, json_t *object, const char *key,
                              struct phil_interval interval, const char *reason);

/* Writes the document as one line of ASCII with a line break; `root` is owned by the call, NULL
 * means that it could not be made. Errors: PHIL_EMEM, PHIL_EIO. */
enum phil_status phil_json_send(struct phil_json_writer *w, json_t *root, FILE *out);

#endif
