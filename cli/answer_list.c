/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "answer_list.h"

#include <stdlib.h>

#include "screen.h"

enum { COLUMNS = 78 /* and "# " before them */ };

/* Text as lines of a comment. */
static void print_comment(FILE *out, const char *text)
{
    char *lines = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&lines, &size);
    if (!memory)
        return; /* the line that it explains is still there */
    phil_screen_print(memory, COLUMNS, 0, "%s", text);
    bool fresh = true;
    if (fclose(memory) == 0)
        for (const char *c = lines; *c; c++) {
            fprintf(out, "%s%c", fresh ? "# " : "", *c);
            fresh = *c == '\n';
        }
    free(lines);
}

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
    print_comment(out, "Answers for `philtrum explain --answers FILE'. Take the # away from a line "
                       "and write the answer; what stays out is not known, which is not the same "
                       "as no.");
    for (size_t i = 0; (finding = phil_knowledge_finding(knowledge, i)); i++) {
        const char *meaning = *finding->question ? finding->question : finding->yes;
        fputc('\n', out);
        if (*meaning)
            print_comment(out, meaning);
        fprintf(out, "#%s:", finding->id);
        print_values(out, finding);
        fputc('\n', out);
    }
    return phil_console_flush();
}
