/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interview.
 *
 * Which question comes next is the library's to say (phil_next_question): it depends on the answers
 * alone. So going back is taking the last answer away and asking again: the same question comes.
 * Every question takes the same few words beside its answer:
 *
 *     Enter  not known (a list: none of them; s skips it)     ?  why it is asked
 *     b      back to the question before                      q  enough: explain what is known
 */
#include "interview.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "screen.h"

enum reply { REPLY_ANSWERED, REPLY_BACK, REPLY_ENOUGH, REPLY_STOPPED };

enum { MOST_TOLD = 64 /* rules for an emergency; a repeated warning would be the worst of it */ };

struct interview {
    struct phil_answers *answers;
    const struct phil_knowledge *knowledge;
    const struct phil_interview_settings *settings;
    FILE *in, *out;
    char *line; /* the last one, trimmed */
    size_t capacity;
    struct phil_question asked[PHIL_INTERVIEW_MOST];
    int n_asked;
    const char *told[MOST_TOLD]; /* rules */
    size_t n_told;
    struct phil_log log; /* shows a library's refusal as a sentence of the conversation */
};

static void say(const struct interview *interview, int indent, const char *text)
{
    phil_screen_print(interview->out, interview->settings->style.columns, indent, "%s", text);
}

static bool is_stopped(bool (*stopped)(void))
{
    return stopped && stopped();
}

/* Cuts blanks off both ends, in place. */
static void trim(char *line)
{
    size_t start = strspn(line, " \t\r\n"), length = strlen(line + start);
    memmove(line, line + start, length + 1);
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        line[--length] = '\0';
}

/* The next line, trimmed. False at the end of `in` and when the person stopped. */
static bool read_line(char **line, size_t *capacity, FILE *in, FILE *out, bool (*stopped)(void))
{
    fputs("  > ", out);
    fflush(out);
    if (is_stopped(stopped) || getline(line, capacity, in) < 0 || is_stopped(stopped)) {
        fputc('\n', out);
        return false;
    }
    /* What was typed into a pipe does not show; keep the page readable there as well. */
    if (!isatty(fileno(in)))
        fputc('\n', out);
    trim(*line);
    return true;
}

/* A word of the conversation, whatever its case: "q" or "quit". */
static bool is_word(const char *line, const char *word)
{
    return strcasecmp(line, word) == 0 || (strlen(line) == 1 && strncasecmp(line, word, 1) == 0);
}

bool phil_interview_agree(FILE *in, FILE *out, bool otherwise, bool (*stopped)(void), bool *yes)
{
    char *line = NULL;
    size_t capacity = 0;
    *yes = otherwise;
    bool read;
    while ((read = read_line(&line, &capacity, in, out, stopped)) && *line) {
        const bool agreed = is_word(line, "yes");
        if (agreed || is_word(line, "no")) {
            *yes = agreed;
            break;
        }
        fputs("  Please type y or n, or press Enter.\n", out);
    }
    free(line);
    return read || !is_stopped(stopped);
}

/* --- what is shown ---------------------------------------------------------------------------- */

static void show_heading(const struct interview *interview, const struct phil_question *question)
{
    const bool colour = interview->settings->style.colour;
    fprintf(interview->out, "\nQuestion %d of at most %d\n%s", interview->n_asked + 1,
            interview->settings->most, colour ? "\033[1m" : "");
    say(interview, 2, question->text);
    if (colour)
        fputs("\033[0m", interview->out);
}

static void show_number_hint(const struct interview *interview, const struct phil_finding *finding)
{
    const char *space = *finding->unit ? " " : "";
    phil_screen_print(interview->out, interview->settings->style.columns, 2,
                      "A number from %.10g to %.10g%s%s; Enter if you do not know.", finding->lo,
                      finding->hi, space, finding->unit);
}

static void show_choices(const struct interview *interview, const struct phil_finding *finding)
{
    for (size_t i = 0; i < finding->n_choices; i++)
        fprintf(interview->out, "  %2zu  %s\n", i + 1, finding->choices[i]);
    say(interview, 2, "Type a number; Enter if you do not know or would rather not say.");
}

/* A finding as an item of a list: "You have a fever." */
static char *item_text(const struct phil_finding *finding)
{
    char *text = strdup(*finding->yes ? finding->yes : finding->question);
    if (text)
        phil_screen_capital(text);
    return text;
}

static void show_screen(const struct interview *interview, const struct phil_question *question)
{
    if (interview->n_asked == 0)
        say(interview, 2,
            "(First, a few things that would need help soon. Most people have none.)");
    for (size_t i = 0; i < question->n_screen; i++) {
        char lead[32];
        char *text = item_text(question->screen[i]);
        snprintf(lead, sizeof lead, "  %2zu  ", i + 1);
        phil_screen_item(interview->out, interview->settings->style.columns, lead,
                         text ? text : question->screen[i]->id);
        free(text);
    }
    say(interview, 2, "Type the numbers that apply, such as \"1 3\"; Enter if none, s to skip.");
}

static void show_question(const struct interview *interview, const struct phil_question *question)
{
    show_heading(interview, question);
    if (!question->finding)
        show_screen(interview, question);
    else if (question->finding->type == PHIL_FINDING_NUMBER)
        show_number_hint(interview, question->finding);
    else if (question->finding->type == PHIL_FINDING_CHOICE)
        show_choices(interview, question->finding);
    else
        say(interview, 2, "y or n; Enter if you do not know.");
}

static void show_why(const struct interview *interview, const struct phil_question *question)
{
    if (question->finding) {
        say(interview, 2,
            *question->finding->why ? question->finding->why
                                    : "The answer helps to tell the likely causes apart.");
        return;
    }
    say(interview, 2,
        "Here is why each is asked. If you are not sure of one, type its number with a question "
        "mark, such as \"2?\".");
    for (size_t i = 0; i < question->n_screen; i++) {
        char lead[32];
        snprintf(lead, sizeof lead, "  %2zu  ", i + 1);
        if (*question->screen[i]->why)
            phil_screen_item(interview->out, interview->settings->style.columns, lead,
                             question->screen[i]->why);
    }
}

/* --- what is typed ---------------------------------------------------------------------------- */

/* "2", "3?": one item of a list. Its index, or -1 when it is none. */
static int parse_item(const char *word, size_t length, size_t n, bool *unsure)
{
    *unsure = length > 1 && word[length - 1] == '?';
    char *end;
    const long number = strtol(word, &end, 10);
    if (!isdigit((unsigned char)*word) || end != word + length - *unsure || number < 1 ||
        number > (long)n)
        return -1;
    return (int)number - 1;
}

enum { ITEM_NO, ITEM_YES, ITEM_UNSURE };

/* Reads "1 3, 4?" into marks. False when a word is no item; it is told. */
static bool parse_items(const struct interview *interview, size_t n, char *marks)
{
    const char *line = interview->line;
    memset(marks, ITEM_NO, n);
    if (is_word(line, "no") || strcasecmp(line, "none") == 0)
        return true;
    if (is_word(line, "skip")) {
        memset(marks, ITEM_UNSURE, n);
        return true;
    }
    while (*(line += strspn(line, " ,;\t"))) {
        const size_t length = strcspn(line, " ,;\t");
        bool unsure;
        const int at = parse_item(line, length, n, &unsure);
        if (at < 0) {
            phil_screen_print(interview->out, interview->settings->style.columns, 2,
                              "\"%.*s\" is not one of the numbers 1 to %zu. Type those that apply "
                              "with blanks between them, or press Enter if none does.",
                              (int)length, line, n);
            return false;
        }
        marks[at] = unsure ? ITEM_UNSURE : ITEM_YES;
        line += length;
    }
    return true;
}

static enum phil_status set_items(const struct interview *interview,
                                  const struct phil_question *question, const char *marks)
{
    enum phil_status status = PHIL_OK;
    for (size_t i = 0; i < question->n_screen && status == PHIL_OK; i++) {
        const char *id = question->screen[i]->id;
        if (marks[i] == ITEM_UNSURE)
            status = phil_answers_set_unknown(interview->answers, id);
        else
            status = phil_answers_set(interview->answers, id, marks[i] == ITEM_YES,
                                      marks[i] == ITEM_YES, PHIL_FROM_ANSWER, &interview->log);
    }
    return status;
}

/* PHIL_EARG: not understood, and told; ask again. */
static enum phil_status take_screen(const struct interview *interview,
                                    const struct phil_question *question)
{
    char *marks = malloc(question->n_screen + 1);
    if (!marks)
        return PHIL_EMEM;
    enum phil_status status = PHIL_EARG;
    if (parse_items(interview, question->n_screen, marks))
        status = set_items(interview, question, marks);
    free(marks);
    return status;
}

/* "How many cups?" "none"; "What was your potassium, if it was measured?" "no". */
static const char *take_no(const char *text, const struct phil_finding *finding)
{
    if (finding->type != PHIL_FINDING_NUMBER)
        return text;
    if (finding->lo > 0 && is_word(text, "no"))
        return "";
    return finding->lo <= 0 && strcasecmp(text, "none") == 0 ? "0" : text;
}

static enum phil_status take_answer(const struct interview *interview,
                                    const struct phil_finding *finding)
{
    const char *text = take_no(interview->line, finding);
    if (!*text)
        return phil_answers_set_unknown(interview->answers, finding->id);
    if (finding->type == PHIL_FINDING_CHOICE) {
        bool unsure;
        const int at = parse_item(text, strlen(text), finding->n_choices, &unsure);
        if (at >= 0)
            text = finding->choices[at];
    }
    return phil_answers_set_text(interview->answers, finding->id, text, &interview->log);
}

/* Shows a question until it has been answered, or the person goes elsewhere. */
static enum phil_status ask(struct interview *interview, const struct phil_question *question,
                            enum reply *reply)
{
    show_question(interview, question);
    for (;;) {
        if (!read_line(&interview->line, &interview->capacity, interview->in, interview->out,
                       interview->settings->stopped)) {
            *reply = is_stopped(interview->settings->stopped) ? REPLY_STOPPED : REPLY_ENOUGH;
            return PHIL_OK;
        }
        const char *line = interview->line;
        *reply = is_word(line, "back")   ? REPLY_BACK
                 : is_word(line, "quit") ? REPLY_ENOUGH
                                         : REPLY_ANSWERED;
        if (*reply != REPLY_ANSWERED)
            return PHIL_OK;
        if (strcmp(line, "?") == 0) {
            show_why(interview, question);
            continue;
        }
        const enum phil_status status = question->finding
                                            ? take_answer(interview, question->finding)
                                            : take_screen(interview, question);
        if (status != PHIL_EARG)
            return status;
    }
}

/* --- going back ------------------------------------------------------------------------------- */

static void show_former(const struct interview *interview, const struct phil_finding *finding)
{
    struct phil_answer answer;
    char text[96] = "not known";
    if (phil_answers_get(interview->answers, finding->id, &answer) && !answer.unknown) {
        if (finding->type == PHIL_FINDING_YES_NO)
            snprintf(text, sizeof text, "%s", answer.value > 0 ? "yes" : "no");
        else if (finding->type == PHIL_FINDING_CHOICE)
            snprintf(text, sizeof text, "%s", finding->choices[(size_t)answer.value]);
        else
            snprintf(text, sizeof text, "%.10g %s", answer.value, finding->unit);
    }
    phil_screen_print(interview->out, interview->settings->style.columns, 2,
                      "Back. Your answer was: %s. Please answer again.", text);
}

static void show_former_list(const struct interview *interview,
                             const struct phil_question *question)
{
    char marked[160] = "";
    for (size_t i = 0; i < question->n_screen; i++) {
        struct phil_answer answer;
        const size_t used = strlen(marked);
        if (phil_answers_get(interview->answers, question->screen[i]->id, &answer) &&
            (answer.unknown || answer.value > 0))
            snprintf(marked + used, sizeof marked - used, " %zu%s", i + 1,
                     answer.unknown ? "?" : "");
    }
    phil_screen_print(interview->out, interview->settings->style.columns, 2,
                      "Back. Your answer was:%s. Please answer again.", *marked ? marked : " none");
}

static void go_back(struct interview *interview)
{
    if (interview->n_asked == 0) {
        say(interview, 2, "This is the first question.");
        return;
    }
    const struct phil_question *last = &interview->asked[--interview->n_asked];
    if (last->finding)
        show_former(interview, last->finding);
    else
        show_former_list(interview, last);
    for (size_t i = 0; i < last->n_screen; i++)
        phil_answers_unset(interview->answers, last->screen[i]->id);
    if (last->finding)
        phil_answers_unset(interview->answers, last->finding->id);
}

/* --- an emergency ----------------------------------------------------------------------------- */

static bool was_told(const struct interview *interview, const char *rule)
{
    for (size_t i = 0; i < interview->n_told; i++)
        if (strcmp(interview->told[i], rule) == 0)
            return true;
    return interview->n_told == MOST_TOLD;
}

static void tell_reason(struct interview *interview, const struct phil_reason *reason, bool first)
{
    const bool colour = interview->settings->style.colour;
    if (first)
        fprintf(interview->out, "\n%sBefore anything else:%s\n", colour ? "\033[1m" : "",
                colour ? "\033[0m" : "");
    phil_screen_item(interview->out, interview->settings->style.columns, "  - ", reason->text);
    interview->told[interview->n_told++] = reason->rule;
}

/* True when there was something to tell. */
static enum phil_status tell_emergencies(struct interview *interview, bool *told)
{
    /* Rules alone are wanted: no intervals, no questions. */
    const struct phil_explain_settings bare = {.draws = 0, .seed = 1, .questions = 0};
    struct phil_explanation *explanation = NULL;
    *told = false;
    const enum phil_status status =
        phil_explain(&explanation, interview->knowledge, interview->answers, &bare, NULL);
    for (size_t i = 0; status == PHIL_OK && i < explanation->n_reasons; i++) {
        const struct phil_reason *reason = &explanation->reasons[i];
        if (reason->care != PHIL_CARE_EMERGENCY || was_told(interview, reason->rule))
            continue;
        tell_reason(interview, reason, !*told);
        *told = true;
    }
    phil_explanation_free(explanation);
    return status;
}

/* Tells what cannot wait and lets the person leave at once. */
static enum phil_status look_for_emergency(struct interview *interview, enum reply *reply)
{
    bool told;
    const enum phil_status status = tell_emergencies(interview, &told);
    if (status != PHIL_OK || !told)
        return status;
    say(interview, 2,
        "If this is so now, stop here and get help: the questions can wait. Enter goes on with "
        "them, q ends them.");
    if (!read_line(&interview->line, &interview->capacity, interview->in, interview->out,
                   interview->settings->stopped))
        *reply = is_stopped(interview->settings->stopped) ? REPLY_STOPPED : REPLY_ENOUGH;
    else if (is_word(interview->line, "quit"))
        *reply = REPLY_ENOUGH;
    return PHIL_OK;
}

/* --- the conversation ------------------------------------------------------------------------- */

static enum phil_status keep(const struct interview *interview)
{
    const struct phil_interview_settings *settings = interview->settings;
    return settings->keep ? settings->keep(settings->user) : PHIL_OK;
}

/* One question and what follows from its answer. PHIL_END: enough. */
static enum phil_status take_turn(struct interview *interview)
{
    struct phil_question question;
    enum reply reply;
    enum phil_status status =
        phil_next_question(&question, interview->knowledge, interview->answers, interview->n_asked,
                           interview->settings->most);
    if (status == PHIL_OK)
        status = ask(interview, &question, &reply);
    if (status != PHIL_OK)
        return status;
    if (reply == REPLY_BACK)
        go_back(interview);
    if (reply == REPLY_ANSWERED)
        interview->asked[interview->n_asked++] = question;
    if (reply == REPLY_BACK || reply == REPLY_ANSWERED)
        status = keep(interview);
    if (reply == REPLY_ANSWERED && status == PHIL_OK)
        status = look_for_emergency(interview, &reply);
    if (status != PHIL_OK)
        return status;
    return reply == REPLY_STOPPED ? PHIL_ECANCEL : reply == REPLY_ENOUGH ? PHIL_END : PHIL_OK;
}

/* "cannot use X: "5 cats": not a number" says more than a person wants to know. */
static void on_message(void *user, enum phil_level level, const char *text)
{
    (void)level;
    const struct interview *interview = user;
    const char *why = strstr(text, "\": ");
    phil_screen_print(interview->out, interview->settings->style.columns, 2,
                      "That was not understood: %s. Please try again; Enter if you do not know, q "
                      "to stop here.",
                      why ? why + 3 : text);
}

enum phil_status phil_interview(struct phil_answers *answers,
                                const struct phil_knowledge *knowledge,
                                const struct phil_interview_settings *settings, FILE *in, FILE *out)
{
    struct interview *interview = calloc(1, sizeof *interview);
    if (!interview)
        return PHIL_EMEM;
    interview->answers = answers;
    interview->knowledge = knowledge;
    interview->settings = settings;
    interview->in = in;
    interview->out = out;
    interview->log = (struct phil_log){on_message, interview};
    bool told;
    enum phil_status status = tell_emergencies(interview, &told);
    while (status == PHIL_OK && interview->n_asked < settings->most)
        status = ferror(out) ? PHIL_EIO : take_turn(interview);
    free(interview->line);
    free(interview);
    return status == PHIL_END ? PHIL_OK : status;
}
