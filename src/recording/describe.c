/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recording/describe.h"

#include <math.h>
#include <string.h>

#include <libavutil/display.h>
#include <libavutil/parseutils.h>

static const double FALLBACK_RATE_HZ = 25; /* what FFmpeg assumes of a bare stream */

/* Clockwise degrees, in quarter turns, from the container's display matrix. */
int phil_rotation_deg(const struct phil_demux *d, const char *path, const struct phil_log *log)
{
    size_t size = 0;
    const uint8_t *side = av_stream_get_side_data(d->stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (!side || size < 9 * sizeof(int32_t))
        return 0;
    int32_t matrix[9];
    memcpy(matrix, side, sizeof matrix);
    if ((double)matrix[0] * matrix[4] - (double)matrix[1] * matrix[3] < 0) {
        phil_log_message(log, PHIL_LOG_WARNING,
                         "mirroring ignored: \"%s\": the container asks for a mirrored picture, "
                         "it is measured as the camera stored it",
                         path);
        av_display_matrix_flip(matrix, 1, 0);
    }
    const double clockwise = -av_display_rotation_get(matrix);
    if (!isfinite(clockwise))
        return 0;
    const long turns = lround(clockwise / 90);
    if (fabs(clockwise - 90.0 * (double)turns) > 0.5) /* half a degree: fixed-point matrices */
        phil_log_message(log, PHIL_LOG_WARNING,
                         "rotation rounded: \"%s\": %.1f degrees are read as %ld", path, clockwise,
                         (turns & 3) * 90);
    return (int)(turns & 3) * 90;
}

/* Length of the UTF-8 character at `s`, 0 when it is none. Overlong forms are let through. */
static int utf8_length(const unsigned char *s)
{
    const int n = s[0] < 0x80   ? 1
                  : s[0] < 0xc2 ? 0
                  : s[0] < 0xe0 ? 2
                  : s[0] < 0xf0 ? 3
                  : s[0] < 0xf5 ? 4
                                : 0;
    for (int i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

/* The file's name without its folder; bytes that are no UTF-8 become question marks. */
char *phil_plain_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = strdup(slash ? slash + 1 : path);
    for (unsigned char *c = (unsigned char *)name; name && *c;) {
        const int n = utf8_length(c);
        if (n == 0)
            *c = '?';
        c += n ? n : 1;
    }
    return name;
}

/* What FFmpeg only estimates, from the bit rate or the last stamps, nobody has announced. */
double phil_announced_s(const struct phil_demux *d)
{
    if (d->format->duration_estimation_method != AVFMT_DURATION_FROM_STREAM)
        return 0;
    if (d->stream->duration > 0)
        return (double)d->stream->duration * av_q2d(d->stream->time_base);
    return d->format->duration > 0 ? (double)d->format->duration / AV_TIME_BASE : 0;
}

int64_t phil_recorded_s(const struct phil_demux *d)
{
    /* Clocks that were never set say 1904, 1970 or 1980; phones that film came after 2000. */
    static const int64_t first_plausible_s = 946684800;
    const AVDictionaryEntry *entry = av_dict_get(d->format->metadata, "creation_time", NULL, 0);
    if (!entry)
        entry = av_dict_get(d->stream->metadata, "creation_time", NULL, 0);
    int64_t us = 0;
    if (!entry || av_parse_time(&us, entry->value, 0) < 0)
        return 0;
    return us / 1000000 >= first_plausible_s ? us / 1000000 : 0;
}

/* A bare elementary stream: FFmpeg's parser makes up stamps that are not always in order. */
bool phil_has_no_clock(const struct phil_demux *d)
{
    static const char *const bare[] = {"h264", "hevc", "m4v", "mpegvideo", "mjpeg",     "h263",
                                       "h261", "vc1",  "obu", "dirac",     "cavsvideo", "dnxhd"};
    for (size_t i = 0; i < sizeof bare / sizeof bare[0]; i++)
        if (strcmp(d->container, bare[i]) == 0)
            return true;
    return d->format->iformat->flags & AVFMT_NOTIMESTAMPS;
}

/* Seconds per tick of the stream's clock, or per frame where there is no clock. */
double phil_tick_s(const struct phil_demux *d)
{
    if (!phil_has_no_clock(d))
        return av_q2d(d->stream->time_base);
    const AVRational rate = av_guess_frame_rate(d->format, d->stream, NULL);
    return rate.num > 0 && rate.den > 0 ? (double)rate.den / rate.num : 1 / FALLBACK_RATE_HZ;
}
