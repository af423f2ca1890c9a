/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes the page on the knowledge base: knowledge-page HEAD.md >knowledge.md. The head comes
 * first, then everything that is in the base that is built in.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "page_text.h"

static void line(FILE *out, const char *label, const char *text)
{
    fprintf(out, "* *%s*: ", label);
    page_text(out, text);
    fputc('\n', out);
}

/* --- causes ----------------------------------------------------------------------------------- */

static void priors(FILE *out, const struct phil_knowledge *k, const struct phil_cause_entry *cause)
{
    const struct phil_finding *sexes = &k->findings[k->sex].view;
    page_figure_head(out, "| prior: sex | age |", 2);
    for (size_t i = 0; i < cause->n_priors; i++) {
        const struct phil_prior *prior = &cause->priors[i];
        fprintf(out, "| %s | ", prior->sex < 0 ? "any" : sexes->choices[prior->sex]);
        page_number(out, prior->from_age);
        fputs(" to below ", out);
        page_number(out, prior->to_age);
        fputs(" | ", out);
        page_figure(out, &prior->share);
    }
}

static void exposures(FILE *out, const struct phil_knowledge *k,
                      const struct phil_cause_entry *cause)
{
    if (cause->n_exposures == 0)
        return;
    page_figure_head(out, "| exposure | dose |", 2);
    for (size_t i = 0; i < cause->n_exposures; i++) {
        const struct phil_exposure *exposure = &cause->exposures[i];
        const struct phil_finding *finding = &k->findings[exposure->finding].view;
        for (size_t j = 0; j < exposure->n_points; j++) {
            const double dose = exposure->points[j].dose;
            fprintf(out, "| `%s`", finding->id);
            if (exposure->of && j == 0)
                fprintf(out, " (%s%s)", exposure->beside ? "beside it, " : "of ", exposure->of);
            fputs(" | ", out);
            if (finding->type == PHIL_FINDING_YES_NO && (dose == 0 || dose == 1)) {
                fputs(dose > 0 ? "yes" : "no", out);
            } else {
                page_number(out, dose);
                fprintf(out, "%s%s", *finding->unit ? " " : "", finding->unit);
            }
            fputs(" | ", out);
            page_figure(out, &exposure->points[j].odds_ratio);
        }
    }
}

static void links(FILE *out, const struct phil_knowledge *k, const struct phil_cause_entry *cause)
{
    page_figure_head(out, "| link |", 1);
    for (size_t i = 0; i < cause->n_links; i++) {
        fprintf(out, "| `%s` | ", k->findings[cause->links[i].finding].view.id);
        page_figure(out, &cause->links[i].probability);
    }
}

static void one_cause(FILE *out, const struct phil_knowledge *k,
                      const struct phil_cause_entry *cause)
{
    fputs("\n### ", out);
    page_text(out, cause->view.name);
    fprintf(out, " (`%s`)\n\n", cause->view.id);
    page_text(out, cause->view.plain);
    fputs("\n\n", out);
    line(out, "How", cause->view.mechanism);
    line(out, "What becomes of it", cause->view.course);
    line(out, "What settles it", cause->view.settles);
    line(out, "Whom to see", cause->view.whom);
    fprintf(out, "* *Serious*: %s. *Care*: at least %s from a probability of ",
            cause->view.serious ? "yes" : "no", phil_care_name(cause->care));
    page_number(out, cause->care_from);
    fprintf(out, " on. *Action*: `%s`\n", cause->action);
    for (size_t i = 0; i < cause->n_remedies; i++)
        fprintf(out, "%s`%s`", i ? ", " : "* *Remedies*: ", k->remedies[cause->remedies[i]].id);
    fputs(cause->n_remedies ? "\n" : "", out);
    priors(out, k, cause);
    exposures(out, k, cause);
    links(out, k, cause);
}

static void causes(FILE *out, const struct phil_knowledge *k)
{
    fprintf(out, "## Causes (%zu)\n", k->n_causes);
    for (size_t i = 0; i < k->n_causes; i++)
        one_cause(out, k, &k->causes[i]);
}

/* --- findings --------------------------------------------------------------------------------- */

static void one_finding(FILE *out, const struct phil_knowledge *k,
                        const struct phil_finding_entry *entry)
{
    const struct phil_finding *finding = &entry->view;
    static const char *const types[] = {"yes or no", "number", "choice"};
    fprintf(out, "\n**`%s`** (%s", finding->id, types[finding->type]);
    if (finding->type == PHIL_FINDING_NUMBER) {
        fputs(", ", out);
        page_number(out, finding->lo);
        fputs(" to ", out);
        page_number(out, finding->hi);
        fprintf(out, "%s%s", *finding->unit ? " " : "", finding->unit);
    }
    for (size_t i = 0; i < finding->n_choices; i++)
        fprintf(out, "%s%s", i ? ", " : ": ", finding->choices[i]);
    fprintf(out, "%s). ", entry->first ? "; always asked" : "");
    page_text(out, finding->asked ? finding->question : "Not asked.");
    if (*finding->why) {
        fputs(" *Why*: ", out);
        page_text(out, finding->why);
    }
    if (entry->from.n_all + entry->from.n_any > 0) {
        fputs(" *Follows from*: ", out);
        page_when(out, k, &entry->from);
        fputc('.', out);
    }
    if (entry->asked_when.n_all + entry->asked_when.n_any > 0) {
        fputs(" *Asked when* ", out);
        page_when(out, k, &entry->asked_when);
        fputc('.', out);
    }
    fputc('\n', out);
}

static void findings(FILE *out, const struct phil_knowledge *k)
{
    fprintf(out, "\n## Findings (%zu)\n", k->n_findings);
    for (size_t i = 0; i < k->n_findings; i++)
        one_finding(out, k, &k->findings[i]);
    fputs("\n### Backgrounds\n", out);
    page_figure_head(out, "| finding |", 1);
    for (size_t i = 0; i < k->n_findings; i++) {
        const struct phil_finding *finding = &k->findings[i].view;
        if (!finding->in_network)
            continue;
        fprintf(out, "| `%s` | ", finding->id);
        page_figure(out, &finding->background);
    }
    fputs("\n### Asked at once\n\n", out);
    for (size_t i = 0; i < k->n_screens; i++) {
        const struct phil_screen *screen = &k->screens[i];
        line(out, screen->id, screen->text);
        for (size_t j = 0; j < screen->n_findings; j++)
            fprintf(out, "%s`%s`", j ? ", " : "  ", screen->views[j]->id);
        fputc('\n', out);
    }
}

/* --- care ------------------------------------------------------------------------------------- */

static void rules(FILE *out, const struct phil_knowledge *k)
{
    fprintf(out,
            "\n## Rules (%zu)\n\n| rule | care | when | text | source | basis |\n"
            "|---|---|---|---|---|---|\n",
            k->n_rules);
    for (size_t i = 0; i < k->n_rules; i++) {
        const struct phil_rule *rule = &k->rules[i];
        fprintf(out, "| `%s` | %s | ", rule->id, phil_care_name(rule->care));
        page_when(out, k, &rule->when);
        fputs(" | ", out);
        page_text(out, rule->text);
        fprintf(out, " | %s | %s |\n", rule->source, phil_basis_name(rule->basis));
    }
}

static void cautions(FILE *out, const struct phil_knowledge *k, const struct phil_caution *cautions,
                     size_t n)
{
    for (size_t j = 0; j < n; j++) {
        fprintf(out, "%s* %sWhen: ", j ? "" : "\n", cautions[j].withhold ? "Not at all. " : "");
        page_when(out, k, &cautions[j].when);
        fputs(". ", out);
        page_text(out, cautions[j].text);
        fprintf(out, " (%s)\n", cautions[j].source);
    }
}

static void duration(FILE *out, const char *what, const struct phil_figure *days)
{
    if (!days->source)
        return;
    fprintf(out, "| %s, days | ", what);
    page_figure(out, days);
}

static void trial(FILE *out, const struct phil_knowledge *k, const struct phil_trial_entry *trial)
{
    const struct phil_remedy_trial *view = &trial->view;
    fputs("\n*Trial*: ", out);
    page_text(out, view->title);
    fprintf(out, ". Periods of %d days, of which the first %d do not count%s%s%s.\n\n",
            view->period_days, view->washout_days, *view->dose ? "; the diary shows `" : "",
            view->dose, *view->dose ? "`" : "");
    line(out, "Usual days", view->usual);
    line(out, "Remedy days", view->with);
    if (*view->run_in)
        line(out, "Before", view->run_in);
    for (size_t i = 0; i < trial->n_needs; i++)
        fprintf(out, "%s`%s`",
                i ? ", " : "* *Only when known*: ", k->findings[trial->needs[i]].view.id);
    fputs(trial->n_needs ? ". " : "", out);
    page_text(out, trial->needs_text);
    fputs(trial->n_needs ? "\n" : "", out);
    page_figure_head(out, "| length |", 1);
    duration(out, "run-in", &view->run_in_days);
    duration(out, "until it works", &view->onset_days);
    duration(out, "until it has gone", &view->offset_days);
    cautions(out, k, trial->limits, trial->n_limits);
}

static void remedies(FILE *out, const struct phil_knowledge *k)
{
    fprintf(out, "\n## Remedies (%zu)\n", k->n_remedies);
    for (size_t i = 0; i < k->n_remedies; i++) {
        const struct phil_remedy *remedy = &k->remedies[i];
        fprintf(out, "\n**`%s`**: ", remedy->id);
        page_text(out, remedy->text);
        fputc(' ', out);
        page_text(out, remedy->how);
        fprintf(out, " For %d days. Source: %s (%s).\n", remedy->try_for_days, remedy->source,
                phil_basis_name(remedy->basis));
        cautions(out, k, remedy->cautions, remedy->n_cautions);
        if (remedy->trial)
            trial(out, k, remedy->trial);
    }
}

/* --- tables ----------------------------------------------------------------------------------- */

static void content(FILE *out, const struct phil_intake *intake, const char *what,
                    const struct phil_figure *figure)
{
    if (!figure->source)
        return;
    fputs("| ", out);
    page_text(out, intake->name);
    for (size_t i = 0; i < intake->n_aliases; i++) {
        fputs(i ? ", " : " (", out);
        page_text(out, intake->aliases[i]);
    }
    fprintf(out, "%s | %s", intake->n_aliases ? ")" : "", intake->serving);
    if (intake->serving_ml > 0 || intake->serving_g > 0) {
        fputs(" of ", out);
        page_number(out, intake->serving_ml > 0 ? intake->serving_ml : intake->serving_g);
        fputs(intake->serving_ml > 0 ? " mL" : " g", out);
    }
    fprintf(out, " | %s | ", what);
    page_figure(out, figure);
}

static void intakes(FILE *out, const struct phil_knowledge *k, bool food)
{
    fprintf(out, "\n## %s\n", food ? "Foods" : "Drinks");
    page_figure_head(out, "| what | serving | holds |", 3);
    for (size_t i = 0; i < k->n_intakes; i++) {
        const struct phil_intake *intake = &k->intakes[i];
        if (intake->food != food)
            continue;
        content(out, intake, "caffeine, mg", &intake->caffeine_mg);
        content(out, intake, "alcohol, g", &intake->alcohol_g);
        content(out, intake, "potassium, mg", &intake->potassium_mg);
    }
}

static void muscles(FILE *out, const struct phil_knowledge *k)
{
    fprintf(out,
            "\n## Muscles (%zu)\n\n| muscle | branch of the facial nerve | does | source |\n"
            "|---|---|---|---|\n",
            k->n_muscles);
    for (size_t i = 0; i < k->n_muscles; i++) {
        const struct phil_muscle *muscle = &k->muscles[i];
        fprintf(out, "| %s | %s | %s | %s |\n", muscle->name, muscle->nerve, muscle->action,
                muscle->source);
    }
    fputs("\n| region | moved by, nearest first |\n|---|---|\n", out);
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_muscle *muscle;
        fprintf(out, "| %s | ", phil_region_plain_name((enum phil_region)r));
        for (size_t i = 0; (muscle = phil_knowledge_muscle(k, (enum phil_region)r, i)); i++)
            fprintf(out, "%s%s", i ? "; " : "", muscle->name);
        fputs(" |\n", out);
    }
}

static void sources(FILE *out, const struct phil_knowledge *k)
{
    fprintf(out, "\n## Sources (%zu)\n\n| key | what | where |\n|---|---|---|\n", k->n_sources);
    for (size_t i = 0; i < k->n_sources; i++) {
        fprintf(out, "| %s | ", k->sources[i].id);
        page_text(out, k->sources[i].text);
        fputs(" | ", out);
        page_text(out, k->sources[i].where);
        fputs(" |\n", out);
    }
}

/* --- how well it is founded ------------------------------------------------------------------- */

enum { N_BASES = 3 };

static void count_causes(const struct phil_knowledge *k, size_t n[N_BASES])
{
    for (size_t i = 0; i < k->n_causes; i++) {
        const struct phil_cause_entry *cause = &k->causes[i];
        for (size_t j = 0; j < cause->n_priors; j++)
            n[cause->priors[j].share.basis]++;
        for (size_t j = 0; j < cause->n_links; j++)
            n[cause->links[j].probability.basis]++;
        for (size_t j = 0; j < cause->n_exposures; j++)
            for (size_t p = 0; p < cause->exposures[j].n_points; p++)
                n[cause->exposures[j].points[p].odds_ratio.basis]++;
    }
}

static void foundations(FILE *out, const struct phil_knowledge *k)
{
    size_t network[N_BASES] = {0}, intakes[N_BASES] = {0};
    count_causes(k, network);
    for (size_t i = 0; i < k->n_findings; i++)
        if (k->findings[i].view.in_network)
            network[k->findings[i].view.background.basis]++;
    for (size_t i = 0; i < k->n_intakes; i++) {
        const struct phil_figure *const figures[] = {
            &k->intakes[i].caffeine_mg, &k->intakes[i].alcohol_g, &k->intakes[i].potassium_mg};
        for (int f = 0; f < 3; f++)
            if (figures[f]->source)
                intakes[figures[f]->basis]++;
    }
    fputs("---\n\n## How well it is founded\n\n| figures | measured | derived | judged |\n"
          "|---|---|---|---|\n",
          out);
    fprintf(out, "| of causes and findings | %zu | %zu | %zu |\n", network[0], network[1],
            network[2]);
    fprintf(out, "| of drinks and foods | %zu | %zu | %zu |\n\n", intakes[0], intakes[1],
            intakes[2]);
}

/* --- the page --------------------------------------------------------------------------------- */

static bool copy(FILE *out, const char *path)
{
    char part[4096];
    size_t n;
    FILE *in = fopen(path, "rb");
    if (!in) {
        fprintf(stderr, "knowledge-page: cannot read: \"%s\": %s\n", path, strerror(errno));
        return false;
    }
    while ((n = fread(part, 1, sizeof part, in)) > 0)
        fwrite(part, 1, n, out);
    fclose(in);
    return true;
}

static void tell(void *user, enum phil_level level, const char *text)
{
    fprintf(stderr, "knowledge-page: %s\n", text);
}

int main(int argc, char **argv)
{
    const struct phil_log log = {tell, NULL};
    struct phil_knowledge *k;
    if (argc != 2 || !copy(stdout, argv[1]) || phil_knowledge_new(&k, NULL, &log) != PHIL_OK)
        return EXIT_FAILURE;
    foundations(stdout, k);
    causes(stdout, k);
    findings(stdout, k);
    rules(stdout, k);
    remedies(stdout, k);
    intakes(stdout, k, false);
    intakes(stdout, k, true);
    muscles(stdout, k);
    sources(stdout, k);
    phil_knowledge_free(k);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
