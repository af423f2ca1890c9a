/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What no single value can show: gaps between priors, findings that follow from themselves. */
#include <string.h>

#include "base/number.h"
#include "loader.h"

static const double oldest = 130; /* years, as in load_causes.c */

/* The first age, from `age` on, that no prior of this sex covers; counts priors that overlap. */
static double covered_to(const struct phil_cause_entry *cause, int sex, double age, int *at_age)
{
    double to = age;
    *at_age = 0;
    for (size_t i = 0; i < cause->n_priors; i++) {
        const struct phil_prior *prior = &cause->priors[i];
        if ((prior->sex == -1 || prior->sex == sex) && prior->from_age <= age &&
            age < prior->to_age) {
            to = prior->to_age;
            ++*at_age;
        }
    }
    return to;
}

static void check_sex(struct phil_loader *l, const struct phil_cause_entry *cause, int sex,
                      const char *name)
{
    for (double age = 0; !l->status && age < oldest;) {
        int at_age;
        const double to = covered_to(cause, sex, age, &at_age);
        if (at_age == 0)
            phil_loader_fail(l, "priors", "no prior for %s, age %s", name, phil_number_text(age).s);
        if (at_age > 1)
            phil_loader_fail(l, "priors", "more than one prior for %s, age %s", name,
                             phil_number_text(age).s);
        age = to;
    }
    /* A prior that begins inside another one is met at its own beginning. */
    for (size_t i = 0; !l->status && i < cause->n_priors; i++) {
        int at_age;
        covered_to(cause, sex, cause->priors[i].from_age, &at_age);
        if (at_age > 1)
            phil_loader_fail(l, "priors", "more than one prior for %s, age %s", name,
                             phil_number_text(cause->priors[i].from_age).s);
    }
}

void phil_check_priors(struct phil_loader *l, const struct phil_cause_entry *cause)
{
    if (l->status)
        return;
    const struct phil_finding *sexes = &l->knowledge->findings[l->knowledge->sex].view;
    bool any_for_all = false;
    for (size_t i = 0; i < cause->n_priors; i++)
        any_for_all = any_for_all || cause->priors[i].sex == -1;
    /* Where the sexes differ, "other" has the mean of them and needs no prior. */
    for (size_t s = 0; s < sexes->n_choices; s++)
        if (any_for_all || strcmp(sexes->choices[s], "other") != 0)
            check_sex(l, cause, (int)s, sexes->choices[s]);
}

enum mark { NEW, OPEN, DONE };

struct walk {
    struct phil_loader *loader;
    enum mark *marks; /* of each finding */
    bool asked;       /* along asked_when, else along from */
};

static const struct phil_when *edges(const struct walk *walk, size_t at)
{
    const struct phil_finding_entry *entry = &walk->loader->knowledge->findings[at];
    return walk->asked ? &entry->asked_when : &entry->from;
}

/* Depth-first: a finding that is met while it is open follows from itself. The depth is at most
 * the number of findings. */
static void visit(const struct walk *walk, size_t at)
{
    struct phil_loader *l = walk->loader;
    const struct phil_when *when = edges(walk, at);
    if (walk->marks[at] == DONE || l->status)
        return;
    if (walk->marks[at] == OPEN) {
        const size_t mark = phil_loader_enter(l, "findings[%zu]", at);
        phil_loader_fail(l, walk->asked ? "asked_when" : "from", "a cycle: %s %s itself",
                         l->knowledge->findings[at].view.id,
                         walk->asked ? "is asked only after" : "follows from");
        phil_loader_leave(l, mark);
        return;
    }
    walk->marks[at] = OPEN;
    for (size_t i = 0; i < when->n_all; i++)
        visit(walk, when->all[i].finding);
    for (size_t i = 0; i < when->n_any; i++)
        visit(walk, when->any[i].finding);
    for (size_t i = 0; i < when->n_none; i++)
        visit(walk, when->none[i].finding);
    walk->marks[at] = DONE;
}

void phil_check_cycles(struct phil_loader *l)
{
    const size_t n = l->knowledge->n_findings;
    for (int asked = 0; asked < 2; asked++) {
        struct walk walk = {l, phil_loader_allocate(l, n, sizeof *walk.marks), asked != 0};
        for (size_t i = 0; walk.marks && i < n; i++)
            visit(&walk, i);
    }
}
