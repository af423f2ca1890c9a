/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulation on a terminal: that it is a model comes first, then what was set and what that does
 * to the nerve, what happened, what of it a video could show, how far to trust it.
 */
#include "report/simulation_terminal.h"

#include "report/explain_terminal.h"

struct telling {
    struct phil_screen *screen;
    const struct phil_nerve_result *result;
    const struct phil_simulation_summary *summary;
};

static void say(const struct telling *told, enum phil_paint paint, const char *bullet,
                enum phil_simulation_paragraph what)
{
    struct phil_text t = {0};
    phil_simulation_say(&t, what, told->result, told->summary);
    phil_screen_flush(told->screen, paint, bullet, &t);
    phil_text_release(&t);
}

static void cause(struct phil_screen *screen, const struct phil_nerve_dose *dose)
{
    struct phil_text t = {0};
    phil_screen_lines(screen, PHIL_PAINT_STRONG, "- ", dose->cause->name);
    phil_simulation_say_dose_plainly(&t, dose);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_screen_lines(screen, PHIL_PAINT_PLAIN, "  ", dose->cause->mechanism);
    phil_text_printf(&t, "How well it is known that this makes a lip twitch: %s",
                     dose->cause->evidence);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_release(&t);
}

static void causes(const struct telling *told)
{
    const struct phil_nerve_settings *settings = &told->result->settings;
    phil_screen_heading(told->screen, "What was simulated");
    say(told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_SETTING);
    for (size_t i = 0; i < settings->n_doses; i++)
        cause(told->screen, &settings->doses[i]);
}

/* The same as the chart above, around the largest movement. */
static void closer(const struct telling *told)
{
    const double seconds = 0.6;
    double from_s;
    struct phil_nerve_result part;
    if (!phil_simulation_closer(told->result, told->summary, seconds, &from_s))
        return;
    if (phil_simulation_cut(&part, told->result, from_s, seconds)) {
        told->screen->text->failed = true;
        return;
    }
    const struct phil_simulation_summary summary = phil_simulation_summarise(&part);
    struct phil_text t = {0};
    phil_text_printf(&t, "Closer: %s s around the largest movement, from %s s on",
                     phil_short(seconds, 1).s, phil_fixed(from_s, 2).s);
    phil_text_add(told->screen->text, "\n");
    phil_screen_flush(told->screen, PHIL_PAINT_PLAIN, "", &t);
    phil_screen_simulation(told->screen, &part, &summary, true);
    phil_text_release(&t);
    phil_simulation_cut_release(&part);
}

enum phil_status phil_report_simulation_terminal(FILE *out, const struct phil_nerve_result *result,
                                                 const struct phil_terminal_style *style)
{
    struct phil_text text = {0};
    struct phil_screen screen = phil_screen_on(&text, style);
    const struct phil_simulation_summary summary = phil_simulation_summarise(result);
    const struct telling told = {&screen, result, &summary};
    say(&told, PHIL_PAINT_STRONG, "", PHIL_SIMULATION_TITLE);
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_NOT_YOU);
    causes(&told);
    phil_screen_heading(&screen, "What happened");
    say(&told, PHIL_PAINT_STRONG, "", PHIL_SIMULATION_EVENTS);
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_MOVEMENT);
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_SPIKES);
    phil_text_add(&text, "\n");
    phil_screen_simulation(&screen, result, &summary, false);
    closer(&told);
    phil_screen_heading(&screen, "What a video could show of it");
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_SHOWN);
    phil_screen_heading(&screen, "What a video cannot show");
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_HIDDEN);
    phil_screen_heading(&screen, "How far to trust it");
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_PATTERN);
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_LIMITS);
    const enum phil_status status = phil_text_send(&text, out);
    phil_text_release(&text);
    return status;
}
