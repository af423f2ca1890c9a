/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/analysis.h - the whole chain from a clip to what was found in it. A pure function of
 * the clip and the options.
 */
#ifndef PHILTRUM_ANALYSIS_H
#define PHILTRUM_ANALYSIS_H

#include <philtrum/pattern.h>
#include <philtrum/recording.h>

#ifdef __cplusplus
extern "C" {
#endif

struct phil_analysis_settings {
    bool mirrored;          /**< the clip is a mirrored selfie */
    double ruler_mm;        /**< the person's outer-canthi distance; 0: the adult mean */
    double false_per_min;   /**< accepted false twitches per minute of rest, 0.001..10 */
    int threads;            /**< decoder threads; 0: one more than the cores; with 1 no frame is
                                 read ahead either */
    bool floor;             /**< measure the floor by injection (on by default) */
    uint64_t seed;          /**< of the injections; same seed, same result */
    const char *model_path; /**< landmark model; NULL: the installed one */
};

/** Not mirrored, adult ruler, 0.1 false twitches a minute, a decoder thread per core and one more,
 *  the floor measured with seed 1, the installed model. */
PHIL_API struct phil_analysis_settings phil_analysis_defaults(void);

/** What this clip could show in one region. */
struct phil_region_result {
    struct phil_value noise_mm, noise_px; /**< rms at rest in the twitch band */
    struct phil_value floor_mm;           /**< smallest twitch found 9 times in 10: what another
                                               pass through the clip's own kind of codec leaves of
                                               known pulses, put into the trace and judged anew */
    struct phil_value codec_gain; /**< share of a floor-sized movement (of 0.5 mm where there
                                       is no floor) that survives such a pass, 0..1; lips
                                       and corners of the mouth alone, pooled */
};

struct phil_face_result {
    int id;                  /**< 0, 1, ... in order of appearance */
    double seen_s, usable_s; /**< usable: at rest and measurable */
    struct phil_ruler ruler;
    struct phil_segment *segments;
    size_t n_segments;
    struct phil_region_result region[PHIL_N_REGIONS];
    struct phil_event *events; /**< in order of onset */
    size_t n_events;
    struct phil_pattern pattern;
    struct phil_trace trace;
    struct phil_landmarks landmarks; /**< in the reference frame */
    int64_t reference_frame;         /**< the frame that the landmarks belong to */
    double reference_time_s;
};

struct phil_warning {
    const char *code; /**< stable word: "truncated", "erased", "low_frame_rate"; static storage */
    char *text;       /**< one or two plain sentences; owned by the analysis */
};

struct phil_analysis {
    char created[32];                     /**< RFC 3339, UTC */
    struct phil_recording_info recording; /**< name is owned by the analysis */
    bool mirrored;
    double false_per_min;
    struct phil_face_result *faces;
    size_t n_faces;
    struct phil_warning *warnings;
    size_t n_warnings;
    bool interrupted; /**< the caller stopped it: everything up to then is here */
};

/** Analyses the clip at `path`. `settings` NULL: defaults. On success the caller frees *analysis
 *  with phil_analysis_free(). A clip without a face is a success with n_faces == 0 and a
 *  warning "no_face". When `progress` asks to stop, the analysis of what was read is returned
 *  with `interrupted` set. `log` and `progress` are borrowed for the call, may be NULL; both are
 *  called on the calling thread. On failure *analysis is NULL. Several clips may be analysed at
 *  once by different threads.
 *  Errors: PHIL_EARG (a setting outside its range), PHIL_EINPUT and PHIL_EFORMAT (of the clip, see
 *  phil_recording_open, or of the model, see phil_face_finder_new), PHIL_EMEM, PHIL_EBUG (an
 *  exception inside the detector). */
PHIL_API enum phil_status phil_analysis_run(struct phil_analysis **analysis, const char *path,
                                            const struct phil_analysis_settings *settings,
                                            const struct phil_progress *progress,
                                            const struct phil_log *log);

/** Frees it with everything in it, whether it was measured or read from JSON. NULL is fine. */
PHIL_API void phil_analysis_free(struct phil_analysis *analysis);

#ifdef __cplusplus
}
#endif
#endif
