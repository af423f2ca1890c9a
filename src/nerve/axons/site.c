/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The excitable site.
 *
 * Idea: the node of McIntyre, Richardson and Grill (2002, doi:10.1152/jn.00353.2001) with fast and
 * persistent sodium and slow potassium; its neighbours are one conductance, the load: a healthy
 * node must charge its internodes, a demyelinated one is left alone and so excitable. Each spike
 * leaves three currents behind.
 *
 *   2 dV/dt = - 3000 m^3 h (V - 50) - 10 f_NaP p^3 (V - 50) - 80 f_Ks s (V - E_K) - 7 (V - E_K)
 *             - g_load (V + 80) + I_injected + I_noise + I_pulses - w - u + k
 *   dw/dt = - w / 150 ms,  w += 5 at each spike
 *   du/dt = - u / 4 s,     u += 2.5
 *   dk/dt = - k / 0.8 s,   k += 8 (1 - k / 250)
 *
 * w ends a burst and sets the pause to the next. u is the pump that removes sodium after
 * activity (trains leave human axons depressed: Kiernan et al. 1997,
 * doi:10.1113/jphysiol.1997.sp022015; motor axons: Bostock and Bergmans 1994, Vagg et al.
 * 1998). k is potassium that gathers in the narrow space about an axon and depolarises it (same
 * papers; ectopic bursts of demyelinated axons: Kapoor et al. 1993, Felts et al. 1995); 250
 * uA/cm2 through the potassium conductances at rest are 24 mV of E_K, potassium of 10 mmol/L,
 * which is about where tissue holds it. k keeps a paroxysm going once something has set it off,
 * u ends it a second or two later and keeps the site quiet for some seconds. That these
 * currents exist is published; their sizes and times are assumed, so that paroxysms are as long
 * as clonic spasms are.
 *
 * Integration: gates stand half a step ahead of the potential and are moved by the exact
 * exponential of their rates at it (Rush-Larsen); the potential then follows the conductances by V
 * += (B - G V) a (1 + x/2) / (1 + x + x^2/2), a = dt / C, x = G a, which is the exact exponential
 * to second order and, unlike Crank-Nicolson, does not ring when x is large - it reaches 5 in a
 * spike. Rates come from a table over the potential, straight between rows a quarter of a millivolt
 * apart; the four gates of a site lie in one vector.
 *
 * Steps: 0.01 ms where fast sodium takes part in what happens, 0.05 ms elsewhere. Sodium amplifies
 * a change of the potential by about 130 mV / 7 mV x 3 g_fast / g; while g_fast is below a fortieth
 * of g that stays near one and the membrane follows its slow currents within 20 us, gates are exact
 * for any step, and nothing is left to resolve but noise of 2 ms. (A bound on the potential instead
 * lost a fifth of the spikes that noise makes near threshold.) When the step changes gates are
 * moved by 0.03 ms once, so that they stand half a step ahead again. What that costs in accuracy is
 * tested against a Runge-Kutta integration at 1 us (tests/nerve/test_site.c).
 *
 * Noise: an Ornstein-Uhlenbeck current, 2 ms, standing still within a frame. Its steps are uniform
 * rather than normal numbers; over the forty frames that it remembers they add up to a normal one
 * (excess kurtosis -0.03), and one draw of 64 bits serves four frames.
 *
 * Where it fails: one node stands for a stretch of demyelinated axon; potassium around it is a
 * current and not a concentration.
 */
#include "nerve/axons/site.h"

#include "base/checked.h"
#include "base/exact.h"
#include "base/random.h"
#include "nerve/streams.h"

#include <math.h>

#define CAPACITY      2.0f /* uF/cm2 */
#define ENA_MV        50.0f
#define EK_MV         -90.0
#define LOAD_MV       -80.0f
#define FAST_NA       3000.0f
#define PERSISTENT_NA 10.0f
#define SLOW_K        80.0f
#define LEAK          7.0f

#define SPIKE_MV -20.0f
#define READY_MV -40.0f /* below this a spike is over */

/* Large steps only where fast sodium is less than this part of all conductance, and where the last
 * frame changed less than that; both found by trial, see the essay. */
#define CALM_PARTS       40.0f
#define COARSE_CHANGE_MV 0.5f

/* The table. */
#define LOWEST_MV   -130.0
#define ROWS_PER_MV 4
enum { ROWS = 220 * ROWS_PER_MV };

/* ---- gates ---- */

/* x / (1 - exp(-x / k)); k at 0. */
static double ramp(double x, double k)
{
    const double y = x / k;
    if (fabs(y) < 1e-6)
        return k * (1 + y / 2);
    return x / (1 - phil_exact_exp(-y));
}

static double sigmoid(double x)
{
    return 1 / (1 + phil_exact_exp(-x));
}

void phil_site_rates(double mv, double gate_shift_mv, double opens[4], double shuts[4])
{
    const double v = mv + gate_shift_mv;
    opens[0] = 6.57 * ramp(v + 20.4, 10.3);
    shuts[0] = 0.304 * ramp(-(v + 25.7), 9.16);
    opens[1] = 0.34 * ramp(-(v + 114), 11);
    shuts[1] = 12.6 * sigmoid((v + 31.8) / 13.4);
    opens[2] = 0.0353 * ramp(mv + 27, 10.2);
    shuts[2] = 0.000883 * ramp(-(mv + 34), 10);
    opens[3] = 0.3 * sigmoid((mv + 53) / 5);
    shuts[3] = 0.03 * sigmoid(mv + 90);
}

/* Rows of the table for one step. */
static void fill(struct phil_site_row *row, double step_ms, double gate_shift_mv)
{
    for (int i = 0; i <= ROWS; i++) {
        double opens[4], shuts[4];
        phil_site_rates(LOWEST_MV + (double)i / ROWS_PER_MV, gate_shift_mv, opens, shuts);
        for (int k = 0; k < 4; k++) {
            const double rate = opens[k] + shuts[k];
            row[i].aim[k] = (float)(opens[k] / rate);
            row[i].keep[k] = (float)phil_exact_exp(-rate * step_ms);
        }
    }
    for (int i = 0; i < ROWS; i++) {
        row[i].aim_slope = row[i + 1].aim - row[i].aim;
        row[i].keep_slope = row[i + 1].keep - row[i].keep;
    }
}

enum phil_status phil_site_medium_init(struct phil_site_medium *medium,
                                       const struct phil_root_physiology *physiology)
{
    struct phil_site_row *rows = phil_alloc_aligned(3 * (ROWS + 1), sizeof *rows);
    *medium = (struct phil_site_medium){
        .fine = rows,
        .load = (float)physiology->load_ms_cm2,
        .persistent_na = PERSISTENT_NA * (float)physiology->persistent_na,
        .passing = (float)nearbyint(PHIL_SITE_PASSING_MV * physiology->load_ms_cm2),
        .slow_k = SLOW_K * (float)physiology->slow_k,
        .ek_mv = (float)(EK_MV + physiology->ek_shift_mv),
    };
    if (!rows)
        return PHIL_EMEM;
    const double remembered = phil_exact_exp(-PHIL_SITE_FRAME_MS / PHIL_SITE_NOISE_MS);
    medium->noise_keep = (float)remembered;
    medium->noise_step = (float)(PHIL_SITE_NOISE_UA_CM2 *
                                 sqrt((1 - remembered * remembered) / (65536.0 * 65536.0 / 12)));
    medium->slow_pump_keep = (float)phil_exact_exp(-PHIL_SITE_FRAME_MS / PHIL_SITE_SLOW_PUMP_MS);
    medium->potassium_keep = (float)phil_exact_exp(-PHIL_SITE_FRAME_MS / PHIL_SITE_POTASSIUM_MS);
    medium->pump_keep = (float)phil_exact_exp(-PHIL_SITE_FRAME_MS / PHIL_SITE_PUMP_MS);
    medium->coarse = rows + (ROWS + 1);
    medium->between = rows + 2 * (ROWS + 1);
    const double shift = physiology->gate_shift_mv;
    fill(medium->fine, PHIL_SITE_STEP_MS, shift);
    fill(medium->coarse, PHIL_SITE_FRAME_MS, shift);
    fill(medium->between, (PHIL_SITE_STEP_MS + PHIL_SITE_FRAME_MS) / 2, shift);
    return PHIL_OK;
}

void phil_site_medium_release(struct phil_site_medium *medium)
{
    free(medium->fine);
    *medium = (struct phil_site_medium){.fine = NULL};
}

/* ---- one step ---- */

static inline void move_gates(struct phil_site *site, const struct phil_site_row *rows)
{
    float at = (site->mv - (float)LOWEST_MV) * ROWS_PER_MV;
    at = at > 0 ? at : 0;
    at = at < ROWS - 1 ? at : ROWS - 1;
    const int i = (int)at;
    const float part = at - (float)i;
    const struct phil_site_row *row = &rows[i];
    const phil_gates aim = row->aim + row->aim_slope * part;
    const phil_gates keep = row->keep + row->keep_slope * part;
    site->gates = aim + (site->gates - aim) * keep;
}

static inline void move_potential(struct phil_site *site, const struct phil_site_medium *medium,
                                  float current, float a)
{
    const float m = site->gates[0], h = site->gates[1], p = site->gates[2], s = site->gates[3];
    const float fast = FAST_NA * (m * m * m) * h;
    const float na = fast + medium->persistent_na * (p * p * p);
    const float k = medium->slow_k * s + LEAK;
    const float g = na + k + medium->load;
    const float b = na * ENA_MV + k * medium->ek_mv + medium->load * LOAD_MV + current;
    const float x = g * a;
    const float half = 1 + 0.5f * x;
    site->calm = fast * CALM_PARTS < g;
    site->mv += (b - g * site->mv) * (a * half / (1 + x * half));
}

/* Uniform numbers of four frames in one draw, as a current that is renewed each frame. */
static inline void move_noise(struct phil_site *site, const struct phil_site_medium *medium,
                              int64_t frame, uint64_t seed)
{
    const unsigned quarter = (unsigned)((uint64_t)frame & 3);
    if (quarter == 0)
        site->draws = phil_random_bits(
            seed, (uint64_t)site->unit * PHIL_STREAMS_PER_UNIT + PHIL_STREAM_SITE, (uint64_t)frame);
    const float u = (float)(int)(site->draws >> (16 * quarter) & 0xffff) - 32767.5f;
    site->noise = site->noise * medium->noise_keep + u * medium->noise_step;
}

/* Notes whether the last step carried the site into a spike. */
static inline bool rises(struct phil_site *site, float before_mv)
{
    if (site->mv < READY_MV)
        site->above = false;
    if (site->above || site->mv < SPIKE_MV)
        return false;
    site->above = true;
    site->pump += (float)PHIL_SITE_PUMP_STEP;
    site->slow_pump += (float)PHIL_SITE_SLOW_PUMP_STEP;
    site->potassium +=
        (float)PHIL_SITE_POTASSIUM_STEP * (1 - site->potassium / (float)PHIL_SITE_POTASSIUM_MOST);
    return before_mv < SPIKE_MV;
}

static inline bool fine_steps(struct phil_site *site, const struct phil_site_medium *medium,
                              int64_t frame, float steady, double *at_ms)
{
    const uint64_t first = (uint64_t)frame * PHIL_SITE_STEPS;
    bool fired = false;
    for (unsigned k = 0; k < PHIL_SITE_STEPS; k++) {
        const unsigned slot = (unsigned)((first + k) % PHIL_SITE_RING);
        site->passing += site->passing_change[slot];
        site->leaks += site->leaks_change[slot];
        site->passing_change[slot] = 0;
        site->leaks_change[slot] = 0;
        const float pulses =
            site->passing + (site->leaks > 0 ? (float)PHIL_SITE_EPHAPSE_UA_CM2 : 0);
        const float before_mv = site->mv;
        move_gates(site, k == 0 && site->was_coarse ? medium->between : medium->fine);
        move_potential(site, medium, steady + pulses, (float)PHIL_SITE_STEP_MS / CAPACITY);
        if (rises(site, before_mv)) {
            const double part = (double)(SPIKE_MV - before_mv) / (double)(site->mv - before_mv);
            *at_ms = (double)frame * PHIL_SITE_FRAME_MS + (k + part) * PHIL_SITE_STEP_MS;
            fired = true;
        }
        site->calm = site->calm && fabsf(site->mv - before_mv) < COARSE_CHANGE_MV / PHIL_SITE_STEPS;
    }
    site->was_coarse = false;
    return fired;
}

static inline bool coarse_step(struct phil_site *site, const struct phil_site_medium *medium,
                               int64_t frame, float steady, double *at_ms)
{
    const float before_mv = site->mv;
    move_gates(site, site->was_coarse ? medium->coarse : medium->between);
    move_potential(site, medium, steady, (float)PHIL_SITE_FRAME_MS / CAPACITY);
    site->calm = site->calm && fabsf(site->mv - before_mv) < COARSE_CHANGE_MV;
    site->was_coarse = true;
    *at_ms = (double)(frame + 1) * PHIL_SITE_FRAME_MS;
    return rises(site, before_mv);
}

bool phil_site_frame(struct phil_site *site, const struct phil_site_medium *medium, int64_t frame,
                     const uint64_t *seed, double *at_ms)
{
    if (seed)
        move_noise(site, medium, frame, *seed);
    const bool coarse = site->calm && frame > site->busy_until && !medium->always_fine;
    const float steady =
        site->injected + site->noise - site->pump - site->slow_pump + site->potassium;
    const bool fired = coarse ? coarse_step(site, medium, frame, steady, at_ms)
                              : fine_steps(site, medium, frame, steady, at_ms);
    site->pump *= medium->pump_keep;
    site->slow_pump *= medium->slow_pump_keep;
    site->potassium *= medium->potassium_keep;
    return fired;
}

void phil_site_rest(struct phil_site *site, const struct phil_site_medium *medium, float injected,
                    float slow_pump)
{
    const uint32_t unit = site->unit;
    *site = (struct phil_site){.mv = LOAD_MV,
                               .injected = injected,
                               .slow_pump = slow_pump,
                               .busy_until = INT64_MIN,
                               .unit = unit};
    site->gates = medium->fine[(int)((LOAD_MV - (float)LOWEST_MV) * ROWS_PER_MV)].aim;
}

/* The step in which a pulse begins; false when it lies too far ahead. */
static bool first_step(struct phil_site *site, int64_t frame, double at_ms, uint64_t *step)
{
    int64_t first = (int64_t)ceil(at_ms / PHIL_SITE_STEP_MS - 1e-6);
    if (first < frame * PHIL_SITE_STEPS)
        first = frame * PHIL_SITE_STEPS;
    const int64_t last = first + PHIL_SITE_PULSE_STEPS;
    if (last - frame * PHIL_SITE_STEPS >= PHIL_SITE_RING)
        return false;
    const int64_t busy = last / PHIL_SITE_STEPS;
    site->busy_until = busy > site->busy_until ? busy : site->busy_until;
    *step = (uint64_t)first;
    return true;
}

void phil_site_reach(struct phil_site *site, const struct phil_site_medium *medium, int64_t frame,
                     double at_ms)
{
    uint64_t step;
    if (!first_step(site, frame, at_ms, &step))
        return;
    site->passing_change[step % PHIL_SITE_RING] += medium->passing;
    site->passing_change[(step + PHIL_SITE_PULSE_STEPS) % PHIL_SITE_RING] -= medium->passing;
}

void phil_site_leak(struct phil_site *site, int64_t frame, double at_ms)
{
    uint64_t step;
    if (!first_step(site, frame, at_ms, &step))
        return;
    site->leaks_change[step % PHIL_SITE_RING]++;
    site->leaks_change[(step + PHIL_SITE_PULSE_STEPS) % PHIL_SITE_RING]--;
}
