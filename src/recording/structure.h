/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a file end where its container says it ends? */
#ifndef PHIL_RECORDING_STRUCTURE_H
#define PHIL_RECORDING_STRUCTURE_H

#include <philtrum/base.h>

enum phil_structure {
    PHIL_STRUCTURE_UNKNOWN,  /* this container does not tell */
    PHIL_STRUCTURE_WHOLE,    /* every announced byte is there */
    PHIL_STRUCTURE_CUT,      /* the file ends inside something that it announced */
    PHIL_STRUCTURE_NO_INDEX, /* mp4/mov without (all of) its index: cannot be read at all */
};

/* Looks at the outer structure of the file behind `fd` (with pread) of `bytes` bytes;
 * `container` is FFmpeg's short name. Cost: one small read per chunk, at most 4 million. */
enum phil_structure phil_structure_check(int fd, int64_t bytes, const char *container);

#endif
