/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page for a hospital's system: an HL7 FHIR R4 (4.0.1) Bundle of type collection.
 *
 * Its resources refer to each other by "urn:uuid:" names, so that a system may take them in and
 * give them names of its own. The names are UUIDs of version 5 (RFC 9562, SHA-1 of a space and a
 * name): the same view gives the same bytes. The space is the digest of the whole Bundle without
 * names. It may not be made of a resource's own content alone, because two people without a name
 * would then be one Patient.
 *
 * Codes: UCUM for units, LOINC where a code means the same thing and is well known, and otherwise
 * "urn:philtrum:..." beside a text. There is no code in any public system for a twitch of the lip
 * per minute, and one that means nearly that would be read as what it says.
 */
#include <philtrum/report.h>

#include <limits.h>
#include <string.h>

#include <nettle/sha1.h>

#include "report/fhir.h"

/* ---- names ---- */

static struct phil_fhir_ref next_name(struct phil_fhir *f)
{
    struct sha1_ctx sha;
    uint8_t d[SHA1_DIGEST_SIZE];
    char number[16];
    const int n = snprintf(number, sizeof number, "%d", ++f->n);
    sha1_init(&sha);
    sha1_update(&sha, 16, f->space);
    sha1_update(&sha, (size_t)n, (const uint8_t *)number);
    sha1_digest(&sha, sizeof d, d);
    d[6] = (uint8_t)((d[6] & 0x0f) | 0x50);
    d[8] = (uint8_t)((d[8] & 0x3f) | 0x80);
    struct phil_fhir_ref ref;
    snprintf(ref.s, sizeof ref.s,
             "urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", d[0],
             d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], d[9], d[10], d[11], d[12], d[13],
             d[14], d[15]);
    return ref;
}

struct phil_fhir_ref phil_fhir_add(struct phil_fhir *f, json_t *resource)
{
    const struct phil_fhir_ref ref = next_name(f);
    json_t *entry = json_object();
    phil_fhir_string(f, entry, "fullUrl", ref.s);
    phil_fhir_string(f, resource, "id", ref.s + strlen("urn:uuid:"));
    phil_put(&f->w, entry, "resource", resource);
    phil_append(&f->w, f->entries, entry);
    return ref;
}

/* ---- person, software, page ---- */

static void add_patient(struct phil_fhir *f)
{
    json_t *o = json_object(), *name = json_object();
    phil_fhir_string(f, o, "resourceType", "Patient");
    if (phil_fhir_string(f, name, "text", f->view->person))
        phil_fhir_item(f, o, "name", name);
    else
        json_decref(name);
    if (phil_fhir_is_date(f->view->born))
        phil_fhir_string(f, o, "birthDate", f->view->born);
    f->patient = phil_fhir_add(f, o);
}

static void add_device(struct phil_fhir *f)
{
    json_t *o = json_object(), *name = json_object(), *version = json_object();
    phil_fhir_string(f, o, "resourceType", "Device");
    phil_fhir_string(f, o, "status", "active");
    phil_fhir_string(f, name, "name", "philtrum");
    phil_fhir_string(f, name, "type", "model-name");
    phil_fhir_item(f, o, "deviceName", name);
    phil_fhir_string(f, version, "value", phil_version());
    phil_fhir_item(f, o, "version", version);
    json_t *type = json_object();
    phil_fhir_string(f, type, "text", "software that measures small movements of a face in video");
    phil_put(&f->w, o, "type", type);
    f->device = phil_fhir_add(f, o);
}

/* Bytes in base 64, which is ASCII already: too long for what a text is cleaned with. */
static void put_base64(struct phil_fhir *f, json_t *o, const char *key, const uint8_t *bytes,
                       size_t n)
{
    struct phil_text text = {0};
    phil_text_add_base64(&text, bytes, n);
    phil_put(&f->w, o, key, json_string(phil_text_string(&text)));
    f->w.failed |= text.failed;
    phil_text_release(&text);
}

static json_t *attachment(struct phil_fhir *f, const unsigned char *pdf, size_t size)
{
    struct sha1_ctx sha;
    uint8_t hash[SHA1_DIGEST_SIZE];
    sha1_init(&sha);
    sha1_update(&sha, size, pdf);
    sha1_digest(&sha, sizeof hash, hash);
    json_t *o = json_object();
    phil_fhir_string(f, o, "contentType", "application/pdf");
    phil_fhir_string(f, o, "language", "en");
    put_base64(f, o, "data", pdf, size);
    if (size <= INT_MAX)
        phil_put_int(&f->w, o, "size", (int64_t)size);
    put_base64(f, o, "hash", hash, sizeof hash);
    phil_fhir_string(f, o, "title", "Twitches of the face: a page for the doctor");
    phil_fhir_moment(f, o, "creation", &f->view->explained->now);
    return o;
}

static void add_document(struct phil_fhir *f, const unsigned char *pdf, size_t size)
{
    if (!pdf || !size)
        return;
    json_t *o = json_object(), *content = json_object();
    phil_fhir_string(f, o, "resourceType", "DocumentReference");
    phil_fhir_string(f, o, "status", "current");
    /* LOINC 51855-5, "Patient Note": a document that the patient made. In HL7's value set of
     * document types (LOINC document ontology). */
    phil_put(&f->w, o, "type",
             phil_fhir_concept(f, PHIL_FHIR_LOINC, "51855-5", "Patient Note",
                               "the patient's own measurements, a page for the doctor"));
    phil_put(&f->w, o, "subject", phil_fhir_reference(f, &f->patient));
    phil_fhir_moment(f, o, "date", &f->view->explained->now);
    phil_fhir_item(f, o, "author", phil_fhir_reference(f, &f->device));
    phil_put(&f->w, content, "attachment", attachment(f, pdf, size));
    phil_fhir_item(f, o, "content", content);
    phil_fhir_add(f, o);
}

/* ---- the whole ---- */

static json_t *bundle(struct phil_fhir *f, const unsigned char *pdf, size_t size)
{
    json_t *o = json_object();
    f->entries = json_array();
    f->n = 0;
    add_patient(f);
    add_device(f);
    phil_fhir_recordings(f);
    phil_fhir_diary(f);
    phil_fhir_answers(f);
    phil_fhir_trials(f);
    add_document(f, pdf, size);
    phil_fhir_string(f, o, "resourceType", "Bundle");
    phil_fhir_string(f, o, "type", "collection");
    phil_fhir_moment(f, o, "timestamp", &f->view->explained->now);
    phil_put(&f->w, o, "entry", f->entries);
    return o;
}

static int digest_part(const char *buffer, size_t size, void *sha)
{
    sha1_update(sha, size, (const uint8_t *)buffer);
    return 0;
}

/* Made twice: the first one, whose names are the same in every Bundle, gives the space for the
 * names of the second. */
enum phil_status phil_report_doctor_fhir(FILE *out, const struct phil_doctor_view *view,
                                         const unsigned char *pdf, size_t pdf_size)
{
    struct phil_fhir f = {.view = view};
    struct sha1_ctx sha;
    json_t *first = bundle(&f, pdf, pdf_size);
    sha1_init(&sha);
    if (f.w.failed || !first ||
        json_dump_callback(first, digest_part, &sha, JSON_COMPACT | JSON_REAL_PRECISION(15)))
        f.w.failed = true;
    json_decref(first);
    if (f.w.failed)
        return PHIL_EMEM;
    sha1_digest(&sha, sizeof f.space, f.space);
    json_t *root = bundle(&f, pdf, pdf_size);
    return phil_json_send(&f.w, root, out);
}
