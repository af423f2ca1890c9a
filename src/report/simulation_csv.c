/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of a simulation as comma-separated values, after comment lines (#) that hold the settings
 * as one line of JSON and every value with its mark and source: a table that has gone round alone
 * still says what it is. Lines end in LF, no field needs quotes, a number that is none is an empty
 * field. Written line by line, so memory does not grow.
 */
#include "report/simulation.h"

#include <math.h>

#include "base/number.h"

static void add_field(struct phil_text *line, double value, int decimals)
{
    phil_text_add(line, ",");
    if (isfinite(value))
        phil_text_add(line, phil_short(value, decimals).s);
}

/* ---- the head ---- */

/* Text on the rest of a line of comment. */
static void add_comment(struct phil_text *t, const char *string)
{
    phil_text_add_clean(t, string, PHIL_CHARSET_ASCII);
}

static void add_value(struct phil_text *t, const struct phil_nerve_value *v)
{
    const char *mark = phil_nerve_mark_name(v->mark);
    phil_text_add(t, "# value: ");
    add_comment(t, v->name);
    phil_text_printf(t, " = %s",
                     isfinite(v->value) ? phil_number_text(v->value).s : "not a number");
    if (v->unit && *v->unit) {
        phil_text_add(t, " ");
        add_comment(t, v->unit);
    }
    phil_text_printf(t, " (%s", mark ? mark : "no mark");
    if (v->source && *v->source) {
        phil_text_add(t, ": ");
        add_comment(t, v->source);
    }
    phil_text_add(t, ")\n");
}

static void add_cause(struct phil_text *t, const struct phil_nerve_dose *dose)
{
    struct phil_text said = {0};
    phil_simulation_say_dose(&said, dose);
    phil_text_add(t, "# cause: ");
    add_comment(t, dose->cause->name);
    phil_text_add(t, ": ");
    add_comment(t, phil_text_string(&said));
    phil_text_add(t, "\n");
    t->failed |= said.failed;
    phil_text_release(&said);
}

static void add_head(struct phil_text *t, const struct phil_nerve_result *r, const char *table)
{
    phil_text_printf(t, "# philtrum %s, simulation, table of %s\n", phil_version(), table);
    phil_text_add(t, "# a model of a facial nerve and lip, no measurement of a person\n"
                     "# settings: ");
    phil_simulation_settings_json(t, &r->settings);
    phil_text_add(t, "\n");
    for (size_t i = 0; i < r->settings.n_doses; i++)
        add_cause(t, &r->settings.doses[i]);
    for (size_t i = 0; i < r->n_values; i++)
        add_value(t, &r->values[i]);
}

/* ---- rows ---- */

static const char *known_name(const char *name)
{
    return name ? name : "";
}

static void add_spike(struct phil_text *line, const struct phil_nerve_result *r, size_t i)
{
    const struct phil_nerve_spike *s = &r->spikes[i];
    phil_text_add(line, phil_fixed(s->began_s, 6).s);
    add_field(line, s->end_plate_s, 6);
    phil_text_printf(line, ",%u,%s,%s", (unsigned)s->unit,
                     known_name(phil_nerve_muscle_name(r->units[s->unit].muscle)),
                     known_name(phil_nerve_origin_name(s->origin)));
    add_field(line, s->fibres, 4);
}

static void add_unit(struct phil_text *line, const struct phil_nerve_result *r, size_t i)
{
    const struct phil_nerve_unit *u = &r->units[i];
    size_t begin, end;
    phil_text_printf(line, "%zu,%s", i, known_name(phil_nerve_muscle_name(u->muscle)));
    add_field(line, u->size, 5);
    add_field(line, u->velocity_m_s, 4);
    add_field(line, u->latency_ms, 4);
    add_field(line, u->fibres, 3);
    add_field(line, u->contraction_ms, 4);
    add_field(line, u->tetanic_mn, 5);
    add_field(line, u->depth_mm, 4);
    phil_unit_spikes(r, i, &begin, &end);
    phil_text_printf(line, ",%d,%d,%zu", u->lost, u->affected, end - begin);
}

static void add_emg(struct phil_text *line, const struct phil_nerve_result *r, size_t i)
{
    phil_text_add(line, phil_fixed((double)i / r->emg_rate_hz, 6).s);
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        add_field(line, r->emg_uv[e] ? r->emg_uv[e][i] : NAN, 3);
}

static void add_movement(struct phil_text *line, const struct phil_nerve_result *r, size_t i)
{
    phil_text_add(line, phil_fixed((double)i / r->movement_rate_hz, 6).s);
    for (int k = 0; k < PHIL_N_NODES; k++) {
        add_field(line, r->right_mm[k] ? r->right_mm[k][i] : NAN, 5);
        add_field(line, r->down_mm[k] ? r->down_mm[k][i] : NAN, 5);
    }
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        add_field(line, r->force_n[m] ? r->force_n[m][i] : NAN, 6);
}

static void add_emg_columns(struct phil_text *t)
{
    phil_text_add(t, "time_s");
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        phil_text_printf(t, ",%s_uv", phil_nerve_electrode_name((enum phil_nerve_electrode)e));
}

static void add_movement_columns(struct phil_text *t)
{
    phil_text_add(t, "time_s");
    for (int k = 0; k < PHIL_N_NODES; k++) {
        const char *name = phil_nerve_node_name((enum phil_nerve_node)k);
        phil_text_printf(t, ",%s_right_mm,%s_down_mm", name, name);
    }
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        phil_text_printf(t, ",%s_n", phil_nerve_muscle_name((enum phil_nerve_muscle)m));
}

static void add_columns(struct phil_text *t, enum phil_simulation_table table)
{
    if (table == PHIL_TABLE_SPIKES)
        phil_text_add(t, "began_s,end_plate_s,unit,muscle,origin,fibres");
    else if (table == PHIL_TABLE_UNITS)
        phil_text_add(t, "unit,muscle,size,velocity_m_s,latency_ms,fibres,contraction_ms,"
                         "tetanic_mn,depth_mm,lost,affected,spikes");
    else if (table == PHIL_TABLE_EMG)
        add_emg_columns(t);
    else
        add_movement_columns(t);
    phil_text_add(t, "\n");
}

/* ---- tables ---- */

typedef void add_row(struct phil_text *line, const struct phil_nerve_result *r, size_t i);

enum { ASK_EVERY = 4096 }; /* rows, whether to go on: some 10 ms */

static enum phil_status write_rows(FILE *out, const struct phil_nerve_result *r, add_row *add,
                                   size_t n, struct phil_text *line,
                                   const struct phil_progress *progress)
{
    const double seconds = r->settings.seconds;
    for (size_t i = 0; i < n; i++) {
        if (i % ASK_EVERY == 0 &&
            !phil_progress_report(progress, seconds * (double)i / (double)n, seconds))
            return PHIL_ECANCEL;
        phil_text_clear(line);
        add(line, r, i);
        phil_text_add(line, "\n");
        if (line->failed)
            return PHIL_EMEM;
        if (fwrite(line->data, 1, line->length, out) != line->length)
            return PHIL_EIO;
    }
    return fflush(out) || ferror(out) ? PHIL_EIO : PHIL_OK;
}

enum phil_status phil_report_simulation_csv(FILE *out, const struct phil_nerve_result *result,
                                            enum phil_simulation_table table,
                                            const struct phil_progress *progress,
                                            const struct phil_log *log)
{
    const struct {
        const char *name;
        add_row *add;
        size_t n;
        bool simulated;
    } tables[] = {{"spikes", add_spike, result->n_spikes, true},
                  {"units", add_unit, result->n_units, true},
                  {"EMG", add_emg, result->n_emg, result->emg_rate_hz > 0},
                  {"movement", add_movement, result->n_movement, result->movement_rate_hz > 0}};
    struct phil_text text = {0};
    if ((size_t)table >= sizeof tables / sizeof *tables || !tables[table].simulated) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot write table: \"%s\": it was not simulated",
                         (size_t)table < sizeof tables / sizeof *tables ? tables[table].name : "?");
        return PHIL_EDATA;
    }
    add_head(&text, result, tables[table].name);
    add_columns(&text, table);
    enum phil_status status = phil_text_send(&text, out);
    if (status == PHIL_OK)
        status = write_rows(out, result, tables[table].add, tables[table].n, &text, progress);
    phil_text_release(&text);
    return status;
}
