/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor's page: what the recordings show, and how sure that is. */
#include <math.h>
#include <string.h>

#include "report/doctor_content.h"
#include "report/explain_wording.h"
#include "report/wording.h"

static const char *twitches(int n)
{
    return n == 1 ? "twitch" : "twitches";
}

static const char *recordings(size_t n)
{
    return n == 1 ? "recording" : "recordings";
}

/* "6.2 min", "48 s". */
static void say_minutes(struct phil_text *t, double minutes)
{
    if (minutes < 2)
        phil_text_printf(t, "%s s", phil_fixed(60 * minutes, 0).s);
    else
        phil_text_printf(t, "%s min", phil_fixed(minutes, minutes < 99.5 ? 1 : 0).s);
}

static void say_interval(struct phil_text *t, struct phil_interval ci)
{
    phil_text_printf(t, "%s to %s", phil_rate(ci.lo).s, phil_rate(ci.hi).s);
}

/* ", 20 to 26 Nov 2026". */
static void say_when(struct phil_text *t, const struct phil_doctor_pool *pool)
{
    if (!pool->from.utc_s)
        return;
    const struct phil_doctor_date from = phil_doctor_date(&pool->from, true);
    const struct phil_doctor_date to = phil_doctor_date(&pool->to, true);
    if (strcmp(from.s, to.s) == 0)
        phil_text_printf(t, ", %s", from.s);
    else if (strcmp(strchr(from.s, ' '), strchr(to.s, ' ')) == 0)
        phil_text_printf(t, ", %.*s to %s", (int)strcspn(from.s, " "), from.s, to.s);
    else if (strcmp(strrchr(from.s, ' '), strrchr(to.s, ' ')) == 0)
        phil_text_printf(t, ", %.*s to %s", (int)(strrchr(from.s, ' ') - from.s), from.s, to.s);
    else
        phil_text_printf(t, ", %s to %s", from.s, to.s);
}

/* The place with most twitches; PHIL_N_REGIONS without any. */
static enum phil_region main_place(const struct phil_doctor_pool *pool, int *places)
{
    enum phil_region place = PHIL_N_REGIONS;
    *places = 0;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        if (!pool->places.count[r])
            continue;
        ++*places;
        if (place == PHIL_N_REGIONS || pool->places.count[r] > pool->places.count[place])
            place = (enum phil_region)r;
    }
    return place;
}

static void add_place_name(struct phil_text *t, enum phil_region place)
{
    const char *words = phil_region_in_words(place);
    phil_text_printf(t, "%c%s", words[0] - ('a' - 'A'), words + 1); /* all begin with a letter */
}

static void say_headline(struct phil_doctor *doctor)
{
    const struct phil_doctor_pool *pool = &doctor->pool;
    struct phil_text *t = &doctor->text;
    int places;
    const enum phil_region place = main_place(pool, &places);
    const bool rate = phil_known(pool->rate_per_min);
    if (place < PHIL_N_REGIONS && pool->twitches) {
        if (places > 1)
            phil_text_printf(t, "Mostly %s", phil_region_in_words(place));
        else
            add_place_name(t, place);
        if (rate) {
            phil_text_printf(
                t, ": %s %s a minute at rest (95 %%: ", phil_rate(pool->rate_per_min.value).s,
                phil_rate(pool->rate_per_min.value).s[0] == '1' &&
                        !phil_rate(pool->rate_per_min.value).s[1]
                    ? "twitch"
                    : "twitches");
            say_interval(t, pool->rate_ci);
            phil_text_add(t, ")");
        } else {
            phil_text_printf(t, ": %d %s", pool->twitches, twitches(pool->twitches));
        }
    } else if (rate) {
        phil_text_add(t, "No twitch in ");
        say_minutes(t, pool->rest_min);
        phil_text_printf(t, " of filmed rest (95 %%: fewer than %s a minute)",
                         phil_rate(pool->rate_ci.hi).s);
    } else if (pool->n_clips) {
        phil_text_add(t, "The recordings do not show the face at rest long enough");
    } else {
        phil_text_add(t, "No recording: this page rests on what the person tells");
    }
    doctor->headline = phil_doctor_take(doctor);
}

/* The movement as a noun, with how sure it is. */
static void say_movement(struct phil_text *t, const struct phil_doctor_pool *pool)
{
    const double p = pool->movement[pool->likeliest];
    phil_text_printf(t, "%s (%s of 100 by measurement)", phil_movement_in_words(pool->likeliest),
                     phil_of_100(p).s);
}

static void say_subline(struct phil_doctor *doctor)
{
    const struct phil_doctor_pool *pool = &doctor->pool;
    struct phil_text *t = &doctor->text;
    if (pool->twitches && pool->rest_min > 0) {
        phil_text_printf(t, "%d %s in ", pool->twitches, twitches(pool->twitches));
        say_minutes(t, pool->rest_min);
        phil_text_printf(t, " of rest on %zu %s", pool->n_seen, recordings(pool->n_seen));
        say_when(t, pool);
        phil_text_add(t, ". Most like ");
        say_movement(t, pool);
        phil_text_add(t, ".");
    } else if (pool->n_clips) {
        phil_text_printf(t, "%zu %s", pool->n_clips, recordings(pool->n_clips));
        say_when(t, pool);
        phil_text_add(t, ", ");
        say_minutes(t, pool->filmed_min);
        phil_text_add(t, " filmed, ");
        say_minutes(t, pool->rest_min);
        phil_text_add(t, " of it at rest and measurable. No twitch on film does not mean that "
                         "there is none.");
    }
    doctor->subline = phil_doctor_take(doctor);
}

/* ---- where ---- */

/* "orbicularis oris, upper part; buccal branch": the side is that of the place. */
static void say_muscle(struct phil_text *t, const struct phil_muscle *muscle)
{
    phil_text_add(t, muscle->name);
    if (!muscle->nerve || !muscle->nerve[0])
        return;
    phil_text_printf(t, "; %s", muscle->nerve);
    if (!strstr(muscle->nerve, "nerve"))
        phil_text_add(t, strstr(muscle->nerve, " and ") ? " branches" : " branch");
}

static void say_where(struct phil_doctor *doctor)
{
    struct phil_map_counts left = doctor->pool.places;
    for (;;) {
        int most = -1;
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            if (left.count[r] && (most < 0 || left.count[r] > left.count[most]))
                most = r;
        if (most < 0)
            return;
        const struct phil_muscle *muscle =
            phil_knowledge_muscle(doctor->view->explained->knowledge, (enum phil_region)most, 0);
        add_place_name(&doctor->text, (enum phil_region)most);
        phil_text_printf(&doctor->text, " (%d)%s", left.count[most], muscle ? ":" : "");
        const char *lead = phil_doctor_take(doctor);
        if (muscle)
            say_muscle(&doctor->text, muscle);
        phil_doctor_add(doctor, PHIL_DOCTOR_WHERE, lead);
        left.count[most] = 0;
    }
}

/* ---- how often ---- */

static void say_often(struct phil_doctor *doctor)
{
    const struct phil_doctor_pool *pool = &doctor->pool;
    struct phil_text *t = &doctor->text;
    const char *lead = NULL;
    if (phil_known(pool->rate_per_min)) {
        phil_text_printf(t, "%s a minute", phil_rate(pool->rate_per_min.value).s);
        lead = phil_doctor_take(doctor);
        phil_text_printf(t, "of rest, 95 %% interval ");
        say_interval(t, pool->rate_ci);
        phil_text_printf(t, "; %d %s in ", pool->twitches, twitches(pool->twitches));
        say_minutes(t, pool->rest_min);
        phil_text_add(t, " of rest. Filmed ");
        say_minutes(t, pool->filmed_min);
        phil_text_printf(t, " in %zu %s", pool->n_clips, recordings(pool->n_clips));
        say_when(t, pool);
    } else {
        lead = "Not measured:";
        phil_text_add(t, pool->n_clips ? phil_reason(pool->rate_per_min) : "no recording");
    }
    phil_doctor_add(doctor, PHIL_DOCTOR_OFTEN, lead);
    if (pool->lowest_rate < pool->highest_rate) {
        phil_text_printf(t, "%s to %s a minute", phil_rate(pool->lowest_rate).s,
                         phil_rate(pool->highest_rate).s);
        lead = phil_doctor_take(doctor);
        phil_text_printf(t, "from recording to recording%s",
                         pool->spread > 1.05
                             ? ", more than chance alone would make; the interval allows for it"
                             : "");
        phil_doctor_add(doctor, PHIL_DOCTOR_OFTEN, lead);
    }
}

/* ---- the pattern ---- */

static void say_side(struct phil_doctor *doctor)
{
    const int *n = doctor->pool.sides;
    const int left = n[PHIL_SIDE_LEFT], right = n[PHIL_SIDE_RIGHT];
    const int other = n[PHIL_SIDE_BOTH] + n[PHIL_SIDE_MIDDLE];
    phil_text_printf(&doctor->text, "Left %d, right %d", left, right);
    const char *lead = phil_doctor_take(doctor);
    phil_text_printf(&doctor->text, "of %d", left + right + other);
    if (other)
        phil_text_printf(&doctor->text, "; both at once or middle %d", other);
    phil_doctor_add(doctor, PHIL_DOCTOR_PATTERN, lead);
}

static void say_kind(struct phil_doctor *doctor)
{
    const struct phil_doctor_pool *pool = &doctor->pool;
    struct phil_text *t = &doctor->text;
    enum phil_movement second = PHIL_MOVEMENT_NONE;
    double p = -1;
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        if (m != (int)pool->likeliest && pool->movement[m] > p) {
            p = pool->movement[m];
            second = (enum phil_movement)m;
        }
    const char *words = phil_movement_in_words(pool->likeliest);
    phil_text_printf(t, "%c%s", words[0] - ('a' - 'A'), words + 1);
    const char *lead = phil_doctor_take(doctor);
    phil_text_printf(t, "most likely, %s of 100 by measurement",
                     phil_of_100(pool->movement[pool->likeliest]).s);
    if (p >= 0.05) /* below that it only fills the line */
        phil_text_printf(t, "; then %s, %s of 100", phil_movement_in_words(second),
                         phil_of_100(p).s);
    phil_doctor_add(doctor, PHIL_DOCTOR_PATTERN, lead);
}

static void say_size(struct phil_doctor *doctor)
{
    const struct phil_doctor_pool *pool = &doctor->pool;
    phil_text_printf(&doctor->text, "%s mm, %s", phil_mm(pool->median_mm).s,
                     phil_duration(pool->median_s).s);
    const char *lead = phil_doctor_take(doctor);
    phil_text_printf(&doctor->text, "in the median of %d; the largest %s mm", pool->events,
                     phil_mm(pool->largest_mm).s);
    phil_doctor_add(doctor, PHIL_DOCTOR_PATTERN, lead);
}

static void say_number_of(struct phil_text *t, int n, const char *one, const char *many)
{
    if (n)
        phil_text_printf(t, "; %d %s", n, n == 1 ? one : many);
}

static void say_rhythm(struct phil_doctor *doctor)
{
    const struct phil_doctor_pool *pool = &doctor->pool;
    struct phil_text *t = &doctor->text;
    const char *lead = "No rhythm";
    if (pool->rhythmic) {
        phil_text_printf(t, "Rhythm of %s Hz", phil_short(pool->rhythm_hz, 1).s);
        lead = phil_doctor_take(doctor);
    }
    if (pool->rhythmic)
        phil_text_printf(t, "in %d of %d %s", pool->rhythmic, pool->with_twitches,
                         recordings((size_t)pool->with_twitches));
    else
        phil_text_add(t, "beyond chance");
    say_number_of(t, pool->bursts, "burst", "bursts");
    say_number_of(t, pool->doublets, "doublet", "doublets");
    say_number_of(t, pool->holds, "hold of over a second", "holds of over a second");
    phil_doctor_add(doctor, PHIL_DOCTOR_PATTERN, lead);
}

static void say_synchrony(struct phil_doctor *doctor)
{
    const struct phil_doctor_pool *pool = &doctor->pool;
    if (phil_known(pool->synchrony))
        phil_text_printf(&doctor->text,
                         "%s of 100 mouth twitches came with the lid of the same side",
                         phil_of_100(pool->synchrony.value).s);
    else
        phil_text_printf(&doctor->text, "not measured, %s", phil_reason(pool->synchrony));
    phil_doctor_add(doctor, PHIL_DOCTOR_PATTERN, "With the eye:");
}

static void say_floor(struct phil_doctor *doctor)
{
    const struct phil_doctor_pool *pool = &doctor->pool;
    struct phil_text *t = &doctor->text;
    const char *lead = NULL;
    if (!pool->n_clips)
        return;
    if (pool->floors) {
        const struct phil_number lo = phil_mm(pool->floor_lo), hi = phil_mm(pool->floor_hi);
        if (strcmp(lo.s, hi.s) == 0)
            phil_text_printf(t, "Below %s mm", lo.s);
        else
            phil_text_printf(t, "Below %s to %s mm", lo.s, hi.s);
        lead = phil_doctor_take(doctor);
        phil_text_printf(t, "a twitch of the lips would have been missed%s",
                         strcmp(lo.s, hi.s) ? " (by place and recording)" : "");
        if ((size_t)pool->floors < pool->n_clips)
            phil_text_printf(t, "; not known for %zu of %zu recordings",
                             pool->n_clips - (size_t)pool->floors, pool->n_clips);
    } else {
        lead = "Not known:";
        phil_text_add(t, "no recording shows the lips at rest for long enough to try it");
    }
    phil_doctor_add(doctor, PHIL_DOCTOR_FLOOR, lead);
}

void phil_doctor_say_seen(struct phil_doctor *doctor)
{
    say_headline(doctor);
    say_subline(doctor);
    say_where(doctor);
    say_often(doctor);
    if (doctor->pool.events) {
        say_side(doctor);
        if (doctor->pool.twitches)
            say_kind(doctor);
        if (doctor->pool.twitches)
            say_synchrony(doctor);
        say_size(doctor);
        if (doctor->pool.twitches)
            say_rhythm(doctor);
    }
    say_floor(doctor);
}
