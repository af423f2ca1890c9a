/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of a simulation on a page: muscles, events, values, settings. */
#include "report/simulation_html.h"

#include <math.h>

enum { MOST_EVENTS = 300, MOST_VALUES = 2000 };

static void add_cell(struct phil_text *page, const char *string)
{
    phil_text_add(page, "<td>");
    phil_text_add_html(page, string);
    phil_text_add(page, "</td>");
}

static void add_number(struct phil_text *page, struct phil_value value, int decimals)
{
    if (value.reason)
        phil_text_printf(page, "<td class=\"n miss\" title=\"%s\">-</td>", value.reason);
    else
        phil_text_printf(page, "<td class=\"n\">%s</td>", phil_fixed(value.value, decimals).s);
}

void phil_page_muscles(struct phil_text *page, const struct phil_simulation_summary *summary)
{
    phil_text_add(
        page, "<h3>Muscle by muscle</h3>\n<div class=\"wide\"><table><thead><tr>"
              "<th scope=\"col\">muscle</th><th scope=\"col\" class=\"n\">motor units</th>"
              "<th scope=\"col\" class=\"n\">lost</th><th scope=\"col\" class=\"n\">fired</th>"
              "<th scope=\"col\" class=\"n\">impulses</th><th scope=\"col\" class=\"n\">a second "
              "and unit</th><th scope=\"col\" class=\"n\">variation of intervals</th>"
              "<th scope=\"col\" class=\"n\">force, mN</th></tr></thead><tbody>\n");
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        const struct phil_pool_summary *pool = &summary->pool[m];
        struct phil_value force = pool->force_n;
        force.value *= 1000;
        phil_text_printf(page,
                         "<tr><th scope=\"row\">%s</th><td class=\"n\">%zu</td><td class=\"n\">%zu"
                         "</td><td class=\"n\">%zu</td><td class=\"n\">%zu</td>",
                         phil_nerve_muscle_plain_name((enum phil_nerve_muscle)m), pool->units,
                         pool->lost, pool->active, pool->spikes);
        add_number(page, pool->rate_hz, 2);
        add_number(page, pool->interval_cv, 2);
        add_number(page, force, 1);
        phil_text_add(page, "</tr>\n");
    }
    phil_text_add(page, "</tbody></table></div>\n"
                        "<p class=\"small\">Variation: standard deviation of the intervals over "
                        "their mean, averaged over units with ten intervals or more.</p>\n");
}

static void add_event(struct phil_text *page, const struct phil_nerve_event *event)
{
    const bool side = (unsigned)event->side <= PHIL_SIDE_MIDDLE;
    const char *muscle = phil_nerve_muscle_plain_name(event->muscle);
    phil_text_printf(page, "<tr><td class=\"n\">%s</td><td class=\"n\">%s</td>",
                     phil_fixed(event->onset_s, 3).s,
                     phil_fixed(1000 * (event->offset_s - event->onset_s), 0).s);
    add_cell(page, event->kind);
    add_cell(page, side ? phil_side_name(event->side) : "-");
    add_cell(page, muscle ? muscle : "several");
    add_cell(page, phil_nerve_node_name(event->node) ? phil_node_in_words(event->node) : "-");
    phil_text_printf(page, "<td class=\"n\">%s</td></tr>\n",
                     isfinite(event->amplitude_mm) ? phil_mm(event->amplitude_mm).s : "-");
}

void phil_page_events(struct phil_text *page, const struct phil_nerve_result *result)
{
    const size_t n = result->n_events < MOST_EVENTS ? result->n_events : MOST_EVENTS;
    if (n == 0)
        return;
    phil_text_printf(page, "<details><summary>Every event (%zu)</summary>\n", result->n_events);
    if (n < result->n_events)
        phil_text_printf(page, "<p class=\"small\">The first %zu; the JSON document has all.</p>\n",
                         n);
    phil_text_add(page, "<div class=\"wide\"><table><thead><tr><th scope=\"col\" class=\"n\">at, s"
                        "</th><th scope=\"col\" class=\"n\">lasts, ms</th><th scope=\"col\">what"
                        "</th><th scope=\"col\">side</th><th scope=\"col\">muscle</th>"
                        "<th scope=\"col\">moved most</th><th scope=\"col\" class=\"n\">mm</th>"
                        "</tr></thead><tbody>\n");
    for (size_t i = 0; i < n; i++)
        add_event(page, &result->events[i]);
    phil_text_add(page, "</tbody></table></div></details>\n");
}

static void add_value(struct phil_text *page, const struct phil_nerve_value *v)
{
    const char *mark = phil_nerve_mark_name(v->mark);
    phil_text_add(page, "<tr><th scope=\"row\"><code>");
    phil_text_add_html(page, v->name);
    phil_text_printf(page, "</code></th><td class=\"n\">%s</td>", phil_four_digits(v->value).s);
    add_cell(page, v->unit);
    add_cell(page, mark ? mark : "-");
    add_cell(page, v->source);
    phil_text_add(page, "</tr>\n");
}

void phil_page_values(struct phil_text *page, const struct phil_nerve_result *result)
{
    const size_t n = result->n_values < MOST_VALUES ? result->n_values : MOST_VALUES;
    struct phil_text settings = {0};
    phil_simulation_settings_json(&settings, &result->settings);
    phil_text_printf(page, "<details><summary>Every value that was used (%zu)</summary>\n",
                     result->n_values);
    phil_text_add(page, "<div class=\"wide\"><table><thead><tr><th scope=\"col\">name</th>"
                        "<th scope=\"col\" class=\"n\">value</th><th scope=\"col\">unit</th>"
                        "<th scope=\"col\">mark</th><th scope=\"col\">source</th></tr></thead>"
                        "<tbody>\n");
    for (size_t i = 0; i < n; i++)
        add_value(page, &result->values[i]);
    phil_text_add(page, "</tbody></table></div></details>\n"
                        "<details><summary>The settings, to run it again</summary><p><code>");
    phil_text_add_html(page, phil_text_string(&settings));
    phil_text_printf(page, "</code></p><p class=\"small\">philtrum %s</p></details>\n",
                     phil_version());
    page->failed |= settings.failed;
    phil_text_release(&settings);
}
