/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a clip frame by frame.
 *
 * Idea: packets go into the decoder until it gives a picture; the picture's own time stamp places
 * it, and its luma plane is handed on (luma.c). The first picture is decoded when the file is
 * opened, because only then its true size, depth and pixel shape are certain.
 *
 * Time: a stamp is an integer count of the stream's clock ticks and is turned into seconds in one
 * place, so a second pass gives bit for bit the same times. Bare elementary streams have no clock
 * (or one that their demuxer made up): there the tick is one frame.
 *
 * Going back: key frames met on the first pass are remembered with their number (anchors.c). A
 * rewind seeks to one and waits until exactly that picture comes out, which restores numbers and
 * times; when it does not come, the file is read again from its start.
 *
 * Damage: what the decoder complains about is counted and skipped. That a file was cut off is
 * known from its structure (structure.c), from a last packet shorter than announced, or, in
 * streams without structure, from a complaint about the very last pictures.
 */
#include <philtrum/recording.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/anchors.h"
#include "recording/demux.h"
#include "recording/describe.h"
#include "recording/digest.h"
#include "recording/intervals.h"
#include "recording/luma.h"
#include "recording/quantisers.h"
#include "recording/quiet.h"
#include "recording/source.h"
#include "recording/structure.h"

enum {
    MAX_ERRORS_IN_A_ROW = 100, /* of reading or draining; then the rest is given up */
    /* Frames between two whose quantisers are asked for. Asking for all (32 bytes per macroblock,
     * 0.26 MB a frame at 1080p) cost less than the 5 % that runs differ by; a seventh is surely
     * negligible and tells the mean as well. A prime does not beat with the usual groups. */
    QUANTISER_EVERY = 7,
};

static const double FALLBACK_RATE_HZ = 25; /* for a picture without a stamp before any interval */

struct phil_recording {
    struct phil_recording_info info;
    struct phil_recording_settings settings;
    const struct phil_log *log;
    char *path;
    struct phil_source source;
    struct phil_demux demux;
    struct phil_luma luma;
    struct phil_digest digest;
    bool digesting;
    enum phil_structure structure;
    AVFrame *picture;         /* the decoder's, between two steps */
    struct phil_frame *first; /* decoded by open, delivered by the first next */

    double tick_s; /* one tick of the clock that stamps count */
    int64_t first_stamp, last_stamp;
    bool has_first, has_last;
    int64_t decoded;     /* pictures out of the decoder since the start of the file */
    int64_t index;       /* number of the next frame */
    bool stamps_guessed; /* some were: a seek would guess differently */

    int64_t packets;      /* sent since the start or the last seek */
    int64_t bad_packet;   /* the last one with damage; 0: none */
    int64_t short_packet; /* the last one shorter than announced */
    int64_t payload_end;  /* first byte of the file behind the packets so far */
    bool draining, ended, rewound;
    struct phil_anchor goal; /* after a seek: the picture to wait for */
    bool has_goal;

    struct phil_intervals intervals;
    struct phil_anchors anchors;
    struct phil_quantisers quantisers;
};

struct phil_recording_settings phil_recording_defaults(void)
{
    return (struct phil_recording_settings){.threads = 0, .video_stream = -1};
}

/* Counts damage once per packet. */
static void note_damage(struct phil_recording *r, int64_t packet)
{
    if (packet > r->bad_packet) {
        r->bad_packet = packet;
        if (!r->rewound)
            r->info.damaged_frames++;
    }
}

/* The stream's next packet into r->demux.packet; PHIL_END when there are none. */
static enum phil_status read_packet(struct phil_recording *r)
{
    AVPacket *packet = r->demux.packet;
    int errors = 0;
    while (errors < MAX_ERRORS_IN_A_ROW) {
        const int error = av_read_frame(r->demux.format, packet);
        if (error == AVERROR(ENOMEM))
            return PHIL_EMEM;
        if (error == AVERROR_EOF)
            break;
        if (error < 0) {
            errors++;
            continue;
        }
        /* An empty packet (a repeated picture in AVI) would mean the end to the decoder. */
        if (packet->stream_index == r->demux.stream->index && packet->size > 0)
            return PHIL_OK;
        av_packet_unref(packet);
    }
    return PHIL_END;
}

static void note_packet(struct phil_recording *r, const AVPacket *packet)
{
    r->packets++;
    if (packet->flags & AV_PKT_FLAG_CORRUPT)
        r->short_packet = r->packets;
    if (packet->pos >= 0 && packet->pos <= INT64_MAX - packet->size &&
        packet->pos + packet->size > r->payload_end)
        r->payload_end = packet->pos + packet->size;
}

/* The next packet into the decoder, or the signal that there are none. */
static enum phil_status feed(struct phil_recording *r)
{
    AVCodecContext *codec = r->demux.codec;
    const enum phil_status status = read_packet(r);
    if (status == PHIL_END) {
        r->draining = true;
        avcodec_send_packet(codec, NULL);
        return PHIL_OK;
    }
    if (status)
        return status;
    note_packet(r, r->demux.packet);
    codec->reordered_opaque = r->packets;
    if (r->packets % QUANTISER_EVERY == 1 && !r->rewound)
        codec->export_side_data |= AV_CODEC_EXPORT_DATA_VIDEO_ENC_PARAMS;
    else
        codec->export_side_data &= ~AV_CODEC_EXPORT_DATA_VIDEO_ENC_PARAMS;
    const int error = avcodec_send_packet(codec, r->demux.packet);
    av_packet_unref(r->demux.packet);
    if (error == AVERROR(ENOMEM))
        return PHIL_EMEM;
    if (error < 0)
        note_damage(r, r->packets);
    return PHIL_OK;
}

/* The decoder's next picture into r->picture; PHIL_END after the last one. */
static enum phil_status decode(struct phil_recording *r)
{
    int errors = 0;
    for (;;) {
        const int error = avcodec_receive_frame(r->demux.codec, r->picture);
        if (error >= 0) {
            r->decoded++;
            return PHIL_OK;
        }
        if (error == AVERROR_EOF)
            return PHIL_END;
        if (error == AVERROR(ENOMEM))
            return PHIL_EMEM;
        if (error != AVERROR(EAGAIN)) {
            note_damage(r, r->packets);
            if (r->draining && ++errors > MAX_ERRORS_IN_A_ROW)
                return PHIL_END;
            continue;
        }
        const enum phil_status status = r->draining ? PHIL_END : feed(r);
        if (status)
            return status;
    }
}

/* The picture's place on the clock. */
static int64_t stamp_of(struct phil_recording *r)
{
    if (r->info.timestamps_made_up)
        return r->decoded - 1;
    if (r->picture->best_effort_timestamp != AV_NOPTS_VALUE) {
        if (r->picture->pts == AV_NOPTS_VALUE)
            r->stamps_guessed = true;
        return r->picture->best_effort_timestamp;
    }
    r->stamps_guessed = true;
    double step = phil_intervals_typical(&r->intervals);
    if (step <= 0)
        step = 1 / (FALLBACK_RATE_HZ * r->tick_s);
    return r->has_last && r->last_stamp < INT64_MAX / 2 ? r->last_stamp + (int64_t)ceil(step) : 0;
}

static bool is_damaged(const AVFrame *picture)
{
    return (picture->flags & AV_FRAME_FLAG_CORRUPT) || picture->decode_error_flags;
}

static void note_quantiser(struct phil_recording *r)
{
    /* With several threads FFmpeg hands out a picture while another thread may still be decoding
     * it, and tells whatever quantisers lie in its table so far. Then only a picture that its own
     * packet brings out is complete. */
    const bool complete = !(r->demux.codec->codec->capabilities & AV_CODEC_CAP_FRAME_THREADS) ||
                          r->picture->reordered_opaque % QUANTISER_EVERY == 1;
    struct phil_quantisers *q = &r->quantisers;
    phil_quantisers_add(q, r->picture, phil_luma_depth(r->picture->format), complete);
    if (q->h264_pictures > 0)
        r->info.mean_quantiser = q->h264_sum / (double)q->h264_pictures;
}

const struct phil_quantisers *phil_recording_quantisers(const struct phil_recording *r)
{
    return &r->quantisers;
}

/* What the picture adds to the facts; on the first pass only. */
static void note_frame(struct phil_recording *r, int64_t stamp, double time_s)
{
    struct phil_recording_info *info = &r->info;
    if (r->has_last)
        phil_intervals_add(&r->intervals, stamp - r->last_stamp);
    if (r->picture->key_frame && !info->timestamps_made_up) {
        const struct phil_anchor anchor = {.stamp = stamp, .index = r->index, .time_s = time_s};
        phil_anchors_add(&r->anchors, &anchor);
    }
    if (is_damaged(r->picture))
        note_damage(r, r->picture->reordered_opaque);
    info->interlaced |= r->picture->interlaced_frame;
    note_quantiser(r);
}

/* Facts that are true of the frames handed out, whichever have been decoded. */
static void note_delivery(struct phil_recording *r, const struct phil_frame *frame)
{
    struct phil_recording_info *info = &r->info;
    const double interval_s = phil_intervals_typical(&r->intervals) * r->tick_s;
    info->frames++;
    info->frame_rate_hz = interval_s > 0 ? 1 / interval_s : 0;
    info->duration_s = frame->time_s + interval_s;
    info->variable_rate = phil_intervals_variable(&r->intervals);
}

/* Reads the file again from its first byte. */
static enum phil_status restart(struct phil_recording *r)
{
    phil_demux_release(&r->demux);
    enum phil_status status = phil_source_restart(&r->source);
    if (!status)
        status = phil_demux_init(&r->demux, &r->source, r->path, r->settings.video_stream,
                                 r->settings.threads, r->log);
    r->decoded = r->index = 0;
    r->packets = r->bad_packet = r->short_packet = 0;
    r->has_last = r->has_goal = r->draining = false;
    r->ended = status != PHIL_OK;
    return status == PHIL_OK || status == PHIL_EMEM ? status : PHIL_EINPUT;
}

/* Is the picture with this stamp to be delivered? PHIL_END: no, go on with the next one. */
static enum phil_status admit(struct phil_recording *r, int64_t stamp)
{
    if (r->has_goal) {
        if (stamp < r->goal.stamp)
            return PHIL_END; /* pictures between the seek's landing and the anchor */
        if (stamp > r->goal.stamp) {
            const enum phil_status status = restart(r);
            return status ? status : PHIL_END;
        }
        r->has_goal = false;
        return PHIL_OK;
    }
    /* Before time zero lies what an edit list cut away. */
    if (stamp < 0 && strcmp(r->info.container, "mov") == 0)
        return PHIL_END;
    int64_t step;
    const bool later = !r->has_last || (stamp > r->last_stamp &&
                                        !__builtin_sub_overflow(stamp, r->first_stamp, &step));
    if (!later && !r->rewound)
        r->info.damaged_frames++;
    return later ? PHIL_OK : PHIL_END;
}

/* Sizes, depth and shape, from the first picture. */
static enum phil_status adopt_shape(struct phil_recording *r)
{
    const enum AVCodecID codec = r->demux.codec->codec_id;
    const bool grey_is_full = codec != AV_CODEC_ID_H264 && codec != AV_CODEC_ID_HEVC &&
                              codec != AV_CODEC_ID_VP9 && codec != AV_CODEC_ID_AV1;
    const AVRational aspect =
        av_guess_sample_aspect_ratio(r->demux.format, r->demux.stream, r->picture);
    const enum phil_status status =
        phil_luma_init(&r->luma, r->picture, aspect, r->info.rotation_deg / 90, grey_is_full);
    if (status) {
        phil_log_message(r->log, PHIL_LOG_ERROR,
                         "cannot open recording: \"%s\": the size of its picture is absurd",
                         r->path);
        return status;
    }
    const struct phil_luma_target *t = &r->luma.target;
    const bool on_its_side = t->quarter_turns & 1;
    r->info.width = on_its_side ? t->height : t->width;
    r->info.height = on_its_side ? t->width : t->height;
    r->info.bit_depth = t->bit_depth;
    return PHIL_OK;
}

/* Makes the admitted picture a frame and moves the clock on. */
static enum phil_status accept(struct phil_recording *r, int64_t stamp, struct phil_frame **frame)
{
    if (!r->has_first) {
        const enum phil_status status = adopt_shape(r);
        if (status)
            return status;
        r->has_first = true;
        r->first_stamp = stamp;
    }
    const struct phil_frame times = {.index = r->index,
                                     .time_s = (double)(stamp - r->first_stamp) * r->tick_s,
                                     .damaged = is_damaged(r->picture),
                                     .key = r->picture->key_frame != 0};
    if (!r->rewound)
        note_frame(r, stamp, times.time_s);
    const enum phil_status status = phil_luma_frame(&r->luma, r->picture, &times, frame);
    if (status)
        return status;
    r->has_last = true;
    r->last_stamp = stamp;
    r->index++;
    return PHIL_OK;
}

/* The next frame that can be delivered; PHIL_END after the last one. */
static enum phil_status produce(struct phil_recording *r, struct phil_frame **frame)
{
    for (;;) {
        enum phil_status status = decode(r);
        if (status == PHIL_END && r->has_goal) {
            status = restart(r);
            if (!status)
                continue;
        }
        if (status)
            return status;
        const int64_t stamp = stamp_of(r);
        status = admit(r, stamp);
        if (!status)
            status = accept(r, stamp, frame);
        av_frame_unref(r->picture);
        if (status != PHIL_END && status != PHIL_EFORMAT)
            return status;
        if (status == PHIL_EFORMAT) {
            if (!r->has_first)
                return status;
            note_damage(r, r->packets); /* one picture in a form that nobody can convert */
        }
    }
}

static bool was_cut_off(const struct phil_recording *r)
{
    if (r->structure == PHIL_STRUCTURE_CUT || r->structure == PHIL_STRUCTURE_NO_INDEX ||
        (r->packets && r->short_packet == r->packets))
        return true;
    if (strcmp(r->info.container, "yuv4mpegpipe") == 0)
        return r->payload_end < r->source.bytes;
    /* Without structure the decoder's complaint is the sign; with frame threads it may come
     * as many packets late as there are threads. */
    return r->structure == PHIL_STRUCTURE_UNKNOWN && r->bad_packet &&
           r->bad_packet + r->demux.codec->thread_count > r->packets;
}

/* The facts that are only known at the end. */
static void conclude(struct phil_recording *r)
{
    struct phil_recording_info *info = &r->info;
    info->truncated = was_cut_off(r);
    /* MPEG-1 stores a bound or all ones, so a rate that the file has no room for is not one. */
    const double average_bps = (double)info->file_bytes * 8 / fmax(info->duration_s, 1e-3);
    if (info->bit_rate_bps <= 0 || (double)info->bit_rate_bps > 1.1 * average_bps)
        info->bit_rate_bps = llround(average_bps);
    memcpy(info->sha256, phil_digest_finish(&r->digest), sizeof info->sha256);
    if (info->truncated)
        phil_log_message(r->log, PHIL_LOG_WARNING,
                         "recording is cut off: \"%s\": it ends before its announced end", r->path);
}

enum phil_status phil_recording_next(struct phil_recording *r, struct phil_frame **frame)
{
    *frame = NULL;
    enum phil_status status = PHIL_OK;
    if (r->first) {
        *frame = r->first;
        r->first = NULL;
    } else {
        status = r->ended ? PHIL_END : produce(r, frame);
    }
    if (status == PHIL_END && !r->has_first) {
        phil_log_message(r->log, PHIL_LOG_ERROR,
                         "cannot read recording: \"%s\": not one frame could be decoded", r->path);
        r->ended = true;
        return PHIL_EFORMAT;
    }
    if (status == PHIL_OK && !r->rewound)
        note_delivery(r, *frame);
    if (status == PHIL_END && !r->ended && !r->rewound)
        conclude(r);
    r->ended |= status == PHIL_END;
    return status;
}

/* Starts waiting for an anchor; false when the container cannot seek there. */
static bool seek_anchor(struct phil_recording *r, const struct phil_anchor *anchor)
{
    if (!anchor || anchor->index == 0 || r->stamps_guessed ||
        av_seek_frame(r->demux.format, r->demux.stream->index, anchor->stamp,
                      AVSEEK_FLAG_BACKWARD) < 0)
        return false;
    avcodec_flush_buffers(r->demux.codec);
    r->goal = *anchor;
    r->has_goal = true;
    r->index = anchor->index;
    r->has_last = r->draining = r->ended = false;
    return true;
}

enum phil_status phil_recording_rewind(struct phil_recording *r, double time_s)
{
    r->rewound = true;
    phil_frame_unref(r->first);
    r->first = NULL;
    if (seek_anchor(r, phil_anchors_before(&r->anchors, time_s)))
        return PHIL_OK;
    return restart(r);
}

const struct phil_recording_info *phil_recording_info(const struct phil_recording *r)
{
    return &r->info;
}

void phil_recording_close(struct phil_recording *r)
{
    if (!r)
        return;
    if (r->digesting)
        phil_digest_release(&r->digest);
    phil_frame_unref(r->first);
    av_frame_free(&r->picture);
    phil_luma_release(&r->luma);
    phil_demux_release(&r->demux);
    phil_source_release(&r->source);
    free(r->info.name);
    free(r->path);
    free(r);
}

static void describe(struct phil_recording *r)
{
    const struct phil_demux *d = &r->demux;
    struct phil_recording_info *info = &r->info;
    const AVCodecParameters *par = d->stream->codecpar;
    memcpy(info->container, d->container, sizeof info->container);
    snprintf(info->codec, sizeof info->codec, "%s", avcodec_get_name(par->codec_id));
    info->rotation_deg = phil_rotation_deg(d, r->path, r->log);
    info->width = info->rotation_deg % 180 ? par->height : par->width;
    info->height = info->rotation_deg % 180 ? par->width : par->height;
    info->bit_depth = phil_luma_depth(par->format);
    info->announced_s = phil_announced_s(d);
    info->recorded_s = phil_recorded_s(d);
    info->timestamps_made_up = phil_has_no_clock(d);
    info->bit_rate_bps = par->bit_rate;
    info->file_bytes = r->source.bytes;
    info->video_streams = d->video_streams;
    info->mean_quantiser = NAN;
    r->tick_s = phil_tick_s(d);
    r->structure = phil_structure_check(r->source.fd, r->source.bytes, info->container);
}

/* A file in which nothing decodes still opens, unless its size is absurd too: next() tells. */
static enum phil_status read_first(struct phil_recording *r)
{
    const enum phil_status status = produce(r, &r->first);
    if (status != PHIL_END)
        return status;
    if (r->info.width > 0 && r->info.height > 0)
        return PHIL_OK;
    phil_log_message(r->log, PHIL_LOG_ERROR,
                     "cannot open recording: \"%s\": its video has no picture", r->path);
    return PHIL_EFORMAT;
}

static enum phil_status set_up(struct phil_recording *r, const char *path)
{
    r->path = strdup(path);
    r->info.name = phil_plain_name(path);
    r->picture = av_frame_alloc();
    if (!r->path || !r->info.name || !r->picture)
        return PHIL_EMEM;
    enum phil_status status = phil_source_init(&r->source, path, r->log);
    if (status)
        return status;
    /* First of all: while FFmpeg finds out what is in the file, the other cores are idle. */
    phil_digest_init(&r->digest, r->source.fd);
    r->digesting = true;
    status = phil_demux_init(&r->demux, &r->source, path, r->settings.video_stream,
                             r->settings.threads, r->log);
    if (status)
        return status;
    describe(r);
    return read_first(r);
}

enum phil_status phil_recording_open(struct phil_recording **recording, const char *path,
                                     const struct phil_recording_settings *settings,
                                     const struct phil_log *log)
{
    *recording = NULL;
    const struct phil_recording_settings wanted = settings ? *settings : phil_recording_defaults();
    if (!path || wanted.threads < 0 || wanted.video_stream < -1)
        return PHIL_EARG;
    phil_quiet_ffmpeg();
    struct phil_recording *r = calloc(1, sizeof *r);
    if (!r)
        return PHIL_EMEM;
    r->settings = wanted;
    r->log = log;
    r->source.fd = -1;
    const enum phil_status status = set_up(r, path);
    if (status == PHIL_EMEM)
        phil_log_message(log, PHIL_LOG_ERROR, "cannot open recording: \"%s\": out of memory", path);
    if (status)
        phil_recording_close(r);
    else
        *recording = r;
    return status;
}
