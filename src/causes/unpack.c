/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back from packed bytes. They are the build's own, so nothing about them is doubted. */
#include <string.h>

#include "packed.h"
#include "raw_schema.h"

struct unpacker {
    struct phil_loader *loader;
    const unsigned char *at;
};

static uint32_t take_number(struct unpacker *u)
{
    uint32_t number;
    memcpy(&number, u->at, sizeof number);
    u->at += sizeof number;
    return number;
}

static void take_value(struct unpacker *u, const cyaml_schema_value_t *schema, char *to);

static void take_text(struct unpacker *u, char *to)
{
    const uint32_t size = take_number(u);
    const char *text = size ? (const char *)u->at : NULL;
    memcpy(to, &text, sizeof text);
    u->at += size;
}

static void *take_list(struct unpacker *u, const cyaml_schema_value_t *entry, unsigned n)
{
    const size_t size = entry->flags & CYAML_FLAG_POINTER ? sizeof(void *) : entry->data_size;
    char *items = phil_loader_allocate(u->loader, n, size);
    for (unsigned i = 0; items && !u->loader->status && i < n; i++)
        take_value(u, entry, items + i * size);
    return items;
}

static void take_fields(struct unpacker *u, const cyaml_schema_field_t *fields, char *to)
{
    for (const cyaml_schema_field_t *f = fields; f->key && !u->loader->status; f++) {
        if (f->value.type == CYAML_SEQUENCE) {
            const unsigned n = take_number(u);
            void *items = take_list(u, f->value.sequence.entry, n);
            memcpy(to + f->data_offset, &items, sizeof items);
            memcpy(to + f->count_offset, &n, sizeof n);
        } else {
            take_value(u, &f->value, to + f->data_offset);
        }
    }
}

static void take_mapping(struct unpacker *u, const cyaml_schema_value_t *schema, char *to)
{
    if (schema->flags & CYAML_FLAG_POINTER) {
        char *mapping = NULL;
        if (take_number(u))
            mapping = phil_loader_allocate(u->loader, 1, schema->data_size);
        memcpy(to, &mapping, sizeof mapping);
        to = mapping;
    }
    if (to)
        take_fields(u, schema->mapping.fields, to);
}

static void take_value(struct unpacker *u, const cyaml_schema_value_t *schema, char *to)
{
    if (schema->type == CYAML_STRING) {
        take_text(u, to);
    } else if (schema->type == CYAML_ENUM) {
        const uint32_t word = take_number(u);
        memcpy(to, &word, sizeof word);
    } else {
        take_mapping(u, schema, to);
    }
}

struct phil_raw *phil_unpack(struct phil_loader *l, const struct phil_packed *packed)
{
    struct unpacker u = {l, packed->bytes};
    struct phil_raw *raw = NULL;
    take_value(&u, &phil_raw_schema[l->file], (char *)&raw);
    return l->status ? NULL : raw;
}
