/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a container says about a clip before anything is decoded. */
#ifndef PHIL_RECORDING_DESCRIBE_H
#define PHIL_RECORDING_DESCRIBE_H

#include "recording/demux.h"

/* The file's name without its folder, as valid UTF-8; the caller frees. NULL: out of memory. */
char *phil_plain_name(const char *path);

/* Clockwise turn that the display matrix asks for, rounded to 0, 90, 180 or 270 with a warning. */
int phil_rotation_deg(const struct phil_demux *demux, const char *path, const struct phil_log *log);

/* Length that the container claims, seconds; 0 when it claims none. */
double phil_announced_s(const struct phil_demux *demux);

/* When it was filmed by the container's own record, seconds since 1970, UTC; 0 when it does not say
 * or what it says is no time of filming. */
int64_t phil_recorded_s(const struct phil_demux *demux);

/* Is this a bare elementary stream, without usable stamps? */
bool phil_has_no_clock(const struct phil_demux *demux);

/* Seconds per tick of the stream's clock; per frame where there is no clock. */
double phil_tick_s(const struct phil_demux *demux);

#endif
