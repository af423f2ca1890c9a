/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry as a row of a table. */
#ifndef PHIL_STORE_ROW_H
#define PHIL_STORE_ROW_H

#include "store/inside.h"

/* The columns that `entry` and `past` share, in the order in which they are put and got. */
#define PHIL_ENTRY_COLUMNS                                                                         \
    "at_s, offset_s, zone, kind, thing, amount, typed, unit, caffeine_mg, alcohol_g,"              \
    " potassium_mg, note"

enum { PHIL_N_ENTRY_COLUMNS = 12 };

/* Binds the next twelve values. */
void phil_row_put(struct phil_query *query, const struct phil_entry *entry);

/* The entry of a row that begins with its id and the columns. False: philtrum never wrote this. */
bool phil_row_get(const struct phil_query *query, struct phil_entry *entry);

/* Ends a query whose row is none that philtrum wrote, unless memory ran out while it was read. */
enum phil_status phil_row_bad(struct phil_query *query);

/* There is no entry `id`. */
enum phil_status phil_no_entry(const struct phil_store *store, int64_t id, const char *what);

#endif
