/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "failing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wrapped.h"

/* Decoders and the digest allocate in threads of their own. */
static atomic_ulong seen, fail_at, failures;
static atomic_bool on, persistent, spare_new;

bool failing_now(void)
{
    if (!atomic_load(&on))
        return false;
    const unsigned long n = atomic_fetch_add(&seen, 1) + 1, at = atomic_load(&fail_at);
    if (at == 0 || n < at || (n > at && !atomic_load(&persistent)))
        return false;
    atomic_fetch_add(&failures, 1);
    return true;
}

bool failing_happened(void)
{
    return atomic_load(&failures) > 0;
}

bool failing_now_in_new(void)
{
    return !atomic_load(&spare_new) && failing_now();
}

void failing_spare_new(bool spare)
{
    atomic_store(&spare_new, spare);
}

void failing_pause(void)
{
    atomic_store(&on, false);
}

void failing_resume(void)
{
    atomic_store(&on, true);
}

/* One run with allocation `at` failing; 0: none. */
static enum phil_status run(failing_body *body, void *user, unsigned long at, bool all_after)
{
    atomic_store(&seen, 0);
    atomic_store(&failures, 0);
    atomic_store(&fail_at, at);
    atomic_store(&persistent, all_after);
    failing_resume();
    const enum phil_status status = body(user);
    failing_pause();
    return status;
}

static void sweep(const char *name, failing_body *body, void *user, unsigned stride, bool all_after)
{
    for (unsigned long at = 1;; at += stride ? 1 + at / stride : 1) {
        const enum phil_status status = run(body, user, at, all_after);
        const bool failed = failing_happened();
        if (status != PHIL_OK && !(status == PHIL_EMEM && failed))
            fail_msg("%s: allocation %lu%s: %s", name, at, all_after ? " and all after it" : "",
                     phil_status_text(status));
        if (!failed)
            return;
    }
}

unsigned long failing_sweep(const char *name, failing_body *body, void *user, unsigned stride)
{
    assert_int_equal(run(body, user, 0, false), PHIL_OK);
    const unsigned long n = atomic_load(&seen);
    sweep(name, body, user, stride, false);
    sweep(name, body, user, stride, true);
    print_message("# %s: %lu allocations\n", name, n);
    assert_true(n > 0); /* else nothing was tried: was the program linked with --wrap? */
    return n;
}
