/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/face.h - find faces in a frame, their 68 landmarks, the ruler that turns pixels into
 * millimetres, and where the measured regions lie.
 *
 * Landmarks jitter by half a pixel: they place the regions and never measure a movement.
 * Numbering is that of the iBUG 300-W scheme: 0-16 jaw from the picture's left to its right,
 * 17-21 and 22-26 brows, 27-35 nose, 36-41 and 42-47 eyes (36 and 45 are the outer canthi),
 * 48-59 outer lip, 60-67 inner lip.
 */
#ifndef PHILTRUM_FACE_H
#define PHILTRUM_FACE_H

#include <philtrum/frames.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PHIL_N_LANDMARKS 68
#define PHIL_MAX_FACES   8

struct phil_point {
    double x, y;
};

/** Upright picture coordinates, pixels. */
struct phil_box {
    double x, y, width, height;
};

/** Mean distance between the outer canthi of adults, mm. The sources stand beside the constants in
 *  src/face/ruler.c. */
PHIL_API double phil_outer_canthi_mm(void);

/** Its standard deviation between people, mm. */
PHIL_API double phil_outer_canthi_sd_mm(void);

struct phil_face_finder;

/** Prepares the detector and maps the landmark model (no copy of it is made in memory).
 *  `model_path` NULL: the installed model, or $PHILTRUM_MODEL when set. `log` is borrowed until
 *  the finder is freed, may be NULL. On success the caller frees *finder; on failure it is NULL.
 *  Errors: PHIL_EINPUT (model missing), PHIL_EFORMAT (not our model, wrong version), PHIL_EMEM,
 *  PHIL_EBUG (the built-in detector does not fit this version of dlib). */
PHIL_API enum phil_status phil_face_finder_new(struct phil_face_finder **finder,
                                               const char *model_path, const struct phil_log *log);

/** Frees it. NULL is fine. */
PHIL_API void phil_face_finder_free(struct phil_face_finder *finder);

struct phil_detection {
    struct phil_box box;
    double score; /**< detector's margin; larger is surer, 0 is the threshold */
};

/** Frontal upright faces of the frame, best first, at most PHIL_MAX_FACES; *n is set to how many.
 *  A box as small as 1/5 of the shorter side of what is searched is found, but none below 40 px;
 *  `thorough` looks for half that size at four times the cost.
 *  `within`, NULL for the whole picture, limits the search to a rectangle; one that misses the
 *  picture finds nothing. On failure detections and *n are unchanged.
 *  Errors: PHIL_EMEM, PHIL_EBUG (an exception inside the detector). */
PHIL_API enum phil_status phil_face_find(struct phil_face_finder *finder,
                                         const struct phil_frame *frame,
                                         const struct phil_box *within, bool thorough,
                                         struct phil_detection detections[PHIL_MAX_FACES], int *n);

struct phil_landmarks {
    struct phil_point point[PHIL_N_LANDMARKS]; /**< upright picture coordinates, pixels */
};

/** The 68 landmarks of the face in `box` (a box as the detector draws it). The result is
 *  deterministic. Errors: PHIL_EARG (empty box), PHIL_EFORMAT (the model's file is damaged where
 *  it was not checked when opened), PHIL_EMEM. */
PHIL_API enum phil_status phil_face_landmarks(struct phil_face_finder *finder,
                                              const struct phil_frame *frame,
                                              const struct phil_box *box,
                                              struct phil_landmarks *landmarks);

/** The box that the detector would have drawn around a face with these landmarks: a similarity
 *  fit of the model's mean shape. Used to follow a face without detecting it again. */
PHIL_API struct phil_box phil_face_box(struct phil_face_finder *finder,
                                       const struct phil_landmarks *landmarks);

/** Degrees. `yaw` is positive when the face turns to the picture's right (in a clip that is not
 *  mirrored, the person's own left), `pitch` when the chin rises, `roll` when the head tilts
 *  clockwise in the picture. */
struct phil_pose {
    double yaw_deg, pitch_deg, roll_deg;
};

/** Pose from the landmarks by weak perspective against the mean face. Crude (about 5 degrees). All
 *  zero for landmarks that are no face. */
PHIL_API struct phil_pose phil_face_pose(const struct phil_landmarks *landmarks);

/** The scale of a face, and the standard deviation that the spread between people implies. */
struct phil_ruler {
    double px_per_mm, px_per_mm_sd;
    bool given; /**< from ruler_mm */
};

/** Pixels per millimetre from the outer canthi, yaw undone. `ruler_mm` > 0 is the true distance
 *  between this person's outer canthi (sd then only that of the landmarks); 0: the adult mean. */
PHIL_API struct phil_ruler phil_face_ruler(const struct phil_landmarks *landmarks, double ruler_mm);

/** One piece of skin that the motion step follows. */
struct phil_window {
    struct phil_point centre; /**< upright picture coordinates */
    double radius_px;         /**< half the side of the square window */
};

#define PHIL_MAX_REGION_WINDOWS 12
#define PHIL_MAX_HEAD_WINDOWS   64

/** Where to measure: windows of each region, and windows on skin over bone that moves with the
 *  skull (forehead, glabella, nose, temples, upper cheekbones) and steadies the head. `depth` is
 *  the generic height of each window above the plane of the outer canthi and mouth corners in
 *  units of the canthal distance, towards the camera, for the parallax of a turning head. */
struct phil_layout {
    struct phil_window region[PHIL_N_REGIONS][PHIL_MAX_REGION_WINDOWS];
    double region_depth[PHIL_N_REGIONS][PHIL_MAX_REGION_WINDOWS];
    int n_region[PHIL_N_REGIONS];
    struct phil_window head[PHIL_MAX_HEAD_WINDOWS];
    double head_depth[PHIL_MAX_HEAD_WINDOWS];
    int n_head;
};

/** Lays the windows out on a face. `mirrored`: the clip is a mirrored selfie, so the person's
 *  left is the picture's left. Windows may reach outside the picture; the motion step drops
 *  those. Cannot fail. */
PHIL_API void phil_face_layout(const struct phil_landmarks *landmarks, bool mirrored,
                               struct phil_layout *layout);

#ifdef __cplusplus
}
#endif
#endif
