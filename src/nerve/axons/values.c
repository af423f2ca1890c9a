/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of axons and root, for the header of outputs. */
#include "nerve/anatomy.h"
#include "nerve/axons/inside.h"
#include "nerve/axons/runs.h"
#include "nerve/values.h"

static const char spec[] = "judged; checked by the latencies of rows 13 and 14";
static const char node[] = "McIntyre, Richardson and Grill 2002";

const struct phil_nerve_value *phil_axons_values(size_t *n)
{
    static const struct phil_nerve_value values[] = {
        {"axon.root_at", PHIL_ROOT_MM, "mm", spec, PHIL_NERVE_ASSUMED},
        {"axon.foramen_at", PHIL_FORAMEN_MM, "mm", spec, PHIL_NERVE_ASSUMED},
        {"axon.terminal_delay", PHIL_TERMINAL_MS, "ms", spec, PHIL_NERVE_ASSUMED},
        {"axon.junction_delay", PHIL_JUNCTION_MS, "ms", "textbooks", PHIL_NERVE_KNOWN},
        {"axon.refractory", PHIL_REFRACTORY_MS, "ms", "textbooks", PHIL_NERVE_KNOWN},
        {"axon.relatively_refractory", PHIL_RELATIVE_MS, "ms", "textbooks", PHIL_NERVE_KNOWN},
        {"axon.relative_slowing", PHIL_RELATIVE_SLOWING, "times", "judged", PHIL_NERVE_ASSUMED},
        {"axon.f_wave_chance", PHIL_REFLECTED_CHANCE, "", "of motor units: 1 to 5 %",
         PHIL_NERVE_KNOWN},
        {"axon.f_wave_turn", PHIL_TURN_MS, "ms", "usual in F-wave formulae", PHIL_NERVE_KNOWN},
        {"axon.stimulus_activation", PHIL_ACTIVATION_MS, "ms", "textbooks", PHIL_NERVE_KNOWN},
        {"site.noise", PHIL_SITE_NOISE_UA_CM2, "uA/cm2", "judged", PHIL_NERVE_ASSUMED},
        {"site.noise_time", PHIL_SITE_NOISE_MS, "ms", "judged", PHIL_NERVE_ASSUMED},
        {"site.sodium_fast", 3000, "mS/cm2", node, PHIL_NERVE_PUBLISHED},
        {"site.sodium_persistent", 10, "mS/cm2", node, PHIL_NERVE_PUBLISHED},
        {"site.potassium_slow", 80, "mS/cm2", node, PHIL_NERVE_PUBLISHED},
        {"site.leak", 7, "mS/cm2", node, PHIL_NERVE_PUBLISHED},
        {"site.capacity", 2, "uF/cm2", node, PHIL_NERVE_PUBLISHED},
        {"site.pump_step", PHIL_SITE_PUMP_STEP, "uA/cm2", "fits bursts", PHIL_NERVE_DERIVED},
        {"site.pump_time", PHIL_SITE_PUMP_MS, "ms", "fits bursts", PHIL_NERVE_DERIVED},
        {"site.slow_pump_step", PHIL_SITE_SLOW_PUMP_STEP, "uA/cm2",
         "judged; effect: Bostock and Bergmans 1994", PHIL_NERVE_ASSUMED},
        {"site.slow_pump_time", PHIL_SITE_SLOW_PUMP_MS, "ms",
         "judged; effect: Bostock and Bergmans 1994", PHIL_NERVE_ASSUMED},
        {"site.potassium_step", PHIL_SITE_POTASSIUM_STEP, "uA/cm2",
         "judged; effect: Kapoor et al. 1993", PHIL_NERVE_ASSUMED},
        {"site.potassium_time", PHIL_SITE_POTASSIUM_MS, "ms", "judged; effect: Kapoor et al. 1993",
         PHIL_NERVE_ASSUMED},
        {"site.potassium_most", PHIL_SITE_POTASSIUM_MOST, "uA/cm2",
         "about 10 mmol/L around the axon", PHIL_NERVE_ASSUMED},
        {"site.passing", PHIL_SITE_PASSING_MV, "mV times load", "judged", PHIL_NERVE_ASSUMED},
        {"site.ephapse", PHIL_SITE_EPHAPSE_UA_CM2, "uA/cm2", "6 mS/cm2 and a spike, judged",
         PHIL_NERVE_ASSUMED},
        {"terminal.doublet_least", PHIL_DOUBLET_LEAST_MS, "ms", "specification",
         PHIL_NERVE_ASSUMED},
        {"terminal.doublet_most", PHIL_DOUBLET_MOST_MS, "ms", "specification", PHIL_NERVE_ASSUMED},
        {"myokymia.interval_least", PHIL_GROUP_INTERVAL_LEAST_MS, "ms",
         "clinical descriptions: 30-60 Hz", PHIL_NERVE_KNOWN},
        {"myokymia.interval_most", PHIL_GROUP_INTERVAL_MOST_MS, "ms",
         "clinical descriptions: 30-60 Hz", PHIL_NERVE_KNOWN},
        {"myokymia.phase_noise_least", PHIL_PHASE_NOISE_LEAST, "", "judged", PHIL_NERVE_ASSUMED},
        {"myokymia.phase_noise_most", PHIL_PHASE_NOISE_MOST, "", "judged", PHIL_NERVE_ASSUMED},
        {"myokymia.spikes_most", PHIL_GROUP_MOST, "", "specification", PHIL_NERVE_ASSUMED},
        {"run.median_length", PHIL_RUN_MEDIAN_MS, "ms", "judged", PHIL_NERVE_ASSUMED},
        {"run.slowest", PHIL_RUN_SLOWEST_HZ, "Hz", "eyelid myokymia: 3-8 Hz", PHIL_NERVE_PUBLISHED},
        {"run.fastest", PHIL_RUN_FASTEST_HZ, "Hz", "eyelid myokymia: 3-8 Hz", PHIL_NERVE_PUBLISHED},
    };
    *n = sizeof values / sizeof *values;
    return values;
}
