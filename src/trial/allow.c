/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may do which trial.
 *
 * First comes what a doctor has to look at: whoever the rules send there soon begins no trial. Then
 * the remedy's own cautions, its limits, and what must be known of a person before it is safe. A
 * person's own remedy is judged by its words alone: what it says of medicines, alcohol, caffeine
 * and potassium is not for a trial of one's own, for there are remedies that know the dangers, or a
 * doctor does. Words that are not understood pass; so the stopping rule stands in every plan.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/medicines.h"
#include "diary/vocabulary.h"
#include "trial/plan.h"

static const char stopping_rule[] =
    "Stop the trial and see a doctor if something new comes along: weakness, numbness, trouble "
    "with "
    "speaking, swallowing or seeing, a face that droops, twitches in other places, or twitches "
    "that become much worse. For a sudden droop, sudden confusion or a fit call your emergency "
    "number at once.";

enum phil_status phil_trial_refuse(const struct phil_trial_maker *maker, enum phil_status status,
                                   const char *why)
{
    char quoted[PHIL_QUOTE_SIZE];
    const char *subject = maker->request->remedy ? maker->request->remedy : maker->request->own;
    const size_t n = strlen(why);
    phil_log_message(maker->log, PHIL_LOG_ERROR, "no trial was planned: \"%s\": %.*s",
                     phil_text_quote(subject ? subject : "", quoted),
                     (int)(n && why[n - 1] == '.' ? n - 1 : n), why);
    return status;
}

/* --- a doctor first --------------------------------------------------------------------------- */

static enum phil_status check_care(const struct phil_trial_maker *maker)
{
    const struct phil_explain_settings quick = {.draws = 0, .seed = 1, .questions = 0};
    struct phil_explanation *e = NULL;
    enum phil_status status =
        phil_explain(&e, maker->knowledge, maker->answers, &quick, maker->log);
    if (status == PHIL_EDATA)
        return phil_trial_refuse(maker, status,
                                 "the answers exclude each other: look at them again");
    if (!status && e->care >= PHIL_CARE_URGENT) {
        char why[600];
        snprintf(why, sizeof why, "a doctor should look at this first: %s",
                 e->n_reasons ? e->reasons[0].text : "the answers call for it soon");
        status = phil_trial_refuse(maker, PHIL_EDATA, why);
    }
    phil_explanation_free(e);
    return status;
}

/* --- the remedy ------------------------------------------------------------------------------- */

static const struct phil_caution *find_withholding(const struct phil_trial_maker *maker,
                                                   const struct phil_caution *cautions, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (cautions[i].withhold &&
            phil_when_holds(maker->knowledge, &cautions[i].when, maker->answers))
            return &cautions[i];
    return NULL;
}

static bool all_needs_known(const struct phil_trial_maker *maker)
{
    for (size_t i = 0; i < maker->trial->n_needs; i++) {
        struct phil_answer answer;
        if (!phil_answers_at(maker->answers, maker->trial->needs[i], &answer) || answer.unknown)
            return false;
    }
    return true;
}

static const char *refusal(const struct phil_trial_maker *maker, const struct phil_remedy *remedy)
{
    const struct phil_caution *against =
        find_withholding(maker, remedy->cautions, remedy->n_cautions);
    if (!against)
        against = find_withholding(maker, maker->trial->limits, maker->trial->n_limits);
    if (against)
        return against->text;
    return all_needs_known(maker) ? NULL : maker->trial->needs_text;
}

const char *phil_trial_refusal(const struct phil_knowledge *knowledge,
                               const struct phil_answers *answers, const char *remedy)
{
    const struct phil_remedy *found = phil_knowledge_remedy(knowledge, remedy);
    if (!found || !found->trial)
        return PHIL_TRIAL_NO_TRIAL;
    const struct phil_trial_maker maker = {
        .knowledge = knowledge, .answers = answers, .trial = found->trial};
    return refusal(&maker, found);
}

/* What holds for this person on usual days. */
static void add_limits(const struct phil_trial_maker *maker, struct phil_trial_plan *plan)
{
    char *usual = plan->arm_text[PHIL_ARM_USUAL];
    for (size_t i = 0; i < maker->trial->n_limits; i++) {
        const struct phil_caution *limit = &maker->trial->limits[i];
        if (!phil_when_holds(maker->knowledge, &limit->when, maker->answers))
            continue;
        const size_t n = strlen(usual); /* the loader has seen that all limits fit */
        snprintf(usual + n, sizeof plan->arm_text[0] - n, " %s", limit->text);
    }
}

static void add_caution(struct phil_trial_plan *plan, const char *text)
{
    if (plan->n_cautions < PHIL_TRIAL_MOST_CAUTIONS)
        snprintf(plan->caution[plan->n_cautions++], sizeof plan->caution[0], "%s", text);
}

static enum phil_status check_remedy(const struct phil_trial_maker *maker,
                                     struct phil_trial_plan *plan)
{
    const char *why = phil_trial_refusal(maker->knowledge, maker->answers, maker->request->remedy);
    struct phil_advice advice;
    if (why)
        return phil_trial_refuse(maker, PHIL_EDATA, why);
    const enum phil_status status =
        phil_advise(&advice, maker->knowledge, maker->answers, maker->request->remedy);
    if (status)
        return status;
    /* The last place is for the stopping rule. */
    for (size_t i = 0; i < advice.n_cautions && i + 1 < PHIL_TRIAL_MOST_CAUTIONS; i++)
        add_caution(plan, advice.cautions[i]);
    free((void *)advice.cautions);
    add_limits(maker, plan);
    return PHIL_OK;
}

enum phil_status phil_trial_allow(const struct phil_trial_maker *maker,
                                  struct phil_trial_plan *plan)
{
    enum phil_status status = check_care(maker);
    if (!status && maker->trial)
        status = check_remedy(maker, plan);
    if (!status)
        add_caution(plan, stopping_rule);
    return status;
}

/* --- a person's own words --------------------------------------------------------------------- */

/* More than this in a serving is what the drink or food is taken for; judged: decaffeinated coffee
 * and chocolate lie below, tea and a banana above. mg, g, mg. */
static const double much_caffeine = 20, some_alcohol = 1, much_potassium = 350;

static const char *const of_medicine = "a trial here never starts, stops or changes a medicine: "
                                       "speak with the doctor who prescribed it";
static const char *const of_alcohol =
    "with alcohol there is more to heed than a trial of your own can: plan less_alcohol instead";
static const char *const of_harm = "what does harm, on the days with it or without, is nothing to "
                                   "test on oneself: a doctor can help";
static const char *const of_caffeine =
    "caffeine needs a taper before and has its limits: plan less_caffeine instead";
static const char *const of_potassium =
    "potassium is not safe for everybody: plan potassium_food instead, which asks first";

static const struct {
    const char *why;
    const char *words[40];
} touchy[] = {
    {of_medicine, {"medicine",      "medication", "med",           "tablet",       "pill",
                   "capsule",       "drug",       "dose",          "dosage",       "prescription",
                   "injection",     "inhaler",    "spray",         "drop",         "patch",
                   "insulin",       "diuretic",   "blocker",       "thinner",      "antidepressant",
                   "antibiotic",    "steroid",    "cortisone",     "statin",       "aspirin",
                   "painkiller",    "sedative",   "tranquilliser", "tranquilizer", "sleeping pill",
                   "contraceptive", "hormone",    "lithium",       "warfarin",     "thyroxine",
                   "botox",         "botulinum"}},
    {of_alcohol, {"alcohol", "alcoholic", "booze", "liquor", "drunk", "nightcap"}},
    {of_harm,
     {"no food", "no sleep", "less sleep", "no water", "less water", "fasting", "starve",
      "cigarette", "smoke", "smoking", "vape", "vaping", "nicotine", "cannabis", "cocaine",
      "amphetamine"}},
    {of_caffeine, {"caffeine", "caffeinated"}},
    {of_potassium, {"potassium", "salt substitute"}},
};

/* How the international names of common groups of medicines end (WHO's list of stems). */
static const char *const stems[] = {"pril",      "sartan",    "olol",     "statin",   "prazole",
                                    "azepam",    "azolam",    "oxetine",  "triptan",  "gliptin",
                                    "gliflozin", "formin",    "dipine",   "profen",   "farin",
                                    "parin",     "cillin",    "floxacin", "mycin",    "thiazide",
                                    "semide",    "thyroxine", "apine",    "barbital", "lukast"};

static bool is_named_like_a_medicine(const char *word)
{
    enum { LEAST = 7 }; /* letters; shorter words that end so are something else ("april") */
    const size_t n = strlen(word);
    for (size_t i = 0; n >= LEAST && i < sizeof stems / sizeof *stems; i++) {
        const size_t length = strlen(stems[i]);
        if (n > length && strcmp(word + n - length, stems[i]) == 0)
            return true;
    }
    return phil_medicine_findings(word) != NULL;
}

/* `word`: one or two folded words. The French word for tea, folded, is an English article. */
static const char *word_fault(const struct phil_knowledge *knowledge, const char *word)
{
    if (strcmp(word, "the") == 0)
        return NULL;
    for (size_t i = 0; i < sizeof touchy / sizeof *touchy; i++)
        for (const char *const *one = touchy[i].words; *one; one++)
            if (phil_word_is(word, *one))
                return touchy[i].why;
    if (is_named_like_a_medicine(word))
        return of_medicine;
    const struct phil_intake *intake = phil_vocabulary_intake(knowledge, word);
    if (!intake)
        return NULL;
    if (intake->alcohol_g.source && intake->alcohol_g.value >= some_alcohol)
        return of_alcohol;
    if (intake->caffeine_mg.source && intake->caffeine_mg.value >= much_caffeine)
        return of_caffeine;
    return intake->potassium_mg.source && intake->potassium_mg.value >= much_potassium
               ? of_potassium
               : NULL;
}

/* The next word at *text, folded; false at the end. What is too long for a word means nothing. */
static bool next_word(const char **text, char word[PHIL_WORD_SIZE])
{
    static const char gaps[] = " \t\r\n,.;:!?()[]\"/+&";
    char raw[PHIL_WORD_SIZE];
    *text += strspn(*text, gaps);
    const size_t n = strcspn(*text, gaps);
    snprintf(raw, sizeof raw, "%.*s", n < sizeof raw ? (int)n : 0, *text);
    *text += n;
    phil_word_fold(raw, word);
    return n > 0;
}

/* "Herbal tea" is one thing, and not tea. */
static const char *words_fault(const struct phil_knowledge *knowledge, const char *text)
{
    char before[PHIL_WORD_SIZE] = "", word[PHIL_WORD_SIZE], both[2 * PHIL_WORD_SIZE];
    const char *why = NULL;
    while (!why && next_word(&text, word)) {
        snprintf(both, sizeof both, "%s %s", before, word);
        const bool pair = *before && strlen(both) < PHIL_WORD_SIZE;
        if (pair)
            why = word_fault(knowledge, both);
        if (!why && !(pair && phil_vocabulary_intake(knowledge, both)))
            why = word_fault(knowledge, word);
        strcpy(before, word);
    }
    return why;
}

const char *phil_trial_own_fault(const struct phil_knowledge *knowledge, const char *text)
{
    enum { LONGEST_OWN = 200 }; /* bytes; a title has 255 */
    const size_t n = strlen(text);
    const char *why = phil_text_fault(text, n, false);
    if (why)
        return why;
    if (strspn(text, " ") == n)
        return "it does not say what to do";
    return n > LONGEST_OWN ? "longer than 200 bytes" : words_fault(knowledge, text);
}
