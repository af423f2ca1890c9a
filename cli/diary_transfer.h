/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diary out to a file and in from one. */
#ifndef PHIL_CLI_DIARY_TRANSFER_H
#define PHIL_CLI_DIARY_TRANSFER_H

#include <philtrum/store.h>

#include "console.h"

/* Writes the entries to `path`, whole or not at all, and says so. */
enum phil_exit phil_diary_export(const char *path, const struct phil_entry *entries, size_t n);

/* Adds what `path` holds, all or nothing; what the diary has already is recognised and told. */
enum phil_exit phil_diary_import(struct phil_store *store, const char *path);

#endif
