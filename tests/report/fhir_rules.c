/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See fhir_rules.h. */
#include "fhir_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char complaint[600];

static bool wrong(const char *path, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool wrong(const char *path, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int n = snprintf(complaint, sizeof complaint, "%s: ", path);
    if (n > 0 && (size_t)n < sizeof complaint)
        vsnprintf(complaint + n, sizeof complaint - (size_t)n, format, args);
    va_end(args);
    return false;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static bool is_listed(const char *list, const char *word)
{
    char spaced[200];
    snprintf(spaced, sizeof spaced, " %s ", word);
    return strstr(list, spaced) != NULL;
}

/* ---- references ---- */

static const json_t *find_entry(const json_t *bundle, const char *url)
{
    const json_t *entries = json_object_get(bundle, "entry");
    for (size_t i = 0; i < json_array_size(entries); i++)
        if (!strcmp(text_of(json_array_get(entries, i), "fullUrl"), url))
            return json_object_get(json_array_get(entries, i), "resource");
    return NULL;
}

static bool check_reference(const json_t *bundle, const json_t *reference, const char *types,
                            const char *path)
{
    const char *url = text_of(reference, "reference");
    const json_t *target = find_entry(bundle, url);
    if (!target)
        return wrong(path, "\"%s\" is not in the Bundle", url);
    if (types && !is_listed(types, text_of(target, "resourceType")))
        return wrong(path, "must not name a %s", text_of(target, "resourceType"));
    return true;
}

/* ---- invariants ---- */

static bool has_value(const json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key,
                        value) if (!strncmp(key, "value", 5) && key[5]) return true;
    return false;
}

static bool same_code(const json_t *a, const json_t *b)
{
    return json_equal(json_object_get(a, "code"), json_object_get(b, "code"));
}

static bool check_observation(const json_t *o, const char *path)
{
    const json_t *components = json_object_get(o, "component");
    const bool value = has_value(o);
    if (value && json_object_get(o, "dataAbsentReason"))
        return wrong(path, "obs-6: a value and a reason for its absence");
    for (size_t i = 0; i < json_array_size(components); i++)
        if (value && same_code(o, json_array_get(components, i)))
            return wrong(path, "obs-7: a component with the code of the whole");
    return value || json_array_size(components) || json_object_get(o, "dataAbsentReason") ||
           wrong(path, "neither a value nor why there is none");
}

static bool check_component(const json_t *o, const char *path)
{
    return has_value(o) != (json_object_get(o, "dataAbsentReason") != NULL) ||
           wrong(path, "a value, or the reason for its absence");
}

/* A code needs its system (qty-3); the units of UCUM are few here. */
static bool check_quantity(const json_t *o, const char *path)
{
    static const char units[] = " /min min mm s h h/d d /d mg/d mg g g/wk {score} 1 mmol/L a {cup} "
                                "{can} ";
    const char *system = text_of(o, "system"), *code = text_of(o, "code");
    if (*code && !*system)
        return wrong(path, "qty-3: a code without its system");
    if (!strcmp(system, "http://unitsofmeasure.org") && !is_listed(units, code))
        return wrong(path, "\"%s\" is no unit that was looked up in UCUM", code);
    return true;
}

static bool check_range(const json_t *o, const char *path)
{
    const json_t *low = json_object_get(json_object_get(o, "low"), "value");
    const json_t *high = json_object_get(json_object_get(o, "high"), "value");
    return !low || !high || json_number_value(low) <= json_number_value(high) ||
           wrong(path, "rng-2: low is above high");
}

static bool check_period(const json_t *o, const char *path)
{
    const char *start = text_of(o, "start"), *end = text_of(o, "end");
    return !*end || strncmp(start, end, 10) <= 0 || wrong(path, "per-1: it ends before it starts");
}

/* The last digit of a LOINC code checks the others (modulus 10, as of credit cards). */
static bool is_loinc(const char *code)
{
    const char *dash = strchr(code, '-');
    int sum = 0, place = 0;
    if (!dash || dash == code || dash - code > 7 || strlen(dash) != 2)
        return false;
    for (const char *at = dash - 1; at >= code; at--, place++) {
        const int twice = (*at - '0') * (place % 2 ? 1 : 2);
        sum += twice / 10 + twice % 10;
    }
    return (10 - sum % 10) % 10 == dash[1] - '0';
}

static bool check_coding(const json_t *o, const char *path)
{
    static const char absent[] =
        " unknown asked-unknown temp-unknown not-asked asked-declined masked not-applicable "
        "unsupported as-text error not-a-number negative-infinity positive-infinity "
        "not-performed not-permitted ";
    static const char category[] = " social-history vital-signs imaging laboratory procedure "
                                   "survey exam therapy activity ";
    const char *system = text_of(o, "system"), *code = text_of(o, "code");
    if (!*code && json_object_get(o, "extension"))
        return true; /* why there is none */
    if (!strcmp(system, "http://loinc.org"))
        return is_loinc(code) || wrong(path, "\"%s\" is no LOINC code", code);
    if (strstr(system, "CodeSystem/data-absent-reason"))
        return is_listed(absent, code) || wrong(path, "\"%s\" is no reason", code);
    if (strstr(system, "CodeSystem/observation-category"))
        return is_listed(category, code) || wrong(path, "\"%s\" is no category", code);
    return !strncmp(system, "urn:philtrum:", 13) || wrong(path, "unknown system \"%s\"", system);
}

static bool check_attachment(const json_t *o, const char *path)
{
    if (json_object_get(o, "data") && !json_object_get(o, "contentType"))
        return wrong(path, "att-1: data without their type");
    return strlen(text_of(o, "hash")) == 28 || wrong(path, "the hash is not one of SHA-1");
}

static bool check_extension(const json_t *o, const char *path)
{
    return has_value(o) != (json_object_get(o, "extension") != NULL) ||
           wrong(path, "ext-1: a value or extensions");
}

/* The choices of a question stand with it (que-5), and no linkId twice (que-2). */
static bool check_questionnaire(const json_t *o, const char *path)
{
    const json_t *items = json_object_get(o, "item");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const bool choice = !strcmp(text_of(item, "type"), "choice");
        if (choice != (json_object_get(item, "answerOption") != NULL))
            return wrong(path, "que-5: options are for choices");
        for (size_t k = 0; k < i; k++)
            if (!strcmp(text_of(json_array_get(items, k), "linkId"), text_of(item, "linkId")))
                return wrong(path, "que-2: linkId \"%s\" twice", text_of(item, "linkId"));
    }
    return true;
}

static const json_t *question_of(const json_t *questionnaire, const char *link)
{
    const json_t *items = json_object_get(questionnaire, "item");
    for (size_t i = 0; i < json_array_size(items); i++)
        if (!strcmp(text_of(json_array_get(items, i), "linkId"), link))
            return json_array_get(items, i);
    return NULL;
}

/* The answer is of the question's type. */
static bool check_answer(const json_t *question, const json_t *item, const char *path)
{
    static const char *const members[][2] = {{"boolean", "valueBoolean"},
                                             {"decimal", "valueDecimal"},
                                             {"choice", "valueCoding"},
                                             {"quantity", "valueQuantity"}};
    const json_t *answer = json_array_get(json_object_get(item, "answer"), 0);
    for (size_t i = 0; i < 4; i++) {
        char extended[40];
        snprintf(extended, sizeof extended, "_%s", members[i][1]);
        if (!strcmp(text_of(question, "type"), members[i][0]))
            return json_object_get(answer, members[i][1]) || json_object_get(answer, extended) ||
                   wrong(path, "\"%s\" is answered with another type", text_of(item, "linkId"));
    }
    return wrong(path, "\"%s\" is asked for another type", text_of(item, "linkId"));
}

static bool check_response(const json_t *o, const char *path)
{
    const json_t *form = json_array_get(json_object_get(o, "contained"), 0);
    const json_t *items = json_object_get(o, "item");
    char name[100];
    snprintf(name, sizeof name, "#%s", text_of(form, "id"));
    if (strcmp(name, text_of(o, "questionnaire")))
        return wrong(path, "dom-3: its Questionnaire is not contained");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const json_t *question = question_of(form, text_of(item, "linkId"));
        if (!question || strcmp(text_of(question, "text"), text_of(item, "text")))
            return wrong(path, "no question \"%s\"", text_of(item, "linkId"));
        if (!check_answer(question, item, path))
            return false;
    }
    return true;
}

static bool check_bundle(const json_t *bundle, const char *path)
{
    const json_t *entries = json_object_get(bundle, "entry");
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        const char *url = text_of(entry, "fullUrl");
        if (strncmp(url, "urn:uuid:", 9) || strlen(url) != 45 || url[23] != '5')
            return wrong(path, "\"%s\" is no UUID of version 5", url);
        if (strcmp(url + 9, text_of(json_object_get(entry, "resource"), "id")))
            return wrong(path, "\"%s\" is not the name of its resource", url);
        if (find_entry(bundle, url) != json_object_get(entry, "resource"))
            return wrong(path, "bdl-7: \"%s\" twice", url);
    }
    return true;
}

static bool check_invariants(const char *type, const json_t *o, const char *path)
{
    static const struct {
        const char *type;
        bool (*check)(const json_t *o, const char *path);
    } checks[] = {
        {"Observation", check_observation},
        {"Observation.component", check_component},
        {"Quantity", check_quantity},
        {"SimpleQuantity", check_quantity},
        {"Range", check_range},
        {"Period", check_period},
        {"Coding", check_coding},
        {"Attachment", check_attachment},
        {"Extension", check_extension},
        {"Questionnaire", check_questionnaire},
        {"QuestionnaireResponse", check_response},
        {"Bundle", check_bundle},
    };
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (!strcmp(checks[i].type, type))
            return checks[i].check(o, path);
    return true;
}

/* ---- elements ---- */

/* Whether `key` is the element, and of which type: "valueQuantity" is value[x] as a Quantity. */
static bool is_element(const struct fhir_element *e, const char *key, char *type, size_t size)
{
    const size_t stem = strcspn(e->name, "[");
    if (!e->name[stem]) {
        snprintf(type, size, "%s", e->of);
        return !strcmp(e->name, key);
    }
    if (strncmp(e->name, key, stem))
        return false;
    for (const char *at = e->of; *at;) {
        const size_t n = strcspn(at, "|");
        snprintf(type, size, "%.*s", (int)n, at);
        /* The first letter of the type is a capital in the name. */
        if (strlen(key) == stem + n && key[stem] == (at[0] & ~0x20) &&
            !strncmp(key + stem + 1, at + 1, n - 1))
            return true;
        at += n + (at[n] == '|');
    }
    return false;
}

static bool check_object(const json_t *bundle, const char *type, const json_t *o, const char *path);

static bool check_one(const json_t *bundle, const struct fhir_element *e, const char *type,
                      const json_t *value, const char *path)
{
    bool known;
    const bool good = fhir_is_primitive(type, value, &known);
    if (!known)
        return check_object(bundle, type, value, path) &&
               (strcmp(type, "Reference") || check_reference(bundle, value, e->codes, path));
    if (!good) {
        char *shown = json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
        wrong(path, "no %s: %.80s", type, shown);
        free(shown);
        return false;
    }
    return !e->codes || is_listed(e->codes, json_string_value(value)) ||
           wrong(path, "\"%s\" is not among its codes", json_string_value(value));
}

static bool check_value(const json_t *bundle, const struct fhir_element *e, const char *type,
                        const json_t *value, const char *path)
{
    if (!e->many)
        return check_one(bundle, e, type, value, path);
    if (!json_is_array(value) || !json_array_size(value))
        return wrong(path, "no list with something in it");
    for (size_t i = 0; i < json_array_size(value); i++) {
        char item[600];
        snprintf(item, sizeof item, "%.500s[%zu]", path, i);
        if (!check_one(bundle, e, type, json_array_get(value, i), item))
            return false;
    }
    return true;
}

/* Elements of every type and of every resource. */
static const struct fhir_element common[] = {
    {"", "extension", 0, true, "Extension", NULL}, {"", "id", 0, false, "id", NULL},
    {"", "resourceType", 0, false, "code", NULL},  {"", "contained", 0, true, "Contained", NULL},
    {"", "language", 0, false, "code", NULL},
};

static const struct fhir_element *find(const char *owner, const char *key, char *type, size_t size)
{
    for (const struct fhir_element *e = fhir_elements; e->type; e++)
        if (!strcmp(e->type, owner) && is_element(e, key, type, size))
            return e;
    const size_t n = strchr(owner, '.') ? 1 : sizeof common / sizeof common[0];
    for (size_t i = 0; i < n; i++)
        if (is_element(&common[i], key, type, size))
            return &common[i];
    return NULL;
}

static bool check_member(const json_t *bundle, const char *owner, const char *key,
                         const json_t *value, const char *path)
{
    static const struct fhir_element extended = {"", "", 0, false, "Extended", NULL};
    char type[80], member[600];
    bool known;
    snprintf(member, sizeof member, "%.500s.%.80s", path, key);
    const struct fhir_element *e = find(owner, key + (*key == '_'), type, sizeof type);
    if (!e)
        return wrong(member, "no element of %s", owner);
    fhir_is_primitive(type, NULL, &known);
    if (*key == '_')
        return known ? check_one(bundle, &extended, "Extended", value, member)
                     : wrong(member, "an underscore before what is no primitive");
    return check_value(bundle, e, type, value, member);
}

/* How many members are this element. */
static int count(const struct fhir_element *e, const json_t *o)
{
    const char *key;
    json_t *value;
    char type[80];
    int n = 0;
    json_object_foreach((json_t *)o, key, value) n +=
        is_element(e, key + (*key == '_'), type, sizeof type);
    return n;
}

static bool check_object(const json_t *bundle, const char *type, const json_t *o, const char *path)
{
    const char *key;
    json_t *value;
    if (!json_is_object(o) || !json_object_size(o))
        return wrong(path, "no object with something in it");
    if (!strcmp(type, "Resource") || !strcmp(type, "Contained")) {
        type = text_of(o, "resourceType");
        if (!*type || !*text_of(o, "id"))
            return wrong(path, "a resource without a type or a name");
    }
    json_object_foreach((json_t *)o, key,
                        value) if (!check_member(bundle, type, key, value, path)) return false;
    for (const struct fhir_element *e = fhir_elements; e->type; e++)
        if (!strcmp(e->type, type) && (count(e, o) < e->min || count(e, o) > 1))
            return wrong(path, "%s is there %d times", e->name, count(e, o));
    return check_invariants(type, o, path);
}

const char *fhir_complaint(const json_t *bundle)
{
    if (strcmp(text_of(bundle, "resourceType"), "Bundle"))
        return "it is no Bundle";
    return check_object(bundle, "Bundle", bundle, "Bundle") ? NULL : complaint;
}
