/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened in a run, in order, with what it moved: the truth that comes with every output. */
#ifndef PHIL_NERVE_EVENTS_H
#define PHIL_NERVE_EVENTS_H

#include "nerve/drive/drive.h"
#include "nerve/group.h"
#include "nerve/parallel.h"

/* Gathers the events of drive and groups into result->events, and measures on the movement which
 * node each moved most and how far. Errors: PHIL_EMEM, PHIL_ECANCEL. */
enum phil_status phil_events_make(struct phil_nerve_result *result, const struct phil_drive *drive,
                                  const struct phil_group *groups, size_t n_groups,
                                  struct phil_crew *crew);

#endif
