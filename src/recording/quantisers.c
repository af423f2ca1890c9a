/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The quantisers that a clip was coded with, as its decoder tells them.
 *
 * Encoders give smooth skin other quantisers than busy backgrounds, and key pictures finer ones
 * than predicted ones. So sums are kept per cell of a coarse grid over the picture, of predicted
 * pictures alone: what a movement between two pictures met. Those of B pictures are taken back to
 * the P pictures that they lie between by the step that encoders put on top (x264's pbratio 1.3,
 * FFmpeg's b_qfactor 1.25): in clips that have them, the P pictures' own tables come too early to
 * be trusted (see recording.c). Memory does not grow.
 *
 * Scales are the codecs' own: H.264's is logarithmic, 6 to a factor of two; VP9's an index of 0 to
 * 255; that of the MPEG family a step of 1 to 31 (112 in some streams).
 */
#include "recording/quantisers.h"

#include <math.h>

#include <libavutil/frame.h>
#include <libavutil/video_enc_params.h>

/* What a B picture's quantiser has on top of its P pictures': 6 log2(1.3) on H.264's scale, a
 * factor on the MPEG family's. */
static const double B_ON_TOP = 2.3, B_FACTOR = 1.25;

static int cell_of(double share, int n)
{
    return share <= 0 ? 0 : share >= 1 ? n - 1 : (int)(share * n);
}

static void add_block(struct phil_quantisers *q, const AVFrame *picture,
                      const AVVideoBlockParams *block, double value)
{
    const double x = (block->src_x + block->w / 2.0) / picture->width;
    const double y = (block->src_y + block->h / 2.0) / picture->height;
    const int row = cell_of(y, PHIL_QUANTISER_ROWS), column = cell_of(x, PHIL_QUANTISER_COLUMNS);
    const double area = (double)block->w * block->h;
    q->sum[row][column] += value * area;
    q->area[row][column] += area;
}

void phil_quantisers_add(struct phil_quantisers *q, const AVFrame *picture, int bit_depth,
                         bool complete)
{
    const AVFrameSideData *side = av_frame_get_side_data(picture, AV_FRAME_DATA_VIDEO_ENC_PARAMS);
    q->pictures++;
    q->keys += picture->key_frame;
    q->b_pictures |= picture->pict_type == AV_PICTURE_TYPE_B;
    if (!side || !complete)
        return;
    AVVideoEncParams *params = (AVVideoEncParams *)(void *)side->data;
    if (!params->nb_blocks || params->type == AV_VIDEO_ENC_PARAMS_NONE)
        return;
    const bool h264 = params->type == AV_VIDEO_ENC_PARAMS_H264;
    /* With more than 8 bits H.264 counts on below zero, and FFmpeg from there. */
    const double base = params->qp - (h264 ? 6 * (bit_depth - 8) : 0);
    double sum = 0;
    for (unsigned i = 0; i < params->nb_blocks; i++) {
        const AVVideoBlockParams *block = av_video_enc_params_block(params, i);
        sum += base + block->delta_qp;
        const double own = base + block->delta_qp;
        if (picture->pict_type == AV_PICTURE_TYPE_P)
            add_block(q, picture, block, own);
        else if (picture->pict_type == AV_PICTURE_TYPE_B)
            add_block(q, picture, block, h264 ? own - B_ON_TOP : own / B_FACTOR);
    }
    if (h264) {
        q->h264_sum += sum / params->nb_blocks;
        q->h264_pictures++;
    }
}

static double mean_over(const struct phil_quantisers *q, const struct phil_picture_part *part)
{
    const int left = cell_of(part->left, PHIL_QUANTISER_COLUMNS);
    const int right = cell_of(part->right, PHIL_QUANTISER_COLUMNS);
    const int top = cell_of(part->top, PHIL_QUANTISER_ROWS);
    const int bottom = cell_of(part->bottom, PHIL_QUANTISER_ROWS);
    double sum = 0, area = 0;
    for (int r = top; r <= bottom; r++)
        for (int c = left; c <= right; c++) {
            sum += q->sum[r][c];
            area += q->area[r][c];
        }
    return area > 0 ? sum / area : NAN;
}

struct phil_compression phil_quantisers_tell(const struct phil_quantisers *q,
                                             const struct phil_picture_part *part)
{
    return (struct phil_compression){.quantiser = mean_over(q, part),
                                     .b_pictures = q->b_pictures,
                                     .key_every = (double)q->pictures / fmax(1, (double)q->keys)};
}
