/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "seeds.h"

const char seed_favourites[] = "0123456789-+eE.,:\"'xto \r\n\xef\xff";

static const char *const seeds[] = {
    "patient,day,count,exposure_min,treatment,dose\n"
    "a,0,20,5,toxin,25\na,14,3,5,,\na,28,2,5,,\na,84,9,5,,\n"
    "b,-3,7,2.5,,\nb,0,,,decompression,\nb,0,,,other,1\nb,60,0,5,,\nb,60,1,5,,\n",
    "\xef\xbb\xbf\"name\",exposure_min,patient,count,day,treatment\r\n"
    "\"Doe, \"\"J\"\"\",5,x,3,2026-02-28,\r\n\r\n,5,x,4,2026-03-01,Toxin\r\n,,x,,2026-03-02,other",
};

char *seed_text(size_t i, size_t *size)
{
    if (i >= sizeof seeds / sizeof seeds[0])
        return NULL;
    char *text = strdup(seeds[i]);
    *size = text ? strlen(text) : 0;
    return text;
}
