/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "seeds.h"

const char seed_favourites[] = "0123456789:-?&*!|>%@`'\"[]{}, \n\t#~.\xff";

static const char *const seeds[] = {
    "age: 35\nsex: female\nracing_heart: yes\ncaffeine_mg_per_day: 412.5\nhigh_stress: unknown\n",
    "# mine\n---\n\"age\": \"35\"\n'sex': other\nkidney_disease: ~\npss4: 1e1\n...\n",
    "{age: 3, racing_heart: off, lip_twitch: TRUE}",
    "\xef\xbb\xbf"
    "stress_0_10: 7\r\nface_droop_sudden: no\r\n",
};

char *seed_text(size_t i, size_t *size)
{
    if (i >= sizeof seeds / sizeof seeds[0])
        return NULL;
    char *text = strdup(seeds[i]);
    *size = text ? strlen(text) : 0;
    return text;
}
