/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoded frames as the writer takes them: upright, 8 bit, limited range. */
#ifndef PHIL_CLI_UPRIGHT_H
#define PHIL_CLI_UPRIGHT_H

#include <philtrum/frames.h>

struct phil_upright {
    int width, height;
    uint8_t *luma;   /* width x height, row-major */
    uint8_t *levels; /* 8-bit level of every sample value, 2^bit_depth of them */
    int bit_depth;   /* that `levels` was made for; 0 none */
    bool full_range;
};

enum phil_status phil_upright_init(struct phil_upright *upright, int width, int height);
void phil_upright_release(struct phil_upright *upright);

/* Copies the frame's top left width x height. 8-bit limited-range samples are kept exactly.
 * Errors: PHIL_EMEM. */
enum phil_status phil_upright_take(struct phil_upright *upright, const struct phil_frame *frame);

#endif
