/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum draw: a clip of a drawn face whose twitches are known exactly. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/sim.h>

#include "commands.h"
#include "film.h"
#include "new_clip.h"
#include "options.h"

enum {
    KEY_SECONDS = PHIL_FIRST_KEY,
    KEY_SIZE,
    KEY_SCALE,
    KEY_FPS,
    KEY_NOISE,
    KEY_SWAY,
    KEY_TURN,
    KEY_BLINKS,
    KEY_SPEECH,
    KEY_EXPOSURE,
    KEY_SKIN,
    KEY_TEXTURE,
    KEY_BEARD,
};

/* A face fills 2.5 px/mm of a 720-line selfie; other sizes show the same framing. */
static const double PX_PER_MM_PER_LINE = 2.5 / 720;

static const struct argp_option options[] = {
    {"seconds", KEY_SECONDS, "N", 0, "Length (10)", 3},
    {"size", KEY_SIZE, "WxH", 0, "Pixels (the grade's, else 1280x720)", 3},
    {"fps", KEY_FPS, "N", 0, "Frames per second (the grade's, else 30)", 3},
    {"px-per-mm", KEY_SCALE, "N", 0, "Size of the face (2.5 at 720 lines)", 3},
    {"noise", KEY_NOISE, "SD", 0, "Sensor noise in grey levels of 255 (1.5)", 4},
    {"sway", KEY_SWAY, "MM", 0, "How far the head sways, rms (0.8)", 4},
    {"turn", KEY_TURN, "DEG", 0, "How far it turns, rms (1)", 4},
    {"blinks", KEY_BLINKS, "N", 0, "Blinks per minute (15)", 4},
    {"speech", KEY_SPEECH, "A-B", 0, "Talk from second A to second B", 4},
    {"exposure", KEY_EXPOSURE, "MS", 0, "Shutter time (16.7)", 4},
    {"skin", KEY_SKIN, "X", 0, "0 dark to 1 light", 5},
    {"texture", KEY_TEXTURE, "X", 0, "0 soft to 1 sharp", 5},
    {"beard", KEY_BEARD, "X", 0, "0 none to 1 full stubble", 5},
    PHIL_OPTION_HELP,
    {0},
};

struct request {
    struct phil_new_clip clip;
    struct phil_sim_face_settings face;
    double seconds, frame_rate_hz;
    bool size_given, scale_given, rate_given;
};

static error_t take(const char *option, const char *unit, double lo, double hi, const char *arg,
                    double *value)
{
    return phil_take_number(&(struct phil_number){option, unit, lo, hi}, arg, value);
}

static error_t parse_clip(int key, char *arg, struct request *request)
{
    switch (key) {
    case KEY_SECONDS:
        return take("--seconds", "s", 0.1, 86400, arg, &request->seconds);
    case KEY_SIZE:
        request->size_given = true;
        return phil_take_size("--size", arg, &request->face.width, &request->face.height);
    case KEY_SCALE:
        request->scale_given = true;
        return take("--px-per-mm", "", 0.5, 20, arg, &request->face.px_per_mm);
    case KEY_FPS:
        request->rate_given = true;
        return take("--fps", "", 1, 1000, arg, &request->frame_rate_hz);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The ranges are those of struct phil_sim_face_settings and its drawing. */
static error_t parse_face(int key, char *arg, struct phil_sim_face_settings *face)
{
    error_t error;
    switch (key) {
    case KEY_NOISE:
        return take("--noise", "", 0, 64, arg, &face->noise_sd);
    case KEY_SWAY:
        return take("--sway", "mm", 0, 5, arg, &face->sway_mm);
    case KEY_TURN:
        return take("--turn", "deg", 0, 6, arg, &face->turn_deg);
    case KEY_BLINKS:
        return take("--blinks", "", 0, 40, arg, &face->blinks_per_min);
    case KEY_SPEECH:
        return phil_take_span("--speech", arg, &face->speech_from_s, &face->speech_to_s);
    case KEY_EXPOSURE:
        error = take("--exposure", "ms", 0, 100, arg, &face->exposure_s);
        face->exposure_s /= error ? 1 : 1000;
        return error;
    case KEY_SKIN:
        return take("--skin", "", 0, 1, arg, &face->skin);
    case KEY_TEXTURE:
        return take("--texture", "", 0, 1, arg, &face->texture);
    case KEY_BEARD:
        return take("--beard", "", 0, 1, arg, &face->beard);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    error_t error;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &request->clip;
        return 0;
    case ARGP_KEY_ARG:
        phil_console_error("cannot use the word: \"%s\": draw takes options only", arg);
        return EINVAL;
    default:
        error = parse_clip(key, arg, request);
        return error == ARGP_ERR_UNKNOWN ? parse_face(key, arg, &request->face) : error;
    }
}

static const struct argp_child children[] = {{&phil_new_clip_argp, 0, NULL, 0}, {0}};

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .args_doc = "-o FILE",
    .doc = "Draw a clip of a face that sways, blinks and twitches in known places at known "
           "times: to try philtrum without a camera, and to test it.",
    .children = children,
};

/* What was not given follows from the grade. */
static void settle(struct request *request)
{
    const struct phil_grade *grade = request->clip.grade;
    if (!request->size_given && grade && grade->width) {
        request->face.width = grade->width;
        request->face.height = grade->height;
    }
    if (!request->rate_given)
        request->frame_rate_hz = grade && grade->frame_rate_hz > 0 ? grade->frame_rate_hz : 30;
    if (!request->scale_given)
        request->face.px_per_mm =
            PX_PER_MM_PER_LINE * fmin(request->face.height, request->face.width);
    request->face.seed = request->clip.plan.seed;
    if (!grade)
        request->clip.grade = phil_grade_from_name("--grade", "phone");
}

static enum phil_status write_clip(const struct request *request, struct phil_sim_face *face)
{
    const struct phil_film film = {.path = request->clip.path,
                                   .grade = request->clip.grade,
                                   .width = request->face.width,
                                   .height = request->face.height,
                                   .frame_rate_hz = request->frame_rate_hz,
                                   .seconds = request->seconds};
    return phil_film_write(&film, face);
}

/* Where a twitch is in the picture at its peak. */
static void place_twitch(const void *user, const struct phil_sim_twitch *twitch, double *x_px,
                         double *y_px)
{
    const struct phil_sim_face *face = user;
    double x_mm, y_mm;
    phil_sim_face_region(face, twitch->region, &x_mm, &y_mm);
    phil_sim_face_point(face, x_mm, y_mm, phil_twitch_peak_s(twitch), x_px, y_px);
}

static enum phil_exit write_truth(const struct request *request, struct phil_sim_face *face)
{
    const struct phil_sim_face_settings *set = &request->face;
    const size_t n_blinks = phil_sim_face_blinks(face, request->seconds, NULL, 0);
    double *blinks = calloc(n_blinks + 1, sizeof *blinks);
    if (!blinks)
        return phil_console_failed(PHIL_EMEM, phil_console_errors(), "cannot write",
                                   request->clip.plan.truth_path);
    phil_sim_face_blinks(face, request->seconds, blinks, n_blinks);
    const struct phil_truth truth = {
        .clip_path = request->clip.path,
        .source = "drawn",
        .frame_rate_hz = request->frame_rate_hz,
        .length_s = request->seconds,
        .px_per_mm = set->px_per_mm,
        .twitches = set->twitches,
        .n_twitches = set->n_twitches,
        .place = place_twitch,
        .user = face,
        .blinks_s = blinks,
        .n_blinks = n_blinks,
    };
    const enum phil_exit result = phil_truth_write(request->clip.plan.truth_path, &truth);
    free(blinks);
    return result;
}

static enum phil_exit draw(struct request *request)
{
    struct phil_sim_twitch *twitches = NULL;
    struct phil_sim_face *face = NULL;
    settle(request);
    enum phil_exit result = phil_twitch_plan_all(&request->clip.plan, request->seconds, &twitches,
                                                 &request->face.n_twitches);
    if (result != PHIL_EXIT_DONE)
        return result;
    request->face.twitches = twitches;
    const int errors = phil_console_errors();
    enum phil_status status = phil_sim_face_new(&face, &request->face, phil_console_log());
    if (status == PHIL_OK)
        status = write_clip(request, face);
    if (status != PHIL_OK)
        result = phil_console_failed(status, errors, "cannot draw", request->clip.path);
    else if (request->clip.plan.truth_path)
        result = write_truth(request, face);
    phil_sim_face_free(face);
    free(twitches);
    return result;
}

enum phil_exit phil_command_draw(int argc, char **argv)
{
    struct request request = {.face = phil_sim_face_defaults(), .seconds = 10};
    phil_new_clip_init(&request.clip);
    enum phil_exit result = phil_parse_options(&parser, "philtrum draw", argc, argv, &request);
    if (result == PHIL_EXIT_DONE)
        result = draw(&request);
    phil_new_clip_release(&request.clip);
    return result;
}
