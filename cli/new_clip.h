/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What draw and inject have in common: a clip to write, and the twitches to put into it. */
#ifndef PHIL_CLI_NEW_CLIP_H
#define PHIL_CLI_NEW_CLIP_H

#include "grades.h"
#include "twitches.h"

struct phil_new_clip {
    struct phil_twitch_plan plan;
    const char *path;               /* --output, never NULL once the options have been read */
    const struct phil_grade *grade; /* --grade; NULL when it was not given */
};

/* The options that say it, those of the twitches among them: a child parser whose input is a
 * clip made by phil_new_clip_init(). It refuses a command line without a place for the clip. */
extern const struct argp phil_new_clip_argp;

void phil_new_clip_init(struct phil_new_clip *clip);
void phil_new_clip_release(struct phil_new_clip *clip);

#endif
