/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum: which subcommand is meant. The diary and the explanation are here; what looks into
 * videos, or draws pages and calendars, is another program, philtrum-clips, beside this one: the
 * shared libraries that it needs take longer to load than a line takes to be written into the
 * diary.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "console.h"
#include "options.h"

enum group { GROUP_TWITCH, GROUP_DIARY, GROUP_ACT, GROUP_CLINIC, GROUP_NERVE, GROUP_TRY, N_GROUPS };

static const char *const groups[N_GROUPS] = {
    [GROUP_TWITCH] = "See what twitches, and why",
    [GROUP_DIARY] = "Keep a diary",
    [GROUP_ACT] = "Test a remedy",
    [GROUP_CLINIC] = "Follow treatments in a clinic",
    [GROUP_NERVE] = "See how a twitch comes about",
    [GROUP_TRY] = "Try out what a clip can show",
};

static const struct {
    const char *name;
    enum phil_exit (*run)(int argc, char **argv); /* NULL: philtrum-clips has it */
    enum group group;
    const char *summary;
} commands[] = {
    {"analyze", NULL, GROUP_TWITCH, "measure the twitches in a video of a face"},
    {"explain", phil_command_explain, GROUP_TWITCH,
     "what may be behind them, what to try, when to see a doctor"},
    {"report", NULL, GROUP_TWITCH, "all of it on a page for your doctor"},
    {"log", phil_command_log, GROUP_DIARY, "write down a coffee, a night, a felt twitch, ..."},
    {"diary", phil_command_diary, GROUP_DIARY, "look at what was written, and put it right"},
    {"trial", NULL, GROUP_ACT, "does it help you? Days with it, days without it, and the answer"},
    {"monitor", NULL, GROUP_CLINIC, "what became of injections and operations, patient by patient"},
    {"simulate", NULL, GROUP_NERVE, "a facial nerve, its muscles, and what makes them twitch"},
    {"inject", NULL, GROUP_TRY, "add known twitches to a real clip, to test what can be seen"},
    {"draw", NULL, GROUP_TRY, "draw a face with known twitches, to test without a camera"},
    {"compare", NULL, GROUP_TRY, "lay what was found beside what was really there"},
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

static void print_commands(FILE *out)
{
    for (int group = 0; group < N_GROUPS; group++) {
        fprintf(out, "%s:\n", groups[group]);
        for (int i = 0; i < N_COMMANDS; i++)
            if ((int)commands[i].group == group)
                fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
        fputc('\n', out);
    }
}

static void print_help(FILE *out)
{
    fputs("Usage: philtrum COMMAND [OPTION...] ...\n"
          "\n"
          "Measures small twitches of the face, the lips above all, in an ordinary video,\n"
          "and helps to find what is behind them. Nothing leaves this computer.\n"
          "It does not diagnose.\n"
          "\n",
          out);
    print_commands(out);
    fputs("Begin with what you would like to know:\n"
          "  philtrum explain                   why does my lip twitch? (some questions)\n"
          "  philtrum analyze --save CLIP.mp4   how often, where, how large? (30 to 60\n"
          "                                     seconds of your face in good light)\n"
          "  philtrum log coffee 2              does it come with coffee, stress, sleep?\n"
          "  philtrum trial plan                does it help to change something?\n"
          "\n"
          "If half of your face droops, your speech slurs or an arm is weak: call an\n"
          "ambulance now.\n"
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

/* Becomes philtrum-clips, which lies in the folder of this program. */
static enum phil_exit hand_over(char **argv)
{
    static const char name[] = "philtrum-clips";
    char path[PATH_MAX + sizeof name];
    const ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
    if (length > 0) {
        path[length] = '\0';
        strcpy(strrchr(path, '/') + 1, name);
        execv(path, argv);
    }
    phil_console_error("cannot start: \"%s\": %s", length > 0 ? path : name, strerror(errno));
    return PHIL_EXIT_MACHINE;
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
            return commands[i].run ? commands[i].run(argc - 1, argv + 1) : hand_over(argv);
    return refuse(argv[1]);
}
