/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum-clips: the subcommands that look into videos or draw them, and those that draw pages and
 * calendars. `philtrum' starts it with its own words. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "console.h"

static const struct {
    const char *name;
    enum phil_exit (*run)(int argc, char **argv);
} commands[] = {
    {"analyze", phil_command_analyze}, {"inject", phil_command_inject},
    {"draw", phil_command_draw},       {"compare", phil_command_compare},
    {"trial", phil_command_trial},     {"report", phil_command_report},
    {"monitor", phil_command_monitor}, {"simulate", phil_command_simulate},
};

int main(int argc, char **argv)
{
    phil_console_start();
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    phil_console_error("not a program of its own: \"philtrum-clips\": see philtrum --help");
    return PHIL_EXIT_USAGE;
}
