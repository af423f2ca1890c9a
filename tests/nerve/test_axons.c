/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spikes on their way: latencies, collisions, refractoriness, stimuli, terminals. */
#include "lines.h"
#include "row.h"

#include "nerve/anatomy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct lines lines;

static void a_spike_arrives_after_the_closed_form_latency(void **state)
{
    (void)state;
    lines_init(&lines, 20);
    lines_begin(&lines);
    for (uint32_t u = 0; u < lines.n_units; u++)
        lines_fire(&lines, u, 3.25 + u);
    lines_run(&lines, 1000, 100);
    assert_int_equal(lines.arrived.n, lines.n_units);
    for (size_t k = 0; k < lines.arrived.n; k++) {
        const struct phil_spike *s = &lines.arrived.at[k];
        const struct phil_nerve_unit *unit = &lines.unit[s->unit];
        const double mm[] = {170, 170, 170, 180, 155, 160};
        const double ms = mm[unit->muscle / 2] / (double)unit->velocity_m_s + 1.9;
        assert_true(fabs(s->at_ms - s->began_ms - ms) < 1e-9);
        assert_true(s->began_ms == 3.25 + s->unit);
        assert_int_equal(s->origin, PHIL_NERVE_ORIGIN_SOMA);
    }
    assert_int_equal(lines.back.n, 0);
    lines_release(&lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spike_arrives_after_the_closed_form_latency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
