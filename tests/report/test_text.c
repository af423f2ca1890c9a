/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, foreign text and base 64 on their way into a report. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/text_buffer.h"
#include "report/wording.h"

static void numbers_are_rounded_and_never_odd(void **state)
{
    assert_string_equal(phil_fixed(0.4, 2).s, "0.40");
    assert_string_equal(phil_fixed(-1.005, 1).s, "-1.0");
    assert_string_equal(phil_fixed(-0.004, 2).s, "0.00"); /* no minus zero */
    assert_string_equal(phil_fixed(2.5, 0).s, "3");
    assert_string_equal(phil_fixed(0.05, 4).s, "0.0500");
    assert_string_equal(phil_fixed(NAN, 2).s, "-");
    assert_string_equal(phil_fixed(INFINITY, 2).s, "-");
    assert_string_equal(phil_fixed(1e300, 2).s, "90000000000000000.00");
    assert_string_equal(phil_short(12.50, 3).s, "12.5");
    assert_string_equal(phil_short(100, 0).s, "100");
    assert_string_equal(phil_short(100, 2).s, "100");
    assert_string_equal(phil_short(NAN, 2).s, "0");
}

static void lengths_and_times_read_well(void **state)
{
    assert_string_equal(phil_mm(0.4).s, "0.40");
    assert_string_equal(phil_mm(0.0341).s, "0.034");
    assert_string_equal(phil_mm(1.26).s, "1.3");
    assert_string_equal(phil_mm(12.4).s, "12");
    assert_string_equal(phil_seconds(3.2).s, "3.2 s");
    assert_string_equal(phil_seconds(28.04).s, "28 s");
    assert_string_equal(phil_seconds(598.4).s, "9 min 58 s");
    assert_string_equal(phil_duration(0.09).s, "90 ms");
    assert_string_equal(phil_duration(1.25).s, "1.3 s");
    assert_string_equal(phil_rate(2.44).s, "2.4");
    assert_string_equal(phil_rate(22.2).s, "22");
}

static void utf8_is_decoded_as_the_standard_says(void **state)
{
    /* Unicode 15, table 3-7: overlong, surrogate, beyond 10FFFF, cut off. */
    static const struct {
        const char *bytes;
        uint32_t first;
    } cases[] = {
        {"a", 'a'},
        {"\xc3\xa9", 0xe9},
        {"\xe2\x82\xac", 0x20ac},
        {"\xc0\x80", 0xfffd},
        {"\xf0\x9f\x98\x80", 0x1f600},
        {"\xed\xa0\x80", 0xfffd},
        {"\x80", 0xfffd},
        {"\xf4\x90\x80\x80", 0xfffd},
        {"\xe2\x82", 0xfffd},
        {"\xff", 0xfffd},
        {"\xe0\x80\xaf", 0xfffd},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *at = cases[i].bytes;
        assert_int_equal(phil_utf8_next(&at), cases[i].first);
        assert_true(at <= cases[i].bytes + strlen(cases[i].bytes));
    }
}

static void check_clean(enum phil_charset charset, const char *in, const char *out)
{
    struct phil_text text = {0};
    phil_text_add_clean(&text, in, charset);
    assert_string_equal(phil_text_string(&text), out);
    phil_text_release(&text);
}

static void foreign_text_loses_what_steers(void **state)
{
    check_clean(PHIL_CHARSET_UTF8, "a\x1b\xff", "a\x1b\xef\xbf\xbd");
    check_clean(PHIL_CHARSET_PLAIN, "\x1b[2J\xc3\xa9", "\xef\xbf\xbd[2J\xc3\xa9");
    check_clean(PHIL_CHARSET_PLAIN,
                "\xc2\x9b"
                "m",
                "\xef\xbf\xbdm"); /* C1 CSI */
    check_clean(PHIL_CHARSET_PLAIN,
                "\xe2\x80\xae"
                "x",
                "\xef\xbf\xbdx"); /* override */
    check_clean(PHIL_CHARSET_ASCII, "\xc3\xa9\x1b~", "??~");
    struct phil_text text = {0};
    phil_text_add_html(&text, "<a href=\"x\">'&\x01");
    assert_string_equal(phil_text_string(&text),
                        "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\xef\xbf\xbd");
    phil_text_release(&text);
}

static void base64_matches_rfc_4648(void **state)
{
    /* The test vectors of its section 10. */
    static const char *const cases[][2] = {
        {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
        {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct phil_text text = {0};
        phil_text_add_base64(&text, (const uint8_t *)cases[i][0], strlen(cases[i][0]));
        assert_string_equal(phil_text_string(&text), cases[i][1]);
        phil_text_release(&text);
    }
}

static void growth_keeps_what_was_added(void **state)
{
    struct phil_text text = {0};
    for (int i = 0; i < 10000; i++)
        phil_text_printf(&text, "%04d", i);
    assert_int_equal(text.length, 40000);
    assert_memory_equal(text.data + 4 * 1234, "1234", 4);
    assert_memory_equal(text.data + 4 * 9999, "9999", 5);
    phil_text_release(&text);
    assert_string_equal(phil_text_string(&text), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_rounded_and_never_odd),
        cmocka_unit_test(lengths_and_times_read_well),
        cmocka_unit_test(utf8_is_decoded_as_the_standard_says),
        cmocka_unit_test(foreign_text_loses_what_steers),
        cmocka_unit_test(base64_matches_rfc_4648),
        cmocka_unit_test(growth_keeps_what_was_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
