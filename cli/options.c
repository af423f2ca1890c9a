/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"

enum {
    WHY_SIZE = 96,
    RANGE_SIZE = 56, /* of "must be from 0.001 to 3600 s" */
    WORD_SIZE = 48,  /* of an option as typed; a longer one is nobody's */
    MAX_WORDS = 64,  /* options of one subcommand */
};

/* strtod also takes "nan", "inf", "0x1p3" and leading blanks: none is a number that a person
 * means. Returns the end of the number, or `text`. */
static const char *scan_decimal(const char *text, double *value)
{
    const size_t length = strspn(text, "+-.0123456789eE");
    if (length == 0 || isspace((unsigned char)*text))
        return text;
    char *end;
    *value = strtod(text, &end);
    return end > text + length ? text : end;
}

static bool is_unit(const char *rest, const char *unit)
{
    while (*rest == ' ')
        rest++;
    return *rest == '\0' || (*unit && strcmp(rest, unit) == 0);
}

bool phil_parse_number(const struct phil_number *spec, const char *text, double *value, char *why,
                       size_t why_size)
{
    double number = NAN;
    const char *rest = scan_decimal(text, &number);
    char range[RANGE_SIZE];
    snprintf(range, sizeof range, "must be from %.10g to %.10g%s%s", spec->lo, spec->hi,
             *spec->unit ? " " : "", spec->unit);
    if (*text == '\0')
        snprintf(why, why_size, "empty");
    else if (rest == text)
        snprintf(why, why_size, "not a number, %s", range);
    else if (*rest == ',' && isdigit((unsigned char)rest[1]))
        snprintf(why, why_size, "write the decimals with a point");
    else if (!is_unit(rest, spec->unit))
        snprintf(why, why_size, "\"%.12s\" is not understood, %s", rest, range);
    else if (!(number >= spec->lo && number <= spec->hi))
        snprintf(why, why_size, "%s", range);
    else {
        *value = number;
        return true;
    }
    return false;
}

error_t phil_option_error(const char *option, const char *text, const char *why)
{
    phil_console_error("cannot use %s: \"%s\": %s", option, text, why);
    return EINVAL;
}

error_t phil_take_number(const struct phil_number *spec, const char *text, double *value)
{
    char why[WHY_SIZE];
    if (phil_parse_number(spec, text, value, why, sizeof why))
        return 0;
    return phil_option_error(spec->option, text, why);
}

error_t phil_take_int(const struct phil_number *spec, const char *text, int *value)
{
    double number;
    const error_t error = phil_take_number(spec, text, &number);
    if (error)
        return error;
    if (number != floor(number))
        return phil_option_error(spec->option, text, "must be a whole number");
    *value = (int)number;
    return 0;
}

error_t phil_take_seed(const char *option, const char *text, uint64_t *seed)
{
    const char *digits = text + strspn(text, "0123456789");
    errno = 0;
    const unsigned long long number = strtoull(text, NULL, 10);
    if (digits == text || *digits || errno == ERANGE)
        return phil_option_error(option, text, "must be a whole number from 0 to 2^64 - 1");
    *seed = number;
    return 0;
}

/* Cuts `text` at the first `mark` into two numbers. */
static error_t take_pair(const struct phil_number *spec, const char *text, char mark,
                         const char *form, double pair[2])
{
    char first[WORD_SIZE];
    const char *cut = strchr(text, mark);
    if (!cut || (size_t)(cut - text) >= sizeof first)
        return phil_option_error(spec->option, text, form);
    memcpy(first, text, (size_t)(cut - text));
    first[cut - text] = '\0';
    const error_t error = phil_take_number(spec, first, &pair[0]);
    return error ? error : phil_take_number(spec, cut + 1, &pair[1]);
}

error_t phil_take_size(const char *option, const char *text, int *width, int *height)
{
    /* The range of struct phil_sim_face_settings. */
    const struct phil_number side = {option, "", 160, 8192};
    double pair[2];
    const error_t error = take_pair(&side, text, 'x', "write it as 1280x720", pair);
    if (error)
        return error;
    if (fmod(pair[0], 2) != 0 || fmod(pair[1], 2) != 0)
        return phil_option_error(option, text, "both must be even whole numbers of pixels");
    *width = (int)pair[0];
    *height = (int)pair[1];
    return 0;
}

error_t phil_take_span(const char *option, const char *text, double *from_s, double *to_s)
{
    const struct phil_number time = {option, "s", 0, 86400};
    double pair[2];
    const error_t error = take_pair(&time, text, '-', "write it as 3-7.5", pair);
    if (error)
        return error;
    if (pair[1] < pair[0])
        return phil_option_error(option, text, "ends before it starts");
    *from_s = pair[0];
    *to_s = pair[1];
    return 0;
}

/* The long options of a parser and its children. */
static size_t collect_options(const struct argp *argp, const struct argp_option *found[MAX_WORDS],
                              size_t n)
{
    for (const struct argp_option *o = argp->options; o && (o->name || o->key || o->doc); o++)
        if (o->name && n < MAX_WORDS)
            found[n++] = o;
    for (const struct argp_child *c = argp->children; c && c->argp; c++)
        n = collect_options(c->argp, found, n);
    return n;
}

static const struct argp_option *find_option(const struct argp_option *const *options, size_t n,
                                             const char *word, size_t length, int *matches)
{
    const struct argp_option *hit = NULL;
    *matches = 0;
    for (size_t i = 0; i < n; i++) {
        if (strncmp(options[i]->name, word, length) != 0)
            continue;
        hit = options[i];
        ++*matches;
        if (strlen(hit->name) == length) {
            *matches = 1;
            break;
        }
    }
    return hit;
}

/* getopt only tells that something was wrong; find out what, in the form of all our messages. */
static void explain_long_option(const struct argp *argp, const char *name, const char *typed)
{
    const struct argp_option *options[MAX_WORDS];
    const char *names[MAX_WORDS];
    const size_t n = collect_options(argp, options, 0);
    for (size_t i = 0; i < n; i++)
        names[i] = options[i]->name;
    char word[WORD_SIZE];
    snprintf(word, sizeof word, "%.*s", (int)strcspn(typed + 2, "="), typed + 2);
    int matches;
    const struct argp_option *hit = find_option(options, n, word, strlen(word), &matches);
    const char *near = phil_nearest(word, names, n);
    if (matches > 1)
        phil_console_error("unclear option: \"%s\": could be several, write it in full", typed);
    else if (hit && hit->arg && !strchr(typed, '='))
        phil_console_error("incomplete option: \"--%s\": needs a value: --%s %s", hit->name,
                           hit->name, hit->arg);
    else if (hit)
        phil_console_error("wrong option: \"%s\": --%s takes no value", typed, hit->name);
    else if (near)
        phil_console_error("unknown option: \"%s\": did you mean --%s?", typed, near);
    else
        phil_console_error("unknown option: \"%s\": see %s --help", typed, name);
}

static void explain_option(const struct argp *argp, const char *name, int argc, char **argv,
                           int next)
{
    /* getopt has stepped past the word it could not use, unless it was one letter of several. */
    const char *typed = next >= 1 && next <= argc ? argv[next - 1] : "";
    if (strncmp(typed, "--", 2) != 0 && next < argc && argv[next][0] == '-')
        typed = argv[next];
    if (strncmp(typed, "--", 2) == 0 && typed[2])
        explain_long_option(argp, name, typed);
    else
        phil_console_error("unknown or incomplete option: \"%s\": see %s --help", typed, name);
}

struct request {
    const struct argp *argp;
    const char *name;
    void *input;
    int next; /* where the parser stood when it gave up */
};

/* Stands in front of the subcommand's parser to answer --help. */
static error_t parse_request(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    struct request *request = state->input;
    if (key == ARGP_KEY_INIT) {
        state->child_inputs[0] = request->input;
    } else if (key == ARGP_KEY_ERROR) {
        request->next = state->next;
    } else if (key == 'h') {
        /* Long options need no remark about short ones. */
        setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
        argp_help(request->argp, stdout, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK,
                  (char *)request->name);
        exit(phil_console_flush());
    } else {
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

enum phil_exit phil_parse_options(const struct argp *argp, const char *name, int argc, char **argv,
                                  void *input)
{
    static const struct argp_option help[] = {{"help", 'h', NULL, OPTION_HIDDEN, "", 0}, {0}};
    struct argp_child children[] = {{argp, 0, NULL, 0}, {0}};
    const struct argp outer = {help, parse_request, NULL, NULL, children, NULL, NULL};
    struct request request = {argp, name, input, 0};
    const int errors = phil_console_errors();
    const error_t error =
        argp_parse(&outer, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP, NULL, &request);
    if (error == ENOMEM) {
        phil_console_error("cannot read the command line: out of memory");
        return PHIL_EXIT_MACHINE;
    }
    if (error && phil_console_errors() == errors)
        explain_option(argp, name, argc, argv, request.next);
    return error ? PHIL_EXIT_USAGE : PHIL_EXIT_DONE;
}
