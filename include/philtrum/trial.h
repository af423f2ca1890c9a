/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/trial.h - an N-of-1 trial: one person, a remedy, days with it and days without it in an
 * order that chance chose; its plan, its days, and what they say.
 *
 * Arm A is life as usual, arm B is the remedy. A rate ratio is always B over A: below 1 the remedy
 * helps. Days are counted as days since 1970-01-01 on the person's wall, or from any start of
 * their own. Reported by CENT 2015 (doi:10.1136/bmj.h1738), planned by SPENT 2019
 * (doi:10.1136/bmj.m122).
 */
#ifndef PHILTRUM_TRIAL_H
#define PHILTRUM_TRIAL_H

#include <philtrum/diary.h>

#ifdef __cplusplus
extern "C" {
#endif

enum phil_arm { PHIL_ARM_USUAL, PHIL_ARM_REMEDY, PHIL_N_ARMS };

/** "A" | "B"; static storage. */
PHIL_API const char *phil_arm_name(enum phil_arm arm);

/** What is counted on each day. The first is what the trial is about; the last two are negative
 *  controls, which the remedy has no reason to change. */
enum phil_outcome {
    PHIL_OUTCOME_TWITCHES,   /**< found in the day's clips, per minute of usable rest */
    PHIL_OUTCOME_FELT,       /**< written down as felt; its exposure is the day, 1440 min */
    PHIL_OUTCOME_OTHER_SIDE, /**< twitches of the side that is not affected */
    PHIL_OUTCOME_BLINKS,
    PHIL_N_OUTCOMES,
};

/** "twitches" | "felt" | "other_side" | "blinks"; static storage. */
PHIL_API const char *phil_outcome_name(enum phil_outcome outcome);

/** A count over a time. `count` is whole and >= 0, NaN when nobody counted; then `exposure_min` is
 *  0. Else exposure_min > 0. */
struct phil_tally {
    double count, exposure_min;
};

/** Whether a day counts. Days that do not stay in the data, with the reason. */
enum phil_day_use {
    PHIL_DAY_USED,
    PHIL_DAY_RUN_IN,  /**< before the first period */
    PHIL_DAY_WASHOUT, /**< the days at the start of every period in which the other arm lingers */
    PHIL_DAY_MISSED,  /**< no clip, by the person's own word or by its absence */
    PHIL_DAY_UNREADABLE, /**< a clip, but nothing could be measured in it */
    PHIL_DAY_LEFT_OUT,   /**< by the data's own word */
    PHIL_N_DAY_USES,
};

/** "used" | "run_in" | "washout" | "missed" | "unreadable" | "left_out"; static storage. */
PHIL_API const char *phil_day_use_name(enum phil_day_use use);

struct phil_trial_day {
    int64_t day;
    int period; /**< 1, 2, ... in order of time: neighbouring days of one arm; 0 in the run-in */
    int block;  /**< 1, 2, ...: the pair of periods that chance ordered; 0 when there is none */
    enum phil_arm assigned;
    enum phil_arm done; /**< differs from `assigned` on a switched day */
    bool breach;        /**< the person says that the day went otherwise than planned */
    struct phil_tally tally[PHIL_N_OUTCOMES];
    double dose; /**< of what the remedy changes, by the diary, in dose_unit; NaN when unknown */
    enum phil_day_use use;
    char *why;    /**< why it does not count, or what the person noted; NULL for nothing; owned */
    char **extra; /**< n_columns texts of further columns; owned */
};

/** How the order of the arms came about: what the exact test draws from. */
enum phil_trial_design {
    PHIL_DESIGN_PAIRS,   /**< each block holds one period of either arm; chance chose which first */
    PHIL_DESIGN_PERIODS, /**< the labels of the periods, any order with as many of each arm */
    PHIL_DESIGN_NONE,    /**< not randomised: no test, and the result says so */
};

/** "pairs" | "periods" | "none"; static storage. */
PHIL_API const char *phil_trial_design_name(enum phil_trial_design design);

struct phil_trial_data {
    struct phil_trial_day *days; /**< in order of time, no day twice */
    size_t n_days;
    enum phil_trial_design design;
    bool dated;         /**< days are days since 1970 */
    bool still_running; /**< the plan has days to come */
    char dose_unit[24]; /**< "mg caffeine", "h sleep"; "" when there are no doses */
    char **columns;     /**< names of further columns; owned */
    size_t n_columns;
};

/** Reads CSV (RFC 4180, UTF-8, header) with day, period, arm, count, exposure_min and, if they are
 *  there, block, done (A or B), breach, dose, felt, other_side, other_side_min, blinks,
 *  blinks_min, use, why, and design, dose_unit, still_running with one value in all rows. Further
 *  columns are kept as texts. `day` is an ISO date or a whole number, `arm` A or B; empty and NA
 *  are "not known". An empty count is a missed day, a day of period 0 is of the run-in, unless
 *  `use` says otherwise. Without `block` and `design`, neighbouring pairs of periods with one of
 *  either arm are blocks (PHIL_DESIGN_PAIRS); where that does not come out even the design is
 *  PHIL_DESIGN_PERIODS. Rows in any order. At most 64 MiB and 10 000 days. `name` is for
 *  messages. The caller frees *data with phil_trial_data_free(). Errors: PHIL_EFORMAT (line, what
 *  and why are in the log: missing column, a day twice, a period with two arms or torn apart, count
 *  not whole or negative, exposure not positive, ...), PHIL_EMEM. *data is NULL then. */
PHIL_API enum phil_status phil_trial_data_read_csv(struct phil_trial_data **data, const char *text,
                                                   size_t size, const char *name,
                                                   const struct phil_log *log);

/** Writes it so that reading gives the same bits; formulas are guarded as in the diary's CSV.
 *  Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_trial_data_write_csv(FILE *out, const struct phil_trial_data *data);

/** Frees data with everything in it; NULL is fine. */
PHIL_API void phil_trial_data_free(struct phil_trial_data *data);

/* --- power ------------------------------------------------------------------------------------ */

/** How a person's days vary: what decides how many are needed. */
struct phil_trial_background {
    double rate_per_min;    /**< > 0 */
    double exposure_min;    /**< usable rest of a day's clips, > 0 */
    double overdispersion;  /**< 1/k of the negative binomial, >= 0: variance = m + m^2 / k */
    double day_sd;          /**< of the day's log rate, >= 0 */
    double autocorrelation; /**< of neighbouring days' log rates, 0..0.95 */
    int days; /**< that it was estimated from; 0: taken from the literature or judged */
};

/** The background of a person's own days (arm usual alone), shrunk towards the prior's where they
 *  are few; with no usable day at all, what is common. Errors: PHIL_EARG. */
PHIL_API enum phil_status phil_trial_background_of(struct phil_trial_background *background,
                                                   const struct phil_trial_day *days,
                                                   size_t n_days);

/** What decides how much a design can see. */
struct phil_trial_shape {
    int n_blocks;     /**< 1..64 pairs of periods */
    int period_days;  /**< 1..60, washout included */
    int washout_days; /**< 0..period_days - 1 */
};

/** The chance that the 95 % interval leaves out 1 and the exact test reaches 5 %, when the remedy
 *  multiplies the rate by `rate_ratio`. By the information of a generalised least-squares fit to
 * log rates with their day-level covariance; 0 where no assignment could reach 5 % (fewer than six
 *  blocks). Checked against simulated trials by bench-trial. NaN outside the ranges. */
PHIL_API double phil_trial_power(const struct phil_trial_shape *shape,
                                 const struct phil_trial_background *background, double rate_ratio);

/** The fewest blocks of these periods that reach `power` (0.5..0.99), 0 when 64 do not. */
PHIL_API int phil_trial_blocks_needed(const struct phil_trial_shape *shape,
                                      const struct phil_trial_background *background,
                                      double rate_ratio, double power);

/* --- the plan --------------------------------------------------------------------------------- */

enum { PHIL_TRIAL_MOST_BLOCKS = 64, PHIL_TRIAL_MOST_CAUTIONS = 8 };

/** What a trial is to be about. */
struct phil_trial_request {
    const char *remedy;    /**< id of a remedy that has a trial; NULL: the person's own */
    const char *own;       /**< else what is done on remedy days: "chew gum"; NULL otherwise */
    const char *usual;     /**< what is done on usual days; NULL: nothing special */
    enum phil_side side;   /**< that twitches; PHIL_SIDE_BOTH when unknown */
    int period_days;       /**< 0: by the remedy; a shorter one than the remedy's is refused */
    int washout_days;      /**< -1: by the remedy; a shorter one is refused */
    int n_blocks;          /**< 0: what `power` needs */
    double rate_ratio;     /**< that is to be noticed; 0: 0.5 */
    double power;          /**< 0: 0.8 */
    double clip_min;       /**< minutes to film each day; 0: by the background, 1..5 */
    const char *clip_time; /**< "20:00"; NULL: that */
    uint64_t seed;         /**< of the order; the caller draws it from the system's randomness */
};

/** The whole plan: nothing in it changes once the trial has begun. */
struct phil_trial_plan {
    char remedy[64]; /**< id; "" for the person's own */
    char title[256];
    char arm_text[PHIL_N_ARMS][512]; /**< what to do on a day of this arm */
    char run_in_text[512];           /**< what to do before the first period: taper first */
    char dose[24];                   /**< what of the diary shows whether it was done:
                                          "caffeine_mg" | "alcohol_g" | "potassium_mg" | "sleep_h" |
                                          "stress" | "screen_h"; "" for none */
    bool dose_rises;                 /**< the remedy raises it */
    struct phil_trial_shape shape;
    int run_in_days;
    bool remedy_first[PHIL_TRIAL_MOST_BLOCKS];
    uint64_t seed;
    struct phil_moment planned; /**< when chance chose the order */
    enum phil_side side;
    double clip_min;
    char clip_time[6];
    struct phil_trial_background background;
    double rate_ratio, power;     /**< what it was made to notice, and how surely it will */
    double power_at_seven_tenths; /**< the same for a rate ratio of 0.7 */
    int n_cautions;
    char caution[PHIL_TRIAL_MOST_CAUTIONS][512];
    char sources[256]; /**< keys of the sources of its lengths, with blanks between */
};

/** Makes a plan. Refused where a caution of the remedy that withholds it holds for this person,
 *  where the answers call for a doctor soon, and where nobody could follow it (more than a year).
 *  `answers` with what the diary tells. Same request, same plan. Errors: PHIL_EARG (a request
 *  outside its ranges, unknown remedy, one that is no trial), PHIL_EDATA (refused): the log says
 * why in words for the person; PHIL_EMEM. */
PHIL_API enum phil_status
phil_trial_plan_make(struct phil_trial_plan *plan, const struct phil_trial_request *request,
                     const struct phil_knowledge *knowledge, const struct phil_answers *answers,
                     const struct phil_trial_background *background, const struct phil_moment *now,
                     const struct phil_log *log);

/** Why this person may not put this remedy on trial: a caution that withholds it, a limit,
 * something that must be known first, or that there is no such trial. NULL when none of these
 * stands against it; whether a doctor comes first is for phil_explain() to say. Belongs to
 * `knowledge`. */
PHIL_API const char *phil_trial_refusal(const struct phil_knowledge *knowledge,
                                        const struct phil_answers *answers, const char *remedy);

/** How many days the plan takes, run-in included. */
PHIL_API int phil_trial_plan_days(const struct phil_trial_plan *plan);

/** One JSON document of schema philtrum.plan/1 on one line. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_trial_plan_write(FILE *out, const struct phil_trial_plan *plan);

/** The inverse. Errors: PHIL_EFORMAT (the log names the member), PHIL_EMEM. */
PHIL_API enum phil_status phil_trial_plan_read(struct phil_trial_plan *plan, const char *text,
                                               size_t size, const struct phil_log *log);

enum phil_trial_phase {
    PHIL_PHASE_BEFORE,
    PHIL_PHASE_RUN_IN,
    PHIL_PHASE_WASHOUT,
    PHIL_PHASE_MEASURE,
    PHIL_PHASE_AFTER,
};

/** Where a day stands in a plan. */
struct phil_trial_slot {
    enum phil_trial_phase phase;
    int number;        /**< of the day, 1 for the first; 0 before, n + 1 after */
    int period, block; /**< 0 outside periods */
    int day_of_period; /**< 1 for its first day; of the run-in likewise */
    int days_left;     /**< in this period or run-in, this day not counted */
    enum phil_arm arm; /**< usual outside periods */
};

/** Where `day` stands when the trial's first day is `first_day`. */
PHIL_API struct phil_trial_slot phil_trial_slot_of(const struct phil_trial_plan *plan,
                                                   int64_t first_day, int64_t day);

/** A calendar of the trial (RFC 5545): an event each day to film, at clip_time by the clock on the
 *  wall, one of a whole day where a period begins, told on the evening before, one for the end.
 *  What to do is in words that give nothing away on a locked screen. `zone` "" or one that is not
 *  known means floating times. Errors: PHIL_EARG, PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_trial_calendar(FILE *out, const struct phil_trial_plan *plan,
                                              int64_t first_day, const char *zone,
                                              const struct phil_moment *now);

/* --- its course ------------------------------------------------------------------------------- */

enum phil_mark_kind {
    PHIL_MARK_STARTED,  /**< `day` is the first day */
    PHIL_MARK_MISSED,   /**< no clip that day */
    PHIL_MARK_SWITCHED, /**< did what the other arm asks */
    PHIL_MARK_BREACH,   /**< did not keep to the plan in another way */
    PHIL_MARK_NOTE,
    PHIL_MARK_STOPPED,  /**< ended before its time; `day` is the last that counts */
    PHIL_MARK_RED_FLAG, /**< stopped for a reason to see a doctor */
    PHIL_N_MARK_KINDS,
};

/** "started" | "missed" | "switched" | "breach" | "note" | "stopped" | "red_flag"; static storage.
 */
PHIL_API const char *phil_mark_kind_name(enum phil_mark_kind kind);

/** The note of a mark of kind PHIL_MARK_NOTE that says that the effect was looked at early. */
#define PHIL_TRIAL_LOOKED "looked at the effect before the end"

/** Something that happened in a trial. Marks are added, never changed or removed. */
struct phil_trial_mark {
    int64_t id; /**< 0: not stored yet */
    struct phil_moment written;
    int64_t day;
    enum phil_mark_kind kind;
    char note[256];
};

enum phil_trial_state {
    PHIL_TRIAL_PLANNED,
    PHIL_TRIAL_RUNNING,
    PHIL_TRIAL_ENDED,   /**< all its days are over */
    PHIL_TRIAL_STOPPED, /**< by a mark of a day up to its last one */
};

/** "planned" | "running" | "ended" | "stopped"; static storage. */
PHIL_API const char *phil_trial_state_name(enum phil_trial_state state);

/** Where a trial stands on `today`. *first_day is set when it was started, *last_day to the last
 *  day that counts. */
PHIL_API enum phil_trial_state phil_trial_state_of(const struct phil_trial_plan *plan,
                                                   const struct phil_trial_mark *marks,
                                                   size_t n_marks, int64_t today,
                                                   int64_t *first_day, int64_t *last_day);

/** A recording of the trial's time. */
struct phil_trial_clip {
    struct phil_moment recorded;
    const struct phil_analysis *analysis;
};

/** Gathers a trial's days up to and including `until`: clips by the day on the wall on which they
 *  were filmed (several of one day are added), felt twitches and doses from the diary, marks as
 * they were written. A day without a clip is missed; nothing is filled in. Felt twitches count 0 on
 * a day on which something was written into the diary, else they are not known. The person is the
 *  face that was usable longest. The caller frees *data. Errors: PHIL_EARG (not started),
 *  PHIL_EMEM. */
PHIL_API enum phil_status phil_trial_collect(struct phil_trial_data **data,
                                             const struct phil_trial_plan *plan,
                                             const struct phil_trial_mark *marks, size_t n_marks,
                                             const struct phil_entry *entries, size_t n_entries,
                                             const struct phil_trial_clip *clips, size_t n_clips,
                                             int64_t until);

/* --- the analysis ----------------------------------------------------------------------------- */

/** What the analysis believes before it sees the days. */
struct phil_trial_settings {
    double effect_sd;     /**< of log rate ratio, normal around 0; > 0, INFINITY: flat */
    bool autocorrelated;  /**< day-level log rates as an AR(1) process; false: none at all */
    bool trend;           /**< a linear change of the log rate with time */
    bool carry_over;      /**< the arm before lingers on the first counted day of a period */
    double carry_over_sd; /**< of the share of the log rate ratio that lingers, about 0 */
    uint64_t seed;        /**< of drawn assignments where there are too many to go through */
    int most_assignments; /**< go through all up to so many, else draw so many; 100..10^7 */
    bool sensitivity;     /**< work out how the result depends on what was assumed */
};

/** Weakly informative: effect_sd 1.5, autocorrelation, trend and carry-over, at most 10 000
 *  assignments, seed 1, sensitivity. */
PHIL_API struct phil_trial_settings phil_trial_defaults(void);

/** What the remedy does to a rate. */
struct phil_effect {
    struct phil_value rate_ratio;  /**< posterior median */
    struct phil_interval interval; /**< 95 %, equal tails */
    double probability_better;     /**< rate ratio < 1; NaN when unmeasured */
    double probability_third;      /**< rate ratio < 0.7: 30 % fewer at least */
    struct phil_value p_value;     /**< exact randomisation test, two-sided */
};

/** The same question asked otherwise. */
struct phil_sensitivity {
    const char *id;   /**< "sceptical_prior" | "flat_prior" | "no_trend" | "no_autocorrelation" |
                           "no_carry_over" | "as_done" | "without_breaches" |
                           "without_first_days" ...; static storage */
    const char *text; /**< the same in words; static storage */
    struct phil_effect effect;
};

enum phil_verdict {
    PHIL_VERDICT_HELPS,
    PHIL_VERDICT_HARMS,      /**< more twitches with it */
    PHIL_VERDICT_NO_MATTER,  /**< any effect is smaller than a third either way */
    PHIL_VERDICT_UNDECIDED,  /**< can't tell yet */
    PHIL_VERDICT_TOO_LITTLE, /**< no analysis is possible: too few days, one arm alone, ... */
};

/** "helps" | "harms" | "no_matter" | "undecided" | "too_little"; static storage. */
PHIL_API const char *phil_verdict_name(enum phil_verdict verdict);

struct phil_trial_result {
    struct phil_effect effect;                 /**< on the twitches, as assigned */
    struct phil_effect other[PHIL_N_OUTCOMES]; /**< the other outcomes; [0] repeats `effect` */
    struct phil_effect per_dose; /**< dose-response: rate ratio for dose_step less (or more) of what
                                      the remedy changes, by what was really consumed */
    double dose_step;
    struct phil_value dose[PHIL_N_ARMS]; /**< mean of the days of either arm: adherence */
    struct phil_value rate_per_min[PHIL_N_ARMS];
    struct phil_interval rate_ci[PHIL_N_ARMS];
    struct phil_value overdispersion, autocorrelation, day_sd; /**< posterior means */
    struct phil_interval overdispersion_ci, autocorrelation_ci;
    struct phil_value trend_per_week; /**< factor by which the rate changed in a week */
    struct phil_interval trend_ci;
    struct phil_value carry_over; /**< share of the effect that lingers on first counted days */
    int days_used, days_dropped;
    int days_by_use[PHIL_N_DAY_USES];
    int periods[PHIL_N_ARMS]; /**< with a day that counts */
    uint64_t n_assignments;   /**< that the design could have drawn; 0: not randomised; UINT64_MAX:
                                   more than fit */
    bool all_assignments;     /**< gone through, not drawn from */
    double p_least;           /**< the smallest p that this design can give */
    enum phil_verdict verdict;
    char verdict_text[512];      /**< one sentence for the person */
    struct phil_value more_days; /**< of the same kind, until it is likely decided */
    /* For pictures. */
    double *curve_log_ratio, *curve_density; /**< n_curve points of the posterior */
    size_t n_curve;
    double *fitted, *fitted_lo, *fitted_hi; /**< rate per minute of each of the data's days; NaN
                                                 where a day does not count; n_days each */
    size_t n_days;
    struct phil_sensitivity *sensitivity;
    size_t n_sensitivity;
    struct phil_interval leave_one_out; /**< range of the rate ratio when any one day is dropped */
    double integration_error; /**< estimate of the absolute error of the distribution function of
                                   the log rate ratio from the grid of the integration */
};

/** Analyses a trial. `settings` NULL: defaults. Same data, same result. Too little data is a
 * result: unmeasured values with reasons, PHIL_VERDICT_TOO_LITTLE. At least 100 a second with
 * sensitivity for 60 days. The caller frees *result. Errors: PHIL_EARG (settings outside their
 * ranges, data that no reader would give), PHIL_EMEM. */
PHIL_API enum phil_status phil_trial_analyze(struct phil_trial_result **result,
                                             const struct phil_trial_data *data,
                                             const struct phil_trial_settings *settings,
                                             const struct phil_log *log);

/** Frees a result; NULL is fine. */
PHIL_API void phil_trial_result_free(struct phil_trial_result *result);

#ifdef __cplusplus
}
#endif
#endif
