/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kept.h"

#include <stdlib.h>
#include <string.h>

#include "diary_file.h"

static const char HEAD[] = "# philtrum answers, ";

enum phil_status phil_kept_print(FILE *out, const struct phil_known *known)
{
    char when[40];
    phil_moment_format(&known->now, when, sizeof when);
    fprintf(out, "%s%s\n", HEAD, when);
    return phil_answers_write(known->answers, out);
}

static enum phil_status store_answers(const char *path, const char *text)
{
    struct phil_store *store;
    enum phil_status status = phil_store_open(&store, path, PHIL_STORE_WRITE, phil_console_log());
    if (status != PHIL_OK)
        return status;
    status = phil_store_set(store, "answers", text);
    phil_store_close(store);
    return status;
}

enum phil_status phil_kept_write(const struct phil_known *known, const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (!memory)
        return PHIL_EMEM;
    enum phil_status status = phil_kept_print(memory, known);
    if (fclose(memory) != 0 && status == PHIL_OK)
        status = PHIL_EMEM;
    if (status == PHIL_OK)
        status = store_answers(path, text);
    free(text);
    return status;
}

void phil_kept_day(const struct phil_known *known, char *text, size_t size)
{
    const char *kept = known->kept ? known->kept : "";
    const size_t head = sizeof HEAD - 1;
    snprintf(text, size, "%.10s", strncmp(kept, HEAD, head) == 0 ? kept + head : "");
}

/* Line by line, so that one answer that is no longer understood does not cost the others. */
enum phil_status phil_kept_use(struct phil_known *known, size_t *n)
{
    *n = 0;
    for (const char *line = known->kept ? known->kept : ""; *line;) {
        const size_t length = strcspn(line, "\n");
        enum phil_status status = PHIL_OK;
        if (length > 0 && *line != '#') {
            status = phil_answers_read(known->answers, line, length, "kept answers", NULL);
            *n += status == PHIL_OK;
        }
        if (status == PHIL_EMEM)
            return status;
        line += length + (line[length] == '\n');
    }
    return PHIL_OK;
}

static size_t forget(struct phil_known *known, const char *finding)
{
    struct phil_answer answer;
    const bool told =
        phil_answers_get(known->answers, finding, &answer) && answer.origin == PHIL_FROM_ANSWER;
    phil_answers_unset(known->answers, finding);
    return told;
}

/* Whether a yes to this one thing and nothing else calls for a doctor at once or soon. */
static enum phil_status is_red_flag(const struct phil_knowledge *knowledge, const char *finding,
                                    bool *red)
{
    const struct phil_explain_settings bare = {.draws = 0, .seed = 1, .questions = 0};
    struct phil_explanation *explanation = NULL;
    struct phil_answers *alone = NULL;
    enum phil_status status = phil_answers_new(&alone, knowledge);
    if (status == PHIL_OK)
        status = phil_answers_set(alone, finding, 1, 1, PHIL_FROM_ANSWER, NULL);
    if (status == PHIL_OK)
        status = phil_explain(&explanation, knowledge, alone, &bare, NULL);
    *red = status == PHIL_OK && explanation->care >= PHIL_CARE_URGENT;
    phil_explanation_free(explanation);
    phil_answers_free(alone);
    return status;
}

/* Forgets a list that holds a red flag, and notes it as answered in `blank`. */
static enum phil_status forget_list(struct phil_known *known, const struct phil_question *list,
                                    struct phil_answers *blank, size_t *n)
{
    enum phil_status status = PHIL_OK;
    bool red = false;
    for (size_t i = 0; i < list->n_screen && status == PHIL_OK && !red; i++)
        status = is_red_flag(known->knowledge, list->screen[i]->id, &red);
    for (size_t i = 0; i < list->n_screen && status == PHIL_OK; i++) {
        const char *id = list->screen[i]->id;
        *n += red ? forget(known, id) : 0;
        status = phil_answers_set(blank, id, 0, 0, PHIL_FROM_ANSWER, NULL);
    }
    return status;
}

/* The lists come first in an interview about which nothing is known. One after the other is
 * answered in a blank set that is thrown away, to see what comes next. */
enum phil_status phil_kept_forget_passing(struct phil_known *known, size_t *n)
{
    struct phil_answers *blank = NULL;
    struct phil_question question;
    *n = forget(known, "duration_days");
    enum phil_status status = phil_answers_new(&blank, known->knowledge);
    for (int asked = 0; status == PHIL_OK; asked++) {
        status = phil_next_question(&question, known->knowledge, blank, asked, asked + 1);
        if (status != PHIL_OK || question.finding)
            break;
        status = forget_list(known, &question, blank, n);
    }
    phil_answers_free(blank);
    return status == PHIL_END ? PHIL_OK : status;
}

enum phil_exit phil_kept_read(struct phil_known *known, struct phil_store *store)
{
    size_t n;
    const int errors = phil_console_errors();
    enum phil_status status = phil_store_get(store, "answers", &known->kept);
    if (status == PHIL_OK)
        status = phil_kept_use(known, &n);
    return status == PHIL_OK ? PHIL_EXIT_DONE
                             : phil_console_failed(status, errors, "cannot read", "kept answers");
}
