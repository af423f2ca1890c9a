/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts of a clip: twitches and blinks that begin at rest, over the minutes of usable rest.
 *
 * Where one side of the face is known to twitch, twitches of the other side alone are the negative
 * control and do not count with the rest; where it is not known there is no other side. What could
 * not have been seen is not 0: the other side counts where its lip was measured, blinks where an
 * eyelid was.
 */
#include "trial/clip.h"

#include <math.h>

#include "analysis/person.h"
#include "trial/data.h"

static enum phil_side other_side(enum phil_side side)
{
    if (side == PHIL_SIDE_LEFT)
        return PHIL_SIDE_RIGHT;
    return side == PHIL_SIDE_RIGHT ? PHIL_SIDE_LEFT : PHIL_SIDE_BOTH;
}

static bool any_measured(const struct phil_face_result *face, enum phil_region left,
                         enum phil_region right)
{
    return phil_face_measured(face, left) || phil_face_measured(face, right);
}

static bool lips_measured(const struct phil_face_result *face, enum phil_side side)
{
    return side == PHIL_SIDE_LEFT ? any_measured(face, PHIL_UPPER_LIP_LEFT, PHIL_LOWER_LIP_LEFT)
                                  : any_measured(face, PHIL_UPPER_LIP_RIGHT, PHIL_LOWER_LIP_RIGHT);
}

static bool lids_measured(const struct phil_face_result *face)
{
    return any_measured(face, PHIL_UPPER_LID_LEFT, PHIL_UPPER_LID_RIGHT) ||
           any_measured(face, PHIL_LOWER_LID_LEFT, PHIL_LOWER_LID_RIGHT);
}

static void add(struct phil_tally *tally, double count, double minutes)
{
    tally->count = isnan(tally->count) ? count : tally->count + count;
    tally->exposure_min += minutes;
}

static void add_face(struct phil_tally tally[PHIL_N_OUTCOMES], const struct phil_face_result *face,
                     enum phil_side side)
{
    const enum phil_side other = other_side(side);
    const bool sided = other != PHIL_SIDE_BOTH;
    const double minutes = face->usable_s / 60;
    double twitches = 0, others = 0, blinks = 0;
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        if (!phil_face_rests(face, e->onset_s))
            continue;
        if (e->kind == PHIL_EVENT_TWITCH)
            *(sided && e->side == other ? &others : &twitches) += 1;
        blinks += e->kind == PHIL_EVENT_BLINK;
    }
    add(&tally[PHIL_OUTCOME_TWITCHES], twitches, minutes);
    if (sided && lips_measured(face, other))
        add(&tally[PHIL_OUTCOME_OTHER_SIDE], others, minutes);
    if (lids_measured(face))
        add(&tally[PHIL_OUTCOME_BLINKS], blinks, minutes);
}

const char *phil_trial_add_clip(struct phil_tally tally[PHIL_N_OUTCOMES],
                                const struct phil_analysis *analysis, enum phil_side side)
{
    const struct phil_face_result *face = analysis ? phil_analysis_person(analysis) : NULL;
    if (!face)
        return "no face was found in the clip";
    if (!(face->usable_s / 60 >= PHIL_TALLY_LEAST_MIN))
        return "the face was never at rest and in view in the clip";
    if (!(face->usable_s / 60 <= PHIL_DAY_MIN)) /* a damaged document */
        return "the clip tells of more rest than a day has";
    if (phil_analysis_is_erased(analysis))
        return "compression has wiped small movements out of the clip";
    add_face(tally, face, side);
    return NULL;
}
