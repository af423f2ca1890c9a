/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "seeds.h"

const char seed_favourites[] = "0123456789-+eE.,:;\"'=ABN{}[]\\\r\n\xef\xff";

static const char *const seeds[] = {
    "day,period,arm,count,exposure_min\n"
    "1,1,A,4,2.5\n2,1,A,6,2\n3,2,B,1,2.5\n4,2,B,2,1\n5,3,B,0,2.5\n6,3,B,1,1.25\n"
    "7,4,A,5,2\n8,4,A,,\n9,5,A,7,2\n10,6,B,3,2\n",
    "\xef\xbb\xbf"
    "day,period,block,arm,done,breach,count,exposure_min,dose,felt,other_side,"
    "other_side_min,blinks,blinks_min,use,why,mood\r\n"
    "2026-03-28,0,0,A,A,no,3,2,200,4,0,2,30,2,run_in,,\r\n"
    "2026-03-29,1,1,A,A,no,3,2,200,4,0,2,30,2,washout,,\"so, so\"\r\n"
    "2026-03-30,1,1,A,B,yes,,,0,,,,,,missed,\"'=1+1\",\"\"\"\"\r\n"
    "2026-03-31,2,1,B,B,no,1,2,0,1,1,2,31,2,used,,\r\n",
    "{\"schema\":\"philtrum.plan/1\",\"remedy\":\"less_caffeine\",\"title\":\"Less caffeine\","
    "\"usual\":\"Drink as usual.\",\"with\":\"No caffeine.\",\"run_in\":\"Taper.\","
    "\"dose\":\"caffeine_mg\",\"dose_rises\":false,\"n_blocks\":2,\"period_days\":5,"
    "\"washout_days\":2,\"run_in_days\":14,\"zone\":\"Europe/Berlin\",\"clip_min\":2.5,"
    "\"clip_time\":\"20:00\",\"rate_per_min\":2.0,\"exposure_min\":2.5,\"overdispersion\":0.3,"
    "\"day_sd\":0.4,\"autocorrelation\":0.4,\"background_days\":9,\"rate_ratio\":0.5,"
    "\"power\":0.8,\"power_at_seven_tenths\":0.3,\"sources\":\"A B\","
    "\"seed\":\"18446744073709551615\",\"planned\":\"2026-11-26T08:30:00+01:00\","
    "\"side\":\"left\",\"remedy_first\":[true,false],\"cautions\":[\"See a doctor first.\"]}\n",
};

char *seed_text(size_t i, size_t *size)
{
    if (i >= sizeof seeds / sizeof seeds[0])
        return NULL;
    char *text = strdup(seeds[i]);
    *size = text ? strlen(text) : 0;
    return text;
}
