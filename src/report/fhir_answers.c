/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the person answered, as a FHIR QuestionnaireResponse. The Questionnaire, with the questions
 * that were answered, is contained in it: a system that takes the Bundle apart keeps both together.
 *
 * A question that was asked and whose answer the person does not know has an answer without a
 * value and with the reason "asked-unknown": FHIR's own way to say so (extension
 * data-absent-reason, R4). A question that was never asked is not there. What follows from another
 * answer ("for more than three months", from the number of days) is told as a statement with its
 * yes or no.
 */
#include <string.h>

#include "report/fhir.h"

#define ABSENT "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

/* UCUM for the units of the questions; what it has no unit for is an annotation in braces. */
static const char *ucum_of(const char *unit)
{
    static const char *const units[][2] = {
        {"hours", "h"},    {"h", "h"},        {"days", "d"},         {"years", "a"},
        {"mg", "mg"},      {"g", "g"},        {"mmol/L", "mmol/L"},  {"a day", "/d"},
        {"cups", "{cup}"}, {"cans", "{can}"}, {"points", "{score}"},
    };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (!strcmp(unit, units[i][0]))
            return units[i][1];
    return NULL;
}

/* How a finding is answered: the type of the question, and the member of its answer. */
static const char *type_of(const struct phil_finding *finding, const char **member)
{
    const bool bare = !finding->unit || !*finding->unit;
    switch (finding->type) {
    case PHIL_FINDING_YES_NO:
        *member = "valueBoolean";
        return "boolean";
    case PHIL_FINDING_CHOICE:
        *member = "valueCoding";
        return "choice";
    default:
        *member = bare ? "valueDecimal" : "valueQuantity";
        return bare ? "decimal" : "quantity";
    }
}

static json_t *choice_json(struct phil_fhir *f, const struct phil_finding *finding, size_t at)
{
    struct phil_text system = {0};
    phil_text_add(&system, "urn:philtrum:finding:");
    phil_text_add(&system, finding->id);
    json_t *o =
        phil_fhir_coding(f, phil_text_string(&system), finding->choices[at], finding->choices[at]);
    f->w.failed |= system.failed;
    phil_text_release(&system);
    return o;
}

static void put_unknown(struct phil_fhir *f, json_t *answer, const char *member)
{
    struct phil_text name = {0};
    json_t *value = json_object(), *extension = json_object();
    phil_fhir_string(f, extension, "url", ABSENT);
    phil_fhir_string(f, extension, "valueCode", "asked-unknown");
    phil_fhir_item(f, value, "extension", extension);
    /* A primitive's extensions stand in a member of their own, with an underscore before it. */
    const bool primitive = !strcmp(member, "valueBoolean") || !strcmp(member, "valueDecimal");
    phil_text_printf(&name, "%s%s", primitive ? "_" : "", member);
    phil_put(&f->w, answer, phil_text_string(&name), value);
    f->w.failed |= name.failed;
    phil_text_release(&name);
}

static void put_answer(struct phil_fhir *f, json_t *o, const struct phil_finding *finding,
                       const struct phil_answer *known)
{
    const char *member;
    const struct phil_fhir_unit unit = {finding->unit, finding->unit ? ucum_of(finding->unit) : ""};
    type_of(finding, &member);
    const size_t choice = known->value >= 0 && known->value < (double)finding->n_choices
                              ? (size_t)known->value
                              : finding->n_choices;
    if (known->unknown || (finding->type == PHIL_FINDING_CHOICE && choice == finding->n_choices))
        put_unknown(f, o, member);
    else if (finding->type == PHIL_FINDING_YES_NO)
        phil_put_bool(&f->w, o, member, known->value > 0);
    else if (finding->type == PHIL_FINDING_CHOICE)
        phil_put(&f->w, o, member, choice_json(f, finding, choice));
    else if (!strcmp(member, "valueDecimal"))
        phil_put_real(&f->w, o, member, known->value, 4, NULL);
    else
        phil_put(&f->w, o, member, phil_fhir_quantity(f, known->value, 4, unit));
}

/* What the person was asked; of what follows from other answers, what it states. */
static const char *words_of(const struct phil_finding *finding)
{
    return finding->question && *finding->question ? finding->question : finding->yes;
}

static json_t *question_json(struct phil_fhir *f, const struct phil_finding *finding)
{
    const char *member;
    json_t *o = json_object();
    phil_fhir_string(f, o, "linkId", finding->id);
    phil_fhir_string(f, o, "text", words_of(finding));
    phil_fhir_string(f, o, "type", type_of(finding, &member));
    for (size_t i = 0; finding->type == PHIL_FINDING_CHOICE && i < finding->n_choices; i++) {
        json_t *option = json_object();
        phil_put(&f->w, option, "valueCoding", choice_json(f, finding, i));
        phil_fhir_item(f, o, "answerOption", option);
    }
    return o;
}

static json_t *response_json(struct phil_fhir *f, const struct phil_finding *finding,
                             const struct phil_answer *known)
{
    json_t *o = json_object(), *answer = json_object();
    phil_fhir_string(f, o, "linkId", finding->id);
    phil_fhir_string(f, o, "text", words_of(finding));
    put_answer(f, answer, finding, known);
    phil_fhir_item(f, o, "answer", answer);
    return o;
}

static bool was_answered(const struct phil_explanation_view *e, const struct phil_finding *finding,
                         struct phil_answer *known)
{
    return phil_answers_get(e->answers, finding->id, known) && known->origin == PHIL_FROM_ANSWER;
}

static json_t *questionnaire_json(struct phil_fhir *f)
{
    json_t *o = json_object();
    phil_fhir_string(f, o, "resourceType", "Questionnaire");
    phil_fhir_string(f, o, "id", "questions");
    phil_fhir_string(f, o, "version", phil_version());
    phil_fhir_string(f, o, "name", "PhiltrumQuestions");
    phil_fhir_string(f, o, "title", "Questions about twitches of the face that were answered");
    phil_fhir_string(f, o, "status", "active");
    phil_put(&f->w, o, "subjectType", json_pack("[s]", "Patient"));
    return o;
}

void phil_fhir_answers(struct phil_fhir *f)
{
    const struct phil_explanation_view *e = f->view->explained;
    const struct phil_finding *finding;
    struct phil_answer known;
    json_t *questions = questionnaire_json(f), *o = json_object();
    phil_fhir_string(f, o, "resourceType", "QuestionnaireResponse");
    phil_fhir_item(f, o, "contained", questions);
    phil_fhir_string(f, o, "questionnaire", "#questions");
    phil_fhir_string(f, o, "status", "completed");
    phil_put(&f->w, o, "subject", phil_fhir_reference(f, &f->patient));
    if (phil_fhir_is_date(f->view->answered))
        phil_fhir_string(f, o, "authored", f->view->answered);
    else
        phil_fhir_moment(f, o, "authored", &e->now);
    phil_put(&f->w, o, "author", phil_fhir_reference(f, &f->patient));
    phil_put(&f->w, o, "source", phil_fhir_reference(f, &f->patient));
    for (size_t i = 0; (finding = phil_knowledge_finding(e->knowledge, i)); i++)
        if (was_answered(e, finding, &known)) {
            phil_fhir_item(f, questions, "item", question_json(f, finding));
            phil_fhir_item(f, o, "item", response_json(f, finding, &known));
        }
    if (json_object_get(o, "item"))
        phil_fhir_add(f, o);
    else
        json_decref(o);
}
