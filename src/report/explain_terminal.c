/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The explanation on a terminal, all of it. What is urgent stands at the top, with nothing above
 * it; then what is likely, why, and what to do.
 */
#include <math.h>
#include <string.h>

#include "report/explain_terminal.h"
#include "report/wording.h"

enum { CLAUSES = 3, QUESTIONS = 3, UNKNOWNS = 6, INDENT = 2, BAR_COLUMNS = 40 };

void phil_screen_heading(struct phil_screen *screen, const char *string)
{
    phil_text_add(screen->text, "\n");
    phil_screen_lines(screen, PHIL_PAINT_MARK, "", string);
}

/* Adds what `t` holds as lines after a bullet, and empties it. */
void phil_screen_flush(struct phil_screen *screen, enum phil_paint paint, const char *bullet,
                       struct phil_text *t)
{
    phil_screen_lines(screen, paint, bullet, phil_text_string(t));
    screen->text->failed |= t->failed;
    phil_text_clear(t);
}

/* ---- how urgent it is ---- */

static void rule(struct phil_screen *screen)
{
    const int n = screen->columns < 60 ? screen->columns : 60;
    phil_screen_paint(screen, PHIL_PAINT_ALARM);
    for (int i = 0; i < n; i++)
        phil_text_add(screen->text, screen->unicode ? "\xe2\x94\x81" : "=");
    phil_screen_paint(screen, PHIL_PAINT_PLAIN);
    phil_text_add(screen->text, "\n");
}

/* Bytes of "Make an appointment with your family doctor" in "...: it shakes". 0: no such opening.
 */
static size_t opening(const char *text)
{
    const size_t n = strcspn(text, ".:");
    return text[n] && text[n + 1] == ' ' ? n : 0;
}

static bool opens_like(const char *text, const char *other)
{
    const size_t n = opening(text);
    return n && opening(other) == n && strncmp(text, other, n) == 0;
}

/* Reasons that open alike, after their opening; the others as they are. */
static void reasons_alike(struct phil_screen *screen, const char *const *text, size_t n)
{
    size_t alike = 0;
    for (size_t i = 0; i < n; i++)
        alike += opens_like(text[i], text[0]);
    if (alike > 1) {
        struct phil_text t = {0};
        phil_text_add_bytes(&t, text[0], opening(text[0]));
        phil_text_add(&t, ":");
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
        phil_text_release(&t);
    }
    for (int round = 1; round >= 0; round--)
        for (size_t i = 0; i < n; i++)
            if ((alike > 1 && opens_like(text[i], text[0])) == round)
                phil_screen_lines(screen, PHIL_PAINT_PLAIN, "- ",
                                  text[i] + (round ? opening(text[i]) + 2 : 0));
}

/* The reasons of the chosen level or, for `rest`, of the levels below it. Of an emergency each is
 * told as it stands. */
static void reasons(struct phil_screen *screen, const struct phil_explanation *e, bool rest,
                    size_t most)
{
    const char *text[PHIL_MOST_REASONS];
    size_t n = 0;
    for (size_t i = 0; i < e->n_reasons && n < most; i++) {
        if ((e->reasons[i].care < e->care) != rest || phil_is_told_later(e, &e->reasons[i]))
            continue;
        if (e->reasons[i].care == PHIL_CARE_EMERGENCY || n == PHIL_MOST_REASONS)
            phil_screen_lines(screen, PHIL_PAINT_PLAIN, "- ", e->reasons[i].text);
        else
            text[n++] = e->reasons[i].text;
    }
    reasons_alike(screen, text, n);
}

void phil_screen_care(struct phil_screen *screen, const struct phil_explanation_view *view,
                      size_t most)
{
    const bool emergency = view->explanation->care == PHIL_CARE_EMERGENCY;
    const bool calm = view->explanation->care == PHIL_CARE_SELF;
    struct phil_text t = {0};
    phil_screen_lines(screen,
                      emergency ? PHIL_PAINT_ALARM
                      : calm    ? PHIL_PAINT_STRONG
                                : PHIL_PAINT_MARK,
                      "", phil_care_heading(view));
    if (emergency)
        rule(screen);
    phil_say_care(&t, view);
    phil_screen_flush(screen, emergency ? PHIL_PAINT_STRONG : PHIL_PAINT_PLAIN, "", &t);
    reasons(screen, view->explanation, false, most);
    if (emergency) {
        rule(screen);
        phil_text_add(screen->text, "\n");
        phil_screen_lines(screen, PHIL_PAINT_PLAIN, "", phil_sentence(PHIL_SENTENCE_CAN_WAIT));
    }
    phil_text_release(&t);
}

/* ---- what may lie behind it ---- */

void phil_screen_bar(struct phil_screen *screen, const struct phil_cause_result *result,
                     int columns)
{
    static const char *const shades[2][4] = {
        {"#", "=", "-", "."}, {"\xe2\x96\x88", "\xe2\x96\x93", "\xe2\x96\x92", "\xe2\x96\x91"}};
    const int n = screen->columns - INDENT < columns ? screen->columns - INDENT : columns;
    const double p = result->probability;
    const bool known = isfinite(result->interval.lo) && isfinite(result->interval.hi);
    const double lo = known ? result->interval.lo : p, hi = known ? result->interval.hi : p;
    phil_text_printf(screen->text, "%*s", INDENT, "");
    for (int i = 0; i < n; i++) {
        const double at = (i + 0.5) / n;
        const int shade = at < lo ? 0 : at < p ? 1 : at < hi ? 2 : 3;
        phil_text_add(screen->text, shades[screen->unicode][shade]);
    }
}

/* The strongest findings for or against a cause that speak by themselves. */
static void clauses(struct phil_screen *screen, const struct phil_explanation_view *view,
                    const struct phil_cause *cause, const char *title,
                    const struct phil_weight *weights, size_t n)
{
    struct phil_text t = {0};
    int told = 0;
    for (size_t i = 0; i < n && told < CLAUSES; i++) {
        if (phil_is_indirect(view, cause, &weights[i]))
            continue;
        if (!told++)
            phil_screen_lines(screen, PHIL_PAINT_PLAIN, "  ", title);
        phil_say_evidence(&t, view, &weights[i]);
        phil_text_printf(&t, " (%s; %s)", phil_weight_in_words(weights[i].weight_db),
                         phil_origin_in_words(weights[i].origin));
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  - ", &t);
    }
    phil_text_release(&t);
}

/* Those that speak through other causes, in one sentence. */
static void others(struct phil_screen *screen, const struct phil_explanation_view *view,
                   const struct phil_cause *cause, const char *title,
                   const struct phil_weight *weights, size_t n)
{
    struct phil_text t = {0};
    int told = 0;
    for (size_t i = 0; i < n && told < CLAUSES; i++) {
        if (!phil_is_indirect(view, cause, &weights[i]))
            continue;
        phil_text_printf(&t, "%s ", told++ ? ";" : title);
        phil_say_evidence(&t, view, &weights[i]);
    }
    phil_text_add(&t, told ? "." : "");
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_release(&t);
}

static void worth_a_visit(struct phil_screen *screen, const struct phil_explanation_view *view,
                          const struct phil_cause *cause)
{
    const char *sign[PHIL_MOST_SIGNS];
    const size_t n = phil_signs_of(view, cause, sign, CLAUSES);
    if (n)
        phil_screen_lines(screen, PHIL_PAINT_PLAIN, "  ", phil_say_signs(view));
    for (size_t i = 0; i < n; i++)
        phil_screen_lines(screen, PHIL_PAINT_PLAIN, "  - ", sign[i]);
}

static void cause(struct phil_screen *screen, const struct phil_explanation_view *view,
                  const struct phil_cause_result *result)
{
    struct phil_text t = {0};
    phil_text_add(screen->text, "\n");
    phil_screen_lines(screen, PHIL_PAINT_STRONG, "", result->cause->name);
    phil_screen_bar(screen, result, BAR_COLUMNS);
    phil_text_add(screen->text, "\n");
    phil_say_chance(&t, view, result);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_screen_lines(screen, PHIL_PAINT_PLAIN, "  ", result->cause->plain);
    clauses(screen, view, result->cause, "For it:", result->for_, result->n_for);
    clauses(screen, view, result->cause, "Against it:", result->against, result->n_against);
    others(screen, view, result->cause, "Speaks against other causes:", result->for_,
           result->n_for);
    others(screen, view, result->cause, "Another cause accounts for this:", result->against,
           result->n_against);
    if (result->cause->serious && !phil_has_against(view, result))
        phil_screen_lines(screen, PHIL_PAINT_PLAIN, "  ", phil_sentence(PHIL_SENTENCE_ONLY_RARITY));
    if (result->cause->serious && view->explanation->care != PHIL_CARE_EMERGENCY)
        worth_a_visit(screen, view, result->cause);
    if (view->explanation->care != PHIL_CARE_EMERGENCY)
        phil_text_printf(&t, "What would settle it: %s", result->cause->settles);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  ", &t);
    phil_text_release(&t);
}

static void causes(struct phil_screen *screen, const struct phil_explanation_view *view,
                   const struct phil_shortlist *list)
{
    struct phil_text t = {0};
    phil_screen_heading(screen, "What may lie behind it");
    if (list->n_likely)
        phil_say_numbers(&t, view,
                         ", and a bar is dark up to its lower end and pale up to its upper");
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    if (!list->n_likely)
        phil_screen_lines(screen, PHIL_PAINT_PLAIN, "", phil_sentence(PHIL_SENTENCE_NONE_LIKELY));
    for (size_t i = 0; i < list->n_likely; i++)
        cause(screen, view, list->likely[i]);
    phil_say_unexplained(&t, view);
    phil_text_add(&t, t.length ? " " : "");
    phil_say_basis(&t, list);
    phil_text_add(screen->text, t.length ? "\n" : "");
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    if (list->remote.n || list->unlikely.n)
        phil_screen_heading(screen, "Serious causes");
    phil_say_remote(&t, list);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    phil_say_unlikely(&t, list);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    if (view->explanation->care != PHIL_CARE_EMERGENCY)
        phil_say_change(&t, view, list, PHIL_MOST_SIGNS);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    phil_text_release(&t);
}

void phil_screen_place(struct phil_screen *screen, const struct phil_explanation_view *view)
{
    const struct phil_analysis *analysis = NULL;
    const struct phil_face_result *face = phil_twitching_face(view, &analysis);
    struct phil_text t = {0};
    if (!face)
        return;
    phil_screen_heading(screen, "Where it twitches");
    phil_text_printf(&t, "In \"%s\" it twitched most often here: ", analysis->recording.name);
    phil_say_anatomy(&t, view, phil_summarise(face).place);
    phil_text_add(&t, ".");
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    phil_text_release(&t);
}

/* ---- what to do ---- */

static void remedy(struct phil_screen *screen, const struct phil_explanation_view *view,
                   const struct phil_advice *advice, int number)
{
    const char *indent = number ? "   " : "  ";
    struct phil_text t = {0}, bullet = {0};
    phil_text_printf(&bullet, number ? "%d. " : "- ", number);
    phil_say_remedy(&t, advice);
    phil_screen_flush(screen, PHIL_PAINT_STRONG, phil_text_string(&bullet), &t);
    if (!advice->withheld)
        phil_screen_lines(screen, PHIL_PAINT_PLAIN, indent, advice->how);
    for (size_t i = 0; i < advice->n_cautions; i++) {
        phil_text_printf(&t, "%s%s", advice->withheld ? "" : "Careful: ", advice->cautions[i]);
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, indent, &t);
    }
    phil_say_trial(&t, view, advice);
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, indent, &t);
    screen->text->failed |= bullet.failed;
    phil_text_release(&bullet);
    phil_text_release(&t);
}

static void remedies(struct phil_screen *screen, const struct phil_explanation_view *view)
{
    const struct phil_explanation *e = view->explanation;
    size_t withheld = 0;
    int number = 0;
    for (size_t i = 0; i < e->n_advice; i++)
        withheld += e->advice[i].withheld;
    if (e->n_advice > withheld)
        phil_screen_heading(screen, "What to try");
    if (e->n_advice > withheld && e->care == PHIL_CARE_URGENT)
        phil_screen_lines(screen, PHIL_PAINT_PLAIN, "", phil_sentence(PHIL_SENTENCE_BESIDES));
    for (size_t i = 0; i < e->n_advice; i++)
        if (!e->advice[i].withheld)
            remedy(screen, view, &e->advice[i], ++number);
    if (withheld)
        phil_screen_heading(screen, "Not on your own");
    for (size_t i = 0; i < e->n_advice; i++)
        if (e->advice[i].withheld)
            remedy(screen, view, &e->advice[i], 0);
}

static void whom(struct phil_screen *screen, const struct phil_explanation_view *view,
                 const struct phil_shortlist *list)
{
    struct phil_text t = {0};
    phil_screen_heading(screen, "When to see whom");
    reasons(screen, view->explanation, true, SIZE_MAX);
    for (size_t i = 0; i < list->n_likely; i++) {
        if (phil_is_told_first(view->explanation, list->likely[i]->cause, SIZE_MAX))
            continue;
        phil_text_printf(&t, "%s: %s", list->likely[i]->cause->name, list->likely[i]->cause->whom);
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, "- ", &t);
    }
    phil_screen_lines(screen, PHIL_PAINT_PLAIN, "- ", phil_sentence(PHIL_SENTENCE_WHATEVER));
    phil_text_release(&t);
}

/* What is missing, but for what the screens below ask for. */
static void missing(struct phil_screen *screen, const struct phil_explanation_view *view)
{
    const struct phil_explanation *e = view->explanation;
    struct phil_text t = {0};
    size_t said = 0, more = 0;
    for (size_t i = 0; i < e->n_missing; i++) {
        if (phil_in_open_screen(e, e->missing[i]))
            continue;
        if (said == UNKNOWNS) {
            more++;
            continue;
        }
        if (!said++)
            phil_screen_heading(screen, "You have not said");
        phil_say_unknown(&t, view, e->missing[i]);
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, "- ", &t);
    }
    if (more)
        phil_text_printf(&t, "and %zu %s less", more,
                         more == 1 ? "thing that matters" : "things that matter");
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "- ", &t);
    phil_text_release(&t);
}

static void questions(struct phil_screen *screen, const struct phil_explanation *e)
{
    struct phil_text t = {0};
    size_t single = 0;
    if (e->n_questions)
        phil_screen_heading(screen, "What would tell most");
    for (size_t i = 0; i < e->n_questions; i++) {
        const struct phil_question *question = &e->questions[i];
        if (!question->n_screen && single++ == QUESTIONS)
            break;
        phil_text_add(&t, question->text);
        for (size_t k = 0; k < question->n_screen; k++)
            phil_text_printf(&t, "%s%s", k ? "; " : " ", question->screen[k]->yes);
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, "- ", &t);
    }
    phil_text_release(&t);
}

static void end(struct phil_screen *screen, const struct phil_explanation_view *view)
{
    struct phil_text t = {0};
    phil_text_add(screen->text, view->full ? "\n" : "");
    phil_say_origins(&t, view);
    phil_text_printf(&t, "%s%s", t.length ? " " : "", phil_sentence(PHIL_SENTENCE_NO_DIAGNOSIS));
    phil_screen_flush(screen, PHIL_PAINT_FAINT, "", &t);
    phil_text_release(&t);
}

static void tell_all(struct phil_screen *screen, const struct phil_explanation_view *view,
                     const struct phil_shortlist *list)
{
    phil_screen_care(screen, view, SIZE_MAX);
    causes(screen, view, list);
    phil_screen_place(screen, view);
    if (view->explanation->care == PHIL_CARE_EMERGENCY)
        return;
    remedies(screen, view);
    whom(screen, view, list);
    questions(screen, view->explanation);
    missing(screen, view);
}

enum phil_status phil_report_explanation_terminal(FILE *out,
                                                  const struct phil_explanation_view *view,
                                                  const struct phil_terminal_style *style)
{
    struct phil_text text = {0};
    struct phil_screen screen = phil_screen_on(&text, style);
    const struct phil_shortlist list = phil_shortlist(view->explanation);
    if (view->full)
        tell_all(&screen, view, &list);
    else
        phil_screen_brief(&screen, view, &list);
    end(&screen, view);
    const enum phil_status status = phil_text_send(&text, out);
    phil_text_release(&text);
    return status;
}
