/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a day stands in a plan, where a trial stands on a day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <philtrum/trial.h>

static const struct phil_trial_plan plan = {
    .shape = {.n_blocks = 2, .period_days = 3, .washout_days = 1},
    .run_in_days = 2,
    .remedy_first = {true, false}};

/* The whole plan, day by day: run-in, BA, AB. */
static void every_day_of_a_plan(void **state)
{
    static const struct {
        enum phil_trial_phase phase;
        int period, block, day, left;
        enum phil_arm arm;
    } days[] = {
        {PHIL_PHASE_RUN_IN, 0, 0, 1, 1, PHIL_ARM_USUAL},
        {PHIL_PHASE_RUN_IN, 0, 0, 2, 0, PHIL_ARM_USUAL},
        {PHIL_PHASE_WASHOUT, 1, 1, 1, 2, PHIL_ARM_REMEDY},
        {PHIL_PHASE_MEASURE, 1, 1, 2, 1, PHIL_ARM_REMEDY},
        {PHIL_PHASE_MEASURE, 1, 1, 3, 0, PHIL_ARM_REMEDY},
        {PHIL_PHASE_WASHOUT, 2, 1, 1, 2, PHIL_ARM_USUAL},
        {PHIL_PHASE_MEASURE, 2, 1, 2, 1, PHIL_ARM_USUAL},
        {PHIL_PHASE_MEASURE, 2, 1, 3, 0, PHIL_ARM_USUAL},
        {PHIL_PHASE_WASHOUT, 3, 2, 1, 2, PHIL_ARM_USUAL},
        {PHIL_PHASE_MEASURE, 3, 2, 2, 1, PHIL_ARM_USUAL},
        {PHIL_PHASE_MEASURE, 3, 2, 3, 0, PHIL_ARM_USUAL},
        {PHIL_PHASE_WASHOUT, 4, 2, 1, 2, PHIL_ARM_REMEDY},
        {PHIL_PHASE_MEASURE, 4, 2, 2, 1, PHIL_ARM_REMEDY},
        {PHIL_PHASE_MEASURE, 4, 2, 3, 0, PHIL_ARM_REMEDY},
    };
    const int n = sizeof days / sizeof *days;
    assert_int_equal(phil_trial_plan_days(&plan), n);
    for (int i = 0; i < n; i++) {
        const struct phil_trial_slot slot = phil_trial_slot_of(&plan, 20000, 20000 + i);
        assert_int_equal(slot.phase, days[i].phase);
        assert_int_equal(slot.number, i + 1);
        assert_int_equal(slot.period, days[i].period);
        assert_int_equal(slot.block, days[i].block);
        assert_int_equal(slot.day_of_period, days[i].day);
        assert_int_equal(slot.days_left, days[i].left);
        assert_int_equal(slot.arm, days[i].arm);
    }
}

static void before_and_after(void **state)
{
    static const int64_t far[] = {-2000000, 19999, 20014, 2000000};
    for (int i = 0; i < 4; i++) {
        const struct phil_trial_slot slot = phil_trial_slot_of(&plan, 20000, far[i]);
        assert_int_equal(slot.phase, i < 2 ? PHIL_PHASE_BEFORE : PHIL_PHASE_AFTER);
        assert_int_equal(slot.number, i < 2 ? 0 : 15);
        assert_int_equal(slot.arm, PHIL_ARM_USUAL);
        assert_int_equal(slot.period + slot.block + slot.day_of_period + slot.days_left, 0);
    }
}

/* --- states ----------------------------------------------------------------------------------- */

static enum phil_trial_state state_on(int64_t today, const struct phil_trial_mark *marks, size_t n,
                                      int64_t *first, int64_t *last)
{
    *first = *last = -1;
    return phil_trial_state_of(&plan, marks, n, today, first, last);
}

static void from_plan_to_end(void **state)
{
    const struct phil_trial_mark marks[] = {{.day = 20000, .kind = PHIL_MARK_STARTED},
                                            {.day = 20003, .kind = PHIL_MARK_MISSED}};
    int64_t first, last;
    assert_int_equal(state_on(20000, NULL, 0, &first, &last), PHIL_TRIAL_PLANNED);
    assert_int_equal(first, -1);
    assert_int_equal(state_on(19999, marks, 2, &first, &last), PHIL_TRIAL_PLANNED);
    assert_int_equal(first, 20000); /* it begins tomorrow */
    assert_int_equal(state_on(20000, marks, 2, &first, &last), PHIL_TRIAL_RUNNING);
    assert_int_equal(last, 20013);
    assert_int_equal(state_on(20013, marks, 2, &first, &last), PHIL_TRIAL_RUNNING);
    assert_int_equal(state_on(20014, marks, 2, &first, &last), PHIL_TRIAL_ENDED);
}

static void stopped_before_its_time(void **state)
{
    struct phil_trial_mark marks[] = {{.day = 20000, .kind = PHIL_MARK_STARTED},
                                      {.day = 20009, .kind = PHIL_MARK_STOPPED},
                                      {.day = 20007, .kind = PHIL_MARK_RED_FLAG}};
    int64_t first, last;
    assert_int_equal(state_on(20020, marks, 2, &first, &last), PHIL_TRIAL_STOPPED);
    assert_int_equal(last, 20009);
    assert_int_equal(state_on(20009, marks, 2, &first, &last), PHIL_TRIAL_STOPPED);
    assert_int_equal(state_on(20020, marks, 3, &first, &last), PHIL_TRIAL_STOPPED);
    assert_int_equal(last, 20007);
    marks[1].day = 20013; /* on the last day: its reason must not be lost */
    assert_int_equal(state_on(20013, marks, 2, &first, &last), PHIL_TRIAL_STOPPED);
    marks[1].day = 20014; /* after it */
    assert_int_equal(state_on(20020, marks, 2, &first, &last), PHIL_TRIAL_ENDED);
    assert_int_equal(last, 20013);
    assert_int_equal(state_on(20020, marks + 1, 1, &first, &last), PHIL_TRIAL_STOPPED);
    assert_int_equal(first, -1); /* never begun */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_a_plan),
        cmocka_unit_test(before_and_after),
        cmocka_unit_test(from_plan_to_end),
        cmocka_unit_test(stopped_before_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
