/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of the surface EMG, for the header of outputs. */
#include "nerve/muscle/amplifier.h"
#include "nerve/muscle/conductor.h"
#include "nerve/values.h"

static const char known_muscle[] = "muscle as a volume conductor";
static const char known_limb[] = "muscles of limbs";

const struct phil_nerve_value *phil_emg_values(size_t *n)
{
    static const struct phil_nerve_value values[] = {
        {"emg.conductivity_within_fibres", PHIL_CONDUCTOR_WITHIN_S_M, "S/m", known_muscle,
         PHIL_NERVE_KNOWN},
        {"emg.conductivity_across_fibres", PHIL_CONDUCTOR_ACROSS_S_M, "S/m", known_muscle,
         PHIL_NERVE_KNOWN},
        {"emg.anisotropy", PHIL_CONDUCTOR_ANISOTROPY, "", known_muscle, PHIL_NERVE_KNOWN},
        {"emg.fibre_diameter", PHIL_FIBRE_DIAMETER_MM, "mm",
         "20 to 41 um in mimic muscles: Freilinger et al. 1990", PHIL_NERVE_PUBLISHED},
        {"emg.fibre_diameter_spread", PHIL_FIBRE_DIAMETER_SPREAD_MM, "mm", "judged",
         PHIL_NERVE_ASSUMED},
        {"emg.velocity_at_55_um", PHIL_FIBRE_VELOCITY_M_S, "m/s", known_limb, PHIL_NERVE_KNOWN},
        {"emg.velocity_by_um", PHIL_FIBRE_VELOCITY_BY_UM, "m/s", known_limb, PHIL_NERVE_KNOWN},
        {"emg.velocity_least", PHIL_FIBRE_LEAST_VELOCITY_M_S, "m/s", "judged", PHIL_NERVE_ASSUMED},
        {"emg.territory_half_width", PHIL_FIBRE_TERRITORY_MM, "mm", "judged", PHIL_NERVE_ASSUMED},
        {"emg.territory_half_depth", PHIL_FIBRE_THICKNESS_MM, "mm", "judged", PHIL_NERVE_ASSUMED},
        {"emg.least_depth", PHIL_FIBRE_LEAST_DEPTH_MM, "mm", "judged", PHIL_NERVE_ASSUMED},
        {"emg.least_depth_lid", PHIL_FIBRE_LEAST_DEPTH_LID_MM, "mm", "judged", PHIL_NERVE_ASSUMED},
        {"emg.end_plate_spread", PHIL_FIBRE_END_PLATE_SPREAD_MM, "mm",
         "judged; clusters: Happak et al. 1997, Lapatki et al. 2006", PHIL_NERVE_ASSUMED},
        {"emg.fibre_end_spread", PHIL_FIBRE_END_SPREAD_MM, "mm", "judged", PHIL_NERVE_ASSUMED},
        {"emg.electrode_distance", PHIL_ELECTRODE_PAIR_MM, "mm", "usual on faces",
         PHIL_NERVE_KNOWN},
        {"emg.electrode_radius", PHIL_ELECTRODE_RADIUS_MM, "mm", "usual on faces",
         PHIL_NERVE_KNOWN},
        {"emg.high_pass", PHIL_AMPLIFIER_HIGH_PASS_HZ, "Hz", "usual: 10 to 500 Hz",
         PHIL_NERVE_KNOWN},
        {"emg.low_pass", PHIL_AMPLIFIER_LOW_PASS_HZ, "Hz",
         "400 to 500 Hz for faces: van Boxtel 2001", PHIL_NERVE_PUBLISHED},
        {"emg.noise", PHIL_AMPLIFIER_NOISE_UV, "uV rms", "usual: 1 to 2 uV", PHIL_NERVE_KNOWN},
    };
    *n = sizeof values / sizeof *values;
    return values;
}
