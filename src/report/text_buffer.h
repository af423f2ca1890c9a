/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text that grows, and the ways in which foreign text and numbers may enter it.
 *
 * Out of memory is remembered instead of being returned from every call: a writer builds its
 * whole text and asks once, in phil_text_send(). Numbers never pass through printf's floating
 * formats, because those follow the caller's locale.
 */
#ifndef PHIL_REPORT_TEXT_BUFFER_H
#define PHIL_REPORT_TEXT_BUFFER_H

#include <stdio.h>

#include <philtrum/base.h>

struct phil_text {
    char *data;              /* NUL-terminated once something was added; NULL before */
    size_t length, capacity; /* length does not count the NUL */
    bool failed;             /* out of memory: what was added later is lost */
};

void phil_text_release(struct phil_text *text);

/* Empties the text and keeps its memory. */
void phil_text_clear(struct phil_text *text);

/* The text, never NULL. */
const char *phil_text_string(const struct phil_text *text);

void phil_text_add(struct phil_text *text, const char *string);
void phil_text_add_bytes(struct phil_text *text, const char *bytes, size_t n);
void phil_text_printf(struct phil_text *text, const char *format, ...) PHIL_PRINTF(2, 3);

/* A number with `decimals` (0..9) digits after the point, by value so that it can stand among
 * the arguments of phil_text_printf(). "-" when it is not finite; beyond 1e15 it saturates. */
struct phil_number {
    char s[40];
};
struct phil_number phil_fixed(double value, int decimals);

/* Like phil_fixed, without zeros at the end: for coordinates. Never empty. */
struct phil_number phil_short(double value, int decimals);

/* How foreign text may look where it is going. */
enum phil_charset {
    PHIL_CHARSET_UTF8,  /* valid UTF-8; everything else becomes U+FFFD, nothing is dropped */
    PHIL_CHARSET_PLAIN, /* and no character that steers a terminal or turns the direction */
    PHIL_CHARSET_ASCII, /* and only 0x20..0x7e, others become '?' */
};

/* Adds foreign text (a file name). NULL adds nothing. */
void phil_text_add_clean(struct phil_text *text, const char *string, enum phil_charset charset);

/* Adds foreign text fit for HTML content and quoted attributes. */
void phil_text_add_html(struct phil_text *text, const char *string);

/* Adds bytes in base 64 (RFC 4648, padded). */
void phil_text_add_base64(struct phil_text *text, const uint8_t *bytes, size_t n);

/* The code point at *at, which advances past it; 0xfffd for each byte that is not UTF-8; 0 at
 * the end. */
uint32_t phil_utf8_next(const char **at);

/* Columns that a code point takes on a terminal: 0, 1 or 2. */
int phil_utf8_columns(uint32_t c);

/* Writes the text to `out`. Errors: PHIL_EMEM (the text is incomplete), PHIL_EIO. */
enum phil_status phil_text_send(const struct phil_text *text, FILE *out);

#endif
