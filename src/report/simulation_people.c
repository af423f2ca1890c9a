/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people should read beside a simulation. Whoever simulates motor neurone disease at night has
 * a twitching lip more often than a scientific question; so it stands first that most twitches are
 * harmless, with each cause how common it is, and at the end what to do and whom to see. All of
 * that is the knowledge base's, so that it is what philtrum explain says.
 */
#include "report/simulation.h"

#include <string.h>

#include "report/explain_wording.h"

static const char not_you[] =
    "Most lips and lids that twitch belong to healthy people: about 7 in 10 have known small "
    "twitches somewhere in the body. Mostly they end within days or weeks; in some people they "
    "come "
    "and go for years and stay harmless. What follows is a model, not you: that a cause can be "
    "simulated does not make it likely, and nothing here is a diagnosis.";

static const char next[] =
    "If a lip of your own twitches: philtrum explain weighs what may be behind it, and philtrum "
    "analyze CLIP measures it in a video.";

const char *phil_simulation_for_people(enum phil_simulation_paragraph what)
{
    return what == PHIL_SIMULATION_NOT_YOU ? not_you : what == PHIL_SIMULATION_NEXT ? next : "";
}

static const struct phil_cause_result *find(const struct phil_simulation_view *view, const char *id)
{
    if (!view->explained)
        return NULL;
    const struct phil_explanation *explanation = view->explained->explanation;
    for (size_t i = 0; i < explanation->n_causes; i++)
        if (strcmp(explanation->causes[i].cause->id, id) == 0)
            return &explanation->causes[i];
    return NULL;
}

void phil_simulation_say_common(struct phil_text *text, const struct phil_simulation_view *view,
                                const struct phil_nerve_cause *cause)
{
    const struct phil_cause_result *found = find(view, cause->id);
    if (!found)
        return;
    phil_text_printf(text, "%s. ", found->cause->name);
    phil_say_base(text, view->explained, found);
}

static const char HARMLESS[] = "benign_twitching";

/* Items: the harmless twitch, what was simulated apart from it, what cannot wait. */
bool phil_simulation_say_whom(struct phil_text *text, const struct phil_simulation_view *view,
                              size_t i)
{
    const struct phil_nerve_settings *settings = &view->result->settings;
    if (!view->explained || i > settings->n_doses + 1)
        return false;
    if (i == settings->n_doses + 1) {
        phil_text_add(text, phil_sentence(PHIL_SENTENCE_SUDDEN));
        return true;
    }
    const char *id = i == 0 ? HARMLESS : settings->doses[i - 1].cause->id;
    const struct phil_cause_result *found = find(view, id);
    if (found && !(i > 0 && strcmp(id, HARMLESS) == 0))
        phil_text_printf(text, "%s: %s", found->cause->name, found->cause->whom);
    return true;
}
