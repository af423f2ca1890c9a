/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page as PDF: the map of the face and the stills. Black, white and one grey: what
 * tells marks apart is their shape, so that a copier loses nothing.
 */
#include <math.h>
#include <string.h>

#include "analysis/person.h"
#include "report/doctor_pdf.h"

#define FACE_GREY 0.55

/* A smooth curve through n points: Catmull-Rom, as in svg.c. */
static void curve(cairo_t *cr, const struct phil_point *p, int n, bool closed)
{
    cairo_move_to(cr, p[0].x, p[0].y);
    const int pieces = closed ? n : n - 1;
    for (int i = 0; i < pieces; i++) {
        const struct phil_point b = p[i], c = p[(i + 1) % n];
        const struct phil_point a = i || closed ? p[(i + n - 1) % n] : b;
        const struct phil_point d = i + 2 < n || closed ? p[(i + 2) % n] : c;
        cairo_curve_to(cr, b.x + (c.x - a.x) / 6, b.y + (c.y - a.y) / 6, c.x - (d.x - b.x) / 6,
                       c.y - (d.y - b.y) / 6, c.x, c.y);
    }
    if (closed)
        cairo_close_path(cr);
}

static void draw_contours(struct phil_sheet *sheet, const struct phil_point *point)
{
    cairo_t *cr = sheet->cr;
    cairo_set_line_width(cr, 0.8);
    for (int c = 0; c < PHIL_N_CONTOURS; c++) {
        const struct phil_contour *k = &phil_contours[c];
        curve(cr, point + k->first, k->last - k->first + 1, k->closed);
        if (k->lip) {
            cairo_set_source_rgb(cr, 0.9, 0.9, 0.9);
            cairo_fill_preserve(cr);
        }
        cairo_set_source_rgb(cr, FACE_GREY, FACE_GREY, FACE_GREY);
        cairo_stroke(cr);
    }
}

static void draw_count(struct phil_sheet *sheet, struct phil_point at, double radius, int count)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%d", count);
    /* The number fits into its disc: a digit is 0.57 of its size wide. */
    const double size = fmin(1.05 * radius, 2.6 * radius / (double)strlen(digits));
    const struct phil_type type = {fmin(size, 7.5), true, 1, 0, PANGO_ALIGN_CENTER};
    const bool draws = sheet->draws;
    sheet->draws = false;
    const double height = phil_sheet_text(sheet, 0, 0, 40, &type, "", digits);
    sheet->draws = draws;
    phil_sheet_text(sheet, at.x - 20, at.y - height / 2, 40, &type, "", digits);
}

static void draw_spot(struct phil_sheet *sheet, const struct phil_map_counts *places, int region,
                      struct phil_point at, double scale)
{
    static const double broken[] = {1.2, 1.2};
    cairo_t *cr = sheet->cr;
    const int count = places->count[region];
    const double radius = phil_map_radius(count) * scale;
    cairo_new_path(cr);
    cairo_arc(cr, at.x, at.y, radius, 0, 2 * G_PI);
    cairo_set_source_rgb(cr, count ? 0 : 1, count ? 0 : 1, count ? 0 : 1);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_set_line_width(cr, 0.6);
    cairo_set_dash(cr, broken, count || places->measured[region] ? 0 : 2, 0);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    if (count)
        draw_count(sheet, at, radius, count);
}

static void draw_sides(struct phil_sheet *sheet, double x, double y, double width,
                       bool left_is_left)
{
    struct phil_type type = {7.5, true, 0, 1, PANGO_ALIGN_LEFT};
    phil_sheet_text(sheet, x, y, width / 2, &type, "", left_is_left ? "own left" : "own right");
    type.align = PANGO_ALIGN_RIGHT;
    phil_sheet_text(sheet, x + width / 2, y, width / 2, &type, "",
                    left_is_left ? "own right" : "own left");
}

double phil_sheet_map(struct phil_sheet *sheet, double x, double y, double width,
                      const struct phil_doctor *doctor)
{
    struct phil_face_map map;
    struct phil_layout layout;
    struct phil_point point[PHIL_N_LANDMARKS], at;
    const struct phil_doctor_clip *clip = doctor->pool.drawn;
    const struct phil_face_result *face = clip ? phil_analysis_person(clip->analysis) : NULL;
    if (!face || !phil_face_map_make(&map, &face->landmarks))
        return 0;
    const double scale = width / PHIL_MAP_WIDTH, height = map.height * scale;
    if (!sheet->draws)
        return height;
    phil_face_layout(&face->landmarks, clip->analysis->mirrored, &layout);
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const struct phil_point p = phil_face_map_place(&map, face->landmarks.point[i]);
        point[i] = (struct phil_point){x + p.x * scale, y + p.y * scale};
    }
    draw_contours(sheet, point);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (phil_region_middle(&layout, r, &at)) {
            at = phil_face_map_place(&map, at);
            draw_spot(sheet, &doctor->pool.places, r,
                      (struct phil_point){x + at.x * scale, y + at.y * scale}, scale);
        }
    draw_sides(sheet, x, y + height - 12, width, phil_map_left_is_left(&map, &layout));
    return height;
}

/* ---- stills ---- */

static cairo_surface_t *picture(const struct phil_doctor_still *s)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, s->still.width, s->still.height);
    unsigned char *pixels = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    if (!pixels)
        return surface; /* in its error state, which the page takes on */
    for (int y = 0; y < s->still.height; y++) {
        uint32_t *row = (uint32_t *)(void *)(pixels + (ptrdiff_t)y * stride);
        for (int x = 0; x < s->still.width; x++)
            row[x] = 0x010101u * s->grey[(size_t)y * (size_t)s->still.width + (size_t)x];
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static void arrow_path(cairo_t *cr, const struct phil_still_arrow *a, double head)
{
    const double length = hypot(a->by.x, a->by.y), ux = a->by.x / length, uy = a->by.y / length;
    const double tx = a->from.x + a->by.x, ty = a->from.y + a->by.y;
    cairo_move_to(cr, a->from.x, a->from.y);
    cairo_line_to(cr, tx, ty);
    cairo_move_to(cr, tx - head * (ux + 0.5 * uy), ty - head * (uy - 0.5 * ux));
    cairo_line_to(cr, tx, ty);
    cairo_line_to(cr, tx - head * (ux - 0.5 * uy), ty - head * (uy + 0.5 * ux));
}

/* White around black shows on any skin, on any copy. */
static void draw_arrow(cairo_t *cr, const struct phil_still_arrow *a)
{
    const double length = hypot(a->by.x, a->by.y);
    if (!isfinite(length) || length < 1)
        return;
    for (int pass = 0; pass < 2; pass++) {
        const double ink = pass ? 0 : 1, width = a->strong ? 4 : 2; /* still pixels */
        cairo_set_source_rgb(cr, ink, ink, ink);
        cairo_set_line_width(cr, pass ? width : width + 5);
        arrow_path(cr, a, fmin(a->strong ? 15 : 9, 0.6 * length));
        cairo_stroke(cr);
    }
}

void phil_sheet_still(struct phil_sheet *sheet, double x, double y, double width, double height,
                      const struct phil_doctor_still *s)
{
    cairo_t *cr = sheet->cr;
    if (!sheet->draws)
        return;
    const double scale = fmin(width / s->still.width, height / s->still.height);
    cairo_surface_t *surface = picture(s);
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, scale, scale);
    cairo_rectangle(cr, 0, 0, s->still.width, s->still.height);
    cairo_clip(cr);
    cairo_set_source_surface(cr, surface, 0, 0);
    cairo_paint(cr);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (int i = 0; i < s->n_arrows; i++)
        draw_arrow(cr, &s->arrow[i]);
    cairo_restore(cr);
    cairo_surface_destroy(surface);
}
