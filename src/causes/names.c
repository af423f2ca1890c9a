/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stable words for what the step's enums hold. */
#include <philtrum/causes.h>

const char *phil_basis_name(enum phil_basis basis)
{
    static const char *const names[] = {"measured", "derived", "judged"};
    return (unsigned)basis < 3 ? names[basis] : NULL;
}

const char *phil_origin_name(enum phil_origin origin)
{
    static const char *const names[] = {"answer", "diary", "recording"};
    return (unsigned)origin < 3 ? names[origin] : NULL;
}

const char *phil_care_name(enum phil_care care)
{
    static const char *const names[] = {"self_care", "routine", "urgent", "emergency"};
    return (unsigned)care < 4 ? names[care] : NULL;
}
