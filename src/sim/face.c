/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings, their check, and the life of a drawn face.
 */
#include "sim/private.h"

#include "base/checked.h"

#include <math.h>

/* What must fit into the picture around the face's origin, mm: from the upper forehead to below
 * the chin and from temple to temple, with the room for sway. */
static const double NEEDED_WIDTH_MM = 156, NEEDED_HEIGHT_MM = 205;
/* Middle of a whole head below the origin, mm: where the picture's middle comes to lie. */
static const double HEAD_MIDDLE_MM = 10;
/* Extent of the moving layer, mm. */
static const double LAYER_HALF_WIDTH_MM = 104, LAYER_TOP_MM = -134, LAYER_BOTTOM_MM = 180;
/* Content beyond the picture's edge that sway may bring in, mm. */
static const double LAYER_MARGIN_MM = 14;

static const double MAX_TWITCH_STEEPNESS = 0.9; /* of the map x + u(x); 1 folds it */
static const double MOST_COURSES = 1000;

struct phil_sim_face_settings phil_sim_face_defaults(void)
{
    return (struct phil_sim_face_settings){
        .seed = 1,
        .width = 1280,
        .height = 720,
        .px_per_mm = 2.5,
        .skin = 0.6,
        .texture = 0.5,
        .beard = 0,
        .noise_sd = 1.5,
        .sway_mm = 0.8,
        .turn_deg = 1,
        .blinks_per_min = 15,
        .exposure_s = 1.0 / 60,
    };
}

static bool in_range(const struct phil_log *log, const char *field, double value, double lo,
                     double hi)
{
    if (value >= lo && value <= hi)
        return true;
    phil_log_message(log, PHIL_LOG_ERROR, "cannot draw a face: \"%s\": %g is outside %g to %g",
                     field, value, lo, hi);
    return false;
}

static bool check_twitch(const struct phil_sim_twitch *twitch, const struct phil_log *log)
{
    if ((unsigned)twitch->region >= PHIL_N_REGIONS) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "cannot draw a face: \"twitches.region\": %d is no region",
                         (int)twitch->region);
        return false;
    }
    if (!in_range(log, "twitches.onset_s", twitch->onset_s, -1e6, 1e6) ||
        !in_range(log, "twitches.rise_s", twitch->rise_s, 0.001, 1e4) ||
        !in_range(log, "twitches.hold_s", twitch->hold_s, 0, 1e4) ||
        !in_range(log, "twitches.fall_s", twitch->fall_s, 0.001, 1e4) ||
        !in_range(log, "twitches.direction_deg", twitch->direction_deg, -3600, 3600))
        return false;
    if (twitch->sigma_mm != 0 && !in_range(log, "twitches.sigma_mm", twitch->sigma_mm, 2, 20))
        return false;
    return in_range(log, "twitches.amplitude_mm", twitch->amplitude_mm, 0,
                    PHIL_SIM_MOST_BUMP * phil_sim_twitch_sigma(twitch));
}

/* Twitches that overlap in time and place add up; together they must not fold the skin. The
 * steepest slope of a Gaussian is exp(-1/2) of its height over sigma. */
static bool check_overlap(const struct phil_sim_face_settings *set,
                          const struct phil_sim_identity *id, double courses,
                          const struct phil_log *log)
{
    for (size_t i = 0; i < set->n_twitches; i++) {
        const struct phil_sim_twitch *a = &set->twitches[i];
        double ax, ay, steepness = courses;
        phil_sim_region_centre(id, a->region, &ax, &ay);
        for (size_t j = 0; j < set->n_twitches; j++) {
            const struct phil_sim_twitch *b = &set->twitches[j];
            /* Whatever overlaps anything at one moment overlaps the twitch that began last. */
            if (b->onset_s > a->onset_s ||
                b->onset_s + b->rise_s + b->hold_s + b->fall_s <= a->onset_s)
                continue;
            double bx, by;
            phil_sim_region_centre(id, b->region, &bx, &by);
            const double sigma = phil_sim_twitch_sigma(b);
            if (hypot(ax - bx, ay - by) < 3 * (sigma + phil_sim_twitch_sigma(a)))
                steepness += exp(-0.5) * b->amplitude_mm / sigma;
        }
        if (steepness > MAX_TWITCH_STEEPNESS)
            return in_range(log, "twitches (summed slope where they overlap)", steepness, 0,
                            MAX_TWITCH_STEEPNESS);
    }
    return true;
}

/* Courses together, and then twitches on top of the steepest moment. */
static enum phil_status check_folds(const struct phil_sim_face_settings *set,
                                    const struct phil_sim_identity *id, const struct phil_log *log)
{
    double steepest, when_s;
    const enum phil_status status = phil_sim_courses_steepest(set, id, &steepest, &when_s);
    if (status != PHIL_OK)
        return status;
    if (steepest > MAX_TWITCH_STEEPNESS) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "cannot draw a face: \"courses\": together they slope by %.3g at %.4g s: "
                         "more than %g would fold the skin",
                         steepest, when_s, MAX_TWITCH_STEEPNESS);
        return PHIL_EARG;
    }
    return check_overlap(set, id, steepest, log) ? PHIL_OK : PHIL_EARG;
}

static bool check_size(const struct phil_sim_face_settings *s, const struct phil_log *log)
{
    if (!in_range(log, "width", s->width, 160, 8192) ||
        !in_range(log, "height", s->height, 160, 8192) ||
        !in_range(log, "px_per_mm", s->px_per_mm, 0.5, 20))
        return false;
    if (s->width % 2 || s->height % 2) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot draw a face: \"%s\": %d is odd",
                         s->width % 2 ? "width" : "height", s->width % 2 ? s->width : s->height);
        return false;
    }
    const double most = fmin(s->width / NEEDED_WIDTH_MM, s->height / NEEDED_HEIGHT_MM);
    if (s->px_per_mm <= most)
        return true;
    phil_log_message(log, PHIL_LOG_ERROR,
                     "cannot draw a face: \"px_per_mm\": at %g the face does not fit into %dx%d; "
                     "at most %.3g",
                     s->px_per_mm, s->width, s->height, most);
    return false;
}

static bool check(const struct phil_sim_face_settings *s, const struct phil_log *log)
{
    if (!check_size(s, log) || !in_range(log, "skin", s->skin, 0, 1) ||
        !in_range(log, "texture", s->texture, 0, 1) || !in_range(log, "beard", s->beard, 0, 1) ||
        !in_range(log, "noise_sd", s->noise_sd, 0, 64) ||
        !in_range(log, "sway_mm", s->sway_mm, 0, 5) ||
        !in_range(log, "turn_deg", s->turn_deg, 0, 6) ||
        !in_range(log, "blinks_per_min", s->blinks_per_min, 0, 40) ||
        !in_range(log, "exposure_s", s->exposure_s, 0, 0.1) ||
        !in_range(log, "speech_from_s", s->speech_from_s, -1e6, 1e6) ||
        !in_range(log, "speech_to_s", s->speech_to_s, s->speech_from_s, 1e6) ||
        !in_range(log, "n_twitches", (double)s->n_twitches, 0, s->twitches ? 1e6 : 0) ||
        !in_range(log, "n_courses", (double)s->n_courses, 0, s->courses ? MOST_COURSES : 0))
        return false;
    for (size_t i = 0; s->courses && i < s->n_courses; i++)
        if (!phil_sim_course_check(&s->courses[i], i, log))
            return false;
    if (!phil_sim_lids_check(&s->lids[0], "left", log) ||
        !phil_sim_lids_check(&s->lids[1], "right", log))
        return false;
    for (size_t i = 0; s->twitches && i < s->n_twitches; i++)
        if (!check_twitch(&s->twitches[i], log))
            return false;
    return true;
}

static int even_down(double v)
{
    return 2 * (int)floor(v / 2);
}

/* Places the moving layer and gives it memory. */
static enum phil_status make_layer(struct phil_sim_face *f)
{
    const double s = f->set.px_per_mm, margin = LAYER_MARGIN_MM * s;
    const double x0 = fmax(f->centre_x - LAYER_HALF_WIDTH_MM * s, -margin);
    const double x1 = fmin(f->centre_x + LAYER_HALF_WIDTH_MM * s, f->set.width + margin);
    const double y0 = fmax(f->centre_y + LAYER_TOP_MM * s, -margin);
    const double y1 = fmin(f->centre_y + LAYER_BOTTOM_MM * s, f->set.height + margin);
    f->left = even_down(x0);
    f->top = even_down(y0);
    const int width = PHIL_SIM_TEXELS_PER_PX * (even_down(x1) + 2 - f->left);
    const int height = PHIL_SIM_TEXELS_PER_PX * (even_down(y1) + 2 - f->top);
    enum phil_status status = phil_sim_texture_make(&f->alpha, width, height);
    for (int p = 0; p < PHIL_SIM_N_PLANES && !status; p++)
        status =
            phil_sim_texture_make(&f->layer[p], p ? width / 2 : width, p ? height / 2 : height);
    return status;
}

static enum phil_status make_picture(struct phil_sim_face *f)
{
    const size_t w = (size_t)f->set.width, h = (size_t)f->set.height;
    for (int p = 0; p < PHIL_SIM_N_PLANES; p++) {
        const size_t n = p ? w / 2 * (h / 2) : w * h;
        f->still[p] = phil_alloc_aligned(n, sizeof **f->still);
        f->sum[p] = phil_alloc_aligned(n, sizeof **f->sum);
        if (!f->still[p] || !f->sum[p])
            return PHIL_EMEM;
    }
    f->row = phil_alloc_aligned(16 * (w + 16), sizeof *f->row);
    f->nodes = phil_alloc_aligned(2 * (w + 16) * (h + 16), sizeof *f->nodes);
    f->bump = phil_alloc_aligned(f->set.n_twitches + f->set.n_courses + PHIL_SIM_COMPANION_BUMPS,
                                 sizeof *f->bump);
    return f->row && f->nodes && f->bump ? PHIL_OK : PHIL_EMEM;
}

enum phil_status phil_sim_face_new(struct phil_sim_face **face,
                                   const struct phil_sim_face_settings *settings,
                                   const struct phil_log *log)
{
    *face = NULL;
    if (!check(settings, log))
        return PHIL_EARG;
    struct phil_sim_face *f = phil_alloc_aligned(1, sizeof *f);
    if (!f)
        return PHIL_EMEM;
    enum phil_status status = PHIL_EARG;
    f->set = *settings;
    f->centre_x = settings->width / 2;
    f->centre_y = floor(settings->height / 2 - HEAD_MIDDLE_MM * settings->px_per_mm);
    phil_sim_identity_make(&f->id, settings);
    status = check_folds(settings, &f->id, log);
    if (status)
        goto done;
    phil_sim_sway_init(f);
    phil_sim_sensor_init(f->normal);
    status = PHIL_EMEM;
    if (!phil_sim_depth_init(&f->depth) || make_layer(f) || make_picture(f))
        goto done;
    status = phil_sim_paint(f);
done:
    if (status == PHIL_EMEM)
        phil_log_message(log, PHIL_LOG_ERROR, "cannot draw a face: \"%dx%d\": out of memory",
                         settings->width, settings->height);
    if (status)
        phil_sim_face_free(f);
    else
        *face = f;
    return status;
}

void phil_sim_face_free(struct phil_sim_face *face)
{
    if (!face)
        return;
    for (int p = 0; p < PHIL_SIM_N_PLANES; p++) {
        free(face->layer[p].c);
        free(face->lid[p].c);
        free(face->still[p]);
        free(face->sum[p]);
    }
    phil_sim_lattice_release(&face->depth);
    free(face->alpha.c);
    free(face->cover);
    free(face->nodes);
    free(face->row);
    free(face->bump);
    free(face);
}
