/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What causes make of a face: exact figures, health at severity 0, order does not matter. */
#include "row.h"

#include "nerve/physiology.h"

#include <math.h>
#include <string.h>

/* The face of some causes, all at one severity. */
static struct phil_physiology make(const char *const *id, size_t n, double severity,
                                   enum phil_side side)
{
    struct phil_nerve_dose dose[PHIL_NERVE_MAX_CAUSES];
    struct phil_nerve_settings s = phil_nerve_defaults();
    for (size_t i = 0; i < n; i++)
        assert_int_equal(
            phil_nerve_dose_init(&dose[i], phil_nerve_cause_find(id[i]), severity, NULL), PHIL_OK);
    s.doses = dose;
    s.n_doses = n;
    s.side = side;
    struct phil_physiology p;
    memset(&p, 0, sizeof p); /* padding, for comparisons */
    phil_physiology_make(&p, &s);
    return p;
}

static struct phil_physiology with(const char *id, const char *name, const char *text)
{
    struct phil_nerve_dose dose;
    struct phil_nerve_settings s = phil_nerve_defaults();
    assert_int_equal(phil_nerve_dose_init(&dose, phil_nerve_cause_find(id), 0.5, NULL), PHIL_OK);
    assert_int_equal(phil_nerve_dose_set(&dose, name, text, NULL), PHIL_OK);
    s.doses = &dose;
    s.n_doses = 1;
    struct phil_physiology p;
    phil_physiology_make(&p, &s);
    return p;
}

static void same_pools(const struct phil_physiology *a, const struct phil_physiology *b)
{
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        const double *x = &a->pool[m].rest_drive, *y = &b->pool[m].rest_drive;
        assert_int_equal(a->pool[m].bursting, b->pool[m].bursting);
        /* All doubles before `bursting`, and all after. */
        for (; (const char *)x < (const char *)&a->pool[m].bursting; x++, y++)
            assert_true(*x == *y);
        x = &a->pool[m].loss;
        y = &b->pool[m].loss;
        for (; x <= &a->pool[m].force; x++, y++)
            assert_true(*x == *y);
    }
}

static void no_severity_is_health(void **state)
{
    (void)state;
    size_t n;
    const struct phil_nerve_cause *cause = phil_nerve_causes(&n);
    const struct phil_physiology healthy = make(NULL, 0, 0, PHIL_SIDE_LEFT);
    for (size_t c = 0; c < n; c++) {
        const struct phil_physiology p = make(&cause[c].id, 1, 0, PHIL_SIDE_LEFT);
        same_pools(&p, &healthy);
        assert_true(p.tic.mean_interval_s == 0 && p.tremor.hz == 0 && p.stiffness == 1);
        assert_true(p.root[0].fraction == 0 && p.root[0].load_ms_cm2 == 100);
        assert_true(p.root[0].ek_shift_mv == 0 && p.root[0].gate_shift_mv == 0);
    }
}

static void the_order_of_causes_does_not_matter(void **state)
{
    (void)state;
    size_t n;
    const struct phil_nerve_cause *cause = phil_nerve_causes(&n);
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < a; b++) {
            const char *one[] = {cause[a].id, cause[b].id}, *other[] = {cause[b].id, cause[a].id};
            const struct phil_physiology p = make(one, 2, 0.7, PHIL_SIDE_LEFT);
            const struct phil_physiology q = make(other, 2, 0.7, PHIL_SIDE_LEFT);
            same_pools(&p, &q);
            assert_memory_equal(p.root, q.root, sizeof p.root);
        }
}

static void effects_multiply_or_add(void **state)
{
    (void)state;
    const char *ids[] = {"caffeine", "stress", "alcohol", "als"};
    const struct phil_physiology h = make(NULL, 0, 0, PHIL_SIDE_LEFT),
                                 both = make(ids, 2, 0.5, PHIL_SIDE_LEFT),
                                 caffeine = make(ids, 1, 0.5, PHIL_SIDE_LEFT),
                                 stress = make(ids + 1, 1, 0.5, PHIL_SIDE_LEFT);
    const double gamma = h.pool[0].pic_gain, rest = h.pool[0].rest_drive;
    assert_float_equal(both.pool[0].pic_gain / gamma,
                       caffeine.pool[0].pic_gain / gamma * stress.pool[0].pic_gain / gamma, 1e-12);
    assert_float_equal(both.pool[0].rest_drive - rest,
                       caffeine.pool[0].rest_drive - rest + stress.pool[0].rest_drive - rest,
                       1e-12);
    const struct phil_physiology alcohol = make(ids + 2, 1, 0.5, PHIL_SIDE_LEFT),
                                 als = make(ids + 3, 1, 0.5, PHIL_SIDE_LEFT),
                                 losses = make(ids + 2, 2, 0.5, PHIL_SIDE_LEFT);
    assert_float_equal(1 - losses.pool[3].loss, (1 - alcohol.pool[3].loss) * (1 - als.pool[3].loss),
                       1e-12);
    assert_true(losses.pool[3].loss < 1);
}

static void row_1_potassium_moves_its_equilibrium(void **state)
{
    (void)state;
    const struct phil_physiology p = with("low_potassium", NULL, "2.5mmol/L"),
                                 q = with("low_potassium", NULL, "1.5mmol/L");
    phil_row(1, "E_K, 4.0 to 2.5 mmol/l", p.root[0].ek_shift_mv, "mV", -12.61, -12.51,
             "Nernst, 37 degrees");
    phil_row(1, "E_K, 4.0 to 1.5 mmol/l", q.root[0].ek_shift_mv, "mV", -26.27, -26.17,
             "Nernst, 37 degrees");
    /* Goldman's figures of the specification. */
    assert_float_equal(p.pool[0].muscle_rest_mv, -98, 0.5);
    assert_float_equal(q.pool[0].muscle_rest_mv, -106, 0.5);
    assert_true(p.pool[0].ek_soma_mv == 0);
    const struct phil_physiology soma = with("low_potassium", "soma", "0.1");
    assert_true(soma.pool[0].ek_soma_mv < -0.5);
}

static void row_25_low_potassium_alone_makes_nothing_twitch(void **state)
{
    (void)state;
    const struct phil_physiology h = make(NULL, 0, 0, PHIL_SIDE_LEFT),
                                 p = with("low_potassium", NULL, "2.5mmol/L");
    phil_row(25, "ectopic spikes at 2.5 mmol/l, part of healthy",
             p.pool[0].ectopic_rate / h.pool[0].ectopic_rate, "", 0, 1, "mechanism");
    phil_row(25, "benign runs at 2.5 mmol/l, part of healthy",
             p.pool[0].run_rate / h.pool[0].run_rate, "", 0, 1, "mechanism");
    const struct phil_physiology magnesium = with("low_potassium", "shift", "5");
    assert_true(magnesium.pool[0].ectopic_rate > 2 * h.pool[0].ectopic_rate);
    assert_true(with("low_calcium_magnesium", NULL, "1.5").pool[0].ectopic_rate >
                2 * h.pool[0].ectopic_rate);
    /* The other way round, high potassium makes axons more ready. */
    assert_true(with("low_potassium", NULL, "5.5").pool[0].ectopic_rate > h.pool[0].ectopic_rate);
}

static void sides_are_kept(void **state)
{
    (void)state;
    const char *ids[] = {"hemifacial_spasm", "brainstem_lesion", "benign_twitching"};
    const struct phil_physiology l = make(ids, 3, 0.5, PHIL_SIDE_LEFT),
                                 r = make(ids, 3, 0.5, PHIL_SIDE_RIGHT),
                                 both = make(ids, 3, 0.5, PHIL_SIDE_BOTH);
    assert_true(l.root[0].fraction > 0 && l.root[1].fraction == 0);
    assert_true(r.root[0].fraction == 0 && r.root[1].fraction > 0);
    assert_true(both.root[0].fraction > 0 && both.root[1].fraction > 0);
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        assert_int_equal(l.pool[m].oscillating > 0, m % 2 == 0);
        assert_int_equal(r.pool[m].oscillating > 0, m % 2 == 1);
        assert_true(both.pool[m].oscillating > 0);
        assert_true(!l.spot[m] || m % 2 == 0);
        assert_true(!r.spot[m] || m % 2 == 1);
        if (m % 2 == 0)
            assert_int_equal(l.spot[m], r.spot[m + 1]);
    }
}

static void a_person_twitches_in_one_spot(void **state)
{
    (void)state;
    const struct phil_physiology h = make(NULL, 0, 0, PHIL_SIDE_LEFT);
    const char *ids[] = {"caffeine", "stress", "sleep_loss"};
    const struct phil_physiology p = make(ids, 3, 0.5, PHIL_SIDE_LEFT);
    int spots = 0;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        if (p.spot[m]) {
            spots++;
            assert_true(p.pool[m].run_rate > 1000 * h.pool[m].run_rate);
            assert_true(m <= PHIL_ORIS_LOWER_RIGHT);
        } else {
            assert_true(p.pool[m].run_rate < 100 * h.pool[m].run_rate);
        }
    assert_int_equal(spots, 1);
    /* An average face after coffee: three times almost nothing. */
    const struct phil_physiology average = with("caffeine", "proneness", "1");
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        assert_true(average.pool[m].run_rate < 5 * h.pool[m].run_rate);
    const struct phil_physiology lid = with("benign_twitching", "place", "3");
    assert_true(lid.spot[PHIL_OCULI_LEFT] && !lid.spot[PHIL_OCULI_RIGHT]);
}

static void all_values_stay_possible(void **state)
{
    (void)state;
    size_t n;
    const struct phil_nerve_cause *cause = phil_nerve_causes(&n);
    const char *all[PHIL_NERVE_MAX_CAUSES];
    for (size_t c = 0; c < n; c++)
        all[c] = cause[c].id;
    for (int k = 0; k <= 10; k++) {
        const struct phil_physiology p = make(all, n, k / 10.0, PHIL_SIDE_BOTH);
        for (int m = 0; m < PHIL_N_MUSCLES; m++) {
            const struct phil_pool_physiology *q = &p.pool[m];
            assert_true(q->loss >= 0 && q->loss < 1 && q->oscillating >= 0 && q->oscillating <= 1);
            assert_true(q->drive_ceiling > 0 && q->safety > 0 && q->force > 0);
            assert_true(q->rest_drive >= 0 && q->rest_drive < 1 && q->doublets <= 1);
            assert_true(isfinite(q->run_rate) && isfinite(q->ectopic_rate));
            assert_true(q->muscle_rest_mv < -60 && q->pic_gain < 1);
        }
        for (int side = 0; side < 2; side++)
            assert_true(p.root[side].fraction < 1 && p.root[side].ephapse <= 1);
    }
}

/* Two causes of lone spikes once multiplied: 10 and 1.5 a minute made 750. */
static void lone_spikes_of_two_causes_add(void **state)
{
    (void)state;
    static const char *const id[] = {"als", "alcohol"};
    const struct phil_physiology healthy = make(NULL, 0, 0, PHIL_SIDE_LEFT);
    const struct phil_physiology als = make(id, 1, 0.5, PHIL_SIDE_LEFT),
                                 alcohol = make(id + 1, 1, 0.5, PHIL_SIDE_LEFT);
    const struct phil_physiology both = make(id, 2, 0.5, PHIL_SIDE_LEFT);
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        assert_float_equal(both.pool[m].ectopic_rate,
                           als.pool[m].ectopic_rate + alcohol.pool[m].ectopic_rate -
                               healthy.pool[m].ectopic_rate,
                           1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_severity_is_health),
        cmocka_unit_test(lone_spikes_of_two_causes_add),
        cmocka_unit_test(the_order_of_causes_does_not_matter),
        cmocka_unit_test(effects_multiply_or_add),
        cmocka_unit_test(row_1_potassium_moves_its_equilibrium),
        cmocka_unit_test(row_25_low_potassium_alone_makes_nothing_twitch),
        cmocka_unit_test(sides_are_kept),
        cmocka_unit_test(a_person_twitches_in_one_spot),
        cmocka_unit_test(all_values_stay_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
