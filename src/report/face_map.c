/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map of twitches on the face: the person's own 68 landmarks joined to contours, levelled by
 * the line between the eyes, and a disc at each measured place. The disc's area grows with the
 * number of twitches there; a ring is a place that was measured and stayed quiet, a broken ring
 * one that could not be measured.
 */
#include "report/face_map.h"

#include <math.h>

#include "report/wording.h"

enum { MARGIN = 26 }; /* units of the drawing */

const struct phil_contour phil_contours[PHIL_N_CONTOURS] = {
    {0, 16, false, false},  {17, 21, false, false}, {22, 26, false, false},
    {27, 30, false, false}, {31, 35, false, false}, {36, 41, true, false},
    {42, 47, true, false},  {48, 59, true, true},   {60, 67, true, false},
};

static struct phil_point level(const struct phil_face_map *map, struct phil_point p)
{
    return (struct phil_point){map->cosine * p.x + map->sine * p.y,
                               map->cosine * p.y - map->sine * p.x};
}

struct phil_point phil_face_map_place(const struct phil_face_map *map, struct phil_point p)
{
    const struct phil_point q = level(map, p);
    return (struct phil_point){(q.x - map->x0) * map->scale + MARGIN,
                               (q.y - map->y0) * map->scale + MARGIN};
}

bool phil_face_map_make(struct phil_face_map *map, const struct phil_landmarks *landmarks)
{
    const struct phil_point *p = landmarks->point;
    const double dx = p[45].x - p[36].x, dy = p[45].y - p[36].y, length = hypot(dx, dy);
    *map = (struct phil_face_map){.cosine = dx / length, .sine = dy / length, .scale = 1};
    if (!isfinite(length) || length <= 0)
        return false;
    double x1 = -INFINITY, y1 = -INFINITY, left = INFINITY, top = INFINITY;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const struct phil_point q = level(map, p[i]);
        if (!isfinite(q.x) || !isfinite(q.y))
            return false;
        left = fmin(left, q.x);
        top = fmin(top, q.y);
        x1 = fmax(x1, q.x);
        y1 = fmax(y1, q.y);
    }
    map->x0 = left;
    map->y0 = top;
    map->scale = (PHIL_MAP_WIDTH - 2 * MARGIN) / fmax(x1 - left, length);
    map->height = (y1 - top) * map->scale + 2 * MARGIN;
    return map->height < 4 * PHIL_MAP_WIDTH; /* else no face looks like this */
}

bool phil_region_middle(const struct phil_layout *layout, int region, struct phil_point *middle)
{
    const int n = layout->n_region[region];
    *middle = (struct phil_point){0, 0};
    for (int i = 0; i < n; i++) {
        middle->x += layout->region[region][i].centre.x / n;
        middle->y += layout->region[region][i].centre.y / n;
    }
    return n > 0 && isfinite(middle->x) && isfinite(middle->y);
}

void phil_map_counts_add(struct phil_map_counts *counts, const struct phil_face_result *face)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        counts->measured[r] |= phil_known(face->region[r].noise_mm);
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        if (e->kind != PHIL_EVENT_TWITCH || (unsigned)e->region >= PHIL_N_REGIONS)
            continue;
        counts->count[e->region]++;
        counts->largest_mm[e->region] = fmax(counts->largest_mm[e->region], e->amplitude_mm);
    }
}

double phil_map_radius(int count)
{
    return count ? fmin(5.5 + 2.6 * sqrt(count), 20) : 3.6;
}

bool phil_map_left_is_left(const struct phil_face_map *map, const struct phil_layout *layout)
{
    struct phil_point left, right;
    return phil_region_middle(layout, PHIL_CHEEK_LEFT, &left) &&
           phil_region_middle(layout, PHIL_CHEEK_RIGHT, &right) &&
           phil_face_map_place(map, left).x < phil_face_map_place(map, right).x;
}
