/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was measured, as FHIR Observations: one for each recording, and one over all of them.
 *
 * The rate is the value; everything that qualifies it is a component: its interval, the rest that
 * it was counted over, the smallest twitch that could have shown, side and kind of movement. A
 * recording in which nothing could be measured stays in the list, with the reason: left out, it
 * would look as if nobody had filmed that day. Neither names of files nor paths are told; a
 * recording is known by the SHA-256 of its file.
 */
#include <math.h>
#include <string.h>

#include "analysis/person.h"
#include "report/doctor_pool.h"
#include "report/fhir.h"
#include "report/wording.h"

static const struct phil_fhir_unit per_min = {"twitches a minute", "/min"};
static const struct phil_fhir_unit minutes = {"min", "min"};
static const struct phil_fhir_unit mm = {"mm", "mm"};
static const struct phil_fhir_unit seconds = {"s", "s"};
static const struct phil_fhir_unit ratio = {"1", "1"};

static const struct phil_fhir_code code_rate = {
    "twitch_rate", "Twitches per minute of rest in a recording of the face", NULL, NULL};
static const struct phil_fhir_code code_interval = {
    "twitch_rate_interval", "95 % interval of the rate (exact, Poisson)", NULL, NULL};
static const struct phil_fhir_code code_interval_all = {
    "twitch_rate_interval", "95 % interval of the rate (quasi-Poisson)", NULL, NULL};
static const struct phil_fhir_code code_twitches = {"twitches", "Twitches counted", NULL, NULL};
static const struct phil_fhir_code code_rest = {"rest", "Minutes of usable rest", NULL, NULL};
static const struct phil_fhir_code code_floor = {
    "floor", "Smallest twitch of the lips that this recording would show 9 times in 10", NULL,
    NULL};
static const struct phil_fhir_code code_size = {"amplitude", "Median size of the twitches", NULL,
                                                NULL};
static const struct phil_fhir_code code_length = {"duration", "Median duration of the twitches",
                                                  NULL, NULL};
static const struct phil_fhir_code code_side = {"side", "Side of the face", NULL, NULL};
static const struct phil_fhir_code code_laterality = {
    "laterality", "(right - left) / (right + left) of the twitches", NULL, NULL};
static const struct phil_fhir_code code_movement = {
    "movement", "Kind of movement that it looks like; not a diagnosis", NULL, NULL};
static const struct phil_fhir_code code_sure = {
    "movement_probability", "How sure this kind of movement is, of those that are told apart", NULL,
    NULL};

static void put_where(struct phil_fhir *f, json_t *o, const struct phil_summary *s)
{
    if (!s->count[PHIL_EVENT_TWITCH])
        return;
    phil_put(&f->w, o, "bodySite",
             phil_fhir_concept(f, PHIL_FHIR_REGION, phil_region_name(s->place),
                               phil_region_plain_name(s->place), NULL));
}

/* One side when three of four twitches that have a side are on it: the laterality beyond 0.5,
 * judged, as a word for people. The number stands beside it. */
static void put_side(struct phil_fhir *f, json_t *o, const struct phil_pattern *p)
{
    if (phil_known(p->laterality)) {
        const double l = p->laterality.value;
        const char *side = phil_side_name(l < -0.5  ? PHIL_SIDE_LEFT
                                          : l > 0.5 ? PHIL_SIDE_RIGHT
                                                    : PHIL_SIDE_BOTH);
        phil_fhir_component_concept(f, o, &code_side,
                                    phil_fhir_concept(f, "urn:philtrum:side", side, side, NULL));
    }
    phil_fhir_component(f, o, &code_laterality, p->laterality, 3, ratio);
}

static void put_movement(struct phil_fhir *f, json_t *o, const struct phil_pattern *p)
{
    if (p->movement >= PHIL_N_MOVEMENTS)
        return;
    phil_fhir_component_concept(f, o, &code_movement,
                                phil_fhir_concept(f, "urn:philtrum:movement",
                                                  phil_movement_name(p->movement), NULL,
                                                  phil_movement_in_words(p->movement)));
    phil_fhir_component(f, o, &code_sure, phil_measured(p->movement_probability[p->movement]), 3,
                        ratio);
}

static void put_floor(struct phil_fhir *f, json_t *o, const struct phil_summary *s)
{
    const struct phil_value floor =
        s->lip_floors ? phil_measured(s->floor_hi_mm)
                      : phil_unmeasured(s->floor_reason ? s->floor_reason : "not measured");
    phil_fhir_component(f, o, &code_floor, floor, 3, mm);
}

static void put_face(struct phil_fhir *f, json_t *o, const struct phil_face_result *face)
{
    const struct phil_pattern *p = &face->pattern;
    const struct phil_summary s = phil_summarise(face);
    put_where(f, o, &s);
    phil_fhir_value(f, o, p->rate_per_min, 3, per_min);
    phil_fhir_component_range(f, o, &code_interval, p->rate_ci, p->rate_per_min.reason, 3, per_min);
    phil_fhir_component_count(f, o, &code_twitches, p->twitches);
    phil_fhir_component(f, o, &code_rest, phil_measured(face->usable_s / 60), 3, minutes);
    put_floor(f, o, &s);
    phil_fhir_component(f, o, &code_size, p->median_amplitude_mm, 3, mm);
    phil_fhir_component(f, o, &code_length, p->median_duration_s, 3, seconds);
    put_side(f, o, p);
    if (phil_known(p->rate_per_min))
        put_movement(f, o, p);
}

static void put_identity(struct phil_fhir *f, json_t *o, const struct phil_analysis *analysis)
{
    json_t *identifier = json_object();
    phil_fhir_string(f, identifier, "system", "urn:philtrum:recording:sha256");
    if (phil_fhir_string(f, identifier, "value", analysis->recording.sha256))
        phil_fhir_item(f, o, "identifier", identifier);
    else
        json_decref(identifier);
}

static void put_method(struct phil_fhir *f, json_t *o)
{
    json_t *method = json_object();
    phil_fhir_string(f, method, "text",
                     "optical: displacement of the skin against the head in ordinary video");
    phil_put(&f->w, o, "method", method);
    phil_put(&f->w, o, "device", phil_fhir_reference(f, &f->device));
}

static struct phil_fhir_ref add_recording(struct phil_fhir *f, const struct phil_doctor_clip *clip)
{
    const struct phil_analysis *analysis = clip->analysis;
    const struct phil_face_result *face = phil_analysis_person(analysis);
    json_t *o = phil_fhir_observation(f, &code_rate, "procedure",
                                      analysis->interrupted ? "preliminary" : "final");
    put_identity(f, o, analysis);
    if (clip->recorded.utc_s)
        phil_fhir_moment(f, o, "effectiveDateTime", &clip->recorded);
    put_method(f, o);
    if (!face)
        phil_fhir_absent(f, o, "no face was found in the recording");
    else if (phil_analysis_is_erased(analysis))
        phil_fhir_absent(f, o, "compression has wiped small movements out of the recording");
    else
        put_face(f, o, face);
    return phil_fhir_add(f, o);
}

/* ---- all of them together ---- */

static const struct phil_fhir_code code_all = {
    "twitch_rate_all", "Twitches per minute of rest over all recordings", NULL, NULL};
static const struct phil_fhir_code code_recordings = {"recordings", "Recordings", NULL, NULL};
static const struct phil_fhir_code code_seen = {
    "recordings_at_rest", "Recordings that show the face at rest", NULL, NULL};
static const struct phil_fhir_code code_spread = {
    "twitch_rate_spread",
    "Variance of the counts over that of chance; the interval is widened by it", NULL, NULL};
static const struct phil_fhir_code code_floors = {
    "floor_range", "Smallest twitch of the lips that would show 9 times in 10, best to worst", NULL,
    NULL};

static void put_time_of_all(struct phil_fhir *f, json_t *o, const struct phil_doctor_pool *pool)
{
    if (pool->from.utc_s && pool->to.utc_s)
        phil_fhir_period(f, o, "effectivePeriod", phil_moment_day(&pool->from),
                         phil_moment_day(&pool->to));
}

static void put_pool(struct phil_fhir *f, json_t *o, const struct phil_doctor_pool *pool)
{
    const struct phil_interval floors = {pool->floors ? pool->floor_lo : NAN,
                                         pool->floors ? pool->floor_hi : NAN};
    phil_fhir_value(f, o, pool->rate_per_min, 3, per_min);
    phil_fhir_component_range(f, o, &code_interval_all, pool->rate_ci, pool->rate_per_min.reason, 3,
                              per_min);
    phil_fhir_component(f, o, &code_spread, phil_measured(pool->spread), 2, ratio);
    phil_fhir_component_count(f, o, &code_twitches, pool->twitches);
    phil_fhir_component(f, o, &code_rest, phil_measured(pool->rest_min), 3, minutes);
    phil_fhir_component_range(f, o, &code_floors, floors, "no recording has a measured floor", 3,
                              mm);
    phil_fhir_component_count(f, o, &code_recordings, (int)pool->n_clips);
    phil_fhir_component_count(f, o, &code_seen, (int)pool->n_seen);
}

/* `members` are references to the single recordings, owned by the call. */
static void add_all(struct phil_fhir *f, json_t *members)
{
    struct phil_doctor_pool pool;
    if (phil_doctor_pool(&pool, f->view) != PHIL_OK) {
        f->w.failed = true;
        json_decref(members);
        return;
    }
    json_t *o = phil_fhir_observation(f, &code_all, "procedure", "final");
    put_time_of_all(f, o, &pool);
    put_method(f, o);
    phil_put(&f->w, o, "hasMember", members);
    put_pool(f, o, &pool);
    phil_fhir_add(f, o);
}

void phil_fhir_recordings(struct phil_fhir *f)
{
    if (!f->view->n_clips)
        return;
    json_t *members = json_array();
    for (size_t i = 0; i < f->view->n_clips; i++) {
        const struct phil_fhir_ref ref = add_recording(f, &f->view->clips[i]);
        phil_append(&f->w, members, phil_fhir_reference(f, &ref));
    }
    add_all(f, members);
}
