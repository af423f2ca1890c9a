/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remedies, what is known and what is not, the place in anatomy, the sources. */
#include <string.h>

#include "report/explain_html.h"

enum { MOST_MISSING = 12 };

/* ---- sources ---- */

static const struct phil_source *source_at(const struct phil_knowledge *knowledge, const char *id,
                                           size_t *at)
{
    const struct phil_source *source;
    for (*at = 0; (source = phil_knowledge_source(knowledge, *at)); ++*at)
        if (strcmp(source->id, id) == 0)
            return source;
    return NULL;
}

void phil_page_source(struct phil_text *page, const struct phil_knowledge *knowledge,
                      const char *id)
{
    size_t at;
    if (!id || !id[0])
        return;
    const bool known = source_at(knowledge, id, &at) != NULL;
    phil_text_add(page, " <span class=\"cite\">[");
    if (known)
        phil_text_printf(page, "<a href=\"#s%zu\">", at);
    phil_text_add_html(page, id);
    phil_text_add(page, known ? "</a>]</span>" : "]</span>");
}

/* Where a source is found on the web: a DOI, the number of PubMed, of PubMed Central, an address.
 * Other texts are no links. */
static void add_where(struct phil_text *page, const char *where)
{
    static const char *const kinds[][2] = {
        {"doi:", "https://doi.org/"},
        {"10.", "https://doi.org/10."},
        {"PMID ", "https://pubmed.ncbi.nlm.nih.gov/"},
        {"PMID:", "https://pubmed.ncbi.nlm.nih.gov/"},
        {"PMC", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC"},
        {"https://", "https://"},
        {"http://", "http://"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const size_t n = strlen(kinds[i][0]);
        if (strncmp(where, kinds[i][0], n) != 0 || strpbrk(where + n, " \"<>"))
            continue;
        phil_text_printf(page, " <a rel=\"noreferrer\" href=\"%s", kinds[i][1]);
        phil_text_add_html(page, where + n);
        phil_text_add(page, "\">");
        phil_text_add_html(page, where);
        phil_text_add(page, "</a>");
        return;
    }
    phil_text_add(page, where[0] ? " " : "");
    phil_text_add_html(page, where);
}

void phil_page_sources(struct phil_text *page, const struct phil_knowledge *knowledge)
{
    const struct phil_source *source;
    phil_text_add(page, "<section>\n<h2>Sources</h2>\n<ul class=\"sources\">\n");
    for (size_t i = 0; (source = phil_knowledge_source(knowledge, i)); i++) {
        char link[40];
        snprintf(link, sizeof link, "href=\"#s%zu\"", i);
        /* What the page refers to is what is in its text: nothing else has to keep count. */
        if (!strstr(phil_text_string(page), link))
            continue;
        phil_text_printf(page, "<li id=\"s%zu\"><b>", i);
        phil_text_add_html(page, source->id);
        phil_text_add(page, "</b> ");
        phil_text_add_html(page, source->text);
        add_where(page, source->where);
        phil_text_add(page, "</li>\n");
    }
    phil_text_add(page, "</ul>\n</section>\n");
}

/* ---- remedies ---- */

static void add_remedy(struct phil_text *page, const struct phil_explanation_view *view,
                       const struct phil_advice *advice)
{
    const struct phil_cause *cause =
        advice->cause ? phil_knowledge_find_cause(view->knowledge, advice->cause) : NULL;
    struct phil_text t = {0};
    phil_say_remedy(&t, advice);
    phil_text_add(page, "<li><p><strong>");
    phil_text_add_html(page, phil_text_string(&t));
    phil_text_add(page, "</strong>");
    page->failed |= t.failed;
    phil_text_release(&t);
    phil_page_source(page, view->knowledge, advice->source);
    phil_text_add(page, "</p>\n");
    if (!advice->withheld)
        phil_page_paragraph(page, NULL, advice->how);
    for (size_t i = 0; i < advice->n_cautions; i++) {
        phil_text_add(page, advice->withheld ? "<p class=\"careful\">"
                                             : "<p class=\"careful\"><strong>Careful:</strong> ");
        phil_text_add_html(page, advice->cautions[i]);
        phil_text_add(page, "</p>\n");
    }
    if (phil_has_trial(view, advice)) {
        phil_text_add(page, "<p class=\"small\">To test whether it helps you: <code>philtrum trial "
                            "plan ");
        phil_text_add_html(page, advice->remedy);
        phil_text_add(page, "</code></p>\n");
    }
    if (cause && !advice->withheld) {
        phil_text_add(page, "<p class=\"small\">In case it is this: ");
        phil_text_add_html(page, cause->name);
        phil_text_add(page, "</p>\n");
    }
    phil_text_add(page, "</li>\n");
}

void phil_page_remedies(struct phil_text *page, const struct phil_explanation_view *view)
{
    const struct phil_explanation *e = view->explanation;
    size_t withheld = 0;
    for (size_t i = 0; i < e->n_advice; i++)
        withheld += e->advice[i].withheld;
    for (int pass = 0; pass < 2; pass++) {
        if (pass ? !withheld : e->n_advice == withheld)
            continue;
        phil_text_add(page, pass ? "<section>\n<h2>Not on your own</h2>\n"
                                 : "<section>\n<h2>What to try</h2>\n");
        if (!pass && e->care == PHIL_CARE_URGENT)
            phil_page_paragraph(page, NULL, phil_sentence(PHIL_SENTENCE_BESIDES));
        phil_text_add(page, pass ? "<ul>\n" : "<ol>\n");
        for (size_t i = 0; i < e->n_advice; i++)
            if (e->advice[i].withheld == pass)
                add_remedy(page, view, &e->advice[i]);
        phil_text_add(page, pass ? "</ul>\n</section>\n" : "</ol>\n</section>\n");
    }
}

/* ---- what is not known ---- */

static void add_questions(struct phil_text *page, const struct phil_explanation *e)
{
    phil_text_add(page, "<h3>What would tell most</h3>\n<ul>\n");
    for (size_t i = 0; i < e->n_questions; i++) {
        const struct phil_question *question = &e->questions[i];
        phil_text_add(page, "<li>");
        phil_text_add_html(page, question->text);
        phil_text_add(page, question->n_screen ? "\n<ul>\n" : "");
        for (size_t k = 0; k < question->n_screen; k++) {
            phil_text_add(page, "<li>");
            phil_text_add_html(page, question->screen[k]->yes);
            phil_text_add(page, "</li>\n");
        }
        phil_text_add(page, question->n_screen ? "</ul></li>\n" : "</li>\n");
    }
    phil_text_add(page, "</ul>\n");
}

/* What is missing, but for what the screens ask for, the most telling first. */
static void add_missing(struct phil_text *page, const struct phil_explanation_view *view)
{
    const struct phil_explanation *e = view->explanation;
    struct phil_text t = {0};
    size_t said = 0, more = 0;
    for (size_t i = 0; i < e->n_missing; i++) {
        if (phil_in_open_screen(e, e->missing[i]))
            continue;
        if (said == MOST_MISSING) {
            more++;
            continue;
        }
        phil_text_add(page, said++ ? "<li>" : "<h3>You have not said</h3>\n<ul>\n<li>");
        phil_text_clear(&t);
        phil_say_unknown(&t, view, e->missing[i]);
        phil_text_add_html(page, phil_text_string(&t));
        phil_text_add(page, "</li>\n");
    }
    if (more)
        phil_text_printf(page, "<li>and %zu %s less</li>\n", more,
                         more == 1 ? "thing that matters" : "things that matter");
    phil_text_add(page, said ? "</ul>\n" : "");
    page->failed |= t.failed;
    phil_text_release(&t);
}

void phil_page_unknown(struct phil_text *page, const struct phil_explanation_view *view)
{
    const struct phil_explanation *e = view->explanation;
    if (!e->n_missing && !e->n_questions)
        return;
    phil_text_add(page, "<section>\n<h2>What is not known</h2>\n");
    if (e->n_questions)
        add_questions(page, e);
    add_missing(page, view);
    phil_text_add(page, "</section>\n");
}

/* ---- what is known ---- */

static void add_known(struct phil_text *page, const struct phil_finding *finding,
                      const struct phil_answer *answer)
{
    struct phil_text t = {0};
    phil_text_add(page, "<tr><th scope=\"row\">");
    if (finding->question && finding->question[0])
        phil_text_add_html(page, finding->question);
    else if (finding->yes && finding->yes[0])
        phil_text_add_html(page, finding->yes);
    else
        phil_text_add_html(page, finding->id);
    phil_text_add(page, "</th><td>");
    phil_say_value(&t, finding, answer);
    if (answer->probability > 0 && answer->probability < 1 && !answer->unknown)
        phil_text_printf(&t, " (measured: a yes in %s of 100)", phil_of_100(answer->probability).s);
    phil_text_add_html(page, phil_text_string(&t));
    phil_text_printf(page, "</td><td>%s</td></tr>\n", phil_origin_in_words(answer->origin));
    page->failed |= t.failed;
    phil_text_release(&t);
}

void phil_page_known(struct phil_text *page, const struct phil_explanation_view *view)
{
    const struct phil_finding *finding;
    struct phil_answer answer;
    bool open = false;
    for (size_t i = 0; (finding = phil_knowledge_finding(view->knowledge, i)); i++) {
        if (!phil_answers_get(view->answers, finding->id, &answer))
            continue;
        if (!open)
            phil_text_add(page, "<section>\n<h2>What it rests on</h2>\n<div class=\"wide\"><table>"
                                "<thead><tr><th scope=\"col\">Asked or measured</th><th "
                                "scope=\"col\">Is</th><th scope=\"col\">From</th></tr></thead>"
                                "<tbody>\n");
        open = true;
        add_known(page, finding, &answer);
    }
    phil_text_add(page, open ? "</tbody></table></div>\n</section>\n" : "");
}

/* ---- where it is ---- */

void phil_page_anatomy(struct phil_text *page, const struct phil_explanation_view *view)
{
    const struct phil_analysis *analysis = NULL;
    const struct phil_face_result *face = phil_twitching_face(view, &analysis);
    int count[PHIL_N_REGIONS] = {0};
    struct phil_text t = {0};
    if (!face)
        return;
    for (size_t i = 0; i < face->n_events; i++)
        count[face->events[i].region] += face->events[i].kind == PHIL_EVENT_TWITCH;
    phil_text_add(page, "<section>\n<h2>Where it twitches</h2>\n<p class=\"clip\"><bdi>");
    phil_text_add_html(page, analysis->recording.name);
    phil_text_add(page, "</bdi></p>\n");
    phil_page_map(page, analysis, face);
    phil_text_add(page, "<ul>\n");
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        if (!count[r])
            continue;
        phil_text_clear(&t);
        phil_say_anatomy(&t, view, (enum phil_region)r);
        phil_text_add(page, "<li>");
        phil_text_add_html(page, phil_text_string(&t));
        phil_text_printf(page, " (%d %s)</li>\n", count[r], count[r] == 1 ? "twitch" : "twitches");
    }
    phil_text_add(page, "</ul>\n</section>\n");
    page->failed |= t.failed;
    phil_text_release(&t);
}
