/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor's page: the further pages, on which everything stands that the first one sums up. */
#include <math.h>
#include <string.h>

#include "analysis/person.h"
#include "report/doctor_content.h"
#include "report/explain_wording.h"
#include "report/wording.h"

enum { MOST_CLIPS = 40, MOST_EVENTS = 100, MOST_ENTRIES = 400, MOST_FLAGS = 256 };

static void heading(struct phil_doctor *doctor, const char *words)
{
    phil_text_add(&doctor->text, words);
    phil_doctor_add_block(doctor, PHIL_BLOCK_HEADING);
}

static void paragraph(struct phil_doctor *doctor, const char *words)
{
    phil_text_add(&doctor->text, words);
    phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
}

static void cell(struct phil_doctor *doctor, const char *words)
{
    phil_text_add(&doctor->text, words);
    phil_doctor_add_cell(doctor);
}

/* ---- what the first page has no room for ---- */

static void say_part(struct phil_doctor *doctor, enum phil_doctor_part part)
{
    const struct phil_doctor_section *s = &doctor->part[part];
    if (!s->n)
        return;
    heading(doctor, s->title);
    for (size_t i = 0; i < s->n; i++) {
        phil_text_printf(&doctor->text, "%s%s%s", s->items[i].lead,
                         s->items[i].lead[0] && s->items[i].text[0] ? " " : "", s->items[i].text);
        phil_doctor_add_block(doctor, PHIL_BLOCK_POINT);
    }
}

/* ---- warning signs ---- */

static void say_flags_of(struct phil_doctor *doctor, const struct phil_doctor_flag *flags, size_t n,
                         enum phil_flag_state state, const char *words)
{
    size_t said = 0;
    for (size_t i = 0; i < n; i++) {
        if (flags[i].state != state)
            continue;
        phil_text_add(&doctor->text, said++ ? "; " : words);
        phil_text_add(&doctor->text, flags[i].finding->yes);
    }
    if (said) {
        phil_text_add(&doctor->text, ".");
        phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    }
}

static void say_flags(struct phil_doctor *doctor)
{
    struct phil_doctor_flag flags[MOST_FLAGS];
    const size_t n = phil_doctor_flags(doctor->view->explained, flags, MOST_FLAGS);
    if (!n)
        return;
    heading(doctor, "Warning signs, in the words in which they were asked");
    say_flags_of(doctor, flags, n, PHIL_FLAG_PRESENT, "Present: ");
    say_flags_of(doctor, flags, n, PHIL_FLAG_ABSENT, "Asked and absent: ");
    say_flags_of(doctor, flags, n, PHIL_FLAG_UNKNOWN, "Asked, not known: ");
    say_flags_of(doctor, flags, n, PHIL_FLAG_NOT_ASKED, "Not asked: ");
}

/* ---- recordings ---- */

static void say_recording_places(struct phil_text *t, const struct phil_face_result *face)
{
    const struct phil_summary s = phil_summarise(face);
    if (!s.count[PHIL_EVENT_TWITCH])
        return;
    phil_text_add(t, phil_region_in_words(s.place));
    if (s.places > 1)
        phil_text_printf(t, " and %d more", s.places - 1);
}

static void say_recording(struct phil_doctor *doctor, const struct phil_doctor_clip *clip)
{
    const struct phil_face_result *face = phil_analysis_person(clip->analysis);
    struct phil_text *t = &doctor->text;
    cell(doctor, clip->recorded.utc_s ? phil_doctor_date(&clip->recorded, true).s : "not known");
    cell(doctor, clip->analysis->recording.name);
    cell(doctor, phil_fixed(clip->analysis->recording.duration_s, 0).s);
    if (!face) {
        cell(doctor, "0");
        cell(doctor, "");
        cell(doctor, "no face");
        cell(doctor, "");
        cell(doctor, "");
        return;
    }
    const struct phil_summary s = phil_summarise(face);
    const struct phil_pattern *p = &face->pattern;
    cell(doctor, phil_fixed(face->usable_s, 0).s);
    phil_text_printf(t, "%d", p->twitches);
    phil_doctor_add_cell(doctor);
    if (phil_known(p->rate_per_min) && face->usable_s >= 10)
        phil_text_printf(t, "%s (%s to %s)", phil_rate(p->rate_per_min.value).s,
                         phil_rate(p->rate_ci.lo).s, phil_rate(p->rate_ci.hi).s);
    else
        phil_text_add(t, "too short to tell");
    phil_doctor_add_cell(doctor);
    say_recording_places(t, face);
    phil_doctor_add_cell(doctor);
    if (s.lip_floors)
        phil_text_printf(t, "%s", phil_mm(s.floor_hi_mm).s);
    else
        phil_text_add(t, "not known");
    phil_doctor_add_cell(doctor);
}

static void say_recordings(struct phil_doctor *doctor)
{
    static const struct phil_doctor_column columns[] = {
        {"Filmed", 0.12, false},    {"File", 0.25, false},    {"Length s", 0.08, true},
        {"Rest s", 0.07, true},     {"Twitches", 0.08, true}, {"a minute (95 %)", 0.15, true},
        {"Mostly at", 0.15, false}, {"Floor mm", 0.10, true},
    };
    const struct phil_doctor_view *view = doctor->view;
    if (!view->n_clips)
        return;
    heading(doctor, "Recordings");
    phil_doctor_add_table(doctor, columns, sizeof columns / sizeof *columns);
    const size_t older = view->n_clips > MOST_CLIPS ? view->n_clips - MOST_CLIPS : 0;
    for (size_t i = older; i < view->n_clips; i++)
        say_recording(doctor, &view->clips[i]);
    if (older) {
        phil_text_printf(&doctor->text,
                         "%zu older recordings are in the diary; they are in the "
                         "figures of the first page.",
                         older);
        phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    }
    paragraph(doctor,
              "Twitches are those at rest. Floor: at the least clear place of the lips, the "
              "size from which 9 of 10 twitches that were added to the clip's own "
              "measurements were found. Intervals of single recordings are exact for "
              "independent twitches.");
    if (doctor->pool.spread > 1.05) {
        phil_text_printf(&doctor->text,
                         "The counts vary %s times as much as one common rate would make them; the "
                         "interval over all recordings is that of a count and a time divided by "
                         "this number.",
                         phil_short(doctor->pool.spread, 1).s);
        phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    }
}

/* ---- twitches ---- */

static void say_event(struct phil_doctor *doctor, const struct phil_doctor_clip *clip,
                      const struct phil_event *e)
{
    cell(doctor, clip->analysis->recording.name);
    cell(doctor, phil_fixed(e->onset_s, 2).s);
    cell(doctor, phil_region_in_words(e->region));
    cell(doctor, phil_side_name(e->side));
    cell(doctor, phil_mm(e->amplitude_mm).s);
    cell(doctor, phil_fixed(1000 * (e->offset_s - e->onset_s), 0).s);
    cell(doctor, phil_of_100(e->probability).s);
}

static void say_events(struct phil_doctor *doctor)
{
    static const struct phil_doctor_column columns[] = {
        {"File", 0.31, false},        {"at s", 0.09, true},    {"Place", 0.22, false},
        {"Side", 0.08, false},        {"Size mm", 0.10, true}, {"Length ms", 0.10, true},
        {"Real, of 100", 0.10, true},
    };
    const struct phil_doctor_view *view = doctor->view;
    int said = 0, all = 0;
    for (size_t i = 0; i < view->n_clips; i++) {
        const struct phil_face_result *face = phil_analysis_person(view->clips[i].analysis);
        for (size_t k = 0; face && k < face->n_events; k++) {
            if (face->events[k].kind != PHIL_EVENT_TWITCH || all++ >= MOST_EVENTS)
                continue;
            if (!said++) {
                heading(doctor, "Every twitch");
                phil_doctor_add_table(doctor, columns, sizeof columns / sizeof *columns);
            }
            say_event(doctor, &view->clips[i], &face->events[k]);
        }
    }
    if (all > said) {
        phil_text_printf(&doctor->text, "%d more are in the stored analyses.", all - said);
        phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    }
}

/* ---- the diary ---- */

static void say_entry(struct phil_doctor *doctor, const struct phil_entry *entry)
{
    char words[700], when[32];
    phil_moment_format(&entry->at, when, sizeof when);
    phil_entry_describe(entry, doctor->view->explained->knowledge, words, sizeof words);
    cell(doctor, phil_doctor_date(&entry->at, true).s);
    phil_text_add_bytes(&doctor->text, when + 11, strlen(when) > 16 ? 5 : 0);
    phil_doctor_add_cell(doctor);
    cell(doctor, words);
    cell(doctor, entry->note);
}

static void say_diary(struct phil_doctor *doctor)
{
    static const struct phil_doctor_column columns[] = {{"Day", 0.14, false},
                                                        {"at", 0.08, false},
                                                        {"Written down", 0.43, false},
                                                        {"Note", 0.35, false}};
    const struct phil_explanation_view *e = doctor->view->explained;
    if (!e->n_entries)
        return;
    phil_text_printf(&doctor->text, "Diary of the last %d days, and blood values before them",
                     phil_doctor_days(doctor->view));
    phil_doctor_add_block(doctor, PHIL_BLOCK_HEADING);
    paragraph(doctor, "Averages on the first page are over the days that have entries of their "
                      "kind; a day without an entry is not a day without coffee.");
    phil_doctor_add_table(doctor, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < e->n_entries && i < MOST_ENTRIES; i++)
        say_entry(doctor, &e->entries[e->n_entries - 1 - i]);
    if (e->n_entries > MOST_ENTRIES) {
        phil_text_printf(&doctor->text, "%zu older entries are in the diary.",
                         e->n_entries - MOST_ENTRIES);
        phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    }
}

/* ---- answers ---- */

/* "your drinks hold {} of caffeine a day": its number stands in the next column. */
static void add_statement(struct phil_text *t, const char *text)
{
    const char *hole = strstr(text, "{}");
    phil_text_add_bytes(t, text, hole ? (size_t)(hole - text) : strlen(text));
    if (hole)
        phil_text_printf(t, "...%s", hole + 2);
}

static void say_answer(struct phil_doctor *doctor, const struct phil_finding *finding,
                       const struct phil_answer *answer)
{
    struct phil_text *t = &doctor->text;
    if (finding->question && finding->question[0])
        phil_text_add(t, finding->question);
    else
        add_statement(t, finding->yes && finding->yes[0] ? finding->yes : finding->id);
    phil_doctor_add_cell(doctor);
    phil_say_value(t, finding, answer);
    if (answer->probability > 0 && answer->probability < 1 && !answer->unknown)
        phil_text_printf(t, " (a yes in %s of 100)", phil_of_100(answer->probability).s);
    phil_doctor_add_cell(doctor);
    cell(doctor,
         answer->origin == PHIL_FROM_ANSWER ? "asked" : phil_origin_in_words(answer->origin));
}

static void say_answers(struct phil_doctor *doctor)
{
    static const struct phil_doctor_column columns[] = {
        {"Asked or measured", 0.68, false}, {"Is", 0.20, false}, {"From", 0.12, false}};
    const struct phil_explanation_view *e = doctor->view->explained;
    const struct phil_finding *finding;
    struct phil_answer answer;
    bool open = false;
    for (size_t i = 0; (finding = phil_knowledge_finding(e->knowledge, i)); i++) {
        if (!phil_answers_get(e->answers, finding->id, &answer))
            continue;
        if (!open) {
            heading(doctor, "Answers given");
            phil_doctor_add_table(doctor, columns, sizeof columns / sizeof *columns);
        }
        open = true;
        say_answer(doctor, finding, &answer);
    }
}

/* ---- the method ---- */

static void say_method(struct phil_doctor *doctor)
{
    struct phil_text *t = &doctor->text;
    phil_text_printf(
        t,
        "philtrum %s. Skin movement of video frames against the head, to a fraction "
        "of a pixel; scale from the mean distance of adult eyes unless given. Measured "
        "and told by the person at home; not clinically validated, not a diagnosis.",
        phil_version());
    doctor->method_short = phil_doctor_take(doctor);
    phil_text_add(t,
                  "Small windows of skin are compared with the same skin in a reference picture, "
                  "and the movement of the head, followed on nose and forehead, is taken away. A "
                  "twitch is a short movement that stands out from the noise of that very clip; "
                  "blinks, talking, swallowing and expressions are told apart by where, how long "
                  "and how symmetrically they move. Chances come from published rates, combined "
                  "in a noisy-OR network; how soon a doctor is needed is decided by fixed rules "
                  "apart from them. The program was tested on drawn faces and on real clips into "
                  "which known twitches were put.");
    doctor->method = phil_doctor_take(doctor);
    heading(doctor, "How it was measured");
    paragraph(doctor, doctor->method);
}

void phil_doctor_say_details(struct phil_doctor *doctor)
{
    say_flags(doctor);
    phil_doctor_say_trials(doctor);
    say_recordings(doctor);
    say_part(doctor, PHIL_DOCTOR_WHERE);
    say_part(doctor, PHIL_DOCTOR_EXPOSURES);
    say_part(doctor, PHIL_DOCTOR_MEDICINES);
    say_part(doctor, PHIL_DOCTOR_BLOOD);
    phil_doctor_say_evidence(doctor);
    say_answers(doctor);
    say_diary(doctor);
    say_events(doctor);
    say_method(doctor);
}
