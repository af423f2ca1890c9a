/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The axons of a group are laid: rows of places, terminals, stimuli in order, sites at the root. */
#include "nerve/axons/inside.h"

#include "base/checked.h"
#include "nerve/anatomy.h"

#include <math.h>

/* Is an electrode over this axon's place? Where, mm from the soma. */
static bool electrode_mm(const struct phil_nerve_settings *settings, enum phil_nerve_muscle muscle,
                         bool foramen, double *mm)
{
    for (size_t i = 0; i < settings->n_stimuli; i++) {
        const struct phil_nerve_stimulus *s = &settings->stimuli[i];
        *mm = phil_anatomy_stimulus_mm(s, muscle);
        if ((s->place == PHIL_STIMULATE_FORAMEN) == foramen && !isnan(*mm))
            return true;
    }
    return false;
}

static void add_place(struct phil_axon *axon, enum phil_place place, double from_soma_ms)
{
    const int i = axon->n_places++;
    axon->place[i] = (uint8_t)place;
    axon->from_soma_ms[i] = from_soma_ms;
    axon->passed_ms[i] = -INFINITY;
}

/* The axon's row of places. */
static void lay(struct phil_axon *axon, const struct phil_nerve_unit *unit,
                const struct phil_nerve_settings *settings, const struct phil_root_physiology *root)
{
    const double v = unit->velocity_m_s;
    const bool affected = unit->affected && root->fraction > 0;
    double mm = 0;
    add_place(axon, PHIL_AT_SOMA, 0);
    for (int k = 0; affected && k < 2; k++)
        add_place(axon, PHIL_AT_ROOT_IN + k, phil_anatomy_trunk_ms(PHIL_ROOT_MM, v, true, root));
    if (electrode_mm(settings, unit->muscle, true, &mm))
        add_place(axon, PHIL_AT_FORAMEN, phil_anatomy_trunk_ms(mm, v, affected, root));
    if (electrode_mm(settings, unit->muscle, false, &mm))
        add_place(axon, PHIL_AT_BRANCH, phil_anatomy_trunk_ms(mm, v, affected, root));
    add_place(axon, PHIL_AT_TERMINAL,
              phil_anatomy_trunk_ms(phil_anatomy_terminal_mm(unit->muscle), v, affected, root));
    add_place(axon, PHIL_AT_END_PLATE, phil_anatomy_latency_ms(unit->muscle, v, affected, root));
}

static enum phil_status lay_all(struct phil_axons *a, const struct phil_physiology *physiology)
{
    a->axon = calloc(a->n + 1, sizeof *a->axon);
    a->reflected = calloc(a->n + 1, sizeof *a->reflected);
    if (!a->axon || !a->reflected)
        return PHIL_EMEM;
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct phil_nerve_unit *unit = &a->units[a->member[i]];
        lay(&a->axon[i], unit, a->settings,
            &physiology->root[phil_nerve_muscle_side(unit->muscle) == PHIL_SIDE_RIGHT]);
        n += a->axon[i].n_places - 1u;
    }
    a->stretch = calloc(n + 1, sizeof *a->stretch);
    if (!a->stretch)
        return PHIL_EMEM;
    struct phil_stretch *next = a->stretch;
    for (size_t i = 0; i < a->n; i++) {
        struct phil_axon *axon = &a->axon[i];
        axon->stretch = next;
        next += axon->n_places - 1;
        for (int k = 0; k + 1 < axon->n_places; k++)
            axon->stretch[k].ms = axon->from_soma_ms[k + 1] - axon->from_soma_ms[k];
    }
    return PHIL_OK;
}

/* The sites, when the group's axons are affected. */
static enum phil_status begin_root(struct phil_axons *a, const struct phil_physiology *physiology)
{
    if (a->n == 0 || phil_axon_index(&a->axon[0], PHIL_AT_ROOT_IN) < 0)
        return PHIL_OK;
    const bool right = phil_nerve_muscle_side(a->units[a->member[0]].muscle) == PHIL_SIDE_RIGHT;
    a->passing = calloc(a->n, sizeof *a->passing);
    if (!a->passing)
        return PHIL_EMEM;
    a->root_ms = INFINITY;
    for (size_t i = 0; i < a->n; i++) {
        a->passing[i].spike.at_ms = -INFINITY;
        a->root_ms = fmin(a->root_ms,
                          a->axon[i].from_soma_ms[phil_axon_index(&a->axon[i], PHIL_AT_ROOT_IN)]);
    }
    return phil_root_new(&a->root, a->settings->seed, &physiology->root[right], a->member, a->n);
}

void phil_axons_add_terminal(struct phil_axons *a, uint32_t i)
{
    const double at_ms = phil_terminals_next_ms(a->terminals, i);
    if (at_ms < a->settings->seconds * 1000)
        phil_agenda_add(&a->agenda,
                        (struct phil_due){.at_ms = at_ms, .axon = i, .kind = PHIL_DUE_TERMINAL});
}

void phil_axons_add_stimulus(struct phil_axons *a)
{
    if (a->next_stimulus == a->settings->n_stimuli)
        return;
    const uint32_t number = a->stimulus[a->next_stimulus++];
    const double at_ms = a->settings->stimuli[number].time_s * 1000 + PHIL_ACTIVATION_MS;
    phil_agenda_add(&a->agenda,
                    (struct phil_due){.at_ms = at_ms, .axon = number, .kind = PHIL_DUE_STIMULUS});
}

/* Numbers of stimuli by time; those of one time as they were given. */
static enum phil_status sort_stimuli(struct phil_axons *a)
{
    const size_t n = a->settings->n_stimuli;
    a->stimulus = calloc(n + 1, sizeof *a->stimulus);
    if (!a->stimulus)
        return PHIL_EMEM;
    for (size_t i = 0; i < n; i++) {
        size_t k = i;
        for (; k > 0 &&
               a->settings->stimuli[a->stimulus[k - 1]].time_s > a->settings->stimuli[i].time_s;
             k--)
            a->stimulus[k] = a->stimulus[k - 1];
        a->stimulus[k] = (uint32_t)i;
    }
    return PHIL_OK;
}

static enum phil_status begin(struct phil_axons *a, const struct phil_physiology *physiology)
{
    enum phil_status status = lay_all(a, physiology);
    if (status == PHIL_OK)
        status =
            phil_terminals_new(&a->terminals, a->settings, physiology, a->units, a->member, a->n);
    if (status == PHIL_OK)
        status = sort_stimuli(a);
    if (status == PHIL_OK)
        status = begin_root(a, physiology);
    if (status != PHIL_OK)
        return status;
    for (uint32_t i = 0; i < a->n; i++)
        phil_axons_add_terminal(a, i);
    phil_axons_add_stimulus(a);
    size_t n_runs;
    const struct phil_nerve_event *runs = phil_terminals_runs(a->terminals, &n_runs);
    for (size_t i = 0; i < n_runs; i++)
        phil_axon_events_add(&a->events, &runs[i]);
    return a->agenda.failed || a->events.failed ? PHIL_EMEM : PHIL_OK;
}

enum phil_status phil_axons_new(struct phil_axons **axons,
                                const struct phil_nerve_settings *settings,
                                const struct phil_physiology *physiology,
                                const struct phil_nerve_unit *units, const uint32_t *member,
                                size_t n)
{
    *axons = NULL;
    struct phil_axons *a = calloc(1, sizeof *a);
    if (!a)
        return PHIL_EMEM;
    a->settings = settings;
    a->units = units;
    phil_axon_events_init(&a->events);
    a->n = n;
    a->untold_ms = INFINITY;
    uint32_t *copy = calloc(n + 1, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++)
        copy[i] = member[i];
    a->member = copy;
    const enum phil_status status = copy ? begin(a, physiology) : PHIL_EMEM;
    if (status == PHIL_OK)
        *axons = a;
    else
        phil_axons_free(a);
    return status;
}

void phil_axons_free(struct phil_axons *a)
{
    if (!a)
        return;
    phil_terminals_free(a->terminals);
    phil_root_free(a->root);
    phil_agenda_release(&a->agenda);
    phil_axon_events_release(&a->events);
    free(a->axon);
    free(a->stretch);
    free(a->stimulus);
    free(a->reflected);
    free(a->passing);
    free((void *)a->member);
    free(a);
}
