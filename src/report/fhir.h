/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of an HL7 FHIR R4 (4.0.1) Bundle that several kinds of resource are made of.
 *
 * FHIR is stricter than JSON: no empty text, list or object; texts without control characters and
 * without blanks at their ends; dates and times in one form. What goes through these functions
 * keeps to that, whatever a person typed. A member that would be empty is left out.
 */
#ifndef PHIL_REPORT_FHIR_H
#define PHIL_REPORT_FHIR_H

#include <philtrum/report.h>

#include "report/json_put.h"

/* Where codes come from. The systems of philtrum's own are URIs that nobody looks up. */
#define PHIL_FHIR_OWN    "urn:philtrum:observation"
#define PHIL_FHIR_REGION "urn:philtrum:region"
#define PHIL_FHIR_LOINC  "http://loinc.org"
#define PHIL_FHIR_UCUM   "http://unitsofmeasure.org"

struct phil_fhir_ref {
    char s[48]; /* "urn:uuid:..." */
};

struct phil_fhir {
    struct phil_json_writer w;
    const struct phil_doctor_view *view;
    uint8_t space[20];            /* names of this Bundle's resources are made in it */
    json_t *entries;              /* of the Bundle, owned */
    int n;                        /* of names given */
    struct phil_fhir_ref patient; /* whom everything is about */
    struct phil_fhir_ref device;  /* the software that measured */
};

/* A thing that is observed. */
struct phil_fhir_code {
    const char *code;  /* of philtrum's own system */
    const char *text;  /* for people */
    const char *loinc; /* the same in LOINC; NULL where nobody has a code for it */
    const char *loinc_name;
};

/* A unit: as people write it and in UCUM; `ucum` NULL where it has none. */
struct phil_fhir_unit {
    const char *text, *ucum;
};

/* ---- texts, codes and times ---- */

/* Adds a text that FHIR allows; nothing when nothing is left of it. True when it was added. */
bool phil_fhir_string(struct phil_fhir *f, json_t *object, const char *key, const char *text);

/* The same as an item of a list. */
void phil_fhir_item(struct phil_fhir *f, json_t *object, const char *key, json_t *item);

/* A coded thing: {coding: [{system, code, display}], text}. `text` NULL: `display`. */
json_t *phil_fhir_concept(struct phil_fhir *f, const char *system, const char *code,
                          const char *display, const char *text);
json_t *phil_fhir_coding(struct phil_fhir *f, const char *system, const char *code,
                         const char *display);

/* {reference: "urn:uuid:..."} */
json_t *phil_fhir_reference(struct phil_fhir *f, const struct phil_fhir_ref *ref);

/* A moment with its zone, "2026-11-26T08:30:00+01:00": a dateTime and an instant. Nothing where
 * the moment is outside the years 1 to 9999. */
void phil_fhir_moment(struct phil_fhir *f, json_t *object, const char *key,
                      const struct phil_moment *moment);

/* A day on the wall as a date, of days since 1970-01-01; likewise. */
void phil_fhir_day(struct phil_fhir *f, json_t *object, const char *key, int64_t day);

/* {start, end} of days on the wall; nothing when they are not in this order. */
void phil_fhir_period(struct phil_fhir *f, json_t *object, const char *key, int64_t first,
                      int64_t last);

/* Whether a text is a date as FHIR writes it: a year, a month or a day that exists. */
bool phil_fhir_is_date(const char *text);

/* ---- values ---- */

/* A finite number with its unit; four digits kept however small where decimals < 0. */
json_t *phil_fhir_quantity(struct phil_fhir *f, double value, int decimals,
                           struct phil_fhir_unit unit);

/* valueQuantity, or dataAbsentReason with the reason in words. `o` is an Observation or one of its
 * components. */
void phil_fhir_value(struct phil_fhir *f, json_t *o, struct phil_value value, int decimals,
                     struct phil_fhir_unit unit);
void phil_fhir_absent(struct phil_fhir *f, json_t *o, const char *reason);

/* The same of what will be known later. */
void phil_fhir_not_yet(struct phil_fhir *f, json_t *o, const char *reason);

/* ---- observations ---- */

/* An Observation about the patient; `category` is a code of observation-category. */
json_t *phil_fhir_observation(struct phil_fhir *f, const struct phil_fhir_code *code,
                              const char *category, const char *status);

/* Components of an Observation. */
void phil_fhir_component(struct phil_fhir *f, json_t *observation,
                         const struct phil_fhir_code *code, struct phil_value value, int decimals,
                         struct phil_fhir_unit unit);
void phil_fhir_component_range(struct phil_fhir *f, json_t *observation,
                               const struct phil_fhir_code *code, struct phil_interval interval,
                               const char *reason, int decimals, struct phil_fhir_unit unit);
void phil_fhir_component_count(struct phil_fhir *f, json_t *observation,
                               const struct phil_fhir_code *code, int count);
void phil_fhir_component_text(struct phil_fhir *f, json_t *observation,
                              const struct phil_fhir_code *code, const char *text);
void phil_fhir_component_concept(struct phil_fhir *f, json_t *observation,
                                 const struct phil_fhir_code *code, json_t *concept);

/* ---- the Bundle ---- */

/* Adds a resource, owned by the call, under a name of its own. */
struct phil_fhir_ref phil_fhir_add(struct phil_fhir *f, json_t *resource);

/* What each file adds. */
void phil_fhir_recordings(struct phil_fhir *f);
void phil_fhir_diary(struct phil_fhir *f);
void phil_fhir_answers(struct phil_fhir *f);
void phil_fhir_trials(struct phil_fhir *f);

#endif
