/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The explanation on a terminal in short: what fits on two screens. The first cause is told in
 * full, the others by what speaks for and against them; three remedies, each with every caution
 * that holds; one sentence on what is not known. No caution, and no reason for an ambulance or for
 * a doctor soon, is left out for brevity.
 */
#include <string.h>

#include "report/explain_terminal.h"

enum {
    REASONS = 3,
    FINDINGS = 3,
    SIGNS = 3,
    REMEDIES = 3,
    UNKNOWNS = 2,
    BAR_COLUMNS = 26,
    BESIDE_BAR = 56
};

/* Judged: nobody acts on what nine in ten do not have. */
static const double MINOR = 0.1;

/* "For it: a; b (diary); c." What the person said needs no mark. */
static void findings(struct phil_screen *screen, const struct phil_explanation_view *view,
                     const struct phil_cause *cause, const char *title,
                     const struct phil_weight *weights, size_t n)
{
    struct phil_text t = {0};
    int told = 0;
    for (size_t i = 0; i < n && told < FINDINGS; i++) {
        if (phil_is_indirect(view, cause, &weights[i]))
            continue;
        phil_text_printf(&t, "%s ", told++ ? ";" : title);
        phil_say_evidence(&t, view, &weights[i]);
        if (weights[i].origin != PHIL_FROM_ANSWER)
            phil_text_printf(&t, " (%s)", phil_origin_in_words(weights[i].origin));
    }
    phil_text_add(&t, told ? "." : "");
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_release(&t);
}

static void signs(struct phil_screen *screen, const struct phil_explanation_view *view,
                  const struct phil_cause *cause)
{
    const char *sign[SIGNS];
    struct phil_text t = {0};
    const size_t n = phil_signs_of(view, cause, sign, SIGNS);
    for (size_t i = 0; i < n; i++)
        phil_text_printf(&t, "%s %s", i ? ";" : phil_say_signs(view), sign[i]);
    phil_text_add(&t, n ? "." : "");
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_release(&t);
}

/* The bar with its number beside it, where there is room. */
static void chance(struct phil_screen *screen, const struct phil_explanation_view *view,
                   const struct phil_cause_result *result)
{
    struct phil_text t = {0};
    phil_screen_bar(screen, result, BAR_COLUMNS);
    if (screen->columns < BESIDE_BAR || result->cause->serious) {
        phil_text_add(screen->text, "\n");
        phil_say_chance(&t, view, result);
    } else {
        phil_text_add(screen->text, "  ");
        phil_say_of_100(screen->text, result);
        phil_text_add(screen->text, "\n");
        phil_say_base(&t, view, result);
    }
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_release(&t);
}

static void cause(struct phil_screen *screen, const struct phil_explanation_view *view,
                  const struct phil_cause_result *result, bool first)
{
    const bool emergency = view->explanation->care == PHIL_CARE_EMERGENCY;
    struct phil_text t = {0};
    phil_text_add(screen->text, "\n");
    phil_text_add(&t, result->cause->name);
    if (!first && !result->cause->serious) {
        phil_text_add(&t, ": ");
        phil_say_of_100(&t, result);
    }
    phil_screen_flush(screen, PHIL_PAINT_STRONG, "", &t);
    if (first || result->cause->serious)
        chance(screen, view, result);
    else
        phil_say_base(&t, view, result);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    if (first)
        phil_screen_lines(screen, PHIL_PAINT_PLAIN, "  ", result->cause->plain);
    findings(screen, view, result->cause, "For it:", result->for_, result->n_for);
    findings(screen, view, result->cause, "Against it:", result->against, result->n_against);
    if (result->cause->serious && !phil_has_against(view, result))
        phil_screen_lines(screen, PHIL_PAINT_PLAIN, "  ", phil_sentence(PHIL_SENTENCE_ONLY_RARITY));
    if (result->cause->serious && !emergency)
        signs(screen, view, result->cause);
    if ((first || result->cause->serious) && !emergency)
        phil_text_printf(&t, "What would settle it: %s", result->cause->settles);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_release(&t);
}

/* Below 1 in 10 and harmless: behind the first a line is enough. */
static bool is_minor(const struct phil_cause_result *result)
{
    return !result->cause->serious && result->probability < MINOR;
}

static void minor_causes(struct phil_screen *screen, const struct phil_shortlist *list)
{
    struct phil_text t = {0};
    for (size_t i = 1; i < list->n_likely; i++) {
        if (!is_minor(list->likely[i]))
            continue;
        phil_text_printf(&t,
                         "%s%s: ", t.length ? "; " : "Less likely: ", list->likely[i]->cause->name);
        phil_say_of_100(&t, list->likely[i]);
    }
    phil_text_add(&t, t.length ? "." : "");
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    phil_text_release(&t);
}

static void causes(struct phil_screen *screen, const struct phil_explanation_view *view,
                   const struct phil_shortlist *list)
{
    const bool emergency = view->explanation->care == PHIL_CARE_EMERGENCY;
    struct phil_text t = {0};
    phil_screen_heading(screen, "What may lie behind it");
    if (!list->n_likely)
        phil_text_add(&t, phil_sentence(PHIL_SENTENCE_NONE_LIKELY));
    else
        phil_text_printf(&t, "Of 100 people in your place %s%s. ",
                         phil_twitches(view) ? "it has a part in so many" : "so many have it",
                         view->explanation->draws ? " (the range in brackets)" : "");
    if (!emergency)
        phil_say_basis(&t, list);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    for (size_t i = 0; i < list->n_likely && !(emergency && i); i++)
        if (i == 0 || !is_minor(list->likely[i]))
            cause(screen, view, list->likely[i], i == 0);
    if (!emergency)
        minor_causes(screen, list);
    phil_text_release(&t);
}

static void serious(struct phil_screen *screen, const struct phil_explanation_view *view,
                    const struct phil_shortlist *list)
{
    struct phil_text t = {0};
    if (!list->remote.n && !list->unlikely.n)
        return;
    phil_screen_heading(screen, "Serious causes");
    phil_say_remote(&t, list);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    phil_say_unlikely(&t, list);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    phil_say_change(&t, view, list, SIGNS);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    phil_text_release(&t);
}

/* Bytes of the first sentence, with its full stop. */
static size_t first_sentence(const char *text)
{
    const char *stop = strstr(text, ". ");
    return stop ? (size_t)(stop - text) + 1 : strlen(text);
}

static void remedy(struct phil_screen *screen, const struct phil_advice *advice)
{
    struct phil_text t = {0};
    phil_say_remedy(&t, advice);
    if (advice->how[0]) {
        phil_text_add(&t, " ");
        phil_text_add_bytes(&t, advice->how, first_sentence(advice->how));
    }
    for (size_t i = 0; i < advice->n_cautions; i++)
        phil_text_printf(&t, " Careful: %s", advice->cautions[i]);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "- ", &t);
    phil_text_release(&t);
}

static bool is_withheld_alike(const struct phil_advice *a, const struct phil_advice *b)
{
    return a->withheld && b->withheld && a->n_cautions == 1 && b->n_cautions == 1 &&
           strcmp(a->cautions[0], b->cautions[0]) == 0;
}

/* A remedy that is not to be tried, with all that the same caution keeps from being tried. */
static void not_to_try(struct phil_screen *screen, const struct phil_explanation *e, size_t first)
{
    const struct phil_advice *advice = &e->advice[first];
    struct phil_text t = {0};
    for (size_t i = first; i < e->n_advice; i++) {
        if (i > first && !is_withheld_alike(advice, &e->advice[i]))
            continue;
        phil_text_add(&t, i > first ? " " : "");
        phil_say_remedy(&t, &e->advice[i]);
    }
    for (size_t i = 0; i < advice->n_cautions; i++)
        phil_text_printf(&t, " %s", advice->cautions[i]);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "- ", &t);
    phil_text_release(&t);
}

static void withheld(struct phil_screen *screen, const struct phil_explanation *e)
{
    bool told = false;
    for (size_t i = 0; i < e->n_advice; i++) {
        bool alike = false;
        for (size_t k = 0; k < i && !alike; k++)
            alike = is_withheld_alike(&e->advice[k], &e->advice[i]);
        if (!e->advice[i].withheld || alike)
            continue;
        if (!told)
            phil_screen_heading(screen, "Not on your own");
        told = true;
        not_to_try(screen, e, i);
    }
}

/* One line for all of them: how to find out whether one helps. */
static void trials(struct phil_screen *screen, const struct phil_explanation_view *view,
                   size_t n_told)
{
    const struct phil_advice *with[REMEDIES];
    struct phil_text t = {0};
    size_t n = 0;
    for (size_t i = 0; i < n_told && n < REMEDIES; i++)
        if (phil_has_trial(view, &view->explanation->advice[i]))
            with[n++] = &view->explanation->advice[i];
    if (n == 1)
        phil_say_trial(&t, view, with[0]);
    else if (n > 1)
        phil_text_add(&t,
                      "To test whether one of these helps you: philtrum trial plan REMEDY, with ");
    for (size_t i = 0; n > 1 && i < n; i++)
        phil_text_printf(&t, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " or ", with[i]->remedy);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    phil_text_release(&t);
}

static void remedies(struct phil_screen *screen, const struct phil_explanation_view *view)
{
    const struct phil_explanation *e = view->explanation;
    int told = 0;
    size_t i = 0;
    for (; i < e->n_advice && told < REMEDIES; i++) {
        if (e->advice[i].withheld)
            continue;
        if (!told++)
            phil_screen_heading(screen, "What to try");
        if (told == 1 && e->care == PHIL_CARE_URGENT)
            phil_screen_lines(screen, PHIL_PAINT_PLAIN, "", phil_sentence(PHIL_SENTENCE_BESIDES));
        remedy(screen, &e->advice[i]);
    }
    trials(screen, view, i);
    withheld(screen, e);
}

/* About the likeliest cause and the serious ones. */
static void whom(struct phil_screen *screen, const struct phil_explanation_view *view,
                 const struct phil_shortlist *list)
{
    const struct phil_explanation *e = view->explanation;
    const size_t shown = e->care == PHIL_CARE_ROUTINE ? REASONS : SIZE_MAX;
    struct phil_text t = {0};
    phil_screen_heading(screen, "When to see whom");
    for (size_t i = 0; i < list->n_likely; i++) {
        const struct phil_cause *cause = list->likely[i]->cause;
        if ((i && !cause->serious) || phil_is_told_first(e, cause, shown))
            continue;
        phil_text_printf(&t, "%s: %s", cause->name, cause->whom);
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, "- ", &t);
    }
    phil_screen_lines(
        screen, PHIL_PAINT_PLAIN, "- ",
        phil_sentence(e->care == PHIL_CARE_SELF ? PHIL_SENTENCE_WHATEVER : PHIL_SENTENCE_SUDDEN));
    phil_text_release(&t);
}

/* One sentence on what is not known, and one on the warning signs that were not asked about. */
static void unknown(struct phil_screen *screen, const struct phil_explanation_view *view)
{
    const struct phil_explanation *e = view->explanation;
    const size_t lists = phil_open_flags(view);
    struct phil_text t = {0};
    size_t told = 0;
    if (!e->n_missing)
        return;
    for (size_t i = 0; i < e->n_missing && told < UNKNOWNS; i++, told++) {
        phil_text_add(&t, told ? "; " : "Not known: ");
        phil_say_unknown(&t, view, e->missing[i]);
    }
    if (e->n_missing > told)
        phil_text_printf(&t, "; and %zu more", e->n_missing - told);
    phil_text_add(&t, ".");
    if (lists && e->care != PHIL_CARE_EMERGENCY)
        phil_text_printf(&t, " philtrum explain asks about warning signs in %zu short %s.", lists,
                         lists == 1 ? "list" : "lists");
    phil_text_add(screen->text, "\n");
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    phil_text_release(&t);
}

void phil_screen_brief(struct phil_screen *screen, const struct phil_explanation_view *view,
                       const struct phil_shortlist *list)
{
    const bool routine = view->explanation->care == PHIL_CARE_ROUTINE;
    phil_screen_care(screen, view, routine ? REASONS : SIZE_MAX);
    causes(screen, view, list);
    if (view->explanation->care != PHIL_CARE_EMERGENCY) {
        serious(screen, view, list);
        phil_screen_place(screen, view);
        remedies(screen, view);
        whom(screen, view, list);
    }
    unknown(screen, view);
    phil_screen_lines(screen, PHIL_PAINT_FAINT, "", phil_sentence(PHIL_SENTENCE_MORE));
}
