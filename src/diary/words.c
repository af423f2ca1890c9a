/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See words.h. The C library's case functions follow the locale, and a diary must read the same
 * words everywhere: so the two alphabets of the aliases are folded by hand.
 */
#include "diary/words.h"

#include <stdint.h>
#include <string.h>

/* The code point at `s` of `left` > 0 bytes and its length; length 0 when it is not UTF-8. */
static uint32_t decode(const unsigned char *s, size_t left, size_t *length)
{
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    const uint32_t lead = s[0];
    const size_t more = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    *length = 0;
    if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || more >= left)
        return 0;
    uint32_t c = more ? lead & (0x3fu >> more) : lead;
    for (size_t i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3fu);
    }
    if (c < smallest[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *length = more + 1;
    return c;
}

const char *phil_text_fault(const char *text, size_t size, bool lines)
{
    size_t length;
    for (size_t at = 0; at < size; at += length) {
        const uint32_t c = decode((const unsigned char *)text + at, size - at, &length);
        if (length == 0)
            return "not UTF-8";
        if (lines && (c == '\t' || c == '\n' || c == '\r'))
            continue;
        if (c < 0x20 || (c >= 0x7f && c < 0xa0))
            return "holds control characters";
        /* They turn what follows them on the line, the program's own words too. The marks that
         * right-to-left writing itself needs are others. */
        if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
            return "holds characters that turn the direction of writing";
    }
    return NULL;
}

const char *phil_text_quote(const char *text, char quoted[PHIL_QUOTE_SIZE])
{
    const size_t size = strlen(text);
    size_t length, n = 0;
    for (size_t at = 0; at < size; at += length ? length : 1) {
        decode((const unsigned char *)text + at, size - at, &length);
        if (n + (length ? length : 1) > PHIL_QUOTE_SIZE - 4) {
            strcpy(quoted + n, "...");
            return quoted;
        }
        if (length)
            memcpy(quoted + n, text + at, length);
        else
            quoted[n] = '?';
        n += length ? length : 1;
    }
    quoted[n] = '\0';
    return quoted;
}

/* U+00C0 to U+017F without their accents, two bytes each; ' ' stands for nothing. */
static const char latin[] = "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thss"
                            "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thy "
                            "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g "
                            "g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l "
                            "l l l n n n n n n n n n o o o o o o oeoer r r r r r s s s s s s "
                            "s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ";

static uint32_t fold_cyrillic(uint32_t c)
{
    if (c >= 0x410 && c <= 0x42f)
        c += 0x20;
    if (c == 0x401 || c == 0x451) /* yo is written as ye as often as not */
        c = 0x435;
    return c;
}

/* Folds one code point into at most 4 bytes; returns how many. */
static size_t fold_point(uint32_t c, const unsigned char *bytes, size_t length, char out[4])
{
    if (c == '_' || c == '-' || c == '\'' || c == '\t' || c == '\n' || c == 0xa0 || c == 0x2019)
        c = ' ';
    if (c >= 0x300 && c <= 0x36f) /* accents on their own, as some keyboards and macOS send them */
        return 0;
    if (c < 0x80) {
        out[0] = (char)(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
        return 1;
    }
    if (c >= 0xc0 && c <= 0x17f) {
        const char *pair = &latin[2 * (c - 0xc0)];
        memcpy(out, pair, 2);
        return pair[0] == ' ' ? 0 : pair[1] == ' ' ? 1 : 2;
    }
    if (c >= 0x400 && c <= 0x45f) {
        c = fold_cyrillic(c);
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    memcpy(out, bytes, length);
    return length;
}

bool phil_word_fold(const char *text, char folded[PHIL_WORD_SIZE])
{
    const size_t size = strlen(text);
    size_t length, n = 0;
    for (size_t at = 0; at < size; at += length) {
        char piece[4];
        const unsigned char *bytes = (const unsigned char *)text + at;
        const uint32_t c = decode(bytes, size - at, &length);
        const size_t more = length ? fold_point(c, bytes, length, piece) : 0;
        if (length == 0 || n + more >= PHIL_WORD_SIZE) {
            folded[0] = '\0';
            return false;
        }
        if (more == 1 && piece[0] == ' ' && (n == 0 || folded[n - 1] == ' '))
            continue;
        memcpy(folded + n, piece, more);
        n += more;
    }
    if (n && folded[n - 1] == ' ')
        n--;
    folded[n] = '\0';
    return true;
}

static bool joined(const char *typed, const char *stem, size_t n, const char *ending,
                   const char *rest)
{
    const size_t more = strlen(ending);
    return strncmp(typed, stem, n) == 0 && strncmp(typed + n, ending, more) == 0 &&
           strcmp(typed + n + more, rest) == 0;
}

/* The word's first n bytes made plural, its rest kept. */
static bool is_plural(const char *typed, const char *word, size_t n)
{
    const char *rest = word + n;
    if (n < 2)
        return false;
    return joined(typed, word, n, "s", rest) || joined(typed, word, n, "es", rest) ||
           (word[n - 1] == 'y' && joined(typed, word, n - 1, "ies", rest));
}

bool phil_word_is(const char *typed, const char *word)
{
    return strcmp(typed, word) == 0 || is_plural(typed, word, strlen(word)) ||
           is_plural(typed, word, strcspn(word, " "));
}

int phil_word_slips(const char *word)
{
    const size_t n = strlen(word);
    return n < 3 ? 0 : n < 5 ? 1 : n < 9 ? 2 : 3;
}
