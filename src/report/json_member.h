/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members of a JSON document that is not trusted. Each function looks one up, checks its type and
 * range, and returns something harmless when it is not as it must be: the reader then remembers the
 * first fault and has told the log its path. So a whole object can be read without a test after
 * each member, and `status` is looked at where going on would not end or would waste memory.
 *
 * `required`: a missing member is a fault; otherwise it reads as null does, as 0 or as false.
 */
#ifndef PHIL_REPORT_JSON_MEMBER_H
#define PHIL_REPORT_JSON_MEMBER_H

#include <jansson.h>

#include <philtrum/base.h>

struct phil_reader {
    const struct phil_log *log;
    enum phil_status status; /* the first failure stays */
    char path[256];          /* of the object that is being read: "faces[0].pattern" */
    size_t path_length;
    char *pool; /* room for the strings that are kept */
    size_t pool_left;
};

/* A fault of member `key` of the object that is being read; only the first one counts. */
void phil_reader_fail(struct phil_reader *r, const char *key, const char *why);

/* Goes into a member or an element; returns what phil_reader_leave() needs to come back. */
size_t phil_reader_enter(struct phil_reader *r, const char *format, ...) PHIL_PRINTF(2, 3);
void phil_reader_leave(struct phil_reader *r, size_t mark);

/* Zeroed room for n items, never none; NULL is a failure of the reader. */
void *phil_reader_allocate(struct phil_reader *r, size_t n, size_t size);

/* A copy in the pool: lives as long as the pool does. */
const char *phil_reader_keep(struct phil_reader *r, const char *value);

/* The string, borrowed from the document; NULL when there is none. */
const char *phil_member_string(struct phil_reader *r, const json_t *object, const char *key,
                               bool required);
/* ... copied to `out`, of `size` bytes, where it must fit. */
void phil_member_text(struct phil_reader *r, const json_t *object, const char *key, char *out,
                      size_t size);
/* ... copied to memory that the caller frees; empty when there is none. */
char *phil_member_copy(struct phil_reader *r, const json_t *object, const char *key);

/* A whole number from lo to hi. */
int64_t phil_member_int(struct phil_reader *r, const json_t *object, const char *key, int64_t lo,
                        int64_t hi, bool required);
/* ... from 0 to INT_MAX. */
int phil_member_count(struct phil_reader *r, const json_t *object, const char *key, bool required);
bool phil_member_bool(struct phil_reader *r, const json_t *object, const char *key, bool required);

/* A number; NaN for null. */
double phil_member_real(struct phil_reader *r, const json_t *object, const char *key,
                        bool required);
/* ... that must not be null. */
double phil_member_time(struct phil_reader *r, const json_t *object, const char *key);
/* ... that is null or at least 0. */
double phil_member_at_least_0(struct phil_reader *r, const json_t *object, const char *key);

/* A number, or null with the reason in "<key>_reason". */
struct phil_value phil_member_value(struct phil_reader *r, const json_t *object, const char *key,
                                    bool required);
/* [lo, hi] or null. */
struct phil_interval phil_member_interval(struct phil_reader *r, const json_t *object,
                                          const char *key);

/* The index of the word among the n that `name_of` knows. */
int phil_member_word(struct phil_reader *r, const json_t *object, const char *key, int n,
                     const char *(*name_of)(int));

/* A list; an object; the i-th element of a list, which must be an object. */
const json_t *phil_member_array(struct phil_reader *r, const json_t *object, const char *key);
const json_t *phil_member_object(struct phil_reader *r, const json_t *object, const char *key);
const json_t *phil_element(struct phil_reader *r, const json_t *array, size_t i);

#endif
