/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nerve/anatomy.h"

#include <math.h>

/* From the foramen to the muscle: 85 mm to the mouth and 75 mm to the eye follow the
 * specification; the others are judged from where the muscles lie. */
static const double foramen_to_muscle_mm[PHIL_N_MUSCLES / 2] = {
    [PHIL_ORIS_UPPER_LEFT / 2] = 85,  [PHIL_ORIS_LOWER_LEFT / 2] = 85,
    [PHIL_DEPRESSOR_LEFT / 2] = 85,   [PHIL_MENTALIS_LEFT / 2] = 95,
    [PHIL_ZYGOMATICUS_LEFT / 2] = 70, [PHIL_OCULI_LEFT / 2] = 75,
};

/* From the foramen to an electrode over a branch, mm, judged: the zygomatic branch is reached in
 * front of the ear, the marginal one at the corner of the jaw. */
#define ZYGOMATIC_MM 40.0
#define MARGINAL_MM  60.0

double phil_anatomy_terminal_mm(enum phil_nerve_muscle muscle)
{
    return PHIL_FORAMEN_MM + foramen_to_muscle_mm[muscle / 2];
}

static bool on_zygomatic_branch(int pair)
{
    return pair == PHIL_OCULI_LEFT / 2 || pair == PHIL_ZYGOMATICUS_LEFT / 2;
}

static bool on_marginal_branch(int pair)
{
    return pair == PHIL_ORIS_LOWER_LEFT / 2 || pair == PHIL_DEPRESSOR_LEFT / 2 ||
           pair == PHIL_MENTALIS_LEFT / 2;
}

double phil_anatomy_stimulus_mm(const struct phil_nerve_stimulus *stimulus,
                                enum phil_nerve_muscle muscle)
{
    if (phil_nerve_muscle_side(muscle) != stimulus->side)
        return NAN;
    switch (stimulus->place) {
    case PHIL_STIMULATE_FORAMEN:
        return PHIL_FORAMEN_MM;
    case PHIL_STIMULATE_ZYGOMATIC:
        return on_zygomatic_branch(muscle / 2) ? PHIL_FORAMEN_MM + ZYGOMATIC_MM : NAN;
    case PHIL_STIMULATE_MARGINAL:
        return on_marginal_branch(muscle / 2) ? PHIL_FORAMEN_MM + MARGINAL_MM : NAN;
    default:
        return NAN;
    }
}

double phil_anatomy_trunk_ms(double to_mm, double velocity_m_s, bool affected,
                             const struct phil_root_physiology *root)
{
    double slow_mm = 0;
    if (affected) {
        const double from = PHIL_ROOT_MM - root->slow_mm / 2;
        const double to = PHIL_ROOT_MM + root->slow_mm / 2;
        slow_mm = fmax(0, fmin(to, to_mm) - fmax(0, from));
    }
    double ms = (to_mm - slow_mm) / velocity_m_s;
    if (slow_mm > 0)
        ms += slow_mm / root->slow_m_s;
    return ms;
}

double phil_anatomy_latency_ms(enum phil_nerve_muscle muscle, double velocity_m_s, bool affected,
                               const struct phil_root_physiology *root)
{
    return phil_anatomy_trunk_ms(phil_anatomy_terminal_mm(muscle), velocity_m_s, affected, root) +
           PHIL_TERMINAL_MS + PHIL_JUNCTION_MS;
}
