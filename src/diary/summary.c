/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the last days were like.
 *
 * A day on which nothing of a kind was written down is not a day without it: means are over the
 * days that have entries of that kind. An amount of 0 ("no coffee") is an entry. The day that is
 * not over yet would pull a mean of amounts down; it counts when it is the only one, or when what
 * it holds already is more than the mean of the others. One cup by nine in the morning, on the
 * first day of a diary, is no day's caffeine either: alone, today counts from a usual day's amount
 * on.
 *
 * It fails where only the remarkable is written down (the night without sleep, the day of ten
 * coffees): then the means tell of the remarkable days alone.
 */
#include <philtrum/diary.h>

#include <math.h>
#include <string.h>

enum {
    MOST_DAYS = 366,
    WEEK = 7,
    /* Fewer say too little about a week; judged. */
    LEAST_DRINK_DAYS = 4,
    LEAST_NIGHTS = 3,
    LAB_DAYS = 90, /* an older blood value says little about today; judged */
    DAY_S = 86400,
};

/* What an adult needs at least, hours a night (AASM and SRS 2015, key AASM15). */
#define NEED_H 7

/* What people who take caffeine take in a day, mg (NHANES 2003-8, key FUL11). */
#define USUAL_CAFFEINE_MG 197

/* One quantity by days, counted back from today. */
struct track {
    double sum[MOST_DAYS];
    int entries[MOST_DAYS];
    bool told; /* there was some, or it was said that there was none */
};

struct tracks {
    struct track caffeine, alcohol, potassium, sleep, stress, screen, twitches;
};

static void add(struct track *track, int64_t day, double amount, bool told)
{
    track->sum[day] += amount;
    track->entries[day]++;
    track->told |= told;
}

static void add_entry(struct tracks *t, const struct phil_entry *e, int64_t day)
{
    const bool none = e->amount == 0;
    switch (e->kind) {
    case PHIL_ENTRY_DRINK:
    case PHIL_ENTRY_FOOD:
        /* Chocolate tells of caffeine, but a day of chocolate alone does not tell of coffee. */
        if (e->kind == PHIL_ENTRY_DRINK || e->caffeine_mg > 0)
            add(&t->caffeine, day, e->caffeine_mg, e->caffeine_mg > 0 || none);
        if (e->kind == PHIL_ENTRY_DRINK)
            add(&t->alcohol, day, e->alcohol_g, e->alcohol_g > 0 || none);
        add(&t->potassium, day, e->potassium_mg, e->potassium_mg > 0);
        break;
    case PHIL_ENTRY_SLEEP:
        add(&t->sleep, day, e->amount, true);
        break;
    case PHIL_ENTRY_STRESS:
        add(&t->stress, day, e->amount, true);
        break;
    case PHIL_ENTRY_SCREEN:
        add(&t->screen, day, e->amount, true);
        break;
    case PHIL_ENTRY_TWITCH:
        add(&t->twitches, day, e->amount, true);
        break;
    default:
        break;
    }
}

static int days_told(const struct track *track, int days)
{
    int n = 0;
    for (int d = 0; d < days; d++)
        n += track->entries[d] > 0;
    return n;
}

/* Over the days with entries, from `first` days ago on. NaN when there are none. */
static double mean_from(const struct track *track, int first, int days)
{
    double sum = 0;
    int n = 0;
    for (int d = first; d < days; d++) {
        sum += track->sum[d];
        n += track->entries[d] > 0;
    }
    return n ? sum / n : NAN;
}

/* Mean of the sums of days, today only where it does not pull it down. */
static double mean_amount(const struct track *track, int days)
{
    const double before = mean_from(track, 1, days);
    const bool today = track->entries[0] > 0 && (isnan(before) || track->sum[0] > before);
    return today ? mean_from(track, 0, days) : before;
}

static struct phil_value amount_a_day(const struct track *track, int days, const char *nothing)
{
    return track->told ? phil_measured(mean_amount(track, days)) : phil_unmeasured(nothing);
}

static struct phil_value caffeine_a_day(const struct track *track, int days)
{
    const bool alone = days_told(track, days) == (track->entries[0] > 0);
    if (track->told && alone && track->sum[0] < USUAL_CAFFEINE_MG)
        return phil_unmeasured("only today was written down, and the day is not over");
    return amount_a_day(track, days,
                        "no drink with caffeine was written down, nor that there was none");
}

static struct phil_value alcohol_a_week(const struct track *track, int days)
{
    if (!track->told)
        return phil_unmeasured("no alcoholic drink was written down, nor that there was none");
    if (days_told(track, days) < LEAST_DRINK_DAYS)
        return phil_unmeasured("drinks were written down on fewer than four days");
    return phil_measured(WEEK * mean_amount(track, days));
}

/* Hours that a week of such nights lacks; a long night pays for a short one. */
static struct phil_value sleep_debt(const struct track *track, int days)
{
    const int week = days < WEEK ? days : WEEK;
    if (days_told(track, week) < LEAST_NIGHTS)
        return phil_unmeasured("fewer than three nights of the last week were written down");
    return phil_measured(WEEK * fmax(0, NEED_H - mean_from(track, 0, week)));
}

/* Stress: the mean of each day's mean, for a bad day is written down more often. */
static struct phil_value mean_of_means(const struct track *track, int days)
{
    double sum = 0;
    int n = 0;
    for (int d = 0; d < days; d++)
        if (track->entries[d]) {
            sum += track->sum[d] / track->entries[d];
            n++;
        }
    return n ? phil_measured(sum / n) : phil_unmeasured("no stress was written down");
}

static struct phil_value mean_day(const struct track *track, int days, const char *nothing)
{
    const double mean = mean_from(track, 0, days);
    return isnan(mean) ? phil_unmeasured(nothing) : phil_measured(mean);
}

static bool tells_of_caffeine(const struct phil_entry *e)
{
    return e->caffeine_mg > 0 || (e->kind == PHIL_ENTRY_DRINK && e->amount == 0);
}

static struct phil_value caffeine_now(const struct phil_entry *entries, size_t n, int64_t now_s,
                                      const struct phil_metabolism *metabolism)
{
    bool told = false;
    for (size_t i = 0; i < n; i++)
        told |= tells_of_caffeine(&entries[i]) && entries[i].at.utc_s <= now_s &&
                entries[i].at.utc_s > now_s - DAY_S;
    if (!told)
        return phil_unmeasured("nothing about caffeine was written down in the last 24 hours");
    const double half_life_h = phil_caffeine_half_life(metabolism).value;
    return phil_measured(phil_caffeine_level(entries, n, now_s, half_life_h));
}

static struct phil_value newest_lab(const struct phil_entry *entries, size_t n, const char *analyte,
                                    int64_t now_s)
{
    const struct phil_entry *newest = NULL;
    for (size_t i = 0; i < n; i++)
        if (entries[i].kind == PHIL_ENTRY_LAB && strcmp(entries[i].thing, analyte) == 0 &&
            entries[i].at.utc_s <= now_s && (!newest || entries[i].at.utc_s >= newest->at.utc_s))
            newest = &entries[i];
    if (!newest)
        return phil_unmeasured("no such blood value was written down");
    if (newest->at.utc_s < now_s - (int64_t)LAB_DAYS * DAY_S)
        return phil_unmeasured("the newest blood value is older than 90 days");
    return phil_measured(newest->amount);
}

void phil_diary_summarise(struct phil_diary_summary *summary, const struct phil_entry *entries,
                          size_t n, const struct phil_moment *now, int days,
                          const struct phil_metabolism *metabolism)
{
    struct tracks t;
    memset(&t, 0, sizeof t);
    days = days < 1 ? 1 : days > MOST_DAYS ? MOST_DAYS : days;
    for (size_t i = 0; i < n; i++) {
        const int64_t day = phil_moment_day(now) - phil_moment_day(&entries[i].at);
        if (entries[i].at.utc_s <= now->utc_s && day >= 0 && day < days)
            add_entry(&t, &entries[i], day);
    }
    *summary = (struct phil_diary_summary){
        .days = days,
        .caffeine_mg_per_day = caffeine_a_day(&t.caffeine, days),
        .caffeine_now_mg = caffeine_now(entries, n, now->utc_s, metabolism),
        .alcohol_g_per_week = alcohol_a_week(&t.alcohol, days),
        .potassium_mg_per_day =
            amount_a_day(&t.potassium, days, "no food with potassium was written down"),
        .sleep_h = mean_day(&t.sleep, days, "no sleep was written down"),
        .sleep_debt_h = sleep_debt(&t.sleep, days),
        .stress = mean_of_means(&t.stress, days),
        .screen_h = mean_day(&t.screen, days, "no screen time was written down"),
        .felt_twitches_per_day = amount_a_day(&t.twitches, days,
                                              "no felt twitch was written down, nor that there was "
                                              "none"),
        .potassium_mmol_l = newest_lab(entries, n, "potassium", now->utc_s),
        .calcium_mmol_l = newest_lab(entries, n, "calcium", now->utc_s),
        .magnesium_mmol_l = newest_lab(entries, n, "magnesium", now->utc_s),
    };
}
