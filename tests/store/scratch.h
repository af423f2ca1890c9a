/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder for one test, messages kept, entries to write. */
#ifndef TESTS_STORE_SCRATCH_H
#define TESTS_STORE_SCRATCH_H

#include <philtrum/store.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct scratch {
    char folder[64];
    char path[96]; /* of the diary in it, which does not exist yet */
    struct phil_log log;
    int n_messages;
    char message[1024]; /* the last one */
};

/* cmocka's set-up and tear-down: *state is a struct scratch. */
int scratch_make(void **state);
int scratch_remove(void **state);

/* A file in the folder; the text lasts until the next but seven calls. */
const char *scratch_file(const struct scratch *scratch, const char *name);

/* Opens the diary, which must work. */
struct phil_store *scratch_open(struct scratch *scratch, enum phil_store_mode mode);

/* Opening must fail with `status`, and with one message that holds `words`. */
void scratch_refused(struct scratch *scratch, const char *path, enum phil_store_mode mode,
                     enum phil_status status, const char *words);

/* Entry number `i`: all fields filled, each differently from its neighbours'. */
struct phil_entry scratch_entry(int i);

/* Same in everything but the id; numbers to the bit. */
void scratch_same(const struct phil_entry *a, const struct phil_entry *b);

/* All entries; the caller frees them. */
struct phil_entry *scratch_all(struct phil_store *store, size_t *n);

/* Adds entries `from` to `to` - 1. */
void scratch_add(struct phil_store *store, int from, int to);

/* Runs SQL on a file with SQLite's defaults, as any other program could. */
void scratch_sql(const char *path, const char *sql);

/* The whole of a file; the caller frees it. */
unsigned char *scratch_read(const char *path, size_t *size);
void scratch_write(const char *path, const void *bytes, size_t size);

#endif
