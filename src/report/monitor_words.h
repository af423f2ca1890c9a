/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of outcome monitoring, the same for the terminal and the page. */
#ifndef PHIL_REPORT_MONITOR_WORDS_H
#define PHIL_REPORT_MONITOR_WORDS_H

#include <philtrum/report.h>

#include "report/text_buffer.h"

/* Two digits that count: 0.12, 5.3, 41, 126; "over 1000" beyond. */
struct phil_number phil_monitor_figure(double value);

/* "0.12 (0.08 to 0.17)", without the brackets where there is no interval; "-" when unknown. */
void phil_say_estimate(struct phil_text *t, const struct phil_estimate *estimate);

/* The same in whole days, or as a share of 100. */
void phil_say_days(struct phil_text *t, const struct phil_estimate *estimate);
void phil_say_share(struct phil_text *t, const struct phil_estimate *estimate);

/* "injections of botulinum toxin", "decompressions", "other treatments". */
const char *phil_treatments_in_words(enum phil_treatment treatment);

/* "injection 2", "operation", "treatment 1". */
void phil_say_course(struct phil_text *t, const struct phil_course *course);

/* What became of a course, sentences; what is not known with its reason. */
void phil_say_course_rates(struct phil_text *t, const struct phil_course *course);
void phil_say_course_days(struct phil_text *t, const struct phil_course *course);

/* A service in sentences. */
void phil_say_service_ratio(struct phil_text *t, const struct phil_service *service);
void phil_say_service_days(struct phil_text *t, const struct phil_service *service);

void phil_say_reliability(struct phil_text *t, const struct phil_reliability *reliability);

/* Whom it is about, and what must be known before it is passed on. */
void phil_say_whom(struct phil_text *t, const struct phil_monitor *monitor);
void phil_say_small(struct phil_text *t, const struct phil_monitor *monitor);

/* Sentences that stand as they are. */
enum phil_monitor_sentence {
    PHIL_MONITOR_NOT_VALIDATED,
    PHIL_MONITOR_INTERVALS,
    PHIL_MONITOR_RATERS,
    PHIL_MONITOR_NOTHING,
    PHIL_MONITOR_OWN_CHANGE,
};
const char *phil_monitor_sentence(enum phil_monitor_sentence sentence);

#endif
