/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of twitches on the face as SVG. */
#include <math.h>

#include "report/html.h"
#include "report/svg.h"

void phil_page_contours(struct phil_text *page, const struct phil_face_map *map,
                        const struct phil_landmarks *landmarks)
{
    struct phil_point point[PHIL_N_LANDMARKS];
    for (int i = 0; i < PHIL_N_LANDMARKS; i++)
        point[i] = phil_face_map_place(map, landmarks->point[i]);
    for (int c = 0; c < PHIL_N_CONTOURS; c++)
        phil_svg_curve(page, point + phil_contours[c].first,
                       phil_contours[c].last - phil_contours[c].first + 1, phil_contours[c].closed,
                       phil_contours[c].lip ? "lip" : "face");
}

static void spot_title(struct phil_text *title, const struct phil_map_counts *counts,
                       const struct phil_face_result *face, int region)
{
    const int count = counts->count[region];
    phil_text_printf(title, "%s: ", phil_region_plain_name((enum phil_region)region));
    if (count)
        phil_text_printf(title, "%d %s, the largest %s mm", count,
                         count == 1 ? "twitch" : "twitches", phil_mm(counts->largest_mm[region]).s);
    else
        phil_text_add(title, "no twitch");
    if (!face)
        return;
    const struct phil_value floor = face->region[region].floor_mm;
    if (phil_known(floor))
        phil_text_printf(title, "; would show from %s mm", phil_mm(floor.value).s);
    else
        phil_text_printf(title, "; not measured: %s", phil_reason(floor));
}

static void draw_spot(struct phil_text *page, const struct phil_map_counts *counts,
                      const struct phil_face_result *face, int region, struct phil_point at)
{
    const int count = counts->count[region];
    struct phil_text title = {0};
    spot_title(&title, counts, face, region);
    phil_text_printf(page, "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"><title>",
                     count                      ? "spot"
                     : counts->measured[region] ? "quiet"
                                                : "blind",
                     phil_short(at.x, 1).s, phil_short(at.y, 1).s,
                     phil_short(phil_map_radius(count), 1).s);
    phil_text_add_html(page, phil_text_string(&title));
    phil_text_add(page, "</title></circle>\n");
    if (count)
        phil_text_printf(page, "<text class=\"count\" x=\"%s\" y=\"%s\">%d</text>\n",
                         phil_short(at.x, 1).s, phil_short(at.y + 4, 1).s, count);
    page->failed |= title.failed;
    phil_text_release(&title);
}

void phil_page_sides(struct phil_text *page, const struct phil_face_map *map, bool left_is_left)
{
    const char *at_left = left_is_left ? "left" : "right";
    const char *at_right = left_is_left ? "right" : "left";
    const struct phil_number y = phil_short(map->height - 8, 1);
    phil_text_printf(page, "<text class=\"side\" x=\"6\" y=\"%s\">own %s</text>\n", y.s, at_left);
    phil_text_printf(page,
                     "<text class=\"side\" x=\"%d\" y=\"%s\" text-anchor=\"end\">own %s</text>\n",
                     PHIL_MAP_WIDTH - 6, y.s, at_right);
}

bool phil_page_map_of(struct phil_text *page, const struct phil_landmarks *landmarks, bool mirrored,
                      const struct phil_map_counts *counts, const struct phil_face_result *face,
                      int id)
{
    struct phil_face_map map;
    struct phil_layout layout;
    struct phil_point at;
    if (!phil_face_map_make(&map, landmarks))
        return false;
    phil_face_layout(landmarks, mirrored, &layout);
    phil_text_printf(page,
                     "<figure class=\"map\"><svg viewBox=\"0 0 %d %s\" role=\"img\" "
                     "aria-labelledby=\"map%d\">\n<title id=\"map%d\">Drawing of the face with "
                     "the number of twitches at each place</title>\n",
                     PHIL_MAP_WIDTH, phil_short(map.height, 1).s, id, id);
    phil_page_contours(page, &map, landmarks);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (phil_region_middle(&layout, r, &at))
            draw_spot(page, counts, face, r, phil_face_map_place(&map, at));
    if (layout.n_region[PHIL_CHEEK_LEFT] && layout.n_region[PHIL_CHEEK_RIGHT])
        phil_page_sides(page, &map, phil_map_left_is_left(&map, &layout));
    phil_text_add(page, "</svg><figcaption>Discs: how many twitches, and where. Rings: measured "
                        "and quiet. Broken rings: could not be measured. Left and right are the "
                        "person's own.</figcaption></figure>\n");
    return true;
}

void phil_page_map(struct phil_text *page, const struct phil_analysis *analysis,
                   const struct phil_face_result *face)
{
    struct phil_map_counts counts = {.count = {0}};
    phil_map_counts_add(&counts, face);
    if (!phil_page_map_of(page, &face->landmarks, analysis->mirrored, &counts, face, face->id))
        phil_text_add(page, "<p class=\"small\">A drawing of the face is not part of this "
                            "document.</p>\n");
}
