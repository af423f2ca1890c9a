/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A locale whose decimal point is a comma, for tests that must not care. */
#ifndef TESTS_BASE_COMMA_H
#define TESTS_BASE_COMMA_H

#include <stdbool.h>

/* Makes such a locale, since few machines have one installed, in a new folder whose name goes to
 * `folder`, and switches to it; false where localedef (part of glibc) is missing. The other one
 * switches back and removes the folder. */
enum { FIXTURE_FOLDER = 40 };
bool fixture_comma_locale(char *folder);
void fixture_plain_locale(const char *folder);

#endif
