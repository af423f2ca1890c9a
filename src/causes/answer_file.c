/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers as a flat YAML map. libyaml's events are read one by one: whatever is no key or value of
 * one flat map is refused where it stands, so nothing nested is ever built.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "answers.h"
#include "base/number.h"
#include "yaml_line.h"

/* Every finding answered, with a comment on each, is a fiftieth of it. */
enum { LARGEST = 1 << 20 };

struct answer_reader {
    yaml_parser_t parser;
    yaml_event_t event; /* the one that is being looked at */
    const struct phil_knowledge *knowledge;
    struct phil_answers *answers; /* a copy, so that a mistake changes nothing */
    size_t *line;                 /* of each finding that was answered; 0: not yet */
    const char *text, *name;
    size_t size;
    const struct phil_log *log;
    enum phil_status status;
};

static void fail(struct answer_reader *r, const char *why)
{
    if (r->status)
        return;
    r->status = PHIL_EFORMAT;
    phil_yaml_complain(r->log, r->name, r->event.start_mark.line + 1, why);
}

/* What the parser itself refuses: the line is found by a second pass, as for the knowledge base. */
static void fail_parser(struct answer_reader *r)
{
    const char *problem;
    if (r->parser.error == YAML_MEMORY_ERROR) {
        r->status = PHIL_EMEM;
        return;
    }
    r->status = PHIL_EFORMAT;
    const size_t line = phil_yaml_problem(&r->parser, r->text, r->size, &problem);
    phil_yaml_complain(r->log, r->name, line, problem);
}

/* The next event into r->event; none after a failure. */
static void step(struct answer_reader *r)
{
    if (r->status)
        return;
    yaml_event_delete(&r->event);
    if (!yaml_parser_parse(&r->parser, &r->event))
        fail_parser(r);
}

/* A plain value: no list, map, tag, anchor or alias. NULL is a failure of the reader. */
static const char *scalar(struct answer_reader *r, const char *what)
{
    char why[PHIL_WHY_SIZE];
    const char *text = (const char *)r->event.data.scalar.value;
    if (r->status)
        return NULL;
    if (r->event.type != YAML_SCALAR_EVENT) {
        snprintf(why, sizeof why, "%s must be one word or number", what);
        fail(r, why);
    } else if (r->event.data.scalar.anchor || r->event.data.scalar.tag) {
        snprintf(why, sizeof why, "%s must stand without & and !", what);
        fail(r, why);
    } else if (strlen(text) != r->event.data.scalar.length) {
        snprintf(why, sizeof why, "%s holds a NUL", what);
        fail(r, why);
    }
    return r->status ? NULL : text;
}

static void fail_unknown_key(struct answer_reader *r, const char *key)
{
    char why[PHIL_WHY_SIZE];
    const struct phil_knowledge *k = r->knowledge;
    const char **ids = malloc((k->n_findings + 1) * sizeof *ids);
    if (!ids) {
        r->status = PHIL_EMEM;
        return;
    }
    for (size_t i = 0; i < k->n_findings; i++)
        ids[i] = k->findings[i].view.id;
    const char *near = phil_nearest(key, ids, k->n_findings);
    snprintf(why, sizeof why, "unknown key: %.80s%s%s%s", key, near ? "; did you mean " : "",
             near ? near : "", near ? "?" : "");
    free(ids);
    fail(r, why);
}

static void read_value(struct answer_reader *r, size_t at)
{
    char why[PHIL_WHY_SIZE], message[2 * PHIL_WHY_SIZE];
    const struct phil_finding *finding = &r->knowledge->findings[at].view;
    double value = 0;
    bool unknown = false;
    const char *text = scalar(r, finding->id);
    if (!text)
        return;
    const bool empty = !*text && r->event.data.scalar.plain_implicit;
    if (!phil_answer_read(finding, empty ? "null" : text, false, &value, &unknown, why)) {
        snprintf(message, sizeof message, "%s: %.60s: %s", finding->id, text, why);
        fail(r, message);
    } else if (unknown) {
        phil_answers_set_unknown(r->answers, finding->id);
    } else {
        phil_answers_set(r->answers, finding->id, value, value, PHIL_FROM_ANSWER, NULL);
    }
}

/* From a key to its value's end. */
static void read_pair(struct answer_reader *r)
{
    char why[PHIL_WHY_SIZE];
    const char *key = scalar(r, "a key");
    if (!key)
        return;
    const size_t at = phil_knowledge_finding_at(r->knowledge, key);
    if (at == r->knowledge->n_findings) {
        fail_unknown_key(r, key);
        return;
    }
    if (r->line[at]) {
        snprintf(why, sizeof why, "%s was answered on line %zu already", key, r->line[at]);
        fail(r, why);
        return;
    }
    r->line[at] = r->event.start_mark.line + 1;
    step(r);
    read_value(r, at);
}

static void read_map(struct answer_reader *r)
{
    if (r->event.type != YAML_MAPPING_START_EVENT) {
        fail(r, "must be lines of the form: finding: value");
        return;
    }
    if (r->event.data.mapping_start.anchor || r->event.data.mapping_start.tag)
        fail(r, "must stand without & and !");
    for (step(r); !r->status && r->event.type != YAML_MAPPING_END_EVENT; step(r))
        read_pair(r);
}

/* The whole stream: nothing, or one document with one map. */
static void read_stream(struct answer_reader *r)
{
    step(r); /* the stream's start */
    step(r);
    if (r->status || r->event.type == YAML_STREAM_END_EVENT)
        return;
    step(r);
    if (!r->status)
        read_map(r);
    step(r); /* the document's end */
    step(r);
    if (!r->status && r->event.type != YAML_STREAM_END_EVENT)
        fail(r, "holds more than one document");
}

static enum phil_status parse(struct answer_reader *r)
{
    if (!yaml_parser_initialize(&r->parser))
        return PHIL_EMEM;
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)r->text, r->size);
    read_stream(r);
    yaml_event_delete(&r->event);
    yaml_parser_delete(&r->parser);
    return r->status;
}

static void adopt(struct phil_answers *answers, struct phil_answers *copy)
{
    struct phil_known *known = answers->known;
    answers->known = copy->known;
    copy->known = known;
}

enum phil_status phil_answers_read(struct phil_answers *answers, const char *text, size_t size,
                                   const char *name, const struct phil_log *log)
{
    const struct phil_knowledge *k = answers->knowledge;
    struct answer_reader r = {.knowledge = k, .text = text, .size = size, .name = name, .log = log};
    if (size > LARGEST) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot use: \"%.500s\": too large: more than 1 MB",
                         name);
        return PHIL_EFORMAT;
    }
    enum phil_status status = phil_answers_new(&r.answers, k);
    r.line = calloc(k->n_findings + 1, sizeof *r.line);
    if (!status && !r.line)
        status = PHIL_EMEM;
    if (!status) {
        memcpy(r.answers->known, answers->known, k->n_findings * sizeof *answers->known);
        status = parse(&r);
    }
    if (!status)
        adopt(answers, r.answers);
    phil_answers_free(r.answers);
    free(r.line);
    return status;
}

enum phil_status phil_answers_write(const struct phil_answers *answers, FILE *out)
{
    const struct phil_knowledge *k = answers->knowledge;
    for (size_t i = 0; i < k->n_findings; i++) {
        const struct phil_finding *finding = &k->findings[i].view;
        const struct phil_answer *answer = &answers->known[i].by[PHIL_FROM_ANSWER];
        char number[PHIL_NUMBER_SIZE];
        const char *value = number;
        if (!answers->known[i].told[PHIL_FROM_ANSWER])
            continue;
        if (answer->unknown)
            value = "unknown";
        else if (finding->type == PHIL_FINDING_NUMBER)
            phil_number_write(answer->value, number);
        else if (finding->type == PHIL_FINDING_CHOICE)
            value = finding->choices[(size_t)answer->value];
        else
            value = answer->value > 0 ? "yes" : "no";
        fprintf(out, "%s: %s\n", finding->id, value);
    }
    return fflush(out) == 0 && !ferror(out) ? PHIL_OK : PHIL_EIO;
}
