/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lips, corners, chin and lids: excursions, order, stability, energy, symmetry, blinks. */
#include "row.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nerve/clock.h"
#include "nerve/skin/tissue.h"

/* A face whose forces are set and which is then moved. */
struct face {
    float *force[PHIL_N_MUSCLES], *right[PHIL_N_NODES], *down[PHIL_N_NODES];
    size_t n;
    double stiffness;
};

static void face_init(struct face *f, size_t n)
{
    *f = (struct face){.n = n, .stiffness = 1};
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        f->force[m] = calloc(n, sizeof(float));
    for (int k = 0; k < PHIL_N_NODES; k++) {
        f->right[k] = calloc(n, sizeof(float));
        f->down[k] = calloc(n, sizeof(float));
    }
}

static void face_release(struct face *f)
{
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        free(f->force[m]);
    for (int k = 0; k < PHIL_N_NODES; k++) {
        free(f->right[k]);
        free(f->down[k]);
    }
}

static void face_move(struct face *f)
{
    const struct phil_physiology physiology = {.stiffness = f->stiffness};
    phil_tissue_move((const float *const *)f->force, &physiology, f->right, f->down, f->n, NULL);
}

/* A unit's twitch of height `newton`: the force model's, contraction time 38 ms. */
static void add_twitch(float *force, size_t n, double at_ms, double newton)
{
    const double peak = 1 / (1 + 2.4 * 2.4);
    for (size_t i = 0; i < n; i++) {
        const double t = ((double)i - at_ms) / 38, a = t > 0 ? t * exp(1 - t) : 0;
        force[i] += (float)(newton * a * a / (a * a + 2.4 * 2.4) / peak);
    }
}

static double size_at(const struct face *f, int node, size_t i)
{
    return hypot((double)f->right[node][i], (double)f->down[node][i]);
}

static double greatest(const struct face *f, int node, size_t *when)
{
    double most = 0;
    for (size_t i = 0; i < f->n; i++)
        if (size_at(f, node, i) > most) {
            most = size_at(f, node, i);
            if (when)
                *when = i;
        }
    return most;
}

/* The specification's own checks: 8 mN, three times that, three quarters of a quadrant. */
static void excursions_are_as_specified(void **state)
{
    static const double newton[2] = {0.008, 0.024}, mm[2] = {0.18, 0.54};
    struct face f;
    for (int i = 0; i < 2; i++) {
        size_t when = 0;
        face_init(&f, 600);
        add_twitch(f.force[PHIL_ORIS_LOWER_LEFT], f.n, 0, newton[i]);
        face_move(&f);
        char what[80];
        snprintf(what, sizeof what, "a lip moved by one twitch of %g mN", 1000 * newton[i]);
        phil_row(10, what, greatest(&f, PHIL_NODE_LOWER_LEFT, &when), "mm", 0.9 * mm[i],
                 1.1 * mm[i], "derived: trial integration");
        phil_row(10, "the same: peak after the spike", (double)when, "ms", 55, 85,
                 "74 ms: derived, trial integration");
        assert_true(f.down[PHIL_NODE_LOWER_LEFT][when] < 0); /* towards closure */
        assert_true(greatest(&f, PHIL_NODE_LOWER_MIDDLE, NULL) <
                    greatest(&f, PHIL_NODE_LOWER_LEFT, NULL));
        assert_true(greatest(&f, PHIL_NODE_LOWER_RIGHT, NULL) <
                    0.5 * greatest(&f, PHIL_NODE_LOWER_LEFT, NULL));
        face_release(&f);
    }
    face_init(&f, 600);
    /* 0.75 * 120 units * 63 fibres * 0.18 mN * 1.5 */
    for (size_t i = 100; i < 400; i++)
        f.force[PHIL_ORIS_LOWER_LEFT][i] = 1.53f;
    face_move(&f);
    const double mm_burst = greatest(&f, PHIL_NODE_LOWER_LEFT, NULL);
    print_message("# three quarters of a lower quadrant in a tetanus: %.2f mm\n", mm_burst);
    assert_true(mm_burst > 6 && mm_burst < 8);
    face_release(&f);
}

/* Goertzel's power of a trace at a frequency. */
static double power_at(const float *x, size_t n, double hz)
{
    double complex sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * (0.5 - 0.5 * cos(2 * M_PI * (double)i / (double)n)) *
               cexp(-2 * M_PI * I * hz * (double)i / PHIL_MOVEMENT_HZ);
    return creal(sum * conj(sum));
}

static double peak_hz(const float *x, size_t n, double lo, double hi)
{
    double best = lo;
    for (double hz = lo; hz <= hi; hz += 0.01)
        best = power_at(x, n, hz) > power_at(x, n, best) ? hz : best;
    return best;
}

/* One unit of zygomaticus once moved the corner by nearly a millimetre. */
static void a_smile_takes_the_corner_a_centimetre_and_one_unit_tenths(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        double newton, lo, hi;
        bool all;
    } pull[] = {{"the corner in a smile of the greatest effort, 1.3 N", 1.3, 7, 14, true},
                {"the corner moved by the largest unit of zygomaticus", 0.027, 0.1, 0.5, false}};
    for (int i = 0; i < 2; i++) {
        struct face f;
        face_init(&f, 1500);
        if (pull[i].all)
            for (size_t k = 0; k < f.n; k++)
                f.force[PHIL_ZYGOMATICUS_LEFT][k] = (float)pull[i].newton;
        else
            add_twitch(f.force[PHIL_ZYGOMATICUS_LEFT], f.n, 0, pull[i].newton);
        face_move(&f);
        const double mm = pull[i].all ? size_at(&f, PHIL_NODE_CORNER_LEFT, f.n - 1)
                                      : greatest(&f, PHIL_NODE_CORNER_LEFT, NULL);
        phil_row(28, pull[i].what, mm, "mm", pull[i].lo, pull[i].hi, "judged");
        face_release(&f);
    }
}

/* The tissue passes a rhythm on at its own frequency, in both lips. */
static void a_tremor_keeps_its_frequency(void **state)
{
    struct face f;
    face_init(&f, 8000);
    for (size_t i = 0; i < f.n; i++)
        for (int m = 0; m < PHIL_DEPRESSOR_LEFT; m++) {
            const double s = 1 + cos(2 * M_PI * 5 * (double)i / PHIL_MOVEMENT_HZ);
            f.force[m][i] = (float)(0.04 * s * s); /* as saturating muscle would, not a sine */
        }
    face_move(&f);
    const double up = peak_hz(f.down[PHIL_NODE_UPPER_LEFT], f.n, 2, 12);
    const double low = peak_hz(f.down[PHIL_NODE_LOWER_LEFT], f.n, 2, 12);
    phil_row(20, "tremor of 5 Hz, upper lip", up, "Hz", 4.8, 5.2, "Hunker and Abbs 1990");
    phil_row(20, "tremor of 5 Hz, lower lip", low, "Hz", 4.8, 5.2, "Hunker and Abbs 1990");
    assert_float_equal(up, low, 0.02);
    face_release(&f);
}

/* What E of tissue.c is at step i, N mm; bonds included, stops not. */
static double energy(const struct face *f, size_t i)
{
    double e = 0;
    const double h = 1 / PHIL_MOVEMENT_HZ;
    for (int k = 0; k < PHIL_N_NODES; k++) {
        const struct phil_tissue *t = phil_tissue_of(k);
        const double spring = t->stiffness_n_m / 1000, w = 2 * M_PI * t->hz;
        const double m = spring / (w * w), x0 = t->stiffening_mm;
        const double vx = ((double)f->right[k][i + 1] - (double)f->right[k][i]) / h;
        const double vy = ((double)f->down[k][i + 1] - (double)f->down[k][i]) / h;
        const double a = size_at(f, k, i), b = size_at(f, k, i + 1);
        e += 0.5 * m * (vx * vx + vy * vy) + 0.25 * spring * (a * a + b * b) +
             0.25 * spring * a * a * b * b / (x0 * x0);
    }
    size_t n;
    const struct phil_tissue_bond *bond = phil_tissue_bonds(&n);
    for (size_t j = 0; j < n; j++)
        for (int axis = 0; axis < 2; axis++) {
            float *const *x = axis ? f->down : f->right;
            e += 0.5 * bond[j].stiffness_n_m / 1000 *
                 ((double)x[bond[j].a][i] - (double)x[bond[j].b][i]) *
                 ((double)x[bond[j].a][i + 1] - (double)x[bond[j].b][i + 1]);
        }
    return e;
}

/* Without force the energy falls, whatever threw the skin. Muscles that neither press the lips
 * together nor shut the eyes: no stop takes part, and it falls at every step. */
static void energy_falls_without_force(void **state)
{
    static const int threw[] = {PHIL_ZYGOMATICUS_LEFT, PHIL_DEPRESSOR_RIGHT, PHIL_MENTALIS_LEFT};
    struct face f;
    face_init(&f, 2000);
    for (size_t i = 0; i < 50; i++)
        for (int m = 0; m < 3; m++)
            f.force[threw[m]][i] = 3;
    face_move(&f);
    double before = energy(&f, 51);
    const double first = before;
    assert_true(first > 1);
    for (size_t i = 52; i + 1 < f.n; i++) {
        const double now = energy(&f, i);
        /* Traces are single precision: the sum is known to 1e-5 of what it began as. */
        if (now > before + 1e-6 * first)
            fail_msg("step %zu: energy %g after %g", i, now, before);
        before = now;
    }
    assert_true(before < 1e-4 * first);
    face_release(&f);
}

static void extreme_forces_do_no_harm(void **state)
{
    struct face f;
    face_init(&f, 3000);
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        for (size_t i = 0; i < 1000; i++)
            f.force[m][i] = (i / 7 + (size_t)m) % 2 ? 1e4f : 0; /* ten tonnes, on and off */
    face_move(&f);
    double late = 0;
    for (int k = 0; k < PHIL_N_NODES; k++)
        for (size_t i = 0; i < f.n; i++) {
            const double mm = size_at(&f, k, i);
            assert_true(mm < 1e5);
            late = i > 2000 ? fmax(late, mm) : late;
        }
    assert_true(late < 0.1); /* and all is at rest again a second later */
    face_release(&f);
}

/* The lower lid, which has no bonds, against a fine integration of the equation itself. */
static void motion_is_that_of_the_equation(void **state)
{
    struct face f;
    face_init(&f, 400);
    for (size_t i = 0; i < f.n; i++)
        f.force[PHIL_OCULI_LEFT][i] = (float)(0.6 * (0.5 - 0.5 * cos(2 * M_PI * (double)i / 200)));
    face_move(&f);
    const struct phil_tissue *t = phil_tissue_of(PHIL_NODE_LOWER_LID_LEFT);
    struct phil_tissue_pull pull[PHIL_TISSUE_PULLS];
    const int n_pulls = phil_tissue_pulls(PHIL_OCULI_LEFT, pull);
    assert_int_equal(n_pulls, 2);
    const double share = hypot(pull[1].right, pull[1].down);
    const double k = t->stiffness_n_m / 1000, w = 2 * M_PI * t->hz, m = k / (w * w);
    const double c = 2 * t->damping * m * w, h = 1e-5;
    double x = 0, v = 0, worst = 0, most = 0;
    for (size_t i = 0; i < f.n; i++) {
        worst = fmax(worst, fabs(x - size_at(&f, PHIL_NODE_LOWER_LID_LEFT, i)));
        most = fmax(most, x);
        for (int s = 0; s < 100; s++) { /* symplectic Euler at a hundredth of the step */
            const double at = (double)i + s / 100.0;
            const double force = share * 0.6 * (0.5 - 0.5 * cos(2 * M_PI * at / 200));
            const double stretch = x / t->stiffening_mm;
            v += h * (force - c * v - k * x * (1 + stretch * stretch)) / m;
            x += h * v;
        }
    }
    print_message("# lower lid: at most %.4f mm of %.2f from the equation\n", worst, most);
    assert_true(most > 1 && worst < 0.005 * most);
    face_release(&f);
}

/* Halving the step leaves a quarter of the error: second order, nonlinear springs, bonds and all.
 */
static void the_method_is_of_second_order(void **state)
{
    static const int rates[4] = {250, 500, 1000, 16000};
    double x[4][2];
    for (int r = 0; r < 4; r++) {
        const struct phil_physiology physiology = {.stiffness = 1};
        struct face f;
        face_init(&f, (size_t)(0.2 * rates[r]) + 1);
        for (size_t i = 0; i < f.n; i++) {
            const double t = (double)i / rates[r];
            f.force[PHIL_ZYGOMATICUS_LEFT][i] = (float)(0.5 - 0.5 * cos(2 * M_PI * t / 0.12));
        }
        phil_tissue_move_at(rates[r], (const float *const *)f.force, &physiology, f.right, f.down,
                            f.n, NULL);
        x[r][0] = (double)f.down[PHIL_NODE_CORNER_LEFT][f.n - 1];
        x[r][1] = (double)f.right[PHIL_NODE_UPPER_LEFT][f.n - 1];
        face_release(&f);
    }
    for (int k = 0; k < 2; k++) {
        const double first = (x[0][k] - x[3][k]) / (x[1][k] - x[3][k]);
        const double second = (x[1][k] - x[3][k]) / (x[2][k] - x[3][k]);
        print_message("# order %.2f, then %.2f; error at 1 kHz %.4f mm of %.2f\n", log2(first),
                      log2(second), x[2][k] - x[3][k], x[3][k]);
        assert_true(log2(second) > 1.8 && log2(second) < 2.3);
    }
}

static void both_sides_are_mirrors(void **state)
{
    struct face l, r;
    face_init(&l, 500);
    face_init(&r, 500);
    for (int m = 0; m < PHIL_N_MUSCLES; m += 2)
        for (size_t i = 20; i < 200; i++)
            l.force[m][i] = r.force[m + 1][i] = 0.1f * (float)(m + 1);
    face_move(&l);
    face_move(&r);
    static const int mirror[PHIL_N_NODES] = {2, 1, 0, 5, 4, 3, 7, 6, 9, 8, 11, 10, 13, 12};
    for (int k = 0; k < PHIL_N_NODES; k++) {
        assert_int_equal(phil_nerve_node_region(k) == PHIL_CHIN
                             ? PHIL_CHIN
                             : phil_region_mirror(phil_nerve_node_region(k)),
                         phil_nerve_node_region(mirror[k]));
        for (size_t i = 0; i < l.n; i++) {
            assert_float_equal(l.right[k][i], -r.right[mirror[k]][i], 1e-5);
            assert_float_equal(l.down[k][i], r.down[mirror[k]][i], 1e-5);
        }
    }
    face_release(&l);
    face_release(&r);
}

/* Each muscle moves what it is known to move, that way. */
static void muscles_pull_where_they_should(void **state)
{
    static const struct {
        enum phil_nerve_muscle muscle;
        enum phil_nerve_node node;
        int right, down;
    } pull[] = {
        {PHIL_ORIS_UPPER_LEFT, PHIL_NODE_UPPER_LEFT, -1, 1},
        {PHIL_ORIS_LOWER_RIGHT, PHIL_NODE_LOWER_RIGHT, 1, -1},
        {PHIL_ZYGOMATICUS_LEFT, PHIL_NODE_CORNER_LEFT, 1, -1}, /* up and outward */
        {PHIL_DEPRESSOR_LEFT, PHIL_NODE_CORNER_LEFT, 1, 1},
        {PHIL_MENTALIS_RIGHT, PHIL_NODE_CHIN_RIGHT, 0, -1},
        {PHIL_OCULI_RIGHT, PHIL_NODE_UPPER_LID_RIGHT, 0, 1},
        {PHIL_OCULI_LEFT, PHIL_NODE_LOWER_LID_LEFT, -1, -1}, /* towards the nose, up */
    };
    for (size_t p = 0; p < sizeof pull / sizeof *pull; p++) {
        struct face f;
        face_init(&f, 300);
        for (size_t i = 0; i < 300; i++)
            f.force[pull[p].muscle][i] = 0.1f;
        face_move(&f);
        const double x = (double)f.right[pull[p].node][299], y = (double)f.down[pull[p].node][299];
        assert_true(pull[p].right == 0 ? fabs(x) < 0.1 : x * pull[p].right > 0.05);
        assert_true(pull[p].down == 0 ? fabs(y) < 0.1 : y * pull[p].down > 0.05);
        /* Nothing of the mouth moves an eye, nor the other way round. */
        const bool eye = pull[p].muscle >= PHIL_OCULI_LEFT;
        assert_true(greatest(&f, eye ? PHIL_NODE_UPPER_LEFT : PHIL_NODE_UPPER_LID_LEFT, NULL) == 0);
        face_release(&f);
    }
}

static void rigid_lips_move_less(void **state)
{
    double mm[2];
    for (int i = 0; i < 2; i++) {
        struct face f;
        face_init(&f, 600);
        f.stiffness = 1 + i;
        add_twitch(f.force[PHIL_ORIS_UPPER_LEFT], f.n, 0, 0.008);
        add_twitch(f.force[PHIL_OCULI_LEFT], f.n, 0, 0.1);
        face_move(&f);
        mm[i] = greatest(&f, PHIL_NODE_UPPER_LEFT, NULL);
        /* Lids keep their stiffness. */
        assert_true(greatest(&f, PHIL_NODE_UPPER_LID_LEFT, NULL) > 2);
        face_release(&f);
    }
    assert_true(mm[1] < 0.75 * mm[0] && mm[1] > 0.4 * mm[0]);
}

/* Lips that are pressed with all force do not pass through each other. */
static void pressed_lips_meet(void **state)
{
    struct face f;
    face_init(&f, 1000);
    for (size_t i = 0; i < f.n; i++) {
        f.force[PHIL_ORIS_UPPER_LEFT][i] = f.force[PHIL_ORIS_UPPER_RIGHT][i] = 0.7f;
        f.force[PHIL_ORIS_LOWER_LEFT][i] = f.force[PHIL_ORIS_LOWER_RIGHT][i] = 2;
    }
    face_move(&f);
    for (int k = 0; k < 3; k++) {
        const double nearer =
            (double)f.down[k][999] - (double)f.down[PHIL_NODE_LOWER_LEFT + k][999];
        print_message("# lips pressed with all force come nearer by %.2f mm\n", nearer);
        assert_true(nearer > PHIL_TISSUE_YIELD_MM && nearer < PHIL_TISSUE_YIELD_MM + 4);
    }
    /* The stronger one wins: both go up. */
    assert_true(f.down[PHIL_NODE_LOWER_MIDDLE][999] < -3);
    face_release(&f);
}

/* A burst as long and strong as a blink's shuts the lid as fast as blinks do, and it opens more
 * slowly; a tonic contraction shuts it, and it goes no further. */
static void a_burst_shuts_the_lid(void **state)
{
    struct face f;
    face_init(&f, 1000);
    for (size_t i = 0; i < f.n; i++) {
        const double t = ((double)i - 100) / 150; /* 73 ms at half height */
        f.force[PHIL_OCULI_LEFT][i] =
            t > 0 && t < 1 ? (float)(0.21 * (0.5 - 0.5 * cos(2 * M_PI * t))) : 0;
    }
    face_move(&f);
    const float *lid = f.down[PHIL_NODE_UPPER_LID_LEFT];
    size_t peak = 0, from = 0, shut = 0, open = f.n;
    const double most = greatest(&f, PHIL_NODE_UPPER_LID_LEFT, &peak);
    double down = 0, up = 0;
    for (size_t i = 1; i < f.n; i++) {
        const double v = (double)(lid[i] - lid[i - 1]) * PHIL_MOVEMENT_HZ;
        down = fmax(down, v);
        up = fmax(up, -v);
        from = from == 0 && (double)lid[i] > 0.05 * most ? i : from;
        shut = shut == 0 && (double)lid[i] > 0.95 * most ? i : shut;
        open = i > peak && open == f.n && (double)lid[i] < 0.05 * most ? i : open;
    }
    print_message(
        "# lid: %.1f mm, down in %zu ms at %.0f mm/s, up again %zu ms later at %.0f mm/s\n", most,
        shut - from, down, open - peak, up);
    assert_true(most > 0.9 * PHIL_NERVE_LID_TRAVEL_MM && most < PHIL_NERVE_LID_TRAVEL_MM + 0.6);
    assert_true(shut - from > 35 && shut - from < 110);
    assert_true(open - peak > 120 && open - peak < 300);
    assert_true(down > 150 && down < 420 && down > up && up > 60);
    /* The other eye stays open. */
    assert_true(greatest(&f, PHIL_NODE_UPPER_LID_RIGHT, NULL) == 0);
    for (size_t i = 0; i < f.n; i++)
        f.force[PHIL_OCULI_LEFT][i] = 0.45f; /* all of the muscle */
    face_move(&f);
    const double squeezed = (double)lid[f.n - 1];
    print_message("# lid that is squeezed shut: %.2f mm, %.2f on impact\n", squeezed,
                  greatest(&f, PHIL_NODE_UPPER_LID_LEFT, NULL));
    assert_true(squeezed > PHIL_NERVE_LID_TRAVEL_MM && squeezed < PHIL_NERVE_LID_TRAVEL_MM + 0.6);
    face_release(&f);
}

static void no_force_moves_nothing(void **state)
{
    struct face f;
    face_init(&f, 100);
    face_move(&f);
    for (int k = 0; k < PHIL_N_NODES; k++)
        assert_true(greatest(&f, k, NULL) == 0);
    face_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(excursions_are_as_specified),
        cmocka_unit_test(a_smile_takes_the_corner_a_centimetre_and_one_unit_tenths),
        cmocka_unit_test(a_tremor_keeps_its_frequency),
        cmocka_unit_test(energy_falls_without_force),
        cmocka_unit_test(extreme_forces_do_no_harm),
        cmocka_unit_test(motion_is_that_of_the_equation),
        cmocka_unit_test(the_method_is_of_second_order),
        cmocka_unit_test(both_sides_are_mirrors),
        cmocka_unit_test(muscles_pull_where_they_should),
        cmocka_unit_test(rigid_lips_move_less),
        cmocka_unit_test(pressed_lips_meet),
        cmocka_unit_test(a_burst_shuts_the_lid),
        cmocka_unit_test(no_force_moves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
