/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a nerve and its muscles are like in one person, after all causes: each cause is a change of
 * these quantities and of nothing else. Healthy values stand in brackets.
 */
#ifndef PHIL_NERVE_PHYSIOLOGY_H
#define PHIL_NERVE_PHYSIOLOGY_H

#include <philtrum/nerve.h>

/* One pool of motoneurons and its muscle. Rates are per pool (quadrant of oris) and minute. */
struct phil_pool_physiology {
    /* drive */
    double rest_drive;    /* u of a face at rest [0.01] */
    double drive_ceiling; /* u of the greatest effort [1] */
    double common_noise;  /* sigma_c [0.05] */
    double tremor_drive;  /* amplitude of the slow rhythm of u, tremor [0] */
    double fine_drive;    /* amplitude of the fast rhythm of u, fine [0] */
    /* soma */
    double pic_gain;   /* gamma [0.2] */
    double ek_soma_mv; /* shift of E_K [0] */
    /* the bursting cell of a nuclear lesion [false]: constants of doc/model.md */
    bool bursting;
    /* axons */
    double loss;          /* part of axons that have died [0] */
    double loss_by_size;  /* 0: all alike; 1: chance of loss goes with 0.5 + size [0] */
    double regrowth;      /* fibres of survivors grow by 1 + regrowth loss / (1 - loss) [0] */
    double regrowth_most; /* ... at most by this [5] */
    double sprout_safety; /* safety factor of regrown units, times [1] */
    double run_rate;      /* benign runs a minute, 40 at most [0.0005] */
    double ectopic_rate;  /* isolated ectopic spikes a minute, 600 at most [0.02] */
    double doublets;      /* part of these that are followed by a second spike in 4-10 ms [0] */
    double oscillating;   /* part of units with an oscillator of their own: myokymia [0] */
    double oscillator_lo_hz, oscillator_hi_hz; /* [2, 10] */
    /* junctions and muscle */
    double safety;         /* SF0 [4] */
    double muscle_rest_mv; /* V_m [-89.5] */
    double force;          /* times (potassium block, ryanodine ...) [1] */
};

/* The root exit zone of one side, where a vessel may press. */
struct phil_root_physiology {
    double fraction;    /* of the axons of all pools that are affected [0: no site is integrated] */
    double load_ms_cm2; /* g_load: what the neighbouring internodes take, mS/cm2 [100] */
    double injected_ua_cm2;   /* I_inj [0] */
    double ephapse;           /* chance that a spike excites a neighbour [0] */
    int neighbours;           /* of each affected axon, at random over branches [6] */
    double slow_mm, slow_m_s; /* demyelinated length and its velocity [0, 8] */
    double persistent_na;     /* f_NaP, times [1] */
    double slow_k;            /* f_Ks, times [1] */
    double ek_shift_mv;       /* of E_K at axons [0] */
    double gate_shift_mv;     /* m and h curves: low calcium, magnesium [0] */
};

/* Tics: bursts of drive to a fixed set of muscles. */
struct phil_tic_physiology {
    double mean_interval_s; /* 0: none [0] */
    double suppression;     /* 0..1: intervals are 1 / (1 - this) longer [0] */
    double suppress_to_s;   /* until then; a rebound follows; 0: all the while [0] */
    double drive;           /* peak u [0.6] */
};

/* A rhythm in the drive that is common to pools: tremor. */
struct phil_tremor_physiology {
    double hz;          /* [0: none] */
    double wander;      /* sigma_phi, rad per root second [1.9] */
    bool raised_cosine; /* (1 + cos): Parkinson; false: about zero, physiological */
};

struct phil_physiology {
    struct phil_pool_physiology pool[PHIL_N_MUSCLES];
    struct phil_root_physiology root[2]; /* left, right */
    struct phil_tic_physiology tic;
    bool tic_muscle[PHIL_N_MUSCLES];
    struct phil_tremor_physiology tremor; /* at rest, of Parkinson's disease */
    struct phil_tremor_physiology fine;   /* the physiological tremor of effort and stress */
    double axon_rates; /* what salts do to the rates of runs and ectopic spikes, times [1] */
    double proneness;  /* benign runs come so many times as often in the spots [1] */
    bool spot[PHIL_N_MUSCLES];
    double potassium_mmol_l; /* [4.0] */
    double stiffness;        /* k0, times [1] */
};

/* A healthy face. */
void phil_physiology_init(struct phil_physiology *physiology);

/* The face of these settings: healthy, then every cause in turn. Effects of several causes on one
 * quantity multiply; what is 0 in health adds up, parts of a whole as 1 - (1 - a)(1 - b);
 * rest_drive adds up too. The order of the doses changes nothing, to the last bit. */
void phil_physiology_make(struct phil_physiology *physiology,
                          const struct phil_nerve_settings *settings);

/* Runs, lone impulses and tics of the whole face that are to be expected a minute; NaN where a root
 * bursts, of which only its membrane knows when. */
double phil_physiology_twitches_per_min(const struct phil_physiology *physiology);

#endif
