/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diary_change.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "screen.h"

static int columns(void)
{
    return phil_console_style(stdout).columns;
}

static bool parse_id(const char *text, int64_t *id)
{
    char *end;
    errno = 0;
    *id = isdigit((unsigned char)*text) ? strtoll(text, &end, 10) : 0;
    if (*id > 0 && !*end && !errno)
        return true;
    phil_option_error("an entry", text, "the ID is the number before it in philtrum diary");
    return false;
}

/* An entry that is not there is a mistake of the command line, not of the diary. */
static enum phil_exit failed(enum phil_status status, int errors, const char *what, int64_t id)
{
    char subject[32];
    snprintf(subject, sizeof subject, "entry %lld", (long long)id);
    if (status == PHIL_EDATA && phil_console_errors() == errors)
        phil_console_error("%s: \"%s\": there is none", what, subject);
    const enum phil_exit result = phil_console_failed(status, errors, what, subject);
    return status == PHIL_EDATA ? PHIL_EXIT_USAGE : result;
}

static void tell_entry(const struct phil_change *change, const char *lead,
                       const struct phil_entry *entry)
{
    phil_screen_entry(stdout, columns(), lead, entry, change->known->knowledge,
                      &change->known->now);
}

static enum phil_status read_words(const struct phil_change *change, struct phil_entry *entry)
{
    const struct phil_entry before = *entry;
    enum phil_status status = PHIL_OK;
    if (change->n_words > 2) {
        status = phil_entry_parse(entry, change->known->knowledge, change->words + 2,
                                  change->n_words - 2, change->at, &change->known->now,
                                  phil_console_log_all());
        entry->id = before.id;
        /* "sleep 23:30-06:15" says itself when it was. */
        if (!change->at && entry->at.utc_s == change->known->now.utc_s)
            entry->at = before.at;
        if (!*entry->note)
            memcpy(entry->note, before.note, sizeof entry->note);
    } else if (change->at) {
        status = phil_moment_parse(&entry->at, change->at, &change->known->now, phil_console_log());
    }
    if (change->note && !status)
        status = phil_entry_set_note(entry, change->note, phil_console_log());
    return status;
}

enum phil_exit phil_diary_edit(const struct phil_change *change, struct phil_store *store)
{
    struct phil_entry entry;
    int64_t id;
    if (!parse_id(change->words[1], &id))
        return PHIL_EXIT_USAGE;
    if (change->n_words == 2 && !change->at && !change->note) {
        phil_option_error("edit", change->words[1], "say what it was, or --at or --note");
        return PHIL_EXIT_USAGE;
    }
    const int errors = phil_console_errors();
    enum phil_status status = phil_store_entry(store, id, &entry);
    if (status == PHIL_OK)
        status = read_words(change, &entry);
    if (status == PHIL_OK)
        status = phil_store_edit(store, &entry);
    if (status != PHIL_OK)
        return failed(status, errors, "cannot change", id);
    tell_entry(change, "Now", &entry);
    phil_screen_print(stdout, columns(), 0, "To take it back: philtrum diary restore %lld",
                      (long long)id);
    return phil_console_flush();
}

static enum phil_exit remove_one(const struct phil_change *change, struct phil_store *store,
                                 int64_t id)
{
    struct phil_entry entry;
    const int errors = phil_console_errors();
    enum phil_status status = phil_store_entry(store, id, &entry);
    if (status == PHIL_OK)
        status = phil_store_remove(store, id);
    if (status != PHIL_OK)
        return failed(status, errors, "cannot remove", id);
    tell_entry(change, "Removed", &entry);
    phil_screen_print(stdout, columns(), 0, "To bring it back: philtrum diary restore %lld",
                      (long long)id);
    return phil_console_flush();
}

static enum phil_exit restore_one(const struct phil_change *change, struct phil_store *store,
                                  int64_t id)
{
    struct phil_entry entry;
    const int errors = phil_console_errors();
    enum phil_status status = phil_store_restore(store, id);
    if (status == PHIL_OK)
        status = phil_store_entry(store, id, &entry);
    if (status != PHIL_OK)
        return failed(status, errors, "cannot restore", id);
    tell_entry(change, "As it was", &entry);
    return phil_console_flush();
}

/* All names are read before the first entry is touched. */
static enum phil_exit for_each(const struct phil_change *change, struct phil_store *store,
                               enum phil_exit (*one)(const struct phil_change *,
                                                     struct phil_store *, int64_t))
{
    enum phil_exit result = PHIL_EXIT_DONE;
    int64_t id;
    for (size_t i = 1; i < change->n_words; i++)
        if (!parse_id(change->words[i], &id))
            return PHIL_EXIT_USAGE;
    for (size_t i = 1; i < change->n_words; i++) {
        parse_id(change->words[i], &id);
        result = phil_exit_worse(result, one(change, store, id));
    }
    return result;
}

enum phil_exit phil_diary_remove(const struct phil_change *change, struct phil_store *store)
{
    return for_each(change, store, remove_one);
}

enum phil_exit phil_diary_restore(const struct phil_change *change, struct phil_store *store)
{
    return for_each(change, store, restore_one);
}

static void tell_past(const struct phil_change *change, const struct phil_past_entry *past)
{
    /* When it was changed is told by the clock on this wall. */
    const struct phil_moment changed = {.utc_s = past->changed_s,
                                        .offset_s = change->known->now.offset_s};
    char when[96], lead[128];
    phil_screen_when(when, sizeof when, &changed, &change->known->now);
    snprintf(lead, sizeof lead, "Until it was %s, %s", past->removed ? "removed" : "changed", when);
    tell_entry(change, lead, &past->entry);
}

/* Asking the store for an entry that is removed would be an error, and here it is none. */
static enum phil_status find_standing(struct phil_store *store, int64_t id,
                                      struct phil_entry *entry, bool *stands)
{
    struct phil_entry *entries = NULL;
    size_t n = 0;
    const enum phil_status status = phil_store_entries(store, INT64_MIN, INT64_MAX, &entries, &n);
    for (size_t i = 0; status == PHIL_OK && i < n && !*stands; i++) {
        *stands = entries[i].id == id;
        *entry = entries[i];
    }
    free(entries);
    return status;
}

enum phil_exit phil_diary_history(const struct phil_change *change, struct phil_store *store)
{
    struct phil_past_entry *past = NULL;
    struct phil_entry entry;
    size_t n = 0;
    int64_t id;
    if (!parse_id(change->words[1], &id))
        return PHIL_EXIT_USAGE;
    const int errors = phil_console_errors();
    enum phil_status status = phil_store_history(store, id, &past, &n);
    for (size_t i = 0; status == PHIL_OK && i < n; i++)
        tell_past(change, &past[i]);
    free(past);
    if (status != PHIL_OK)
        return failed(status, errors, "cannot show", id);
    bool stands = false;
    status = find_standing(store, id, &entry, &stands);
    if (status == PHIL_OK && stands)
        tell_entry(change, n > 0 ? "Now" : "Never changed", &entry);
    else if (status == PHIL_OK && n > 0)
        fputs("It is removed now.\n", stdout);
    else
        return failed(status == PHIL_OK ? PHIL_EDATA : status, errors, "cannot show", id);
    return phil_console_flush();
}
