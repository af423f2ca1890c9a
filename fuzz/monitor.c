/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a clinic's list of visits: refused whole with one reason, or read into visits and
 * treatments that are sound and in order; some of the small ones are worked out and told too.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/report.h>

#include "diary/words.h"
#include "promise.h"

static void count_error(void *user, enum phil_level level, const char *text)
{
    promise(text[0] && !phil_text_fault(text, strlen(text), false),
            "a message is one line of UTF-8");
    *(int *)user += level == PHIL_LOG_ERROR;
}

static void check_data(const struct phil_monitor_data *data)
{
    for (size_t i = 0; i < data->n_visits; i++) {
        const struct phil_visit *v = &data->visits[i];
        promise(v->patient >= 1 && v->patient <= data->n_patients, "a visit is of a patient");
        promise(v->tally.count >= 0 && v->tally.count == floor(v->tally.count) &&
                    v->tally.exposure_min > 0 && isfinite(v->tally.exposure_min),
                "a visit is a count over a time");
        promise(i == 0 || v[-1].patient < v->patient ||
                    (v[-1].patient == v->patient && v[-1].day <= v->day),
                "visits are in order");
    }
    for (size_t i = 0; i < data->n_courses; i++)
        promise((int)data->courses[i].treatment < PHIL_N_TREATMENTS &&
                    (isnan(data->courses[i].dose) || data->courses[i].dose >= 0),
                "a treatment is one");
}

static void tell(const struct phil_monitor *monitor)
{
    static const struct phil_terminal_style style = {80, true, true};
    FILE *out = fopen("/dev/null", "w");
    if (!out)
        abort();
    promise(phil_report_monitor_terminal(out, monitor, &style) == PHIL_OK &&
                phil_report_monitor_json(out, monitor) == PHIL_OK &&
                phil_report_monitor_csv(out, monitor) == PHIL_OK &&
                phil_report_monitor_html(out, monitor) == PHIL_OK,
            "what was worked out can be told");
    fclose(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct phil_monitor_data *data = NULL;
    struct phil_monitor *monitor = NULL;
    int errors = 0;
    const struct phil_log log = {count_error, &errors};
    promise_to_end();
    const enum phil_status status =
        phil_monitor_data_read_csv(&data, (const char *)bytes, size, "fuzz", &log);
    promise(status == PHIL_OK || status == PHIL_EFORMAT, "a bad list is EFORMAT");
    promise(errors == (status != PHIL_OK), "a refusal has one reason");
    promise((status == PHIL_OK) == (data != NULL), "all or nothing");
    if (data)
        check_data(data);
    /* A fit takes some milliseconds: one small list in four. */
    if (data && size % 4 == 0 && data->n_courses <= 3 && data->n_visits <= 12) {
        promise(phil_monitor_compute(&monitor, data, NULL, &log) == PHIL_OK,
                "what is sound is worked out");
        tell(monitor);
        phil_monitor_free(monitor);
    }
    phil_monitor_data_free(data);
    return 0;
}
