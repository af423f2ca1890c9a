/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain pyramidal Lucas-Kanade, the alternative that the design measures against; plain_lk.c
 * tells what exactly. Uses nothing of src/motion. */
#ifndef PHIL_BENCH_PLAIN_LK_H
#define PHIL_BENCH_PLAIN_LK_H

#include <philtrum/face.h>

struct phil_plain_lk;

/* Takes the windows around `points` in this frame as what is looked for from now on. */
enum phil_status phil_plain_lk_new(struct phil_plain_lk **lk, const struct phil_frame *frame,
                                   const struct phil_point *points, int n);
void phil_plain_lk_free(struct phil_plain_lk *lk);

/* Where the points are in another frame; found[i] is false where there is no texture or the
 * window leaves the picture. */
enum phil_status phil_plain_lk_step(struct phil_plain_lk *lk, const struct phil_frame *frame,
                                    struct phil_point *points, bool *found);

#endif
