/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a cause to a video and back: each cause is simulated, drawn as a phone would film it,
 * measured by `philtrum analyze' and explained by `philtrum explain' from the video alone, without
 * a single answer. Two tables of confusion follow: which kind of movement the video showed, and
 * which cause came out on top. What cannot be told apart here cannot be told apart from video.
 *
 * The programs are run as people run them. The truth is the command line's.
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <philtrum/nerve.h>
#include <philtrum/pattern.h>

#include "bench/clip.h"
#include "bench/process.h"
#include "bench/tools.h"

enum { MAX_CLIPS = 512, N_SHOWN = 8 /* causes on top that have a column */, ID_SIZE = 32 };

/* As long as a telling clip, short enough for the whole table in eight minutes; 60 frames a second
 * because spasm beats faster than half of 30 could show. The picture is cut around the face, which
 * is as large as in 720 lines: at fewer pixels a millimetre compression alone makes ripples. */
static const double SECONDS = 25;
static const int HEIGHT = 640;
static const double PX_PER_MM_PER_LINE = 2.5 / 640;

/* Each cause, and how severe. NULL is a healthy face. */
static const char *const causes[] = {
    NULL,
    "caffeine",
    "low_potassium",
    "stress",
    "alcohol",
    "benign_twitching",
    "hemifacial_spasm",
    "brainstem_lesion",
    "tourette",
    "als",
    "parkinson",
};
enum { N_CAUSES = sizeof causes / sizeof *causes };

static const double usual_severity[] = {0.5, 1};
static const double full_severity[] = {0.1, 0.25, 0.5, 0.75, 1};

struct clip {
    int cause;
    double severity;
    uint64_t seed;
};

struct outcome {
    bool usable; /* the analysis found a face to measure */
    int movement;
    double p_movement, rate_per_min, amplitude_mm, laterality, rhythm_hz, synchrony;
    char top[ID_SIZE];
    double p_top, p_true; /* NaN for a healthy face */
    int rank;             /* of the true cause, 1 the first; 0: not among them */
};

struct plan {
    const struct phil_bench_options *options;
    struct clip clip[MAX_CLIPS];
    int n;
    struct outcome seen[MAX_CLIPS];
    bool measured[MAX_CLIPS];
};

static const char *name_of(int cause)
{
    return causes[cause] ? causes[cause] : "healthy";
}

/* ---- one clip ---- */

struct files {
    char clip[PHIL_BENCH_MAX_PATH], analysis[PHIL_BENCH_MAX_PATH], explanation[PHIL_BENCH_MAX_PATH];
};

static void name_files(struct files *files, const struct clip *clip)
{
    char stem[PHIL_BENCH_MAX_PATH - 32];
    snprintf(stem, sizeof stem, "%s/%s-%g-%llu", phil_bench_folder(), name_of(clip->cause),
             clip->severity, (unsigned long long)clip->seed);
    snprintf(files->clip, sizeof files->clip, "%s.mp4", stem);
    snprintf(files->analysis, sizeof files->analysis, "%s.analysis.json", stem);
    snprintf(files->explanation, sizeof files->explanation, "%s.explanation.json", stem);
}

/* Status 1, nothing could be measured or nothing is known, is a result. */
static bool run(const char *const *argv)
{
    struct phil_bench_cost cost;
    const bool silent = strcmp(argv[1], "explain") == 0;
    if (!phil_bench_process(argv, silent, &cost))
        return false;
    if (cost.status == 0 || cost.status == 1)
        return true;
    fprintf(stderr, "%s ended with status %d\n", argv[1], cost.status);
    return false;
}

static bool simulate(const struct plan *plan, const struct clip *clip, const char *path)
{
    const int height = plan->options->height > 0 ? plan->options->height : HEIGHT;
    char severity[32], seed[32], seconds[32], size[32], scale[32];
    snprintf(severity, sizeof severity, "%g", clip->severity);
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)clip->seed);
    snprintf(seconds, sizeof seconds, "%g",
             plan->options->seconds > 0 ? plan->options->seconds : SECONDS);
    snprintf(size, sizeof size, "%dx%d", height / 2 * 2, height / 2 * 2);
    snprintf(scale, sizeof scale, "%g", height * PX_PER_MM_PER_LINE);
    const char *argv[32] = {BENCH_PHILTRUM, "simulate", "-q",      "--jobs", "1",
                            "--emg-rate",   "0",        "--seed",  seed,     "--seconds",
                            seconds,        "--grade",  "phone60", "--size", size,
                            "--px-per-mm",  scale,      "--video", path,     NULL};
    int n = 0;
    while (argv[n])
        n++;
    if (causes[clip->cause]) {
        argv[n++] = "--cause";
        argv[n++] = causes[clip->cause];
        argv[n++] = "--severity";
        argv[n++] = severity;
    }
    argv[n] = NULL;
    return run(argv);
}

static bool measure(const struct files *files)
{
    char to[PHIL_BENCH_MAX_PATH + 8], also[PHIL_BENCH_MAX_PATH + 8];
    snprintf(to, sizeof to, "--json=%s", files->analysis);
    snprintf(also, sizeof also, "--json=%s", files->explanation);
    const char *const analyze[] = {BENCH_PHILTRUM, "analyze", "-q", "--jobs", "1", to,
                                   files->clip,    NULL};
    const char *const explain[] = {BENCH_PHILTRUM, "explain",       "--no-diary", "--draws", "0",
                                   "--analysis",   files->analysis, also,         NULL};
    return run(analyze) && run(explain);
}

/* A number that may be null: NaN. */
static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static bool read_analysis(const char *path, struct outcome *out)
{
    json_t *root = json_load_file(path, 0, NULL);
    const json_t *face = json_array_get(json_object_get(root, "faces"), 0);
    const json_t *pattern = json_object_get(face, "pattern");
    const char *movement = json_string_value(json_object_get(pattern, "movement"));
    out->usable = movement != NULL;
    for (int m = 0; movement && m < PHIL_N_MOVEMENTS; m++)
        if (strcmp(movement, phil_movement_name(m)) == 0) {
            out->movement = m;
            out->p_movement = number(json_object_get(pattern, "movement_probability"), movement);
        }
    out->rate_per_min = number(pattern, "rate_per_min");
    out->amplitude_mm = number(pattern, "median_amplitude_mm");
    out->laterality = number(pattern, "laterality");
    out->rhythm_hz = number(pattern, "rhythm_p") < 0.01 ? number(pattern, "rhythm_hz") : NAN;
    out->synchrony = number(pattern, "eye_mouth_synchrony");
    json_decref(root);
    return root != NULL;
}

/* The causes come in order of their probability. Without a file the video told it nothing. */
static void read_explanation(const char *path, const char *true_id, struct outcome *out)
{
    json_t *root = json_load_file(path, 0, NULL);
    const json_t *list = json_object_get(root, "causes"), *cause;
    size_t i;
    out->p_true = out->p_top = NAN;
    snprintf(out->top, sizeof out->top, "nothing");
    json_array_foreach(list, i, cause)
    {
        const char *id = json_string_value(json_object_get(cause, "id"));
        if (i == 0 && id) {
            snprintf(out->top, sizeof out->top, "%s", id);
            out->p_top = number(cause, "probability");
        }
        if (id && true_id && strcmp(id, true_id) == 0) {
            out->rank = (int)i + 1;
            out->p_true = number(cause, "probability");
        }
    }
    json_decref(root);
}

static bool run_clip(void *user, int i, void *result)
{
    const struct plan *plan = user;
    const struct clip *clip = &plan->clip[i];
    struct outcome *out = result;
    struct files files = {0};
    name_files(&files, clip);
    const bool fine =
        simulate(plan, clip, files.clip) && measure(&files) && read_analysis(files.analysis, out);
    read_explanation(files.explanation, causes[clip->cause], out);
    if (!plan->options->keep) {
        unlink(files.clip);
        unlink(files.analysis);
        unlink(files.explanation);
    }
    return fine;
}

static void show_clip(void *user, int i, const void *result, bool fine)
{
    struct plan *plan = user;
    const struct clip *clip = &plan->clip[i];
    plan->measured[i] = fine;
    if (!fine) {
        printf("%-17s %4.2f  could not be run\n", name_of(clip->cause), clip->severity);
        return;
    }
    plan->seen[i] = *(const struct outcome *)result;
    const struct outcome *o = &plan->seen[i];
    printf("%-17s %4.2f %3llu  %-17s %4.2f %s %s %s %s %s  %-17s %s\n", name_of(clip->cause),
           clip->severity, (unsigned long long)clip->seed,
           o->usable ? phil_movement_name(o->movement) : "no face", o->p_movement,
           phil_bench_number(o->rate_per_min, 6, 1), phil_bench_number(o->amplitude_mm, 5, 2),
           phil_bench_number(o->laterality, 5, 2), phil_bench_number(o->rhythm_hz, 5, 1),
           phil_bench_number(o->synchrony, 5, 2), o->top,
           phil_bench_number(o->rank ? o->rank : NAN, 4, 0));
}

/* ---- tables ---- */

static int count(const struct plan *plan, int cause, int movement)
{
    int n = 0;
    for (int i = 0; i < plan->n; i++)
        n += plan->measured[i] && plan->clip[i].cause == cause && plan->seen[i].usable &&
             (movement < 0 || plan->seen[i].movement == movement);
    return n;
}

static void print_movements(const struct plan *plan)
{
    printf("\nKinds of movement seen (clips)\n%-17s", "simulated");
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        printf(" %9.9s", phil_movement_name(m));
    printf("\n");
    for (int c = 0; c < N_CAUSES; c++) {
        if (count(plan, c, -1) == 0)
            continue;
        printf("%-17s", name_of(c));
        for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
            if (count(plan, c, m))
                printf(" %9d", count(plan, c, m));
            else
                printf(" %9s", ".");
        printf("\n");
    }
}

/* The causes that ever came out on top, the most frequent first. */
static int list_tops(const struct plan *plan, char tops[N_SHOWN][ID_SIZE])
{
    int n = 0, times[N_SHOWN] = {0};
    for (int i = 0; i < plan->n; i++) {
        int at = 0;
        if (!plan->measured[i] || !*plan->seen[i].top)
            continue;
        while (at < n && strcmp(tops[at], plan->seen[i].top) != 0)
            at++;
        if (at == N_SHOWN)
            continue;
        if (at == n)
            snprintf(tops[n++], ID_SIZE, "%s", plan->seen[i].top);
        times[at]++;
    }
    return n;
}

static int count_top(const struct plan *plan, int cause, const char *top)
{
    int n = 0;
    for (int i = 0; i < plan->n; i++)
        n += plan->measured[i] && plan->clip[i].cause == cause &&
             strcmp(plan->seen[i].top, top) == 0;
    return n;
}

static void print_tops(const struct plan *plan)
{
    char tops[N_SHOWN][ID_SIZE];
    const int n = list_tops(plan, tops);
    printf("\nCause on top of the explanation, from the video alone (clips)\n%-17s", "simulated");
    for (int t = 0; t < n; t++)
        printf(" %10.10s", tops[t]);
    printf("  true cause: mean %%, rank\n");
    for (int c = 0; c < N_CAUSES; c++) {
        double p = 0, rank = 0;
        int clips = 0;
        for (int i = 0; i < plan->n; i++)
            if (plan->measured[i] && plan->clip[i].cause == c && plan->seen[i].rank > 0) {
                p += plan->seen[i].p_true;
                rank += plan->seen[i].rank;
                clips++;
            }
        if (count(plan, c, -1) == 0)
            continue;
        printf("%-17s", name_of(c));
        for (int t = 0; t < n; t++)
            if (count_top(plan, c, tops[t]))
                printf(" %10d", count_top(plan, c, tops[t]));
            else
                printf(" %10s", ".");
        printf("  %s %s\n", phil_bench_number(clips ? 100 * p / clips : NAN, 6, 1),
               phil_bench_number(clips ? rank / clips : NAN, 5, 1));
    }
}

/* ---- targets ---- */

/* The kinds that a cause may show as; what spec and doc/model.md expect of it. */
static const struct {
    const char *cause;
    unsigned kinds;
} expected[] = {
    {"healthy", 1u << PHIL_MOVEMENT_NONE},
    {"hemifacial_spasm", 1u << PHIL_MOVEMENT_CLONIC_BURSTS | 1u << PHIL_MOVEMENT_TONIC_SPASM},
    {"brainstem_lesion", 1u << PHIL_MOVEMENT_RIPPLE},
    {"tourette", 1u << PHIL_MOVEMENT_TIC_LIKE},
    {"als", 1u << PHIL_MOVEMENT_ISOLATED_TWITCHES},
    {"parkinson", 1u << PHIL_MOVEMENT_TREMOR},
};

static void summarise(const struct plan *plan)
{
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        int right = 0, all = 0;
        char what[96], reached[32];
        for (int i = 0; i < plan->n; i++) {
            if (!plan->measured[i] || strcmp(name_of(plan->clip[i].cause), expected[e].cause) != 0)
                continue;
            all++;
            right += plan->seen[i].usable && (expected[e].kinds >> plan->seen[i].movement & 1);
        }
        if (all == 0)
            continue;
        snprintf(what, sizeof what, "%s: its own kind of movement is seen", expected[e].cause);
        snprintf(reached, sizeof reached, "%d of %d clips", right, all);
        phil_bench_summary(what, reached, "most", "-");
    }
}

static void lay_out(struct plan *plan)
{
    const struct phil_bench_options *options = plan->options;
    const double *severity = options->full ? full_severity : usual_severity;
    const int n_severities = options->full ? 5 : 2;
    const int seeds = options->trials > 0 ? options->trials : 1;
    for (int c = 0; c < N_CAUSES; c++)
        for (int s = 0; s < (causes[c] ? n_severities : 1); s++)
            for (int k = 0; k < seeds * (causes[c] ? 1 : 2) && plan->n < MAX_CLIPS; k++)
                if (!options->only ||
                    strncmp(name_of(c), options->only, strlen(options->only)) == 0)
                    plan->clip[plan->n++] =
                        (struct clip){c, causes[c] ? severity[s] : 0, options->seed + (uint64_t)k};
}

int main(int argc, char **argv)
{
    const struct phil_bench_options options = phil_bench_options(
        argc, argv,
        "Simulates each cause, draws it, and asks what analyze and explain make of the video.");
    static struct plan plan;
    plan.options = &options;
    lay_out(&plan);
    printf("Simulated faces, %g s, %d x %d pixels, 60 frames/s, a phone's compression; then "
           "analyze and\n"
           "explain, which know the video and nothing else. rate: twitches a minute; mm: their\n"
           "median; side: -1 left, 1 right; Hz: a rhythm, where there is one; sync: eye with "
           "mouth;\n"
           "rank: of the true cause.\n\n%-17s %4s %3s  %-17s %4s %6s %5s %5s %5s %5s  %-17s %4s\n",
           options.seconds > 0 ? options.seconds : SECONDS,
           options.height > 0 ? options.height : HEIGHT,
           options.height > 0 ? options.height : HEIGHT, "simulated", "sev", "no", "movement seen",
           "p", "rate", "mm", "side", "Hz", "sync", "on top", "rank");
    const struct phil_bench_jobs jobs = {plan.n,   options.jobs, sizeof(struct outcome),
                                         run_clip, show_clip,    &plan};
    const bool fine = phil_bench_run(&jobs);
    print_movements(&plan);
    print_tops(&plan);
    phil_bench_summary_head();
    summarise(&plan);
    return fine ? 0 : 1;
}
