/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum: which subcommand is meant. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "console.h"
#include "options.h"

static const struct {
    const char *name;
    enum phil_exit (*run)(int argc, char **argv);
    const char *summary;
} commands[] = {
    {"analyze", phil_command_analyze, "measure the twitches in a video of a face"},
    {"inject", phil_command_inject, "add known twitches to a real clip, to test what can be seen"},
    {"draw", phil_command_draw, "draw a face with known twitches, to test without a camera"},
    {"compare", phil_command_compare, "lay what was found beside what was really there"},
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

static void print_help(FILE *out)
{
    fputs("Usage: philtrum COMMAND [OPTION...] ...\n"
          "\n"
          "Measures small twitches of the face, the lips above all, in an ordinary video.\n"
          "Nothing leaves this computer. It measures; it does not diagnose.\n"
          "\n"
          "Commands:\n",
          out);
    for (int i = 0; i < N_COMMANDS; i++)
        fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fputs("\n"
          "Start with a clip of your face, 30 to 60 seconds, in good light, as the phone\n"
          "wrote it:\n"
          "  philtrum analyze CLIP.mp4\n"
          "\n"
          "`philtrum COMMAND --help' tells a command's options, `man philtrum' tells all.\n",
          out);
}

static enum phil_exit refuse(const char *word)
{
    const char *names[N_COMMANDS];
    for (int i = 0; i < N_COMMANDS; i++)
        names[i] = commands[i].name;
    const char *near = phil_nearest(word, names, N_COMMANDS);
    if (near)
        phil_console_error("unknown command: \"%s\": did you mean %s?", word, near);
    else
        phil_console_error("unknown command: \"%s\": see philtrum --help", word);
    return PHIL_EXIT_USAGE;
}

static bool is_one_of(const char *word, const char *a, const char *b, const char *c)
{
    return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

int main(int argc, char **argv)
{
    phil_console_start();
    if (argc < 2) {
        print_help(stderr);
        return PHIL_EXIT_USAGE;
    }
    if (is_one_of(argv[1], "--help", "-h", "help")) {
        print_help(stdout);
        return phil_console_flush();
    }
    if (is_one_of(argv[1], "--version", "-V", "version")) {
        printf("philtrum %s\n", phil_version());
        return phil_console_flush();
    }
    for (int i = 0; i < N_COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    return refuse(argv[1]);
}
