/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the page of a trial. Each adds a section or a piece of one. */
#ifndef PHIL_REPORT_TRIAL_HTML_H
#define PHIL_REPORT_TRIAL_HTML_H

#include "report/html.h"
#include "report/trial_plot.h"
#include "report/trial_wording.h"

/* What the page of a trial adds to the style sheet. */
void phil_page_trial_style(struct phil_text *page);

/* The days as points with intervals, the fitted rates, the arms; remembers a failure in `page`. */
void phil_page_trial_days(struct phil_text *page, const struct phil_trial_view *view);

/* The posterior of the rate ratio with what lies below 1 and below 0.7. */
void phil_page_trial_curve(struct phil_text *page, const struct phil_trial_view *view);

/* The same question asked otherwise, the other outcomes: an interval each. */
void phil_page_trial_forest(struct phil_text *page, const struct phil_trial_view *view);

/* What was consumed on the days of either arm. */
void phil_page_trial_dose(struct phil_text *page, const struct phil_trial_view *view);

/* What was noted, the plan, every day. */
void phil_page_trial_course(struct phil_text *page, const struct phil_trial_view *view);
void phil_page_trial_plan(struct phil_text *page, const struct phil_trial_view *view);
void phil_page_trial_table(struct phil_text *page, const struct phil_trial_view *view);

/* What CENT 2015 asks for and where it stands; how it was worked out. */
void phil_page_trial_cent(struct phil_text *page, const struct phil_trial_view *view);
void phil_page_trial_method(struct phil_text *page, const struct phil_trial_view *view);

#endif
