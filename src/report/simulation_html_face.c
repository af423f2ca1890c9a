/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The face of a simulation: the generic face, and at each piece of skin a disc whose area grows
 * with the largest movement, the millimetres, and an arrow of the way it went, stretched to be
 * seen.
 */
#include "report/simulation_html.h"

#include <math.h>

#include "face/mean_face.h"
#include "report/svg.h"

static const double STILL_MM = 0.01;    /* a ring */
static const double ARROW_PX = 34;      /* of the largest movement of lips, or of lids */
static const double PX_OF_ROOT_MM = 10; /* radius of a disc of 1 mm */

static struct phil_landmarks mean_landmarks(void)
{
    struct phil_landmarks landmarks;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const struct phil_point3 p = phil_mean_face(i);
        landmarks.point[i] = (struct phil_point){p.x, p.y};
    }
    return landmarks;
}

/* Where a node is drawn; the two halves of the chin lie beside its middle. */
static bool place(const struct phil_face_map *map, const struct phil_layout *layout, int k,
                  struct phil_point *at)
{
    const double aside_px = 20;
    struct phil_point middle;
    if (!phil_region_middle(layout, phil_nerve_node_region((enum phil_nerve_node)k), &middle))
        return false;
    *at = phil_face_map_place(map, middle);
    if (k == PHIL_NODE_CHIN_LEFT)
        at->x += aside_px;
    if (k == PHIL_NODE_CHIN_RIGHT)
        at->x -= aside_px;
    return true;
}

static void disc(struct phil_text *page, const char *class_name, const struct phil_point *at,
                 double radius, int k, const struct phil_node_summary *node)
{
    phil_text_printf(page,
                     "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"><title>%s: %s mm</title>"
                     "</circle>\n",
                     class_name, phil_short(at->x, 1).s, phil_short(at->y, 1).s,
                     phil_short(radius, 1).s, phil_node_in_words((enum phil_nerve_node)k),
                     phil_mm(node->mm.value).s);
}

static void draw_node(struct phil_text *page, const struct phil_point *at, int k,
                      const struct phil_node_summary *node, double largest_mm)
{
    if (node->mm.value < STILL_MM) {
        disc(page, "quiet", at, 3.6, k, node);
        return;
    }
    const double scale = ARROW_PX / largest_mm;
    disc(page, "spot", at, fmin(3 + PX_OF_ROOT_MM * sqrt(node->mm.value) * 0.6, 14), k, node);
    phil_svg_arrow(page, at->x, at->y, node->right_mm * scale, node->down_mm * scale, true);
}

static void label_node(struct phil_text *page, const struct phil_point *at, int k,
                       const struct phil_node_summary *node)
{
    const bool right = at->x > PHIL_MAP_WIDTH / 2.0;
    const bool middle = k == PHIL_NODE_UPPER_MIDDLE || k == PHIL_NODE_LOWER_MIDDLE;
    const double dx = middle ? 0 : right ? 16 : -16;
    if (node->mm.value < STILL_MM)
        return;
    phil_text_printf(
        page, "<text class=\"mm\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n",
        phil_short(at->x + dx, 1).s,
        phil_short(at->y + (middle ? (k == PHIL_NODE_UPPER_MIDDLE ? -10 : 18) : 4), 1).s,
        middle  ? "middle"
        : right ? "start"
                : "end",
        phil_mm(node->mm.value).s);
}

static double largest(const struct phil_simulation_summary *s, int from, int to)
{
    double most = STILL_MM;
    for (int k = from; k < to; k++)
        if (!s->node[k].mm.reason)
            most = fmax(most, s->node[k].mm.value);
    return most;
}

static void draw(struct phil_text *page, const struct phil_face_map *map,
                 const struct phil_layout *layout, const struct phil_simulation_summary *s)
{
    struct phil_point at;
    const double lips = largest(s, 0, PHIL_NODE_UPPER_LID_LEFT);
    const double lids = largest(s, PHIL_NODE_UPPER_LID_LEFT, PHIL_N_NODES);
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < PHIL_N_NODES; k++) {
            if (s->node[k].mm.reason || !place(map, layout, k, &at))
                continue;
            if (pass == 0)
                draw_node(page, &at, k, &s->node[k], k < PHIL_NODE_UPPER_LID_LEFT ? lips : lids);
            else
                label_node(page, &at, k, &s->node[k]);
        }
}

void phil_page_simulation_face(struct phil_text *page, const struct phil_simulation_summary *s)
{
    const struct phil_landmarks landmarks = mean_landmarks();
    struct phil_face_map map;
    struct phil_layout layout;
    if (s->lip == PHIL_N_NODES || !phil_face_map_make(&map, &landmarks))
        return;
    phil_face_layout(&landmarks, false, &layout);
    phil_text_printf(page,
                     "<figure class=\"map\"><svg viewBox=\"0 0 %d %s\" role=\"img\" "
                     "aria-labelledby=\"moved\">\n<title id=\"moved\">Drawing of the face with the "
                     "largest movement at each place: of the mouth %s mm, %s</title>\n",
                     PHIL_MAP_WIDTH, phil_short(map.height, 1).s,
                     phil_mm(s->node[s->lip].mm.value).s, phil_node_in_words(s->lip));
    phil_page_contours(page, &map, &landmarks);
    draw(page, &map, &layout, s);
    phil_page_sides(page, &map, phil_map_left_is_left(&map, &layout));
    phil_text_add(page, "</svg><figcaption>The largest movement of each piece of skin, in mm. "
                        "Arrows show the way it went, much longer than it was, those of lids and "
                        "those of lips each to their own measure. Rings stayed still.</figcaption>"
                        "</figure>\n");
}
