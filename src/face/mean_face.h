/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A generic adult face in three dimensions; mean_face.c says where it comes from. */
#ifndef PHIL_FACE_MEAN_FACE_H
#define PHIL_FACE_MEAN_FACE_H

#include <philtrum/face.h>

/* Millimetres; origin half-way between the outer canthi, x to the picture's right, y down,
 * z towards the camera. */
struct phil_point3 {
    double x, y, z;
};

struct phil_point3 phil_mean_face(int landmark);

/* Outer-canthal distance of the mean face, mm. */
double phil_mean_face_canthi_mm(void);

/* Height of a point above the plane through the mean face's outer canthi and mouth corners,
 * measured along z, in canthal distances. */
double phil_mean_face_height(double y_mm, double z_mm);

/* The landmark at the same place on the other side; midline landmarks are their own. */
int phil_landmark_mirror(int landmark);

#endif
