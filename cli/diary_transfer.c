/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diary_transfer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "options.h"
#include "output.h"
#include "screen.h"

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), wanted = strlen(end);
    return length >= wanted && strcasecmp(text + length - wanted, end) == 0;
}

/* Whether `path` says that it is JSON (.json) or CSV (.csv, -); another ending is an error that is
 * told. */
static bool find_form(const char *option, const char *path, bool *json)
{
    *json = ends_with(path, ".json");
    if (*json || ends_with(path, ".csv") || strcmp(path, "-") == 0)
        return true;
    phil_option_error(option, path, "the name must end in .csv or .json, or be -");
    return false;
}

enum phil_exit phil_diary_export(const char *path, const struct phil_entry *entries, size_t n)
{
    struct phil_output output;
    bool json;
    char count[48];
    if (!find_form("--export", path, &json))
        return PHIL_EXIT_USAGE;
    if (!phil_output_open_private(&output, path))
        return PHIL_EXIT_MACHINE;
    errno = 0;
    const int errors = phil_console_errors();
    const enum phil_status status = json ? phil_diary_write_json(output.file, entries, n)
                                         : phil_diary_write_csv(output.file, entries, n);
    const bool told = status == PHIL_OK || status == PHIL_EIO;
    enum phil_exit result = phil_output_close(&output, told);
    if (!told)
        result = phil_exit_worse(result, phil_console_failed(status, errors, "cannot write", path));
    if (result != PHIL_EXIT_DONE || strcmp(path, "-") == 0)
        return result;
    phil_screen_count(count, sizeof count, n, "entry", "entries");
    phil_screen_print(stdout, phil_console_style(stdout).columns, 0, "Wrote %s to %s.", count,
                      path);
    return phil_console_flush();
}

/* --- import ----------------------------------------------------------------------------------- */

static int compare_numbers(double a, double b)
{
    return a < b ? -1 : a > b;
}

/* What makes two entries the same one: when, what, how much, and its words. The id is the diary's
 * own, and what the knowledge base said of it may have changed. */
static int compare_entries(const void *a, const void *b)
{
    const struct phil_entry *x = a, *y = b;
    if (x->at.utc_s != y->at.utc_s)
        return x->at.utc_s < y->at.utc_s ? -1 : 1;
    int order = x->at.offset_s != y->at.offset_s ? (x->at.offset_s < y->at.offset_s ? -1 : 1)
                                                 : (int)x->kind - (int)y->kind;
    order = order ? order : strcmp(x->thing, y->thing);
    order = order ? order : compare_numbers(x->amount, y->amount);
    order = order ? order : compare_numbers(x->typed, y->typed);
    order = order ? order : strcmp(x->unit, y->unit);
    return order ? order : strcmp(x->note, y->note);
}

/* Keeps of `n` sorted entries those that the sorted `known` ones have no partner for: two cups at
 * the same minute are two entries, and stay two. */
static size_t leave_new(struct phil_entry *entries, size_t n, const struct phil_entry *known,
                        size_t n_known)
{
    size_t kept = 0, k = 0;
    for (size_t i = 0; i < n; i++) {
        while (k < n_known && compare_entries(&known[k], &entries[i]) < 0)
            k++;
        if (k < n_known && compare_entries(&known[k], &entries[i]) == 0)
            k++;
        else
            entries[kept++] = entries[i];
    }
    return kept;
}

static enum phil_status add_new(struct phil_store *store, struct phil_entry *entries, size_t n,
                                size_t *added)
{
    struct phil_entry *known = NULL;
    size_t n_known = 0;
    *added = 0;
    if (n == 0)
        return PHIL_OK;
    qsort(entries, n, sizeof *entries, compare_entries);
    enum phil_status status = phil_store_entries(store, entries[0].at.utc_s,
                                                 entries[n - 1].at.utc_s + 1, &known, &n_known);
    if (status != PHIL_OK)
        return status;
    if (n_known > 0)
        qsort(known, n_known, sizeof *known, compare_entries);
    *added = leave_new(entries, n, known, n_known);
    free(known);
    return *added > 0 ? phil_store_add(store, entries, *added) : PHIL_OK;
}

static enum phil_exit tell(const char *path, size_t added, size_t known)
{
    const int columns = phil_console_style(stdout).columns;
    char count[48], before[48];
    phil_screen_count(count, sizeof count, added, "entry", "entries");
    phil_screen_count(before, sizeof before, known, "was", "were");
    phil_screen_print(stdout, columns, 0, "Added %s from %s.", count, path);
    if (known > 0)
        phil_screen_print(stdout, columns, 0, "%s in your diary already and %s left as %s.", before,
                          known == 1 ? "was" : "were", known == 1 ? "it was" : "they were");
    return phil_console_flush();
}

enum phil_exit phil_diary_import(struct phil_store *store, const char *path)
{
    struct phil_entry *entries = NULL;
    char *text;
    size_t size, n = 0, added = 0;
    bool json;
    if (!find_form("--import", path, &json))
        return PHIL_EXIT_USAGE;
    enum phil_exit result = phil_input_read(path, &text, &size);
    if (result != PHIL_EXIT_DONE)
        return result;
    const int errors = phil_console_errors();
    enum phil_status status =
        json ? phil_diary_read_json(&entries, &n, text, size, path, phil_console_log())
             : phil_diary_read_csv(&entries, &n, text, size, path, phil_console_log());
    free(text);
    if (status == PHIL_OK)
        status = add_new(store, entries, n, &added);
    free(entries);
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot import", path);
    return tell(path, added, n - added);
}
