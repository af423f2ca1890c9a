/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "question.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "screen.h"

void phil_say_to(const struct phil_asking *asking, int indent, const char *text)
{
    phil_screen_print(asking->out, asking->style.columns, indent, "%s", text);
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

enum phil_reply phil_listen(struct phil_asking *asking)
{
    if (!read_line(&asking->line, &asking->capacity, asking->in, asking->out, asking->stopped))
        return is_stopped(asking->stopped) ? PHIL_REPLY_STOPPED : PHIL_REPLY_ENOUGH;
    return is_word(asking->line, "back")   ? PHIL_REPLY_BACK
           : is_word(asking->line, "quit") ? PHIL_REPLY_ENOUGH
                                           : PHIL_REPLY_ANSWERED;
}

bool phil_agree(FILE *in, FILE *out, bool otherwise, bool (*stopped)(void), bool *yes)
{
    char *line = NULL;
    size_t capacity = 0;
    *yes = otherwise;
    bool read;
    while ((read = read_line(&line, &capacity, in, out, stopped)) && *line) {
        const bool agreed = is_word(line, "yes");
        if (is_word(line, "quit")) /* said to every question; here it leaves things as they are */
            break;
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

static void show_heading(const struct phil_asking *asking, const struct phil_question *question)
{
    const bool colour = asking->style.colour;
    fprintf(asking->out, "\nQuestion %d of at most %d\n%s", asking->n_asked + 1, asking->most,
            colour ? "\033[1m" : "");
    phil_say_to(asking, 2, question->text);
    if (colour)
        fputs("\033[0m", asking->out);
}

static void show_number_hint(const struct phil_asking *asking, const struct phil_finding *finding)
{
    const char *space = *finding->unit ? " " : "";
    phil_screen_print(asking->out, asking->style.columns, 2,
                      "A number from %.10g to %.10g%s%s; Enter if you do not know.", finding->lo,
                      finding->hi, space, finding->unit);
}

static void show_choices(const struct phil_asking *asking, const struct phil_finding *finding)
{
    for (size_t i = 0; i < finding->n_choices; i++)
        fprintf(asking->out, "  %2zu  %s\n", i + 1, finding->choices[i]);
    phil_say_to(asking, 2, "Type a number; Enter if you do not know or would rather not say.");
}

/* A finding as an item of a list: "You have a fever." */
static char *item_text(const struct phil_finding *finding)
{
    char *text = strdup(*finding->yes ? finding->yes : finding->question);
    if (text)
        phil_screen_capital(text);
    return text;
}

static void show_screen(const struct phil_asking *asking, const struct phil_question *question)
{
    if (asking->n_asked == 0)
        phil_say_to(asking, 2,
                    "(First, a few things that would need help soon. Most people have none.)");
    for (size_t i = 0; i < question->n_screen; i++) {
        char lead[32];
        char *text = item_text(question->screen[i]);
        snprintf(lead, sizeof lead, "  %2zu  ", i + 1);
        phil_screen_item(asking->out, asking->style.columns, lead,
                         text ? text : question->screen[i]->id);
        free(text);
    }
    phil_say_to(asking, 2,
                "Type the numbers that apply, such as \"1 3\"; Enter if none, s to skip.");
}

static void show_question(const struct phil_asking *asking, const struct phil_question *question)
{
    show_heading(asking, question);
    if (!question->finding)
        show_screen(asking, question);
    else if (question->finding->type == PHIL_FINDING_NUMBER)
        show_number_hint(asking, question->finding);
    else if (question->finding->type == PHIL_FINDING_CHOICE)
        show_choices(asking, question->finding);
    else
        phil_say_to(asking, 2, "y or n; Enter if you do not know.");
}

static void show_why(const struct phil_asking *asking, const struct phil_question *question)
{
    if (question->finding) {
        phil_say_to(asking, 2,
                    *question->finding->why ? question->finding->why
                                            : "The answer helps to tell the likely causes apart.");
        return;
    }
    phil_say_to(
        asking, 2,
        "Here is why each is asked. If you are not sure of one, type its number with a question "
        "mark, such as \"2?\".");
    for (size_t i = 0; i < question->n_screen; i++) {
        char lead[32];
        snprintf(lead, sizeof lead, "  %2zu  ", i + 1);
        if (*question->screen[i]->why)
            phil_screen_item(asking->out, asking->style.columns, lead, question->screen[i]->why);
    }
}

/* --- what is typed ---------------------------------------------------------------------------- */

/* "cannot use X: "5 cats": not a number" says more than a person wants to know. */
static void on_message(void *user, enum phil_level level, const char *text)
{
    (void)level;
    const struct phil_asking *asking = user;
    const char *why = strstr(text, "\": ");
    phil_screen_print(asking->out, asking->style.columns, 2,
                      "That was not understood: %s. Please try again; Enter if you do not know, q "
                      "to stop here.",
                      why ? why + 3 : text);
}

/* Shows a library's refusal as a sentence of the conversation. */
static struct phil_log log_of(const struct phil_asking *asking)
{
    return (struct phil_log){on_message, (void *)asking};
}

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
static bool parse_items(const struct phil_asking *asking, size_t n, char *marks)
{
    const char *line = asking->line;
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
            phil_screen_print(asking->out, asking->style.columns, 2,
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

static enum phil_status set_items(const struct phil_asking *asking,
                                  const struct phil_question *question, const char *marks)
{
    const struct phil_log log = log_of(asking);
    enum phil_status status = PHIL_OK;
    for (size_t i = 0; i < question->n_screen && status == PHIL_OK; i++) {
        const char *id = question->screen[i]->id;
        if (marks[i] == ITEM_UNSURE)
            status = phil_answers_set_unknown(asking->answers, id);
        else
            status = phil_answers_set(asking->answers, id, marks[i] == ITEM_YES,
                                      marks[i] == ITEM_YES, PHIL_FROM_ANSWER, &log);
    }
    return status;
}

/* PHIL_EARG: not understood, and told; ask again. */
static enum phil_status take_screen(const struct phil_asking *asking,
                                    const struct phil_question *question)
{
    char *marks = malloc(question->n_screen + 1);
    if (!marks)
        return PHIL_EMEM;
    enum phil_status status = PHIL_EARG;
    if (parse_items(asking, question->n_screen, marks))
        status = set_items(asking, question, marks);
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

static enum phil_status take_answer(const struct phil_asking *asking,
                                    const struct phil_finding *finding)
{
    const struct phil_log log = log_of(asking);
    const char *text = take_no(asking->line, finding);
    if (!*text)
        return phil_answers_set_unknown(asking->answers, finding->id);
    if (finding->type == PHIL_FINDING_CHOICE) {
        bool unsure;
        const int at = parse_item(text, strlen(text), finding->n_choices, &unsure);
        if (at >= 0)
            text = finding->choices[at];
    }
    return phil_answers_set_text(asking->answers, finding->id, text, &log);
}

/* Shows a question until it has been answered, or the person goes elsewhere. */
enum phil_status phil_ask(struct phil_asking *asking, const struct phil_question *question,
                          enum phil_reply *reply)
{
    show_question(asking, question);
    for (;;) {
        *reply = phil_listen(asking);
        if (*reply != PHIL_REPLY_ANSWERED)
            return PHIL_OK;
        const char *line = asking->line;
        if (strcmp(line, "?") == 0) {
            show_why(asking, question);
            continue;
        }
        const enum phil_status status = question->finding ? take_answer(asking, question->finding)
                                                          : take_screen(asking, question);
        if (status != PHIL_EARG)
            return status;
    }
}
