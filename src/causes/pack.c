/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program of the build: pack FOLDER writes the packed files of a knowledge base as C to standard
 * output. A mistake in one of them stops the build with file and line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packed.h"
#include "raw_schema.h"

/* The loader refers to what this program is about to make. */
const struct phil_packed phil_packed[PHIL_N_FILES];

static size_t put; /* bytes of this file so far */

static void put_bytes(const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++, put++)
        printf("%d,%s", ((const unsigned char *)bytes)[i], put % 32 == 31 ? "\n" : "");
}

static void put_number(uint32_t number)
{
    put_bytes(&number, sizeof number);
}

static void put_value(const cyaml_schema_value_t *schema, const char *from);

static void put_text(const char *from)
{
    const char *text;
    memcpy(&text, from, sizeof text);
    const size_t size = text ? strlen(text) + 1 : 0;
    put_number((uint32_t)size);
    put_bytes(text, size);
}

static void put_list(const cyaml_schema_field_t *field, const char *from)
{
    const cyaml_schema_value_t *entry = field->value.sequence.entry;
    const size_t size = entry->flags & CYAML_FLAG_POINTER ? sizeof(void *) : entry->data_size;
    const char *items;
    unsigned n;
    memcpy(&items, from + field->data_offset, sizeof items);
    memcpy(&n, from + field->count_offset, sizeof n);
    put_number(n);
    for (unsigned i = 0; i < n; i++)
        put_value(entry, items + i * size);
}

static void put_mapping(const cyaml_schema_value_t *schema, const char *from)
{
    if (schema->flags & CYAML_FLAG_POINTER) {
        const char *mapping;
        memcpy(&mapping, from, sizeof mapping);
        put_number(mapping != NULL);
        from = mapping;
    }
    for (const cyaml_schema_field_t *f = schema->mapping.fields; from && f->key; f++) {
        if (f->value.type == CYAML_SEQUENCE)
            put_list(f, from);
        else
            put_value(&f->value, from + f->data_offset);
    }
}

static void put_value(const cyaml_schema_value_t *schema, const char *from)
{
    uint32_t word;
    if (schema->type == CYAML_STRING) {
        put_text(from);
    } else if (schema->type == CYAML_ENUM) {
        memcpy(&word, from, sizeof word);
        put_number(word);
    } else {
        put_mapping(schema, from);
    }
}

static void tell(void *user, enum phil_level level, const char *text)
{
    fprintf(stderr, "%s\n", text);
}

int main(int argc, char **argv)
{
    const struct phil_log log = {tell, NULL};
    size_t size[PHIL_N_FILES];
    struct phil_knowledge *k;
    if (argc != 2 || phil_knowledge_new(&k, argv[1], &log) != PHIL_OK)
        return EXIT_FAILURE;
    printf("/* Made by pack.c from knowledge/. */\n#include \"causes/packed.h\"\n");
    for (int f = 0; f < PHIL_N_FILES; f++) {
        const struct phil_raw *raw = k->arena->raw[f];
        printf("\nstatic const unsigned char file_%d[] = {\n", f);
        put = 0;
        put_value(&phil_raw_schema[f], (const char *)&raw);
        printf("};\n");
        size[f] = put;
    }
    printf("\nconst struct phil_packed phil_packed[PHIL_N_FILES] = {\n");
    for (int f = 0; f < PHIL_N_FILES; f++)
        printf("    {file_%d, %zu},\n", f, size[f]);
    printf("};\n");
    phil_knowledge_free(k);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
