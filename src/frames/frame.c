/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A counted reference to somebody's pixels.
 *
 * The public struct sits at the start of a private one that adds the counter and what to call
 * when it reaches zero, so the reader sees plain fields and the decoder's buffer is given back
 * from whichever thread drops the last reference. Nothing here knows FFmpeg.
 */
#include <philtrum/frames.h>

#include <stdatomic.h>
#include <stdlib.h>

enum { MAX_SIDE = 16384 }; /* samples; the largest picture that recording.h promises to open */

struct counted_frame {
    struct phil_frame frame; /* first: a pointer to it is a pointer to the whole */
    atomic_int references;
    void (*release)(void *user);
    void *user;
};

static bool describes_a_picture(const struct phil_frame *d)
{
    if (!d || !d->luma || d->width < 1 || d->width > MAX_SIDE || d->height < 1 ||
        d->height > MAX_SIDE || d->bit_depth < 8 || d->bit_depth > 16 || d->quarter_turns < 0 ||
        d->quarter_turns > 3)
        return false;
    const ptrdiff_t row_bytes = (ptrdiff_t)d->width * (d->bit_depth > 8 ? 2 : 1);
    return d->stride_bytes >= row_bytes;
}

enum phil_status phil_frame_wrap(struct phil_frame **frame, const struct phil_frame *description,
                                 void (*release)(void *user), void *user)
{
    *frame = NULL;
    if (!describes_a_picture(description))
        return PHIL_EARG;
    struct counted_frame *counted = malloc(sizeof *counted);
    if (!counted)
        return PHIL_EMEM;
    counted->frame = *description;
    atomic_init(&counted->references, 1);
    counted->release = release;
    counted->user = user;
    *frame = &counted->frame;
    return PHIL_OK;
}

struct phil_frame *phil_frame_ref(struct phil_frame *frame)
{
    if (frame) {
        /* Relaxed is enough: whoever adds a reference already holds one. */
        atomic_fetch_add_explicit(&((struct counted_frame *)frame)->references, 1,
                                  memory_order_relaxed);
    }
    return frame;
}

void phil_frame_unref(struct phil_frame *frame)
{
    struct counted_frame *counted = (struct counted_frame *)frame;
    if (!counted || atomic_fetch_sub_explicit(&counted->references, 1, memory_order_acq_rel) != 1)
        return;
    if (counted->release)
        counted->release(counted->user);
    free(counted);
}

void phil_frame_upright_size(const struct phil_frame *frame, int *width, int *height)
{
    const bool on_its_side = frame->quarter_turns & 1;
    *width = on_its_side ? frame->height : frame->width;
    *height = on_its_side ? frame->width : frame->height;
}

struct phil_affine phil_frame_upright_to_stored(const struct phil_frame *frame)
{
    const double right = frame->width - 1, bottom = frame->height - 1;
    switch (frame->quarter_turns) {
    case 1: /* the stored left column becomes the top row */
        return (struct phil_affine){.xy = 1, .yx = -1, .y0 = bottom};
    case 2:
        return (struct phil_affine){.xx = -1, .x0 = right, .yy = -1, .y0 = bottom};
    case 3: /* the stored right column becomes the top row */
        return (struct phil_affine){.xy = -1, .x0 = right, .yx = 1};
    default:
        return (struct phil_affine){.xx = 1, .yy = 1};
    }
}
