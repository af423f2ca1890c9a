/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page as one HTML file: what the PDF says, from the same content, for a screen. On
 * paper its first section is laid out like the PDF's first page, but nothing is cut.
 */
#include "analysis/person.h"
#include "report/doctor_html.h"
#include "report/trial_html.h"

static void element(struct phil_text *page, const char *name, const char *class_name,
                    const char *string)
{
    phil_text_printf(page, class_name ? "<%s class=\"%s\">" : "<%s>", name, class_name);
    phil_text_add_html(page, string);
    phil_text_printf(page, "</%s>\n", name);
}

static void add_items(struct phil_text *page, const struct phil_doctor_section *section)
{
    phil_text_add(page, section->runs_on ? "<ul class=\"runs\">\n" : "<ul>\n");
    for (size_t i = 0; i < section->n; i++) {
        const struct phil_doctor_item *item = &section->items[i];
        phil_text_add(page, "<li>");
        if (item->lead[0]) {
            phil_text_add(page, "<b><bdi>");
            phil_text_add_html(page, item->lead);
            phil_text_add(page, "</bdi></b> ");
        }
        phil_text_add(page, "<bdi>");
        phil_text_add_html(page, item->text);
        phil_text_add(page, "</bdi></li>\n");
    }
    phil_text_add(page, "</ul>\n");
}

/* ---- the first page ---- */

static void add_field(struct phil_text *page, const char *name, const char *value)
{
    phil_text_printf(page, "<span class=\"field\"><small>%s</small> ", name);
    phil_text_add(page, value[0] ? "<b><bdi>" : "<b class=\"line\">");
    phil_text_add_html(page, value);
    phil_text_add(page, value[0] ? "</bdi></b></span>\n" : "</b></span>\n");
}

static void add_head(struct phil_text *page, const struct phil_doctor *doctor)
{
    phil_text_add(page, "<header>\n<p class=\"clip\">");
    phil_text_add_html(page, doctor->title);
    phil_text_add(page, "<span class=\"date\">");
    phil_text_add_html(page, doctor->date);
    phil_text_add(page, "</span></p>\n<p class=\"who\">\n");
    add_field(page, "Name", doctor->person);
    add_field(page, "Born", doctor->born);
    phil_text_add(page, "<span>");
    phil_text_add_html(page, doctor->who);
    phil_text_add(page, "</span></p>\n");
    element(page, "h1", NULL, doctor->headline);
    phil_page_paragraph(page, NULL, doctor->subline);
    phil_text_add(page, "</header>\n");
}

static void add_band(struct phil_text *page, const struct phil_doctor *doctor)
{
    phil_text_add(page, "<div class=\"band\">\n");
    for (int p = PHIL_DOCTOR_FLAGS; p <= PHIL_DOCTOR_ASKED; p++) {
        phil_text_add(page, "<section>\n");
        element(page, "h2", NULL, doctor->part[p].title);
        if (doctor->part[p].note)
            phil_page_paragraph(page, "small", doctor->part[p].note);
        add_items(page, &doctor->part[p]);
        phil_text_add(page, "</section>\n");
    }
    phil_text_add(page, "</div>\n");
}

static void add_place(struct phil_text *page, const struct phil_doctor *doctor)
{
    const struct phil_doctor_clip *clip = doctor->pool.drawn;
    const struct phil_face_result *face = clip ? phil_analysis_person(clip->analysis) : NULL;
    const struct phil_doctor_section *where = &doctor->part[PHIL_DOCTOR_WHERE];
    phil_text_add(page, "<section class=\"place\">\n");
    if (face)
        phil_page_map_of(page, &face->landmarks, clip->analysis->mirrored, &doctor->pool.places,
                         NULL, 0);
    if (where->n) {
        element(page, "h2", NULL, where->title);
        add_items(page, where);
    }
    phil_text_add(page, "</section>\n");
}

static void add_facts(struct phil_text *page, const struct phil_doctor *doctor)
{
    phil_text_add(page, "<div class=\"facts\">\n");
    add_place(page, doctor);
    phil_text_add(page, "<dl>\n");
    for (int p = PHIL_DOCTOR_OFTEN; p < PHIL_N_DOCTOR_PARTS; p++) {
        if (!doctor->part[p].n)
            continue;
        element(page, "dt", NULL, doctor->part[p].title);
        phil_text_add(page, "<dd>");
        add_items(page, &doctor->part[p]);
        phil_text_add(page, "</dd>\n");
    }
    phil_text_add(page, "</dl>\n</div>\n");
}

static enum phil_status add_stills(struct phil_text *page, const struct phil_doctor *doctor)
{
    enum phil_status status = PHIL_OK;
    phil_page_paragraph(page, "small", doctor->no_stills);
    if (!doctor->n_stills)
        return status;
    phil_text_add(page, "<div class=\"stills\">\n");
    for (int i = 0; i < doctor->n_stills && status == PHIL_OK; i++) {
        const struct phil_doctor_still *s = &doctor->still[i];
        phil_text_add(page, "<figure>");
        status = phil_page_still(page, &s->still, s->grey, s->arrow, s->n_arrows);
        element(page, "figcaption", NULL, s->caption);
        phil_text_add(page, "</figure>\n");
    }
    phil_text_add(page, "</div>\n");
    return status;
}

/* ---- the further pages ---- */

static void add_table(struct phil_text *page, const struct phil_doctor_block *block)
{
    phil_text_add(page, "<div class=\"wide\"><table><thead><tr>");
    for (size_t c = 0; c < block->n_columns; c++)
        phil_text_printf(page, "<th scope=\"col\"%s>%s</th>",
                         block->columns[c].number ? " class=\"n\"" : "", block->columns[c].title);
    phil_text_add(page, "</tr></thead><tbody>\n");
    for (size_t r = 0; r < block->n_rows; r++) {
        phil_text_add(page, "<tr>");
        for (size_t c = 0; c < block->n_columns; c++) {
            phil_text_add(page, block->columns[c].number ? "<td class=\"n\">" : "<td><bdi>");
            phil_text_add_html(page, block->cells[r * block->n_columns + c]);
            phil_text_add(page, block->columns[c].number ? "</td>" : "</bdi></td>");
        }
        phil_text_add(page, "</tr>\n");
    }
    phil_text_add(page, "</tbody></table></div>\n");
}

static void add_block(struct phil_text *page, const struct phil_doctor_block *block, bool *list)
{
    const bool point = block->kind == PHIL_BLOCK_POINT;
    if (point != *list)
        phil_text_add(page, point ? "<ul>\n" : "</ul>\n");
    *list = point;
    switch (block->kind) {
    case PHIL_BLOCK_HEADING:
        element(page, "h2", NULL, block->text);
        break;
    case PHIL_BLOCK_TABLE:
        add_table(page, block);
        break;
    case PHIL_BLOCK_TRIAL:
        phil_page_trial_days(page, block->trial);
        break;
    case PHIL_BLOCK_POINT:
        element(page, "li", NULL, block->text);
        break;
    default:
        phil_page_paragraph(page, NULL, block->text);
    }
}

static void add_details(struct phil_text *page, const struct phil_doctor *doctor)
{
    bool list = false;
    phil_text_add(page, "<div class=\"details\">\n");
    for (size_t i = 0; i < doctor->n_blocks; i++)
        add_block(page, &doctor->blocks[i], &list);
    phil_text_add(page, list ? "</ul>\n</div>\n" : "</div>\n");
}

enum phil_status phil_report_doctor_html(FILE *out, const struct phil_doctor_view *view,
                                         const struct phil_log *log)
{
    struct phil_doctor doctor;
    struct phil_text page = {0};
    enum phil_status status = phil_doctor_init(&doctor, view, log);
    if (status == PHIL_OK) {
        phil_page_begin(&page, doctor.title, "");
        phil_page_style(&page);
        phil_page_trial_style(&page);
        phil_page_doctor_style(&page);
        phil_page_body(&page);
        add_head(&page, &doctor);
        add_band(&page, &doctor);
        add_facts(&page, &doctor);
        status = add_stills(&page, &doctor);
        phil_page_paragraph(&page, "small", doctor.method_short);
        add_details(&page, &doctor);
        phil_page_end(&page);
    }
    if (status == PHIL_OK)
        status = phil_text_send(&page, out);
    phil_text_release(&page);
    phil_doctor_release(&doctor);
    return status;
}
