/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Traces as comma-separated values (RFC 4180 without need for quotes, lines end in LF).
 *
 * Millimetres come from the face's own ruler. Times have six digits and lengths five, a tenth of
 * what the best recording could resolve. Written line by line, so memory does not grow.
 */
#include <philtrum/report.h>

#include <math.h>

#include "report/text_buffer.h"

static void add_header(struct phil_text *line)
{
    phil_text_add(line, "time_s,face,head_x_px,head_y_px,head_scale,head_roll_deg,"
                        "head_parallax_x_px,head_parallax_y_px,mouth_open,gain,head_flags");
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const char *name = phil_region_name((enum phil_region)r);
        phil_text_printf(line, ",%s_dx_mm,%s_dy_mm,%s_sd_mm,%s_flags", name, name, name, name);
    }
    phil_text_add(line, "\n");
}

static void add_field(struct phil_text *line, double value, int decimals, bool usable)
{
    phil_text_add(line, ",");
    if (usable && isfinite(value))
        phil_text_add(line, phil_fixed(value, decimals).s);
}

static void add_head(struct phil_text *line, const struct phil_head_sample *head)
{
    const bool seen = !(head->flags & PHIL_SAMPLE_NO_FACE);
    const bool steadied = !(head->flags & PHIL_SAMPLE_UNUSABLE);
    const double degree = 57.29577951308232;
    add_field(line, head->x_px, 3, seen);
    add_field(line, head->y_px, 3, seen);
    add_field(line, head->scale, 5, seen);
    add_field(line, head->roll_rad * degree, 3, seen);
    add_field(line, head->parallax_x, 3, steadied);
    add_field(line, head->parallax_y, 3, steadied);
    add_field(line, head->mouth_open, 4, steadied);
    add_field(line, head->gain, 4, seen);
    phil_text_printf(line, ",%d", head->flags);
}

static void add_sample(struct phil_text *line, const struct phil_sample *sample, double px_per_mm)
{
    const bool usable = !(sample->flags & PHIL_SAMPLE_UNUSABLE) && px_per_mm > 0 &&
                        isfinite(sample->dx_px) && isfinite(sample->dy_px);
    add_field(line, sample->dx_px / px_per_mm, 5, usable);
    add_field(line, sample->dy_px / px_per_mm, 5, usable);
    add_field(line, sample->sd_px / px_per_mm, 5, usable);
    phil_text_printf(line, ",%d", sample->flags);
}

static enum phil_status write_face(FILE *out, const struct phil_face_result *face,
                                   struct phil_text *line)
{
    const struct phil_trace *trace = &face->trace;
    for (size_t i = 0; i < trace->n_frames; i++) {
        phil_text_clear(line);
        phil_text_printf(line, "%s,%d", phil_fixed(trace->time_s[i], 6).s, face->id);
        add_head(line, &trace->head[i]);
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            add_sample(line, &trace->region[r][i], face->ruler.px_per_mm);
        phil_text_add(line, "\n");
        if (line->failed)
            return PHIL_EMEM;
        if (fwrite(line->data, 1, line->length, out) != line->length)
            return PHIL_EIO;
    }
    return PHIL_OK;
}

enum phil_status phil_report_csv(FILE *out, const struct phil_analysis *analysis)
{
    struct phil_text line = {0};
    add_header(&line);
    enum phil_status status = phil_text_send(&line, out);
    for (size_t f = 0; f < analysis->n_faces && status == PHIL_OK; f++)
        status = write_face(out, &analysis->faces[f], &line);
    if (status == PHIL_OK && (fflush(out) || ferror(out)))
        status = PHIL_EIO;
    phil_text_release(&line);
    return status;
}
