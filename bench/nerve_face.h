/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-nerve: whole simulations on one thread, timed, with their memory. */
#ifndef PHIL_BENCH_NERVE_FACE_H
#define PHIL_BENCH_NERVE_FACE_H

#include <stdbool.h>

/* Prints the table; false when a run failed. */
bool bench_nerve_faces(void);

/* Lines of the closing table. */
void bench_nerve_faces_summary(void);

#endif
