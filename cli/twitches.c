/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "twitches.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

enum {
    KEY_TWITCH = PHIL_FIRST_KEY + 1000, /* clear of the parents' keys */
    KEY_COUNT,
    KEY_AMPLITUDE,
    KEY_REGION,
    KEY_DURATION,
    KEY_SEED,
    KEY_TRUTH,
    MAX_TWITCHES = 10000,
};

/* Lip twitches last 50-200 ms (design, section 2). A third rises, a half falls: muscle relaxes
 * more slowly than it contracts. */
static const double DEFAULT_DURATION_S = 0.12;
static const double RISE_SHARE = 0.35, HOLD_SHARE = 0.15, FALL_SHARE = 0.5;
/* Random twitches start this far from the ends and from each other. */
static const double MARGIN_S = 1.0, DISTANCE_S = 1.0;

static const struct argp_option twitch_options[] = {
    {"twitch", KEY_TWITCH, "REGION@T:MM[:DIR]", 0,
     "A twitch of REGION that starts T seconds into the clip and moves MM millimetres towards DIR "
     "degrees (0 picture right, 90 up; 90 when left out). May be given again",
     2},
    {"count", KEY_COUNT, "N", 0, "Add N twitches at random times", 2},
    {"amplitude", KEY_AMPLITUDE, "MM", 0, "Size of the random ones (0.3 mm)", 2},
    {"region", KEY_REGION, "REGION", 0, "Place of the random ones (anywhere on the lips)", 2},
    {"duration", KEY_DURATION, "MS", 0, "How long each twitch lasts (120 ms)", 2},
    {"seed", KEY_SEED, "N", 0, "Seed of everything random: same seed, same result (1)", 2},
    {"truth", KEY_TRUTH, "FILE.json", 0, "Write down what was really there", 2},
    {0},
};

static error_t take_region(const char *option, const char *text, const char *name,
                           enum phil_region *region)
{
    *region = phil_region_from_name(name);
    if (*region != PHIL_N_REGIONS)
        return 0;
    const char *names[PHIL_N_REGIONS];
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        names[r] = phil_region_name((enum phil_region)r);
    char why[128];
    const char *near = phil_nearest(name, names, PHIL_N_REGIONS);
    if (near)
        snprintf(why, sizeof why, "no such region: did you mean %s?", near);
    else
        snprintf(why, sizeof why, "no such region: they are called like upper_lip_left or chin");
    return phil_option_error(option, text, why);
}

/* Cuts the text before `mark` off *rest into `word`; everything when there is no mark. */
static bool cut_word(const char **rest, char mark, char *word, size_t size)
{
    const char *end = strchr(*rest, mark);
    const size_t length = end ? (size_t)(end - *rest) : strlen(*rest);
    if (length >= size)
        return false;
    memcpy(word, *rest, length);
    word[length] = '\0';
    *rest += length + (end ? 1 : 0);
    return true;
}

error_t phil_take_twitch(const char *text, struct phil_sim_twitch *twitch)
{
    static const struct phil_number time = {"", "s", 0, 86400}, size = {"", "mm", 0.001, 10},
                                    direction = {"", "deg", -360, 360};
    struct phil_sim_twitch made = {.direction_deg = 90};
    char word[4][64] = {""}, why[96] = "", message[128];
    const char *rest = text;
    static const char form[] = "write it as REGION@SECONDS:MM or REGION@SECONDS:MM:DEGREES";
    if (!strchr(text, '@') || !cut_word(&rest, '@', word[0], sizeof word[0]) ||
        !cut_word(&rest, ':', word[1], sizeof word[1]) || *rest == '\0' ||
        !cut_word(&rest, ':', word[2], sizeof word[2]) || strlen(rest) >= sizeof word[3])
        return phil_option_error("--twitch", text, form);
    snprintf(word[3], sizeof word[3], "%s", rest);
    if (take_region("--twitch", text, word[0], &made.region))
        return EINVAL;
    const char *what = "time";
    bool fine = phil_parse_number(&time, word[1], &made.onset_s, why, sizeof why);
    if (fine) {
        what = "size";
        fine = phil_parse_number(&size, word[2], &made.amplitude_mm, why, sizeof why);
    }
    if (fine && *word[3]) {
        what = "direction";
        fine = phil_parse_number(&direction, word[3], &made.direction_deg, why, sizeof why);
    }
    if (!fine) {
        snprintf(message, sizeof message, "the %s: %s", what, why);
        return phil_option_error("--twitch", text, message);
    }
    *twitch = made;
    return 0;
}

static error_t add_given(struct phil_twitch_plan *plan, const char *text)
{
    struct phil_sim_twitch twitch;
    if (phil_take_twitch(text, &twitch))
        return EINVAL;
    if (plan->n_given >= MAX_TWITCHES)
        return phil_option_error("--twitch", text, "too many of them");
    struct phil_sim_twitch *grown = realloc(plan->given, (plan->n_given + 1) * sizeof *plan->given);
    if (!grown)
        return ENOMEM;
    plan->given = grown;
    plan->given[plan->n_given++] = twitch;
    return 0;
}

static error_t parse_twitch_option(int key, char *arg, struct argp_state *state)
{
    struct phil_twitch_plan *plan = state->input;
    enum phil_region region;
    error_t error = 0;
    switch (key) {
    case KEY_TWITCH:
        return add_given(plan, arg);
    case KEY_COUNT:
        return phil_take_int(&(struct phil_number){"--count", "", 0, MAX_TWITCHES}, arg,
                             &plan->count);
    case KEY_AMPLITUDE:
        return phil_take_number(&(struct phil_number){"--amplitude", "mm", 0.001, 10}, arg,
                                &plan->amplitude_mm);
    case KEY_REGION:
        error = take_region("--region", arg, arg, &region);
        if (!error)
            plan->region = (int)region;
        return error;
    case KEY_DURATION:
        error = phil_take_number(&(struct phil_number){"--duration", "ms", 10, 10000}, arg,
                                 &plan->duration_s);
        if (!error)
            plan->duration_s /= 1000;
        return error;
    case KEY_SEED:
        return phil_take_seed("--seed", arg, &plan->seed);
    case KEY_TRUTH:
        plan->truth_path = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp phil_twitch_argp = {
    .options = twitch_options,
    .parser = parse_twitch_option,
};

void phil_twitch_plan_init(struct phil_twitch_plan *plan)
{
    *plan = (struct phil_twitch_plan){
        .amplitude_mm = 0.3, .region = -1, .duration_s = DEFAULT_DURATION_S, .seed = 1};
}

void phil_twitch_plan_release(struct phil_twitch_plan *plan)
{
    free(plan->given);
    plan->given = NULL;
    plan->n_given = 0;
}

void phil_twitch_shape(struct phil_sim_twitch *twitch, double duration_s)
{
    twitch->rise_s = RISE_SHARE * duration_s;
    twitch->hold_s = HOLD_SHARE * duration_s;
    twitch->fall_s = FALL_SHARE * duration_s;
}

double phil_twitch_peak_s(const struct phil_sim_twitch *twitch)
{
    return twitch->onset_s + twitch->rise_s + twitch->hold_s / 2;
}

double phil_twitch_offset_s(const struct phil_sim_twitch *twitch)
{
    return twitch->onset_s + twitch->rise_s + twitch->hold_s + twitch->fall_s;
}

/* SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195): small, and the same on every
 * machine. Uniform in [0, 1). */
static double next_uniform(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static int by_onset(const void *a, const void *b)
{
    const struct phil_sim_twitch *x = a, *y = b;
    return (x->onset_s > y->onset_s) - (x->onset_s < y->onset_s);
}

/* Uniform onsets that keep their distance: draw points in the length that the distances leave
 * over, sort them, and push each one's distance back in. */
static enum phil_exit scatter(const struct phil_twitch_plan *plan, double length_s,
                              struct phil_sim_twitch *twitches)
{
    const size_t n = (size_t)plan->count;
    const double step_s = DISTANCE_S + plan->duration_s;
    const double free_s = length_s - 2 * MARGIN_S - (double)n * step_s;
    if (free_s < 0) {
        phil_console_error("cannot place the twitches: \"%d\": the clip has room for %.0f",
                           plan->count, fmax(0, floor((length_s - 2 * MARGIN_S) / step_s)));
        return PHIL_EXIT_USAGE;
    }
    uint64_t state = plan->seed;
    const int n_lip = PHIL_LOWER_LIP_RIGHT - PHIL_UPPER_LIP_LEFT + 1;
    for (size_t i = 0; i < n; i++) {
        twitches[i] = (struct phil_sim_twitch){.onset_s = next_uniform(&state) * free_s,
                                               .amplitude_mm = plan->amplitude_mm};
        const int lip = (int)(next_uniform(&state) * n_lip);
        twitches[i].region = (enum phil_region)(plan->region >= 0 ? plan->region : lip);
        twitches[i].direction_deg = floor(next_uniform(&state) * 360) - 180;
    }
    qsort(twitches, n, sizeof *twitches, by_onset);
    for (size_t i = 0; i < n; i++)
        twitches[i].onset_s += MARGIN_S + (double)i * step_s;
    return PHIL_EXIT_DONE;
}

enum phil_exit phil_twitch_plan_all(const struct phil_twitch_plan *plan, double length_s,
                                    struct phil_sim_twitch **twitches, size_t *n)
{
    const size_t total = (size_t)plan->count + plan->n_given;
    struct phil_sim_twitch *all = calloc(total + 1, sizeof *all);
    if (!all) {
        phil_console_error("cannot place the twitches: out of memory");
        return PHIL_EXIT_MACHINE;
    }
    enum phil_exit result = plan->count ? scatter(plan, length_s, all) : PHIL_EXIT_DONE;
    for (size_t i = 0; i < plan->n_given; i++)
        all[(size_t)plan->count + i] = plan->given[i];
    for (size_t i = 0; i < total && result == PHIL_EXIT_DONE; i++) {
        phil_twitch_shape(&all[i], plan->duration_s);
        if (phil_twitch_offset_s(&all[i]) <= length_s)
            continue;
        phil_console_error("cannot place a twitch: \"%s at %.3f s\": the clip ends at %.3f s",
                           phil_region_name(all[i].region), all[i].onset_s, length_s);
        result = PHIL_EXIT_USAGE;
    }
    if (result != PHIL_EXIT_DONE) {
        free(all);
        return result;
    }
    qsort(all, total, sizeof *all, by_onset);
    *twitches = all;
    *n = total;
    return PHIL_EXIT_DONE;
}
