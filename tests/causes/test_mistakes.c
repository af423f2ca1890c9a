/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each kind of mistake in a knowledge base is told with its file and line. A case puts a mistake
 * into a copy; the line it must be told at is counted here, from a mark in the text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "causes/knowledge.h"
#include "folder.h"

/* A mistake: the first `good` in the file becomes `bad`, in which '^' marks the line that must be
 * named (at its end when there is none). */
struct mistake {
    const char *file, *good, *bad, *why;
};

/* The file with the mistake in it; returns the line of its mark. */
static int spoil(const struct mistake *m, char text[FOLDER_ROOM])
{
    static char rest[FOLDER_ROOM];
    char *at;
    folder_original(m->file, text);
    at = strstr(text, m->good);
    if (!at)
        fail_msg("%s does not hold: %s", m->file, m->good);
    strcpy(rest, at + strlen(m->good));
    strcpy(at, m->bad);
    char *mark = strchr(at, '^');
    if (mark)
        memmove(mark, mark + 1, strlen(mark));
    else
        mark = at + strlen(at);
    int line = 1;
    for (const char *c = text; c < mark; c++)
        line += *c == '\n';
    strcat(text, rest);
    return line;
}

static bool check_mistake(const struct mistake *m)
{
    static char text[FOLDER_ROOM], wanted[600];
    struct phil_knowledge *k = NULL;
    struct folder_heard heard = {0};
    const struct phil_log log = {folder_hear, &heard};
    const int line = spoil(m, text);
    folder_write(m->file, text, strlen(text));
    const enum phil_status status = phil_knowledge_new(&k, folder_name(), &log);
    folder_restore(m->file);
    snprintf(wanted, sizeof wanted, "cannot use: \"%s/%s\", line %d: ", folder_name(), m->file,
             line);
    if (status != PHIL_EFORMAT || strncmp(heard.text, wanted, strlen(wanted)) != 0 ||
        !strstr(heard.text, m->why)) {
        print_error("%s -> %s\nwanted %s%s\nheard  %s (%s)\n", m->good, m->bad, wanted, m->why,
                    heard.text, phil_status_text(status));
        phil_knowledge_free(k);
        return false;
    }
    assert_int_equal(heard.errors, 1);
    assert_null(k);
    return true;
}

static void check_all(const struct mistake *mistakes, size_t n)
{
    size_t told = 0;
    for (size_t i = 0; i < n; i++)
        told += check_mistake(&mistakes[i]);
    assert_int_equal(told, n);
}
#define CHECK_ALL(mistakes) check_all(mistakes, sizeof(mistakes) / sizeof((mistakes)[0]))

static void mistakes_of_form(void **state)
{
    static const struct mistake mistakes[] = {
        {"causes.yaml", "name: Stress", "name: Stress\n    ^colour: red", "unknown key: colour"},
        {"causes.yaml", "name: Stress", "name: Stress\n    ^name: Strain", "stands twice: name"},
        {"causes.yaml", "- id: stress\n    name: Stress", "- ^id: stress", "missing: name"},
        {"causes.yaml", "name: Stress", "name: \"\"", "must not be empty"},
        {"causes.yaml", "name: Stress", "name:", "must not be empty"},
        {"causes.yaml", "name: Stress", "name: [Stress]", "must be one text"},
        {"causes.yaml", "serious: no", "serious: perhaps", "no such word here: perhaps"},
        {"causes.yaml", "care: routine", "care: soon", "no such word here: soon"},
        {"causes.yaml", "basis: derived", "basis: guessed", "no such word here: guessed"},
        {"causes.yaml", "name: Stress", "name: Stress\n   ^plain: x", "did not find"},
        {"triage.yaml", "rules:", "rules: ^5\nold:", "must be a list"},
        {"foods.yaml", "foods:", "^foods: []\n---\nfoods:", "more than one document"},
        {"sources.yaml", "text: \"Invented for a test\"", "text: \"\x01\"", "control"},
        {"sources.yaml", "Invented for a test", "\xff", "UTF-8"},
    };
    CHECK_ALL(mistakes);
}

static void mistakes_of_reference(void **state)
{
    static const struct mistake mistakes[] = {
        {"causes.yaml", "{finding: racing_heart,", "{finding: racing_hart,",
         "no such finding: racing_hart; did you mean racing_heart?"},
        {"causes.yaml", "finding: caffeine_mg_per_day", "finding: zzz", "no such finding: zzz"},
        {"causes.yaml", "remedies: [less_caffeine]", "remedies: [tea]", "no such remedy: tea"},
        {"causes.yaml", "remedies: [less_caffeine]", "remedies: [less_caffeine, less_caffeine]",
         "stands twice: less_caffeine"},
        {"causes.yaml", "basis: derived, source: TEST", "basis: derived, source: NOBODY",
         "no such source in sources.yaml: NOBODY"},
        {"causes.yaml", "basis: derived, source: TEST", "basis: derived", "missing: source"},
        {"causes.yaml", "{sex: female, from_age: 18", "{sex: woman, from_age: 18",
         "no such sex: woman"},
        {"causes.yaml", "id: stress", "id: caffeine", "stands twice: caffeine"},
        {"causes.yaml", "id: stress", "id: Stress!", "lower-case letters"},
        {"causes.yaml", "{finding: racing_heart,", "{finding: lip_twitch,",
         "stands twice: lip_twitch"},
        {"causes.yaml", "{finding: racing_heart,", "{finding: kidney_disease,",
         "has no background"},
        {"causes.yaml",
         "{finding: high_stress, points:", "{finding: sex, points:", "a choice has no dose"},
        {"findings.yaml", "id: pss4", "id: age", "stands twice: age"},
        {"findings.yaml", "{finding: pss4, at_least: 6}", "{finding: pss5, at_least: 6}",
         "did you mean pss4?"},
        {"findings.yaml", "[face_droop_sudden, racing_heart]", "[face_droop_sudden, ^droop]",
         "no such finding"},
        {"findings.yaml", "[face_droop_sudden, racing_heart]", "[face_droop_sudden, age]",
         "is no yes_no: age"},
        {"findings.yaml", "[face_droop_sudden, racing_heart]", "[racing_heart, racing_heart]",
         "stands twice: racing_heart"},
        {"findings.yaml", "[face_droop_sudden, racing_heart]", "[]", "must not be empty"},
        {"findings.yaml", "findings:\n  - id: age", "^findings:\n  - id: years",
         "missing: the finding age"},
        {"sources.yaml", "id: JUDGED", "id: TEST", "stands twice: TEST"},
        {"remedies.yaml", "id: more_potassium", "id: less_caffeine", "stands twice"},
        {"remedies.yaml", "basis: judged\n    source: TEST", "basis: judged\n    source: ^NONE",
         "no such source"},
        {"remedies.yaml", "needs: [age]", "^needs: [years]", "no such finding: years"},
        {"remedies.yaml", "dose: caffeine_mg", "dose: coffee",
         "the diary does not show it: coffee"},
        {"triage.yaml", "source: TEST", "source: WHO", "no such source"},
        {"muscles.yaml", "region: chin", "region: nose", "no such region: nose"},
        {"muscles.yaml", "[mentalis, orbicularis_oris]", "[mentalis, biceps]",
         "no such muscle: biceps"},
        {"muscles.yaml", "[mentalis, orbicularis_oris]", "[mentalis, mentalis]", "stands twice"},
        {"muscles.yaml", "orbicularis_oris]}",
         "orbicularis_oris]}\n  - {region: chin, muscles: [mentalis]}", "stands twice: chin"},
        {"drinks.yaml", "id: water", "id: coffee", "means coffee already"},
        {"drinks.yaml", "name: Water", "name: Java", "means coffee already: Java"},
        {"drinks.yaml", "name: Water", "name: Water, aliases: [aqua, cup of coffee]",
         "means coffee already: cup of coffee"},
        {"drinks.yaml", "[cup of coffee, java]", "[java, Java]", "stands twice: Java"},
        {"foods.yaml", "name: Banana", "name: Water", "means water already"},
    };
    CHECK_ALL(mistakes);
}

static void mistakes_of_number(void **state)
{
    static const struct mistake mistakes[] = {
        {"causes.yaml", "{value: 0.5, lo: 0.3", "{value: 1.5, lo: 0.3",
         "value must be from 0 to 1"},
        {"causes.yaml", "{value: 0.5, lo: 0.3", "{value: 0.5, lo: 0.6", "lo <= value <= hi"},
        {"causes.yaml", "{value: 0.5, lo: 0.3", "{value: 0.5, lo: 0", "between 0 and 1"},
        {"causes.yaml", "hi: 0.7, basis", "hi: 1, basis", "between 0 and 1"},
        {"causes.yaml", "{value: 0.5, lo: 0.3", "{value: nan, lo: 0.3", "value is no number: nan"},
        {"causes.yaml", "{value: 0.5, lo: 0.3", "{value: .inf, lo: 0.3", "value is no number"},
        {"causes.yaml", "{value: 0.5, lo: 0.3", "{value: 1e400, lo: 0.3", "value is no number"},
        {"causes.yaml", "{value: 0.5, lo: 0.3", "{value: half, lo: 0.3", "value is no number"},
        {"causes.yaml", "{value: 0.5, lo: 0.3", "{value: -0.5, lo: 0.3", "must be from 0 to 1"},
        {"causes.yaml", "{value: 3, lo: 1", "{value: 3, lo: 0", "odds ratio"},
        {"causes.yaml", "{value: 3, lo: 1, hi: 6", "{value: 3, lo: 1, hi: 1e300", "hi must be"},
        {"causes.yaml", "care_from: 0.8", "care_from: 80", "care_from must be from 0 to 1"},
        {"causes.yaml", "dose: 400", "dose: 0", "doses must rise"},
        {"causes.yaml", "dose: 400", "dose: 9000", "dose must be from 0 to 5000"},
        {"causes.yaml", "{dose: 1, odds", "{dose: 2, odds", "dose must be from 0 to 1"},
        {"causes.yaml",
         "{finding: high_stress, points: [{dose: 1, odds_ratio: {value: 4, lo: 2, "
         "hi: 8, basis: judged, source: JUDGED}}]}",
         "{finding: high_stress, points: []}", "must not be empty"},
        {"causes.yaml", "- finding: caffeine_mg_per_day\n",
         "- finding: caffeine_mg_per_day\n        ^of: caffeine\n",
         "no other exposure of this cause measures it: caffeine"},
        {"causes.yaml", "- finding: caffeine_mg_per_day\n",
         "- finding: caffeine_mg_per_day\n        ^beside: yes\n", "must measure the same"},
        {"findings.yaml", "hi: 16", "hi: 0", "must be above lo"},
        {"findings.yaml", "id: pss4\n    type: number\n    lo: 0\n",
         "^id: pss4\n    type: number\n", "missing: lo"},
        {"findings.yaml", "at_least: 6}", "at_least: 60}", "at_least must be from 0 to 16"},
        {"drinks.yaml", "{value: 95, lo: 60", "{value: 95, lo: -60", "lo must be from 0"},
        {"drinks.yaml", "serving_ml: 240", "serving_ml: 0", "serving_ml must be from"},
        {"remedies.yaml", "try_for_days: 7", "try_for_days: 7000", "from 0 to 365"},
        {"remedies.yaml", "measure_days: 3", "measure_days: 0", "measure_days must be from 1"},
        {"remedies.yaml", "measure_days: 3", "measure_days: 59", "60 days at most"},
        {"remedies.yaml", "onset_days: {value: 1.1, lo: 1, hi: 2",
         "onset_days: {value: 61, lo: 1, hi: 62", "onset_days must be from 0 to 60"},
        {"remedies.yaml",
         "trial:\n      title: \"Less coffee\"\n      usual: \"Drink coffee as usual\"\n      "
         "with: "
         "\"Drink half\"\n      run_in: \"Go down slowly\"\n",
         "^trial:\n      title: \"Less coffee\"\n      usual: \"Drink coffee as usual\"\n      "
         "with: "
         "\"Drink half\"\n",
         "run_in and run_in_days"},
    };
    CHECK_ALL(mistakes);
}

static void mistakes_of_meaning(void **state)
{
    static const struct mistake mistakes[] = {
        {"causes.yaml", "priors:\n      - {sex: female, from_age: 0, to_age: 18",
         "^priors:\n      - {sex: female, from_age: 1, to_age: 18", "no prior for female, age 0"},
        {"causes.yaml", "priors:\n      - {from_age: 0, to_age: 130",
         "^priors:\n      - {from_age: 0, to_age: 90", "no prior for female, age 90"},
        {"causes.yaml", "priors:\n      - {from_age: 0, to_age: 130",
         "^priors:\n      - {sex: female, from_age: 0, to_age: 130", "no prior for male, age 0"},
        {"causes.yaml", "priors:\n      - {sex: female, from_age: 0, to_age: 18",
         "^priors:\n      - {from_age: 10, to_age: 12, share: {value: 0.1, lo: 0.1, hi: 0.1, "
         "basis: judged, source: TEST}}\n      - {sex: female, from_age: 0, to_age: 18",
         "more than one prior for female, age 10"},
        {"causes.yaml", "{from_age: 0, to_age: 130", "{from_age: 30, to_age: 30",
         "must be above from_age"},
        {"causes.yaml", "links:\n      - {finding: lip_twitch, probability: {value: 0.1",
         "^links:\n      - {finding: racing_heart, probability: {value: 0.1",
         "missing: a link to lip_twitch"},
        {"findings.yaml", "from: {any: [{finding: pss4, at_least: 6}",
         "from: {any: [{finding: high_stress, is: yes}", "a cycle: high_stress follows"},
        {"findings.yaml", "from: {any: [{finding: pss4",
         "^from: {all: [{finding: loop, is: yes}]}\n  - {id: loop, type: yes_no, yes: a, no: b, "
         "from: {all: [{finding: high_stress, is: no}]}}\n# ",
         "a cycle: high_stress follows from itself"},
        {"findings.yaml", "asked_when: {all: [{finding: age, at_least: 18}]}",
         "asked_when: {all: [{finding: kidney_disease, is: yes}]}",
         "a cycle: kidney_disease is asked only after itself"},
        {"findings.yaml", "at_least: 18}", "is: yes}", "age is a number: use at_least"},
        {"findings.yaml", "at_least: 18}", "at_least: 18, at_most: 60}", "needs one of"},
        {"findings.yaml", "at_least: 18}", "}", "needs one of"},
        {"findings.yaml", "{all: [{finding: age, at_least: 18}]}", "{}", "must hold a condition"},
        {"triage.yaml", "is: yes}", "is: perhaps}", "face_droop_sudden is never \"perhaps\""},
        {"triage.yaml", "is: yes}", "at_least: 1}", "is no number"},
        {"triage.yaml", "care: emergency", "care: self_care", "more than self_care"},
        {"findings.yaml",
         "id: caffeine_mg_per_day\n    type: number\n    question: \"How much caffeine a day?\"\n  "
         "  why: \"It is a stimulant.\"\n",
         "^id: caffeine_mg_per_day\n    type: number\n    question: \"How much?\"\n",
         "missing: why"},
        {"findings.yaml", "id: lip_twitch\n    type: yes_no\n    yes: \"your lip twitches\"\n",
         "^id: lip_twitch\n    type: yes_no\n", "missing: yes"},
        {"findings.yaml", "id: pss4", "id: pss4\n    ^choices: [a, b]", "belongs to a choice"},
        {"findings.yaml", "[female, male, other]", "[female]", "two words or more"},
        {"findings.yaml", "[female, male, other]", "[female, male, male]", "stands twice: male"},
        {"findings.yaml", "[female, male, other]", "[female, male, unknown]",
         "cannot be a choice: unknown"},
        {"findings.yaml", "[female, male, other]", "[female, male, \"a b\"]",
         "cannot be a choice: a b"},
        {"findings.yaml", "unit: mg",
         "unit: mg\n    ^background: {value: 0.1, lo: 0.1, hi: 0.1, "
         "basis: judged, source: TEST}",
         "belongs to a yes_no"},
        {"findings.yaml", "id: face_droop_sudden", "id: face_droop_sudden\n    ^unit: h",
         "belongs to a number"},
        {"findings.yaml", "id: pss4", "id: pss4\n    ^first: yes", "needs a question"},
    };
    CHECK_ALL(mistakes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_of_form),
        cmocka_unit_test(mistakes_of_reference),
        cmocka_unit_test(mistakes_of_number),
        cmocka_unit_test(mistakes_of_meaning),
    };
    return cmocka_run_group_tests_name("mistakes", tests, folder_make, folder_remove);
}
