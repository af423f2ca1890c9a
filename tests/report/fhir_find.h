/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Bundle that was written, checked and read back, and what is in it. Paths are keys and numbers
 * of items with dots between: "name.0.text". */
#ifndef TEST_REPORT_FHIR_FIND_H
#define TEST_REPORT_FHIR_FIND_H

#include <jansson.h>

#include "fhir_fixture.h"

/* The document, which must be one line of ASCII and a Bundle. */
json_t *fhir_document(const struct fhir_case *c);
json_t *fhir_document_of(enum fhir_fixture which);

/* What is at a path: NULL, "" or NaN when there is nothing of the kind. */
json_t *fhir_at(const json_t *from, const char *path);
const char *fhir_string_at(const json_t *from, const char *path);
double fhir_number_at(const json_t *from, const char *path);

/* The `nth` resource of a type, of an Observation with a code of philtrum's; NULL beyond. */
json_t *fhir_resource(const json_t *bundle, const char *type, const char *code, int nth);
int fhir_count(const json_t *bundle, const char *type, const char *code);

/* The component of an Observation with this code; the answer to a question. NULL: none. */
json_t *fhir_component(const json_t *observation, const char *code);
json_t *fhir_answer(const json_t *bundle, const char *link);

#endif
