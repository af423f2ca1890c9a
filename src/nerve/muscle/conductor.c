/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A muscle fibre in a volume conductor.
 *
 * Idea. From the end-plate two copies of the intracellular action potential V run to the fibre's
 * ends at velocity v. The current through the membrane is proportional to V''; at the end-plate
 * and at the ends what flows in equals what flows out. In an anisotropic half space below
 * insulating air each bit of current at distance z along the fibre weighs
 *
 *   w(z) = 1 / sqrt(sigma_z/sigma_r r^2 + (z - z_e)^2),      r: from the fibre to the electrode,
 *
 * so that (the line source: Rosenfalck 1969, Acta Physiol Scand Suppl 321)
 *
 *   phi(t) = K [ int_0^L V''(vt - z) w(z) dz - V'(vt) w(0) + V'(vt - L) w(L) ],
 *   K = 2 sigma_i d^2 / (16 sigma_r)
 *
 * for each of the two copies. Integrated once by parts, the end terms are gone:
 *
 *   phi(t) = K int_0^L V'(vt - z) w'(z) dz.
 *
 * Fast and as exact as one wants. V' does not depend on the fibre, so w' can be summed over all
 * fibres of a unit, over both directions and over the two electrodes of a pair first, in slots
 * along the way from the end-plate, and folded with V' once. The slots are whole samples of vt
 * (about half a millimetre), by the midpoint rule with its corrections at the front and at the
 * end-plate: errors stay below 0.5 % of the peak (tests/nerve/test_emg.c compares with brute
 * force). Electrodes are discs of a few millimetres, which matters right above shallow fibres; they
 * are taken into account to second order in their radius (within 2 % of the peak).
 *
 * Where it fails: no skin, fat or bone of their own conductivity, fibres of one diameter and
 * velocity within a unit, straight fibres, an action potential of fixed shape.
 */
#include "nerve/muscle/conductor.h"

#include "base/exact.h"

#include <math.h>

static const double TAIL_MM = 18;  /* behind the front V' is below 0.01 % of its peak there */
static const double SLOT_MM = 0.5; /* at most, unless one sample is longer */

double phil_conductor_slope(double z_mm)
{
    return z_mm > 0 ? 96 * z_mm * z_mm * (3 - z_mm) * phil_exact_exp(-z_mm) : 0;
}

double phil_conductor_strength(double diameter_mm)
{
    return 2 * PHIL_CONDUCTOR_WITHIN_S_M / (16 * PHIL_CONDUCTOR_ACROSS_S_M) * diameter_mm *
           diameter_mm;
}

struct phil_conductor_grid phil_conductor_grid(const struct phil_bundle *bundle, double rate_hz)
{
    struct phil_conductor_grid grid = {.step_mm = bundle->velocity_m_s * 1000 / rate_hz};
    grid.per_slot = grid.step_mm < SLOT_MM ? (int)floor(SLOT_MM / grid.step_mm) : 1;
    /* Ends and end-plates of fibres scatter by some millimetres about the bundle's. */
    const double longest =
        fmax(bundle->end_plates_mm, bundle->length_mm - bundle->end_plates_mm) + 7;
    grid.n_slots = (int)ceil(longest / (grid.step_mm * grid.per_slot));
    if (grid.n_slots > PHIL_CONDUCTOR_SLOTS)
        grid.n_slots = PHIL_CONDUCTOR_SLOTS;
    grid.n_samples = grid.n_slots * grid.per_slot + (int)ceil(TAIL_MM / grid.step_mm);
    return grid;
}

/* Where an electrode is, seen along a fibre. */
struct view {
    float along, squared; /* mm from the bundle's origin; sigma_z/sigma_r r^2 */
};

/* A disc of radius a sees the mean of the potential over it. To second order in a this is as if
 * r^2 in w'' were different: a^2/4 is the disc's variance in each direction. */
static struct view look(const struct phil_bundle *bundle, const struct phil_fibre *fibre,
                        struct phil_point electrode, float radius_mm)
{
    const float anisotropy = (float)PHIL_CONDUCTOR_ANISOTROPY;
    const float x = electrode.x - bundle->origin.x, y = electrode.y - bundle->origin.y;
    const float side = x * -bundle->dy + y * bundle->dx - fibre->across_mm;
    const float squared = side * side + fibre->depth_mm * fibre->depth_mm;
    const float variance = radius_mm * radius_mm / 4;
    return (struct view){
        .along = x * bundle->dx + y * bundle->dy,
        .squared = anisotropy * squared +
                   variance * (anisotropy + 3 - 5 * anisotropy * side * side / squared),
    };
}

/* w' of the plus electrode at p mm beyond it, less that of the minus one at m mm beyond that. */
static inline float slope_of_weight(float p, float p_squared, float m, float m_squared)
{
    const float a = p_squared + p * p, b = m_squared + m * m;
    return m / (b * sqrtf(b)) - p / (a * sqrtf(a));
}

/* One direction: electrodes stand `plus` and `minus` mm along the way. */
static void add_way(struct phil_lead *lead, const struct phil_conductor_grid *grid, float length,
                    float plus, float plus_squared, float minus, float minus_squared)
{
    const float slot = (float)grid->step_mm * (float)grid->per_slot;
    const float full = length / slot;
    const int n = full < (float)grid->n_slots ? (int)full : grid->n_slots;
    for (int j = 0; j < n; j++) {
        const float z = ((float)j + 0.5F) * slot;
        lead->weight[j] += slope_of_weight(z - plus, plus_squared, z - minus, minus_squared);
    }
    /* What is left of the last slot, shared so that its middle is where it is. */
    if (n > 0 && n < grid->n_slots) {
        const float part = full - (float)n, z = ((float)n + part / 2) * slot;
        const float rest = part * slope_of_weight(z - plus, plus_squared, z - minus, minus_squared);
        lead->weight[n] += (1 + part) / 2 * rest;
        lead->weight[n - 1] += (1 - part) / 2 * rest;
    }
}

void phil_conductor_add(struct phil_lead *lead, const struct phil_conductor_grid *grid,
                        const struct phil_bundle *bundle, const struct phil_fibre *fibre,
                        const struct phil_electrode_pair *pair)
{
    const struct view plus = look(bundle, fibre, pair->plus, pair->radius_mm);
    const struct view minus = look(bundle, fibre, pair->minus, pair->radius_mm);
    const float from = fibre->end_plate_mm;
    add_way(lead, grid, fibre->to_mm - from, plus.along - from, plus.squared, minus.along - from,
            minus.squared);
    add_way(lead, grid, from - fibre->from_mm, from - plus.along, plus.squared, from - minus.along,
            minus.squared);
}

/* V' as a slot whose middle is z behind the front counts it. V' begins as 288 z^2 - 384 z^3, whose
 * bend the midpoint rule does not see: the first slot behind the front makes up for it with the
 * terms of the Euler-Maclaurin formula (Bernoulli's polynomials at the front). */
static double slope_in_slot(double z, double slot)
{
    double slope = phil_conductor_slope(z);
    if (z > 0 && z <= slot) {
        const double x = z / slot, h2 = slot * slot;
        const double b3 = x * (x - 0.5) * (x - 1);
        const double b4 = x * x * (x - 1) * (x - 1) - 1.0 / 30;
        slope += h2 / 6 * b3 * 576 - h2 * slot / 24 * b4 * 2304;
    }
    return slope;
}

void phil_conductor_fold(const struct phil_lead *lead, const struct phil_conductor_grid *grid,
                         double diameter_mm, float *out_uv)
{
    /* V' at the samples that a slot's middle meets while it passes. */
    float slope[4 * PHIL_CONDUCTOR_SLOTS] = {0};
    const double slot = grid->step_mm * grid->per_slot;
    int n_slope = (int)ceil((TAIL_MM + slot / 2) / grid->step_mm);
    if (n_slope > 4 * PHIL_CONDUCTOR_SLOTS)
        n_slope = 4 * PHIL_CONDUCTOR_SLOTS;
    const double scale = 1000 * phil_conductor_strength(diameter_mm) * slot;
    for (int i = 0; i < n_slope; i++)
        slope[i] = (float)(scale * slope_in_slot(i * grid->step_mm - slot / 2, slot));
    for (int k = 0; k < grid->n_samples; k++)
        out_uv[k] = 0;
    for (int j = 0; j < grid->n_slots; j++) {
        /* The midpoint rule's correction at the end-plate, h^2/24 f'(0): what of f' belongs to V''
         * cancels between the two directions. */
        const float weight =
            lead->weight[j] + (j == 0 ? (lead->weight[0] - lead->weight[1]) / 24 : 0);
        const int from = j * grid->per_slot;
        const int n = n_slope < grid->n_samples - from ? n_slope : grid->n_samples - from;
        for (int i = 0; i < n; i++)
            out_uv[from + i] += slope[i] * weight;
    }
}
