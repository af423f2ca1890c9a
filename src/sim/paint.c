/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Painting a person once: the moving layer (head, hair, neck) in texels with its coverage, the
 * closed lids, and the background with the shoulders that stands still.
 *
 * The canvas is R'G'B'; it is exposed through the lens, turned into limited-range BT.709 luma and
 * chroma, chroma halved as a camera does, and made into splines. Head and background are
 * composed by coverage at every frame, so that the head's edge moves over the background.
 */
#include "sim/paint.h"

#include "base/checked.h"

#include <math.h>
#include <string.h>

/* Blur of the lens, SD in output pixels, at texture 0 and 1. */
static const double SOFT_LENS_PX = 0.85, SHARP_LENS_PX = 0.52;
/* The layer hands over to the still neck here, mm; the field has died out by then. */
static const double HAND_OVER_FROM_MM = 168, HAND_OVER_TO_MM = 175;
/* The box of the closed lids, mm. */
static const double LID_HALF_WIDTH_MM = 54, LID_TOP_MM = -24, LID_BOTTOM_MM = 16;
/* What a texel must exceed to count as covered; 1/1000 of 255 is below rounding. */
static const float CLEAR = 0.001f, OPAQUE = 0.999f;
enum { COVER_BLOCK = 16 };

static double paint_head(const struct phil_sim_painter *p, double x, double y, float rgb[3])
{
    const double up = phil_sim_upper_lid(p->id, fabs(x));
    double y_texture = y;
    /* An open lid shows the lower part of the closed lid's skin. */
    if (!p->closed && y < up && y > up - p->id->crease && fabs(x) > p->id->inner_x &&
        fabs(x) < p->id->outer_x)
        y_texture += phil_sim_lower_lid(p->id, fabs(x)) - up;
    phil_sim_paint_skin(p, x, y, y_texture, rgb);
    phil_sim_paint_nose(p, x, y, rgb);
    phil_sim_paint_mouth(p, x, y, rgb);
    phil_sim_paint_eye(p, x, y, rgb);
    return 1;
}

/* An ear: a dim oval beside the head. */
static double paint_ear(const struct phil_sim_painter *p, double x, double y, float rgb[3])
{
    const double u = (fabs(x) - 72) / 9.5, v = (y - 12) / 29, r = hypot(u, v);
    const double in = 1 - phil_sim_step(0.96, 1.04, r);
    if (in <= 0)
        return 0;
    const double fold = 0.74 - 0.22 * exp(-0.5 * (r - 0.62) * (r - 0.62) / 0.02) - 0.12 * u;
    const struct phil_sim_colour *s = &p->id->skin;
    const float k = (float)(fold + 0.02 * (double)phil_sim_lattice_at(&p->patch, x, y));
    phil_sim_blend(rgb, (struct phil_sim_colour){s->r * k, s->g * k * 0.93f, s->b * k * 0.93f}, in);
    return in;
}

/* Colour and coverage of the moving layer. */
static double paint_texel(const struct phil_sim_painter *p, double x, double y, float rgb[3])
{
    const struct phil_sim_identity *id = p->id;
    const struct phil_sim_polar at = phil_sim_polar(x, y);
    const double edge = at.r - phil_sim_outline_at(id->outline, at.angle);
    const double on_head = 1 - phil_sim_step(-0.35, 0.35, edge);
    double cover = 0;
    /* Below everything: a dark skin tone, so that no fringe shines at the edges. */
    rgb[0] = id->skin.r * 0.5f;
    rgb[1] = id->skin.g * 0.5f;
    rgb[2] = id->skin.b * 0.5f;
    if (on_head < 1) {
        if (y > 55) {
            const double half = phil_sim_neck_half(y);
            if (fabs(x) < half + 1)
                phil_sim_paint_neck(p, x, y, rgb);
            cover = (1 - phil_sim_step(-0.35, 0.35, fabs(x) - half)) *
                    (1 - phil_sim_step(HAND_OVER_FROM_MM, HAND_OVER_TO_MM, y));
        } else if (fabs(x) > 55 && fabs(y - 12) < 32) {
            cover = paint_ear(p, x, y, rgb);
        }
    }
    if (on_head > 0) {
        float skin[3];
        paint_head(p, x, y, skin);
        /* The jaw's edge turns away from the light. */
        phil_sim_scale(skin, 1 - 0.22 * phil_sim_step(-5, 0, edge));
        phil_sim_blend(rgb, (struct phil_sim_colour){skin[0], skin[1], skin[2]}, on_head);
        cover = fmax(cover, on_head);
    }
    if (y < 130)
        cover = fmax(cover, phil_sim_paint_hair(p, x, y, at, rgb));
    return cover;
}

static enum phil_status make_canvas(struct phil_sim_canvas *c)
{
    const size_t n = (size_t)c->width * (size_t)c->height;
    for (int k = 0; k < 3; k++)
        c->rgb[k] = phil_alloc_aligned(n, sizeof **c->rgb);
    c->alpha = phil_alloc_aligned(n, sizeof *c->alpha);
    return c->rgb[0] && c->rgb[1] && c->rgb[2] && c->alpha ? PHIL_OK : PHIL_EMEM;
}

static void release_canvas(struct phil_sim_canvas *c)
{
    for (int k = 0; k < 3; k++)
        free(c->rgb[k]);
    free(c->alpha);
}

static void fill_canvas(const struct phil_sim_painter *p, struct phil_sim_canvas *c)
{
    for (int j = 0; j < c->height; j++)
        for (int i = 0; i < c->width; i++) {
            const ptrdiff_t at = (ptrdiff_t)j * c->width + i;
            float rgb[3];
            c->alpha[at] = (float)paint_texel(p, c->x0 + i * c->mm, c->y0 + j * c->mm, rgb);
            for (int k = 0; k < 3; k++)
                c->rgb[k][at] = rgb[k];
        }
}

static void luma_chroma(const float rgb[3], float out[PHIL_SIM_N_PLANES])
{
    /* BT.709, limited range. */
    const float y = 0.2126f * rgb[0] + 0.7152f * rgb[1] + 0.0722f * rgb[2];
    out[PHIL_SIM_Y] = 16 + y * (219.0f / 255);
    out[PHIL_SIM_CB] = 128 + (rgb[2] - y) * (224.0f / 255 / 1.8556f);
    out[PHIL_SIM_CR] = 128 + (rgb[0] - y) * (224.0f / 255 / 1.5748f);
}

/* Takes every second sample after a blur that leaves little to alias. */
static void halve(const float *in, int width, int height, struct phil_sim_texture *out)
{
    for (int y = 0; y < height / 2; y++)
        for (int x = 0; x < width / 2; x++)
            out->c[(ptrdiff_t)y * out->width + x] = in[(ptrdiff_t)(2 * y) * width + 2 * x];
}

/* Turns a canvas into three textures: exposed, converted, chroma halved, prefiltered. */
static enum phil_status develop(struct phil_sim_canvas *c, double lens_px,
                                struct phil_sim_texture plane[PHIL_SIM_N_PLANES])
{
    const size_t n = (size_t)c->width * (size_t)c->height;
    const double sigma = lens_px * PHIL_SIM_TEXELS_PER_PX;
    float *scratch = phil_alloc_aligned(n, sizeof *scratch);
    if (!scratch)
        return PHIL_EMEM;
    for (int k = 0; k < 3; k++) {
        struct phil_sim_texture t = {c->rgb[k], c->width, c->height};
        phil_sim_texture_expose(&t, sigma, PHIL_SIM_TEXELS_PER_PX, scratch);
    }
    for (size_t i = 0; i < n; i++) {
        const float rgb[3] = {c->rgb[0][i], c->rgb[1][i], c->rgb[2][i]};
        float out[PHIL_SIM_N_PLANES];
        luma_chroma(rgb, out);
        for (int k = 0; k < 3; k++)
            c->rgb[k][i] = out[k];
    }
    memcpy(plane[PHIL_SIM_Y].c, c->rgb[PHIL_SIM_Y], n * sizeof(float));
    for (int p = PHIL_SIM_CB; p <= PHIL_SIM_CR; p++) {
        struct phil_sim_texture t = {c->rgb[p], c->width, c->height};
        phil_sim_texture_expose(&t, 1.0, 2 * PHIL_SIM_TEXELS_PER_PX, scratch);
        halve(c->rgb[p], c->width, c->height, &plane[p]);
    }
    for (int p = 0; p < PHIL_SIM_N_PLANES; p++)
        phil_sim_texture_prefilter(&plane[p]);
    free(scratch);
    return PHIL_OK;
}

/* Classes of the blocks of texels, each with the spline's support around it. */
static enum phil_status make_cover(struct phil_sim_face *f)
{
    const int width = f->alpha.width, height = f->alpha.height;
    f->cover_width = (width + COVER_BLOCK - 1) / COVER_BLOCK;
    f->cover_height = (height + COVER_BLOCK - 1) / COVER_BLOCK;
    f->cover = phil_alloc_aligned((size_t)f->cover_width * (size_t)f->cover_height, 1);
    if (!f->cover)
        return PHIL_EMEM;
    for (int b = 0; b < f->cover_height; b++)
        for (int a = 0; a < f->cover_width; a++) {
            float lo = 1, hi = 0;
            for (int y = b * COVER_BLOCK - 4; y < (b + 1) * COVER_BLOCK + 4; y++)
                for (int x = a * COVER_BLOCK - 4; x < (a + 1) * COVER_BLOCK + 4; x++) {
                    const int cx = x < 0 ? 0 : x >= width ? width - 1 : x;
                    const int cy = y < 0 ? 0 : y >= height ? height - 1 : y;
                    const float v = f->alpha.c[(ptrdiff_t)cy * width + cx];
                    lo = v < lo ? v : lo;
                    hi = v > hi ? v : hi;
                }
            f->cover[(ptrdiff_t)b * f->cover_width + a] = hi < CLEAR ? 0 : lo > OPAQUE ? 1 : 2;
        }
    return PHIL_OK;
}

static enum phil_status paint_layer(struct phil_sim_face *f, const struct phil_sim_painter *p,
                                    double lens_px)
{
    const double s = f->set.px_per_mm, mm = 1 / (s * PHIL_SIM_TEXELS_PER_PX);
    struct phil_sim_canvas c = {.width = f->alpha.width,
                                .height = f->alpha.height,
                                .x0 = (f->left - f->centre_x) / s,
                                .y0 = (f->top - f->centre_y) / s,
                                .mm = mm};
    enum phil_status status = make_canvas(&c);
    if (!status) {
        fill_canvas(p, &c);
        phil_sim_paint_strokes(p, &c);
        memcpy(f->alpha.c, c.alpha, (size_t)c.width * (size_t)c.height * sizeof(float));
        phil_sim_texture_expose(&f->alpha, lens_px * PHIL_SIM_TEXELS_PER_PX, PHIL_SIM_TEXELS_PER_PX,
                                c.alpha);
        status = make_cover(f);
    }
    if (!status) {
        phil_sim_texture_prefilter(&f->alpha);
        status = develop(&c, lens_px, f->layer);
    }
    release_canvas(&c);
    return status;
}

static enum phil_status paint_lids(struct phil_sim_face *f, struct phil_sim_painter *p,
                                   double lens_px)
{
    const double s = f->set.px_per_mm, texel = s * PHIL_SIM_TEXELS_PER_PX;
    const double left = (f->left - f->centre_x) / s, top = (f->top - f->centre_y) / s;
    /* Even texels, so that chroma texels fall on chroma texels. */
    f->lid_x = 2 * (int)floor((-LID_HALF_WIDTH_MM - left) * texel / 2);
    f->lid_y = 2 * (int)floor((LID_TOP_MM - top) * texel / 2);
    struct phil_sim_canvas c = {.width = 2 * (int)ceil(2 * LID_HALF_WIDTH_MM * texel / 2) + 8,
                                .height =
                                    2 * (int)ceil((LID_BOTTOM_MM - LID_TOP_MM) * texel / 2) + 8,
                                .x0 = left + f->lid_x / texel,
                                .y0 = top + f->lid_y / texel,
                                .mm = 1 / texel};
    enum phil_status status = make_canvas(&c);
    for (int k = 0; k < PHIL_SIM_N_PLANES && !status; k++)
        status = phil_sim_texture_make(&f->lid[k], k ? c.width / 2 : c.width,
                                       k ? c.height / 2 : c.height);
    if (!status) {
        p->closed = true;
        fill_canvas(p, &c);
        phil_sim_paint_strokes(p, &c);
        p->closed = false;
        status = develop(&c, lens_px, f->lid);
    }
    release_canvas(&c);
    return status;
}

/* Wall, shoulders and the still part of the neck at (x, y) mm. */
static void paint_still(const struct phil_sim_painter *p, const struct phil_sim_lattice *noise,
                        double x, double y, double soft, float rgb[3])
{
    const struct phil_sim_identity *id = p->id;
    const double grain = (double)phil_sim_lattice_at(noise, x, y);
    const double broad = (double)phil_sim_lattice_at(&p->blotch, 0.16 * x, 0.16 * y);
    const float wall = (float)(1.0 - 0.0007 * x - 0.0005 * y + 0.006 * grain + 0.02 * broad);
    rgb[0] = id->wall.r * wall;
    rgb[1] = id->wall.g * wall;
    rgb[2] = id->wall.b * wall;
    const double ax = fabs(x), slope = ax > 52 ? 0.34 * (ax - 52) : 0;
    const double shoulder = 151 + slope + 0.0011 * ax * ax * phil_sim_step(90, 200, ax);
    const double collar = 172 + 22 * sqrt(fmax(0, 1 - x * x / (62.0 * 62.0)));
    const double on_neck = phil_sim_step(
        -soft, soft,
        phil_sim_neck_half(y) - ax - 4 * phil_sim_step(HAND_OVER_TO_MM, HAND_OVER_TO_MM - 25, y));
    const double on_body = phil_sim_step(-soft, soft, y - shoulder);
    /* Behind the moving neck the still one is a little narrower: it must not peep out. */
    if (y > 110 && on_neck > 0) {
        float skin[3];
        phil_sim_paint_neck(p, x, y, skin);
        phil_sim_blend(rgb, (struct phil_sim_colour){skin[0], skin[1], skin[2]}, on_neck);
    }
    if (y > 140 && on_body > 0) {
        float skin[3];
        phil_sim_paint_neck(p, fmin(fmax(x, -40), 40), y, skin);
        phil_sim_blend(rgb, (struct phil_sim_colour){skin[0], skin[1], skin[2]}, on_body);
        const double cloth =
            on_body * phil_sim_step(-soft, soft, ax > 62 ? ax - 62 + soft : y - collar);
        const double weave =
            0.03 * grain + 0.05 * broad + 0.10 * phil_sim_spot(0, y - collar - 3.5, 1, 1.0);
        const float k = (float)(0.95 - 0.0012 * x + weave);
        phil_sim_blend(rgb,
                       (struct phil_sim_colour){id->cloth.r * k, id->cloth.g * k, id->cloth.b * k},
                       cloth);
    }
}

static enum phil_status paint_background(struct phil_sim_face *f, const struct phil_sim_painter *p)
{
    const int width = f->set.width, height = f->set.height;
    const double mm = 1 / f->set.px_per_mm, x0 = -f->centre_x * mm, y0 = -f->centre_y * mm;
    struct phil_sim_lattice noise = {0};
    /* Never finer than four pixels, so that it needs no lens. */
    if (!phil_sim_lattice_init(&noise, x0, y0, x0 + width * mm, y0 + height * mm, fmax(2, 4 * mm)))
        return PHIL_EMEM;
    phil_sim_lattice_randomise(&noise, f->set.seed, PHIL_SIM_STREAM_LATTICE + 8);
    memset(f->still[PHIL_SIM_CB], 0, (size_t)width / 2 * (size_t)(height / 2) * sizeof(float));
    memset(f->still[PHIL_SIM_CR], 0, (size_t)width / 2 * (size_t)(height / 2) * sizeof(float));
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            float rgb[3], out[PHIL_SIM_N_PLANES];
            paint_still(p, &noise, x0 + x * mm, y0 + y * mm, 0.8 * mm, rgb);
            luma_chroma(rgb, out);
            f->still[PHIL_SIM_Y][(ptrdiff_t)y * width + x] = out[PHIL_SIM_Y];
            const ptrdiff_t at = (ptrdiff_t)(y / 2) * (width / 2) + x / 2;
            f->still[PHIL_SIM_CB][at] += 0.25f * out[PHIL_SIM_CB];
            f->still[PHIL_SIM_CR][at] += 0.25f * out[PHIL_SIM_CR];
        }
    phil_sim_lattice_release(&noise);
    return PHIL_OK;
}

enum phil_status phil_sim_paint(struct phil_sim_face *face)
{
    const double lens_px = SOFT_LENS_PX + face->set.texture * (SHARP_LENS_PX - SOFT_LENS_PX);
    struct phil_sim_painter painter;
    enum phil_status status = phil_sim_painter_init(&painter, face);
    if (!status)
        status = paint_background(face, &painter);
    if (!status)
        status = paint_layer(face, &painter, lens_px);
    if (!status)
        status = paint_lids(face, &painter, lens_px);
    phil_sim_painter_release(&painter);
    return status;
}
