/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding movements at a chosen false-alarm rate, and putting together what belongs together.
 *
 * Idea. Every region has its own matched filters and its own noise. The statistic is
 * made tail-equivalent to a chi-square with two degrees of freedom, so the threshold follows from
 * the number of independent looks a minute (regions x widths x time) and the accepted rate of
 * false alarms. Local maxima above it are taken strongest first; whatever peaks at the same time
 * in other regions goes along.
 *
 * The noise is learned from quiet frames (null.c), several times: each time without what the time
 * before showed to be movement. Where one half of the mouth jerks by more than noise can (labels.c)
 * is left out from the beginning: clusters of jerks that fill a tenth of the clip and drag all of
 * the lips along would else make a tail that hides them.
 *
 * Where it fails. A face that twitches nearly everywhere, nearly all the time.
 */
#include "events/detect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* Looks are correlated between neighbouring widths, but each has more than one independent look an
 * interval (null.c): on white noise the effective number is about regions x widths per shortest
 * resolvable interval. */
static const double EFFECTIVE_SHARE = 1.0;

/* Independent frames that a covariance is worth for each frame it was learned from: the fits of
 * neighbouring frames overlap, and it is trimmed (judged on white noise, clips of 20 s). */
static const double CERTAINTY = 0.8;

/* How far around a movement the filters still see it, seconds, and how often the noise is learned
 * anew without what was found before. */
static const double BESIDE_S = 0.4;
enum { PASSES = 3 };

/* What half of the lower face must show at once, also against the largest, to be everywhere. */
static const float EVERYWHERE = 12, EVERYWHERE_SHARE = 0.05f;

/* How long the references of a new face settle, and how far a blink drags the skin about, seconds.
 */
static const double SETTLING_S = 1.0, BLINK_BEFORE_S = 0.1, BLINK_AFTER_S = 0.2;

/* How far a step of exposure or focus disturbs, seconds, and in what share of the frames it may
 * happen to be an exception. */
static const double EXPOSURE_S = 0.4, RARE_SHARE = 0.05;

/* Fewest frames that a second estimate of the noise may rest on. */
enum { LEAST_LEFT = 90 };

/* Movements whose peaks are this close together are one, seconds. */
static const double SAME_S = 0.13;

/* Noise is quoted from 2 Hz up: what remains after a moving mean over this time. */
static const double SMOOTH_S = 0.5;

bool phil_found_add(struct phil_found *found, const struct phil_event *event)
{
    if (!phil_grow((void **)&found->events, &found->capacity, found->n_events + 1,
                   sizeof *found->events))
        return false;
    found->events[found->n_events++] = *event;
    return true;
}

void phil_found_release(struct phil_found *found)
{
    if (!found)
        return;
    free(found->segments);
    free(found->events);
    free(found->quiet);
    free(found->loud);
    memset(found, 0, sizeof *found);
}

/* Reduces the fits, with the nulls, to the best width per frame. */
static void find_best(const struct phil_found *found, const struct phil_fit *fits, size_t n,
                      struct phil_best *best)
{
    for (size_t k = 0; k < (size_t)PHIL_N_REGIONS * n; k++) {
        const size_t r = k / n, i = k % n;
        best[k] = (struct phil_best){0};
        for (int w = 0; w < PHIL_N_DURATIONS; w++) {
            const struct phil_fit *fit = &fits[(r * PHIL_N_DURATIONS + (size_t)w) * n + i];
            const double statistic =
                phil_null_statistic(&found->null[r], w, (double)found->loud[k], fit);
            if (statistic > (double)best[k].statistic)
                best[k] = (struct phil_best){(float)statistic, fit->ax, fit->ay, (uint8_t)w};
        }
    }
}

/* Learns every region's null from the frames in `use` and reduces its fits, with it, to the best
 * width per frame. */
static bool judge_by_null(struct phil_found *found, const struct phil_trace *trace,
                          const struct phil_clock *clock, const struct phil_fit *fits,
                          const bool *use, struct phil_best *best)
{
    const size_t n = clock->n;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_fit *own = fits + (size_t)r * PHIL_N_DURATIONS * n;
        if (!phil_null_spread(own, n, use, &found->null[r]))
            return false;
    }
    if (!phil_null_loudness(trace, clock, fits, use, found->null, found->loud))
        return false;
    if (!phil_null_tails(fits, found->loud, n, use, found->null))
        return false;
    find_best(found, fits, n, best);
    return true;
}

/* The same with nulls that rest on the frames' own errors. */
static bool judge_by_errors(struct phil_found *found, const struct phil_trace *trace,
                            const struct phil_clock *clock, const struct phil_fit *fits,
                            struct phil_best *best)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (!phil_null_from_errors(trace, (enum phil_region)r, clock, &found->null[r]))
            return false;
    for (size_t k = 0; k < (size_t)PHIL_N_REGIONS * clock->n; k++)
        found->loud[k] = 1;
    find_best(found, fits, clock->n, best);
    return true;
}

static size_t count(const bool *use, size_t n)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += use[i];
    return sum;
}

static void leave_out_around(const struct phil_trace *trace, size_t at, double before_s,
                             double after_s, bool *use)
{
    for (size_t k = at; k-- > 0 && trace->time_s[at] - trace->time_s[k] <= before_s;)
        use[k] = false;
    for (size_t k = at; k < trace->n_frames && trace->time_s[k] - trace->time_s[at] <= after_s; k++)
        use[k] = false;
}

/* Leaves out of `quiet` where one half of the mouth jerks; false where it never stops and nothing
 * would be left: then `quiet` stays as it is. */
static bool leave_out_jerks(bool *quiet, const bool *jerking, size_t n)
{
    size_t left = 0, jerks = 0;
    for (size_t i = 0; i < n; i++) {
        left += quiet[i] && !jerking[i];
        jerks += quiet[i] && jerking[i];
    }
    for (size_t i = 0; i < n && left >= LEAST_LEFT; i++)
        quiet[i] = quiet[i] && !jerking[i];
    return left >= LEAST_LEFT || jerks < LEAST_LEFT;
}

/* Whether exposure or focus change so seldom that what lies beside is better left out; under a lamp
 * that flickers they change all the time, and the references bear it. */
static bool exposure_is_rare(const struct phil_trace *trace)
{
    size_t n = 0;
    for (size_t i = 0; i < trace->n_frames; i++)
        n += (trace->head[i].flags & PHIL_SAMPLE_EXPOSURE) != 0;
    return (double)n < RARE_SHARE * (double)trace->n_frames;
}

/* Marks the frames that may show events: all but the first SETTLING_S of a face, and those beside a
 * change of exposure or focus. */
static void mark_settled(const struct phil_trace *trace, bool *settled)
{
    double seen_s = INFINITY;
    for (size_t i = 0; i < trace->n_frames; i++) {
        if (trace->head[i].flags & PHIL_SAMPLE_NO_FACE)
            seen_s = INFINITY;
        else
            seen_s = fmin(seen_s, trace->time_s[i]);
        settled[i] = trace->time_s[i] - seen_s >= SETTLING_S;
    }
    if (!exposure_is_rare(trace))
        return;
    for (size_t i = 0; i < trace->n_frames; i++)
        if (trace->head[i].flags & PHIL_SAMPLE_EXPOSURE)
            leave_out_around(trace, i, EXPOSURE_S, EXPOSURE_S, settled);
}

/* Leaves out of `use` what a blink drags along. */
static void leave_out_blinks(const struct phil_trace *trace, const bool *blinking, bool *use)
{
    for (size_t i = 0; i < trace->n_frames; i++)
        if (blinking[i])
            leave_out_around(trace, i, BLINK_BEFORE_S, BLINK_AFTER_S, use);
}

/* Whether half of the lower face shares what is largest there at one frame: then it is the codec's
 * glitch, or the head's, which the noise must know of; a twitch has a place. */
static bool is_everywhere(const struct phil_best *best, size_t n, size_t i)
{
    enum { MANY = PHIL_CHEEK_RIGHT + 1 };
    float value[MANY], largest = 0;
    int shared = 0;
    for (int r = 0; r < MANY; r++) {
        value[r] = best[(size_t)r * n + i].statistic;
        largest = fmaxf(largest, value[r]);
    }
    for (int r = 0; r < MANY; r++)
        shared += value[r] >= EVERYWHERE && value[r] >= EVERYWHERE_SHARE * largest;
    return 2 * shared > MANY;
}

/* Leaves out of `use` what lies near a movement. */
static void leave_out_found(const struct phil_trace *trace, const struct phil_best *best,
                            double threshold, bool *use)
{
    const size_t n = trace->n_frames;
    for (size_t i = 0; i < n; i++) {
        float largest = 0;
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            largest = fmaxf(largest, best[(size_t)r * n + i].statistic);
        if ((double)largest >= threshold && !is_everywhere(best, n, i))
            leave_out_around(trace, i, BESIDE_S, BESIDE_S, use);
    }
}

/* Learns the noise from the quiet frames; `work` is scratch of n frames. */
static bool learn_null(struct phil_found *found, const struct phil_trace *trace,
                       const struct phil_clock *clock, const bool *blinking,
                       const struct phil_fit *fits, bool *work, struct phil_best *best)
{
    memcpy(work, found->quiet, clock->n * sizeof *work);
    leave_out_blinks(trace, blinking, work);
    for (int pass = 0; pass < PASSES; pass++) {
        if (!judge_by_null(found, trace, clock, fits, work, best))
            return false;
        leave_out_found(trace, best, found->threshold, work);
        /* Where movement fills most of the rest, the trimmed first estimate is all there is. */
        if (count(work, clock->n) < LEAST_LEFT)
            break;
    }
    return true;
}

/* The statistic that noise exceeds `false_per_min` times a minute. What it is measured with is
 * itself learned from `n_quiet` frames, so it has Hotelling's tail, (1 + x / nu)^(-nu / 2). */
static double threshold_for(double false_per_min, double interval_s, size_t n_quiet)
{
    const double shortest = fmax(2 * interval_s, phil_pulse_width_s[0]);
    const double looks = 60 / shortest * PHIL_N_REGIONS * PHIL_N_DURATIONS * EFFECTIVE_SHARE;
    const double gaussian = 2 * log(fmax(2, looks / false_per_min));
    const double nu = CERTAINTY * fmax(LEAST_LEFT, (double)n_quiet);
    return nu * expm1(gaussian / nu);
}

/* Root mean square of one coordinate about its moving mean over quiet frames without events. */
static double noise_of(const struct phil_trace *trace, enum phil_region region, const bool *use)
{
    const struct phil_sample *s = trace->region[region];
    const size_t n = trace->n_frames;
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!use[i] || (s[i].flags & PHIL_SAMPLE_UNUSABLE))
            continue;
        double mx = 0, my = 0;
        int m = 0;
        size_t first = i, last = i;
        while (first > 0 && trace->time_s[i] - trace->time_s[first - 1] <= SMOOTH_S / 2)
            first--;
        while (last + 1 < n && trace->time_s[last + 1] - trace->time_s[i] <= SMOOTH_S / 2)
            last++;
        bool broken = false;
        for (size_t k = first; k <= last; k++) {
            if (k > first && (s[k].flags & PHIL_SAMPLE_REKEYED))
                broken = true;
            if (!use[k] || (s[k].flags & PHIL_SAMPLE_UNUSABLE))
                continue;
            mx += s[k].dx_px;
            my += s[k].dy_px;
            m++;
        }
        if (broken || m < 5)
            continue;
        const double ex = s[i].dx_px - mx / m, ey = s[i].dy_px - my / m;
        /* The mean takes 1/m of white noise with it. */
        sum += (ex * ex + ey * ey) / 2 * m / (m - 1);
        count++;
    }
    return count >= 10 ? sqrt(sum / (double)count) : NAN;
}

struct peak {
    size_t at;
    enum phil_region region;
    float statistic;
};

static bool is_below_eyes(enum phil_region region)
{
    return region <= PHIL_CHEEK_RIGHT;
}

/* The lower face first, since lids and brows are hardly ever still; then the strongest. */
static int by_rank(const void *a, const void *b)
{
    const struct peak *x = a, *y = b;
    if (is_below_eyes(x->region) != is_below_eyes(y->region))
        return is_below_eyes(x->region) ? -1 : 1;
    if (x->statistic != y->statistic)
        return x->statistic < y->statistic ? 1 : -1;
    return (x->at > y->at) - (x->at < y->at);
}

static int by_onset(const void *a, const void *b)
{
    const struct phil_event *x = a, *y = b;
    if (x->onset_s != y->onset_s)
        return x->onset_s > y->onset_s ? 1 : -1;
    return (int)x->region - (int)y->region;
}

/* Local maxima of every region above the threshold, in settled frames. */
static bool collect_peaks(const struct phil_best *best, const bool *settled, size_t n,
                          double threshold, struct peak **peaks, size_t *n_peaks)
{
    size_t capacity = 0;
    *peaks = NULL;
    *n_peaks = 0;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_best *b = best + (size_t)r * n;
        for (size_t i = 0; i < n; i++) {
            if (!settled[i] || b[i].statistic < threshold ||
                (i > 0 && b[i - 1].statistic >= b[i].statistic) ||
                (i + 1 < n && b[i + 1].statistic > b[i].statistic))
                continue;
            if (!phil_grow((void **)peaks, &capacity, *n_peaks + 1, sizeof **peaks)) {
                free(*peaks);
                *peaks = NULL;
                return false;
            }
            (*peaks)[(*n_peaks)++] = (struct peak){i, (enum phil_region)r, b[i].statistic};
        }
    }
    if (*n_peaks)
        qsort(*peaks, *n_peaks, sizeof **peaks, by_rank);
    return true;
}

/* What every region does around the peak of the strongest. */
static void gather(const struct phil_trace *trace, const struct phil_best *best,
                   const struct peak *peak, double reach_s, struct phil_group *group)
{
    const size_t n = trace->n_frames;
    memset(group, 0, sizeof *group);
    group->at = peak->at;
    group->region = peak->region;
    group->width = best[(size_t)peak->region * n + peak->at].width;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        for (int step = -1; step <= 1; step += 2)
            for (size_t i = peak->at; i < n; i += (size_t)step) {
                if (fabs(trace->time_s[i] - trace->time_s[peak->at]) > reach_s)
                    break;
                const struct phil_best *b = &best[(size_t)r * n + i];
                if (b->statistic > group->statistic[r]) {
                    group->statistic[r] = b->statistic;
                    group->ax[r] = b->ax;
                    group->ay[r] = b->ay;
                }
            }
}

/* A movement that has been found: where it explains what else the filters show. */
struct accepted {
    double time_s, width_s;
    enum phil_region region;
    float statistic[PHIL_N_REGIONS];
};

/* Whether a peak is the shadow of a movement found before: its own pulse overlaps it in the same
 * half of the face, or in the other half and it went along; or its window, which a baseline of
 * second order fills with side lobes, reaches it and the peak is no larger than such a lobe. */
static bool is_shadow(const struct accepted *accepted, size_t n, double time_s, double width_s,
                      const struct peak *peak, double threshold)
{
    /* Side lobes stay, with the noise, under 0.6 of the height in the same region. */
    static const float LOBE_SHARE = 0.6f * 0.6f;
    for (size_t i = 0; i < n; i++) {
        const struct accepted *a = &accepted[i];
        const double away = fabs(time_s - a->time_s);
        const bool same_half = is_below_eyes(a->region) == is_below_eyes(peak->region);
        if (away <= fmax(SAME_S, (width_s + a->width_s) / 2) &&
            (same_half || (double)a->statistic[peak->region] >= threshold))
            return true;
        if (away <= phil_matched_reach(width_s) + a->width_s / 2 &&
            peak->statistic < LOBE_SHARE * a->statistic[peak->region])
            return true;
    }
    return false;
}

/* What moves below the eyes has had its own turn before the eyes have theirs. */
static void keep_to_eyes(struct phil_group *group)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (is_below_eyes((enum phil_region)r))
            group->statistic[r] = group->ax[r] = group->ay[r] = 0;
}

static enum phil_status group_peaks(struct phil_found *found, const struct phil_trace *trace,
                                    const struct phil_clock *clock, double px_per_mm,
                                    const uint8_t *labels, const bool *blinking,
                                    const bool *settled, const struct phil_best *best)
{
    struct peak *peaks;
    struct accepted *accepted = NULL;
    size_t n_peaks, n_accepted = 0, capacity = 0;
    if (!collect_peaks(best, settled, trace->n_frames, found->threshold, &peaks, &n_peaks))
        return PHIL_EMEM;
    enum phil_status status = PHIL_OK;
    for (size_t p = 0; p < n_peaks && status == PHIL_OK; p++) {
        const size_t at = peaks[p].at;
        const uint8_t w = best[(size_t)peaks[p].region * trace->n_frames + at].width;
        const double width_s = phil_pulse_width_s[w];
        if (is_shadow(accepted, n_accepted, trace->time_s[at], width_s, &peaks[p],
                      found->threshold))
            continue;
        struct phil_group group;
        gather(trace, best, &peaks[p], fmax(SAME_S, 0.75 * width_s) / 2, &group);
        if (!is_below_eyes(peaks[p].region))
            keep_to_eyes(&group);
        status = phil_judge_group(found, trace, clock, px_per_mm, labels, blinking, &group);
        if (!phil_grow((void **)&accepted, &capacity, n_accepted + 1, sizeof *accepted)) {
            status = PHIL_EMEM;
            break;
        }
        struct accepted *a = &accepted[n_accepted++];
        a->time_s = trace->time_s[at];
        a->width_s = width_s;
        a->region = peaks[p].region;
        memcpy(a->statistic, group.statistic, sizeof a->statistic);
    }
    free(accepted);
    free(peaks);
    return status;
}

static enum phil_status make_segments(struct phil_found *found, const struct phil_trace *trace,
                                      const struct phil_clock *clock, const uint8_t *labels)
{
    size_t capacity = 0;
    for (size_t start = 0; start < trace->n_frames;) {
        size_t end = start;
        while (end + 1 < trace->n_frames && labels[end + 1] == labels[start])
            end++;
        if (!phil_grow((void **)&found->segments, &capacity, found->n_segments + 1,
                       sizeof *found->segments))
            return PHIL_EMEM;
        const double stop = end + 1 < trace->n_frames ? trace->time_s[end + 1]
                                                      : trace->time_s[end] + clock->interval_s;
        found->segments[found->n_segments++] = (struct phil_segment){
            trace->time_s[start], stop, (enum phil_segment_label)labels[start]};
        start = end + 1;
    }
    return PHIL_OK;
}

/* One event for each stretch of speech: the listener of an event list wants to know. */
static enum phil_status add_speech(struct phil_found *found)
{
    for (size_t s = 0; s < found->n_segments; s++) {
        const struct phil_segment *segment = &found->segments[s];
        if (segment->label != PHIL_SEGMENT_SPEECH)
            continue;
        const struct phil_event event = {.onset_s = segment->start_s,
                                         .peak_s = (segment->start_s + segment->end_s) / 2,
                                         .offset_s = segment->end_s,
                                         .region = PHIL_LOWER_LIP_MIDDLE,
                                         .side = PHIL_SIDE_BOTH,
                                         .amplitude_mm = NAN,
                                         .amplitude_px = NAN,
                                         .direction_deg = NAN,
                                         .snr = NAN,
                                         .probability = 0.9,
                                         .kind = PHIL_EVENT_SPEECH};
        if (!phil_found_add(found, &event))
            return PHIL_EMEM;
    }
    return PHIL_OK;
}

static bool lips_measured(const struct phil_trace *trace, size_t at)
{
    int good = 0;
    for (int r = PHIL_UPPER_LIP_LEFT; r <= PHIL_MOUTH_CORNER_RIGHT; r++)
        good += !(trace->region[r][at].flags & PHIL_SAMPLE_UNUSABLE);
    return good >= 4;
}

static void measure_rest(struct phil_found *found, const struct phil_trace *trace,
                         const struct phil_clock *clock, const uint8_t *labels, const bool *settled,
                         bool *use)
{
    for (size_t i = 0; i < trace->n_frames; i++) {
        use[i] = found->quiet[i];
        if (settled[i] && labels[i] == PHIL_SEGMENT_REST && lips_measured(trace, i)) {
            const double step = i + 1 < trace->n_frames ? trace->time_s[i + 1] - trace->time_s[i]
                                                        : clock->interval_s;
            found->usable_s += fmin(step, 0.25);
        }
    }
    for (size_t e = 0; e < found->n_events; e++)
        for (size_t i = 0; i < trace->n_frames; i++)
            if (trace->time_s[i] >= found->events[e].onset_s - 0.1 &&
                trace->time_s[i] <= found->events[e].offset_s + 0.1)
                use[i] = false;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        found->noise_px[r] = noise_of(trace, (enum phil_region)r, use);
}

enum phil_status phil_events_detect(struct phil_found *found, const struct phil_trace *trace,
                                    const struct phil_detect_settings *settings)
{
    memset(found, 0, sizeof *found);
    if (!(settings->false_per_min > 0) || !(settings->px_per_mm > 0))
        return PHIL_EARG;
    const size_t n = trace->n_frames;
    const struct phil_clock clock = phil_clock_of(trace);
    enum phil_status status = PHIL_EMEM;
    uint8_t *labels = calloc(n + 1, 1);
    bool *blinking = calloc(n + 1, sizeof *blinking);
    bool *jerking = calloc(n + 1, sizeof *jerking);
    bool *settled = calloc(n + 1, sizeof *settled);
    bool *work = calloc(n + 1, sizeof *work);
    struct phil_fit *fits = calloc((n + 1) * PHIL_N_DURATIONS * PHIL_N_REGIONS, sizeof *fits);
    struct phil_best *best = calloc((n + 1) * PHIL_N_REGIONS, sizeof *best);
    found->quiet = calloc(n + 1, sizeof *found->quiet);
    found->loud = calloc((n + 1) * PHIL_N_REGIONS, sizeof *found->loud);
    if (!labels || !blinking || !jerking || !settled || !work || !fits || !best || !found->quiet ||
        !found->loud)
        goto done;

    status = phil_label_frames(trace, &clock, settings->px_per_mm, labels, jerking);
    if (status == PHIL_OK)
        status = phil_find_blinks(found, trace, &clock, settings->px_per_mm, blinking);
    if (status != PHIL_OK)
        goto done;
    mark_settled(trace, settled);
    for (size_t i = 0; i < n; i++)
        found->quiet[i] = settled[i] && labels[i] == PHIL_SEGMENT_REST && !blinking[i];
    const bool pauses = leave_out_jerks(found->quiet, jerking, n);
    status = PHIL_EMEM;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (!phil_matched_fit(trace, (enum phil_region)r, &clock,
                              fits + (size_t)r * PHIL_N_DURATIONS * n))
            goto done;
    found->threshold =
        threshold_for(settings->false_per_min, clock.interval_s, count(found->quiet, n));
    if (!(pauses ? learn_null(found, trace, &clock, blinking, fits, work, best)
                 : judge_by_errors(found, trace, &clock, fits, best)))
        goto done;
    status = make_segments(found, trace, &clock, labels);
    if (status == PHIL_OK)
        status =
            group_peaks(found, trace, &clock, settings->px_per_mm, labels, blinking, settled, best);
    if (status != PHIL_OK)
        goto done;
    measure_rest(found, trace, &clock, labels, settled, work);
    status = add_speech(found);
    if (found->n_events)
        qsort(found->events, found->n_events, sizeof *found->events, by_onset);
done:
    free(labels);
    free(blinking);
    free(jerking);
    free(settled);
    free(work);
    free(fits);
    free(best);
    if (status != PHIL_OK)
        phil_found_release(found);
    return status;
}
