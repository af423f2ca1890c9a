/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/causes.h - why a lip may twitch: the knowledge base, what is known of one person, and
 * the explanation that follows from both.
 *
 * The knowledge base is read-only once loaded and may be used by several threads; everything
 * else belongs to one thread at a time. Strings in results are borrowed from the knowledge base,
 * which must outlive them, unless it is said otherwise.
 */
#ifndef PHILTRUM_CAUSES_H
#define PHILTRUM_CAUSES_H

#include <stdio.h>

#include <philtrum/analysis.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- the knowledge base ----------------------------------------------------------------------- */

/** How a figure came about. */
enum phil_basis {
    PHIL_BASIS_MEASURED, /**< a study counted it */
    PHIL_BASIS_DERIVED,  /**< arithmetic on such figures */
    PHIL_BASIS_JUDGED,   /**< nobody has counted it: an estimate with a wide range */
};

/** "measured" | "derived" | "judged"; static storage. */
PHIL_API const char *phil_basis_name(enum phil_basis basis);

/** A number with where it comes from. */
struct phil_figure {
    double value, lo, hi; /**< lo <= value <= hi; about 95 % sure that it lies between them */
    enum phil_basis basis;
    const char *source; /**< key of a source */
    const char *note;   /**< NULL, or what to know about it */
};

/** Where a figure or a rule was read. */
struct phil_source {
    const char *id;    /**< "WJ98" */
    const char *text;  /**< authors or title, year */
    const char *where; /**< DOI, PMID or address; "" when there is none */
};

enum phil_finding_type { PHIL_FINDING_YES_NO, PHIL_FINDING_NUMBER, PHIL_FINDING_CHOICE };

/** One thing that can be known about a person: asked, taken from the diary, or measured. */
struct phil_finding {
    const char *id;
    enum phil_finding_type type;
    const char *question; /**< in plain words; "" when it is never asked */
    const char *why;      /**< why it is asked */
    const char *yes, *no; /**< as a clause: "your heart has been racing" / "has not been ..." */
    const char *unit;     /**< of a number: "h", "mg", "mmol/L"; "" for none */
    double lo, hi;        /**< range of a number */
    const char *const *choices; /**< n_choices words */
    size_t n_choices;
    bool asked;                    /**< may be asked in the interview */
    bool in_network;               /**< yes/no with a background rate */
    struct phil_figure background; /**< share of people with none of the causes who have it */
};

struct phil_cause {
    const char *id, *name;
    const char *plain;     /**< what it is, in one or two calm sentences */
    const char *mechanism; /**< how it makes a lip twitch */
    const char *course;    /**< what usually becomes of it */
    const char *settles;   /**< what would settle whether it is this */
    const char *whom;      /**< whom to see, and when */
    bool serious;
};

/** What drinks and foods hold, per serving. */
struct phil_intake {
    const char *id, *name;
    const char *const *aliases; /**< other words for it */
    size_t n_aliases;
    const char *serving; /**< "cup", "can", "glass", "piece" */
    double serving_ml;   /**< 0 for food and tablets */
    double serving_g;    /**< 0 for drinks and tablets */
    bool food;
    struct phil_figure caffeine_mg, alcohol_g,
        potassium_mg; /**< source NULL: none worth counting */
};

/** A muscle of the face that moves a region, and the branch of the facial nerve that drives it. */
struct phil_muscle {
    const char *id, *name, *nerve, *action;
    const char *source;
};

struct phil_knowledge;

/** Loads and checks the knowledge base. `folder` NULL: the one that was built in; otherwise a
 *  folder with the same files. The caller frees *knowledge with phil_knowledge_free().
 *  Errors: PHIL_EINPUT (no such folder or file), PHIL_EFORMAT (not YAML, unknown or double id,
 *  number outside its range, missing source, a cycle: the log names file and line), PHIL_EMEM.
 *  Costs 2 ms for the built-in one, 10 ms for a folder. */
PHIL_API enum phil_status phil_knowledge_new(struct phil_knowledge **knowledge, const char *folder,
                                             const struct phil_log *log);

/** Frees a knowledge base; NULL is fine. */
PHIL_API void phil_knowledge_free(struct phil_knowledge *knowledge);

/** The `at`-th cause in the order of the file; NULL beyond the end. */
PHIL_API const struct phil_cause *phil_knowledge_cause(const struct phil_knowledge *knowledge,
                                                       size_t at);

/** The `at`-th finding in the order of the file; NULL beyond the end. */
PHIL_API const struct phil_finding *phil_knowledge_finding(const struct phil_knowledge *knowledge,
                                                           size_t at);

/** The `at`-th source in the order of the file; NULL beyond the end. */
PHIL_API const struct phil_source *phil_knowledge_source(const struct phil_knowledge *knowledge,
                                                         size_t at);

/** The `at`-th of the drinks, then of the foods; NULL beyond the end. */
PHIL_API const struct phil_intake *phil_knowledge_intake(const struct phil_knowledge *knowledge,
                                                         size_t at);

/** The cause with this id; NULL when there is none. */
PHIL_API const struct phil_cause *phil_knowledge_find_cause(const struct phil_knowledge *knowledge,
                                                            const char *id);

/** The finding with this id; NULL when there is none. */
PHIL_API const struct phil_finding *
phil_knowledge_find_finding(const struct phil_knowledge *knowledge, const char *id);

/** The source with this key; NULL when there is none. */
PHIL_API const struct phil_source *
phil_knowledge_find_source(const struct phil_knowledge *knowledge, const char *id);

/** How a remedy is put on trial in one person. */
struct phil_remedy_trial {
    const char *remedy;             /**< id */
    const char *title;              /**< the remedy's own text */
    const char *usual, *with;       /**< what to do on days of either arm */
    const char *run_in;             /**< what to do before; "" when there is no run-in */
    const char *dose;               /**< what of the diary shows it: "caffeine_mg" | "alcohol_g" |
                                         "potassium_mg" | "sleep_h" | "stress" | "screen_h"; "" */
    bool dose_rises;                /**< the remedy raises it */
    struct phil_figure run_in_days; /**< 0: none */
    struct phil_figure onset_days;  /**< until the remedy shows its effect */
    struct phil_figure offset_days; /**< until its effect has gone */
    int period_days, washout_days;  /**< what follows from them */
};

/** The trial of a remedy; NULL when the remedy is unknown or is not for a trial. */
PHIL_API const struct phil_remedy_trial *
phil_knowledge_trial(const struct phil_knowledge *knowledge, const char *remedy);

/** The `at`-th remedy that has a trial, in the order of the file; NULL beyond the end. */
PHIL_API const struct phil_remedy_trial *
phil_knowledge_trial_at(const struct phil_knowledge *knowledge, size_t at);

/** The muscles that move a region, nearest first: the `at`-th one, NULL beyond the last. */
PHIL_API const struct phil_muscle *phil_knowledge_muscle(const struct phil_knowledge *knowledge,
                                                         enum phil_region region, size_t at);

/* --- what is known of one person -------------------------------------------------------------- */

enum phil_origin { PHIL_FROM_ANSWER, PHIL_FROM_DIARY, PHIL_FROM_RECORDING };

/** "answer" | "diary" | "recording"; static storage. */
PHIL_API const char *phil_origin_name(enum phil_origin origin);

/** One thing known. */
struct phil_answer {
    const char *finding; /**< id, borrowed from the knowledge base */
    double value;        /**< yes 1, no 0; the number; the index of the choice */
    double probability;  /**< of a yes/no: that it is a yes, by the measurement itself, had it been
                              even odds before; 0 or 1 for answers. 1 for numbers and choices */
    enum phil_origin origin;
    bool unknown; /**< asked, and the person does not know or would rather not say */
};

struct phil_answers;

/** An empty set: everything is unknown. `knowledge` is borrowed and must outlive it.
 *  Errors: PHIL_EMEM. */
PHIL_API enum phil_status phil_answers_new(struct phil_answers **answers,
                                           const struct phil_knowledge *knowledge);

/** Frees a set of answers; NULL is fine. */
PHIL_API void phil_answers_free(struct phil_answers *answers);

/** Adds or replaces what is known from this origin. Where several origins tell of one finding,
 *  the answer stands before the diary and the diary before the recording. `probability` is for
 *  yes/no alone (0..1); value 0/1 must be its nearer end.
 *  Errors: PHIL_EARG (unknown id, outside the range: the log says which). PHIL_EMEM. */
PHIL_API enum phil_status phil_answers_set(struct phil_answers *answers, const char *finding,
                                           double value, double probability,
                                           enum phil_origin origin, const struct phil_log *log);

/** The same from text as a person would type it: "yes", "n", "5.5", "3 cups"... by the type of the
 *  finding; "?" and "unknown" set it to unknown. Errors: PHIL_EARG with the reason in the log. */
PHIL_API enum phil_status phil_answers_set_text(struct phil_answers *answers, const char *finding,
                                                const char *text, const struct phil_log *log);

/** Asked, and not known. Errors: PHIL_EARG, PHIL_EMEM. */
PHIL_API enum phil_status phil_answers_set_unknown(struct phil_answers *answers,
                                                   const char *finding);

/** Forgets what this finding was answered (not what diary or recording tell). */
PHIL_API void phil_answers_unset(struct phil_answers *answers, const char *finding);

/** What stands for a finding, after the order of origins; false when nothing is known. Derived
 *  findings (a yes/no that follows from a number) are answered too, an answer of their own first.
 *  "Don't know" stands only where nobody else tells: answer->unknown is true then. */
PHIL_API bool phil_answers_get(const struct phil_answers *answers, const char *finding,
                               struct phil_answer *answer);

/** A flat YAML map from finding to value, `size` bytes of UTF-8; `name` is for messages.
 *  Errors: PHIL_EFORMAT (not a flat map, unknown key, value of the wrong type or out of range,
 *  a key twice: the log names the line, and the nearest key where there is one), PHIL_EMEM. On
 *  failure nothing was added. */
PHIL_API enum phil_status phil_answers_read(struct phil_answers *answers, const char *text,
                                            size_t size, const char *name,
                                            const struct phil_log *log);

/** Writes the answers (not diary or recording) as such a map. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_answers_write(const struct phil_answers *answers, FILE *out);

/** Adds what `n` analyses tell, newest last: kind of movement, side, synchrony, rate, each with
 *  the measurement's own probability; nothing where it could not be measured. Errors: PHIL_EARG,
 *  PHIL_EMEM. */
PHIL_API enum phil_status phil_answers_add_analyses(struct phil_answers *answers,
                                                    const struct phil_analysis *const *analyses,
                                                    size_t n, const struct phil_log *log);

/* --- the explanation -------------------------------------------------------------------------- */

/** How soon a doctor is needed. Ordered: a greater one is sooner. */
enum phil_care {
    PHIL_CARE_SELF,
    PHIL_CARE_ROUTINE,
    PHIL_CARE_URGENT,
    PHIL_CARE_EMERGENCY,
};

/** "self_care" | "routine" | "urgent" | "emergency"; static storage. */
PHIL_API const char *phil_care_name(enum phil_care care);

/** Why a level of care was chosen. */
struct phil_reason {
    enum phil_care care;
    const char *rule;    /**< id of the rule, or of the cause that asks for it */
    const char *finding; /**< the finding that fired it (the first of several) */
    const char *text;    /**< what to do and why, in plain words */
    const char *source;
};

/** One finding's part for or against a cause. */
struct phil_weight {
    const char *finding;
    const char *text; /**< "your heart has been racing" */
    double weight_db; /**< 10 log10 of the factor by which it changed the odds that the
                              cause is present, all else known */
    const char *source;
    enum phil_basis basis;
    enum phil_origin origin;
};

struct phil_cause_result {
    const struct phil_cause *cause;
    double probability; /**< that it has a part in this twitch; that it is there at all where
                             lip_twitch was answered no */
    struct phil_interval interval;      /**< 95 %: from the ranges of the figures */
    double present;                     /**< that the person has it at all, twitch or not */
    double base_rate;                   /**< that a person of this age and sex has it at all */
    struct phil_weight *for_, *against; /**< strongest first */
    size_t n_for, n_against;
};

struct phil_advice {
    const char *remedy, *text, *how;
    int try_for_days;
    const char *const *cautions; /**< n_cautions sentences that hold for this person */
    size_t n_cautions;
    bool withheld; /**< not to be tried without a doctor: the first caution says why */
    const char *source;
    const char *cause; /**< id of the cause that it is for */
};

/** A question worth asking. */
struct phil_question {
    const struct phil_finding *finding; /**< NULL for a screen */
    const char *text;
    const struct phil_finding *const *screen; /**< n_screen findings asked at once: "any of ...?" */
    size_t n_screen;
    double gain_bits; /**< expected information about what would change the advice; NaN for what
                           is always asked */
};

struct phil_explanation {
    enum phil_care care;
    struct phil_reason *reasons; /**< gravest first */
    size_t n_reasons;
    struct phil_cause_result *causes; /**< likeliest first, every cause */
    size_t n_causes;
    double unexplained;              /**< that none of the causes has a part in it */
    struct phil_question *questions; /**< what is always asked, then the most telling first */
    size_t n_questions;
    struct phil_advice *advice; /**< in the order in which to try */
    size_t n_advice;
    const char **missing; /**< ids of findings that matter and are not known */
    size_t n_missing;
    int draws; /**< behind the intervals; 0: too many findings for intervals */
};

struct phil_explain_settings {
    int draws;     /**< parameter draws behind the intervals, 0..10000 */
    uint64_t seed; /**< of the draws: same seed, same result */
    int questions; /**< at most so many next questions beside those that are always asked; 0..100,
                        0: none at all */
};

/** 200 draws, seed 1, 5 questions. */
PHIL_API struct phil_explain_settings phil_explain_defaults(void);

/** Weighs every cause. Exact up to rounding, unless dozens of findings are there that several
 *  causes share: then a sum over the combinations of causes that carry nearly all (to 1e-9 where
 *  the evidence decides; src/causes/subsets.c). The caller frees *explanation with
 *  phil_explanation_free(). `settings` NULL: defaults. Some 10 ms, a second at worst.
 *  Errors: PHIL_EARG, PHIL_EMEM, PHIL_EDATA (answers that exclude each other by the figures). */
PHIL_API enum phil_status phil_explain(struct phil_explanation **explanation,
                                       const struct phil_knowledge *knowledge,
                                       const struct phil_answers *answers,
                                       const struct phil_explain_settings *settings,
                                       const struct phil_log *log);

/** Frees an explanation; NULL is fine. */
PHIL_API void phil_explanation_free(struct phil_explanation *explanation);

/** What there is to say to this person of one remedy, whether or not a cause calls for it: its
 *  cautions that hold, and whether it is withheld. advice->cause is NULL. The caller frees
 *  advice->cautions with free(). Errors: PHIL_EARG (no such remedy), PHIL_EMEM. */
PHIL_API enum phil_status phil_advise(struct phil_advice *advice,
                                      const struct phil_knowledge *knowledge,
                                      const struct phil_answers *answers, const char *remedy);

/** The next thing to ask in an interview of at most `most` questions of which `asked` have been
 *  asked: first the screens for red flags and what is always asked, then what tells most about
 *  what would change the advice. PHIL_END when no question would. *question is borrowed from
 *  `knowledge`. Some 3 ms. Errors: PHIL_EARG, PHIL_EMEM, PHIL_EDATA as above. */
PHIL_API enum phil_status phil_next_question(struct phil_question *question,
                                             const struct phil_knowledge *knowledge,
                                             const struct phil_answers *answers, int asked,
                                             int most);

#ifdef __cplusplus
}
#endif
#endif
