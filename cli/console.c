/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
    DEFAULT_COLUMNS = 80,
    MIN_COLUMNS = 40, /* the range of struct phil_terminal_style */
    MAX_COLUMNS = 240,
    BAR_WIDTH = 24,
};

/* A bar that is redrawn more often than this only flickers, seconds. */
static const double BAR_INTERVAL_S = 0.1;
/* Below this share the rate is too uncertain to name the time left. */
static const double BAR_ESTIMATE_FROM = 0.02;

static volatile sig_atomic_t stop_asked;

static struct {
    bool quiet;
    int errors;
    bool bar_shown;
    char bar_label[64];
    double bar_started_s, bar_drawn_s;
} console;

enum phil_exit phil_exit_of(enum phil_status status)
{
    switch (status) {
    case PHIL_OK:
    case PHIL_END:
        return PHIL_EXIT_DONE;
    case PHIL_EDATA:
    case PHIL_ECONV:
        return PHIL_EXIT_NOTHING;
    case PHIL_EARG:
        return PHIL_EXIT_USAGE;
    case PHIL_EINPUT:
    case PHIL_EFORMAT:
        return PHIL_EXIT_INPUT;
    case PHIL_EMEM:
    case PHIL_EIO:
        return PHIL_EXIT_MACHINE;
    case PHIL_ECANCEL:
        return PHIL_EXIT_STOPPED;
    case PHIL_EBUG:
        break;
    }
    return PHIL_EXIT_BUG;
}

enum phil_exit phil_exit_worse(enum phil_exit a, enum phil_exit b)
{
    return a > b ? a : b;
}

static void on_interrupt(int number)
{
    (void)number;
    stop_asked = 1; /* SA_RESETHAND: the second one kills */
}

/* Ctrl-C, a terminal that closes, a machine that shuts down. */
static const int stops[] = {SIGINT, SIGHUP, SIGTERM};
enum { N_STOPS = sizeof stops / sizeof *stops };

/* nohup ignores the hang-up for us, and means it. */
static bool was_told_to_stay(int number)
{
    struct sigaction now;
    return number == SIGHUP && sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

/* A descriptor 1 or 2 that the caller closed would be taken by the first file we open, and the
 * summary would land in it. A read-only /dev/null keeps the number and makes writes fail. */
static void hold_descriptors(void)
{
    int held;
    do
        held = open("/dev/null", O_RDONLY | O_CLOEXEC);
    while (held >= 0 && held <= STDERR_FILENO);
    if (held >= 0)
        close(held);
}

static void catch_stops(int flags)
{
    struct sigaction stop = {.sa_handler = on_interrupt, .sa_flags = SA_RESETHAND | flags};
    sigemptyset(&stop.sa_mask);
    for (size_t i = 0; i < N_STOPS; i++)
        if (!was_told_to_stay(stops[i]))
            sigaction(stops[i], &stop, NULL);
}

void phil_console_start(void)
{
    hold_descriptors();
    /* Only the character set: numbers keep their decimal point in every locale. */
    setlocale(LC_CTYPE, "");
    /* A write that fails tells why; a signal would end the program without a word. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    catch_stops(SA_RESTART);
}

void phil_console_interrupt_reads(void)
{
    if (!stop_asked)
        catch_stops(0);
}

void phil_console_stop_at_once(void)
{
    for (size_t i = 0; i < N_STOPS; i++)
        if (!was_told_to_stay(stops[i]))
            signal(stops[i], SIG_DFL);
}

bool phil_console_stopped(void)
{
    return stop_asked;
}

void phil_console_quiet(bool quiet)
{
    console.quiet = quiet;
}

static bool is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static int columns_of(int descriptor)
{
    struct winsize size;
    int columns = DEFAULT_COLUMNS;
    const char *set = getenv("COLUMNS");
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        columns = size.ws_col;
    else if (set && atoi(set) > 0)
        columns = atoi(set);
    return columns < MIN_COLUMNS ? MIN_COLUMNS : columns > MAX_COLUMNS ? MAX_COLUMNS : columns;
}

static void erase_bar(void)
{
    if (console.bar_shown)
        fputs("\r\033[K", stderr);
    console.bar_shown = false;
}

static void show_message(enum phil_level level, const char *text)
{
    if (console.quiet && level != PHIL_LOG_ERROR)
        return;
    erase_bar();
    fprintf(stderr, "philtrum: %s%s\n", level == PHIL_LOG_ERROR ? "" : "note: ", text);
    if (level == PHIL_LOG_ERROR)
        console.errors++;
}

static void on_message(void *user, enum phil_level level, const char *text)
{
    (void)user;
    if (level != PHIL_LOG_INFO)
        show_message(level, text);
}

const struct phil_log *phil_console_log(void)
{
    static const struct phil_log log = {.message = on_message};
    return &log;
}

static void on_any_message(void *user, enum phil_level level, const char *text)
{
    (void)user;
    show_message(level, text);
}

const struct phil_log *phil_console_log_all(void)
{
    static const struct phil_log log = {.message = on_any_message};
    return &log;
}

void phil_console_error(const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    /* Through the library, which makes a hostile file name harmless to the terminal. */
    phil_log_message(phil_console_log(), PHIL_LOG_ERROR, "%s", text);
}

int phil_console_errors(void)
{
    return console.errors;
}

enum phil_exit phil_console_failed(enum phil_status status, int errors_before, const char *what,
                                   const char *subject)
{
    phil_console_progress_end();
    if (status == PHIL_ECANCEL)
        phil_log_message(phil_console_log(), PHIL_LOG_WARNING,
                         "stopped: \"%s\": nothing was written", subject);
    else if (console.errors == errors_before)
        phil_console_error("%s: \"%s\": %s", what, subject, phil_status_text(status));
    if (status == PHIL_EBUG)
        phil_console_error(
            "this is a mistake in philtrum, not in what you gave it: please report it "
            "with the line above");
    return phil_exit_of(status);
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void format_left(char *text, size_t size, double share, double spent_s)
{
    text[0] = '\0';
    if (share < BAR_ESTIMATE_FROM)
        return;
    const double left_s = ceil(spent_s * (1 - share) / share);
    if (left_s < 60)
        snprintf(text, size, ", %.0f s left", left_s);
    else
        snprintf(text, size, ", %.0f min left", ceil(left_s / 60));
}

static void draw_bar(double done_s, double total_s, double now)
{
    char left[32] = "", bar[BAR_WIDTH * 3 + 1] = "";
    if (!(total_s > 0)) {
        fprintf(stderr, "\r\033[K%s  %.0f s of video", console.bar_label, done_s);
        return;
    }
    const double share = done_s >= total_s ? 1 : done_s > 0 ? done_s / total_s : 0;
    format_left(left, sizeof left, share, now - console.bar_started_s);
    const int full = (int)(share * BAR_WIDTH + 0.5);
    for (int i = 0; i < BAR_WIDTH; i++)
        strcat(bar, is_utf8() ? (i < full ? "█" : "░") : (i < full ? "#" : "."));
    fprintf(stderr, "\r\033[K%s  %s %3.0f %%%s", console.bar_label, bar, 100 * share, left);
}

static bool on_progress(void *user, double done_s, double total_s)
{
    (void)user;
    const double now = now_s();
    const bool wanted = !console.quiet && isatty(STDERR_FILENO);
    if (wanted && now - console.bar_drawn_s >= BAR_INTERVAL_S) {
        draw_bar(done_s, total_s, now);
        fflush(stderr);
        console.bar_drawn_s = now;
        console.bar_shown = true;
    }
    return !stop_asked;
}

/* Copies at most `columns` bytes, and what could move the cursor not at all. */
static void set_label(const char *label, int columns)
{
    size_t n = 0;
    for (; *label && n + 1 < sizeof console.bar_label && (int)n < columns; label++)
        console.bar_label[n++] = (unsigned char)*label < 0x20 || *label == 0x7f ? '?' : *label;
    /* Do not end inside a UTF-8 sequence. */
    while (*label && n > 0 && ((unsigned char)*label & 0xc0) == 0x80) {
        label--;
        n--;
    }
    console.bar_label[n] = '\0';
}

const struct phil_progress *phil_console_progress(const char *label)
{
    static const struct phil_progress progress = {.report = on_progress};
    const int room = columns_of(STDERR_FILENO) - BAR_WIDTH - 26;
    set_label(label, room > 10 ? room : 10);
    console.bar_started_s = now_s();
    console.bar_drawn_s = 0;
    return &progress;
}

void phil_console_progress_end(void)
{
    erase_bar();
    fflush(stderr);
}

struct phil_terminal_style phil_console_style(FILE *out)
{
    const int descriptor = fileno(out);
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    const bool dumb = !term || strcmp(term, "dumb") == 0;
    return (struct phil_terminal_style){
        .columns = columns_of(descriptor),
        .colour = isatty(descriptor) && !dumb && !(no_color && *no_color),
        .unicode = is_utf8(),
    };
}

const char *phil_write_error_text(int code)
{
    switch (code) {
    case EBADF:
    case EDQUOT:
    case EFBIG:
    case EIO:
    case EISDIR:
    case ENOENT:
    case ENOSPC:
    case EPIPE:
    case EROFS:
        return strerror(code);
    default:
        return "some of it was lost";
    }
}

enum phil_exit phil_console_flush(void)
{
    const bool lost_before = ferror(stdout) != 0;
    if (!lost_before)
        errno = 0;
    if (fflush(stdout) == 0 && !lost_before)
        return PHIL_EXIT_DONE;
    phil_console_error("cannot write: \"standard output\": %s", phil_write_error_text(errno));
    clearerr(stdout);
    return PHIL_EXIT_MACHINE;
}
