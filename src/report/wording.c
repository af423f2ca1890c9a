/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sentences. They are read by a worried person at night: what was seen comes first, then what
 * it was not, then how far it can be trusted. Short words, no alarm, no verdict; and never "no
 * twitch" without how small a twitch could have hidden.
 */
#include "report/wording.h"

#include <math.h>
#include <string.h>

bool phil_known(struct phil_value value)
{
    return !value.reason && isfinite(value.value);
}

const char *phil_reason(struct phil_value value)
{
    return value.reason && value.reason[0] ? value.reason : "not measured";
}

static const char *plural(int64_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

struct phil_summary phil_summarise(const struct phil_face_result *face)
{
    struct phil_summary s = {.lips = PHIL_LOWER_LIP_RIGHT + 1};
    int at[PHIL_N_REGIONS] = {0};
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        s.count[e->kind]++;
        if (e->kind != PHIL_EVENT_TWITCH)
            continue;
        at[e->region]++;
        if (!s.largest || e->amplitude_mm > s.largest->amplitude_mm)
            s.largest = e;
    }
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        s.places += at[r] > 0;
        if (at[r] > s.at_place) {
            s.at_place = at[r];
            s.place = (enum phil_region)r;
        }
    }
    for (size_t i = 0; i < face->n_segments; i++) {
        const struct phil_segment *segment = &face->segments[i];
        if (segment->end_s > segment->start_s)
            s.label_s[segment->label] += segment->end_s - segment->start_s;
    }
    for (int r = 0; r < s.lips; r++) {
        const struct phil_value floor = face->region[r].floor_mm;
        if (!phil_known(floor)) {
            s.floor_reason = s.floor_reason ? s.floor_reason : phil_reason(floor);
            continue;
        }
        s.floor_lo_mm = s.lip_floors ? fmin(s.floor_lo_mm, floor.value) : floor.value;
        s.floor_hi_mm = fmax(s.floor_hi_mm, floor.value);
        s.lip_floors++;
    }
    return s;
}

static void say_seen(struct phil_text *t, const struct phil_analysis *analysis,
                     const struct phil_face_result *face)
{
    const double whole = analysis->recording.duration_s;
    const struct phil_number seen = phil_seconds(face->seen_s), all = phil_seconds(whole);
    if (analysis->n_faces == 1)
        phil_text_add(t, "We watched your face for ");
    else
        phil_text_printf(t, "We watched face %d for ", face->id + 1);
    if (!isfinite(whole) || strcmp(seen.s, all.s) == 0)
        phil_text_printf(t, "%s, the whole clip.", seen.s);
    else if (whole >= 9.95 && whole < 119.5)
        phil_text_printf(t, "%s of %s seconds.", phil_short(face->seen_s, face->seen_s < 9.95).s,
                         phil_fixed(whole, 0).s);
    else
        phil_text_printf(t, "%s of %s.", seen.s, all.s);
    if (face->usable_s > 0)
        phil_text_printf(t, " For %s of it the face was at rest and could be measured.",
                         phil_seconds(face->usable_s).s);
    if (analysis->interrupted)
        phil_text_add(t, " The analysis was stopped early; this is what was read until then.");
}

/* Less rest than this, seconds, cannot exclude 20 twitches a minute: a rate would only alarm. */
static const double TELLS_RATE_S = 10;

static void say_smallest(struct phil_text *t, const struct phil_summary *s)
{
    phil_text_printf(t, "%s mm", phil_mm(s->floor_lo_mm).s);
    if (strcmp(phil_mm(s->floor_lo_mm).s, phil_mm(s->floor_hi_mm).s) != 0)
        phil_text_printf(t, " (at the clearest place) to %s mm (at the least clear)",
                         phil_mm(s->floor_hi_mm).s);
}

static void say_none_found(struct phil_text *t, const struct phil_face_result *face,
                           const struct phil_summary *s)
{
    if (!(face->usable_s > 0)) {
        phil_text_add(t, "There was no stretch of rest that could be measured, so nothing can be "
                         "said about twitches in this clip. A clip of 30 seconds or more with "
                         "the face still, close to the camera and well lit may show them.");
        return;
    }
    phil_text_add(t, "No twitch was found. That does not mean that there is none: ");
    if (s->lip_floors) {
        phil_text_add(t, "a lip twitch smaller than ");
        say_smallest(t, s);
        phil_text_printf(t, ", or one outside these %s, would not show.",
                         phil_seconds(face->usable_s).s);
    } else {
        phil_text_printf(t,
                         "how small a twitch could have shown is not known, and one outside "
                         "these %s would not show.",
                         phil_seconds(face->usable_s).s);
    }
    const double most = face->pattern.rate_ci.hi;
    if (face->usable_s < TELLS_RATE_S)
        phil_text_add(t, " So short a time says nothing of how often larger ones come.");
    else if (isfinite(most) && most > 0)
        phil_text_printf(t,
                         " Even of larger ones, up to %s a minute cannot be ruled out after so "
                         "short a time.",
                         phil_rate(most).s);
}

static void say_rate(struct phil_text *t, const struct phil_pattern *p, int found)
{
    if (p->twitches != found)
        phil_text_printf(t, ", %d of them at rest", p->twitches);
    if (!phil_known(p->rate_per_min)) {
        phil_text_printf(t, ". How often they come could not be worked out (%s).",
                         phil_reason(p->rate_per_min));
        return;
    }
    phil_text_printf(t, ": about %s a minute of rest", phil_rate(p->rate_per_min.value).s);
    if (isfinite(p->rate_ci.lo) && isfinite(p->rate_ci.hi))
        phil_text_printf(t, " (the true rate may well lie anywhere from %s to %s)",
                         phil_rate(p->rate_ci.lo).s, phil_rate(p->rate_ci.hi).s);
    phil_text_add(t, ".");
}

static void say_places(struct phil_text *t, const struct phil_summary *s, int found)
{
    const char *place = phil_region_in_words(s->place);
    if (s->places == 1)
        phil_text_printf(t, " %s at the %s.", found == 2 ? "Both were" : "All were", place);
    else if (2 * s->at_place > found)
        phil_text_printf(t, " Most were at the %s (%d of %d).", place, s->at_place, found);
    else
        phil_text_printf(t, " They were spread over %d places, with %d at the %s.", s->places,
                         s->at_place, place);
}

static void say_sizes(struct phil_text *t, const struct phil_pattern *p,
                      const struct phil_summary *s)
{
    const bool size = phil_known(p->median_amplitude_mm), time = phil_known(p->median_duration_s);
    if (size)
        phil_text_printf(t, " A typical one moved the skin by %s mm",
                         phil_mm(p->median_amplitude_mm.value).s);
    if (time)
        phil_text_printf(t, "%s lasted %s", size ? " and" : " A typical one",
                         phil_duration(p->median_duration_s.value).s);
    if (size || time)
        phil_text_add(t, ".");
    if (s->largest && isfinite(s->largest->amplitude_mm))
        phil_text_printf(t, " The largest, %s mm, came at %s s.",
                         phil_mm(s->largest->amplitude_mm).s, phil_fixed(s->largest->peak_s, 1).s);
}

static void say_found(struct phil_text *t, const struct phil_analysis *analysis,
                      const struct phil_face_result *face)
{
    const struct phil_summary s = phil_summarise(face);
    const int found = s.count[PHIL_EVENT_TWITCH];
    if (!found) {
        say_none_found(t, face, &s);
        return;
    }
    phil_text_printf(t, "%d %s found", found, plural(found, "twitch was", "twitches were"));
    if (found > 1) {
        say_rate(t, &face->pattern, found);
        say_places(t, &s, found);
        say_sizes(t, &face->pattern, &s);
        return;
    }
    phil_text_printf(t, ", at the %s, %s s into the clip.", phil_region_in_words(s.place),
                     phil_fixed(s.largest->peak_s, 1).s);
    if (isfinite(s.largest->amplitude_mm))
        phil_text_printf(t, " It moved the skin by %s mm and lasted %s.",
                         phil_mm(s.largest->amplitude_mm).s,
                         phil_duration(s.largest->offset_s - s.largest->onset_s).s);
    if (phil_known(face->pattern.rate_per_min) && isfinite(face->pattern.rate_ci.hi))
        phil_text_printf(t,
                         " One twitch says little about how often they come: anything up to %s "
                         "a minute of rest would fit.",
                         phil_rate(face->pattern.rate_ci.hi).s);
}

static void say_kind(struct phil_text *t, const struct phil_face_result *face)
{
    const struct phil_pattern *p = &face->pattern;
    const struct phil_summary s = phil_summarise(face);
    if (p->movement == PHIL_MOVEMENT_NONE ||
        (!s.count[PHIL_EVENT_TWITCH] && p->movement != PHIL_MOVEMENT_RIPPLE &&
         p->movement != PHIL_MOVEMENT_TREMOR))
        return;
    const double chance = p->movement_probability[p->movement];
    const bool sure = chance >= 0.5;
    phil_text_add(t, sure ? "The movement looks like "
                          : "What kind of movement it is stays open; the likeliest is ");
    phil_text_add(t, phil_movement_in_words(p->movement));
    if (isfinite(chance))
        phil_text_printf(t, " (about %s chances in 100)",
                         phil_fixed(fmin(99, fmax(1, 100 * chance)), 0).s);
    phil_text_add(t, ".");
    if (phil_known(p->rhythm_hz) && phil_known(p->rhythm_p) && p->rhythm_p.value < 0.01)
        phil_text_printf(t, " There is a rhythm in it of about %s a second.",
                         phil_fixed(p->rhythm_hz.value, 1).s);
}

/* Adds an item to a list "a, b and c": `left` items follow this one. */
static void add_item(struct phil_text *t, bool first, int left, const char *item)
{
    phil_text_add(t, first ? "" : left ? ", " : " and ");
    phil_text_add(t, item);
}

/* Items of what was told apart; empty texts are left out. */
enum { N_APART = 9 };

static void apart_items(const struct phil_summary *s, struct phil_text items[N_APART])
{
    const int blinks = s->count[PHIL_EVENT_BLINK], swallows = s->count[PHIL_EVENT_SWALLOW];
    const int others = s->count[PHIL_EVENT_OTHER], talk = s->count[PHIL_EVENT_SPEECH];
    if (blinks)
        phil_text_printf(&items[0], "%d %s", blinks, plural(blinks, "blink", "blinks"));
    if (swallows)
        phil_text_printf(&items[1], "%d %s", swallows, plural(swallows, "swallow", "swallows"));
    if (talk && !(s->label_s[PHIL_SEGMENT_SPEECH] > 0))
        phil_text_printf(&items[2], "%d %s", talk,
                         plural(talk, "speech movement", "speech movements"));
    static const enum phil_segment_label labels[] = {
        PHIL_SEGMENT_SPEECH,    PHIL_SEGMENT_SMILE,    PHIL_SEGMENT_CHEWING,
        PHIL_SEGMENT_HEAD_TURN, PHIL_SEGMENT_OCCLUDED,
    };
    for (int i = 0; i < 5; i++)
        if (s->label_s[labels[i]] > 0)
            phil_text_printf(&items[3 + i], "%s %s", phil_seconds(s->label_s[labels[i]]).s,
                             phil_label_in_words(labels[i]));
    if (others)
        phil_text_printf(&items[8], "%d %s", others,
                         plural(others, "other movement", "other movements"));
}

static void say_apart(struct phil_text *t, const struct phil_face_result *face)
{
    const struct phil_summary s = phil_summarise(face);
    struct phil_text items[N_APART] = {{0}};
    apart_items(&s, items);
    int left = 0;
    for (int i = 0; i < N_APART; i++)
        left += items[i].length > 0;
    bool first = true;
    for (int i = 0; i < N_APART; i++) {
        if (items[i].length) {
            if (first)
                phil_text_add(t, "Seen besides, and not counted as twitches: ");
            add_item(t, first, --left, phil_text_string(&items[i]));
            first = false;
        }
        t->failed |= items[i].failed;
        phil_text_release(&items[i]);
    }
    if (!first)
        phil_text_add(t, ".");
}

static void say_floor(struct phil_text *t, const struct phil_face_result *face)
{
    const struct phil_summary s = phil_summarise(face);
    const int missing = s.lips - s.lip_floors;
    if (!s.lip_floors) {
        phil_text_printf(t,
                         "How small a lip twitch this clip could have shown was not measured "
                         "(%s).",
                         s.floor_reason);
        return;
    }
    if (s.count[PHIL_EVENT_TWITCH] || !(face->usable_s > 0)) {
        phil_text_add(t, "A lip twitch smaller than ");
        say_smallest(t, &s);
        phil_text_add(t, " could have been missed in this clip.");
    }
    const struct phil_number lo = phil_mm(s.floor_lo_mm), hi = phil_mm(s.floor_hi_mm);
    const bool one = strcmp(lo.s, hi.s) == 0;
    phil_text_printf(t,
                     "%sThe smallest size was tried out: of twitches of %s%s%s mm that were "
                     "added to the measurements of this clip, 9 in 10 were found.",
                     t->length ? " " : "", lo.s, one ? "" : " to ", one ? "" : hi.s);
    if (missing)
        phil_text_printf(t, " At %d of %d places on the lips this could not be measured (%s).",
                         missing, s.lips, s.floor_reason);
}

static void say_limits(struct phil_text *t, const struct phil_analysis *analysis)
{
    const double rate = analysis->recording.frame_rate_hz;
    if (isfinite(rate) && rate > 0)
        phil_text_printf(t,
                         "At %s frames a second, a movement shorter than %s can slip between "
                         "two frames, and trembling faster than %s a second does not show.",
                         phil_short(rate, 1).s, phil_duration(1 / rate).s,
                         phil_short(rate / 2, 0).s);
    const double chance = analysis->false_per_min;
    if (!isfinite(chance) || chance <= 0)
        return;
    phil_text_add(t, t->length ? " " : "");
    if (chance >= 1)
        phil_text_printf(t,
                         "By chance alone the search may report about %s %s in a minute of "
                         "rest.",
                         phil_short(chance, 1).s, chance == 1 ? "twitch" : "twitches");
    else
        phil_text_printf(t,
                         "By chance alone the search may report about 1 twitch in %s minutes "
                         "of rest.",
                         phil_short(1 / chance, 0).s);
}

static void say_ruler(struct phil_text *t, const struct phil_face_result *face)
{
    const struct phil_ruler *ruler = &face->ruler;
    if (!(ruler->px_per_mm > 0)) {
        phil_text_add(t, "The face could not be scaled to millimetres.");
        return;
    }
    if (ruler->given)
        phil_text_add(t, "Millimetres rest on the distance between the eyes that was given");
    else
        phil_text_add(t, "Millimetres rest on the average distance between the outer corners of "
                         "adult eyes");
    const double off = 100 * ruler->px_per_mm_sd / ruler->px_per_mm;
    if (isfinite(off) && off >= 0.5)
        phil_text_printf(t, "; all of them may be off together by about %s %%",
                         phil_fixed(off, 0).s);
    phil_text_add(t, ".");
}

void phil_say(struct phil_text *text, enum phil_paragraph paragraph,
              const struct phil_analysis *analysis, const struct phil_face_result *face)
{
    struct phil_text t = {0};
    if (paragraph == PHIL_SAY_SEEN)
        say_seen(&t, analysis, face);
    else if (paragraph == PHIL_SAY_FOUND)
        say_found(&t, analysis, face);
    else if (paragraph == PHIL_SAY_KIND)
        say_kind(&t, face);
    else if (paragraph == PHIL_SAY_APART)
        say_apart(&t, face);
    else if (paragraph == PHIL_SAY_FLOOR)
        say_floor(&t, face);
    else if (paragraph == PHIL_SAY_LIMITS)
        say_limits(&t, analysis);
    else if (paragraph == PHIL_SAY_RULER)
        say_ruler(&t, face);
    text->failed |= t.failed;
    phil_text_add(text, phil_text_string(&t));
    phil_text_release(&t);
}

void phil_say_no_face(struct phil_text *text, const struct phil_analysis *analysis)
{
    phil_text_printf(text,
                     "No face was found in the %s of this clip, so nothing could be measured. It "
                     "works best when the face fills most of the picture, looks at the camera, "
                     "is upright, and the light comes from the front.",
                     phil_seconds(analysis->recording.duration_s).s);
}

void phil_say_clip(struct phil_text *text, const struct phil_recording_info *info)
{
    phil_text_printf(text, "%s, %d x %d pixels", phil_seconds(info->duration_s).s, info->width,
                     info->height);
    if (info->frame_rate_hz > 0)
        phil_text_printf(text, ", %s frames a second", phil_short(info->frame_rate_hz, 1).s);
    if (info->codec[0]) {
        phil_text_add(text, ", ");
        phil_text_add_clean(text, info->codec, PHIL_CHARSET_ASCII);
    }
}

const char *phil_say_not_a_diagnosis(void)
{
    return "This is a measurement, not a diagnosis: many twitches are harmless, and what they mean "
           "is for you and a doctor to weigh.";
}
