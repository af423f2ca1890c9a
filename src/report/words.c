/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for regions, movements and labels, and numbers as people read them. */
#include <math.h>
#include <stdio.h>

#include "report/wording.h"

const char *phil_region_in_words(enum phil_region region)
{
    static const char *const words[PHIL_N_REGIONS] = {
        [PHIL_UPPER_LIP_LEFT] = "left upper lip",
        [PHIL_UPPER_LIP_MIDDLE] = "middle of the upper lip",
        [PHIL_UPPER_LIP_RIGHT] = "right upper lip",
        [PHIL_LOWER_LIP_LEFT] = "left lower lip",
        [PHIL_LOWER_LIP_MIDDLE] = "middle of the lower lip",
        [PHIL_LOWER_LIP_RIGHT] = "right lower lip",
        [PHIL_MOUTH_CORNER_LEFT] = "left corner of the mouth",
        [PHIL_MOUTH_CORNER_RIGHT] = "right corner of the mouth",
        [PHIL_CHIN] = "chin",
        [PHIL_CHEEK_LEFT] = "left cheek",
        [PHIL_CHEEK_RIGHT] = "right cheek",
        [PHIL_LOWER_LID_LEFT] = "left lower eyelid",
        [PHIL_LOWER_LID_RIGHT] = "right lower eyelid",
        [PHIL_UPPER_LID_LEFT] = "left upper eyelid",
        [PHIL_UPPER_LID_RIGHT] = "right upper eyelid",
        [PHIL_BROW_LEFT] = "left eyebrow",
        [PHIL_BROW_RIGHT] = "right eyebrow",
    };
    return (unsigned)region < PHIL_N_REGIONS ? words[region] : "face";
}

const char *phil_movement_in_words(enum phil_movement movement)
{
    static const char *const words[PHIL_N_MOVEMENTS] = {
        [PHIL_MOVEMENT_NONE] = "no movement of note",
        [PHIL_MOVEMENT_ISOLATED_TWITCHES] = "single short twitches",
        [PHIL_MOVEMENT_RIPPLE] = "a fine rippling of the skin",
        [PHIL_MOVEMENT_CLONIC_BURSTS] = "bursts of quick jerks",
        [PHIL_MOVEMENT_TONIC_SPASM] = "a pull that holds for a second or longer",
        [PHIL_MOVEMENT_TREMOR] = "a regular trembling",
        [PHIL_MOVEMENT_TIC_LIKE] = "short movements like those of a tic",
        [PHIL_MOVEMENT_VOLUNTARY] = "movements made on purpose",
    };
    return (unsigned)movement < PHIL_N_MOVEMENTS ? words[movement] : "no movement of note";
}

const char *phil_label_in_words(enum phil_segment_label label)
{
    static const char *const words[PHIL_N_LABELS] = {
        [PHIL_SEGMENT_REST] = "at rest",
        [PHIL_SEGMENT_SPEECH] = "of talking or moving the mouth",
        [PHIL_SEGMENT_SMILE] = "of smiling",
        [PHIL_SEGMENT_CHEWING] = "of chewing",
        [PHIL_SEGMENT_HEAD_TURN] = "with the head turned",
        [PHIL_SEGMENT_OCCLUDED] = "with the face covered",
        [PHIL_SEGMENT_NO_FACE] = "without the face in view",
    };
    return (unsigned)label < PHIL_N_LABELS ? words[label] : "of something else";
}

struct phil_number phil_mm(double mm)
{
    const double size = fabs(mm);
    return phil_fixed(mm, size < 0.0995 ? 3 : size < 0.995 ? 2 : size < 9.95 ? 1 : 0);
}

struct phil_number phil_seconds(double s)
{
    struct phil_number number = phil_fixed(s, s < 9.95 ? 1 : 0);
    if (!isfinite(s)) {
        snprintf(number.s, sizeof number.s, "some seconds");
    } else if (s < 120) {
        struct phil_number bare = phil_short(s, s < 9.95 ? 1 : 0);
        snprintf(number.s, sizeof number.s, "%.30s s", bare.s);
    } else {
        const int64_t whole = llround(fmin(s, 1e15));
        snprintf(number.s, sizeof number.s, "%lld min %d s", (long long)(whole / 60),
                 (int)(whole % 60));
    }
    return number;
}

struct phil_number phil_duration(double s)
{
    struct phil_number number;
    if (s < 0.9995)
        snprintf(number.s, sizeof number.s, "%.30s ms", phil_fixed(1000 * s, 0).s);
    else
        snprintf(number.s, sizeof number.s, "%.30s s", phil_fixed(s, 1).s);
    return number;
}

struct phil_number phil_rate(double per_min)
{
    return per_min < 9.95 ? phil_short(per_min, 1) : phil_fixed(per_min, 0);
}
