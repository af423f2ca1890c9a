/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map of muscle fibres: straight pieces in place of muscles.
 *
 * The ring of the mouth is one straight piece a quadrant, from a little beyond the midline, where
 * the two sides interlace, to the modiolus beside the corner of the mouth; the ring of the eye is
 * two pieces, above and below it. Lengths agree with the 29 to 65 mm of facial muscles, along all
 * of which their fibres run (Happak et al. 1997, doi:10.1002/(SICI)1097-0185(199710)249:2<276::
 * AID-AR15>3.0.CO;2-L), but for the chin, where fibres go inwards. End-plates stand in two to four
 * clusters, most of them eccentric (there, and Lapatki et al. 2006, J Neurophysiol);
 * where exactly is judged, as are the pieces: a face of average size, mouth 50 mm wide. The fibres
 * of a unit share a cluster and a territory a few millimetres across.
 *
 * Where it fails: rings are bent, fibres interlace and few are exactly parallel; muscles that are
 * not simulated (risorius, levators, buccinator, platysma) give no cross-talk.
 */
#include "nerve/muscle/fibres.h"

#include "base/random.h"
#include "nerve/streams.h"

#include <math.h>

#define MOST_CLUSTERS   4
#define LEAST_LENGTH_MM 3.0F /* from an end-plate to an end of its fibre; judged */

/* A straight piece of a muscle of the left side, mm; widths and clusters (parts of the length) are
 * judged. */
struct piece {
    struct phil_point from, to;
    float width_mm;
    int n_clusters;
    float cluster[MOST_CLUSTERS];
};

static const struct piece oris_upper = {{-4, -9}, {28, -2}, 10, 3, {0.28F, 0.70F, 0.85F}};
static const struct piece oris_lower = {{-4, 9.5F}, {28, 2}, 9, 3, {0.28F, 0.70F, 0.85F}};
static const struct piece depressor = {{33, 34}, {27, 3}, 10, 2, {0.35F, 0.60F}};
static const struct piece mentalis = {{5, 14}, {10, 38}, 8, 2, {0.35F, 0.60F}};
static const struct piece zygomaticus = {{58, -42}, {28, -3}, 8, 2, {0.30F, 0.45F}};
static const struct piece oculi_above = {{15, -72}, {51, -71}, 10, 3, {0.30F, 0.65F, 0.85F}};
static const struct piece oculi_below = {{15, -58}, {51, -60}, 10, 3, {0.30F, 0.65F, 0.85F}};

static const struct piece *const muscle_piece[PHIL_N_MUSCLES / 2][2] = {
    {&oris_upper, &oris_upper}, {&oris_lower, &oris_lower},   {&depressor, &depressor},
    {&mentalis, &mentalis},     {&zygomaticus, &zygomaticus}, {&oculi_above, &oculi_below},
};

/* The electrodes' middles on the left or in the middle of the face and the direction of the pair,
 * along the fibres. That of the eye lies some 7 mm below the lid, as is usual, where
 * the fibres that shut the lids are no longer beneath it. */
struct place {
    struct phil_point middle, along;
};

static const struct place upper_side = {{15, -5}, {32, 7}}, upper_middle = {{0, -8.5F}, {1, 0}},
                          lower_side = {{15, 5}, {32, -7.5F}}, lower_middle = {{0, 9}, {1, 0}},
                          oculi_side = {{35, -54}, {36, -2}};

static const struct {
    const struct place *place;
    float mirror; /* -1: the right side */
} electrode_place[PHIL_N_ELECTRODES] = {
    {&upper_side, 1},   {&upper_middle, 1}, {&upper_side, -1}, {&lower_side, 1},
    {&lower_middle, 1}, {&lower_side, -1},  {&oculi_side, 1},  {&oculi_side, -1},
};

struct phil_electrode_pair phil_fibres_electrodes(enum phil_nerve_electrode electrode)
{
    const struct place *p = electrode_place[electrode].place;
    const float mirror = electrode_place[electrode].mirror;
    const float half =
        PHIL_ELECTRODE_PAIR_MM / 2 / sqrtf(p->along.x * p->along.x + p->along.y * p->along.y);
    const float x = half * p->along.x, y = half * p->along.y;
    return (struct phil_electrode_pair){
        .plus = {mirror * (p->middle.x - x), p->middle.y - y},
        .minus = {mirror * (p->middle.x + x), p->middle.y + y},
        .radius_mm = PHIL_ELECTRODE_RADIUS_MM,
    };
}

/* Four numbers in (-1, 1) of one draw. */
struct four {
    float at[4];
};

static struct four draw(uint64_t seed, uint32_t number, uint64_t counter)
{
    const uint64_t stream = PHIL_STREAM_FIBRE + (uint64_t)number * PHIL_STREAMS_PER_UNIT;
    const uint64_t bits = phil_random_bits(seed, stream, counter);
    struct four four;
    for (int k = 0; k < 4; k++)
        four.at[k] = (float)((bits >> (16 * k)) & 0xffff) * 0x1p-15F - (1 - 0x1p-16F);
    return four;
}

struct phil_bundle phil_fibres_bundle(const struct phil_nerve_unit *unit, uint32_t number,
                                      uint64_t seed)
{
    const struct four r = draw(seed, number, 0);
    const struct piece *piece = muscle_piece[unit->muscle / 2][r.at[0] > 0];
    const bool oculi = unit->muscle / 2 == PHIL_OCULI_LEFT / 2;
    const float mirror = phil_nerve_muscle_side(unit->muscle) == PHIL_SIDE_LEFT ? 1 : -1;
    const float x = mirror * (piece->to.x - piece->from.x), y = piece->to.y - piece->from.y;
    const float length = sqrtf(x * x + y * y);
    const int cluster = (int)((r.at[1] + 1) / 2 * (float)piece->n_clusters);
    const float diameter = PHIL_FIBRE_DIAMETER_MM + PHIL_FIBRE_DIAMETER_SPREAD_MM * r.at[2];
    const float freedom = piece->width_mm / 2 - PHIL_FIBRE_TERRITORY_MM;
    return (struct phil_bundle){
        .origin = {mirror * piece->from.x, piece->from.y},
        .dx = x / length,
        .dy = y / length,
        .length_mm = length,
        .end_plates_mm = piece->cluster[cluster] * length,
        .across_mm = freedom * r.at[3],
        .depth_mm = unit->depth_mm,
        .least_depth_mm = oculi ? PHIL_FIBRE_LEAST_DEPTH_LID_MM : PHIL_FIBRE_LEAST_DEPTH_MM,
        .diameter_mm = diameter,
        .velocity_m_s =
            fmaxf(PHIL_FIBRE_LEAST_VELOCITY_M_S,
                  PHIL_FIBRE_VELOCITY_M_S + PHIL_FIBRE_VELOCITY_BY_UM * (1000 * diameter - 55)),
        .n = unit->fibres > 0 ? (size_t)nearbyintf(unit->fibres) : 0,
    };
}

struct phil_fibre phil_fibres_fibre(const struct phil_bundle *bundle, uint32_t number, size_t i,
                                    uint64_t seed)
{
    const struct four a = draw(seed, number, 2 * i + 1), b = draw(seed, number, 2 * i + 2);
    /* The sum of two even ones: a triangle, of variance 2/3. */
    const float spread = PHIL_FIBRE_END_PLATE_SPREAD_MM * 1.2247449F * (a.at[2] + a.at[3]);
    const float end_plate = bundle->end_plates_mm + spread;
    const float below =
        bundle->depth_mm + PHIL_FIBRE_THICKNESS_MM * a.at[1] - bundle->least_depth_mm;
    return (struct phil_fibre){
        .from_mm = fminf(PHIL_FIBRE_END_SPREAD_MM * b.at[0], end_plate - LEAST_LENGTH_MM),
        .end_plate_mm = end_plate,
        .to_mm = fmaxf(bundle->length_mm + PHIL_FIBRE_END_SPREAD_MM * b.at[1],
                       end_plate + LEAST_LENGTH_MM),
        .across_mm = bundle->across_mm + PHIL_FIBRE_TERRITORY_MM * a.at[0],
        .depth_mm = bundle->least_depth_mm + fabsf(below),
    };
}
