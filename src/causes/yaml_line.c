/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "yaml_line.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static const char *scalar_text(const yaml_node_t *node, size_t *length)
{
    if (!node || node->type != YAML_SCALAR_NODE)
        return NULL;
    *length = node->data.scalar.length;
    return (const char *)node->data.scalar.value;
}

/* The value of the last pair with this key; its line is the key's. */
static yaml_node_t *find_key(yaml_document_t *document, const yaml_node_t *mapping,
                             const char *name, size_t length, size_t *line)
{
    yaml_node_t *found = NULL;
    for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(document, pair->key);
        size_t n;
        const char *text = scalar_text(key, &n);
        if (text && n == length && memcmp(text, name, n) == 0) {
            found = yaml_document_get_node(document, pair->value);
            *line = key->start_mark.line + 1;
        }
    }
    return found;
}

static yaml_node_t *find_item(yaml_document_t *document, const yaml_node_t *sequence,
                              unsigned long at, size_t *line)
{
    const yaml_node_item_t *item = sequence->data.sequence.items.start;
    if (at >= (unsigned long)(sequence->data.sequence.items.top - item))
        return NULL;
    yaml_node_t *found = yaml_document_get_node(document, item[at]);
    if (found)
        *line = found->start_mark.line + 1;
    return found;
}

/* One step of the path; advances *path past it. NULL when it leads nowhere. */
static yaml_node_t *step(yaml_document_t *document, const yaml_node_t *node, const char **path,
                         size_t *line)
{
    if (**path == '[') {
        char *end;
        const unsigned long at = strtoul(*path + 1, &end, 10);
        *path = *end == ']' ? end + 1 : end;
        return node->type == YAML_SEQUENCE_NODE ? find_item(document, node, at, line) : NULL;
    }
    const char *name = *path + (**path == '.');
    const size_t length = strcspn(name, ".[");
    *path = name + length;
    return node->type == YAML_MAPPING_NODE ? find_key(document, node, name, length, line) : NULL;
}

/* An error of the parser's reader (no UTF-8, a control character) has an offset and no line. */
size_t phil_yaml_problem(const struct yaml_parser_s *parser, const char *text, size_t size,
                         const char **problem)
{
    size_t line = 1;
    *problem = parser->problem ? parser->problem : "no YAML";
    if (parser->error != YAML_READER_ERROR)
        return parser->problem_mark.line + 1;
    for (size_t i = 0; i < size && i < parser->problem_offset; i++)
        line += text[i] == '\n';
    return line;
}

size_t phil_yaml_line(const char *text, size_t size, const char *path, const char **problem)
{
    yaml_parser_t parser;
    yaml_document_t document;
    size_t line = 1;
    *problem = NULL;
    if (!yaml_parser_initialize(&parser))
        return 0;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    if (yaml_parser_load(&parser, &document)) {
        yaml_node_t *node = yaml_document_get_root_node(&document);
        while (node && *path)
            node = step(&document, node, &path, &line);
        yaml_document_delete(&document);
    } else if (parser.error == YAML_MEMORY_ERROR) {
        line = 0;
    } else {
        line = phil_yaml_problem(&parser, text, size, problem);
    }
    yaml_parser_delete(&parser);
    return line;
}

void phil_yaml_complain(const struct phil_log *log, const char *name, size_t line, const char *why)
{
    phil_log_message(log, PHIL_LOG_ERROR, "cannot use: \"%s\", line %zu: %s", name, line, why);
}
