/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/report.h - what was found, for people (terminal, HTML) and for programs (JSON, CSV).
 */
#ifndef PHILTRUM_REPORT_H
#define PHILTRUM_REPORT_H

#include <stdio.h>

#include <philtrum/diary.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a terminal report may look. */
struct phil_terminal_style {
    int columns;  /**< width of the terminal; taken as 40..240 */
    bool colour;  /**< ANSI colours are welcome */
    bool unicode; /**< UTF-8 locale: block characters for the timeline */
};

/** A few calm sentences, a timeline, the floor. Errors: PHIL_EIO (from ferror(out)), PHIL_EMEM. */
PHIL_API enum phil_status phil_report_terminal(FILE *out, const struct phil_analysis *analysis,
                                               const struct phil_terminal_style *style);

/** One JSON document of schema philtrum.analysis/1 on one line, with a line break at its end.
 *  Numbers that were not measured are null with "<name>_reason" beside them. Rounded (times to
 *  0.1 ms, lengths to 0.1 um), ASCII alone, the same in every locale; traces are not in it.
 *  Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_json(FILE *out, const struct phil_analysis *analysis);

/** The inverse of phil_report_json: everything but the traces, which stay empty; writing it again
 *  gives the same bytes. `text` is UTF-8 of `size` bytes. Unknown members are left alone, members
 *  added to the schema after its first version may be missing. The caller frees *analysis with
 *  phil_analysis_free(), which frees the reasons and warning codes with it: they live as long as
 *  the analysis, not for ever. Errors: PHIL_EFORMAT (not JSON, wrong schema, type, range or word:
 *  the log names the path of the member), PHIL_EMEM. */
PHIL_API enum phil_status phil_report_json_read(struct phil_analysis **analysis, const char *text,
                                                size_t size, const struct phil_log *log);

/** Traces as CSV: a header line, then one line per face and frame: time_s, face, head pose (pixels
 *  of the upright picture, degrees), then per region dx_mm, dy_mm, sd_mm, flags. x is to the
 *  picture's right and y down; millimetres are by the face's ruler. Unusable samples are empty
 *  fields; flags are the numbers of enum phil_sample_flag. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_csv(FILE *out, const struct phil_analysis *analysis);

/** One self-contained HTML page without scripts, below about 2 MB: summary, face map, traces and
 *  events per region, stills of the largest twitches with displacement arrows, intervals, floor,
 *  warnings, method, version. `clip_path` NULL (no stills), or the clip to take them from; when
 *  it cannot be read the page says so. An analysis read from JSON gives a page without curves.
 *  Cost: a seek and a few decoded frames for each still. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_html(FILE *out, const struct phil_analysis *analysis,
                                           const char *clip_path, const struct phil_log *log);

/** What an explanation is told with. */
struct phil_explanation_view {
    const struct phil_explanation *explanation;
    const struct phil_knowledge *knowledge;
    const struct phil_answers *answers;
    const struct phil_analysis *const
        *analyses; /**< that it rests on, oldest first; may be empty */
    size_t n_analyses;
    const struct phil_entry *entries; /**< of the diary; may be empty */
    size_t n_entries;
    struct phil_moment now;
    bool full; /**< on a terminal: all of it, as on the page; else what fits on two screens */
};

/** The explanation for a person: what is urgent first, then what is likely and why, what would
 *  settle it, what to try, when to see whom. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_explanation_terminal(FILE *out,
                                                           const struct phil_explanation_view *view,
                                                           const struct phil_terminal_style *style);

/** One JSON document of schema philtrum.explanation/1 on one line: every cause, what was known and
 *  from where, the sources; null with "<name>_reason" beside it where a number is missing.
 *  Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_explanation_json(FILE *out,
                                                       const struct phil_explanation_view *view);

/** One self-contained HTML page without scripts: triage, bars of the posterior with intervals and
 *  base rates, evidence with sources, remedies, the caffeine curve, the place in anatomy.
 *  Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_explanation_html(FILE *out,
                                                       const struct phil_explanation_view *view);

#ifdef __cplusplus
}
#endif
#endif
