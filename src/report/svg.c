/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See svg.h. */
#include "report/svg.h"

#include <math.h>

static struct phil_number at(double coordinate)
{
    return phil_short(coordinate, 1);
}

void phil_svg_curve(struct phil_text *out, const struct phil_point *point, int n, bool closed,
                    const char *class_name)
{
    if (n < 2)
        return;
    phil_text_printf(out, "<path class=\"%s\" d=\"M%s %s", class_name, at(point[0].x).s,
                     at(point[0].y).s);
    const int pieces = closed ? n : n - 1;
    for (int i = 0; i < pieces; i++) {
        const struct phil_point b = point[i], c = point[(i + 1) % n];
        const struct phil_point a = i || closed ? point[(i + n - 1) % n] : b;
        const struct phil_point d = i + 2 < n || closed ? point[(i + 2) % n] : c;
        phil_text_printf(out, "C%s %s %s %s %s %s", at(b.x + (c.x - a.x) / 6).s,
                         at(b.y + (c.y - a.y) / 6).s, at(c.x - (d.x - b.x) / 6).s,
                         at(c.y - (d.y - b.y) / 6).s, at(c.x).s, at(c.y).s);
    }
    phil_text_add(out, closed ? "Z\"/>\n" : "\"/>\n");
}

void phil_svg_box(struct phil_text *out, double x, double y, double width, double height,
                  const char *class_name, const char *title)
{
    phil_text_printf(out, "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"",
                     class_name, at(x).s, at(y).s, at(fmax(width, 0)).s, at(fmax(height, 0)).s);
    if (!title) {
        phil_text_add(out, "/>\n");
        return;
    }
    phil_text_add(out, "><title>");
    phil_text_add_html(out, title);
    phil_text_add(out, "</title></rect>\n");
}

void phil_svg_arrow(struct phil_text *out, double x, double y, double dx, double dy, bool strong)
{
    const double length = hypot(dx, dy);
    if (!isfinite(length) || length < 1)
        return;
    const double ux = dx / length, uy = dy / length;
    const double head = fmin(strong ? 11 : 7, 0.6 * length); /* px of the picture */
    const double tx = x + dx, ty = y + dy;
    static const char *const classes[] = {"halo", "arrow"};
    for (int pass = 0; pass < 2; pass++) {
        phil_text_printf(out, "<path class=\"%s%s\" d=\"M%s %sL%s %s", classes[pass],
                         strong ? "" : " thin", at(x).s, at(y).s, at(tx).s, at(ty).s);
        phil_text_printf(out, "M%s %sL%s %sL%s %s\"/>\n", at(tx - head * (ux + 0.5 * uy)).s,
                         at(ty - head * (uy - 0.5 * ux)).s, at(tx).s, at(ty).s,
                         at(tx - head * (ux - 0.5 * uy)).s, at(ty - head * (uy + 0.5 * ux)).s);
    }
}
