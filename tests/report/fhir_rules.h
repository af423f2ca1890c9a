/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a JSON document is an HL7 FHIR R4 (4.0.1) Bundle, by rules written down from the
 * specification (hl7.org/fhir/R4): elements with their cardinalities and types, the formats of
 * primitive types, required value sets, invariants, references. Independent of the writer: the
 * tables hold every element of a type, not only those that philtrum writes.
 */
#ifndef TEST_REPORT_FHIR_RULES_H
#define TEST_REPORT_FHIR_RULES_H

#include <jansson.h>
#include <stdbool.h>

/* An element of a type. */
struct fhir_element {
    const char *type;  /* that it belongs to: "Observation" */
    const char *name;  /* "status"; "value[x]" where the type is part of the name */
    int min;           /* 1: required */
    bool many;         /* a list */
    const char *of;    /* its type; with '|' between them where it may have several */
    const char *codes; /* the required value set with blanks around each code, or of a Reference
                          the types of resource that it may name; NULL: any */
};

/* The elements of every type, ended by one without a type. */
extern const struct fhir_element fhir_elements[];

/* True when a value of this primitive type is well formed. `known` is false for another type. */
bool fhir_is_primitive(const char *type, const json_t *value, bool *known);

/* What is wrong with the Bundle first, with its place; NULL when nothing is. Good until the next
 * call. */
const char *fhir_complaint(const json_t *bundle);

#endif
