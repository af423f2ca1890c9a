/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From raw files to the knowledge base. Each function takes one thing, checks it, and returns
 * something harmless when it is not as it must be: the loader then remembers the first fault and
 * has told the log its file and line. So a whole file can be taken without a test after each
 * value, and the status is looked at before the next file.
 */
#ifndef PHIL_CAUSES_LOADER_H
#define PHIL_CAUSES_LOADER_H

#include "knowledge.h"
#include "raw.h"

struct phil_block;

/* What belongs to a loaded knowledge base: the raw files, from which it borrows its texts, and what
 * was allocated beside them. */
struct phil_arena {
    struct phil_raw *raw[PHIL_N_FILES];
    struct phil_block *blocks;
};

/* NULL is fine. */
void phil_arena_free(struct phil_arena *arena);

struct phil_loader {
    struct phil_knowledge *knowledge;
    struct phil_arena *arena;
    const struct phil_log *log;
    enum phil_status status;       /* the first failure stays */
    enum phil_knowledge_file file; /* that is being taken */
    const char *name;              /* of it, for messages */
    const char *text;              /* of it */
    size_t size;
    char path[256]; /* of what is being taken: "causes[3].links[2]" */
    size_t path_length;
};

/* Zeroed room that lives as long as the arena; NULL for n = 0 and after a failure of the loader. */
void *phil_loader_allocate(struct phil_loader *l, size_t n, size_t size);

/* Goes into a member; returns what phil_loader_leave() needs to come back. */
size_t phil_loader_enter(struct phil_loader *l, const char *format, ...) PHIL_PRINTF(2, 3);
void phil_loader_leave(struct phil_loader *l, size_t mark);

/* A fault of member `key` ("" for the thing itself) of what is being taken. The first one counts.
 */
void phil_loader_fail(struct phil_loader *l, const char *key, const char *format, ...)
    PHIL_PRINTF(3, 4);

/* --- values of the thing that is being taken; `key` tells where they stand -------------------- */

/* A name: at most 63 lower-case letters, digits and _. */
bool phil_is_id(const char *id);
const char *phil_take_id(struct phil_loader *l, const char *id);

/* The key of a source: at most 63 letters, digits, - and _. */
const char *phil_take_source_id(struct phil_loader *l, const char *id);

/* The id of item `at`, the first member of a struct of `size` bytes, is none of those before it. */
void phil_check_unique(struct phil_loader *l, const void *list, size_t at, size_t size);

/* A text that may be missing: never NULL. */
const char *phil_take_text(const char *text);

/* A finite number from lo to hi. */
double phil_take_real(struct phil_loader *l, const char *key, const char *text, double lo,
                      double hi);

enum phil_range {
    PHIL_RANGE_PROBABILITY, /* 0 < lo <= value <= hi < 1 */
    PHIL_RANGE_RATIO,       /* above 0 */
    PHIL_RANGE_AMOUNT,      /* at least 0 */
};
struct phil_figure phil_take_figure(struct phil_loader *l, const char *key,
                                    const struct phil_raw_figure *raw, enum phil_range range);

/* The key of a source that is there. */
const char *phil_take_source(struct phil_loader *l, const char *id);

/* The index of a finding; 0 when there is none, which is a fault. */
size_t phil_take_finding(struct phil_loader *l, const char *key, const char *id);

/* A word list, borrowed. */
const char *const *phil_take_words(const struct phil_raw_words *words);

/* An empty condition for NULL; one that is there must not be empty. */
struct phil_when phil_take_when(struct phil_loader *l, const char *key,
                                const struct phil_raw_when *raw);

/* --- the files -------------------------------------------------------------------------------- */

void phil_load_sources(struct phil_loader *l, const struct phil_raw *raw);
void phil_load_findings(struct phil_loader *l, const struct phil_raw *raw);
void phil_load_remedies(struct phil_loader *l, const struct phil_raw *raw);
void phil_load_causes(struct phil_loader *l, const struct phil_raw *raw);
void phil_load_triage(struct phil_loader *l, const struct phil_raw *raw);
void phil_load_drinks(struct phil_loader *l, const struct phil_raw *raw);
void phil_load_foods(struct phil_loader *l, const struct phil_raw *raw);
void phil_load_muscles(struct phil_loader *l, const struct phil_raw *raw);

/* A cause's priors cover every age and sex, once. */
void phil_check_priors(struct phil_loader *l, const struct phil_cause_entry *cause);

/* No finding follows from itself, or is asked only when it is known itself. */
void phil_check_cycles(struct phil_loader *l);

#endif
