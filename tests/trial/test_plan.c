/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans: what they ask of people, how long they are, whom they are refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "planning.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char *const safe = "age=40 coffee_cups_per_day=4 heavy_drinking=no sleep_hours=6 "
                                "screen_hours=6 potassium_mmol_l=4.1 kidney_disease=no "
                                "ace_inhibitor_or_arb=no potassium_sparing_diuretic=no";

static const char *const remedies[] = {"less_caffeine",  "more_sleep",   "less_stress",
                                       "potassium_food", "less_alcohol", "less_screen_time"};

/* --- what comes out --------------------------------------------------------------------------- */

static void every_remedy_gives_a_plan_that_can_be_done(void **state)
{
    for (size_t i = 0; i < COUNT(remedies); i++) {
        const struct phil_trial_request request = request_of(remedies[i]);
        struct phil_trial_plan plan;
        struct heard heard;
        if (plan_for(&plan, &request, safe, &heard))
            fail_msg("%s", heard.error);
        print_message("# %s: %d blocks of %d days (%d), run-in %d, %d days, power %.2f, clip %g\n",
                      remedies[i], plan.shape.n_blocks, plan.shape.period_days,
                      plan.shape.washout_days, plan.run_in_days, phil_trial_plan_days(&plan),
                      plan.power, plan.clip_min);
        assert_string_equal(plan.remedy, remedies[i]);
        assert_true(plan.power >= 0.8 && plan.power <= 1);
        assert_true(plan.power_at_seven_tenths < plan.power);
        assert_in_range(plan.shape.n_blocks, 6, 64);
        assert_in_range(phil_trial_plan_days(&plan), 40, 200);
        assert_true(plan.clip_min >= 1 && plan.clip_min <= 5);
        assert_string_equal(plan.clip_time, "20:00");
        assert_true(*plan.title && *plan.arm_text[0] && *plan.arm_text[1] && *plan.sources);
        assert_non_null(strstr(plan.caution[plan.n_cautions - 1], "Stop the trial"));
    }
}

static void the_same_request_gives_the_same_plan(void **state)
{
    struct phil_trial_request request = request_of("less_stress");
    static struct phil_trial_plan a, b;
    struct heard heard;
    assert_int_equal(plan_for(&a, &request, safe, &heard), PHIL_OK);
    assert_int_equal(plan_for(&b, &request, safe, &heard), PHIL_OK);
    assert_memory_equal(&a, &b, sizeof a);
    request.seed++;
    assert_int_equal(plan_for(&b, &request, safe, &heard), PHIL_OK);
    assert_memory_not_equal(&a.remedy_first, &b.remedy_first, (size_t)a.shape.n_blocks);
}

/* Over many seeds each block is a fair coin, and no block tells of the next. */
static void the_order_is_by_chance(void **state)
{
    enum { SEEDS = 2000, BLOCKS = 8 };
    struct phil_trial_request request = request_of(NULL);
    struct phil_trial_plan plan;
    struct heard heard;
    int first[BLOCKS] = {0}, alike[BLOCKS] = {0};
    request.own = "chew gum";
    request.n_blocks = BLOCKS;
    for (int s = 0; s < SEEDS; s++) {
        struct phil_answers *answers = person("age=40");
        const struct phil_moment now = moment_of("2026-11-26T21:00:00+01:00");
        request.seed = (uint64_t)s;
        const struct phil_log log = listen_to(&heard);
        assert_int_equal(
            phil_trial_plan_make(&plan, &request, planning_knowledge(), answers, NULL, &now, &log),
            PHIL_OK);
        phil_answers_free(answers);
        for (int b = 0; b < BLOCKS; b++) {
            first[b] += plan.remedy_first[b];
            alike[b] += b && plan.remedy_first[b] == plan.remedy_first[b - 1];
        }
        if (s == 200)
            break; /* each takes some milliseconds; enough for a coin that is far from fair */
    }
    for (int b = 0; b < BLOCKS; b++) {
        assert_in_range(first[b], 72, 129); /* 201 throws, four standard deviations */
        assert_true(b == 0 || (alike[b] >= 72 && alike[b] <= 129));
    }
}

static void more_wanted_takes_longer(void **state)
{
    struct phil_trial_request request = request_of("less_stress");
    struct phil_trial_plan usual, surer, finer;
    struct heard heard;
    assert_int_equal(plan_for(&usual, &request, safe, &heard), PHIL_OK);
    request.power = 0.95;
    assert_int_equal(plan_for(&surer, &request, safe, &heard), PHIL_OK);
    request.power = 0;
    request.rate_ratio = 0.65;
    assert_int_equal(plan_for(&finer, &request, safe, &heard), PHIL_OK);
    assert_true(phil_trial_plan_days(&surer) > phil_trial_plan_days(&usual));
    assert_true(phil_trial_plan_days(&finer) > phil_trial_plan_days(&usual));
}

static void caffeine_waits_as_long_as_it_stays(void **state)
{
    static const struct {
        const char *known;
        int washout;
    } people[] = {{"coffee_cups_per_day=4", 2},
                  {"coffee_cups_per_day=4 smoker=yes", 2},
                  {"coffee_cups_per_day=4 contraceptive_pill=yes", 2},
                  {"coffee_cups_per_day=4 pregnant=yes", 3},
                  {"coffee_cups_per_day=4 fluvoxamine=yes", 12}};
    struct phil_trial_request request = request_of("less_caffeine");
    request.n_blocks = 6;
    for (size_t i = 0; i < COUNT(people); i++) {
        struct phil_trial_plan plan;
        struct heard heard;
        if (plan_for(&plan, &request, people[i].known, &heard))
            fail_msg("%s: %s", people[i].known, heard.error);
        assert_int_equal(plan.shape.washout_days, people[i].washout);
        assert_int_equal(plan.shape.period_days, people[i].washout + 3);
        assert_int_equal(plan.run_in_days, 14);
        assert_int_equal(strstr(plan.arm_text[0], "200 mg") != NULL,
                         strstr(people[i].known, "pregnant") != NULL);
    }
}

/* Usual days are never more than usual; what holds for this person is added. */
static void limits_of_usual_days(void **state)
{
    const struct phil_trial_request request = request_of("less_caffeine");
    struct phil_trial_plan plan;
    struct heard heard;
    assert_int_equal(
        plan_for(&plan, &request, "age=16 coffee_cups_per_day=5 high_caffeine=yes", &heard),
        PHIL_OK);
    assert_non_null(strstr(plan.arm_text[0], "not more"));
    assert_non_null(strstr(plan.arm_text[0], "400 mg"));
    assert_non_null(strstr(plan.arm_text[0], "3 mg for each kilogram"));
    assert_non_null(strstr(plan.arm_text[0], "Nobody has to go back up"));
    assert_non_null(strstr(plan.caution[0], "one day to the next"));
}

/* --- whom it is refused ----------------------------------------------------------------------- */

static void unsafe_trials_are_refused(void **state)
{
    static const struct {
        const char *remedy, *known, *why;
    } cases[] = {
        {"less_alcohol", "heavy_drinking=no morning_shakes=yes", "do not stop at once"},
        {"less_alcohol", "audit_c=11 heavy_drinking=yes", "stopping suddenly can cause fits"},
        {"less_alcohol", "heavy_drinking=yes", "step by step with your doctor"},
        {"less_alcohol", "heavy_drinking=no stopped_drinking_recently=yes", "doctor"},
        {"less_alcohol", "heavy_drinking=no pregnant=yes", "pregnancy"},
        {"less_alcohol", "heavy_drinking=no age=16", "under eighteen"},
        {"less_alcohol", "age=40", "not known yet"},
        {"less_alcohol", "heavy_drinking=no alcohol_g_per_week=5", "nothing to leave out"},
        {"potassium_food", "age=40", "not all known yet"},
        {"potassium_food", "potassium_mmol_l=4 kidney_disease=no", "not all known yet"},
        {"potassium_food", "kidney_disease=yes", "kidney disease"},
        {"potassium_food", "ace_inhibitor_or_arb=yes", "-sartan"},
        {"potassium_food", "potassium_sparing_diuretic=yes", "keeps potassium in"},
        {"potassium_food", "potassium_mmol_l=5.4", "was not low"},
        {"potassium_food", "potassium_mmol_l=2.4", "doctor"},
        {"less_caffeine", "coffee_cups_per_day=0", "nothing to test"},
        {"less_caffeine", "caffeine_mg_per_day=40", "nothing to test"},
        {"less_caffeine", "coffee_cups_per_day=4 caffeine_gram_dose=yes", "doctor"},
        {"less_caffeine", "coffee_cups_per_day=2 persists_despite_remedies=yes", "a doctor look"},
        {"more_sleep", "sleep_hours=8.5", "nothing to test"},
        {"less_screen_time", "screen_hours=0.5", "nothing to test"},
        {"less_stress", "face_droop_sudden=yes", "a doctor should look at this first"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct phil_trial_request request = request_of(cases[i].remedy);
        struct phil_trial_plan plan = {.n_cautions = 77};
        struct heard heard;
        const enum phil_status status = plan_for(&plan, &request, cases[i].known, &heard);
        if (status != PHIL_EDATA || !strcasestr(heard.error, cases[i].why))
            fail_msg("%s, %s: %d %s", cases[i].remedy, cases[i].known, status, heard.error);
        assert_non_null(strstr(heard.error, cases[i].remedy));
        const char *refusal = refusal_for(cases[i].remedy, cases[i].known);
        const bool is_care = strstr(cases[i].why, "look at this first") != NULL;
        if (is_care ? refusal != NULL : !refusal || !strcasestr(refusal, cases[i].why))
            fail_msg("%s, %s: %s", cases[i].remedy, cases[i].known, refusal);
        assert_int_not_equal(heard.error[strlen(heard.error) - 1], '.');
        assert_int_equal(plan.n_cautions, 77); /* unchanged */
    }
}

/* Two coffees and energy drinks beside them is something to leave out. */
static void who_takes_it_otherwise_may_test_it(void **state)
{
    const struct phil_trial_request request = request_of("less_caffeine");
    struct phil_trial_plan plan;
    struct heard heard;
    assert_null(refusal_for("less_caffeine", "coffee_cups_per_day=0 energy_drinks_per_day=3"));
    assert_non_null(refusal_for("thyroid_test", "age=40"));
    assert_int_equal(
        plan_for(&plan, &request, "coffee_cups_per_day=0 energy_drinks_per_day=3", &heard),
        PHIL_OK);
    assert_int_equal(
        plan_for(&plan, &request, "coffee_cups_per_day=1 caffeine_mg_per_day=350", &heard),
        PHIL_OK);
}

static void a_remedy_of_ones_own(void **state)
{
    struct phil_trial_request request = request_of(NULL);
    struct phil_trial_plan plan;
    struct heard heard;
    request.own = "chew gum for ten minutes after meals";
    request.usual = "no gum";
    assert_int_equal(plan_for(&plan, &request, "age=40", &heard), PHIL_OK);
    assert_string_equal(plan.remedy, "");
    assert_string_equal(plan.title, request.own);
    assert_string_equal(plan.arm_text[PHIL_ARM_USUAL], "no gum");
    assert_int_equal(plan.shape.washout_days, 1);
    request.period_days = 1;
    assert_int_equal(plan_for(&plan, &request, "age=40", &heard), PHIL_OK);
    assert_int_equal(plan.shape.washout_days, 0);
    static const char *const harmless[] = {"drink herbal tea",
                                           "no breakfast",
                                           "drink the water from the well",
                                           "lie down for an hour after lunch",
                                           "a warm cloth on the lip",
                                           "chew on the left, not on the right",
                                           "magnesium-rich food"};
    for (size_t i = 0; i < COUNT(harmless); i++) {
        request.own = harmless[i];
        if (plan_for(&plan, &request, "age=40", &heard))
            fail_msg("%s", heard.error);
    }
}

static void what_ones_own_must_not_be(void **state)
{
    static const struct {
        const char *own, *why;
    } cases[] = {
        {"stop taking my tablets", "medicine"},
        {"Leave out the Furosemide", "medicine"},
        {"double dose", "medicine"},
        {"stop my diuretic", "medicine"},
        {"skip my tablets", "medicine"},
        {"no insulin", "medicine"},
        {"no beta blocker", "medicine"},
        {"half of the water tablet", "medicine"},
        {"leave out bisoprolol", "medicine"},
        {"no Ramipril in the morning", "medicine"},
        {"without atorvastatin", "medicine"},
        {"botox", "medicine"},
        {"no food for three days", "does harm"},
        {"less sleep", "does harm"},
        {"two cigarettes", "does harm"},
        {"a nightcap", "less_alcohol"},
        {"drink two coffees more", "less_caffeine"},
        {"an Espresso, every hour", "less_caffeine"},
        {"no alcohol", "less_alcohol"},
        {"a glass of red wine at night", "less_alcohol"},
        {"beer.", "less_alcohol"},
        {"salt substitute on everything", "potassium_food"},
        {"eat a banana", "potassium_food"},
        {"", "does not say"},
        {"   ", "does not say"},
        {"a\nb", "control"},
        {"\xff", "UTF-8"},
    };
    struct phil_trial_plan plan;
    struct heard heard;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct phil_trial_request request = request_of(NULL);
        request.own = cases[i].own;
        if (plan_for(&plan, &request, "age=40", &heard) != PHIL_EDATA ||
            !strstr(heard.error, cases[i].why))
            fail_msg("%s: %s", cases[i].own, heard.error);
        request.own = "chew gum";
        request.usual = cases[i].own;
        assert_int_equal(plan_for(&plan, &request, "age=40", &heard), PHIL_EDATA);
    }
    char longest[202];
    memset(longest, 'x', 201);
    longest[201] = '\0';
    struct phil_trial_request request = request_of(NULL);
    request.own = longest;
    assert_int_equal(plan_for(&plan, &request, "age=40", &heard), PHIL_EDATA);
    longest[200] = '\0';
    assert_int_equal(plan_for(&plan, &request, "age=40", &heard), PHIL_OK);
}

static void requests_that_make_no_sense(void **state)
{
    static const struct {
        struct phil_trial_request request;
        const char *why;
    } cases[] = {
        {{.washout_days = -1}, "one of them"},
        {{.remedy = "less_stress", .own = "gum", .washout_days = -1}, "one of them"},
        {{.remedy = "snake_oil", .washout_days = -1}, "no such remedy"},
        {{.remedy = "potassium_test", .washout_days = -1}, "nothing to be tried"},
        {{.remedy = "less_stress", .washout_days = 0}, "lingers"},
        {{.remedy = "less_stress", .washout_days = -1, .period_days = 3}, "shorter"},
        {{.remedy = "less_stress", .washout_days = -1, .period_days = 61}, "1 to 60"},
        {{.remedy = "less_stress", .washout_days = 59}, "1 to 60"},
        {{.own = "gum", .washout_days = 5, .period_days = 5}, "1 to 60"},
        {{.remedy = "less_stress", .washout_days = -1, .n_blocks = 65}, "1 to 64"},
        {{.remedy = "less_stress", .washout_days = -1, .rate_ratio = 1}, "rate ratio"},
        {{.remedy = "less_stress", .washout_days = -1, .power = 0.2}, "power"},
        {{.remedy = "less_stress", .washout_days = -1, .clip_min = 0.1}, "minutes to film"},
        {{.remedy = "less_stress", .washout_days = -1, .clip_time = "8pm"}, "like 20:00"},
        {{.remedy = "less_stress", .washout_days = -1, .clip_time = "24:00"}, "like 20:00"},
        {{.remedy = "less_stress", .washout_days = -1, .side = (enum phil_side)9}, "side"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct phil_trial_plan plan;
        struct heard heard;
        if (plan_for(&plan, &cases[i].request, "age=40", &heard) != PHIL_EARG ||
            !strstr(heard.error, cases[i].why))
            fail_msg("case %zu: %s", i, heard.error);
    }
}

static void too_long_for_anybody(void **state)
{
    struct phil_trial_request request = request_of("less_stress");
    struct phil_trial_plan plan;
    struct heard heard;
    request.rate_ratio = 0.9;
    assert_int_equal(plan_for(&plan, &request, "age=40", &heard), PHIL_EDATA);
    request.rate_ratio = 0;
    request.n_blocks = 64;
    assert_int_equal(plan_for(&plan, &request, "age=40", &heard), PHIL_EDATA);
    assert_non_null(strstr(heard.error, "512 days"));
}

/* Longer washouts than the remedy's are welcome, and make the periods longer. */
static void a_longer_washout(void **state)
{
    struct phil_trial_request request = request_of("less_caffeine");
    struct phil_trial_plan plan;
    struct heard heard;
    request.washout_days = 7;
    assert_int_equal(plan_for(&plan, &request, safe, &heard), PHIL_OK);
    assert_int_equal(plan.shape.washout_days, 7);
    assert_int_equal(plan.shape.period_days, 10);
}

static void the_clip_is_as_long_as_it_must_be(void **state)
{
    const struct phil_trial_request request = request_of("less_stress");
    const struct phil_moment now = moment_of("2026-11-26T21:00:00+01:00");
    struct phil_trial_background b = {.rate_per_min = 20, .exposure_min = 1, .day_sd = 0.4};
    struct phil_trial_plan often, seldom;
    struct phil_answers *answers = person("age=40");
    assert_int_equal(
        phil_trial_plan_make(&often, &request, planning_knowledge(), answers, &b, &now, NULL),
        PHIL_OK);
    b.rate_per_min = 0.5;
    assert_int_equal(
        phil_trial_plan_make(&seldom, &request, planning_knowledge(), answers, &b, &now, NULL),
        PHIL_OK);
    assert_true(often.clip_min == 1 && seldom.clip_min == 5);
    b.rate_per_min = 0;
    assert_int_equal(
        phil_trial_plan_make(&seldom, &request, planning_knowledge(), answers, &b, &now, NULL),
        PHIL_EDATA);
    assert_int_equal(
        phil_trial_plan_make(&seldom, NULL, planning_knowledge(), answers, &b, &now, NULL),
        PHIL_EARG);
    phil_answers_free(answers);
}

static int end(void **state)
{
    planning_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_remedy_gives_a_plan_that_can_be_done),
        cmocka_unit_test(the_same_request_gives_the_same_plan),
        cmocka_unit_test(the_order_is_by_chance),
        cmocka_unit_test(more_wanted_takes_longer),
        cmocka_unit_test(caffeine_waits_as_long_as_it_stays),
        cmocka_unit_test(limits_of_usual_days),
        cmocka_unit_test(unsafe_trials_are_refused),
        cmocka_unit_test(who_takes_it_otherwise_may_test_it),
        cmocka_unit_test(a_remedy_of_ones_own),
        cmocka_unit_test(what_ones_own_must_not_be),
        cmocka_unit_test(requests_that_make_no_sense),
        cmocka_unit_test(too_long_for_anybody),
        cmocka_unit_test(a_longer_washout),
        cmocka_unit_test(the_clip_is_as_long_as_it_must_be),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
