/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings of a simulation as JSON, for its document and for the head of its tables. Numbers
 * are the shortest that read back as the same bits: rounded ones would make another simulation.
 * How many threads ran is left out, because nothing depends on it.
 */
#include "report/simulation.h"

#include <math.h>

#include "base/number.h"

static void add_number(struct phil_text *t, const char *before, double value)
{
    phil_text_printf(t, "%s%s", before, isfinite(value) ? phil_number_text(value).s : "null");
}

/* A name from a list of this library's own, which needs no escapes; null outside it. */
static void add_name(struct phil_text *t, const char *before, const char *name)
{
    phil_text_printf(t, name ? "%s\"%s\"" : "%snull", before, name);
}

static void add_doses(struct phil_text *t, const struct phil_nerve_settings *s)
{
    phil_text_add(t, ",\"causes\":[");
    for (size_t i = 0; i < s->n_doses; i++) {
        const struct phil_nerve_cause *cause = s->doses[i].cause;
        add_name(t, i ? ",{\"id\":" : "{\"id\":", cause->id);
        phil_text_add(t, ",\"set\":{");
        for (size_t k = 0; k < cause->n_parameters; k++) {
            add_name(t, k ? "," : "", cause->parameters[k].name);
            add_number(t, ":", s->doses[i].value[k]);
        }
        phil_text_add(t, "}}");
    }
    phil_text_add(t, "]");
}

static void add_acts(struct phil_text *t, const struct phil_nerve_settings *s)
{
    phil_text_add(t, ",\"acts\":[");
    for (size_t i = 0; i < s->n_acts; i++) {
        add_name(t, i ? ",{\"kind\":" : "{\"kind\":", phil_nerve_act_name(s->acts[i].kind));
        add_number(t, ",\"from_s\":", s->acts[i].from_s);
        add_number(t, ",\"to_s\":", s->acts[i].to_s);
        add_number(t, ",\"level\":", s->acts[i].level);
        phil_text_add(t, "}");
    }
    phil_text_add(t, "],\"stimuli\":[");
    for (size_t i = 0; i < s->n_stimuli; i++) {
        const struct phil_nerve_stimulus *stimulus = &s->stimuli[i];
        add_name(t, i ? ",{\"place\":" : "{\"place\":", phil_nerve_place_name(stimulus->place));
        add_name(t, ",\"side\":", phil_side_name(stimulus->side));
        add_number(t, ",\"time_s\":", stimulus->time_s);
        phil_text_add(t, "}");
    }
    phil_text_add(t, "]");
}

void phil_simulation_settings_json(struct phil_text *t, const struct phil_nerve_settings *s)
{
    /* As text: few readers of JSON keep all 64 bits of a number. */
    phil_text_printf(t, "{\"seed\":\"%llu\"", (unsigned long long)s->seed);
    add_number(t, ",\"seconds\":", s->seconds);
    add_name(t, ",\"side\":", phil_side_name(s->side));
    add_doses(t, s);
    add_acts(t, s);
    add_number(t, ",\"blinks_per_min\":", s->blinks_per_min);
    phil_text_add(t, ",\"units\":{");
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        add_name(t, m ? "," : "", phil_nerve_muscle_name((enum phil_nerve_muscle)m));
        phil_text_printf(t, ":%u", (unsigned)s->units[m]);
    }
    add_number(t, "},\"step_ms\":", s->step_ms);
    phil_text_printf(t, ",\"noise\":%s", s->noise ? "true" : "false");
    add_number(t, ",\"emg_rate_hz\":", s->emg_rate_hz);
    phil_text_printf(t, ",\"movement\":%s}", s->movement ? "true" : "false");
}
