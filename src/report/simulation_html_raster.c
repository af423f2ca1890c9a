/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The impulses of one muscle as SVG: time to the right, small motor units below, large ones above.
 *
 * The picture has a grid of cells, so that its size has a bound however long the run is. A cell
 * shows the rarest of what fell into it. Where an impulse began is told by colour, by the height of
 * its mark, so that grey paper tells it too (a stimulus is a hairline), and by the numbers at the
 * right.
 */
#include "report/simulation_html.h"

#include <math.h>
#include <string.h>

enum { COLUMNS = 800, MOST_ROWS = 24, FEWEST_ROWS = 4 };

/* Classes of marks, rarest last. */
static const struct {
    const char *class_name;
    uint32_t origins;
} marks[] = {
    {"sp soma", 1u << PHIL_NERVE_ORIGIN_SOMA},
    {"sp root", 1u << PHIL_NERVE_ORIGIN_ROOT},
    {"sp far", 1u << PHIL_NERVE_ORIGIN_TERMINAL},
    {"sp back", 1u << PHIL_NERVE_ORIGIN_STIMULUS | 1u << PHIL_NERVE_ORIGIN_REFLECTED},
};
enum { N_MARKS = sizeof marks / sizeof *marks };

struct grid {
    uint8_t cell[MOST_ROWS][COLUMNS]; /* 0: nothing, else 1 + mark */
    int rows;
};

static uint8_t mark_of(enum phil_nerve_origin origin)
{
    for (int k = 0; k < N_MARKS; k++)
        if ((unsigned)origin < 32 && marks[k].origins >> origin & 1)
            return (uint8_t)(1 + k);
    return N_MARKS;
}

static void lay(struct grid *grid, const struct phil_nerve_result *r, int muscle)
{
    const size_t first = r->first_unit[muscle], n = r->first_unit[muscle + 1] - first;
    size_t begin, end;
    memset(grid, 0, sizeof *grid);
    grid->rows = n > MOST_ROWS ? MOST_ROWS : n < FEWEST_ROWS ? FEWEST_ROWS : (int)n;
    for (size_t k = 0; k < n; k++) {
        const size_t row = n < FEWEST_ROWS ? k : k * (size_t)grid->rows / n;
        uint8_t *cell = grid->cell[grid->rows - 1 - (int)row];
        phil_unit_spikes(r, first + k, &begin, &end);
        for (size_t i = begin; i < end; i++) {
            const double at = floor(r->spikes[i].end_plate_s / r->settings.seconds * COLUMNS);
            if (!(at >= 0 && at < COLUMNS))
                continue;
            const uint8_t mark = mark_of(r->spikes[i].origin);
            if (mark > cell[(int)at])
                cell[(int)at] = mark;
        }
    }
}

/* Neighbours with the same mark become one stroke; a lone one is drawn a little wider than it is,
 * so that a phone shows it. */
static void draw_mark(struct phil_text *page, const struct grid *grid, int mark)
{
    const double width = (double)PHIL_TIME_WIDTH / COLUMNS, least = 2;
    bool any = false;
    for (int row = 0; row < grid->rows; row++)
        for (int c = 0; c < COLUMNS; c++) {
            if (grid->cell[row][c] != 1 + mark)
                continue;
            int end = c + 1;
            while (end < COLUMNS && grid->cell[row][end] == 1 + mark)
                end++;
            if (!any)
                phil_text_printf(page, "<path class=\"%s\" d=\"", marks[mark].class_name);
            any = true;
            phil_text_printf(page, "M%s %d.5h%s", phil_short(c * width, 1).s, row,
                             phil_short(fmax((end - c) * width, least), 1).s);
            c = end - 1;
        }
    phil_text_add(page, any ? "\"/>\n" : "");
}

static void say_counts(struct phil_text *t, const struct phil_pool_summary *pool)
{
    const size_t outside = pool->spikes - pool->by_origin[PHIL_NERVE_ORIGIN_SOMA];
    phil_text_printf(t, "%zu", pool->spikes);
    if (outside)
        phil_text_printf(t, ", %zu from elsewhere", outside);
}

void phil_page_raster(struct phil_text *page, const struct phil_nerve_result *result,
                      const struct phil_simulation_summary *summary, int muscle)
{
    const struct phil_pool_summary *pool = &summary->pool[muscle];
    struct phil_text right = {0};
    struct grid grid;
    if (pool->units == 0)
        return;
    lay(&grid, result, muscle);
    say_counts(&right, pool);
    phil_page_time_row(page, grid.rows > 12 ? "row tall" : "row",
                       phil_muscle_for_row((enum phil_nerve_muscle)muscle),
                       phil_text_string(&right), grid.rows);
    for (int k = 0; k < N_MARKS; k++)
        draw_mark(page, &grid, k);
    phil_page_time_row_end(page);
    page->failed |= right.failed;
    phil_text_release(&right);
}
