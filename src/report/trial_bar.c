/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rate ratio in one line of characters: its interval on a logarithmic axis, on which halving and
 * doubling are equally far from 1. The axis marks 1 (no difference) and 0.7 (three twitches in ten
 * fewer: what the verdict calls a difference that matters).
 */
#include <math.h>
#include <string.h>

#include "report/trial_terminal.h"
#include "report/wording.h"

/* The axis holds at least the first pair and never more than the second. */
static const double USUAL_LO = 0.25, USUAL_HI = 2, LEAST = 0.02, MOST = 50;

enum { MOST_COLUMNS = 60 };

static bool has_bar(const struct phil_effect *effect)
{
    return phil_known(effect->rate_ratio) && effect->rate_ratio.value > 0 &&
           effect->interval.lo >= 0 && isfinite(effect->interval.hi);
}

struct phil_ratio_scale phil_ratio_scale(const struct phil_screen *screen, int label_columns,
                                         const struct phil_effect *const *effects, size_t n)
{
    struct phil_ratio_scale scale = {USUAL_LO, USUAL_HI, label_columns, 0};
    for (size_t i = 0; i < n; i++) {
        if (!has_bar(effects[i]))
            continue;
        scale.lo = fmax(fmin(scale.lo, effects[i]->interval.lo * 0.95), LEAST);
        scale.hi = fmin(fmax(scale.hi, effects[i]->interval.hi * 1.05), MOST);
    }
    scale.columns = screen->columns - label_columns;
    if (scale.columns > MOST_COLUMNS)
        scale.columns = MOST_COLUMNS;
    return scale;
}

/* The column of a ratio, beyond the ends -1 and `columns`. */
static int column_of(const struct phil_ratio_scale *scale, double ratio)
{
    const double share = log(ratio / scale->lo) / log(scale->hi / scale->lo);
    if (!(ratio > 0) || share < 0)
        return -1;
    return share > 1 ? scale->columns : (int)lround(share * (scale->columns - 1));
}

enum glyph {
    GLYPH_NONE,
    GLYPH_LINE,
    GLYPH_LO,
    GLYPH_HI,
    GLYPH_MEDIAN,
    GLYPH_BELOW,
    GLYPH_ABOVE,
    GLYPH_ONE,
    GLYPH_SEVEN,
};

static const char *glyph_of(const struct phil_screen *screen, enum glyph glyph)
{
    static const char *const lines[] = {" ", "━", "┣", "┫", "●", "◀", "▶", "│", "┊"};
    static const char *const letters[] = {" ", "=", "[", "]", "O", "<", ">", "|", ":"};
    return screen->unicode ? lines[glyph] : letters[glyph];
}

static enum glyph glyph_at(const struct phil_ratio_scale *scale, const struct phil_effect *effect,
                           int c)
{
    const int lo = column_of(scale, effect->interval.lo);
    const int hi = column_of(scale, effect->interval.hi);
    if (c == column_of(scale, effect->rate_ratio.value))
        return GLYPH_MEDIAN;
    if (c == lo)
        return GLYPH_LO;
    if (c == hi)
        return GLYPH_HI;
    if (c == 0 && lo < 0)
        return GLYPH_BELOW;
    if (c == scale->columns - 1 && hi >= scale->columns)
        return GLYPH_ABOVE;
    if (c > lo && c < hi)
        return GLYPH_LINE;
    return c == column_of(scale, 1)     ? GLYPH_ONE
           : c == column_of(scale, 0.7) ? GLYPH_SEVEN
                                        : GLYPH_NONE;
}

void phil_screen_ratio(struct phil_screen *screen, const struct phil_ratio_scale *scale,
                       const char *label, const struct phil_effect *effect)
{
    int blanks = 0;
    if (!has_bar(effect))
        return;
    phil_text_printf(screen->text, "%-*.*s", scale->label_columns, scale->label_columns, label);
    for (int c = 0; c < scale->columns; c++) {
        const enum glyph glyph = glyph_at(scale, effect, c);
        if (glyph == GLYPH_NONE) {
            blanks++;
            continue;
        }
        phil_text_printf(screen->text, "%*s", blanks, "");
        blanks = 0;
        phil_screen_paint(screen, glyph >= GLYPH_ONE ? PHIL_PAINT_FAINT : PHIL_PAINT_MARK);
        phil_text_add(screen->text, glyph_of(screen, glyph));
    }
    phil_screen_paint(screen, PHIL_PAINT_PLAIN);
    phil_text_add(screen->text, "\n");
}

void phil_screen_ratio_axis(struct phil_screen *screen, const struct phil_ratio_scale *scale)
{
    static const struct {
        double at;
        const char *label;
    } ticks[] = {{1, "1"},       {0.7, "0.7"}, {0.5, "0.5"},   {2, "2"},
                 {0.25, "0.25"}, {4, "4"},     {0.1, "0.1"},   {10, "10"},
                 {0.05, "0.05"}, {25, "25"},   {0.02, "0.02"}, {50, "50"}};
    char line[MOST_COLUMNS + 8];
    memset(line, ' ', sizeof line);
    int end = 0;
    for (size_t i = 0; i < sizeof ticks / sizeof *ticks; i++) {
        const int length = (int)strlen(ticks[i].label);
        int c = column_of(scale, ticks[i].at);
        if (c < 0 || c >= scale->columns)
            continue;
        c -= length / 2;
        c = c < 0 ? 0 : c + length > scale->columns ? scale->columns - length : c;
        bool free_room = true;
        for (int k = c > 0 ? c - 1 : 0; k <= c + length; k++)
            free_room &= line[k] == ' ';
        if (!free_room)
            continue;
        memcpy(line + c, ticks[i].label, (size_t)length);
        end = c + length > end ? c + length : end;
    }
    phil_screen_paint(screen, PHIL_PAINT_FAINT);
    phil_text_printf(screen->text, "%*s%.*s\n", scale->label_columns, "", end, line);
    phil_screen_paint(screen, PHIL_PAINT_PLAIN);
}
