/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

const char explain_hostile_text[] =
    "\x1b[2J\x07</p></title><script>alert(1)</script>\"'&\xff\xe2\x80\xae"
    "dlrow\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d "
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    "b";

const char *explain_fixture_name(enum explain_fixture which)
{
    static const char *const names[] = {"coffee",    "spasm",   "weakness",
                                        "emergency", "nothing", "hostile"};
    return names[which];
}

/* ---- the knowledge base ---- */

static const struct phil_source sources[FIXTURE_SOURCES] = {
    {"TUZ16", "Eyelid myokymia in medical students, 2016", "europub.co.uk A-340382"},
    {"WJ98", "Hemifacial spasm: clinical findings and treatment, 1998", "doi:10.1002/mus.1740"},
    {"JUDGED", "Estimated by the authors of philtrum", ""},
};

enum {
    F_LIP_TWITCH,
    F_AGE,
    F_SEX,
    F_RACING_HEART,
    F_INSOMNIA,
    F_CAFFEINE,
    F_ONE_SIDE,
    F_LID_AND_LIP,
    F_SLURRED,
    F_WEAKNESS,
    F_TONGUE,
    F_DROOP,
    F_DOUBLE_VISION,
    F_KIDNEY,
    F_SLEEP_H,
    F_SLOW,
    F_SMOKER,
};

#define YES_NO(name, asks, clause, p)                                                              \
    {                                                                                              \
        .view = {.id = name,                                                                       \
                 .type = PHIL_FINDING_YES_NO,                                                      \
                 .question = asks,                                                                 \
                 .why = "",                                                                        \
                 .yes = clause,                                                                    \
                 .no = "that is not so",                                                           \
                 .unit = "",                                                                       \
                 .hi = 1,                                                                          \
                 .asked = true,                                                                    \
                 .in_network = true,                                                               \
                 .background = {p, p / 2, fmin(2 * p, 0.99), PHIL_BASIS_JUDGED, "JUDGED", ""}},    \
        .group = "g"                                                                               \
    }
#define NUMBER(name, asks, its_unit, most)                                                         \
    {                                                                                              \
        .view = {.id = name,                                                                       \
                 .type = PHIL_FINDING_NUMBER,                                                      \
                 .question = asks,                                                                 \
                 .why = "",                                                                        \
                 .yes = "",                                                                        \
                 .no = "",                                                                         \
                 .unit = its_unit,                                                                 \
                 .hi = most,                                                                       \
                 .asked = true},                                                                   \
        .group = "g"                                                                               \
    }

static const char *const sexes[] = {"female", "male", "other"};

static void make_findings(struct explain_case *c)
{
    const struct phil_finding_entry entries[FIXTURE_FINDINGS] = {
        [F_LIP_TWITCH] = YES_NO("lip_twitch", "Does your lip twitch?", "your lip twitches", 0.02),
        [F_AGE] = NUMBER("age", "How old are you?", "years", 120),
        [F_SEX] = {.view = {.id = "sex",
                            .type = PHIL_FINDING_CHOICE,
                            .question = "Which sex are you?",
                            .why = "",
                            .yes = "",
                            .no = "",
                            .unit = "",
                            .hi = 2,
                            .choices = sexes,
                            .n_choices = 3,
                            .asked = true},
                   .group = "g"},
        [F_RACING_HEART] = YES_NO("racing_heart", "Has your heart been racing?",
                                  "your heart has been racing", 0.1),
        [F_INSOMNIA] = YES_NO("insomnia", "Do you lie awake?", "you lie awake at night", 0.2),
        [F_CAFFEINE] = NUMBER("caffeine_mg_per_day", "How much caffeine?", "mg", 5000),
        [F_ONE_SIDE] = YES_NO("twitch_one_side", "Is it always the same side?",
                              "it is always the same side", 0.5),
        [F_LID_AND_LIP] = YES_NO("lid_and_lip_together", "Do eye and mouth pull together?",
                                 "eye and mouth pull together", 0.02),
        [F_SLURRED] = YES_NO("slurred_speech", "Has your speech been slurred for weeks?",
                             "your speech has been slurred for weeks", 0.005),
        [F_WEAKNESS] = YES_NO("limb_weakness_progressive", "Is an arm or leg getting weaker?",
                              "an arm or a leg is getting weaker", 0.005),
        [F_TONGUE] = YES_NO("tongue_twitch_or_wasting", "Does your tongue twitch at rest?",
                            "your tongue twitches at rest", 0.004),
        [F_DROOP] = YES_NO("face_droop_sudden", "Has one side of your face dropped?",
                           "one side of your face has suddenly dropped", 0.001),
        [F_DOUBLE_VISION] = YES_NO("double_vision", "Do you see double?", "you see double", 0.004),
        [F_KIDNEY] = YES_NO("kidney_disease", "Is a kidney disease known?",
                            "a kidney disease is known", 0.05),
        [F_SLEEP_H] = NUMBER("sleep_hours", "How many hours do you sleep?", "h", 24),
        [F_SLOW] = YES_NO("slow_movements", "Have your movements become slow?",
                          "your movements have become slow", 0.02),
        [F_SMOKER] = YES_NO("smoker", "Do you smoke?", "you smoke", 0.2),
    };
    memcpy(c->finding_entries, entries, sizeof entries);
}

enum { C_CAFFEINE, C_STRESS, C_BENIGN, C_SPASM, C_ALS, C_BRAINSTEM, C_PARKINSON };

static const struct phil_cause causes[FIXTURE_CAUSES] = {
    {"caffeine", "Too much caffeine", "Caffeine makes nerves fire more easily.",
     "It excites the nerve that moves the lip.", "It passes within days of drinking less.",
     "two weeks on half of it: if the twitch goes and comes back with the coffee, it was this.",
     "your family doctor, if it stays although you drink less.", false},
    {"stress", "Stress", "Strain keeps the body on alert.", "It tightens muscles.",
     "It mostly eases when the strain does.", "a quieter fortnight.", "your family doctor.", false},
    {"benign_twitching", "A harmless twitch without a known reason",
     "Healthy nerves sometimes fire by themselves.", "A nerve fires by itself.",
     "It comes and goes.", "time: it stays as it is or passes.", "nobody, as long as it is alone.",
     false},
    {"hemifacial_spasm", "Hemifacial spasm",
     "An artery lies against the facial nerve and makes one side of the face pull.",
     "The nerve fires where the artery beats on it.", "It stays for years but can be treated well.",
     "a neurologist who watches it, and a picture of the nerve by magnetic resonance.",
     "a neurologist, within the next weeks.", false},
    {"als", "Amyotrophic lateral sclerosis (ALS)",
     "The nerve cells that move the muscles are lost.", "Dying nerve cells fire by themselves.",
     "It gets worse over months.", "an examination by a neurologist with electromyography.",
     "a neurologist soon, when weakness or slurred speech comes with it.", true},
    {"brainstem_lesion", "Damage in the brain stem", "Something presses on the brain stem.",
     "The nucleus of the nerve is irritated.", "It depends on what it is.",
     "a picture by magnetic resonance.", "a neurologist soon.", true},
    {"parkinson", "Parkinson's disease", "Movements slow down and parts tremble at rest.",
     "The lip trembles at rest.", "It goes on slowly for years.",
     "an examination by a neurologist.", "a neurologist, within weeks.", true},
};

#define LINK(at, p)                                                                                \
    {                                                                                              \
        at,                                                                                        \
        {                                                                                          \
            p, (p) / 2, (1 + (p)) / 2, PHIL_BASIS_JUDGED, "JUDGED", ""                             \
        }                                                                                          \
    }
static const struct phil_link links[] = {
    /* caffeine, 0..2 */
    LINK(F_CAFFEINE, 0.9),
    LINK(F_RACING_HEART, 0.3),
    LINK(F_ONE_SIDE, 0.5),
    /* spasm, 3..4 */
    LINK(F_LID_AND_LIP, 0.9),
    LINK(F_INSOMNIA, 0.3),
    /* ALS, 5..10; of the last two one is common anyway and one is rare in it */
    LINK(F_LIP_TWITCH, 0.1),
    LINK(F_SLURRED, 0.33),
    LINK(F_WEAKNESS, 0.7),
    LINK(F_TONGUE, 0.5),
    LINK(F_INSOMNIA, 0.9),
    LINK(F_DOUBLE_VISION, 0.1),
    /* brain stem, 11..13 */
    LINK(F_LIP_TWITCH, 0.2),
    LINK(F_DOUBLE_VISION, 0.5),
    LINK(F_DROOP, 0.6),
    /* Parkinson, 14..15 */
    LINK(F_LIP_TWITCH, 0.17),
    LINK(F_SLOW, 0.95),
};

static void link_causes(struct explain_case *c)
{
    static const struct {
        int cause;
        size_t first, n;
    } parts[] = {{C_CAFFEINE, 0, 3},
                 {C_SPASM, 3, 2},
                 {C_ALS, 5, 6},
                 {C_BRAINSTEM, 11, 3},
                 {C_PARKINSON, 14, 2}};
    for (int i = 0; i < FIXTURE_CAUSES; i++)
        c->cause_entries[i] = (struct phil_cause_entry){.view = causes[i], .action = "none"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        c->cause_entries[parts[i].cause].links = (struct phil_link *)links + parts[i].first;
        c->cause_entries[parts[i].cause].n_links = parts[i].n;
    }
}

static void make_knowledge(struct explain_case *c)
{
    make_findings(c);
    link_causes(c);
    memcpy(c->sources, sources, sizeof sources);
    c->muscles[0] = (struct phil_muscle){"orbicularis_oris", "orbicularis oris", "buccal",
                                         "closes and purses the lips", "WJ98"};
    c->muscles[1] = (struct phil_muscle){"mentalis", "mentalis", "buccal and marginal mandibular",
                                         "lifts the chin", "WJ98"};
    static const size_t first = 0, second = 1;
    static const struct phil_condition droop = {F_DROOP, PHIL_TEST_IS, 1};
    c->rules[0] = (struct phil_rule){.id = "fast",
                                     .care = PHIL_CARE_EMERGENCY,
                                     .when = {.any = (struct phil_condition *)&droop, .n_any = 1},
                                     .text = "Call.",
                                     .source = "WJ98"};
    c->knowledge = (struct phil_knowledge){
        .rules = c->rules,
        .n_rules = 1,
        .sources = c->sources,
        .findings = c->finding_entries,
        .causes = c->cause_entries,
        .muscles = c->muscles,
        .n_sources = FIXTURE_SOURCES,
        .n_findings = FIXTURE_FINDINGS,
        .n_causes = FIXTURE_CAUSES,
        .n_muscles = 2,
        .age = F_AGE,
        .sex = F_SEX,
        .complaint = F_LIP_TWITCH,
    };
    for (int r = 0; r <= PHIL_CHIN; r++) {
        c->knowledge.region_muscles[r] = (size_t *)(r == PHIL_CHIN ? &second : &first);
        c->knowledge.n_region_muscles[r] = 1;
    }
}

/* ---- the explanation ---- */

static struct phil_cause_result *add_cause(struct explain_case *c, int cause, double p, double lo,
                                           double hi, double base_rate)
{
    struct phil_cause_result *result = &c->results[c->explanation.n_causes++];
    *result = (struct phil_cause_result){.cause = &c->cause_entries[cause].view,
                                         .probability = p,
                                         .interval = {lo, hi},
                                         .present = fmin(1, 1.3 * p),
                                         .base_rate = base_rate};
    return result;
}

static void add_answer(struct explain_case *c, const char *finding, double value,
                       enum phil_origin origin)
{
    if (phil_answers_set(c->answers, finding, value, value > 1 ? 1 : value, origin, NULL))
        abort();
}

static void make_weights(struct explain_case *c)
{
    static const struct phil_weight weights[] = {
        {"caffeine_mg_per_day", "caffeine a day", 7.2, "TUZ16", PHIL_BASIS_DERIVED,
         PHIL_FROM_DIARY},
        {"racing_heart", "your heart has been racing", 4.1, "JUDGED", PHIL_BASIS_JUDGED,
         PHIL_FROM_ANSWER},
        {"twitch_one_side", "it is always the same side", -1.2, "JUDGED", PHIL_BASIS_JUDGED,
         PHIL_FROM_RECORDING},
        {"lid_and_lip_together", "eye and mouth pull together", 14.5, "WJ98", PHIL_BASIS_MEASURED,
         PHIL_FROM_RECORDING},
        {"insomnia", "you sleep well", -2.5, "JUDGED", PHIL_BASIS_JUDGED, PHIL_FROM_ANSWER},
        {"slurred_speech", "your speech has been slurred for weeks", 16.1, "WJ98",
         PHIL_BASIS_MEASURED, PHIL_FROM_ANSWER},
        {"limb_weakness_progressive", "an arm or a leg is getting weaker", 12.0, "JUDGED",
         PHIL_BASIS_JUDGED, PHIL_FROM_ANSWER},
        {"tongue_twitch_or_wasting", "your tongue is still at rest", -3.4, "JUDGED",
         PHIL_BASIS_JUDGED, PHIL_FROM_ANSWER},
        {"sleep_hours", "sleep a night", 0.7, "JUDGED", PHIL_BASIS_JUDGED, PHIL_FROM_ANSWER},
        {"racing_heart", "your heart has been racing", -2.2, "JUDGED", PHIL_BASIS_JUDGED,
         PHIL_FROM_ANSWER},
    };
    memcpy(c->weights, weights, sizeof weights);
}

static void give(struct phil_cause_result *result, struct phil_weight *for_, size_t n_for,
                 struct phil_weight *against, size_t n_against)
{
    result->for_ = for_;
    result->n_for = n_for;
    result->against = against;
    result->n_against = n_against;
}

static void make_causes(struct explain_case *c, enum explain_fixture which)
{
    struct phil_cause_result *first;
    switch (which) {
    case EXPLAIN_SPASM:
        first = add_cause(c, C_SPASM, 0.81, 0.55, 0.93, 1.3e-4);
        give(first, &c->weights[3], 1, &c->weights[4], 1);
        add_cause(c, C_BENIGN, 0.11, 0.05, 0.3, 0.04);
        add_cause(c, C_STRESS, 0.05, 0.02, 0.1, 0.2);
        add_cause(c, C_BRAINSTEM, 0.03, 0.004, 0.08, 1e-4);
        add_cause(c, C_CAFFEINE, 0.02, 0.01, 0.05, 0.11);
        break;
    case EXPLAIN_WEAKNESS:
        first = add_cause(c, C_ALS, 0.38, 0.12, 0.67, 7e-5);
        give(first, &c->weights[5], 2, &c->weights[7], 1);
        add_cause(c, C_BENIGN, 0.21, 0.05, 0.4, 0.04);
        add_cause(c, C_STRESS, 0.09, 0.02, 0.2, 0.2);
        add_cause(c, C_CAFFEINE, 0.04, 0.01, 0.1, 0.11);
        break;
    case EXPLAIN_NOTHING:
        add_cause(c, C_BENIGN, 0.34, 0.1, 0.6, 0.04);
        add_cause(c, C_STRESS, 0.3, 0.1, 0.5, 0.2);
        add_cause(c, C_CAFFEINE, 0.27, 0.1, 0.5, 0.11);
        break;
    default:
        first = add_cause(c, C_CAFFEINE, 0.62, 0.33, 0.81, 0.11);
        give(first, &c->weights[0], 2, &c->weights[2], 1);
        first = add_cause(c, C_STRESS, 0.21, 0.08, 0.4, 0.2);
        give(first, &c->weights[8], 1, &c->weights[9], 1);
        add_cause(c, C_BENIGN, 0.14, 0.03, 0.35, 0.04);
    }
    for (int i = 0; i < FIXTURE_CAUSES; i++) {
        bool there = false;
        for (size_t k = 0; k < c->explanation.n_causes; k++)
            there |= c->results[k].cause == &c->cause_entries[i].view;
        if (!there)
            add_cause(c, i, 2e-4 / (i + 1), 5e-5 / (i + 1), 8e-4, 4e-5);
    }
}

static void add_reason(struct explain_case *c, enum phil_care care, const char *rule,
                       const char *finding, const char *text)
{
    c->reasons[c->explanation.n_reasons++] =
        (struct phil_reason){care, rule, finding, text, "WJ98"};
}

static void make_triage(struct explain_case *c, enum explain_fixture which)
{
    static const enum phil_care care[] = {PHIL_CARE_SELF,      PHIL_CARE_ROUTINE, PHIL_CARE_URGENT,
                                          PHIL_CARE_EMERGENCY, PHIL_CARE_SELF,    PHIL_CARE_SELF};
    c->explanation.care = care[which];
    if (which == EXPLAIN_EMERGENCY)
        add_reason(c, PHIL_CARE_EMERGENCY, "fast", "face_droop_sudden",
                   "One side of your face has suddenly dropped: this can be a stroke.");
    if (which == EXPLAIN_WEAKNESS)
        add_reason(c, PHIL_CARE_URGENT, "als", "slurred_speech",
                   "Slurred speech with a weak arm or leg should be seen by a neurologist soon.");
    if (which == EXPLAIN_SPASM || which == EXPLAIN_EMERGENCY)
        add_reason(c, PHIL_CARE_ROUTINE, "hemifacial_spasm", NULL,
                   "Pulling of one whole side of the face should be looked at by a neurologist.");
}

static void make_advice(struct explain_case *c)
{
    static const char *const slowly[] = {"Go down over a week: stopping at once can bring a "
                                         "headache."};
    static const char *const kidneys[] = {"With a kidney disease potassium can rise dangerously."};
    c->advice[0] = (struct phil_advice){.remedy = "less_caffeine",
                                        .text = "Halve the caffeine",
                                        .how = "No coffee after noon.",
                                        .try_for_days = 14,
                                        .cautions = slowly,
                                        .n_cautions = 1,
                                        .source = "TUZ16",
                                        .cause = "caffeine"};
    c->advice[1] = (struct phil_advice){.remedy = "potassium_food",
                                        .text = "Eat food rich in potassium",
                                        .how = "Bananas, potatoes.",
                                        .try_for_days = 14,
                                        .cautions = kidneys,
                                        .n_cautions = 1,
                                        .withheld = true,
                                        .source = "JUDGED",
                                        .cause = "stress"};
    c->advice[2] = (struct phil_advice){.remedy = "rest",
                                        .text = "Sleep an hour longer",
                                        .how = "The same bedtime each day.",
                                        .try_for_days = 7,
                                        .source = "JUDGED",
                                        .cause = "stress"};
    c->explanation.n_advice = 3;
}

static void make_questions(struct explain_case *c, enum explain_fixture which)
{
    static const struct phil_finding *screen[2];
    screen[0] = &c->finding_entries[F_DROOP].view;
    screen[1] = &c->finding_entries[F_DOUBLE_VISION].view;
    c->questions[0] = (struct phil_question){.text = "Does any of this apply to you right now?",
                                             .screen = screen,
                                             .n_screen = 2,
                                             .gain_bits = NAN};
    c->questions[1] = (struct phil_question){.finding = &c->finding_entries[F_TONGUE].view,
                                             .text = "Does your tongue twitch at rest?",
                                             .gain_bits = 0.0421};
    c->explanation.n_questions = 2;
    static const char *const missing[] = {
        "slurred_speech", "sleep_hours",    "double_vision",   "tongue_twitch_or_wasting",
        "kidney_disease", "slow_movements", "twitch_one_side", "face_droop_sudden",
        "insomnia",       "racing_heart"};
    c->explanation.n_missing = which == EXPLAIN_NOTHING ? 10 : which == EXPLAIN_COFFEE ? 3 : 0;
    memcpy(c->missing, missing, sizeof missing);
}

/* ---- answers, diary, recording ---- */

#define NOON INT64_C(1795694400) /* 2026-11-26 12:00 UTC */

static void make_answers(struct explain_case *c, enum explain_fixture which)
{
    if (phil_answers_new(&c->answers, &c->knowledge))
        abort();
    if (which == EXPLAIN_NOTHING)
        return;
    add_answer(c, "age", 34, PHIL_FROM_ANSWER);
    add_answer(c, "sex", 0, PHIL_FROM_ANSWER);
    add_answer(c, "racing_heart", 1, PHIL_FROM_ANSWER);
    add_answer(c, "caffeine_mg_per_day", 600, PHIL_FROM_DIARY);
    add_answer(c, "sleep_hours", 7.5, PHIL_FROM_ANSWER);
    if (phil_answers_set_unknown(c->answers, "kidney_disease"))
        abort();
    if (which == EXPLAIN_WEAKNESS) {
        add_answer(c, "slurred_speech", 1, PHIL_FROM_ANSWER);
        add_answer(c, "limb_weakness_progressive", 1, PHIL_FROM_ANSWER);
    }
    if (which == EXPLAIN_EMERGENCY)
        add_answer(c, "face_droop_sudden", 1, PHIL_FROM_ANSWER);
}

static void make_diary(struct explain_case *c)
{
    static const int hours_ago[FIXTURE_ENTRIES] = {70, 52, 50, 46, 28, 25, 4, 2};
    for (int i = 0; i < FIXTURE_ENTRIES; i++) {
        struct phil_entry *entry = &c->entries[i];
        entry->id = i + 1;
        entry->at = (struct phil_moment){NOON - 3600 * hours_ago[i], 3600, "Europe/Berlin"};
        entry->kind = PHIL_ENTRY_DRINK;
        strcpy(entry->thing, i % 3 ? "coffee" : "espresso");
        entry->amount = entry->typed = 2;
        entry->caffeine_mg = i % 3 ? 190 : 126;
    }
    c->entries[3].kind = PHIL_ENTRY_SLEEP;
    c->entries[3].caffeine_mg = 0;
    strcpy(c->entries[3].thing, "");
}

/* Every text of the case becomes hostile; ids stay, for they are looked up. */
static void poison(struct explain_case *c)
{
    const char *bad = explain_hostile_text;
    static const char *cautions[1];
    cautions[0] = bad;
    for (int i = 0; i < FIXTURE_CAUSES; i++) {
        struct phil_cause *view = &c->cause_entries[i].view;
        view->name = view->plain = view->mechanism = view->course = bad;
        view->settles = view->whom = bad;
    }
    for (int i = 0; i < FIXTURE_FINDINGS; i++) {
        struct phil_finding *view = &c->finding_entries[i].view;
        view->question = view->why = view->yes = view->no = view->unit = bad;
    }
    for (int i = 0; i < FIXTURE_SOURCES; i++)
        c->sources[i].text = c->sources[i].where = bad;
    for (int i = 0; i < 2; i++)
        c->muscles[i].name = c->muscles[i].nerve = c->muscles[i].action = bad;
    for (int i = 0; i < 10; i++)
        c->weights[i].text = bad;
    for (int i = 0; i < 3; i++) {
        c->advice[i].text = c->advice[i].how = bad;
        c->advice[i].cautions = cautions;
        c->advice[i].n_cautions = 1;
    }
    for (int i = 0; i < 2; i++)
        c->questions[i].text = bad;
    add_reason(c, PHIL_CARE_ROUTINE, "rule", "slurred_speech", bad);
    c->explanation.care = PHIL_CARE_ROUTINE;
    for (int i = 0; i < FIXTURE_ENTRIES; i++) {
        snprintf(c->entries[i].thing, sizeof c->entries[i].thing, "%.40s", bad);
        snprintf(c->entries[i].note, sizeof c->entries[i].note, "%.200s", bad);
    }
}

struct explain_case *explain_make(enum explain_fixture which)
{
    struct explain_case *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    make_knowledge(c);
    make_weights(c);
    make_causes(c, which);
    make_triage(c, which);
    make_advice(c);
    make_questions(c, which);
    make_answers(c, which);
    make_diary(c);
    c->explanation.unexplained = 0.12;
    c->explanation.draws = 200;
    c->explanation.causes = c->results;
    c->explanation.reasons = c->reasons;
    c->explanation.advice = c->advice;
    c->explanation.questions = c->questions;
    c->explanation.missing = c->missing;
    if (which == EXPLAIN_SPASM || which == EXPLAIN_HOSTILE)
        c->analysis = fixture_make(which == EXPLAIN_SPASM ? FIXTURE_NINE : FIXTURE_HOSTILE);
    if (which == EXPLAIN_HOSTILE)
        poison(c);
    c->analyses[0] = c->analysis;
    if (c->analysis)
        c->analysis->recording.recorded_s = NOON - 3600 * 26;
    c->view =
        (struct phil_explanation_view){.explanation = &c->explanation,
                                       .knowledge = &c->knowledge,
                                       .answers = c->answers,
                                       .analyses = c->analyses,
                                       .n_analyses = c->analysis ? 1 : 0,
                                       .entries = c->entries,
                                       .n_entries = which == EXPLAIN_NOTHING ? 0 : FIXTURE_ENTRIES,
                                       .now = {NOON, 3600, "Europe/Berlin"},
                                       .full = true};
    return c;
}

void explain_free(struct explain_case *c)
{
    if (!c)
        return;
    phil_answers_free(c->answers);
    fixture_free(c->analysis);
    free(c);
}

static char *written(const struct phil_explanation_view *view, int kind,
                     const struct phil_terminal_style *style)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        abort();
    const enum phil_status status = kind == 0   ? phil_report_explanation_json(out, view)
                                    : kind == 1 ? phil_report_explanation_terminal(out, view, style)
                                                : phil_report_explanation_html(out, view);
    if (status != PHIL_OK || fclose(out))
        abort();
    return text;
}

char *explain_view_json(const struct phil_explanation_view *view)
{
    return written(view, 0, NULL);
}

char *explain_view_terminal(const struct phil_explanation_view *view, int columns, bool colour,
                            bool unicode)
{
    const struct phil_terminal_style style = {columns, colour, unicode};
    return written(view, 1, &style);
}

char *explain_view_html(const struct phil_explanation_view *view)
{
    return written(view, 2, NULL);
}

char *explain_json(const struct explain_case *c)
{
    return explain_view_json(&c->view);
}

char *explain_terminal(const struct explain_case *c, int columns, bool colour, bool unicode)
{
    return explain_view_terminal(&c->view, columns, colour, unicode);
}

char *explain_html(const struct explain_case *c)
{
    return explain_view_html(&c->view);
}

char *explain_unwrap(char *text)
{
    char *to = text;
    for (const char *c = text; *c; c++) {
        const bool broken = *c == '\n';
        *to++ = broken ? ' ' : *c;
        if (broken)
            c += strspn(c + 1, " ");
    }
    *to = '\0';
    return text;
}
