/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where muscle fibres and electrodes lie on the face. Skin coordinates are millimetres from the
 * middle of the closed lips: x to the person's left, y down; the depth of a fibre is below them.
 */
#ifndef PHIL_NERVE_FIBRES_H
#define PHIL_NERVE_FIBRES_H

#include <philtrum/nerve.h>

/* Half of a unit's territory, across and in depth; judged. */
#define PHIL_FIBRE_TERRITORY_MM 2.5F
#define PHIL_FIBRE_THICKNESS_MM 1.0F
/* Skin and fat above any fibre: 2 mm (assumed), less on lids (judged). */
#define PHIL_FIBRE_LEAST_DEPTH_MM      2.0F
#define PHIL_FIBRE_LEAST_DEPTH_LID_MM  1.5F
#define PHIL_FIBRE_END_PLATE_SPREAD_MM 1.5F /* standard deviation about a cluster; assumed */
#define PHIL_FIBRE_END_SPREAD_MM       2.0F /* fibres end so much earlier or later; judged */
/* Fibres of facial muscles are 20 to 41 um thick on average (Freilinger et al. 1990); how much
 * units differ is judged. */
#define PHIL_FIBRE_DIAMETER_MM        0.030F
#define PHIL_FIBRE_DIAMETER_SPREAD_MM 0.004F
/* Along fibres of 55 um, what a micrometre more or less makes of it, and the least; known of the
 * muscles of limbs. */
#define PHIL_FIBRE_VELOCITY_M_S       3.7F
#define PHIL_FIBRE_VELOCITY_BY_UM     0.05F
#define PHIL_FIBRE_LEAST_VELOCITY_M_S 1.8F
/* Two small contacts, as are usual on faces. */
#define PHIL_ELECTRODE_PAIR_MM   10.0F
#define PHIL_ELECTRODE_RADIUS_MM 2.0F

struct phil_point {
    float x, y;
};

/* One pair of electrodes: the EMG is the potential of `plus` less that of `minus`. */
struct phil_electrode_pair {
    struct phil_point plus, minus;
    float radius_mm; /* of each contact, a disc on the skin */
};

struct phil_electrode_pair phil_fibres_electrodes(enum phil_nerve_electrode electrode);

/* What the fibres of one motor unit have in common: a line through `origin` in the direction
 * (dx, dy) of length 1; fibres run along it from 0 to length_mm. */
struct phil_bundle {
    struct phil_point origin;
    float dx, dy, length_mm;
    float end_plates_mm;            /* the middle of its end-plates */
    float across_mm;                /* its middle, to the side of the line */
    float depth_mm, least_depth_mm; /* of its middle; of any fibre */
    float diameter_mm;
    float velocity_m_s; /* of the action potential along fibres */
    size_t n;           /* fibres */
};

/* One fibre, in the bundle's coordinates. */
struct phil_fibre {
    float from_mm, end_plate_mm, to_mm; /* along */
    float across_mm, depth_mm;
};

/* The bundle of a unit (its number keys the draws with the seed), and its i-th fibre. */
struct phil_bundle phil_fibres_bundle(const struct phil_nerve_unit *unit, uint32_t number,
                                      uint64_t seed);
struct phil_fibre phil_fibres_fibre(const struct phil_bundle *bundle, uint32_t number, size_t i,
                                    uint64_t seed);

#endif
