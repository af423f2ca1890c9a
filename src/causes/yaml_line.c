/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text is followed event by event. Nothing is built, and a text that nests deeper than any of
 * ours is left where it does: libyaml takes time with the square of the depth (50 kB of "[" cost it
 * four seconds).
 */
#include "yaml_line.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { DEEPEST = 32 }; /* ours nest 8 deep */

struct follower {
    yaml_parser_t parser;
    yaml_event_t event; /* the one that is being looked at */
    size_t line;        /* of the innermost part of the path that was found */
    bool stopped;       /* the parser gave up, or the text nests too deep */
};

static void step(struct follower *f)
{
    yaml_event_delete(&f->event);
    f->stopped = f->stopped || !yaml_parser_parse(&f->parser, &f->event);
}

static bool at_end(const struct follower *f, yaml_event_type_t end)
{
    return f->stopped || f->event.type == end || f->event.type == YAML_STREAM_END_EVENT;
}

/* Past the node at whose first event we are, onto its last one. */
static void skip(struct follower *f)
{
    int depth = 0;
    for (;;) {
        const yaml_event_type_t type = f->event.type;
        if (type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT)
            depth++;
        if (type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT)
            depth--;
        f->stopped = f->stopped || depth > DEEPEST;
        if (depth <= 0 || at_end(f, YAML_STREAM_END_EVENT))
            return;
        step(f);
    }
}

static void follow(struct follower *f, const char *path);

static bool is_key(const yaml_event_t *event, const char *name, size_t length)
{
    return event->type == YAML_SCALAR_EVENT && event->data.scalar.length == length &&
           memcmp(event->data.scalar.value, name, length) == 0;
}

/* To the end of a mapping; where the key stands twice, the last one counts. */
static void follow_key(struct follower *f, const char *path)
{
    const char *name = path + (*path == '.');
    const size_t length = strcspn(name, ".[");
    for (step(f); !at_end(f, YAML_MAPPING_END_EVENT); step(f)) {
        const bool wanted = is_key(&f->event, name, length);
        if (wanted)
            f->line = f->event.start_mark.line + 1;
        skip(f);
        step(f);
        if (wanted)
            follow(f, name + length);
        else
            skip(f);
    }
}

static void follow_item(struct follower *f, const char *path)
{
    char *rest;
    const unsigned long wanted = strtoul(path + 1, &rest, 10);
    unsigned long at = 0;
    rest += *rest == ']';
    for (step(f); !at_end(f, YAML_SEQUENCE_END_EVENT); step(f), at++) {
        if (at == wanted) {
            f->line = f->event.start_mark.line + 1;
            follow(f, rest);
        } else {
            skip(f);
        }
    }
}

/* From the first event of a node to its last one. The path is ours and short: so is the recursion.
 */
static void follow(struct follower *f, const char *path)
{
    if (f->stopped)
        return;
    if (*path == '[' && f->event.type == YAML_SEQUENCE_START_EVENT)
        follow_item(f, path);
    else if (*path && *path != '[' && f->event.type == YAML_MAPPING_START_EVENT)
        follow_key(f, path);
    else
        skip(f);
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
    struct follower f = {.line = 1};
    *problem = NULL;
    if (!yaml_parser_initialize(&f.parser))
        return 0;
    yaml_parser_set_input_string(&f.parser, (const unsigned char *)text, size);
    while (!at_end(&f, YAML_DOCUMENT_START_EVENT))
        step(&f);
    step(&f);
    follow(&f, path);
    if (f.parser.error == YAML_MEMORY_ERROR)
        f.line = 0;
    else if (f.parser.error != YAML_NO_ERROR)
        f.line = phil_yaml_problem(&f.parser, text, size, problem);
    yaml_event_delete(&f.event);
    yaml_parser_delete(&f.parser);
    return f.line;
}

void phil_yaml_complain(const struct phil_log *log, const char *name, size_t line, const char *why)
{
    phil_log_message(log, PHIL_LOG_ERROR, "cannot use: \"%.500s\", line %zu: %s", name, line, why);
}
