/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows one face through a clip and measures its regions; track.c tells the idea. */
#ifndef PHIL_MOTION_TRACK_H
#define PHIL_MOTION_TRACK_H

#include <philtrum/motion.h>

#include "motion/head.h"
#include "motion/kernels/kernels.h"

struct phil_track;

/* Starts on a face whose landmarks in `frame` are given.
 * Errors: PHIL_EMEM, PHIL_EDATA (too few head windows inside
 * the picture). */
enum phil_status phil_track_new(struct phil_track **track, const struct phil_frame *frame,
                                const struct phil_landmarks *landmarks, bool mirrored,
                                enum phil_cpu_level level);
void phil_track_free(struct phil_track *track);

/* Measures one frame into entry `at` of `trace`, which exists. Returns PHIL_END when the face is
 * lost: the entry then says NO_FACE and the track is of no further use but to be freed. */
enum phil_status phil_track_step(struct phil_track *track, const struct phil_frame *frame,
                                 struct phil_trace *trace, size_t at);

/* Where the landmarks that the track began with are now, in the picture. */
void phil_track_landmarks(const struct phil_track *track, struct phil_landmarks *landmarks);

/* Puts regions that slipped off, or no longer look like themselves, back to where `fresh`, read in
 * the frame that the track was last stepped with, says that they are, and takes new references
 * there. Only for a head that is steadied. Errors: PHIL_EMEM. */
enum phil_status phil_track_place(struct phil_track *track, const struct phil_frame *frame,
                                  const struct phil_landmarks *fresh, bool mirrored);

/* A piece of a frame with changed pixels, for phil_track_probe. */
struct phil_probe {
    const struct phil_frame *whole; /* the frame that the track was last stepped with */
    const struct phil_frame *crop;  /* its stored rectangle at (x, y), as it came or changed */
    int x, y;
    const struct phil_head_pose *pose; /* where the head was; NULL: where it is */
};

/* The head in the frame that the track was last stepped with. */
struct phil_head_pose phil_track_pose(const struct phil_track *track);

/* Measures one region in the crop with the head given, as a sample of the trace; the references do
 * not learn from it. Returns false when the region cannot be measured there. */
bool phil_track_probe(struct phil_track *track, const struct phil_probe *probe,
                      enum phil_region region, struct phil_sample *sample);

/* Where a region's centre is now, in the upright picture; false when it has no windows. */
bool phil_track_region(const struct phil_track *track, enum phil_region region,
                       struct phil_point *centre);

/* Reference pixels per picture pixel of the beginning: displacements of a track that began when
 * the face was larger are multiplied by `factor` from now on, so that one trace has one scale. */
void phil_track_set_scale(struct phil_track *track, double factor);

#endif
