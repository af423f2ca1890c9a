/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "seeds.h"

const char seed_favourites[] = "0123456789-+eE.:@=,_/ sgHz\n\xff";

static const char *const seeds[] = {
    "cause caffeine\ndose 6mg/kg\nact press:0.3@2-5\nact blink@4",
    "severity 0.3\ncause hemifacial_spasm\nset load=20\nset current=50 uA/cm2\nside right\n"
    "stimulate zygomatic:left@1.5\nstimulate foramen@2 s",
    "cause low_potassium\ndose 2.5 mmol/L\ncause stress\nseverity 1\nunits 400\n"
    "units mentalis=5\nunits oris_upper_left=20000",
    "cause als\nset dose=0.4\nset =\nset dose=\nset frob=1\ncause als\ncause caffein\n"
    "dose 1,5\ndose nan\ndose -0\nact smile:@1-2\nact ramp:1@0-1e-3\nact squeeze:.5@5-3",
    "dose 3\nact @\nact :@:\nstimulate @1\nstimulate marginal:both@1\nunits =\nunits =5\n"
    "severity 2\nside middle\nact speech@0-3600\nact blink@0-1\nset dose=1",
};

char *seed_text(size_t i, size_t *size)
{
    if (i >= sizeof seeds / sizeof seeds[0])
        return NULL;
    char *text = strdup(seeds[i]);
    *size = text ? strlen(text) : 0;
    return text;
}
