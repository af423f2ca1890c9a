/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for the values of this step's enums. */
#include <philtrum/trial.h>

static const char *name_of(const char *const *names, size_t n, int value)
{
    return value >= 0 && (size_t)value < n ? names[value] : NULL;
}

#define NAME_OF(names, value) name_of(names, sizeof(names) / sizeof *(names), (int)(value))

const char *phil_arm_name(enum phil_arm arm)
{
    static const char *const names[] = {[PHIL_ARM_USUAL] = "A", [PHIL_ARM_REMEDY] = "B"};
    return NAME_OF(names, arm);
}

const char *phil_outcome_name(enum phil_outcome outcome)
{
    static const char *const names[] = {[PHIL_OUTCOME_TWITCHES] = "twitches",
                                        [PHIL_OUTCOME_FELT] = "felt",
                                        [PHIL_OUTCOME_OTHER_SIDE] = "other_side",
                                        [PHIL_OUTCOME_BLINKS] = "blinks"};
    return NAME_OF(names, outcome);
}

const char *phil_day_use_name(enum phil_day_use use)
{
    static const char *const names[] = {[PHIL_DAY_USED] = "used",
                                        [PHIL_DAY_RUN_IN] = "run_in",
                                        [PHIL_DAY_WASHOUT] = "washout",
                                        [PHIL_DAY_MISSED] = "missed",
                                        [PHIL_DAY_UNREADABLE] = "unreadable",
                                        [PHIL_DAY_LEFT_OUT] = "left_out"};
    return NAME_OF(names, use);
}

const char *phil_trial_design_name(enum phil_trial_design design)
{
    static const char *const names[] = {[PHIL_DESIGN_PAIRS] = "pairs",
                                        [PHIL_DESIGN_PERIODS] = "periods",
                                        [PHIL_DESIGN_NONE] = "none"};
    return NAME_OF(names, design);
}

const char *phil_mark_kind_name(enum phil_mark_kind kind)
{
    static const char *const names[] = {
        [PHIL_MARK_STARTED] = "started",   [PHIL_MARK_MISSED] = "missed",
        [PHIL_MARK_SWITCHED] = "switched", [PHIL_MARK_BREACH] = "breach",
        [PHIL_MARK_NOTE] = "note",         [PHIL_MARK_STOPPED] = "stopped",
        [PHIL_MARK_RED_FLAG] = "red_flag"};
    return NAME_OF(names, kind);
}

const char *phil_trial_state_name(enum phil_trial_state state)
{
    static const char *const names[] = {[PHIL_TRIAL_PLANNED] = "planned",
                                        [PHIL_TRIAL_RUNNING] = "running",
                                        [PHIL_TRIAL_ENDED] = "ended",
                                        [PHIL_TRIAL_STOPPED] = "stopped"};
    return NAME_OF(names, state);
}

const char *phil_verdict_name(enum phil_verdict verdict)
{
    static const char *const names[] = {[PHIL_VERDICT_HELPS] = "helps",
                                        [PHIL_VERDICT_HARMS] = "harms",
                                        [PHIL_VERDICT_NO_MATTER] = "no_matter",
                                        [PHIL_VERDICT_UNDECIDED] = "undecided",
                                        [PHIL_VERDICT_TOO_LITTLE] = "too_little"};
    return NAME_OF(names, verdict);
}
