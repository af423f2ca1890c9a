/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn by rule and counter, not by the model: shapes are plausible and nothing more. */
#include "simulation_drawn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- causes, so that no model is needed ---- */

static const struct phil_nerve_parameter spasm_parameters[] = {
    {"affected", "", "part of the axons that run through the compressed stretch", 0, 0.8, 0, 0.4,
     0.8, PHIL_NERVE_ASSUMED, "judged"},
    {"load", "mS/cm2", "how well the neighbouring myelin holds the site down", 20, 100, 100, 60, 20,
     PHIL_NERVE_DERIVED, "these equations"},
};

static const struct phil_nerve_parameter als_parameters[] = {
    {"stage", "", "how far the loss of nerve cells has gone", 0, 1, 0, 0.5, 1, PHIL_NERVE_ASSUMED,
     "judged"},
};

static const struct phil_nerve_parameter caffeine_parameters[] = {
    {"dose", "mg/kg", "caffeine that was drunk", 0, 12, 0, 6, 12, PHIL_NERVE_PUBLISHED,
     "Kalmar 2005"},
};

static const struct phil_nerve_cause causes[] = {
    {"hemifacial_spasm", "hemifacial spasm",
     "A vessel presses on the nerve where it leaves the brain stem. There its fibres fire by "
     "themselves and set each other off, so that eye and mouth jump together.",
     "Good that it comes from the nerve's root; unsettled whether the nucleus takes part.", NULL,
     true, spasm_parameters, 2},
    {"als", "motor neurone disease (ALS)",
     "Nerve cells die, and the fibres that are left are easily set off far out in the muscle.",
     "Good for muscles of arms and legs; for the lips alone it is rare.",
     "when a fibre fires by itself is drawn from a rate, not worked out from its membrane", false,
     als_parameters, 1},
    {"caffeine", "caffeine",
     "It blocks adenosine at the nerve cell, which then answers a little more readily.",
     "Contradictory: some experiments found an effect, others none.",
     "when a run of twitches begins is drawn by chance", false, caffeine_parameters, 1},
    {"odd", "\x1b[31m<b>odd</b> & \"quoted\"", "\x07 -->]]> </svg><script>alert(1)</script>",
     "\xff\xfe not UTF-8 \xe2\x80\xae"
     "turned",
     "a\nb\tc, \"d\"", true, als_parameters, 1},
};

/* ---- pieces ---- */

struct drawn_plan {
    double seconds, emg_hz;
    bool movement, one; /* one: a single trace of each kind, as memory will have it */
    uint32_t units[PHIL_N_MUSCLES];
};

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static float *trace_of(size_t n)
{
    return must(calloc(n + 1, sizeof(float)));
}

static uint32_t dice(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void make_units(struct phil_nerve_result *r)
{
    size_t n = 0;
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        r->first_unit[m] = (uint32_t)n;
        n += r->settings.units[m];
    }
    r->first_unit[PHIL_N_MUSCLES] = (uint32_t)n;
    r->n_units = n;
    r->units = must(calloc(n + 1, sizeof *r->units));
    r->first_spike = must(calloc(n + 2, sizeof *r->first_spike));
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        for (uint32_t k = 0; k < r->settings.units[m]; k++) {
            const float size = (float)k / (float)r->settings.units[m];
            r->units[r->first_unit[m] + k] = (struct phil_nerve_unit){
                .muscle = (enum phil_nerve_muscle)m,
                .size = size,
                .velocity_m_s = 42 + 14 * size,
                .latency_ms = 5 - size,
                .fibres = 10 + 190 * size,
                .contraction_ms = 90 - 70 * size,
                .tetanic_mn = 2 + 30 * size,
                .depth_mm = 2 + 4 * size,
                .lost = k % 11 == 10,
            };
        }
}

static void make_traces(struct phil_nerve_result *r, bool one)
{
    const double seconds = r->settings.seconds;
    if (r->settings.emg_rate_hz > 0) {
        r->emg_rate_hz = r->settings.emg_rate_hz;
        r->n_emg = (size_t)floor(seconds * r->emg_rate_hz + 1e-9);
        for (int e = 0; e < (one ? 1 : PHIL_N_ELECTRODES); e++)
            r->emg_uv[e] = trace_of(r->n_emg);
    }
    if (!r->settings.movement)
        return;
    r->movement_rate_hz = 1000;
    r->n_movement = (size_t)floor(seconds * 1000 + 1e-9);
    for (int m = 0; m < (one ? 1 : PHIL_N_MUSCLES); m++)
        r->force_n[m] = trace_of(r->n_movement);
    for (int k = 0; k < (one ? 1 : PHIL_N_NODES); k++) {
        r->right_mm[k] = trace_of(r->n_movement);
        r->down_mm[k] = trace_of(r->n_movement);
    }
}

static struct phil_nerve_result *blank(const struct drawn_plan *plan)
{
    struct phil_nerve_result *r = must(calloc(1, sizeof *r));
    r->settings = (struct phil_nerve_settings){.seed = 7,
                                               .seconds = plan->seconds,
                                               .blinks_per_min = 15,
                                               .step_ms = 0.05,
                                               .noise = true,
                                               .emg_rate_hz = plan->emg_hz,
                                               .movement = plan->movement};
    memcpy(r->settings.units, plan->units, sizeof plan->units);
    make_units(r);
    make_traces(r, plan->one);
    r->spikes = must(calloc(1, sizeof *r->spikes));
    r->arithmetic = "c";
    return r;
}

/* Doses at a severity, as straight lines between the table's three values. */
static void give(struct phil_nerve_result *r, const int *which, size_t n, double severity)
{
    struct phil_nerve_dose *doses = must(calloc(n, sizeof *doses));
    for (size_t i = 0; i < n; i++) {
        doses[i].cause = &causes[which[i]];
        for (size_t k = 0; k < doses[i].cause->n_parameters; k++) {
            const struct phil_nerve_parameter *p = &doses[i].cause->parameters[k];
            doses[i].value[k] = p->none + (p->severe - p->none) * severity;
        }
    }
    r->settings.doses = doses;
    r->settings.n_doses = n;
}

static void add_event(struct phil_nerve_result *r, const struct phil_nerve_event *event)
{
    r->events = must(realloc(r->events, (r->n_events + 1) * sizeof *r->events));
    size_t at = r->n_events++;
    for (; at > 0 && r->events[at - 1].onset_s > event->onset_s; at--)
        r->events[at] = r->events[at - 1];
    r->events[at] = *event;
}

static void add_value(struct phil_nerve_result *r, const char *name, double value, const char *unit,
                      const char *source, enum phil_nerve_mark mark)
{
    r->values = must(realloc(r->values, (r->n_values + 1) * sizeof *r->values));
    struct phil_nerve_value *v = &r->values[r->n_values++];
    *v = (struct phil_nerve_value){.value = value, .unit = unit, .source = source, .mark = mark};
    snprintf(v->name, sizeof v->name, "%s", name);
}

static void add_constants(struct phil_nerve_result *r)
{
    add_value(r, "potassium_out", 4, "mmol/L", "reference of healthy adults", PHIL_NERVE_KNOWN);
    add_value(r, "soma.na_reversal", 50, "mV", "Elias and Kohn 2013, as coded",
              PHIL_NERVE_PUBLISHED);
    add_value(r, "pic.gain", 0.2, "", "judged, see doc/model.md", PHIL_NERVE_ASSUMED);
    add_value(r, "axon.refractory", 0.001, "s", "these equations", PHIL_NERVE_DERIVED);
}

/* A spike; they may come in any order, settle() sorts. */
static void fire(struct phil_nerve_result *r, uint32_t unit, double began_s,
                 enum phil_nerve_origin origin)
{
    if (r->units[unit].lost)
        return;
    r->spikes = must(realloc(r->spikes, (r->n_spikes + 1) * sizeof *r->spikes));
    r->spikes[r->n_spikes++] =
        (struct phil_nerve_spike){began_s, began_s + r->units[unit].latency_ms / 1000, unit,
                                  origin == PHIL_NERVE_ORIGIN_TERMINAL ? 0.75F : 1, origin};
}

static int by_unit_and_time(const void *a, const void *b)
{
    const struct phil_nerve_spike *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return (x->end_plate_s > y->end_plate_s) - (x->end_plate_s < y->end_plate_s);
}

static void settle(struct phil_nerve_result *r)
{
    qsort(r->spikes, r->n_spikes, sizeof *r->spikes, by_unit_and_time);
    memset(r->first_spike, 0, (r->n_units + 2) * sizeof *r->first_spike);
    for (size_t i = 0; i < r->n_spikes; i++)
        r->first_spike[r->spikes[i].unit + 1]++;
    for (size_t u = 0; u < r->n_units; u++)
        r->first_spike[u + 1] += r->first_spike[u];
}

/* A bump of `trace` from a moment on, gone after width_s. */
static void bump(float *trace, size_t n, double rate_hz, double from_s, double width_s, double size)
{
    for (size_t i = (size_t)(from_s * rate_hz); trace && i < n; i++) {
        const double x = ((double)i / rate_hz - from_s) / width_s;
        if (x > 1)
            return;
        trace[i] += (float)(size * 16 * x * x * (1 - x) * (1 - x));
    }
}

/* A rattle of muscle potentials. */
static void crackle(struct phil_nerve_result *r, int electrode, double from_s, double width_s,
                    double size_uv)
{
    uint32_t state = 17 + (uint32_t)electrode;
    for (size_t i = (size_t)(from_s * r->emg_rate_hz); r->emg_uv[electrode] && i < r->n_emg; i++) {
        if ((double)i / r->emg_rate_hz > from_s + width_s)
            return;
        r->emg_uv[electrode][i] += (float)(size_uv * ((double)dice(&state) / (1 << 23) - 1));
    }
}

static void blink(struct phil_nerve_result *r, double at_s)
{
    for (int side = 0; side < 2; side++) {
        bump(r->down_mm[PHIL_NODE_UPPER_LID_LEFT + side], r->n_movement, 1000, at_s, 0.3, 9);
        bump(r->down_mm[PHIL_NODE_LOWER_LID_LEFT + side], r->n_movement, 1000, at_s, 0.3, -1);
        bump(r->force_n[PHIL_OCULI_LEFT + side], r->n_movement, 1000, at_s, 0.2, 0.25);
        crackle(r, PHIL_EMG_OCULI_LEFT + side, at_s, 0.08, 180);
        for (uint32_t u = r->first_unit[PHIL_OCULI_LEFT + side];
             u < r->first_unit[PHIL_OCULI_LEFT + side + 1]; u++)
            for (int k = 0; k < 3; k++)
                fire(r, u, at_s + 0.004 + 0.02 * k + 0.0007 * (u % 5), PHIL_NERVE_ORIGIN_SOMA);
    }
    add_event(r, &(struct phil_nerve_event){"blink", at_s, at_s + 0.3, PHIL_SIDE_BOTH,
                                            PHIL_N_MUSCLES, PHIL_NODE_UPPER_LID_LEFT, 9});
}

static void burst(struct phil_nerve_result *r, double at_s, double size_mm)
{
    for (uint32_t u = 0; u < r->n_units; u++)
        for (int k = 0; r->units[u].affected && k < 4 + (int)(u % 5); k++)
            fire(r, u, at_s + 0.0033 * k + 0.0002 * (u % 3), PHIL_NERVE_ORIGIN_ROOT);
    static const enum phil_nerve_node lips[] = {PHIL_NODE_UPPER_LEFT, PHIL_NODE_UPPER_MIDDLE,
                                                PHIL_NODE_LOWER_LEFT, PHIL_NODE_CORNER_LEFT};
    for (int k = 0; k < 4; k++) {
        bump(r->down_mm[lips[k]], r->n_movement, 1000, at_s, 0.25, size_mm * (k == 1 ? 0.3 : -0.6));
        bump(r->right_mm[lips[k]], r->n_movement, 1000, at_s, 0.25, size_mm * (k == 3 ? 1 : 0.4));
    }
    bump(r->down_mm[PHIL_NODE_UPPER_LID_LEFT], r->n_movement, 1000, at_s, 0.25, 3 * size_mm);
    for (int m = 0; m < PHIL_N_MUSCLES; m += 2)
        bump(r->force_n[m], r->n_movement, 1000, at_s, 0.2, 0.1 * size_mm);
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        if (e != PHIL_EMG_UPPER_RIGHT && e != PHIL_EMG_LOWER_RIGHT && e != PHIL_EMG_OCULI_RIGHT)
            crackle(r, e, at_s, 0.04, 300 * size_mm);
    add_event(r, &(struct phil_nerve_event){"burst", at_s, at_s + 0.12, PHIL_SIDE_LEFT,
                                            PHIL_N_MUSCLES, PHIL_NODE_CORNER_LEFT, size_mm});
}

/* ---- the results ---- */

static const struct drawn_plan small = {
    5, 4000, true, false, {12, 12, 12, 12, 4, 4, 4, 4, 4, 4, 8, 8}};

static struct phil_nerve_result *make_rest(void)
{
    struct drawn_plan plan = small;
    plan.seconds = 4;
    struct phil_nerve_result *r = blank(&plan);
    blink(r, 2.1);
    return r;
}

static struct phil_nerve_result *make_spasm(bool bare, double seconds)
{
    struct drawn_plan plan = small;
    plan.seconds = seconds;
    plan.emg_hz = bare ? 0 : 4000;
    plan.movement = !bare;
    struct phil_nerve_result *r = blank(&plan);
    static const struct phil_nerve_stimulus shock = {PHIL_STIMULATE_ZYGOMATIC, PHIL_SIDE_LEFT, 4.5};
    struct phil_nerve_stimulus *stimulus = must(calloc(1, sizeof *stimulus));
    *stimulus = shock;
    r->settings.stimuli = stimulus;
    r->settings.n_stimuli = 1;
    give(r, (const int[]){0}, 1, 0.3);
    for (uint32_t u = 0; u < r->n_units; u++)
        r->units[u].affected = r->units[u].muscle % 2 == 0 && u % 2 == 0;
    for (int k = 0; k < DRAWN_BURSTS; k++)
        burst(r, 0.4 + 0.62 * k, 0.8 + 0.3 * (k % 3));
    blink(r, 1.3);
    for (uint32_t u = r->first_unit[PHIL_OCULI_LEFT]; u < r->first_unit[PHIL_OCULI_RIGHT]; u++)
        fire(r, u, 4.5, PHIL_NERVE_ORIGIN_STIMULUS);
    fire(r, 0, 4.503, PHIL_NERVE_ORIGIN_REFLECTED);
    add_event(r, &(struct phil_nerve_event){"stimulus", 4.5, 4.5, PHIL_SIDE_LEFT, PHIL_N_MUSCLES,
                                            PHIL_N_NODES, NAN});
    return r;
}

static struct phil_nerve_result *make_few(void)
{
    struct drawn_plan plan = small;
    plan.seconds = 8;
    plan.emg_hz = 2500;
    struct phil_nerve_result *r = blank(&plan);
    static const struct phil_nerve_act press = {PHIL_ACT_PRESS, 3, 5, 0.3};
    struct phil_nerve_act *act = must(calloc(1, sizeof *act));
    *act = press;
    r->settings.acts = act;
    r->settings.n_acts = 1;
    give(r, (const int[]){1, 2}, 2, 0.5);
    for (int k = 0; k < 7; k++) {
        const double at = 0.3 + 1.07 * k;
        const uint32_t unit = r->first_unit[k % 4] + (uint32_t)k;
        fire(r, unit, at, PHIL_NERVE_ORIGIN_TERMINAL);
        bump(r->down_mm[k % 2 ? PHIL_NODE_UPPER_RIGHT : PHIL_NODE_LOWER_LEFT], r->n_movement, 1000,
             at, 0.15, 0.1 + 0.06 * k);
        crackle(r, k % 2 ? PHIL_EMG_UPPER_RIGHT : PHIL_EMG_LOWER_LEFT, at, 0.01, 150);
        add_event(r, &(struct phil_nerve_event){
                         "fasciculation", at, at + 0.1, k % 2 ? PHIL_SIDE_RIGHT : PHIL_SIDE_LEFT,
                         (enum phil_nerve_muscle)(k % 4),
                         k % 2 ? PHIL_NODE_UPPER_RIGHT : PHIL_NODE_LOWER_LEFT, 0.1 + 0.06 * k});
    }
    for (uint32_t u = 0; u < r->first_unit[PHIL_DEPRESSOR_LEFT]; u += 2)
        for (int k = 0; k < 20; k++)
            fire(r, u, 3 + 0.1 * k + 0.001 * ((u * 7 + (uint32_t)k * 13) % 17),
                 PHIL_NERVE_ORIGIN_SOMA);
    for (int m = 0; m < 4; m++)
        bump(r->force_n[m], r->n_movement, 1000, 3, 2, 0.4);
    for (int e = 0; e < PHIL_EMG_OCULI_LEFT; e++)
        crackle(r, e, 3, 2, 120);
    add_event(r, &(struct phil_nerve_event){"act", 3, 5, PHIL_SIDE_BOTH, PHIL_N_MUSCLES,
                                            PHIL_NODE_LOWER_MIDDLE, 1.4});
    return r;
}

static struct phil_nerve_result *make_hour(void)
{
    struct drawn_plan plan = {3600, 1000, true, true, {2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 1, 1}};
    struct phil_nerve_result *r = blank(&plan);
    for (int k = 0; k < 1000; k++) {
        fire(r, 1, 3.1 * k, PHIL_NERVE_ORIGIN_TERMINAL);
        bump(r->right_mm[PHIL_NODE_UPPER_LEFT], r->n_movement, 1000, 3.1 * k, 0.2, 0.2);
        crackle(r, PHIL_EMG_UPPER_LEFT, 3.1 * k, 0.02, 90);
        add_event(r, &(struct phil_nerve_event){"fasciculation", 3.1 * k, 3.1 * k + 0.2,
                                                PHIL_SIDE_LEFT, PHIL_ORIS_UPPER_LEFT,
                                                PHIL_NODE_UPPER_LEFT, 0.2});
    }
    return r;
}

static struct phil_nerve_result *make_hostile(void)
{
    struct phil_nerve_result *r = make_spasm(false, 5);
    free((void *)r->settings.doses);
    give(r, (const int[]){3}, 1, 0.5);
    r->settings.seed = UINT64_MAX;
    r->events[0].amplitude_mm = NAN;
    r->events[1].amplitude_mm = INFINITY;
    r->events[2].kind = "<i>\"odd\",\n\x1b[2J";
    r->events[3].side = (enum phil_side)9;
    r->events[3].muscle = (enum phil_nerve_muscle)99;
    r->events[3].node = (enum phil_nerve_node)99;
    r->emg_uv[0][100] = NAN;
    r->emg_uv[1][7] = INFINITY;
    r->right_mm[0][100] = NAN;
    r->down_mm[3][500] = -INFINITY;
    r->force_n[0][3] = NAN;
    r->spikes[0].fibres = NAN;
    add_value(r, "odd,\"name\"\n# x", NAN, "<unit>", "a \"source\",\nin two lines",
              (enum phil_nerve_mark)42);
    return r;
}

struct phil_nerve_result *drawn_make(enum drawn which)
{
    static const struct drawn_plan none = {1, 4000, true, false, {0}};
    struct drawn_plan instant = small;
    instant.seconds = 0.001;
    instant.emg_hz = 1000;
    struct phil_nerve_result *r = which == DRAWN_REST      ? make_rest()
                                  : which == DRAWN_SPASM   ? make_spasm(false, 5)
                                  : which == DRAWN_BARE    ? make_spasm(true, 5)
                                  : which == DRAWN_FEW     ? make_few()
                                  : which == DRAWN_HOUR    ? make_hour()
                                  : which == DRAWN_HOSTILE ? make_hostile()
                                  : which == DRAWN_INSTANT ? blank(&instant)
                                                           : blank(&none);
    if (which != DRAWN_EMPTY)
        add_constants(r);
    settle(r);
    return r;
}

const char *drawn_name(enum drawn which)
{
    static const char *const names[N_DRAWN] = {"rest", "spasm",   "few",     "empty",
                                               "bare", "instant", "hostile", "hour"};
    return names[which];
}

/* ---- what tells of them ---- */

enum phil_status drawn_write_to(FILE *out, const struct phil_nerve_result *result,
                                enum drawn_form form)
{
    static const struct phil_terminal_style style = {80, false, true};
    const struct phil_simulation_view view = {.result = result, .full = true};
    switch (form) {
    case DRAWN_TERMINAL:
        return phil_report_simulation_terminal(out, &view, &style);
    case DRAWN_JSON:
        return phil_report_simulation_json(out, result);
    case DRAWN_HTML:
        return phil_report_simulation_html(out, &view);
    default:
        return phil_report_simulation_csv(
            out, result, (enum phil_simulation_table)(form - DRAWN_SPIKES), NULL, NULL);
    }
}

char *drawn_write(const struct phil_nerve_result *result, enum drawn_form form)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = must(open_memstream(&text, &size));
    if (drawn_write_to(out, result, form) != PHIL_OK)
        abort();
    fclose(out);
    return text;
}

char *drawn_terminal(const struct phil_nerve_result *result, int columns, bool colour, bool unicode)
{
    const struct phil_terminal_style style = {columns, colour, unicode};
    const struct phil_simulation_view view = {.result = result, .full = true};
    char *text = NULL;
    size_t size = 0;
    FILE *out = must(open_memstream(&text, &size));
    if (phil_report_simulation_terminal(out, &view, &style) != PHIL_OK)
        abort();
    fclose(out);
    return text;
}
