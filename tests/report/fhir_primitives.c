/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The primitive types of FHIR R4 as JSON ("Data Types", "JSON Representation of Resources"). */
#include <limits.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fhir_rules.h"

#define YEAR   "([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)"
#define MONTH  "(0[1-9]|1[0-2])"
#define DAY    "(0[1-9]|[1-2][0-9]|3[0-1])"
#define CLOCK  "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?"
#define OFFSET "(Z|(\\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"

static const struct {
    const char *type, *pattern;
} patterns[] = {
    {"id", "[A-Za-z0-9.-]{1,64}"},
    {"code", "[^[:space:]]+([[:space:]][^[:space:]]+)*"},
    {"uri", "[a-z][a-z0-9+.-]*:[^[:space:]]+"}, /* none of ours is relative */
    {"canonical", "#[A-Za-z0-9.-]{1,64}|[a-z]+:[^[:space:]]+"},
    {"date", YEAR "(-" MONTH "(-" DAY ")?)?"},
    {"dateTime", YEAR "(-" MONTH "(-" DAY "(T" CLOCK OFFSET ")?)?)?"},
    {"instant", YEAR "-" MONTH "-" DAY "T" CLOCK OFFSET},
    {"base64Binary", "([0-9a-zA-Z+/]{4})*([0-9a-zA-Z+/]{2}==|[0-9a-zA-Z+/]{3}=)?"},
};

static bool matches(const char *pattern, const char *text)
{
    char whole[600];
    regex_t regex;
    snprintf(whole, sizeof whole, "^(%s)$", pattern);
    if (regcomp(&regex, whole, REG_EXTENDED | REG_NOSUB))
        abort();
    const bool does = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return does;
}

/* U+0085, U+00A0, U+1680, U+2000..200A, U+2028..29, U+202F, U+205F, U+3000, U+FEFF belong to \s
 * in one or the other language of patterns, and FHIR's pattern for a string has \S and four
 * plain blanks. */
static bool has_odd_space(const char *text)
{
    static const char *const odd[] = {"\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80",
                                      "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
                                      "\xe2\x81\x9f", "\xe3\x80\x80", "\xef\xbb\xbf"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        if (strstr(text, odd[i]))
            return true;
    for (const char *at = text; (at = strstr(at, "\xe2\x80")); at++)
        if ((unsigned char)at[2] >= 0x80 && (unsigned char)at[2] <= 0x8a)
            return true;
    return false;
}

/* Not empty, no blanks at the ends, no control characters, below 1 MB. */
static bool is_string(const char *text)
{
    const size_t n = strlen(text);
    if (!n || n > 1 << 20 || strchr(" \t\r\n", text[0]) || strchr(" \t\r\n", text[n - 1]))
        return false;
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)text[i] < 0x20 && !strchr("\t\r\n", text[i])) || text[i] == 0x7f)
            return false;
    return !has_odd_space(text);
}

static bool is_day(const char *text)
{
    int year = 0, month = 1, day = 1;
    if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) < 1)
        return false;
    const bool leap = year % 4 == 0 && (year % 100 || year % 400 == 0);
    return day <= (month == 2                                              ? 28 + leap
                   : month == 4 || month == 6 || month == 9 || month == 11 ? 30
                                                                           : 31);
}

static bool is_text_type(const char *type, const char *text, bool *known)
{
    if (!strcmp(type, "string"))
        return is_string(text);
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        if (!strcmp(type, patterns[i].type)) {
            const bool dated = strstr("date dateTime instant", type) != NULL;
            return *text && matches(patterns[i].pattern, text) && (!dated || is_day(text));
        }
    *known = false;
    return false;
}

bool fhir_is_primitive(const char *type, const json_t *value, bool *known)
{
    *known = true;
    if (!strcmp(type, "boolean"))
        return json_is_boolean(value);
    if (!strcmp(type, "decimal"))
        return json_is_number(value);
    if (!strcmp(type, "integer") || !strcmp(type, "unsignedInt"))
        return json_is_integer(value) && json_integer_value(value) <= INT_MAX &&
               json_integer_value(value) >= (*type == 'u' ? 0 : INT_MIN);
    const char *text = json_string_value(value);
    const bool good = is_text_type(type, text ? text : "", known);
    return text && good;
}
