/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum trial plan.
 *
 * What the person gets to see: what to do on either kind of day, how long it takes and what it can
 * show, before anything begins. What they do not get to see is the order of the days, which chance
 * draws here and the diary keeps: whoever knows what comes tomorrow feels and lives by it today.
 */
#include "trial_plan.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "diary_file.h"
#include "screen.h"
#include "trial_gather.h"
#include "trial_known.h"

enum { FEWEST_PAIRS = 6 }; /* 2 of 2^6 orders are below 5 %, 2 of 2^5 above */
enum { LONG_DAYS = 60 };   /* judged: about where people begin to give up */

struct planning {
    struct phil_trial_args *args;
    struct phil_known known;
    struct phil_store *store; /* NULL: there is no diary yet */
    struct phil_kept_trials kept;
    struct phil_trial_plan *plan;
    bool answered;
};

static int columns(void)
{
    return phil_console_style(stdout).columns;
}

/* --- what can be tried ------------------------------------------------------------------------ */

static void print_remedy(const struct planning *planning, const struct phil_remedy_trial *trial)
{
    const char *why =
        phil_trial_refusal(planning->known.knowledge, planning->known.answers, trial->remedy);
    phil_screen_print(stdout, columns(), 2, "%s", trial->remedy);
    phil_screen_print(stdout, columns(), 6, "%s%s%s", trial->title, why ? ". Not now: " : "",
                      why ? why : "");
}

static bool is_advised(const struct phil_explanation *explanation, const char *remedy)
{
    for (size_t i = 0; i < explanation->n_advice; i++)
        if (strcmp(explanation->advice[i].remedy, remedy) == 0)
            return true;
    return false;
}

static void print_advised(const struct planning *planning,
                          const struct phil_explanation *explanation)
{
    bool any = false;
    for (size_t i = 0; i < explanation->n_advice; i++) {
        const struct phil_remedy_trial *trial =
            phil_knowledge_trial(planning->known.knowledge, explanation->advice[i].remedy);
        if (!trial)
            continue;
        if (!any)
            phil_screen_print(stdout, columns(), 0,
                              planning->answered
                                  ? "What can be tried, against your likeliest causes first:"
                                  : "What can be tried, against the commonest causes first:");
        any = true;
        print_remedy(planning, trial);
    }
    phil_screen_print(stdout, columns(), 0, any ? "\nAlso:" : "What can be tried:");
}

static void print_others(const struct planning *planning,
                         const struct phil_explanation *explanation)
{
    const struct phil_remedy_trial *trial;
    for (size_t i = 0; (trial = phil_knowledge_trial_at(planning->known.knowledge, i)); i++)
        if (!is_advised(explanation, trial->remedy))
            print_remedy(planning, trial);
    phil_screen_print(stdout, columns(), 2, "--own \"...\"");
    phil_screen_print(stdout, columns(), 6, "Something of your own.");
}

static enum phil_exit print_list(const struct planning *planning)
{
    struct phil_explanation *explanation = NULL;
    const enum phil_exit result = phil_known_explain(&explanation, &planning->known);
    if (result != PHIL_EXIT_DONE)
        return result;
    const struct phil_reason *flag = phil_known_red_flag(explanation);
    if (flag)
        phil_screen_print(stdout, columns(), 0, "First of all: %s\n", flag->text);
    print_advised(planning, explanation);
    print_others(planning, explanation);
    phil_explanation_free(explanation);
    phil_screen_print(
        stdout, columns(), 0,
        planning->answered
            ? "\nTo plan one: philtrum trial plan REMEDY --dry-run shows what it would "
              "take, and without --dry-run it is kept."
            : "\nphiltrum does not know you yet. `philtrum explain' asks some short "
              "questions first; then it can tell what is safe for you and worth a "
              "test.");
    return phil_console_flush();
}

/* --- telling a plan --------------------------------------------------------------------------- */

/* What the person asked for, or what is usual. */
static double wanted_power(const struct planning *planning)
{
    const double usual = 0.8; /* four of five: what trials mostly aim at */
    return planning->args->plan.power > 0 ? planning->args->plan.power : usual;
}

static void print_days_for(const struct planning *planning, const char *what, double ratio)
{
    const struct phil_trial_plan *plan = planning->plan;
    const int n =
        phil_trial_blocks_needed(&plan->shape, &plan->background, ratio, wanted_power(planning));
    const int days = plan->run_in_days + 2 * n * plan->shape.period_days;
    if (n > 0)
        printf("    %-20s about %d days\n", what, days);
    else
        printf("    %-20s too many days\n", what);
}

static void print_chances(const struct phil_trial_plan *plan)
{
    const double ratio = plan->rate_ratio;
    if (fabs(ratio - 0.7) > 0.01)
        phil_screen_print(stdout, columns(), 2,
                          "Of 100 trials like this one, %.0f would notice %.0f %% fewer, and %.0f "
                          "would notice 30 %% fewer.",
                          100 * plan->power, 100 * (1 - ratio), 100 * plan->power_at_seven_tenths);
    else
        phil_screen_print(stdout, columns(), 2,
                          "Of 100 trials like this one, %.0f would notice 30 %% fewer.",
                          100 * plan->power);
    if (plan->shape.n_blocks < FEWEST_PAIRS)
        phil_screen_print(stdout, columns(), 2,
                          "With fewer than %d pairs of periods luck alone can make any difference "
                          "that there may be, so this trial cannot say that it helps.",
                          FEWEST_PAIRS);
    else if (plan->power < 0.5)
        phil_screen_print(
            stdout, columns(), 2,
            "That is not much: a trial of this length may well end without an answer.");
}

static void print_power(const struct planning *planning)
{
    const struct phil_trial_plan *plan = planning->plan;
    phil_screen_print(stdout, columns(), 0, "\nWhat it can show");
    phil_screen_print(stdout, columns(), 2,
                      "With a chance of %.0f in 100 to notice it you need, for",
                      100 * wanted_power(planning));
    print_days_for(planning, "half the twitches", 0.5);
    print_days_for(planning, "four in ten fewer", 0.6);
    print_days_for(planning, "three in ten fewer", 0.7);
    print_chances(plan);
    if (plan->background.days > 0)
        phil_screen_print(stdout, columns(), 2,
                          "That is reckoned from %d of your own days: %.2g twitches a minute.",
                          plan->background.days, plan->background.rate_per_min);
    else
        phil_screen_print(
            stdout, columns(), 2,
            "That is reckoned from what is common, %.2g twitches a minute: no clip of "
            "yours from the last 30 days is saved. After three or four days of clips "
            "(philtrum analyze --save) it can be reckoned from your own.",
            plan->background.rate_per_min);
}

static void print_length(const struct phil_trial_plan *plan)
{
    const int days = phil_trial_plan_days(plan);
    phil_screen_print(stdout, columns(), 0, "\nHow long");
    if (plan->run_in_days > 0)
        phil_screen_print(stdout, columns(), 2,
                          "%d days: first %d to get there, then %d pairs of periods of %d days, in "
                          "each pair one period with the remedy and one as usual.",
                          days, plan->run_in_days, plan->shape.n_blocks, plan->shape.period_days);
    else
        phil_screen_print(stdout, columns(), 2,
                          "%d days: %d pairs of periods of %d %s, in each pair one with the remedy "
                          "and one as usual.",
                          days, plan->shape.n_blocks, plan->shape.period_days,
                          plan->shape.period_days == 1 ? "day" : "days");
    if (plan->shape.washout_days == 1)
        phil_screen_print(stdout, columns(), 2,
                          "The first day of each period is not counted: what was before still "
                          "lingers.");
    else if (plan->shape.washout_days > 1)
        phil_screen_print(stdout, columns(), 2,
                          "The first %d days of each period are not counted: what was before still "
                          "lingers.",
                          plan->shape.washout_days);
    phil_screen_print(stdout, columns(), 2, "Each day at %s: film your face at rest for %.3g %s.",
                      plan->clip_time, plan->clip_min, plan->clip_min == 1 ? "minute" : "minutes");
    if (days > LONG_DAYS)
        phil_screen_print(stdout, columns(), 2,
                          "That is long, and nobody has to: the remedy can be tried for two weeks "
                          "without a trial. That may do you good, and proves little.");
}

static void print_arms(const struct phil_trial_plan *plan)
{
    phil_screen_print(stdout, columns(), 0, "\nWhat to do");
    if (*plan->run_in_text)
        phil_screen_print(stdout, columns(), 2, "First: %s", plan->run_in_text);
    phil_screen_print(stdout, columns(), 2, "On usual days: %s", plan->arm_text[PHIL_ARM_USUAL]);
    phil_screen_print(stdout, columns(), 2, "On remedy days: %s", plan->arm_text[PHIL_ARM_REMEDY]);
    phil_screen_print(
        stdout, columns(), 2,
        "Chance has drawn the order, and your diary keeps it. philtrum tells it day by "
        "day and no further ahead: whoever knows what comes tomorrow expects something "
        "of it, and expecting alone can change how one feels and lives.");
}

static void print_cautions(const struct phil_trial_plan *plan)
{
    phil_screen_print(stdout, columns(), 0, "\nTake care");
    if (!*plan->remedy)
        phil_screen_print(stdout, columns(), 2,
                          "This is your own idea, and philtrum knows nothing of its dangers. Never "
                          "stop or change a prescribed medicine for a trial. If you are ill, "
                          "pregnant or take medicines, ask your doctor or pharmacist first.");
    for (int i = 0; i < plan->n_cautions; i++)
        phil_screen_print(stdout, columns(), 2, "%s", plan->caution[i]);
    phil_screen_print(stdout, columns(), 2,
                      "Write down anything new (philtrum log symptom ...): when it calls for a "
                      "doctor soon, philtrum stops the trial itself. You may stop at any time, for "
                      "any reason.");
}

static void print_plan(const struct planning *planning)
{
    const struct phil_trial_plan *plan = planning->plan;
    phil_screen_print(stdout, columns(), 0, "A trial: %s", plan->title);
    print_arms(plan);
    print_length(plan);
    print_power(planning);
    print_cautions(plan);
}

/* --- making one ------------------------------------------------------------------------------- */

static enum phil_exit refuse_second(const struct phil_kept_trial *open)
{
    char subject[32];
    snprintf(subject, sizeof subject, "trial %lld", (long long)open->id);
    if (open->state == PHIL_TRIAL_RUNNING)
        phil_console_error("one trial at a time: \"%s\": it is running; with two at once nobody "
                           "could tell which remedy did what",
                           subject);
    else
        phil_console_error("one trial at a time: \"%s\": it is planned; `philtrum trial start' "
                           "begins it, `philtrum trial stop' drops it",
                           subject);
    return PHIL_EXIT_NOTHING;
}

static enum phil_exit check_remedy(const struct planning *planning)
{
    const struct phil_trial_request *request = &planning->args->plan;
    const struct phil_knowledge *knowledge = planning->known.knowledge;
    const struct phil_remedy_trial *trial;
    const char *names[64];
    size_t n = 0;
    if (request->own || phil_knowledge_trial(knowledge, request->remedy))
        return PHIL_EXIT_DONE;
    while (n < 64 && (trial = phil_knowledge_trial_at(knowledge, n)))
        names[n++] = trial->remedy;
    const char *near = phil_nearest(request->remedy, names, n);
    phil_console_error("cannot be tried: \"%s\": %s%s%s", request->remedy,
                       near ? "did you mean " : "`philtrum trial plan' lists what can be",
                       near ? near : "", near ? "?" : "");
    return PHIL_EXIT_USAGE;
}

/* A caution only stands where it is known to hold, so the person has to be known. */
static enum phil_exit check_known(const struct planning *planning)
{
    if (planning->args->plan.own || planning->answered)
        return PHIL_EXIT_DONE;
    phil_console_error("not planned yet: \"%s\": whether it is safe for you is not known: answer "
                       "`philtrum explain' first, and let it keep your answers",
                       planning->args->plan.remedy);
    return PHIL_EXIT_NOTHING;
}

static enum phil_exit draw_seed(struct phil_trial_args *args)
{
    uint64_t *seed = &args->plan.seed;
    if (args->has_seed || getrandom(seed, sizeof *seed, 0) == (ssize_t)sizeof *seed)
        return PHIL_EXIT_DONE;
    phil_console_error("cannot draw the order: \"getrandom\": %s", strerror(errno));
    return PHIL_EXIT_MACHINE;
}

static enum phil_exit make(struct planning *planning)
{
    struct phil_trial_background background;
    const struct phil_known *known = &planning->known;
    const struct phil_trial_request *request = &planning->args->plan;
    enum phil_exit result = phil_trial_gather_background(
        &background, planning->store, &planning->kept, request->side, phil_moment_day(&known->now));
    if (result == PHIL_EXIT_DONE)
        result = draw_seed(planning->args);
    if (result != PHIL_EXIT_DONE)
        return result;
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_trial_plan_make(planning->plan, request, known->knowledge, known->answers, &background,
                             &known->now, phil_console_log());
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot plan",
                               request->own ? request->own : request->remedy);
}

static enum phil_status write_text(char **text, const struct phil_trial_plan *plan)
{
    size_t size = 0;
    FILE *memory = open_memstream(text, &size);
    if (!memory)
        return PHIL_EMEM;
    enum phil_status status = phil_trial_plan_write(memory, plan);
    if (fclose(memory) != 0 || status == PHIL_EIO)
        status = PHIL_EMEM; /* nothing else stops a write to memory */
    return status;
}

static enum phil_exit keep(const struct planning *planning, const char *path, int64_t *id)
{
    struct phil_store *store;
    char *text = NULL;
    enum phil_exit result = phil_diary_open(&store, path, PHIL_STORE_WRITE);
    if (result != PHIL_EXIT_DONE)
        return result;
    const int errors = phil_console_errors();
    enum phil_status status = write_text(&text, planning->plan);
    if (status == PHIL_OK)
        status = phil_store_add_trial(store, text, planning->kept.last_id, id);
    free(text);
    phil_store_close(store);
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot keep the plan in", path);
}

static enum phil_exit tell_kept(int64_t id, const char *path, bool is_new)
{
    phil_screen_print(
        stdout, columns(), 0,
        "\nThis is trial %lld of your diary. It has not begun: `philtrum trial start' "
        "begins it today, `--on tomorrow' tomorrow; `philtrum trial stop' drops it.",
        (long long)id);
    if (is_new)
        phil_screen_print(stdout, columns(), 0,
                          "It began your diary. That is %s on this computer; only you can read it.",
                          path);
    return phil_console_flush();
}

static enum phil_exit plan_one(struct planning *planning, const char *path)
{
    int64_t id = 0;
    const bool is_new = !planning->store;
    const struct phil_kept_trial *open = phil_kept_trials_open(&planning->kept);
    enum phil_exit result = check_remedy(planning);
    if (result == PHIL_EXIT_DONE && open && !planning->args->dry_run)
        result = refuse_second(open);
    if (result == PHIL_EXIT_DONE)
        result = check_known(planning);
    if (result == PHIL_EXIT_DONE)
        result = make(planning);
    phil_store_close(planning->store);
    planning->store = NULL;
    if (result == PHIL_EXIT_DONE && !planning->args->dry_run)
        result = keep(planning, path, &id);
    if (result != PHIL_EXIT_DONE)
        return result;
    print_plan(planning);
    if (!planning->args->dry_run)
        return tell_kept(id, path, is_new);
    phil_screen_print(stdout, columns(), 0, "\nNothing was kept: without --dry-run it is.");
    return phil_console_flush();
}

static enum phil_exit run(struct planning *planning, const char *path)
{
    enum phil_exit result =
        phil_trial_know(&planning->known, planning->args, path, &planning->answered);
    if (result == PHIL_EXIT_DONE && phil_diary_exists(path))
        result = phil_diary_open(&planning->store, path, PHIL_STORE_READ);
    if (result == PHIL_EXIT_DONE && planning->store)
        result = phil_kept_trials_read(&planning->kept, planning->store, &planning->known.now);
    if (result != PHIL_EXIT_DONE)
        return result;
    const bool lists = !planning->args->plan.remedy && !planning->args->plan.own;
    return lists ? print_list(planning) : plan_one(planning, path);
}

enum phil_exit phil_trial_plan_command(struct phil_trial_args *args)
{
    struct planning planning = {.args = args, .plan = calloc(1, sizeof *planning.plan)};
    char *path = NULL;
    enum phil_exit result = PHIL_EXIT_MACHINE;
    if (!planning.plan)
        phil_console_error("cannot plan: out of memory");
    else
        result = phil_diary_path(&path, args->diary);
    if (result == PHIL_EXIT_DONE)
        result = run(&planning, path);
    phil_store_close(planning.store);
    phil_kept_trials_release(&planning.kept);
    phil_known_release(&planning.known);
    free(planning.plan);
    free(path);
    return result;
}
