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

static bool is_of_a_cause(const struct phil_explanation *explanation,
                          const struct phil_reason *reason)
{
    for (size_t i = 0; i < explanation->n_causes; i++)
        if (strcmp(explanation->causes[i].cause->id, reason->rule) == 0)
            return true;
    return false;
}

bool phil_is_told_later(const struct phil_explanation *explanation,
                        const struct phil_reason *reason)
{
    if (explanation->care == PHIL_CARE_EMERGENCY || !is_of_a_cause(explanation, reason))
        return false;
    for (size_t i = 0; i < explanation->n_reasons; i++)
        if (explanation->reasons[i].care >= reason->care &&
            !is_of_a_cause(explanation, &explanation->reasons[i]))
            return true;
    return false;
}

bool phil_is_told_first(const struct phil_explanation *explanation, const struct phil_cause *cause,
                        size_t most)
{
    size_t told = 0;
    for (size_t i = 0; i < explanation->n_reasons && told < most; i++) {
        if (phil_is_told_later(explanation, &explanation->reasons[i]))
            continue;
        if (strcmp(explanation->reasons[i].rule, cause->id) == 0)
            return true;
        told++;
    }
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

static void add_grave(struct phil_shortlist *list, const struct phil_cause_result *result)
{
    const double hi = isfinite(result->interval.hi) ? result->interval.hi : 0;
    const double bound = fmax(result->probability, hi);
    struct phil_grave *grave = bound < PHIL_REMOTE ? &list->remote : &list->unlikely;
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

void phil_say_of_100(struct phil_text *t, const struct phil_cause_result *result)
{
    const struct phil_interval interval = result->interval;
    const struct phil_number n = phil_of_100(result->probability);
    phil_text_printf(t, "%s%s of 100", about(n), n.s);
    if (!isfinite(interval.lo) || !isfinite(interval.hi))
        return;
    const struct phil_number lo = phil_of_100(interval.lo), hi = phil_of_100(interval.hi);
    if (strcmp(lo.s, hi.s) != 0)
        phil_text_printf(t, " (%s to %s)", lo.s, hi.s);
}

void phil_say_base(struct phil_text *t, const struct phil_explanation_view *view,
                   const struct phil_cause_result *result)
{
    const struct phil_number share = phil_one_in(result->base_rate);
    phil_text_printf(t, "With or without a twitch, %s%s %s have it.", about(share), share.s,
                     people_like(view));
}

bool phil_twitches(const struct phil_explanation_view *view)
{
    struct phil_answer answer;
    return !phil_answers_get(view->answers, "lip_twitch", &answer) || answer.unknown ||
           answer.probability > 0;
}

void phil_say_chance(struct phil_text *t, const struct phil_explanation_view *view,
                     const struct phil_cause_result *result)
{
    const struct phil_number share = phil_one_in(result->base_rate);
    if (result->cause->serious)
        phil_text_printf(t, "This one is serious, so first how rare it is: %s%s %s have it. ",
                         about(share), share.s, people_like(view));
    const bool twitches = phil_twitches(view);
    phil_text_add(t, twitches ? "It has a part in the twitch of " : "It is there in ");
    phil_say_of_100(t, result);
    if (result->cause->serious) {
        if (twitches)
            phil_text_printf(t, "; in the other %s it has none",
                             phil_of_100(1 - result->probability).s);
        phil_text_add(t, ".");
    } else {
        phil_text_add(t, ". ");
        phil_say_base(t, view, result);
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
        phil_text_add(t, "That is rough: the figures behind it are estimates, not counted.");
    else
        phil_text_printf(t, "That is rough: of %zu figures behind it, %zu %s not counted.", n,
                         judged, judged == 1 ? "is an estimate," : "are estimates,");
}

bool phil_is_yes(const struct phil_explanation_view *view, const char *finding)
{
    struct phil_answer answer;
    return phil_answers_get(view->answers, finding, &answer) && !answer.unknown && answer.value > 0;
}

const struct phil_cause_entry *phil_find_cause_entry(const struct phil_knowledge *knowledge,
                                                     const struct phil_cause *cause)
{
    const struct phil_cause_entry *entry = knowledge->causes;
    while (strcmp(entry->view.id, cause->id) != 0)
        entry++;
    return entry;
}

bool phil_is_indirect(const struct phil_explanation_view *view, const struct phil_cause *cause,
                      const struct phil_weight *weight)
{
    const struct phil_knowledge *k = view->knowledge;
    const struct phil_cause_entry *entry = phil_find_cause_entry(k, cause);
    for (size_t i = 0; i < entry->n_exposures; i++)
        if (strcmp(k->findings[entry->exposures[i].finding].view.id, weight->finding) == 0)
            return false;
    for (size_t i = 0; i < entry->n_links; i++)
        if (strcmp(k->findings[entry->links[i].finding].view.id, weight->finding) == 0)
            return (weight->weight_db < 0) == phil_is_yes(view, weight->finding);
    return true;
}

bool phil_has_against(const struct phil_explanation_view *view,
                      const struct phil_cause_result *result)
{
    for (size_t i = 0; i < result->n_against; i++)
        if (!phil_is_indirect(view, result->cause, &result->against[i]))
            return true;
    return false;
}

const char *phil_weight_in_words(double weight_db)
{
    /* Factors of 10, 3 and 1.6 on the odds. The first two are steps of Jeffreys ("strong",
     * "substantial": Theory of Probability, 1961, appendix B), the last is judged. */
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
