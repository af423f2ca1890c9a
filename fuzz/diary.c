/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a diary in CSV and as one in JSON: refused whole with one reason, or read into
 * entries that are sound, and that come back the same from either format.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/entry.h"
#include "diary/words.h"
#include "promise.h"

static void count_error(void *user, enum phil_level level, const char *text)
{
    promise(text[0] && !phil_text_fault(text, strlen(text), false),
            "a message is one line of UTF-8");
    *(int *)user += level == PHIL_LOG_ERROR;
}

typedef enum phil_status writer(FILE *out, const struct phil_entry *entries, size_t n);
typedef enum phil_status reader(struct phil_entry **entries, size_t *n, const char *text,
                                size_t size, const char *name, const struct phil_log *log);

static void check_round(const struct phil_entry *entries, size_t n, writer *write, reader *read)
{
    struct phil_entry *again = NULL;
    char *text = NULL;
    size_t size = 0, n_again = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        abort();
    promise(write(out, entries, n) == PHIL_OK, "what was read can be written");
    fclose(out);
    promise(read(&again, &n_again, text, size, "again", NULL) == PHIL_OK && n_again == n,
            "what was written can be read");
    for (size_t i = 0; i < n; i++)
        promise(memcmp(entries[i].note, again[i].note, sizeof again[i].note) == 0 &&
                    memcmp(entries[i].thing, again[i].thing, sizeof again[i].thing) == 0 &&
                    memcmp(&entries[i].amount, &again[i].amount, sizeof again[i].amount) == 0 &&
                    memcmp(&entries[i].typed, &again[i].typed, sizeof again[i].typed) == 0 &&
                    entries[i].at.utc_s == again[i].at.utc_s &&
                    entries[i].at.offset_s == again[i].at.offset_s,
                "... and is the same again");
    free(again);
    free(text);
}

static void check(const uint8_t *data, size_t size, reader *read)
{
    struct phil_entry *entries = NULL;
    size_t n = 0;
    int errors = 0;
    const struct phil_log log = {count_error, &errors};
    const char *field;
    const enum phil_status status = read(&entries, &n, (const char *)data, size, "fuzz", &log);
    promise(status == PHIL_OK || status == PHIL_EFORMAT, "a bad diary is EFORMAT");
    promise(errors == (status != PHIL_OK), "a refusal has one reason");
    promise(status == PHIL_OK || (!entries && n == 0), "all or nothing");
    for (size_t i = 0; i < n; i++) {
        char words[300];
        promise(!phil_entry_fault(&entries[i], &field), "what was read is sound");
        phil_entry_describe(&entries[i], NULL, words, sizeof words);
    }
    if (status == PHIL_OK) {
        check_round(entries, n, phil_diary_write_csv, phil_diary_read_csv);
        check_round(entries, n, phil_diary_write_json, phil_diary_read_json);
    }
    free(entries);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    promise_to_end();
    check(data, size, phil_diary_read_csv);
    check(data, size, phil_diary_read_json);
    return 0;
}
