/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "loader.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/number.h"
#include "yaml_line.h"

enum { LONGEST_ID = 63 }; /* the diary keeps ids in 64 bytes */

struct phil_block {
    struct phil_block *next;
    max_align_t data[];
};

void *phil_loader_allocate(struct phil_loader *l, size_t n, size_t size)
{
    size_t bytes;
    if (n == 0 || l->status)
        return NULL;
    struct phil_block *block = NULL;
    if (phil_size_mul(n, size, &bytes) && bytes < SIZE_MAX - sizeof *block)
        block = calloc(1, sizeof *block + bytes);
    if (!block) {
        l->status = PHIL_EMEM;
        return NULL;
    }
    block->next = l->arena->blocks;
    l->arena->blocks = block;
    return block->data;
}

void phil_arena_free(struct phil_arena *arena)
{
    if (!arena)
        return;
    for (int f = 0; f < PHIL_N_FILES; f++)
        phil_raw_free(arena->raw[f], (enum phil_knowledge_file)f);
    while (arena->blocks) {
        struct phil_block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
    free(arena);
}

size_t phil_loader_enter(struct phil_loader *l, const char *format, ...)
{
    const size_t mark = l->path_length;
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(l->path + mark, sizeof l->path - mark, format, arguments);
    va_end(arguments);
    if (n > 0 && (size_t)n < sizeof l->path - mark)
        l->path_length += (size_t)n;
    l->path[l->path_length] = '\0';
    return mark;
}

void phil_loader_leave(struct phil_loader *l, size_t mark)
{
    l->path_length = mark;
    l->path[mark] = '\0';
}

void phil_loader_fail(struct phil_loader *l, const char *key, const char *format, ...)
{
    char why[512];
    const char *problem;
    if (l->status)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    const size_t mark = phil_loader_enter(l, *key && *key != '[' ? ".%s" : "%s", key);
    const size_t line = phil_yaml_line(l->text, l->size, l->path, &problem);
    l->status = line ? PHIL_EFORMAT : PHIL_EMEM;
    if (line)
        phil_yaml_complain(l->log, l->name, line, why);
    phil_loader_leave(l, mark);
}

static bool is_made_of(const char *id, const char *letters)
{
    const size_t n = strlen(id);
    return n > 0 && n <= LONGEST_ID && strspn(id, letters) == n;
}

bool phil_is_id(const char *id)
{
    return is_made_of(id, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

const char *phil_take_id(struct phil_loader *l, const char *id)
{
    if (!phil_is_id(id))
        phil_loader_fail(l, "id",
                         "\"%.80s\" must be of at most %d lower-case letters, digits and _", id,
                         LONGEST_ID);
    return id;
}

const char *phil_take_source_id(struct phil_loader *l, const char *id)
{
    if (!is_made_of(id, "abcdefghijklmnopqrstuvwxyz0123456789_-ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        phil_loader_fail(l, "id", "\"%.80s\" must be of at most %d letters, digits, - and _", id,
                         LONGEST_ID);
    return id;
}

/* Lists are short: comparing each item with those before it costs nothing that counts. */
void phil_check_unique(struct phil_loader *l, const void *list, size_t at, size_t size)
{
    const char *const id = *(const char *const *)((const char *)list + at * size);
    for (size_t i = 0; i < at; i++)
        if (strcmp(*(const char *const *)((const char *)list + i * size), id) == 0)
            phil_loader_fail(l, "id", "stands twice: %s", id);
}

const char *phil_take_text(const char *text)
{
    return text ? text : "";
}

double phil_take_real(struct phil_loader *l, const char *key, const char *text, double lo,
                      double hi)
{
    double value = lo;
    if (!text)
        phil_loader_fail(l, key, "missing: %s", key);
    else if (!phil_number_read(text, &value))
        phil_loader_fail(l, key, "%s is no number: %.40s", key, text);
    else if (!(value >= lo && value <= hi))
        phil_loader_fail(l, key, "%s must be from %s to %s, is %s", key, phil_number_text(lo).s,
                         phil_number_text(hi).s, phil_number_text(value).s);
    return value;
}

static void check_figure(struct phil_loader *l, const struct phil_figure *figure,
                         enum phil_range range)
{
    if (!(figure->lo <= figure->value && figure->value <= figure->hi))
        phil_loader_fail(l, "value", "lo <= value <= hi does not hold: %s, %s, %s",
                         phil_number_text(figure->lo).s, phil_number_text(figure->value).s,
                         phil_number_text(figure->hi).s);
    else if (range == PHIL_RANGE_PROBABILITY && !(figure->lo > 0 && figure->hi < 1))
        phil_loader_fail(l, figure->lo > 0 ? "hi" : "lo",
                         "a probability and its range lie between 0 and 1, without either");
    else if (range == PHIL_RANGE_RATIO && !(figure->lo > 0))
        phil_loader_fail(l, "lo", "an odds ratio and its range lie above 0");
}

struct phil_figure phil_take_figure(struct phil_loader *l, const char *key,
                                    const struct phil_raw_figure *raw, enum phil_range range)
{
    const size_t mark = phil_loader_enter(l, ".%s", key);
    const double most = range == PHIL_RANGE_PROBABILITY ? 1 : 1e9; /* nothing infinite */
    const struct phil_figure figure = {
        .value = phil_take_real(l, "value", raw->value, 0, most),
        .lo = phil_take_real(l, "lo", raw->lo, 0, most),
        .hi = phil_take_real(l, "hi", raw->hi, 0, most),
        .basis = raw->basis,
        .source = phil_take_source(l, raw->source),
        .note = raw->note,
    };
    check_figure(l, &figure, range);
    phil_loader_leave(l, mark);
    return figure;
}

const char *phil_take_source(struct phil_loader *l, const char *id)
{
    const struct phil_source *source = phil_knowledge_find_source(l->knowledge, id);
    if (source)
        return source->id;
    phil_loader_fail(l, "source", "no such source in %s: %.80s",
                     phil_knowledge_file_name(PHIL_FILE_SOURCES), id);
    return id;
}

static void fail_unknown_finding(struct phil_loader *l, const char *key, const char *id)
{
    const struct phil_knowledge *k = l->knowledge;
    const char **ids = phil_loader_allocate(l, k->n_findings, sizeof *ids);
    for (size_t i = 0; ids && i < k->n_findings; i++)
        ids[i] = k->findings[i].view.id;
    const char *near = ids ? phil_nearest(id, ids, k->n_findings) : NULL;
    phil_loader_fail(l, key,
                     near ? "no such finding: %.80s; did you mean %s?" : "no such finding: %.80s",
                     id, near);
}

size_t phil_take_finding(struct phil_loader *l, const char *key, const char *id)
{
    const size_t at = phil_knowledge_finding_at(l->knowledge, id);
    if (at < l->knowledge->n_findings)
        return at;
    fail_unknown_finding(l, key, id);
    return 0;
}

const char *const *phil_take_words(const struct phil_raw_words *words)
{
    return (const char *const *)words->items;
}

/* The one test of a condition; NULL when there is none or more than one. */
static const char *only_test(const struct phil_raw_condition *raw, enum phil_test *test,
                             const char **key)
{
    const char *const texts[] = {raw->is, raw->is_not, raw->at_least, raw->at_most};
    static const char *const keys[] = {"is", "is_not", "at_least", "at_most"};
    const char *found = NULL;
    for (int i = 0; i < 4; i++) {
        if (!texts[i])
            continue;
        if (found)
            return NULL;
        found = texts[i];
        *key = keys[i];
        *test = (enum phil_test)i;
    }
    return found;
}

static void take_condition(struct phil_loader *l, const struct phil_raw_condition *raw,
                           struct phil_condition *condition)
{
    const char *key = "";
    const char *text = only_test(raw, &condition->test, &key);
    condition->finding = phil_take_finding(l, "finding", raw->finding);
    if (!text) {
        phil_loader_fail(l, "", "needs one of is, is_not, at_least, at_most");
        return;
    }
    if (l->status)
        return;
    const struct phil_finding *finding = &l->knowledge->findings[condition->finding].view;
    const bool compares =
        condition->test == PHIL_TEST_AT_LEAST || condition->test == PHIL_TEST_AT_MOST;
    if (compares != (finding->type == PHIL_FINDING_NUMBER))
        phil_loader_fail(l, key,
                         compares ? "%s is no number: use is or is_not"
                                  : "%s is a number: use at_least or at_most",
                         finding->id);
    else if (compares)
        condition->value = phil_take_real(l, key, text, finding->lo, finding->hi);
    else if (!phil_finding_word(finding, text, &condition->value))
        phil_loader_fail(l, key, "%s is never \"%.40s\"", finding->id, text);
}

static struct phil_condition *take_conditions(struct phil_loader *l, const char *key,
                                              const struct phil_raw_condition *raw, size_t n)
{
    struct phil_condition *conditions = phil_loader_allocate(l, n, sizeof *conditions);
    for (size_t i = 0; conditions && i < n; i++) {
        const size_t mark = phil_loader_enter(l, ".%s[%zu]", key, i);
        take_condition(l, &raw[i], &conditions[i]);
        phil_loader_leave(l, mark);
    }
    return conditions;
}

struct phil_when phil_take_when(struct phil_loader *l, const char *key,
                                const struct phil_raw_when *raw)
{
    struct phil_when when = {.n_all = 0};
    if (!raw)
        return when;
    const size_t mark = phil_loader_enter(l, ".%s", key);
    when.all = take_conditions(l, "all", raw->all, raw->n_all);
    when.any = take_conditions(l, "any", raw->any, raw->n_any);
    when.none = take_conditions(l, "none", raw->none, raw->n_none);
    if (!l->status) {
        when.n_all = raw->n_all;
        when.n_any = raw->n_any;
        when.n_none = raw->n_none;
    }
    if (raw->n_all + raw->n_any == 0)
        phil_loader_fail(l, "", "must hold a condition");
    phil_loader_leave(l, mark);
    return when;
}
