/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of every page and its smallest parts. */
#include "report/html.h"

void phil_page_begin(struct phil_text *page, const char *title, const char *name)
{
    phil_text_add(page,
                  "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                  "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'unsafe-inline'; img-src data:\"/>\n<title>");
    phil_text_add(page, title);
    phil_text_add_html(page, name);
    phil_text_add(page, "</title>\n<style>\n");
}

void phil_page_body(struct phil_text *page)
{
    phil_text_add(page, "</style>\n</head>\n<body>\n<main>\n");
}

void phil_page_end(struct phil_text *page)
{
    phil_text_add(page, "</main>\n</body>\n</html>\n");
}

void phil_page_paragraph(struct phil_text *page, const char *class_name, const char *string)
{
    if (!string[0])
        return;
    if (class_name)
        phil_text_printf(page, "<p class=\"%s\">", class_name);
    else
        phil_text_add(page, "<p>");
    phil_text_add_html(page, string);
    phil_text_add(page, "</p>\n");
}

void phil_page_fact(struct phil_text *page, const char *name, const char *value, bool code)
{
    if (!value || !value[0])
        return;
    phil_text_printf(page, "<tr><th scope=\"row\">%s</th><td>%s", name, code ? "<code>" : "<bdi>");
    phil_text_add_html(page, value);
    phil_text_add(page, code ? "</code></td></tr>\n" : "</bdi></td></tr>\n");
}
