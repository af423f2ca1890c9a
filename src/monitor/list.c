/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comma-separated values, read strictly: a quotation mark that is never closed or stands in the
 * middle of a field, a byte that is not UTF-8 or steers a terminal is a fault, since guessing would
 * shift numbers into other columns. The last line may lack its end: lists of visits are typed by
 * hand and come from spreadsheets.
 */
#include "monitor/list.h"

#include <stdlib.h>
#include <string.h>

#include "diary/words.h"

bool phil_list_open(struct phil_list *list, const char *text, size_t size)
{
    static const char mark[] = "\xef\xbb\xbf";
    *list = (struct phil_list){.at = text, .end = text + size};
    if (size >= 3 && memcmp(text, mark, 3) == 0)
        list->at += 3;
    /* Each field is followed by a separator or the end there and by a NUL here. */
    list->room = malloc(size + 1);
    return list->room != NULL;
}

void phil_list_close(struct phil_list *list)
{
    free(list->room);
    list->room = NULL;
}

/* A field in quotes; the text stands behind the first. Where its content ends; NULL on a fault. */
static char *read_quoted(struct phil_list *list, char *to)
{
    for (;;) {
        if (list->at == list->end) {
            list->fault = "a quotation mark is never closed";
            return NULL;
        }
        const char c = *list->at++;
        if (c == '"' && (list->at == list->end || *list->at != '"'))
            return to;
        if (c == '"')
            list->at++;
        list->lines += c == '\n';
        *to++ = c;
    }
}

static bool ends_field(char c)
{
    return c == ',' || c == '\r' || c == '\n';
}

static char *read_bare(struct phil_list *list, char *to)
{
    while (list->at < list->end && !ends_field(*list->at)) {
        if (*list->at == '"') {
            list->fault = "a quotation mark within a field without quotation marks";
            return NULL;
        }
        *to++ = *list->at++;
    }
    return to;
}

/* Behind a field: true for a comma. */
static bool more_follows(struct phil_list *list)
{
    if (list->at == list->end)
        return false;
    if (*list->at == ',') {
        list->at++;
        return true;
    }
    if (*list->at == '\r' && list->at + 1 < list->end && list->at[1] == '\n')
        list->at++;
    if (*list->at == '\n') {
        list->at++;
        list->lines++;
    } else {
        list->fault = "something stands between a field and the next comma";
    }
    return false;
}

/* `from` up to `to` becomes a field without blanks at its ends. */
static void keep_field(struct phil_list *list, char *from, char *to)
{
    const char *const fault = phil_text_fault(from, (size_t)(to - from), true);
    if (fault)
        list->fault = fault;
    while (from < to && *from == ' ')
        from++;
    while (to > from && to[-1] == ' ')
        to--;
    *to = '\0';
    list->field[list->n++] = from;
}

static void read_record(struct phil_list *list)
{
    char *to = list->room;
    bool more = true;
    list->n = 0;
    list->line = list->lines + 1;
    while (more && !list->fault) {
        if (list->n == PHIL_LIST_MOST_FIELDS) {
            list->fault = "more than 256 fields";
            return;
        }
        char *const from = to;
        const bool quoted = list->at < list->end && *list->at == '"';
        list->at += quoted;
        to = quoted ? read_quoted(list, to) : read_bare(list, to);
        if (!to)
            return;
        more = more_follows(list);
        keep_field(list, from, to);
        to++;
    }
}

bool phil_list_next(struct phil_list *list)
{
    while (!list->fault && list->at < list->end) {
        read_record(list);
        if (!list->fault && (list->n > 1 || *list->field[0]))
            return true;
    }
    return false;
}
