/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diary for the eye: day by day, with totals, recordings and the caffeine in the body. */
#ifndef PHIL_CLI_DIARY_SHOW_H
#define PHIL_CLI_DIARY_SHOW_H

#include "known.h"

struct phil_diary_days {
    int64_t from, to; /* days on the wall since 1970-01-01, both shown */
    int kind;         /* enum phil_entry_kind to show alone; -1: all */
};

/* Reads what `days` need from the store: entries of these days, filtered by kind, in *entries. The
 * caller frees them. Errors: those of phil_store_entries(). */
enum phil_status phil_diary_entries(struct phil_store *store, const struct phil_diary_days *days,
                                    struct phil_entry **entries, size_t *n);

/* Prints these days. Errors: those of the store, PHIL_EMEM. */
enum phil_status phil_diary_show(FILE *out, struct phil_store *store,
                                 const struct phil_known *known, const struct phil_diary_days *days,
                                 const struct phil_terminal_style *style);

#endif
