/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nasty files as the days of a trial: read or refused whole, written again to the same, analysed to
 * numbers or to reasons why there are none. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nasty.h"
#include "pantry.h"
#include "sound.h"
#include "trial/data.h"

/* From memory of exactly that size, so that a sanitizer sees a step beyond it. */
static struct phil_trial_data *read_exactly(const char *text, size_t size, struct heard *heard)
{
    const struct phil_log log = listen_to(heard);
    struct phil_trial_data *data = NULL;
    char *exact = malloc(size ? size : 1);
    assert_non_null(exact);
    memcpy(exact, text, size);
    const enum phil_status status = phil_trial_data_read_csv(&data, exact, size, "bad.csv", &log);
    free(exact);
    assert_true(status == PHIL_OK || status == PHIL_EFORMAT);
    assert_int_equal(status == PHIL_OK, data != NULL);
    assert_int_equal(heard->errors, status == PHIL_OK ? 0 : 1);
    return data;
}

static char *write_text(const struct phil_trial_data *data, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    assert_non_null(out);
    assert_int_equal(phil_trial_data_write_csv(out, data), PHIL_OK);
    fclose(out);
    return text;
}

static void check_round(const struct phil_trial_data *data, const char *name)
{
    struct heard heard;
    size_t size, again_size;
    char *text = write_text(data, &size);
    struct phil_trial_data *again = read_exactly(text, size, &heard);
    if (!again)
        fail_msg("%s, written again: %s", name, heard.error);
    char *again_text = write_text(again, &again_size);
    assert_int_equal(size, again_size);
    assert_memory_equal(text, again_text, size);
    phil_trial_data_free(again);
    free(again_text);
    free(text);
}

static void every_file_is_read_or_refused_whole(void **state)
{
    struct nasty nasty;
    struct heard heard;
    size_t at;
    for (size_t i = 0; nasty_get(&nasty, i); i++) {
        assert_non_null(nasty.text);
        struct phil_trial_data *data = read_exactly(nasty.text, nasty.size, &heard);
        if (nasty.fate == NASTY_READ && !data)
            fail_msg("%s is refused: %s", nasty.name, heard.error);
        if (nasty.fate == NASTY_REFUSED && data)
            fail_msg("%s is read", nasty.name);
        if (!data && !strstr(heard.error, "bad.csv"))
            fail_msg("%s: no file in \"%s\"", nasty.name, heard.error);
        if (data) {
            assert_null(phil_trial_data_fault(data, &at));
            check_round(data, nasty.name);
        }
        phil_trial_data_free(data);
        free(nasty.text);
    }
}

static void every_file_that_is_read_is_analysed(void **state)
{
    struct nasty nasty;
    struct heard heard;
    for (size_t i = 0; nasty_get(&nasty, i); i++) {
        struct phil_trial_data *data = read_exactly(nasty.text, nasty.size, &heard);
        struct phil_trial_result *result = NULL;
        if (data) {
            assert_int_equal(phil_trial_analyze(&result, data, NULL, NULL), PHIL_OK);
            const char *why = sound_result(result, data);
            if (why)
                fail_msg("%s: %s", nasty.name, why);
        }
        phil_trial_result_free(result);
        phil_trial_data_free(data);
        free(nasty.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_read_or_refused_whole),
        cmocka_unit_test(every_file_that_is_read_is_analysed),
    };
    return cmocka_run_group_tests_name("trial_hostile_csv", tests, NULL, NULL);
}
