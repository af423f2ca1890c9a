/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "seeds.h"

const char seed_favourites[] = "0123456789-+eE.,:\"'=@TZ{}[]\\\r\n\xef\xff";

static const char *const seeds[] = {
    "time,zone,kind,thing,amount,typed,unit,caffeine_mg,alcohol_g,potassium_mg,note\r\n"
    "2026-11-26T08:30:00+01:00,Europe/Berlin,drink,coffee,2,2,cups,190,0,232,\r\n"
    "2026-11-26T23:30:00+01:00,Europe/Berlin,sleep,,5.5,5.5,h,0,0,0,\"woke, twice\"\r\n"
    "2026-11-26T23:31:00+01:00,,note,,0,0,,0,0,0,\"'=1+1\r\n\"\"quoted\"\"\"\r\n",
    "\xef\xbb\xbfkind,amount,time\nlab,4.1,2026-11-26T08:30:00Z\ntwitch,3,2026-11-26 09:00:00Z\n\n",
    "{\"schema\":\"philtrum.diary/1\",\"entries\":[\n"
    "{\"time\":\"2026-11-26T08:30:00+01:00\",\"zone\":\"Europe/Berlin\",\"kind\":\"drink\","
    "\"thing\":\"coffee\",\"amount\":2.0,\"typed\":2.0,\"unit\":\"cups\",\"caffeine_mg\":190.0,"
    "\"alcohol_g\":0.0,\"potassium_mg\":232.0,\"note\":\"\\u00e4\\n\"},\n"
    "{\"time\":\"2026-11-26T08:30:00Z\",\"kind\":\"stress\",\"amount\":7}\n]}\n",
};

char *seed_text(size_t i, size_t *size)
{
    if (i >= sizeof seeds / sizeof seeds[0])
        return NULL;
    char *text = strdup(seeds[i]);
    *size = text ? strlen(text) : 0;
    return text;
}
