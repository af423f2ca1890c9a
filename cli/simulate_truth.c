/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events of a simulation as an observer of the skin would list them. The time and the direction of
 * an event's peak are those of the node that moved most, where it is farthest from where it was at
 * the onset, until 0.2 s after the last spike. What moves nothing measurably is not among them, nor
 * what a blink, a tic or an act hides, nor what the person did of their own will: that is under
 * "acts".
 */
#include "simulate_truth.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

/* A twitch outlasts its spikes, as in src/nerve/events.c. */
static const double AFTER_S = 0.2;
static const double DEGREES = 180 / 3.14159265358979323846;

struct peak {
    double time_s, direction_deg;
};

static size_t sample_at(const struct phil_nerve_result *result, double time_s)
{
    const double at = floor(time_s * result->movement_rate_hz);
    return at <= 0 ? 0 : at >= (double)result->n_movement ? result->n_movement - 1 : (size_t)at;
}

static struct peak find_peak(const struct phil_nerve_result *result,
                             const struct phil_nerve_event *event)
{
    struct peak peak = {event->onset_s, NAN};
    const float *right = result->right_mm[event->node], *down = result->down_mm[event->node];
    double most = 0;
    if (!right || !down || result->n_movement == 0)
        return peak;
    const size_t from = sample_at(result, event->onset_s),
                 to = sample_at(result, event->offset_s + AFTER_S);
    for (size_t i = from; i <= to; i++) {
        const double x = right[i] - right[from], y = down[i] - down[from];
        const double size = hypot(x, y);
        if (size <= most)
            continue;
        most = size;
        peak.time_s = (double)i / result->movement_rate_hz;
        peak.direction_deg = atan2(-y, x) * DEGREES; /* 90 is up */
    }
    return peak;
}

static json_t *real_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *event_object(const struct phil_nerve_result *result,
                            const struct phil_nerve_event *event,
                            const struct phil_simulated_clip *clip)
{
    const enum phil_region region = phil_nerve_node_region(event->node);
    const struct peak peak = find_peak(result, event);
    const double px_per_mm = clip->path ? clip->px_per_mm : NAN;
    /* clang-format off */
    return json_pack("{s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:n, s:n, s:s, s:s}",
                     "onset_s", real_or_null(event->onset_s),
                     "peak_s", real_or_null(peak.time_s),
                     "offset_s", real_or_null(event->offset_s),
                     "region", phil_region_name(region),
                     "side", phil_side_name(event->side),
                     "amplitude_mm", real_or_null(event->amplitude_mm),
                     "amplitude_px", real_or_null(event->amplitude_mm * px_per_mm),
                     "direction_deg", real_or_null(peak.direction_deg),
                     "x_px", "y_px",
                     "kind", "twitch",
                     "made_as", event->kind);
    /* clang-format on */
}

static json_t *act_object(const struct phil_nerve_act *act)
{
    return json_pack("{s:s, s:f, s:f, s:f}", "kind", phil_nerve_act_name(act->kind), "from_s",
                     act->from_s, "to_s", act->to_s, "level", act->level);
}

static json_t *cause_object(const struct phil_nerve_dose *dose)
{
    json_t *values = json_object();
    for (size_t i = 0; i < dose->cause->n_parameters; i++)
        if (json_object_set_new(values, dose->cause->parameters[i].name,
                                real_or_null(dose->value[i])) != 0) {
            json_decref(values);
            return NULL;
        }
    return json_pack("{s:s, s:o}", "id", dose->cause->id, "values", values);
}

/* Events go into one of two lists; false without memory. */
static bool sort_events(const struct phil_nerve_result *result,
                        const struct phil_simulated_clip *clip, json_t *events, json_t *blinks)
{
    for (size_t i = 0; i < result->n_events; i++) {
        const struct phil_nerve_event *event = &result->events[i];
        int failed = 0;
        if (strcmp(event->kind, "blink") == 0)
            failed = json_array_append_new(blinks, real_or_null(event->onset_s));
        else if (strcmp(event->kind, "act") != 0 && event->node != PHIL_N_NODES &&
                 isfinite(event->amplitude_mm))
            failed = json_array_append_new(events, event_object(result, event, clip));
        if (failed)
            return false;
    }
    return true;
}

static json_t *document(const struct phil_nerve_result *result,
                        const struct phil_simulated_clip *clip)
{
    const struct phil_nerve_settings *settings = &result->settings;
    json_t *events = json_array(), *blinks = json_array(), *acts = json_array(),
           *causes = json_array();
    bool fine = sort_events(result, clip, events, blinks);
    for (size_t i = 0; i < settings->n_acts; i++)
        fine = fine && json_array_append_new(acts, act_object(&settings->acts[i])) == 0;
    for (size_t i = 0; i < settings->n_doses; i++)
        fine = fine && json_array_append_new(causes, cause_object(&settings->doses[i])) == 0;
    if (!fine) {
        json_decref(events);
        json_decref(blinks);
        json_decref(acts);
        json_decref(causes);
        return NULL;
    }
    char seed[24]; /* as text: 64 bits do not fit a number of JSON */
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)settings->seed);
    const char *slash = clip->path ? strrchr(clip->path, '/') : NULL;
    json_t *name = clip->path ? json_string(slash ? slash + 1 : clip->path) : NULL;
    /* clang-format off */
    return json_pack("{s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o}",
                     "schema", "philtrum.truth/1", "version", phil_version(),
                     "clip", name ? name : json_null(), "source", "simulated",
                     "frame_rate_hz", real_or_null(clip->path ? clip->frame_rate_hz : NAN),
                     "duration_s", real_or_null(settings->seconds),
                     "px_per_mm", real_or_null(clip->path ? clip->px_per_mm : NAN),
                     "seed", seed,
                     "causes", causes, "acts", acts, "events", events, "blinks_s", blinks);
    /* clang-format on */
}

enum phil_exit phil_simulate_truth(const char *path, const struct phil_nerve_result *result,
                                   const struct phil_simulated_clip *clip)
{
    struct phil_output output;
    if (!phil_output_open(&output, path))
        return PHIL_EXIT_MACHINE;
    json_t *object = document(result, clip);
    char *text = object ? json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) : NULL;
    json_decref(object);
    if (text)
        fprintf(output.file, "%s\n", text);
    else
        phil_console_error("cannot write: \"%s\": out of memory", path);
    /* A write error shows in the stream, and closing reports it. */
    const bool made = text != NULL;
    const enum phil_exit closed = phil_output_close(&output, made);
    free(text);
    return made ? closed : PHIL_EXIT_MACHINE;
}
