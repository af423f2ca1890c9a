/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page as PDF: what its files share. Lengths are PostScript points (1/72 inch), y runs
 * down. Everything can be set without being drawn, to learn how much room it takes.
 */
#ifndef PHIL_REPORT_DOCTOR_PDF_H
#define PHIL_REPORT_DOCTOR_PDF_H

#include <pango/pangocairo.h>

#include "report/doctor_content.h"

/* A4 with margins that any printer can hold, pt. */
#define PHIL_PAGE_WIDTH  595.28
#define PHIL_PAGE_HEIGHT 841.89
#define PHIL_PAGE_MARGIN 39.7 /* 14 mm */

enum { PHIL_MOST_LACKING = 32 };

struct phil_sheet {
    cairo_t *cr;
    PangoFontMap *fonts;
    PangoContext *context;
    PangoLayout *layout;                 /* used for every text */
    bool draws;                          /* false: measure alone */
    bool failed;                         /* out of memory */
    struct phil_text text;               /* being set */
    uint32_t lacking[PHIL_MOST_LACKING]; /* letters that no font has */
    int n_lacking;
    bool more_lacking;
};

/* How a text is set. */
struct phil_type {
    double size; /* pt */
    bool bold;
    double grey;    /* 0 black .. 1 white */
    int most_lines; /* 0: all; else the last one ends in an ellipsis */
    PangoAlignment align;
};

/* Sets `lead` in bold and `text` after it, from (x, y) down within `width`; returns the height. */
double phil_sheet_text(struct phil_sheet *sheet, double x, double y, double width,
                       const struct phil_type *type, const char *lead, const char *text);

/* The same of `n` items that run on in one paragraph. */
double phil_sheet_items(struct phil_sheet *sheet, double x, double y, double width,
                        const struct phil_type *type, const struct phil_doctor_item *items,
                        size_t n);

/* A hairline. */
void phil_sheet_rule(struct phil_sheet *sheet, double x, double y, double width, double weight);

/* The map of the face into `width`; returns its height, 0 without a face. */
double phil_sheet_map(struct phil_sheet *sheet, double x, double y, double width,
                      const struct phil_doctor *doctor);

/* One still with its arrows, `width` wide and `height` high at most. */
void phil_sheet_still(struct phil_sheet *sheet, double x, double y, double width, double height,
                      const struct phil_doctor_still *still);

/* The plot of a trial; returns its height, 0 when there is nothing to draw. */
double phil_sheet_trial(struct phil_sheet *sheet, double x, double y, double width,
                        const struct phil_trial_view *trial);

/* The first page. */
void phil_sheet_first(struct phil_sheet *sheet, const struct phil_doctor *doctor);

/* The further pages; returns how many there are. `pages` is what stands behind "of". */
int phil_sheet_further(struct phil_sheet *sheet, const struct phil_doctor *doctor, int pages);

/* The foot of a page. */
void phil_sheet_foot(struct phil_sheet *sheet, const struct phil_doctor *doctor, int page,
                     int pages);

#endif
