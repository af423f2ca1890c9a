/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "new_clip.h"

#include <errno.h>
#include <string.h>

#include "options.h"

enum { KEY_GRADE = PHIL_FIRST_KEY + 2000 }; /* clear of the parents' keys and the twitches' */

static const struct argp_option options[] = {
    {"output", 'o', "FILE", 0, "The clip to write; its ending names the container", 1},
    {"grade", KEY_GRADE, "NAME", 0,
     "Compress like a device: " PHIL_GRADE_NAMES ". When left out, a drawn face is as from a phone "
     "and a real clip loses nothing",
     1},
    {"quiet", 'q', NULL, 0, "No progress bar and no notes; errors are still shown", 6},
    {0},
};

static error_t check(const struct phil_new_clip *clip, const char *command)
{
    if (!clip->path || !*clip->path) {
        phil_console_error("no place for the new clip: say -o FILE: see philtrum %s --help",
                           command);
        return EINVAL;
    }
    if (clip->plan.truth_path && strcmp(clip->plan.truth_path, clip->path) == 0)
        return phil_option_error("--truth", clip->plan.truth_path, "the new clip goes there");
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct phil_new_clip *clip = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &clip->plan;
        return 0;
    case 'o':
        clip->path = arg;
        return 0;
    case KEY_GRADE:
        clip->grade = phil_grade_from_name("--grade", arg);
        return clip->grade ? 0 : EINVAL;
    case 'q':
        phil_console_quiet(true);
        return 0;
    case ARGP_KEY_END:
        return check(clip, state->name);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&phil_twitch_argp, 0, NULL, 0}, {0}};

const struct argp phil_new_clip_argp = {
    .options = options,
    .parser = parse,
    .children = children,
};

void phil_new_clip_init(struct phil_new_clip *clip)
{
    *clip = (struct phil_new_clip){.path = NULL};
    phil_twitch_plan_init(&clip->plan);
}

void phil_new_clip_release(struct phil_new_clip *clip)
{
    phil_twitch_plan_release(&clip->plan);
}
