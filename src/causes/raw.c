/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a file's text to its raw structs. libcyaml's messages are gathered and told as one: what is
 * wrong, and the place, which its backtrace spells from the innermost part outwards.
 */
#include "raw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "raw_schema.h"
#include "yaml_line.h"

enum { WHAT_SIZE = 160, PATH_SIZE = 256, MESSAGE_SIZE = 512 };

/* Gathered from libcyaml's messages. */
struct complaint {
    char what[WHAT_SIZE]; /* "Unexpected key: colour"; "" for none */
    char path[PATH_SIZE]; /* "causes[3].links[2]" */
    bool missing;         /* a key is missing: the innermost part is the key read before */
};

const char *phil_knowledge_file_name(enum phil_knowledge_file file)
{
    static const char *const names[PHIL_N_FILES] = {
        [PHIL_FILE_SOURCES] = "sources.yaml",   [PHIL_FILE_FINDINGS] = "findings.yaml",
        [PHIL_FILE_REMEDIES] = "remedies.yaml", [PHIL_FILE_CAUSES] = "causes.yaml",
        [PHIL_FILE_TRIAGE] = "triage.yaml",     [PHIL_FILE_DRINKS] = "drinks.yaml",
        [PHIL_FILE_FOODS] = "foods.yaml",       [PHIL_FILE_MUSCLES] = "muscles.yaml",
    };
    return (unsigned)file < PHIL_N_FILES ? names[file] : NULL;
}

/* libcyaml takes what realloc gives, and frees by asking for nothing. */
static void *allocate(void *user, void *memory, size_t size)
{
    if (size)
        return realloc(memory, size);
    free(memory);
    return NULL;
}

static void prepend(struct complaint *complaint, const char *part)
{
    char longer[PATH_SIZE];
    const char *dot = *complaint->path && *complaint->path != '[' ? "." : "";
    if (snprintf(longer, sizeof longer, "%s%s%s", part, dot, complaint->path) < (int)sizeof longer)
        strcpy(complaint->path, longer);
}

/* A line of the backtrace: "in mapping field 'links' (...)", "in sequence entry '3' (...)", counted
 * from 1. */
static void add_place(struct complaint *complaint, const char *message)
{
    char name[64], part[72];
    unsigned long at;
    if (sscanf(message, " in mapping field '%63[^']'", name) == 1) {
        if (!complaint->missing)
            prepend(complaint, name);
    } else if (sscanf(message, " in sequence entry '%lu'", &at) == 1 && at > 0) {
        snprintf(part, sizeof part, "[%lu]", at - 1);
        prepend(complaint, part);
    }
    complaint->missing = false;
}

static void gather(cyaml_log_t level, void *user, const char *format, va_list arguments)
{
    struct complaint *complaint = user;
    char message[MESSAGE_SIZE];
    static const char prefix[] = "Load: ";
    vsnprintf(message, sizeof message, format, arguments);
    message[strcspn(message, "\n")] = '\0';
    const char *what = message;
    if (strncmp(what, prefix, sizeof prefix - 1) == 0)
        what += sizeof prefix - 1;
    if (strncmp(what, "  in ", 5) == 0)
        add_place(complaint, what);
    else if (!*complaint->what && strcmp(what, "Backtrace:") != 0)
        snprintf(complaint->what, sizeof complaint->what, "%.*s", WHAT_SIZE - 1, what);
    if (strncmp(what, "Missing required", 16) == 0)
        complaint->missing = true;
    /* An unknown key is the innermost part of its own path. */
    char key[64];
    if (sscanf(what, "Unexpected key: %63s", key) == 1)
        prepend(complaint, key);
}

/* libcyaml's words with a capital and its own terms, in ours. */
static void put_plainly(const char *what, char text[MESSAGE_SIZE])
{
    static const struct {
        const char *theirs, *ours;
    } words[] = {
        {"Unexpected key: ", "unknown key: "},
        {"Mapping field already seen: ", "key stands twice: "},
        {"Missing required mapping field: ", "missing: "},
        {"STRING length < 1: ", "must not be empty"},
        {"Invalid ENUM value: ", "no such word here: "},
        {"Excessive entries ", "too many items in a list"},
        {"Ignoring documents after first in stream", "holds more than one document"},
        {"Expecting STRING, ", "must be one text or number"},
        {"Expecting SEQUENCE, ", "must be a list"},
        {"Expecting MAPPING, ", "must be a map of keys and values"},
        {"Expecting ENUM, ", "must be one word"},
    };
    snprintf(text, MESSAGE_SIZE, "%s", what);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t n = strlen(words[i].theirs);
        if (strncmp(what, words[i].theirs, n) != 0)
            continue;
        const bool with_rest = words[i].ours[strlen(words[i].ours) - 1] == ' ';
        snprintf(text, MESSAGE_SIZE, "%s%s", words[i].ours, with_rest ? what + n : "");
        return;
    }
}

static enum phil_status tell(const struct complaint *complaint, const char *text, size_t size,
                             const char *name, const struct phil_log *log)
{
    const char *problem;
    char why[MESSAGE_SIZE];
    const size_t line = phil_yaml_line(text, size, complaint->path, &problem);
    if (line == 0)
        return PHIL_EMEM;
    put_plainly(problem ? problem : complaint->what, why);
    phil_yaml_complain(log, name, line, why);
    return PHIL_EFORMAT;
}

static const cyaml_config_t *configure(cyaml_config_t *config, struct complaint *complaint)
{
    *config = (cyaml_config_t){.log_fn = complaint ? gather : NULL,
                               .log_ctx = complaint,
                               .log_level = CYAML_LOG_WARNING,
                               .mem_fn = allocate,
                               .flags = CYAML_CFG_NO_ALIAS};
    return config;
}

enum phil_status phil_raw_read(struct phil_raw **raw, enum phil_knowledge_file file,
                               const char *text, size_t size, const char *name,
                               const struct phil_log *log)
{
    cyaml_config_t config;
    struct complaint complaint = {.what = ""};
    cyaml_data_t *data = NULL;
    *raw = NULL;
    const cyaml_err_t error =
        cyaml_load_data((const uint8_t *)text, size, configure(&config, &complaint),
                        &phil_raw_schema[file], &data, NULL);
    if (error == CYAML_ERR_OOM || error == CYAML_ERR_LIBYAML_PARSER_INIT)
        return PHIL_EMEM;
    if (!error && data && !*complaint.what) {
        *raw = data;
        return PHIL_OK;
    }
    phil_raw_free(data, file);
    if (!*complaint.what)
        snprintf(complaint.what, sizeof complaint.what, "%s",
                 error ? cyaml_strerror(error) : "empty");
    return tell(&complaint, text, size, name, log);
}

void phil_raw_free(struct phil_raw *raw, enum phil_knowledge_file file)
{
    cyaml_config_t config;
    if (raw)
        cyaml_free(configure(&config, NULL), &phil_raw_schema[file], raw, 0);
}
