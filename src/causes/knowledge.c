/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a knowledge base, and the views of it. */
#include "knowledge.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loader.h"
#include "packed.h"

/* Of one file; the whole base is a tenth of it. */
enum { LARGEST_FILE = 4 << 20, LONGEST_PATH = 4096 };

void phil_knowledge_free(struct phil_knowledge *knowledge)
{
    if (!knowledge)
        return;
    phil_arena_free(knowledge->arena);
    free(knowledge);
}

static enum phil_status refuse(const struct phil_log *log, const char *path, const char *why)
{
    phil_log_message(log, PHIL_LOG_ERROR, "cannot use: \"%.500s\": %s", path, why);
    return PHIL_EINPUT;
}

/* What an open file of `size` bytes holds; one that shrinks meanwhile is read to its new end. */
static enum phil_status read_all(int file, size_t size, char **text, size_t *got)
{
    ssize_t n = 1;
    *text = malloc(size + 1);
    if (!*text)
        return PHIL_EMEM;
    for (*got = 0; *got < size && n > 0; *got += n > 0 ? (size_t)n : 0)
        n = read(file, *text + *got, size - *got);
    (*text)[*got] = '\0';
    return n < 0 ? PHIL_EINPUT : PHIL_OK;
}

/* A pipe would be waited for: hence O_NONBLOCK, and ordinary files alone. */
static enum phil_status read_file(const char *path, char **text, size_t *size,
                                  const struct phil_log *log)
{
    struct stat about;
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    enum phil_status status;
    if (file < 0)
        return refuse(log, path, strerror(errno));
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode))
        status = refuse(log, path, "no ordinary file");
    else if (about.st_size > LARGEST_FILE)
        status = refuse(log, path, "too large: more than 4 MB");
    else if ((status = read_all(file, (size_t)about.st_size, text, size)) == PHIL_EINPUT)
        refuse(log, path, strerror(errno));
    close(file);
    return status;
}

static void (*const take[PHIL_N_FILES])(struct phil_loader *l, const struct phil_raw *raw) = {
    [PHIL_FILE_SOURCES] = phil_load_sources,   [PHIL_FILE_FINDINGS] = phil_load_findings,
    [PHIL_FILE_REMEDIES] = phil_load_remedies, [PHIL_FILE_CAUSES] = phil_load_causes,
    [PHIL_FILE_TRIAGE] = phil_load_triage,     [PHIL_FILE_DRINKS] = phil_load_drinks,
    [PHIL_FILE_FOODS] = phil_load_foods,       [PHIL_FILE_MUSCLES] = phil_load_muscles,
};

static enum phil_status load_text(struct phil_loader *l, const char *text, size_t size,
                                  const char *name)
{
    struct phil_raw *raw;
    l->name = name;
    l->text = text;
    l->size = size;
    l->status = phil_raw_read(&raw, l->file, text, size, name, l->log);
    if (!l->status) {
        l->arena->raw[l->file] = raw;
        take[l->file](l, raw);
    }
    return l->status;
}

/* The build has made sure that there is no mistake to be told. */
static enum phil_status load_packed(struct phil_loader *l)
{
    l->name = phil_knowledge_file_name(l->file);
    l->text = "";
    l->size = 0;
    const struct phil_raw *raw = phil_unpack(l, &phil_packed[l->file]);
    if (raw)
        take[l->file](l, raw);
    return l->status;
}

static enum phil_status load_file(struct phil_loader *l, const char *folder)
{
    char path[LONGEST_PATH];
    char *text = NULL;
    size_t size = 0;
    const char *name = phil_knowledge_file_name(l->file);
    if (!folder)
        return load_packed(l);
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return refuse(l->log, folder, "the path is too long");
    enum phil_status status = read_file(path, &text, &size, l->log);
    if (!status)
        status = load_text(l, text, size, path);
    free(text);
    l->text = l->name = NULL; /* they end here */
    return status;
}

enum phil_status phil_knowledge_new(struct phil_knowledge **knowledge, const char *folder,
                                    const struct phil_log *log)
{
    struct phil_knowledge *k = calloc(1, sizeof *k);
    struct phil_arena *arena = calloc(1, sizeof *arena);
    *knowledge = NULL;
    if (!k || !arena) {
        free(k);
        free(arena);
        return PHIL_EMEM;
    }
    k->arena = arena;
    struct phil_loader loader = {.knowledge = k, .arena = arena, .log = log};
    enum phil_status status = PHIL_OK;
    for (int f = 0; !status && f < PHIL_N_FILES; f++) {
        loader.file = (enum phil_knowledge_file)f;
        status = load_file(&loader, folder);
    }
    if (status)
        phil_knowledge_free(k);
    else
        *knowledge = k;
    return status;
}

/* --- views ------------------------------------------------------------------------------------ */

const struct phil_cause *phil_knowledge_cause(const struct phil_knowledge *knowledge, size_t at)
{
    return at < knowledge->n_causes ? &knowledge->causes[at].view : NULL;
}

const struct phil_finding *phil_knowledge_finding(const struct phil_knowledge *knowledge, size_t at)
{
    return at < knowledge->n_findings ? &knowledge->findings[at].view : NULL;
}

const struct phil_source *phil_knowledge_source(const struct phil_knowledge *knowledge, size_t at)
{
    return at < knowledge->n_sources ? &knowledge->sources[at] : NULL;
}

const struct phil_intake *phil_knowledge_intake(const struct phil_knowledge *knowledge, size_t at)
{
    return at < knowledge->n_intakes ? &knowledge->intakes[at] : NULL;
}

const struct phil_cause *phil_knowledge_find_cause(const struct phil_knowledge *knowledge,
                                                   const char *id)
{
    for (size_t i = 0; i < knowledge->n_causes; i++)
        if (strcmp(knowledge->causes[i].view.id, id) == 0)
            return &knowledge->causes[i].view;
    return NULL;
}

size_t phil_knowledge_finding_at(const struct phil_knowledge *knowledge, const char *id)
{
    size_t at = 0;
    while (at < knowledge->n_findings && strcmp(knowledge->findings[at].view.id, id) != 0)
        at++;
    return at;
}

const struct phil_finding *phil_knowledge_find_finding(const struct phil_knowledge *knowledge,
                                                       const char *id)
{
    return phil_knowledge_finding(knowledge, phil_knowledge_finding_at(knowledge, id));
}

const struct phil_source *phil_knowledge_find_source(const struct phil_knowledge *knowledge,
                                                     const char *id)
{
    for (size_t i = 0; i < knowledge->n_sources; i++)
        if (strcmp(knowledge->sources[i].id, id) == 0)
            return &knowledge->sources[i];
    return NULL;
}

const struct phil_muscle *phil_knowledge_muscle(const struct phil_knowledge *knowledge,
                                                enum phil_region region, size_t at)
{
    if ((unsigned)region >= PHIL_N_REGIONS || at >= knowledge->n_region_muscles[region])
        return NULL;
    return &knowledge->muscles[knowledge->region_muscles[region][at]];
}

const struct phil_remedy *phil_knowledge_remedy(const struct phil_knowledge *knowledge,
                                                const char *id)
{
    for (size_t i = 0; i < knowledge->n_remedies; i++)
        if (strcmp(knowledge->remedies[i].id, id) == 0)
            return &knowledge->remedies[i];
    return NULL;
}

const struct phil_remedy_trial *phil_knowledge_trial(const struct phil_knowledge *knowledge,
                                                     const char *remedy)
{
    const struct phil_remedy *found = phil_knowledge_remedy(knowledge, remedy);
    return found && found->trial ? &found->trial->view : NULL;
}

const struct phil_remedy_trial *phil_knowledge_trial_at(const struct phil_knowledge *knowledge,
                                                        size_t at)
{
    for (size_t i = 0; i < knowledge->n_remedies; i++)
        if (knowledge->remedies[i].trial && at-- == 0)
            return &knowledge->remedies[i].trial->view;
    return NULL;
}

bool phil_finding_word(const struct phil_finding *finding, const char *word, double *value)
{
    static const char *const yes_no[] = {"no", "yes", "false", "true"};
    if (finding->type == PHIL_FINDING_YES_NO)
        for (int i = 0; i < 4; i++)
            if (strcmp(word, yes_no[i]) == 0) {
                *value = i % 2;
                return true;
            }
    for (size_t i = 0; i < finding->n_choices; i++)
        if (strcmp(word, finding->choices[i]) == 0) {
            *value = (double)i;
            return true;
        }
    return false;
}
