/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures as random variables: from a standard normal `z` to a value of the figure. */
#ifndef PHIL_CAUSES_DRAW_H
#define PHIL_CAUSES_DRAW_H

#include <philtrum/causes.h>

/* A share or probability: its log odds is a normal variable. In (0, 1). */
double phil_draw_share(const struct phil_figure *figure, double z);

/* A positive ratio: the log of it, normal. This is the logarithm. */
double phil_draw_log_ratio(const struct phil_figure *figure, double z);

#endif
