/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What days of entries tell, by sums done by hand, and what becomes of it among the answers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "diary/entry.h"
#include "diary/medicines.h"
#include "pantry.h"

enum { MOST = 64, HOUR_S = 3600 };

struct days {
    struct phil_entry entry[MOST];
    size_t n;
    struct phil_moment now;
};

/* Sunday afternoon; days are counted back from here. */
static void begin(struct days *d)
{
    *d = (struct days){.now = moment_of("2026-11-29T14:00:00+01:00")};
}

static struct phil_entry *add(struct days *d, int back, int hour, enum phil_entry_kind kind,
                              const char *thing, double amount)
{
    assert_true(d->n < MOST);
    struct phil_entry *e = &d->entry[d->n++];
    *e = (struct phil_entry){.kind = kind, .amount = amount, .typed = amount};
    e->at.offset_s = d->now.offset_s;
    e->at.utc_s = (phil_moment_day(&d->now) - back) * 86400 + hour * HOUR_S - e->at.offset_s;
    PHIL_ENTRY_SET(e->thing, thing);
    return e;
}

static void coffee(struct days *d, int back, int hour, double cups)
{
    add(d, back, hour, PHIL_ENTRY_DRINK, "coffee", cups)->caffeine_mg = 95 * cups;
}

static void beer(struct days *d, int back, double bottles)
{
    add(d, back, 20, PHIL_ENTRY_DRINK, "beer", bottles)->alcohol_g = 14 * bottles;
}

static struct phil_diary_summary sum(const struct days *d, int days)
{
    struct phil_diary_summary s;
    phil_diary_summarise(&s, d->entry, d->n, &d->now, days, NULL);
    return s;
}

static void assert_value(struct phil_value value, double expected)
{
    if (value.reason)
        fail_msg("unmeasured: %s", value.reason);
    if (!(fabs(value.value - expected) < 1e-9))
        fail_msg("%.12g, not %.12g", value.value, expected);
}

static void assert_missing(struct phil_value value)
{
    assert_true(isnan(value.value));
    assert_non_null(value.reason);
}

static void nothing_is_not_zero(void **state)
{
    struct days d;
    begin(&d);
    for (int with_note = 0; with_note < 2; with_note++) {
        const struct phil_diary_summary s = sum(&d, 14);
        assert_int_equal(s.days, 14);
        assert_missing(s.caffeine_mg_per_day);
        assert_missing(s.caffeine_now_mg);
        assert_missing(s.alcohol_g_per_week);
        assert_missing(s.potassium_mg_per_day);
        assert_missing(s.sleep_h);
        assert_missing(s.sleep_debt_h);
        assert_missing(s.stress);
        assert_missing(s.screen_h);
        assert_missing(s.felt_twitches_per_day);
        assert_missing(s.potassium_mmol_l);
        assert_missing(s.calcium_mmol_l);
        assert_missing(s.magnesium_mmol_l);
        add(&d, 0, 8, PHIL_ENTRY_NOTE, "", 0);
        beer(&d, 20, 3); /* before the days looked at */
    }
}

static void means_are_over_days_with_entries(void **state)
{
    struct days d;
    begin(&d);
    coffee(&d, 3, 8, 2);
    coffee(&d, 3, 15, 2); /* 380 mg */
    coffee(&d, 5, 8, 6);  /* 570 mg; nothing on days 1, 2, 4 */
    assert_value(sum(&d, 14).caffeine_mg_per_day, 475);
    assert_value(sum(&d, 4).caffeine_mg_per_day, 380);
    beer(&d, 1, 1); /* a day of drinks without caffeine */
    assert_value(sum(&d, 14).caffeine_mg_per_day, (570 + 380 + 0) / 3.0);
}

static void today_is_not_over(void **state)
{
    struct days d;
    begin(&d);
    coffee(&d, 0, 9, 1);
    assert_missing(sum(&d, 7).caffeine_mg_per_day); /* a first cup is no day's caffeine */
    begin(&d);
    coffee(&d, 0, 9, 6);
    assert_value(sum(&d, 7).caffeine_mg_per_day, 570); /* six are */
    begin(&d);
    coffee(&d, 0, 9, 1);
    coffee(&d, 1, 9, 4);
    assert_value(sum(&d, 7).caffeine_mg_per_day, 380); /* would pull it down */
    coffee(&d, 0, 10, 5);
    assert_value(sum(&d, 7).caffeine_mg_per_day, (570 + 380) / 2.0);
    coffee(&d, 0, 18, 20); /* later than now */
    assert_value(sum(&d, 7).caffeine_mg_per_day, (570 + 380) / 2.0);
}

static void no_coffee_is_an_entry(void **state)
{
    struct days d;
    begin(&d);
    coffee(&d, 0, 9, 0);
    assert_value(sum(&d, 7).caffeine_now_mg, 0);
    assert_missing(sum(&d, 7).caffeine_mg_per_day); /* the day is not over */
    coffee(&d, 1, 9, 0);
    assert_value(sum(&d, 7).caffeine_mg_per_day, 0);
    add(&d, 0, 9, PHIL_ENTRY_TWITCH, "", 0);
    assert_value(sum(&d, 7).felt_twitches_per_day, 0);
}

static void caffeine_in_the_body(void **state)
{
    struct days d;
    begin(&d);
    coffee(&d, 0, 9, 1); /* five hours before now: one half-life, all of it absorbed */
    const struct phil_diary_summary s = sum(&d, 1);
    assert_false(s.caffeine_now_mg.reason);
    /* ka / (ka - ke) is what absorption's delay adds. */
    const double ka = log(100) / 0.75, ke = log(2) / 5;
    assert_true(fabs(s.caffeine_now_mg.value - 95 * ka / (ka - ke) / 2) < 1e-6);
    const struct phil_metabolism pill = {.contraceptive_pill = true};
    struct phil_diary_summary slower;
    phil_diary_summarise(&slower, d.entry, d.n, &d.now, 1, &pill);
    assert_true(slower.caffeine_now_mg.value > s.caffeine_now_mg.value);
    begin(&d);
    coffee(&d, 2, 9, 3);
    assert_missing(sum(&d, 7).caffeine_now_mg); /* what was drunk since is not known */
}

static void a_week_of_alcohol(void **state)
{
    struct days d;
    begin(&d);
    for (int back = 1; back <= 3; back++)
        beer(&d, back, 2);
    assert_missing(sum(&d, 14).alcohol_g_per_week); /* three days say little */
    coffee(&d, 4, 9, 1);                            /* a day of drinks without alcohol */
    assert_value(sum(&d, 14).alcohol_g_per_week, 7 * 84 / 4.0);
    begin(&d);
    for (int back = 1; back <= 6; back++)
        coffee(&d, back, 9, 1);
    assert_missing(sum(&d, 14).alcohol_g_per_week); /* nobody said that there was none */
}

static void sleep_and_its_debt(void **state)
{
    struct days d;
    begin(&d);
    add(&d, 0, 7, PHIL_ENTRY_SLEEP, "", 5);
    add(&d, 1, 7, PHIL_ENTRY_SLEEP, "", 5);
    add(&d, 1, 13, PHIL_ENTRY_SLEEP, "", 1); /* a nap */
    assert_value(sum(&d, 7).sleep_h, 5.5);
    assert_missing(sum(&d, 7).sleep_debt_h);
    add(&d, 3, 7, PHIL_ENTRY_SLEEP, "", 7);
    assert_value(sum(&d, 7).sleep_debt_h, 7 * (7 - 6));
    add(&d, 4, 7, PHIL_ENTRY_SLEEP, "", 14);
    assert_value(sum(&d, 7).sleep_debt_h, 0);
    add(&d, 8, 7, PHIL_ENTRY_SLEEP, "", 0); /* last week's */
    assert_value(sum(&d, 14).sleep_debt_h, 0);
    assert_value(sum(&d, 14).sleep_h, (5 + 6 + 7 + 14 + 0) / 5.0);
}

static void stress_screen_twitches(void **state)
{
    struct days d;
    begin(&d);
    add(&d, 1, 9, PHIL_ENTRY_STRESS, "", 9);
    add(&d, 1, 12, PHIL_ENTRY_STRESS, "", 9);
    add(&d, 1, 18, PHIL_ENTRY_STRESS, "", 6);
    add(&d, 2, 18, PHIL_ENTRY_STRESS, "", 2);
    add(&d, 1, 20, PHIL_ENTRY_SCREEN, "", 4);
    add(&d, 1, 22, PHIL_ENTRY_SCREEN, "", 5);
    add(&d, 1, 9, PHIL_ENTRY_TWITCH, "", 1);
    add(&d, 1, 10, PHIL_ENTRY_TWITCH, "", 3);
    add(&d, 2, 10, PHIL_ENTRY_TWITCH, "", 0);
    const struct phil_diary_summary s = sum(&d, 7);
    assert_value(s.stress, 5);
    assert_value(s.screen_h, 9);
    assert_value(s.felt_twitches_per_day, 2);
}

static void the_newest_blood_value(void **state)
{
    struct days d;
    begin(&d);
    add(&d, 10, 9, PHIL_ENTRY_LAB, "potassium", 3.1);
    add(&d, 40, 9, PHIL_ENTRY_LAB, "potassium", 4.4);
    add(&d, 91, 9, PHIL_ENTRY_LAB, "calcium", 2.3);
    const struct phil_diary_summary s = sum(&d, 7);
    assert_value(s.potassium_mmol_l, 3.1);
    assert_missing(s.calcium_mmol_l);
    assert_non_null(strstr(s.calcium_mmol_l.reason, "90 days"));
    assert_missing(s.magnesium_mmol_l);
}

static void potassium_eaten(void **state)
{
    struct days d;
    begin(&d);
    add(&d, 1, 9, PHIL_ENTRY_FOOD, "banana", 2)->potassium_mg = 844;
    add(&d, 1, 9, PHIL_ENTRY_DRINK, "milk", 1)->potassium_mg = 366;
    const struct phil_diary_summary s = sum(&d, 7);
    assert_value(s.potassium_mg_per_day, 1210);
    assert_missing(s.caffeine_mg_per_day);
}

/* The order of the entries does not matter, nor how many days are asked for at once. */
static void order_and_extremes(void **state)
{
    struct days d, turned;
    begin(&d);
    for (int back = 0; back < 20; back++) {
        coffee(&d, back, 9, back % 5);
        add(&d, back, 7, PHIL_ENTRY_SLEEP, "", 5 + back % 3);
    }
    turned = d;
    for (size_t i = 0; i < d.n; i++)
        turned.entry[i] = d.entry[d.n - 1 - i];
    const struct phil_diary_summary a = sum(&d, 14), b = sum(&turned, 14);
    assert_value(b.caffeine_mg_per_day, a.caffeine_mg_per_day.value);
    assert_value(b.sleep_debt_h, a.sleep_debt_h.value);
    assert_value(b.caffeine_now_mg, a.caffeine_now_mg.value);
    assert_int_equal(sum(&d, 0).days, 1);
    assert_int_equal(sum(&d, -5).days, 1);
    assert_int_equal(sum(&d, 100000).days, 366);
}

/* --- among the answers --------------------------------------------------- */

static struct phil_knowledge *knowledge;

static int load(void **state)
{
    struct heard heard;
    const struct phil_log log = listen_to(&heard);
    if (phil_knowledge_new(&knowledge, NULL, &log) == PHIL_OK)
        return 0;
    fprintf(stderr, "%s\n", heard.error);
    return -1;
}

static int unload(void **state)
{
    phil_knowledge_free(knowledge);
    return 0;
}

static struct phil_answers *answers_of(const struct days *d, int days)
{
    struct phil_answers *answers;
    struct heard heard;
    const struct phil_log log = listen_to(&heard);
    assert_int_equal(phil_answers_new(&answers, knowledge), PHIL_OK);
    if (phil_diary_add_answers(answers, knowledge, d->entry, d->n, &d->now, days, &log))
        fail_msg("%s", heard.error);
    return answers;
}

/* The value from the diary; NaN when it tells nothing. */
static double told(const struct phil_answers *answers, const char *finding)
{
    struct phil_answer answer;
    if (!phil_answers_get(answers, finding, &answer))
        return NAN;
    assert_int_equal(answer.origin, PHIL_FROM_DIARY);
    assert_true(answer.probability == 1);
    return answer.value;
}

static void the_diary_answers(void **state)
{
    struct days d;
    begin(&d);
    coffee(&d, 1, 9, 6);
    add(&d, 2, 7, PHIL_ENTRY_SLEEP, "", 5);
    add(&d, 3, 9, PHIL_ENTRY_STRESS, "", 8);
    add(&d, 3, 9, PHIL_ENTRY_LAB, "potassium", 3.1);
    add(&d, 3, 9, PHIL_ENTRY_SYMPTOM, "racing_heart", 1);
    add(&d, 30, 9, PHIL_ENTRY_SYMPTOM, "insomnia", 1); /* too long ago */
    add(&d, 2, 9, PHIL_ENTRY_SYMPTOM, "of_another_version", 1);
    struct phil_answers *answers = answers_of(&d, 14);
    assert_true(told(answers, "caffeine_mg_per_day") == 570);
    assert_true(told(answers, "sleep_hours") == 5);
    assert_true(told(answers, "stress_0_10") == 8);
    assert_true(told(answers, "potassium_mmol_l") == 3.1);
    assert_true(told(answers, "racing_heart") == 1);
    assert_true(isnan(told(answers, "insomnia")));
    assert_true(isnan(told(answers, "alcohol_g_per_week")));
    assert_true(isnan(told(answers, "diuretic")));
    phil_answers_free(answers);
}

static void medicines_by_name(void **state)
{
    static const struct {
        const char *medicine, *finding;
    } known[] = {
        {"furosemide", "diuretic"},
        {"Furosemid", "diuretic"},
        {"furos\xc3\xa9mide", "diuretic"},
        {"HCT", "diuretic"},
        {"lisinopril", "ace_inhibitor_or_arb"},
        {"Lisinopril/Hydrochlorothiazid", "diuretic"},
        {"lisinopril + hydrochlorothiazide", "ace_inhibitor_or_arb"},
        {"haloperidol", "antipsychotic_or_metoclopramide"},
        {"Metoclopramid", "antipsychotic_or_metoclopramide"},
        {"fluvoxamine", "fluvoxamine"},
        {"fluvoxamin", "antidepressant"},
        {"salbutamol", "beta_agonist"},
        {"omeprazol", "ppi"},
        {"Lithium", "tremor_medicine"},
        {"spironolacton", "potassium_sparing_diuretic"},
        {"potassium chloride", "potassium_supplement"},
        {"methylphenidat", "stimulant_medicine"},
        {"levodopa/carbidopa", "levodopa"},
        {"prednisolon", "steroid_medicine"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct days d;
        begin(&d);
        add(&d, 1, 9, PHIL_ENTRY_MEDICINE, known[i].medicine, 1);
        struct phil_answers *answers = answers_of(&d, 14);
        if (told(answers, known[i].finding) != 1)
            fail_msg("%s is not %s", known[i].medicine, known[i].finding);
        phil_answers_free(answers);
    }
    struct days d;
    begin(&d);
    add(&d, 1, 9, PHIL_ENTRY_MEDICINE, "aspirin", 1);
    add(&d, 20, 9, PHIL_ENTRY_MEDICINE, "furosemide", 1); /* too long ago */
    struct phil_answers *answers = answers_of(&d, 14);
    assert_true(isnan(told(answers, "diuretic")));
    phil_answers_free(answers);
}

static void laxatives_are_often_after_three_days(void **state)
{
    struct days d;
    begin(&d);
    for (int back = 1; back <= 3; back++) {
        struct phil_answers *answers = answers_of(&d, 14);
        assert_true(isnan(told(answers, "laxatives_often")));
        phil_answers_free(answers);
        add(&d, back, 9, PHIL_ENTRY_MEDICINE, "senna", 1);
        add(&d, back, 20, PHIL_ENTRY_MEDICINE, "senna", 1);
    }
    struct phil_answers *answers = answers_of(&d, 14);
    assert_true(told(answers, "laxatives_often") == 1);
    phil_answers_free(answers);
}

/* What was answered changes the kinetics, and a logged pill does too. */
static void the_answers_change_the_kinetics(void **state)
{
    struct days d;
    struct phil_answers *answers;
    begin(&d);
    coffee(&d, 0, 9, 2);
    answers = answers_of(&d, 7);
    const double usual = told(answers, "caffeine_now_mg");
    assert_int_equal(phil_answers_set(answers, "smoker", 1, 1, PHIL_FROM_ANSWER, NULL), PHIL_OK);
    assert_int_equal(phil_diary_add_answers(answers, knowledge, d.entry, d.n, &d.now, 7, NULL),
                     PHIL_OK);
    assert_true(told(answers, "caffeine_now_mg") < usual);
    phil_answers_free(answers);
    add(&d, 0, 9, PHIL_ENTRY_MEDICINE, "fluvoxamine", 50);
    answers = answers_of(&d, 7);
    assert_true(told(answers, "caffeine_now_mg") > usual);
    phil_answers_free(answers);
}

/* Numbers that no finding allows are put at its end. */
static void beyond_the_range(void **state)
{
    struct days d;
    begin(&d);
    add(&d, 0, 9, PHIL_ENTRY_DRINK, "caffeine", 90000)->caffeine_mg = 90000;
    struct phil_answers *answers = answers_of(&d, 7);
    assert_true(told(answers, "caffeine_mg_per_day") ==
                phil_knowledge_find_finding(knowledge, "caffeine_mg_per_day")->hi);
    phil_answers_free(answers);
}

static void a_persons_own_answer_stands_first(void **state)
{
    struct days d;
    struct phil_answer answer;
    begin(&d);
    add(&d, 1, 9, PHIL_ENTRY_MEDICINE, "furosemide", 40);
    struct phil_answers *answers = answers_of(&d, 7);
    assert_int_equal(phil_answers_set(answers, "diuretic", 0, 0, PHIL_FROM_ANSWER, NULL), PHIL_OK);
    assert_true(phil_answers_get(answers, "diuretic", &answer));
    assert_true(answer.value == 0 && answer.origin == PHIL_FROM_ANSWER);
    phil_answers_free(answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_not_zero),
        cmocka_unit_test(means_are_over_days_with_entries),
        cmocka_unit_test(today_is_not_over),
        cmocka_unit_test(no_coffee_is_an_entry),
        cmocka_unit_test(caffeine_in_the_body),
        cmocka_unit_test(a_week_of_alcohol),
        cmocka_unit_test(sleep_and_its_debt),
        cmocka_unit_test(stress_screen_twitches),
        cmocka_unit_test(the_newest_blood_value),
        cmocka_unit_test(potassium_eaten),
        cmocka_unit_test(order_and_extremes),
        cmocka_unit_test(the_diary_answers),
        cmocka_unit_test(medicines_by_name),
        cmocka_unit_test(laxatives_are_often_after_three_days),
        cmocka_unit_test(the_answers_change_the_kinetics),
        cmocka_unit_test(beyond_the_range),
        cmocka_unit_test(a_persons_own_answer_stands_first),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
