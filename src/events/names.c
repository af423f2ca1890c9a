/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the contract for kinds and labels. */
#include <philtrum/events.h>

const char *phil_event_kind_name(enum phil_event_kind kind)
{
    static const char *const names[] = {"twitch", "blink", "speech", "swallow", "other"};
    return (unsigned)kind < 5 ? names[kind] : "other";
}

const char *phil_segment_label_name(enum phil_segment_label label)
{
    static const char *const names[] = {"rest",      "speech",   "smile",  "chewing",
                                        "head_turn", "occluded", "no_face"};
    return (unsigned)label < 7 ? names[label] : "no_face";
}
