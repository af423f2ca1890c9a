/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor_fixture.h"

#include <stdlib.h>
#include <string.h>

const char monitor_list[] = "patient,day,count,exposure_min,treatment,dose\n"
                            "\"Mustermann, E\",2025-12-18,31,5,,\n"
                            "\"Mustermann, E\",2026-01-01,24,5,toxin,25\n"
                            "\"Mustermann, E\",2026-01-08,9,5,,\n"
                            "\"Mustermann, E\",2026-01-29,3,5,,\n"
                            "\"Mustermann, E\",2026-02-26,5,5,,\n"
                            "\"Mustermann, E\",2026-03-26,17,5,,\n"
                            "\"Mustermann, E\",2026-04-23,28,5,toxin,\n"
                            "\"Mustermann, E\",2026-04-30,10,5,,\n"
                            "\"Mustermann, E\",2026-05-21,2,5,,\n"
                            "\"Mustermann, E\",2026-05-21,3,5,,\n"
                            "B,-20,40,5,,\nB,-20,33,5,,\nB,0,,,decompression,\nB,9,12,5,,\n"
                            "B,60,1,5,,\nB,200,0,5,,\n"
                            "C,0,,,other,\nC,4,7,5,,\nC,4,9,5,,\n";

struct phil_monitor *monitor_make(void)
{
    struct phil_monitor_data *data;
    struct phil_monitor *monitor;
    if (phil_monitor_data_read_csv(&data, monitor_list, strlen(monitor_list), "list.csv", NULL) ||
        phil_monitor_compute(&monitor, data, NULL, NULL))
        abort();
    phil_monitor_data_free(data);
    return monitor;
}

enum phil_status monitor_write_to(FILE *out, const struct phil_monitor *monitor,
                                  enum monitor_form form)
{
    static const struct phil_terminal_style style = {80, false, true};
    switch (form) {
    case MONITOR_JSON:
        return phil_report_monitor_json(out, monitor);
    case MONITOR_CSV:
        return phil_report_monitor_csv(out, monitor);
    case MONITOR_HTML:
        return phil_report_monitor_html(out, monitor);
    default:
        return phil_report_monitor_terminal(out, monitor, &style);
    }
}

char *monitor_write(const struct phil_monitor *monitor, enum monitor_form form)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out || monitor_write_to(out, monitor, form) != PHIL_OK)
        abort();
    fclose(out);
    return text;
}
