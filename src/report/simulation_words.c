/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and numbers that sentences about a simulation are made of. */
#include "report/simulation.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "report/wording.h"

const char *phil_node_in_words(enum phil_nerve_node node)
{
    if (node == PHIL_NODE_CHIN_LEFT)
        return "chin, left";
    if (node == PHIL_NODE_CHIN_RIGHT)
        return "chin, right";
    const char *name = phil_region_plain_name(phil_nerve_node_region(node));
    return name ? name : "several places";
}

const char *phil_muscle_in_short(enum phil_nerve_muscle muscle)
{
    static const char *const words[PHIL_N_MUSCLES] = {
        "upper lip L",   "upper lip R",   "lower lip L", "lower lip R",
        "corner down L", "corner down R", "chin L",      "chin R",
        "smile L",       "smile R",       "eye L",       "eye R"};
    return (unsigned)muscle < PHIL_N_MUSCLES ? words[muscle] : "other";
}

const char *phil_muscle_for_row(enum phil_nerve_muscle muscle)
{
    static const char *const words[PHIL_N_MUSCLES] = {"upper lip, left",
                                                      "upper lip, right",
                                                      "lower lip, left",
                                                      "lower lip, right",
                                                      "corner depressor, left",
                                                      "corner depressor, right",
                                                      "chin muscle, left",
                                                      "chin muscle, right",
                                                      "smiling muscle, left",
                                                      "smiling muscle, right",
                                                      "ring muscle of the eye, left",
                                                      "ring muscle of the eye, right"};
    return (unsigned)muscle < PHIL_N_MUSCLES ? words[muscle] : "other";
}

const char *phil_electrode_in_words(int electrode)
{
    static const char *const words[PHIL_N_ELECTRODES] = {
        "upper lip, left",   "upper lip, middle", "upper lip, right", "lower lip, left",
        "lower lip, middle", "lower lip, right",  "eye, left",        "eye, right"};
    return electrode >= 0 && electrode < PHIL_N_ELECTRODES ? words[electrode] : "other";
}

const char *phil_spike_origin_in_words(enum phil_nerve_origin origin)
{
    static const char *const words[PHIL_N_NERVE_ORIGINS] = {
        "in nerve cells", "where the nerve leaves the brain stem", "far out, in the muscle",
        "at an electrical stimulus", "in nerve cells, at a spike that ran back"};
    return (unsigned)origin < PHIL_N_NERVE_ORIGINS ? words[origin] : "elsewhere";
}

struct phil_number phil_four_digits(double value)
{
    const double size = fabs(value);
    struct phil_number number = {"-"};
    if (!isfinite(value))
        return number;
    if (size >= 1e9 || (size > 0 && size < 1e-6)) {
        const struct phil_number_text exact = phil_number_text(value);
        memcpy(number.s, exact.s, sizeof exact.s);
        return number;
    }
    int decimals = 3;
    for (double step = 1; size > 0 && size < step && decimals < 9; step /= 10)
        decimals++;
    for (double step = 10; size >= step && decimals > 0; step *= 10)
        decimals--;
    return phil_short(value, decimals);
}

static void say_quantity(struct phil_text *text, const char *name, double value, const char *unit)
{
    phil_text_printf(text, "%s %s%s%s", name, phil_four_digits(value).s, *unit ? " " : "", unit);
}

void phil_simulation_say_dose(struct phil_text *text, const struct phil_nerve_dose *dose)
{
    for (size_t k = 0; k < dose->cause->n_parameters; k++) {
        const struct phil_nerve_parameter *p = &dose->cause->parameters[k];
        phil_text_add(text, k ? "; " : "");
        say_quantity(text, p->name, dose->value[k], p->unit);
    }
}

void phil_simulation_say_dose_plainly(struct phil_text *text, const struct phil_nerve_dose *dose,
                                      bool full)
{
    const struct phil_nerve_parameter *p = dose->cause->parameters;
    const size_t n = dose->cause->n_parameters;
    if (n == 0)
        return;
    say_quantity(text, p->name, dose->value[0], p->unit);
    phil_text_printf(text, " (%s)", p->text);
    for (size_t k = 1; full && k < n; k++) {
        phil_text_add(text, k == 1 ? "; further " : ", ");
        say_quantity(text, p[k].name, dose->value[k], p[k].unit);
    }
    phil_text_add(text, ".");
}

void phil_simulation_say_event(struct phil_text *text, const struct phil_nerve_event *event)
{
    phil_text_add(text, event->kind);
    if ((unsigned)event->side <= PHIL_SIDE_MIDDLE)
        phil_text_printf(text, ", %s%s", phil_side_name(event->side),
                         event->side == PHIL_SIDE_BOTH ? " sides" : "");
    const char *muscle = phil_nerve_muscle_plain_name(event->muscle);
    if (muscle)
        phil_text_printf(text, ", %s", muscle);
    if ((unsigned)event->node < PHIL_N_NODES && isfinite(event->amplitude_mm))
        phil_text_printf(text, ", moved most at the %s, by %s mm", phil_node_in_words(event->node),
                         phil_mm(event->amplitude_mm).s);
}
