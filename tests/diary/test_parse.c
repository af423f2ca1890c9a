/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type, and what becomes of it. The expected amounts are worked out by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "diary/words.h"
#include "pantry.h"

/* The line as a shell would cut it: '|' stands between arguments where blanks stay inside. */
static enum phil_status parse(const char *line, struct phil_entry *entry, struct heard *heard)
{
    static char text[20000];
    const char *words[300];
    size_t n = 0;
    const struct phil_moment now = moment_of("2026-11-26T14:00:00+01:00");
    const struct phil_log log = listen_to(heard);
    const char *cut = strchr(line, '|') ? "|" : " ";
    char *rest = text;
    snprintf(text, sizeof text, "%s", line);
    for (char *word; n < 300 && (word = strtok_r(rest, cut, &rest));)
        words[n++] = word;
    return phil_entry_parse(entry, pantry(), words, n, NULL, &now, &log);
}

struct good {
    const char *line;
    enum phil_entry_kind kind;
    const char *thing;
    double amount, typed;
    const char *unit;
    const char *words; /* as described */
};

static const struct good good_lines[] = {
    {"coffee 2", PHIL_ENTRY_DRINK, "coffee", 2, 2, "",
     "2 cups of coffee (190 mg caffeine, 232 mg potassium)"},
    {"2 coffees", PHIL_ENTRY_DRINK, "coffee", 2, 2, "", NULL},
    {"2x coffee", PHIL_ENTRY_DRINK, "coffee", 2, 2, "", NULL},
    {"coffee x2", PHIL_ENTRY_DRINK, "coffee", 2, 2, "", NULL},
    {"coffee 2x", PHIL_ENTRY_DRINK, "coffee", 2, 2, "", NULL},
    {"coffee", PHIL_ENTRY_DRINK, "coffee", 1, 1, "", NULL},
    {"a coffee", PHIL_ENTRY_DRINK, "coffee", 1, 1, "", NULL},
    {"no coffee", PHIL_ENTRY_DRINK, "coffee", 0, 0, "", "no coffee"},
    {"coffee 0", PHIL_ENTRY_DRINK, "coffee", 0, 0, "", NULL},
    {"COFFEE 1,5", PHIL_ENTRY_DRINK, "coffee", 1.5, 1.5, "", NULL},
    {"1/2 coffee", PHIL_ENTRY_DRINK, "coffee", 0.5, 0.5, "", NULL},
    {"\xc2\xbd coffee", PHIL_ENTRY_DRINK, "coffee", 0.5, 0.5, "", NULL},
    {"half a banana", PHIL_ENTRY_FOOD, "banana", 0.5, 0.5, "", "half a banana (211 mg potassium)"},
    {"ein bier", PHIL_ENTRY_DRINK, "beer", 1, 1, "", "1 bottle of beer (20 g alcohol)"},
    {"Two Espressos", PHIL_ENTRY_DRINK, "espresso", 2, 2, "",
     "2 shots of espresso (126 mg caffeine)"},
    {"two cups of coffee", PHIL_ENTRY_DRINK, "coffee", 2, 2, "cups",
     "2 cups of coffee (190 mg caffeine, 232 mg potassium)"},
    {"coffee 2 cups", PHIL_ENTRY_DRINK, "coffee", 2, 2, "cups", NULL},
    {"Kaffee", PHIL_ENTRY_DRINK, "coffee", 1, 1, "", NULL},
    {"Kaffees 3", PHIL_ENTRY_DRINK, "coffee", 3, 3, "", NULL},
    {"CAF\xc3\x89", PHIL_ENTRY_DRINK, "coffee", 1, 1, "", NULL},
    {"cafe", PHIL_ENTRY_DRINK, "coffee", 1, 1, "", NULL},
    {"cafe\xcc\x81", PHIL_ENTRY_DRINK, "coffee", 1, 1, "", NULL},
    {"\xd0\x9f\xd0\xb8\xd0\xb2\xd0\xbe", PHIL_ENTRY_DRINK, "beer", 1, 1, "", NULL},
    {"coffee 120ml", PHIL_ENTRY_DRINK, "coffee", 0.5, 120, "ml", NULL},
    {"coffee|0.24 L", PHIL_ENTRY_DRINK, "coffee", 1, 0.24, "L", NULL},
    {"energy drink|500ml", PHIL_ENTRY_DRINK, "energy_drink", 2, 500, "ml",
     "500 ml of energy drink (160 mg caffeine)"},
    {"energy drink 500ml", PHIL_ENTRY_DRINK, "energy_drink", 2, 500, "ml", NULL},
    {"energy-drink 50cl", PHIL_ENTRY_DRINK, "energy_drink", 2, 50, "cl", NULL},
    {"2 energy drinks 500 ml", PHIL_ENTRY_DRINK, "energy_drink", 4, 1000, "ml", NULL},
    {"500ml of energy drink", PHIL_ENTRY_DRINK, "energy_drink", 2, 500, "ml", NULL},
    {"cola 12oz", PHIL_ENTRY_DRINK, "cola", 12 * 29.5735 / 355, 12, "oz", NULL},
    {"glass of wine", PHIL_ENTRY_DRINK, "wine", 1, 1, "", "1 glass of wine (14 g alcohol)"},
    {"2 glasses of wine", PHIL_ENTRY_DRINK, "wine", 2, 2, "", NULL},
    {"wine 0.75l", PHIL_ENTRY_DRINK, "wine", 5, 0.75, "l", NULL},
    {"3 beers", PHIL_ENTRY_DRINK, "beer", 3, 3, "", NULL},
    {"caffeine 200mg", PHIL_ENTRY_DRINK, "caffeine", 200, 200, "mg", "200 mg caffeine"},
    {"caffeine 200", PHIL_ENTRY_DRINK, "caffeine", 200, 200, "", "200 mg caffeine"},
    {"caffeine 1g", PHIL_ENTRY_DRINK, "caffeine", 1000, 1, "g", NULL},
    {"alcohol 20 g", PHIL_ENTRY_DRINK, "alcohol", 20, 20, "g", NULL},
    {"2 caffeine tablets", PHIL_ENTRY_DRINK, "caffeine_tablet", 2, 2, "",
     "2 caffeine tablets (400 mg caffeine)"},
    {"caffeine tablet 100mg", PHIL_ENTRY_DRINK, "caffeine_tablet", 0.5, 100, "mg", NULL},
    {"coffee 190mg", PHIL_ENTRY_DRINK, "coffee", 2, 190, "mg",
     "2 cups of coffee (190 mg caffeine, 232 mg potassium)"},
    {"dried apricots 65g", PHIL_ENTRY_FOOD, "dried_apricots", 0.5, 65, "g", NULL},
    {"cherries 10", PHIL_ENTRY_FOOD, "cherry", 10, 10, "", "10 cherries (180 mg potassium)"},
    {"banana 4oz", PHIL_ENTRY_FOOD, "banana", 4 * 28.3495 / 118, 4, "oz", NULL},
    {"sleep 5.5h", PHIL_ENTRY_SLEEP, "", 5.5, 5.5, "h", "5.5 h of sleep"},
    {"sleep 5,5", PHIL_ENTRY_SLEEP, "", 5.5, 5.5, "", NULL},
    {"slept 5h30", PHIL_ENTRY_SLEEP, "", 5.5, 5.5, "h", NULL},
    {"sleep 5h 30min", PHIL_ENTRY_SLEEP, "", 5.5, 5.5, "h", NULL},
    {"sleep 5:30", PHIL_ENTRY_SLEEP, "", 5.5, 5.5, "h", NULL},
    {"sleep 330min", PHIL_ENTRY_SLEEP, "", 5.5, 330, "min", NULL},
    {"sleep 330 min", PHIL_ENTRY_SLEEP, "", 5.5, 330, "min", NULL},
    {"sleep 23:30-06:15", PHIL_ENTRY_SLEEP, "", 6.75, 6.75, "h", NULL},
    {"sleep 23:30 \xe2\x80\x93 06:15", PHIL_ENTRY_SLEEP, "", 6.75, 6.75, "h", NULL},
    {"sleep 11:30pm to 6:15am", PHIL_ENTRY_SLEEP, "", 6.75, 6.75, "h", NULL},
    {"sleep 0", PHIL_ENTRY_SLEEP, "", 0, 0, "", NULL},
    {"7 hours of sleep", PHIL_ENTRY_SLEEP, "", 7, 7, "hours", "7 h of sleep"},
    {"9 h screen", PHIL_ENTRY_SCREEN, "", 9, 9, "h", "9 h before a screen"},
    {"stress 7", PHIL_ENTRY_STRESS, "", 7, 7, "", "stress 7 of 10"},
    {"stress 7/10", PHIL_ENTRY_STRESS, "", 7, 7, "", NULL},
    {"screen 9.25h", PHIL_ENTRY_SCREEN, "", 9.25, 9.25, "h", "9.25 h before a screen"},
    {"twitch", PHIL_ENTRY_TWITCH, "", 1, 1, "", "1 felt twitch"},
    {"twitch 3", PHIL_ENTRY_TWITCH, "", 3, 3, "", "3 felt twitches"},
    {"12 twitches", PHIL_ENTRY_TWITCH, "", 12, 12, "", NULL},
    {"no twitches", PHIL_ENTRY_TWITCH, "", 0, 0, "", "no felt twitches"},
    {"potassium 4.1mmol/L", PHIL_ENTRY_LAB, "potassium", 4.1, 4.1, "mmol/L",
     "potassium 4.1 mmol/L"},
    {"potassium 4,1 mmol / l", PHIL_ENTRY_LAB, "potassium", 4.1, 4.1, "mmol/l", NULL},
    {"potassium 4.1", PHIL_ENTRY_LAB, "potassium", 4.1, 4.1, "", NULL},
    {"Kalium 3.2 mEq/L", PHIL_ENTRY_LAB, "potassium", 3.2, 3.2, "mEq/L", NULL},
    {"calcium 9.1 mg/dL", PHIL_ENTRY_LAB, "calcium", 91 / 40.078, 9.1, "mg/dL",
     "calcium 2.27 mmol/L (9.1 mg/dL)"},
    {"calcium 9.1", PHIL_ENTRY_LAB, "calcium", 91 / 40.078, 9.1, "", NULL},
    {"calcium 2.3", PHIL_ENTRY_LAB, "calcium", 2.3, 2.3, "", NULL},
    {"calcium 4.6 mEq/L", PHIL_ENTRY_LAB, "calcium", 2.3, 4.6, "mEq/L", NULL},
    {"magnesium 1.8mg/dl", PHIL_ENTRY_LAB, "magnesium", 18 / 24.305, 1.8, "mg/dl", NULL},
    {"medicine furosemide 40mg", PHIL_ENTRY_MEDICINE, "furosemide", 40, 40, "mg",
     "furosemide 40 mg"},
    {"medicine furosemide 40 mg", PHIL_ENTRY_MEDICINE, "furosemide", 40, 40, "mg", NULL},
    {"medicine 2 tablets of Vitamin B12", PHIL_ENTRY_MEDICINE, "Vitamin B12", 2, 2, "tablets",
     NULL},
    {"furosemide 40mg", PHIL_ENTRY_MEDICINE, "furosemide", 40, 40, "mg", NULL},
    {"medicine aspirin", PHIL_ENTRY_MEDICINE, "aspirin", 1, 1, "", "aspirin"},
    {"medicine magnesium 300mg", PHIL_ENTRY_MEDICINE, "magnesium", 300, 300, "mg", NULL},
    {"symptom racing_heart", PHIL_ENTRY_SYMPTOM, "racing_heart", 1, 1, "", "symptom: racing heart"},
    {"symptom racing heart", PHIL_ENTRY_SYMPTOM, "racing_heart", 1, 1, "", NULL},
    {"symptom thumping", PHIL_ENTRY_SYMPTOM, "racing_heart", 1, 1, "", NULL},
    {"racing_heart", PHIL_ENTRY_SYMPTOM, "racing_heart", 1, 1, "", NULL},
    {"note dentist at nine", PHIL_ENTRY_NOTE, "", 0, 0, "", "note: dentist at nine"},
    {"note: bad day", PHIL_ENTRY_NOTE, "", 0, 0, "", "note: bad day"},
    {"coffee 2 note with sugar", PHIL_ENTRY_DRINK, "coffee", 2, 2, "",
     "2 cups of coffee (190 mg caffeine, 232 mg potassium): with sugar"},
};

static void what_is_understood(void **state)
{
    for (size_t i = 0; i < sizeof good_lines / sizeof good_lines[0]; i++) {
        const struct good *g = &good_lines[i];
        struct phil_entry e = {.id = 0};
        struct heard heard;
        char words[400];
        if (parse(g->line, &e, &heard) != PHIL_OK)
            fail_msg("%s: %s", g->line, heard.error);
        if (e.kind != g->kind || strcmp(e.thing, g->thing) != 0 || strcmp(e.unit, g->unit) != 0 ||
            fabs(e.amount - g->amount) > 1e-12 || fabs(e.typed - g->typed) > 1e-12)
            fail_msg("%s: kind %d, \"%s\", %g (%g \"%s\")", g->line, e.kind, e.thing, e.amount,
                     e.typed, e.unit);
        assert_int_equal(heard.errors, 0);
        phil_entry_describe(&e, pantry(), words, sizeof words);
        if (g->words)
            assert_string_equal(words, g->words);
    }
}

static const struct bad {
    const char *line, *says; /* a part of the message */
} bad_lines[] = {
    {"espreso", "\"espreso\": did you mean \"espresso\"?"},
    {"2 cofees", "did you mean \"coffee\"?"},
    {"slep 7h", "did you mean \"sleep\"?"},
    {"twich", "did you mean \"twitch\"?"},
    {"racing hart", "did you mean \"racing_heart\"?"},
    {"my lip twitched 3 times", "write it as twitch or twitch 3"},
    {"coffee at 16:00", "a time stands behind --at"},
    {"coffee yesterday 8am", "a time stands behind --at"},
    {"took ibuprofen 400 mg", "write \"medicine ...\" for a medicine"},
    {"potasium 4.1", "did you mean \"potassium\"?"},
    {"furosemidde 40mg", "did you mean \"furosemide\"?"},
    {"energy drnk 500ml", "did you mean \"energy drink\"?"},
    {"symptom racing_hart", "did you mean \"racing_heart\"?"},
    {"symptom cramp", "which one? \"muscle_cramps\", \"hand_spasm\""},
    {"symptom glowing", "write it as a note"},
    {"symptom", "which?"},
    {"unicorn tears", "no drink, food or word"},
    {"coffee 2 3", "not an amount"},
    {"coffee 200mgg", "\"200mgg\": not an amount"},
    {"coffee -2", "\"-2\": cannot be negative"},
    {"coffee 1,000", "without the comma"},
    {"coffee 1e308", "more than anyone"},
    {"coffee 1e999", "not a number that can be counted"},
    {"coffee nan", "not an amount"},
    {"coffee inf", "not an amount"},
    {"coffee 0x10", "not an amount"},
    {"bottle of wine", "no drink, food"},
    {"1 bottle of wine", "Wine is counted by the glass of 150 ml"},
    {"caffeine", "write Caffeine in mg"},
    {"caffeine 2 cups", "write Caffeine in mg"},
    {"caffeine 200000mg", "more than anyone"},
    {"banana 200ml", "Banana is counted by the piece of 118 g"},
    {"sleep", "how long?"},
    {"sleep -5h", "not a span"},
    {"sleep 25h", "a day has 24 hours"},
    {"sleep 330", "minutes are written 90min"},
    {"sleep 5h75", "not a span"},
    {"sleep 23:30-25:15", "a clock goes from"},
    {"sleep 06:15-06:15", "begins when it ends"},
    {"sleep nan", "not a span"},
    {"stress 11", "from 0 to 10"},
    {"stress -1", "cannot be negative"},
    {"stress", "from 0 to 10"},
    {"stress seven-ish", "from 0 to 10"},
    {"stress 7 8", "from 0 to 10"},
    {"twitch 1.5", "whole numbers"},
    {"twitch 1e300", "whole numbers"},
    {"twitch left", "write it as twitch"},
    {"potassium 41", "mmol/L, mEq/L or mg/dL? write the unit"},
    {"potassium 41mmol/L", "between 1 and 9 mmol/L"},
    {"potassium 600mg", "medicine potassium"},
    {"potassium abc", "not a number"},
    {"potassium", "how much?"},
    {"potassium -4", "cannot be negative"},
    {"magnesium 0.8", "write the unit"},
    {"calcium 4.2", "write the unit"},
    {"ionised calcium 1.2", "total calcium"},
    {"medicine", "which?"},
    {"medicine aspirin -2", "cannot be negative"},
    {"note", "the note is empty"},
    {"coffee 2 note", "the note is empty"},
    {"", "nothing to log"},
    {"|", "nothing to log"},
    {" ", "nothing to log"},
    {"cof\x01"
     "fee",
     "holds control characters"},
    {"note bell\x07", "holds control characters"},
    {"note \xc2\x9b", "holds control characters"},
    {"note \xe2\x80\xae"
     "gpj",
     "turn the direction"},
    {"note \xe2\x81\xa6", "turn the direction"},
    {"coffee\xff", "not UTF-8"},
    {"note \xed\xa0\x80", "not UTF-8"},
};

static void what_is_refused(void **state)
{
    for (size_t i = 0; i < sizeof bad_lines / sizeof bad_lines[0]; i++) {
        const struct bad *b = &bad_lines[i];
        struct phil_entry e, before;
        struct heard heard;
        memset(&e, 0xa5, sizeof e);
        before = e;
        if (parse(b->line, &e, &heard) != PHIL_EARG)
            fail_msg("taken: %s as %s %g", b->line, e.thing, e.amount);
        if (!strstr(heard.error, b->says))
            fail_msg("%s: %s", b->line, heard.error);
        assert_int_equal(heard.errors, 1);
        assert_memory_equal(&e, &before, sizeof e);
    }
}

/* Long words and many of them. */
static void endless_lines(void **state)
{
    static char line[12000];
    struct phil_entry e;
    struct heard heard;
    memset(line, 'k', 10000);
    line[10000] = '\0';
    assert_int_equal(parse(line, &e, &heard), PHIL_EARG);
    assert_non_null(strstr(heard.error, "room for 1023 bytes"));
    line[100] = '\0';
    assert_int_equal(parse(line, &e, &heard), PHIL_EARG);
    memcpy(line, "note ", 5);
    memset(line + 5, 'k', 300);
    line[305] = '\0';
    assert_int_equal(parse(line, &e, &heard), PHIL_EARG);
    assert_non_null(strstr(heard.error, "255 bytes"));
    line[260] = '\0';
    assert_int_equal(parse(line, &e, &heard), PHIL_OK);
    assert_int_equal(strlen(e.note), 255);
    for (size_t i = 0; i < 100; i++)
        memcpy(line + 2 * i, "a ", 3);
    assert_int_equal(parse(line, &e, &heard), PHIL_EARG);
    assert_non_null(strstr(heard.error, "64 words"));
}

static void notes_by_themselves(void **state)
{
    static const char *const bad[] = {"a\033[31mb", "\xff", "\x7f", "\xc2\x85"};
    struct phil_entry e = {.note = "before"}, before = e;
    struct heard heard;
    const struct phil_log log = listen_to(&heard);
    char text[300];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(phil_entry_set_note(&e, bad[i], &log), PHIL_EARG);
    memset(text, 'k', 256);
    text[256] = '\0';
    assert_int_equal(phil_entry_set_note(&e, text, &log), PHIL_EARG);
    assert_int_equal(heard.errors, 5);
    assert_memory_equal(&e, &before, sizeof e);
    text[255] = '\0';
    assert_int_equal(phil_entry_set_note(&e, text, &log), PHIL_OK);
    assert_string_equal(e.note, text);
    assert_int_equal(phil_entry_set_note(&e, "two\nlines", &log), PHIL_OK);
    assert_int_equal(phil_entry_set_note(&e, "", &log), PHIL_OK);
    assert_string_equal(e.note, "");
}

/* What is told of foreign text is UTF-8, however it is cut. */
static void messages_are_utf8(void **state)
{
    struct phil_entry e;
    struct heard heard;
    for (size_t i = 60; i < 100; i++) {
        char line[300];
        memset(line, 'k', i);
        strcpy(line + i, "\xe2\x82\xac\xf0\x9f\x98\x80 \xc3\xa4");
        assert_int_equal(parse(line, &e, &heard), PHIL_EARG);
        assert_null(phil_text_fault(heard.error, strlen(heard.error), false));
        strcpy(line + i, "\xe2\x82");
        assert_int_equal(parse(line, &e, &heard), PHIL_EARG);
        assert_null(phil_text_fault(heard.error, strlen(heard.error), false));
    }
}

static void resembling_medicine_is_kept(void **state)
{
    struct phil_entry e;
    struct heard heard;
    assert_int_equal(parse("medicine furosemidde 40mg", &e, &heard), PHIL_OK);
    assert_string_equal(e.thing, "furosemidde");
    assert_non_null(strstr(heard.warning, "furosemide"));
    assert_int_equal(parse("medicine Furosemid 40mg", &e, &heard), PHIL_OK);
    assert_string_equal(heard.warning, "");
}

static void the_time_of_an_entry(void **state)
{
    const char *const words[] = {"coffee"};
    const struct phil_moment now = moment_of("2026-11-26T14:00:00+00:00");
    struct phil_entry e;
    struct heard heard;
    const struct phil_log log = listen_to(&heard);
    assert_int_equal(phil_entry_parse(&e, pantry(), words, 1, "08:30", &now, &log), PHIL_OK);
    assert_int_equal(e.at.utc_s, moment_of("2026-11-26T08:30:00+00:00").utc_s);
    assert_int_equal(phil_entry_parse(&e, pantry(), words, 1, "08:61", &now, &log), PHIL_EARG);
    assert_int_equal(heard.errors, 1);
    assert_int_equal(phil_entry_parse(&e, pantry(), words, 1, NULL, &now, &log), PHIL_OK);
    assert_int_equal(e.at.utc_s, now.utc_s);
    assert_int_equal(e.id, 0);
}

/* A short buffer never overflows, and never ends within a character. */
static void describing_into_little_room(void **state)
{
    struct phil_entry e;
    struct heard heard;
    char words[64];
    assert_int_equal(parse("note \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80x", &e, &heard), PHIL_OK);
    for (size_t size = 1; size < 20; size++) {
        memset(words, 0x55, sizeof words);
        phil_entry_describe(&e, NULL, words, size);
        assert_true(strlen(words) < size);
        assert_int_equal(words[size], 0x55);
        const size_t n = strlen(words);
        assert_true(n == strlen("note: \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80x") || n + 4 >= size);
        assert_true(n != 7 && n != 9 && n != 10 && n != 12 && n != 13 && n != 14);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_understood),   cmocka_unit_test(what_is_refused),
        cmocka_unit_test(endless_lines),        cmocka_unit_test(notes_by_themselves),
        cmocka_unit_test(messages_are_utf8),    cmocka_unit_test(resembling_medicine_is_kept),
        cmocka_unit_test(the_time_of_an_entry), cmocka_unit_test(describing_into_little_room),
    };
    setenv("TZ", "UTC", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
