/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not built yet: goes away function by function. */
#include <philtrum/report.h>

#include <math.h>

__attribute__((weak)) enum phil_status
phil_report_monitor_terminal(FILE *out, const struct phil_monitor *monitor,
                             const struct phil_terminal_style *style)
{
    return PHIL_EBUG;
}

__attribute__((weak)) enum phil_status phil_report_monitor_csv(FILE *out,
                                                               const struct phil_monitor *monitor)
{
    return PHIL_EBUG;
}

__attribute__((weak)) enum phil_status phil_report_monitor_html(FILE *out,
                                                                const struct phil_monitor *monitor)
{
    return PHIL_EBUG;
}
