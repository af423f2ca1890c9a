/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bit rates as such devices write them: 1080p30 phones 17 Mbit/s in H.264 and about half in HEVC
 * (a 1080p30 minute takes 130 MB or 60 MB, which phone makers print in their camera settings),
 * webcams and browsers 2.5 Mbit/s at 720p30, messengers 0.7 Mbit/s at 480p. Hardware encoders use
 * no B frames and a key frame a second; messengers encode in software with long groups.
 */
#include "grades.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "options.h"

static const struct phil_grade grades[] = {
    {"lossless", "libx264", 0, 0, 0, 0, "veryfast", 1, -1},
    {"phone", "libx264", 1920, 1080, 30, 17000000, "veryfast", 1, 0},
    {"phone-hevc", "libx265", 1920, 1080, 30, 8000000, "veryfast", 1, 0},
    {"phone60", "libx264", 1920, 1080, 60, 25000000, "veryfast", 1, 0},
    {"webcam", "libx264", 1280, 720, 30, 2500000, "veryfast", 2, 0},
    {"messenger", "libx264", 854, 480, 30, 700000, "fast", 5, -1},
};

enum { N_GRADES = sizeof grades / sizeof *grades };

const struct phil_grade *phil_grade_from_name(const char *option, const char *name)
{
    const char *names[N_GRADES];
    for (int i = 0; i < N_GRADES; i++) {
        if (strcmp(grades[i].name, name) == 0)
            return &grades[i];
        names[i] = grades[i].name;
    }
    char why[128];
    const char *near = phil_nearest(name, names, N_GRADES);
    if (near)
        snprintf(why, sizeof why, "did you mean %s?", near);
    else
        snprintf(why, sizeof why, "must be one of " PHIL_GRADE_NAMES);
    phil_option_error(option, name, why);
    return NULL;
}

struct phil_writer_settings phil_grade_settings(const struct phil_grade *grade, int width,
                                                int height, double frame_rate_hz)
{
    struct phil_writer_settings settings = phil_writer_defaults();
    snprintf(settings.codec, sizeof settings.codec, "%s", grade->codec);
    snprintf(settings.preset, sizeof settings.preset, "%s", grade->preset);
    settings.width = width;
    settings.height = height;
    settings.frame_rate_hz = frame_rate_hz;
    settings.quality = 0;
    settings.max_b_frames = grade->max_b_frames;
    settings.gop_frames = (int)lround(grade->gop_s * frame_rate_hz);
    if (grade->bit_rate_bps > 0) {
        const double own = (double)grade->width * grade->height * grade->frame_rate_hz;
        const double share = (double)width * height * frame_rate_hz / own;
        settings.bit_rate_bps = (int64_t)llround((double)grade->bit_rate_bps * share);
    }
    return settings;
}

enum phil_status phil_clip_open(struct phil_writer **writer, const char *path,
                                const struct phil_writer_settings *settings)
{
    const enum phil_status status = phil_writer_open(writer, path, settings, phil_console_log());
    return status == PHIL_EFORMAT ? PHIL_EARG : status;
}
