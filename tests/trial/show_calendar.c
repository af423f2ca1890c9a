/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_calendar FIRST-DAY ZONE BLOCKS CLIP-TIME: a calendar on standard output, for the shell test.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calendar_plan.h"
#include "trial/data.h"

int main(int argc, char **argv)
{
    const struct phil_moment now = {.utc_s = 1790000000, .offset_s = 7200};
    int64_t first;
    if (argc != 5 || !phil_date_read(argv[1], &first))
        return EXIT_FAILURE;
    struct phil_trial_plan plan = calendar_plan(atoi(argv[3]));
    snprintf(plan.clip_time, sizeof plan.clip_time, "%s", argv[4]);
    return phil_trial_calendar(stdout, &plan, first, argv[2], &now) ? EXIT_FAILURE : EXIT_SUCCESS;
}
