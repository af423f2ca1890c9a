/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clips are written by the library's own writer, which knows 8 bits; HEVC of 10 bits, as phones
 * write it, comes from FFmpeg directly. Encoders that this FFmpeg lacks are left out.
 */
#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#include <philtrum/writer.h>

#include "base/random.h"

enum { RATE_HZ = 25, MOST_FLIPS = 24, HEADER_BYTES = 2048, ZERO_RUN = 700 };

/* Encoders keep a few bytes for the life of the process; the leak checker is to look at
 * philtrum. */
PHIL_API const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libx265\nleak:x265_malloc\nleak:libSvtAv1Enc\nleak:libaom\n";
}

static const struct {
    const char *ending, *codec;
    bool deep; /* 10 bits */
} kinds[] = {
    {"mp4", "libx264", false},     {"mov", "libx264", false},     {"mkv", "libx264", false},
    {"264", "libx264", false},     {"flv", "libx264", false},     {"mp4", "libx265", false},
    {"mov", "libx265", true},      {"265", "libx265", false},     {"webm", "libvpx", false},
    {"webm", "libvpx-vp9", false}, {"webm", "libaom-av1", false}, {"mp4", "libaom-av1", false},
    {"mov", "mjpeg", false},       {"avi", "mjpeg", false},       {"avi", "rawvideo", false},
    {"y4m", "rawvideo", false},    {"avi", "mpeg4", false},       {"mp4", "mpeg4", false},
    {"mpg", "mpeg1video", false},  {"ts", "mpeg2video", false},   {"wmv", "wmv2", false},
    {"nut", "ffv1", false},        {"mkv", "ffv1", false},        {"ogv", "libtheora", false},
};

size_t corpus_kinds(void)
{
    return sizeof kinds / sizeof kinds[0];
}

const char *corpus_name(size_t kind)
{
    static char name[64];
    snprintf(name, sizeof name, "%s in %s%s", kinds[kind].codec, kinds[kind].ending,
             kinds[kind].deep ? ", 10 bits" : "");
    return name;
}

/* Draws picture i; `memory` holds its three planes one behind the other. */
static void draw(const struct corpus_film *film, int i, uint8_t *memory, uint8_t *plane[3])
{
    const size_t pixels = (size_t)film->width * (size_t)film->height;
    plane[0] = memory;
    plane[1] = memory + pixels;
    plane[2] = memory + pixels * 5 / 4;
    film->draw(film->user, i, plane);
}

static bool write_plain(const char *path, const char *codec, const struct corpus_film *film,
                        uint8_t *memory)
{
    struct phil_writer_settings s = phil_writer_defaults();
    struct phil_writer *writer = NULL;
    snprintf(s.codec, sizeof s.codec, "%s", codec);
    if (strncmp(codec, "libx26", 6) == 0)
        strcpy(s.preset, "veryfast");
    s.width = film->width;
    s.height = film->height;
    s.frame_rate_hz = RATE_HZ;
    s.quality = 12;
    s.gop_frames = 4;
    s.threads = 1;
    enum phil_status status = phil_writer_open(&writer, path, &s, NULL);
    for (int i = 0; !status && i < film->n; i++) {
        uint8_t *plane[3];
        draw(film, i, memory, plane);
        const struct phil_picture picture = {{plane[0], plane[1], plane[2]},
                                             {film->width, film->width / 2, film->width / 2}};
        status = phil_writer_add(writer, &picture, (double)i / RATE_HZ);
    }
    if (!status)
        status = phil_writer_finish(writer);
    phil_writer_close(writer);
    return !status;
}

static AVCodecContext *open_deep(const struct corpus_film *film)
{
    const AVCodec *encoder = avcodec_find_encoder_by_name("libx265");
    AVCodecContext *codec = encoder ? avcodec_alloc_context3(encoder) : NULL;
    if (!codec)
        return NULL;
    AVDictionary *options = NULL;
    codec->width = film->width;
    codec->height = film->height;
    codec->pix_fmt = AV_PIX_FMT_YUV420P10;
    codec->time_base = (AVRational){1, RATE_HZ};
    codec->framerate = (AVRational){RATE_HZ, 1};
    codec->gop_size = 4;
    codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    av_dict_set(&options, "preset", "veryfast", 0);
    av_dict_set(&options, "x265-params", "log-level=none:pools=none:frame-threads=1", 0);
    if (avcodec_open2(codec, encoder, &options) < 0)
        avcodec_free_context(&codec);
    av_dict_free(&options);
    return codec;
}

static void deepen(AVFrame *frame, uint8_t *const plane[3])
{
    for (int p = 0; p < 3; p++) {
        const int width = frame->width >> (p > 0), height = frame->height >> (p > 0);
        for (int y = 0; y < height; y++) {
            uint16_t *row = (uint16_t *)(void *)(frame->data[p] + y * frame->linesize[p]);
            for (int x = 0; x < width; x++)
                row[x] = (uint16_t)(plane[p][y * width + x] * 4);
        }
    }
}

static bool pass_on(AVFormatContext *format, AVCodecContext *codec, AVPacket *packet)
{
    int error;
    while ((error = avcodec_receive_packet(codec, packet)) >= 0) {
        packet->stream_index = 0;
        packet->duration = 1;
        av_packet_rescale_ts(packet, codec->time_base, format->streams[0]->time_base);
        if (av_interleaved_write_frame(format, packet) < 0)
            return false;
    }
    return error == AVERROR(EAGAIN) || error == AVERROR_EOF;
}

static bool encode_deep(AVFormatContext *format, AVCodecContext *codec, AVFrame *frame,
                        AVPacket *packet, const struct corpus_film *film, uint8_t *memory)
{
    bool fine = true;
    for (int i = 0; fine && i < film->n; i++) {
        uint8_t *plane[3];
        draw(film, i, memory, plane);
        av_frame_unref(frame);
        frame->format = codec->pix_fmt;
        frame->width = film->width;
        frame->height = film->height;
        frame->pts = i;
        fine = av_frame_get_buffer(frame, 0) >= 0;
        if (fine)
            deepen(frame, plane);
        fine = fine && avcodec_send_frame(codec, frame) >= 0 && pass_on(format, codec, packet);
    }
    return fine && avcodec_send_frame(codec, NULL) >= 0 && pass_on(format, codec, packet);
}

static bool write_deep(const char *path, const struct corpus_film *film, uint8_t *memory)
{
    AVFormatContext *format = NULL;
    AVCodecContext *codec = open_deep(film);
    AVFrame *frame = av_frame_alloc();
    AVPacket *packet = av_packet_alloc();
    bool fine = false;
    if (codec && frame && packet &&
        avformat_alloc_output_context2(&format, NULL, NULL, path) >= 0 &&
        avformat_new_stream(format, NULL) && avio_open(&format->pb, path, AVIO_FLAG_WRITE) >= 0) {
        format->flags |= AVFMT_FLAG_BITEXACT;
        format->streams[0]->time_base = codec->time_base;
        fine = avcodec_parameters_from_context(format->streams[0]->codecpar, codec) >= 0 &&
               avformat_write_header(format, NULL) >= 0 &&
               encode_deep(format, codec, frame, packet, film, memory) &&
               av_write_trailer(format) >= 0;
    }
    if (format)
        avio_closep(&format->pb);
    avformat_free_context(format);
    av_packet_free(&packet);
    av_frame_free(&frame);
    avcodec_free_context(&codec);
    return fine;
}

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    const long end = ftell(file);
    rewind(file);
    uint8_t *bytes = end > 0 ? malloc((size_t)end) : NULL;
    *size = bytes ? fread(bytes, 1, (size_t)end, file) : 0;
    fclose(file);
    return bytes;
}

uint8_t *corpus_clip(size_t kind, const struct corpus_film *film, size_t *size)
{
    char folder[] = "/tmp/philtrum-corpus-XXXXXX", path[64];
    uint8_t *memory = malloc((size_t)film->width * (size_t)film->height * 3 / 2), *bytes = NULL;
    if (!memory || !mkdtemp(folder))
        abort();
    snprintf(path, sizeof path, "%s/clip.%s", folder, kinds[kind].ending);
    if (kinds[kind].deep ? write_deep(path, film, memory)
                         : write_plain(path, kinds[kind].codec, film, memory))
        bytes = read_file(path, size);
    unlink(path);
    rmdir(folder);
    free(memory);
    return bytes;
}

static void flip(uint8_t *bytes, size_t range, uint64_t kind, uint64_t variant)
{
    const uint64_t n = 1 + phil_random_bits(variant, kind, 0) % MOST_FLIPS;
    for (uint64_t i = 1; i <= n; i++)
        bytes[phil_random_bits(variant, kind, 2 * i) % range] ^=
            (uint8_t)(1u << phil_random_bits(variant, kind, 2 * i + 1) % 8);
}

void corpus_damage(uint8_t *bytes, size_t size, uint64_t kind, uint64_t variant)
{
    if (variant % 4 == 3) {
        const size_t at = phil_random_bits(variant, kind, 0) % size;
        memset(bytes + at, 0, size - at < ZERO_RUN ? size - at : ZERO_RUN);
    } else {
        flip(bytes, variant % 2 && size > HEADER_BYTES ? HEADER_BYTES : size, kind, variant);
    }
}

size_t corpus_cut(size_t size, uint64_t kind, uint64_t variant)
{
    return size - phil_random_bits(variant, kind, 0) % (size / 2 + 1);
}
