/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What outcome monitoring says, for those who treat. Every number has its interval, every missing
 * one its reason; a forecast is called one.
 */
#include "report/monitor_words.h"

#include <math.h>

struct phil_number phil_monitor_figure(double value)
{
    const double size = fabs(value);
    if (isnan(value))
        return (struct phil_number){"-"};
    if (size > 1000)
        return (struct phil_number){"over 1000"};
    if (!(size > 0))
        return (struct phil_number){"0"};
    if (size < 0.001)
        return (struct phil_number){"under 0.001"};
    const int decimals = 1 - (int)floor(log10(size));
    return phil_fixed(value, decimals < 0 ? 0 : decimals > 4 ? 4 : decimals);
}

static struct phil_number whole(double value)
{
    if (value > 5000)
        return (struct phil_number){"over 5000"};
    return phil_fixed(value, 0);
}

static struct phil_number percent(double value)
{
    return phil_fixed(100 * value, 0);
}

static void say(struct phil_text *t, const struct phil_estimate *estimate,
                struct phil_number (*number)(double))
{
    const struct phil_interval ci = estimate->interval;
    if (estimate->value.reason) {
        phil_text_add(t, "-");
        return;
    }
    phil_text_add(t, number(estimate->value.value).s);
    if (isfinite(ci.lo) && isfinite(ci.hi))
        phil_text_printf(t, " (%s to %s)", number(ci.lo).s, number(ci.hi).s);
}

void phil_say_estimate(struct phil_text *t, const struct phil_estimate *estimate)
{
    say(t, estimate, phil_monitor_figure);
}

void phil_say_days(struct phil_text *t, const struct phil_estimate *estimate)
{
    say(t, estimate, whole);
}

void phil_say_share(struct phil_text *t, const struct phil_estimate *estimate)
{
    say(t, estimate, percent);
}

const char *phil_treatments_in_words(enum phil_treatment treatment)
{
    static const char *const words[] = {[PHIL_TREATMENT_TOXIN] = "Injections of botulinum toxin",
                                        [PHIL_TREATMENT_DECOMPRESSION] = "Decompressions",
                                        [PHIL_TREATMENT_OTHER] = "Other treatments"};
    return words[treatment];
}

void phil_say_course(struct phil_text *t, const struct phil_course *course)
{
    static const char *const words[] = {[PHIL_TREATMENT_TOXIN] = "injection",
                                        [PHIL_TREATMENT_DECOMPRESSION] = "decompression",
                                        [PHIL_TREATMENT_OTHER] = "other treatment"};
    phil_text_printf(t, "Course %d, %s", course->number, words[course->treatment]);
    if (isfinite(course->dose))
        phil_text_printf(t, ", dose %s", phil_short(course->dose, 2).s);
}

static void say_followed(struct phil_text *t, const struct phil_course *course)
{
    if (course->visits_after)
        phil_text_printf(t, "%d visit%s over %d days after it. ", course->visits_after,
                         course->visits_after == 1 ? "" : "s", course->days_followed);
}

/* The rate before or after where the other one is missing. */
static void say_one_rate(struct phil_text *t, const struct phil_course *course)
{
    const bool before = !course->rate_before.value.reason;
    if (!before && course->rate_after.value.reason)
        return;
    phil_text_add(t, "Per minute ");
    phil_say_estimate(t, before ? &course->rate_before : &course->rate_after);
    phil_text_add(t, before ? " before. " : " after. ");
}

void phil_say_course_rates(struct phil_text *t, const struct phil_course *course)
{
    say_followed(t, course);
    if (course->rate_ratio.value.reason) {
        say_one_rate(t, course);
        phil_text_printf(t, "No ratio: %s. ", course->rate_ratio.value.reason);
        return;
    }
    phil_text_add(t, "Per minute ");
    phil_say_estimate(t, &course->rate_before);
    phil_text_add(t, course->treatment == PHIL_TREATMENT_TOXIN ? " without it, " : " before, ");
    phil_say_estimate(t, &course->rate_after);
    phil_text_add(t, course->treatment == PHIL_TREATMENT_TOXIN ? " at its peak: ratio "
                                                               : " after: ratio ");
    phil_say_estimate(t, &course->rate_ratio);
    phil_text_add(t, ". ");
}

/* Missing for the same reason as something before it: said once. */
static void say_missing(struct phil_text *t, const char *what, const char *reason,
                        const char *before)
{
    if (reason != before)
        phil_text_printf(t, "%s: %s. ", what, reason);
}

static void say_injection(struct phil_text *t, const struct phil_course *course)
{
    const char *const ratio = course->rate_ratio.value.reason;
    if (course->onset_days.value.reason) {
        if (course->onset_days.value.reason != course->return_days.value.reason)
            say_missing(t, "No onset", course->onset_days.value.reason, ratio);
    } else {
        phil_text_add(t, "Half of the effect was there on day ");
        phil_say_days(t, &course->onset_days);
        phil_text_add(t, ". ");
    }
    if (course->return_days.value.reason) {
        say_missing(t, "No return", course->return_days.value.reason, ratio);
        return;
    }
    phil_text_add(t, course->return_is_forecast
                         ? "Forecast: half of the twitches it took away are back on day "
                         : "Half of the twitches it took away were back on day ");
    phil_say_days(t, &course->return_days);
    phil_text_add(t, ". ");
}

void phil_say_course_days(struct phil_text *t, const struct phil_course *course)
{
    if (course->treatment == PHIL_TREATMENT_TOXIN)
        say_injection(t, course);
    if (course->treatment != PHIL_TREATMENT_DECOMPRESSION)
        return;
    if (course->quiet_days.value.reason)
        say_missing(t, "Days until quiet", course->quiet_days.value.reason,
                    course->rate_ratio.value.reason);
    else
        phil_text_printf(t, "Below a tenth of the rate before from day %s on. ",
                         phil_fixed(course->quiet_days.value.value, 0).s);
}

/* --- a service ------------------------------------------------------------ */

static const char *plural(int n)
{
    return n == 1 ? "" : "s";
}

void phil_say_service_ratio(struct phil_text *t, const struct phil_service *service)
{
    phil_text_printf(t, "%d patient%s, %d course%s. ", service->patients, plural(service->patients),
                     service->courses, plural(service->courses));
    if (service->rate_ratio.value.reason) {
        phil_text_printf(t, "No rate ratio: %s. ", service->rate_ratio.value.reason);
        return;
    }
    phil_text_add(t, service->patients_compared > 1 ? "Rate ratio, mean over patients: "
                                                    : "Rate ratio: ");
    phil_say_estimate(t, &service->rate_ratio);
    phil_text_printf(t, ", from %d patient%s. ", service->patients_compared,
                     plural(service->patients_compared));
    if (isfinite(service->spread.lo))
        phil_text_printf(t, "95 of 100 patients are expected between %s and %s. ",
                         phil_monitor_figure(service->spread.lo).s,
                         phil_monitor_figure(service->spread.hi).s);
    if (service->patients_compared < 2)
        return; /* a share of one patient is none */
    phil_text_add(t, "At least half fewer twitches: ");
    phil_say_share(t, &service->halved);
    phil_text_add(t, " % of patients. ");
}

static void say_median(struct phil_text *t, const char *what, const struct phil_estimate *days)
{
    phil_text_printf(t, "%s ", what);
    if (days->value.reason)
        phil_text_add(t, "not measured");
    else
        phil_say_days(t, days);
}

static void say_injections(struct phil_text *t, const struct phil_service *service)
{
    phil_text_add(t, "Median days over patients: ");
    say_median(t, "half of the effect there", &service->onset_days);
    say_median(t, ", peak", &service->peak_days);
    say_median(t, ", half worn off", &service->return_days);
    if (service->forecasts)
        phil_text_printf(t, " (%d of the courses by forecast)", service->forecasts);
    phil_text_add(t, ". ");
}

static void say_operations(struct phil_text *t, const struct phil_service *service)
{
    if (service->operated == 0) {
        phil_text_printf(t, "Days until quiet: %s. ", service->quiet_days.value.reason);
        return;
    }
    phil_text_printf(t,
                     "%d of %d patients became quiet (below a tenth of the rate before, to the "
                     "end) in the time that they were followed. ",
                     service->quiet_events, service->operated);
    if (service->quiet_days.value.reason)
        phil_text_printf(t, "Median: %s. ", service->quiet_days.value.reason);
    else {
        phil_text_add(t, "Half of them by day ");
        phil_say_days(t, &service->quiet_days);
        phil_text_add(t, ". ");
    }
}

void phil_say_service_days(struct phil_text *t, const struct phil_service *service)
{
    if (service->treatment == PHIL_TREATMENT_TOXIN)
        say_injections(t, service);
    if (service->treatment == PHIL_TREATMENT_DECOMPRESSION)
        say_operations(t, service);
}

void phil_say_reliability(struct phil_text *t, const struct phil_reliability *reliability)
{
    if (reliability->sem.value.reason) {
        phil_text_printf(t, "Not known: %s.", reliability->sem.value.reason);
        return;
    }
    phil_text_printf(t, "%d measurements of %d patient%s, repeated within a day. ",
                     reliability->repeats, reliability->patients, plural(reliability->patients));
    if (reliability->icc.value.reason)
        phil_text_printf(t, "No ICC: %s. ", reliability->icc.value.reason);
    else {
        phil_text_printf(t, "%s of the log rate ", reliability->icc_form);
        phil_say_estimate(t, &reliability->icc);
        phil_text_add(t, ". ");
    }
    phil_text_add(t, "Standard error of one measurement: a factor of ");
    phil_say_estimate(t, &reliability->sem);
    phil_text_add(t, ". Two measurements of a patient must differ by a factor of ");
    phil_say_estimate(t, &reliability->mdc_factor);
    phil_text_add(t, " to be more than measurement error (95 %).");
}

/* --- whom it is about ------------------------------------------------------ */

void phil_say_whom(struct phil_text *t, const struct phil_monitor *monitor)
{
    phil_text_printf(t,
                     "%d patient%s, %zu course%s of treatment. Patients are numbered as they "
                     "first appear in the file, days are counted from each treatment: no name "
                     "and no date is in this.",
                     monitor->n_patients, plural(monitor->n_patients), monitor->n_courses,
                     plural((int)monitor->n_courses));
}

void phil_say_small(struct phil_text *t, const struct phil_monitor *monitor)
{
    bool any = false;
    for (int i = 0; i < PHIL_N_TREATMENTS; i++)
        any |= monitor->service[i].small;
    if (any)
        phil_text_add(t, "A treatment with fewer than five patients is among these: someone who "
                         "knows one of them may recognise them. Keep those numbers in the clinic.");
}

const char *phil_monitor_sentence(enum phil_monitor_sentence sentence)
{
    static const char *const sentences[] = {
        [PHIL_MONITOR_NOT_VALIDATED] =
            "philtrum is not clinically validated; nothing here replaces the examination.",
        [PHIL_MONITOR_INTERVALS] =
            "In brackets: 95 % intervals. Those of rates, ratios and days allow for days that "
            "differ by more than chance.",
        [PHIL_MONITOR_RATERS] =
            "For comparison: six raters of 45 videos of hemifacial spasm agreed with ICCs of 0.41 "
            "(Jankovic's scale) to 0.65 before training and 0.53 to 0.71 after it (PMC10480239). "
            "An ICC depends on how different the patients are, so two services' values cannot be "
            "set against each other.",
        [PHIL_MONITOR_NOTHING] = "The file holds neither a treatment nor repeats within a day, so "
                                 "there is nothing to tell.",
        [PHIL_MONITOR_OWN_CHANGE] =
            "From a patient's own repeats alone; few repeats, wide intervals. Repeats of one day "
            "say nothing of how the patient's days differ.",
    };
    return sentences[sentence];
}
