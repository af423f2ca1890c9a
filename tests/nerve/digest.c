/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same bits on every machine: digests of whole runs beside those that are kept in digests.txt.
 * A machine that computes others is wrong, or the model was changed: then `digest make' prints the
 * new file, and the commit says what changed. Plain C without cmocka, so that it can be built for
 * another processor with nothing but src/base and src/nerve (elsewhere.sh). Prints TAP.
 *
 * digest make | DIGESTS.txt [small]
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <philtrum/nerve.h>

enum { MOST_CAUSES = 4 };

/* What is run: causes at a severity. */
static const struct setting {
    const char *name;
    const char *causes[MOST_CAUSES];
    double severity, step_ms;
    bool noise, small; /* few units, a moment: for processors that are emulated */
} settings[] = {
    {"healthy", {NULL}, 0, 0.05, true, false},
    {"quiet", {NULL}, 0, 0.025, false, false},
    {"salts", {"caffeine", "stress", "low_potassium"}, 1, 0.05, true, false},
    {"spasm", {"hemifacial_spasm"}, 0.7, 0.05, true, false},
    {"brain", {"brainstem_lesion", "tourette"}, 0.5, 0.05, true, false},
    {"loss", {"als", "alcohol", "parkinson"}, 0.5, 0.05, true, false},
    {"moment", {"caffeine", "hemifacial_spasm", "als", "parkinson"}, 1, 0.05, true, true},
};
enum { N_SETTINGS = sizeof settings / sizeof *settings };

/* FNV-1a, byte by byte from the lowest: the order of bytes in memory does not matter. */
static void add(uint64_t *digest, uint64_t bits, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        *digest ^= bits >> (8 * i) & 0xff;
        *digest *= UINT64_C(0x100000001b3);
    }
}

static void add_double(uint64_t *digest, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    /* NaN is one thing, whatever its payload. */
    add(digest, value == value ? bits : UINT64_C(0x7ff8000000000000), 8);
}

static void add_trace(uint64_t *digest, const float *trace, size_t n)
{
    for (size_t i = 0; trace && i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &trace[i], sizeof bits);
        add(digest, bits, 4);
    }
}

static void add_text(uint64_t *digest, const char *text)
{
    for (; *text; text++)
        add(digest, (unsigned char)*text, 1);
}

struct digests {
    uint64_t spikes, emg, movement, told; /* told: units, events, values */
};

static void digest_told(uint64_t *digest, const struct phil_nerve_result *r)
{
    for (size_t i = 0; i < r->n_units; i++) {
        const struct phil_nerve_unit *unit = &r->units[i];
        const float numbers[] = {unit->size,    unit->velocity_m_s,   unit->latency_ms,
                                 unit->fibres,  unit->contraction_ms, unit->tetanic_mn,
                                 unit->depth_mm};
        add_trace(digest, numbers, sizeof numbers / sizeof *numbers);
        add(digest, unit->lost | unit->affected << 1, 1);
    }
    for (size_t i = 0; i < r->n_events; i++) {
        const struct phil_nerve_event *event = &r->events[i];
        add_text(digest, event->kind);
        add_double(digest, event->onset_s);
        add_double(digest, event->offset_s);
        add_double(digest, event->amplitude_mm);
        add(digest, event->side | event->muscle << 4 | event->node << 12, 4);
    }
    for (size_t i = 0; i < r->n_values; i++) {
        add_text(digest, r->values[i].name);
        add_double(digest, r->values[i].value);
    }
}

static struct digests digest_of(const struct phil_nerve_result *r)
{
    const uint64_t start = UINT64_C(0xcbf29ce484222325);
    struct digests d = {start, start, start, start};
    for (size_t i = 0; i < r->n_spikes; i++) {
        add_double(&d.spikes, r->spikes[i].began_s);
        add_double(&d.spikes, r->spikes[i].end_plate_s);
        add_double(&d.spikes, r->spikes[i].fibres);
        add(&d.spikes, r->spikes[i].unit | (uint64_t)r->spikes[i].origin << 32, 8);
    }
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        add_trace(&d.emg, r->emg_uv[e], r->n_emg);
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        add_trace(&d.movement, r->force_n[m], r->n_movement);
    for (int k = 0; k < PHIL_N_NODES; k++) {
        add_trace(&d.movement, r->right_mm[k], r->n_movement);
        add_trace(&d.movement, r->down_mm[k], r->n_movement);
    }
    digest_told(&d.told, r);
    return d;
}

static bool run(const struct setting *setting, struct digests *digests, size_t *n_spikes)
{
    static const struct phil_nerve_act acts[] = {{PHIL_ACT_PRESS, 0.05, 0.3, 0.4},
                                                 {PHIL_ACT_BLINK, 0.5, 0.5, 0},
                                                 {PHIL_ACT_SMILE, 0.6, 0.9, 0.3}};
    static const struct phil_nerve_stimulus stimulus = {PHIL_STIMULATE_ZYGOMATIC, PHIL_SIDE_LEFT,
                                                        0.1};
    struct phil_nerve_dose doses[MOST_CAUSES];
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seed = 20;
    s.acts = acts;
    s.stimuli = &stimulus;
    s.n_stimuli = 1;
    s.step_ms = setting->step_ms;
    s.noise = setting->noise;
    for (int m = 0; m < PHIL_N_MUSCLES && setting->small; m++)
        s.units[m] = 8;
    s.seconds = setting->small ? 0.3 : 1;
    s.n_acts = setting->small ? 1 : 3;
    s.doses = doses;
    for (int i = 0; i < MOST_CAUSES && setting->causes[i]; i++)
        if (phil_nerve_dose_init(&doses[s.n_doses++], phil_nerve_cause_find(setting->causes[i]),
                                 setting->severity, NULL) != PHIL_OK)
            return false;
    struct phil_nerve_result *result;
    if (phil_nerve_run(&result, &s, NULL, NULL) != PHIL_OK)
        return false;
    *digests = digest_of(result);
    *n_spikes = result->n_spikes;
    phil_nerve_result_free(result);
    return true;
}

/* One line of digests.txt. */
static void write_line(char *line, size_t size, const struct setting *setting)
{
    struct digests d = {0};
    size_t n_spikes = 0;
    if (!run(setting, &d, &n_spikes))
        n_spikes = 0;
    snprintf(line, size, "%s %zu %016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n",
             setting->name, n_spikes, d.spikes, d.emg, d.movement, d.told);
}

static bool is_kept(FILE *kept, const char *wanted)
{
    char line[160];
    rewind(kept);
    while (fgets(line, sizeof line, kept))
        if (strcmp(line, wanted) == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    const bool make = argc > 1 && strcmp(argv[1], "make") == 0;
    const bool small = argc > 2 && strcmp(argv[2], "small") == 0;
    FILE *kept = argc > 1 && !make ? fopen(argv[1], "r") : NULL;
    int number = 0, failed = 0;
    if (make)
        printf(
            "# setting, spikes, digests of spikes, EMG, movement, units with events and values\n");
    else if (!kept)
        return 2;
    for (int i = 0; i < N_SETTINGS; i++) {
        char line[160];
        if (small && !settings[i].small)
            continue;
        write_line(line, sizeof line, &settings[i]);
        const bool same = !make && is_kept(kept, line);
        failed += !same;
        if (!make)
            printf("%sok %d - the bits of: %s\n", same ? "" : "not ", ++number, settings[i].name);
        if (!same)
            printf("%s%s", make ? "" : "# ", line);
    }
    if (kept)
        fclose(kept);
    if (!make)
        printf("1..%d\n", number);
    return failed && !make ? 1 : 0;
}
