/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a simulation to a clip: regions of the drawn face go where the simulation's pieces of skin
 * go, and its lids close as theirs do. The face's own blinks are off. Its jaw moves during an act
 * of speech, since the model has lips but no jaw. What can not be drawn without folding the skin is
 * drawn smaller; the user is told, and the truth is that of the clip.
 */
#include "simulate_video.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/sim.h>

#include "film.h"
#include "simulate_truth.h"

/* A cheek goes with its corner of the mouth by this part: judged from smiles. */
static const float CHEEK_SHARE = 0.25f;
/* Shutter time, frames: 1/60 s at 30 frames a second, as philtrum draw has it. */
static const double SHUTTER_FRAMES = 0.5, LONGEST_SHUTTER_S = 0.1;
/* Smaller differences are within what eyes and analyses tell. */
static const float WORTH_TELLING = 0.97f;
/* How long skin may still move after an event. */
static const double AFTER_S = 0.3;

enum {
    MOST_TARGETS = 13,
    N_TRACES = 2 * PHIL_N_NODES + 6, /* of nodes, of the two cheeks, closures of two eyes */
};

/* A simulation as it is drawn. */
struct drawn {
    struct phil_nerve_result result; /* its movement and events are those of the clip */
    float *traces;                   /* which all of the following are in */
    float *cheek_right[2], *cheek_down[2], *closure[2];
    struct phil_sim_course target[MOST_TARGETS];
    size_t n_targets;
    struct phil_sim_skin *skin;
    struct phil_sim_face *face;
};

static void release(struct drawn *d)
{
    phil_sim_face_free(d->face);
    phil_sim_skin_free(d->skin);
    free(d->result.events);
    free(d->traces);
}

/* Both halves of the chin are one region, which goes where they go on average. */
static void join_chin(struct phil_nerve_result *r)
{
    float *left[2] = {r->right_mm[PHIL_NODE_CHIN_LEFT], r->down_mm[PHIL_NODE_CHIN_LEFT]};
    float *right[2] = {r->right_mm[PHIL_NODE_CHIN_RIGHT], r->down_mm[PHIL_NODE_CHIN_RIGHT]};
    for (int axis = 0; axis < 2; axis++)
        for (size_t i = 0; i < r->n_movement; i++)
            left[axis][i] = right[axis][i] = 0.5f * (left[axis][i] + right[axis][i]);
}

static void fill_sides(struct drawn *d)
{
    const struct phil_nerve_result *r = &d->result;
    for (int side = 0; side < 2; side++) {
        const float *right = r->right_mm[PHIL_NODE_CORNER_LEFT + side];
        const float *down = r->down_mm[PHIL_NODE_CORNER_LEFT + side];
        const float *lid = r->down_mm[PHIL_NODE_UPPER_LID_LEFT + side];
        for (size_t i = 0; i < r->n_movement; i++) {
            d->cheek_right[side][i] = CHEEK_SHARE * right[i];
            d->cheek_down[side][i] = CHEEK_SHARE * down[i];
            d->closure[side][i] = fminf(fmaxf(lid[i] / (float)PHIL_NERVE_LID_TRAVEL_MM, 0), 1);
        }
    }
}

static bool copy_movement(struct drawn *d, const struct phil_nerve_result *from)
{
    const size_t n = from->n_movement;
    d->result = *from;
    d->result.events = calloc(from->n_events + 1, sizeof *from->events);
    d->traces = calloc(n + 1, N_TRACES * sizeof *d->traces);
    if (!d->result.events || !d->traces)
        return false;
    for (size_t i = 0; i < from->n_events; i++)
        d->result.events[i] = from->events[i];
    float *at = d->traces;
    for (int k = 0; k < PHIL_N_NODES; k++) {
        d->result.right_mm[k] = memcpy(at, from->right_mm[k], n * sizeof *at);
        d->result.down_mm[k] = memcpy(at + n, from->down_mm[k], n * sizeof *at);
        at += 2 * n;
    }
    for (int side = 0; side < 2; side++) {
        d->cheek_right[side] = at;
        d->cheek_down[side] = at + n;
        d->closure[side] = at + 2 * n;
        at += 3 * n;
    }
    join_chin(&d->result);
    fill_sides(d);
    return true;
}

static void add_target(struct drawn *d, enum phil_region region, const float *right_mm,
                       const float *down_mm)
{
    d->target[d->n_targets++] = (struct phil_sim_course){.region = region,
                                                         .rate_hz = d->result.movement_rate_hz,
                                                         .right_mm = right_mm,
                                                         .down_mm = down_mm,
                                                         .n = d->result.n_movement};
}

static bool is_skin(enum phil_nerve_node node)
{
    return node != PHIL_NODE_UPPER_LID_LEFT && node != PHIL_NODE_UPPER_LID_RIGHT;
}

static enum phil_status make_skin(struct drawn *d, const struct phil_sim_face_settings *set)
{
    const struct phil_nerve_result *r = &d->result;
    for (int k = 0; k < PHIL_N_NODES; k++)
        if (is_skin(k) && k != PHIL_NODE_CHIN_RIGHT)
            add_target(d, phil_nerve_node_region(k), r->right_mm[k], r->down_mm[k]);
    for (int side = 0; side < 2; side++)
        add_target(d, PHIL_CHEEK_LEFT + side, d->cheek_right[side], d->cheek_down[side]);
    return phil_sim_skin_new(&d->skin, set, d->target, d->n_targets, phil_console_log());
}

/* The farthest that a node is from where it is at an event's onset. */
static double excursion(const struct phil_nerve_result *r, const struct phil_nerve_event *event)
{
    const float *right = r->right_mm[event->node], *down = r->down_mm[event->node];
    const double last = (double)r->n_movement - 1, rate = r->movement_rate_hz;
    const size_t from = (size_t)fmin(fmax(event->onset_s * rate, 0), last);
    const size_t to = (size_t)fmin(fmax((event->offset_s + AFTER_S) * rate, 0), last);
    float most = 0;
    for (size_t i = from; i <= to; i++)
        most = fmaxf(most, hypotf(right[i] - right[from], down[i] - down[from]));
    return (double)most;
}

/* Scales movement and events to what is drawn of them. */
static void draw_less(struct drawn *d, const struct phil_nerve_result *simulated)
{
    struct phil_nerve_result *r = &d->result;
    for (int k = 0; k < PHIL_N_NODES; k++)
        for (size_t i = 0; i < r->n_movement && is_skin(k); i++) {
            r->right_mm[k][i] *= d->skin->part[i];
            r->down_mm[k][i] *= d->skin->part[i];
        }
    for (size_t i = 0; i < r->n_events; i++) {
        struct phil_nerve_event *event = &r->events[i];
        if ((unsigned)event->node >= PHIL_N_NODES || r->n_movement == 0)
            continue;
        const double whole = excursion(simulated, event);
        if (whole > 0)
            event->amplitude_mm *= excursion(r, event) / whole;
    }
}

/* Tells where most is missing. */
static void tell_missing(const struct drawn *d, const struct phil_nerve_result *simulated)
{
    size_t when = 0, n = 0;
    for (size_t i = 0; i < d->skin->n; i++) {
        n += d->skin->part[i] < WORTH_TELLING;
        when = d->skin->part[i] < d->skin->part[when] ? i : when;
    }
    if (n == 0)
        return;
    double mm = 0;
    for (int k = 0; k < PHIL_NODE_UPPER_LID_LEFT; k++)
        mm = fmax(mm, (double)hypotf(simulated->right_mm[k][when], simulated->down_mm[k][when]));
    phil_log_message(phil_console_log(), PHIL_LOG_WARNING,
                     "the clip moves less than the simulation for %.3g s: \"%.2f s\": %.1f mm is "
                     "drawn as %.1f mm, more would fold the drawn skin",
                     (double)n / simulated->movement_rate_hz,
                     (double)when / simulated->movement_rate_hz, mm,
                     mm * (double)d->skin->part[when]);
}

/* The face can talk once: from the first act of speech to the end of the last one. */
static void set_speech(struct phil_sim_face_settings *set, const struct phil_nerve_settings *done)
{
    for (size_t i = 0; i < done->n_acts; i++) {
        const struct phil_nerve_act *act = &done->acts[i];
        if (act->kind != PHIL_ACT_SPEECH)
            continue;
        const bool first = set->speech_to_s <= set->speech_from_s;
        set->speech_from_s = first ? act->from_s : fmin(set->speech_from_s, act->from_s);
        set->speech_to_s = first ? act->to_s : fmax(set->speech_to_s, act->to_s);
    }
}

static struct phil_sim_face_settings face_settings(const struct phil_nerve_result *result,
                                                   const struct phil_simulated_clip *clip)
{
    struct phil_sim_face_settings set = phil_sim_face_defaults();
    set.seed = clip->seed;
    set.width = clip->width;
    set.height = clip->height;
    set.px_per_mm = clip->px_per_mm;
    set.blinks_per_min = 0;
    set.exposure_s = fmin(SHUTTER_FRAMES / clip->frame_rate_hz, LONGEST_SHUTTER_S);
    set_speech(&set, &result->settings);
    return set;
}

static enum phil_status draw(struct drawn *d, const struct phil_nerve_result *result,
                             const struct phil_simulated_clip *clip)
{
    struct phil_sim_face_settings set = face_settings(result, clip);
    if (!copy_movement(d, result))
        return PHIL_EMEM;
    enum phil_status status = make_skin(d, &set);
    if (status != PHIL_OK)
        return status;
    draw_less(d, result);
    set.courses = d->skin->courses;
    set.n_courses = d->skin->n_courses;
    for (int side = 0; side < 2; side++)
        set.lids[side] =
            (struct phil_sim_lids){result->movement_rate_hz, d->closure[side], result->n_movement};
    status = phil_sim_face_new(&d->face, &set, phil_console_log());
    if (status != PHIL_OK)
        return status;
    tell_missing(d, result);
    const struct phil_film film = {.path = clip->path,
                                   .grade = clip->grade,
                                   .width = clip->width,
                                   .height = clip->height,
                                   .frame_rate_hz = clip->frame_rate_hz,
                                   .seconds = result->settings.seconds};
    return phil_film_write(&film, d->face);
}

enum phil_exit phil_simulate_video(const struct phil_nerve_result *result,
                                   const struct phil_simulated_clip *clip)
{
    struct drawn d = {.n_targets = 0};
    const int errors = phil_console_errors();
    const enum phil_status status = draw(&d, result, clip);
    enum phil_exit done = PHIL_EXIT_DONE;
    if (status != PHIL_OK)
        done = phil_console_failed(status, errors, "cannot draw", clip->path);
    else if (clip->truth_path)
        done = phil_simulate_truth(clip->truth_path, &d.result, clip);
    release(&d);
    return done;
}
