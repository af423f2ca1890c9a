/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of muscles, electrodes, acts, origins, marks; where nodes lie on the face. */
#include <philtrum/nerve.h>

const char *phil_nerve_muscle_name(enum phil_nerve_muscle muscle)
{
    static const char *const name[PHIL_N_MUSCLES] = {
        "oris_upper_left",  "oris_upper_right",  "oris_lower_left", "oris_lower_right",
        "depressor_left",   "depressor_right",   "mentalis_left",   "mentalis_right",
        "zygomaticus_left", "zygomaticus_right", "oculi_left",      "oculi_right",
    };
    return (unsigned)muscle < PHIL_N_MUSCLES ? name[muscle] : NULL;
}

const char *phil_nerve_muscle_plain_name(enum phil_nerve_muscle muscle)
{
    static const char *const name[PHIL_N_MUSCLES] = {
        "ring muscle of the mouth, upper left",
        "ring muscle of the mouth, upper right",
        "ring muscle of the mouth, lower left",
        "ring muscle of the mouth, lower right",
        "muscle that pulls the corner of the mouth down, left",
        "muscle that pulls the corner of the mouth down, right",
        "chin muscle, left",
        "chin muscle, right",
        "smiling muscle, left",
        "smiling muscle, right",
        "ring muscle of the eye, left",
        "ring muscle of the eye, right",
    };
    return (unsigned)muscle < PHIL_N_MUSCLES ? name[muscle] : NULL;
}

enum phil_side phil_nerve_muscle_side(enum phil_nerve_muscle muscle)
{
    return muscle % 2 ? PHIL_SIDE_RIGHT : PHIL_SIDE_LEFT;
}

const char *phil_nerve_mark_name(enum phil_nerve_mark mark)
{
    static const char *const name[] = {"published", "known", "derived", "assumed"};
    return (unsigned)mark < sizeof name / sizeof *name ? name[mark] : NULL;
}

const char *phil_nerve_act_name(enum phil_nerve_act_kind kind)
{
    static const char *const name[PHIL_N_ACTS] = {"press",   "ramp",  "smile",
                                                  "squeeze", "blink", "speech"};
    return (unsigned)kind < PHIL_N_ACTS ? name[kind] : NULL;
}

const char *phil_nerve_origin_name(enum phil_nerve_origin origin)
{
    static const char *const name[PHIL_N_NERVE_ORIGINS] = {"soma", "root", "terminal", "stimulus",
                                                           "reflected"};
    return (unsigned)origin < PHIL_N_NERVE_ORIGINS ? name[origin] : NULL;
}

const char *phil_nerve_electrode_name(enum phil_nerve_electrode electrode)
{
    static const char *const name[PHIL_N_ELECTRODES] = {"upper_left", "upper_middle", "upper_right",
                                                        "lower_left", "lower_middle", "lower_right",
                                                        "oculi_left", "oculi_right"};
    return (unsigned)electrode < PHIL_N_ELECTRODES ? name[electrode] : NULL;
}

const char *phil_nerve_place_name(enum phil_nerve_place place)
{
    static const char *const name[PHIL_N_PLACES] = {"foramen", "zygomatic", "marginal"};
    return (unsigned)place < PHIL_N_PLACES ? name[place] : NULL;
}

const char *phil_nerve_node_name(enum phil_nerve_node node)
{
    static const char *const name[PHIL_N_NODES] = {
        "upper_left",     "upper_middle",    "upper_right",    "lower_left",     "lower_middle",
        "lower_right",    "corner_left",     "corner_right",   "chin_left",      "chin_right",
        "upper_lid_left", "upper_lid_right", "lower_lid_left", "lower_lid_right"};
    return (unsigned)node < PHIL_N_NODES ? name[node] : NULL;
}

enum phil_region phil_nerve_node_region(enum phil_nerve_node node)
{
    static const enum phil_region region[PHIL_N_NODES] = {
        PHIL_UPPER_LIP_LEFT,
        PHIL_UPPER_LIP_MIDDLE,
        PHIL_UPPER_LIP_RIGHT,
        PHIL_LOWER_LIP_LEFT,
        PHIL_LOWER_LIP_MIDDLE,
        PHIL_LOWER_LIP_RIGHT,
        PHIL_MOUTH_CORNER_LEFT,
        PHIL_MOUTH_CORNER_RIGHT,
        PHIL_CHIN,
        PHIL_CHIN,
        PHIL_UPPER_LID_LEFT,
        PHIL_UPPER_LID_RIGHT,
        PHIL_LOWER_LID_LEFT,
        PHIL_LOWER_LID_RIGHT,
    };
    return (unsigned)node < PHIL_N_NODES ? region[node] : PHIL_N_REGIONS;
}
