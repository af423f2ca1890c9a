/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named codec grades: what a phone, a webcam or a messenger does to a clip. */
#ifndef PHIL_CLI_GRADES_H
#define PHIL_CLI_GRADES_H

#include <philtrum/writer.h>

struct phil_grade {
    const char *name;
    const char *codec;
    int width, height;    /* 0: no size of its own */
    double frame_rate_hz; /* 0: none of its own */
    int64_t bit_rate_bps; /* at that size and rate; 0: lossless */
    const char *preset;
    int gop_s;        /* seconds between key frames */
    int max_b_frames; /* -1: the encoder's default */
};

/* The names, space-separated, for help and completion. */
#define PHIL_GRADE_NAMES "lossless phone phone-hevc phone60 webcam messenger"

/* The grade called `name`; NULL, with an error that offers the nearest name, when there is none. */
const struct phil_grade *phil_grade_from_name(const char *option, const char *name);

/* Writer settings of a grade for a picture of this size and rate. The bit rate is scaled by the
 * number of pixels per second, so that each pixel gets what it would at the grade's own size. */
struct phil_writer_settings phil_grade_settings(const struct phil_grade *grade, int width,
                                                int height, double frame_rate_hz);

/* Opens a clip for writing. A name whose ending tells no container is the user's mistake here, so
 * PHIL_EFORMAT becomes PHIL_EARG. */
enum phil_status phil_clip_open(struct phil_writer **writer, const char *path,
                                const struct phil_writer_settings *settings);

#endif
