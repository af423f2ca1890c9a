/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcyaml's schema of each file of knowledge/. */
#ifndef PHIL_CAUSES_RAW_SCHEMA_H
#define PHIL_CAUSES_RAW_SCHEMA_H

#include <cyaml/cyaml.h>

#include "raw.h"

extern const cyaml_schema_value_t phil_raw_schema[PHIL_N_FILES];

#endif
