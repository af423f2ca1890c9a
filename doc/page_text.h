/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of the page on the knowledge base, as Markdown on a stream. */
#ifndef DOC_PAGE_TEXT_H
#define DOC_PAGE_TEXT_H

#include <stdio.h>

#include "causes/knowledge.h"

/* Foreign text: what Markdown would take for a mark is escaped, line breaks become blanks. */
void page_text(FILE *out, const char *text);

/* A number in its shortest decimal form. */
void page_number(FILE *out, double value);

/* "0.1 (0.05 to 0.2) | measured | WJ98 | note |": the cells of a figure. */
void page_figure(FILE *out, const struct phil_figure *figure);

/* The columns that page_figure() fills, for a table's head, and the rule below it for `n` columns
 * before them. */
void page_figure_head(FILE *out, const char *columns, int n);

/* "`age` is at least 18 and (`a` is yes or `b` is no)". */
void page_when(FILE *out, const struct phil_knowledge *knowledge, const struct phil_when *when);

#endif
