/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as typed lines of the diary: each line is an entry, and what stands behind an '@' in
 * it its time. What is taken is sound and can be said; what is refused has one reason and changes
 * nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "diary/entry.h"
#include "diary/words.h"
#include "pantry.h"
#include "promise.h"

static void count_error(void *user, enum phil_level level, const char *text)
{
    promise(text[0] && !phil_text_fault(text, strlen(text), false),
            "a message is one line of UTF-8");
    *(int *)user += level == PHIL_LOG_ERROR;
}

static void take(char *line)
{
    const struct phil_moment now = moment_of("2026-11-26T14:00:00+00:00");
    struct phil_entry entry, before;
    int errors = 0;
    const struct phil_log log = {count_error, &errors};
    const char *const words[] = {line};
    const char *field;
    char said[300];
    char *at = strchr(line, '@');
    if (at)
        *at++ = '\0';
    memset(&entry, 0xa5, sizeof entry);
    before = entry;
    const enum phil_status status = phil_entry_parse(&entry, pantry(), words, 1, at, &now, &log);
    promise(status == PHIL_OK || status == PHIL_EARG, "a line is taken or not understood");
    promise(errors == (status != PHIL_OK), "a refusal has one reason");
    if (status) {
        promise(memcmp(&entry, &before, sizeof entry) == 0, "a refusal changes nothing");
        return;
    }
    promise(!phil_entry_fault(&entry, &field), "what was taken is sound");
    promise(entry.at.utc_s <= now.utc_s + 86400, "no entry is more than a day ahead");
    phil_entry_describe(&entry, pantry(), said, sizeof said);
    promise(said[0], "an entry has words");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = promise_text(data, size), *rest = text, *line;
    promise_to_end();
    while ((line = strsep(&rest, "\n")))
        take(line);
    free(text);
    return 0;
}
