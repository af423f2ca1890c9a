/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources and findings: what everything else refers to. */
#include <string.h>

#include "loader.h"

void phil_load_sources(struct phil_loader *l, const struct phil_raw *raw)
{
    struct phil_source *sources = phil_loader_allocate(l, raw->n_sources, sizeof *sources);
    l->knowledge->sources = sources;
    for (size_t i = 0; sources && i < raw->n_sources; i++) {
        const size_t mark = phil_loader_enter(l, "sources[%zu]", i);
        sources[i] = (struct phil_source){
            .id = phil_take_source_id(l, raw->sources[i].id),
            .text = raw->sources[i].text,
            .where = phil_take_text(raw->sources[i].where),
        };
        phil_check_unique(l, sources, i, sizeof *sources);
        l->knowledge->n_sources = i + 1;
        phil_loader_leave(l, mark);
    }
}

/* Every text that a person would be shown is there. */
static void check_texts(struct phil_loader *l, const struct phil_finding *view)
{
    if (*view->question && !*view->why)
        phil_loader_fail(l, "", "missing: why (it has a question)");
    if (view->type == PHIL_FINDING_YES_NO && (!*view->yes || !*view->no))
        phil_loader_fail(l, "", "missing: %s", *view->yes ? "no" : "yes");
}

static void take_range(struct phil_loader *l, const struct phil_raw_finding *raw,
                       struct phil_finding *view)
{
    static const double most = 1e9;
    if (raw->type == PHIL_FINDING_NUMBER) {
        view->lo = phil_take_real(l, "lo", raw->lo, -most, most);
        view->hi = phil_take_real(l, "hi", raw->hi, -most, most);
        if (!(view->lo < view->hi))
            phil_loader_fail(l, "hi", "must be above lo");
    } else if (raw->lo || raw->hi || raw->unit) {
        phil_loader_fail(l, raw->lo ? "lo" : raw->hi ? "hi" : "unit", "belongs to a number");
    }
}

/* The words go into files of answers as they are. */
static void take_choices(struct phil_loader *l, const struct phil_raw_finding *raw,
                         struct phil_finding *view)
{
    const char *const *choices = phil_take_words(&raw->choices);
    if (raw->type == PHIL_FINDING_CHOICE && raw->choices.n < 2)
        phil_loader_fail(l, "choices", "must be two words or more");
    if (raw->type != PHIL_FINDING_CHOICE && raw->choices.n > 0)
        phil_loader_fail(l, "choices", "belongs to a choice");
    for (size_t i = 0; i < raw->choices.n; i++) {
        if (!phil_is_id(choices[i]) || strcmp(choices[i], "unknown") == 0 ||
            strcmp(choices[i], "null") == 0)
            phil_loader_fail(l, "choices", "cannot be a choice: %.80s", choices[i]);
        for (size_t j = 0; j < i; j++)
            if (strcmp(choices[i], choices[j]) == 0)
                phil_loader_fail(l, "choices", "stands twice: %s", choices[i]);
    }
    view->choices = choices;
    view->n_choices = raw->choices.n;
}

static void take_finding(struct phil_loader *l, const struct phil_raw_finding *raw,
                         struct phil_finding_entry *entry)
{
    struct phil_finding *view = &entry->view;
    view->id = phil_take_id(l, raw->id);
    view->type = raw->type;
    view->question = phil_take_text(raw->question);
    view->why = phil_take_text(raw->why);
    view->yes = phil_take_text(raw->yes);
    view->no = phil_take_text(raw->no);
    view->unit = phil_take_text(raw->unit);
    view->asked = raw->question != NULL;
    view->in_network = raw->background != NULL;
    entry->group = phil_take_text(raw->group);
    entry->first = raw->first == PHIL_RAW_YES;
    take_range(l, raw, view);
    take_choices(l, raw, view);
    check_texts(l, view);
    if (raw->background)
        view->background =
            phil_take_figure(l, "background", raw->background, PHIL_RANGE_PROBABILITY);
    if (raw->type != PHIL_FINDING_YES_NO && raw->background)
        phil_loader_fail(l, "background", "belongs to a yes_no");
    if (raw->type != PHIL_FINDING_YES_NO && raw->from)
        phil_loader_fail(l, "from", "belongs to a yes_no");
    if (entry->first && !view->asked)
        phil_loader_fail(l, "first", "needs a question");
}

/* Conditions refer to findings further down, too. */
static void take_conditions(struct phil_loader *l, const struct phil_raw *raw)
{
    for (size_t i = 0; !l->status && i < raw->n_findings; i++) {
        const size_t mark = phil_loader_enter(l, "findings[%zu]", i);
        struct phil_finding_entry *entry = &l->knowledge->findings[i];
        entry->from = phil_take_when(l, "from", raw->findings[i].from);
        entry->asked_when = phil_take_when(l, "asked_when", raw->findings[i].asked_when);
        phil_loader_leave(l, mark);
    }
}

static void take_screens(struct phil_loader *l, const struct phil_raw *raw)
{
    struct phil_knowledge *k = l->knowledge;
    k->screens = phil_loader_allocate(l, raw->n_screens, sizeof *k->screens);
    for (size_t i = 0; k->screens && i < raw->n_screens; i++) {
        const struct phil_raw_screen *from = &raw->screens[i];
        struct phil_screen *screen = &k->screens[i];
        const size_t mark = phil_loader_enter(l, "screens[%zu]", i);
        screen->id = phil_take_id(l, from->id);
        screen->text = from->text;
        phil_check_unique(l, k->screens, i, sizeof *k->screens);
        if (from->findings.n == 0)
            phil_loader_fail(l, "findings", "must not be empty");
        screen->findings = phil_loader_allocate(l, from->findings.n, sizeof *screen->findings);
        screen->views = phil_loader_allocate(l, from->findings.n, sizeof *screen->views);
        for (size_t j = 0; screen->views && j < from->findings.n; j++) {
            const size_t at = phil_loader_enter(l, ".findings[%zu]", j);
            screen->findings[j] = phil_take_finding(l, "", from->findings.items[j]);
            if (k->findings[screen->findings[j]].view.type != PHIL_FINDING_YES_NO)
                phil_loader_fail(l, "", "is no yes_no: %s", from->findings.items[j]);
            for (size_t b = 0; b < j; b++)
                if (screen->findings[b] == screen->findings[j])
                    phil_loader_fail(l, "", "stands twice: %s", from->findings.items[j]);
            screen->views[j] = &k->findings[screen->findings[j]].view;
            screen->n_findings = j + 1;
            phil_loader_leave(l, at);
        }
        k->n_screens = i + 1;
        phil_loader_leave(l, mark);
    }
}

/* The findings that the code itself knows by name. */
static void find_known(struct phil_loader *l)
{
    struct phil_knowledge *k = l->knowledge;
    const struct {
        const char *id;
        enum phil_finding_type type;
        size_t *at;
    } known[] = {{"age", PHIL_FINDING_NUMBER, &k->age},
                 {"sex", PHIL_FINDING_CHOICE, &k->sex},
                 {"lip_twitch", PHIL_FINDING_YES_NO, &k->complaint}};
    static const char *const types[] = {"yes_no", "number", "choice"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        *known[i].at = phil_knowledge_finding_at(k, known[i].id);
        if (*known[i].at == k->n_findings)
            phil_loader_fail(l, "findings", "missing: the finding %s", known[i].id);
        else if (k->findings[*known[i].at].view.type != known[i].type)
            phil_loader_fail(l, "findings", "%s must be a %s", known[i].id, types[known[i].type]);
    }
    if (!l->status && !k->findings[k->complaint].view.in_network)
        phil_loader_fail(l, "findings", "lip_twitch needs a background");
}

void phil_load_findings(struct phil_loader *l, const struct phil_raw *raw)
{
    struct phil_knowledge *k = l->knowledge;
    k->findings = phil_loader_allocate(l, raw->n_findings, sizeof *k->findings);
    for (size_t i = 0; k->findings && i < raw->n_findings; i++) {
        const size_t mark = phil_loader_enter(l, "findings[%zu]", i);
        take_finding(l, &raw->findings[i], &k->findings[i]);
        phil_check_unique(l, k->findings, i, sizeof *k->findings);
        k->n_findings = i + 1;
        phil_loader_leave(l, mark);
    }
    find_known(l);
    take_conditions(l, raw);
    take_screens(l, raw);
    phil_check_cycles(l);
}
