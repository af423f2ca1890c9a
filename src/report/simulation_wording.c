/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sentences about a simulation, the same on the terminal and on the page: what was simulated, what
 * happened, what a video could show of it, how certain it is.
 */
#include "report/simulation.h"

#include <math.h>
#include <string.h>

#include "report/wording.h"

/* A number of things: one, or more with a plural. */
struct kind_words {
    const char *kind, *one, *many;
    bool ordinary; /* healthy faces do it too, or it was asked for */
};

static const struct kind_words kind_words[] = {
    {"burst", "burst", "bursts", false},
    {"fasciculation", "jump of a single motor unit", "jumps of single motor units", false},
    {"run", "run of small twitches", "runs of small twitches", false},
    {"tic", "tic", "tics", false},
    {"tremor", "tremor all the while", "tremors all the while", false},
    {"rippling", "rippling all the while (motor units each in a rhythm of their own)",
     "ripplings all the while (motor units each in a rhythm of their own)", false},
    {"blink", "blink", "blinks", true},
    {"act", "movement made on purpose", "movements made on purpose", true},
    {"stimulus", "electrical stimulus", "electrical stimuli", true},
};

static struct kind_words words_of(const char *kind)
{
    for (size_t i = 0; i < sizeof kind_words / sizeof *kind_words; i++)
        if (strcmp(kind, kind_words[i].kind) == 0)
            return kind_words[i];
    return (struct kind_words){kind, kind, kind, false};
}

bool phil_event_is_ordinary(const char *kind)
{
    return words_of(kind).ordinary;
}

/* ", " or " and " before item i of n. */
static void join(struct phil_text *t, size_t i, size_t n)
{
    phil_text_add(t, i == 0 ? "" : i + 1 == n ? " and " : ", ");
}

/* ---- what was simulated ---- */

static bool one_sided(const struct phil_nerve_settings *settings)
{
    for (size_t i = 0; i < settings->n_doses; i++)
        if (settings->doses[i].cause->one_sided)
            return true;
    return false;
}

static void say_title(struct phil_text *t, const struct phil_nerve_settings *settings)
{
    static const char *const sides[] = {", left side", ", right side", ", both sides"};
    phil_text_add(t, "A simulated face: ");
    if (settings->n_doses == 0)
        phil_text_add(t, settings->n_acts ? "healthy" : "healthy, at rest");
    for (size_t i = 0; i < settings->n_doses; i++) {
        join(t, i, settings->n_doses);
        phil_text_add(t, settings->doses[i].cause->name);
    }
    if (one_sided(settings) && (unsigned)settings->side <= PHIL_SIDE_BOTH)
        phil_text_add(t, sides[settings->side]);
}

static void say_act(struct phil_text *t, const struct phil_nerve_act *act)
{
    static const char *const words[PHIL_N_ACTS] = {"pressing the lips together",
                                                   "pressing the lips harder and harder",
                                                   "a smile",
                                                   "eyes shut tightly",
                                                   "a blink",
                                                   "speech"};
    if ((unsigned)act->kind >= PHIL_N_ACTS)
        return;
    if (act->kind == PHIL_ACT_BLINK)
        phil_text_printf(t, "a blink at %s s", phil_short(act->from_s, 2).s);
    else
        phil_text_printf(t, "%s from %s to %s s (%s of 100)", words[act->kind],
                         phil_short(act->from_s, 2).s, phil_short(act->to_s, 2).s,
                         phil_fixed(100 * act->level, 0).s);
}

static void say_setting(struct phil_text *t, const struct phil_nerve_result *r,
                        const struct phil_simulation_summary *s)
{
    const struct phil_nerve_settings *settings = &r->settings;
    phil_text_printf(t,
                     "%s of both facial nerves and the muscles around mouth and eyes: %zu motor "
                     "units (a nerve cell, its long fibre, and the muscle fibres at its end)",
                     phil_seconds(settings->seconds).s, s->all.units);
    if (s->all.lost)
        phil_text_printf(t, ", %zu of them lost", s->all.lost);
    if (s->all.affected)
        phil_text_printf(t, ", %zu with an axon that runs through the lesion", s->all.affected);
    phil_text_printf(t, ". Blinks come %s times a minute", phil_rate(settings->blinks_per_min).s);
    for (size_t i = 0; i < settings->n_acts; i++) {
        phil_text_add(t, i == 0 ? "; on purpose: " : ", ");
        say_act(t, &settings->acts[i]);
    }
    if (settings->n_stimuli)
        phil_text_printf(t, "; electrical stimuli: %zu", settings->n_stimuli);
    phil_text_printf(t, ". Seed %llu.", (unsigned long long)settings->seed);
}

/* ---- what happened ---- */

static bool is_healthy(const struct phil_simulation_summary *s)
{
    for (size_t k = 0; k < s->n_kinds; k++)
        if (!words_of(s->kind[k].kind).ordinary)
            return false;
    return true;
}

/* Nothing came of the causes: how long one would have to wait. */
static void say_waiting(struct phil_text *t, const struct phil_nerve_result *r)
{
    const double rate = r->twitches_per_min;
    phil_text_printf(t, " Nothing came of the cause in these %s.",
                     phil_seconds(r->settings.seconds).s);
    if (rate > 0)
        phil_text_printf(t,
                         " A twitch comes by chance, here every %s s on average: a greater "
                         "--seconds shows some.",
                         phil_fixed(60 / rate, 0).s);
    else if (!(rate >= 0))
        phil_text_add(t, " It comes by chance: a greater --seconds may show it.");
}

/* Shorter than this, a count a minute says nothing. */
static const double COUNTED_S = 5;

/* From the place `from` of a text on, where a sentence begins. */
static void capital(struct phil_text *t, size_t from)
{
    if (!t->failed && t->length > from && t->data[from] >= 'a' && t->data[from] <= 'z')
        t->data[from] = (char)(t->data[from] - 'a' + 'A');
}

static void say_events(struct phil_text *t, const struct phil_nerve_result *r,
                       const struct phil_simulation_summary *s)
{
    const size_t begin = t->length;
    if (s->n_kinds == 0)
        phil_text_add(t, "No event: no twitch, no blink.");
    for (size_t k = 0; k < s->n_kinds; k++) {
        const struct phil_kind_summary *kind = &s->kind[k];
        const struct kind_words words = words_of(kind->kind);
        join(t, k, s->n_kinds);
        if (strcmp(kind->kind, "tremor") == 0 || strcmp(kind->kind, "rippling") == 0) {
            phil_text_add(t, kind->n == 1 ? words.one : words.many);
            continue;
        }
        phil_text_printf(t, "%zu %s", kind->n, kind->n == 1 ? words.one : words.many);
        if (kind->n > 1 && !words.ordinary && r->settings.seconds >= COUNTED_S)
            phil_text_printf(t, " (%s a minute)",
                             phil_rate((double)kind->n * 60 / r->settings.seconds).s);
    }
    phil_text_add(t, s->n_kinds ? "." : "");
    capital(t, begin);
    if (r->settings.n_doses && is_healthy(s))
        say_waiting(t, r);
}

/* Of the way of a lid: hardly anything of the eye is seen then. */
static const double SHUT = 0.9;

static double lid_mm(const struct phil_simulation_summary *s)
{
    double most = -1;
    for (int k = PHIL_NODE_UPPER_LID_LEFT; k < PHIL_N_NODES; k++)
        if (phil_known(s->node[k].mm))
            most = fmax(most, s->node[k].mm.value);
    return most;
}

static void say_movement(struct phil_text *t, const struct phil_simulation_summary *s)
{
    if (s->lip == PHIL_N_NODES) {
        phil_text_printf(t, "No movement to tell of: %s.", phil_reason(s->node[0].mm));
        return;
    }
    const struct phil_node_summary *lip = &s->node[s->lip];
    if (lip->mm.value < 0.005)
        phil_text_add(t, "The skin around the mouth stayed still (less than 0.005 mm).");
    else
        phil_text_printf(t,
                         "Around the mouth, skin moved most at the %s: %s mm from rest, at "
                         "%s s.",
                         phil_node_in_words(s->lip), phil_mm(lip->mm.value).s,
                         phil_fixed(lip->time_s, 2).s);
    if (lid_mm(s) >= 0.05)
        phil_text_printf(t, " An eyelid moved by up to %s mm%s.", phil_mm(lid_mm(s)).s,
                         lid_mm(s) >= SHUT * PHIL_NERVE_LID_TRAVEL_MM ? ", which shuts the eye"
                                                                      : "");
}

static void say_spikes(struct phil_text *t, const struct phil_simulation_summary *s)
{
    size_t kinds = 0, told = 0;
    if (s->all.spikes == 0) {
        phil_text_add(t, "No motor unit fired.");
        return;
    }
    for (int o = 0; o < PHIL_N_NERVE_ORIGINS; o++)
        kinds += s->all.by_origin[o] > 0;
    phil_text_printf(t, "%zu nerve impulses in %zu of %zu motor units. They began ", s->all.spikes,
                     s->all.active, s->all.units);
    for (int o = 0; o < PHIL_N_NERVE_ORIGINS; o++) {
        if (s->all.by_origin[o] == 0)
            continue;
        join(t, told++, kinds);
        phil_text_add(t, phil_spike_origin_in_words((enum phil_nerve_origin)o));
        if (kinds > 1)
            phil_text_printf(t, " (%zu)", s->all.by_origin[o]);
    }
    phil_text_add(t, ".");
}

/* ---- what a video could show ---- */

/* Of `unknown` events nobody knows the size. */
static void say_unknown(struct phil_text *t, size_t unknown)
{
    if (unknown)
        phil_text_printf(t,
                         " How far skin moved in %zu more cannot be told: a blink, a tic or a "
                         "movement on purpose moved the same skin.",
                         unknown);
}

static void say_shown(struct phil_text *t, const struct phil_simulation_summary *s)
{
    size_t n = 0, measured = 0, shown = 0;
    for (size_t k = 0; k < s->n_kinds; k++)
        if (!words_of(s->kind[k].kind).ordinary) {
            n += s->kind[k].n;
            measured += s->kind[k].measured;
            shown += s->kind[k].shown;
        }
    if (n == 0) {
        phil_text_add(t, "Nothing but what a healthy face does.");
        return;
    }
    if (measured == 0) {
        phil_text_add(t, "Not known: how far the skin moved in these events was not worked out.");
        return;
    }
    const struct phil_number size = phil_short(PHIL_SHOWS_MM, 1);
    if (shown == 0)
        phil_text_printf(t, "Hardly anything: %s reached %s mm.",
                         measured == 1 ? "the movement never" : "none of the movements", size.s);
    else if (measured == 1)
        phil_text_printf(t, "The movement reached %s mm.", size.s);
    else if (shown == measured)
        phil_text_printf(t, "All %zu movements reached %s mm.", measured, size.s);
    else
        phil_text_printf(t, "%zu of the %zu movements reached %s mm.", shown, measured, size.s);
    say_unknown(t, n - measured);
    phil_text_add(t, " Of movements of that size a good clip of a phone shows about nine in ten");
    phil_text_add(t, shown ? ": their place, side, size and rhythm. Film at 60 frames a second; at "
                             "30, nothing faster than 15 times a second comes out right."
                           : "; smaller ones are felt, or seen in a mirror from close by, but "
                             "rarely measured.");
}

static const char hidden[] =
    "What a video cannot show: single nerve impulses, where on the nerve they began, and how many "
    "motor units are left. That takes needles and electrodes. Different causes can move a lip "
    "alike; coffee, stress, short nights and a twitch without any reason look the same.";

/* ---- how certain it is ---- */

static void say_pattern(struct phil_text *t, const struct phil_nerve_settings *settings)
{
    bool any = false;
    for (size_t i = 0; i < settings->n_doses; i++) {
        const struct phil_nerve_cause *cause = settings->doses[i].cause;
        if (!cause->generator)
            continue;
        phil_text_printf(t, "%s%s: %s",
                         any ? "; " : "A statistical pattern and no mechanism is, of ", cause->name,
                         cause->generator);
        any = true;
    }
    if (any)
        phil_text_add(t, ". ");
    else if (settings->n_doses)
        phil_text_add(t, "No cause here is a pattern that was put in: what it does follows from "
                         "membranes and nerves. ");
    phil_text_add(t, "When blinks and the few stray impulses of any healthy nerve come is drawn by "
                     "chance.");
}

static void say_limits(struct phil_text *t, const struct phil_nerve_result *r, bool full)
{
    size_t n[PHIL_NERVE_ASSUMED + 1] = {0};
    phil_text_add(t,
                  "The nerve cells are those of a cat's spinal cord, because nobody has recorded "
                  "inside one of a human face. How many motor units a lip has is known to a "
                  "factor of about three, and how stiff it is was judged. Trust timing and "
                  "shape more than millimetres and microvolts.");
    for (size_t i = 0; i < r->n_values; i++)
        if ((unsigned)r->values[i].mark <= PHIL_NERVE_ASSUMED)
            n[r->values[i].mark]++;
    if (r->n_values && full)
        phil_text_printf(t,
                         " Of the %zu values used, %zu are published, %zu common knowledge of "
                         "the field, %zu derived with these equations and %zu judged.",
                         r->n_values, n[PHIL_NERVE_PUBLISHED], n[PHIL_NERVE_KNOWN],
                         n[PHIL_NERVE_DERIVED], n[PHIL_NERVE_ASSUMED]);
}

void phil_simulation_say(struct phil_text *text, enum phil_simulation_paragraph what,
                         const struct phil_simulation_view *view,
                         const struct phil_simulation_summary *summary)
{
    const struct phil_nerve_result *result = view->result;
    switch (what) {
    case PHIL_SIMULATION_NOT_YOU:
    case PHIL_SIMULATION_NEXT:
        phil_text_add(text, phil_simulation_for_people(what));
        break;
    case PHIL_SIMULATION_TITLE:
        say_title(text, &result->settings);
        break;
    case PHIL_SIMULATION_SETTING:
        say_setting(text, result, summary);
        break;
    case PHIL_SIMULATION_EVENTS:
        say_events(text, result, summary);
        break;
    case PHIL_SIMULATION_MOVEMENT:
        say_movement(text, summary);
        break;
    case PHIL_SIMULATION_SPIKES:
        say_spikes(text, summary);
        break;
    case PHIL_SIMULATION_SHOWN:
        say_shown(text, summary);
        break;
    case PHIL_SIMULATION_HIDDEN:
        phil_text_add(text, hidden);
        break;
    case PHIL_SIMULATION_PATTERN:
        say_pattern(text, &result->settings);
        break;
    case PHIL_SIMULATION_LIMITS:
        say_limits(text, result, view->full);
        break;
    }
}
