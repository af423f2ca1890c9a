/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every entry must be, whether it was typed, read from a file or kept in a store. */
#ifndef PHIL_DIARY_ENTRY_H
#define PHIL_DIARY_ENTRY_H

#include <philtrum/diary.h>

/* Sets thing, unit, zone or note: the whole text, with zeros behind it. False when it is too
 * long. */
bool phil_entry_set_text(char *field, size_t size, const char *text);
#define PHIL_ENTRY_SET(field, text) phil_entry_set_text(field, sizeof(field), text)

/* The kind called `name`, or PHIL_N_ENTRY_KINDS. */
enum phil_entry_kind phil_entry_kind_from_name(const char *name);

/* NULL when the entry is sound; otherwise what is wrong, in static storage, and *field names where.
 * Sound: numbers finite and not negative, amounts within the range of the kind, a year of four
 * digits, an offset under a day, texts in UTF-8 without control characters (a note may have
 * lines), a thing exactly where the kind has one. */
const char *phil_entry_fault(const struct phil_entry *entry, const char **field);

/* The largest amount of a kind. */
double phil_entry_most(enum phil_entry_kind kind);

#endif
