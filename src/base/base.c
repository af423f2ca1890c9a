/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status texts, messages, values that may be missing, names of regions. */
#include <philtrum/base.h>

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/config.h"

const char *phil_version(void)
{
    return PHIL_VERSION;
}

const char *phil_status_text(enum phil_status status)
{
    switch (status) {
    case PHIL_OK:
        return "done";
    case PHIL_END:
        return "nothing more";
    case PHIL_EARG:
        return "argument out of range";
    case PHIL_EMEM:
        return "out of memory";
    case PHIL_EIO:
        return "write failed";
    case PHIL_EINPUT:
        return "cannot be read";
    case PHIL_EFORMAT:
        return "not understood";
    case PHIL_EDATA:
        return "too little data";
    case PHIL_ECONV:
        return "did not converge";
    case PHIL_ECANCEL:
        return "stopped";
    case PHIL_EBUG:
        return "bug in philtrum";
    }
    return "unknown status";
}

/* A message is one line, whatever a hostile file name holds: control characters would let a file
 * rewrite the terminal. */
static void make_printable(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c; c++) {
        if (*c < 0x20 || *c == 0x7f)
            *c = '?';
        /* The second set of control characters, U+0080 to U+009F in UTF-8. */
        if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f)
            c[0] = c[1] = '?';
    }
}

void phil_log_message(const struct phil_log *log, enum phil_level level, const char *format, ...)
{
    if (!log || !log->message)
        return;
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    make_printable(text);
    log->message(log->user, level, text);
}

bool phil_progress_report(const struct phil_progress *progress, double done_s, double total_s)
{
    return !progress || !progress->report || progress->report(progress->user, done_s, total_s);
}

struct phil_value phil_measured(double value)
{
    return (struct phil_value){.value = value, .reason = NULL};
}

struct phil_value phil_unmeasured(const char *reason)
{
    return (struct phil_value){.value = NAN, .reason = reason};
}

static const struct region_entry {
    const char *name, *plain;
    enum phil_side side;
    enum phil_region mirror;
} regions[PHIL_N_REGIONS] = {
    [PHIL_UPPER_LIP_LEFT] = {"upper_lip_left", "upper lip, left", PHIL_SIDE_LEFT,
                             PHIL_UPPER_LIP_RIGHT},
    [PHIL_UPPER_LIP_MIDDLE] = {"upper_lip_middle", "upper lip, middle", PHIL_SIDE_MIDDLE,
                               PHIL_UPPER_LIP_MIDDLE},
    [PHIL_UPPER_LIP_RIGHT] = {"upper_lip_right", "upper lip, right", PHIL_SIDE_RIGHT,
                              PHIL_UPPER_LIP_LEFT},
    [PHIL_LOWER_LIP_LEFT] = {"lower_lip_left", "lower lip, left", PHIL_SIDE_LEFT,
                             PHIL_LOWER_LIP_RIGHT},
    [PHIL_LOWER_LIP_MIDDLE] = {"lower_lip_middle", "lower lip, middle", PHIL_SIDE_MIDDLE,
                               PHIL_LOWER_LIP_MIDDLE},
    [PHIL_LOWER_LIP_RIGHT] = {"lower_lip_right", "lower lip, right", PHIL_SIDE_RIGHT,
                              PHIL_LOWER_LIP_LEFT},
    [PHIL_MOUTH_CORNER_LEFT] = {"mouth_corner_left", "corner of the mouth, left", PHIL_SIDE_LEFT,
                                PHIL_MOUTH_CORNER_RIGHT},
    [PHIL_MOUTH_CORNER_RIGHT] = {"mouth_corner_right", "corner of the mouth, right",
                                 PHIL_SIDE_RIGHT, PHIL_MOUTH_CORNER_LEFT},
    [PHIL_CHIN] = {"chin", "chin", PHIL_SIDE_MIDDLE, PHIL_CHIN},
    [PHIL_CHEEK_LEFT] = {"cheek_left", "cheek, left", PHIL_SIDE_LEFT, PHIL_CHEEK_RIGHT},
    [PHIL_CHEEK_RIGHT] = {"cheek_right", "cheek, right", PHIL_SIDE_RIGHT, PHIL_CHEEK_LEFT},
    [PHIL_LOWER_LID_LEFT] = {"lower_lid_left", "lower eyelid, left", PHIL_SIDE_LEFT,
                             PHIL_LOWER_LID_RIGHT},
    [PHIL_LOWER_LID_RIGHT] = {"lower_lid_right", "lower eyelid, right", PHIL_SIDE_RIGHT,
                              PHIL_LOWER_LID_LEFT},
    [PHIL_UPPER_LID_LEFT] = {"upper_lid_left", "upper eyelid, left", PHIL_SIDE_LEFT,
                             PHIL_UPPER_LID_RIGHT},
    [PHIL_UPPER_LID_RIGHT] = {"upper_lid_right", "upper eyelid, right", PHIL_SIDE_RIGHT,
                              PHIL_UPPER_LID_LEFT},
    [PHIL_BROW_LEFT] = {"brow_left", "eyebrow, left", PHIL_SIDE_LEFT, PHIL_BROW_RIGHT},
    [PHIL_BROW_RIGHT] = {"brow_right", "eyebrow, right", PHIL_SIDE_RIGHT, PHIL_BROW_LEFT},
};

static bool is_region(enum phil_region region)
{
    return (unsigned)region < PHIL_N_REGIONS;
}

const char *phil_region_name(enum phil_region region)
{
    return is_region(region) ? regions[region].name : NULL;
}

const char *phil_region_plain_name(enum phil_region region)
{
    return is_region(region) ? regions[region].plain : NULL;
}

enum phil_region phil_region_from_name(const char *name)
{
    for (int r = 0; name && r < PHIL_N_REGIONS; r++)
        if (strcmp(name, regions[r].name) == 0)
            return (enum phil_region)r;
    return PHIL_N_REGIONS;
}

enum phil_side phil_region_side(enum phil_region region)
{
    return is_region(region) ? regions[region].side : PHIL_SIDE_MIDDLE;
}

enum phil_region phil_region_mirror(enum phil_region region)
{
    return is_region(region) ? regions[region].mirror : region;
}

const char *phil_side_name(enum phil_side side)
{
    static const char *const names[] = {"left", "right", "both", "middle"};
    return (unsigned)side < 4 ? names[side] : "middle";
}
