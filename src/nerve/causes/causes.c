/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All causes: their words, with the parameters and effects that the family files hold. */
#include "nerve/causes/causes.h"

#include <string.h>

#define PARAMETERS(of) .parameters = of, .n_parameters = sizeof of / sizeof *of

static const char RUNS[] =
    "the runs of twitches themselves are a pattern at 3 to 8 Hz as it is seen in eyelids; what "
    "starts them in an axon is not known";

static const struct phil_nerve_cause cause[] = {
    {.id = "caffeine",
     .name = "caffeine",
     .mechanism = "Caffeine takes the brake off nerve cells: they amplify what they receive a "
                  "little more, and the far ends of nerves fire by themselves more often.",
     .evidence =
         "Weak. Studies disagree on whether caffeine changes motor nerve cells at all, and nobody "
         "has counted lips. In most people nothing twitches; what is simulated is one in whom "
         "something does.",
     .generator = RUNS,
     PARAMETERS(phil_caffeine_parameters)},
    {.id = "low_potassium",
     .name = "low potassium",
     .mechanism = "With less potassium in the blood, nerve and muscle rest further from the point "
                  "at which they fire. They grow weaker and twitch less, not more.",
     .evidence =
         "The belief that low potassium makes faces twitch finds no support: people with twitching "
         "eyelids had the same potassium as others. If it does happen, magnesium or calcium are "
         "usually low too; set \"shift\" for that.",
     .generator = RUNS,
     PARAMETERS(phil_potassium_parameters)},
    {.id = "low_calcium_magnesium",
     .name = "low calcium or magnesium",
     .mechanism = "Calcium and magnesium keep the sodium gates of nerves shut. With less of them "
                  "the gates open sooner, and nerves round the mouth fire by themselves.",
     .evidence = "Fair. The mechanism is well known and the face is among the first places; how "
                 "often a lip twitches has not been counted.",
     .generator = RUNS,
     PARAMETERS(phil_calcium_parameters)},
    {.id = "stress",
     .name = "stress",
     .mechanism = "Under stress the brain keeps lips and lids a little tense, with a fine tremor, "
                  "and the ends of nerves fire by themselves more often.",
     .evidence =
         "Weak for lips: muscle tone of the face is known to rise; eyelids twitched more in "
         "students under stress.",
     .generator = RUNS,
     PARAMETERS(phil_stress_parameters)},
    {.id = "sleep_loss",
     .name = "lost sleep",
     .mechanism = "After short nights the ends of nerves fire by themselves more often.",
     .evidence = "Weak for lips: eyelids twitched more after short nights. How lost sleep would do "
                 "it is not known.",
     .generator = RUNS,
     PARAMETERS(phil_sleep_parameters)},
    {.id = "benign_twitching",
     .name = "harmless twitching",
     .mechanism = "One to three nerve fibres of one spot are a little too ready to fire, and their "
                  "few muscle fibres jump again and again for some seconds.",
     .evidence = "Moderate for eyelids, little for lips. Most people have such twitches at some "
                 "time; nothing is damaged.",
     .generator = RUNS,
     .one_sided = true,
     PARAMETERS(phil_benign_parameters)},
    {.id = "alcohol",
     .name = "nerve damage by alcohol",
     .mechanism =
         "Some nerve fibres are lost, the large ones first. Others take over a part of the "
         "muscle fibres that are left alone, and fire by themselves now and then.",
     .evidence =
         "Fair for nerves, which suffer in many heavy drinkers, in the feet first. The face "
         "is mostly affected without signs.",
     .generator = "when single nerve fibres fire by themselves is drawn at random",
     PARAMETERS(phil_alcohol_parameters)},
    {.id = "hemifacial_spasm",
     .name = "hemifacial spasm",
     .mechanism = "Where a blood vessel presses the facial nerve, its fibres lose insulation, fire "
                  "bursts and excite each other: eye and mouth of one side jump together.",
     .evidence = "Good: it has been recorded from the nerve itself. Whether the nerve's core in "
                 "the brain stem takes part is not settled; \"nucleus\" adds that.",
     .one_sided = true,
     PARAMETERS(phil_spasm_parameters)},
    {.id = "brainstem_lesion",
     .name = "a lesion of the brain stem",
     .mechanism = "Cells of the facial nerve's core lose their control and fire in groups, each in "
                  "its own rhythm: the skin of one side ripples.",
     .evidence = "Good: one half of the face ripples where this place is hurt or inflamed; with "
                 "inflammation it settled within months in 27 of 28 people. It is rare, and hardly "
                 "ever shows as a twitch alone.",
     .generator = "unless \"bursting\" is set, groups of spikes are drawn from a rhythm for each "
                  "unit and do not come from its membrane",
     .one_sided = true,
     PARAMETERS(phil_brainstem_parameters)},
    {.id = "tourette",
     .name = "tics",
     .mechanism = "The brain sends short commands, after an urge that builds up, to the same "
                  "muscles each time. Nerves and muscles are healthy.",
     .evidence =
         "Good for how long tics last and how they come; mouth and eyes are their commonest "
         "places.",
     .generator = "when tics come and how strong they are follows the statistics of tics; what "
                  "makes the brain send them is no part of the model",
     PARAMETERS(phil_tourette_parameters)},
    {.id = "als",
     .name = "motor neurone disease",
     .mechanism =
         "Some nerve cells of muscles are lost; those that are left take over their muscle "
         "fibres and fire single jumps. Muscles grow weak.",
     .evidence =
         "Good for the jumps, counted in the arm; in the face the tongue is their usual "
         "place. Weakness leads: a lip that twitches while strength is full is almost never "
         "this.",
     .generator = "when single nerve fibres fire by themselves is drawn at random",
     PARAMETERS(phil_als_parameters)},
    {.id = "parkinson",
     .name = "Parkinson's tremor",
     .mechanism = "A rhythm of about five a second reaches all muscles of the lips at once while "
                  "they rest, and eases while they act; the lips are stiffer.",
     .evidence = "Good: lips, jaw and hand tremble at the same frequency in one person. Trembling "
                 "lips without a trembling hand are rare in it.",
     .generator = "the rhythm is a sine whose phase wanders; what makes it in the brain is no part "
                  "of the model",
     PARAMETERS(phil_parkinson_parameters)},
};

enum { N_CAUSES = sizeof cause / sizeof *cause };

phil_effect *phil_cause_effect(size_t i)
{
    /* In the order of the causes. */
    static phil_effect *const effect[N_CAUSES] = {
        phil_caffeine_effect,  phil_potassium_effect, phil_calcium_effect, phil_stress_effect,
        phil_sleep_effect,     phil_benign_effect,    phil_alcohol_effect, phil_spasm_effect,
        phil_brainstem_effect, phil_tourette_effect,  phil_als_effect,     phil_parkinson_effect,
    };
    return effect[i];
}

const struct phil_nerve_cause *phil_nerve_causes(size_t *n)
{
    *n = N_CAUSES;
    return cause;
}

const struct phil_nerve_cause *phil_nerve_cause_find(const char *id)
{
    for (size_t i = 0; id && i < N_CAUSES; i++)
        if (strcmp(cause[i].id, id) == 0)
            return &cause[i];
    return NULL;
}
