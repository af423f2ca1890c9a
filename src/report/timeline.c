/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The chart of events over time, in characters.
 *
 * One row for each place, one column for a stretch of time. Twitches are marks whose height grows
 * with the amplitude, the background says what the face was doing. A twitch is far shorter than
 * a column: where two fall into one, the larger is drawn, and the sentence above the chart holds
 * the count.
 */
#include <math.h>
#include <string.h>

#include "report/terminal.h"
#include "report/wording.h"

/* A chart of less or more than this tells nothing: a few frames, a month. */
#define SHORTEST_S 0.1
#define LONGEST_S  3e6

enum { LABEL_COLUMNS = 12, MIN_COLUMNS = 20, MAX_COLUMNS = 240 };

#define BIT(region) ((uint32_t)1 << (region))

static const struct row {
    const char *label; /* LABEL_COLUMNS - 1 characters */
    uint32_t regions;
    bool eye; /* blinks show here */
} rows[] = {
    {"eye, brow L", BIT(PHIL_LOWER_LID_LEFT) | BIT(PHIL_UPPER_LID_LEFT) | BIT(PHIL_BROW_LEFT),
     true},
    {"          R", BIT(PHIL_LOWER_LID_RIGHT) | BIT(PHIL_UPPER_LID_RIGHT) | BIT(PHIL_BROW_RIGHT),
     true},
    {"cheek     L", BIT(PHIL_CHEEK_LEFT), false},
    {"          R", BIT(PHIL_CHEEK_RIGHT), false},
    {"upper lip L", BIT(PHIL_UPPER_LIP_LEFT), false},
    {"     middle", BIT(PHIL_UPPER_LIP_MIDDLE), false},
    {"          R", BIT(PHIL_UPPER_LIP_RIGHT), false},
    {"lower lip L", BIT(PHIL_LOWER_LIP_LEFT), false},
    {"     middle", BIT(PHIL_LOWER_LIP_MIDDLE), false},
    {"          R", BIT(PHIL_LOWER_LIP_RIGHT), false},
    {"corner    L", BIT(PHIL_MOUTH_CORNER_LEFT), false},
    {"          R", BIT(PHIL_MOUTH_CORNER_RIGHT), false},
    {"chin       ", BIT(PHIL_CHIN), false},
};

/* What a cell shows; larger values win over smaller ones. */
enum { CELL_REST, CELL_BUSY, CELL_UNSEEN, CELL_BLINK, CELL_TWITCH /* to CELL_TWITCH + 7 */ };
enum { HEIGHTS = 8 };

struct chart {
    double duration_s, largest_mm;
    int columns;
    uint8_t background[MAX_COLUMNS];
    uint8_t cell[MAX_COLUMNS];
    bool shown[CELL_TWITCH + HEIGHTS]; /* for the legend */
};

static int column_of(const struct chart *chart, double time_s)
{
    const double at = floor(time_s / chart->duration_s * chart->columns);
    return !(at > 0) ? 0 : at >= chart->columns ? chart->columns - 1 : (int)at;
}

static uint8_t cell_of_label(enum phil_segment_label label)
{
    switch (label) {
    case PHIL_SEGMENT_REST:
        return CELL_REST;
    case PHIL_SEGMENT_HEAD_TURN:
    case PHIL_SEGMENT_OCCLUDED:
    case PHIL_SEGMENT_NO_FACE:
        return CELL_UNSEEN;
    default:
        return CELL_BUSY;
    }
}

/* A column shows the label under which most of it lies, so that a short pause stays visible
 * only where it is as long as a column. */
static void lay_background(struct chart *chart, const struct phil_face_result *face)
{
    const double step = chart->duration_s / chart->columns;
    for (int c = 0; c < chart->columns; c++) {
        double share[CELL_UNSEEN + 1] = {0};
        for (size_t i = 0; i < face->n_segments; i++) {
            const struct phil_segment *s = &face->segments[i];
            const double overlap = fmin(s->end_s, (c + 1) * step) - fmax(s->start_s, c * step);
            if (overlap > 0)
                share[cell_of_label(s->label)] += overlap;
        }
        for (uint8_t kind = CELL_REST; kind <= CELL_UNSEEN; kind++)
            if (share[kind] > share[chart->background[c]])
                chart->background[c] = kind;
    }
}

static void mark(struct chart *chart, double from_s, double to_s, int cell)
{
    const int last = column_of(chart, to_s);
    for (int c = column_of(chart, from_s); c <= last; c++)
        if (cell > chart->cell[c])
            chart->cell[c] = (uint8_t)cell;
}

static int height_of(const struct chart *chart, double amplitude_mm)
{
    const double height = ceil(HEIGHTS * amplitude_mm / chart->largest_mm);
    return !(height > 1) ? 1 : height > HEIGHTS ? HEIGHTS : (int)height;
}

static void lay_row(struct chart *chart, const struct row *row, const struct phil_face_result *face)
{
    memcpy(chart->cell, chart->background, sizeof chart->cell);
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        if (e->kind == PHIL_EVENT_BLINK && row->eye)
            mark(chart, e->peak_s, e->peak_s, CELL_BLINK);
        if (e->kind != PHIL_EVENT_TWITCH)
            continue;
        /* A hold of seconds is as wide as it lasts; places that moved along show it small. */
        if (BIT(e->region) & row->regions)
            mark(chart, e->onset_s, e->offset_s,
                 CELL_TWITCH + height_of(chart, e->amplitude_mm) - 1);
        else if (e->also & row->regions)
            mark(chart, e->onset_s, e->offset_s, CELL_TWITCH);
    }
    for (int c = 0; c < chart->columns; c++)
        chart->shown[chart->cell[c]] = true;
}

static const char *glyph(const struct phil_screen *screen, int cell)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const letters[] = {"o", "o", "o", "O", "O", "O", "@", "@"};
    if (cell >= CELL_TWITCH && screen->unicode)
        return blocks[cell - CELL_TWITCH];
    if (cell >= CELL_TWITCH)
        return letters[cell - CELL_TWITCH];
    if (cell == CELL_BLINK)
        return "b";
    if (cell == CELL_UNSEEN)
        return " ";
    if (cell == CELL_BUSY)
        return screen->unicode ? "░" : ":";
    return screen->unicode ? "·" : ".";
}

static void draw_row(struct phil_screen *screen, const struct chart *chart, const struct row *row)
{
    int end = chart->columns;
    while (end > 0 && chart->cell[end - 1] == CELL_UNSEEN)
        end--;
    phil_text_printf(screen->text, "%s ", row->label);
    for (int c = 0; c < end; c++) {
        phil_screen_paint(screen,
                          chart->cell[c] >= CELL_TWITCH ? PHIL_PAINT_MARK : PHIL_PAINT_FAINT);
        phil_text_add(screen->text, glyph(screen, chart->cell[c]));
    }
    phil_screen_paint(screen, PHIL_PAINT_PLAIN);
    phil_text_add(screen->text, "\n");
}

/* Seconds between the numbers on the axis: at least nine columns apart. */
static double tick_step(double duration_s, int columns)
{
    static const double steps[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,   2,   5,
                                   10,   15,   30,   60,  120, 300, 600, 3600};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] / duration_s * columns >= 9)
            return steps[i];
    return duration_s;
}

void phil_screen_time_axis(struct phil_screen *screen, int indent, int columns, double duration_s)
{
    const double step = tick_step(duration_s, columns);
    int at = 0;
    phil_text_printf(screen->text, "%*s", indent, "");
    for (int i = 0; i < columns; i++) {
        const double place = ceil(i * step / duration_s * columns - 1e-9);
        if (!(place < columns))
            break;
        const int column = (int)place;
        struct phil_text label = {0};
        phil_text_printf(&label, "|%s%s", phil_short(i * step, 2).s, i ? "" : " s");
        if (column + (int)label.length > columns)
            i = columns;
        else
            phil_text_printf(screen->text, "%*s%s", column - at, "", phil_text_string(&label));
        at = column + (int)label.length;
        screen->text->failed |= label.failed;
        phil_text_release(&label);
    }
    phil_text_add(screen->text, "\n");
}

static void draw_legend(struct phil_screen *screen, const struct chart *chart, bool yours)
{
    struct phil_text t = {0};
    bool twitch = false;
    for (int h = 0; h < HEIGHTS; h++)
        twitch |= chart->shown[CELL_TWITCH + h];
    if (twitch)
        phil_text_printf(&t, "%s%s%s twitch, larger marks for larger ones; ",
                         glyph(screen, CELL_TWITCH), glyph(screen, CELL_TWITCH + 4),
                         glyph(screen, CELL_TWITCH + 7));
    if (chart->shown[CELL_BLINK])
        phil_text_add(&t, "b blink; ");
    phil_text_printf(&t, "%s at rest; ", glyph(screen, CELL_REST));
    if (chart->shown[CELL_BUSY])
        phil_text_printf(&t, "%s talking or another movement; ", glyph(screen, CELL_BUSY));
    if (chart->shown[CELL_UNSEEN])
        phil_text_add(&t, "blank: face turned away or not seen; ");
    phil_text_printf(&t, "L and R are %s own left and right, times in seconds",
                     yours ? "your" : "the person's");
    screen->text->failed |= t.failed;
    phil_screen_paint(screen, PHIL_PAINT_FAINT);
    phil_screen_wrap(screen, "", phil_text_string(&t));
    phil_screen_paint(screen, PHIL_PAINT_PLAIN);
    phil_text_release(&t);
}

void phil_screen_timeline(struct phil_screen *screen, const struct phil_analysis *analysis,
                          const struct phil_face_result *face)
{
    struct chart chart = {.duration_s = analysis->recording.duration_s};
    chart.columns = screen->columns - LABEL_COLUMNS;
    if (!(chart.duration_s > SHORTEST_S && chart.duration_s < LONGEST_S) ||
        chart.columns < MIN_COLUMNS)
        return;
    if (chart.columns > MAX_COLUMNS)
        chart.columns = MAX_COLUMNS;
    const struct phil_summary summary = phil_summarise(face);
    chart.largest_mm = summary.largest ? summary.largest->amplitude_mm : 0;
    lay_background(&chart, face);
    phil_screen_time_axis(screen, LABEL_COLUMNS, chart.columns, chart.duration_s);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        lay_row(&chart, &rows[r], face);
        draw_row(screen, &chart, &rows[r]);
    }
    draw_legend(screen, &chart, analysis->n_faces == 1);
}
