/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What recordings tell about the findings, each with a probability of its own.
 *
 * Every probability is stated at even odds: p / (1 - p) is how much more the recordings are to be
 * expected from a person who has the finding than from one who has not. How common the finding is
 * stays out of it, for the network knows that (model.c).
 *
 * Kind of movement. pattern/movement.c gives each kind a probability, from a prior of its own.
 * Here that prior is divided out, among the kinds that are a movement at all: a clip in which
 * nothing moved by itself says nothing about the kind. Several clips are averaged by their usable
 * time, not multiplied: the classifier errs alike in two clips of one face. What a person has need
 * not show while the camera runs: a clip is a mixture of one in which the kind shows and one in
 * which it does not, so that seeing it says much and not seeing it for half a minute little.
 *
 * Counts (sides, eye with mouth, lids) are added over all clips. A finding that is there makes a
 * share of the twitches that varies between people as one Beta distribution, one that is not there
 * another; the counts' likelihoods under both (beta-binomial; Gelman et al., Bayesian Data
 * Analysis, 3rd ed., 2.4 and 5.1) give the odds. Each twitch counts with its own probability of
 * being one.
 *
 * Assumptions. Twitches of a burst count as if they were independent, and the distributions are
 * judged: so no measurement may shift the odds by more than `most_odds`.
 *
 * Nothing is said without a face, with less rest than `least_rest_s`, where compression has wiped
 * the clip out, or where the region in question could not be measured. Of several faces, the one
 * that was usable longest is taken for the person. How often it twitches in front of a camera is no
 * rate per day, so nothing is made of that.
 */
#include <philtrum/causes.h>

#include <math.h>

#include "analysis/person.h"
#include "pattern/parts.h"

/* As telling as a good bedside sign, and no more: the weights of movement.c and the distributions
 * below are judged. */
static const double most_odds = 20;

/* Less rest than this shows next to nothing; judged, half of movement.c's telling time. */
static const double least_rest_s = 5;

/* A clip in which this much speaks for some movement of its own tells about its kind. */
static const double least_movement = 0.5;

/* Kinds that are findings, and the mean wait until one who has it shows it at rest, s. Judged:
 * ripples go on and on, a tremor comes and goes, a held spasm comes every few minutes. */
static const struct kind {
    enum phil_movement kind;
    const char *finding;
    double wait_s;
} kinds[] = {{PHIL_MOVEMENT_RIPPLE, "rippling", 30},
             {PHIL_MOVEMENT_TREMOR, "lip_tremor_rest", 60},
             {PHIL_MOVEMENT_TONIC_SPASM, "spasm_sustained", 120}};

/* Shares of the twitches, as Beta distributions: judged, with what they lean on. */
struct beta {
    double a, b;
};
/* One and the same side: 95 %, as one-sided spasm is seen on one side in 95-97 % [WJ98]. */
static const struct beta one_side_yes = {19, 1}, any_side = {1, 1};
/* Both sides at once: most of the twitches, or next to none. */
static const struct beta both_yes = {3, 1}, both_no = {1, 19};
/* Eye with mouth: four muscles fired together in 24 of 24 [LEE92]; video sees most of it. */
static const struct beta together_yes = {8, 2}, together_no = {1, 19};
/* Brow up as the eye closes: seen in 68-86 % with hemifacial spasm, never in blepharospasm
 * [PAW13], [ROD17]. */
static const struct beta brow_yes = {4, 2}, brow_no = {1, 9};
/* The pattern needs three closures and does not tell how many there were: the least is taken. */
static const double closures = 3;
/* Lid twitches per minute of somebody whose lid twitches: about 2, exponential. */
static const double lid_rate_per_min = 2;

struct seen {
    double kind[PHIL_N_MOVEMENTS], kind_s; /* probabilities times usable time, usable time */
    double left, right, both;              /* twitches */
    double together, mouth;                /* of the mouth: with the eye, all */
    double brow, brow_clips;               /* closures with the brow rising, clips */
    double lids, lid_min, lid_false;       /* twitches, minutes of rest, false ones expected */
};

/* --- adding up -------------------------------------------------------------------------------- */

static const struct phil_face_result *person(const struct phil_analysis *analysis)
{
    const struct phil_face_result *face = phil_analysis_person(analysis);
    return face && face->usable_s >= least_rest_s && !phil_analysis_is_erased(analysis) ? face
                                                                                        : NULL;
}

static bool lids_were_measured(const struct phil_face_result *face)
{
    return (phil_face_measured(face, PHIL_LOWER_LID_LEFT) ||
            phil_face_measured(face, PHIL_UPPER_LID_LEFT)) &&
           (phil_face_measured(face, PHIL_LOWER_LID_RIGHT) ||
            phil_face_measured(face, PHIL_UPPER_LID_RIGHT));
}

static bool is_share(double p)
{
    return p >= 0 && p <= 1;
}

/* Kinds that are a movement, and the face's own doing. */
static bool is_involuntary(int kind)
{
    return kind != PHIL_MOVEMENT_NONE && kind != PHIL_MOVEMENT_VOLUNTARY;
}

static void add_kind(struct seen *seen, const struct phil_face_result *face)
{
    double moved = 0;
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        moved += is_involuntary(m) ? face->pattern.movement_probability[m] : 0;
    if (!(moved >= least_movement))
        return;
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        seen->kind[m] += face->pattern.movement_probability[m] / moved * face->usable_s;
    seen->kind_s += face->usable_s;
}

static void add_twitches(struct seen *seen, const struct phil_face_result *face)
{
    const bool eyes = lids_were_measured(face) && !face->pattern.eye_mouth_synchrony.reason;
    double mouth = 0;
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        if (e->kind != PHIL_EVENT_TWITCH || !phil_face_rests(face, e->onset_s))
            continue;
        const double p = is_share(e->probability) ? e->probability : 1;
        seen->left += e->side == PHIL_SIDE_LEFT ? p : 0;
        seen->right += e->side == PHIL_SIDE_RIGHT ? p : 0;
        seen->both += e->side == PHIL_SIDE_BOTH ? p : 0;
        mouth += PHIL_BIT(e->region) & PHIL_MOUTH ? p : 0;
        if (lids_were_measured(face) && phil_event_moved(e) & (PHIL_LEFT_LIDS | PHIL_RIGHT_LIDS))
            seen->lids += p;
    }
    if (eyes) {
        seen->mouth += mouth;
        seen->together += mouth * fmin(1, fmax(0, face->pattern.eye_mouth_synchrony.value));
    }
}

static void add_face(struct seen *seen, const struct phil_analysis *analysis,
                     const struct phil_face_result *face)
{
    add_kind(seen, face);
    add_twitches(seen, face);
    if (!face->pattern.brow_lift_with_eye_closure.reason) {
        seen->brow += closures * fmin(1, fmax(0, face->pattern.brow_lift_with_eye_closure.value));
        seen->brow_clips++;
    }
    if (lids_were_measured(face)) {
        seen->lid_min += face->usable_s / 60;
        seen->lid_false += analysis->false_per_min * face->usable_s / 60;
    }
}

/* --- odds ------------------------------------------------------------------------------------- */

/* log of the chance of `hits` and `misses` in this order when the share is Beta distributed. */
static double log_chance(struct beta share, double hits, double misses)
{
    return lgamma(share.a + hits) + lgamma(share.b + misses) -
           lgamma(share.a + share.b + hits + misses) - lgamma(share.a) - lgamma(share.b) +
           lgamma(share.a + share.b);
}

static double log_sum(double a, double b)
{
    const double top = fmax(a, b);
    return top + log(exp(a - top) + exp(b - top));
}

static double side_odds(const struct seen *seen)
{
    const double one = log_sum(log_chance(one_side_yes, seen->left, seen->right),
                               log_chance(one_side_yes, seen->right, seen->left)) -
                       M_LN2;
    return exp(one - log_chance(any_side, seen->left, seen->right));
}

static double share_odds(struct beta yes, struct beta no, double hits, double misses)
{
    return exp(log_chance(yes, hits, misses) - log_chance(no, hits, misses));
}

/* Twitches come as a Poisson process: at the false ones' rate alone, or at a rate of their own
 * that is exponentially distributed (which makes their number geometric). */
static double lid_odds(const struct seen *seen)
{
    const double mean = lid_rate_per_min * seen->lid_min, false_ones = fmax(seen->lid_false, 1e-6);
    const double yes = seen->lids * log(mean / (1 + mean)) - log1p(mean);
    const double no = seen->lids * log(false_ones) - false_ones - lgamma(seen->lids + 1);
    return exp(yes - no);
}

static double kind_odds(const struct seen *seen, const struct kind *kind)
{
    double prior[PHIL_N_MOVEMENTS], all = 0;
    phil_movement_prior(prior);
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        all += is_involuntary(m) ? prior[m] : 0;
    const double before = prior[kind->kind] / all, after = seen->kind[kind->kind] / seen->kind_s;
    const double shown = after / (1 - after) / (before / (1 - before));
    const double shows = -expm1(-seen->kind_s / kind->wait_s);
    return 1 - shows + shows * shown;
}

/* --- telling ---------------------------------------------------------------------------------- */

/* A knowledge base that has no such finding is not told: PHIL_EARG, and nothing happened. */
static enum phil_status tell(struct phil_answers *answers, const char *finding, double odds)
{
    /* Certain after all the arithmetic (1 - 1 = 0) is as much as may be. */
    const double held = isnan(odds) ? most_odds : fmin(most_odds, fmax(1 / most_odds, odds));
    const double p = held / (1 + held);
    const enum phil_status status =
        phil_answers_set(answers, finding, p >= 0.5 ? 1 : 0, p, PHIL_FROM_RECORDING, NULL);
    return status == PHIL_EARG ? PHIL_OK : status;
}

static enum phil_status tell_kinds(struct phil_answers *answers, const struct seen *seen)
{
    enum phil_status status = PHIL_OK;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && seen->kind_s > 0 && !status; i++)
        status = tell(answers, kinds[i].finding, kind_odds(seen, &kinds[i]));
    return status;
}

static enum phil_status tell_all(struct phil_answers *answers, const struct seen *seen)
{
    enum phil_status status = tell_kinds(answers, seen);
    const double one_sided = seen->left + seen->right;
    if (!status && one_sided > 0)
        status = tell(answers, "twitch_one_side", side_odds(seen));
    if (!status && one_sided + seen->both > 0)
        status = tell(answers, "twitch_both_sides",
                      share_odds(both_yes, both_no, seen->both, one_sided));
    if (!status && seen->mouth > 0)
        status = tell(
            answers, "lid_and_lip_together",
            share_odds(together_yes, together_no, seen->together, seen->mouth - seen->together));
    if (!status && seen->brow_clips > 0)
        status = tell(
            answers, "brow_lifts_as_eye_closes",
            share_odds(brow_yes, brow_no, seen->brow, closures * seen->brow_clips - seen->brow));
    if (!status && seen->lid_min > 0)
        status = tell(answers, "twitch_eyelid", lid_odds(seen));
    return status;
}

enum phil_status phil_answers_add_analyses(struct phil_answers *answers,
                                           const struct phil_analysis *const *analyses, size_t n,
                                           const struct phil_log *log)
{
    struct seen seen = {0};
    if (!answers || (n && !analyses)) {
        phil_log_message(log, PHIL_LOG_ERROR, "adding recordings failed: nothing was given");
        return PHIL_EARG;
    }
    for (size_t i = 0; i < n; i++) {
        const struct phil_face_result *face = analyses[i] ? person(analyses[i]) : NULL;
        if (face)
            add_face(&seen, analyses[i], face);
    }
    const enum phil_status status = tell_all(answers, &seen);
    if (status)
        phil_log_message(log, PHIL_LOG_ERROR, "adding recordings failed: %s",
                         phil_status_text(status));
    return status;
}
