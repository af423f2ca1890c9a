/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See person.h. */
#include "analysis/person.h"

#include <string.h>

const struct phil_face_result *phil_analysis_person(const struct phil_analysis *analysis)
{
    const struct phil_face_result *best = NULL;
    for (size_t i = 0; i < analysis->n_faces; i++)
        if (!best || analysis->faces[i].usable_s > best->usable_s)
            best = &analysis->faces[i];
    return best;
}

bool phil_analysis_is_erased(const struct phil_analysis *analysis)
{
    for (size_t i = 0; i < analysis->n_warnings; i++)
        if (strcmp(analysis->warnings[i].code, "erased") == 0)
            return true;
    return false;
}

bool phil_face_rests(const struct phil_face_result *face, double time_s)
{
    for (size_t i = 0; i < face->n_segments; i++)
        if (face->segments[i].label == PHIL_SEGMENT_REST && time_s >= face->segments[i].start_s &&
            time_s <= face->segments[i].end_s)
            return true;
    return false;
}

bool phil_face_measured(const struct phil_face_result *face, enum phil_region region)
{
    return face->region[region].noise_mm.reason == NULL;
}
