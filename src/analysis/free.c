/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Apart from what makes an analysis, so that a program that only reads one need not load the
 * libraries that make one. */
#include <philtrum/analysis.h>

#include <stdlib.h>

void phil_analysis_free(struct phil_analysis *analysis)
{
    if (!analysis)
        return;
    for (size_t f = 0; f < analysis->n_faces; f++) {
        free(analysis->faces[f].segments);
        free(analysis->faces[f].events);
        phil_trace_release(&analysis->faces[f].trace);
    }
    for (size_t w = 0; w < analysis->n_warnings; w++)
        free(analysis->warnings[w].text);
    free(analysis->faces);
    free(analysis->warnings);
    free(analysis->recording.name);
    free(analysis);
}
