/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor's page as PDF: texts and lines. */
#include <string.h>

#include "report/doctor_pdf.h"

/* The first of these that is installed; what it lacks Pango takes from any other font. */
static const char FAMILIES[] = "Noto Sans, DejaVu Sans, Liberation Sans, sans-serif";

#define LEFT_TO_RIGHT "\u200e" /* a mark without width */

enum { LONGEST = 4000 /* bytes of one text: more than any page holds of a sentence */ };

static void note_lacking(struct phil_sheet *sheet, uint32_t letter)
{
    for (int i = 0; i < sheet->n_lacking; i++)
        if (sheet->lacking[i] == letter)
            return;
    if (sheet->n_lacking == PHIL_MOST_LACKING)
        sheet->more_lacking = true;
    else
        sheet->lacking[sheet->n_lacking++] = letter;
}

/* Which letters of a text became boxes. */
static void find_lacking(struct phil_sheet *sheet)
{
    const char *text = pango_layout_get_text(sheet->layout);
    PangoLayoutIter *iter = pango_layout_get_iter(sheet->layout);
    do {
        const PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);
        for (int g = 0; run && g < run->glyphs->num_glyphs; g++)
            if (run->glyphs->glyphs[g].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
                note_lacking(sheet, g_utf8_get_char(text + run->item->offset +
                                                    run->glyphs->log_clusters[g]));
    } while (pango_layout_iter_next_run(iter));
    pango_layout_iter_free(iter);
}

static void add_bold(PangoAttrList *list, size_t from, size_t to)
{
    PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
    bold->start_index = (guint)from;
    bold->end_index = (guint)to;
    pango_attr_list_insert(list, bold);
}

static void set_type(PangoLayout *layout, const struct phil_type *type, double width)
{
    PangoFontDescription *font = pango_font_description_from_string(FAMILIES);
    pango_font_description_set_absolute_size(font, type->size * PANGO_SCALE);
    pango_font_description_set_weight(font, type->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, type->align);
    pango_layout_set_height(layout, type->most_lines ? -type->most_lines : G_MAXINT);
    pango_layout_set_ellipsize(layout,
                               type->most_lines ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
}

/* Not more than LONGEST bytes, cut between letters. */
static void add_part(struct phil_text *t, const char *string)
{
    size_t n = strlen(string);
    if (n > LONGEST) {
        n = LONGEST;
        while (n && ((unsigned char)string[n] & 0xc0) == 0x80)
            n--;
    }
    phil_text_add_bytes(t, string, n);
    phil_text_add(t, string[n] ? "..." : "");
}

/* Sets what is in the layout. */
static double set(struct phil_sheet *sheet, double x, double y, double width,
                  const struct phil_type *type)
{
    PangoRectangle box;
    set_type(sheet->layout, type, width);
    pango_layout_get_extents(sheet->layout, NULL, &box);
    if (sheet->draws) {
        cairo_move_to(sheet->cr, x, y);
        cairo_set_source_rgb(sheet->cr, type->grey, type->grey, type->grey);
        pango_cairo_show_layout(sheet->cr, sheet->layout);
        if (pango_layout_get_unknown_glyphs_count(sheet->layout) > 0)
            find_lacking(sheet);
    }
    return (double)box.height / PANGO_SCALE;
}

/* Whether a text begins with letters that run from right to left. */
static bool runs_to_left(struct phil_sheet *sheet, const char *text)
{
    pango_layout_set_auto_dir(sheet->layout, TRUE);
    pango_layout_set_text(sheet->layout, text, -1);
    return text[0] && pango_layout_get_direction(sheet->layout, 0) == PANGO_DIRECTION_RTL;
}

double phil_sheet_items(struct phil_sheet *sheet, double x, double y, double width,
                        const struct phil_type *type, const struct phil_doctor_item *items,
                        size_t n)
{
    struct phil_text *t = &sheet->text;
    PangoAttrList *list = pango_attr_list_new();
    phil_text_clear(t);
    for (size_t i = 0; i < n; i++) {
        phil_text_add(t, i ? "  \u00b7  " : "");
        const size_t from = t->length;
        add_part(t, items[i].lead);
        add_bold(list, from, t->length);
        /* What follows a name that runs from right to left does not belong to it. */
        if (runs_to_left(sheet, items[i].lead))
            phil_text_add(t, LEFT_TO_RIGHT);
        phil_text_add(t, items[i].lead[0] && items[i].text[0] ? " " : "");
        add_part(t, items[i].text);
    }
    sheet->failed |= t->failed;
    pango_layout_set_text(sheet->layout, phil_text_string(t), (int)t->length);
    pango_layout_set_attributes(sheet->layout, list);
    pango_attr_list_unref(list);
    /* A sentence of ours runs from left to right whatever name it begins with; a name or a note
     * alone has its own direction, and stays at the left all the same. */
    const bool own = n == 1 && !items[0].lead[0];
    struct phil_type as = *type;
    pango_layout_set_auto_dir(sheet->layout, own);
    if (own && pango_layout_get_direction(sheet->layout, 0) == PANGO_DIRECTION_RTL &&
        type->align != PANGO_ALIGN_CENTER)
        as.align = type->align == PANGO_ALIGN_LEFT ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
    return set(sheet, x, y, width, &as);
}

double phil_sheet_text(struct phil_sheet *sheet, double x, double y, double width,
                       const struct phil_type *type, const char *lead, const char *text)
{
    const struct phil_doctor_item item = {lead, text};
    return phil_sheet_items(sheet, x, y, width, type, &item, 1);
}

void phil_sheet_rule(struct phil_sheet *sheet, double x, double y, double width, double weight)
{
    if (!sheet->draws)
        return;
    cairo_set_source_rgb(sheet->cr, 0, 0, 0);
    cairo_set_line_width(sheet->cr, weight);
    cairo_move_to(sheet->cr, x, y);
    cairo_line_to(sheet->cr, x + width, y);
    cairo_stroke(sheet->cr);
}
