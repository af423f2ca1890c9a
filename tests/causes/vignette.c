/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vignette.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

const char *const vignette_kind_names[N_VIGNETTE_KINDS] = {"case", "account", "advice",
                                                           "composite"};

/* One file; the scalars of its document are the strings of its vignettes. */
struct vignette_page {
    yaml_document_t document;
    struct vignette_page *next;
};

struct reader {
    struct vignettes *all;
    yaml_document_t *document;
    const char *path;
    char *error;
    size_t error_size;
};

__attribute__((format(printf, 3, 4))) static bool
wrong(const struct reader *r, const yaml_node_t *node, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(r->error, r->error_size, "%s:%zu: %s", r->path,
             node ? node->start_mark.line + 1 : (size_t)0, text);
    return false;
}

static const char *scalar(const yaml_node_t *node)
{
    return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

bool vignette_care_from_name(enum phil_care *care, const char *name)
{
    for (int level = PHIL_CARE_SELF; level <= PHIL_CARE_EMERGENCY; level++)
        if (!strcmp(name, phil_care_name((enum phil_care)level))) {
            *care = (enum phil_care)level;
            return true;
        }
    return false;
}

static bool read_causes(const struct reader *r, struct vignette *v, const yaml_node_t *list)
{
    if (list->type != YAML_SEQUENCE_NODE)
        return wrong(r, list, "cause: a list of ids is wanted");
    for (yaml_node_item_t *item = list->data.sequence.items.start;
         item < list->data.sequence.items.top; item++) {
        const char *id = scalar(yaml_document_get_node(r->document, *item));
        if (!id || v->n_causes == VIGNETTE_MOST_CAUSES)
            return wrong(r, list, "cause: at most %d ids", VIGNETTE_MOST_CAUSES);
        v->causes[v->n_causes++] = id;
    }
    return true;
}

static bool read_answers(const struct reader *r, struct vignette *v, const yaml_node_t *map)
{
    if (map->type != YAML_MAPPING_NODE)
        return wrong(r, map, "answers: a flat map is wanted");
    for (yaml_node_pair_t *pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top;
         pair++) {
        const char *key = scalar(yaml_document_get_node(r->document, pair->key));
        const char *value = scalar(yaml_document_get_node(r->document, pair->value));
        if (!key || !value || v->n_answers == VIGNETTE_MOST_ANSWERS)
            return wrong(r, map, "answers: at most %d of finding: value", VIGNETTE_MOST_ANSWERS);
        v->answers[v->n_answers].finding = key;
        v->answers[v->n_answers++].value = value;
    }
    return true;
}

static bool read_kind(const struct reader *r, struct vignette *v, const yaml_node_t *node,
                      const char *text)
{
    for (int kind = 0; kind < N_VIGNETTE_KINDS; kind++)
        if (!strcmp(text, vignette_kind_names[kind])) {
            v->kind = (enum vignette_kind)kind;
            return true;
        }
    return wrong(r, node, "kind: \"%s\" is none", text);
}

/* Which keys a vignette has shown; all are wanted. */
enum seen {
    SEEN_ID = 1,
    SEEN_KIND = 2,
    SEEN_SOURCE = 4,
    SEEN_VERIFIED = 8,
    SEEN_SUMMARY = 16,
    SEEN_CAUSE = 32,
    SEEN_CARE = 64,
    SEEN_WHY = 128,
    SEEN_ANSWERS = 256,
    SEEN_ALL = 511
};

static bool read_word(const struct reader *r, struct vignette *v, const char *key,
                      const yaml_node_t *node, int *seen)
{
    const struct {
        const char *key;
        const char **where;
        enum seen bit;
    } plain[] = {{"id", &v->id, SEEN_ID},
                 {"source", &v->source, SEEN_SOURCE},
                 {"summary", &v->summary, SEEN_SUMMARY},
                 {"why", &v->why, SEEN_WHY}};
    const char *text = scalar(node);
    if (!text || !text[0])
        return wrong(r, node, "%s: a text is wanted", key);
    for (size_t k = 0; k < sizeof plain / sizeof plain[0]; k++)
        if (!strcmp(key, plain[k].key)) {
            *plain[k].where = text;
            *seen |= plain[k].bit;
            return true;
        }
    if (!strcmp(key, "verified")) {
        v->verified = !strcmp(text, "yes");
        *seen |= SEEN_VERIFIED;
        return v->verified || !strcmp(text, "no") || wrong(r, node, "verified: yes or no");
    }
    if (!strcmp(key, "care")) {
        *seen |= SEEN_CARE;
        return vignette_care_from_name(&v->care, text) || wrong(r, node, "care: \"%s\"", text);
    }
    if (!strcmp(key, "kind")) {
        *seen |= SEEN_KIND;
        return read_kind(r, v, node, text);
    }
    return wrong(r, node, "unknown key \"%s\"", key);
}

static bool read_vignette(const struct reader *r, const yaml_node_t *map)
{
    struct vignette v = {0};
    int seen = 0;
    if (map->type != YAML_MAPPING_NODE)
        return wrong(r, map, "a vignette is a map");
    for (yaml_node_pair_t *pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top;
         pair++) {
        const char *key = scalar(yaml_document_get_node(r->document, pair->key));
        const yaml_node_t *node = yaml_document_get_node(r->document, pair->value);
        if (!key)
            return wrong(r, map, "a key is a word");
        if (!strcmp(key, "cause")) {
            seen |= SEEN_CAUSE;
            if (!read_causes(r, &v, node))
                return false;
        } else if (!strcmp(key, "answers")) {
            seen |= SEEN_ANSWERS;
            if (!read_answers(r, &v, node))
                return false;
        } else if (!read_word(r, &v, key, node, &seen))
            return false;
    }
    if (seen != SEEN_ALL)
        return wrong(r, map, "\"%s\": a key is missing", v.id ? v.id : "?");
    for (size_t k = 0; k < r->all->n; k++)
        if (!strcmp(r->all->list[k].id, v.id))
            return wrong(r, map, "\"%s\" is there twice", v.id);
    struct vignette *more = realloc(r->all->list, (r->all->n + 1) * sizeof *more);
    if (!more)
        return wrong(r, map, "out of memory");
    r->all->list = more;
    more[r->all->n++] = v;
    return true;
}

static bool read_document(const struct reader *r)
{
    const yaml_node_t *root = yaml_document_get_root_node(r->document);
    if (!root || root->type != YAML_MAPPING_NODE ||
        root->data.mapping.pairs.top - root->data.mapping.pairs.start != 1)
        return wrong(r, root, "\"vignettes:\" alone is wanted");
    const yaml_node_pair_t *pair = root->data.mapping.pairs.start;
    const char *key = scalar(yaml_document_get_node(r->document, pair->key));
    const yaml_node_t *list = yaml_document_get_node(r->document, pair->value);
    if (!key || strcmp(key, "vignettes") || list->type != YAML_SEQUENCE_NODE)
        return wrong(r, root, "\"vignettes:\" and a list are wanted");
    for (yaml_node_item_t *item = list->data.sequence.items.start;
         item < list->data.sequence.items.top; item++)
        if (!read_vignette(r, yaml_document_get_node(r->document, *item)))
            return false;
    return true;
}

static bool read_page(struct vignettes *all, const char *path, char *error, size_t size)
{
    struct reader r = {all, NULL, path, error, size};
    struct vignette_page *page = calloc(1, sizeof *page);
    FILE *file = fopen(path, "rb");
    yaml_parser_t parser;
    bool loaded = false;
    if (!page || !file || !yaml_parser_initialize(&parser)) {
        free(page);
        if (file)
            fclose(file);
        return wrong(&r, NULL, "cannot be read");
    }
    yaml_parser_set_input_file(&parser, file);
    loaded = yaml_parser_load(&parser, &page->document);
    if (!loaded)
        snprintf(error, size, "%s:%zu: %s", path, parser.problem_mark.line + 1,
                 parser.problem ? parser.problem : "not YAML");
    yaml_parser_delete(&parser);
    fclose(file);
    if (!loaded) {
        free(page);
        return false;
    }
    page->next = all->pages;
    all->pages = page;
    r.document = &page->document;
    return read_document(&r);
}

static int is_yaml(const struct dirent *entry)
{
    const size_t n = strlen(entry->d_name);
    return n > 5 && !strcmp(entry->d_name + n - 5, ".yaml");
}

bool vignettes_read(struct vignettes *all, const char *folder, char *error, size_t size)
{
    struct dirent **entries = NULL;
    *all = (struct vignettes){0};
    const int n = scandir(folder, &entries, is_yaml, alphasort);
    bool good = n > 0;
    if (!good)
        snprintf(error, size, "%s: no vignettes", folder);
    for (int k = 0; k < n; k++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entries[k]->d_name);
        good = good && read_page(all, path, error, size);
        free(entries[k]);
    }
    free(entries);
    if (!good)
        vignettes_release(all);
    return good;
}

void vignettes_release(struct vignettes *all)
{
    while (all->pages) {
        struct vignette_page *page = all->pages;
        all->pages = page->next;
        yaml_document_delete(&page->document);
        free(page);
    }
    free(all->list);
    *all = (struct vignettes){0};
}

int vignette_set(const struct vignette *vignette)
{
    return !strncmp(vignette->id, "second-", 7) ? 1 : !strncmp(vignette->id, "third-", 6) ? 2 : 0;
}

bool vignette_is_open(const struct vignette *vignette)
{
    uint32_t hash = 2166136261u; /* FNV-1a: offset basis and prime of 32 bits */
    for (const char *c = vignette->id; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    return hash % 2 == 0 && !vignette_set(vignette);
}

enum phil_status vignette_answers(struct phil_answers **answers,
                                  const struct phil_knowledge *knowledge,
                                  const struct vignette *vignette, const struct phil_log *log)
{
    enum phil_status status = phil_answers_new(answers, knowledge);
    for (size_t k = 0; !status && k < vignette->n_answers; k++)
        status = phil_answers_set_text(*answers, vignette->answers[k].finding,
                                       vignette->answers[k].value, log);
    if (status) {
        phil_answers_free(*answers);
        *answers = NULL;
    }
    return status;
}
