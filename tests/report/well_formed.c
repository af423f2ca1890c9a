/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "well_formed.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { DEEPEST = 40, LONGEST_NAME = 20 };

/* Reads the attributes of a tag up to its '>': each one name="value". Returns past the '>';
 * *closed tells of "/>". */
static const char *read_attributes(const char *c, bool *closed)
{
    *closed = false;
    for (;;) {
        while (isspace((unsigned char)*c))
            c++;
        if (*c == '>')
            return c + 1;
        if (c[0] == '/' && c[1] == '>') {
            *closed = true;
            return c + 2;
        }
        const size_t name = strcspn(c, "= \n<>\"'/");
        assert_true(name > 0);
        assert_true(strncmp(c, "on", 2) != 0); /* no handlers */
        assert_true(strncmp(c + name, "=\"", 2) == 0);
        c += name + 2;
        const size_t value = strcspn(c, "\"<");
        assert_int_equal(c[value], '"');
        c += value + 1;
    }
}

int well_formed_check(const char *page)
{
    char open[DEEPEST][LONGEST_NAME];
    int depth = 0, elements = 0;
    assert_true(strncmp(page, "<!DOCTYPE html>\n", 16) == 0);
    for (const char *c = page + 16; *c;) {
        if (*c == '&')
            assert_true(strcspn(c, ";") < 8);
        if (*c++ != '<')
            continue;
        const bool closing = *c == '/';
        c += closing;
        const size_t n = strcspn(c, " \n/>");
        bool closed;
        assert_true(n > 0 && n < LONGEST_NAME);
        if (closing) {
            assert_true(depth > 0);
            depth--;
            assert_true(strlen(open[depth]) == n && strncmp(open[depth], c, n) == 0);
            assert_int_equal(c[n], '>');
            c += n + 1;
            continue;
        }
        assert_true(depth < DEEPEST);
        sprintf(open[depth], "%.*s", (int)n, c);
        c = read_attributes(c + n, &closed);
        depth += !closed;
        elements++;
    }
    assert_int_equal(depth, 0);
    return elements;
}

int page_count(const char *page, const char *what)
{
    int n = 0;
    for (const char *c = page; (c = strstr(c, what)); c++)
        n++;
    return n;
}

void page_is_alone(const char *page)
{
    static const char *const forbidden[] = {"<script", "@import", "url(",        "<link", "<iframe",
                                            "<img",    "<image",  "javascript:", " src=", "<form"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        assert_null(strstr(page, forbidden[i]));
    assert_non_null(strstr(page, "default-src 'none'"));
    assert_int_equal(page_count(page, "href=\"http"),
                     page_count(page, "<a rel=\"noreferrer\" href=\""));
}

void page_is_text(const char *page)
{
    assert_null(strstr(page, "\xe2\x80\xae"));
    for (const unsigned char *c = (const unsigned char *)page; *c; c++)
        assert_true((*c >= 0x20 || *c == '\n') && *c != 0x7f && *c != 0xff);
}
