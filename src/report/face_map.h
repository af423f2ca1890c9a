/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geometry of the map of twitches on the face, for whoever draws it: SVG and Cairo. */
#ifndef PHIL_REPORT_FACE_MAP_H
#define PHIL_REPORT_FACE_MAP_H

#include <philtrum/analysis.h>

enum { PHIL_MAP_WIDTH = 320 /* units of the drawing */, PHIL_N_CONTOURS = 9 };

/* From the picture to the drawing: level by the line between the eyes. */
struct phil_face_map {
    double cosine, sine, scale, x0, y0;
    double height;
};

/* Landmarks first..last joined to a line. */
struct phil_contour {
    int first, last;
    bool closed, lip;
};
extern const struct phil_contour phil_contours[PHIL_N_CONTOURS];

/* What is known of each place, from one recording or from several. */
struct phil_map_counts {
    int count[PHIL_N_REGIONS]; /* twitches */
    double largest_mm[PHIL_N_REGIONS];
    bool measured[PHIL_N_REGIONS];
};

/* False when the landmarks look like no face: then there is no drawing. */
bool phil_face_map_make(struct phil_face_map *map, const struct phil_landmarks *landmarks);

struct phil_point phil_face_map_place(const struct phil_face_map *map, struct phil_point p);

/* The middle of a region's windows in the picture; false where it has none. */
bool phil_region_middle(const struct phil_layout *layout, int region, struct phil_point *middle);

/* Adds the twitches of one face. */
void phil_map_counts_add(struct phil_map_counts *counts, const struct phil_face_result *face);

/* The radius of a place's mark: a disc whose area grows with the twitches, or a small ring. */
double phil_map_radius(int count);

/* Whether the person's own left is at the left of the drawing. */
bool phil_map_left_is_left(const struct phil_face_map *map, const struct phil_layout *layout);

#endif
