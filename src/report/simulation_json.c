/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulation as one JSON document on one line (philtrum.simulation/1): settings, causes, what
 * each muscle did, events, values, units, spikes.
 *
 * Units and spikes are columns, and are written as they are gone through: an hour has millions of
 * spikes, which would take gigabytes as a tree. What depends on the machine (threads, the kernel
 * that ran, memory) is left out, so that the same settings give the same bytes everywhere.
 */
#include "report/simulation.h"

#include <math.h>
#include <stdlib.h>

#include "report/json_put.h"

/* Digits after the point. */
enum { TIME_DIGITS = 6, MM_DIGITS = 5, RATE_DIGITS = 4, FORCE_DIGITS = 6, UV_DIGITS = 3 };
enum { FLUSH_BYTES = 1 << 16 };

static const char unknown_size[] = "how far it moved skin is not known";
static const char several_muscles[] = "several muscles";
static const char nothing_moved[] = "nothing moved measurably";

/* ---- the parts that are small ---- */

static void put_name(struct phil_json_writer *w, json_t *o, const char *key, const char *name,
                     const char *reason)
{
    if (name)
        phil_put_string(w, o, key, name);
    else
        phil_put_null(w, o, key, reason);
}

static json_t *parameter_json(struct phil_json_writer *w, const struct phil_nerve_parameter *p,
                              double value)
{
    json_t *o = json_object();
    phil_put_string(w, o, "name", p->name);
    phil_put_real(w, o, "value", value, 9, NULL);
    phil_put_string(w, o, "unit", p->unit);
    phil_put_string(w, o, "text", p->text);
    phil_put_real(w, o, "lo", p->lo, 9, NULL);
    phil_put_real(w, o, "hi", p->hi, 9, NULL);
    put_name(w, o, "mark", phil_nerve_mark_name(p->mark), NULL);
    phil_put_string(w, o, "source", p->source);
    return o;
}

static json_t *cause_json(struct phil_json_writer *w, const struct phil_nerve_dose *dose)
{
    const struct phil_nerve_cause *cause = dose->cause;
    json_t *o = json_object(), *parameters = json_array();
    phil_put_string(w, o, "id", cause->id);
    phil_put_string(w, o, "name", cause->name);
    phil_put_bool(w, o, "one_sided", cause->one_sided);
    phil_put_string(w, o, "mechanism", cause->mechanism);
    phil_put_string(w, o, "evidence", cause->evidence);
    put_name(w, o, "generator", cause->generator, "no part of it is a statistical pattern");
    for (size_t k = 0; k < cause->n_parameters; k++)
        phil_append(w, parameters, parameter_json(w, &cause->parameters[k], dose->value[k]));
    phil_put(w, o, "parameters", parameters);
    return o;
}

static json_t *muscle_json(struct phil_json_writer *w, const struct phil_nerve_result *r,
                           const struct phil_simulation_summary *s, int m)
{
    const struct phil_pool_summary *pool = &s->pool[m];
    json_t *o = json_object(), *origins = json_object();
    phil_put_string(w, o, "name", phil_nerve_muscle_name((enum phil_nerve_muscle)m));
    phil_put_int(w, o, "first_unit", r->first_unit[m]);
    phil_put_int(w, o, "units", (int64_t)pool->units);
    phil_put_int(w, o, "lost", (int64_t)pool->lost);
    phil_put_int(w, o, "affected", (int64_t)pool->affected);
    phil_put_int(w, o, "active", (int64_t)pool->active);
    phil_put_int(w, o, "spikes", (int64_t)pool->spikes);
    for (int k = 0; k < PHIL_N_NERVE_ORIGINS; k++)
        phil_put_int(w, origins, phil_nerve_origin_name((enum phil_nerve_origin)k),
                     (int64_t)pool->by_origin[k]);
    phil_put(w, o, "spikes_by_origin", origins);
    phil_put_value(w, o, "rate_hz", pool->rate_hz, RATE_DIGITS);
    phil_put_value(w, o, "interval_cv", pool->interval_cv, RATE_DIGITS);
    phil_put_value(w, o, "force_peak_n", pool->force_n, FORCE_DIGITS);
    return o;
}

static json_t *node_json(struct phil_json_writer *w, const struct phil_simulation_summary *s, int k)
{
    const struct phil_node_summary *node = &s->node[k];
    const char *reason = node->mm.reason;
    json_t *o = json_object();
    phil_put_string(w, o, "name", phil_nerve_node_name((enum phil_nerve_node)k));
    phil_put_string(w, o, "region",
                    phil_region_name(phil_nerve_node_region((enum phil_nerve_node)k)));
    phil_put_value(w, o, "largest_mm", node->mm, MM_DIGITS);
    phil_put_real(w, o, "right_mm", reason ? NAN : node->right_mm, MM_DIGITS, reason);
    phil_put_real(w, o, "down_mm", reason ? NAN : node->down_mm, MM_DIGITS, reason);
    phil_put_real(w, o, "time_s", reason ? NAN : node->time_s, TIME_DIGITS, reason);
    return o;
}

static json_t *event_json(struct phil_json_writer *w, const struct phil_nerve_event *event)
{
    json_t *o = json_object();
    const bool side = (unsigned)event->side <= PHIL_SIDE_MIDDLE;
    phil_put_string(w, o, "kind", event->kind);
    phil_put_real(w, o, "onset_s", event->onset_s, TIME_DIGITS, NULL);
    phil_put_real(w, o, "offset_s", event->offset_s, TIME_DIGITS, NULL);
    put_name(w, o, "side", side ? phil_side_name(event->side) : NULL, NULL);
    put_name(w, o, "muscle", phil_nerve_muscle_name(event->muscle), several_muscles);
    put_name(w, o, "node", phil_nerve_node_name(event->node), nothing_moved);
    phil_put_real(w, o, "amplitude_mm", event->amplitude_mm, MM_DIGITS, unknown_size);
    return o;
}

/* Each value keeps ten digits, however small it is. */
static double ten_digits(double value)
{
    char text[40];
    if (!isfinite(value))
        return value;
    snprintf(text, sizeof text, "%.9e", value);
    return strtod(text, NULL); /* in the locale that wrote it */
}

static json_t *value_json(struct phil_json_writer *w, const struct phil_nerve_value *v)
{
    json_t *o = json_object();
    phil_put_string(w, o, "name", v->name);
    if (isfinite(v->value))
        phil_put(w, o, "value", json_real(ten_digits(v->value)));
    else
        phil_put_null(w, o, "value", "not a number");
    phil_put_string(w, o, "unit", v->unit);
    put_name(w, o, "mark", phil_nerve_mark_name(v->mark), NULL);
    phil_put_string(w, o, "source", v->source);
    return o;
}

static void put_lists(struct phil_json_writer *w, json_t *o, const struct phil_nerve_result *r,
                      const struct phil_simulation_summary *s)
{
    json_t *muscles = json_array(), *nodes = json_array(), *electrodes = json_object();
    json_t *events = json_array(), *values = json_array();
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        phil_append(w, muscles, muscle_json(w, r, s, m));
    for (int k = 0; k < PHIL_N_NODES; k++)
        phil_append(w, nodes, node_json(w, s, k));
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        phil_put_value(w, electrodes, phil_nerve_electrode_name((enum phil_nerve_electrode)e),
                       s->emg_uv[e], UV_DIGITS);
    for (size_t i = 0; i < r->n_events; i++)
        phil_append(w, events, event_json(w, &r->events[i]));
    for (size_t i = 0; i < r->n_values; i++)
        phil_append(w, values, value_json(w, &r->values[i]));
    phil_put(w, o, "muscles", muscles);
    phil_put(w, o, "nodes", nodes);
    phil_put(w, o, "emg_rms_uv", electrodes);
    phil_put(w, o, "events", events);
    phil_put(w, o, "values", values);
}

static json_t *small_json(struct phil_json_writer *w, const struct phil_nerve_result *r)
{
    const struct phil_simulation_summary s = phil_simulation_summarise(r);
    json_t *o = json_object(), *causes = json_array();
    for (size_t i = 0; i < r->settings.n_doses; i++)
        phil_append(w, causes, cause_json(w, &r->settings.doses[i]));
    phil_put(w, o, "causes", causes);
    phil_put_int(w, o, "emg_samples", (int64_t)r->n_emg);
    phil_put_real(w, o, "emg_rate_hz", r->emg_rate_hz, 9, NULL);
    phil_put_int(w, o, "movement_samples", (int64_t)r->n_movement);
    phil_put_real(w, o, "movement_rate_hz", r->movement_rate_hz, 9, NULL);
    phil_put_real(w, o, "unit_steps", r->unit_steps, 0, NULL);
    put_lists(w, o, r, &s);
    return o;
}

/* ---- the columns ---- */

struct stream {
    struct phil_text text;
    FILE *out;
    enum phil_status status;
};

static void pass_on(struct stream *s, size_t from_bytes)
{
    if (s->status != PHIL_OK || s->text.length < from_bytes)
        return;
    if (s->text.failed)
        s->status = PHIL_EMEM;
    else if (fwrite(s->text.data, 1, s->text.length, s->out) != s->text.length)
        s->status = PHIL_EIO;
    phil_text_clear(&s->text);
}

/* The next item of a column. */
static void add_item(struct stream *s, size_t i, double value, int decimals)
{
    phil_text_printf(&s->text, "%s%s", i ? "," : "",
                     isfinite(value) ? phil_short(value, decimals).s : "null");
    pass_on(s, FLUSH_BYTES);
}

static double unit_item(const struct phil_nerve_unit *u, int column)
{
    const double items[] = {
        u->muscle,         u->size,       u->velocity_m_s, u->latency_ms,   u->fibres,
        u->contraction_ms, u->tetanic_mn, u->depth_mm,     (double)u->lost, (double)u->affected};
    return items[column];
}

static void add_units(struct stream *s, const struct phil_nerve_result *r)
{
    static const struct {
        const char *name;
        int decimals;
    } columns[] = {{"muscle", 0}, {"size", 5},           {"velocity_m_s", 4}, {"latency_ms", 4},
                   {"fibres", 3}, {"contraction_ms", 4}, {"tetanic_mn", 5},   {"depth_mm", 4},
                   {"lost", 0},   {"affected", 0}};
    phil_text_add(&s->text, ",\"units\":{");
    for (int c = 0; c < (int)(sizeof columns / sizeof *columns); c++) {
        phil_text_printf(&s->text, "%s\"%s\":[", c ? "," : "", columns[c].name);
        for (size_t u = 0; u < r->n_units; u++)
            add_item(s, u, unit_item(&r->units[u], c), columns[c].decimals);
        phil_text_add(&s->text, "]");
    }
    phil_text_add(&s->text, "}");
}

static double spike_item(const struct phil_nerve_spike *spike, int column)
{
    const double items[] = {spike->unit, spike->began_s, spike->end_plate_s, spike->fibres,
                            spike->origin};
    return items[column];
}

static void add_spikes(struct stream *s, const struct phil_nerve_result *r)
{
    static const struct {
        const char *name;
        int decimals;
    } columns[] = {{"unit", 0},
                   {"began_s", TIME_DIGITS},
                   {"end_plate_s", TIME_DIGITS},
                   {"fibres", 4},
                   {"origin", 0}};
    phil_text_add(&s->text, ",\"origins\":[");
    for (int k = 0; k < PHIL_N_NERVE_ORIGINS; k++)
        phil_text_printf(&s->text, "%s\"%s\"", k ? "," : "",
                         phil_nerve_origin_name((enum phil_nerve_origin)k));
    phil_text_add(&s->text, "],\"spikes\":{");
    for (int c = 0; c < (int)(sizeof columns / sizeof *columns); c++) {
        phil_text_printf(&s->text, "%s\"%s\":[", c ? "," : "", columns[c].name);
        for (size_t i = 0; i < r->n_spikes; i++)
            add_item(s, i, spike_item(&r->spikes[i], c), columns[c].decimals);
        phil_text_add(&s->text, "]");
    }
    phil_text_add(&s->text, "}");
}

/* Adds the tree as members, without its braces. Errors: PHIL_EMEM. */
static void add_small(struct stream *s, const struct phil_nerve_result *r)
{
    struct phil_json_writer w = {0};
    json_t *root = small_json(&w, r);
    char *members = w.failed || !root
                        ? NULL
                        : json_dumps(root, JSON_ENSURE_ASCII | JSON_EMBED | JSON_COMPACT |
                                               JSON_REAL_PRECISION(15));
    json_decref(root);
    s->text.failed |= !members;
    phil_text_add(&s->text, ",");
    if (members)
        phil_text_add(&s->text, members);
    free(members);
}

enum phil_status phil_report_simulation_json(FILE *out, const struct phil_nerve_result *result)
{
    struct stream s = {.out = out};
    phil_text_printf(
        &s.text,
        "{\"schema\":\"philtrum.simulation/1\",\"version\":\"%s\",\"settings\":", phil_version());
    phil_simulation_settings_json(&s.text, &result->settings);
    add_small(&s, result);
    add_units(&s, result);
    add_spikes(&s, result);
    phil_text_add(&s.text, "}\n");
    pass_on(&s, 0);
    if (s.text.failed && s.status == PHIL_OK)
        s.status = PHIL_EMEM;
    if (s.status == PHIL_OK && (fflush(out) || ferror(out)))
        s.status = PHIL_EIO;
    phil_text_release(&s.text);
    return s.status;
}
