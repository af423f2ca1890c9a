/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does one side of the face move alone? Its half of the mouth; the lids of its eye.
 *
 * Idea. What is meant (speech, chewing, a smile) and what is reflex (a blink) moves both sides
 * alike; what a nerve does by itself keeps to its side. Skin is one sheet, though: a jerk of 4 mm
 * pulls the middle and the other half of the lips along by a third, more than many a syllable. So
 * the halves are compared with each other. The corners of the mouth tell most, since they are
 * farthest apart: in a drawn spasm the far one moves by 0.04 to 0.13 of the near one, in people who
 * speak a sentence, in drawn and in simulated speech by 0.5 to 1, in real talk with grimaces
 * between by 0.3 to 1 nine times in ten.
 *
 * Lids close too fast to be followed as skin (blinks.c), but the opening of an eye that moves looks
 * unlike itself while the other's does not: that is no blink, but a wink, or a nerve that drives
 * eye and mouth. Which way the lids went is not told: the reference may show a shut eye.
 *
 * Where it fails. Half of a paralysed mouth does not speak along, and the other half's syllables
 * look like jerks. A spasm of both sides at once looks like speech and blinks. An eye behind hair
 * or a reflection does not move.
 *
 * Sizes measured on the real clips and on simulated spasms of usual severity (bench/loop.c).
 */
#include "events/sides.h"

#include <math.h>

/* One half leads when the other shows less than half of its activity, and the other corner less
 * than a quarter of its corner's; where one eye moves along, the corners may differ less. */
static const double HALF_SHARE = 0.5, CORNER_SHARE = 0.25, CORNER_SHARE_WITH_EYE = 0.4;

/* What an eye's opening must change by, and what share of that the other one may. An open eye stays
 * within 0.1, within 0.3 only where the head moves, and then both do. No eye of the four people who
 * speak on the real clips did so; in a spasm that comes in clusters one does for a third of the
 * time, by 0.2 to 0.3 between two jerks that leave it half shut. */
static const double EYE_MOVES = 0.20, EYE_SHARE = 0.2;

enum phil_side phil_eye_alone(const struct phil_trace *trace, size_t first, size_t last)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (size_t i = first; i <= last && i < trace->n_frames; i++) {
        const struct phil_head_sample *h = &trace->head[i];
        /* Changes against different references cannot be compared. */
        if (i > first && (h->flags & PHIL_SAMPLE_REKEYED))
            return PHIL_SIDE_MIDDLE;
        for (int e = 0; e < 2; e++) {
            if (!isfinite(h->eye_change[e]))
                return PHIL_SIDE_MIDDLE;
            low[e] = fmin(low[e], (double)h->eye_change[e]);
            high[e] = fmax(high[e], (double)h->eye_change[e]);
        }
    }
    const double left = high[0] - low[0], right = high[1] - low[1];
    if (left >= EYE_MOVES && right < EYE_SHARE * left)
        return PHIL_SIDE_LEFT;
    return right >= EYE_MOVES && left < EYE_SHARE * right ? PHIL_SIDE_RIGHT : PHIL_SIDE_MIDDLE;
}

bool phil_half_leads(const double half[2], const double corner[2], enum phil_side eye)
{
    const int near = half[1] > half[0], far = 1 - near;
    if (!(half[far] < HALF_SHARE * half[near]))
        return false;
    const bool along = eye == (near ? PHIL_SIDE_RIGHT : PHIL_SIDE_LEFT);
    if (!isfinite(corner[0]) || !isfinite(corner[1]))
        return along;
    return corner[far] < (along ? CORNER_SHARE_WITH_EYE : CORNER_SHARE) * corner[near];
}
