/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stretch of a simulation as a simulation of its own, to be drawn closer: what looks like one
 * block over ten seconds is a row of bursts over one. Traces are borrowed from the whole, spikes
 * and events are copied with their times counted from the start of the stretch.
 */
#include "report/simulation.h"

#include <math.h>
#include <stdlib.h>

static const double BEFORE = 0.7; /* part of the stretch that lies before the largest movement */
static const double TOO_SMALL_MM = 0.05;

bool phil_simulation_closer(const struct phil_nerve_result *result,
                            const struct phil_simulation_summary *summary, double seconds,
                            double *from_s)
{
    const double whole_s = result->settings.seconds;
    if (!(whole_s > 2 * seconds) || summary->lip == PHIL_N_NODES ||
        summary->node[summary->lip].mm.value < TOO_SMALL_MM)
        return false;
    const double at = summary->node[summary->lip].time_s - BEFORE * seconds;
    *from_s = fmin(fmax(at, 0), whole_s - seconds);
    return true;
}

/* Samples from `from_s` on: the first of them, and how many. */
static size_t cut_samples(size_t *n, double rate_hz, double from_s, double seconds)
{
    const size_t first = (size_t)fmin(nearbyint(from_s * rate_hz), (double)*n);
    const size_t wanted = (size_t)nearbyint(seconds * rate_hz);
    *n = *n - first < wanted ? *n - first : wanted;
    return first;
}

static void cut_traces(struct phil_nerve_result *part, double from_s, double seconds)
{
    size_t first = cut_samples(&part->n_emg, part->emg_rate_hz, from_s, seconds);
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        part->emg_uv[e] += part->emg_uv[e] ? first : 0;
    first = cut_samples(&part->n_movement, part->movement_rate_hz, from_s, seconds);
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        part->force_n[m] += part->force_n[m] ? first : 0;
    for (int k = 0; k < PHIL_N_NODES; k++) {
        part->right_mm[k] += part->right_mm[k] ? first : 0;
        part->down_mm[k] += part->down_mm[k] ? first : 0;
    }
}

static void cut_spikes(struct phil_nerve_result *part, const struct phil_nerve_result *whole,
                       double from_s, double seconds)
{
    size_t begin, end;
    part->n_spikes = 0;
    for (size_t u = 0; u < whole->n_units; u++) {
        part->first_spike[u] = part->n_spikes;
        phil_unit_spikes(whole, u, &begin, &end);
        for (size_t i = begin; i < end; i++) {
            struct phil_nerve_spike spike = whole->spikes[i];
            spike.began_s -= from_s;
            spike.end_plate_s -= from_s;
            if (spike.end_plate_s >= 0 && spike.end_plate_s < seconds)
                part->spikes[part->n_spikes++] = spike;
        }
    }
    part->first_spike[whole->n_units] = part->n_spikes;
}

static void cut_events(struct phil_nerve_result *part, const struct phil_nerve_result *whole,
                       double from_s, double seconds)
{
    part->n_events = 0;
    for (size_t i = 0; i < whole->n_events; i++) {
        struct phil_nerve_event event = whole->events[i];
        if (!(event.offset_s >= from_s && event.onset_s < from_s + seconds))
            continue;
        event.onset_s = fmax(event.onset_s - from_s, 0);
        event.offset_s = fmin(event.offset_s - from_s, seconds);
        part->events[part->n_events++] = event;
    }
}

enum phil_status phil_simulation_cut(struct phil_nerve_result *part,
                                     const struct phil_nerve_result *whole, double from_s,
                                     double seconds)
{
    *part = *whole;
    part->settings.seconds = seconds;
    part->spikes = calloc(whole->n_spikes + 1, sizeof *part->spikes);
    part->first_spike = calloc(whole->n_units + 2, sizeof *part->first_spike);
    part->events = calloc(whole->n_events + 1, sizeof *part->events);
    if (!part->spikes || !part->first_spike || !part->events) {
        phil_simulation_cut_release(part);
        return PHIL_EMEM;
    }
    cut_traces(part, from_s, seconds);
    cut_spikes(part, whole, from_s, seconds);
    cut_events(part, whole, from_s, seconds);
    return PHIL_OK;
}

void phil_simulation_cut_release(struct phil_nerve_result *part)
{
    free(part->spikes);
    free(part->first_spike);
    free(part->events);
}
