/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report for the terminal: sentences, a chart of events over time, the floor. */
#include "report/terminal.h"

#include <math.h>
#include <string.h>

#include "report/wording.h"

/* Longer lines are hard to read, however wide the terminal. */
enum { READABLE_COLUMNS = 78, FEWEST_COLUMNS = 40, MOST_COLUMNS = 240 };

struct phil_screen phil_screen_on(struct phil_text *text, const struct phil_terminal_style *style)
{
    const int columns = style->columns;
    return (struct phil_screen){.text = text,
                                .columns = columns < FEWEST_COLUMNS ? FEWEST_COLUMNS
                                           : columns > MOST_COLUMNS ? MOST_COLUMNS
                                                                    : columns,
                                .colour = style->colour,
                                .unicode = style->unicode};
}

void phil_screen_paint(struct phil_screen *screen, enum phil_paint paint)
{
    static const char *const codes[] = {"\x1b[0m", "\x1b[0;1m", "\x1b[0;2m", "\x1b[0;1;36m",
                                        "\x1b[0;1;31m"};
    if (screen->colour && paint != screen->paint)
        phil_text_add(screen->text, codes[paint]);
    screen->paint = paint;
}

/* Whether the space at `at` keeps a number and its unit together: "8.3 s". */
static bool glues(const char *start, const char *at)
{
    return at > start && at[-1] >= '0' && at[-1] <= '9' && at[1] && at[1] != ' ' &&
           strcspn(at + 1, " ") <= 3;
}

/* Bytes of `s` up to the next space or end, but no more than `columns` wide; *width is set. */
static size_t measure_word(const char *s, int columns, int *width)
{
    const char *at = s;
    bool glued = false;
    *width = 0;
    while (*at && (*at != ' ' || (!glued && glues(s, at)))) {
        glued |= *at == ' ';
        const char *next = at;
        const int wide = phil_utf8_columns(phil_utf8_next(&next));
        if (*width + wide > columns)
            break;
        *width += wide;
        at = next;
    }
    return (size_t)(at - s);
}

void phil_screen_wrap(struct phil_screen *screen, const char *bullet, const char *string)
{
    struct phil_text *t = screen->text;
    const int limit = screen->columns < READABLE_COLUMNS ? screen->columns : READABLE_COLUMNS;
    const int indent = (int)strlen(bullet);
    int column = indent, width;
    bool fresh = true;
    phil_text_add(t, bullet);
    while (*string) {
        const size_t n = measure_word(string, limit - indent, &width);
        if (!fresh && column + 1 + width > limit) {
            phil_text_printf(t, "\n%*s", indent, "");
            column = indent;
            fresh = true;
        }
        phil_text_add(t, fresh ? "" : " ");
        column += width + !fresh;
        phil_text_add_bytes(t, string, n);
        fresh = false;
        string += n;
        string += *string == ' ';
    }
    phil_text_add(t, "\n");
}

void phil_screen_lines(struct phil_screen *screen, enum phil_paint paint, const char *bullet,
                       const char *string)
{
    struct phil_text clean = {0};
    phil_text_add_clean(&clean, string, screen->unicode ? PHIL_CHARSET_PLAIN : PHIL_CHARSET_ASCII);
    if (clean.length) {
        phil_screen_paint(screen, paint);
        phil_screen_wrap(screen, bullet, phil_text_string(&clean));
        phil_screen_paint(screen, PHIL_PAINT_PLAIN);
    }
    screen->text->failed |= clean.failed;
    phil_text_release(&clean);
}

static void paragraph(struct phil_screen *screen, enum phil_paint paint, const char *string)
{
    if (!string[0])
        return;
    phil_screen_lines(screen, paint, "", string);
    phil_text_add(screen->text, "\n");
}

static void say(struct phil_screen *screen, enum phil_paint paint, enum phil_paragraph what,
                const struct phil_analysis *analysis, const struct phil_face_result *face)
{
    struct phil_text t = {0};
    phil_say(&t, what, analysis, face);
    paragraph(screen, paint, phil_text_string(&t));
    screen->text->failed |= t.failed;
    phil_text_release(&t);
}

/* The places of a row of the table: left, middle, right; PHIL_N_REGIONS where there is none. */
static const struct table_row {
    const char *name;
    enum phil_region at[3];
} table_rows[] = {
    {"upper lip", {PHIL_UPPER_LIP_LEFT, PHIL_UPPER_LIP_MIDDLE, PHIL_UPPER_LIP_RIGHT}},
    {"lower lip", {PHIL_LOWER_LIP_LEFT, PHIL_LOWER_LIP_MIDDLE, PHIL_LOWER_LIP_RIGHT}},
    {"corner", {PHIL_MOUTH_CORNER_LEFT, PHIL_N_REGIONS, PHIL_MOUTH_CORNER_RIGHT}},
    {"chin", {PHIL_N_REGIONS, PHIL_CHIN, PHIL_N_REGIONS}},
    {"cheek", {PHIL_CHEEK_LEFT, PHIL_N_REGIONS, PHIL_CHEEK_RIGHT}},
    {"lower lid", {PHIL_LOWER_LID_LEFT, PHIL_N_REGIONS, PHIL_LOWER_LID_RIGHT}},
    {"upper lid", {PHIL_UPPER_LID_LEFT, PHIL_N_REGIONS, PHIL_UPPER_LID_RIGHT}},
    {"brow", {PHIL_BROW_LEFT, PHIL_N_REGIONS, PHIL_BROW_RIGHT}},
};

/* A right-aligned cell; an empty one only widens the gap before the next, so that no line ends
 * in spaces. */
static void table_cell(struct phil_screen *screen, const struct phil_face_result *face,
                       enum phil_region region, bool wide, int *gap)
{
    struct phil_text cell = {0};
    *gap += wide ? 15 : 9;
    if (region >= PHIL_N_REGIONS)
        return;
    const struct phil_region_result *result = &face->region[region];
    phil_text_add(&cell, phil_known(result->floor_mm) ? phil_mm(result->floor_mm.value).s : "?");
    if (wide)
        phil_text_printf(&cell, " (%s)",
                         phil_known(result->noise_mm) ? phil_mm(result->noise_mm.value).s : "?");
    phil_text_printf(screen->text, "%*s", *gap, phil_text_string(&cell));
    *gap = 0;
    screen->text->failed |= cell.failed;
    phil_text_release(&cell);
}

static bool anything_measured(const struct phil_face_result *face)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (phil_known(face->region[r].floor_mm) || phil_known(face->region[r].noise_mm))
            return true;
    return false;
}

static void table(struct phil_screen *screen, const struct phil_face_result *face)
{
    const bool wide = screen->columns >= 56;
    const int cell = wide ? 15 : 9;
    if (!anything_measured(face))
        return;
    phil_text_add(screen->text, "\n");
    phil_screen_wrap(screen, "",
                     wide ? "Smallest twitch that would show, and the noise in brackets, in mm:"
                          : "Smallest twitch that would show, in mm:");
    phil_text_printf(screen->text, "%9s%*s%*s%*s\n", "", cell, "left", cell, "middle", cell,
                     "right");
    for (size_t i = 0; i < sizeof table_rows / sizeof *table_rows; i++) {
        int gap = 0;
        phil_text_printf(screen->text, "%-9s", table_rows[i].name);
        for (int c = 0; c < 3; c++)
            table_cell(screen, face, table_rows[i].at[c], wide, &gap);
        phil_text_add(screen->text, "\n");
    }
}

static void report_face(struct phil_screen *screen, const struct phil_analysis *analysis,
                        const struct phil_face_result *face)
{
    if (analysis->n_faces > 1) {
        struct phil_text title = {0};
        phil_text_printf(&title, "Face %d", face->id + 1);
        paragraph(screen, PHIL_PAINT_STRONG, phil_text_string(&title));
        phil_text_release(&title);
    }
    say(screen, PHIL_PAINT_PLAIN, PHIL_SAY_SEEN, analysis, face);
    say(screen, PHIL_PAINT_STRONG, PHIL_SAY_FOUND, analysis, face);
    say(screen, PHIL_PAINT_PLAIN, PHIL_SAY_KIND, analysis, face);
    say(screen, PHIL_PAINT_PLAIN, PHIL_SAY_APART, analysis, face);
    say(screen, PHIL_PAINT_PLAIN, PHIL_SAY_FLOOR, analysis, face);
    phil_screen_timeline(screen, analysis, face);
    table(screen, face);
    phil_text_add(screen->text, "\n");
    say(screen, PHIL_PAINT_FAINT, PHIL_SAY_RULER, analysis, face);
}

static void report_warnings(struct phil_screen *screen, const struct phil_analysis *analysis)
{
    if (!analysis->n_warnings)
        return;
    phil_screen_wrap(screen, "", "Please note:");
    for (size_t i = 0; i < analysis->n_warnings; i++)
        phil_screen_lines(screen, PHIL_PAINT_PLAIN, "- ", analysis->warnings[i].text);
    phil_text_add(screen->text, "\n");
}

static void report_header(struct phil_screen *screen, const struct phil_analysis *analysis)
{
    struct phil_text clip = {0};
    phil_say_clip(&clip, &analysis->recording);
    phil_screen_lines(screen, PHIL_PAINT_STRONG, "", analysis->recording.name);
    paragraph(screen, PHIL_PAINT_FAINT, phil_text_string(&clip));
    screen->text->failed |= clip.failed;
    phil_text_release(&clip);
}

enum phil_status phil_report_terminal(FILE *out, const struct phil_analysis *analysis,
                                      const struct phil_terminal_style *style)
{
    struct phil_text text = {0};
    struct phil_screen screen = phil_screen_on(&text, style);
    report_header(&screen, analysis);
    for (size_t f = 0; f < analysis->n_faces; f++)
        report_face(&screen, analysis, &analysis->faces[f]);
    if (!analysis->n_faces) {
        struct phil_text none = {0};
        phil_say_no_face(&none, analysis);
        paragraph(&screen, PHIL_PAINT_STRONG, phil_text_string(&none));
        text.failed |= none.failed;
        phil_text_release(&none);
    }
    report_warnings(&screen, analysis);
    if (analysis->n_faces) {
        say(&screen, PHIL_PAINT_FAINT, PHIL_SAY_LIMITS, analysis, &analysis->faces[0]);
        phil_screen_lines(&screen, PHIL_PAINT_FAINT, "", phil_say_not_a_diagnosis());
    }
    const enum phil_status status = phil_text_send(&text, out);
    phil_text_release(&text);
    return status;
}
