/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cause at a dose: by severity, and from text as people type it. */
#include "base/nearest.h"
#include "base/number.h"
#include "nerve/causes/causes.h"

#include <string.h>

enum phil_status phil_nerve_dose_init(struct phil_nerve_dose *dose,
                                      const struct phil_nerve_cause *cause, double severity,
                                      const struct phil_log *log)
{
    *dose = (struct phil_nerve_dose){.cause = cause};
    if (!(severity >= 0 && severity <= 1)) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "cannot set severity of %s: \"%s\": it goes from 0 (none) to 1 (severe)",
                         cause->id, phil_number_text(severity).s);
        return PHIL_EARG;
    }
    for (size_t i = 0; i < cause->n_parameters; i++) {
        const struct phil_nerve_parameter *p = &cause->parameters[i];
        dose->value[i] = severity < 0.5 ? p->none + (p->usual - p->none) * 2 * severity
                                        : p->usual + (p->severe - p->usual) * (2 * severity - 1);
    }
    return PHIL_OK;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* "mmol/l", " mmol / L " and nothing are all "mmol/L". */
static bool same_unit(const char *text, const char *unit)
{
    text += strspn(text, " \t");
    if (!*text)
        return true;
    while (*unit && lower(*text) == lower(*unit)) {
        text += 1 + strspn(text + 1, " \t");
        unit++;
    }
    return !*unit && *text == '\0';
}

static const struct phil_nerve_parameter *find(const struct phil_nerve_dose *dose, const char *name,
                                               const struct phil_log *log)
{
    const char *names[PHIL_NERVE_MAX_PARAMETERS] = {NULL};
    const size_t n = dose->cause->n_parameters;
    for (size_t i = 0; i < n; i++) {
        names[i] = dose->cause->parameters[i].name;
        if (!name || strcmp(name, names[i]) == 0)
            return &dose->cause->parameters[i];
    }
    const char *nearest = phil_nearest(name, names, n);
    char all[256] = "";
    for (size_t i = 0; i < n; i++) {
        strncat(all, i ? ", " : "", sizeof all - strlen(all) - 1);
        strncat(all, names[i], sizeof all - strlen(all) - 1);
    }
    phil_log_message(log, PHIL_LOG_ERROR, "cannot set %s: \"%s\": %s%s%s%s", dose->cause->id, name,
                     nearest ? "no such parameter, perhaps \"" : "no such parameter; it has ",
                     nearest ? nearest : all, nearest ? "\" is meant; it has " : "",
                     nearest ? all : "");
    return NULL;
}

/* "0 to 20 mg/kg" and the like, at the end of every refusal. */
static enum phil_status refuse(const struct phil_nerve_dose *dose,
                               const struct phil_nerve_parameter *p, const char *text,
                               const char *why, const struct phil_log *log)
{
    phil_log_message(log, PHIL_LOG_ERROR, "cannot set %s of %s: \"%s\": %s%s to %s%s%s", p->name,
                     dose->cause->id, text, why, phil_number_text(p->lo).s,
                     phil_number_text(p->hi).s, *p->unit ? " " : "", p->unit);
    return PHIL_EARG;
}

enum phil_status phil_nerve_dose_set(struct phil_nerve_dose *dose, const char *name,
                                     const char *text, const struct phil_log *log)
{
    const struct phil_nerve_parameter *p = find(dose, name, log);
    if (!p)
        return PHIL_EARG;
    double value = 0;
    const char *begin = text + strspn(text, " \t"), *end = phil_number_scan(begin, &value);
    if (end == begin)
        return refuse(dose, p, text, "not a number; it goes from ", log);
    if (*end == ',')
        return refuse(dose, p, text, "write a decimal point, not a comma; it goes from ", log);
    if (!same_unit(end, p->unit))
        return refuse(dose, p, text,
                      *p->unit ? "write it without a unit or with its own; it goes from "
                               : "it has no unit; it goes from ",
                      log);
    if (!(value >= p->lo && value <= p->hi))
        return refuse(dose, p, text, "outside ", log);
    dose->value[p - dose->cause->parameters] = value;
    if (p == dose->cause->parameters && value == p->none)
        for (size_t i = 1; i < dose->cause->n_parameters; i++)
            dose->value[i] = dose->cause->parameters[i].none;
    return PHIL_OK;
}
