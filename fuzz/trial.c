/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as the days of a trial and as a plan: refused whole with one reason, or read into what
 * is sound and comes back the same; days that were read are analysed to numbers or reasons.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/words.h"
#include "promise.h"
#include "sound.h"
#include "trial/data.h"

enum { MOST_ANALYSED = 60 /* days: the rest of the reading must stay quick */ };

static void count_error(void *user, enum phil_level level, const char *text)
{
    promise(text[0] && !phil_text_fault(text, strlen(text), false),
            "a message is one line of UTF-8");
    *(int *)user += level == PHIL_LOG_ERROR;
}

/* What a writer wrote. */
struct written {
    char *text;
    size_t size;
};

static struct written days_written(const struct phil_trial_data *data)
{
    struct written w = {NULL, 0};
    FILE *out = open_memstream(&w.text, &w.size);
    if (!out)
        abort();
    promise(phil_trial_data_write_csv(out, data) == PHIL_OK, "days that were read can be written");
    fclose(out);
    return w;
}

static struct written plan_written(const struct phil_trial_plan *plan)
{
    struct written w = {NULL, 0};
    FILE *out = open_memstream(&w.text, &w.size);
    if (!out)
        abort();
    promise(phil_trial_plan_write(out, plan) == PHIL_OK, "a plan that was read can be written");
    fclose(out);
    return w;
}

static void check_same(struct written a, struct written b)
{
    promise(a.size == b.size && memcmp(a.text, b.text, a.size) == 0,
            "what was read comes back the same");
    free(a.text);
    free(b.text);
}

static void analyse(const struct phil_trial_data *data)
{
    struct phil_trial_settings settings = phil_trial_defaults();
    struct phil_trial_result *result = NULL;
    settings.sensitivity = false;
    settings.most_assignments = 100;
    promise(phil_trial_analyze(&result, data, &settings, NULL) == PHIL_OK,
            "days that were read can be analysed");
    promise(sound_result(result, data) == NULL, "a result is sound");
    phil_trial_result_free(result);
}

static void check_days(const char *text, size_t size)
{
    struct phil_trial_data *data = NULL, *again = NULL;
    int errors = 0;
    size_t at;
    const struct phil_log log = {count_error, &errors};
    const enum phil_status status = phil_trial_data_read_csv(&data, text, size, "fuzz", &log);
    promise(status == PHIL_OK || status == PHIL_EFORMAT, "bad days are EFORMAT");
    promise(errors == (status != PHIL_OK), "a refusal has one reason");
    promise((status == PHIL_OK) == (data != NULL), "all or nothing");
    if (!data)
        return;
    promise(!phil_trial_data_fault(data, &at), "days that were read are sound");
    const struct written once = days_written(data);
    promise(phil_trial_data_read_csv(&again, once.text, once.size, "again", NULL) == PHIL_OK,
            "days that were written can be read");
    check_same(once, days_written(again));
    if (data->n_days <= MOST_ANALYSED)
        analyse(data);
    phil_trial_data_free(again);
    phil_trial_data_free(data);
}

static void check_plan(const char *text, size_t size)
{
    struct phil_trial_plan plan, again;
    int errors = 0;
    const struct phil_log log = {count_error, &errors};
    memset(&plan, 0, sizeof plan);
    const enum phil_status status = phil_trial_plan_read(&plan, text, size, &log);
    promise(status == PHIL_OK || status == PHIL_EFORMAT, "a bad plan is EFORMAT");
    promise(errors == (status != PHIL_OK), "a refusal has one reason");
    if (status)
        return;
    const int days = phil_trial_plan_days(&plan);
    promise(days > 0, "a plan has days");
    for (int d = -1; d <= days; d++) {
        const struct phil_trial_slot slot = phil_trial_slot_of(&plan, 20000, 20000 + d);
        promise((slot.phase == PHIL_PHASE_BEFORE) == (d < 0) &&
                    (slot.phase == PHIL_PHASE_AFTER) == (d == days),
                "every day of a plan has its place");
        promise(slot.period >= 0 && slot.block >= 0 && slot.block <= plan.shape.n_blocks &&
                    slot.days_left >= 0,
                "... and it is a place in the plan");
    }
    const struct written once = plan_written(&plan);
    promise(phil_trial_plan_read(&again, once.text, once.size, NULL) == PHIL_OK,
            "a plan that was written can be read");
    check_same(once, plan_written(&again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    promise_to_end();
    check_days((const char *)data, size);
    check_plan((const char *)data, size);
    return 0;
}
