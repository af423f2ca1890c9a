/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units of a face: sizes, losses, lesions, regrowth, latencies; and the values that tell of them.
 */
#include "row.h"

#include "nerve/anatomy.h"
#include "nerve/units.h"
#include "nerve/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A healthy face as far as units go. */
static struct phil_physiology healthy(void)
{
    struct phil_physiology p;
    memset(&p, 0, sizeof p);
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        p.pool[m].regrowth_most = 5;
        p.pool[m].sprout_safety = 1;
    }
    p.root[0].slow_m_s = p.root[1].slow_m_s = 8;
    return p;
}

static struct phil_nerve_result *made(uint64_t seed, const struct phil_physiology *physiology)
{
    struct phil_nerve_result *r = calloc(1, sizeof *r);
    assert_non_null(r);
    r->settings = phil_nerve_defaults();
    r->settings.seed = seed;
    assert_int_equal(phil_units_make(r, physiology), PHIL_OK);
    return r;
}

static void pools_go_from_small_to_large(void **state)
{
    (void)state;
    const struct phil_physiology p = healthy();
    struct phil_nerve_result *r = made(1, &p);
    assert_int_equal(r->n_units, 800);
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        const struct phil_nerve_unit *u = r->units + r->first_unit[m];
        const uint32_t n = r->first_unit[m + 1] - r->first_unit[m];
        assert_int_equal(n, r->settings.units[m]);
        assert_true(u[0].size == 0 && u[n - 1].size == 1);
        assert_true(u[0].fibres == 10 && fabsf(u[n - 1].fibres - 200) < 1e-3f);
        for (uint32_t i = 0; i < n; i++) {
            assert_int_equal(u[i].muscle, m);
            assert_false(u[i].lost || u[i].affected);
            assert_true(u[i].velocity_m_s > 34 && u[i].velocity_m_s < 64);
            assert_true(u[i].depth_mm > 1 && u[i].depth_mm < 9);
            if (i == 0)
                continue;
            assert_true(u[i].size > u[i - 1].size && u[i].fibres > u[i - 1].fibres);
            assert_true(u[i].contraction_ms < u[i - 1].contraction_ms);
            assert_true(u[i].tetanic_mn > u[i - 1].tetanic_mn);
        }
    }
    phil_nerve_result_free(r);
}

static void lower_lip_is_three_times_as_strong(void **state)
{
    (void)state;
    const struct phil_physiology p = healthy();
    struct phil_nerve_result *r = made(1, &p);
    double force_mn[PHIL_N_MUSCLES] = {0};
    for (size_t i = 0; i < r->n_units; i++)
        force_mn[r->units[i].muscle] += r->units[i].tetanic_mn;
    phil_row(27, "the same: summed tetanic force of the units",
             force_mn[PHIL_ORIS_LOWER_LEFT] / force_mn[PHIL_ORIS_UPPER_LEFT], "", 2.9, 3.1,
             "3 to 1: Barlow and Rath 1985");
    phil_nerve_result_free(r);
}

/* More units share the same fibres. */
static void a_muscle_has_its_fibres(void **state)
{
    (void)state;
    const struct phil_physiology p = healthy();
    double fibres[2] = {0};
    for (int k = 0; k < 2; k++) {
        struct phil_nerve_result r = {.settings = phil_nerve_defaults()};
        r.settings.units[PHIL_ORIS_LOWER_LEFT] = k ? 480 : 120;
        assert_int_equal(phil_units_make(&r, &p), PHIL_OK);
        for (size_t i = 0; i < r.n_units; i++)
            if (r.units[i].muscle == PHIL_ORIS_LOWER_LEFT)
                fibres[k] += r.units[i].fibres;
        free(r.units);
    }
    print_message("# fibres of a quadrant: %.0f with 120 units, %.0f with 480\n", fibres[0],
                  fibres[1]);
    assert_true(fabs(fibres[1] / fibres[0] - 1) < 0.03);
}

static void pools_of_none_and_of_one_are_fine(void **state)
{
    (void)state;
    const struct phil_physiology p = healthy();
    struct phil_nerve_result r = {.settings = phil_nerve_defaults()};
    memset(r.settings.units, 0, sizeof r.settings.units);
    assert_int_equal(phil_units_make(&r, &p), PHIL_OK);
    assert_int_equal(r.n_units, 0);
    free(r.units);
    r = (struct phil_nerve_result){.settings = r.settings};
    r.settings.units[PHIL_OCULI_RIGHT] = 1;
    assert_int_equal(phil_units_make(&r, &p), PHIL_OK);
    assert_int_equal(r.n_units, 1);
    assert_true(isfinite(r.units[0].latency_ms) && r.units[0].tetanic_mn > 0);
    free(r.units);
}

/* Whatever the cause, a unit is the same person's; who died early stays dead. */
static void losses_are_exact_and_nested(void **state)
{
    (void)state;
    struct phil_physiology p = healthy();
    struct phil_nerve_result *whole = made(5, &p), *less = whole;
    for (int step = 1; step <= 4; step++) {
        for (int m = 0; m < PHIL_N_MUSCLES; m++) {
            p.pool[m].loss = 0.2 * step;
            p.pool[m].loss_by_size = m % 2;
        }
        struct phil_nerve_result *more = made(5, &p);
        size_t n_lost[PHIL_N_MUSCLES] = {0};
        for (size_t i = 0; i < more->n_units; i++) {
            const struct phil_nerve_unit *u = &more->units[i];
            n_lost[u->muscle] += u->lost;
            assert_true(u->lost || !less->units[i].lost);
            assert_true(u->velocity_m_s == whole->units[i].velocity_m_s);
            assert_true(u->depth_mm == whole->units[i].depth_mm);
            assert_true(u->fibres == whole->units[i].fibres);
        }
        for (int m = 0; m < PHIL_N_MUSCLES; m++)
            assert_int_equal(n_lost[m], lround(0.2 * step * more->settings.units[m]));
        if (less != whole)
            phil_nerve_result_free(less);
        less = more;
    }
    phil_nerve_result_free(less);
    phil_nerve_result_free(whole);
}

/* Row 15, its part about velocities: many persons, half of the axons lost. */
static void large_axons_go_first_when_size_counts(void **state)
{
    (void)state;
    double sum[3] = {0}, dead_size[2] = {0}, n[3] = {0}, dead[2] = {0};
    for (uint64_t seed = 1; seed <= 40; seed++)
        for (int k = 0; k < 3; k++) { /* healthy, alike, by size */
            struct phil_physiology p = healthy();
            for (int m = 0; m < PHIL_N_MUSCLES; m++) {
                p.pool[m].loss = k ? 0.5 : 0;
                p.pool[m].loss_by_size = k == 2;
            }
            struct phil_nerve_result *r = made(seed, &p);
            for (size_t i = 0; i < r->n_units; i++)
                if (!r->units[i].lost) {
                    sum[k] += r->units[i].velocity_m_s;
                    n[k]++;
                } else {
                    dead_size[k - 1] += r->units[i].size;
                    dead[k - 1]++;
                }
            phil_nerve_result_free(r);
        }
    const double alike = sum[1] / n[1] - sum[0] / n[0], by_size = sum[2] / n[2] - sum[0] / n[0];
    phil_row(15, "uniform loss of half: mean velocity of survivors changes by", alike, "m/s", -0.1,
             0.1, "axons that live conduct as before: Ballantyne et al. 1980");
    phil_row(15, "loss of large ones first: mean velocity changes by", by_size, "m/s", -5, -0.4,
             "fast axons go: Ballantyne et al. 1980");
    assert_true(dead_size[1] / dead[1] > dead_size[0] / dead[0] + 0.03);
}

/* The chance to die goes with 0.5 + size. */
static void loss_follows_its_weights(void **state)
{
    (void)state;
    double lost[2] = {0}, n[2] = {0};
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct phil_physiology p = healthy();
        p.pool[PHIL_ORIS_UPPER_LEFT].loss = 0.3;
        p.pool[PHIL_ORIS_UPPER_LEFT].loss_by_size = 1;
        struct phil_nerve_result *r = made(seed, &p);
        for (uint32_t i = 0; i < r->first_unit[1]; i++) {
            const int large = r->units[i].size > 0.8f;
            if (large || r->units[i].size < 0.05f) {
                lost[large] += r->units[i].lost;
                n[large]++;
            }
        }
        phil_nerve_result_free(r);
    }
    /* Weights 1.39 and 0.52 on average; 0.3 of a mean weight of 0.76: 0.55 and 0.20. */
    print_message("# lost of small ones %.3f, of large ones %.3f\n", lost[0] / n[0],
                  lost[1] / n[1]);
    assert_true(fabs(lost[0] / n[0] - 0.205) < 0.02);
    assert_true(fabs(lost[1] / n[1] - 0.55) < 0.05);
}

static void survivors_take_over_fibres(void **state)
{
    (void)state;
    struct phil_physiology p = healthy();
    struct phil_nerve_result *before = made(2, &p);
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        p.pool[m].loss = 0.5;
        p.pool[m].regrowth = m ? 0.8 : 50;
    }
    struct phil_nerve_result *after = made(2, &p);
    for (size_t i = 0; i < after->n_units; i++) {
        const float grown = after->units[i].muscle ? 1.8f : 5.0f; /* held by regrowth_most */
        assert_true(fabsf(after->units[i].fibres / before->units[i].fibres / grown - 1) < 1e-5f);
    }
    phil_nerve_result_free(before);
    phil_nerve_result_free(after);
}

static void a_lesion_takes_its_part_of_one_side(void **state)
{
    (void)state;
    struct phil_physiology p = healthy();
    p.root[1].fraction = 0.4;
    p.root[1].slow_mm = 8;
    struct phil_nerve_result *r = made(3, &p);
    size_t n = 0, pools = 0;
    for (size_t i = 0; i < r->n_units; i++) {
        const struct phil_nerve_unit *u = &r->units[i];
        n += u->affected;
        assert_true(!u->affected || phil_nerve_muscle_side(u->muscle) == PHIL_SIDE_RIGHT);
        const double straight = phil_anatomy_latency_ms(u->muscle, u->velocity_m_s, false, NULL);
        const double slower = u->latency_ms - straight;
        const double expected = u->affected ? 8 / 8.0 - 8 / (double)u->velocity_m_s : 0;
        assert_true(fabs(slower - expected) < 1e-5);
    }
    for (int m = 1; m < PHIL_N_MUSCLES; m += 2)
        for (uint32_t i = r->first_unit[m]; i < r->first_unit[m + 1]; i++)
            if (r->units[i].affected) {
                pools++;
                break;
            }
    assert_int_equal(n, 160);
    assert_int_equal(pools, PHIL_N_MUSCLES / 2);
    phil_nerve_result_free(r);
}

static const struct phil_nerve_value *find(const struct phil_nerve_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_values; i++)
        if (strcmp(r->values[i].name, name) == 0)
            return &r->values[i];
    return NULL;
}

static void values_tell_what_was_used(void **state)
{
    (void)state;
    struct phil_physiology p = healthy();
    p.pool[PHIL_ORIS_LOWER_RIGHT].loss = 0.25;
    struct phil_nerve_result *r = made(1, &p);
    assert_int_equal(phil_values_make(r, &p), PHIL_OK);
    for (size_t i = 0; i < r->n_values; i++) {
        const struct phil_nerve_value *v = &r->values[i];
        assert_true(v->name[0] && v->unit && v->source && v->source[0]);
        assert_true(isfinite(v->value) && phil_nerve_mark_name(v->mark));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(v->name, r->values[k].name);
    }
    assert_true(find(r, "step")->value == 0.05);
    assert_true(find(r, "oris_lower_left.units")->value == 120);
    /* Shared quantities stand once, others once a pool. */
    assert_non_null(find(r, "regrowth_most"));
    assert_null(find(r, "loss"));
    assert_true(find(r, "oris_lower_right.loss")->value == 0.25);
    assert_true(find(r, "oris_lower_left.loss")->value == 0);
    assert_true(find(r, "unit.fibres_range")->value == 20);
    phil_nerve_result_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pools_go_from_small_to_large),
        cmocka_unit_test(lower_lip_is_three_times_as_strong),
        cmocka_unit_test(a_muscle_has_its_fibres),
        cmocka_unit_test(pools_of_none_and_of_one_are_fine),
        cmocka_unit_test(losses_are_exact_and_nested),
        cmocka_unit_test(large_axons_go_first_when_size_counts),
        cmocka_unit_test(loss_follows_its_weights),
        cmocka_unit_test(survivors_take_over_fibres),
        cmocka_unit_test(a_lesion_takes_its_part_of_one_side),
        cmocka_unit_test(values_tell_what_was_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
