/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diary_file.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Programs that a clock starts may have no HOME; a relative one would begin a diary in whatever
 * folder one happens to be in. */
static const char *home_folder(void)
{
    const char *home = getenv("HOME");
    const struct passwd *user = home && *home == '/' ? NULL : getpwuid(getuid());
    return user ? user->pw_dir : home;
}

enum phil_exit phil_diary_path(char **path, const char *given)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = home_folder();
    int length = 0;
    *path = NULL;
    if (given) {
        *path = strdup(given);
    } else if (data && *data == '/') { /* a relative one is to be ignored: XDG base directories */
        length = asprintf(path, "%s/philtrum/diary.db", data);
    } else if (home && *home == '/') {
        length = asprintf(path, "%s/.local/share/philtrum/diary.db", home);
    } else {
        phil_console_error("cannot find the diary: \"HOME\": not set: say --diary FILE");
        return PHIL_EXIT_USAGE;
    }
    if (length >= 0 && *path)
        return PHIL_EXIT_DONE;
    *path = NULL;
    phil_console_error("cannot find the diary: out of memory");
    return PHIL_EXIT_MACHINE;
}

bool phil_diary_exists(const char *path)
{
    /* One that cannot be looked at may well be there: opening it tells why it cannot. */
    return access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

enum phil_exit phil_diary_open(struct phil_store **store, const char *path,
                               enum phil_store_mode mode)
{
    *store = NULL;
    if (mode == PHIL_STORE_READ && !phil_diary_exists(path)) {
        phil_console_error("no diary yet: \"%s\": `philtrum log coffee' begins one", path);
        return PHIL_EXIT_INPUT;
    }
    const int errors = phil_console_errors();
    const enum phil_status status = phil_store_open(store, path, mode, phil_console_log());
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot open the diary", path);
}
