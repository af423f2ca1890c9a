/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How soon a doctor is needed, what is known and what is not, and where in the face it is. */
#include <string.h>

#include "causes/answers.h"
#include "causes/knowledge.h"
#include "report/explain_wording.h"
#include "report/wording.h"

/* Findings that are known, by origin; not what follows from others. */
struct tally {
    size_t from[PHIL_FROM_RECORDING + 1];
};

static struct tally count_by_origin(const struct phil_explanation_view *view)
{
    struct tally tally = {{0}};
    const struct phil_finding *finding;
    struct phil_answer answer;
    for (size_t i = 0; (finding = phil_knowledge_finding(view->knowledge, i)); i++)
        if (phil_answers_get(view->answers, finding->id, &answer) && !answer.unknown &&
            view->answers->known[i].told[answer.origin])
            tally.from[answer.origin]++;
    return tally;
}

bool phil_is_red_flag(const struct phil_knowledge *k, const char *finding)
{
    for (size_t r = 0; r < k->n_rules; r++) {
        const struct phil_when *when = &k->rules[r].when;
        const struct phil_condition *alone = when->n_all ? when->all : when->any;
        const size_t n = when->n_all ? when->n_all : when->n_any;
        if (k->rules[r].care < PHIL_CARE_URGENT || when->n_all > 1 || (when->n_all && when->n_any))
            continue;
        for (size_t i = 0; i < n; i++)
            if (strcmp(k->findings[alone[i].finding].view.id, finding) == 0)
                return true;
    }
    return false;
}

size_t phil_open_flags(const struct phil_explanation_view *view)
{
    const struct phil_explanation *e = view->explanation;
    size_t lists = 0;
    for (size_t i = 0; i < e->n_questions; i++) {
        bool red = false;
        for (size_t k = 0; k < e->questions[i].n_screen && !red; k++)
            red = phil_is_red_flag(view->knowledge, e->questions[i].screen[k]->id);
        lists += red;
    }
    return lists;
}

bool phil_in_open_screen(const struct phil_explanation *explanation, const char *finding)
{
    for (size_t i = 0; i < explanation->n_questions; i++)
        for (size_t k = 0; k < explanation->questions[i].n_screen; k++)
            if (strcmp(explanation->questions[i].screen[k]->id, finding) == 0)
                return true;
    return false;
}

size_t phil_count_known(const struct phil_explanation_view *view)
{
    const struct tally tally = count_by_origin(view);
    return tally.from[PHIL_FROM_ANSWER] + tally.from[PHIL_FROM_DIARY] +
           tally.from[PHIL_FROM_RECORDING];
}

void phil_say_origins(struct phil_text *t, const struct phil_explanation_view *view)
{
    static const char *const one[] = {"answer", "thing from the diary", "that was measured"};
    static const char *const many[] = {"answers", "things from the diary", "that were measured"};
    const struct tally tally = count_by_origin(view);
    int left = 0;
    for (int i = 0; i <= PHIL_FROM_RECORDING; i++)
        left += tally.from[i] > 0;
    bool first = true;
    for (int i = 0; i <= PHIL_FROM_RECORDING; i++) {
        if (!tally.from[i])
            continue;
        phil_text_add(t, first ? "This rests on " : --left ? ", " : " and ");
        left -= first;
        phil_text_printf(t, "%zu %s", tally.from[i], (tally.from[i] == 1 ? one : many)[i]);
        first = false;
    }
    phil_text_add(t, first ? "" : ".");
}

const char *phil_care_heading(const struct phil_explanation_view *view)
{
    switch (view->explanation->care) {
    case PHIL_CARE_EMERGENCY:
        return "Get help now";
    case PHIL_CARE_URGENT:
        return "See a doctor today or tomorrow";
    case PHIL_CARE_ROUTINE:
        return "Make an appointment with a doctor";
    default:
        return phil_count_known(view) ? "Nothing you have told calls for a doctor now"
                                      : "How urgent it is cannot be said yet";
    }
}

static void say_self_care(struct phil_text *t, const struct phil_explanation_view *view)
{
    if (!phil_count_known(view))
        phil_text_add(t, "No question has been answered. A twitch of the lip alone is common and "
                         "mostly passes; what matters is whether anything else comes with it.");
    else if (phil_open_flags(view))
        phil_text_add(t, "But not all warning signs have been asked about. If one of them is "
                         "there, it counts for more than everything else here.");
    else
        phil_text_add(t, "If it goes on although you have tried what is below, or anything else "
                         "worries you, have it looked at.");
}

void phil_say_care(struct phil_text *t, const struct phil_explanation_view *view)
{
    switch (view->explanation->care) {
    case PHIL_CARE_EMERGENCY:
        phil_text_add(t, "Call the emergency number: 112 in Europe, 999 in Britain, 911 in North "
                         "America. Do not wait to see whether it passes, and do not drive "
                         "yourself.");
        break;
    case PHIL_CARE_URGENT:
        phil_text_add(t, "Call the practice and say what is written here; if it is closed, the "
                         "out-of-hours service. If it gets worse, or a face, an arm or speech is "
                         "suddenly affected, call the emergency number.");
        break;
    case PHIL_CARE_ROUTINE:
        phil_text_add(t, "It is not an emergency. If anything new comes, go sooner.");
        break;
    default:
        say_self_care(t, view);
    }
}

/* "6 cups", "1 cup", "7.5 h". */
static void say_number(struct phil_text *t, double value, const char *unit)
{
    size_t n = strlen(unit);
    const bool plural = n > 2 && unit[n - 1] == 's';
    phil_text_add(t, phil_short(value, 2).s);
    phil_text_add(t, n ? " " : "");
    n -= plural && value == 1;
    phil_text_add_bytes(t, unit, n);
}

void phil_say_value(struct phil_text *t, const struct phil_finding *finding,
                    const struct phil_answer *answer)
{
    if (answer->unknown) {
        phil_text_add(t, "not known");
    } else if (finding->type == PHIL_FINDING_NUMBER) {
        say_number(t, answer->value, finding->unit);
    } else if (finding->type == PHIL_FINDING_CHOICE) {
        if (answer->value >= 0 && answer->value < (double)finding->n_choices)
            phil_text_add(t, finding->choices[(size_t)answer->value]);
    } else {
        phil_text_add(t, answer->value > 0 ? "yes" : "no");
    }
}

/* An id as words: "sleep hours". */
static void say_id(struct phil_text *t, const char *id)
{
    for (const char *c = id; *c; c++)
        phil_text_add_bytes(t, *c == '_' ? " " : c, 1);
}

/* "you drink {} of coffee a day" with the number and its unit put in. */
static void say_filled(struct phil_text *t, const char *clause, const struct phil_finding *finding,
                       const struct phil_answer *answer)
{
    const char *hole = strstr(clause, "{}");
    phil_text_add_bytes(t, clause, (size_t)(hole - clause));
    phil_say_value(t, finding, answer);
    phil_text_add(t, hole + 2);
}

void phil_say_evidence(struct phil_text *t, const struct phil_explanation_view *view,
                       const struct phil_weight *weight)
{
    const struct phil_finding *f = phil_knowledge_find_finding(view->knowledge, weight->finding);
    const char *clause = weight->text && weight->text[0] ? weight->text : NULL;
    struct phil_answer answer;
    const bool has_value = f && f->type != PHIL_FINDING_YES_NO &&
                           phil_answers_get(view->answers, weight->finding, &answer) &&
                           !answer.unknown;
    if (has_value && clause && strstr(clause, "{}")) {
        say_filled(t, clause, f, &answer);
        return;
    }
    if (clause)
        phil_text_add(t, clause);
    else
        say_id(t, weight->finding);
    if (has_value) {
        phil_text_add(t, ": ");
        phil_say_value(t, f, &answer);
    }
}

void phil_say_remedy(struct phil_text *t, const struct phil_advice *advice)
{
    const size_t n = strlen(advice->text);
    const bool stop = n && advice->text[n - 1] == '.';
    phil_text_add_bytes(t, advice->text, n - stop);
    if (!advice->withheld && advice->try_for_days > 0)
        phil_text_printf(t, " (for %d days)", advice->try_for_days);
    phil_text_add(t, ".");
}

bool phil_has_trial(const struct phil_explanation_view *view, const struct phil_advice *advice)
{
    return !advice->withheld && view->explanation->care < PHIL_CARE_URGENT &&
           !phil_trial_refusal(view->knowledge, view->answers, advice->remedy);
}

void phil_say_trial(struct phil_text *t, const struct phil_explanation_view *view,
                    const struct phil_advice *advice)
{
    if (phil_has_trial(view, advice))
        phil_text_printf(t, "To test whether it helps you: philtrum trial plan %s", advice->remedy);
}

void phil_say_unknown(struct phil_text *t, const struct phil_explanation_view *view,
                      const char *finding)
{
    const struct phil_finding *f = phil_knowledge_find_finding(view->knowledge, finding);
    if (f && f->type == PHIL_FINDING_YES_NO && f->yes && f->yes[0])
        phil_text_printf(t, "whether %s", f->yes);
    else if (f && f->question && f->question[0])
        phil_text_printf(t, "the answer to \"%s\"", f->question);
    else
        say_id(t, finding);
}

void phil_say_anatomy(struct phil_text *t, const struct phil_explanation_view *view,
                      enum phil_region region)
{
    const struct phil_muscle *muscle = phil_knowledge_muscle(view->knowledge, region, 0);
    const enum phil_side side = phil_region_side(region);
    phil_text_add(t, phil_region_plain_name(region));
    if (!muscle)
        return;
    phil_text_printf(t, ": %s", muscle->name);
    if (muscle->action && muscle->action[0])
        phil_text_printf(t, " (%s)", muscle->action);
    if (!muscle->nerve || !muscle->nerve[0])
        return;
    /* Mostly "buccal" or "buccal and marginal mandibular"; a muscle that another nerve drives says
     * so. */
    if (strstr(muscle->nerve, "nerve")) {
        phil_text_printf(t, ", nerve: %s", muscle->nerve);
        return;
    }
    phil_text_printf(t, ", driven by the %s %s of the ", muscle->nerve,
                     strstr(muscle->nerve, " and ") ? "branches" : "branch");
    if (side == PHIL_SIDE_LEFT || side == PHIL_SIDE_RIGHT)
        phil_text_printf(t, "%s facial nerve", phil_side_name(side));
    else
        phil_text_add(t, "facial nerve of either side");
}

const struct phil_face_result *phil_twitching_face(const struct phil_explanation_view *view,
                                                   const struct phil_analysis **analysis)
{
    for (size_t i = view->n_analyses; i-- > 0;) {
        const struct phil_face_result *most = NULL;
        int n = 0;
        for (size_t f = 0; f < view->analyses[i]->n_faces; f++) {
            const struct phil_face_result *face = &view->analyses[i]->faces[f];
            const int twitches = phil_summarise(face).count[PHIL_EVENT_TWITCH];
            if (twitches > n) {
                n = twitches;
                most = face;
            }
        }
        if (most) {
            *analysis = view->analyses[i];
            return most;
        }
    }
    return NULL;
}

const char *phil_say_signs(const struct phil_explanation_view *view)
{
    return phil_sentence(view->explanation->care == PHIL_CARE_SELF ? PHIL_SENTENCE_VISIT_IF
                                                                   : PHIL_SENTENCE_TELL_IF);
}

const char *phil_sentence(enum phil_sentence sentence)
{
    static const char *const sentences[PHIL_N_SENTENCES] = {
        [PHIL_SENTENCE_CAN_WAIT] =
            "What follows can wait until this has been looked after. What one can try at home is "
            "left out on purpose.",
        [PHIL_SENTENCE_MORE] =
            "For all of it: --verbose, or --html FILE for a page with the sources.",
        [PHIL_SENTENCE_NONE_LIKELY] = "None of the known causes stands out.",
        [PHIL_SENTENCE_ONLY_RARITY] =
            "Nothing known so far speaks against it, apart from its rarity.",
        [PHIL_SENTENCE_VISIT_IF] = "It would be worth a visit to a doctor if:",
        [PHIL_SENTENCE_TELL_IF] = "Tell the doctor if this comes too:",
        [PHIL_SENTENCE_BESIDES] = "None of this replaces the doctor.",
        [PHIL_SENTENCE_WHATEVER] =
            "Whatever it is: if it goes on although these things were tried, or anything else "
            "worries you, see a doctor. If a face, an arm or speech is suddenly affected, call the "
            "emergency number.",
        [PHIL_SENTENCE_SUDDEN] =
            "If a face, an arm or speech is suddenly affected, call the emergency number.",
        [PHIL_SENTENCE_NO_DIAGNOSIS] =
            "This is no diagnosis: it weighs what you told against what is known of many people, "
            "and a doctor who sees you can know more.",
    };
    return sentences[sentence];
}
