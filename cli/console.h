/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal: messages, the progress bar, Ctrl-C, exit statuses. A process has one terminal, so
 * the state is the file's own; everything else in cli/ is free of it.
 */
#ifndef PHIL_CLI_CONSOLE_H
#define PHIL_CLI_CONSOLE_H

#include <stdio.h>

#include <philtrum/report.h>

/* The exit statuses that scripts rely on. */
enum phil_exit {
    PHIL_EXIT_DONE = 0,
    PHIL_EXIT_NOTHING = 1,   /* done, but nothing could be measured */
    PHIL_EXIT_USAGE = 2,     /* the command line makes no sense */
    PHIL_EXIT_INPUT = 3,     /* an input cannot be read */
    PHIL_EXIT_MACHINE = 4,   /* disk full, out of memory */
    PHIL_EXIT_BUG = 5,       /* philtrum is wrong */
    PHIL_EXIT_STOPPED = 130, /* Ctrl-C, as shells count it: 128 + SIGINT */
};

/* The one place where a status of the library becomes an exit status. */
enum phil_exit phil_exit_of(enum phil_status status);

/* The worse of two: a bug before the machine, the input, the usage, nothing measured, done; a
 * stop by the user before all of them, since what follows was never tried. */
enum phil_exit phil_exit_worse(enum phil_exit a, enum phil_exit b);

/* Locale, closed descriptors, broken pipes, Ctrl-C. Call once, first. */
void phil_console_start(void);

/* The user asked to stop. */
bool phil_console_stopped(void);

/* From now on Ctrl-C ends the program: there is nothing to tidy, and it may be waiting for a pipe.
 */
void phil_console_stop_at_once(void);

/* From now on Ctrl-C also ends a read that waits for the keyboard: it fails with EINTR. */
void phil_console_interrupt_reads(void);

/* Hide the bar and, from now on, everything that is not an error. */
void phil_console_quiet(bool quiet);

/* `philtrum: ` and a printf-style message on standard error; the bar steps aside. */
void phil_console_error(const char *format, ...) PHIL_PRINTF(1, 2);

/* The library's messages, through the same door. */
const struct phil_log *phil_console_log(void);

/* The same, with what else there is to know shown as notes: which of two half past two was taken on
 * the day that the clock was put back. */
const struct phil_log *phil_console_log_all(void);

/* How many errors have been shown: tells whether a failure still needs words. */
int phil_console_errors(void);

/* Says what failed unless the library has already done so since `errors_before`, and returns the
 * exit status. */
enum phil_exit phil_console_failed(enum phil_status status, int errors_before, const char *what,
                                   const char *subject);

/* A progress bar with `label`, drawn only when standard error is a terminal. The result is valid
 * until the next call; it answers false once the user has pressed Ctrl-C. */
const struct phil_progress *phil_console_progress(const char *label);

/* Removes the bar. */
void phil_console_progress_end(void);

/* What `out` can show: width, colour (never with NO_COLOR or TERM=dumb), UTF-8. */
struct phil_terminal_style phil_console_style(FILE *out);

/* The words for a failed write: those of `code` when it is a write's, else general ones. */
const char *phil_write_error_text(int code);

/* Flushes standard output; errno may hold the cause of an earlier failure; says so and returns
 * PHIL_EXIT_MACHINE when anything was lost. */
enum phil_exit phil_console_flush(void);

#endif
