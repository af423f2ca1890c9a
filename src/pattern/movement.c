/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What kind of movement this is, with a probability for each kind.
 *
 * Idea. Features between 0 and 1 (laterality, synchrony, rhythm, ...) are weighted and added per
 * kind; the softmax of the sums is the probability: a naive Bayes classifier whose log likelihood
 * ratios are the weights. A feature that could not be measured adds nothing. Features that are a
 * share of n twitches are shrunk by n / (n + 2), so that one twitch says little.
 *
 * The weights are natural logarithms of likelihood ratios. No study gives such ratios for video
 * of a lip: their signs follow published signatures (`source` names the row), their sizes are
 * judged, between 0.5 (a hint) and 7 (nearly decisive). So the probabilities order the kinds; they
 * are not calibrated against patients, and a movement is not a disease.
 *
 * Where it fails. It knows these eight kinds alone. What was at most a frame long, or faster than
 * half the frame rate, left no trace here.
 */
#include "pattern/parts.h"

#include <math.h>
#include <string.h>

enum feature {
    ALWAYS,     /* 1: the prior */
    SILENCE,    /* no twitch, no ripple, no rhythm, over enough rest */
    ANY,        /* at least one twitch is real */
    SPARSE,     /* twitches that stand alone: not in bursts, not held */
    SMALL,      /* share under 1 mm */
    LARGE,      /* share of 2 mm and more */
    BRIEF,      /* share of at most 0.25 s */
    SLOW,       /* share of 0.4 to 3 s */
    HELD,       /* share held for more than 1 s */
    CLUSTERED,  /* share of twitches within bursts */
    ONE_SIDED,  /* |laterality| */
    BOTH_SIDES, /* share that moved both sides of the mouth */
    SYNCHRONY,  /* eye with mouth */
    BROW,       /* brow lifts as the same eye closes */
    RHYTHM,     /* significance of the rhythm: 0 at p = 0.05, 1 at p = 1e-3 */
    SPREAD,     /* RHYTHM shared by regions of both sides */
    RIPPLE,     /* share of time with ripple, saturating */
    LOCAL,      /* RIPPLE without a rhythm shared by both sides */
    SYNERGY,    /* the same set of three or more regions, direction and length every time */
    VARIED,     /* moves a different place from one twitch to the next */
    N_FEATURES,
};

/* The one home of all weights. `source`: a row of clinical-facts.md section 2 or 1.x ("CF"), of
 * simulator-spec.md section 4 ("SIM"), or "judged". */
static const struct weight {
    enum feature feature;
    enum phil_movement movement;
    double weight;
    const char *source;
} weights[] = {
    /* Who films a face has some reason to; most short clips still show nothing. */
    {ALWAYS, PHIL_MOVEMENT_NONE, 1.5, "judged"},
    {ALWAYS, PHIL_MOVEMENT_ISOLATED_TWITCHES, 1, "CF 1.17: fasciculation ever ~70 %"},
    {ALWAYS, PHIL_MOVEMENT_TIC_LIKE, -0.5, "CF 1.2: adult prevalence 0.05 %"},
    {ALWAYS, PHIL_MOVEMENT_TREMOR, -0.5, "CF 1.3: lip or jaw tremor in 17-18 % of PD"},
    {ALWAYS, PHIL_MOVEMENT_CLONIC_BURSTS, -0.5, "CF 1.1: 9.8-10 per 100,000"},
    {ALWAYS, PHIL_MOVEMENT_TONIC_SPASM, -1, "judged: rarer than clonic"},
    {ALWAYS, PHIL_MOVEMENT_RIPPLE, -0.5, "CF 1.12: 1.28 % of MS"},
    {ALWAYS, PHIL_MOVEMENT_VOLUNTARY, -0.5, "judged"},

    {SILENCE, PHIL_MOVEMENT_NONE, 6, "SIM healthy: silence at rest"},
    {ANY, PHIL_MOVEMENT_NONE, -6, "judged: a real twitch is not none"},
    {RIPPLE, PHIL_MOVEMENT_NONE, -5, "SIM healthy: silence at rest"},
    {RHYTHM, PHIL_MOVEMENT_NONE, -4, "SIM healthy: silence at rest"},

    {SPARSE, PHIL_MOVEMENT_ISOLATED_TWITCHES, 2, "SIM ALS, benign: single irregular jumps"},
    {BRIEF, PHIL_MOVEMENT_ISOLATED_TWITCHES, 1, "CF: fasciculation 0.1-0.2 s [TOM21]"},
    {SMALL, PHIL_MOVEMENT_ISOLATED_TWITCHES, 1.5, "SIM 2.7: one unit moves a lip 0.2-0.5 mm"},
    {VARIED, PHIL_MOVEMENT_ISOLATED_TWITCHES, 1.5, "SIM ALS: varied site"},
    {CLUSTERED, PHIL_MOVEMENT_ISOLATED_TWITCHES, -3, "judged: isolated means alone"},
    {SYNCHRONY, PHIL_MOVEMENT_ISOLATED_TWITCHES, -2, "CF: eye with mouth is HFS [LEE92]"},
    {SYNERGY, PHIL_MOVEMENT_ISOLATED_TWITCHES, -1, "SIM ALS: irregular, varied"},
    {RIPPLE, PHIL_MOVEMENT_ISOLATED_TWITCHES, -2, "judged: continuous is not isolated"},
    {LARGE, PHIL_MOVEMENT_ISOLATED_TWITCHES, -1, "SIM 2.7: a unit moves less than 1 mm"},

    {RIPPLE, PHIL_MOVEMENT_RIPPLE, 5, "CF: worm-like ripple [MSMYO]"},
    {LOCAL, PHIL_MOVEMENT_RIPPLE, 2, "SIM myokymia: units not synchronous; CF: one side"},
    {SMALL, PHIL_MOVEMENT_RIPPLE, 0.5, "SIM benign run: under 0.3 mm"},
    {SPREAD, PHIL_MOVEMENT_RIPPLE, -4, "SIM myokymia: independent phases"},
    {SYNCHRONY, PHIL_MOVEMENT_RIPPLE, -2, "CF: not synchronous between muscles [BAN04]"},
    {LARGE, PHIL_MOVEMENT_RIPPLE, -2, "SIM benign run: under 0.3 mm"},

    {CLUSTERED, PHIL_MOVEMENT_CLONIC_BURSTS, 4, "SIM HFS: 5-15 bursts/s in the clonic phase"},
    {SYNCHRONY, PHIL_MOVEMENT_CLONIC_BURSTS, 3, "CF: synchronous EMG in 24/24 [LEE92]"},
    {ONE_SIDED, PHIL_MOVEMENT_CLONIC_BURSTS, 1.5, "CF: one side in 95-97 % [WJ98]"},
    {BROW, PHIL_MOVEMENT_CLONIC_BURSTS, 1.5, "CF: other Babinski 68-86 % [PAW13], [ROD17]"},
    {BRIEF, PHIL_MOVEMENT_CLONIC_BURSTS, 1, "CF: 50-200 ms clonic (textbook)"},
    {BOTH_SIDES, PHIL_MOVEMENT_CLONIC_BURSTS, -2, "CF: bilateral in 3.2 % [WJ98]"},
    {SPREAD, PHIL_MOVEMENT_CLONIC_BURSTS, -3, "CF: HFS irregular and one-sided [MSHFS]"},
    {SMALL, PHIL_MOVEMENT_CLONIC_BURSTS, -1, "SIM HFS: mm-scale"},
    {RIPPLE, PHIL_MOVEMENT_CLONIC_BURSTS, -3, "judged: spasm pauses between bursts"},
    {HELD, PHIL_MOVEMENT_CLONIC_BURSTS, -1.5, "judged: held is tonic"},

    {HELD, PHIL_MOVEMENT_TONIC_SPASM, 6, "CF: seconds if tonic (textbook); SIM: merged runs"},
    {ONE_SIDED, PHIL_MOVEMENT_TONIC_SPASM, 1.5, "CF: one side [WJ98]; functional [FAS12]"},
    {SYNCHRONY, PHIL_MOVEMENT_TONIC_SPASM, 1.5, "CF: synchronous EMG in 24/24 [LEE92]"},
    {BROW, PHIL_MOVEMENT_TONIC_SPASM, 1.5, "CF: other Babinski 68-86 % [PAW13], [ROD17]"},
    {BRIEF, PHIL_MOVEMENT_TONIC_SPASM, -3, "judged: brief is not held"},
    {BOTH_SIDES, PHIL_MOVEMENT_TONIC_SPASM, -2.5, "CF: bilateral in 3.2 % [WJ98]"},

    {RHYTHM, PHIL_MOVEMENT_TREMOR, 4, "CF: PD lip 4-6 Hz, regular [HUN90], [WIKPD]"},
    {SPREAD, PHIL_MOVEMENT_TREMOR, 4, "CF: same frequency across the midline [HUN90]"},
    {ONE_SIDED, PHIL_MOVEMENT_TREMOR, -1.5, "CF: across midline [HUN90]"},
    {SYNCHRONY, PHIL_MOVEMENT_TREMOR, -2, "CF: lips, jaw, across midline [HUN90]"},
    {LOCAL, PHIL_MOVEMENT_TREMOR, -2, "CF: lips, jaw, across midline [HUN90]"},
    {LARGE, PHIL_MOVEMENT_TREMOR, -1, "judged"},

    {SYNERGY, PHIL_MOVEMENT_TIC_LIKE, 4, "SIM Tourette: fixed synergy, stereotyped"},
    {BRIEF, PHIL_MOVEMENT_TIC_LIKE, 0.5, "CF: clonic tic 50-200 ms [MCG20]"},
    {SPARSE, PHIL_MOVEMENT_TIC_LIKE, 1.5, "SIM Tourette: mean interval 2-60 s"},
    {BOTH_SIDES, PHIL_MOVEMENT_TIC_LIKE, 1, "SIM Tourette: bilateral or unilateral"},
    {LARGE, PHIL_MOVEMENT_TIC_LIKE, 1, "SIM Tourette: peak drive 0.3-0.9 of the maximum"},
    {SMALL, PHIL_MOVEMENT_TIC_LIKE, -1, "SIM Tourette: peak drive 0.3-0.9 of the maximum"},
    {VARIED, PHIL_MOVEMENT_TIC_LIKE, -2, "SIM Tourette: fixed synergy"},
    {CLUSTERED, PHIL_MOVEMENT_TIC_LIKE, -3, "SIM Tourette: waits of seconds"},
    {RHYTHM, PHIL_MOVEMENT_TIC_LIKE, -2, "CF: tics are irregular, in bouts [MCG20]"},
    {HELD, PHIL_MOVEMENT_TIC_LIKE, -2, "SIM Tourette: 10 % last 300-1000 ms"},

    {SLOW, PHIL_MOVEMENT_VOLUNTARY, 3, "SIM healthy: voluntary bursts follow u(t); judged"},
    {BOTH_SIDES, PHIL_MOVEMENT_VOLUNTARY, 2, "CF: speech moves both sides [PED22]"},
    {LARGE, PHIL_MOVEMENT_VOLUNTARY, 1.5, "design.md 2: speech moves millimetres"},
    {BRIEF, PHIL_MOVEMENT_VOLUNTARY, -2.5, "judged: a gesture takes longer"},
    {SMALL, PHIL_MOVEMENT_VOLUNTARY, -1.5, "design.md 2: speech moves millimetres"},
    {ONE_SIDED, PHIL_MOVEMENT_VOLUNTARY, -1.5, "judged"},
    {SYNCHRONY, PHIL_MOVEMENT_VOLUNTARY, -1.5, "CF 1.1: synkinesis in 23/23 HFS [AUG79]"},
    {BROW, PHIL_MOVEMENT_VOLUNTARY, -3, "judged: hard to do at will"},
    {SPREAD, PHIL_MOVEMENT_VOLUNTARY, -1, "judged: nobody keeps a beat for long at rest"},
};

/* Half of the weight of a share at n twitches; judged. */
static const double shrink_twitches = 2;
/* Rest that would show most recurrent movements; judged: tics wait 2-60 s (SIM). */
static const double telling_rest_s = 10;
static const double small_mm = 1, large_mm = 2; /* SIM 2.7 */
static const double brief_s = 0.25;             /* CF: clonic and tic twitches 50-200 ms + frame */
static const double slow_from_s = 0.4, slow_to_s = 3; /* judged: gestures */
static const double held_s = 1;                       /* pattern.h */
static const double weak_p = 0.05, strong_p = 1e-3;
static const double half_ripple = 0.15; /* share of time at which RIPPLE is 1/2; judged */
enum { SYNERGY_REGIONS = 3 };

static bool both_sides_of_mouth(uint32_t moved)
{
    return (moved & PHIL_LEFT_MOUTH) && (moved & PHIL_RIGHT_MOUTH);
}

static void shares_of_twitches(const struct phil_pattern_data *data, double x[N_FEATURES])
{
    const double n = (double)data->n_twitches;
    double missed = 1;
    for (size_t i = 0; i < data->n_twitches; i++) {
        const struct phil_event *e = data->twitch[i];
        const double length = e->offset_s - e->onset_s;
        /* A movement without a stated probability counts as real. */
        missed *= e->probability >= 0 && e->probability <= 1 ? 1 - e->probability : 0;
        x[SMALL] += e->amplitude_mm < small_mm;
        x[LARGE] += e->amplitude_mm >= large_mm;
        x[BRIEF] += length <= brief_s;
        x[SLOW] += length >= slow_from_s && length <= slow_to_s;
        x[HELD] += length > held_s;
        x[BOTH_SIDES] += e->side == PHIL_SIDE_BOTH || both_sides_of_mouth(phil_event_moved(e));
    }
    static const enum feature shares[] = {SMALL, LARGE, BRIEF, SLOW, HELD, BOTH_SIDES};
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++)
        x[shares[k]] /= n + shrink_twitches;
    x[ANY] = 1 - missed;
}

static int bits(uint32_t mask)
{
    return __builtin_popcount(mask);
}

/* 1 for the same regions, direction and length, 0 for nothing in common. */
static double likeness(const struct phil_volley *a, const struct phil_volley *b)
{
    const double set = (double)bits(a->moved & b->moved) / bits(a->moved | b->moved);
    const double turn = (a->main->direction_deg - b->main->direction_deg) / 57.29577951308232;
    const double direction = isfinite(turn) ? 0.5 + 0.5 * cos(turn) : 0.5;
    const double la = a->main->offset_s - a->main->onset_s;
    const double lb = b->main->offset_s - b->main->onset_s;
    const double length = la > 0 && lb > 0 ? exp(-fabs(log(la / lb))) : 0.5;
    return set * (direction + length) / 2;
}

static void repetition(const struct phil_pattern_data *data, double x[N_FEATURES])
{
    double in_bursts = 0, alike = 0, elsewhere = 0;
    const double n = (double)data->n_volleys;
    for (size_t i = 0, run; i < data->n_volleys; i += run) {
        run = phil_volley_run(data, i);
        in_bursts += run >= 3 ? (double)run : 0;
    }
    for (size_t i = 1; i < data->n_volleys; i++) {
        const struct phil_volley *a = &data->volley[i - 1], *b = &data->volley[i];
        const bool synergy = bits(a->moved) >= SYNERGY_REGIONS && bits(b->moved) >= SYNERGY_REGIONS;
        alike += synergy ? likeness(a, b) : 0;
        elsewhere += !(a->moved & b->moved);
    }
    x[CLUSTERED] = in_bursts / (n + shrink_twitches);
    x[SYNERGY] = alike / (n + shrink_twitches);
    x[VARIED] = elsewhere / (n + shrink_twitches);
    x[SPARSE] = x[ANY] * (1 - x[CLUSTERED]) * (1 - x[HELD]);
}

static double or_zero(struct phil_value value)
{
    return value.reason ? 0 : value.value;
}

static double significance(struct phil_value p)
{
    if (p.reason)
        return 0;
    return fmax(0, fmin(1, log(weak_p / p.value) / log(weak_p / strong_p)));
}

static void find_features(const struct phil_pattern_data *data, const struct phil_rhythm *rhythm,
                          const struct phil_pattern *pattern, double x[N_FEATURES])
{
    const double n = (double)data->n_twitches, ripple = or_zero(pattern->ripple_share);
    memset(x, 0, N_FEATURES * sizeof *x);
    x[ALWAYS] = 1;
    shares_of_twitches(data, x);
    repetition(data, x);
    x[ONE_SIDED] = fabs(or_zero(pattern->laterality)) * n / (n + shrink_twitches);
    x[SYNCHRONY] = or_zero(pattern->eye_mouth_synchrony) * n / (n + shrink_twitches);
    x[BROW] = or_zero(pattern->brow_lift_with_eye_closure) * n / (n + shrink_twitches);
    x[RHYTHM] = significance(pattern->rhythm_p);
    x[SPREAD] = rhythm->both_sides ? x[RHYTHM] * fmin(1, 2 * rhythm->spread) : 0;
    x[RIPPLE] = ripple / (ripple + half_ripple);
    x[LOCAL] = x[RIPPLE] * (1 - x[SPREAD]);
    x[SILENCE] = (1 - x[ANY]) * (1 - x[RIPPLE]) * (1 - x[RHYTHM]) * data->rest_s /
                 (data->rest_s + telling_rest_s);
}

/* The softmax of the scores that these features give. */
static void weigh(const double x[N_FEATURES], double probability[PHIL_N_MOVEMENTS])
{
    double score[PHIL_N_MOVEMENTS] = {0}, sum = 0, best = 0;
    for (size_t k = 0; k < sizeof weights / sizeof *weights; k++)
        score[weights[k].movement] += weights[k].weight * x[weights[k].feature];
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        best = m == 0 || score[m] > best ? score[m] : best;
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        sum += probability[m] = exp(score[m] - best);
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        probability[m] /= sum;
}

void phil_movement_prior(double prior[PHIL_N_MOVEMENTS])
{
    const double nothing[N_FEATURES] = {[ALWAYS] = 1};
    weigh(nothing, prior);
}

void phil_pattern_movement(const struct phil_pattern_data *data, const struct phil_rhythm *rhythm,
                           struct phil_pattern *pattern)
{
    double x[N_FEATURES];
    find_features(data, rhythm, pattern, x);
    weigh(x, pattern->movement_probability);
    int best = 0;
    for (int m = 1; m < PHIL_N_MOVEMENTS; m++)
        if (pattern->movement_probability[m] > pattern->movement_probability[best])
            best = m;
    pattern->movement = (enum phil_movement)best;
}
