/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the page about a simulation. */
#ifndef PHIL_REPORT_SIMULATION_HTML_H
#define PHIL_REPORT_SIMULATION_HTML_H

#include "report/html.h"
#include "report/simulation.h"

/* A row's picture is this wide and is stretched to the page. */
enum { PHIL_TIME_WIDTH = 1000 };

/* Opens a row of the chart over time and its picture, `height` units high; `low`: a lane. */
void phil_page_time_row(struct phil_text *page, const char *class_name, const char *label,
                        const char *right, int height);
void phil_page_time_row_end(struct phil_text *page);

/* The impulses of a muscle as a row; nothing without units. */
void phil_page_raster(struct phil_text *page, const struct phil_nerve_result *result,
                      const struct phil_simulation_summary *summary, int muscle);

/* Events, rasters, EMG, movement and forces over one axis of time, with the legend; then one
 * second of it closer. */
void phil_page_simulation_time(struct phil_text *page, const struct phil_nerve_result *result,
                               const struct phil_simulation_summary *summary);

/* A drawn face with the largest movement of each piece of skin; nothing without movement. */
void phil_page_simulation_face(struct phil_text *page,
                               const struct phil_simulation_summary *summary);

/* Tables: what each muscle did, every event, every value, the settings as text. */
void phil_page_muscles(struct phil_text *page, const struct phil_simulation_summary *summary);
void phil_page_events(struct phil_text *page, const struct phil_nerve_result *result);
void phil_page_values(struct phil_text *page, const struct phil_nerve_result *result);

void phil_page_simulation_style(struct phil_text *page);

#endif
