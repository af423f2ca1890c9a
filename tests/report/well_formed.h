/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page as strict as XML: balanced tags, quoted attributes, no handlers, no stray '<'; entities
 * only where '&' stands. Fails the test otherwise. Returns the number of elements. */
#ifndef TEST_REPORT_WELL_FORMED_H
#define TEST_REPORT_WELL_FORMED_H

int well_formed_check(const char *page);

/* How often `what` stands in the page. */
int page_count(const char *page, const char *what);

/* Nothing is fetched or run; the only addresses are those of sources, to be followed by whoever
 * wants to. Fails the test otherwise. */
void page_is_alone(const char *page);

/* What was made to break out (fixture.h) has stayed text: no mark that turns the writing round, no
 * control characters, no bytes that are no UTF-8. Fails the test otherwise. */
void page_is_text(const char *page);

#endif
