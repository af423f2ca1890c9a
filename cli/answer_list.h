/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that an answers file can tell. */
#ifndef PHIL_CLI_ANSWER_LIST_H
#define PHIL_CLI_ANSWER_LIST_H

#include <philtrum/causes.h>

#include "console.h"

/* Prints every finding as a line of an answers file that is commented out, with what it means: to
 * be filled in. */
enum phil_exit phil_answer_list_print(FILE *out, const struct phil_knowledge *knowledge);

#endif
