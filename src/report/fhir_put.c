/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See fhir.h. What the formats ask for stands in FHIR R4, "Data Types" (hl7.org/fhir/R4). */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "report/fhir.h"

/* "Strings SHALL NOT exceed 1MB in size" (R4, datatypes, string). */
enum { MOST_TEXT = 1 << 20 };

/* Blanks that are none to FHIR's pattern for a string, [ \r\n\t\S]+, because they belong to \s:
 * the spaces of Unicode (categories Zs, Zl, Zp). */
static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

/* Every run of blanks becomes one, none is left at the ends. The characters that steer (controls,
 * marks of direction) become U+FFFD: they say nothing to a hospital's screen, and dropping them
 * would join what they kept apart. */
static void add_text(struct phil_text *out, const char *text)
{
    struct phil_text clean = {0};
    phil_text_add_clean(&clean, text, PHIL_CHARSET_UTF8);
    bool blank = false;
    const char *at = phil_text_string(&clean);
    for (const char *from = at; *from && out->length < MOST_TEXT - 8; from = at) {
        const uint32_t c = phil_utf8_next(&at);
        if (is_space(c)) {
            blank = out->length > 0;
            continue;
        }
        if (blank)
            phil_text_add(out, " ");
        blank = false;
        char one[8] = {0};
        memcpy(one, from, (size_t)(at - from));
        phil_text_add_clean(out, one, PHIL_CHARSET_PLAIN);
    }
    out->failed |= clean.failed;
    phil_text_release(&clean);
}

bool phil_fhir_string(struct phil_fhir *f, json_t *object, const char *key, const char *text)
{
    struct phil_text clean = {0};
    if (text)
        add_text(&clean, text);
    const bool some = clean.length > 0;
    if (some)
        phil_put(&f->w, object, key, json_string(clean.data));
    f->w.failed |= clean.failed;
    phil_text_release(&clean);
    return some;
}

void phil_fhir_item(struct phil_fhir *f, json_t *object, const char *key, json_t *item)
{
    json_t *list = json_object_get(object, key);
    if (!list) {
        phil_put(&f->w, object, key, json_array());
        list = json_object_get(object, key);
    }
    phil_append(&f->w, list, item);
}

json_t *phil_fhir_coding(struct phil_fhir *f, const char *system, const char *code,
                         const char *display)
{
    json_t *o = json_object();
    phil_fhir_string(f, o, "system", system);
    phil_fhir_string(f, o, "code", code);
    phil_fhir_string(f, o, "display", display);
    return o;
}

json_t *phil_fhir_concept(struct phil_fhir *f, const char *system, const char *code,
                          const char *display, const char *text)
{
    json_t *o = json_object();
    phil_fhir_item(f, o, "coding", phil_fhir_coding(f, system, code, display));
    phil_fhir_string(f, o, "text", text ? text : display);
    return o;
}

json_t *phil_fhir_reference(struct phil_fhir *f, const struct phil_fhir_ref *ref)
{
    json_t *o = json_object();
    phil_fhir_string(f, o, "reference", ref->s);
    return o;
}

/* ---- dates and times ---- */

/* The first and the last second of the years that FHIR can write, 0001 and 9999. */
#define FIRST_S INT64_C(-62135596800)
#define LAST_S  INT64_C(253402300799)

/* The hours of an offset are at most 14. */
enum { MOST_OFFSET_MIN = 14 * 60 };

static bool civil(struct tm *tm, int64_t s)
{
    const time_t t = (time_t)s;
    return s >= FIRST_S && s <= LAST_S && gmtime_r(&t, tm);
}

void phil_fhir_moment(struct phil_fhir *f, json_t *object, const char *key,
                      const struct phil_moment *moment)
{
    /* An offset is in whole minutes; a clock that went by its own sun is told to the minute. */
    int offset = moment->offset_s / 60;
    if (abs(offset) > MOST_OFFSET_MIN)
        offset = 0;
    struct tm tm;
    if (moment->utc_s < FIRST_S || moment->utc_s > LAST_S ||
        !civil(&tm, moment->utc_s + 60 * (int64_t)offset))
        return;
    char text[96];
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", tm.tm_year + 1900,
             tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, offset < 0 ? '-' : '+',
             abs(offset) / 60, abs(offset) % 60);
    phil_fhir_string(f, object, key, text);
}

void phil_fhir_day(struct phil_fhir *f, json_t *object, const char *key, int64_t day)
{
    char text[PHIL_DATE_SIZE];
    if (phil_date_write(day, text))
        phil_fhir_string(f, object, key, text);
}

void phil_fhir_period(struct phil_fhir *f, json_t *object, const char *key, int64_t first,
                      int64_t last)
{
    if (first > last)
        return;
    json_t *o = json_object();
    phil_fhir_day(f, o, "start", first);
    phil_fhir_day(f, o, "end", last);
    if (json_object_size(o))
        phil_put(&f->w, object, key, o);
    else
        json_decref(o);
}

bool phil_fhir_is_date(const char *text)
{
    static const char first[] = "0001-01-01";
    char date[sizeof first];
    int64_t day;
    const size_t length = text ? strnlen(text, sizeof first) : 0;
    if (length != 4 && length != 7 && length != 10)
        return false;
    /* A year or a month is one whose first day exists. */
    memcpy(date, first, sizeof first);
    memcpy(date, text, length);
    return phil_date_read(date, &day);
}

/* ---- values ---- */

json_t *phil_fhir_quantity(struct phil_fhir *f, double value, int decimals,
                           struct phil_fhir_unit unit)
{
    json_t *o = json_object();
    if (decimals < 0)
        phil_put_chance(&f->w, o, "value", phil_measured(value));
    else
        phil_put_real(&f->w, o, "value", value, decimals, NULL);
    phil_fhir_string(f, o, "unit", unit.text);
    if (unit.ucum) {
        phil_fhir_string(f, o, "system", PHIL_FHIR_UCUM);
        phil_fhir_string(f, o, "code", unit.ucum);
    }
    return o;
}

static void put_absent(struct phil_fhir *f, json_t *o, const char *code, const char *display,
                       const char *reason)
{
    phil_put(&f->w, o, "dataAbsentReason",
             phil_fhir_concept(f, "http://terminology.hl7.org/CodeSystem/data-absent-reason", code,
                               display, reason && *reason ? reason : "not measured"));
}

void phil_fhir_absent(struct phil_fhir *f, json_t *o, const char *reason)
{
    put_absent(f, o, "unknown", "Unknown", reason);
}

void phil_fhir_not_yet(struct phil_fhir *f, json_t *o, const char *reason)
{
    put_absent(f, o, "temp-unknown", "Temporarily Unknown", reason);
}

void phil_fhir_value(struct phil_fhir *f, json_t *o, struct phil_value value, int decimals,
                     struct phil_fhir_unit unit)
{
    if (value.reason || !isfinite(value.value))
        phil_fhir_absent(f, o, value.reason);
    else
        phil_put(&f->w, o, "valueQuantity", phil_fhir_quantity(f, value.value, decimals, unit));
}

/* ---- observations ---- */

static json_t *code_json(struct phil_fhir *f, const struct phil_fhir_code *code)
{
    json_t *o = phil_fhir_concept(f, PHIL_FHIR_OWN, code->code, code->text, NULL);
    if (code->loinc)
        phil_fhir_item(f, o, "coding",
                       phil_fhir_coding(f, PHIL_FHIR_LOINC, code->loinc, code->loinc_name));
    return o;
}

json_t *phil_fhir_observation(struct phil_fhir *f, const struct phil_fhir_code *code,
                              const char *category, const char *status)
{
    json_t *o = json_object();
    phil_fhir_string(f, o, "resourceType", "Observation");
    phil_fhir_string(f, o, "status", status);
    phil_fhir_item(f, o, "category",
                   phil_fhir_concept(f,
                                     "http://terminology.hl7.org/CodeSystem/observation-category",
                                     category, NULL, NULL));
    phil_put(&f->w, o, "code", code_json(f, code));
    phil_put(&f->w, o, "subject", phil_fhir_reference(f, &f->patient));
    phil_fhir_moment(f, o, "issued", &f->view->explained->now);
    return o;
}

static json_t *component(struct phil_fhir *f, const struct phil_fhir_code *code)
{
    json_t *o = json_object();
    phil_put(&f->w, o, "code", code_json(f, code));
    return o;
}

void phil_fhir_component(struct phil_fhir *f, json_t *observation,
                         const struct phil_fhir_code *code, struct phil_value value, int decimals,
                         struct phil_fhir_unit unit)
{
    json_t *o = component(f, code);
    phil_fhir_value(f, o, value, decimals, unit);
    phil_fhir_item(f, observation, "component", o);
}

void phil_fhir_component_range(struct phil_fhir *f, json_t *observation,
                               const struct phil_fhir_code *code, struct phil_interval interval,
                               const char *reason, int decimals, struct phil_fhir_unit unit)
{
    json_t *o = component(f, code), *range = json_object();
    if (isfinite(interval.lo))
        phil_put(&f->w, range, "low", phil_fhir_quantity(f, interval.lo, decimals, unit));
    if (isfinite(interval.hi))
        phil_put(&f->w, range, "high", phil_fhir_quantity(f, interval.hi, decimals, unit));
    if (json_object_size(range) && !(interval.lo > interval.hi)) {
        phil_put(&f->w, o, "valueRange", range);
    } else {
        json_decref(range);
        phil_fhir_absent(f, o, reason);
    }
    phil_fhir_item(f, observation, "component", o);
}

void phil_fhir_component_count(struct phil_fhir *f, json_t *observation,
                               const struct phil_fhir_code *code, int count)
{
    json_t *o = component(f, code);
    phil_put_int(&f->w, o, "valueInteger", count);
    phil_fhir_item(f, observation, "component", o);
}

void phil_fhir_component_text(struct phil_fhir *f, json_t *observation,
                              const struct phil_fhir_code *code, const char *text)
{
    json_t *o = component(f, code);
    if (phil_fhir_string(f, o, "valueString", text))
        phil_fhir_item(f, observation, "component", o);
    else
        json_decref(o);
}

void phil_fhir_component_concept(struct phil_fhir *f, json_t *observation,
                                 const struct phil_fhir_code *code, json_t *concept)
{
    json_t *o = component(f, code);
    phil_put(&f->w, o, "valueCodeableConcept", concept);
    phil_fhir_item(f, observation, "component", o);
}
