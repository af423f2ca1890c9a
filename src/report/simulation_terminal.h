/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of a simulation on a terminal. */
#ifndef PHIL_REPORT_SIMULATION_TERMINAL_H
#define PHIL_REPORT_SIMULATION_TERMINAL_H

#include "report/simulation.h"
#include "report/terminal.h"

/* The spikes of each muscle, the movement of lip and lid and the EMG over one axis of time, and
 * the legend. Nothing for a run of no time. `closer`: of a stretch, without muscles that are silent
 * in it and without what the legend has said before. */
void phil_screen_simulation(struct phil_screen *screen, const struct phil_nerve_result *result,
                            const struct phil_simulation_summary *summary, bool closer);

#endif
