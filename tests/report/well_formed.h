/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page as strict as XML: balanced tags, quoted attributes, no handlers, no stray '<'; entities
 * only where '&' stands. Fails the test otherwise. Returns the number of elements. */
#ifndef TEST_REPORT_WELL_FORMED_H
#define TEST_REPORT_WELL_FORMED_H

int well_formed_check(const char *page);

#endif
