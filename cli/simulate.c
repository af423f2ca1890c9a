/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum simulate: a facial nerve and its muscles, and what a cause of twitching does to them. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "commands.h"
#include "options.h"
#include "simulate_args.h"
#include "simulate_list.h"
#include "simulate_output.h"

enum {
    KEY_CAUSE = PHIL_FIRST_KEY,
    KEY_DOSE,
    KEY_SET,
    KEY_SEVERITY,
    KEY_SIDE,
    KEY_LIST,
    KEY_SECONDS,
    KEY_SEED,
    KEY_ACT,
    KEY_BLINKS,
    KEY_STIMULATE,
    KEY_UNITS,
    KEY_NO_NOISE,
    KEY_STEP,
    KEY_EMG_RATE,
    KEY_JOBS,
    KEY_JSON,
    KEY_HTML,
    KEY_SPIKES,
    KEY_PARAMETERS,
    KEY_EMG,
    KEY_MOVEMENT,
    KEY_EDF,
    KEY_TRUTH,
    KEY_VIDEO,
    KEY_GRADE,
    KEY_SIZE,
    KEY_FPS,
    KEY_SCALE,
    KEY_VERBOSE,
};

/* A face fills 2.5 px/mm of a 720-line selfie; other sizes show the same framing. */
static const double PX_PER_MM_PER_LINE = 2.5 / 720;

static const struct argp_option options[] = {
    {"cause", KEY_CAUSE, "ID", 0, "What makes it twitch (see --list); again for more", 1},
    {"dose", KEY_DOSE, "V", 0, "How much of the cause before it: 6mg/kg, 0.4", 1},
    {"set", KEY_SET, "NAME=V", 0, "Another quantity of the cause before it", 1},
    {"severity", KEY_SEVERITY, "X", 0, "0 none to 1 severe, where no dose is given (0.5)", 1},
    {"side", KEY_SIDE, "SIDE", 0, "Of one-sided causes: left, right or both (left)", 1},
    {"list", KEY_LIST, NULL, 0,
     "Show every cause and its dose; with --verbose evidence and all that can be set", 1},
    {"seconds", KEY_SECONDS, "N", 0, "Length, 0.1 to 3600 (10)", 2},
    {"seed", KEY_SEED, "N", 0, "Seed of everything random (1)", 2},
    {"act", KEY_ACT, "KIND[:LEVEL]@A-B", 0,
     "press, ramp, smile, squeeze or speech from second A to B, LEVEL 0 to 1 (0.4); or blink@A", 2},
    {"blinks", KEY_BLINKS, "N", 0, "Blinks per minute (15)", 2},
    {"stimulate", KEY_STIMULATE, "PLACE[:SIDE]@T", 0,
     "An electrical stimulus at second T: foramen, zygomatic or marginal", 2},
    {"units", KEY_UNITS, "N", 0, "Motor units: all (800), or of a muscle: MUSCLE=N", 3},
    {"no-noise", KEY_NO_NOISE, NULL, 0, "Without the noise of synapses", 3},
    {"step-ms", KEY_STEP, "MS", 0, "Step of the motoneurons, a whole part of 0.5 (0.05)", 3},
    {"emg-rate", KEY_EMG_RATE, "HZ", 0, "Of the EMG, 1000 to 20000 (4000); 0 leaves it out", 3},
    {"jobs", KEY_JOBS, "N", 0, "Threads; 0 is one a core. The result is the same", 3},
    {"json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
     "Write one JSON document to standard output in place of the summary, or to =FILE beside it",
     4},
    {"html", KEY_HTML, "FILE", 0, "Write a page: spikes, traces, every value used", 4},
    {"spikes", KEY_SPIKES, "FILE.csv", 0, "Write every spike of every motor unit", 4},
    {"parameters", KEY_PARAMETERS, "FILE.csv", 0, "Write what each motor unit is like", 4},
    {"emg", KEY_EMG, "FILE", 0, "Write the EMG: .csv, or .edf for EDF+", 4},
    {"movement", KEY_MOVEMENT, "FILE", 0, "Write movement and forces: .csv or .edf", 4},
    {"edf", KEY_EDF, "FILE.edf", 0, "Write EMG, movement, forces, events as EDF+", 4},
    {"truth", KEY_TRUTH, "FILE", 0, "Write what really moves, for philtrum compare", 5},
    {"video", KEY_VIDEO, "FILE.mp4", 0, "Draw it: a clip of a face that moves like this", 5},
    {"grade", KEY_GRADE, "NAME", 0, "Compress it like a device: " PHIL_GRADE_NAMES " (phone60)", 5},
    {"size", KEY_SIZE, "WxH", 0, "Pixels of the clip (the grade's, else 1280x720)", 5},
    {"fps", KEY_FPS, "N", 0, "Frames per second (the grade's, else 60)", 5},
    {"px-per-mm", KEY_SCALE, "N", 0, "Size of the face in the clip (2.5 at 720 lines)", 5},
    {"verbose", KEY_VERBOSE, NULL, 0, "Show all of it, as the page does", 6},
    {"quiet", 'q', NULL, 0, "No progress bar and no notes; errors are still shown", 6},
    PHIL_OPTION_HELP,
    {0},
};

static error_t take(const char *option, const char *unit, double lo, double hi, const char *arg,
                    double *value)
{
    return phil_take_number(&(struct phil_number){option, unit, lo, hi}, arg, value);
}

/* Zero, however it is written, is no EMG. */
static error_t take_emg_rate(const char *arg, double *rate_hz)
{
    double rate;
    char why[96];
    const struct phil_number any = {"--emg-rate", "Hz", 0, 20000};
    const bool zero = phil_parse_number(&any, arg, &rate, why, sizeof why) && rate == 0;
    if (!zero)
        return take("--emg-rate", "Hz", 1000, 20000, arg, rate_hz);
    *rate_hz = 0;
    return 0;
}

/* The ranges are those of struct phil_nerve_settings. */
static error_t parse_settings(int key, char *arg, struct phil_nerve_settings *settings)
{
    switch (key) {
    case KEY_SECONDS:
        return take("--seconds", "s", 0.1, 3600, arg, &settings->seconds);
    case KEY_SEED:
        return phil_take_seed("--seed", arg, &settings->seed);
    case KEY_BLINKS:
        return take("--blinks", "", 0, 60, arg, &settings->blinks_per_min);
    case KEY_NO_NOISE:
        settings->noise = false;
        return 0;
    case KEY_STEP:
        return take("--step-ms", "ms", 0.001, 0.5, arg, &settings->step_ms);
    case KEY_EMG_RATE:
        return take_emg_rate(arg, &settings->emg_rate_hz);
    case KEY_JOBS:
        return phil_take_int(&(struct phil_number){"--jobs", "", 0, 64}, arg, &settings->threads);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_clip(int key, char *arg, struct phil_simulate_args *args)
{
    struct phil_simulated_clip *clip = &args->clip;
    switch (key) {
    case KEY_VIDEO:
        clip->path = arg;
        return 0;
    case KEY_GRADE:
        clip->grade = phil_grade_from_name("--grade", arg);
        return clip->grade ? 0 : EINVAL;
    case KEY_SIZE:
        return phil_take_size("--size", arg, &clip->width, &clip->height);
    case KEY_FPS:
        return take("--fps", "", 1, 1000, arg, &clip->frame_rate_hz);
    case KEY_SCALE:
        return take("--px-per-mm", "", 0.5, 20, arg, &clip->px_per_mm);
    default:
        return parse_settings(key, arg, &args->settings);
    }
}

static error_t parse_file(int key, char *arg, struct phil_simulate_args *args)
{
    const struct {
        int key;
        const char **path;
    } files[] = {
        {KEY_HTML, &args->html},
        {KEY_SPIKES, &args->spikes},
        {KEY_PARAMETERS, &args->parameters},
        {KEY_EMG, &args->emg},
        {KEY_MOVEMENT, &args->movement},
        {KEY_EDF, &args->edf},
        {KEY_TRUTH, &args->clip.truth_path},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i].key == key) {
            *files[i].path = arg;
            return 0;
        }
    return parse_clip(key, arg, args);
}

static error_t parse_words(int key, char *arg, struct phil_simulate_args *args)
{
    switch (key) {
    case KEY_CAUSE:
        return phil_simulate_add_cause(args, arg);
    case KEY_DOSE:
        return phil_simulate_add_dose(args, arg);
    case KEY_SET:
        return phil_simulate_add_setting(args, arg);
    case KEY_SEVERITY:
        return phil_simulate_add_severity(args, arg);
    case KEY_SIDE:
        return phil_simulate_take_side(args, arg);
    case KEY_ACT:
        return phil_simulate_add_act(args, arg);
    case KEY_STIMULATE:
        return phil_simulate_add_stimulus(args, arg);
    case KEY_UNITS:
        return phil_simulate_add_units(args, arg);
    default:
        return parse_file(key, arg, args);
    }
}

/* What was not said of the clip follows from its grade. */
static error_t settle_clip(struct phil_simulate_args *args)
{
    struct phil_simulated_clip *clip = &args->clip;
    const char *said = clip->grade               ? "--grade"
                       : clip->width             ? "--size"
                       : clip->frame_rate_hz > 0 ? "--fps"
                       : clip->px_per_mm > 0     ? "--px-per-mm"
                       : clip->truth_path        ? "--truth"
                                                 : NULL;
    if (!clip->path && said)
        return phil_option_error("an option", said, "it goes with --video FILE");
    const struct phil_grade *grade = clip->grade;
    if (!clip->width) {
        clip->width = grade && grade->width ? grade->width : 1280;
        clip->height = grade && grade->height ? grade->height : 720;
    }
    if (!(clip->frame_rate_hz > 0))
        clip->frame_rate_hz = grade && grade->frame_rate_hz > 0 ? grade->frame_rate_hz : 60;
    if (!(clip->px_per_mm > 0))
        clip->px_per_mm = PX_PER_MM_PER_LINE * fmin(clip->height, clip->width);
    if (!grade)
        clip->grade = phil_grade_from_name("--grade", "phone60");
    clip->seed = args->settings.seed;
    return 0;
}

static error_t settle(struct phil_simulate_args *args)
{
    if (args->list && args->n_given > 0)
        return phil_option_error("an option", "--list", "it goes with --json or --verbose alone");
    const error_t error = phil_simulate_check_outputs(args);
    if (error || args->list)
        return error;
    return settle_clip(args) || phil_simulate_settle(args) ? EINVAL : 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct phil_simulate_args *args = state->input;
    switch (key) {
    case KEY_LIST:
        args->list = true;
        return 0;
    case KEY_VERBOSE:
        args->verbose = true;
        return 0;
    case KEY_JSON:
        args->json = arg ? arg : "-";
        return 0;
    case 'q':
        args->quiet = true;
        phil_console_quiet(true);
        return 0;
    case ARGP_KEY_ARG:
        if (args->json && strcmp(args->json, "-") == 0)
            phil_console_error("cannot use the word: \"%s\": for a file write --json=FILE", arg);
        else
            phil_console_error("cannot use the word: \"%s\": simulate takes options only", arg);
        return EINVAL;
    case ARGP_KEY_END:
        return settle(args);
    default:
        args->n_given += key >= PHIL_FIRST_KEY && key <= KEY_SCALE;
        return parse_words(key, arg, args);
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .args_doc = "",
    .doc = "Simulate the facial nerve and the muscles of lips and eyes: how a twitch comes about, "
           "and what caffeine, a compressed nerve or a tremor would change. Without options, a "
           "healthy face at rest.\v"
           "It is a model, not a diagnosis: that a cause can be simulated does not make it yours. "
           "The same options give the same result on every machine.\n"
           "Exit status: 0 done, 2 command line, 4 the machine failed, 5 a mistake in philtrum.",
};

static enum phil_exit simulate(const struct phil_simulate_args *args)
{
    struct phil_nerve_result *result = NULL;
    const enum phil_exit possible = phil_simulate_try_outputs(args);
    if (possible != PHIL_EXIT_DONE)
        return possible;
    const int errors = phil_console_errors();
    const enum phil_status status = phil_nerve_run(
        &result, &args->settings, phil_console_progress("simulating"), phil_console_log());
    phil_console_progress_end();
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot simulate", "the face");
    const enum phil_exit written = phil_simulate_write(args, result);
    phil_nerve_result_free(result);
    return written;
}

enum phil_exit phil_command_simulate(int argc, char **argv)
{
    struct phil_simulate_args args;
    phil_simulate_args_init(&args);
    enum phil_exit result = phil_parse_options(&parser, "philtrum simulate", argc, argv, &args);
    if (result == PHIL_EXIT_DONE && args.list)
        result = args.json ? phil_simulate_list_json(args.json)
                           : phil_simulate_list_print(stdout, args.verbose);
    else if (result == PHIL_EXIT_DONE)
        result = simulate(&args);
    phil_simulate_args_release(&args);
    return result;
}
