/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network against brute enumeration in long double, and what must not change it. */
#include "oracle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

static void solution_init(struct phil_solution *s, size_t n)
{
    s->present = phil_alloc_aligned(n + 1, sizeof *s->present);
    s->active = phil_alloc_aligned(n + 1, sizeof *s->active);
    assert_non_null(s->present);
    assert_non_null(s->active);
}

static void solution_release(struct phil_solution *s)
{
    free(s->present);
    free(s->active);
}

static void solve(const struct phil_network *network, struct phil_solution *solution)
{
    struct phil_solver *solver;
    assert_int_equal(phil_solver_new(&solver, network), PHIL_OK);
    assert_int_equal(phil_solver_prepare(solver), PHIL_OK);
    assert_true(phil_solver_is_exact(solver));
    assert_int_equal(phil_solver_run(solver, true, solution), PHIL_OK);
    phil_solver_free(solver);
}

static void compare(const struct phil_network *network)
{
    struct phil_solution solution;
    solution_init(&solution, network->n_causes);
    solve(network, &solution);
    for (int l = 0; l < PHIL_LANES; l++) {
        const struct truth truth = oracle_solve(network, l);
        /* log P is compared as P: absolutely in the logarithm, the oracle's own rounding aside. */
        assert_true(fabsl(solution.log_evidence[l] - truth.log_evidence) <
                    1e-11 * fmaxl(1, fabsl(truth.log_evidence)));
        for (size_t c = 0; c < network->n_causes; c++) {
            assert_close(solution.present[c][l], truth.present[c], 1e-10);
            assert_close(solution.active[c][l], truth.active[c], 1e-10);
        }
    }
    solution_release(&solution);
}

static void compare_many(const struct shape *shape, int n, uint64_t seed)
{
    struct dice dice = {seed, 0};
    for (int i = 0; i < n; i++) {
        struct phil_network network;
        oracle_network(&network, shape, &dice);
        compare(&network);
        phil_network_release(&network);
    }
}

static void test_sparse(void **state)
{
    const struct shape shape = {8, 12, 0.2, 0.3, false};
    compare_many(&shape, 20, 1);
}

static void test_dense(void **state)
{
    const struct shape shape = {9, 7, 0.9, 0.2, false};
    compare_many(&shape, 10, 2);
}

static void test_many_findings(void **state)
{
    const struct shape shape = {6, 60, 0.5, 0.1, false};
    compare_many(&shape, 5, 3);
}

/* Probabilities from 1e-8 to 1 - 1e-8: no digit may be lost to cancellation. */
static void test_extreme(void **state)
{
    const struct shape few = {7, 9, 0.4, 0.3, true}, many = {5, 25, 0.6, 0.1, true};
    compare_many(&few, 20, 4);
    compare_many(&many, 5, 5);
}

static void test_smallest(void **state)
{
    const struct shape none = {0, 0, 0, 0, false}, one = {1, 0, 0, 0, false},
                       lonely = {3, 4, 0, 0.5, false};
    compare_many(&none, 2, 6);
    compare_many(&one, 2, 7);
    compare_many(&lonely, 3, 8);
}

static void compare_wide(const struct phil_network *network, double careful, double quick)
{
    struct phil_solver *solver;
    struct phil_solution solution;
    const struct truth truth = oracle_solve(network, 0);
    solution_init(&solution, network->n_causes);
    assert_int_equal(phil_solver_new(&solver, network), PHIL_OK);
    assert_int_equal(phil_solver_prepare(solver), PHIL_OK);
    assert_false(phil_solver_is_exact(solver));
    for (int all = 0; all < 2; all++) {
        assert_int_equal(phil_solver_run(solver, all, &solution), PHIL_OK);
        const double tolerance = all ? careful : quick;
        assert_true(fabsl(solution.log_evidence[0] - truth.log_evidence) < tolerance);
        for (size_t c = 0; c < network->n_causes; c++) {
            assert_true(fabsl(solution.present[c][0] - truth.present[c]) < tolerance);
            assert_true(fabsl(solution.active[c][0] - truth.active[c]) < tolerance);
        }
    }
    phil_solver_free(solver);
    solution_release(&solution);
}

/* Too much evidence for the table: a sum over the likely combinations. */
static void test_wide(void **state)
{
    const struct shape shape = {17, 60, 0.5, 0.1, false};
    struct dice dice = {9, 0};
    for (int i = 0; i < 2; i++) {
        struct phil_network network;
        oracle_network(&network, &shape, &dice);
        for (int l = 0; l < PHIL_LANES; l++)
            for (size_t f = 0; f < network.n_findings; f++)
                network.background[f][l] *= 0.1; /* else nothing needs a cause */
        compare_wide(&network, 1e-9, 2e-3);
        phil_network_release(&network);
    }
}

/* The order in which findings are numbered says nothing. */
static void test_order_does_not_matter(void **state)
{
    const struct shape shape = {12, 14, 0.35, 0.3, true};
    struct phil_network a, b;
    struct dice one = {10, 0}, two = {10, 0};
    oracle_network(&a, &shape, &one);
    oracle_network(&b, &shape, &two);
    for (size_t k = a.n_causes; k < a.n_links; k++)
        b.link[k].finding = shape.n_findings + 1 - b.link[k].finding;
    for (size_t f = 1; f <= shape.n_findings; f++) {
        const size_t other = shape.n_findings + 1 - f;
        memcpy(b.background[other], a.background[f], sizeof *a.background);
        memcpy(b.lit[other], a.lit[f], sizeof *a.lit);
        memcpy(b.unlit[other], a.unlit[f], sizeof *a.unlit);
    }
    struct phil_solution x, y;
    solution_init(&x, a.n_causes);
    solution_init(&y, b.n_causes);
    solve(&a, &x);
    solve(&b, &y);
    for (size_t c = 0; c < a.n_causes; c++)
        for (int l = 0; l < PHIL_LANES; l++)
            assert_close(x.active[c][l], y.active[c][l], 1e-12);
    solution_release(&x);
    solution_release(&y);
    phil_network_release(&a);
    phil_network_release(&b);
}

/* A yes of a finding that nothing can light. */
static void test_impossible(void **state)
{
    const struct shape shape = {3, 1, 0, 0, false};
    struct phil_network network;
    struct dice dice = {11, 0};
    oracle_network(&network, &shape, &dice);
    for (int l = 0; l < PHIL_LANES; l++) {
        network.background[1][l] = l == 4 ? 0 : 0.5;
        network.lit[1][l] = 1;
        network.unlit[1][l] = 0;
    }
    struct phil_solver *solver;
    struct phil_solution solution;
    solution_init(&solution, 3);
    assert_int_equal(phil_solver_new(&solver, &network), PHIL_OK);
    assert_int_equal(phil_solver_prepare(solver), PHIL_OK);
    assert_int_equal(phil_solver_run(solver, true, &solution), PHIL_EDATA);
    phil_solver_free(solver);
    solution_release(&solution);
    phil_network_release(&network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sparse),
        cmocka_unit_test(test_dense),
        cmocka_unit_test(test_many_findings),
        cmocka_unit_test(test_extreme),
        cmocka_unit_test(test_smallest),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_impossible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
