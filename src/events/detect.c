/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding movements at a chosen false-alarm rate, and putting together what belongs together.
 *
 * Idea. Every region has its own matched filters and its own noise (matched.c). The statistic is
 * made tail-equivalent to a chi-square with two degrees of freedom, so the threshold follows from
 * the number of independent looks a minute (regions x widths x time) and the accepted rate of
 * false alarms. Local maxima above it are taken strongest first; whatever peaks at the same time
 * in other regions goes along.
 *
 * A codec's glitches make the far tail heavier than its middle tells. In any one region the far
 * tail may be twitches; but glitches fall on all regions alike, so the lower quartile over the
 * regions of how heavy their far tails are is taken for the clip's, and no region's tail is thought
 * lighter.
 *
 * Where it fails. Glitches rarer than one frame in a hundred; a face that twitches nearly
 * everywhere.
 */
#include "events/detect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* Looks are correlated between neighbouring regions and widths; measured on white noise, the
 * effective number is about a third of regions x widths per shortest resolvable interval. */
static const double EFFECTIVE_SHARE = 1.0 / 3;

/* A statistic that no noise shows (eight standard deviations), and how far around it the filters
 * still see it, seconds. */
static const double OBVIOUS = 64, BESIDE_S = 0.4;

/* Fewest frames that a second estimate of the noise may rest on. */
enum { LEAST_LEFT = 90 };

/* Half the stretch over which noise is taken to be even, seconds; the largest factor by which a
 * loud stretch is quieted; and the median of the best statistic over the widths under Gaussian
 * noise (3.1 to 4.2 over the regions of an uncompressed drawn clip with white noise). */
static const double LOCAL_S = 1.0, LOUDEST = 2.5, USUAL_MEDIAN = 3.6;

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
    memset(found, 0, sizeof *found);
}

/* Reduces a region's fits to the best width per frame. */
static void best_of_region(const struct phil_fit *fits, size_t n, const struct phil_null *null,
                           struct phil_best *best)
{
    for (size_t i = 0; i < n; i++) {
        best[i] = (struct phil_best){0};
        for (int w = 0; w < PHIL_N_DURATIONS; w++) {
            const struct phil_fit *fit = &fits[(size_t)w * n + i];
            const double statistic = phil_matched_statistic(fit, null, w);
            if (statistic > best[i].statistic)
                best[i] = (struct phil_best){(float)statistic, fit->ax, fit->ay, (uint8_t)w};
        }
    }
}

/* Estimates every region's null from the frames in `use` and reduces its fits with it. */
static bool judge_by_null(struct phil_found *found, const struct phil_fit *fits, size_t n,
                          const bool *use, struct phil_best *best)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_fit *own = fits + (size_t)r * PHIL_N_DURATIONS * n;
        if (!phil_matched_null(own, n, use, &found->null[r]))
            return false;
        best_of_region(own, n, &found->null[r], best + (size_t)r * n);
    }
    return true;
}

static size_t count(const bool *use, size_t n)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += use[i];
    return sum;
}

/* Leaves out of `use` what lies near a movement that no noise could have made. */
static void leave_out_obvious(const struct phil_trace *trace, const struct phil_found *found,
                              const struct phil_best *best, bool *use)
{
    const size_t n = trace->n_frames;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        for (size_t i = 0; i < n; i++) {
            if (best[(size_t)r * n + i].statistic * found->null[r].tail < OBVIOUS)
                continue;
            for (size_t k = i; k-- > 0 && trace->time_s[i] - trace->time_s[k] <= BESIDE_S;)
                use[k] = false;
            for (size_t k = i; k < n && trace->time_s[k] - trace->time_s[i] <= BESIDE_S; k++)
                use[k] = false;
        }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* No region's tail is lighter than the clip's: the median far tail, stretched once more by half (in
 * the logarithm) of what it is heavier than the median middle, since the threshold lies far beyond
 * the 99th centile and a tail that grows from the middle to there goes on growing. */
static void share_tail(struct phil_null null[PHIL_N_REGIONS], struct phil_best *best, size_t n)
{
    double far[PHIL_N_REGIONS], middle[PHIL_N_REGIONS];
    int m = 0;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (null[r].n > 0) {
            far[m] = null[r].extreme;
            middle[m++] = null[r].tail;
        }
    if (m == 0)
        return;
    qsort(far, (size_t)m, sizeof *far, by_value);
    qsort(middle, (size_t)m, sizeof *middle, by_value);
    const double clip = far[m / 2] * fmax(1, sqrt(far[m / 2] / middle[m / 2]));
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const double tail = fmax(null[r].tail, clip);
        const float factor = (float)(null[r].tail / tail);
        null[r].tail = tail;
        for (size_t i = 0; i < n; i++)
            best[(size_t)r * n + i].statistic *= factor;
    }
}

/* Noise is not the same all along a clip: where the codec runs short, or the head moves, it is
 * larger for some seconds. The local median of a region's own statistic tells, and divides it; by
 * no more than LOUDEST, so that seconds of true spasm are not taken for noise. */
static bool calm_down(const struct phil_trace *trace, const struct phil_clock *clock,
                      struct phil_best *best)
{
    const size_t n = trace->n_frames;
    const size_t half = (size_t)fmax(5, fmin(250, LOCAL_S / clock->interval_s));
    float *quieted = malloc((n ? n : 1) * sizeof *quieted);
    if (!quieted)
        return false;
    for (size_t i = 0; i < n; i++) {
        double local[512];
        int m = 0;
        for (size_t k = i > half ? i - half : 0; k < n && k <= i + half; k++)
            if (best[k].statistic > 0)
                local[m++] = best[k].statistic;
        quieted[i] = best[i].statistic;
        if (m < 10)
            continue;
        qsort(local, (size_t)m, sizeof *local, by_value);
        quieted[i] /= (float)fmin(LOUDEST, fmax(1, local[m / 2] / USUAL_MEDIAN));
    }
    for (size_t i = 0; i < n; i++)
        best[i].statistic = quieted[i];
    free(quieted);
    return true;
}

static double threshold_for(double false_per_min, double interval_s)
{
    const double shortest = fmax(2 * interval_s, phil_pulse_width_s[0]);
    const double looks = 60 / shortest * PHIL_N_REGIONS * PHIL_N_DURATIONS * EFFECTIVE_SHARE;
    return 2 * log(fmax(2, looks / false_per_min));
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

static int by_statistic(const void *a, const void *b)
{
    const struct peak *x = a, *y = b;
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

/* Local maxima of every region above the threshold. */
static bool collect_peaks(const struct phil_best *best, size_t n, double threshold,
                          struct peak **peaks, size_t *n_peaks)
{
    size_t capacity = 0;
    *peaks = NULL;
    *n_peaks = 0;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_best *b = best + (size_t)r * n;
        for (size_t i = 0; i < n; i++) {
            if (b[i].statistic < threshold || (i > 0 && b[i - 1].statistic >= b[i].statistic) ||
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
        qsort(*peaks, *n_peaks, sizeof **peaks, by_statistic);
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
    float statistic[PHIL_N_REGIONS];
};

/* Whether a peak is the shadow of a stronger movement: its own pulse overlaps it, or its window,
 * which a baseline of second order fills with side lobes, reaches it and the peak is no larger than
 * such a lobe. */
static bool is_shadow(const struct accepted *accepted, size_t n, double time_s, double width_s,
                      const struct peak *peak)
{
    /* Side lobes stay, with the noise, under 0.6 of the height in the same region. */
    static const float LOBE_SHARE = 0.6f * 0.6f;
    for (size_t i = 0; i < n; i++) {
        const struct accepted *a = &accepted[i];
        const double away = fabs(time_s - a->time_s);
        if (away <= fmax(SAME_S, (width_s + a->width_s) / 2))
            return true;
        if (away <= phil_matched_reach(width_s) + a->width_s / 2 &&
            peak->statistic < LOBE_SHARE * a->statistic[peak->region])
            return true;
    }
    return false;
}

static enum phil_status group_peaks(struct phil_found *found, const struct phil_trace *trace,
                                    const struct phil_clock *clock, double px_per_mm,
                                    const uint8_t *labels, const bool *blinking,
                                    const struct phil_best *best)
{
    struct peak *peaks;
    struct accepted *accepted = NULL;
    size_t n_peaks, n_accepted = 0, capacity = 0;
    if (!collect_peaks(best, trace->n_frames, found->threshold, &peaks, &n_peaks))
        return PHIL_EMEM;
    enum phil_status status = PHIL_OK;
    for (size_t p = 0; p < n_peaks && status == PHIL_OK; p++) {
        const size_t at = peaks[p].at;
        const uint8_t w = best[(size_t)peaks[p].region * trace->n_frames + at].width;
        const double width_s = phil_pulse_width_s[w];
        if (is_shadow(accepted, n_accepted, trace->time_s[at], width_s, &peaks[p]))
            continue;
        struct phil_group group;
        gather(trace, best, &peaks[p], fmax(SAME_S, 0.75 * width_s) / 2, &group);
        status = phil_judge_group(found, trace, clock, px_per_mm, labels, blinking, &group);
        if (!phil_grow((void **)&accepted, &capacity, n_accepted + 1, sizeof *accepted)) {
            status = PHIL_EMEM;
            break;
        }
        struct accepted *a = &accepted[n_accepted++];
        a->time_s = trace->time_s[at];
        a->width_s = width_s;
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
                         const struct phil_clock *clock, const uint8_t *labels, bool *use)
{
    for (size_t i = 0; i < trace->n_frames; i++) {
        use[i] = found->quiet[i];
        if (labels[i] == PHIL_SEGMENT_REST && lips_measured(trace, i)) {
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
    bool *work = calloc(n + 1, sizeof *work);
    struct phil_fit *fits = calloc((n + 1) * PHIL_N_DURATIONS * PHIL_N_REGIONS, sizeof *fits);
    struct phil_best *best = calloc((n + 1) * PHIL_N_REGIONS, sizeof *best);
    found->quiet = calloc(n + 1, sizeof *found->quiet);
    if (!labels || !blinking || !work || !fits || !best || !found->quiet)
        goto done;

    phil_label_frames(trace, &clock, settings->px_per_mm, labels);
    status = phil_find_blinks(found, trace, &clock, settings->px_per_mm, blinking);
    if (status != PHIL_OK)
        goto done;
    for (size_t i = 0; i < n; i++)
        found->quiet[i] = labels[i] == PHIL_SEGMENT_REST && !blinking[i];
    status = PHIL_EMEM;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (!phil_matched_fit(trace, (enum phil_region)r, &clock,
                              fits + (size_t)r * PHIL_N_DURATIONS * n))
            goto done;
    /* Twice: the second time without what the first showed to be movement. */
    memcpy(work, found->quiet, n * sizeof *work);
    if (!judge_by_null(found, fits, n, work, best))
        goto done;
    leave_out_obvious(trace, found, best, work);
    /* Where movement fills most of the rest, the trimmed first estimate is all there is. */
    if (count(work, n) >= LEAST_LEFT && !judge_by_null(found, fits, n, work, best))
        goto done;
    share_tail(found->null, best, n);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (!calm_down(trace, &clock, best + (size_t)r * n))
            goto done;
    found->threshold = threshold_for(settings->false_per_min, clock.interval_s);
    status = make_segments(found, trace, &clock, labels);
    if (status == PHIL_OK)
        status = group_peaks(found, trace, &clock, settings->px_per_mm, labels, blinking, best);
    if (status != PHIL_OK)
        goto done;
    measure_rest(found, trace, &clock, labels, work);
    status = add_speech(found);
    if (found->n_events)
        qsort(found->events, found->n_events, sizeof *found->events, by_onset);
done:
    free(labels);
    free(blinking);
    free(work);
    free(fits);
    free(best);
    if (status != PHIL_OK)
        phil_found_release(found);
    return status;
}
