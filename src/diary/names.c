/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stable words for what the step's enums hold. */
#include <philtrum/diary.h>

const char *phil_entry_kind_name(enum phil_entry_kind kind)
{
    static const char *const names[PHIL_N_ENTRY_KINDS] = {"drink",  "food",     "sleep", "stress",
                                                          "screen", "medicine", "lab",   "symptom",
                                                          "twitch", "note"};
    return (unsigned)kind < PHIL_N_ENTRY_KINDS ? names[kind] : NULL;
}
