/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Puts one clip into a diary as `philtrum analyze --save' would, filmed now: for trials whose days
 * are simulated, where drawing and measuring a clip for each day would take hours.
 *
 *   save_day DIARY TWITCHES REST_S [OTHER_SIDE BLINKS [undated]]
 *
 * The twitches are on the left. tests/cli/closed_loop.sh measures real clips.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/store.h>

#include "fixture.h"

static void tell(void *user, enum phil_level level, const char *text)
{
    fprintf(stderr, "save_day: %s\n", text);
}

static void put(struct phil_face_result *face, enum phil_event_kind kind, enum phil_side side,
                int n, double rest_s)
{
    const enum phil_region region = kind == PHIL_EVENT_BLINK ? PHIL_UPPER_LID_LEFT
                                    : side == PHIL_SIDE_LEFT ? PHIL_UPPER_LIP_LEFT
                                                             : PHIL_UPPER_LIP_RIGHT;
    for (int i = 0; i < n; i++) {
        const double at_s = rest_s * (i + 0.5) / n;
        face->events[face->n_events++] = (struct phil_event){
            at_s, at_s + 0.05, at_s + 0.12, region, side, 0.4, 1.2, 90, 12, 0.99, 0, kind};
    }
}

static int by_onset(const void *a, const void *b)
{
    const struct phil_event *x = a, *y = b;
    return (x->onset_s > y->onset_s) - (x->onset_s < y->onset_s);
}

static void make_day(struct phil_analysis *analysis, int twitches, int other, int blinks,
                     double rest_s)
{
    struct phil_face_result *face = &analysis->faces[0];
    const size_t n = (size_t)(twitches + other + blinks);
    face->events = realloc(face->events, (n + 1) * sizeof *face->events);
    if (!face->events)
        abort();
    face->n_events = 0;
    put(face, PHIL_EVENT_TWITCH, PHIL_SIDE_LEFT, twitches, rest_s);
    put(face, PHIL_EVENT_TWITCH, PHIL_SIDE_RIGHT, other, rest_s);
    put(face, PHIL_EVENT_BLINK, PHIL_SIDE_BOTH, blinks, rest_s);
    qsort(face->events, n, sizeof *face->events, by_onset);
    face->segments[0] = (struct phil_segment){0, rest_s, PHIL_SEGMENT_REST};
    face->n_segments = 1;
    face->seen_s = face->usable_s = rest_s;
    face->pattern.twitches = twitches + other;
    analysis->recording.duration_s = rest_s;
}

static enum phil_status save(const char *path, const char *json, const struct phil_moment *at,
                             bool undated)
{
    const struct phil_log log = {.message = tell};
    struct phil_store *store;
    char sha256[65];
    int64_t id;
    snprintf(sha256, sizeof sha256, "%064llx", (unsigned long long)at->utc_s);
    enum phil_status status = phil_store_open(&store, path, PHIL_STORE_WRITE, &log);
    if (status == PHIL_OK)
        status = phil_store_save_analysis(store, json, sha256, "day.mp4", NULL, undated ? NULL : at,
                                          &id);
    phil_store_close(store);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    const struct phil_moment now = phil_moment_now();
    struct phil_analysis *analysis = fixture_make(FIXTURE_NINE);
    make_day(analysis, atoi(argv[2]), argc > 5 ? atoi(argv[4]) : 0, argc > 5 ? atoi(argv[5]) : 0,
             atof(argv[3]));
    char *json = fixture_json(analysis, NULL);
    const enum phil_status status = save(argv[1], json, &now, argc > 6);
    free(json);
    fixture_free(analysis);
    return status == PHIL_OK ? 0 : 1;
}
