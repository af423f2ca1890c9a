/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many twitches are found, on DRAWN faces: philtrum beside two alternatives (rivals.c).
 *
 * Detection: clips of one grade and one amplitude, a head that sways, turns and blinks, twitches on
 * random places of the mouth. Floor: clips without blinks in which every twitch has another size;
 * where nine in ten are found is compared with what the analysis of the same clip reported.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "bench/clip.h"
#include "bench/rivals.h"
#include "bench/score.h"
#include "bench/tools.h"

enum { MAX_ROWS = 128, MAX_CLIPS = 512 };

/* One row of the table: `clips` faces of one grade and amplitude; amplitude 0 makes a floor row
 * whose sizes are spread by a factor SPREAD around `guess_mm`. */
struct row {
    const char *grade;
    double amplitude_mm, guess_mm;
    int clips, twitches;
    double seconds, apart_s;
    int height; /* at most; 0: the grade's own */
    bool still; /* the head neither sways nor turns */
};

/* Rows that the design has a number for come first. HEVC and 60 frames/s are drawn at 720 lines to
 * save minutes; each pixel gets the grade's share of bits. */
static const struct row quick[] = {
    {"phone", 0.15, 0, 2, 10, 24, 1.6, 0, false},
    {"webcam", 0.4, 0, 2, 10, 24, 1.6, 0, false},
    {"messenger", 1.0, 0, 2, 10, 24, 1.6, 0, false},
    {"phone-hevc", 0.2, 0, 1, 10, 24, 1.6, 720, false},
    {"phone60", 0.2, 0, 1, 10, 20, 1.6, 720, false},
    {"webcam", 0.2, 0, 1, 10, 24, 1.6, 0, false},
    {"messenger", 0.4, 0, 1, 10, 24, 1.6, 0, false},
    {"phone", 0, 0.2, 3, 20, 24, 1.1, 0, false},
    {"webcam", 0, 0.35, 3, 20, 24, 1.1, 0, false},
    {"messenger", 0, 0.6, 3, 20, 24, 1.1, 0, false},
};

static const double SPREAD = 3;

/* What one clip tells. */
struct outcome {
    struct phil_bench_score score[PHIL_BENCH_N_METHODS];
    double noise_px[PHIL_BENCH_N_METHODS]; /* median of the six lip regions, as reported */
    double floor_mm;                       /* reported, median of the lip regions */
    double codec_gain;                     /* the same */
    double size_mm[PHIL_BENCH_MAX_TWITCHES], region_floor_mm[PHIL_BENCH_MAX_TWITCHES];
    bool found[PHIL_BENCH_N_METHODS][PHIL_BENCH_MAX_TWITCHES];
    int n;
    double skin, texture;
};

struct plan {
    struct row row[MAX_ROWS];
    int n_rows;
    int row_of[MAX_CLIPS], clip_of[MAX_CLIPS], n_clips;
    const struct phil_bench_options *options;
    struct outcome *sum; /* per row */
    int added[MAX_ROWS];
};

static uint64_t seed_of(const struct plan *plan, int i)
{
    return 1000 * plan->options->seed + 37 * (uint64_t)plan->row_of[i] + (uint64_t)plan->clip_of[i];
}

static bool make_clip(const struct plan *plan, int i, struct phil_bench_clip *clip)
{
    const struct row *row = &plan->row[plan->row_of[i]];
    const struct phil_bench_options *options = plan->options;
    const uint64_t seed = seed_of(plan, i);
    const int height = options->height > 0 ? options->height : row->height;
    const double seconds = options->seconds > 0 ? options->seconds : row->seconds;
    if (!phil_bench_clip_init(clip, row->grade, seconds, height, seed))
        return false;
    /* Other people: dark to light, soft to sharp. */
    clip->face.skin = 0.2 + 0.6 * phil_random_uniform(seed, 5, 0);
    clip->face.texture = 0.3 + 0.5 * phil_random_uniform(seed, 5, 1);
    if (row->still)
        clip->face.sway_mm = clip->face.turn_deg = 0;
    phil_bench_clip_scatter(clip, row->twitches, row->amplitude_mm, row->apart_s);
    if (row->amplitude_mm == 0) {
        clip->face.blinks_per_min = 0;
        for (int t = 0; t < clip->n; t++)
            clip->twitch[t].amplitude_mm =
                row->guess_mm * pow(SPREAD, 2 * phil_random_uniform(seed, 6, (uint64_t)t) - 1);
    }
    return true;
}

static double lip_noise(const struct phil_found *found)
{
    double noise[6];
    for (int r = 0; r < 6; r++)
        noise[r] = found->noise_px[PHIL_UPPER_LIP_LEFT + r];
    return phil_bench_median(noise, 6);
}

/* For whoever wants to know which twitch was missed, and what the false ones are. */
static void list_twitches(const struct phil_bench_clip *clip, const struct phil_found *found,
                          const struct phil_bench_score *score)
{
    for (int t = 0; t < clip->n; t++) {
        const struct phil_sim_twitch *w = &clip->twitch[t];
        printf("      true  %7.3f s %-19s %.2f mm %4.0f deg %3.0f ms  %s\n", phil_bench_peak_s(w),
               phil_region_name(w->region), w->amplitude_mm, w->direction_deg,
               1000 * (w->rise_s + w->hold_s + w->fall_s), score->hit[t] ? "found" : "missed");
    }
    for (size_t e = 0; e < found->n_events; e++) {
        const struct phil_event *event = &found->events[e];
        printf("      saw   %7.3f s %-19s %.2f mm %4.0f deg %3.0f ms  %s, snr %.1f\n",
               event->peak_s, phil_region_name(event->region), event->amplitude_mm,
               event->direction_deg, 1000 * (event->offset_s - event->onset_s),
               phil_event_kind_name(event->kind), event->snr);
    }
}

static bool score_method(const struct phil_bench_traces *traces, enum phil_bench_method method,
                         const struct phil_bench_clip *clip, bool list, struct outcome *out)
{
    struct phil_found found;
    if (phil_bench_find(&found, phil_bench_trace(traces, method), method, traces->px_per_mm,
                        true) != PHIL_OK)
        return false;
    phil_bench_score_add(&out->score[method], clip, found.events, found.n_events, found.usable_s);
    for (int t = 0; t < clip->n; t++)
        out->found[method][t] = out->score[method].hit[t];
    out->noise_px[method] = lip_noise(&found);
    if (list)
        list_twitches(clip, &found, &out->score[method]);
    phil_found_release(&found);
    return true;
}

static bool run_clip(void *user, int i, void *result)
{
    const struct plan *plan = user;
    struct outcome *out = result;
    struct phil_bench_clip clip;
    struct phil_bench_traces traces;
    if (!make_clip(plan, i, &clip) || phil_bench_clip_write(&clip) != PHIL_OK)
        return false;
    const bool measured = phil_bench_measure(&traces, clip.path, true, true) == PHIL_OK;
    phil_bench_clip_remove(&clip);
    if (!measured)
        return false;
    bool fine = true;
    for (int m = 0; m < PHIL_BENCH_N_METHODS; m++)
        fine = score_method(&traces, (enum phil_bench_method)m, &clip,
                            plan->options->list && m == PHIL_BENCH_OURS, out) &&
               fine;
    double floors[6], gains[6];
    for (int r = 0; r < 6; r++) {
        floors[r] = traces.face->region[PHIL_UPPER_LIP_LEFT + r].floor_mm.value;
        gains[r] = traces.face->region[PHIL_UPPER_LIP_LEFT + r].codec_gain.value;
    }
    out->floor_mm = phil_bench_median(floors, 6);
    out->codec_gain = phil_bench_median(gains, 6);
    out->n = clip.n;
    for (int t = 0; t < clip.n; t++) {
        out->size_mm[t] = clip.twitch[t].amplitude_mm;
        out->region_floor_mm[t] = traces.face->region[clip.twitch[t].region].floor_mm.value;
    }
    out->skin = clip.face.skin;
    out->texture = clip.face.texture;
    phil_bench_traces_release(&traces);
    return fine;
}

static void print_scores(const struct outcome *o)
{
    for (int m = 0; m < PHIL_BENCH_N_METHODS; m++) {
        struct phil_bench_score s = o->score[m];
        printf("    %-10s %5d %6d %5d %s %s %s %s %s %s %s\n",
               phil_bench_method_name((enum phil_bench_method)m), s.found, s.missed, s.wrong,
               phil_bench_number(phil_bench_f1(&s), 6, 2),
               phil_bench_number(phil_bench_median(s.peak_frames, (size_t)s.n), 7, 2),
               phil_bench_number(s.found ? 100.0 * s.place_right / s.found : NAN, 6, 0),
               phil_bench_number(phil_bench_median(s.ratio, (size_t)s.n), 6, 2),
               phil_bench_number(phil_bench_false_per_min(&s), 6, 1),
               phil_bench_number(o->noise_px[m], 7, 3),
               phil_bench_number(m == PHIL_BENCH_OURS ? o->floor_mm : NAN, 8, 3));
    }
}

static void print_head(void)
{
    printf("    %-10s %5s %6s %5s %6s %7s %6s %6s %6s %7s %8s\n", "method", "found", "missed",
           "false", "F1", "peak/fr", "place%", "size", "f/min", "noise", "floor mm");
}

static void add(struct outcome *sum, const struct outcome *o, int added)
{
    for (int m = 0; m < PHIL_BENCH_N_METHODS; m++) {
        phil_bench_score_merge(&sum->score[m], &o->score[m]);
        sum->noise_px[m] = (sum->noise_px[m] * added + o->noise_px[m]) / (added + 1);
        for (int t = 0; t < o->n && sum->n + t < PHIL_BENCH_MAX_TWITCHES; t++)
            sum->found[m][sum->n + t] = o->found[m][t];
    }
    sum->floor_mm = (sum->floor_mm * added + o->floor_mm) / (added + 1);
    sum->codec_gain = (sum->codec_gain * added + o->codec_gain) / (added + 1);
    for (int t = 0; t < o->n && sum->n < PHIL_BENCH_MAX_TWITCHES; t++, sum->n++) {
        sum->size_mm[sum->n] = o->size_mm[t];
        sum->region_floor_mm[sum->n] = o->region_floor_mm[t];
    }
}

static void show_clip(void *user, int i, const void *result, bool fine)
{
    struct plan *plan = user;
    const struct row *row = &plan->row[plan->row_of[i]];
    const struct outcome *o = result;
    printf("\n%s, ", row->grade);
    if (row->amplitude_mm > 0)
        printf("%.2f mm", row->amplitude_mm);
    else
        printf("%.2f to %.2f mm, no blinks", row->guess_mm / SPREAD, row->guess_mm * SPREAD);
    printf(" (drawn; seed %llu, skin %.2f, texture %.2f)%s\n", (unsigned long long)seed_of(plan, i),
           o->skin, o->texture, fine ? "" : ": could not be measured");
    if (!fine)
        return;
    print_head();
    print_scores(o);
    add(&plan->sum[plan->row_of[i]], o, plan->added[plan->row_of[i]]++);
}

static void summarise_detection(const struct row *row, const struct outcome *o)
{
    char what[96], reached[64], other[96];
    const char *target = "-";
    struct phil_bench_score s = o->score[PHIL_BENCH_OURS];
    if (strcmp(row->grade, "phone") == 0 && row->amplitude_mm >= 0.15)
        target = "F1 >= 0.95";
    else if (strcmp(row->grade, "webcam") == 0 && row->amplitude_mm >= 0.4)
        target = "F1 >= 0.95";
    else if (strcmp(row->grade, "messenger") == 0 && row->amplitude_mm >= 1)
        target = "F1 >= 0.90";
    snprintf(what, sizeof what, "detection, %.2f mm, %s%s, %d drawn twitches", row->amplitude_mm,
             row->grade, row->still ? " still" : "", s.found + s.missed);
    snprintf(reached, sizeof reached, "F1 %.2f", phil_bench_f1(&s));
    snprintf(other, sizeof other, "landmarks %.2f, plain LK %.2f",
             phil_bench_f1(&o->score[PHIL_BENCH_LANDMARKS]),
             phil_bench_f1(&o->score[PHIL_BENCH_PLAIN_LK]));
    phil_bench_summary(what, reached, target, other);
    if (strcmp(row->grade, "phone") != 0 || row->amplitude_mm != 0.15)
        return;
    struct phil_bench_score lk = o->score[PHIL_BENCH_PLAIN_LK];
    snprintf(reached, sizeof reached, "%.2f frames", phil_bench_median(s.peak_frames, (size_t)s.n));
    snprintf(other, sizeof other, "plain LK %s frames",
             phil_bench_number(phil_bench_median(lk.peak_frames, (size_t)lk.n), 0, 2));
    phil_bench_summary("  its peak time (median)", reached, "<= 1 frame", other);
    snprintf(reached, sizeof reached, "%.0f %%", s.found ? 100.0 * s.place_right / s.found : NAN);
    snprintf(other, sizeof other, "plain LK %s %%",
             phil_bench_number(lk.found ? 100.0 * lk.place_right / lk.found : NAN, 0, 0));
    phil_bench_summary("  its region right", reached, ">= 90 %", other);
}

static void summarise_floor(const struct row *row, const struct outcome *o)
{
    char what[96], reached[64], other[96];
    double share[PHIL_BENCH_MAX_TWITCHES];
    bool found[PHIL_BENCH_MAX_TWITCHES];
    double true_mm[PHIL_BENCH_N_METHODS];
    int n = 0;
    for (int t = 0; t < o->n; t++)
        if (isfinite(o->region_floor_mm[t])) {
            share[n] = o->size_mm[t] / o->region_floor_mm[t];
            found[n++] = o->found[PHIL_BENCH_OURS][t];
        }
    for (int m = 0; m < PHIL_BENCH_N_METHODS; m++)
        true_mm[m] = phil_bench_nine_in_ten(o->size_mm, o->found[m], o->n);
    snprintf(what, sizeof what, "smallest twitch found 9 in 10, %s, drawn", row->grade);
    snprintf(reached, sizeof reached, "%s mm", phil_bench_number(true_mm[PHIL_BENCH_OURS], 0, 3));
    snprintf(other, sizeof other, "landmarks %s, plain LK %s mm (of up to %.2f)",
             phil_bench_number(true_mm[PHIL_BENCH_LANDMARKS], 0, 3),
             phil_bench_number(true_mm[PHIL_BENCH_PLAIN_LK], 0, 3), row->guess_mm * SPREAD);
    phil_bench_summary(what, reached, "-", other);
    const double ratio = phil_bench_nine_in_ten(share, found, n);
    snprintf(what, sizeof what, "  reported floor over the true one (%d of %d twitches)", n, o->n);
    snprintf(reached, sizeof reached, "%s (%s mm, codec %s)", phil_bench_number(1 / ratio, 0, 2),
             phil_bench_number(o->floor_mm, 0, 3), phil_bench_number(o->codec_gain, 0, 2));
    phil_bench_summary(what, reached, "0.75 to 1.25", "none reports one");
}

/* Every grade x amplitude, with a head that sways and with a still one. */
static void plan_full(struct plan *plan)
{
    static const char *const grades[] = {"lossless", "phone",  "phone-hevc",
                                         "phone60",  "webcam", "messenger"};
    static const double amplitudes[] = {0.1, 0.15, 0.2, 0.4, 0.8, 1.0, 1.6};
    for (size_t g = 0; g < sizeof grades / sizeof *grades; g++)
        for (size_t a = 0; a < sizeof amplitudes / sizeof *amplitudes; a++)
            for (int still = 0; still < 2; still++)
                plan->row[plan->n_rows++] =
                    (struct row){grades[g], amplitudes[a], 0, 3, 12, 30, 1.6, 0, still};
    for (size_t i = 0; i < sizeof quick / sizeof *quick; i++)
        if (quick[i].amplitude_mm == 0)
            plan->row[plan->n_rows++] = quick[i];
}

static void lay_out(struct plan *plan)
{
    if (plan->options->full)
        plan_full(plan);
    else
        for (size_t i = 0; i < sizeof quick / sizeof *quick; i++)
            plan->row[plan->n_rows++] = quick[i];
    for (int r = 0; r < plan->n_rows; r++) {
        if (plan->options->only && strcmp(plan->options->only, plan->row[r].grade) != 0)
            continue;
        for (int c = 0; c < plan->row[r].clips && plan->n_clips < MAX_CLIPS; c++) {
            plan->row_of[plan->n_clips] = r;
            plan->clip_of[plan->n_clips++] = c;
        }
    }
}

int main(int argc, char **argv)
{
    const struct phil_bench_options options = phil_bench_options(
        argc, argv, "Counts the twitches that are found in drawn clips, beside two alternatives.");
    static struct plan plan;
    plan.options = &options;
    lay_out(&plan);
    plan.sum = calloc(MAX_ROWS, sizeof *plan.sum);
    if (!plan.sum)
        return 1;
    printf("Twitches found on drawn (synthetic) faces that sway 0.8 mm and turn 1 degree rms;\n"
           "all methods at %g false twitches a minute, matched within %.2f s.\n",
           phil_analysis_defaults().false_per_min, phil_bench_tolerance_s);
    const struct phil_bench_jobs jobs = {plan.n_clips, options.jobs, sizeof(struct outcome),
                                         run_clip,     show_clip,    &plan};
    const bool fine = phil_bench_run(&jobs);
    phil_bench_summary_head();
    for (int r = 0; r < plan.n_rows; r++) {
        if (plan.added[r] == 0)
            continue;
        if (plan.row[r].amplitude_mm > 0)
            summarise_detection(&plan.row[r], &plan.sum[r]);
        else
            summarise_floor(&plan.row[r], &plan.sum[r]);
    }
    free(plan.sum);
    return fine ? 0 : 1;
}
