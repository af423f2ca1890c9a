/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulation over time in characters: a line for each muscle, in which a dot is an impulse, and
 * below it how far skin moved and what EMG recorded.
 *
 * With Unicode a character holds 2 x 4 dots: two moments, and four parts of the pool by size, the
 * smallest units lowest. In ASCII it says in how many of these parts a unit fired. Impulses that
 * began outside the nerve cells look different: by colour, and in ASCII by shape.
 */
#include "report/simulation_terminal.h"

#include <math.h>
#include <string.h>

#include "report/wording.h"

enum { LABEL_COLUMNS = 14, MOST_COLUMNS = 226, PARTS = 4, LEVELS = 8 };

struct raster {
    int columns;
    double seconds;
    uint8_t dots[MOST_COLUMNS]; /* bit: 4 * (second half of the column) + part of the pool */
    bool ectopic[MOST_COLUMNS]; /* began outside a soma */
    double level[MOST_COLUMNS]; /* of a trace; NaN: no sample */
    bool shown, shown_ectopic;  /* in any line so far */
};

/* A line without blanks at its end: blanks wait until something follows. */
struct line {
    struct phil_screen *screen;
    int blanks;
};

static void put(struct line *line, enum phil_paint paint, const char *glyph)
{
    if (glyph[0] == ' ') {
        line->blanks++;
        return;
    }
    phil_text_printf(line->screen->text, "%*s", line->blanks, "");
    line->blanks = 0;
    phil_screen_paint(line->screen, paint);
    phil_text_add(line->screen->text, glyph);
}

static struct line begin_line(struct phil_screen *screen, const char *label)
{
    struct line line = {screen, LABEL_COLUMNS - (int)strlen(label)};
    phil_text_add(screen->text, label);
    return line;
}

static void end_line(struct line *line)
{
    phil_screen_paint(line->screen, PHIL_PAINT_PLAIN);
    phil_text_add(line->screen->text, "\n");
}

/* ---- spikes ---- */

static void lay_unit(struct raster *raster, const struct phil_nerve_result *r, size_t unit,
                     int part)
{
    size_t begin, end;
    phil_unit_spikes(r, unit, &begin, &end);
    for (size_t i = begin; i < end; i++) {
        const double at = floor(r->spikes[i].end_plate_s / raster->seconds * 2 * raster->columns);
        if (!(at >= 0 && at < 2 * raster->columns))
            continue; /* on its way when the run ended */
        const int half = (int)at;
        raster->dots[half / 2] |= (uint8_t)(1 << (4 * (half % 2) + part));
        raster->ectopic[half / 2] |= r->spikes[i].origin != PHIL_NERVE_ORIGIN_SOMA;
    }
}

static void lay_muscle(struct raster *raster, const struct phil_nerve_result *r, int muscle)
{
    const size_t from = r->first_unit[muscle], n = r->first_unit[muscle + 1] - from;
    memset(raster->dots, 0, sizeof raster->dots);
    memset(raster->ectopic, 0, sizeof raster->ectopic);
    for (size_t k = 0; k < n; k++)
        lay_unit(raster, r, from + k, (int)(k * PARTS / n));
}

static void braille(uint8_t dots, char glyph[4])
{
    static const uint8_t bits[2 * PARTS] = {0x40, 0x04, 0x02, 0x01, 0x80, 0x20, 0x10, 0x08};
    unsigned pattern = 0;
    for (int k = 0; k < 2 * PARTS; k++)
        pattern |= dots >> k & 1 ? bits[k] : 0;
    /* U+2800 and the pattern, in UTF-8. */
    glyph[0] = (char)0xe2;
    glyph[1] = (char)(0xa0 | pattern >> 6);
    glyph[2] = (char)(0x80 | (pattern & 0x3f));
    glyph[3] = '\0';
}

static const char *letter(uint8_t dots, bool ectopic)
{
    static const char *const letters[2][PARTS] = {{".", ":", "+", "#"}, {"o", "o", "O", "@"}};
    int parts = 0;
    for (int k = 0; k < PARTS; k++)
        parts += (dots | dots >> 4) >> k & 1;
    return letters[ectopic][parts - 1];
}

static void draw_muscle(struct phil_screen *screen, struct raster *raster, int muscle)
{
    struct line line = begin_line(screen, phil_muscle_in_short((enum phil_nerve_muscle)muscle));
    char glyph[4];
    for (int c = 0; c < raster->columns; c++) {
        const uint8_t dots = raster->dots[c];
        if (dots)
            braille(dots, glyph);
        put(&line, raster->ectopic[c] ? PHIL_PAINT_MARK : PHIL_PAINT_PLAIN,
            !dots             ? " "
            : screen->unicode ? glyph
                              : letter(dots, raster->ectopic[c]));
        raster->shown |= dots != 0;
        raster->shown_ectopic |= raster->ectopic[c];
    }
    end_line(&line);
}

/* ---- traces ---- */

/* The greatest size of two traces (down may be NULL) in each column. */
static void lay_trace(struct raster *raster, const float *right, const float *down, size_t n)
{
    for (int c = 0; c < raster->columns; c++)
        raster->level[c] = NAN;
    for (size_t i = 0; i < n; i++) {
        const int c = (int)((double)i / (double)n * raster->columns);
        const double x = right[i], y = down ? down[i] : 0, size = sqrt(x * x + y * y);
        if (isfinite(size) && !(raster->level[c] >= size))
            raster->level[c] = size;
    }
}

static const char *level_glyph(const struct phil_screen *screen, double share)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const letters[] = {"_", ".", "-", "=", "+", "*", "%", "#"};
    if (!isfinite(share))
        return " ";
    const int level = share >= 1 ? LEVELS - 1 : (int)(share * LEVELS);
    return screen->unicode ? blocks[level] : letters[level];
}

/* Returns the full height of the line; 0 when all is still. */
static double draw_trace(struct phil_screen *screen, const struct raster *raster, const char *label,
                         double least)
{
    double full = 0;
    for (int c = 0; c < raster->columns; c++)
        if (raster->level[c] > full)
            full = raster->level[c];
    struct line line = begin_line(screen, label);
    const double scale = fmax(full, least);
    for (int c = 0; c < raster->columns; c++)
        put(&line, PHIL_PAINT_PLAIN, level_glyph(screen, raster->level[c] / scale));
    end_line(&line);
    return scale;
}

/* The lid that moved more over the whole time: both shut in a blink. */
static enum phil_nerve_node lid(const struct phil_simulation_summary *summary)
{
    return summary->node[PHIL_NODE_UPPER_LID_RIGHT].rms_mm >
                   summary->node[PHIL_NODE_UPPER_LID_LEFT].rms_mm
               ? PHIL_NODE_UPPER_LID_RIGHT
               : PHIL_NODE_UPPER_LID_LEFT;
}

static int busiest(const struct phil_simulation_summary *summary, int from, int to)
{
    int most = from;
    for (int e = from; e < to; e++)
        if (summary->emg_uv[e].value > summary->emg_uv[most].value)
            most = e;
    return most;
}

static void movement(struct phil_screen *screen, struct raster *raster,
                     const struct phil_nerve_result *r, enum phil_nerve_node node,
                     const char *label, struct phil_text *legend)
{
    const double least_mm = 0.05; /* full height of a face at rest */
    if (node >= PHIL_N_NODES || !r->right_mm[node] || !r->down_mm[node] || r->n_movement == 0)
        return;
    lay_trace(raster, r->right_mm[node], r->down_mm[node], r->n_movement);
    const double full = draw_trace(screen, raster, label, least_mm);
    phil_text_printf(legend, "%s: %s, full height %s mm; ", label, phil_node_in_words(node),
                     phil_mm(full).s);
}

static void emg(struct phil_screen *screen, struct raster *raster,
                const struct phil_nerve_result *r, int electrode, const char *label,
                struct phil_text *legend)
{
    const double least_uv = 20; /* noise stays low */
    if (!r->emg_uv[electrode] || r->n_emg == 0)
        return;
    lay_trace(raster, r->emg_uv[electrode], NULL, r->n_emg);
    const double full = draw_trace(screen, raster, label, least_uv);
    phil_text_printf(legend, "%s: electricity of the muscle at the %s, full height %s uV; ", label,
                     phil_electrode_in_words(electrode), phil_fixed(full, full < 10).s);
}

/* ---- all of it ---- */

static void say_marks(struct phil_text *t, const struct phil_screen *screen,
                      const struct raster *raster)
{
    if (raster->shown)
        phil_text_add(t, screen->unicode
                             ? "Dots: nerve impulses, small motor units lowest; "
                             : ". : + # nerve impulses, the more units of different size the "
                               "denser; ");
    if (raster->shown_ectopic && (screen->colour || !screen->unicode))
        phil_text_printf(t, "%s some of them began outside the nerve cell; ",
                         screen->unicode ? "coloured:" : "o O @");
    phil_text_add(t, "L and R are the person's own left and right, times in seconds; ");
}

static void say_legend(struct phil_screen *screen, struct phil_text *t)
{
    if (t->length >= 2)
        t->data[t->length -= 2] = '\0'; /* the last "; " */
    phil_screen_paint(screen, PHIL_PAINT_FAINT);
    phil_screen_wrap(screen, "", phil_text_string(t));
    phil_screen_paint(screen, PHIL_PAINT_PLAIN);
}

/* Those that fired; returns how many did not. */
static int muscles(struct phil_screen *screen, struct raster *raster,
                   const struct phil_nerve_result *r, const struct phil_simulation_summary *s)
{
    int silent = 0;
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        if (s->pool[m].spikes == 0) {
            silent += s->pool[m].units > 0;
            continue;
        }
        lay_muscle(raster, r, m);
        draw_muscle(screen, raster, m);
    }
    return silent;
}

static void say_silent(struct phil_text *t, int silent)
{
    static const char *const few[] = {"", "one muscle", "two muscles", "three muscles"};
    if (silent == 0)
        return;
    if (silent < 4)
        phil_text_add(t, few[silent]);
    else
        phil_text_printf(t, "%d muscles", silent);
    phil_text_add(t, silent == 1 ? " had no impulse and has no line; "
                                 : " had no impulse and have no line; ");
}

void phil_screen_simulation(struct phil_screen *screen, const struct phil_nerve_result *result,
                            const struct phil_simulation_summary *summary, bool closer)
{
    struct raster raster = {.columns = screen->columns - LABEL_COLUMNS,
                            .seconds = result->settings.seconds};
    struct phil_text marks = {0}, legend = {0};
    if (raster.columns > MOST_COLUMNS)
        raster.columns = MOST_COLUMNS;
    if (!(raster.seconds > 0))
        return;
    phil_screen_time_axis(screen, LABEL_COLUMNS, raster.columns, raster.seconds);
    const int silent = muscles(screen, &raster, result, summary);
    movement(screen, &raster, result, summary->lip, "lip moves", &legend);
    movement(screen, &raster, result, lid(summary), "lid moves", &legend);
    emg(screen, &raster, result, busiest(summary, 0, PHIL_EMG_OCULI_LEFT), "EMG, lip", &legend);
    emg(screen, &raster, result, busiest(summary, PHIL_EMG_OCULI_LEFT, PHIL_N_ELECTRODES),
        "EMG, eye", &legend);
    if (!closer) {
        say_marks(&marks, screen, &raster);
        say_silent(&marks, silent);
    }
    phil_text_add(&marks, phil_text_string(&legend));
    say_legend(screen, &marks);
    screen->text->failed |= legend.failed || marks.failed;
    phil_text_release(&legend);
    phil_text_release(&marks);
}
