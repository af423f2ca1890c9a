/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where to measure.
 *
 * Every window is a mixture of landmarks, written down once for the picture's left half or the
 * midline; the right half is its mirror. A mixture moves and turns with the face, follows an open
 * mouth or a long nose, and needs no warp. Each entry also holds the height of that skin on the
 * generic face, from which the depth for the parallax follows.
 *
 * The anatomy behind the choice:
 *
 * - Lips: along the vermilion border, where the colour edge gives the vertical and lip lines,
 *   cupid's bow and stubble give the horizontal, and on the skin above or below it over orbicularis
 *   oris. Never on the line between the lips, which belongs to both.
 * - Corner: around the modiolus, where the muscles that draw the mouth meet.
 * - Chin: over mentalis, below the fold under the lip.
 * - Cheek: over zygomaticus and buccinator, lateral to the nasolabial fold.
 * - Lids: the lower lid on and just below its margin, the upper on margin and fold. Fasciculation
 *   of orbicularis oculi shows there first.
 * - Brow: on the hairs, which move with frontalis and corrugator.
 * - Head: skin that lies thin on bone or gristle: dorsum and side walls of the nose, around the
 *   inner and outer canthi, temple, cheekbone, before the ear. The lower forehead follows the
 *   brows, so there are only three windows, and the tip of the nose dips with the lip, so the last
 *   one sits above it. No lid, no lip, no nasolabial fold. Each of these places moves a little in
 *   some expression; the motion step fits many and casts out those that disagree.
 *
 * When the head turns, cheekbone and temple of the far side disappear behind the face's edge; the
 * windows there are left out.
 */
#include <math.h>
#include <string.h>

#include "face/mean_face.h"

/* Half sides of windows, mm (judged: on a lip the colour edge and the skin beside it, 8 mm; wider
 * where texture is sparse; the lid is narrow). */
static const double LIP_MM = 4, CHEEK_MM = 5.5, LID_MM = 3, BROW_MM = 4, HEAD_MM = 5;

/* Below this a window holds too few samples to estimate a gradient matrix. */
static const double MIN_RADIUS_PX = 5;

/* Distance from the outer canthus to the edge of the face, in canthal distances, from which the
 * windows on the cheekbone, and those near the edge itself, are seen well enough. It is 0.32 on the
 * frontal mean face and falls by about 0.10 for 10 degrees of yaw. */
static const double MIN_SIDE_CHEEKBONE = 0.14, MIN_SIDE_EDGE = 0.23;

enum { N_MIXED = 4 };

/* Sum of weight x landmark (weights add up to 1, unused ones are 0) and the height of the generic
 * face's skin there, z of mean_face.h. */
struct spot {
    unsigned char landmark[N_MIXED];
    double weight[N_MIXED];
    double z_mm;
};

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

static const struct spot upper_lip_side[] = {
    {{48, 49}, {.45, .55}, 17}, {{49}, {1}, 20},
    {{49, 50}, {.65, .35}, 23}, {{48, 49, 31}, {.33, .42, .25}, 16},
    {{49, 31}, {.72, .28}, 20}, {{49, 50, 32}, {.52, .22, .26}, 23},
};

static const struct spot upper_lip_middle[] = {
    {{50}, {1}, 26},
    {{50, 32}, {.66, .34}, 26},
};
static const struct spot upper_lip_midline[] = {
    {{51}, {1}, 27},
    {{51, 33}, {.64, .36}, 26},
};

static const struct spot lower_lip_side[] = {
    {{48, 59}, {.45, .55}, 14},         {{59}, {1}, 17},
    {{59, 58}, {.5, .5}, 21},           {{48, 59, 6}, {.22, .62, .16}, 13},
    {{59, 58, 7}, {.45, .38, .17}, 18},
};
static const struct spot lower_lip_middle[] = {
    {{58}, {1}, 23},
    {{58, 8}, {.85, .15}, 19},
};
static const struct spot lower_lip_midline[] = {
    {{57}, {1}, 24},
    {{57, 8}, {.83, .17}, 19},
};

static const struct spot mouth_corner[] = {
    {{48, 54}, {1.03, -.03}, 9},
    {{48, 54}, {1.14, -.14}, 5},
    {{48, 54, 36}, {.98, -.07, .09}, 8},
    {{48, 54, 5}, {.86, -.04, .18}, 6},
};

static const struct spot chin_side[] = {
    {{58, 7}, {.52, .48}, 12},
    {{58, 7}, {.28, .72}, 10},
};
static const struct spot chin_midline[] = {
    {{57, 8}, {.58, .42}, 18},
    {{57, 8}, {.34, .66}, 18},
};

static const struct spot cheek[] = {
    {{31, 2}, {.45, .55}, 1},           {{31, 48, 2}, {.42, .23, .35}, 5},
    {{48, 31, 3}, {.20, .20, .60}, -6}, {{48, 3}, {.52, .48}, -5},
    {{48, 4}, {.40, .60}, -11},         {{48, 5}, {.38, .62}, -9},
};

static const struct spot lower_lid[] = {
    {{41, 36, 48}, {.50, .47, .03}, 3}, {{41, 48}, {.96, .04}, 5},
    {{40, 31}, {.94, .06}, 7},          {{40, 39, 31}, {.55, .40, .05}, 6},
    {{41, 40, 48}, {.72, .18, .10}, 4}, {{40, 31}, {.83, .17}, 7},
};

static const struct spot upper_lid[] = {
    {{37, 18}, {.84, .16}, 6},
    {{37, 38, 19}, {.42, .42, .16}, 8},
    {{38, 20}, {.84, .16}, 8},
    {{37, 38, 19}, {.28, .28, .44}, 9},
};

/* The landmarks run along the upper edge of the hairs; a share of the lid brings them down. */
static const struct spot brow[] = {
    {{17, 18, 36}, {.38, .50, .12}, 3},
    {{18, 19, 37}, {.38, .49, .13}, 9},
    {{19, 20, 38}, {.44, .43, .13}, 13},
    {{20, 21, 39}, {.37, .52, .11}, 16},
};

static const struct spot head_midline[] = {
    {{27}, {1}, 15},
    {{27, 28}, {.5, .5}, 18},
    {{28}, {1}, 22},
    {{28, 29}, {.5, .5}, 26},
    {{29}, {1}, 31},
    {{29, 30}, {.45, .55}, 36},
    {{27, 21, 22}, {.5, .25, .25}, 17},
    {{27, 21, 22}, {-.5, .75, .75}, 21},
};

static const struct spot head_side[] = {
    {{21, 22, 27}, {1.25, .25, -.5}, 19}, /* lower forehead */
    {{27, 39}, {.55, .45}, 11},           /* side wall of the nose, downwards */
    {{28, 39}, {.58, .42}, 15},
    {{28, 31, 40}, {.60, .20, .20}, 14},
    {{29, 31, 40}, {.52, .32, .16}, 18},
    {{29, 30, 31}, {.30, .26, .44}, 24},
    {{39, 27}, {.74, .26}, 7}, /* inner canthus and below */
    {{39, 31, 29}, {.58, .22, .20}, 9},
    {{36, 39}, {1.26, -.26}, -4}, /* outer canthus */
};

static const struct spot head_cheekbone[] = {
    {{17, 0, 36}, {.48, .18, .34}, -10}, /* temple */
    {{36, 0, 1}, {.50, .25, .25}, -13},  /* cheekbone, downwards */
    {{36, 2}, {.68, .32}, -4},           {{36, 2, 1}, {.40, .40, .20}, -17},
    {{36, 31, 2}, {.42, .18, .40}, -2},  {{36, 2, 31}, {.30, .58, .12}, -11},
};

static const struct spot head_edge[] = {
    {{17, 0}, {.60, .40}, -20}, /* temple, downwards to before the ear */
    {{36, 0}, {.36, .64}, -24},
    {{36, 1}, {.30, .70}, -22},
    {{1, 2, 36}, {.42, .42, .16}, -36},
};

struct layer {
    const struct phil_landmarks *landmarks;
    double px_per_mm;
};

/* Position and depth of a spot, or of its mirror. */
static void place(const struct layer *layer, const struct spot *spot, bool mirror, double radius_mm,
                  struct phil_window *window, double *depth)
{
    double x = 0, y = 0, mean_y = 0;
    for (int i = 0; i < N_MIXED; i++) {
        const int landmark = mirror ? phil_landmark_mirror(spot->landmark[i]) : spot->landmark[i];
        const double weight = spot->weight[i];
        if (weight == 0) /* not multiplied: a stray NaN of an unused landmark must not spread */
            continue;
        x += weight * layer->landmarks->point[landmark].x;
        y += weight * layer->landmarks->point[landmark].y;
        mean_y += weight * phil_mean_face(landmark).y;
    }
    window->centre = (struct phil_point){x, y};
    window->radius_px = fmax(MIN_RADIUS_PX, radius_mm * layer->px_per_mm);
    *depth = phil_mean_face_height(mean_y, spot->z_mm);
}

static void add_region(const struct layer *layer, struct phil_layout *layout,
                       enum phil_region region, const struct spot *spots, int n, bool mirror,
                       double radius_mm)
{
    for (int i = 0; i < n && layout->n_region[region] < PHIL_MAX_REGION_WINDOWS; i++) {
        const int at = layout->n_region[region]++;
        place(layer, &spots[i], mirror, radius_mm, &layout->region[region][at],
              &layout->region_depth[region][at]);
    }
}

static void add_head(const struct layer *layer, struct phil_layout *layout,
                     const struct spot *spots, int n, bool mirror)
{
    for (int i = 0; i < n && layout->n_head < PHIL_MAX_HEAD_WINDOWS; i++) {
        const int at = layout->n_head++;
        place(layer, &spots[i], mirror, HEAD_MM, &layout->head[at], &layout->head_depth[at]);
    }
}

/* A region that exists on both sides, named for the person's right, which is the picture's left
 * unless the clip is mirrored. */
static void add_pair(const struct layer *layer, struct phil_layout *layout, bool mirrored,
                     enum phil_region right, const struct spot *spots, int n, double radius_mm)
{
    const enum phil_region left = phil_region_mirror(right);
    add_region(layer, layout, mirrored ? left : right, spots, n, false, radius_mm);
    add_region(layer, layout, mirrored ? right : left, spots, n, true, radius_mm);
}

/* A region that straddles the midline. */
static void add_middle(const struct layer *layer, struct phil_layout *layout,
                       enum phil_region region, const struct spot *side, int n_side,
                       const struct spot *midline, int n_midline, double radius_mm)
{
    add_region(layer, layout, region, side, n_side, false, radius_mm);
    add_region(layer, layout, region, midline, n_midline, false, radius_mm);
    add_region(layer, layout, region, side, n_side, true, radius_mm);
}

/* How much of the face is seen lateral to an outer canthus, in canthal distances. */
static double side_seen(const struct phil_landmarks *l, int canthus, int edge)
{
    const struct phil_point a = l->point[36], b = l->point[45];
    const double ux = b.x - a.x, uy = b.y - a.y, squared = ux * ux + uy * uy;
    const double along = (l->point[edge].x - l->point[canthus].x) * ux +
                         (l->point[edge].y - l->point[canthus].y) * uy;
    return squared > 0 ? (canthus == 36 ? -along : along) / squared : 0;
}

void phil_face_layout(const struct phil_landmarks *landmarks, bool mirrored,
                      struct phil_layout *layout)
{
    const struct layer layer = {landmarks, phil_face_ruler(landmarks, 0).px_per_mm};
    memset(layout, 0, sizeof *layout);
    add_pair(&layer, layout, mirrored, PHIL_UPPER_LIP_RIGHT, upper_lip_side, COUNT(upper_lip_side),
             LIP_MM);
    add_pair(&layer, layout, mirrored, PHIL_LOWER_LIP_RIGHT, lower_lip_side, COUNT(lower_lip_side),
             LIP_MM);
    add_middle(&layer, layout, PHIL_UPPER_LIP_MIDDLE, upper_lip_middle, COUNT(upper_lip_middle),
               upper_lip_midline, COUNT(upper_lip_midline), LIP_MM);
    add_middle(&layer, layout, PHIL_LOWER_LIP_MIDDLE, lower_lip_middle, COUNT(lower_lip_middle),
               lower_lip_midline, COUNT(lower_lip_midline), LIP_MM);
    add_pair(&layer, layout, mirrored, PHIL_MOUTH_CORNER_RIGHT, mouth_corner, COUNT(mouth_corner),
             LIP_MM);
    add_middle(&layer, layout, PHIL_CHIN, chin_side, COUNT(chin_side), chin_midline,
               COUNT(chin_midline), CHEEK_MM);
    add_pair(&layer, layout, mirrored, PHIL_CHEEK_RIGHT, cheek, COUNT(cheek), CHEEK_MM);
    add_pair(&layer, layout, mirrored, PHIL_LOWER_LID_RIGHT, lower_lid, COUNT(lower_lid), LID_MM);
    add_pair(&layer, layout, mirrored, PHIL_UPPER_LID_RIGHT, upper_lid, COUNT(upper_lid), LID_MM);
    add_pair(&layer, layout, mirrored, PHIL_BROW_RIGHT, brow, COUNT(brow), BROW_MM);

    add_head(&layer, layout, head_midline, COUNT(head_midline), false);
    for (int mirror = 0; mirror < 2; mirror++) {
        add_head(&layer, layout, head_side, COUNT(head_side), mirror);
        const double seen = side_seen(landmarks, mirror ? 45 : 36, mirror ? 16 : 0);
        if (seen > MIN_SIDE_CHEEKBONE)
            add_head(&layer, layout, head_cheekbone, COUNT(head_cheekbone), mirror);
        if (seen > MIN_SIDE_EDGE)
            add_head(&layer, layout, head_edge, COUNT(head_edge), mirror);
    }
}
