/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small clips with known pixels, and what comes back from them. */
#ifndef PHIL_TESTS_CLIPS_H
#define PHIL_TESTS_CLIPS_H

#include <philtrum/recording.h>
#include <philtrum/writer.h>

/* What to write: `n` frames of clip_luma() at `times` (NULL: i / rate). */
struct clip {
    const char *file, *codec;
    int width, height, n;
    double rate_hz;
    const double *times;
    int quality, gop, b_frames, rotation_deg;
};

/* A folder of its own under the system's temporary folder; one per program. */
const char *clip_folder(void);
void clip_folder_remove(void);

/* "<folder>/<file>" in one of a few static buffers. */
const char *clip_path(const char *file);

/* The luma that frame i has at (x, y): different in every corner, moving, 16..235. */
uint8_t clip_luma(const struct clip *clip, int i, int x, int y);

/* Writes it with phil_writer; the first failing status. */
enum phil_status clip_write(const struct clip *clip);

/* What reading a clip to its end gave. */
struct playback {
    enum phil_status opened, ended; /* `ended`: of the last phil_recording_next */
    int n;
    double times[1024];
    double worst_psnr_db; /* of luma against clip_luma(); infinite when exact, NaN unchecked */
    bool odd_size;        /* some frame had another size than the first */
    bool out_of_order;    /* times or indices did not increase as they must */
    struct phil_recording_info info; /* without the name */
    char message[512];               /* the last one logged */
};

/* Reads `path`; compares with `clip` unless it is NULL. `threads` as in the settings. */
void clip_play(struct playback *playback, const char *path, const struct clip *clip, int threads);

/* The bytes of a file; the caller frees. Size 0 and NULL when it cannot be read. */
uint8_t *clip_bytes(const char *path, size_t *size);
bool clip_store(const char *path, const uint8_t *bytes, size_t size);

#endif
