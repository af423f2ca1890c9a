/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the face is doing, frame by frame: rest, speech, smile, chewing, head turn, covered, absent.
 *
 * Idea. A twitch is short, and usually on one side; speech, chewing and smiles move both sides of
 * the mouth for a good part of a second. So each half of the mouth gets an activity (rms of its
 * displacement about a straight line over half a second, median over its regions, or a share of the
 * lower lip's, which goes with the jaw), and the LESSER of the two halves decides. A spasm of one
 * side stays rest, as it must, since it is what we look for; and so does a slow drift, of the
 * camera for one. Stretches of a trace on different references are never compared.
 *
 * Jerks of several millimetres pull the other half along by more than that. So activity in which
 * one half leads nearly all the time (sides.c) stays rest, too.
 *
 * Where the lips cannot be followed (a mouth that opens wide, a head that is not steadied) the
 * landmarks' lips and corners decide instead: coarse, but they cannot slip. They also tell how the
 * mouth stands while it keeps still: lips apart, or both corners outward, against how it usually
 * stands. One corner outward is no smile.
 *
 * Talking does not stop between two words: what moves a little beside what moves much belongs to
 * it, and so do short pauses.
 *
 * Assumptions. The mouth stands at rest for a quarter of its still time.
 *
 * Where it fails. Both-sided continuous twitching of more than 0.4 mm rms looks like speech;
 * mumbling below that, far from any louder word, like rest, and so does the speech of somebody
 * half of whose face is paralysed. Grimaces of both sides are called speech, for want of a better
 * word. A hand that rests on the lips for long is taken for them.
 */
#include "events/detect.h"

#include <math.h>
#include <string.h>

#include "events/mouth.h"

/* How far from louder movement a quiet one belongs to it, seconds. */
static const double BESIDE_S = 0.6;

/* What lasts less than this, seconds: stillness between two words or nods; a change of expression
 * that makes everything look different; any label at all. */
static const double SHORTEST_REST_S = 0.5, SHORTEST_COVER_S = 0.5, SHORTEST_S = 0.25;

/* A head that moves or turns faster than this is turning or jerking; sway stays under 20 mm/s and
 * 3 degrees/s. Mean over HALF_SPEED_S to each side. */
static const double HEAD_MM_PER_S = 60, HEAD_RAD_PER_S = 0.35, HALF_SPEED_S = 0.12;
static const double CANTHAL_MM = 90;

/* A turn to and fro by this much, radians, moves lips in the trace by half a millimetre, since
 * their depth is known to a few millimetres only. */
static const double ROCKS_RAD = 0.07;

/* Chewing: the jaw goes up and down 1 to 2 times a second behind closed lips, for longer than this.
 * The chin turns round when it has gone this far, mm. */
static const double CHEWING_S = 2.5, SLOWEST_CHEW_HZ = 0.7, FASTEST_CHEW_HZ = 2.2;
static const double TURNS_ROUND_MM = 0.3;

/* Activity in which one half leads for this share of the time or more is no speech: in a run of
 * words it does so for moments at most (real clips: up to a sixth, by grimaces). Judged. */
static const double MOSTLY = 0.8;

/* The parallax of a point one canthal distance high is about the angle of the turn in such units.
 */
static bool head_is_fast(const struct phil_trace *trace, const struct phil_clock *clock, size_t at,
                         double px_per_mm)
{
    size_t first, last;
    double way = 0, turn[2] = {0, 0}, time = 0;
    phil_frames_within(clock, at, HALF_SPEED_S, &first, &last);
    for (size_t i = first + 1; i <= last; i++) {
        const struct phil_head_sample *a = &trace->head[i - 1], *b = &trace->head[i];
        if (!isfinite(a->x_px) || !isfinite(b->x_px) || (b->flags & PHIL_SAMPLE_REKEYED))
            continue;
        way += hypot(b->x_px - a->x_px, b->y_px - a->y_px);
        turn[0] += b->parallax_x - a->parallax_x;
        turn[1] += b->parallax_y - a->parallax_y;
        time += trace->time_s[i] - trace->time_s[i - 1];
    }
    const double angle = hypot(turn[0], turn[1]) / (CANTHAL_MM * px_per_mm);
    return time > 0 && (way / px_per_mm > HEAD_MM_PER_S * time || angle > HEAD_RAD_PER_S * time);
}

/* Whether the head nods or shakes around a frame, however slow it is in the frame itself. */
static bool head_rocks(const struct phil_trace *trace, const struct phil_clock *clock, size_t at,
                       double px_per_mm)
{
    size_t first, last;
    float low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    phil_frames_within(clock, at, PHIL_HALF_LANDMARK_WINDOW_S, &first, &last);
    for (size_t i = first; i <= last; i++) {
        const float v[2] = {trace->head[i].parallax_x, trace->head[i].parallax_y};
        for (int k = 0; k < 2; k++)
            if (isfinite(v[k])) {
                low[k] = fminf(low[k], v[k]);
                high[k] = fmaxf(high[k], v[k]);
            }
    }
    const double range = fmax((double)high[0] - (double)low[0], (double)high[1] - (double)low[1]);
    return range > ROCKS_RAD * CANTHAL_MM * px_per_mm;
}

static bool looks_covered(const struct phil_trace *trace, size_t at)
{
    int outside = 0, changed = 0;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        outside += (trace->region[r][at].flags & PHIL_SAMPLE_OUTSIDE) != 0;
        changed += (trace->region[r][at].flags & PHIL_SAMPLE_CHANGED) != 0;
    }
    /* A hand changes nearly everything at once; speech leaves eyes and brows as they were. */
    return outside > PHIL_N_REGIONS / 2 || changed > 2 * PHIL_N_REGIONS / 3;
}

static uint8_t label_of(const struct phil_trace *trace, const struct phil_clock *clock,
                        const struct phil_mouth *m, double px_per_mm, size_t at)
{
    const uint8_t flags = trace->head[at].flags;
    if (flags & PHIL_SAMPLE_NO_FACE)
        return PHIL_SEGMENT_NO_FACE;
    if (looks_covered(trace, at))
        return PHIL_SEGMENT_OCCLUDED;
    const bool turning = (flags & PHIL_SAMPLE_HEAD) || head_is_fast(trace, clock, at, px_per_mm);
    /* What a turning head does to the lips' traces is not the lips' doing. */
    const bool known = !turning && isfinite(m->active[at]);
    const bool active = known && m->active[at] > m->loud_mm;
    const bool rocking = active && head_rocks(trace, clock, at, px_per_mm);
    if (active && !rocking)
        return PHIL_SEGMENT_SPEECH;
    if ((rocking || !known) && phil_mouth_moved(m, clock, at))
        return PHIL_SEGMENT_SPEECH;
    if (turning || rocking)
        return PHIL_SEGMENT_HEAD_TURN;
    if (phil_mouth_smiles(m, at))
        return PHIL_SEGMENT_SMILE;
    return phil_mouth_opens(m, at) ? PHIL_SEGMENT_SPEECH : PHIL_SEGMENT_REST;
}

/* One stretch of equal labels. */
struct run {
    size_t first, last;
    double length_s;
};

static struct run run_at(const struct phil_clock *clock, const uint8_t *labels, size_t start)
{
    struct run r = {start, start, clock->interval_s};
    while (r.last + 1 < clock->n && labels[r.last + 1] == labels[start])
        r.last++;
    r.length_s += clock->time_s[r.last] - clock->time_s[start];
    return r;
}

static void relabel(uint8_t *labels, const struct run *run, uint8_t to)
{
    memset(labels + run->first, to, run->last - run->first + 1);
}

/* Takes runs of activity in which one half of the mouth leads nearly all the time for rest: they
 * hold what is looked for. */
static void spare_one_half(const struct phil_mouth *m, const struct phil_clock *clock,
                           uint8_t *labels)
{
    for (size_t start = 0; start < clock->n;) {
        const struct run run = run_at(clock, labels, start);
        double known = 0, leads = 0;
        for (size_t i = run.first; i <= run.last; i++)
            if (isfinite(m->one_half[i])) {
                known++;
                leads += (double)m->one_half[i];
            }
        if (labels[start] == PHIL_SEGMENT_SPEECH && known > 0 && leads >= MOSTLY * known)
            relabel(labels, &run, PHIL_SEGMENT_REST);
        start = run.last + 1;
    }
}

/* What moves a little, or cannot be followed, beside talking, is talking. */
static void spread_speech(const struct phil_mouth *m, const struct phil_clock *clock,
                          uint8_t *labels)
{
    const size_t n = clock->n;
    for (int step = -1; step <= 1; step += 2) {
        double loud_s = -INFINITY;
        for (size_t k = 0; k < n; k++) {
            const size_t i = step > 0 ? k : n - 1 - k;
            const bool goes_on = k > 0 && labels[i - (size_t)step] == PHIL_SEGMENT_SPEECH &&
                                 fabs(clock->time_s[i] - loud_s) <= BESIDE_S;
            if (labels[i] == PHIL_SEGMENT_SPEECH)
                loud_s = clock->time_s[i];
            else if (labels[i] == PHIL_SEGMENT_REST && goes_on && !(m->active[i] < m->quiet_mm))
                labels[i] = PHIL_SEGMENT_SPEECH;
        }
    }
}

static bool is_busy(uint8_t label)
{
    return label == PHIL_SEGMENT_SPEECH || label == PHIL_SEGMENT_SMILE ||
           label == PHIL_SEGMENT_HEAD_TURN;
}

/* Gives runs of `which` (any label if it is negative) that last less than `shortest_s` to the
 * longer of their neighbours; rest only where both are busy. */
static void absorb(const struct phil_clock *clock, uint8_t *labels, int which, double shortest_s)
{
    struct run before = {0, 0, 0};
    for (size_t start = 0; start < clock->n;) {
        const struct run run = run_at(clock, labels, start);
        const bool is_last = run.last + 1 == clock->n;
        const double after_s = is_last ? 0 : run_at(clock, labels, run.last + 1).length_s;
        const bool short_one = (which < 0 || labels[start] == which) && run.length_s < shortest_s;
        const double longest_s = fmax(start > 0 ? before.length_s : 0, after_s);
        const bool between =
            start > 0 && !is_last && is_busy(labels[start - 1]) && is_busy(labels[run.last + 1]);
        const bool fits = which == PHIL_SEGMENT_REST ? between : longest_s > run.length_s;
        if (short_one && fits) {
            relabel(labels, &run,
                    after_s > before.length_s || start == 0 ? labels[run.last + 1]
                                                            : labels[start - 1]);
            /* It has joined a neighbour: go on from the joint run's beginning. */
            const size_t joint =
                start > 0 && labels[start] == labels[start - 1] ? before.first : start;
            before = run_at(clock, labels, joint);
            start = before.last + 1;
            continue;
        }
        before = run;
        start = run.last + 1;
    }
}

/* A change of the whole face that is over in less than half a second is an expression. */
static void uncover(const struct phil_clock *clock, uint8_t *labels)
{
    for (size_t start = 0; start < clock->n;) {
        const struct run run = run_at(clock, labels, start);
        if (labels[start] == PHIL_SEGMENT_OCCLUDED && run.length_s < SHORTEST_COVER_S)
            relabel(labels, &run, PHIL_SEGMENT_SPEECH);
        start = run.last + 1;
    }
}

/* How often the chin turns round in a stretch. */
static int reversals(const struct phil_sample *chin, const struct run *run, double px_per_mm)
{
    int n = 0;
    double previous = NAN, direction = 0;
    for (size_t i = run->first; i <= run->last; i++) {
        if (!phil_is_measured(&chin[i]))
            continue;
        if (!isfinite(previous) || (chin[i].flags & PHIL_SAMPLE_REKEYED))
            previous = chin[i].dy_px;
        const double step = chin[i].dy_px - previous;
        if (fabs(step) > TURNS_ROUND_MM * px_per_mm) {
            n += direction != 0 && (step > 0) != (direction > 0);
            direction = step;
            previous = chin[i].dy_px;
        }
    }
    return n;
}

/* Chewing goes on for seconds, slower than speech, with the lips closed; in a smile the corners
 * stay outward. */
static void name_activity(const struct phil_trace *trace, const struct phil_mouth *m,
                          double px_per_mm, const struct run *run, uint8_t *labels)
{
    size_t open = 0, smiling = 0, chin = 0;
    const double frames = (double)(run->last - run->first + 1);
    for (size_t i = run->first; i <= run->last; i++) {
        open += phil_mouth_opens(m, i);
        smiling += phil_mouth_smiles(m, i);
        chin += phil_is_measured(&trace->region[PHIL_CHIN][i]);
    }
    const double hz = reversals(trace->region[PHIL_CHIN], run, px_per_mm) / run->length_s / 2;
    if (run->length_s > CHEWING_S && hz > SLOWEST_CHEW_HZ && hz < FASTEST_CHEW_HZ &&
        (double)open < 0.1 * frames && (double)chin > 0.7 * frames)
        relabel(labels, run, PHIL_SEGMENT_CHEWING);
    else if ((double)smiling > 0.5 * frames && hz < SLOWEST_CHEW_HZ)
        relabel(labels, run, PHIL_SEGMENT_SMILE);
}

enum phil_status phil_label_frames(const struct phil_trace *trace, const struct phil_clock *clock,
                                   double px_per_mm, uint8_t *labels, bool *jerking)
{
    struct phil_mouth m;
    if (!phil_mouth_study(&m, trace, clock, px_per_mm))
        return PHIL_EMEM;
    for (size_t i = 0; i < trace->n_frames; i++)
        labels[i] = label_of(trace, clock, &m, px_per_mm, i);
    uncover(clock, labels);
    spare_one_half(&m, clock, labels);
    spread_speech(&m, clock, labels);
    absorb(clock, labels, PHIL_SEGMENT_REST, SHORTEST_REST_S);
    absorb(clock, labels, -1, SHORTEST_S);
    for (size_t start = 0; start < trace->n_frames;) {
        const struct run run = run_at(clock, labels, start);
        if (labels[start] == PHIL_SEGMENT_SPEECH)
            name_activity(trace, &m, px_per_mm, &run, labels);
        start = run.last + 1;
    }
    for (size_t i = 0; i < trace->n_frames; i++)
        jerking[i] = m.one_half[i] > 0 && m.busier[i] > m.loud_mm;
    phil_mouth_release(&m);
    return PHIL_OK;
}
