/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that begin with a word of their own: sleep, stress, medicines, blood values, ...; see
 * parse.c. */
#include "diary/line.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diary/clock.h"
#include "diary/entry.h"
#include "diary/medicines.h"

enum { OFFERED = 3 }; /* findings that a vague symptom could be */

/* --- spans: sleep, screen ------------------------------------------------ */

/* "23:30-06:15": the last time that the clock showed the end, and the start before it. Across a
 * change of the clocks the hours are those that went by. */
static enum phil_status take_night(struct phil_line *line, const char *text, bool *taken)
{
    const struct phil_moment now = line->entry->at;
    struct phil_moment from, to;
    int from_s, to_s;
    const char *at = text;
    *taken = false;
    if (phil_clock_read(&at, &from_s))
        return PHIL_OK;
    at += strspn(at, " ");
    if (strncmp(at, "to", 2) == 0)
        at += 2;
    else if (strncmp(at, "\xe2\x80\x93", 3) == 0) /* an en dash */
        at += 3;
    else if (*at == '-')
        at++;
    else
        return PHIL_OK;
    at += strspn(at, " ");
    *taken = true;
    const char *why = phil_clock_read(&at, &to_s);
    if (why || *at)
        return phil_line_refuse(line, text, why ? why : "there is more behind the time");
    enum phil_status status = phil_moment_last(&to, to_s, text, &now, line->log);
    if (!status && (status = phil_moment_last(&from, from_s, text, &to, line->log)) == PHIL_OK) {
        const double hours = (double)(to.utc_s - from.utc_s) / 3600;
        if (from_s == to_s)
            return phil_line_refuse(line, text, "begins when it ends");
        phil_line_number(line, hours, hours, "h");
        line->entry->at = to;
    }
    return status;
}

static enum phil_status take_span(struct phil_line *line, const char *what)
{
    char text[PHIL_WORD_SIZE], unit[16], why[PHIL_LINE_WHY];
    double hours, typed;
    bool taken = false;
    if (line->n < 2) {
        snprintf(why, sizeof why, "how long? write it as %s 5.5h", what);
        return phil_line_refuse(line, what, why);
    }
    if (!phil_line_join(line, 1, line->n, text, sizeof text))
        return phil_line_refuse(line, line->words[1], "too long for a span of time");
    if (line->entry->kind == PHIL_ENTRY_SLEEP) {
        const enum phil_status status = take_night(line, text, &taken);
        if (status || taken)
            return status;
    }
    if (!phil_span_read(text, &hours, &typed, unit)) {
        snprintf(why, sizeof why, "not a span of time: write it as %s 5.5h, 5h30 or 330min", what);
        return phil_line_refuse(line, text, why);
    }
    if (hours > phil_entry_most(line->entry->kind))
        return phil_line_refuse(line, text,
                                *unit ? "a day has 24 hours"
                                      : "a day has 24 hours: minutes are written 90min");
    phil_line_number(line, hours, typed, unit);
    return PHIL_OK;
}

enum phil_status phil_line_sleep(struct phil_line *line)
{
    return take_span(line, "sleep");
}

enum phil_status phil_line_screen(struct phil_line *line)
{
    return take_span(line, "screen");
}

/* --- counts: stress, twitches -------------------------------------------- */

enum phil_status phil_line_stress(struct phil_line *line)
{
    static const char how[] = "stress goes from 0 to 10: write it as stress 7";
    const char *rest, *why;
    double level;
    char text[PHIL_WORD_SIZE];
    if (line->n != 2)
        return phil_line_refuse(line, line->words[line->n > 2 ? 2 : 0], how);
    /* "7/10" is no fraction here. */
    snprintf(text, sizeof text, "%s", line->words[1]);
    char *slash = strchr(text, '/');
    if (slash && strcmp(slash, "/10") == 0)
        *slash = '\0';
    if (!phil_amount_number(text, &level, &rest, &why))
        return phil_line_refuse(line, line->words[1], why ? why : how);
    if (*rest || !(level <= 10))
        return phil_line_refuse(line, line->words[1], how);
    phil_line_number(line, level, level, "");
    return PHIL_OK;
}

/* "twitch", "twitch 3", "3 twitches", "no twitches" */
enum phil_status phil_line_twitch(struct phil_line *line)
{
    struct phil_words words = {line->words, line->n};
    struct phil_amount before, behind;
    const char *subject = "", *why;
    if ((why = phil_amount_front(&words, PHIL_UNITS_OF_INTAKE, &before, &subject)) ||
        (why = phil_amount_back(&words, PHIL_UNITS_OF_INTAKE, &behind, &subject)))
        return phil_line_refuse(line, subject, why);
    if (words.n != 1 || before.unit[0] || behind.unit[0] || (before.given && behind.given))
        return phil_line_refuse(line, line->words[line->n - 1], "write it as twitch or twitch 3");
    const double count = before.given ? before.number : behind.number;
    if (count != floor(count) || !(count <= phil_entry_most(PHIL_ENTRY_TWITCH)))
        return phil_line_refuse(line, subject,
                                "twitches are counted in whole numbers up to 100000");
    phil_line_number(line, count, count, "");
    return PHIL_OK;
}

/* --- medicines, symptoms, blood values ----------------------------------- */

enum phil_status phil_line_medicine(struct phil_line *line)
{
    struct phil_words words = {line->words + 1, line->n - 1};
    struct phil_amount before, behind;
    const char *subject = "", *why;
    char name[PHIL_LINE_ROOM];
    if (words.n == 0)
        return phil_line_refuse(line, line->words[0],
                                "which? write it as medicine furosemide 40mg");
    if ((why = phil_amount_front(&words, PHIL_UNITS_ANY, &before, &subject)) ||
        (why = phil_amount_back(&words, PHIL_UNITS_ANY, &behind, &subject)))
        return phil_line_refuse(line, subject, why);
    phil_amount_front_unit(&words, &before);
    if (before.given && behind.given)
        return phil_line_refuse(line, subject, "two amounts: write it as medicine furosemide 40mg");
    const struct phil_amount *dose = before.given ? &before : &behind;
    const size_t from = (size_t)(words.word - line->words);
    if (!phil_line_join(line, from, from + words.n, name, sizeof name) ||
        !PHIL_ENTRY_SET(line->entry->thing, name))
        return phil_line_refuse(line, name, "the name is longer than 63 bytes");
    if (!(dose->number <= phil_entry_most(PHIL_ENTRY_MEDICINE)))
        return phil_line_refuse(line, subject, "more than anyone takes at once");
    phil_line_number(line, dose->number, dose->number, dose->unit);
    /* There are more medicines than are known here: a name that resembles one may be another. */
    const char *meant = phil_medicine_findings(name) ? NULL : phil_medicine_nearest(name);
    if (meant)
        phil_log_message(line->log, PHIL_LOG_WARNING,
                         "kept as typed: \"%s\": the nearest medicine known here is \"%s\"", name,
                         meant);
    return PHIL_OK;
}

static enum phil_status offer_findings(const struct phil_line *line, const char *subject,
                                       const struct phil_finding *const *found, size_t n)
{
    char why[PHIL_LINE_WHY] = "which one? ";
    for (size_t i = 0; i < n && i < OFFERED; i++) {
        const size_t used = strlen(why);
        snprintf(why + used, sizeof why - used, "%s\"%s\"", i ? ", " : "", found[i]->id);
    }
    if (n > OFFERED)
        strncat(why, ", ...", sizeof why - strlen(why) - 1);
    return phil_line_refuse(line, subject, why);
}

enum phil_status phil_line_symptom(struct phil_line *line)
{
    const struct phil_words words = {line->words + 1, line->n - 1};
    const struct phil_finding *found[OFFERED], *near;
    char folded[PHIL_WORD_SIZE], typed[PHIL_LINE_ROOM];
    if (words.n == 0)
        return phil_line_refuse(line, line->words[0], "which? write it as symptom racing_heart");
    phil_line_join(line, 1, line->n, typed, sizeof typed);
    if (!phil_words_fold(&words, folded))
        return phil_line_refuse(line, typed, "too long for a symptom; a note holds more");
    const size_t n = phil_vocabulary_findings(line->knowledge, folded, found, OFFERED);
    if (n > 1)
        return offer_findings(line, typed, found, n);
    if (n == 0 && (near = phil_vocabulary_nearest_finding(line->knowledge, folded)))
        return phil_line_offer(line, typed, near->id);
    if (n == 0)
        return phil_line_refuse(line, typed,
                                "not a symptom that is known here; write it as a note");
    if (!PHIL_ENTRY_SET(line->entry->thing, found[0]->id))
        return phil_line_refuse(line, found[0]->id, "the name is longer than 63 bytes");
    phil_line_number(line, 1, 1, "");
    return PHIL_OK;
}

/* A unit may stand apart from its number, and be cut by blanks: "4.1 mmol / l". */
static bool join_unit(const struct phil_line *line, const char *rest, char unit[16])
{
    size_t n = strlen(rest);
    if (n >= 16)
        return false;
    strcpy(unit, rest);
    for (size_t i = 2; i < line->n; i++) {
        const size_t more = strlen(line->words[i]);
        if (n + more >= 16)
            return false;
        memcpy(unit + n, line->words[i], more + 1);
        n += more;
    }
    return true;
}

enum phil_status phil_line_lab(struct phil_line *line, const struct phil_analyte *analyte)
{
    char unit[16], why[PHIL_LINE_WHY];
    const char *rest, *fault;
    double typed, mmol_l;
    if (line->n < 2) {
        snprintf(why, sizeof why, "how much? write it as %s 4.1mmol/L", analyte->id);
        return phil_line_refuse(line, line->words[0], why);
    }
    if (!phil_amount_number(line->words[1], &typed, &rest, &fault))
        return phil_line_refuse(line, line->words[1], fault ? fault : "not a number");
    if (!join_unit(line, rest, unit))
        return phil_line_refuse(line, line->words[line->n - 1], "not a unit of a blood value");
    if (!phil_analyte_convert(analyte, typed, unit, &mmol_l, why, sizeof why))
        return phil_line_refuse(line, line->words[1], why);
    line->entry->kind = PHIL_ENTRY_LAB;
    PHIL_ENTRY_SET(line->entry->thing, analyte->id);
    phil_line_number(line, mmol_l, typed, unit);
    return PHIL_OK;
}
