/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/diary.h - what a person writes down: drinks, food, sleep, stress, medicines, laboratory
 * values, symptoms, felt twitches; and what follows from it, caffeine in the body above all.
 */
#ifndef PHILTRUM_DIARY_H
#define PHILTRUM_DIARY_H

#include <philtrum/causes.h>

#ifdef __cplusplus
extern "C" {
#endif

enum phil_entry_kind {
    PHIL_ENTRY_DRINK,    /**< amount in servings */
    PHIL_ENTRY_FOOD,     /**< amount in servings */
    PHIL_ENTRY_SLEEP,    /**< hours */
    PHIL_ENTRY_STRESS,   /**< 0..10 */
    PHIL_ENTRY_SCREEN,   /**< hours before a screen */
    PHIL_ENTRY_MEDICINE, /**< thing is its name as typed; amount in `unit` */
    PHIL_ENTRY_LAB,      /**< thing is potassium, calcium, magnesium, ...; amount in mmol/L */
    PHIL_ENTRY_SYMPTOM,  /**< thing is a yes/no finding; amount 1 */
    PHIL_ENTRY_TWITCH,   /**< a felt twitch: amount is how many */
    PHIL_ENTRY_NOTE,     /**< words alone */
    PHIL_N_ENTRY_KINDS,
};

/** "drink" ...; NULL outside the enum. Static storage. */
PHIL_API const char *phil_entry_kind_name(enum phil_entry_kind kind);

/** A moment, and how the clock on the wall stood. */
struct phil_moment {
    int64_t utc_s; /**< seconds since 1970, UTC */
    int offset_s;  /**< local time minus UTC at that moment */
    char zone[48]; /**< "Europe/Berlin"; "" when the system does not say */
};

/** One line of the diary. Amounts that were typed in another unit are kept as typed too. */
struct phil_entry {
    int64_t id; /**< 0: not stored yet */
    struct phil_moment at;
    enum phil_entry_kind kind;
    char thing[64]; /**< id of the drink, food, analyte, finding; a medicine as typed */
    double amount;  /**< in the kind's unit */
    double typed;   /**< the number as typed; 1 when there was none */
    char unit[16];  /**< the unit as typed; "" for none */
    double caffeine_mg, alcohol_g, potassium_mg; /**< by the knowledge base when it was entered */
    char note[256];
};

/** Reads "coffee 2", "espresso", "energy drink 500ml", "sleep 5.5h", "stress 7", "twitch",
 *  "potassium 4.1mmol/L", "medicine furosemide 40mg", "symptom racing_heart", "note ...".
 *  `words` are `n_words` words as a shell gives them. `at` NULL or as phil_moment_parse takes it.
 *  `now` is the moment of typing. A word that is nearly another is an error that offers it; a
 *  medicine that is nearly a known one is kept with a warning, for it may be another. What stands
 *  behind the word "note" is the entry's note. "23:30-06:15" sets the time to the waking.
 *  Errors: PHIL_EARG (not understood: the log says what and what was perhaps meant). */
PHIL_API enum phil_status phil_entry_parse(struct phil_entry *entry,
                                           const struct phil_knowledge *knowledge,
                                           const char *const *words, size_t n_words, const char *at,
                                           const struct phil_moment *now,
                                           const struct phil_log *log);

/** Sets an entry's note. Errors: PHIL_EARG (longer than 255 bytes, not UTF-8, control characters
 *  other than tabs and line breaks: the log says which); the note is then unchanged. */
PHIL_API enum phil_status phil_entry_set_note(struct phil_entry *entry, const char *text,
                                              const struct phil_log *log);

/** The clock of this machine in its local time zone: TZ, /etc/localtime, as the C library has it.
 *  The zone is that of the process; a program that changes TZ calls tzset() and starts no thread
 *  meanwhile. */
PHIL_API struct phil_moment phil_moment_now(void);

/** "08:30" (the last time it was so), "8:30pm", "yesterday 22:15", "monday 20:00", "2026-11-26
 *  08:30", "-2h", "90min ago", "now", RFC 3339. Local
 *  time unless it carries an offset. A time that the clock skipped is refused; one that it showed
 *  twice means the first, and the log says so. Not more than a day ahead of now.
 *  Errors: PHIL_EARG with the reason in the log. */
PHIL_API enum phil_status phil_moment_parse(struct phil_moment *moment, const char *text,
                                            const struct phil_moment *now,
                                            const struct phil_log *log);

/** "2026-11-26T08:30:00+01:00" into at least 32 bytes; an offset that is no whole minute has its
 *  seconds too. */
PHIL_API void phil_moment_format(const struct phil_moment *moment, char *text, size_t size);

/** The day on the wall, as days since 1970-01-01: a day ends when the person's clock says so. */
PHIL_API int64_t phil_moment_day(const struct phil_moment *moment);

/** "2 coffee (190 mg caffeine)": an entry in words into `text`. */
PHIL_API void phil_entry_describe(const struct phil_entry *entry,
                                  const struct phil_knowledge *knowledge, char *text, size_t size);

/* --- caffeine --------------------------------------------------------------------------------- */

/** What changes how fast caffeine leaves. */
struct phil_metabolism {
    bool smoker, contraceptive_pill, fluvoxamine;
    bool pregnant; /**< late pregnancy */
};

/** What the answers say of it: a yes that is known; anything else is no. */
PHIL_API struct phil_metabolism phil_metabolism_of(const struct phil_answers *answers);

/** Half-life in hours with its range and source. `metabolism` NULL: nothing is known. */
PHIL_API struct phil_figure phil_caffeine_half_life(const struct phil_metabolism *metabolism);

/** Milligrams in the body at `utc_s`: one compartment, first-order absorption and elimination,
 *  over all entries up to then. `entries` in any order. >= 0; NaN unless half_life_h > 0. */
PHIL_API double phil_caffeine_level(const struct phil_entry *entries, size_t n, int64_t utc_s,
                                    double half_life_h);

/* --- what the diary tells --------------------------------------------------------------------- */

/** What the days up to `now` say. Missing days are not zeros: a mean is over days with entries of
 *  that kind, and unmeasured with a reason when there are too few. */
struct phil_diary_summary {
    int days; /**< looked back over */
    struct phil_value caffeine_mg_per_day, caffeine_now_mg, alcohol_g_per_week,
        potassium_mg_per_day;
    struct phil_value sleep_h, sleep_debt_h, stress, screen_h, felt_twitches_per_day;
    struct phil_value potassium_mmol_l, calcium_mmol_l, magnesium_mmol_l; /**< newest value */
};

/** Sums up the `days` (1 to 366) that end with the day of `now`; what lies after `now` is left out.
 *  `entries` in any order. Caffeine in the body needs the entries of the last days even where
 *  `days` is 1; of blood values those of the last 90 days count, as far as `entries` goes back
 *  (`philtrum explain` hands over 30 days). Today's amounts count only where they do not pull a
 *  mean down, for the day is not over; caffeine of today alone counts from a usual day's 197 mg on.
 *  Sleep debt: what the last week lacks of 7 h a night (AASM and SRS 2015). `metabolism` NULL:
 *  nothing is known. */
PHIL_API void phil_diary_summarise(struct phil_diary_summary *summary,
                                   const struct phil_entry *entries, size_t n,
                                   const struct phil_moment *now, int days,
                                   const struct phil_metabolism *metabolism);

/** Adds what the diary of the last `days` tells to the answers, origin diary: intake, sleep,
 * stress, medicines that are known by name, laboratory values, symptoms. Metabolism is taken from
 * the answers. Errors: PHIL_EARG, PHIL_EMEM. */
PHIL_API enum phil_status phil_diary_add_answers(struct phil_answers *answers,
                                                 const struct phil_knowledge *knowledge,
                                                 const struct phil_entry *entries, size_t n,
                                                 const struct phil_moment *now, int days,
                                                 const struct phil_log *log);

/* --- files ------------------------------------------------------------------------------------ */

/** CSV (RFC 4180, UTF-8, a header) and JSON (schema philtrum.diary/1). Numbers are written so that
 *  reading them back gives the same bits. In CSV a text that a spreadsheet would take for a formula
 *  has an apostrophe before it, which reading takes away again. Errors: PHIL_EARG (an entry that no
 *  reader would take: a number that is not finite, control characters, ...: nothing is written),
 *  PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_diary_write_csv(FILE *out, const struct phil_entry *entries,
                                               size_t n);
/** The same in JSON. Errors: as for CSV. */
PHIL_API enum phil_status phil_diary_write_json(FILE *out, const struct phil_entry *entries,
                                                size_t n);

/** The inverse; ids are 0. The caller frees *entries with free(). All or nothing.
 *  Columns or keys other than time, kind and amount may be missing. At most 64 MiB. `name` is for
 *  messages. Errors: PHIL_EFORMAT (the log names line or path, what and why), PHIL_EMEM. */
PHIL_API enum phil_status phil_diary_read_csv(struct phil_entry **entries, size_t *n,
                                              const char *text, size_t size, const char *name,
                                              const struct phil_log *log);
/** The same from JSON. Errors: as for CSV. */
PHIL_API enum phil_status phil_diary_read_json(struct phil_entry **entries, size_t *n,
                                               const char *text, size_t size, const char *name,
                                               const struct phil_log *log);

#ifdef __cplusplus
}
#endif
#endif
