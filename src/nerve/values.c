/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nerve/values.h"

#include "base/checked.h"

#include <stdio.h>
#include <string.h>

struct values {
    struct phil_nerve_value *at;
    size_t n, capacity;
    bool failed;
};

static void add(struct values *values, const struct phil_nerve_value *value)
{
    void *at = values->at;
    if (values->failed || !phil_grow(&at, &values->capacity, values->n + 1, sizeof *values->at)) {
        values->failed = true;
        return;
    }
    values->at = at;
    values->at[values->n++] = *value;
}

/* A value under "prefix.name", or under its name alone. */
static void add_named(struct values *values, const char *prefix, const char *name, double value,
                      const struct phil_nerve_value *about)
{
    struct phil_nerve_value v = *about;
    snprintf(v.name, sizeof v.name, "%.22s%s%.24s", prefix, *prefix ? "." : "", name);
    v.value = value;
    add(values, &v);
}

static void add_set(struct values *values, const struct phil_nerve_settings *s)
{
    const struct phil_nerve_value about[] = {
        {"seconds", s->seconds, "s", "set", PHIL_NERVE_ASSUMED},
        {"step", s->step_ms, "ms", "set; its error: row 2 of the validation", PHIL_NERVE_DERIVED},
        {"noise", s->noise, "", "set", PHIL_NERVE_ASSUMED},
        {"blinks", s->blinks_per_min, "1/min", "set; 15 is usual", PHIL_NERVE_KNOWN},
        {"emg_rate", s->emg_rate_hz, "Hz", "set", PHIL_NERVE_ASSUMED},
    };
    for (size_t i = 0; i < sizeof about / sizeof *about; i++)
        add(values, &about[i]);
    const struct phil_nerve_value units = {
        "", 0, "motor units",
        "set; 75 (SD 16) in a small facial muscle: Patel-Khurana and Fregosi 2015",
        PHIL_NERVE_ASSUMED};
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        add_named(values, phil_nerve_muscle_name(m), "units", s->units[m], &units);
    for (size_t d = 0; d < s->n_doses; d++)
        for (size_t k = 0; k < s->doses[d].cause->n_parameters; k++) {
            const struct phil_nerve_parameter *p = &s->doses[d].cause->parameters[k];
            const struct phil_nerve_value dose = {"", 0, p->unit, p->source, p->mark};
            add_named(values, s->doses[d].cause->id, p->name, s->doses[d].value[k], &dose);
        }
}

/* A quantity of phil_pool_physiology or phil_root_physiology: where it lies in the struct. */
struct quantity {
    struct phil_nerve_value about; /* name, unit, source and mark of the healthy value */
    size_t offset;
};

#define OF(kind, field) offsetof(struct phil_##kind##_physiology, field)

static const struct quantity pool_quantities[] = {
    {{"rest_drive", 0, "", "judged: below recruitment", PHIL_NERVE_ASSUMED}, OF(pool, rest_drive)},
    {{"drive_ceiling", 0, "", "by definition", PHIL_NERVE_ASSUMED}, OF(pool, drive_ceiling)},
    {{"common_noise", 0, "", "tuned to interval variation", PHIL_NERVE_DERIVED},
     OF(pool, common_noise)},
    {{"tremor_drive", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(pool, tremor_drive)},
    {{"fine_drive", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(pool, fine_drive)},
    {{"pic_gain", 0, "", "tuned to recruitment and rates", PHIL_NERVE_DERIVED}, OF(pool, pic_gain)},
    {{"ek_soma_shift", 0, "mV", "Nernst, as far as the fluid of the brain follows the blood",
      PHIL_NERVE_KNOWN},
     OF(pool, ek_soma_mv)},
    {{"loss", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(pool, loss)},
    {{"loss_by_size", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(pool, loss_by_size)},
    {{"regrowth", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(pool, regrowth)},
    {{"regrowth_most", 0, "", "judged", PHIL_NERVE_ASSUMED}, OF(pool, regrowth_most)},
    {{"sprout_safety", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(pool, sprout_safety)},
    {{"run_rate", 0, "1/min", "judged", PHIL_NERVE_ASSUMED}, OF(pool, run_rate)},
    {{"ectopic_rate", 0, "1/min",
      "7 of 1090 healthy muscles of the head seen to fasciculate (OGO17)", PHIL_NERVE_DERIVED},
     OF(pool, ectopic_rate)},
    {{"doublets", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(pool, doublets)},
    {{"oscillating", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(pool, oscillating)},
    {{"oscillator_lo", 0, "Hz", "facial myokymia: Wasserstrom and Starr 1977",
      PHIL_NERVE_PUBLISHED},
     OF(pool, oscillator_lo_hz)},
    {{"oscillator_hi", 0, "Hz", "facial myokymia: Wasserstrom and Starr 1977",
      PHIL_NERVE_PUBLISHED},
     OF(pool, oscillator_hi_hz)},
    {{"safety", 0, "", "3 to 5 in mammals", PHIL_NERVE_KNOWN}, OF(pool, safety)},
    {{"muscle_rest", 0, "mV", "Goldman's equation", PHIL_NERVE_KNOWN}, OF(pool, muscle_rest_mv)},
    {{"force", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(pool, force)},
};

static const struct quantity root_quantities[] = {
    {{"root.fraction", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(root, fraction)},
    {{"root.load", 0, "mS/cm2", "healthy: silent at rest", PHIL_NERVE_DERIVED},
     OF(root, load_ms_cm2)},
    {{"root.injected", 0, "uA/cm2", "by cause", PHIL_NERVE_ASSUMED}, OF(root, injected_ua_cm2)},
    {{"root.ephapse", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(root, ephapse)},
    {{"root.slow_length", 0, "mm", "by cause", PHIL_NERVE_ASSUMED}, OF(root, slow_mm)},
    {{"root.slow_velocity", 0, "m/s", "1.1 ms over the compressed part in surgery for spasm",
      PHIL_NERVE_PUBLISHED},
     OF(root, slow_m_s)},
    {{"root.persistent_na", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(root, persistent_na)},
    {{"root.slow_k", 0, "", "by cause", PHIL_NERVE_ASSUMED}, OF(root, slow_k)},
    {{"root.ek_shift", 0, "mV", "Nernst", PHIL_NERVE_KNOWN}, OF(root, ek_shift_mv)},
    {{"root.gate_shift", 0, "mV", "by cause", PHIL_NERVE_ASSUMED}, OF(root, gate_shift_mv)},
};

static double of(const void *base, const struct quantity *quantity)
{
    double value;
    memcpy(&value, (const char *)base + quantity->offset, sizeof value);
    return value;
}

/* One quantity of n structs of `size` bytes: once when all share it, else each under its name. */
static void add_quantity(struct values *values, const struct quantity *quantity, const void *base,
                         size_t size, int n, const char *(*name)(int i))
{
    bool shared = true;
    for (int i = 1; i < n; i++)
        shared =
            shared && of((const char *)base + (size_t)i * size, quantity) == of(base, quantity);
    for (int i = 0; i < (shared ? 1 : n); i++)
        add_named(values, shared ? "" : name(i), quantity->about.name,
                  of((const char *)base + (size_t)i * size, quantity), &quantity->about);
}

static const char *pool_name(int i)
{
    return phil_nerve_muscle_name(i);
}

static const char *side_name(int i)
{
    return i == 0 ? "left" : "right";
}

static void add_physiology(struct values *values, const struct phil_physiology *p)
{
    for (size_t k = 0; k < sizeof pool_quantities / sizeof *pool_quantities; k++)
        add_quantity(values, &pool_quantities[k], p->pool, sizeof *p->pool, PHIL_N_MUSCLES,
                     pool_name);
    for (size_t k = 0; k < sizeof root_quantities / sizeof *root_quantities; k++)
        add_quantity(values, &root_quantities[k], p->root, sizeof *p->root, 2, side_name);
    double bursting = 0;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        bursting += p->pool[m].bursting;
    const struct phil_nerve_value rest[] = {
        {"left.root.neighbours", p->root[0].neighbours, "", "3 to 10, judged", PHIL_NERVE_ASSUMED},
        {"right.root.neighbours", p->root[1].neighbours, "", "3 to 10, judged", PHIL_NERVE_ASSUMED},
        {"bursting_pools", bursting, "pools", "by cause", PHIL_NERVE_ASSUMED},
        {"axon_rates", p->axon_rates, "", "by the blood's salts, times runs and ectopic spikes",
         PHIL_NERVE_ASSUMED},
        {"proneness", p->proneness, "", "how much oftener spots twitch; by cause",
         PHIL_NERVE_ASSUMED},
        {"tic.mean_interval", p->tic.mean_interval_s, "s", "by cause; 0: none", PHIL_NERVE_ASSUMED},
        {"tic.suppression", p->tic.suppression, "", "by cause", PHIL_NERVE_ASSUMED},
        {"tic.suppress_to", p->tic.suppress_to_s, "s", "by cause; 0: all the while",
         PHIL_NERVE_ASSUMED},
        {"tic.drive", p->tic.drive, "", "by cause", PHIL_NERVE_ASSUMED},
        {"tremor.frequency", p->tremor.hz, "Hz", "by cause; 0: none", PHIL_NERVE_ASSUMED},
        {"tremor.wander", p->tremor.wander, "rad/s^0.5", "half-width of 0.3 Hz",
         PHIL_NERVE_ASSUMED},
        {"fine_tremor.frequency", p->fine.hz, "Hz", "8 to 12 Hz, by cause; 0: none",
         PHIL_NERVE_KNOWN},
        {"potassium", p->potassium_mmol_l, "mmol/L", "of the blood; 4.0 is usual",
         PHIL_NERVE_KNOWN},
        {"stiffness", p->stiffness, "", "times that of a healthy lip", PHIL_NERVE_ASSUMED},
    };
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        add(values, &rest[i]);
}

enum phil_status phil_values_make(struct phil_nerve_result *result,
                                  const struct phil_physiology *physiology)
{
    static const struct phil_nerve_value *(*const stages[])(size_t * n) = {
        phil_drive_values,     phil_motoneurons_values, phil_axons_values, phil_units_values,
        phil_junctions_values, phil_force_values,       phil_emg_values,   phil_tissue_values,
    };
    struct values values = {.at = NULL};
    add_set(&values, &result->settings);
    add_physiology(&values, physiology);
    for (size_t s = 0; s < sizeof stages / sizeof *stages; s++) {
        size_t n;
        const struct phil_nerve_value *constant = stages[s](&n);
        for (size_t i = 0; i < n; i++)
            add(&values, &constant[i]);
    }
    if (values.failed) {
        free(values.at);
        return PHIL_EMEM;
    }
    result->values = values.at;
    result->n_values = values.n;
    return PHIL_OK;
}
