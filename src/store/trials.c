/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trials as they were planned. A plan is a text of its own schema: what it means is for `trial` to
 * say. No row is ever changed or deleted. */
#include "store/inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/checked.h"

enum { MOST_PLAN = 1 << 20 }; /* bytes; a plan has some 4 kB */

/* Within the transaction that adds: whoever waited for it has not seen what came before. */
static enum phil_status check_last(struct phil_store *store, int64_t after, const char *what)
{
    int64_t last;
    const enum phil_status status =
        phil_sql_number(store, "SELECT coalesce(max(id), 0) FROM trial", &last, what);
    if (status == PHIL_OK && last != after)
        return phil_store_refuse(store, PHIL_EDATA, what,
                                 "trial %" PRId64 " was planned at the same moment", last);
    return status;
}

static enum phil_status insert(struct phil_store *store, const char *plan, const char *what)
{
    struct phil_query query =
        phil_query(store, "INSERT INTO trial(saved_s, plan) VALUES(?, ?)", what);
    phil_query_int(&query, time(NULL));
    phil_query_text(&query, plan);
    return phil_query_run(&query);
}

enum phil_status phil_store_add_trial(struct phil_store *store, const char *plan, int64_t after,
                                      int64_t *id)
{
    static const char what[] = "cannot keep the trial";
    if (strlen(plan) > MOST_PLAN)
        return phil_store_refuse(store, PHIL_EARG, what, "its plan is longer than %d MB",
                                 MOST_PLAN >> 20);
    enum phil_status status = phil_store_begin(store, what);
    if (status != PHIL_OK)
        return status;
    status = check_last(store, after, what);
    if (status == PHIL_OK)
        status = insert(store, plan, what);
    const int64_t new_id = sqlite3_last_insert_rowid(store->db);
    status = phil_store_finish(store, status, what);
    if (status == PHIL_OK)
        *id = new_id;
    return status;
}

void phil_saved_trials_free(struct phil_saved_trial *trials, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(trials[i].plan);
    free(trials);
}

static enum phil_status collect(struct phil_query *query, struct phil_saved_trial **trials,
                                size_t *n)
{
    size_t capacity = 0;
    enum phil_status status;
    while ((status = phil_query_next(query)) == PHIL_OK) {
        struct phil_saved_trial trial = {
            .id = sqlite3_column_int64(query->statement, 0),
            .saved_s = sqlite3_column_int64(query->statement, 1),
        };
        status = phil_grow((void **)trials, &capacity, *n + 1, sizeof **trials)
                     ? phil_query_new_text(query, 2, &trial.plan)
                     : phil_store_refuse(query->store, PHIL_EMEM, query->what, "out of memory");
        if (status != PHIL_OK) {
            phil_query_end(query);
            return status;
        }
        (*trials)[(*n)++] = trial;
    }
    return status == PHIL_END ? PHIL_OK : status;
}

enum phil_status phil_store_trials(struct phil_store *store, struct phil_saved_trial **trials,
                                   size_t *n)
{
    static const char sql[] = "SELECT id, saved_s, plan FROM trial ORDER BY id";
    struct phil_query query = phil_query(store, sql, "cannot read the trials");
    struct phil_saved_trial *found = NULL;
    size_t n_found = 0;
    const enum phil_status status = collect(&query, &found, &n_found);
    if (status != PHIL_OK) {
        phil_saved_trials_free(found, n_found);
        found = NULL;
        n_found = 0;
    }
    *trials = found;
    *n = n_found;
    return status;
}
