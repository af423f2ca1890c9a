/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The days of a trial in characters: bars as high as the day's rate, in one lane for usual days and
 * one for remedy days, so that the arms are told apart without colour. Where there are more days
 * than columns, neighbouring days share one, and their counts and times are added.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/trial_terminal.h"
#include "report/trial_wording.h"

enum {
    LABEL_COLUMNS = 9,
    LANE_ROWS = 3,
    LEVELS = 8,     /* of a character */
    MOST_WIDTH = 4, /* columns of a day */
    MOST_CELLS = 240,
};

/* What a cell shows that has no rate; larger values win where days share a cell. */
enum sign {
    SIGN_NONE,
    SIGN_TO_COME,
    SIGN_WASHOUT,
    SIGN_LEFT_OUT,
    SIGN_UNREADABLE,
    SIGN_MISSED,
    SIGN_RATE, /* and above: there is a day that counts */
    N_SIGNS,
};

struct cell {
    double count, exposure_min;
    enum sign sign;
};

struct strip {
    struct cell lane[PHIL_N_ARMS][MOST_CELLS];
    bool switched[MOST_CELLS], breach[MOST_CELLS];
    int n, width; /* cells, and columns of each */
    double top_per_min;
    bool blind, shown[N_SIGNS], zero, shared;
};

static enum sign sign_of(const struct phil_trial_day *day)
{
    static const enum sign signs[PHIL_N_DAY_USES] = {[PHIL_DAY_USED] = SIGN_RATE,
                                                     [PHIL_DAY_RUN_IN] = SIGN_WASHOUT,
                                                     [PHIL_DAY_WASHOUT] = SIGN_WASHOUT,
                                                     [PHIL_DAY_MISSED] = SIGN_MISSED,
                                                     [PHIL_DAY_UNREADABLE] = SIGN_UNREADABLE,
                                                     [PHIL_DAY_LEFT_OUT] = SIGN_LEFT_OUT};
    return day ? signs[day->use] : SIGN_TO_COME;
}

static int cell_of(const struct strip *strip, double x)
{
    const int at = (int)floor(x * strip->n);
    return at < 0 ? 0 : at >= strip->n ? strip->n - 1 : at;
}

static void lay_day(struct strip *strip, const struct phil_plot_day *day, enum phil_arm arm)
{
    const int at = cell_of(strip, day->x);
    struct cell *cell = &strip->lane[arm][at];
    const enum sign sign = sign_of(day->day);
    if (sign > cell->sign)
        cell->sign = sign;
    if (!day->day)
        return;
    if (sign == SIGN_RATE) {
        cell->count += day->day->tally[PHIL_OUTCOME_TWITCHES].count;
        cell->exposure_min += day->day->tally[PHIL_OUTCOME_TWITCHES].exposure_min;
    }
    strip->switched[at] |= day->day->done != day->day->assigned;
    strip->breach[at] |= day->day->breach;
}

static void lay_days(struct strip *strip, const struct phil_trial_plot *plot)
{
    size_t band = 0;
    double top = 0;
    for (size_t i = 0; i < plot->n_days; i++) {
        while (band + 1 < plot->n_bands && plot->days[i].x > plot->bands[band].to)
            band++;
        lay_day(strip, &plot->days[i], plot->bands[band].arm);
        if (plot->bands[band].hidden) /* either, for all that is told */
            lay_day(strip, &plot->days[i], PHIL_ARM_REMEDY);
    }
    for (int arm = 0; arm < PHIL_N_ARMS; arm++)
        for (int c = 0; c < strip->n; c++) {
            const struct cell *cell = &strip->lane[arm][c];
            strip->shown[cell->sign] = true;
            if (cell->exposure_min > 0) {
                top = fmax(top, cell->count / cell->exposure_min);
                strip->zero |= cell->count == 0;
            }
        }
    strip->top_per_min = top > 0 ? top : 1;
}

/* ---- drawing ---- */

static const char *sign_glyph(const struct phil_screen *screen, enum sign sign)
{
    static const char *const blocks[N_SIGNS] = {" ", "·", "░", "-", "?", "×", "■"};
    static const char *const letters[N_SIGNS] = {" ", ".", "~", "-", "?", "x", "#"};
    return screen->unicode ? blocks[sign] : letters[sign];
}

static const char *level_glyph(const struct phil_screen *screen, int level)
{
    static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    if (screen->unicode)
        return blocks[level];
    return level == 0 ? " " : level < 3 ? "." : level < 6 ? ":" : "#";
}

/* What stands in a row of a lane; row 0 is the lowest. */
static const char *glyph(const struct phil_screen *screen, const struct strip *strip,
                         const struct cell *cell, int row)
{
    if (cell->sign != SIGN_RATE || strip->blind)
        return row ? " " : sign_glyph(screen, cell->sign);
    if (cell->count == 0)
        return row ? " " : "_";
    const double rate = cell->count / cell->exposure_min;
    const double height = rate / strip->top_per_min * LANE_ROWS * LEVELS;
    const int level = (int)fmax(1, round(height)) - row * LEVELS;
    return level_glyph(screen, level < 0 ? 0 : level > LEVELS ? LEVELS : level);
}

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

static void end_line(struct line *line)
{
    phil_screen_paint(line->screen, PHIL_PAINT_PLAIN);
    phil_text_add(line->screen->text, "\n");
    line->blanks = 0;
}

/* A cell's columns; the last one stays free where there are several. */
static void put_cell(struct line *line, const struct strip *strip, enum phil_paint paint,
                     const char *glyph)
{
    for (int i = 0; i < strip->width; i++)
        put(line, paint, strip->width > 1 && i == strip->width - 1 ? " " : glyph);
}

static void draw_cells(struct line *line, const struct strip *strip, enum phil_arm arm, int row)
{
    for (int c = 0; c < strip->n; c++) {
        const struct cell *cell = &strip->lane[arm][c];
        put_cell(line, strip,
                 cell->sign != SIGN_RATE  ? PHIL_PAINT_FAINT
                 : arm == PHIL_ARM_REMEDY ? PHIL_PAINT_MARK
                                          : PHIL_PAINT_PLAIN,
                 glyph(line->screen, strip, cell, row));
    }
}

/* Whether any bar of the lane reaches into a row. */
static bool reaches(const struct strip *strip, const struct phil_screen *screen, enum phil_arm arm,
                    int row)
{
    for (int c = 0; c < strip->n; c++)
        if (glyph(screen, strip, &strip->lane[arm][c], row)[0] != ' ')
            return true;
    return false;
}

static void draw_lane(struct phil_screen *screen, const struct strip *strip, enum phil_arm arm)
{
    static const char *const labels[PHIL_N_ARMS] = {"usual A", "remedy B"};
    for (int row = strip->blind ? 0 : LANE_ROWS - 1; row >= 0; row--) {
        struct line line = {screen, LABEL_COLUMNS};
        if (row && !reaches(strip, screen, arm, row))
            continue;
        if (!row) {
            phil_text_add(screen->text, labels[arm]);
            line.blanks -= (int)strlen(labels[arm]);
        }
        draw_cells(&line, strip, arm, row);
        end_line(&line);
    }
}

static bool any(const bool *flags, int n)
{
    for (int i = 0; i < n; i++)
        if (flags[i])
            return true;
    return false;
}

static void draw_marks(struct phil_screen *screen, const struct strip *strip)
{
    struct line line = {screen, LABEL_COLUMNS};
    if (!any(strip->switched, strip->n) && !any(strip->breach, strip->n))
        return;
    for (int c = 0; c < strip->n; c++)
        for (int i = 0; i < strip->width; i++)
            put(&line, PHIL_PAINT_STRONG,
                i                    ? " "
                : strip->breach[c]   ? "!"
                : strip->switched[c] ? "s"
                                     : " ");
    end_line(&line);
}

static void draw_axis(struct phil_screen *screen, const struct strip *strip,
                      const struct phil_trial_plot *plot)
{
    int at = 0;
    phil_text_printf(screen->text, "%*s", LABEL_COLUMNS, "");
    phil_screen_paint(screen, PHIL_PAINT_FAINT);
    for (int i = 0; i < plot->n_x_ticks; i++) {
        const int column = cell_of(strip, plot->x_tick[i].at + 1e-9) * strip->width;
        const int length = (int)strlen(plot->x_tick[i].label) + 1;
        const int room = screen->columns - LABEL_COLUMNS;
        if ((i && column < at + 1) || column + length > room)
            continue;
        phil_text_printf(screen->text, "%*s|%s", column - at, "", plot->x_tick[i].label);
        at = column + length;
    }
    phil_screen_paint(screen, PHIL_PAINT_PLAIN);
    phil_text_add(screen->text, "\n");
}

static void draw_legend(struct phil_screen *screen, const struct strip *strip)
{
    static const char *const words[N_SIGNS] = {[SIGN_TO_COME] =
                                                   "still to come (the order is told day by day)",
                                               [SIGN_WASHOUT] = "does not count yet",
                                               [SIGN_LEFT_OUT] = "left out",
                                               [SIGN_UNREADABLE] = "nothing measurable",
                                               [SIGN_MISSED] = "no clip",
                                               [SIGN_RATE] = "filmed"};
    struct phil_text t = {0};
    for (int sign = SIGN_TO_COME; sign < N_SIGNS; sign++)
        if (strip->shown[sign] && (sign != SIGN_RATE || strip->blind))
            phil_text_printf(&t, "%s%s %s", t.length ? "; " : "",
                             sign_glyph(screen, (enum sign)sign), words[sign]);
    if (strip->zero && !strip->blind)
        phil_text_printf(&t, "%s_ none seen", t.length ? "; " : "");
    if (any(strip->switched, strip->n))
        phil_text_printf(&t, "%ss did what the other arm asks", t.length ? "; " : "");
    if (any(strip->breach, strip->n))
        phil_text_printf(&t, "%s! plan not kept to", t.length ? "; " : "");
    if (strip->shared)
        phil_text_printf(&t, "%sneighbouring days share a column", t.length ? "; " : "");
    screen->text->failed |= t.failed;
    phil_screen_paint(screen, PHIL_PAINT_FAINT);
    if (t.length)
        phil_screen_wrap(screen, "", phil_text_string(&t));
    phil_screen_paint(screen, PHIL_PAINT_PLAIN);
    phil_text_release(&t);
}

void phil_screen_days(struct phil_screen *screen, const struct phil_trial_plot *plot)
{
    const int room = screen->columns - LABEL_COLUMNS;
    if (!plot->n_days)
        return;
    struct strip *strip = calloc(1, sizeof *strip);
    if (!strip) {
        screen->text->failed = true;
        return;
    }
    const double slots = round(1 / plot->day_width); /* days without an entry have room too */
    strip->shared = slots > room;
    strip->n = strip->shared ? room : (int)slots;
    strip->width = room / strip->n > MOST_WIDTH ? MOST_WIDTH : room / strip->n;
    lay_days(strip, plot);
    strip->blind = plot->blind || !strip->shown[SIGN_RATE];
    struct phil_text t = {0};
    if (strip->blind)
        phil_text_add(&t, plot->blind ? "The days so far:" : "The days:");
    else
        phil_text_printf(&t, "Twitches a minute, day by day (highest bar: %s):",
                         phil_two_digits(strip->top_per_min).s);
    phil_screen_lines(screen, PHIL_PAINT_PLAIN, "", phil_text_string(&t));
    screen->text->failed |= t.failed;
    phil_text_release(&t);
    draw_lane(screen, strip, PHIL_ARM_USUAL);
    draw_lane(screen, strip, PHIL_ARM_REMEDY);
    draw_marks(screen, strip);
    draw_axis(screen, strip, plot);
    draw_legend(screen, strip);
    free(strip);
}
