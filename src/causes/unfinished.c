/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not built yet: goes away function by function. */
#include <philtrum/causes.h>

#include <math.h>

__attribute__((weak)) const struct phil_remedy_trial *
phil_knowledge_trial(const struct phil_knowledge *knowledge, const char *remedy)
{
    return NULL;
}

__attribute__((weak)) const struct phil_remedy_trial *
phil_knowledge_trial_at(const struct phil_knowledge *knowledge, size_t at)
{
    return NULL;
}

__attribute__((weak)) enum phil_status phil_advise(struct phil_advice *advice,
                                                   const struct phil_knowledge *knowledge,
                                                   const struct phil_answers *answers,
                                                   const char *remedy)
{
    return PHIL_EBUG;
}
