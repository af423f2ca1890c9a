/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces that the long and the short explanation on a terminal share. */
#ifndef PHIL_REPORT_EXPLAIN_TERMINAL_H
#define PHIL_REPORT_EXPLAIN_TERMINAL_H

#include "report/explain_wording.h"
#include "report/terminal.h"

/* An empty line and a heading. */
void phil_screen_heading(struct phil_screen *screen, const char *string);

/* Adds what `t` holds as lines after a bullet, and empties it; nothing when it is empty. */
void phil_screen_flush(struct phil_screen *screen, enum phil_paint paint, const char *bullet,
                       struct phil_text *t);

/* How urgent it is, and at most `most` reasons why. */
void phil_screen_care(struct phil_screen *screen, const struct phil_explanation_view *view,
                      size_t most);

/* A bar of at most `columns`, indented, without a line break: dark up to the lower end of the
 * interval, paler to the chance and to the upper end. */
void phil_screen_bar(struct phil_screen *screen, const struct phil_cause_result *result,
                     int columns);

/* Where it twitches, when that was measured. */
void phil_screen_place(struct phil_screen *screen, const struct phil_explanation_view *view);

/* Everything but the last sentence, in short. */
void phil_screen_brief(struct phil_screen *screen, const struct phil_explanation_view *view,
                       const struct phil_shortlist *list);

#endif
