/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum inject: add known twitches to a real clip.
 *
 * Two passes: the first follows the face and learns the clip's times, the second warps the
 * frames. The library reads brightness alone, so the new clip is grey. Frames outside the
 * twitches, and pixels away from them, are kept exactly when the clip is written losslessly.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/recording.h>
#include <philtrum/sim.h>
#include <philtrum/writer.h>

#include "commands.h"
#include "follow.h"
#include "new_clip.h"
#include "options.h"
#include "output.h"
#include "upright.h"

enum {
    KEY_MIRRORED = PHIL_FIRST_KEY,
    KEY_RULER,
};

/* Spread of the skin that a lip twitch pulls along, as in the drawn face, mm. */
static const double SIGMA_MM = 5;

static const struct argp_option options[] = {
    {"mirrored", KEY_MIRRORED, NULL, 0, "A mirrored selfie: swap left and right", 3},
    {"ruler-mm", KEY_RULER, "N", 0, "Distance between the outer corners of the eyes in mm", 3},
    PHIL_OPTION_HELP,
    {0},
};

struct request {
    struct phil_new_clip new_clip;
    struct phil_follow_settings follow;
    const char *clip;
};

static error_t refuse(const char *text)
{
    phil_console_error("%s", text);
    return EINVAL;
}

static error_t check(const struct request *request)
{
    const struct phil_twitch_plan *plan = &request->new_clip.plan;
    const char *path = request->new_clip.path;
    if (!request->clip)
        return refuse("no clip given: name a video file: see philtrum inject --help");
    if (path && phil_same_file(request->clip, path))
        return phil_option_error("--output", path, "this is the clip itself");
    if (plan->truth_path && phil_same_file(request->clip, plan->truth_path))
        return phil_option_error("--truth", plan->truth_path, "this is the clip itself");
    if (plan->n_given == 0 && plan->count == 0)
        return refuse("nothing to add: say --twitch or --count: see philtrum inject --help");
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &request->new_clip;
        return 0;
    case KEY_MIRRORED:
        request->follow.mirrored = true;
        return 0;
    case KEY_RULER:
        return phil_take_number(&(struct phil_number){"--ruler-mm", "mm", 40, 150}, arg,
                                &request->follow.ruler_mm);
    case ARGP_KEY_ARG:
        if (request->clip)
            return phil_option_error("a second clip", arg, "inject takes one at a time");
        request->clip = arg;
        return 0;
    case ARGP_KEY_END:
        return check(request);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&phil_new_clip_argp, 0, NULL, 0}, {0}};

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .args_doc = "CLIP -o FILE",
    .doc = "Add known twitches to a real clip by moving its own pixels, and write down where and "
           "when: to find out what can be seen in such a clip. The new clip is upright, grey "
           "and as large as the old one; with --grade each pixel gets the bits that the device "
           "would give it.",
    .children = children,
};

/* Everything that the second pass needs. */
struct job {
    struct phil_places places;
    struct phil_sim_twitch *twitches;
    struct phil_sim_bump *bumps; /* room for one per twitch */
    size_t n;
    struct phil_upright upright;
    uint8_t *warped, *grey;
};

static void release_job(struct job *job)
{
    phil_places_release(&job->places);
    phil_upright_release(&job->upright);
    free(job->twitches);
    free(job->bumps);
    free(job->warped);
    free(job->grey);
}

/* Leaves out the twitches that fall where no face was seen: the truth must not name them. */
static void drop_unplaced(struct job *job)
{
    size_t kept = 0;
    for (size_t i = 0; i < job->n; i++) {
        const struct phil_sim_twitch twitch = job->twitches[i];
        const struct phil_place *place = phil_place_at(&job->places, phil_twitch_peak_s(&twitch));
        if (place->seen && isfinite(place->centre[twitch.region].x))
            job->twitches[kept++] = twitch;
        else
            phil_log_message(phil_console_log(), PHIL_LOG_WARNING,
                             "left out a twitch: \"%s at %.3f s\": no face there",
                             phil_region_name(twitch.region), twitch.onset_s);
    }
    job->n = kept;
}

/* The displacements of one instant; returns how many. */
static size_t bumps_at(struct job *job, double time_s)
{
    const double scale = job->places.px_per_mm;
    const struct phil_place *place = phil_place_at(&job->places, time_s);
    size_t n = 0;
    for (size_t i = 0; i < job->n && place->seen; i++) {
        const struct phil_sim_twitch *twitch = &job->twitches[i];
        const double size_px = twitch->amplitude_mm * scale * phil_sim_pulse(twitch, time_s);
        if (!(size_px > 0))
            continue;
        const double angle = twitch->direction_deg * M_PI / 180;
        const struct phil_point centre = place->centre[twitch->region];
        job->bumps[n++] = (struct phil_sim_bump){.x = centre.x,
                                                 .y = centre.y,
                                                 .sigma_px = SIGMA_MM * scale,
                                                 .dx = size_px * cos(angle),
                                                 .dy = -size_px * sin(angle)};
    }
    return n;
}

static enum phil_status write_frame(struct job *job, struct phil_writer *writer,
                                    const struct phil_frame *frame)
{
    enum phil_status status = phil_upright_take(&job->upright, frame);
    if (status != PHIL_OK)
        return status;
    const int width = job->upright.width, height = job->upright.height;
    const uint8_t *luma = job->upright.luma;
    const size_t n = bumps_at(job, frame->time_s);
    if (n > 0) {
        status = phil_sim_warp(luma, width, job->warped, width, width, height, 1, job->bumps, n);
        luma = job->warped;
    }
    const struct phil_picture picture = {
        .plane = {luma, job->grey, job->grey},
        .stride = {width, width / 2, width / 2},
    };
    return status == PHIL_OK ? phil_writer_add(writer, &picture, frame->time_s) : status;
}

static enum phil_status write_frames(struct job *job, struct phil_recording *recording,
                                     struct phil_writer *writer)
{
    const struct phil_progress *progress = phil_console_progress("writing");
    const double length_s = phil_recording_info(recording)->duration_s;
    enum phil_status status = phil_recording_rewind(recording, 0);
    while (status == PHIL_OK) {
        struct phil_frame *frame = NULL;
        status = phil_recording_next(recording, &frame);
        if (status != PHIL_OK)
            break;
        status = write_frame(job, writer, frame);
        if (status == PHIL_OK && !phil_progress_report(progress, frame->time_s, length_s))
            status = PHIL_ECANCEL;
        phil_frame_unref(frame);
    }
    phil_console_progress_end();
    return status == PHIL_END ? PHIL_OK : status;
}

static enum phil_status prepare(struct job *job, const struct phil_recording_info *info)
{
    const int width = info->width & ~1, height = info->height & ~1;
    const size_t luma = (size_t)width * (size_t)height;
    job->bumps = calloc(job->n + 1, sizeof *job->bumps);
    job->warped = malloc(luma);
    job->grey = malloc(luma / 4);
    if (!job->bumps || !job->warped || !job->grey)
        return PHIL_EMEM;
    memset(job->grey, 128, luma / 4); /* no colour */
    return phil_upright_init(&job->upright, width, height);
}

static enum phil_status write_clip(const struct request *request, struct job *job,
                                   struct phil_recording *recording)
{
    const struct phil_recording_info *info = phil_recording_info(recording);
    struct phil_writer_settings settings =
        phil_grade_settings(request->new_clip.grade, info->width & ~1, info->height & ~1,
                            info->frame_rate_hz > 0 ? info->frame_rate_hz : 30);
    struct phil_writer *writer = NULL;
    enum phil_status status = prepare(job, info);
    if (status == PHIL_OK)
        status = phil_clip_open(&writer, request->new_clip.path, &settings);
    if (status == PHIL_OK)
        status = write_frames(job, recording, writer);
    if (status == PHIL_OK)
        status = phil_writer_finish(writer);
    phil_writer_close(writer);
    return status;
}

/* Where a twitch is in the picture at its peak. */
static void place_twitch(const void *user, const struct phil_sim_twitch *twitch, double *x_px,
                         double *y_px)
{
    const struct phil_place *place = phil_place_at(user, phil_twitch_peak_s(twitch));
    *x_px = place->centre[twitch->region].x;
    *y_px = place->centre[twitch->region].y;
}

static enum phil_exit write_truth(const struct request *request, const struct job *job,
                                  const struct phil_recording_info *info)
{
    const struct phil_truth truth = {
        .clip_path = request->new_clip.path,
        .source = request->clip,
        .frame_rate_hz = info->frame_rate_hz,
        .length_s = info->duration_s,
        .px_per_mm = job->places.px_per_mm,
        .twitches = job->twitches,
        .n_twitches = job->n,
        .place = place_twitch,
        .user = &job->places,
    };
    return phil_truth_write(request->new_clip.plan.truth_path, &truth);
}

/* After the face has been followed: place, write, tell. */
static enum phil_exit inject_into(const struct request *request, struct job *job,
                                  struct phil_recording *recording)
{
    const struct phil_recording_info *info = phil_recording_info(recording);
    enum phil_exit result =
        phil_twitch_plan_all(&request->new_clip.plan, info->duration_s, &job->twitches, &job->n);
    if (result != PHIL_EXIT_DONE)
        return result;
    drop_unplaced(job);
    if (job->n == 0) {
        phil_console_error("cannot add the twitches: \"%s\": no face where they should be",
                           request->clip);
        return PHIL_EXIT_NOTHING;
    }
    const int errors = phil_console_errors();
    const enum phil_status status = write_clip(request, job, recording);
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot write the new clip",
                                   request->new_clip.path);
    return request->new_clip.plan.truth_path ? write_truth(request, job, info) : PHIL_EXIT_DONE;
}

static enum phil_exit inject(const struct request *request)
{
    struct phil_recording *recording = NULL;
    struct job job = {.n = 0};
    const int errors = phil_console_errors();
    enum phil_exit result;
    enum phil_status status =
        phil_recording_open(&recording, request->clip, NULL, phil_console_log());
    if (status == PHIL_OK)
        status = phil_follow(&job.places, recording, &request->follow,
                             phil_console_progress("following the face"), phil_console_log());
    phil_console_progress_end();
    if (status == PHIL_EDATA)
        phil_console_error("cannot add twitches: \"%s\": no face found", request->clip);
    if (status == PHIL_OK)
        result = inject_into(request, &job, recording);
    else
        result = phil_console_failed(status, errors, "cannot read", request->clip);
    release_job(&job);
    phil_recording_close(recording);
    return result;
}

enum phil_exit phil_command_inject(int argc, char **argv)
{
    struct request request = {.clip = NULL};
    phil_new_clip_init(&request.new_clip);
    enum phil_exit result = phil_parse_options(&parser, "philtrum inject", argc, argv, &request);
    if (result == PHIL_EXIT_DONE) {
        if (!request.new_clip.grade)
            request.new_clip.grade = phil_grade_from_name("--grade", "lossless");
        result = inject(&request);
    }
    phil_new_clip_release(&request.new_clip);
    return result;
}
