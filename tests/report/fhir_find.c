/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fhir_find.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fhir_rules.h"

json_t *fhir_document(const struct fhir_case *c)
{
    char *text = fhir_json(c);
    json_error_t error;
    for (const unsigned char *at = (unsigned char *)text; *at; at++)
        assert_true((*at >= 0x20 && *at < 0x7f) || (*at == '\n' && !at[1]));
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail_msg("%s at %d", error.text, error.position);
    free(text);
    const char *complaint = fhir_complaint(root);
    if (complaint)
        fail_msg("%s", complaint);
    return root;
}

json_t *fhir_document_of(enum fhir_fixture which)
{
    struct fhir_case *c = fhir_make(which);
    json_t *root = fhir_document(c);
    fhir_free(c);
    return root;
}

json_t *fhir_at(const json_t *from, const char *path)
{
    char step[60];
    json_t *at = (json_t *)from;
    while (*path) {
        const size_t n = strcspn(path, ".");
        snprintf(step, sizeof step, "%.*s", (int)n, path);
        at = step[0] >= '0' && step[0] <= '9' ? json_array_get(at, (size_t)atoi(step))
                                              : json_object_get(at, step);
        path += n + (path[n] == '.');
    }
    return at;
}

const char *fhir_string_at(const json_t *from, const char *path)
{
    const char *text = json_string_value(fhir_at(from, path));
    return text ? text : "";
}

double fhir_number_at(const json_t *from, const char *path)
{
    return json_is_number(fhir_at(from, path)) ? json_number_value(fhir_at(from, path)) : NAN;
}

json_t *fhir_resource(const json_t *bundle, const char *type, const char *code, int nth)
{
    const json_t *entries = json_object_get(bundle, "entry");
    for (size_t i = 0; i < json_array_size(entries); i++) {
        json_t *o = json_object_get(json_array_get(entries, i), "resource");
        if (!strcmp(fhir_string_at(o, "resourceType"), type) &&
            (!code || !strcmp(fhir_string_at(o, "code.coding.0.code"), code)) && !nth--)
            return o;
    }
    return NULL;
}

int fhir_count(const json_t *bundle, const char *type, const char *code)
{
    int n = 0;
    while (fhir_resource(bundle, type, code, n))
        n++;
    return n;
}

json_t *fhir_component(const json_t *observation, const char *code)
{
    const json_t *all = json_object_get(observation, "component");
    for (size_t i = 0; i < json_array_size(all); i++)
        if (!strcmp(fhir_string_at(json_array_get(all, i), "code.coding.0.code"), code))
            return json_array_get(all, i);
    return NULL;
}

json_t *fhir_answer(const json_t *bundle, const char *link)
{
    const json_t *items =
        json_object_get(fhir_resource(bundle, "QuestionnaireResponse", NULL, 0), "item");
    for (size_t i = 0; i < json_array_size(items); i++)
        if (!strcmp(fhir_string_at(json_array_get(items, i), "linkId"), link))
            return fhir_at(json_array_get(items, i), "answer.0");
    return NULL;
}
