/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page as PDF: the further pages, one block after the other. A heading does not stay
 * behind alone at the foot of a page, a row of a table is not torn, and a table that goes on
 * repeats its titles.
 */
#include <math.h>

#include "report/doctor_pdf.h"

#define WIDTH  (PHIL_PAGE_WIDTH - 2 * PHIL_PAGE_MARGIN)
#define BOTTOM (PHIL_PAGE_HEIGHT - PHIL_PAGE_MARGIN - 26.0)
#define TOP    (PHIL_PAGE_MARGIN + 18.0)
#define CELL   5.0  /* pt between columns */
#define ALONE  60.0 /* pt that must be left under a heading */

static const struct phil_type heading = {10.5, true, 0, 2, PANGO_ALIGN_LEFT};
static const struct phil_type body = {8.5, false, 0, 0, PANGO_ALIGN_LEFT};
static const struct phil_type column_title = {7.5, true, 0.25, 2, PANGO_ALIGN_LEFT};
static const struct phil_type small = {8, false, 0, 6, PANGO_ALIGN_LEFT};

struct flow {
    struct phil_sheet *sheet;
    const struct phil_doctor *doctor;
    double y;
    int page, pages; /* page 0: none begun */
};

static void end_page(struct flow *flow)
{
    if (!flow->page)
        return;
    if (flow->sheet->draws) {
        phil_sheet_foot(flow->sheet, flow->doctor, flow->page + 1, flow->pages);
        cairo_show_page(flow->sheet->cr);
    }
}

static void begin_page(struct flow *flow)
{
    const struct phil_type name = {8, false, 0.3, 1, PANGO_ALIGN_LEFT};
    end_page(flow);
    flow->page++;
    phil_sheet_text(flow->sheet, PHIL_PAGE_MARGIN, PHIL_PAGE_MARGIN, 0.7 * WIDTH, &name, "",
                    flow->doctor->person[0] ? flow->doctor->person : flow->doctor->title);
    struct phil_type right = name;
    right.align = PANGO_ALIGN_RIGHT;
    phil_sheet_text(flow->sheet, PHIL_PAGE_MARGIN + 0.7 * WIDTH, PHIL_PAGE_MARGIN, 0.3 * WIDTH,
                    &right, "", flow->doctor->date);
    phil_sheet_rule(flow->sheet, PHIL_PAGE_MARGIN, PHIL_PAGE_MARGIN + 13, WIDTH, 0.25);
    flow->y = TOP;
}

/* Begins a new page when `height` does not fit on this one. */
static bool make_room(struct flow *flow, double height)
{
    if (flow->page && (flow->y + height <= BOTTOM || flow->y == TOP))
        return false;
    begin_page(flow);
    return true;
}

static double measure(struct flow *flow, double width, const struct phil_type *type,
                      const char *text)
{
    const bool draws = flow->sheet->draws;
    flow->sheet->draws = false;
    const double height = phil_sheet_text(flow->sheet, 0, 0, width, type, "", text);
    flow->sheet->draws = draws;
    return height;
}

static void add_heading(struct flow *flow, const char *text)
{
    const double height = measure(flow, WIDTH, &heading, text);
    if (!make_room(flow, height + ALONE) && flow->y > TOP)
        flow->y += 9;
    phil_sheet_text(flow->sheet, PHIL_PAGE_MARGIN, flow->y, WIDTH, &heading, "", text);
    flow->y += height + 2;
}

static void add_text(struct flow *flow, const char *text, bool point)
{
    const double indent = point ? 10 : 0;
    const double height = measure(flow, WIDTH - indent, &body, text);
    make_room(flow, fmin(height, BOTTOM - TOP));
    if (point)
        phil_sheet_text(flow->sheet, PHIL_PAGE_MARGIN, flow->y, 10, &body, "", "\u2013");
    phil_sheet_text(flow->sheet, PHIL_PAGE_MARGIN + indent, flow->y, WIDTH - indent, &body, "",
                    text);
    flow->y += height + (point ? 1 : 3);
}

/* ---- tables ---- */

static double row_height(struct flow *flow, const struct phil_doctor_block *block,
                         const struct phil_type *type, const char *const *cells)
{
    double height = 0;
    for (size_t c = 0; c < block->n_columns; c++)
        height =
            fmax(height, measure(flow, block->columns[c].share * WIDTH - CELL, type, cells[c]));
    return height;
}

static void set_row(struct flow *flow, const struct phil_doctor_block *block,
                    const struct phil_type *type, const char *const *cells, double height)
{
    double x = PHIL_PAGE_MARGIN;
    for (size_t c = 0; c < block->n_columns; c++) {
        struct phil_type cell = *type;
        const double width = block->columns[c].share * WIDTH;
        cell.align = block->columns[c].number ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
        phil_sheet_text(flow->sheet, x, flow->y, width - CELL, &cell, "", cells[c]);
        x += width;
    }
    flow->y += height + 1.5;
}

static void set_titles(struct flow *flow, const struct phil_doctor_block *block)
{
    const char *titles[16];
    for (size_t c = 0; c < block->n_columns; c++)
        titles[c] = block->columns[c].title;
    set_row(flow, block, &column_title, titles, row_height(flow, block, &column_title, titles));
    phil_sheet_rule(flow->sheet, PHIL_PAGE_MARGIN, flow->y, WIDTH, 0.5);
    flow->y += 2;
}

static void add_table(struct flow *flow, const struct phil_doctor_block *block)
{
    make_room(flow, ALONE);
    set_titles(flow, block);
    for (size_t r = 0; r < block->n_rows; r++) {
        const char *const *cells = block->cells + r * block->n_columns;
        const double height = row_height(flow, block, &small, cells);
        if (make_room(flow, height + 4))
            set_titles(flow, block);
        set_row(flow, block, &small, cells, height);
        phil_sheet_rule(flow->sheet, PHIL_PAGE_MARGIN, flow->y, WIDTH, 0.15);
        flow->y += 1.5;
    }
    flow->y += 4;
}

static void add_trial(struct flow *flow, const struct phil_trial_view *trial)
{
    const bool draws = flow->sheet->draws;
    flow->sheet->draws = false;
    const double height = phil_sheet_trial(flow->sheet, 0, 0, WIDTH, trial);
    flow->sheet->draws = draws;
    if (!(height > 0))
        return;
    make_room(flow, height);
    phil_sheet_trial(flow->sheet, PHIL_PAGE_MARGIN, flow->y, WIDTH, trial);
    flow->y += height + 6;
}

int phil_sheet_further(struct phil_sheet *sheet, const struct phil_doctor *doctor, int pages)
{
    struct flow flow = {.sheet = sheet, .doctor = doctor, .pages = pages};
    for (size_t i = 0; i < doctor->n_blocks; i++) {
        const struct phil_doctor_block *block = &doctor->blocks[i];
        switch (block->kind) {
        case PHIL_BLOCK_HEADING:
            add_heading(&flow, block->text);
            break;
        case PHIL_BLOCK_TABLE:
            add_table(&flow, block);
            break;
        case PHIL_BLOCK_TRIAL:
            add_trial(&flow, block->trial);
            break;
        default:
            add_text(&flow, block->text, block->kind == PHIL_BLOCK_POINT);
        }
    }
    end_page(&flow);
    return flow.page;
}
