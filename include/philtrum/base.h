/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/base.h - what every step shares: status codes, messages to the caller,
 * values that may be missing, and the names of the regions of a face.
 *
 * The library keeps no global state. Every function may be called from any thread as long
 * as one object is used by one thread at a time; a header says so where it is otherwise.
 */
#ifndef PHILTRUM_BASE_H
#define PHILTRUM_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PHIL_API                  __attribute__((visibility("default")))
#define PHIL_PRINTF(fmt_at, args) __attribute__((format(printf, fmt_at, args)))
#else
#define PHIL_API
#define PHIL_PRINTF(fmt_at, args)
#endif

/** What a fallible function returns: 0, a positive "nothing more", or a negative failure.
 *  On failure outputs are NULL or unchanged, and the reason has gone to the caller's log. */
enum phil_status {
    PHIL_OK = 0,
    PHIL_END = 1,      /**< no more frames, rows, ...; not a failure */
    PHIL_EARG = -1,    /**< an argument outside its stated range: a negative width */
    PHIL_EMEM = -2,    /**< out of memory */
    PHIL_EIO = -3,     /**< the machine failed: disk full, write error */
    PHIL_EINPUT = -4,  /**< input cannot be read: missing file, a directory, no permission */
    PHIL_EFORMAT = -5, /**< input read but not understood: no video stream, bad JSON */
    PHIL_EDATA = -6,   /**< too little usable data for the question: no face, two frames */
    PHIL_ECONV = -7,   /**< an iteration did not converge */
    PHIL_ECANCEL = -8, /**< the caller asked to stop */
    PHIL_EBUG = -9,    /**< an invariant of philtrum itself is broken */
};

/** One or two plain words for a status, never NULL; static storage. */
PHIL_API const char *phil_status_text(enum phil_status status);

/** The version of the library, "MAJOR.MINOR.PATCH"; static storage. */
PHIL_API const char *phil_version(void);

enum phil_level { PHIL_LOG_ERROR, PHIL_LOG_WARNING, PHIL_LOG_INFO };

/** Where messages go. The library never prints. A message is one line without a full stop or
 *  line break, in the form `what failed: "subject": why`. `message` NULL discards. The struct
 *  is borrowed and must outlive the objects made with it; `message` is called on the thread
 *  that called the library. */
struct phil_log {
    void (*message)(void *user, enum phil_level level, const char *text);
    void *user;
};

/** Sends one printf-style message; `log` may be NULL. */
PHIL_API void phil_log_message(const struct phil_log *log, enum phil_level level,
                               const char *format, ...) PHIL_PRINTF(3, 4);

/** The one of `n` words nearest to `word` by edits and swaps of neighbours: what was perhaps meant.
 *  NULL when none is near. Borrowed from `words`. */
PHIL_API const char *phil_nearest(const char *word, const char *const *words, size_t n);

/** How far a long job has come. `done` of `total` seconds of video; total is 0 when unknown.
 *  Returns true to go on, false to stop: the job then ends with PHIL_ECANCEL or, where it
 *  says so, with what it has so far. */
struct phil_progress {
    bool (*report)(void *user, double done_s, double total_s);
    void *user;
};

/** Reports progress; true when there is no listener. */
PHIL_API bool phil_progress_report(const struct phil_progress *progress, double done_s,
                                   double total_s);

/** A number that may not have been measurable. `reason` is NULL when it was; otherwise it says
 *  why not in plain words (static storage) and `value` is NaN. */
struct phil_value {
    double value;
    const char *reason;
};

/** A value that was measured; `value` is finite. */
PHIL_API struct phil_value phil_measured(double value);

/** A value that could not be measured. `reason` is borrowed: static storage, or it must outlive the
 *  value. */
PHIL_API struct phil_value phil_unmeasured(const char *reason);

/** A closed interval; both ends NaN when it could not be computed. */
struct phil_interval {
    double lo, hi;
};

/** The places of a face that are measured. Left and right are the person's own. */
enum phil_region {
    PHIL_UPPER_LIP_LEFT,
    PHIL_UPPER_LIP_MIDDLE,
    PHIL_UPPER_LIP_RIGHT,
    PHIL_LOWER_LIP_LEFT,
    PHIL_LOWER_LIP_MIDDLE,
    PHIL_LOWER_LIP_RIGHT,
    PHIL_MOUTH_CORNER_LEFT,
    PHIL_MOUTH_CORNER_RIGHT,
    PHIL_CHIN,
    PHIL_CHEEK_LEFT,
    PHIL_CHEEK_RIGHT,
    PHIL_LOWER_LID_LEFT,
    PHIL_LOWER_LID_RIGHT,
    PHIL_UPPER_LID_LEFT,
    PHIL_UPPER_LID_RIGHT,
    PHIL_BROW_LEFT,
    PHIL_BROW_RIGHT,
    PHIL_N_REGIONS,
};

enum phil_side { PHIL_SIDE_LEFT, PHIL_SIDE_RIGHT, PHIL_SIDE_BOTH, PHIL_SIDE_MIDDLE };

/** "upper_lip_left" ...; NULL outside the enum. Static storage. */
PHIL_API const char *phil_region_name(enum phil_region region);

/** "upper lip, left" ...: for people. NULL outside the enum. Static storage. */
PHIL_API const char *phil_region_plain_name(enum phil_region region);

/** The region called `name`, or PHIL_N_REGIONS when there is none. */
PHIL_API enum phil_region phil_region_from_name(const char *name);

/** The side a region lies on: left, right or middle. */
PHIL_API enum phil_side phil_region_side(enum phil_region region);

/** The same place on the other side; a middle region is its own mirror. */
PHIL_API enum phil_region phil_region_mirror(enum phil_region region);

/** "left" | "right" | "both" | "middle". Static storage. */
PHIL_API const char *phil_side_name(enum phil_side side);

#ifdef __cplusplus
}
#endif
#endif
