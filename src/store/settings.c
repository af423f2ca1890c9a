/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values kept by name. */
#include "store/inside.h"

#include <stdlib.h>
#include <string.h>

enum phil_status phil_store_set(struct phil_store *store, const char *name, const char *value)
{
    static const char what[] = "cannot keep a value in the diary";
    static const char sql[] = "INSERT INTO setting(name, value) VALUES(?, ?)"
                              " ON CONFLICT(name) DO UPDATE SET value = excluded.value";
    enum phil_status status = phil_store_begin(store, what);
    if (status != PHIL_OK)
        return status;
    struct phil_query query = phil_query(store, sql, what);
    phil_query_text(&query, name);
    phil_query_text(&query, value);
    status = phil_query_run(&query);
    return phil_store_finish(store, status, what);
}

enum phil_status phil_store_get(struct phil_store *store, const char *name, char **value)
{
    static const char sql[] = "SELECT value FROM setting WHERE name = ?";
    struct phil_query query = phil_query(store, sql, "cannot read a value of the diary");
    *value = NULL;
    phil_query_text(&query, name);
    enum phil_status status = phil_query_next(&query);
    if (status != PHIL_OK)
        return status == PHIL_END ? PHIL_OK : status;
    status = phil_query_new_text(&query, 0, value);
    phil_query_end(&query);
    return status;
}
