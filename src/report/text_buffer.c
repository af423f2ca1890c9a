/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See text_buffer.h. */
#include "report/text_buffer.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

#define REPLACEMENT 0xfffdu

void phil_text_release(struct phil_text *text)
{
    if (!text)
        return;
    free(text->data);
    *text = (struct phil_text){0};
}

void phil_text_clear(struct phil_text *text)
{
    text->length = 0;
    if (text->data)
        text->data[0] = '\0';
}

const char *phil_text_string(const struct phil_text *text)
{
    return text->data ? text->data : "";
}

static bool make_room(struct phil_text *text, size_t n)
{
    size_t needed;
    if (text->failed || __builtin_add_overflow(text->length, n, &needed) ||
        __builtin_add_overflow(needed, (size_t)1, &needed) ||
        !phil_grow((void **)&text->data, &text->capacity, needed, 1)) {
        text->failed = true;
        return false;
    }
    return true;
}

void phil_text_add_bytes(struct phil_text *text, const char *bytes, size_t n)
{
    if (!make_room(text, n))
        return;
    if (n)
        memcpy(text->data + text->length, bytes, n);
    text->length += n;
    text->data[text->length] = '\0';
}

void phil_text_add(struct phil_text *text, const char *string)
{
    phil_text_add_bytes(text, string, strlen(string));
}

void phil_text_printf(struct phil_text *text, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, args);
    if (n < 0 || !make_room(text, (size_t)n)) {
        text->failed = true;
    } else {
        vsnprintf(text->data + text->length, (size_t)n + 1, format, again);
        text->length += (size_t)n;
    }
    va_end(again);
    va_end(args);
}

struct phil_number phil_fixed(double value, int decimals)
{
    static const int64_t power[] = {1,      10,      100,      1000,      10000,
                                    100000, 1000000, 10000000, 100000000, 1000000000};
    struct phil_number number = {"-"};
    if (!isfinite(value))
        return number;
    decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
    /* 9e18 fits an int64_t; whoever prints such a number wants no digits after the point. */
    const double largest = 9e18 / (double)power[decimals];
    const double kept = fmin(fmax(value, -largest), largest);
    const int64_t scaled = llround(fabs(kept) * (double)power[decimals]);
    const char *sign = value < 0 && scaled ? "-" : "";
    if (decimals)
        snprintf(number.s, sizeof number.s, "%s%" PRId64 ".%0*" PRId64, sign,
                 scaled / power[decimals], decimals, scaled % power[decimals]);
    else
        snprintf(number.s, sizeof number.s, "%s%" PRId64, sign, scaled);
    return number;
}

struct phil_number phil_short(double value, int decimals)
{
    struct phil_number number = phil_fixed(isfinite(value) ? value : 0, decimals);
    char *end = number.s + strlen(number.s);
    if (!strchr(number.s, '.'))
        return number;
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.')
        end[-1] = '\0';
    return number;
}

uint32_t phil_utf8_next(const char **at)
{
    const unsigned char *s = (const unsigned char *)*at;
    const uint32_t lead = s[0];
    if (!lead)
        return 0;
    ++*at;
    if (lead < 0x80)
        return lead;
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4)
        return REPLACEMENT;
    uint32_t c = lead & (0x3fu >> more);
    for (int i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return REPLACEMENT;
        c = c << 6 | (s[i] & 0x3fu);
    }
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    if (c < smallest[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return REPLACEMENT;
    *at += more;
    return c;
}

static bool between(uint32_t c, uint32_t lo, uint32_t hi)
{
    return c >= lo && c <= hi;
}

/* The wide and the combining blocks of Unicode 15, coarsely: a table of every character would
 * only serve file names. */
int phil_utf8_columns(uint32_t c)
{
    if (between(c, 0x300, 0x36f) || between(c, 0x200b, 0x200d) || between(c, 0xfe00, 0xfe0f))
        return 0;
    const bool wide =
        between(c, 0x1100, 0x115f) || between(c, 0x2e80, 0xa4cf) || between(c, 0xac00, 0xd7a3) ||
        between(c, 0xf900, 0xfaff) || between(c, 0xfe30, 0xfe6f) || between(c, 0xff00, 0xff60) ||
        between(c, 0xffe0, 0xffe6) || between(c, 0x1f300, 0x1faff) || between(c, 0x20000, 0x3fffd);
    return wide ? 2 : 1;
}

/* Controls (C0, DEL, C1), line and paragraph separators, and the marks that reverse the reading
 * direction: with them a file name could rewrite the screen or pretend to be another one. */
static bool steers(uint32_t c)
{
    return c < 0x20 || between(c, 0x7f, 0x9f) || between(c, 0x200e, 0x200f) ||
           between(c, 0x2028, 0x202e) || between(c, 0x2060, 0x206f) || c == 0x61c || c == 0xfeff ||
           between(c, 0xfff9, 0xfffb) || between(c, 0xe0000, 0xe007f);
}

static void add_code_point(struct phil_text *text, uint32_t c)
{
    char bytes[4];
    size_t n = 0;
    if (c < 0x80) {
        bytes[n++] = (char)c;
    } else if (c < 0x800) {
        bytes[n++] = (char)(0xc0 | c >> 6);
        bytes[n++] = (char)(0x80 | (c & 0x3f));
    } else {
        if (c < 0x10000) {
            bytes[n++] = (char)(0xe0 | c >> 12);
        } else {
            bytes[n++] = (char)(0xf0 | c >> 18);
            bytes[n++] = (char)(0x80 | (c >> 12 & 0x3f));
        }
        bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        bytes[n++] = (char)(0x80 | (c & 0x3f));
    }
    phil_text_add_bytes(text, bytes, n);
}

void phil_text_add_clean(struct phil_text *text, const char *string, enum phil_charset charset)
{
    if (!string)
        return;
    for (uint32_t c; (c = phil_utf8_next(&string));) {
        if (charset != PHIL_CHARSET_UTF8 && steers(c))
            c = REPLACEMENT;
        if (charset == PHIL_CHARSET_ASCII && c > 0x7e)
            c = '?';
        add_code_point(text, c);
    }
}

void phil_text_add_html(struct phil_text *text, const char *string)
{
    if (!string)
        return;
    for (uint32_t c; (c = phil_utf8_next(&string));) {
        if (c == '&')
            phil_text_add(text, "&amp;");
        else if (c == '<')
            phil_text_add(text, "&lt;");
        else if (c == '>')
            phil_text_add(text, "&gt;");
        else if (c == '"')
            phil_text_add(text, "&quot;");
        else if (c == '\'')
            phil_text_add(text, "&#39;");
        else
            add_code_point(text, steers(c) && c != '\n' ? REPLACEMENT : c);
    }
}

void phil_text_add_base64(struct phil_text *text, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        const size_t left = n - i;
        const uint32_t three = (uint32_t)bytes[i] << 16 |
                               (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                               (left > 2 ? bytes[i + 2] : 0);
        const char four[4] = {digits[three >> 18], digits[three >> 12 & 63],
                              left > 1 ? digits[three >> 6 & 63] : '=',
                              left > 2 ? digits[three & 63] : '='};
        phil_text_add_bytes(text, four, 4);
    }
}

enum phil_status phil_text_send(const struct phil_text *text, FILE *out)
{
    if (text->failed)
        return PHIL_EMEM;
    if (text->length && fwrite(text->data, 1, text->length, out) != text->length)
        return PHIL_EIO;
    return fflush(out) || ferror(out) ? PHIL_EIO : PHIL_OK;
}
