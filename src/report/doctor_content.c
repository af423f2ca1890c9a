/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content of the doctor's page: its frame, and how it is put together. */
#include "report/doctor_content.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

enum { USUAL_DAYS = 30, FIRST_CAPACITY = 64 };

/* ---- growing ---- */

const char *phil_doctor_keep(struct phil_doctor *doctor, const char *string)
{
    struct phil_text clean = {0};
    if (!string || !string[0])
        return "";
    phil_text_add_clean(&clean, string, PHIL_CHARSET_PLAIN);
    if (doctor->n_kept == doctor->kept_capacity) {
        const size_t capacity = doctor->n_kept ? 2 * doctor->n_kept : FIRST_CAPACITY;
        char **grown = realloc(doctor->kept, capacity * sizeof *grown);
        if (!grown)
            clean.failed = true;
        else {
            doctor->kept = grown;
            doctor->kept_capacity = capacity;
        }
    }
    if (clean.failed || !clean.data) {
        doctor->failed |= clean.failed;
        phil_text_release(&clean);
        return "";
    }
    return doctor->kept[doctor->n_kept++] = clean.data;
}

const char *phil_doctor_take(struct phil_doctor *doctor)
{
    const char *kept = phil_doctor_keep(doctor, phil_text_string(&doctor->text));
    doctor->failed |= doctor->text.failed;
    phil_text_clear(&doctor->text);
    return kept;
}

void phil_doctor_add(struct phil_doctor *doctor, enum phil_doctor_part part, const char *lead)
{
    struct phil_doctor_section *section = &doctor->part[part];
    const char *text = phil_doctor_take(doctor);
    struct phil_doctor_item *grown =
        realloc(section->items, (section->n + 1) * sizeof *section->items);
    if (!grown) {
        doctor->failed = true;
        return;
    }
    section->items = grown;
    grown[section->n++] = (struct phil_doctor_item){lead ? lead : "", text};
}

static struct phil_doctor_block *new_block(struct phil_doctor *doctor)
{
    if (doctor->n_blocks == doctor->blocks_capacity) {
        const size_t capacity = doctor->n_blocks ? 2 * doctor->n_blocks : FIRST_CAPACITY;
        struct phil_doctor_block *grown =
            realloc(doctor->blocks, capacity * sizeof *doctor->blocks);
        if (!grown) {
            doctor->failed = true;
            return NULL;
        }
        doctor->blocks = grown;
        doctor->blocks_capacity = capacity;
    }
    struct phil_doctor_block *block = &doctor->blocks[doctor->n_blocks++];
    *block = (struct phil_doctor_block){.text = ""};
    return block;
}

void phil_doctor_add_block(struct phil_doctor *doctor, enum phil_doctor_block_kind kind)
{
    const char *text = phil_doctor_take(doctor);
    struct phil_doctor_block *block = new_block(doctor);
    if (!block)
        return;
    block->kind = kind;
    block->text = text;
}

void phil_doctor_add_table(struct phil_doctor *doctor, const struct phil_doctor_column *columns,
                           size_t n_columns)
{
    struct phil_doctor_block *block = new_block(doctor);
    if (!block)
        return;
    block->kind = PHIL_BLOCK_TABLE;
    block->columns = columns;
    block->n_columns = n_columns;
}

void phil_doctor_add_cell(struct phil_doctor *doctor)
{
    const char *text = phil_doctor_take(doctor);
    if (doctor->failed || !doctor->n_blocks)
        return;
    struct phil_doctor_block *block = &doctor->blocks[doctor->n_blocks - 1];
    const size_t n = block->n_rows * block->n_columns + block->n_cells_open;
    if ((n & (n - 1)) == 0) {
        const char **grown = realloc(block->cells, (n ? 2 * n : 1) * sizeof *grown);
        if (!grown) {
            doctor->failed = true;
            return;
        }
        block->cells = grown;
    }
    block->cells[n] = text;
    if (++block->n_cells_open == block->n_columns) {
        block->n_cells_open = 0;
        block->n_rows++;
    }
}

void phil_doctor_release(struct phil_doctor *doctor)
{
    for (size_t i = 0; i < doctor->n_kept; i++)
        free(doctor->kept[i]);
    for (size_t i = 0; i < doctor->n_blocks; i++)
        free(doctor->blocks[i].cells);
    for (int p = 0; p < PHIL_N_DOCTOR_PARTS; p++)
        free(doctor->part[p].items);
    phil_doctor_drop_stills(doctor);
    free(doctor->kept);
    free(doctor->blocks);
    phil_text_release(&doctor->text);
    *doctor = (struct phil_doctor){0};
}

/* ---- dates ---- */

struct phil_doctor_date phil_doctor_day(int64_t day, bool brief)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    struct phil_doctor_date text = {""};
    struct phil_date date;
    if (phil_date_of_day(day, &date))
        snprintf(text.s, sizeof text.s, brief ? "%d %.3s %d" : "%d %s %d", date.day,
                 months[date.month - 1], date.year);
    return text;
}

struct phil_doctor_date phil_doctor_date(const struct phil_moment *moment, bool brief)
{
    if (!moment->utc_s)
        return (struct phil_doctor_date){""};
    return phil_doctor_day(phil_moment_day(moment), brief);
}

struct phil_doctor_date phil_doctor_iso_date(const char *text)
{
    struct phil_doctor_date date = {""};
    int64_t day;
    if (text && phil_date_read(text, &day))
        return phil_doctor_day(day, false);
    snprintf(date.s, sizeof date.s, "%s", text ? text : "");
    return date;
}

int phil_doctor_days(const struct phil_doctor_view *view)
{
    return view->days > 0 ? view->days : USUAL_DAYS;
}

/* ---- who it is about ---- */

static void say_who(struct phil_doctor *doctor)
{
    const struct phil_explanation_view *e = doctor->view->explained;
    struct phil_answer answer;
    if (phil_answers_get(e->answers, "age", &answer) && !answer.unknown)
        phil_text_printf(&doctor->text, "%s years", phil_short(answer.value, 0).s);
    const struct phil_finding *sex = phil_knowledge_find_finding(e->knowledge, "sex");
    if (sex && phil_answers_get(e->answers, "sex", &answer) && !answer.unknown &&
        answer.value >= 0 && answer.value < (double)sex->n_choices)
        phil_text_printf(&doctor->text, "%s%s", doctor->text.length ? ", " : "",
                         sex->choices[(size_t)answer.value]);
    doctor->who = phil_doctor_take(doctor);
}

static const char *const titles[PHIL_N_DOCTOR_PARTS] = {
    [PHIL_DOCTOR_FLAGS] = "Warning signs", [PHIL_DOCTOR_LIKELY] = "Most likely",
    [PHIL_DOCTOR_ASKED] = "Asked of you",  [PHIL_DOCTOR_WHERE] = "Muscle, nerve branch (VII)",
    [PHIL_DOCTOR_OFTEN] = "How often",     [PHIL_DOCTOR_SINCE] = "Since when",
    [PHIL_DOCTOR_PATTERN] = "Pattern",     [PHIL_DOCTOR_TRIED] = "Tried",
    [PHIL_DOCTOR_EXPOSURES] = "Exposures", [PHIL_DOCTOR_MEDICINES] = "Medicines",
    [PHIL_DOCTOR_BLOOD] = "Blood values",  [PHIL_DOCTOR_FLOOR] = "Floor",
};

/* What a glance takes in; judged. */
static void set_limits(struct phil_doctor *doctor)
{
    static const size_t most[PHIL_N_DOCTOR_PARTS] = {
        [PHIL_DOCTOR_FLAGS] = 8,     [PHIL_DOCTOR_WHERE] = 5, [PHIL_DOCTOR_TRIED] = 5,
        [PHIL_DOCTOR_MEDICINES] = 8, [PHIL_DOCTOR_BLOOD] = 8,
    };
    for (int p = 0; p < PHIL_N_DOCTOR_PARTS; p++) {
        doctor->part[p].title = titles[p];
        doctor->part[p].most = most[p];
        doctor->part[p].runs_on =
            p == PHIL_DOCTOR_EXPOSURES || p == PHIL_DOCTOR_MEDICINES || p == PHIL_DOCTOR_BLOOD;
    }
}

enum phil_status phil_doctor_init(struct phil_doctor *doctor, const struct phil_doctor_view *view,
                                  const struct phil_log *log)
{
    *doctor =
        (struct phil_doctor){.view = view, .title = "Facial twitches: summary for a consultation"};
    const enum phil_status status = phil_doctor_pool(&doctor->pool, view);
    if (status != PHIL_OK)
        return status;
    set_limits(doctor);
    doctor->person = phil_doctor_keep(doctor, view->person);
    doctor->born = phil_doctor_keep(doctor, phil_doctor_iso_date(view->born).s);
    doctor->date = phil_doctor_keep(doctor, phil_doctor_date(&view->explained->now, false).s);
    say_who(doctor);
    phil_doctor_say_seen(doctor);
    phil_doctor_say_told(doctor);
    phil_doctor_say_tried(doctor);
    phil_doctor_say_flags(doctor);
    phil_doctor_say_likely(doctor);
    phil_doctor_take_stills(doctor, log);
    phil_doctor_say_details(doctor);
    return doctor->failed || doctor->text.failed ? PHIL_EMEM : PHIL_OK;
}
