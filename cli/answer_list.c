/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "answer_list.h"

#include "screen.h"

enum { COLUMNS = 80 };

static void print_values(FILE *out, const struct phil_finding *finding)
{
    if (finding->type == PHIL_FINDING_NUMBER) {
        fprintf(out, "  # %.10g to %.10g%s%s", finding->lo, finding->hi, *finding->unit ? " " : "",
                finding->unit);
    } else if (finding->type == PHIL_FINDING_CHOICE) {
        fputs("  #", out);
        for (size_t i = 0; i < finding->n_choices; i++)
            fprintf(out, "%s %s", i > 0 ? "," : "", finding->choices[i]);
    } else {
        fputs("  # yes or no", out);
    }
}

enum phil_exit phil_answer_list_print(FILE *out, const struct phil_knowledge *knowledge)
{
    const struct phil_finding *finding;
    fputs(
        "# Answers for `philtrum explain --answers FILE\'. Take the # away from a line and write\n"
        "# the answer; what stays out is not known, which is not the same as no.\n",
        out);
    for (size_t i = 0; (finding = phil_knowledge_finding(knowledge, i)); i++) {
        const char *meaning = *finding->question ? finding->question : finding->yes;
        fputc('\n', out);
        if (*meaning)
            phil_screen_item(out, COLUMNS, "# ", meaning);
        fprintf(out, "#%s:", finding->id);
        print_values(out, finding);
        fputc('\n', out);
    }
    return phil_console_flush();
}
