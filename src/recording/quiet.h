/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FFmpeg's own messages. */
#ifndef PHIL_RECORDING_QUIET_H
#define PHIL_RECORDING_QUIET_H

/* Keeps FFmpeg from printing to standard error unless the program has asked it to.
 *
 * The level is a property of the whole process and most of FFmpeg logs without a context of its
 * own, so this is the one place where philtrum touches state outside its objects: once per
 * process, and only when the level still is FFmpeg's default. A program that chose a level, or
 * sets one later, keeps it. What matters reaches the caller through struct phil_log. */
void phil_quiet_ffmpeg(void);

#endif
