/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The truth about a clip, schema philtrum.truth/1: the same words and units as philtrum.analysis/1,
 * so that the two can be laid side by side.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "twitches.h"

/* What JSON has no word for becomes null. */
static json_t *real_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *event_object(const struct phil_truth *truth, size_t i)
{
    const struct phil_sim_twitch *twitch = &truth->twitches[i];
    double x_px, y_px;
    truth->place(truth->user, twitch, &x_px, &y_px);
    /* clang-format off */
    return json_pack("{s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s}",
                     "onset_s", real_or_null(twitch->onset_s),
                     "peak_s", real_or_null(phil_twitch_peak_s(twitch)),
                     "offset_s", real_or_null(phil_twitch_offset_s(twitch)),
                     "region", phil_region_name(twitch->region),
                     "side", phil_side_name(phil_region_side(twitch->region)),
                     "amplitude_mm", real_or_null(twitch->amplitude_mm),
                     "amplitude_px", real_or_null(twitch->amplitude_mm * truth->px_per_mm),
                     "direction_deg", real_or_null(twitch->direction_deg),
                     "x_px", real_or_null(x_px),
                     "y_px", real_or_null(y_px),
                     "kind", "twitch");
    /* clang-format on */
}

/* File names need not be UTF-8; JSON text must be. */
static json_t *name_or_null(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    json_t *name = path ? json_string(slash ? slash + 1 : path) : NULL;
    return name ? name : json_null();
}

static json_t *document(const struct phil_truth *truth)
{
    json_t *events = json_array(), *blinks = json_array();
    bool fine = true;
    for (size_t i = 0; i < truth->n_twitches && fine; i++)
        fine = json_array_append_new(events, event_object(truth, i)) == 0;
    for (size_t i = 0; i < truth->n_blinks && fine; i++)
        fine = json_array_append_new(blinks, real_or_null(truth->blinks_s[i])) == 0;
    if (!fine) {
        json_decref(events);
        json_decref(blinks);
        return NULL;
    }
    /* clang-format off */
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
                     "schema", "philtrum.truth/1", "version", phil_version(),
                     "clip", name_or_null(truth->clip_path),
                     "source", name_or_null(truth->source),
                     "frame_rate_hz", real_or_null(truth->frame_rate_hz),
                     "duration_s", real_or_null(truth->length_s),
                     "px_per_mm", real_or_null(truth->px_per_mm),
                     "events", events, "blinks_s", blinks);
    /* clang-format on */
}

enum phil_exit phil_truth_write(const char *path, const struct phil_truth *truth)
{
    struct phil_output output;
    if (!phil_output_open(&output, path))
        return PHIL_EXIT_MACHINE;
    json_t *object = document(truth);
    char *text = object ? json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) : NULL;
    json_decref(object);
    if (text)
        fprintf(output.file, "%s\n", text);
    else
        phil_console_error("cannot write: \"%s\": out of memory", path);
    /* A write error shows in the stream, and closing reports it. */
    const enum phil_exit closed = phil_output_close(&output, text != NULL);
    const bool written = text != NULL;
    free(text);
    return written ? closed : PHIL_EXIT_MACHINE;
}
