/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arrays that grow by one sample per region and frame. */
#include <philtrum/motion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

void phil_trace_init(struct phil_trace *trace)
{
    memset(trace, 0, sizeof *trace);
}

static bool reserve(struct phil_trace *trace, size_t wanted)
{
    /* Every array is grown before the shared capacity is raised, so a failure half-way leaves
     * arrays that are merely larger than they need be. */
    size_t capacity = trace->capacity;
    if (!phil_grow((void **)&trace->time_s, &capacity, wanted, sizeof *trace->time_s))
        return false;
    size_t other = trace->capacity;
    if (!phil_grow((void **)&trace->head, &other, wanted, sizeof *trace->head))
        return false;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        other = trace->capacity;
        if (!phil_grow((void **)&trace->region[r], &other, wanted, sizeof *trace->region[r]))
            return false;
    }
    trace->capacity = capacity;
    return true;
}

enum phil_status phil_trace_append(struct phil_trace *trace, double time_s)
{
    if (trace->n_frames == trace->capacity && !reserve(trace, trace->n_frames + 1024))
        return PHIL_EMEM;
    const size_t at = trace->n_frames++;
    trace->time_s[at] = time_s;
    trace->head[at] = (struct phil_head_sample){.x_px = NAN,
                                                .y_px = NAN,
                                                .scale = NAN,
                                                .roll_rad = NAN,
                                                .parallax_x = NAN,
                                                .parallax_y = NAN,
                                                .mouth_open = NAN,
                                                .eye_change = {NAN, NAN},
                                                .lips_apart = NAN,
                                                .corner_out = {NAN, NAN},
                                                .gain = NAN,
                                                .flags = PHIL_SAMPLE_NO_FACE};
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        trace->region[r][at] = (struct phil_sample){
            .dx_px = NAN, .dy_px = NAN, .sd_px = NAN, .flags = PHIL_SAMPLE_NO_FACE};
    return PHIL_OK;
}

void phil_trace_release(struct phil_trace *trace)
{
    if (!trace)
        return;
    free(trace->time_s);
    free(trace->head);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        free(trace->region[r]);
    phil_trace_init(trace);
}
