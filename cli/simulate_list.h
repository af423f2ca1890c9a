/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `philtrum simulate --list' tells: every cause that can be simulated, and what can be set. */
#ifndef PHIL_CLI_SIMULATE_LIST_H
#define PHIL_CLI_SIMULATE_LIST_H

#include "console.h"

/* For people: causes and doses, or with evidence, sources and all that can be set. */
enum phil_exit phil_simulate_list_print(FILE *out, bool verbose);

/* One JSON document of schema philtrum.simulated_causes/1, to a file or "-". */
enum phil_exit phil_simulate_list_json(const char *path);

#endif
