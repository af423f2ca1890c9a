/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of motoneurons, for the header of outputs. */
#include "nerve/motoneurons/membrane.h"
#include "nerve/values.h"

static const char coded[] = "cat spinal: Elias and Kohn 2013, as coded in an open model";
static const char gates[] = "Traub et al. 1991; Cisi and Kohn 2008";
static const char lesion[] = "own trial integration: the region that bursts is narrow";

const struct phil_nerve_value *phil_motoneurons_values(size_t *n)
{
    static const struct phil_nerve_value values[] = {
        {"soma.radius_least", PHIL_SOMA_RADIUS_UM_SMALL, "um", coded, PHIL_NERVE_PUBLISHED},
        {"soma.radius_most", PHIL_SOMA_RADIUS_UM_LARGE, "um", coded, PHIL_NERVE_PUBLISHED},
        {"soma.length_least", PHIL_SOMA_LENGTH_UM_SMALL, "um", coded, PHIL_NERVE_PUBLISHED},
        {"soma.length_most", PHIL_SOMA_LENGTH_UM_LARGE, "um", coded, PHIL_NERVE_PUBLISHED},
        {"soma.resistance_least", PHIL_SOMA_KOHM_CM2_SMALL, "kohm cm2", coded,
         PHIL_NERVE_PUBLISHED},
        {"soma.resistance_most", PHIL_SOMA_KOHM_CM2_LARGE, "kohm cm2", coded, PHIL_NERVE_PUBLISHED},
        {"soma.sodium", PHIL_SOMA_NA_MS_CM2, "mS/cm2", coded, PHIL_NERVE_PUBLISHED},
        {"soma.fast_potassium_least", PHIL_SOMA_KF_MS_CM2_SMALL, "mS/cm2", coded,
         PHIL_NERVE_PUBLISHED},
        {"soma.fast_potassium_most", PHIL_SOMA_KF_MS_CM2_LARGE, "mS/cm2", coded,
         PHIL_NERVE_PUBLISHED},
        {"soma.slow_potassium_least", PHIL_SOMA_KS_MS_CM2_SMALL, "mS/cm2", coded,
         PHIL_NERVE_PUBLISHED},
        {"soma.slow_potassium_most", PHIL_SOMA_KS_MS_CM2_LARGE, "mS/cm2", coded,
         PHIL_NERVE_PUBLISHED},
        {"dendrite.radius_least", PHIL_DENDRITE_RADIUS_UM_SMALL, "um", coded, PHIL_NERVE_PUBLISHED},
        {"dendrite.radius_most", PHIL_DENDRITE_RADIUS_UM_LARGE, "um", coded, PHIL_NERVE_PUBLISHED},
        {"dendrite.length_least", PHIL_DENDRITE_LENGTH_UM_SMALL, "um", coded, PHIL_NERVE_PUBLISHED},
        {"dendrite.length_most", PHIL_DENDRITE_LENGTH_UM_LARGE, "um", coded, PHIL_NERVE_PUBLISHED},
        {"dendrite.resistance_least", PHIL_DENDRITE_KOHM_CM2_SMALL, "kohm cm2", coded,
         PHIL_NERVE_PUBLISHED},
        {"dendrite.resistance_most", PHIL_DENDRITE_KOHM_CM2_LARGE, "kohm cm2", coded,
         PHIL_NERVE_PUBLISHED},
        {"dendrite.calcium_least", PHIL_DENDRITE_CA_MS_CM2_SMALL, "mS/cm2", coded,
         PHIL_NERVE_PUBLISHED},
        {"dendrite.calcium_most", PHIL_DENDRITE_CA_MS_CM2_LARGE, "mS/cm2", coded,
         PHIL_NERVE_PUBLISHED},
        {"cell.capacitance", PHIL_CELL_UF_CM2, "uF/cm2", coded, PHIL_NERVE_PUBLISHED},
        {"cell.axial_resistance", PHIL_CELL_OHM_CM, "ohm cm", coded, PHIL_NERVE_PUBLISHED},
        {"cell.e_sodium", 50, "mV", gates, PHIL_NERVE_PUBLISHED},
        {"cell.e_potassium", PHIL_E_K_MV, "mV", gates, PHIL_NERVE_PUBLISHED},
        {"cell.e_leak", PHIL_E_LEAK_MV, "mV", gates, PHIL_NERVE_PUBLISHED},
        {"cell.e_calcium", 70, "mV", "Booth et al. 1997", PHIL_NERVE_PUBLISHED},
        {"cell.e_excitation", 0, "mV", "glutamate", PHIL_NERVE_KNOWN},
        {"cell.excitation_of_drive_1", PHIL_CELL_GE_US, "uS", "judged: peak rates",
         PHIL_NERVE_ASSUMED},
        {"cell.half_activation_calcium", PHIL_V_P_MV, "mV", "Booth et al. 1997",
         PHIL_NERVE_PUBLISHED},
        {"cell.tau_calcium_gate", PHIL_TAU_P_MS, "ms", "Booth et al. 1997", PHIL_NERVE_PUBLISHED},
        {"cell.tau_noise", PHIL_TAU_XI_MS, "ms", "judged: synaptic", PHIL_NERVE_ASSUMED},
        {"cell.spike_threshold", PHIL_SPIKE_MV, "mV", "where a spike is counted",
         PHIL_NERVE_ASSUMED},
        {"lesion.calcium_gain", PHIL_LESION_CA_GAIN, "", lesion, PHIL_NERVE_DERIVED},
        {"lesion.calcium_potassium", PHIL_LESION_KCA, "of calcium", lesion, PHIL_NERVE_DERIVED},
        {"lesion.slow_potassium", PHIL_LESION_KS, "of healthy", lesion, PHIL_NERVE_DERIVED},
        {"lesion.half_activation_calcium", PHIL_LESION_V_P_MV, "mV", lesion, PHIL_NERVE_DERIVED},
        {"lesion.tau_calcium", PHIL_TAU_CA_MS, "ms", lesion, PHIL_NERVE_DERIVED},
    };
    *n = sizeof values / sizeof *values;
    return values;
}
