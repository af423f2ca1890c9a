/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nerve/axons/agenda.h"

#include "base/checked.h"

static bool earlier(const struct phil_due *a, const struct phil_due *b)
{
    if (a->at_ms != b->at_ms)
        return a->at_ms < b->at_ms;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return a->axon != b->axon ? a->axon < b->axon : a->serial < b->serial;
}

void phil_agenda_add(struct phil_agenda *agenda, struct phil_due due)
{
    void *items = agenda->due;
    if (agenda->failed ||
        !phil_grow(&items, &agenda->capacity, agenda->n + 1, sizeof *agenda->due)) {
        agenda->failed = true;
        return;
    }
    agenda->due = items;
    size_t i = agenda->n++;
    for (; i > 0 && earlier(&due, &agenda->due[(i - 1) / 2]); i = (i - 1) / 2)
        agenda->due[i] = agenda->due[(i - 1) / 2];
    agenda->due[i] = due;
}

bool phil_agenda_take(struct phil_agenda *agenda, double before_ms, struct phil_due *due)
{
    if (agenda->n == 0 || agenda->due[0].at_ms >= before_ms)
        return false;
    *due = agenda->due[0];
    const struct phil_due last = agenda->due[--agenda->n];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < agenda->n; i = child) {
        if (child + 1 < agenda->n && earlier(&agenda->due[child + 1], &agenda->due[child]))
            child++;
        if (!earlier(&agenda->due[child], &last))
            break;
        agenda->due[i] = agenda->due[child];
    }
    agenda->due[i] = last;
    return true;
}

void phil_agenda_release(struct phil_agenda *agenda)
{
    free(agenda->due);
    *agenda = (struct phil_agenda){.due = NULL};
}
