/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outcome monitoring on a terminal: the service first, then how far to trust it, then each course.
 */
#include "report/monitor_words.h"
#include "report/terminal.h"

/* One paragraph of what `said` holds, which is emptied. */
static void lines(struct phil_screen *screen, const char *bullet, struct phil_text *said)
{
    phil_screen_lines(screen, PHIL_PAINT_PLAIN, bullet, phil_text_string(said));
    screen->text->failed |= said->failed;
    phil_text_clear(said);
}

static void heading(struct phil_screen *screen, const char *string)
{
    phil_text_add(screen->text, "\n");
    phil_screen_lines(screen, PHIL_PAINT_STRONG, "", string);
}

static void add_services(struct phil_screen *screen, const struct phil_monitor *monitor,
                         struct phil_text *said)
{
    for (int t = 0; t < PHIL_N_TREATMENTS; t++) {
        const struct phil_service *service = &monitor->service[t];
        if (!service->courses)
            continue;
        heading(screen, phil_treatments_in_words(service->treatment));
        phil_say_service_ratio(said, service);
        lines(screen, "  ", said);
        phil_say_service_days(said, service);
        lines(screen, "  ", said);
    }
}

static void add_reliability(struct phil_screen *screen, const struct phil_monitor *monitor,
                            struct phil_text *said)
{
    heading(screen, "How far a measurement can be trusted");
    phil_say_reliability(said, &monitor->reliability);
    lines(screen, "  ", said);
    if (!monitor->reliability.icc.value.reason)
        phil_screen_lines(screen, PHIL_PAINT_FAINT, "  ",
                          phil_monitor_sentence(PHIL_MONITOR_RATERS));
}

static void say_change(struct phil_text *said, const struct phil_patient_change *change)
{
    if (change->mdc_factor.value.reason)
        return;
    phil_text_printf(said, "%d own repeats: smallest change beyond measurement error a factor of ",
                     change->repeats);
    phil_say_estimate(said, &change->mdc_factor);
    phil_text_add(said, ".");
}

static void add_courses(struct phil_screen *screen, const struct phil_monitor *monitor,
                        struct phil_text *said)
{
    size_t i = 0; /* of the changes, which are in order of patients too */
    for (size_t c = 0; c < monitor->n_courses; c++) {
        const struct phil_course *course = &monitor->courses[c];
        if (course->number == 1) {
            phil_text_printf(said, "Patient %d", course->patient);
            heading(screen, phil_text_string(said));
            phil_text_clear(said);
            while (i < monitor->n_changes && monitor->changes[i].patient < course->patient)
                i++;
            if (i < monitor->n_changes && monitor->changes[i].patient == course->patient)
                say_change(said, &monitor->changes[i]);
            lines(screen, "  ", said);
        }
        phil_say_course(said, course);
        phil_text_add(said, ": ");
        phil_say_course_rates(said, course);
        phil_say_course_days(said, course);
        lines(screen, "  ", said);
    }
}

enum phil_status phil_report_monitor_terminal(FILE *out, const struct phil_monitor *monitor,
                                              const struct phil_terminal_style *style)
{
    struct phil_text text = {0}, said = {0};
    struct phil_screen screen = phil_screen_on(&text, style);
    phil_say_whom(&said, monitor);
    lines(&screen, "", &said);
    if (monitor->n_courses || monitor->reliability.repeats) {
        phil_say_small(&said, monitor);
        lines(&screen, "", &said);
        phil_screen_lines(&screen, PHIL_PAINT_FAINT, "",
                          phil_monitor_sentence(PHIL_MONITOR_INTERVALS));
        add_services(&screen, monitor, &said);
        add_reliability(&screen, monitor, &said);
        add_courses(&screen, monitor, &said);
        phil_text_add(&text, "\n");
        phil_screen_lines(&screen, PHIL_PAINT_FAINT, "",
                          phil_monitor_sentence(PHIL_MONITOR_NOT_VALIDATED));
    } else {
        phil_screen_lines(&screen, PHIL_PAINT_PLAIN, "",
                          phil_monitor_sentence(PHIL_MONITOR_NOTHING));
    }
    phil_screen_paint(&screen, PHIL_PAINT_PLAIN);
    text.failed |= said.failed;
    const enum phil_status status = phil_text_send(&text, out);
    phil_text_release(&said);
    phil_text_release(&text);
    return status;
}
