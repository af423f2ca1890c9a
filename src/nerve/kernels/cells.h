/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hot loop of the nerve step: a block of motoneurons through some ticks.
 *
 * One text of the model, cells_body.h, is compiled once for each instruction set on top of a few
 * vector operations. All of these are exact by IEEE 754 (add, multiply, fused multiply-add, divide,
 * square root, comparisons, 32-bit integers), so every kernel yields the same bits.
 * Kernel files include only this header, so that no inline function compiled for a newer processor
 * can be picked by the linker for everyone.
 */
#ifndef PHIL_NERVE_CELLS_H
#define PHIL_NERVE_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Cells of a block: four vectors of AVX-512. */
enum { PHIL_CELL_LANES = 64 };

/* Most steps of a call; and most crossings of the threshold in them, which are two steps apart. */
enum { PHIL_CELL_STEPS = 512, PHIL_CELL_CROSSINGS = PHIL_CELL_STEPS / 2 * PHIL_CELL_LANES };

/* What changes. Potentials are relative to rest, E_L = -70 mV. Gates stand half a step before the
 * potentials. */
enum {
    PHIL_CELL_VS, /* soma, mV */
    PHIL_CELL_VD, /* dendrite, mV */
    PHIL_CELL_M,
    PHIL_CELL_H,
    PHIL_CELL_N,
    PHIL_CELL_Q,
    PHIL_CELL_P,
    PHIL_CELL_CA, /* bursting cells */
    PHIL_CELL_XI, /* independent noise, unit variance */
    PHIL_N_CELL_STATES,
};

/* What does not. Conductances and currents times half a step over the compartment's capacitance:
 * numbers, and mV. */
/* To where an axon that fires pulls its soma: short of the threshold, which is at 50. */
#define PHIL_CELL_AXON_MV 45.0f

enum {
    PHIL_CELL_G_NA,
    PHIL_CELL_G_KF,
    PHIL_CELL_G_KS,
    PHIL_CELL_E_K,   /* mV */
    PHIL_CELL_ONE_S, /* 1 + leak + coupling, soma */
    PHIL_CELL_C_S,   /* coupling, soma */
    PHIL_CELL_I_S,   /* current into the soma, mV */
    PHIL_CELL_PULSE, /* conductance to the axon while an antidromic spike comes in */
    PHIL_CELL_G_CA,
    PHIL_CELL_ONE_D,
    PHIL_CELL_C_D,
    PHIL_CELL_G_E, /* of drive 1 */
    PHIL_CELL_V_P, /* V_p over 5 ln 2 */
    PHIL_CELL_G_KCA,
    PHIL_CELL_CA_IN, /* of p = 1 and 1 mV in a step */
    PHIL_N_CELL_PARAMETERS,
};

struct phil_cell_block {
    float state[PHIL_N_CELL_STATES][PHIL_CELL_LANES];
    float parameter[PHIL_N_CELL_PARAMETERS][PHIL_CELL_LANES];
    uint32_t key[2][PHIL_CELL_LANES]; /* of the noise */
};

/* What depends on the step alone. `k` below is half a step in ms. */
enum {
    PHIL_STEP_M_A,  /* 1.6 k: alpha_m = 1.6 x/(e^x - 1) */
    PHIL_STEP_M_B,  /* 1.4 k */
    PHIL_STEP_H_A,  /* log2(0.128 e^(17/18) k) */
    PHIL_STEP_H_B,  /* 4 k */
    PHIL_STEP_N_A,  /* 0.16 k */
    PHIL_STEP_N_B,  /* 0.5 e^(1/4) k */
    PHIL_STEP_Q_A,  /* 3.5 k */
    PHIL_STEP_Q_B,  /* 0.025 k */
    PHIL_STEP_P,    /* e^(-slow steps/tau_p) */
    PHIL_STEP_P_1,  /* 1 - that */
    PHIL_STEP_CA,   /* e^(-slow steps/tau_Ca) */
    PHIL_STEP_XI,   /* e^(-tick/tau_i) */
    PHIL_STEP_XI_1, /* what keeps the variance at 1 */
    PHIL_N_STEP_CONSTANTS,
};

/* The soma crossed the threshold upwards between two steps. */
struct phil_crossing {
    uint16_t step; /* of the call */
    uint16_t lane;
    float part; /* of the step, when the threshold was passed: linear */
};

struct phil_cell_job {
    struct phil_cell_block *block;
    const float *constant;      /* [PHIL_N_STEP_CONSTANTS] */
    bool bursting;              /* some cell of the block is a bursting one */
    uint32_t lanes;             /* that are in use; others may or may not be run */
    uint32_t steps;             /* of a tick */
    uint32_t slow_steps;        /* by which p and Ca move at once: 1 or 2 */
    uint32_t n_ticks;           /* steps n_ticks <= PHIL_CELL_STEPS */
    uint32_t tick;              /* number of the first: counter of the noise */
    const float *mean, *spread; /* [n_ticks]; noise stands still in ticks of spread 0 */
    /* NULL, or when in steps of the call the pulses of antidromic spikes begin and end, [2][lanes]:
     * a pulse is on for a part of its first and its last step. */
    const float (*pulse)[PHIL_CELL_LANES];
    struct phil_crossing *crossing; /* out, [PHIL_CELL_CROSSINGS]; those of a lane in order */
};

/* Runs the ticks; returns the number of crossings. */
#define PHIL_CELL_KERNEL(name) size_t name(const struct phil_cell_job *job)

PHIL_CELL_KERNEL(phil_cells_c);
PHIL_CELL_KERNEL(phil_cells_avx2);
PHIL_CELL_KERNEL(phil_cells_avx512);
PHIL_CELL_KERNEL(phil_cells_neon);

struct phil_cell_kernel {
    const char *name;
    PHIL_CELL_KERNEL((*run));
};

/* Those that this build has and this processor can run, from plain C to the fastest; *n of them. */
enum { PHIL_MOST_CELL_KERNELS = 4 };
size_t phil_cell_kernels(struct phil_cell_kernel kernel[PHIL_MOST_CELL_KERNELS]);

#endif
