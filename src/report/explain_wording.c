/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sentences of an explanation. Their reader has a twitching lip, has looked it up, and is
 * afraid. So how common something is comes before how likely it is here; a serious cause is told
 * with its rarity, with what speaks against it and with what would make it worth a visit, or,
 * when it is unlikely, together with others and without a number of its own; and nothing is
 * called harmless that was not asked about.
 */
#include "report/explain_wording.h"

#include <math.h>
#include <string.h>

#include "causes/knowledge.h"
#include "report/wording.h"

/* ---- which causes are told about ---- */

enum { USUALLY_LIKELY = 3 };

/* A fourth and a fifth cause are told about when they are nearly as likely as the third. */
static const double CLOSE = 0.8;

/* Below 2 people of 100, or a tenth of the likeliest cause, a harmless one is not worth a
 * paragraph. */
static const double WORTH_TELLING = 0.02, BESIDE_THE_FIRST = 0.1;

/* Below 5 of 100 a serious cause gets no number of its own: the figures behind such a number are
 * mostly judged, and whoever reads it sees the illness and not the number. */
static const double WORTH_A_NUMBER = 0.05;

bool phil_triage_names(const struct phil_explanation *explanation, const struct phil_cause *cause)
{
    for (size_t i = 0; i < explanation->n_reasons; i++)
        if (strcmp(explanation->reasons[i].rule, cause->id) == 0)
            return true;
    return false;
}

static bool worth_a_paragraph(const struct phil_explanation *explanation,
                              const struct phil_cause_result *result,
                              const struct phil_shortlist *list)
{
    const double p = result->probability;
    if (result->cause->serious && phil_triage_names(explanation, result->cause))
        return true;
    if (p < (result->cause->serious ? WORTH_A_NUMBER : WORTH_TELLING))
        return false;
    if (!result->cause->serious && list->n_likely &&
        p < BESIDE_THE_FIRST * list->likely[0]->probability)
        return false;
    return list->n_likely < USUALLY_LIKELY ||
           p >= CLOSE * list->likely[USUALLY_LIKELY - 1]->probability;
}

/* A serious cause whose interval ends below 1 in 100 is remote. */
static const double REMOTE = 0.01;

static void add_grave(struct phil_shortlist *list, const struct phil_cause_result *result)
{
    const double hi = isfinite(result->interval.hi) ? result->interval.hi : 0;
    const double bound = fmax(result->probability, hi);
    struct phil_grave *grave = bound < REMOTE ? &list->remote : &list->unlikely;
    grave->bound = fmax(grave->bound, bound);
    if (grave->n < PHIL_MOST_GRAVE)
        grave->cause[grave->n++] = result;
    else
        grave->n_more++;
}

struct phil_shortlist phil_shortlist(const struct phil_explanation *explanation)
{
    struct phil_shortlist list = {.n_likely = 0};
    for (size_t i = 0; i < explanation->n_causes; i++) {
        const struct phil_cause_result *result = &explanation->causes[i];
        if (list.n_likely < PHIL_MOST_LIKELY && worth_a_paragraph(explanation, result, &list))
            list.likely[list.n_likely++] = result;
        else if (result->cause->serious)
            add_grave(&list, result);
    }
    return list;
}

/* ---- a cause ---- */

void phil_say_numbers(struct phil_text *t, const struct phil_explanation_view *view,
                      const char *bars)
{
    if (phil_count_known(view))
        phil_text_add(t, "The numbers are out of 100 people who would answer as you did");
    else
        phil_text_add(t, "Nothing is known of you yet, so the numbers are those of any 100 people "
                         "whose lip twitches");
    if (view->explanation->draws)
        phil_text_printf(
            t, ". The range in brackets is what the figures behind them leave room for%s", bars);
    phil_text_add(t, ". Two causes can be at work in one person, so they need not add up to 100.");
}

/* "people of your age and sex": whom the base rate is about. */
static const char *people_like(const struct phil_explanation_view *view)
{
    struct phil_answer age, sex;
    if (!phil_answers_get(view->answers, "age", &age) || age.unknown)
        return "middle-aged people";
    const struct phil_finding *f = phil_knowledge_find_finding(view->knowledge, "sex");
    const bool told = phil_answers_get(view->answers, "sex", &sex) && !sex.unknown && f;
    if (told && sex.value >= 0 && sex.value < (double)f->n_choices &&
        strcmp(f->choices[(size_t)sex.value], "other") != 0)
        return "people of your age and sex";
    return "people of your age";
}

/* "about 60", "fewer than 1": nobody says "about fewer". */
static const char *about(struct phil_number number)
{
    return number.s[0] >= '0' && number.s[0] <= '9' ? "about " : "";
}

static void say_part(struct phil_text *t, const struct phil_cause_result *result)
{
    const struct phil_interval interval = result->interval;
    const struct phil_number n = phil_of_100(result->probability);
    phil_text_printf(t, "has a part in the twitch of %s%s of 100", about(n), n.s);
    if (!isfinite(interval.lo) || !isfinite(interval.hi))
        return;
    const struct phil_number lo = phil_of_100(interval.lo), hi = phil_of_100(interval.hi);
    if (strcmp(lo.s, hi.s) != 0)
        phil_text_printf(t, " (%s to %s)", lo.s, hi.s);
}

void phil_say_chance(struct phil_text *t, const struct phil_explanation_view *view,
                     const struct phil_cause_result *result)
{
    const struct phil_number share = phil_one_in(result->base_rate);
    if (result->cause->serious) {
        phil_text_printf(t, "This one is serious, so first how rare it is: %s%s %s have it. It ",
                         about(share), share.s, people_like(view));
        say_part(t, result);
        phil_text_printf(t, "; in the other %s it has none.",
                         phil_of_100(1 - result->probability).s);
    } else {
        phil_text_add(t, "It ");
        say_part(t, result);
        phil_text_printf(t, ". With or without a twitch, %s%s %s have it.", about(share), share.s,
                         people_like(view));
    }
}

static void count_judged(const struct phil_weight *weights, size_t n, size_t *judged, size_t *all)
{
    for (size_t i = 0; i < n; i++)
        *judged += weights[i].basis == PHIL_BASIS_JUDGED;
    *all += n;
}

void phil_say_basis(struct phil_text *t, const struct phil_shortlist *list)
{
    size_t judged = 0, n = 0;
    for (size_t i = 0; i < list->n_likely; i++) {
        count_judged(list->likely[i]->for_, list->likely[i]->n_for, &judged, &n);
        count_judged(list->likely[i]->against, list->likely[i]->n_against, &judged, &n);
    }
    if (!n)
        return;
    if (!judged)
        phil_text_add(t, "The figures behind the findings were counted in studies.");
    else if (judged == n)
        phil_text_add(t, "How much a finding counts is known only roughly: the figures behind it "
                         "are estimates, no study has counted them.");
    else
        phil_text_printf(t,
                         "How much a finding counts is known only roughly: of %zu figures behind "
                         "it, %zu %s no study has counted.",
                         n, judged, judged == 1 ? "is an estimate that" : "are estimates that");
}

const char *phil_weight_in_words(double weight_db)
{
    /* Factors of 10, 3 and 1.6 on the odds: the grades of Jeffreys (Theory of Probability, 1961,
     * appendix B), the first two of them as one. */
    const double size = fabs(weight_db);
    return size >= 10 ? "strongly" : size >= 5 ? "clearly" : size >= 2 ? "somewhat" : "slightly";
}

const char *phil_origin_in_words(enum phil_origin origin)
{
    static const char *const words[] = {"you said", "diary", "measured"};
    return (unsigned)origin < 3 ? words[origin] : "not known from where";
}

const char *phil_basis_in_words(enum phil_basis basis)
{
    static const char *const words[] = {"counted in a study", "derived from studies", "estimated"};
    return (unsigned)basis < 3 ? words[basis] : "of unknown origin";
}

/* ---- the serious causes that are unlikely ---- */

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

static bool present(const struct phil_explanation_view *view, const char *finding)
{
    struct phil_answer answer;
    return phil_answers_get(view->answers, finding, &answer) && !answer.unknown && answer.value > 0;
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
    const struct phil_cause_entry *entry = k->causes;
    struct sign best = {NULL, 0};
    while (strcmp(entry->view.id, cause->id) != 0)
        entry++;
    for (size_t i = 0; i < entry->n_links; i++) {
        const struct phil_link *link = &entry->links[i];
        const struct phil_finding *finding = &k->findings[link->finding].view;
        const double w = worth(k, link);
        if (w <= best.worth || !finding->asked || link->finding == k->complaint || !finding->yes ||
            !finding->yes[0] || present(view, finding->id) || has_sign(said, n, finding->yes) ||
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
    return REMOTE;
}

void phil_say_remote(struct phil_text *t, const struct phil_shortlist *list)
{
    if (!list->remote.n)
        return;
    phil_text_printf(t,
                     "Very unlikely from what is known, %s with a part in fewer than %s people: ",
                     list->remote.n + list->remote.n_more > 1 ? "each" : "and",
                     phil_one_in(fewer_than(list->remote.bound)).s);
    say_names(t, &list->remote);
}

void phil_say_unlikely(struct phil_text *t, const struct phil_shortlist *list)
{
    if (!list->unlikely.n)
        return;
    phil_text_add(t, "Unlikely from what is known, but how unlikely is too uncertain for a "
                     "number: ");
    say_names(t, &list->unlikely);
}

/* The best sign of each of the causes, the strongest first. */
static size_t signs_of_all(const struct phil_explanation_view *view,
                           const struct phil_cause **cause, size_t n_causes, const char **sign)
{
    size_t n = 0;
    while (n < PHIL_MOST_SIGNS) {
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
                     const struct phil_shortlist *list)
{
    const struct phil_cause *cause[2 * PHIL_MOST_GRAVE];
    const char *sign[PHIL_MOST_SIGNS];
    size_t n_causes = 0;
    for (size_t i = 0; i < list->unlikely.n; i++)
        cause[n_causes++] = list->unlikely.cause[i]->cause;
    for (size_t i = 0; i < list->remote.n; i++)
        cause[n_causes++] = list->remote.cause[i]->cause;
    const size_t n = signs_of_all(view, cause, n_causes, sign);
    for (size_t i = 0; i < n; i++)
        phil_text_printf(t, "%s%s",
                         i ? "; " : "What would change that, and is worth a visit: ", sign[i]);
    phil_text_add(t, n ? "." : "");
}

/* Below this share of people the remainder is not worth a sentence. */
static const double MANY_UNEXPLAINED = 0.1;

void phil_say_unexplained(struct phil_text *t, const struct phil_explanation_view *view)
{
    const struct phil_number n = phil_of_100(view->explanation->unexplained);
    if (view->explanation->unexplained >= MANY_UNEXPLAINED)
        phil_text_printf(t,
                         "In %s%s of 100 none of the causes known here has a part: the twitch has "
                         "a cause that is not in this collection, or none that one could find.",
                         about(n), n.s);
}
