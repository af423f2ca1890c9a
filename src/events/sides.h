/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does one side of the face move alone? sides.c tells how. */
#ifndef PHIL_EVENTS_SIDES_H
#define PHIL_EVENTS_SIDES_H

#include <philtrum/motion.h>

/* The eye whose opening alone changed in frames first..last; PHIL_SIDE_MIDDLE when neither or both
 * did, or nobody can tell. */
enum phil_side phil_eye_alone(const struct phil_trace *trace, size_t first, size_t last);

/* Whether one half of the mouth leads and the other is at most pulled along: by the activities of
 * the halves and of their corners (left, right, any unit; NaN: not known) and by the eye that moved
 * alone meanwhile. */
bool phil_half_leads(const double half[2], const double corner[2], enum phil_side eye);

#endif
