/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of the terminal report. */
#ifndef PHIL_REPORT_TERMINAL_H
#define PHIL_REPORT_TERMINAL_H

#include <philtrum/report.h>

#include "report/text_buffer.h"

/* What a piece of the report looks like; nothing is added when colours are not welcome. */
enum phil_paint {
    PHIL_PAINT_PLAIN,
    PHIL_PAINT_STRONG,
    PHIL_PAINT_FAINT,
    PHIL_PAINT_MARK,
    PHIL_PAINT_ALARM,
};

struct phil_screen {
    struct phil_text *text;
    int columns;
    bool colour, unicode;
    enum phil_paint paint; /* in force now */
};

/* An empty screen that writes into `text`. */
struct phil_screen phil_screen_on(struct phil_text *text, const struct phil_terminal_style *style);

/* Changes the look of what follows. */
void phil_screen_paint(struct phil_screen *screen, enum phil_paint paint);

/* Adds `string` (clean, UTF-8) broken into lines of at most the readable width, the first one
 * after `bullet` and the others indented by its length, each ended by a line break. */
void phil_screen_wrap(struct phil_screen *screen, const char *bullet, const char *string);

/* The same with foreign text, cleaned, in one look; nothing when it is empty. */
void phil_screen_lines(struct phil_screen *screen, enum phil_paint paint, const char *bullet,
                       const char *string);

/* Adds the chart of events over time and the legend of what appears in it. */
void phil_screen_timeline(struct phil_screen *screen, const struct phil_analysis *analysis,
                          const struct phil_face_result *face);

/* The axis of a chart over `duration_s` (above 0) in `columns`, a line with a number every nine
 * columns or more, after `indent`. */
void phil_screen_time_axis(struct phil_screen *screen, int indent, int columns, double duration_s);

#endif
