/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the page. Each adds one section about one face; all of it is well-formed XML too. */
#ifndef PHIL_REPORT_HTML_H
#define PHIL_REPORT_HTML_H

#include <philtrum/report.h>

#include "report/face_map.h"
#include "report/still.h"
#include "report/text_buffer.h"
#include "report/wording.h"

/* The frame: the head up to its open style sheet (the title is `title` and the foreign `name`),
 * from there to the open body, and the end. */
void phil_page_begin(struct phil_text *page, const char *title, const char *name);
void phil_page_body(struct phil_text *page);
void phil_page_end(struct phil_text *page);

/* A paragraph of foreign text; nothing when it is empty. class_name may be NULL. */
void phil_page_paragraph(struct phil_text *page, const char *class_name, const char *string);

/* A row of a table of facts; nothing when there is no value. `code`: in fixed width. */
void phil_page_fact(struct phil_text *page, const char *name, const char *value, bool code);

/* The style sheet. */
void phil_page_style(struct phil_text *page);

/* The face drawn from its landmarks, with the twitches counted where they were. */
void phil_page_map(struct phil_text *page, const struct phil_analysis *analysis,
                   const struct phil_face_result *face);

/* The same from counts of several recordings; `face` NULL, or whose floors the marks tell. `id`:
 * no other map of the page has it. False, and nothing added, when the landmarks are no face. */
bool phil_page_map_of(struct phil_text *page, const struct phil_landmarks *landmarks, bool mirrored,
                      const struct phil_map_counts *counts, const struct phil_face_result *face,
                      int id);

/* The lines of a face, and which side is its own left: parts of such a map. */
void phil_page_contours(struct phil_text *page, const struct phil_face_map *map,
                        const struct phil_landmarks *landmarks);
void phil_page_sides(struct phil_text *page, const struct phil_face_map *map, bool left_is_left);

/* Numbers below rows that cover 0..duration_s. */
void phil_page_time_axis(struct phil_text *page, double duration_s);

/* Events and displacement over time. */
void phil_page_traces(struct phil_text *page, const struct phil_analysis *analysis,
                      const struct phil_face_result *face);

/* Pictures of the largest twitches at their peak. Errors: PHIL_EMEM; a clip that cannot be read
 * is told on the page. */
enum phil_status phil_page_stills(struct phil_text *page, const struct phil_face_result *face,
                                  bool mirrored, const char *clip_path, const struct phil_log *log);

/* One still with its arrows as SVG. Errors: PHIL_EMEM. */
enum phil_status phil_page_still(struct phil_text *page, const struct phil_still *still,
                                 const uint8_t *grey, const struct phil_still_arrow *arrow,
                                 int n_arrows);

/* How the times between twitches are spread; nothing below five twitches. */
void phil_page_intervals(struct phil_text *page, const struct phil_face_result *face);

/* The pattern in words, every twitch, every region. */
void phil_page_tables(struct phil_text *page, const struct phil_face_result *face);

#endif
