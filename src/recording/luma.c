/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Luma planes with as little work as possible.
 *
 * Idea: nearly every recording decodes to planar or semi-planar Y'CbCr whose first plane is what
 * the measurement needs, so that plane is handed on by reference. Everything else is brought to
 * the same form in three optional stages, each into a plane of its own:
 *   1. extraction: luma that is packed between chroma, shifted up inside its word (P010) or in
 *      the other byte order is read out exactly; RGB and palettes become grey through swscale;
 *   2. deinterlacing: the lines of the field that is shown first stay where they are, those of
 *      the other field are interpolated between them with the half-sample kernel (-1 9 9 -1)/16,
 *      so the frame shows one instant at the frame rate;
 *   3. scaling: non-square pixels and frames of another size than the first, bicubic.
 *
 * Where it fails: stage 2 halves the vertical resolution (the twitch band is temporal, so that is
 * the lesser harm than combing); stage 3 interpolates, so such clips measure a little worse.
 */
#include "recording/luma.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>

#include "base/checked.h"

enum { MAX_SIDE = 16384, WIDEST_PIXEL = 16 }; /* samples; sides of a pixel, as a ratio */

/* A luma plane on its way; `owned` is NULL while it points into the decoder's picture. */
struct plane {
    const uint8_t *data;
    ptrdiff_t stride;
    int width, height, depth;
    void *owned;
};

static size_t sample_bytes(int depth)
{
    return depth > 8 ? 2 : 1;
}

static bool plane_alloc(struct plane *p, int width, int height, int depth)
{
    /* 64 bytes: swscale and SIMD kernels like aligned rows. */
    const size_t stride = ((size_t)width * sample_bytes(depth) + 63) / 64 * 64;
    void *owned = phil_alloc_aligned((size_t)height, stride);
    if (!owned)
        return false;
    *p = (struct plane){owned, (ptrdiff_t)stride, width, height, depth, owned};
    return true;
}

static void plane_replace(struct plane *p, const struct plane *by)
{
    free(p->owned);
    *p = *by;
}

static bool has_luma(const AVPixFmtDescriptor *d)
{
    const uint64_t none = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                          AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_HWACCEL;
    return !(d->flags & none) && d->comp[0].depth >= 8 && d->comp[0].depth <= 16;
}

/* Is component 0 of this format a plane that struct phil_frame can describe? */
static bool is_plain_plane(const AVPixFmtDescriptor *d)
{
    const AVComponentDescriptor *c = &d->comp[0];
    const bool native = c->depth == 8 || !!(d->flags & AV_PIX_FMT_FLAG_BE) ==
                                             (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
    return has_luma(d) && native && c->plane == 0 && c->offset == 0 && c->shift == 0 &&
           c->step == (int)sample_bytes(c->depth);
}

int phil_luma_depth(int pixel_format)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get((enum AVPixelFormat)pixel_format);
    if (!d || d->comp[0].depth <= 8 || (d->flags & AV_PIX_FMT_FLAG_PAL))
        return 8;
    return d->comp[0].depth > 16 ? 16 : d->comp[0].depth;
}

/* Reads component 0 sample by sample through libavutil's format description. */
static bool read_packed(const AVFrame *picture, const AVPixFmtDescriptor *d, struct plane *out)
{
    const int depth = d->comp[0].depth;
    if (!plane_alloc(out, picture->width, picture->height, depth))
        return false;
    uint16_t *line = malloc((size_t)picture->width * sizeof *line);
    if (!line) {
        free(out->owned);
        *out = (struct plane){0};
        return false;
    }
    for (int y = 0; y < out->height; y++) {
        uint8_t *row = (uint8_t *)out->owned + y * out->stride;
        av_read_image_line2(line, (const uint8_t **)picture->data, picture->linesize, d, 0, y, 0,
                            out->width, 0, sizeof *line);
        if (depth > 8) {
            memcpy(row, line, (size_t)out->width * sizeof *line);
        } else {
            for (int x = 0; x < out->width; x++)
                row[x] = (uint8_t)line[x];
        }
    }
    free(line);
    return true;
}

/* Like read_packed, through swscale: colour to grey, full range in and out. */
static enum phil_status convert_colour(struct phil_luma *luma, const AVFrame *picture,
                                       struct plane *out)
{
    const int depth = phil_luma_depth(picture->format);
    const enum AVPixelFormat grey = depth > 8 ? AV_PIX_FMT_GRAY16 : AV_PIX_FMT_GRAY8;
    luma->scaler = sws_getCachedContext(
        luma->scaler, picture->width, picture->height, (enum AVPixelFormat)picture->format,
        picture->width, picture->height, grey, SWS_POINT | SWS_ACCURATE_RND, NULL, NULL, NULL);
    if (!luma->scaler)
        return PHIL_EFORMAT;
    if (!plane_alloc(out, picture->width, picture->height, depth))
        return PHIL_EMEM;
    uint8_t *to[4] = {out->owned};
    const int to_stride[4] = {(int)out->stride};
    if (sws_scale(luma->scaler, (const uint8_t *const *)picture->data, picture->linesize, 0,
                  picture->height, to, to_stride) != picture->height) {
        free(out->owned);
        *out = (struct plane){0};
        return PHIL_EFORMAT;
    }
    for (int y = 0; depth > 8 && depth < 16 && y < out->height; y++) {
        uint16_t *row = (uint16_t *)(void *)((uint8_t *)out->owned + y * out->stride);
        for (int x = 0; x < out->width; x++)
            row[x] = (uint16_t)(row[x] >> (16 - depth));
    }
    return PHIL_OK;
}

static enum phil_status extract(struct phil_luma *luma, const AVFrame *picture, struct plane *out)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get((enum AVPixelFormat)picture->format);
    if (!d || (d->flags & AV_PIX_FMT_FLAG_HWACCEL))
        return PHIL_EFORMAT;
    /* A raw AVI may be stored bottom-up, with a negative stride: copied, for the sake of every
     * reader downstream. */
    const ptrdiff_t row = (ptrdiff_t)picture->width * (ptrdiff_t)sample_bytes(d->comp[0].depth);
    if (is_plain_plane(d) && picture->linesize[0] >= row) {
        *out = (struct plane){picture->data[0], picture->linesize[0], picture->width,
                              picture->height,  d->comp[0].depth,     NULL};
        return PHIL_OK;
    }
    if (has_luma(d))
        return read_packed(picture, d, out) ? PHIL_OK : PHIL_EMEM;
    return convert_colour(luma, picture, out);
}

static int clip_sample(int value, int most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

static void between_lines_8(const uint8_t *const line[4], uint8_t *out, int n)
{
    for (int x = 0; x < n; x++)
        out[x] = (uint8_t)clip_sample(
            (9 * (line[1][x] + line[2][x]) - line[0][x] - line[3][x] + 8) >> 4, 255);
}

static void between_lines_16(const uint16_t *const line[4], uint16_t *out, int n, int most)
{
    for (int x = 0; x < n; x++)
        out[x] = (uint16_t)clip_sample(
            (9 * (line[1][x] + line[2][x]) - line[0][x] - line[3][x] + 8) >> 4, most);
}

/* The nearest line of the kept parity inside the picture. */
static const uint8_t *kept_line(const struct plane *p, int y, int parity)
{
    const int last = p->height - 1 - ((p->height - 1 - parity) & 1);
    if (y < parity)
        y = parity;
    return p->data + p->stride * (y > last ? last : y);
}

static enum phil_status deinterlace(struct plane *p, int parity)
{
    struct plane out;
    if (p->height < 2)
        return PHIL_OK;
    if (!plane_alloc(&out, p->width, p->height, p->depth))
        return PHIL_EMEM;
    for (int y = 0; y < p->height; y++) {
        uint8_t *row = (uint8_t *)out.owned + y * out.stride;
        if ((y & 1) == parity) {
            memcpy(row, p->data + y * p->stride, (size_t)p->width * sample_bytes(p->depth));
            continue;
        }
        const void *line[4];
        for (int i = 0; i < 4; i++)
            line[i] = kept_line(p, y + 2 * i - 3, parity);
        if (p->depth > 8)
            between_lines_16((const uint16_t *const[4]){line[0], line[1], line[2], line[3]},
                             (uint16_t *)(void *)row, p->width, (1 << p->depth) - 1);
        else
            between_lines_8((const uint8_t *const[4]){line[0], line[1], line[2], line[3]}, row,
                            p->width);
    }
    plane_replace(p, &out);
    return PHIL_OK;
}

/* swscale's name for a grey plane whose samples have `depth` bits; odd depths are held in the
 * next even one, which scales the same. */
static enum AVPixelFormat grey_of(int depth)
{
    if (depth <= 8)
        return AV_PIX_FMT_GRAY8;
    if (depth <= 10)
        return AV_PIX_FMT_GRAY10;
    if (depth <= 12)
        return AV_PIX_FMT_GRAY12;
    return depth <= 14 ? AV_PIX_FMT_GRAY14 : AV_PIX_FMT_GRAY16;
}

static enum phil_status scale(struct phil_luma *luma, struct plane *p)
{
    struct plane out;
    const enum AVPixelFormat grey = grey_of(p->depth);
    const struct phil_luma_target *t = &luma->target;
    /* Both sides are grey, hence the same range to swscale: values are not stretched. */
    luma->scaler =
        sws_getCachedContext(luma->scaler, p->width, p->height, grey, t->width, t->height, grey,
                             SWS_BICUBIC | SWS_ACCURATE_RND, NULL, NULL, NULL);
    if (!luma->scaler)
        return PHIL_EFORMAT;
    if (!plane_alloc(&out, t->width, t->height, p->depth))
        return PHIL_EMEM;
    const uint8_t *from[4] = {p->data};
    uint8_t *to[4] = {out.owned};
    const int from_stride[4] = {(int)p->stride}, to_stride[4] = {(int)out.stride};
    const int done = sws_scale(luma->scaler, from, from_stride, 0, p->height, to, to_stride);
    if (done != t->height) {
        free(out.owned);
        return PHIL_EFORMAT;
    }
    plane_replace(p, &out);
    return PHIL_OK;
}

static unsigned sample_at(const struct plane *p, int x, int y)
{
    const uint8_t *row = p->data + y * p->stride;
    return p->depth > 8 ? ((const uint16_t *)(const void *)row)[x] : row[x];
}

/* A stream that changes its depth half-way keeps the first one. */
static enum phil_status change_depth(struct plane *p, int depth)
{
    struct plane out;
    if (!plane_alloc(&out, p->width, p->height, depth))
        return PHIL_EMEM;
    for (int y = 0; y < p->height; y++) {
        uint8_t *row = (uint8_t *)out.owned + y * out.stride;
        for (int x = 0; x < p->width; x++) {
            const unsigned v = sample_at(p, x, y);
            const unsigned to =
                depth > p->depth ? v << (depth - p->depth) : v >> (p->depth - depth);
            if (depth > 8)
                ((uint16_t *)(void *)row)[x] = (uint16_t)to;
            else
                row[x] = (uint8_t)to;
        }
    }
    plane_replace(p, &out);
    return PHIL_OK;
}

static bool is_full_range(const struct phil_luma *luma, const AVFrame *picture)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get((enum AVPixelFormat)picture->format);
    if (!has_luma(d))
        return true; /* convert_colour() made it so */
    if (picture->color_range != AVCOL_RANGE_UNSPECIFIED)
        return picture->color_range == AVCOL_RANGE_JPEG;
    return strncmp(d->name, "yuvj", 4) == 0 || (d->nb_components < 3 && luma->target.grey_is_full);
}

static void free_picture(void *user)
{
    AVFrame *picture = user;
    av_frame_free(&picture);
}

static enum phil_status conform(struct phil_luma *luma, const AVFrame *picture, struct plane *p)
{
    enum phil_status status = extract(luma, picture, p);
    if (!status && picture->interlaced_frame) {
        /* One parity for the whole clip: changing it would move the picture by half a line. */
        if (luma->kept_field < 0)
            luma->kept_field = picture->top_field_first ? 0 : 1;
        status = deinterlace(p, luma->kept_field);
    }
    if (!status && (p->width != luma->target.width || p->height != luma->target.height))
        status = scale(luma, p);
    if (!status && p->depth != luma->target.bit_depth)
        status = change_depth(p, luma->target.bit_depth);
    return status;
}

enum phil_status phil_luma_frame(struct phil_luma *luma, AVFrame *picture,
                                 const struct phil_frame *times, struct phil_frame **frame)
{
    struct plane p = {0};
    AVFrame *holder = NULL;
    enum phil_status status = conform(luma, picture, &p);
    if (status)
        goto done;
    struct phil_frame description = *times;
    description.luma = p.data;
    description.stride_bytes = p.stride;
    description.width = p.width;
    description.height = p.height;
    description.bit_depth = p.depth;
    description.quarter_turns = luma->target.quarter_turns;
    description.full_range = is_full_range(luma, picture);
    if (p.owned) {
        status = phil_frame_wrap(frame, &description, free, p.owned);
        goto done;
    }
    holder = av_frame_alloc();
    if (!holder) {
        status = PHIL_EMEM;
        goto done;
    }
    av_frame_move_ref(holder, picture);
    status = phil_frame_wrap(frame, &description, free_picture, holder);
done:
    if (status) {
        free(p.owned);
        av_frame_free(&holder);
    }
    return status;
}

enum phil_status phil_luma_init(struct phil_luma *luma, const AVFrame *first,
                                AVRational sample_aspect, int quarter_turns, bool grey_is_full)
{
    double width = first->width, height = first->height;
    const double pixel = sample_aspect.num > 0 && sample_aspect.den > 0 ? av_q2d(sample_aspect) : 1;
    /* Only ever enlarged, so that no sample is lost; an absurd ratio is a lie. */
    if (pixel > 1 && pixel <= WIDEST_PIXEL)
        width = round(width * pixel);
    else if (pixel < 1 && pixel >= 1.0 / WIDEST_PIXEL)
        height = round(height / pixel);
    if (!(width >= 1 && width <= MAX_SIDE && height >= 1 && height <= MAX_SIDE))
        return PHIL_EFORMAT;
    *luma = (struct phil_luma){.target = {.width = (int)width,
                                          .height = (int)height,
                                          .bit_depth = phil_luma_depth(first->format),
                                          .quarter_turns = quarter_turns,
                                          .grey_is_full = grey_is_full},
                               .kept_field = -1};
    return PHIL_OK;
}

void phil_luma_release(struct phil_luma *luma)
{
    sws_freeContext(luma->scaler);
    luma->scaler = NULL;
}
