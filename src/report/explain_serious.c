/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The serious causes that are unlikely, told together, and the signs that would change that. */
#include <math.h>
#include <string.h>

#include "causes/knowledge.h"
#include "report/explain_wording.h"

/* A sign speaks at least ten times for its cause, and one person in seven has it: less is nothing
 * that one should watch for. */
static const double SIGN_FACTOR = 10, SIGN_SHARE = 0.15;

/* How much a sign tells of its cause: how often it is there, times how far it then speaks for it.
 * Without the first, what hardly anybody has would win. 0 for what is no sign. */
static double worth(const struct phil_knowledge *knowledge, const struct phil_link *link)
{
    const double background = knowledge->findings[link->finding].view.background.value;
    const double p = link->probability.value;
    const bool sign = background > 0 && p >= SIGN_SHARE && p >= SIGN_FACTOR * background;
    return sign ? p * log(p / background) : 0;
}

static bool has_sign(const char *const *sign, size_t n, const char *clause)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(sign[i], clause) == 0)
            return true;
    return false;
}

static bool asks_for(const struct phil_condition *condition, size_t n, size_t finding)
{
    for (size_t i = 0; i < n; i++)
        if (condition[i].finding == finding)
            return true;
    return false;
}

static bool is_emergency(const struct phil_knowledge *knowledge, size_t finding)
{
    for (size_t i = 0; i < knowledge->n_rules; i++) {
        const struct phil_rule *rule = &knowledge->rules[i];
        if (rule->care == PHIL_CARE_EMERGENCY &&
            (asks_for(rule->when.all, rule->when.n_all, finding) ||
             asks_for(rule->when.any, rule->when.n_any, finding)))
            return true;
    }
    return false;
}

struct sign {
    const char *clause; /* NULL: there is none */
    double worth;
};

/* The strongest sign that is neither there nor told already. */
static struct sign best_sign(const struct phil_explanation_view *view,
                             const struct phil_cause *cause, const char *const *said, size_t n)
{
    const struct phil_knowledge *k = view->knowledge;
    const struct phil_cause_entry *entry = phil_find_cause_entry(k, cause);
    struct sign best = {NULL, 0};
    for (size_t i = 0; i < entry->n_links; i++) {
        const struct phil_link *link = &entry->links[i];
        const struct phil_finding *finding = &k->findings[link->finding].view;
        const double w = worth(k, link);
        if (w <= best.worth || !finding->asked || link->finding == k->complaint || !finding->yes ||
            !finding->yes[0] || phil_is_yes(view, finding->id) || has_sign(said, n, finding->yes) ||
            is_emergency(k, link->finding))
            continue;
        best = (struct sign){finding->yes, w};
    }
    return best;
}

size_t phil_signs_of(const struct phil_explanation_view *view, const struct phil_cause *cause,
                     const char **sign, size_t most)
{
    size_t n = 0;
    for (const char *next; n < most && (next = best_sign(view, cause, sign, n).clause);)
        sign[n++] = next;
    return n;
}

/* Names may hold commas, so they are set apart by semicolons. */
static void say_names(struct phil_text *t, const struct phil_grave *grave)
{
    for (size_t i = 0; i < grave->n; i++)
        phil_text_printf(t, "%s%s", i ? "; " : "", grave->cause[i]->cause->name);
    phil_text_add(t, grave->n_more ? "; and others." : ".");
}

/* The smallest of these that the bound stays under: "fewer than 1 in 1,000". */
static double fewer_than(double bound)
{
    static const double shares[] = {1e-5, 1e-4, 1e-3, 2e-3, 5e-3};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        if (bound < shares[i])
            return shares[i];
    return PHIL_REMOTE;
}

void phil_say_remote(struct phil_text *t, const struct phil_shortlist *list)
{
    if (!list->remote.n)
        return;
    phil_text_printf(t, "Very unlikely from what is known, %s in fewer than %s people: ",
                     list->remote.n + list->remote.n_more > 1 ? "each" : "and",
                     phil_one_in(fewer_than(list->remote.bound)).s);
    say_names(t, &list->remote);
}

void phil_say_unlikely(struct phil_text *t, const struct phil_shortlist *list)
{
    if (!list->unlikely.n)
        return;
    phil_text_add(t, "Unlikely too, but by how much cannot be told: ");
    say_names(t, &list->unlikely);
}

/* The best sign of each of the causes, the strongest first. */
static size_t signs_of_all(const struct phil_explanation_view *view,
                           const struct phil_cause **cause, size_t n_causes, const char **sign,
                           size_t most)
{
    size_t n = 0;
    while (n < most && n < PHIL_MOST_SIGNS) {
        struct sign best = {NULL, 0};
        size_t of = 0;
        for (size_t i = 0; i < n_causes; i++) {
            const struct sign next =
                cause[i] ? best_sign(view, cause[i], sign, n) : (struct sign){NULL, 0};
            if (next.worth > best.worth) {
                best = next;
                of = i;
            }
        }
        if (!best.clause)
            break;
        sign[n++] = best.clause;
        cause[of] = NULL;
    }
    return n;
}

void phil_say_change(struct phil_text *t, const struct phil_explanation_view *view,
                     const struct phil_shortlist *list, size_t most)
{
    const struct phil_cause *cause[2 * PHIL_MOST_GRAVE];
    const char *sign[PHIL_MOST_SIGNS];
    size_t n_causes = 0;
    for (size_t i = 0; i < list->unlikely.n; i++)
        cause[n_causes++] = list->unlikely.cause[i]->cause;
    for (size_t i = 0; i < list->remote.n; i++)
        cause[n_causes++] = list->remote.cause[i]->cause;
    const size_t n = signs_of_all(view, cause, n_causes, sign, most);
    if (n)
        phil_text_printf(t, "What would change that, and %s: ",
                         view->explanation->care == PHIL_CARE_SELF
                             ? "is worth a visit"
                             : "should be told to the doctor");
    for (size_t i = 0; i < n; i++)
        phil_text_printf(t, "%s%s", i ? "; " : "", sign[i]);
    phil_text_add(t, n ? "." : "");
}
