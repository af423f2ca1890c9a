/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The subcommands, each in the file of its name. Each gets its own words only (argv[0] is the
 * subcommand) and returns an exit status. */
#ifndef PHIL_CLI_COMMANDS_H
#define PHIL_CLI_COMMANDS_H

#include "console.h"

enum phil_exit phil_command_analyze(int argc, char **argv);
enum phil_exit phil_command_explain(int argc, char **argv);
enum phil_exit phil_command_log(int argc, char **argv);
enum phil_exit phil_command_diary(int argc, char **argv);
enum phil_exit phil_command_draw(int argc, char **argv);
enum phil_exit phil_command_inject(int argc, char **argv);
enum phil_exit phil_command_compare(int argc, char **argv);
enum phil_exit phil_command_trial(int argc, char **argv);
enum phil_exit phil_command_report(int argc, char **argv);
enum phil_exit phil_command_monitor(int argc, char **argv);
enum phil_exit phil_command_simulate(int argc, char **argv);

#endif
