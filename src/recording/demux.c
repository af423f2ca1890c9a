/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What FFmpeg may do with a file that a stranger made.
 *
 * The format is found from the file's bytes. Formats that are lists of other files (playlists,
 * numbered stills, session descriptions) are refused by name, those that open files themselves by
 * their flag, and whatever remains gets a demuxer that cannot open anything: no protocol is on
 * its list and the call that opens further files always fails. The picture's size is bounded
 * before any decoder allocates it.
 */
#include "recording/demux.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/cpu.h>
#include <libavutil/dict.h>
#include <libavutil/mem.h>

#include "recording/structure.h"

/* Samples of a picture: 8192 x 8192, twice an 8K frame, 0.1 GB in the largest common format. */
#define MAX_PIXELS "67108864"

enum { MAX_SIDE = 16384 };  /* recording.h */
enum { MOST_THREADS = 16 }; /* beyond it frame threads cost memory and bring nothing (FFmpeg) */

static bool is_list_of_files(const AVInputFormat *format)
{
    static const char *const refused[] = {
        "hls", "applehttp", "dash", "concat", "image2",     "imf",
        "sdp", "rtsp",      "rtp",  "sap",    "ffmetadata", "webm_dash_manifest"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const size_t n = strlen(refused[i]);
        if (strncmp(format->name, refused[i], n) == 0 &&
            (format->name[n] == 0 || format->name[n] == ','))
            return true;
    }
    return format->flags & AVFMT_NOFILE;
}

/* A photograph, or a text that FFmpeg would draw on a screen of letters. */
static bool is_no_film(const AVInputFormat *format)
{
    const size_t n = strlen(format->name);
    return (n > 5 && strcmp(format->name + n - 5, "_pipe") == 0) ||
           strcmp(format->name, "tty") == 0 || strcmp(format->name, "bin") == 0;
}

static int open_nothing(AVFormatContext *format, AVIOContext **io, const char *url, int flags,
                        AVDictionary **options)
{
    *io = NULL;
    return AVERROR(EPERM);
}

static enum phil_status refuse(const struct phil_log *log, const char *path, const char *why)
{
    phil_log_message(log, PHIL_LOG_ERROR, "cannot open recording: \"%s\": %s", path, why);
    return PHIL_EFORMAT;
}

static void first_alternative(const char *names, char *out, size_t size)
{
    const size_t n = strcspn(names, ",");
    snprintf(out, size, "%.*s", (int)(n < size ? n : size - 1), names);
}

/* Which demuxer; NULL with a message when none is suitable. */
static const AVInputFormat *probe(struct phil_demux *demux, struct phil_source *source,
                                  const char *path, const struct phil_log *log)
{
    const AVInputFormat *format = NULL;
    const int score = av_probe_input_buffer2(source->io, &format, path, NULL, 0, 0);
    if (score < 0 || !format) {
        refuse(log, path, "not a media file");
        return NULL;
    }
    if (is_list_of_files(format)) {
        refuse(log, path, "a list of other files, not a recording");
        return NULL;
    }
    if (is_no_film(format)) {
        refuse(log, path, "a still picture or a text, not a video");
        return NULL;
    }
    first_alternative(format->name, demux->container, sizeof demux->container);
    return format;
}

static enum phil_status open_format(struct phil_demux *demux, struct phil_source *source,
                                    const char *path, const struct phil_log *log)
{
    const AVInputFormat *format = probe(demux, source, path, log);
    if (!format)
        return PHIL_EFORMAT;
    demux->format = avformat_alloc_context();
    if (!demux->format)
        return PHIL_EMEM;
    demux->format->pb = source->io;
    demux->format->flags |= AVFMT_FLAG_CUSTOM_IO;
    demux->format->io_open = open_nothing;
    AVDictionary *options = NULL;
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    const int error = avformat_open_input(&demux->format, NULL, format, &options);
    av_dict_free(&options);
    if (error == AVERROR(ENOMEM))
        return PHIL_EMEM;
    if (error >= 0)
        return PHIL_OK;
    const enum phil_structure found =
        phil_structure_check(source->fd, source->bytes, demux->container);
    return refuse(log, path,
                  found == PHIL_STRUCTURE_NO_INDEX
                      ? "the index at the end is missing (the recording was cut off)"
                      : "not a media file, or its beginning is damaged");
}

/* Reads ahead until the streams are known, with the picture size bounded. */
static enum phil_status read_stream_info(AVFormatContext *format)
{
    const unsigned n = format->nb_streams;
    AVDictionary **options = av_calloc(n ? n : 1, sizeof(AVDictionary *));
    if (!options)
        return PHIL_EMEM;
    for (unsigned i = 0; i < n; i++)
        av_dict_set(&options[i], "max_pixels", MAX_PIXELS, 0);
    const int error = avformat_find_stream_info(format, n ? options : NULL);
    for (unsigned i = 0; i < n; i++)
        av_dict_free(&options[i]);
    av_free(options);
    return error == AVERROR(ENOMEM) ? PHIL_EMEM : PHIL_OK; /* the streams found so far count */
}

static bool is_video(const AVStream *stream)
{
    const int not_moving = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
    return stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
           !(stream->disposition & not_moving);
}

static AVStream *nth_video(const AVFormatContext *format, int n)
{
    for (unsigned i = 0; i < format->nb_streams; i++)
        if (is_video(format->streams[i]) && n-- == 0)
            return format->streams[i];
    return NULL;
}

static AVStream *best_video(const AVFormatContext *format)
{
    const int best =
        av_find_best_stream((AVFormatContext *)format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    if (best >= 0 && is_video(format->streams[best]))
        return format->streams[best];
    return nth_video(format, 0);
}

static enum phil_status choose_stream(struct phil_demux *demux, const char *path, int wanted,
                                      const struct phil_log *log)
{
    AVFormatContext *format = demux->format;
    demux->video_streams = 0;
    for (unsigned i = 0; i < format->nb_streams; i++)
        demux->video_streams += is_video(format->streams[i]);
    if (!demux->video_streams)
        return refuse(log, path,
                      format->nb_streams ? "holds no video, only sound or other data"
                                         : "holds no video");
    demux->stream = wanted < 0 ? best_video(format) : nth_video(format, wanted);
    if (!demux->stream) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "cannot open recording: \"%s\": video stream %d of %d does not exist "
                         "(they count from 0)",
                         path, wanted, demux->video_streams);
        return PHIL_EARG;
    }
    for (unsigned i = 0; i < format->nb_streams; i++)
        format->streams[i]->discard =
            format->streams[i] == demux->stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    return PHIL_OK;
}

static bool is_absurd_size(const AVCodecParameters *par)
{
    return par->width < 0 || par->height < 0 || par->width > MAX_SIDE || par->height > MAX_SIDE ||
           (int64_t)par->width * par->height > atoi(MAX_PIXELS);
}

static int thread_count(int wanted)
{
    const int n = wanted > 0 ? wanted : av_cpu_count();
    return n > MOST_THREADS ? MOST_THREADS : n;
}

static enum phil_status open_decoder(struct phil_demux *demux, const char *path, int threads,
                                     const struct phil_log *log)
{
    const AVCodecParameters *par = demux->stream->codecpar;
    const AVCodec *decoder = avcodec_find_decoder(par->codec_id);
    if (!decoder)
        return refuse(log, path, "no decoder for its kind of video");
    if (is_absurd_size(par))
        return refuse(log, path, "the size of its picture is absurd");
    demux->codec = avcodec_alloc_context3(decoder);
    demux->packet = av_packet_alloc();
    if (!demux->codec || !demux->packet ||
        avcodec_parameters_to_context(demux->codec, par) == AVERROR(ENOMEM))
        return PHIL_EMEM;
    demux->codec->pkt_timebase = demux->stream->time_base;
    demux->codec->thread_count = thread_count(threads);
    demux->codec->thread_type = FF_THREAD_FRAME | FF_THREAD_SLICE;
    /* Crop to the sample, though rows then may start unaligned. */
    demux->codec->flags |= AV_CODEC_FLAG_UNALIGNED;
    /* AV1's synthetic grain is noise that never was in front of the camera: told, not drawn. */
    demux->codec->export_side_data |= AV_CODEC_EXPORT_DATA_FILM_GRAIN;
    AVDictionary *options = NULL;
    av_dict_set(&options, "max_pixels", MAX_PIXELS, 0);
    const int error = avcodec_open2(demux->codec, decoder, &options);
    av_dict_free(&options);
    if (error == AVERROR(ENOMEM))
        return PHIL_EMEM;
    return error < 0 ? refuse(log, path, "the decoder refuses its parameters") : PHIL_OK;
}

enum phil_status phil_demux_init(struct phil_demux *demux, struct phil_source *source,
                                 const char *path, int wanted, int threads,
                                 const struct phil_log *log)
{
    *demux = (struct phil_demux){0};
    enum phil_status status = open_format(demux, source, path, log);
    if (!status)
        status = read_stream_info(demux->format);
    if (!status)
        status = choose_stream(demux, path, wanted, log);
    if (!status)
        status = open_decoder(demux, path, threads, log);
    return status;
}

void phil_demux_release(struct phil_demux *demux)
{
    av_packet_free(&demux->packet);
    avcodec_free_context(&demux->codec);
    avformat_close_input(&demux->format);
    demux->stream = NULL;
}
