/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/report.h - what was found, for people (terminal, HTML) and for programs (JSON, CSV).
 */
#ifndef PHILTRUM_REPORT_H
#define PHILTRUM_REPORT_H

#include <stdio.h>

#include <philtrum/monitor.h>
#include <philtrum/nerve.h>

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
 *  Cost: the clip is decoded up to the last still. Errors: PHIL_EIO, PHIL_EMEM. */
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

/* --- trials ----------------------------------------------------------------------------------- */

/** A trial to tell of. */
struct phil_trial_view {
    const struct phil_trial_plan *plan;     /**< NULL: data made elsewhere */
    const char *name;                       /**< of those data; NULL with a plan */
    const struct phil_trial_data *data;     /**< NULL before it has begun */
    const struct phil_trial_result *result; /**< NULL before it has begun */
    const struct phil_trial_mark *marks;
    size_t n_marks;
    enum phil_trial_state state;
    int64_t first_day, today;
    bool full; /**< on a terminal: all of it; else what fits on a screen and a half */
};

/** The result for a person: the verdict first, what it rests on, a picture of the days, the
 *  controls, what would change it. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_trial_terminal(FILE *out, const struct phil_trial_view *view,
                                                     const struct phil_terminal_style *style);

/** One JSON document of schema philtrum.trial/1 on one line, with every day, further columns as
 * they came. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_trial_json(FILE *out, const struct phil_trial_view *view);

/** One self-contained HTML page without scripts: verdict, the days as measured with the fitted
 * rates and the arms, the posterior, sensitivity, controls, adherence, the course with every mark,
 * the plan, and a list of what CENT 2015 asks for and where it stands. Errors: PHIL_EIO, PHIL_EMEM.
 */
PHIL_API enum phil_status phil_report_trial_html(FILE *out, const struct phil_trial_view *view);

/** Several trials of one person, one line and one bar each: terminal and JSON
 *  (philtrum.trials/1). Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_trials_terminal(FILE *out,
                                                      const struct phil_trial_view *views, size_t n,
                                                      const struct phil_terminal_style *style);
/** The same for programs. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_trials_json(FILE *out, const struct phil_trial_view *views,
                                                  size_t n);

/* --- the doctor's page ------------------------------------------------------------------------ */

/** A saved recording of the person, and where its clip may be. */
struct phil_doctor_clip {
    const struct phil_analysis *analysis;
    struct phil_moment recorded; /**< utc_s 0: unknown */
    const char *path;            /**< NULL: not to be had */
};

/** What the doctor's page is made of. */
struct phil_doctor_view {
    const char *person; /**< name as the person wants it on the page; NULL: a line to write it on */
    const char *born;   /**< ISO date or year; NULL: a line */
    const struct phil_explanation_view *explained; /**< answers, entries, knowledge, now */
    const struct phil_doctor_clip *clips;          /**< oldest first */
    size_t n_clips;
    const struct phil_trial_view *trials; /**< oldest first */
    size_t n_trials;
    int days;             /**< that the diary's entries look back over; 0: 30 */
    const char *answered; /**< ISO date of the answers; NULL: unknown, or today's */
};

/** The page for a seven-minute consultation as PDF: one page A4 and further ones for detail.
 *  Selectable text, fonts embedded, readable in grey. Letters that no installed font has are named
 *  in a warning. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_doctor_pdf(FILE *out, const struct phil_doctor_view *view,
                                                 const struct phil_log *log);

/** The same as one self-contained HTML page without scripts. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_doctor_html(FILE *out, const struct phil_doctor_view *view,
                                                  const struct phil_log *log);

/** The same for a hospital's system: an HL7 FHIR R4 (4.0.1) Bundle of type collection with Patient,
 *  Observation, QuestionnaireResponse and DocumentReference, JSON on one line. `pdf` is the page to
 *  put into it, `pdf_size` bytes; NULL: none. Nobody is named unless view->person is. Same view and
 *  pdf, same bytes. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_doctor_fhir(FILE *out, const struct phil_doctor_view *view,
                                                  const unsigned char *pdf, size_t pdf_size);

/* --- monitoring ------------------------------------------------------------------------------- */

/** Courses of treatment for whoever gives it: terminal. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_monitor_terminal(FILE *out,
                                                       const struct phil_monitor *monitor,
                                                       const struct phil_terminal_style *style);

/** One JSON document of schema philtrum.monitor/1 on one line. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_monitor_json(FILE *out, const struct phil_monitor *monitor);

/** Summary tables as CSV: table, row, quantity, value, lo, hi, n, reason. Errors: PHIL_EIO,
 *  PHIL_EMEM. */
PHIL_API enum phil_status phil_report_monitor_csv(FILE *out, const struct phil_monitor *monitor);

/** One self-contained HTML page with a picture of each course. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_monitor_html(FILE *out, const struct phil_monitor *monitor);

/* ---- simulations ---- */

/** A simulation to tell people of. */
struct phil_simulation_view {
    const struct phil_nerve_result *result;
    const struct phil_explanation_view *explained; /**< of somebody of whom nothing is known: how
                                                        common each cause is, whom to see; NULL:
                                                        that is left out */
    bool full; /**< on a terminal: all of it, as on the page; else what fits on two screens */
};

/** What a simulation did, calmly: that most twitches are harmless, the cause in plain words, a
 *  raster of spikes, traces of EMG and movement, what would be seen and what a video cannot show,
 *  how certain the model is, what to do next. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_simulation_terminal(FILE *out,
                                                          const struct phil_simulation_view *view,
                                                          const struct phil_terminal_style *style);

/** One self-contained HTML page without scripts: raster, traces, forces, events, map of the face,
 *  mechanism and evidence of each cause, every parameter value with mark and source.
 *  Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_simulation_html(FILE *out,
                                                      const struct phil_simulation_view *view);

/** One JSON document of schema philtrum.simulation/1 on one line: settings, causes and doses,
 * values with marks, units, spikes, events, summaries. The traces are for CSV and EDF+. The same
 * bytes on every machine. Errors: PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_report_simulation_json(FILE *out,
                                                      const struct phil_nerve_result *result);

/** Which table of a simulation. */
enum phil_simulation_table {
    PHIL_TABLE_SPIKES,   /**< began_s, end_plate_s (1 us), unit, muscle, origin, fibres */
    PHIL_TABLE_UNITS,    /**< unit and every parameter, its number of spikes */
    PHIL_TABLE_EMG,      /**< time_s and the channels, uV */
    PHIL_TABLE_MOVEMENT, /**< time_s, nodes (mm, two axes), forces (N) */
};

/** A table as CSV: comment lines (#) with every setting and value used, a header line, rows.
 *  `progress` (may be NULL) is told seconds of simulated time.
 *  Errors: PHIL_EIO, PHIL_EMEM, PHIL_ECANCEL, PHIL_EDATA (that was not simulated: the log says so).
 */
PHIL_API enum phil_status phil_report_simulation_csv(FILE *out,
                                                     const struct phil_nerve_result *result,
                                                     enum phil_simulation_table table,
                                                     const struct phil_progress *progress,
                                                     const struct phil_log *log);

/** EMG, movement and forces as one EDF+ file at `path` (Kemp and Olivan 2003), events as
 * annotations. Every signal keeps its own rate; scaling uses the full 16 bits of each signal's
 * range. Either of EMG and movement may be missing. The file appears whole or not at all; `path` is
 * a regular file or none yet. Not from two threads at once: EDFlib keeps one table of open files.
 * `progress` (may be NULL) is told seconds of simulated time.
 * Errors: PHIL_EIO (the log says why), PHIL_EMEM, PHIL_ECANCEL, PHIL_EDATA (nothing to write). */
PHIL_API enum phil_status phil_report_simulation_edf(const char *path,
                                                     const struct phil_nerve_result *result,
                                                     const struct phil_progress *progress,
                                                     const struct phil_log *log);

#ifdef __cplusplus
}
#endif
#endif
