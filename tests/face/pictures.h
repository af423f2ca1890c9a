/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures for the tests of the face step: drawn ones, which always exist, and real ones. */
#ifndef TESTS_FACE_PICTURES_H
#define TESTS_FACE_PICTURES_H

#include <philtrum/face.h>

struct picture {
    int width, height;
    uint8_t *pixels; /* grey, 0..255, no gaps */
};

void picture_release(struct picture *picture);

/* A schematic face (shaded head, brows, eyes, nose, mouth) whose head is `head_px` wide and
 * centred at (x, y), drawn over what is there. */
struct picture picture_blank(int width, int height);
void draw_face(struct picture *picture, double x, double y, double head_px);

/* White noise. */
struct picture picture_noise(int width, int height, uint64_t seed);

struct picture picture_resized(const struct picture *from, int width, int height);
struct picture picture_flipped(const struct picture *from);

/* The stored form of a picture that `turns` clockwise quarter turns bring upright. */
struct picture picture_stored_turned(const struct picture *upright, int turns);

/* A frame that borrows the picture. */
struct phil_frame *frame_of(const struct picture *picture, int turns);

/* "$PHILTRUM_SHARED/recordings/`below`" in a buffer of 4096, or false when it is not there. */
bool shared_recording(const char *below, char path[4096]);

/* First picture of a file of the shared recordings; false when it is not there. */
bool shared_picture(const char *below, struct picture *picture);

#endif
