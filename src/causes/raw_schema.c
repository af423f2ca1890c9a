/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats of knowledge/ in libcyaml's terms: which keys there are, which must be there. */
#include "raw_schema.h"

#include "raw.h"

/* Items of one list. Ours have 200 at most; looking for doubles takes time with the square. */
enum { MOST_ITEMS = 4096 };

/* A text must not be empty; a list may be. */
#define TEXT(type, key)                                                                            \
    CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER, struct phil_raw_##type, key, 1,               \
                           CYAML_UNLIMITED)
#define MAYBE_TEXT(type, key)                                                                      \
    CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct phil_raw_##type, \
                           key, 1, CYAML_UNLIMITED)
#define WORD(type, key, flags, words)                                                              \
    CYAML_FIELD_ENUM(#key, CYAML_FLAG_STRICT | (flags), struct phil_raw_##type, key, words,        \
                     CYAML_ARRAY_LEN(words))
#define FIGURE(type, key) CYAML_FIELD_MAPPING(#key, 0, struct phil_raw_##type, key, figure)
#define MAYBE_FIGURE(type, key)                                                                    \
    CYAML_FIELD_MAPPING_PTR(#key, CYAML_FLAG_OPTIONAL, struct phil_raw_##type, key, figure)
#define MAYBE_WHEN(type, key)                                                                      \
    CYAML_FIELD_MAPPING_PTR(#key, CYAML_FLAG_OPTIONAL, struct phil_raw_##type, key, when)
#define LIST(type, key, flags, entry)                                                              \
    CYAML_FIELD_SEQUENCE_COUNT(#key, CYAML_FLAG_POINTER | (flags), struct phil_raw_##type, key,    \
                               n_##key, &(entry), 0, MOST_ITEMS)
#define WORDS(type, key, flags)                                                                    \
    CYAML_FIELD_SEQUENCE_COUNT(#key, CYAML_FLAG_POINTER | (flags), struct phil_raw_##type,         \
                               key.items, key.n, &word, 0, MOST_ITEMS)
#define ENTRY(type)                                                                                \
    static const cyaml_schema_value_t type##_entry = {                                             \
        CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct phil_raw_##type, type)}

static const cyaml_schema_value_t word = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED)};

static const cyaml_strval_t yes_no[] = {
    {"no", PHIL_RAW_NO}, {"yes", PHIL_RAW_YES}, {"false", PHIL_RAW_NO}, {"true", PHIL_RAW_YES}};
static const cyaml_strval_t bases[] = {{"measured", PHIL_BASIS_MEASURED},
                                       {"derived", PHIL_BASIS_DERIVED},
                                       {"judged", PHIL_BASIS_JUDGED}};
static const cyaml_strval_t cares[] = {{"self_care", PHIL_CARE_SELF},
                                       {"routine", PHIL_CARE_ROUTINE},
                                       {"urgent", PHIL_CARE_URGENT},
                                       {"emergency", PHIL_CARE_EMERGENCY}};
static const cyaml_strval_t types[] = {{"yes_no", PHIL_FINDING_YES_NO},
                                       {"number", PHIL_FINDING_NUMBER},
                                       {"choice", PHIL_FINDING_CHOICE}};

static const cyaml_schema_field_t figure[] = {
    TEXT(figure, value),  TEXT(figure, lo),         TEXT(figure, hi), WORD(figure, basis, 0, bases),
    TEXT(figure, source), MAYBE_TEXT(figure, note), CYAML_FIELD_END,
};

static const cyaml_schema_field_t condition[] = {
    TEXT(condition, finding),        MAYBE_TEXT(condition, is),      MAYBE_TEXT(condition, is_not),
    MAYBE_TEXT(condition, at_least), MAYBE_TEXT(condition, at_most), CYAML_FIELD_END,
};
ENTRY(condition);

static const cyaml_schema_field_t when[] = {
    LIST(when, all, CYAML_FLAG_OPTIONAL, condition_entry),
    LIST(when, any, CYAML_FLAG_OPTIONAL, condition_entry),
    LIST(when, none, CYAML_FLAG_OPTIONAL, condition_entry),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t source[] = {
    TEXT(source, id),
    TEXT(source, text),
    CYAML_FIELD_STRING_PTR("where", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
                           struct phil_raw_source, where, 0, CYAML_UNLIMITED),
    CYAML_FIELD_END,
};
ENTRY(source);

static const cyaml_schema_field_t finding[] = {
    TEXT(finding, id),
    WORD(finding, type, 0, types),
    MAYBE_TEXT(finding, question),
    MAYBE_TEXT(finding, why),
    MAYBE_TEXT(finding, yes),
    MAYBE_TEXT(finding, no),
    MAYBE_TEXT(finding, group),
    MAYBE_FIGURE(finding, background),
    WORD(finding, first, CYAML_FLAG_OPTIONAL, yes_no),
    MAYBE_WHEN(finding, asked_when),
    MAYBE_WHEN(finding, from),
    MAYBE_TEXT(finding, unit),
    MAYBE_TEXT(finding, lo),
    MAYBE_TEXT(finding, hi),
    WORDS(finding, choices, CYAML_FLAG_OPTIONAL),
    CYAML_FIELD_END,
};
ENTRY(finding);

static const cyaml_schema_field_t screen[] = {
    TEXT(screen, id),
    TEXT(screen, text),
    WORDS(screen, findings, 0),
    CYAML_FIELD_END,
};
ENTRY(screen);

static const cyaml_schema_field_t prior[] = {
    MAYBE_TEXT(prior, sex), TEXT(prior, from_age), TEXT(prior, to_age),
    FIGURE(prior, share),   CYAML_FIELD_END,
};
ENTRY(prior);

static const cyaml_schema_field_t point[] = {
    TEXT(point, dose),
    FIGURE(point, odds_ratio),
    CYAML_FIELD_END,
};
ENTRY(point);

static const cyaml_schema_field_t exposure[] = {
    TEXT(exposure, finding),
    MAYBE_TEXT(exposure, of),
    WORD(exposure, beside, CYAML_FLAG_OPTIONAL, yes_no),
    LIST(exposure, points, 0, point_entry),
    CYAML_FIELD_END,
};
ENTRY(exposure);

static const cyaml_schema_field_t link[] = {
    TEXT(link, finding),
    FIGURE(link, probability),
    CYAML_FIELD_END,
};
ENTRY(link);

static const cyaml_schema_field_t cause[] = {
    TEXT(cause, id),
    TEXT(cause, name),
    TEXT(cause, plain),
    TEXT(cause, mechanism),
    TEXT(cause, course),
    TEXT(cause, settles),
    TEXT(cause, whom),
    WORD(cause, serious, 0, yes_no),
    WORD(cause, care, 0, cares),
    TEXT(cause, care_from),
    TEXT(cause, action),
    WORDS(cause, remedies, CYAML_FLAG_OPTIONAL),
    LIST(cause, priors, 0, prior_entry),
    LIST(cause, exposures, CYAML_FLAG_OPTIONAL, exposure_entry),
    LIST(cause, links, 0, link_entry),
    CYAML_FIELD_END,
};
ENTRY(cause);

static const cyaml_schema_field_t caution[] = {
    MAYBE_WHEN(caution, when),
    TEXT(caution, text),
    WORD(caution, withhold, CYAML_FLAG_OPTIONAL, yes_no),
    TEXT(caution, source),
    CYAML_FIELD_END,
};
ENTRY(caution);

static const cyaml_schema_field_t trial[] = {
    TEXT(trial, title),
    TEXT(trial, usual),
    TEXT(trial, with),
    MAYBE_TEXT(trial, run_in),
    MAYBE_TEXT(trial, dose),
    WORD(trial, dose_rises, CYAML_FLAG_OPTIONAL, yes_no),
    TEXT(trial, measure_days),
    MAYBE_FIGURE(trial, run_in_days),
    FIGURE(trial, onset_days),
    FIGURE(trial, offset_days),
    WORDS(trial, needs, CYAML_FLAG_OPTIONAL),
    MAYBE_TEXT(trial, needs_text),
    LIST(trial, limits, CYAML_FLAG_OPTIONAL, caution_entry),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t remedy[] = {
    TEXT(remedy, id),
    TEXT(remedy, text),
    TEXT(remedy, how),
    TEXT(remedy, try_for_days),
    WORD(remedy, basis, 0, bases),
    TEXT(remedy, source),
    LIST(remedy, cautions, CYAML_FLAG_OPTIONAL, caution_entry),
    CYAML_FIELD_MAPPING_PTR("trial", CYAML_FLAG_OPTIONAL, struct phil_raw_remedy, trial, trial),
    CYAML_FIELD_END,
};
ENTRY(remedy);

static const cyaml_schema_field_t rule[] = {
    TEXT(rule, id),
    WORD(rule, care, 0, cares),
    CYAML_FIELD_MAPPING("when", 0, struct phil_raw_rule, when, when),
    TEXT(rule, text),
    TEXT(rule, source),
    WORD(rule, basis, 0, bases),
    CYAML_FIELD_END,
};
ENTRY(rule);

#define INTAKE_FIELDS                                                                              \
    TEXT(intake, id), TEXT(intake, name), WORDS(intake, aliases, CYAML_FLAG_OPTIONAL),             \
        TEXT(intake, serving), MAYBE_FIGURE(intake, caffeine_mg), MAYBE_FIGURE(intake, alcohol_g), \
        MAYBE_FIGURE(intake, potassium_mg)

static const cyaml_schema_field_t drink[] = {
    INTAKE_FIELDS,
    MAYBE_TEXT(intake, serving_ml), /* a tablet has none */
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t drink_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct phil_raw_intake, drink)};

static const cyaml_schema_field_t food[] = {
    INTAKE_FIELDS,
    MAYBE_TEXT(intake, serving_g),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t food_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct phil_raw_intake, food)};

static const cyaml_schema_field_t muscle[] = {
    TEXT(muscle, id),     TEXT(muscle, name),   TEXT(muscle, nerve),
    TEXT(muscle, action), TEXT(muscle, source), CYAML_FIELD_END,
};
ENTRY(muscle);

static const cyaml_schema_field_t region[] = {
    TEXT(region, region),
    WORDS(region, muscles, 0),
    CYAML_FIELD_END,
};
ENTRY(region);

#define FILE_LIST(key, entry)                                                                      \
    CYAML_FIELD_SEQUENCE_COUNT(#key, CYAML_FLAG_POINTER, struct phil_raw, key, n_##key, &(entry),  \
                               0, MOST_ITEMS)

static const cyaml_schema_field_t sources_file[] = {FILE_LIST(sources, source_entry),
                                                    CYAML_FIELD_END};
static const cyaml_schema_field_t findings_file[] = {
    FILE_LIST(findings, finding_entry), FILE_LIST(screens, screen_entry), CYAML_FIELD_END};
static const cyaml_schema_field_t remedies_file[] = {FILE_LIST(remedies, remedy_entry),
                                                     CYAML_FIELD_END};
static const cyaml_schema_field_t causes_file[] = {FILE_LIST(causes, cause_entry), CYAML_FIELD_END};
static const cyaml_schema_field_t triage_file[] = {FILE_LIST(rules, rule_entry), CYAML_FIELD_END};
static const cyaml_schema_field_t drinks_file[] = {FILE_LIST(drinks, drink_entry), CYAML_FIELD_END};
static const cyaml_schema_field_t foods_file[] = {FILE_LIST(foods, food_entry), CYAML_FIELD_END};
static const cyaml_schema_field_t muscles_file[] = {
    FILE_LIST(muscles, muscle_entry), FILE_LIST(regions, region_entry), CYAML_FIELD_END};

#define FILE_SCHEMA(fields)                                                                        \
    {                                                                                              \
        CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct phil_raw, fields)                           \
    }

const cyaml_schema_value_t phil_raw_schema[PHIL_N_FILES] = {
    [PHIL_FILE_SOURCES] = FILE_SCHEMA(sources_file),
    [PHIL_FILE_FINDINGS] = FILE_SCHEMA(findings_file),
    [PHIL_FILE_REMEDIES] = FILE_SCHEMA(remedies_file),
    [PHIL_FILE_CAUSES] = FILE_SCHEMA(causes_file),
    [PHIL_FILE_TRIAGE] = FILE_SCHEMA(triage_file),
    [PHIL_FILE_DRINKS] = FILE_SCHEMA(drinks_file),
    [PHIL_FILE_FOODS] = FILE_SCHEMA(foods_file),
    [PHIL_FILE_MUSCLES] = FILE_SCHEMA(muscles_file),
};
