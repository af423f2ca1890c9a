/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose face a clip is about, and what of it can be counted. */
#ifndef PHIL_ANALYSIS_PERSON_H
#define PHIL_ANALYSIS_PERSON_H

#include <philtrum/analysis.h>

/* The face that was usable longest is taken for the person; NULL without a face. */
const struct phil_face_result *phil_analysis_person(const struct phil_analysis *analysis);

/* Compression has wiped small movements out of the clip: that it shows none says nothing. */
bool phil_analysis_is_erased(const struct phil_analysis *analysis);

/* Within a segment of rest. */
bool phil_face_rests(const struct phil_face_result *face, double time_s);

/* Whether anything could be measured there. */
bool phil_face_measured(const struct phil_face_result *face, enum phil_region region);

#endif
