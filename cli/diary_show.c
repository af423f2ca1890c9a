/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A day is what the clock on the wall said when the entry was made, so a day of someone who flies
 * west has more than 24 hours and the days stay in order all the same. The caffeine of a day is
 * drawn by the clock of its first entry.
 */
#include "diary_show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diary_recordings.h"
#include "screen.h"

enum {
    DAY_S = 86400,
    ZONES_S = 14 * 3600, /* no clock on the wall is further from UTC */
    /* Caffeine from further back is gone: ten half-lives of 16 h, the slowest there are. */
    CARRY_S = 7 * DAY_S,
    SLOTS = 48,      /* half hours of a day */
    WIDE_ENOUGH = 60 /* columns that a picture of them needs */
};

/* Less is not worth a picture, mg: a cup of decaffeinated coffee. */
static const double WORTH_DRAWING_MG = 5;

struct row {
    struct phil_moment at;
    const struct phil_entry *entry;          /* or */
    const struct phil_saved_analysis *saved; /* a recording */
};

struct view {
    FILE *out;
    const struct phil_known *known;
    const struct phil_diary_days *days;
    const struct phil_terminal_style *style;
    struct phil_entry *entries; /* with those before that caffeine is left of */
    struct phil_saved_analysis *saved;
    struct row *rows; /* of the days, in order */
    size_t n_entries, n_saved, n_rows;
    double half_life_h, top_mg; /* the top of every picture */
};

static bool is_shown(const struct phil_diary_days *days, int64_t day)
{
    return day >= days->from && day <= days->to;
}

static bool is_wanted(const struct phil_diary_days *days, const struct phil_entry *entry)
{
    return is_shown(days, phil_moment_day(&entry->at)) &&
           (days->kind < 0 || (int)entry->kind == days->kind);
}

static enum phil_status read_span(struct phil_store *store, const struct phil_diary_days *days,
                                  int64_t before_s, struct phil_entry **entries, size_t *n)
{
    return phil_store_entries(store, days->from * DAY_S - ZONES_S - before_s,
                              (days->to + 1) * DAY_S + ZONES_S, entries, n);
}

enum phil_status phil_diary_entries(struct phil_store *store, const struct phil_diary_days *days,
                                    struct phil_entry **entries, size_t *n)
{
    size_t all = 0;
    const enum phil_status status = read_span(store, days, 0, entries, &all);
    *n = 0;
    for (size_t i = 0; status == PHIL_OK && i < all; i++) {
        const struct phil_entry *entry = &(*entries)[i];
        if (is_wanted(days, entry))
            (*entries)[(*n)++] = *entry;
    }
    return status;
}

static int by_day_and_time(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    const int64_t day_x = phil_moment_day(&x->at), day_y = phil_moment_day(&y->at);
    if (day_x != day_y)
        return day_x < day_y ? -1 : 1;
    if (x->at.utc_s != y->at.utc_s)
        return x->at.utc_s < y->at.utc_s ? -1 : 1;
    const int64_t id_x = x->entry ? x->entry->id : 0, id_y = y->entry ? y->entry->id : 0;
    return id_x < id_y ? -1 : id_x > id_y;
}

static enum phil_status make_rows(struct view *view)
{
    view->rows = calloc(view->n_entries + view->n_saved + 1, sizeof *view->rows);
    if (!view->rows)
        return PHIL_EMEM;
    for (size_t i = 0; i < view->n_entries; i++)
        if (is_wanted(view->days, &view->entries[i]))
            view->rows[view->n_rows++] =
                (struct row){.at = view->entries[i].at, .entry = &view->entries[i]};
    for (size_t i = 0; i < view->n_saved && view->days->kind < 0; i++) {
        const struct phil_saved_analysis *saved = &view->saved[i];
        const struct phil_moment at = phil_recording_moment(saved);
        if (is_shown(view->days, phil_moment_day(&at)))
            view->rows[view->n_rows++] = (struct row){.at = at, .saved = saved};
    }
    qsort(view->rows, view->n_rows, sizeof *view->rows, by_day_and_time);
    return PHIL_OK;
}

/* --- one day ---------------------------------------------------------------------------------- */

struct totals {
    double caffeine_mg, alcohol_g, sleep_h, twitches;
};

/* Of the day that begins with this row. */
static struct totals total_day(const struct view *view, size_t first)
{
    const int64_t day = phil_moment_day(&view->rows[first].at);
    struct totals t = {0};
    for (size_t i = first; i < view->n_rows && phil_moment_day(&view->rows[i].at) == day; i++) {
        const struct phil_entry *entry = view->rows[i].entry;
        if (!entry)
            continue;
        t.caffeine_mg += entry->caffeine_mg;
        t.alcohol_g += entry->alcohol_g;
        t.sleep_h += entry->kind == PHIL_ENTRY_SLEEP ? entry->amount : 0;
        t.twitches += entry->kind == PHIL_ENTRY_TWITCH ? entry->amount : 0;
    }
    return t;
}

static void add_part(char *text, size_t size, const char *format, double value)
{
    char part[64];
    if (!(value > 0))
        return;
    snprintf(part, sizeof part, format, value);
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "", part);
}

static void print_heading(const struct view *view, size_t first)
{
    char date[64], parts[256] = "";
    const struct totals t = total_day(view, first);
    phil_screen_weekday(date, sizeof date, phil_moment_day(&view->rows[first].at),
                        phil_moment_day(&view->known->now));
    fprintf(view->out, "%s%s%s\n", view->style->colour ? "\033[1m" : "", date,
            view->style->colour ? "\033[0m" : "");
    add_part(parts, sizeof parts, "caffeine about %.0f mg", t.caffeine_mg);
    add_part(parts, sizeof parts, "alcohol about %.0f g", t.alcohol_g);
    add_part(parts, sizeof parts, "slept %.3g h", t.sleep_h);
    add_part(parts, sizeof parts, t.twitches == 1 ? "%.0f twitch felt" : "%.0f twitches felt",
             t.twitches);
    if (*parts)
        phil_screen_print(view->out, view->style->columns, 2, "Together: %s", parts);
}

/* The first of the entries, which are in order of time, that is not before `utc_s`. */
static size_t find_entry(const struct view *view, int64_t utc_s)
{
    size_t lo = 0, hi = view->n_entries;
    while (lo < hi) {
        const size_t middle = lo + (hi - lo) / 2;
        if (view->entries[middle].at.utc_s < utc_s)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/* Of the entries that count alone: years of a diary are shown as fast as a week. */
static double level_at(const struct view *view, int64_t utc_s)
{
    const size_t from = find_entry(view, utc_s - CARRY_S), to = find_entry(view, utc_s + 1);
    return phil_caffeine_level(view->entries + from, to - from, utc_s, view->half_life_h);
}

static void print_entry(const struct view *view, const struct row *row)
{
    char lead[40], clock[16], what[256];
    const struct phil_entry *entry = row->entry;
    phil_screen_clock(clock, sizeof clock, &row->at);
    snprintf(lead, sizeof lead, "%6lld  %s  ", (long long)entry->id, clock);
    phil_entry_describe(entry, view->known->knowledge, what, sizeof what);
    phil_screen_item(view->out, view->style->columns, lead, what);
}

static void print_recording(const struct view *view, const struct row *row)
{
    char lead[40], clock[16], what[96], level[96] = "";
    const struct phil_saved_analysis *saved = row->saved;
    phil_screen_clock(clock, sizeof clock, &row->at);
    snprintf(lead, sizeof lead, "        %s  ", clock);
    phil_recording_describe(what, sizeof what, saved);
    if (saved->recorded_s == 0)
        snprintf(level, sizeof level,
                 " (when it was filmed is not known; this is when it was "
                 "saved)");
    else
        snprintf(level, sizeof level, "; caffeine in the body then: about %.0f mg",
                 level_at(view, saved->recorded_s));
    char *text = NULL;
    if (asprintf(&text, "Recording %s: %s%s", saved->name, what, level) < 0)
        text = NULL;
    phil_screen_item(view->out, view->style->columns, lead, text ? text : what);
    free(text);
}

/* --- caffeine over the day -------------------------------------------------------------------- */

/* The level in the middle of each half hour; NaN after now. Returns the highest. */
static double day_curve(const struct view *view, const struct phil_moment *at, double level[SLOTS])
{
    const int64_t start_s = phil_moment_day(at) * DAY_S - at->offset_s;
    double most = 0;
    for (int i = 0; i < SLOTS; i++) {
        const int64_t utc_s = start_s + (2 * i + 1) * DAY_S / (2 * SLOTS);
        level[i] = utc_s <= view->known->now.utc_s ? level_at(view, utc_s) : NAN;
        most = level[i] > most ? level[i] : most;
    }
    return most;
}

static void draw_curve(const struct view *view, const struct phil_moment *at)
{
    static const char *const eighths[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double level[SLOTS];
    const double most = day_curve(view, at, level);
    if (!view->style->unicode || view->style->columns < WIDE_ENOUGH || most < WORTH_DRAWING_MG)
        return;
    fprintf(view->out, "  Caffeine in the body (█ is %.0f mg, highest about %.0f mg):\n    ",
            view->top_mg, most);
    for (int i = 0; i < SLOTS; i++) {
        /* Something is never drawn as nothing. */
        const double share = level[i] / view->top_mg;
        fputs(isnan(share) ? " " : eighths[share < 0.01 ? 0 : 1 + (int)(share * 7.499)], view->out);
    }
    fputs("\n    0h          6h          12h         18h       24h\n", view->out);
}

/* One scale for all days, so that they can be compared. */
static void find_top(struct view *view)
{
    double level[SLOTS];
    int64_t day = INT64_MIN;
    for (size_t i = 0; i < view->n_rows; i++) {
        if (phil_moment_day(&view->rows[i].at) == day)
            continue;
        day = phil_moment_day(&view->rows[i].at);
        view->top_mg = fmax(view->top_mg, day_curve(view, &view->rows[i].at, level));
    }
}

static void print_days(const struct view *view)
{
    for (size_t i = 0; i < view->n_rows;) {
        const struct row *first = &view->rows[i];
        const int64_t day = phil_moment_day(&first->at);
        fputc('\n', view->out);
        print_heading(view, i);
        for (; i < view->n_rows && phil_moment_day(&view->rows[i].at) == day; i++) {
            const struct row *row = &view->rows[i];
            if (row->saved)
                print_recording(view, row);
            else
                print_entry(view, row);
        }
        if (view->days->kind < 0)
            draw_curve(view, &first->at);
    }
}

static double half_life_of(const struct phil_answers *answers)
{
    const struct phil_metabolism metabolism = phil_metabolism_of(answers);
    return phil_caffeine_half_life(&metabolism).value;
}

static void print_view(struct view *view)
{
    char from[64], to[64];
    phil_screen_date(from, sizeof from, view->days->from);
    phil_screen_date(to, sizeof to, view->days->to);
    if (view->days->from == view->days->to)
        fprintf(view->out, "Your diary, %s\n", from);
    else
        fprintf(view->out, "Your diary, %s to %s\n", from, to);
    if (view->n_rows == 0)
        phil_screen_print(view->out, view->style->columns, 0,
                          "\nNothing was written down on these days. `philtrum log --help' shows "
                          "how to; --days N looks further back.");
    find_top(view);
    print_days(view);
}

enum phil_status phil_diary_show(FILE *out, struct phil_store *store,
                                 const struct phil_known *known, const struct phil_diary_days *days,
                                 const struct phil_terminal_style *style)
{
    struct view view = {.out = out, .known = known, .days = days, .style = style};
    view.half_life_h = half_life_of(known->answers);
    enum phil_status status = read_span(store, days, CARRY_S, &view.entries, &view.n_entries);
    if (status == PHIL_OK)
        status =
            phil_store_analyses(store, days->from * DAY_S - ZONES_S, &view.saved, &view.n_saved);
    if (status == PHIL_OK)
        status = make_rows(&view);
    if (status == PHIL_OK)
        print_view(&view);
    free(view.rows);
    free(view.entries);
    phil_saved_analyses_free(view.saved, view.n_saved);
    return status;
}
