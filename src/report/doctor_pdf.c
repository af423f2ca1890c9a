/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page as PDF. Cairo embeds the part of each font that is used, and keeps the text so
 * that it can be selected and searched; Pango shapes every script and looks for another font where
 * the first one lacks a letter. Nothing of the clock or of chance is in the file: same content and
 * same fonts, same bytes.
 */
#include "report/doctor_pdf.h"

#include <cairo-pdf.h>

static cairo_status_t write_bytes(void *closure, const unsigned char *data, unsigned int n)
{
    return fwrite(data, 1, n, closure) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void add_metadata(cairo_surface_t *surface, const struct phil_doctor *doctor)
{
    char when[40], creator[64];
    phil_moment_format(&doctor->view->explained->now, when, sizeof when);
    snprintf(creator, sizeof creator, "philtrum %s", phil_version());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, doctor->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR,
                                   doctor->person[0] ? doctor->person : creator);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, doctor->headline);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, creator);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
}

/* A font map of its own: nothing is shared with the rest of the process. */
static void open_sheet(struct phil_sheet *sheet, cairo_surface_t *surface)
{
    cairo_font_options_t *options = cairo_font_options_create();
    *sheet = (struct phil_sheet){.cr = cairo_create(surface), .fonts = pango_cairo_font_map_new()};
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(sheet->fonts), 72);
    sheet->context = pango_font_map_create_context(sheet->fonts);
    /* Shapes as they were drawn, not fitted to a screen's dots. */
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(sheet->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_language(sheet->context, pango_language_from_string("en"));
    pango_context_set_round_glyph_positions(sheet->context, FALSE);
    pango_context_set_base_dir(sheet->context, PANGO_DIRECTION_LTR);
    sheet->layout = pango_layout_new(sheet->context);
}

static void close_sheet(struct phil_sheet *sheet)
{
    phil_text_release(&sheet->text);
    g_object_unref(sheet->layout);
    g_object_unref(sheet->context);
    g_object_unref(sheet->fonts);
    cairo_destroy(sheet->cr);
}

static void tell_lacking(const struct phil_sheet *sheet, const struct phil_log *log)
{
    struct phil_text t = {0};
    if (!sheet->n_lacking)
        return;
    for (int i = 0; i < sheet->n_lacking; i++) {
        char letter[8] = "";
        letter[g_unichar_to_utf8(sheet->lacking[i], letter)] = '\0';
        phil_text_printf(&t, "%s%s (U+%04X)", i ? ", " : "", letter, (unsigned)sheet->lacking[i]);
    }
    phil_text_add(&t, sheet->more_lacking ? " and more" : "");
    phil_log_message(log, PHIL_LOG_WARNING, "letters shown as boxes: \"%s\": %s",
                     phil_text_string(&t),
                     "no installed font has them; Debian's fonts-noto-cjk and "
                     "fonts-noto-color-emoji may");
    phil_text_release(&t);
}

static enum phil_status write_pdf(FILE *out, const struct phil_doctor *doctor,
                                  const struct phil_log *log)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(write_bytes, out, PHIL_PAGE_WIDTH, PHIL_PAGE_HEIGHT);
    struct phil_sheet sheet;
    add_metadata(surface, doctor);
    open_sheet(&sheet, surface);
    const int pages = 1 + phil_sheet_further(&sheet, doctor, 0);
    sheet.draws = true;
    phil_sheet_first(&sheet, doctor);
    phil_sheet_foot(&sheet, doctor, 1, pages);
    cairo_show_page(sheet.cr);
    phil_sheet_further(&sheet, doctor, pages);
    cairo_status_t drawn = cairo_status(sheet.cr);
    const bool failed = sheet.failed;
    tell_lacking(&sheet, log);
    close_sheet(&sheet);
    cairo_surface_finish(surface);
    if (drawn == CAIRO_STATUS_SUCCESS)
        drawn = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (drawn == CAIRO_STATUS_WRITE_ERROR || ferror(out))
        return PHIL_EIO;
    if (drawn == CAIRO_STATUS_NO_MEMORY || failed)
        return PHIL_EMEM;
    return drawn == CAIRO_STATUS_SUCCESS ? PHIL_OK : PHIL_EBUG;
}

enum phil_status phil_report_doctor_pdf(FILE *out, const struct phil_doctor_view *view,
                                        const struct phil_log *log)
{
    struct phil_doctor doctor;
    enum phil_status status = phil_doctor_init(&doctor, view, log);
    if (status == PHIL_OK)
        status = write_pdf(out, &doctor, log);
    if (status == PHIL_OK && fflush(out) != 0)
        status = PHIL_EIO;
    phil_doctor_release(&doctor);
    return status;
}
