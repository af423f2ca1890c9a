/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of `philtrum simulate'. --dose, --set and --severity belong to the --cause before them;
 * a --severity before the first cause is that of all. Ranges of a cause's quantities are checked by
 * the library, which knows them.
 */
#include "simulate_args.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

/* Nobody types more; a script that does is wrong. */
enum { MOST_ITEMS = 10000 };

void phil_simulate_args_init(struct phil_simulate_args *args)
{
    *args = (struct phil_simulate_args){
        .settings = phil_nerve_defaults(), .severity = 0.5, .total_units = -1};
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        args->units[m] = -1;
}

void phil_simulate_args_release(struct phil_simulate_args *args)
{
    for (size_t i = 0; i < args->n_sets; i++)
        free(args->sets[i].name);
    free(args->sets);
    free(args->acts);
    free(args->stimuli);
}

/* Room for one more item; `n` of them are there. */
static error_t grow(void **items, size_t n, size_t size, const char *option, const char *text)
{
    if (n >= MOST_ITEMS)
        return phil_option_error(option, text, "too many of them");
    void *grown = realloc(*items, (n + 1) * size);
    if (!grown)
        return ENOMEM;
    *items = grown;
    return 0;
}

static error_t refuse_word(const char *option, const char *text, const char *near, const char *form)
{
    char why[160];
    if (near)
        snprintf(why, sizeof why, "did you mean %s?", near);
    else
        snprintf(why, sizeof why, "%s", form);
    return phil_option_error(option, text, why);
}

/* ---- causes ---- */

/* "ALS", "spasm" and "magnesium" name what has these letters; a slip of the finger, what is near.
 */
static const char *nearest_cause(const char *text, const char *const *ids, size_t n)
{
    enum { FEWEST = 3 };
    char word[64];
    const size_t length = strlen(text);
    if (length >= sizeof word)
        return NULL;
    for (size_t i = 0; i <= length; i++)
        word[i] = text[i] == ' ' || text[i] == '-' ? '_' : (char)tolower((unsigned char)text[i]);
    for (size_t i = 0; i < n && length >= FEWEST; i++)
        if (strstr(ids[i], word))
            return ids[i];
    return phil_nearest(word, ids, n);
}

error_t phil_simulate_add_cause(struct phil_simulate_args *args, const char *text)
{
    const struct phil_nerve_cause *cause = phil_nerve_cause_find(text);
    if (!cause) {
        size_t n;
        const struct phil_nerve_cause *all = phil_nerve_causes(&n);
        const char *ids[64];
        n = n < 64 ? n : 64;
        for (size_t i = 0; i < n; i++)
            ids[i] = all[i].id;
        return refuse_word("--cause", text, nearest_cause(text, ids, n),
                           strchr(text, ',') ? "one at a time: --cause caffeine --cause stress"
                                             : "unknown cause: see philtrum simulate --list");
    }
    for (size_t i = 0; i < args->n_causes; i++)
        if (args->causes[i].cause == cause)
            return phil_option_error("--cause", text, "it is given twice");
    if (args->n_causes == PHIL_NERVE_MAX_CAUSES)
        return phil_option_error("--cause", text, "too many of them");
    args->causes[args->n_causes++] = (struct phil_simulate_cause){cause, NAN};
    return 0;
}

error_t phil_simulate_add_severity(struct phil_simulate_args *args, const char *text)
{
    const struct phil_number number = {"--severity", "", 0, 1};
    return phil_take_number(&number, text,
                            args->n_causes ? &args->causes[args->n_causes - 1].severity
                                           : &args->severity);
}

static error_t add_set(struct phil_simulate_args *args, const char *option, const char *text,
                       char *name, const char *value)
{
    error_t error =
        args->n_causes
            ? grow((void **)&args->sets, args->n_sets, sizeof *args->sets, option, text)
            : phil_option_error(option, text, "it belongs to a cause: say --cause before it");
    if (error)
        free(name);
    else
        args->sets[args->n_sets++] =
            (struct phil_simulate_setting){args->n_causes - 1, name, value};
    return error;
}

error_t phil_simulate_add_dose(struct phil_simulate_args *args, const char *text)
{
    return add_set(args, "--dose", text, NULL, text);
}

error_t phil_simulate_add_setting(struct phil_simulate_args *args, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || equals[1] == '\0')
        return phil_option_error("--set", text, "write it as NAME=VALUE: see --list");
    char *name = strndup(text, (size_t)(equals - text));
    return name ? add_set(args, "--set", text, name, equals + 1) : ENOMEM;
}

/* ---- acts and stimuli ---- */

/* The drive of an act without a level: a clear effort, far from the greatest. */
static const double USUAL_LEVEL = 0.4;

/* Cuts `text` at the last `mark` into two words; false when one is too long. Without the mark the
 * second is empty. */
static bool cut(const char *text, char mark, char first[64], char second[64])
{
    const char *at = strrchr(text, mark);
    const size_t length = at ? (size_t)(at - text) : strlen(text);
    if (length >= 64 || (at && strlen(at + 1) >= 64))
        return false;
    memcpy(first, text, length);
    first[length] = '\0';
    strcpy(second, at ? at + 1 : "");
    return true;
}

/* What stands before the time: a word and, after a colon, something more about it. */
static bool cut_three(const char *text, char word[64], char detail[64], char when[64])
{
    char what[64];
    return cut(text, '@', what, when) && *when && cut(what, ':', word, detail) &&
           (*detail || !strchr(what, ':')) && !strchr(word, ':');
}

static error_t find_act(const char *text, const char *word, enum phil_nerve_act_kind *kind)
{
    const char *names[PHIL_N_ACTS];
    for (int i = 0; i < PHIL_N_ACTS; i++) {
        names[i] = phil_nerve_act_name(i);
        if (strcmp(word, names[i]) == 0) {
            *kind = i;
            return 0;
        }
    }
    return refuse_word("--act", text, phil_nearest(word, names, PHIL_N_ACTS),
                       "must be one of press ramp smile squeeze blink speech");
}

static error_t act_form(const char *text)
{
    return phil_option_error("--act", text,
                             "write it as press@2-5, press:0.3@2-5 or blink@4, in seconds");
}

/* Two times, from and to; of a blink one. */
static error_t take_times(const char *text, const char *when, struct phil_nerve_act *act)
{
    static const struct phil_number time = {"--act", "s", 0, 3600};
    const bool moment = act->kind == PHIL_ACT_BLINK;
    if (*when == '-' || !strchr(when, '-') != moment)
        return act_form(text);
    if (!moment)
        return phil_take_span("--act", when, &act->from_s, &act->to_s);
    const error_t error = phil_take_number(&time, when, &act->from_s);
    act->to_s = act->from_s;
    return error;
}

static error_t take_act(const char *text, struct phil_nerve_act *act)
{
    static const struct phil_number level = {"--act", "", 0, 1};
    char word[64], detail[64], when[64];
    *act = (struct phil_nerve_act){.level = USUAL_LEVEL};
    if (!cut_three(text, word, detail, when))
        return act_form(text);
    if (find_act(text, word, &act->kind) ||
        (*detail && phil_take_number(&level, detail, &act->level)))
        return EINVAL;
    return take_times(text, when, act);
}

error_t phil_simulate_add_act(struct phil_simulate_args *args, const char *text)
{
    struct phil_nerve_act act;
    error_t error = take_act(text, &act);
    if (!error)
        error = grow((void **)&args->acts, args->n_acts, sizeof *args->acts, "--act", text);
    if (!error)
        args->acts[args->n_acts++] = act;
    return error;
}

static error_t find_place(const char *text, const char *word, enum phil_nerve_place *place)
{
    const char *names[PHIL_N_PLACES];
    for (int i = 0; i < PHIL_N_PLACES; i++) {
        names[i] = phil_nerve_place_name(i);
        if (strcmp(word, names[i]) == 0) {
            *place = i;
            return 0;
        }
    }
    return refuse_word("--stimulate", text, phil_nearest(word, names, PHIL_N_PLACES),
                       "must be one of foramen zygomatic marginal");
}

static error_t find_side(const char *option, const char *text, const char *word,
                         enum phil_side most, enum phil_side *side)
{
    for (int i = PHIL_SIDE_LEFT; i <= (int)most; i++)
        if (strcmp(word, phil_side_name(i)) == 0) {
            *side = i;
            return 0;
        }
    return phil_option_error(option, text,
                             most == PHIL_SIDE_BOTH ? "must be left, right or both, the face's own"
                                                    : "must be left or right, the face's own");
}

error_t phil_simulate_take_side(struct phil_simulate_args *args, const char *text)
{
    return find_side("--side", text, text, PHIL_SIDE_BOTH, &args->settings.side);
}

error_t phil_simulate_add_stimulus(struct phil_simulate_args *args, const char *text)
{
    static const struct phil_number time = {"--stimulate", "s", 0, 3600};
    struct phil_nerve_stimulus stimulus = {.side = PHIL_SIDE_MIDDLE};
    char word[64], detail[64], when[64];
    if (!cut_three(text, word, detail, when))
        return phil_option_error("--stimulate", text,
                                 "write it as zygomatic@2 or zygomatic:left@2, in seconds");
    if (find_place(text, word, &stimulus.place) ||
        (*detail && find_side("--stimulate", text, detail, PHIL_SIDE_RIGHT, &stimulus.side)) ||
        phil_take_number(&time, when, &stimulus.time_s))
        return EINVAL;
    const error_t error =
        grow((void **)&args->stimuli, args->n_stimuli, sizeof *args->stimuli, "--stimulate", text);
    if (!error)
        args->stimuli[args->n_stimuli++] = stimulus;
    return error;
}

/* ---- motor units ---- */

/* "oris_upper" is the muscle of both sides. */
static bool is_muscle(const char *word, const char *name)
{
    const size_t length = strlen(word);
    return strncmp(word, name, length) == 0 &&
           (name[length] == '\0' || strcmp(name + length, "_left") == 0 ||
            strcmp(name + length, "_right") == 0);
}

static error_t take_units_of(struct phil_simulate_args *args, const char *text, const char *word,
                             const char *number)
{
    const char *names[PHIL_N_MUSCLES];
    int value;
    if (phil_take_int(&(struct phil_number){"--units", "", 0, 20000}, number, &value))
        return EINVAL;
    bool any = false;
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        names[m] = phil_nerve_muscle_name(m);
        if (is_muscle(word, names[m])) {
            args->units[m] = value;
            any = true;
        }
    }
    return any ? 0
               : refuse_word("--units", text, phil_nearest(word, names, PHIL_N_MUSCLES),
                             "write it as 800, oris_upper=120 or oris_upper_left=120");
}

error_t phil_simulate_add_units(struct phil_simulate_args *args, const char *text)
{
    char word[64], number[64];
    if (strchr(text, '=')) {
        if (!cut(text, '=', word, number) || !*word)
            return phil_option_error("--units", text, "write it as oris_upper=120");
        return take_units_of(args, text, word, number);
    }
    return phil_take_int(&(struct phil_number){"--units", "", 12, 100000}, text,
                         &args->total_units);
}

/* The total, shared out as in the usual face; what rounding leaves goes to the first muscles. */
static void share_out(struct phil_nerve_settings *settings, uint64_t total)
{
    uint64_t usual = 0, given = 0;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        usual += settings->units[m];
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        settings->units[m] = (uint32_t)(total * settings->units[m] / usual);
        given += settings->units[m];
    }
    for (int m = 0; given < total; m++, given++)
        settings->units[m % PHIL_N_MUSCLES]++;
}

/* ---- all of it ---- */

static error_t settle_doses(struct phil_simulate_args *args)
{
    const struct phil_log *log = phil_console_log();
    for (size_t i = 0; i < args->n_causes; i++) {
        const struct phil_simulate_cause *said = &args->causes[i];
        const double severity = isnan(said->severity) ? args->severity : said->severity;
        const int errors = phil_console_errors();
        enum phil_status status = phil_nerve_dose_init(&args->doses[i], said->cause, severity, log);
        /* The dose first: none of it sets the rest. */
        for (int rest = 0; rest < 2; rest++)
            for (size_t k = 0; k < args->n_sets && status == PHIL_OK; k++)
                if (args->sets[k].cause == i && (args->sets[k].name != NULL) == rest)
                    status = phil_nerve_dose_set(&args->doses[i], args->sets[k].name,
                                                 args->sets[k].text, log);
        if (status != PHIL_OK) {
            phil_console_failed(status, errors, "cannot use the cause", said->cause->id);
            return EINVAL;
        }
    }
    return 0;
}

error_t phil_simulate_settle(struct phil_simulate_args *args)
{
    struct phil_nerve_settings *settings = &args->settings;
    if (settle_doses(args))
        return EINVAL;
    if (args->total_units >= 0)
        share_out(settings, (uint64_t)args->total_units);
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        if (args->units[m] >= 0)
            settings->units[m] = (uint32_t)args->units[m];
    for (size_t i = 0; i < args->n_stimuli; i++)
        if (args->stimuli[i].side == PHIL_SIDE_MIDDLE)
            args->stimuli[i].side =
                settings->side == PHIL_SIDE_RIGHT ? PHIL_SIDE_RIGHT : PHIL_SIDE_LEFT;
    settings->doses = args->doses;
    settings->n_doses = args->n_causes;
    settings->acts = args->acts;
    settings->n_acts = args->n_acts;
    settings->stimuli = args->stimuli;
    settings->n_stimuli = args->n_stimuli;
    return 0;
}
