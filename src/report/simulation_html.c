/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page of a simulation: that it is a model comes first; then what was set and what that does
 * to the nerve, what happened, a picture of it over time, what a video could show, how far to
 * trust it, and every number. One file without scripts and without anything to fetch.
 */
#include "report/simulation_html.h"

#include <math.h>

/* Colours of origins are those of Okabe and Ito, darkened for contrast on paper; heights differ
 * too, for grey print. */
void phil_page_simulation_style(struct phil_text *page)
{
    phil_text_add(
        page,
        ":root{--soma:#566168;--root:#c2410c;--far:#0069a8;--back:#8e3b7b}\n"
        "@media(prefers-color-scheme:dark){:root{--soma:#a7b1b6;--root:#ff9a5c;--far:#6cc3ff;"
        "--back:#e6a3d3}}\n"
        ".sim .row.tall{height:88px}.sim .still{height:1.6em}.sim .still b{color:var(--soft)}\n"
        ".part{font:650 .8rem/1.4 system-ui,sans-serif;padding:.9em 0 .2em;"
        "border-bottom:1px solid var(--line);position:sticky;left:0}\n"
        ".sp{fill:none}.soma{stroke:var(--soma);stroke-width:.45}"
        ".root{stroke:var(--root);stroke-width:1}.far{stroke:var(--far);stroke-width:.8}"
        ".back{stroke:var(--back);stroke-width:.25}\n"
        ".side-ways{stroke-dasharray:3 2;stroke-opacity:.75}\n"
        ".key.o1{background:var(--soma);height:.35em}.key.o2{background:var(--root)}"
        ".key.o3{background:var(--far);height:.65em}.key.o4{background:var(--back);height:.15em}\n"
        ".mm{fill:var(--ink);font:600 12px system-ui,sans-serif;paint-order:stroke;"
        "stroke:var(--paper);stroke-width:3.5px;stroke-opacity:.9}\n"
        ".map .spot{fill-opacity:.3}.map .arrow{stroke:var(--ink);stroke-width:2}"
        ".map .halo{stroke:var(--paper);stroke-width:4.5}\n"
        "summary{cursor:pointer;margin:.6em 0}.dose{font-weight:600}\n"
        "@media print{:root{--soma:#888;--root:#000;--far:#555;--back:#000}"
        ".plot.sim{break-inside:auto}.sim .row.tall{height:60px}.part{break-after:avoid}"
        "details:not([open])>*:not(summary){display:none}}\n");
}

struct telling {
    struct phil_text *page;
    const struct phil_simulation_view *view;
    const struct phil_simulation_summary *summary;
};

static void say(const struct telling *told, const char *class_name,
                enum phil_simulation_paragraph what)
{
    struct phil_text t = {0};
    phil_simulation_say(&t, what, told->view, told->summary);
    phil_page_paragraph(told->page, class_name, phil_text_string(&t));
    told->page->failed |= t.failed;
    phil_text_release(&t);
}

/* "<h3>name</h3>", foreign. */
static void heading(struct phil_text *page, const char *name)
{
    phil_text_add(page, "<h3>");
    phil_text_add_html(page, name);
    phil_text_add(page, "</h3>\n");
}

static void labelled(struct phil_text *page, const char *label, const char *string)
{
    if (!string)
        return;
    phil_text_printf(page, "<p><b>%s</b> ", label);
    phil_text_add_html(page, string);
    phil_text_add(page, "</p>\n");
}

static void parameters(struct phil_text *page, const struct phil_nerve_dose *dose)
{
    phil_text_add(page, "<details><summary>What was set</summary><div "
                        "class=\"wide\"><table><thead><tr><th scope=\"col\">quantity</th>"
                        "<th scope=\"col\" class=\"n\">here</th><th scope=\"col\">possible</th>"
                        "<th scope=\"col\">what it is</th><th scope=\"col\">known</th></tr></thead>"
                        "<tbody>\n");
    for (size_t k = 0; k < dose->cause->n_parameters; k++) {
        const struct phil_nerve_parameter *p = &dose->cause->parameters[k];
        const char *mark = phil_nerve_mark_name(p->mark);
        phil_text_add(page, "<tr><th scope=\"row\">");
        phil_text_add_html(page, p->name);
        phil_text_printf(page, "</th><td class=\"n\">%s ", phil_four_digits(dose->value[k]).s);
        phil_text_add_html(page, p->unit);
        phil_text_printf(page, "</td><td>%s to %s</td><td>", phil_four_digits(p->lo).s,
                         phil_four_digits(p->hi).s);
        phil_text_add_html(page, p->text);
        phil_text_printf(page, "</td><td>%s: ", mark ? mark : "-");
        phil_text_add_html(page, p->source);
        phil_text_add(page, "</td></tr>\n");
    }
    phil_text_add(page, "</tbody></table></div></details>\n");
}

static void example(struct phil_text *page, const struct phil_nerve_dose *dose)
{
    struct phil_text t = {0};
    phil_simulation_say_dose_plainly(&t, dose, false);
    labelled(page, "An example:", t.length ? phil_text_string(&t) : NULL);
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void common(const struct telling *told, const struct phil_nerve_cause *cause)
{
    struct phil_text t = {0};
    phil_simulation_say_common(&t, told->view, cause);
    labelled(told->page, "How common it is:", t.length ? phil_text_string(&t) : NULL);
    told->page->failed |= t.failed;
    phil_text_release(&t);
}

static void pattern(struct phil_text *page, const struct phil_nerve_cause *cause)
{
    struct phil_text t = {0};
    if (cause->generator)
        phil_text_printf(&t, "%s.", cause->generator);
    labelled(page, "What of it is a statistical pattern:", t.length ? phil_text_string(&t) : NULL);
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void causes(const struct telling *told)
{
    const struct phil_nerve_settings *settings = &told->view->result->settings;
    phil_text_add(told->page, "<section>\n<h2>What was simulated</h2>\n");
    say(told, NULL, PHIL_SIMULATION_SETTING);
    for (size_t i = 0; i < settings->n_doses; i++) {
        const struct phil_nerve_cause *cause = settings->doses[i].cause;
        heading(told->page, cause->name);
        common(told, cause);
        labelled(told->page, "What it does to the nerve:", cause->mechanism);
        labelled(told->page, "How well it is known that this makes a lip twitch:", cause->evidence);
        pattern(told->page, cause);
        example(told->page, &settings->doses[i]);
        parameters(told->page, &settings->doses[i]);
    }
    phil_text_add(told->page, "</section>\n");
}

static void tile(struct phil_text *page, const char *name, const char *value, const char *more)
{
    phil_text_printf(page, "<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>\n", name, value,
                     more);
}

static void tiles(const struct telling *told)
{
    const struct phil_simulation_summary *s = told->summary;
    struct phil_text events = {0}, fired = {0}, moved = {0};
    size_t n = 0;
    for (size_t k = 0; k < s->n_kinds; k++)
        n += phil_event_is_ordinary(s->kind[k].kind) ? 0 : s->kind[k].n;
    phil_text_printf(&events, "%zu", n);
    phil_text_printf(&fired, "of %zu", s->all.units);
    phil_text_add(told->page, "<dl class=\"tiles\">\n");
    tile(told->page, "events", phil_text_string(&events), "blinks and acts not counted");
    if (s->lip < PHIL_N_NODES) {
        phil_text_printf(&moved, "%s mm", phil_mm(s->node[s->lip].mm.value).s);
        tile(told->page, "largest movement", phil_text_string(&moved), phil_node_in_words(s->lip));
    }
    phil_text_clear(&events);
    phil_text_printf(&events, "%zu", s->all.active);
    tile(told->page, "motor units that fired", phil_text_string(&events), phil_text_string(&fired));
    tile(told->page, "simulated", phil_seconds(told->view->result->settings.seconds).s, "");
    phil_text_add(told->page, "</dl>\n");
    told->page->failed |= events.failed || fired.failed || moved.failed;
    phil_text_release(&events);
    phil_text_release(&fired);
    phil_text_release(&moved);
}

static void happened(const struct telling *told)
{
    phil_text_add(told->page, "<section>\n<h2>What happened</h2>\n");
    tiles(told);
    say(told, NULL, PHIL_SIMULATION_EVENTS);
    say(told, NULL, PHIL_SIMULATION_MOVEMENT);
    say(told, NULL, PHIL_SIMULATION_SPIKES);
    phil_page_simulation_face(told->page, told->summary);
    phil_text_add(told->page, "</section>\n<section>\n");
    phil_page_simulation_time(told->page, told->view->result, told->summary);
    phil_text_add(told->page, "</section>\n");
}

static void rest(const struct telling *told)
{
    struct phil_text *page = told->page;
    phil_text_add(page, "<section>\n<h2>What a video could show of it</h2>\n");
    say(told, NULL, PHIL_SIMULATION_SHOWN);
    say(told, NULL, PHIL_SIMULATION_HIDDEN);
    phil_text_add(page, "<h2>How far to trust it</h2>\n");
    say(told, NULL, PHIL_SIMULATION_PATTERN);
    say(told, NULL, PHIL_SIMULATION_LIMITS);
    phil_text_add(page, "</section>\n");
}

static void numbers(const struct telling *told)
{
    struct phil_text *page = told->page;
    phil_text_add(page, "<section>\n<h2>In numbers</h2>\n");
    phil_page_muscles(page, told->summary);
    phil_page_events(page, told->view->result);
    phil_page_values(page, told->view->result);
    phil_text_add(page, "</section>\n");
}

/* Whom to see stands before any number. */
static void whom(const struct telling *told)
{
    struct phil_text t = {0};
    bool any = false;
    for (size_t i = 0; phil_simulation_say_whom(&t, told->view, i); i++) {
        if (!any)
            phil_text_add(told->page, "<section>\n<h2>When to see whom</h2>\n<ul>\n");
        any = true;
        if (t.length) {
            phil_text_add(told->page, "<li>");
            phil_text_add_html(told->page, phil_text_string(&t));
            phil_text_add(told->page, "</li>\n");
        }
        told->page->failed |= t.failed;
        phil_text_clear(&t);
    }
    phil_text_add(told->page, any ? "</ul>\n" : "");
    if (any) {
        say(told, NULL, PHIL_SIMULATION_NEXT);
        phil_text_add(told->page, "</section>\n");
    }
    phil_text_release(&t);
}

enum phil_status phil_report_simulation_html(FILE *out, const struct phil_simulation_view *view)
{
    struct phil_text page = {0}, title = {0};
    const struct phil_simulation_summary summary = phil_simulation_summarise(view->result);
    struct phil_simulation_view whole = *view;
    const struct telling told = {&page, &whole, &summary};
    whole.full = true;
    phil_simulation_say(&title, PHIL_SIMULATION_TITLE, view, &summary);
    phil_page_begin(&page, "", phil_text_string(&title));
    phil_page_style(&page);
    phil_page_simulation_style(&page);
    phil_page_body(&page);
    phil_text_add(&page, "<h1>");
    phil_text_add_html(&page, phil_text_string(&title));
    phil_text_add(&page, "</h1>\n");
    say(&told, "note", PHIL_SIMULATION_NOT_YOU);
    causes(&told);
    happened(&told);
    rest(&told);
    whom(&told);
    numbers(&told);
    phil_page_end(&page);
    page.failed |= title.failed;
    phil_text_release(&title);
    const enum phil_status status = phil_text_send(&page, out);
    phil_text_release(&page);
    return status;
}
