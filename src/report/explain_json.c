/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An explanation as one JSON document of schema philtrum.explanation/1. The members of the
 * contract come first in each object; what was added since follows them. Every cause is there,
 * however unlikely: the document is for programs, and what a person should read of it is for the
 * other two reports to choose.
 */

#include <math.h>

#include "report/explain_wording.h"
#include "report/json_put.h"

#define SCHEMA "philtrum.explanation/1"

enum { DECIBAN_DIGITS = 2, BIT_DIGITS = 4, NUMBER_DIGITS = 6 };

static json_t *triage_json(struct phil_json_writer *w, const struct phil_explanation *explanation)
{
    json_t *o = json_object(), *reasons = json_array();
    phil_put_string(w, o, "level", phil_care_name(explanation->care));
    for (size_t i = 0; i < explanation->n_reasons; i++) {
        const struct phil_reason *r = &explanation->reasons[i];
        json_t *reason = json_object();
        if (r->finding)
            phil_put_string(w, reason, "finding", r->finding);
        else
            phil_put_null(w, reason, "finding", "it rests on several findings together");
        phil_put_string(w, reason, "text", r->text);
        phil_put_string(w, reason, "source", r->source);
        phil_put_string(w, reason, "level", phil_care_name(r->care));
        phil_put_string(w, reason, "rule", r->rule);
        phil_append(w, reasons, reason);
    }
    phil_put(w, o, "reasons", reasons);
    return o;
}

static json_t *weights_json(struct phil_json_writer *w, const struct phil_explanation_view *view,
                            const struct phil_weight *weights, size_t n)
{
    struct phil_text t = {0};
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_object();
        phil_put_string(w, o, "finding", weights[i].finding);
        phil_put_real(w, o, "weight_db", weights[i].weight_db, DECIBAN_DIGITS,
                      "it leaves no other possibility");
        phil_put_string(w, o, "source", weights[i].source);
        phil_text_clear(&t);
        phil_say_evidence(&t, view, &weights[i]);
        phil_put_string(w, o, "text", phil_text_string(&t));
        phil_put_string(w, o, "basis", phil_basis_name(weights[i].basis));
        phil_put_string(w, o, "origin", phil_origin_name(weights[i].origin));
        phil_append(w, array, o);
    }
    w->failed |= t.failed;
    phil_text_release(&t);
    return array;
}

static struct phil_value chance(double value)
{
    return isfinite(value) ? phil_measured(value) : phil_unmeasured("it could not be worked out");
}

static json_t *cause_json(struct phil_json_writer *w, const struct phil_explanation_view *view,
                          const struct phil_cause_result *result)
{
    const bool drawn = view->explanation->draws > 0;
    json_t *o = json_object();
    phil_put_string(w, o, "id", result->cause->id);
    phil_put_string(w, o, "name", result->cause->name);
    phil_put_chance(w, o, "probability", chance(result->probability));
    phil_put_chance_interval(w, o, "probability_ci", result->interval,
                             drawn ? "it could not be worked out" : "no draws were made");
    phil_put_bool(w, o, "serious", result->cause->serious);
    phil_put(w, o, "for", weights_json(w, view, result->for_, result->n_for));
    phil_put(w, o, "against", weights_json(w, view, result->against, result->n_against));
    phil_put_chance(w, o, "present", chance(result->present));
    phil_put_chance(w, o, "base_rate", chance(result->base_rate));
    return o;
}

static json_t *question_json(struct phil_json_writer *w, const struct phil_question *question)
{
    json_t *o = json_object();
    phil_put_string(w, o, "finding", question->finding->id);
    phil_put_real(w, o, "expected_gain_bits", question->gain_bits, BIT_DIGITS,
                  "it is always asked");
    phil_put_string(w, o, "text", question->text);
    return o;
}

/* A list of signs that one asks for at once. */
static json_t *screen_json(struct phil_json_writer *w, const struct phil_question *question)
{
    json_t *o = json_object(), *findings = json_array();
    phil_put_string(w, o, "text", question->text);
    for (size_t i = 0; i < question->n_screen; i++)
        phil_append(w, findings, json_string(question->screen[i]->id));
    phil_put(w, o, "findings", findings);
    return o;
}

static void put_questions(struct phil_json_writer *w, json_t *o, const struct phil_explanation *e)
{
    json_t *questions = json_array(), *screens = json_array();
    for (size_t i = 0; i < e->n_questions; i++) {
        const struct phil_question *question = &e->questions[i];
        if (question->finding)
            phil_append(w, questions, question_json(w, question));
        else
            phil_append(w, screens, screen_json(w, question));
    }
    phil_put(w, o, "next_questions", questions);
    phil_put(w, o, "screens", screens);
}

static void put_trial(struct phil_json_writer *w, json_t *o,
                      const struct phil_explanation_view *view, const struct phil_advice *advice)
{
    const char *why = phil_trial_refusal(view->knowledge, view->answers, advice->remedy);
    if (phil_has_trial(view, advice))
        phil_put_string(w, o, "trial", advice->remedy);
    else
        phil_put_null(w, o, "trial", why ? why : "a doctor comes first");
}

static json_t *remedy_json(struct phil_json_writer *w, const struct phil_explanation_view *view,
                           const struct phil_advice *advice)
{
    json_t *o = json_object(), *cautions = json_array();
    struct phil_text all = {0}, clean = {0};
    phil_put_string(w, o, "id", advice->remedy);
    phil_put_string(w, o, "text", advice->text);
    phil_put_int(w, o, "try_for_days", advice->try_for_days);
    for (size_t i = 0; i < advice->n_cautions; i++) {
        phil_text_clear(&clean);
        phil_text_add_clean(&clean, advice->cautions[i], PHIL_CHARSET_UTF8);
        phil_text_printf(&all, "%s%s", i ? " " : "", phil_text_string(&clean));
        phil_append(w, cautions, json_string(phil_text_string(&clean)));
    }
    phil_put_string(w, o, "caution", phil_text_string(&all));
    phil_put_string(w, o, "source", advice->source);
    phil_put_string(w, o, "how", advice->how);
    phil_put(w, o, "cautions", cautions);
    phil_put_bool(w, o, "withheld", advice->withheld);
    phil_put_string(w, o, "cause", advice->cause);
    put_trial(w, o, view, advice);
    w->failed |= all.failed || clean.failed;
    phil_text_release(&clean);
    phil_text_release(&all);
    return o;
}

static json_t *known_json(struct phil_json_writer *w, const struct phil_finding *finding,
                          const struct phil_answer *answer)
{
    json_t *o = json_object();
    phil_put_string(w, o, "finding", finding->id);
    if (answer->unknown)
        phil_put_null(w, o, "value", "asked, and not known");
    else if (finding->type == PHIL_FINDING_YES_NO)
        phil_put_bool(w, o, "value", answer->value > 0);
    else if (finding->type == PHIL_FINDING_CHOICE && answer->value >= 0 &&
             answer->value < (double)finding->n_choices)
        phil_put_string(w, o, "value", finding->choices[(size_t)answer->value]);
    else
        phil_put_real(w, o, "value", answer->value, NUMBER_DIGITS, NULL);
    if (!answer->unknown && finding->type == PHIL_FINDING_YES_NO)
        phil_put_chance(w, o, "probability", chance(answer->probability));
    phil_put_string(w, o, "origin", phil_origin_name(answer->origin));
    return o;
}

static json_t *all_known_json(struct phil_json_writer *w, const struct phil_explanation_view *view)
{
    json_t *array = json_array();
    const struct phil_finding *finding;
    struct phil_answer answer;
    for (size_t i = 0; (finding = phil_knowledge_finding(view->knowledge, i)); i++)
        if (phil_answers_get(view->answers, finding->id, &answer))
            phil_append(w, array, known_json(w, finding, &answer));
    return array;
}

/* Every source that the document names, so that it can be understood without the knowledge base. */
static void put_source(struct phil_json_writer *w, json_t *sources,
                       const struct phil_knowledge *knowledge, const char *id)
{
    const struct phil_source *source = id ? phil_knowledge_find_source(knowledge, id) : NULL;
    if (!source || json_object_get(sources, source->id))
        return;
    json_t *o = json_object();
    phil_put_string(w, o, "text", source->text);
    phil_put_string(w, o, "where", source->where);
    phil_put(w, sources, source->id, o);
}

static json_t *sources_json(struct phil_json_writer *w, const struct phil_explanation_view *view)
{
    const struct phil_explanation *e = view->explanation;
    json_t *sources = json_object();
    for (size_t i = 0; i < e->n_reasons; i++)
        put_source(w, sources, view->knowledge, e->reasons[i].source);
    for (size_t i = 0; i < e->n_causes; i++) {
        for (size_t j = 0; j < e->causes[i].n_for; j++)
            put_source(w, sources, view->knowledge, e->causes[i].for_[j].source);
        for (size_t j = 0; j < e->causes[i].n_against; j++)
            put_source(w, sources, view->knowledge, e->causes[i].against[j].source);
    }
    for (size_t i = 0; i < e->n_advice; i++)
        put_source(w, sources, view->knowledge, e->advice[i].source);
    return sources;
}

static void put_created(struct phil_json_writer *w, json_t *o, const struct phil_moment *now)
{
    char text[64];
    phil_moment_format(now, text, sizeof text);
    phil_put_string(w, o, "created", text);
}

static json_t *explanation_json(struct phil_json_writer *w,
                                const struct phil_explanation_view *view)
{
    const struct phil_explanation *e = view->explanation;
    json_t *o = json_object(), *causes = json_array();
    json_t *remedies = json_array(), *missing = json_array();
    phil_put_string(w, o, "schema", SCHEMA);
    phil_put_string(w, o, "version", phil_version());
    put_created(w, o, &view->now);
    phil_put(w, o, "triage", triage_json(w, e));
    for (size_t i = 0; i < e->n_causes; i++)
        phil_append(w, causes, cause_json(w, view, &e->causes[i]));
    phil_put(w, o, "causes", causes);
    phil_put_chance(w, o, "unexplained", chance(e->unexplained));
    put_questions(w, o, e);
    for (size_t i = 0; i < e->n_advice; i++)
        phil_append(w, remedies, remedy_json(w, view, &e->advice[i]));
    phil_put(w, o, "remedies", remedies);
    for (size_t i = 0; i < e->n_missing; i++)
        phil_append(w, missing, json_string(e->missing[i]));
    phil_put(w, o, "missing", missing);
    phil_put_int(w, o, "draws", e->draws);
    phil_put(w, o, "known", all_known_json(w, view));
    phil_put(w, o, "sources", sources_json(w, view));
    return o;
}

enum phil_status phil_report_explanation_json(FILE *out, const struct phil_explanation_view *view)
{
    struct phil_json_writer w = {0};
    json_t *root = explanation_json(&w, view);
    return phil_json_send(&w, root, out);
}
