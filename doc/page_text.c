/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page_text.h"

#include <string.h>

#include "base/number.h"

void page_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*_[]<>|", *text))
            fputc('\\', out);
        fputc(*text == '\n' ? ' ' : *text, out);
    }
}

void page_number(FILE *out, double value)
{
    char text[PHIL_NUMBER_SIZE];
    phil_number_write(value, text);
    fputs(text, out);
}

void page_figure(FILE *out, const struct phil_figure *figure)
{
    page_number(out, figure->value);
    fputs(" (", out);
    page_number(out, figure->lo);
    fputs(" to ", out);
    page_number(out, figure->hi);
    fprintf(out, ") | %s | %s | ", phil_basis_name(figure->basis), figure->source);
    page_text(out, figure->note ? figure->note : "");
    fputs(" |\n", out);
}

void page_figure_head(FILE *out, const char *columns, int n)
{
    fprintf(out, "\n%s figure | basis | source | note |\n|", columns);
    for (int i = 0; i < n + 4; i++)
        fputs("---|", out);
    fputc('\n', out);
}

static void condition(FILE *out, const struct phil_knowledge *knowledge,
                      const struct phil_condition *c)
{
    static const char *const tests[] = {"is", "is not", "is at least", "is at most"};
    const struct phil_finding *finding = &knowledge->findings[c->finding].view;
    fprintf(out, "`%s` %s ", finding->id, tests[c->test]);
    if (finding->type == PHIL_FINDING_NUMBER)
        page_number(out, c->value);
    else if (finding->type == PHIL_FINDING_CHOICE)
        fputs(finding->choices[(size_t)c->value], out);
    else
        fputs(c->value > 0 ? "yes" : "no", out);
}

void page_when(FILE *out, const struct phil_knowledge *knowledge, const struct phil_when *when)
{
    const bool both = when->n_all > 0 && when->n_any > 1;
    if (when->n_all + when->n_any == 0)
        fputs("always", out);
    for (size_t i = 0; i < when->n_all; i++) {
        fputs(i ? " and " : "", out);
        condition(out, knowledge, &when->all[i]);
    }
    fputs(when->n_all && when->n_any ? " and " : "", out);
    fputs(both ? "(" : "", out);
    for (size_t i = 0; i < when->n_any; i++) {
        fputs(i ? " or " : "", out);
        condition(out, knowledge, &when->any[i]);
    }
    fputs(both ? ")" : "", out);
    for (size_t i = 0; i < when->n_none; i++) {
        fputs(i ? " or " : ", unless ", out);
        condition(out, knowledge, &when->none[i]);
    }
}
