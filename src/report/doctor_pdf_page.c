/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page as PDF: the first page. It answers in this order: what was seen (headline), are
 * there warning signs, what is most likely, what is asked (a band of three columns); then where
 * (the map) beside the facts; then pictures.
 *
 * It always is one page. The page is laid out without being drawn, at first in full; where that is
 * too high the type gets smaller by a little, then sections keep their first items only, and items
 * their first lines, step by step. What is cut stands on the further pages in full, and the section
 * says so.
 */
#include <math.h>

#include "report/doctor_pdf.h"

/* How closely the page is set. */
struct fit {
    double size;     /* of the text, pt */
    size_t items;    /* of a section at most */
    int lines;       /* of an item at most */
    double map;      /* width of the map, pt */
    double pictures; /* least height of the stills, pt */
};

static const struct fit fits[] = {
    {9.5, 99, 9, 190, 150}, {9.2, 99, 9, 190, 140}, {9.0, 99, 8, 185, 130}, {8.7, 99, 7, 180, 120},
    {8.4, 99, 6, 175, 115}, {8.2, 99, 5, 170, 110}, {8.0, 99, 5, 165, 105}, {8.0, 9, 4, 160, 100},
    {8.0, 7, 4, 155, 95},   {8.0, 6, 3, 150, 90},   {8.0, 5, 3, 145, 85},   {8.0, 4, 3, 145, 80},
    {8.0, 3, 3, 140, 80},   {8.0, 3, 2, 135, 75},   {8.0, 2, 2, 130, 70},   {8.0, 2, 1, 110, 60},
    {7.5, 1, 1, 90, 40},
};

#define WIDTH  (PHIL_PAGE_WIDTH - 2 * PHIL_PAGE_MARGIN)
#define FOOT   26.0 /* pt above the lower margin that the foot takes */
#define BOTTOM (PHIL_PAGE_HEIGHT - PHIL_PAGE_MARGIN - FOOT)
#define GUTTER 16.0
#define LABEL  72.0 /* width of the titles beside the facts */

static struct phil_type plain(const struct fit *fit)
{
    return (struct phil_type){fit->size, false, 0, fit->lines, PANGO_ALIGN_LEFT};
}

static struct phil_type small(double size, double grey)
{
    return (struct phil_type){size, false, grey, 1, PANGO_ALIGN_LEFT};
}

/* ---- head ---- */

/* A name, or a line to write it on. */
static double set_field(struct phil_sheet *sheet, double x, double y, double width,
                        const char *name, const char *value)
{
    struct phil_type label = small(8, 0.35), type = {11, true, 0, 1, PANGO_ALIGN_LEFT};
    const double label_width = 30;
    phil_sheet_text(sheet, x, y + 3.4, label_width, &label, "", name);
    if (value[0])
        return phil_sheet_text(sheet, x + label_width, y, width - label_width, &type, "", value);
    phil_sheet_rule(sheet, x + label_width, y + 14, width - label_width - 10, 0.5);
    return 15;
}

static double set_head(struct phil_sheet *sheet, const struct phil_doctor *doctor, double y)
{
    struct phil_type title = small(8, 0.35), right = title, who = small(9.5, 0);
    const double x = PHIL_PAGE_MARGIN;
    right.align = PANGO_ALIGN_RIGHT;
    y += phil_sheet_text(sheet, x, y, 0.7 * WIDTH, &title, "", doctor->title) + 2;
    phil_sheet_text(sheet, x + 0.7 * WIDTH, y - 13, 0.3 * WIDTH, &right, "", doctor->date);
    const double a = set_field(sheet, x, y, 0.52 * WIDTH, "Name", doctor->person);
    const double b = set_field(sheet, x + 0.54 * WIDTH, y, 0.26 * WIDTH, "Born", doctor->born);
    who.align = PANGO_ALIGN_RIGHT;
    phil_sheet_text(sheet, x + 0.8 * WIDTH, y + 1.6, 0.2 * WIDTH, &who, "", doctor->who);
    y += fmax(a, b) + 3;
    phil_sheet_rule(sheet, x, y, WIDTH, 1);
    return y + 5;
}

static double set_headline(struct phil_sheet *sheet, const struct phil_doctor *doctor,
                           const struct fit *fit, double y)
{
    struct phil_type big = {fit->size + 5, true, 0, 2, PANGO_ALIGN_LEFT}, sub = plain(fit);
    const bool draws = sheet->draws;
    sheet->draws = false;
    /* A number alone on a second line reads badly: a smaller first line is better. */
    while (big.size > fit->size + 2 &&
           phil_sheet_text(sheet, 0, 0, WIDTH, &big, "", doctor->headline) > 2 * big.size)
        big.size -= 0.5;
    sheet->draws = draws;
    y += phil_sheet_text(sheet, PHIL_PAGE_MARGIN, y, WIDTH, &big, "", doctor->headline);
    if (doctor->subline[0])
        y += phil_sheet_text(sheet, PHIL_PAGE_MARGIN, y, WIDTH, &sub, "", doctor->subline) + 1;
    return y + 4;
}

/* ---- sections ---- */

/* The items of a section; the last line tells how many are missing. */
static double set_items(struct phil_sheet *sheet, double x, double y, double width,
                        const struct fit *fit, const struct phil_doctor_section *section)
{
    struct phil_type type = plain(fit);
    const double top = y;
    size_t n = section->n < fit->items ? section->n : fit->items;
    if (section->most && n > section->most)
        n = section->most;
    if (section->runs_on)
        y += phil_sheet_items(sheet, x, y, width, &type, section->items, n);
    for (size_t i = 0; !section->runs_on && i < n; i++)
        y += phil_sheet_text(sheet, x, y, width, &type, section->items[i].lead,
                             section->items[i].text) +
             1;
    if (section->n > n) {
        const struct phil_type note = small(fit->size - 1, 0.35);
        char more[64];
        snprintf(more, sizeof more, "and %zu more on the further pages", section->n - n);
        y += phil_sheet_text(sheet, x, y, width, &note, "", more);
    }
    return y - top;
}

/* Title above, items under it: of the band. */
static double set_column(struct phil_sheet *sheet, double x, double y, double width,
                         const struct fit *fit, const struct phil_doctor_section *section)
{
    const struct phil_type title = {fit->size + 1, true, 0, 1, PANGO_ALIGN_LEFT};
    const double top = y;
    const struct phil_type note = {fit->size - 1.5, false, 0.3, 2, PANGO_ALIGN_LEFT};
    y += phil_sheet_text(sheet, x, y, width, &title, "", section->title) + 1;
    if (section->note)
        y += phil_sheet_text(sheet, x, y, width, &note, "", section->note) + 1;
    return y + set_items(sheet, x, y, width, fit, section) - top;
}

static double set_band(struct phil_sheet *sheet, const struct phil_doctor *doctor,
                       const struct fit *fit, double y)
{
    const double width = (WIDTH - 2 * GUTTER) / 3;
    double height = 0;
    phil_sheet_rule(sheet, PHIL_PAGE_MARGIN, y, WIDTH, 0.5);
    y += 3;
    for (int i = 0; i < 3; i++)
        height = fmax(height, set_column(sheet, PHIL_PAGE_MARGIN + i * (width + GUTTER), y, width,
                                         fit, &doctor->part[PHIL_DOCTOR_FLAGS + i]));
    y += height + 3;
    phil_sheet_rule(sheet, PHIL_PAGE_MARGIN, y, WIDTH, 0.5);
    return y + 5;
}

/* Title at the left, items at its right: of the facts. */
static double set_fact(struct phil_sheet *sheet, double x, double y, double width,
                       const struct fit *fit, const struct phil_doctor_section *section)
{
    const struct phil_type title = {fit->size, true, 0, 2, PANGO_ALIGN_LEFT};
    if (!section->n)
        return y;
    const double a = phil_sheet_text(sheet, x, y, LABEL - 6, &title, "", section->title);
    const double b = set_items(sheet, x + LABEL, y, width - LABEL, fit, section);
    y += fmax(a, b) + 2;
    phil_sheet_rule(sheet, x, y, width, 0.25);
    return y + 2.5;
}

static double set_place(struct phil_sheet *sheet, double x, double y,
                        const struct phil_doctor *doctor, const struct fit *fit)
{
    const struct phil_type note = {fit->size - 1.5, false, 0.35, 3, PANGO_ALIGN_LEFT};
    const double map = phil_sheet_map(sheet, x, y, fit->map, doctor);
    const struct phil_doctor_section *where = &doctor->part[PHIL_DOCTOR_WHERE];
    if (map > 0) {
        y += map + 1;
        y += phil_sheet_text(sheet, x, y, fit->map, &note, "",
                             "Discs: how many twitches. Rings: measured, quiet. Broken rings: not "
                             "measured.") +
             4;
    }
    return where->n ? y + set_column(sheet, x, y, fit->map, fit, where) : y;
}

static bool has_place(const struct phil_doctor *doctor)
{
    return doctor->pool.drawn || doctor->part[PHIL_DOCTOR_WHERE].n;
}

static double set_facts(struct phil_sheet *sheet, const struct phil_doctor *doctor,
                        const struct fit *fit, double y)
{
    const double x = PHIL_PAGE_MARGIN;
    const double left = has_place(doctor) ? fit->map + GUTTER : 0;
    const double a = left > 0 ? set_place(sheet, x, y, doctor, fit) : y;
    for (int p = PHIL_DOCTOR_OFTEN; p < PHIL_N_DOCTOR_PARTS; p++)
        y = set_fact(sheet, x + left, y, WIDTH - left, fit, &doctor->part[p]);
    return fmax(a, y) + 3;
}

/* ---- pictures ---- */

/* Takes what room is left, but at least what the fit asks for; returns the lower end. */
static double set_pictures(struct phil_sheet *sheet, const struct phil_doctor *doctor,
                           const struct fit *fit, double y)
{
    struct phil_type note = {fit->size - 1.5, false, 0.2, 3, PANGO_ALIGN_LEFT};
    const double width = (WIDTH - 2 * GUTTER) / 3, caption = 3 * 1.4 * note.size;
    if (!doctor->n_stills) {
        note.most_lines = 1;
        return doctor->no_stills[0] ? y + phil_sheet_text(sheet, PHIL_PAGE_MARGIN, y, WIDTH, &note,
                                                          "", doctor->no_stills)
                                    : y;
    }
    const double room = fmax(BOTTOM - y - caption, fit->pictures);
    for (int i = 0; i < doctor->n_stills; i++) {
        const struct phil_doctor_still *s = &doctor->still[i];
        const double height = fmin(room, width * s->still.height / s->still.width);
        const double x = PHIL_PAGE_MARGIN + i * (width + GUTTER);
        phil_sheet_still(sheet, x, y, width, height, s);
        phil_sheet_text(sheet, x, y + height + 2, width, &note, "", s->caption);
    }
    return y + fit->pictures + caption;
}

/* ---- all of it ---- */

static double set_page(struct phil_sheet *sheet, const struct phil_doctor *doctor,
                       const struct fit *fit)
{
    double y = set_head(sheet, doctor, PHIL_PAGE_MARGIN);
    y = set_headline(sheet, doctor, fit, y);
    y = set_band(sheet, doctor, fit, y);
    y = set_facts(sheet, doctor, fit, y);
    return set_pictures(sheet, doctor, fit, y);
}

void phil_sheet_first(struct phil_sheet *sheet, const struct phil_doctor *doctor)
{
    const size_t n = sizeof fits / sizeof *fits;
    size_t i = 0;
    sheet->draws = false;
    while (i + 1 < n && set_page(sheet, doctor, &fits[i]) > BOTTOM)
        i++;
    sheet->draws = true;
    cairo_save(sheet->cr);
    cairo_rectangle(sheet->cr, 0, 0, PHIL_PAGE_WIDTH, BOTTOM);
    cairo_clip(sheet->cr);
    set_page(sheet, doctor, &fits[i]);
    cairo_restore(sheet->cr);
}

void phil_sheet_foot(struct phil_sheet *sheet, const struct phil_doctor *doctor, int page,
                     int pages)
{
    const struct phil_type type = {7, false, 0.3, page == 1 ? 2 : 1, PANGO_ALIGN_LEFT};
    struct phil_type number = type;
    char words[64];
    const double y = BOTTOM + 5;
    number.align = PANGO_ALIGN_RIGHT;
    snprintf(words, sizeof words, "Page %d of %d", page, pages);
    phil_sheet_rule(sheet, PHIL_PAGE_MARGIN, y - 2, WIDTH, 0.25);
    phil_sheet_text(sheet, PHIL_PAGE_MARGIN, y, WIDTH - 60, &type, "",
                    page == 1 ? doctor->method_short : doctor->title);
    phil_sheet_text(sheet, PHIL_PAGE_MARGIN + WIDTH - 60, y, 60, &number, "", words);
}
