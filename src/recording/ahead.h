/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording whose frames are read ahead of their use, in a thread of its own. */
#ifndef PHIL_RECORDING_AHEAD_H
#define PHIL_RECORDING_AHEAD_H

#include "recording/quantisers.h"

struct phil_ahead;

/* Opens like phil_recording_open(), with the same errors, and starts reading if `threaded`; where
 * no thread can be had, or it is not wanted, frames are read when they are asked for. One thread
 * at a time may call; messages reach `log` on that thread. */
enum phil_status phil_ahead_open(struct phil_ahead **ahead, const char *path,
                                 const struct phil_recording_settings *settings, bool threaded,
                                 const struct phil_log *log);

/* The next frame, as phil_recording_next() gives it. */
enum phil_status phil_ahead_next(struct phil_ahead *ahead, struct phil_frame **frame);

/* What was known when the last frame was handed out, whatever has been read since; final after
 * next() has returned PHIL_END. Borrowed, valid until close; changed by next(). */
const struct phil_recording_info *phil_ahead_info(const struct phil_ahead *ahead);

/* The quantisers of the frames handed out so far. Borrowed, valid until close; changed by next().
 */
const struct phil_quantisers *phil_ahead_quantisers(const struct phil_ahead *ahead);

/* Closes at once, whatever has not been asked for; NULL is fine. */
void phil_ahead_close(struct phil_ahead *ahead);

#endif
