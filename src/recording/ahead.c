/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bounded queue between the decoder and whoever measures.
 *
 * Measuring takes a third of a frame's decoding, but unevenly: looking for faces takes as long as
 * ten frames, the last step before the report as long as some. FFmpeg's threads work on only as
 * many pictures as there are threads and then wait to be asked; with a queue they go on meanwhile.
 * Messages of the reading thread are held back and handed on by the caller's own thread, as base.h
 * promises.
 */
#include "recording/ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Frames in the queue: a search for faces lasts as long as the decoding of some eight frames on
 * two cores. Large pictures get fewer, so that memory stays bounded. */
enum { FEWEST = 2, MOST = 8, MOST_BYTES = 1 << 25 };

struct held_message {
    struct held_message *next;
    enum phil_level level;
    char text[];
};

/* A frame with what was known of the clip when it was handed out. */
struct slot {
    struct phil_frame *frame;
    struct phil_recording_info info;
    struct phil_quantisers quantisers;
};

struct phil_ahead {
    struct phil_recording *recording; /* the reading thread's alone, while it runs */
    struct phil_recording_info info;  /* what the caller may know by now */
    struct phil_quantisers quantisers;
    const struct phil_log *log;
    struct phil_log held; /* what the recording is given in its place */
    struct held_message *first_held, **last_held;
    pthread_t thread;
    bool threaded, joined;
    pthread_mutex_t lock; /* of everything below, and of the held messages */
    pthread_cond_t filled, drained;
    struct slot slot[MOST]; /* a ring: `n` from `first` on, at most `room` */
    int first, n, room;
    enum phil_status ended; /* why there are no more; PHIL_OK while there are */
    bool stop;
};

static void hold(void *user, enum phil_level level, const char *text)
{
    struct phil_ahead *a = user;
    const size_t size = strlen(text) + 1;
    struct held_message *m = malloc(sizeof *m + size);
    if (!m)
        return;
    *m = (struct held_message){.level = level};
    memcpy(m->text, text, size);
    pthread_mutex_lock(&a->lock);
    *a->last_held = m;
    a->last_held = &m->next;
    pthread_mutex_unlock(&a->lock);
}

static void hand_on_messages(struct phil_ahead *a)
{
    pthread_mutex_lock(&a->lock);
    struct held_message *m = a->first_held;
    a->first_held = NULL;
    a->last_held = &a->first_held;
    pthread_mutex_unlock(&a->lock);
    while (m) {
        struct held_message *next = m->next;
        phil_log_message(a->log, m->level, "%s", m->text);
        free(m);
        m = next;
    }
}

static bool wait_for_room(struct phil_ahead *a)
{
    pthread_mutex_lock(&a->lock);
    while (a->n == a->room && !a->stop)
        pthread_cond_wait(&a->drained, &a->lock);
    const bool go_on = !a->stop;
    pthread_mutex_unlock(&a->lock);
    return go_on;
}

static void *read_on(void *user)
{
    struct phil_ahead *a = user;
    enum phil_status status;
    do {
        struct slot slot = {0};
        status = wait_for_room(a) ? phil_recording_next(a->recording, &slot.frame) : PHIL_END;
        slot.info = *phil_recording_info(a->recording);
        slot.quantisers = *phil_recording_quantisers(a->recording);
        pthread_mutex_lock(&a->lock);
        if (status == PHIL_OK)
            a->slot[(a->first + a->n++) % MOST] = slot;
        a->ended = status;
        pthread_cond_signal(&a->filled);
        pthread_mutex_unlock(&a->lock);
    } while (status == PHIL_OK);
    return NULL;
}

static int room_for(const struct phil_recording_info *info)
{
    const int64_t bytes = (int64_t)info->width * info->height * (info->bit_depth > 8 ? 3 : 2);
    const int64_t n = MOST_BYTES / (bytes > 0 ? bytes : 1);
    return n < FEWEST ? FEWEST : n > MOST ? MOST : (int)n;
}

enum phil_status phil_ahead_open(struct phil_ahead **ahead, const char *path,
                                 const struct phil_recording_settings *settings, bool threaded,
                                 const struct phil_log *log)
{
    *ahead = NULL;
    struct phil_ahead *a = calloc(1, sizeof *a);
    if (!a) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot open recording: \"%s\": out of memory",
                         path ? path : "");
        return PHIL_EMEM;
    }
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->filled, NULL);
    pthread_cond_init(&a->drained, NULL);
    a->log = log;
    a->held = (struct phil_log){hold, a};
    a->last_held = &a->first_held;
    const enum phil_status status = phil_recording_open(&a->recording, path, settings, &a->held);
    hand_on_messages(a);
    if (status != PHIL_OK) {
        phil_ahead_close(a);
        return status;
    }
    a->info = *phil_recording_info(a->recording);
    a->room = room_for(&a->info);
    a->threaded = threaded && pthread_create(&a->thread, NULL, read_on, a) == 0;
    *ahead = a;
    return PHIL_OK;
}

static void join(struct phil_ahead *a)
{
    if (a->threaded && !a->joined)
        pthread_join(a->thread, NULL);
    a->joined = true;
}

/* Waits for the reading thread's next frame, or its end. */
static enum phil_status take(struct phil_ahead *a, struct phil_frame **frame)
{
    enum phil_status status = PHIL_OK;
    pthread_mutex_lock(&a->lock);
    while (a->n == 0 && a->ended == PHIL_OK)
        pthread_cond_wait(&a->filled, &a->lock);
    if (a->n > 0) {
        *frame = a->slot[a->first].frame;
        a->info = a->slot[a->first].info;
        a->quantisers = a->slot[a->first].quantisers;
        a->first = (a->first + 1) % MOST;
        a->n--;
        pthread_cond_signal(&a->drained);
    } else {
        status = a->ended;
    }
    pthread_mutex_unlock(&a->lock);
    if (status != PHIL_OK) {
        join(a);
        a->info = *phil_recording_info(a->recording);
    }
    return status;
}

static enum phil_status read_now(struct phil_ahead *a, struct phil_frame **frame)
{
    const enum phil_status status = phil_recording_next(a->recording, frame);
    a->info = *phil_recording_info(a->recording);
    a->quantisers = *phil_recording_quantisers(a->recording);
    return status;
}

enum phil_status phil_ahead_next(struct phil_ahead *a, struct phil_frame **frame)
{
    *frame = NULL;
    const enum phil_status status = a->threaded ? take(a, frame) : read_now(a, frame);
    hand_on_messages(a);
    return status;
}

const struct phil_recording_info *phil_ahead_info(const struct phil_ahead *a)
{
    return &a->info;
}

const struct phil_quantisers *phil_ahead_quantisers(const struct phil_ahead *a)
{
    return &a->quantisers;
}

void phil_ahead_close(struct phil_ahead *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    a->stop = true;
    pthread_cond_signal(&a->drained);
    pthread_mutex_unlock(&a->lock);
    join(a);
    for (; a->n > 0; a->n--, a->first = (a->first + 1) % MOST)
        phil_frame_unref(a->slot[a->first].frame);
    phil_recording_close(a->recording);
    hand_on_messages(a);
    pthread_cond_destroy(&a->drained);
    pthread_cond_destroy(&a->filled);
    pthread_mutex_destroy(&a->lock);
    free(a);
}
