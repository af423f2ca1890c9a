/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the page of an explanation. Each adds a section or a piece of one. */
#ifndef PHIL_REPORT_EXPLAIN_HTML_H
#define PHIL_REPORT_EXPLAIN_HTML_H

#include "report/explain_wording.h"
#include "report/html.h"

/* What the page of an explanation adds to the style sheet. */
void phil_page_explain_style(struct phil_text *page);

/* A reference to a source by its key, which leads to the list at the end of the page. A key that
 * the knowledge base lacks is only named; NULL adds nothing. */
void phil_page_source(struct phil_text *page, const struct phil_knowledge *knowledge,
                      const char *id);

/* The sources that the page refers to, each with where it is found. */
void phil_page_sources(struct phil_text *page, const struct phil_knowledge *knowledge);

/* How likely each cause is, with its range and how common it is. */
void phil_page_chances(struct phil_text *page, const struct phil_explanation_view *view,
                       const struct phil_shortlist *list);

/* The findings for and against a cause, with how far they speak. */
void phil_page_evidence(struct phil_text *page, const struct phil_explanation_view *view,
                        const struct phil_cause_result *result);

/* Caffeine in the body over the last three days, when the diary holds any. */
void phil_page_caffeine(struct phil_text *page, const struct phil_explanation_view *view);

/* Where it twitched, on the drawing of the face and by the muscles' names. */
void phil_page_anatomy(struct phil_text *page, const struct phil_explanation_view *view);

/* What to try, what not to try, whom to see. */
void phil_page_remedies(struct phil_text *page, const struct phil_explanation_view *view);

/* What is not known, what to ask next, and everything that is known. */
void phil_page_unknown(struct phil_text *page, const struct phil_explanation_view *view);
void phil_page_known(struct phil_text *page, const struct phil_explanation_view *view);

#endif
