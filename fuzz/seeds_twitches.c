/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "seeds.h"

const char seed_favourites[] = "0123456789-+eE.:@_, smx\n\xff";

static const char *const seeds[] = {
    "upper_lip_left@1:0.8",
    "chin@0.5 s:0.3 mm:-90 deg\nlower_lip_right@6.5:1e-1:180",
    "brow_left@7:10:360\n\nmouth_corner_right@2.25:0.001:-360\ncheek_left@0:1",
    "upper_lip_middle@86400:1\nlower_lid_left@3:0.2:\n@1:2\nchin@:1\nchin@1:\nchin@nan:1:inf",
};

char *seed_text(size_t i, size_t *size)
{
    if (i >= sizeof seeds / sizeof seeds[0])
        return NULL;
    char *text = strdup(seeds[i]);
    *size = text ? strlen(text) : 0;
    return text;
}
