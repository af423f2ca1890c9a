/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan as one JSON document of schema philtrum.plan/1, on one line. What goes out comes back bit
 * for bit: numbers with 17 digits (IEEE 754), the seed as a text, for JSON's numbers are doubles to
 * many readers. On reading every member must be there and lie in its range, and an unknown one is a
 * fault: a plan that was misread would be another plan.
 */
#include "trial/plan.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diary/clock.h"
#include "diary/number.h"
#include "diary/words.h"

#define SCHEMA "philtrum.plan/1"

enum { LONGEST_SEED = 20 /* digits of 2^64 */ };

/* --- what there is ---------------------------------------------------------------------------- */

enum kind { TEXT, NUMBER, WHOLE, YES_NO };

/* A member that is one field of the plan. */
struct member {
    const char *key;
    enum kind kind;
    void *field;
    size_t size;   /* of a text */
    double lo, hi; /* of a number */
};

enum { N_MEMBERS = 24 };

#define TEXT_MEMBER(key, f)                                                                        \
    {                                                                                              \
        key, TEXT, plan->f, sizeof plan->f, 0, 0                                                   \
    }
#define NUMBER_MEMBER(key, f, lo, hi)                                                              \
    {                                                                                              \
        key, NUMBER, &plan->f, 0, lo, hi                                                           \
    }
#define WHOLE_MEMBER(key, f, lo, hi)                                                               \
    {                                                                                              \
        key, WHOLE, &plan->f, 0, lo, hi                                                            \
    }

static void members_of(struct phil_trial_plan *plan, struct member members[N_MEMBERS])
{
    const struct member all[N_MEMBERS] = {
        TEXT_MEMBER("remedy", remedy),
        TEXT_MEMBER("title", title),
        TEXT_MEMBER("usual", arm_text[PHIL_ARM_USUAL]),
        TEXT_MEMBER("with", arm_text[PHIL_ARM_REMEDY]),
        TEXT_MEMBER("run_in", run_in_text),
        TEXT_MEMBER("dose", dose),
        {"dose_rises", YES_NO, &plan->dose_rises, 0, 0, 0},
        WHOLE_MEMBER("n_blocks", shape.n_blocks, 1, PHIL_TRIAL_MOST_BLOCKS),
        WHOLE_MEMBER("period_days", shape.period_days, 1, PHIL_TRIAL_MOST_PERIOD),
        WHOLE_MEMBER("washout_days", shape.washout_days, 0, PHIL_TRIAL_MOST_PERIOD - 1),
        WHOLE_MEMBER("run_in_days", run_in_days, 0, PHIL_TRIAL_LONGEST),
        TEXT_MEMBER("zone", planned.zone),
        NUMBER_MEMBER("clip_min", clip_min, 0.1, 1440),
        TEXT_MEMBER("clip_time", clip_time),
        NUMBER_MEMBER("rate_per_min", background.rate_per_min, 1e-9, 1e6),
        NUMBER_MEMBER("exposure_min", background.exposure_min, 1e-9, 1e6),
        NUMBER_MEMBER("overdispersion", background.overdispersion, 0, 1e6),
        NUMBER_MEMBER("day_sd", background.day_sd, 0, 1e3),
        NUMBER_MEMBER("autocorrelation", background.autocorrelation, 0, 0.95),
        WHOLE_MEMBER("background_days", background.days, 0, 1e6),
        NUMBER_MEMBER("rate_ratio", rate_ratio, 1e-3, 1e3),
        NUMBER_MEMBER("power", power, 0, 1),
        NUMBER_MEMBER("power_at_seven_tenths", power_at_seven_tenths, 0, 1),
        TEXT_MEMBER("sources", sources),
    };
    memcpy(members, all, sizeof all);
}

/* Members that are made of more than a field: they have a reader each. */
static const char *const made[] = {"schema", "seed", "planned", "side", "remedy_first", "cautions"};
enum { N_MADE = sizeof made / sizeof *made };

/* --- writing ---------------------------------------------------------------------------------- */

static json_t *value_of(const struct member *m)
{
    switch (m->kind) {
    case TEXT:
        return json_string(m->field);
    case NUMBER:
        return json_real(*(const double *)m->field);
    case WHOLE:
        return json_integer(*(const int *)m->field);
    default:
        return json_boolean(*(const bool *)m->field);
    }
}

static json_t *order_of(const struct phil_trial_plan *plan)
{
    json_t *order = json_array();
    for (int b = 0; b < plan->shape.n_blocks; b++)
        if (json_array_append_new(order, json_boolean(plan->remedy_first[b])) != 0) {
            json_decref(order);
            return NULL;
        }
    return order;
}

static json_t *cautions_of(const struct phil_trial_plan *plan)
{
    json_t *cautions = json_array();
    for (int i = 0; i < plan->n_cautions; i++)
        if (json_array_append_new(cautions, json_string(plan->caution[i])) != 0) {
            json_decref(cautions);
            return NULL;
        }
    return cautions;
}

/* NULL when out of memory. json_object_set_new() takes the value over even where it fails, and
 * fails for NULL. */
static json_t *pack(const struct phil_trial_plan *plan)
{
    struct phil_trial_plan copy = *plan;
    struct member members[N_MEMBERS];
    char seed[LONGEST_SEED + 2], planned[32];
    json_t *root = json_object();
    members_of(&copy, members);
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)plan->seed);
    phil_moment_format(&plan->planned, planned, sizeof planned);
    int failed = json_object_set_new(root, "schema", json_string(SCHEMA));
    for (int i = 0; i < N_MEMBERS; i++)
        failed |= json_object_set_new(root, members[i].key, value_of(&members[i]));
    failed |= json_object_set_new(root, "seed", json_string(seed));
    failed |= json_object_set_new(root, "planned", json_string(planned));
    failed |= json_object_set_new(root, "side", json_string(phil_side_name(plan->side)));
    failed |= json_object_set_new(root, "remedy_first", order_of(plan));
    failed |= json_object_set_new(root, "cautions", cautions_of(plan));
    if (!failed)
        return root;
    json_decref(root);
    return NULL;
}

enum phil_status phil_trial_plan_write(FILE *out, const struct phil_trial_plan *plan)
{
    struct phil_plain_numbers numbers;
    phil_plain_numbers_begin(&numbers);
    json_t *root = pack(plan);
    char *text = root ? json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(17)) : NULL;
    phil_plain_numbers_end(&numbers);
    json_decref(root);
    if (!text)
        return PHIL_EMEM;
    fprintf(out, "%s\n", text);
    free(text);
    return fflush(out) || ferror(out) ? PHIL_EIO : PHIL_OK;
}

/* --- reading ---------------------------------------------------------------------------------- */

static const char *take_text(char *field, size_t size, const json_t *value)
{
    if (!json_is_string(value))
        return "not a text";
    const char *text = json_string_value(value);
    if (strlen(text) >= size)
        return "too long";
    strcpy(field, text);
    return phil_text_fault(text, strlen(text), false);
}

static const char *take_value(const struct member *m, const json_t *value)
{
    if (m->kind == TEXT)
        return take_text(m->field, m->size, value);
    if (m->kind == YES_NO) {
        *(bool *)m->field = json_is_true(value);
        return json_is_boolean(value) ? NULL : "neither true nor false";
    }
    if (m->kind == WHOLE ? !json_is_integer(value) : !json_is_number(value))
        return m->kind == WHOLE ? "not a whole number" : "not a number";
    const double number = json_number_value(value);
    if (!(number >= m->lo && number <= m->hi))
        return "outside its range";
    if (m->kind == WHOLE)
        *(int *)m->field = (int)number;
    else
        *(double *)m->field = number;
    return NULL;
}

static const char *take_seed(struct phil_trial_plan *plan, const json_t *value)
{
    const char *text = json_string_value(value);
    const size_t n = text ? strlen(text) : 0;
    uint64_t seed = 0;
    if (n == 0 || n > LONGEST_SEED || strspn(text, "0123456789") != n)
        return "not a whole number in quotation marks";
    for (; *text; text++)
        if (__builtin_mul_overflow(seed, 10, &seed) ||
            __builtin_add_overflow(seed, (uint64_t)(*text - '0'), &seed))
            return "larger than 64 bits";
    plan->seed = seed;
    return NULL;
}

static const char *take_planned(struct phil_trial_plan *plan, const json_t *value)
{
    struct phil_moment moment;
    if (!json_is_string(value))
        return "not a text";
    const char *why = phil_moment_read(&moment, json_string_value(value));
    plan->planned.utc_s = why ? 0 : moment.utc_s;
    plan->planned.offset_s = why ? 0 : moment.offset_s;
    return why;
}

static const char *take_side(struct phil_trial_plan *plan, const json_t *value)
{
    for (int s = PHIL_SIDE_LEFT; json_is_string(value) && s <= PHIL_SIDE_MIDDLE; s++)
        if (strcmp(json_string_value(value), phil_side_name((enum phil_side)s)) == 0) {
            plan->side = (enum phil_side)s;
            return NULL;
        }
    return "not one of left, right, both, middle";
}

static const char *take_order(struct phil_trial_plan *plan, const json_t *value)
{
    if (!json_is_array(value) || json_array_size(value) > PHIL_TRIAL_MOST_BLOCKS)
        return "not a list of at most 64";
    for (size_t b = 0; b < json_array_size(value); b++) {
        const json_t *first = json_array_get(value, b);
        if (!json_is_boolean(first))
            return "neither true nor false";
        plan->remedy_first[b] = json_is_true(first);
    }
    return NULL;
}

static const char *take_cautions(struct phil_trial_plan *plan, const json_t *value)
{
    const char *why = NULL;
    if (!json_is_array(value) || json_array_size(value) > PHIL_TRIAL_MOST_CAUTIONS)
        return "not a list of at most 8";
    plan->n_cautions = (int)json_array_size(value);
    for (int i = 0; i < plan->n_cautions && !why; i++)
        why =
            take_text(plan->caution[i], sizeof plan->caution[i], json_array_get(value, (size_t)i));
    return why;
}

static const char *take_made(struct phil_trial_plan *plan, const char *key, const json_t *value)
{
    if (strcmp(key, "seed") == 0)
        return take_seed(plan, value);
    if (strcmp(key, "planned") == 0)
        return take_planned(plan, value);
    if (strcmp(key, "side") == 0)
        return take_side(plan, value);
    if (strcmp(key, "remedy_first") == 0)
        return take_order(plan, value);
    if (strcmp(key, "cautions") == 0)
        return take_cautions(plan, value);
    return json_is_string(value) && strcmp(json_string_value(value), SCHEMA) == 0 ? NULL
                                                                                  : "not " SCHEMA;
}

/* What no single member can show. */
static const char *whole_fault(const struct phil_trial_plan *plan, const json_t *root,
                               const char **key)
{
    static const char *const doses[] = {"",        "caffeine_mg", "alcohol_g", "potassium_mg",
                                        "sleep_h", "stress",      "screen_h"};
    int minutes, dose = 0;
    while (dose < 7 && strcmp(plan->dose, doses[dose]) != 0)
        dose++;
    *key = "dose";
    if (dose == 7)
        return "the diary does not show it";
    *key = "clip_time";
    if (!phil_trial_clock_read(plan->clip_time, &minutes))
        return "not a time like 20:00";
    *key = "washout_days";
    if (!phil_trial_shape_holds(&plan->shape))
        return "as long as the periods";
    *key = "remedy_first";
    return (int)json_array_size(json_object_get(root, "remedy_first")) == plan->shape.n_blocks
               ? NULL
               : "not as many as there are blocks";
}

static enum phil_status fail(const struct phil_log *log, const char *where, const char *why)
{
    char quoted[PHIL_QUOTE_SIZE];
    phil_log_message(log, PHIL_LOG_ERROR, "reading a plan failed: \"%s\": %s",
                     phil_text_quote(where, quoted), why);
    return PHIL_EFORMAT;
}

/* Every member that a plan has, once; a text that stands for none is found by the caller. */
static const char *take_all(struct phil_trial_plan *plan, const json_t *root, const char **key)
{
    struct member members[N_MEMBERS];
    const char *why = NULL;
    members_of(plan, members);
    for (size_t i = 0; i < N_MADE && !why; i++) {
        const json_t *value = json_object_get(root, *key = made[i]);
        why = value ? take_made(plan, made[i], value) : "missing";
    }
    for (int i = 0; i < N_MEMBERS && !why; i++) {
        const json_t *value = json_object_get(root, *key = members[i].key);
        why = value ? take_value(&members[i], value) : "missing";
    }
    return why;
}

static const char *unknown_member(struct phil_trial_plan *plan, json_t *root)
{
    struct member members[N_MEMBERS];
    const char *key;
    json_t *value;
    members_of(plan, members);
    json_object_foreach(root, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < N_MADE; i++)
            known |= strcmp(key, made[i]) == 0;
        for (int i = 0; i < N_MEMBERS; i++)
            known |= strcmp(key, members[i].key) == 0;
        if (!known)
            return key;
    }
    return NULL;
}

static enum phil_status take_document(struct phil_trial_plan *plan, json_t *root,
                                      const struct phil_log *log)
{
    const char *key = "";
    if (!json_is_object(root))
        return fail(log, "document", "not an object");
    const char *why = take_all(plan, root, &key);
    if (!why)
        why = whole_fault(plan, root, &key);
    if (!why && (key = unknown_member(plan, root)))
        why = "not a member of the schema";
    return why ? fail(log, key, why) : PHIL_OK;
}

enum phil_status phil_trial_plan_read(struct phil_trial_plan *plan, const char *text, size_t size,
                                      const struct phil_log *log)
{
    enum { MOST_BYTES = 1 << 20 }; /* a plan has 10 kB */
    struct phil_trial_plan read = {.n_cautions = 0};
    struct phil_plain_numbers numbers;
    json_error_t error;
    if (size > MOST_BYTES)
        return fail(log, "document", "larger than 1 MiB");
    phil_plain_numbers_begin(&numbers);
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    phil_plain_numbers_end(&numbers);
    if (!root && (json_error_code(&error) == json_error_out_of_memory || !error.text[0]))
        return PHIL_EMEM;
    const enum phil_status status =
        root ? take_document(&read, root, log) : fail(log, "document", error.text);
    json_decref(root);
    if (!status)
        *plan = read;
    return status;
}
