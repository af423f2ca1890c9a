/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The face's lumps of tissue: how stiff they are, which hang together, which muscle pulls where. */
#include "nerve/skin/tissue.h"

#include "nerve/values.h"

/* All judged: see tissue.c. The lip's stiffness is 0.31 of the specification's 40 N/m, and so are
 * the bonds; the middle is held by frenulum and philtrum too. A corner is
 * held by the knot of muscles that meet there: a full smile takes it some 11 mm and a twitch of the
 * largest unit of zygomaticus a third of one. The chin's pad is thick. A lid's spring is the
 * levator; its damping makes it return with a time constant of 50 ms. */
#define LIP_N_M                 12.4
#define LIP_MIDDLE_N_M          18
#define LIP_STIFFENING_MM       2.6
#define CORNER_N_M              47
#define CORNER_STIFFENING_MM    12
#define CHIN_N_M                40
#define CHIN_STIFFENING_MM      4
#define SKIN_HZ                 8
#define SKIN_DAMPING            0.7
#define UPPER_LID_N_M           7
#define UPPER_LID_STIFFENING_MM 20
#define LOWER_LID_N_M           40
#define LID_HZ                  16
#define UPPER_LID_DAMPING       2.5
#define LOWER_LID_DAMPING       2
#define LOWER_LID_STIFFENING_MM 2
#define BOND_N_M                6.2

static const struct phil_tissue LIP = {LIP_N_M, LIP_STIFFENING_MM, SKIN_HZ, SKIN_DAMPING, 0};
static const struct phil_tissue LIP_MIDDLE = {LIP_MIDDLE_N_M, LIP_STIFFENING_MM, SKIN_HZ,
                                              SKIN_DAMPING, 0};
static const struct phil_tissue CORNER = {CORNER_N_M, CORNER_STIFFENING_MM, SKIN_HZ, SKIN_DAMPING,
                                          0};
static const struct phil_tissue CHIN = {CHIN_N_M, CHIN_STIFFENING_MM, SKIN_HZ, SKIN_DAMPING, 0};
static const struct phil_tissue UPPER_LID = {UPPER_LID_N_M, UPPER_LID_STIFFENING_MM, LID_HZ,
                                             UPPER_LID_DAMPING, PHIL_NERVE_LID_TRAVEL_MM};
static const struct phil_tissue LOWER_LID = {LOWER_LID_N_M, LOWER_LID_STIFFENING_MM, LID_HZ,
                                             LOWER_LID_DAMPING, 0};

const struct phil_tissue *phil_tissue_of(enum phil_nerve_node node)
{
    if (node < PHIL_NODE_CORNER_LEFT)
        return node % 3 == 1 ? &LIP_MIDDLE : &LIP;
    if (node < PHIL_NODE_CHIN_LEFT)
        return &CORNER;
    if (node < PHIL_NODE_UPPER_LID_LEFT)
        return &CHIN;
    return node < PHIL_NODE_LOWER_LID_LEFT ? &UPPER_LID : &LOWER_LID;
}

const struct phil_tissue_bond *phil_tissue_bonds(size_t *n)
{
    static const struct phil_tissue_bond bond[] = {
        {PHIL_NODE_UPPER_LEFT, PHIL_NODE_UPPER_MIDDLE, BOND_N_M},
        {PHIL_NODE_UPPER_MIDDLE, PHIL_NODE_UPPER_RIGHT, BOND_N_M},
        {PHIL_NODE_LOWER_LEFT, PHIL_NODE_LOWER_MIDDLE, BOND_N_M},
        {PHIL_NODE_LOWER_MIDDLE, PHIL_NODE_LOWER_RIGHT, BOND_N_M},
        {PHIL_NODE_UPPER_LEFT, PHIL_NODE_CORNER_LEFT, BOND_N_M},
        {PHIL_NODE_LOWER_LEFT, PHIL_NODE_CORNER_LEFT, BOND_N_M},
        {PHIL_NODE_UPPER_RIGHT, PHIL_NODE_CORNER_RIGHT, BOND_N_M},
        {PHIL_NODE_LOWER_RIGHT, PHIL_NODE_CORNER_RIGHT, BOND_N_M},
        {PHIL_NODE_LOWER_LEFT, PHIL_NODE_CHIN_LEFT, BOND_N_M},
        {PHIL_NODE_LOWER_RIGHT, PHIL_NODE_CHIN_RIGHT, BOND_N_M},
        {PHIL_NODE_CHIN_LEFT, PHIL_NODE_CHIN_RIGHT, BOND_N_M},
    };
    *n = sizeof bond / sizeof *bond;
    return bond;
}

/* A node's mirror, or itself in the middle. */
static enum phil_nerve_node mirrored(enum phil_nerve_node node)
{
    if (node < PHIL_NODE_CORNER_LEFT)
        return node < PHIL_NODE_LOWER_LEFT ? PHIL_NODE_UPPER_RIGHT - node
                                           : PHIL_NODE_LOWER_LEFT + PHIL_NODE_LOWER_RIGHT - node;
    return node % 2 ? node - 1 : node + 1;
}
_Static_assert(PHIL_NODE_UPPER_LEFT == 0 && PHIL_NODE_CORNER_LEFT % 2 == 0, "pairs of nodes");

int phil_tissue_pulls(enum phil_nerve_muscle muscle,
                      struct phil_tissue_pull pull[PHIL_TISSUE_PULLS])
{
    /* Those of the left side, which is to the picture's right. Of the ring muscle as specified, and
     * a pull of the corner inward, where its fibres end; the others are directions that anatomy
     * gives, with shares that are judged. */
    static const struct phil_tissue_pull left[PHIL_N_MUSCLES / 2][PHIL_TISSUE_PULLS] = {
        [PHIL_ORIS_UPPER_LEFT / 2] = {{PHIL_NODE_UPPER_LEFT, -0.15, 0.5},
                                      {PHIL_NODE_UPPER_MIDDLE, 0, 0.4},
                                      {PHIL_NODE_UPPER_RIGHT, 0.03, 0.1},
                                      {PHIL_NODE_CORNER_LEFT, -0.1, 0}},
        [PHIL_ORIS_LOWER_LEFT / 2] = {{PHIL_NODE_LOWER_LEFT, -0.15, -0.5},
                                      {PHIL_NODE_LOWER_MIDDLE, 0, -0.4},
                                      {PHIL_NODE_LOWER_RIGHT, 0.03, -0.1},
                                      {PHIL_NODE_CORNER_LEFT, -0.1, 0}},
        [PHIL_DEPRESSOR_LEFT / 2] = {{PHIL_NODE_CORNER_LEFT, 0.25, 0.75},
                                     {PHIL_NODE_LOWER_LEFT, 0.05, 0.2}},
        [PHIL_MENTALIS_LEFT / 2] = {{PHIL_NODE_CHIN_LEFT, 0, -0.6},
                                    {PHIL_NODE_CHIN_RIGHT, 0, -0.1},
                                    {PHIL_NODE_LOWER_LEFT, 0, -0.15},
                                    {PHIL_NODE_LOWER_MIDDLE, 0, -0.15}},
        [PHIL_ZYGOMATICUS_LEFT / 2] = {{PHIL_NODE_CORNER_LEFT, 0.55, -0.65},
                                       {PHIL_NODE_UPPER_LEFT, 0.1, -0.15}},
        [PHIL_OCULI_LEFT / 2] = {{PHIL_NODE_UPPER_LID_LEFT, 0, 0.7},
                                 {PHIL_NODE_LOWER_LID_LEFT, -0.25, -0.12}},
    };
    const bool right = muscle % 2;
    int n = 0;
    for (int i = 0; i < PHIL_TISSUE_PULLS; i++) {
        const struct phil_tissue_pull *p = &left[muscle / 2][i];
        if (p->right == 0 && p->down == 0)
            continue;
        pull[n++] = (struct phil_tissue_pull){right ? mirrored(p->node) : p->node,
                                              right ? -p->right : p->right, p->down};
    }
    return n;
}

const struct phil_nerve_value *phil_tissue_values(size_t *n)
{
    static const char judged[] = "judged: excursions of the specification";
    static const struct phil_nerve_value values[] = {
        {"lip.stiffness", LIP_N_M, "N/m", judged, PHIL_NERVE_ASSUMED},
        {"lip.stiffness_middle", LIP_MIDDLE_N_M, "N/m", judged, PHIL_NERVE_ASSUMED},
        {"lip.stiffening_stretch", LIP_STIFFENING_MM, "mm", judged, PHIL_NERVE_ASSUMED},
        {"corner.stiffness", CORNER_N_M, "N/m", "judged: a smile of some 11 mm",
         PHIL_NERVE_ASSUMED},
        {"corner.stiffening_stretch", CORNER_STIFFENING_MM, "mm", "judged: a smile of some 11 mm",
         PHIL_NERVE_ASSUMED},
        {"chin.stiffness", CHIN_N_M, "N/m", "judged", PHIL_NERVE_ASSUMED},
        {"chin.stiffening_stretch", CHIN_STIFFENING_MM, "mm", "judged", PHIL_NERVE_ASSUMED},
        {"skin.frequency", SKIN_HZ, "Hz", "judged", PHIL_NERVE_ASSUMED},
        {"skin.damping", SKIN_DAMPING, "of critical", "judged", PHIL_NERVE_ASSUMED},
        {"skin.bond", BOND_N_M, "N/m", judged, PHIL_NERVE_ASSUMED},
        {"lips.yield", PHIL_TISSUE_YIELD_MM, "mm", "judged", PHIL_NERVE_ASSUMED},
        {"lips.contact", PHIL_TISSUE_CONTACT_N_M, "N/m", "judged", PHIL_NERVE_ASSUMED},
        {"upper_lid.travel", PHIL_NERVE_LID_TRAVEL_MM, "mm", "opening of an adult's eye",
         PHIL_NERVE_KNOWN},
        {"upper_lid.stiffness", UPPER_LID_N_M, "N/m", "judged: durations of blinks",
         PHIL_NERVE_ASSUMED},
        {"upper_lid.stiffening_stretch", UPPER_LID_STIFFENING_MM, "mm", "judged",
         PHIL_NERVE_ASSUMED},
        {"lower_lid.stiffness", LOWER_LID_N_M, "N/m", "judged", PHIL_NERVE_ASSUMED},
        {"lid.frequency", LID_HZ, "Hz", "judged: durations of blinks", PHIL_NERVE_ASSUMED},
        {"upper_lid.damping", UPPER_LID_DAMPING, "of critical", "judged: durations of blinks",
         PHIL_NERVE_ASSUMED},
        {"lower_lid.damping", LOWER_LID_DAMPING, "of critical", "judged", PHIL_NERVE_ASSUMED},
    };
    *n = sizeof values / sizeof *values;
    return values;
}
