/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for the kinds of treatment. */
#include <philtrum/monitor.h>

const char *phil_treatment_name(enum phil_treatment treatment)
{
    static const char *const names[] = {[PHIL_TREATMENT_TOXIN] = "toxin",
                                        [PHIL_TREATMENT_DECOMPRESSION] = "decompression",
                                        [PHIL_TREATMENT_OTHER] = "other"};
    return (int)treatment >= 0 && treatment < PHIL_N_TREATMENTS ? names[treatment] : NULL;
}
