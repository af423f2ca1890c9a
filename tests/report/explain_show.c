/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes explanations into a folder, to be looked at: explain_show FOLDER FIXTURE for one made by
 * hand, explain_show FOLDER PEOPLE/ for all people of a folder such as tests/causes/stories.
 */
#include <stdlib.h>
#include <string.h>

#include "explain_fixture.h"
#include "vignette.h"

static void save(const char *folder, const char *name, const char *ending, char *text)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending);
    FILE *out = fopen(path, "w");
    if (!out || fputs(text, out) < 0 || fclose(out)) {
        perror(path);
        exit(1);
    }
    free(text);
}

static void save_all(const char *folder, const char *name, const struct phil_explanation_view *view)
{
    save(folder, name, "json", explain_view_json(view));
    struct phil_explanation_view full = *view;
    full.full = true;
    save(folder, name, "txt", explain_view_terminal(view, 80, false, true));
    save(folder, name, "narrow.txt", explain_view_terminal(view, 40, false, false));
    save(folder, name, "full.txt", explain_view_terminal(&full, 80, false, true));
    save(folder, name, "html", explain_view_html(view));
}

static void say(void *user, enum phil_level level, const char *text)
{
    (void)user;
    (void)level;
    fprintf(stderr, "%s\n", text);
}

static int show_people(const char *folder, const char *people)
{
    const struct phil_log log = {say, NULL};
    struct phil_knowledge *knowledge;
    struct vignettes all;
    char error[4500];
    if (phil_knowledge_new(&knowledge, NULL, &log))
        return 1;
    if (!vignettes_read(&all, people, error, sizeof error)) {
        fprintf(stderr, "%s\n", error);
        phil_knowledge_free(knowledge);
        return 1;
    }
    for (size_t i = 0; i < all.n; i++) {
        struct phil_answers *answers = NULL;
        struct phil_explanation *explanation = NULL;
        if (!vignette_answers(&answers, knowledge, &all.list[i], &log) &&
            !phil_explain(&explanation, knowledge, answers, NULL, &log)) {
            const struct phil_explanation_view view = {.explanation = explanation,
                                                       .knowledge = knowledge,
                                                       .answers = answers,
                                                       .now = phil_moment_now()};
            save_all(folder, all.list[i].id, &view);
        }
        phil_explanation_free(explanation);
        phil_answers_free(answers);
    }
    vignettes_release(&all);
    phil_knowledge_free(knowledge);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    if (strchr(argv[2], '/'))
        return show_people(argv[1], argv[2]);
    for (int i = 0; i < N_EXPLAIN_FIXTURES; i++) {
        if (strcmp(explain_fixture_name((enum explain_fixture)i), argv[2]) != 0)
            continue;
        struct explain_case *c = explain_make((enum explain_fixture)i);
        save_all(argv[1], argv[2], &c->view);
        explain_free(c);
    }
    return 0;
}
