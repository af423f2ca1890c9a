/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pieces of SVG. Coordinates that are not finite become 0, so that no picture breaks. */
#ifndef PHIL_REPORT_SVG_H
#define PHIL_REPORT_SVG_H

#include <philtrum/face.h>

#include "report/text_buffer.h"

/* A smooth curve through n points (Catmull-Rom, tension 1/2, as Bezier pieces), closed or not. */
void phil_svg_curve(struct phil_text *out, const struct phil_point *point, int n, bool closed,
                    const char *class_name);

/* A rectangle with a title that shows on hovering and is read aloud; title NULL: none. */
void phil_svg_box(struct phil_text *out, double x, double y, double width, double height,
                  const char *class_name, const char *title);

/* An arrow from (x, y) by (dx, dy) with a halo, so that it shows on any skin. */
void phil_svg_arrow(struct phil_text *out, double x, double y, double dx, double dy, bool strong);

#endif
