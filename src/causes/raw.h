/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of knowledge/ hold, as libcyaml hands it over: numbers and names are still text.
 * libcyaml reads numbers with strtod, which follows the locale and takes "nan"; the loader reads
 * them itself and tells on which line one is wrong. Optional texts and mappings are NULL when they
 * are missing, optional lists empty.
 */
#ifndef PHIL_CAUSES_RAW_H
#define PHIL_CAUSES_RAW_H

#include <philtrum/causes.h>

enum phil_raw_bool { PHIL_RAW_NO, PHIL_RAW_YES };

/* A list of words. */
struct phil_raw_words {
    char **items;
    unsigned n;
};

struct phil_raw_figure {
    char *value, *lo, *hi;
    enum phil_basis basis;
    char *source, *note;
};

struct phil_raw_condition {
    char *finding, *is, *is_not, *at_least, *at_most;
};

struct phil_raw_when {
    struct phil_raw_condition *all, *any, *none;
    unsigned n_all, n_any, n_none;
};

struct phil_raw_source {
    char *id, *text, *where;
};

struct phil_raw_finding {
    char *id;
    enum phil_finding_type type;
    char *question, *why, *yes, *no, *group, *unit, *lo, *hi;
    struct phil_raw_figure *background;
    enum phil_raw_bool first;
    struct phil_raw_when *asked_when, *from;
    struct phil_raw_words choices;
};

struct phil_raw_screen {
    char *id, *text;
    struct phil_raw_words findings;
};

struct phil_raw_prior {
    char *sex, *from_age, *to_age;
    struct phil_raw_figure share;
};

struct phil_raw_point {
    char *dose;
    struct phil_raw_figure odds_ratio;
};

struct phil_raw_exposure {
    char *finding, *of;
    enum phil_raw_bool beside;
    struct phil_raw_point *points;
    unsigned n_points;
};

struct phil_raw_link {
    char *finding;
    struct phil_raw_figure probability;
};

struct phil_raw_cause {
    char *id, *name, *plain, *mechanism, *course, *settles, *whom, *care_from, *action;
    enum phil_raw_bool serious;
    enum phil_care care;
    struct phil_raw_words remedies;
    struct phil_raw_prior *priors;
    struct phil_raw_exposure *exposures;
    struct phil_raw_link *links;
    unsigned n_priors, n_exposures, n_links;
};

struct phil_raw_caution {
    struct phil_raw_when *when;
    char *text, *source;
    enum phil_raw_bool withhold;
};

struct phil_raw_trial {
    char *title, *usual, *with, *run_in, *dose, *measure_days, *needs_text;
    enum phil_raw_bool dose_rises;
    struct phil_raw_figure *run_in_days, onset_days, offset_days;
    struct phil_raw_words needs;
    struct phil_raw_caution *limits;
    unsigned n_limits;
};

struct phil_raw_remedy {
    char *id, *text, *how, *try_for_days, *source;
    enum phil_basis basis;
    struct phil_raw_caution *cautions;
    unsigned n_cautions;
    struct phil_raw_trial *trial;
};

struct phil_raw_rule {
    char *id, *text, *source;
    enum phil_care care;
    enum phil_basis basis;
    struct phil_raw_when when;
};

struct phil_raw_intake {
    char *id, *name, *serving, *serving_ml, *serving_g;
    struct phil_raw_words aliases;
    struct phil_raw_figure *caffeine_mg, *alcohol_g, *potassium_mg;
};

struct phil_raw_muscle {
    char *id, *name, *nerve, *action, *source;
};

struct phil_raw_region {
    char *region;
    struct phil_raw_words muscles;
};

/* One struct for all files: each fills its own lists. */
struct phil_raw {
    struct phil_raw_source *sources;
    struct phil_raw_finding *findings;
    struct phil_raw_screen *screens;
    struct phil_raw_cause *causes;
    struct phil_raw_remedy *remedies;
    struct phil_raw_rule *rules;
    struct phil_raw_intake *drinks, *foods;
    struct phil_raw_muscle *muscles;
    struct phil_raw_region *regions;
    unsigned n_sources, n_findings, n_screens, n_causes, n_remedies, n_rules, n_drinks, n_foods,
        n_muscles, n_regions;
};

/* The files, in the order in which they are read: what one refers to comes before it. */
enum phil_knowledge_file {
    PHIL_FILE_SOURCES,
    PHIL_FILE_FINDINGS,
    PHIL_FILE_REMEDIES,
    PHIL_FILE_CAUSES,
    PHIL_FILE_TRIAGE,
    PHIL_FILE_DRINKS,
    PHIL_FILE_FOODS,
    PHIL_FILE_MUSCLES,
    PHIL_N_FILES,
};

/* "sources.yaml" ...; static storage. */
const char *phil_knowledge_file_name(enum phil_knowledge_file file);

/* Reads one file's text. *raw is freed with phil_raw_free() of the same file. A mistake goes to the
 * log with `name` and its line. Errors: PHIL_EFORMAT, PHIL_EMEM. */
enum phil_status phil_raw_read(struct phil_raw **raw, enum phil_knowledge_file file,
                               const char *text, size_t size, const char *name,
                               const struct phil_log *log);
void phil_raw_free(struct phil_raw *raw, enum phil_knowledge_file file);

#endif
