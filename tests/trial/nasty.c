/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nasty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char header[] = "day,period,arm,count,exposure_min\n";

/* A trial of 12 days, in which one field may be another text. */
enum column { DAY, PERIOD, ARM, COUNT, EXPOSURE, N_COLUMNS };

enum { DAYS = 12, CHANGED = 7 /* the day whose field it is */ };

static void write_days(FILE *out, int n_days, enum column column, const char *text, char separator)
{
    for (int d = 1; d <= n_days; d++) {
        char field[N_COLUMNS][32];
        snprintf(field[DAY], sizeof field[0], "%d", d);
        snprintf(field[PERIOD], sizeof field[0], "%d", (d + 1) / 2);
        snprintf(field[ARM], sizeof field[0], "%s", (d + 1) / 2 % 2 ? "A" : "B");
        snprintf(field[COUNT], sizeof field[0], "%d", 3 + d % 4);
        snprintf(field[EXPOSURE], sizeof field[0], "%g", 1 + 0.25 * (d % 3));
        for (int c = 0; c < N_COLUMNS; c++) {
            fputs(text && d == CHANGED && c == (int)column ? text : field[c], out);
            putc(c < N_COLUMNS - 1 ? separator : '\n', out);
        }
    }
}

static const struct changed {
    const char *name;
    enum nasty_fate fate;
    enum column column;
    const char *text;
} changed[] = {
    {"count_empty", NASTY_READ, COUNT, ""},
    {"count_nan", NASTY_REFUSED, COUNT, "nan"},
    {"count_infinite", NASTY_REFUSED, COUNT, "inf"},
    {"count_negative", NASTY_REFUSED, COUNT, "-1"},
    {"count_minus_zero", NASTY_EITHER, COUNT, "-0"},
    {"count_fraction", NASTY_REFUSED, COUNT, "3.5"},
    {"count_1e308", NASTY_REFUSED, COUNT, "1e308"},
    {"count_1e309", NASTY_REFUSED, COUNT, "1e309"},
    {"count_1e9", NASTY_READ, COUNT, "1000000000"},
    {"count_hexadecimal", NASTY_REFUSED, COUNT, "0x10"},
    {"count_comma", NASTY_REFUSED, COUNT, "\"1,5\""},
    {"count_formula", NASTY_REFUSED, COUNT, "=1+1"},
    {"count_word", NASTY_REFUSED, COUNT, "many"},
    {"count_arabic", NASTY_REFUSED, COUNT, "\xd9\xa3"},
    {"exposure_zero", NASTY_REFUSED, EXPOSURE, "0"},
    {"exposure_negative", NASTY_REFUSED, EXPOSURE, "-2"},
    {"exposure_nan", NASTY_REFUSED, EXPOSURE, "NaN"},
    {"exposure_empty", NASTY_REFUSED, EXPOSURE, ""},
    {"exposure_1e308", NASTY_REFUSED, EXPOSURE, "1e308"},
    {"exposure_1e9", NASTY_READ, EXPOSURE, "1e9"},
    {"exposure_tiny", NASTY_REFUSED, EXPOSURE, "1e-300"},
    {"day_empty", NASTY_REFUSED, DAY, ""},
    {"day_twice", NASTY_REFUSED, DAY, "6"},
    {"day_fraction", NASTY_REFUSED, DAY, "7.5"},
    {"day_far", NASTY_REFUSED, DAY, "9223372036854775808"},
    {"day_1e300", NASTY_REFUSED, DAY, "1e300"},
    {"day_a_date_among_numbers", NASTY_REFUSED, DAY, "2026-03-29"},
    {"period_empty", NASTY_REFUSED, PERIOD, ""},
    {"period_negative", NASTY_REFUSED, PERIOD, "-4"},
    {"period_fraction", NASTY_REFUSED, PERIOD, "3.5"},
    {"period_huge", NASTY_REFUSED, PERIOD, "99999999999"},
    {"period_torn", NASTY_REFUSED, PERIOD, "2"},
    {"period_run_in_amidst", NASTY_REFUSED, PERIOD, "0"},
    {"arm_unknown", NASTY_REFUSED, ARM, "C"},
    {"arm_empty", NASTY_REFUSED, ARM, ""},
    {"arm_small", NASTY_REFUSED, ARM, "b"},
    {"arm_other_in_one_period", NASTY_REFUSED, ARM, "A"},
};
enum { N_CHANGED = sizeof changed / sizeof changed[0] };

/* --- whole files ------------------------------------------------------------------------------ */

static void nothing(FILE *out)
{
    (void)out;
}

static void header_only(FILE *out)
{
    fputs(header, out);
}

static void no_header(FILE *out)
{
    write_days(out, DAYS, DAY, NULL, ',');
}

static void byte_order_mark(FILE *out)
{
    fprintf(out, "\xef\xbb\xbf%s", header);
    write_days(out, DAYS, DAY, NULL, ',');
}

static void utf_16(FILE *out)
{
    fputs("\xff\xfe", out);
    for (const char *c = header; *c; c++) {
        putc(*c, out);
        putc('\0', out);
    }
}

static void windows_lines(FILE *out)
{
    fputs("day,period,arm,count,exposure_min\r\n1,1,A,4,2\r\n2,2,B,1,2\r\n\r\n", out);
}

static void semicolons(FILE *out)
{
    fputs("day;period;arm;count;exposure_min\n", out);
    write_days(out, DAYS, DAY, NULL, ';');
}

static void decimal_commas(FILE *out)
{
    fputs("day;period;arm;count;exposure_min\n1;1;A;4;2,5\n2;2;B;1;2,5\n", out);
}

static void column_missing(FILE *out)
{
    fputs("day,period,arm,count\n1,1,A,4\n", out);
}

static void column_twice(FILE *out)
{
    fputs("day,period,arm,count,exposure_min,count\n1,1,A,4,2,5\n", out);
}

static void field_missing(FILE *out)
{
    fprintf(out, "%s1,1,A,4\n", header);
}

static void field_more(FILE *out)
{
    fprintf(out, "%s1,1,A,4,2,9\n", header);
}

static void quote_left_open(FILE *out)
{
    fprintf(out, "%s1,1,\"A,4,2\n2,2,B,1,2\n", header);
}

static void quote_amidst(FILE *out)
{
    fprintf(out, "%s1,1,A\"B\",4,2\n", header);
}

static void nul_bytes(FILE *out)
{
    fprintf(out, "%s1,1,A,4,2\n2,2,B,1%c0,2\n", header, '\0');
}

static void not_utf_8(FILE *out)
{
    fputs("day,period,arm,count,exposure_min,why\n1,1,A,4,2,caf\xe9\n", out);
}

static void formulas(FILE *out)
{
    fputs("day,period,arm,count,exposure_min,why,=cmd\n"
          "1,1,A,4,2,=1+1,@SUM(A1)\n"
          "2,2,B,1,2,'-2,\"+3\r\n=4\"\n",
          out);
}

static void huge_fields(FILE *out)
{
    fputs("day,period,arm,count,exposure_min,why,other\n1,1,A,4,2,", out);
    for (int i = 0; i < 1 << 20; i++)
        fputs("x", out);
    fputs(",\"", out);
    for (int i = 0; i < 1 << 19; i++)
        fputs("\"\"", out);
    fputs("\"\n2,2,B,1,2,,\n", out);
}

static void huge_number(FILE *out)
{
    fprintf(out, "%s1,1,A,", header);
    for (int i = 0; i < 1 << 20; i++)
        putc('9', out);
    fputs(",2\n", out);
}

static void hundred_thousand_columns(FILE *out)
{
    fputs("day,period,arm,count,exposure_min", out);
    for (int i = 0; i < 100000; i++)
        fprintf(out, ",c%d", i);
    putc('\n', out);
}

static void one_arm_alone(FILE *out)
{
    fputs(header, out);
    for (int d = 1; d <= 20; d++)
        fprintf(out, "%d,%d,A,%d,1.5\n", d, (d + 3) / 4, d % 5);
}

static void no_twitch_at_all(FILE *out)
{
    fputs(header, out);
    for (int d = 1; d <= 24; d++)
        fprintf(out, "%d,%d,%s,0,1.5\n", d, (d + 1) / 2, (d + 1) / 2 % 2 ? "A" : "B");
}

static void no_twitch_with_it(FILE *out)
{
    fputs(header, out);
    for (int d = 1; d <= 24; d++)
        fprintf(out, "%d,%d,%s,%d,1.5\n", d, (d + 1) / 2, (d + 1) / 2 % 2 ? "A" : "B",
                (d + 1) / 2 % 2 ? 4 : 0);
}

static void all_missed(FILE *out)
{
    fputs(header, out);
    for (int d = 1; d <= 24; d++)
        fprintf(out, "%d,%d,%s,,\n", d, (d + 1) / 2, (d + 1) / 2 % 2 ? "A" : "B");
}

static void extremes_side_by_side(FILE *out)
{
    fputs(header, out);
    for (int d = 1; d <= 24; d++)
        fprintf(out, "%d,%d,%s,%s,%s\n", d, (d + 1) / 2, (d + 1) / 2 % 2 ? "A" : "B",
                d % 3 ? "0" : "1000000000", d % 2 ? "1e-4" : "1e9");
}

static void n_days(FILE *out, int n)
{
    fputs(header, out);
    for (int d = 0; d < n; d++)
        fprintf(out, "%d,%d,%s,%d,%d\n", d, 1 + d / 5, d / 5 % 2 ? "B" : "A", (d * 7919) % 11,
                1 + d % 3);
}

static void ten_thousand_days(FILE *out)
{
    n_days(out, 10000);
}

static void ten_thousand_and_one(FILE *out)
{
    n_days(out, 10001);
}

static void day_after_ten_years(FILE *out)
{
    fputs(header, out);
    write_days(out, DAYS, DAY, NULL, ',');
    fputs("3653,7,A,4,2\n", out);
}

/* Clocks go forward on 2026-03-29 and back on 2026-10-25 in Europe; 2028 is a leap year. */
static void clock_changes(FILE *out)
{
    fprintf(out,
            "%s2026-03-28,1,A,4,2\n2026-03-29,1,A,4,2\n2026-03-30,2,B,4,2\n2026-10-24,2,B,1,2\n"
            "2026-10-25,3,A,5,2\n2026-10-26,4,B,2,2\n",
            header);
}

static void leap_day(FILE *out)
{
    fprintf(out, "%s2028-02-28,1,A,4,2\n2028-02-29,1,A,4,2\n2028-03-01,2,B,4,2\n", header);
}

static void no_leap_day(FILE *out)
{
    fprintf(out, "%s2027-02-28,1,A,4,2\n2027-02-29,1,A,4,2\n2027-03-01,2,B,4,2\n", header);
}

static void thirteenth_month(FILE *out)
{
    fprintf(out, "%s2027-13-01,1,A,4,2\n", header);
}

static void american_dates(FILE *out)
{
    fprintf(out, "%s03/04/2026,1,A,4,2\n", header);
}

static void a_picture(FILE *out)
{
    fwrite("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0", 1, 24, out);
}

static const struct whole {
    const char *name;
    enum nasty_fate fate;
    void (*write)(FILE *out);
} whole[] = {
    {"empty", NASTY_REFUSED, nothing},
    {"header_only", NASTY_EITHER, header_only},
    {"no_header", NASTY_REFUSED, no_header},
    {"byte_order_mark", NASTY_READ, byte_order_mark},
    {"utf_16", NASTY_REFUSED, utf_16},
    {"windows_lines", NASTY_READ, windows_lines},
    {"semicolons", NASTY_REFUSED, semicolons},
    {"decimal_commas", NASTY_REFUSED, decimal_commas},
    {"column_missing", NASTY_REFUSED, column_missing},
    {"column_twice", NASTY_REFUSED, column_twice},
    {"field_missing", NASTY_REFUSED, field_missing},
    {"field_more", NASTY_REFUSED, field_more},
    {"quote_left_open", NASTY_REFUSED, quote_left_open},
    {"quote_amidst", NASTY_REFUSED, quote_amidst},
    {"nul_bytes", NASTY_REFUSED, nul_bytes},
    {"not_utf_8", NASTY_REFUSED, not_utf_8},
    {"formulas", NASTY_READ, formulas},
    {"huge_fields", NASTY_READ, huge_fields},
    {"huge_number", NASTY_REFUSED, huge_number},
    {"hundred_thousand_columns", NASTY_REFUSED, hundred_thousand_columns},
    {"one_arm_alone", NASTY_READ, one_arm_alone},
    {"no_twitch_at_all", NASTY_READ, no_twitch_at_all},
    {"no_twitch_with_it", NASTY_READ, no_twitch_with_it},
    {"all_missed", NASTY_READ, all_missed},
    {"extremes_side_by_side", NASTY_READ, extremes_side_by_side},
    {"ten_thousand_days", NASTY_READ, ten_thousand_days},
    {"ten_thousand_and_one", NASTY_REFUSED, ten_thousand_and_one},
    {"day_after_ten_years", NASTY_READ, day_after_ten_years},
    {"clock_changes", NASTY_READ, clock_changes},
    {"leap_day", NASTY_READ, leap_day},
    {"no_leap_day", NASTY_REFUSED, no_leap_day},
    {"thirteenth_month", NASTY_REFUSED, thirteenth_month},
    {"american_dates", NASTY_REFUSED, american_dates},
    {"a_picture", NASTY_REFUSED, a_picture},
};
enum { N_WHOLE = sizeof whole / sizeof whole[0] };

int nasty_get(struct nasty *nasty, size_t i)
{
    *nasty = (struct nasty){0};
    if (i >= N_CHANGED + N_WHOLE)
        return 0;
    FILE *out = open_memstream(&nasty->text, &nasty->size);
    if (i < N_CHANGED) {
        nasty->name = changed[i].name;
        nasty->fate = changed[i].fate;
        if (out) {
            fputs(header, out);
            write_days(out, DAYS, changed[i].column, changed[i].text, ',');
        }
    } else {
        nasty->name = whole[i - N_CHANGED].name;
        nasty->fate = whole[i - N_CHANGED].fate;
        if (out)
            whole[i - N_CHANGED].write(out);
    }
    if (out)
        fclose(out);
    return 1;
}
