/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not built yet: goes away function by function. */
#include <philtrum/monitor.h>

#include <math.h>

__attribute__((weak)) enum phil_status phil_monitor_data_read_csv(struct phil_monitor_data **data,
                                                                  const char *text, size_t size,
                                                                  const char *name,
                                                                  const struct phil_log *log)
{
    return PHIL_EBUG;
}

__attribute__((weak)) void phil_monitor_data_free(struct phil_monitor_data *data)
{
}

__attribute__((weak)) enum phil_status phil_monitor_compute(struct phil_monitor **monitor,
                                                            const struct phil_monitor_data *data,
                                                            const struct phil_log *log)
{
    return PHIL_EBUG;
}

__attribute__((weak)) void phil_monitor_free(struct phil_monitor *monitor)
{
}
