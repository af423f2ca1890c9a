/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulation on a terminal: that most twitches are harmless comes before anything else; then what
 * was set and how common that is, what happened, what of it a video could show, how far to trust
 * it, whom to see. In short it fits on two screens.
 */
#include "report/simulation_terminal.h"

#include "report/explain_terminal.h"

struct telling {
    struct phil_screen *screen;
    const struct phil_simulation_view *view;
    const struct phil_simulation_summary *summary;
};

static void say(const struct telling *told, enum phil_paint paint, const char *bullet,
                enum phil_simulation_paragraph what)
{
    struct phil_text t = {0};
    phil_simulation_say(&t, what, told->view, told->summary);
    phil_screen_flush(told->screen, paint, bullet, &t);
    phil_text_release(&t);
}

static void cause(const struct telling *told, const struct phil_nerve_dose *dose)
{
    struct phil_screen *screen = told->screen;
    struct phil_text t = {0};
    if (told->view->result->settings.n_doses > 1) /* one alone stands in the heading */
        phil_screen_lines(screen, PHIL_PAINT_STRONG, "- ", dose->cause->name);
    phil_simulation_say_common(&t, told->view, dose->cause);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_printf(&t, "How well it is known that this makes a lip twitch: %s",
                     dose->cause->evidence);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_printf(&t, "In the model: %s", dose->cause->mechanism);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_add(&t, "An example: ");
    phil_simulation_say_dose_plainly(&t, dose, told->view->full);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_release(&t);
}

static void causes(const struct telling *told)
{
    const struct phil_nerve_settings *settings = &told->view->result->settings;
    struct phil_text title = {0};
    phil_simulation_say(&title, PHIL_SIMULATION_TITLE, told->view, told->summary);
    phil_screen_heading(told->screen, phil_text_string(&title));
    told->screen->text->failed |= title.failed;
    phil_text_release(&title);
    for (size_t i = 0; i < settings->n_doses; i++)
        cause(told, &settings->doses[i]);
    if (told->view->full || settings->n_doses == 0)
        say(told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_SETTING);
}

/* The same as the chart above, around the largest movement. */
static void closer(const struct telling *told)
{
    const double seconds = 0.6;
    double from_s;
    struct phil_nerve_result part;
    if (!phil_simulation_closer(told->view->result, told->summary, seconds, &from_s))
        return;
    if (phil_simulation_cut(&part, told->view->result, from_s, seconds)) {
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

static void whom(const struct telling *told)
{
    struct phil_text t = {0};
    bool any = false;
    for (size_t i = 0; phil_simulation_say_whom(&t, told->view, i); i++) {
        if (!any)
            phil_screen_heading(told->screen, "When to see whom");
        any = true;
        phil_screen_flush(told->screen, PHIL_PAINT_PLAIN, "- ", &t);
    }
    phil_text_release(&t);
}

static void happened(const struct telling *told)
{
    phil_screen_heading(told->screen, "What happened");
    say(told, PHIL_PAINT_STRONG, "", PHIL_SIMULATION_EVENTS);
    say(told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_MOVEMENT);
    if (told->view->full)
        say(told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_SPIKES);
    phil_text_add(told->screen->text, "\n");
    phil_screen_simulation(told->screen, told->view->result, told->summary, false);
    if (told->view->full)
        closer(told);
}

enum phil_status phil_report_simulation_terminal(FILE *out, const struct phil_simulation_view *view,
                                                 const struct phil_terminal_style *style)
{
    struct phil_text text = {0};
    struct phil_screen screen = phil_screen_on(&text, style);
    const struct phil_simulation_summary summary = phil_simulation_summarise(view->result);
    const struct telling told = {&screen, view, &summary};
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_NOT_YOU);
    causes(&told);
    happened(&told);
    phil_screen_heading(&screen, "What a video could show of it");
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_SHOWN);
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_HIDDEN);
    phil_screen_heading(&screen, "How far to trust it");
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_PATTERN);
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_LIMITS);
    whom(&told);
    phil_text_add(&text, "\n");
    say(&told, PHIL_PAINT_PLAIN, "", PHIL_SIMULATION_NEXT);
    if (!view->full)
        phil_screen_lines(&screen, PHIL_PAINT_PLAIN, "", phil_sentence(PHIL_SENTENCE_MORE));
    const enum phil_status status = phil_text_send(&text, out);
    phil_text_release(&text);
    return status;
}
