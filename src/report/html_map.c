/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map of twitches on the face: the person's own 68 landmarks joined to contours, levelled by
 * the line between the eyes, and a disc at each measured place. The disc's area grows with the
 * number of twitches there; a ring is a place that was measured and stayed quiet, a broken ring
 * one that could not be measured.
 */
#include <math.h>

#include "report/html.h"
#include "report/svg.h"

enum { MAP_WIDTH = 320, MAP_MARGIN = 26 }; /* units of the drawing */

struct map {
    double cosine, sine, scale, x0, y0; /* picture to drawing */
    double height;
};

static struct phil_point place(const struct map *map, struct phil_point p)
{
    const double x = map->cosine * p.x + map->sine * p.y;
    const double y = map->cosine * p.y - map->sine * p.x;
    return (struct phil_point){(x - map->x0) * map->scale + MAP_MARGIN,
                               (y - map->y0) * map->scale + MAP_MARGIN};
}

static bool make_map(struct map *map, const struct phil_landmarks *landmarks)
{
    const struct phil_point *p = landmarks->point;
    const double dx = p[45].x - p[36].x, dy = p[45].y - p[36].y, length = hypot(dx, dy);
    *map = (struct map){.cosine = dx / length, .sine = dy / length, .scale = 1};
    if (!isfinite(length) || length <= 0)
        return false;
    double x1 = -INFINITY, y1 = -INFINITY, left = INFINITY, top = INFINITY;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const double x = map->cosine * p[i].x + map->sine * p[i].y;
        const double y = map->cosine * p[i].y - map->sine * p[i].x;
        if (!isfinite(x) || !isfinite(y))
            return false;
        left = fmin(left, x);
        top = fmin(top, y);
        x1 = fmax(x1, x);
        y1 = fmax(y1, y);
    }
    map->x0 = left;
    map->y0 = top;
    map->scale = (MAP_WIDTH - 2 * MAP_MARGIN) / fmax(x1 - left, length);
    map->height = (y1 - top) * map->scale + 2 * MAP_MARGIN;
    return map->height < 4 * MAP_WIDTH; /* else no face looks like this */
}

static void draw_contours(struct phil_text *page, const struct map *map,
                          const struct phil_landmarks *landmarks)
{
    static const struct {
        int first, last;
        bool closed;
        const char *class_name;
    } contours[] = {
        {0, 16, false, "face"},  {17, 21, false, "face"}, {22, 26, false, "face"},
        {27, 30, false, "face"}, {31, 35, false, "face"}, {36, 41, true, "face"},
        {42, 47, true, "face"},  {48, 59, true, "lip"},   {60, 67, true, "face"},
    };
    struct phil_point point[PHIL_N_LANDMARKS];
    for (int i = 0; i < PHIL_N_LANDMARKS; i++)
        point[i] = place(map, landmarks->point[i]);
    for (size_t c = 0; c < sizeof contours / sizeof *contours; c++)
        phil_svg_curve(page, point + contours[c].first, contours[c].last - contours[c].first + 1,
                       contours[c].closed, contours[c].class_name);
}

/* The middle of a region's windows in the picture. */
static bool middle_of(const struct phil_layout *layout, int region, struct phil_point *middle)
{
    const int n = layout->n_region[region];
    *middle = (struct phil_point){0, 0};
    for (int i = 0; i < n; i++) {
        middle->x += layout->region[region][i].centre.x / n;
        middle->y += layout->region[region][i].centre.y / n;
    }
    return n > 0 && isfinite(middle->x) && isfinite(middle->y);
}

static void spot_title(struct phil_text *title, const struct phil_face_result *face, int region,
                       int count, double largest_mm)
{
    const struct phil_value floor = face->region[region].floor_mm;
    phil_text_printf(title, "%s: ", phil_region_plain_name((enum phil_region)region));
    if (count)
        phil_text_printf(title, "%d %s, the largest %s mm", count,
                         count == 1 ? "twitch" : "twitches", phil_mm(largest_mm).s);
    else
        phil_text_add(title, "no twitch");
    if (phil_known(floor))
        phil_text_printf(title, "; would show from %s mm", phil_mm(floor.value).s);
    else
        phil_text_printf(title, "; not measured: %s", phil_reason(floor));
}

static void draw_spot(struct phil_text *page, const struct phil_face_result *face, int region,
                      struct phil_point at)
{
    int count = 0;
    double largest = 0;
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        if (e->kind != PHIL_EVENT_TWITCH || (int)e->region != region)
            continue;
        count++;
        largest = fmax(largest, e->amplitude_mm);
    }
    const bool measured = phil_known(face->region[region].noise_mm);
    const double radius = count ? fmin(5.5 + 2.6 * sqrt(count), 20) : 3.6;
    struct phil_text title = {0};
    spot_title(&title, face, region, count, largest);
    phil_text_printf(page, "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"><title>",
                     count      ? "spot"
                     : measured ? "quiet"
                                : "blind",
                     phil_short(at.x, 1).s, phil_short(at.y, 1).s, phil_short(radius, 1).s);
    phil_text_add_html(page, phil_text_string(&title));
    phil_text_add(page, "</title></circle>\n");
    if (count)
        phil_text_printf(page, "<text class=\"count\" x=\"%s\" y=\"%s\">%d</text>\n",
                         phil_short(at.x, 1).s, phil_short(at.y + 4, 1).s, count);
    page->failed |= title.failed;
    phil_text_release(&title);
}

static void draw_sides(struct phil_text *page, const struct map *map, bool left_is_left)
{
    const char *at_left = left_is_left ? "left" : "right";
    const char *at_right = left_is_left ? "right" : "left";
    const struct phil_number y = phil_short(map->height - 8, 1);
    phil_text_printf(page, "<text class=\"side\" x=\"6\" y=\"%s\">own %s</text>\n", y.s, at_left);
    phil_text_printf(page,
                     "<text class=\"side\" x=\"%d\" y=\"%s\" text-anchor=\"end\">own %s</text>\n",
                     MAP_WIDTH - 6, y.s, at_right);
}

void phil_page_map(struct phil_text *page, const struct phil_analysis *analysis,
                   const struct phil_face_result *face)
{
    struct map map;
    struct phil_layout layout;
    struct phil_point left, right, at;
    if (!make_map(&map, &face->landmarks)) {
        phil_text_add(page, "<p class=\"small\">A drawing of the face is not part of this "
                            "document.</p>\n");
        return;
    }
    phil_face_layout(&face->landmarks, analysis->mirrored, &layout);
    phil_text_printf(page,
                     "<figure class=\"map\"><svg viewBox=\"0 0 %d %s\" role=\"img\" "
                     "aria-labelledby=\"map%d\">\n<title id=\"map%d\">Drawing of the face with "
                     "the number of twitches at each place</title>\n",
                     MAP_WIDTH, phil_short(map.height, 1).s, face->id, face->id);
    draw_contours(page, &map, &face->landmarks);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (middle_of(&layout, r, &at))
            draw_spot(page, face, r, place(&map, at));
    if (middle_of(&layout, PHIL_CHEEK_LEFT, &left) && middle_of(&layout, PHIL_CHEEK_RIGHT, &right))
        draw_sides(page, &map, place(&map, left).x < place(&map, right).x);
    phil_text_add(page, "</svg><figcaption>Discs: how many twitches, and where. Rings: measured "
                        "and quiet. Broken rings: could not be measured. Left and right are the "
                        "person's own.</figcaption></figure>\n");
}
