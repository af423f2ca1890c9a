/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "seeds.h"

const char seed_favourites[] = "0123456789-+eE.,:/@ xhnml\n\xc2\xbd\xcc\xff";

static const char *const seeds[] = {
    "coffee 2@08:30\n2 coffees\nhalf a banana\nenergy drink 500ml@yesterday 22:15\n1/2 coffee\n",
    "2 energy drinks 500 ml\nglass of wine\n2 cups of coffee\ncaffeine 200mg\ndried apricots 65g\n",
    "sleep 5.5h\nsleep 5h30@-2h\nsleep 23:30-06:15\nsleep 330min\nstress 7/10\nscreen 9.25h\n",
    "potassium 4.1mmol/L\ncalcium 9.1 mg/dL@2026-11-20 08:30\nmagnesium 1,8 mg/dl\n"
    "medicine furosemide 40mg\n",
    "symptom racing heart\ntwitch 3@monday 8pm\nno twitches\nnote dentist\ncoffee 2 note sugar\n",
    "caf\xc3\xa9 3@2026-11-26T08:30:00+01:00\nespreso\ncoffee nan\ncoffee 1e308\ncoffee -2\n",
};

char *seed_text(size_t i, size_t *size)
{
    if (i >= sizeof seeds / sizeof seeds[0])
        return NULL;
    char *text = strdup(seeds[i]);
    *size = text ? strlen(text) : 0;
    return text;
}
