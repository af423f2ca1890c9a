/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Warnings in plain words, each with a stable code for programs. */
#include "analysis/warnings.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/floor.h"
#include "base/checked.h"

/* Lip twitches are 0.1 to 2 mm (design.md section 2): with a floor above the first of these most
 * can be missed, above the second the clip shows none for certain. */
static const double COARSE_FLOOR_MM = 1.0, USELESS_FLOOR_MM = 2.0;

/* Less rest than this says little about a rate. */
static const double SHORT_REST_S = 20;

/* Below this canthal distance the lips are a few dozen pixels. */
static const double SMALL_PX_PER_MM = 1.0;

PHIL_PRINTF(3, 4)
static bool warn(struct phil_analysis *a, const char *code, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t capacity = a->n_warnings;
    if (!phil_grow((void **)&a->warnings, &capacity, a->n_warnings + 1, sizeof *a->warnings))
        return false;
    char *copy = strdup(text);
    if (!copy)
        return false;
    struct phil_warning *warning = &a->warnings[a->n_warnings++];
    warning->code = code;
    warning->text = copy;
    return true;
}

/* Below this many bits per pixel and frame, codecs repaint skin instead of moving it, and the
 * repainting looks like movement. Drawn faces at 0.06 (480p, 0.7 Mbit/s): eight false twitches a
 * minute; at 0.27 (1080p, 17 Mbit/s) none in 72 s (philtrum draw --grade, analyze, compare). */
static const double FEW_BITS_PER_PIXEL = 0.12;

/* When less than this share of a floor-sized movement survives the codec, small ones are gone. */
static const double WIPED_OUT = 0.5;

static double bits_per_pixel(const struct phil_recording_info *r)
{
    const double pixels = (double)r->width * r->height * r->frame_rate_hz;
    return pixels > 0 && r->bit_rate_bps > 0 ? (double)r->bit_rate_bps / pixels : INFINITY;
}

static bool warn_recording(struct phil_analysis *a)
{
    const struct phil_recording_info *r = &a->recording;
    bool ok = true;
    if (a->interrupted)
        ok &= warn(a, "interrupted",
                   "The analysis was stopped before the end of the clip; only what came before is "
                   "counted.");
    if (r->truncated)
        ok &= warn(a, "truncated",
                   "The file ends early or is cut off. %.1f seconds could be read and are "
                   "analysed here.",
                   r->duration_s);
    if (a->n_faces > 0 && bits_per_pixel(r) < FEW_BITS_PER_PIXEL)
        ok &=
            warn(a, "compressed",
                 "This clip is strongly compressed (%.2g megabits a second). Compression makes up "
                 "small movements: a small twitch may be its work. Use the original file from the "
                 "camera, not one sent through a messenger.",
                 (double)r->bit_rate_bps / 1e6);
    if (r->damaged_frames > 0)
        ok &= warn(a, "damaged", "%lld damaged %s passed over.", (long long)r->damaged_frames,
                   r->damaged_frames == 1 ? "picture was" : "pictures were");
    if (r->timestamps_made_up)
        ok &= warn(a, "no_timestamps",
                   "The file stores no times. %.3g pictures a second were assumed, so durations "
                   "and rates are only as right as that.",
                   r->frame_rate_hz);
    if (r->interlaced)
        ok &= warn(a, "interlaced",
                   "The clip is interlaced (older cameras). Every second line was filled in, which "
                   "costs precision up and down.");
    if (r->frame_rate_hz > 0 && r->frame_rate_hz < 24)
        ok &=
            warn(a, "low_frame_rate",
                 "Only %.3g pictures a second: a twitch shorter than %.0f thousandths of a second "
                 "can fall between two of them.",
                 r->frame_rate_hz, 1000 / r->frame_rate_hz);
    return ok;
}

/* What the lips say of the smallest twitch. */
struct lips {
    double floor_mm;      /* the best; INFINITY when none was measured */
    bool beyond;          /* none was, because short twitches are missed at any size */
    double codec_gain;    /* mean; NaN when unknown */
    const char *untested; /* why, where a floor was measured without it */
};

static struct lips look_at_lips(const struct phil_face_result *face)
{
    struct lips lips = {.floor_mm = INFINITY, .codec_gain = NAN};
    bool beyond = false;
    double gains = 0;
    int n_gains = 0;
    for (int r = PHIL_UPPER_LIP_LEFT; r <= PHIL_MOUTH_CORNER_RIGHT; r++) {
        const struct phil_region_result *region = &face->region[r];
        beyond |=
            region->floor_mm.reason && strcmp(region->floor_mm.reason, phil_floor_beyond) == 0;
        if (!region->codec_gain.reason) {
            gains += region->codec_gain.value;
            n_gains++;
        }
        if (region->floor_mm.reason)
            continue;
        lips.floor_mm = fmin(lips.floor_mm, region->floor_mm.value);
        if (region->codec_gain.reason)
            lips.untested = region->codec_gain.reason;
    }
    if (n_gains > 0)
        lips.codec_gain = gains / n_gains;
    lips.beyond = beyond && !isfinite(lips.floor_mm);
    return lips;
}

/* What compression, noise and size leave of small movements. */
static bool warn_floor(struct phil_analysis *a, const struct phil_face_result *face)
{
    const struct lips lips = look_at_lips(face);
    bool ok = true;
    if (lips.codec_gain < WIPED_OUT)
        ok &= warn(a, "erased",
                   "Compression has wiped out small movements in this clip: about %.0f %% of one "
                   "that would just be noticed is left. Use the original file from the camera, "
                   "not one sent through a messenger.",
                   100 * lips.codec_gain);
    else if (lips.beyond)
        ok &= warn(a, "short_missed",
                   "This clip is so compressed, noisy or small that more than one in ten short "
                   "twitches of the lips would be missed, however large. Use the original file "
                   "from the camera, not one sent through a messenger.");
    else if (isfinite(lips.floor_mm) && lips.floor_mm > USELESS_FLOOR_MM)
        ok &= warn(a, "erased",
                   "This clip is so compressed, noisy or small that a lip twitch below %.1f mm "
                   "might not show. Nearly all twitches are smaller. Use the original file from "
                   "the camera, not one sent through a messenger.",
                   lips.floor_mm);
    else if (isfinite(lips.floor_mm) && lips.floor_mm > COARSE_FLOOR_MM)
        ok &=
            warn(a, "coarse",
                 "Lip twitches below %.1f mm can be missed in this clip, the shortest first. Most "
                 "are smaller. The original file from the camera may show more than one sent "
                 "through a messenger.",
                 lips.floor_mm);
    if (lips.untested)
        ok &= warn(a, "codec_untested",
                   "What compression does to small movements could not be tried on this clip (%s), "
                   "so the smallest size given here may be too hopeful.",
                   lips.untested);
    return ok;
}

static bool warn_face(struct phil_analysis *a, const struct phil_face_result *face)
{
    bool ok = true;
    if (face->usable_s <= 0)
        ok &= warn(a, "no_rest",
                   "The mouth was never at rest and clearly visible, so twitches could not be "
                   "counted. Thirty seconds with a relaxed, closed mouth would do.");
    else if (face->usable_s < SHORT_REST_S)
        ok &= warn(a, "short_rest",
                   "The mouth was at rest for only %.0f %s. A count from so short a time is rough; "
                   "two minutes would be better.",
                   fmax(1, face->usable_s), face->usable_s < 1.5 ? "second" : "seconds");
    if (face->ruler.px_per_mm < SMALL_PX_PER_MM)
        ok &= warn(a, "small_face",
                   "The face is small in the picture (%.1f dots per millimetre). Come closer to "
                   "the camera to see smaller twitches.",
                   face->ruler.px_per_mm);
    ok &= warn_floor(a, face);
    return ok;
}

enum phil_status phil_add_warnings(struct phil_analysis *a)
{
    bool ok = warn_recording(a);
    if (a->n_faces == 0)
        ok &=
            warn(a, "no_face",
                 "No face was found that could be followed for half a second. The face should "
                 "look towards the camera, upright, and fill about half of the picture's height.");
    if (a->n_faces > 1)
        ok &= warn(a, "several_faces",
                   "%zu faces were seen; each is reported by itself, in the order in which they "
                   "appeared.",
                   a->n_faces);
    for (size_t f = 0; f < a->n_faces; f++)
        ok &= warn_face(a, &a->faces[f]);
    return ok ? PHIL_OK : PHIL_EMEM;
}
