/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An explanation in plain words: the same on the terminal and on the page. Texts of the knowledge
 * base and of stored documents pass through unchanged: whoever shows them cleans them.
 */
#ifndef PHIL_REPORT_EXPLAIN_WORDING_H
#define PHIL_REPORT_EXPLAIN_WORDING_H

#include <philtrum/report.h>

#include "report/text_buffer.h"

/* ---- numbers as people can picture them ---- */

/* "60", "3", "fewer than 1", "more than 99": a chance as people out of 100, rounded to fives in
 * the middle, because no figure here is known better. */
struct phil_number phil_of_100(double chance);

/* "1 in 15", "1 in 20,000", "4 in 10", "fewer than 1 in 1,000,000". */
struct phil_number phil_one_in(double share);

/* ---- which causes are told about, and how ---- */

enum { PHIL_MOST_LIKELY = 5, PHIL_MOST_GRAVE = 12, PHIL_MOST_SIGNS = 6 };

/* Serious causes that are told about together, without a number for each. */
struct phil_grave {
    const struct phil_cause_result *cause[PHIL_MOST_GRAVE];
    size_t n, n_more; /* listed here, and beyond these */
    double bound;     /* none of them is likelier than this, by the upper end of the interval
                         where there is one */
};

/* The causes that get a paragraph of their own, and the serious ones that are too unlikely for it:
 * those whose whole interval is remote, and those that are unlikely. */
struct phil_shortlist {
    const struct phil_cause_result *likely[PHIL_MOST_LIKELY];
    size_t n_likely;
    struct phil_grave remote, unlikely;
};

/* A serious cause whose interval ends below 1 in 100 is remote. */
#define PHIL_REMOTE 0.01

struct phil_shortlist phil_shortlist(const struct phil_explanation *explanation);

/* A cause of the knowledge base with all that is known of it. */
struct phil_cause_entry;
const struct phil_cause_entry *phil_find_cause_entry(const struct phil_knowledge *knowledge,
                                                     const struct phil_cause *cause);

/* What the numbers mean, said once before them; `bars` is put in where ranges are spoken of. */
void phil_say_numbers(struct phil_text *t, const struct phil_explanation_view *view,
                      const char *bars);

/* "about 60 of 100 (35 to 80)" */
void phil_say_of_100(struct phil_text *t, const struct phil_cause_result *result);

/* False for a person who said that nothing twitches: then chances are of being there at all. */
bool phil_twitches(const struct phil_explanation_view *view);

/* "With or without a twitch, about 1 in 9 people of your age and sex have it." */
void phil_say_base(struct phil_text *t, const struct phil_explanation_view *view,
                   const struct phil_cause_result *result);

/* How likely a cause is, beside how common it is; a serious one is put at its rarity first. */
void phil_say_chance(struct phil_text *t, const struct phil_explanation_view *view,
                     const struct phil_cause_result *result);

/* How many of the figures behind the likely causes were judged; nothing without evidence. */
void phil_say_basis(struct phil_text *t, const struct phil_shortlist *list);

/* The serious causes that are remote, those that are unlikely, and at most `most` signs that would
 * change that: a paragraph each, nothing when there is nothing to say. */
void phil_say_remote(struct phil_text *t, const struct phil_shortlist *list);
void phil_say_unlikely(struct phil_text *t, const struct phil_shortlist *list);
void phil_say_change(struct phil_text *t, const struct phil_explanation_view *view,
                     const struct phil_shortlist *list, size_t most);

/* The signs that would speak most for a cause and are not there: clauses ("your speech is
 * slurred"), at most `most` of them; returns how many. Left out are those that are an emergency by
 * themselves: whoever has one must not wait to tell it. The cause is one of the view's. */
size_t phil_signs_of(const struct phil_explanation_view *view, const struct phil_cause *cause,
                     const char **sign, size_t most);

/* What to do about such signs: to go and see a doctor, or to tell the one who is due anyway. */
const char *phil_say_signs(const struct phil_explanation_view *view);

/* How many people no known cause would account for; nothing when few. */
void phil_say_unexplained(struct phil_text *t, const struct phil_explanation_view *view);

/* "your heart has been racing"; of a number what it is and how large: "you drink 6 cups of coffee a
 * day", where the clause has a place for it ("{}"), or "coffee a day: 6 cups". */
void phil_say_evidence(struct phil_text *t, const struct phil_explanation_view *view,
                       const struct phil_weight *weight);

/* "34 years", "female", "yes", "not known": an answer as a value. */
void phil_say_value(struct phil_text *t, const struct phil_finding *finding,
                    const struct phil_answer *answer);

/* Whether a finding speaks for or against a cause only through the others: it fits another one, or
 * tells against another one. */
bool phil_is_indirect(const struct phil_explanation_view *view, const struct phil_cause *cause,
                      const struct phil_weight *weight);

/* Whether any finding speaks against a cause by itself. */
bool phil_has_against(const struct phil_explanation_view *view,
                      const struct phil_cause_result *result);

/* "strongly", "clearly", "somewhat", "slightly": how far a finding speaks for or against. */
const char *phil_weight_in_words(double weight_db);

/* "you said", "diary", "measured". */
const char *phil_origin_in_words(enum phil_origin origin);

/* "counted in a study", "derived from studies", "estimated": what a figure rests on. */
const char *phil_basis_in_words(enum phil_basis basis);

/* "Cut down on caffeine (for 14 days)." */
void phil_say_remedy(struct phil_text *t, const struct phil_advice *advice);

/* "To test whether it helps you: philtrum trial plan more_sleep"; nothing for a remedy of which
 * this person may not or cannot do a trial, or while a doctor comes first. */
void phil_say_trial(struct phil_text *t, const struct phil_explanation_view *view,
                    const struct phil_advice *advice);

/* Whether phil_say_trial() says something. */
bool phil_has_trial(const struct phil_explanation_view *view, const struct phil_advice *advice);

/* ---- how soon a doctor is needed ---- */

/* "Get help now" ... */
const char *phil_care_heading(const struct phil_explanation_view *view);

/* What that means, in a sentence or two. */
void phil_say_care(struct phil_text *t, const struct phil_explanation_view *view);

/* ---- what is known and what is not ---- */

/* Whether a yes to this one finding would make a rule ask for a doctor soon. */
bool phil_is_red_flag(const struct phil_knowledge *knowledge, const char *finding);

/* How many lists of questions with a red flag among them have not been answered to their end. */
size_t phil_open_flags(const struct phil_explanation_view *view);

/* Whether a finding is among those that an open screen asks for. */
bool phil_in_open_screen(const struct phil_explanation *explanation, const char *finding);

/* Whether triage tells whom to see about a cause already. */
bool phil_triage_names(const struct phil_explanation *explanation, const struct phil_cause *cause);

enum { PHIL_MOST_REASONS = 64 }; /* that are told together */

/* A cause gives a reason of its own by telling whom to see. Where a rule asks for as much, that is
 * told with the cause and not once more at the top; in an emergency all of it stands there. */
bool phil_is_told_later(const struct phil_explanation *explanation,
                        const struct phil_reason *reason);

/* Whether one of the first `most` reasons at the top told whom to see about the cause. */
bool phil_is_told_first(const struct phil_explanation *explanation, const struct phil_cause *cause,
                        size_t most);

/* Whether a finding is known to be there. */
bool phil_is_yes(const struct phil_explanation_view *view, const char *finding);

/* How many findings are known, from any origin. */
size_t phil_count_known(const struct phil_explanation_view *view);

/* "This rests on 12 answers, 5 things from the diary and 2 that were measured." */
void phil_say_origins(struct phil_text *t, const struct phil_explanation_view *view);

/* "whether your speech is slurred"; of what is not a yes or no the question in quotes. */
void phil_say_unknown(struct phil_text *t, const struct phil_explanation_view *view,
                      const char *finding);

/* "6 twitches at the left upper lip: orbicularis oris (...), driven by ...". */
void phil_say_anatomy(struct phil_text *t, const struct phil_explanation_view *view,
                      enum phil_region region);

/* The newest analysis with a twitch, and in it the face with the most; NULL when there is none. */
const struct phil_face_result *phil_twitching_face(const struct phil_explanation_view *view,
                                                   const struct phil_analysis **analysis);

/* Sentences that are always the same. */
enum phil_sentence {
    PHIL_SENTENCE_CAN_WAIT,    /* under an emergency */
    PHIL_SENTENCE_MORE,        /* where the rest is told */
    PHIL_SENTENCE_NONE_LIKELY, /* no cause stands out */
    PHIL_SENTENCE_ONLY_RARITY, /* nothing speaks against a serious cause */
    PHIL_SENTENCE_VISIT_IF,    /* before the signs of a serious cause, when no visit is due */
    PHIL_SENTENCE_TELL_IF,     /* before the same when one is */
    PHIL_SENTENCE_BESIDES,     /* before what to try, when a doctor is due soon */
    PHIL_SENTENCE_WHATEVER,
    PHIL_SENTENCE_SUDDEN,
    /* where a doctor was advised already */ /* when to see a doctor in any case */
    PHIL_SENTENCE_NO_DIAGNOSIS,              /* the calm last sentence */
    PHIL_N_SENTENCES,
};
const char *phil_sentence(enum phil_sentence sentence);

#endif
