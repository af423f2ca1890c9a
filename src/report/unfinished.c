/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not built yet. */
#include <philtrum/report.h>

__attribute__((weak)) enum phil_status
phil_report_simulation_html(FILE *out, const struct phil_nerve_result *result)
{
    return PHIL_EBUG;
}

