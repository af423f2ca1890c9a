/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clocks of a run. Stages keep to them without knowing of each other. */
#ifndef PHIL_NERVE_CLOCK_H
#define PHIL_NERVE_CLOCK_H

/* Drive changes from tick to tick; somas and axons exchange spikes at whole ticks. */
#define PHIL_TICK_MS 0.5

/* Samples of force and movement. */
#define PHIL_MOVEMENT_HZ 1000.0

#endif
