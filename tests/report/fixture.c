/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char fixture_hostile_name[] = "\x1b[31mclip\a\"'</title><script>alert(1)</script>&\n\xff\xc3("
                                    "\xe2\x80\xaegpj.mp4";

#define PX_PER_MM 3.0
#define FRAME_HZ  30.0

static void *need(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

const char *fixture_name(enum fixture which)
{
    static const char *const names[] = {"nine",    "one",        "quiet",  "two_faces",
                                        "no_face", "unmeasured", "hostile"};
    return names[which];
}

/* ---- a face of 68 points, upright, eyes level, in a 1080 x 1920 picture ---- */

static void put_points(struct phil_landmarks *l, int first, int n, const double (*xy)[2])
{
    for (int i = 0; i < n; i++) {
        l->point[first + i].x = 540 + 130 * xy[i][0];
        l->point[first + i].y = 820 + 130 * xy[i][1];
    }
}

/* Units: the distance of an outer canthus from the middle of the face. */
static void make_landmarks(struct phil_landmarks *l)
{
    for (int i = 0; i <= 16; i++) { /* jaw: half an ellipse, a little pointed */
        const double a = 3.14159265 * i / 16;
        l->point[i].x = 540 - 130 * 1.62 * cos(a);
        l->point[i].y = 820 + 130 * (0.05 + 2.75 * pow(sin(a), 1.15));
    }
    static const double rest[][2] = {
        {-1.30, -0.42}, {-1.08, -0.60}, {-0.82, -0.64}, {-0.56, -0.58}, {-0.32, -0.47}, /* 17 */
        {0.32, -0.47},  {0.56, -0.58},  {0.82, -0.64},  {1.08, -0.60},  {1.30, -0.42},  /* 22 */
        {0, -0.05},     {0, 0.28},      {0, 0.58},      {0, 0.86},                      /* 27 */
        {-0.34, 1.06},  {-0.17, 1.12},  {0, 1.16},      {0.17, 1.12},   {0.34, 1.06},   /* 31 */
        {-1.00, 0.00},  {-0.80, -0.12}, {-0.58, -0.12}, {-0.40, 0.02},  {-0.58, 0.09},
        {-0.80, 0.09}, /* 36 */
        {0.40, 0.02},   {0.58, -0.12},  {0.80, -0.12},  {1.00, 0.00},   {0.80, 0.09},
        {0.58, 0.09}, /* 42 */
        {-0.62, 1.66},  {-0.40, 1.54},  {-0.16, 1.47},  {0, 1.51},      {0.16, 1.47},
        {0.40, 1.54},   {0.62, 1.66},   {0.40, 1.83},   {0.18, 1.90},   {0, 1.91},
        {-0.18, 1.90},  {-0.40, 1.83}, /* 48 */
        {-0.52, 1.66},  {-0.17, 1.63},  {0, 1.65},      {0.17, 1.63},   {0.52, 1.66},
        {0.17, 1.68},   {0, 1.69},      {-0.17, 1.68}, /* 60 */
    };
    put_points(l, 17, 51, rest);
}

/* ---- events and segments ---- */

static const struct phil_event twitches[] = {
    {1.20, 1.25, 1.29, PHIL_UPPER_LIP_LEFT, PHIL_SIDE_LEFT, 0.40, 1.20, 95, 14.2, 0.998, 0, 0},
    {3.60, 3.64, 3.70, PHIL_UPPER_LIP_LEFT, PHIL_SIDE_LEFT, 0.33, 0.99, 100, 11.0, 0.991,
     1u << PHIL_MOUTH_CORNER_LEFT, 0},
    {5.10, 5.15, 5.19, PHIL_UPPER_LIP_LEFT, PHIL_SIDE_LEFT, 0.45, 1.35, 90, 15.9, 0.999, 0, 0},
    {7.90, 7.95, 8.00, PHIL_MOUTH_CORNER_LEFT, PHIL_SIDE_LEFT, 0.38, 1.14, -170.5, 12.7, 0.995,
     1u << PHIL_UPPER_LIP_LEFT | 1u << PHIL_CHEEK_LEFT, 0},
    {8.20, 8.25, 8.28, PHIL_UPPER_LIP_LEFT, PHIL_SIDE_LEFT, 0.62, 1.86, 92, 21.4, 1, 0, 0},
    {12.40, 12.44, 12.49, PHIL_UPPER_LIP_LEFT, PHIL_SIDE_LEFT, 0.41, 1.23, 88, 14.6, 0.998, 0, 0},
    {15.00, 15.05, 15.10, PHIL_CHIN, PHIL_SIDE_MIDDLE, 0.28, 0.84, -90, 8.1, 0.93, 0, 0},
    {23.30, 23.35, 23.40, PHIL_UPPER_LIP_LEFT, PHIL_SIDE_LEFT, 0.52, 1.56, 97, 18.0, 1, 0, 0},
    {26.70, 26.75, 26.79, PHIL_LOWER_LID_LEFT, PHIL_SIDE_LEFT, 0.35, 1.05, 80, 9.9, 0.98, 0, 0},
};
static const double blinks[] = {0.6, 4.4, 9.8, 13.9, 17.1, 21.0, 25.2};

static int by_onset(const void *a, const void *b)
{
    const double x = ((const struct phil_event *)a)->onset_s;
    const double y = ((const struct phil_event *)b)->onset_s;
    return (x > y) - (x < y);
}

static void add_event(struct phil_face_result *face, struct phil_event event)
{
    face->events = need(realloc(face->events, (face->n_events + 1) * sizeof event));
    face->events[face->n_events++] = event;
}

static void make_events(struct phil_face_result *face, int n_twitches)
{
    for (int i = 0; i < n_twitches; i++)
        add_event(face, twitches[i]);
    for (size_t i = 0; i < sizeof blinks / sizeof *blinks; i++)
        add_event(face, (struct phil_event){blinks[i], blinks[i] + 0.08, blinks[i] + 0.22,
                                            PHIL_UPPER_LID_LEFT, PHIL_SIDE_BOTH, 8.5, 25.5, -90, 80,
                                            1, 1u << PHIL_UPPER_LID_RIGHT, PHIL_EVENT_BLINK});
    add_event(face,
              (struct phil_event){19.0, 20.1, 22.2, PHIL_LOWER_LIP_MIDDLE, PHIL_SIDE_BOTH, 4.2,
                                  12.6, -90, 60, 0.99, 1u << PHIL_CHIN, PHIL_EVENT_SPEECH});
    add_event(face, (struct phil_event){16.0, 16.4, 16.9, PHIL_CHIN, PHIL_SIDE_MIDDLE, 1.1, 3.3, 90,
                                        20, 0.9, 0, PHIL_EVENT_SWALLOW});
    qsort(face->events, face->n_events, sizeof *face->events, by_onset);
}

static void make_segments(struct phil_face_result *face)
{
    static const struct phil_segment segments[] = {
        {0, 19, PHIL_SEGMENT_REST},
        {19, 22.2, PHIL_SEGMENT_SPEECH},
        {22.2, 28, PHIL_SEGMENT_REST},
        {28, 30, PHIL_SEGMENT_NO_FACE},
    };
    face->segments = need(malloc(sizeof segments));
    memcpy(face->segments, segments, sizeof segments);
    face->n_segments = 4;
}

/* ---- the trace: noise, pulses, blinks, talking ---- */

static double noise(uint32_t *state)
{
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        *state = *state * 1664525u + 1013904223u;
        sum += (*state >> 8) / 16777216.0 - 0.5;
    }
    return sum * 1.73;
}

static double pulse(double t, double onset, double peak, double offset)
{
    if (t <= onset || t >= offset)
        return 0;
    const double phase = t < peak ? (t - onset) / (peak - onset) : (offset - t) / (offset - peak);
    return 0.5 - 0.5 * cos(3.14159265 * phase);
}

static void fill_sample(const struct phil_face_result *face, double t, int r, uint32_t *state,
                        struct phil_sample *s)
{
    double dx = 0.045 * noise(state) + 0.5 * sin(0.3 * t), dy = 0.045 * noise(state);
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        const double share = (int)e->region == r ? 1 : e->also >> r & 1 ? 0.4 : 0;
        const double a = e->direction_deg * 3.14159265 / 180;
        const double p = share * e->amplitude_px * pulse(t, e->onset_s, e->peak_s, e->offset_s);
        dx += p * cos(a);
        dy -= p * sin(a);
    }
    s->dx_px = (float)dx;
    s->dy_px = (float)dy;
    s->sd_px = 0.045f;
    s->flags = 0;
    if (r == PHIL_BROW_RIGHT && t > 10 && t < 12) {
        s->flags = PHIL_SAMPLE_CHANGED;
        s->dx_px = s->dy_px = NAN;
    }
}

static void make_trace(struct phil_face_result *face)
{
    uint32_t state = 7;
    struct phil_trace *trace = &face->trace;
    for (int i = 0; i < 900; i++) {
        const double t = i / FRAME_HZ;
        if (phil_trace_append(trace, t) != PHIL_OK)
            abort();
        if (t >= 28)
            continue;
        trace->head[i] = (struct phil_head_sample){.x_px = (float)(540 + 6 * sin(0.7 * t)),
                                                   .y_px = (float)(820 + 4 * sin(0.5 * t)),
                                                   .scale = 1,
                                                   .roll_rad = (float)(0.02 * sin(0.4 * t)),
                                                   .gain = 1};
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            fill_sample(face, t, r, &state, &trace->region[r][i]);
    }
}

/* ---- results ---- */

static void make_regions(struct phil_face_result *face, bool some_missing)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        struct phil_region_result *result = &face->region[r];
        *result = (struct phil_region_result){
            phil_measured(0.015 + 0.001 * r), phil_measured(0.045 + 0.003 * r),
            phil_measured(0.12 + 0.01 * r), phil_measured(0.91 - 0.002 * r)};
        if (some_missing && r % 3 == 1)
            *result = (struct phil_region_result){
                phil_unmeasured("too little texture"), phil_unmeasured("too little texture"),
                phil_unmeasured("too little texture"), phil_unmeasured("too little texture")};
    }
}

static void make_pattern(struct phil_pattern *p, int n, double rest_s)
{
    static const char few[] = "fewer than three twitches";
    *p = (struct phil_pattern){
        .twitches = n,
        .rate_per_min = phil_measured(n * 60 / rest_s),
        .rate_ci = {n == 9 ? 10.3
                    : n    ? 0.06
                           : 0,
                    n == 9 ? 42.7
                    : n    ? 13.9
                           : 8.9},
        .laterality = n == 9 ? phil_measured(-1) : phil_unmeasured(few),
        .laterality_ci = {n == 9 ? -1 : NAN, n == 9 ? -0.26 : NAN},
        .interval_cv = n == 9 ? phil_measured(0.8123456) : phil_unmeasured(few),
        .rhythm_hz = n == 9 ? phil_measured(0.4) : phil_unmeasured(few),
        .rhythm_p = n == 9 ? phil_measured(0.4321987) : phil_unmeasured(few),
        .median_duration_s = n ? phil_measured(0.09) : phil_unmeasured("no twitch"),
        .median_amplitude_mm = n ? phil_measured(0.40) : phil_unmeasured("no twitch"),
        .eye_mouth_synchrony = phil_unmeasured("too few twitches of the eye"),
        .eye_mouth_lag_s = phil_unmeasured("too few twitches of the eye"),
        .brow_lift_with_eye_closure = phil_unmeasured("no closure of one eye"),
        .doublets = n == 9,
        .ripple_share = phil_measured(0.01),
        .highest_frequency_hz = 15,
        .shortest_duration_s = 1 / FRAME_HZ,
        .movement = n ? PHIL_MOVEMENT_ISOLATED_TWITCHES : PHIL_MOVEMENT_NONE,
    };
    p->movement_probability[PHIL_MOVEMENT_ISOLATED_TWITCHES] = n ? 0.77 : 0.03;
    p->movement_probability[PHIL_MOVEMENT_NONE] = n ? 0.02 : 0.95;
    p->movement_probability[PHIL_MOVEMENT_CLONIC_BURSTS] = n ? 0.21 : 0.02;
}

static void make_face(struct phil_face_result *face, int id, int n_twitches, bool some_missing)
{
    face->id = id;
    face->seen_s = 28;
    face->usable_s = 24.3;
    face->ruler = (struct phil_ruler){PX_PER_MM, 0.15, false};
    face->reference_frame = 30;
    face->reference_time_s = 1;
    phil_trace_init(&face->trace);
    make_landmarks(&face->landmarks);
    make_segments(face);
    make_events(face, n_twitches);
    make_regions(face, some_missing);
    make_pattern(&face->pattern, n_twitches, 24.3);
    make_trace(face);
}

static void make_unmeasured(struct phil_face_result *face)
{
    static const char why[] = "no stretch at rest";
    const struct phil_value none = phil_unmeasured(why);
    make_face(face, 0, 0, false);
    face->usable_s = 0;
    face->ruler = (struct phil_ruler){NAN, NAN, false};
    face->n_events = 0;
    face->pattern = (struct phil_pattern){.rate_per_min = none,
                                          .rate_ci = {NAN, NAN},
                                          .laterality = none,
                                          .laterality_ci = {NAN, NAN},
                                          .interval_cv = none,
                                          .rhythm_hz = none,
                                          .rhythm_p = none,
                                          .median_duration_s = none,
                                          .median_amplitude_mm = none,
                                          .eye_mouth_synchrony = none,
                                          .eye_mouth_lag_s = none,
                                          .brow_lift_with_eye_closure = none,
                                          .ripple_share = none,
                                          .highest_frequency_hz = NAN,
                                          .shortest_duration_s = NAN};
    face->pattern.movement_probability[PHIL_MOVEMENT_NONE] = 1;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        face->region[r] = (struct phil_region_result){none, none, none, none};
        for (size_t i = 0; i < face->trace.n_frames; i++)
            face->trace.region[r][i] = (struct phil_sample){NAN, NAN, NAN, PHIL_SAMPLE_HEAD, 0};
    }
    for (int i = 0; i < PHIL_N_LANDMARKS; i++)
        face->landmarks.point[i] = (struct phil_point){NAN, NAN};
}

static void add_warning(struct phil_analysis *a, const char *code, const char *text)
{
    a->warnings = need(realloc(a->warnings, (a->n_warnings + 1) * sizeof *a->warnings));
    a->warnings[a->n_warnings].code = code;
    a->warnings[a->n_warnings++].text = need(strdup(text));
}

static void make_recording(struct phil_recording_info *info, const char *name)
{
    *info = (struct phil_recording_info){.container = "mov",
                                         .codec = "h264",
                                         .width = 1080,
                                         .height = 1920,
                                         .rotation_deg = 90,
                                         .bit_depth = 8,
                                         .frames = 900,
                                         .duration_s = 30,
                                         .announced_s = 30.03,
                                         .recorded_s = 1764145800,
                                         .frame_rate_hz = FRAME_HZ,
                                         .bit_rate_bps = 17000000,
                                         .file_bytes = 63750000,
                                         .video_streams = 1,
                                         .mean_quantiser = NAN};
    info->name = need(strdup(name));
    memset(info->sha256, 'a', 64);
}

static void make_hostile(struct phil_analysis *a)
{
    struct phil_face_result *face = &a->faces[0];
    add_warning(a, "erased\"<b>", "bad \x1b[2J text </li><script>x</script> \xf0\x28");
    face->region[0].floor_mm = phil_unmeasured("why</td><script>y</script>\x1b[0m");
    face->region[1].floor_mm = phil_unmeasured("");
    face->pattern.interval_cv = phil_unmeasured("<img src=x onerror=z>");
    strcpy(a->recording.codec, "h264<\"'>\x07");
    a->recording.mean_quantiser = 23.456;
    a->interrupted = true;
}

struct phil_analysis *fixture_make(enum fixture which)
{
    struct phil_analysis *a = need(calloc(1, sizeof *a));
    strcpy(a->created, "2026-11-22T18:00:00Z");
    a->false_per_min = 0.1;
    make_recording(&a->recording, which == FIXTURE_HOSTILE ? fixture_hostile_name : "evening.mp4");
    a->n_faces = which == FIXTURE_NO_FACE ? 0 : which == FIXTURE_TWO_FACES ? 2 : 1;
    a->faces = need(calloc(a->n_faces + 1, sizeof *a->faces));
    if (which == FIXTURE_UNMEASURED)
        make_unmeasured(&a->faces[0]);
    else if (a->n_faces)
        make_face(&a->faces[0], 0,
                  which == FIXTURE_QUIET ? 0
                  : which == FIXTURE_ONE ? 1
                                         : 9,
                  false);
    if (which == FIXTURE_TWO_FACES)
        make_face(&a->faces[1], 1, 0, true);
    if (which == FIXTURE_NO_FACE)
        add_warning(a, "no_face", "No face was found in this clip.");
    if (which == FIXTURE_NINE)
        add_warning(a, "truncated", "The file ends before its announced end.");
    if (which == FIXTURE_HOSTILE)
        make_hostile(a);
    return a;
}

void fixture_free(struct phil_analysis *a)
{
    if (!a)
        return;
    for (size_t f = 0; f < a->n_faces; f++) {
        free(a->faces[f].segments);
        free(a->faces[f].events);
        phil_trace_release(&a->faces[f].trace);
    }
    for (size_t i = 0; i < a->n_warnings; i++)
        free(a->warnings[i].text);
    free(a->faces);
    free(a->warnings);
    free(a->recording.name);
    free(a);
}

/* ---- what a report wrote ---- */

static char *finish(FILE *out, char **text, enum phil_status status)
{
    if (fclose(out) || status != PHIL_OK)
        abort();
    return *text;
}

char *fixture_json(const struct phil_analysis *analysis, size_t *size)
{
    char *text = NULL;
    size_t n;
    FILE *out = need(open_memstream(&text, &n));
    finish(out, &text, phil_report_json(out, analysis));
    if (size)
        *size = n;
    return text;
}

char *fixture_terminal(const struct phil_analysis *analysis, int columns, bool colour, bool unicode)
{
    char *text = NULL;
    size_t n;
    const struct phil_terminal_style style = {columns, colour, unicode};
    FILE *out = need(open_memstream(&text, &n));
    return finish(out, &text, phil_report_terminal(out, analysis, &style));
}

char *fixture_csv(const struct phil_analysis *analysis)
{
    char *text = NULL;
    size_t n;
    FILE *out = need(open_memstream(&text, &n));
    return finish(out, &text, phil_report_csv(out, analysis));
}

char *fixture_html(const struct phil_analysis *analysis, const char *clip_path)
{
    char *text = NULL;
    size_t n;
    FILE *out = need(open_memstream(&text, &n));
    return finish(out, &text, phil_report_html(out, analysis, clip_path, NULL));
}

bool fixture_has_nan(const char *text)
{
    for (const char *c = text; *c; c++) {
        const bool begins = c == text || !isalnum((unsigned char)c[-1]);
        if (begins && (strncasecmp(c, "nan", 3) == 0 || strncasecmp(c, "inf", 3) == 0) &&
            !isalpha((unsigned char)c[3]))
            return true;
    }
    return false;
}
