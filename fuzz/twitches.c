/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as the list of twitches of a command line: each line goes to --twitch. What is taken
 * is in range and can be placed; what is refused changes nothing.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../cli/twitches.h"
#include "promise.h"

static void check_taken(const struct phil_sim_twitch *t)
{
    promise(t->region >= 0 && t->region < PHIL_N_REGIONS, "a twitch has a region");
    promise(t->amplitude_mm >= 0.001 && t->amplitude_mm <= 10, "a twitch has a size");
    promise(fabs(t->direction_deg) <= 360, "a twitch has a direction");
}

static void take(const char *line, struct phil_twitch_plan *plan)
{
    struct phil_sim_twitch twitch, before;
    memset(&twitch, 0xa5, sizeof twitch);
    before = twitch;
    if (phil_take_twitch(line, &twitch) != 0) {
        promise(memcmp(&before, &twitch, sizeof twitch) == 0, "a refusal changes nothing");
        return;
    }
    check_taken(&twitch);
    promise(twitch.onset_s >= 0 && twitch.onset_s <= 86400, "a twitch begins within a day");
    struct phil_sim_twitch *grown = realloc(plan->given, (plan->n_given + 1) * sizeof *grown);
    if (!grown)
        abort();
    plan->given = grown;
    plan->given[plan->n_given++] = twitch;
}

static void check_plan(const struct phil_twitch_plan *plan, double length_s)
{
    struct phil_sim_twitch *all = NULL;
    size_t n = 0;
    if (phil_twitch_plan_all(plan, length_s, &all, &n) != PHIL_EXIT_DONE) {
        promise(!all && n == 0, "a plan that fails leaves nothing");
        return;
    }
    promise(n == plan->n_given + (size_t)plan->count, "every twitch is there");
    for (size_t i = 0; i < n; i++) {
        check_taken(&all[i]);
        promise(i == 0 || all[i - 1].onset_s <= all[i].onset_s, "twitches are in order");
        promise(phil_twitch_peak_s(&all[i]) > all[i].onset_s &&
                    phil_twitch_offset_s(&all[i]) <= length_s,
                "a twitch ends within the clip");
    }
    free(all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct phil_twitch_plan plan;
    char *text = promise_text(data, size), *rest = text, *line;
    promise_to_end();
    phil_console_quiet(true);
    phil_twitch_plan_init(&plan);
    plan.seed = size;
    plan.count = (int)(size % 5);
    while ((line = strsep(&rest, "\n")))
        take(line, &plan);
    check_plan(&plan, 8);
    check_plan(&plan, 90000);
    phil_twitch_plan_release(&plan);
    free(text);
    return 0;
}
