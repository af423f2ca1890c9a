/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/recording.h - open a video file and read its frames in display order.
 *
 * Everything that FFmpeg decodes is accepted. Times are the container's own presentation
 * stamps, so a phone's variable frame rate needs no special case. Memory does not grow with
 * the clip's length.
 */
#ifndef PHILTRUM_RECORDING_H
#define PHILTRUM_RECORDING_H

#include <philtrum/frames.h>

#ifdef __cplusplus
extern "C" {
#endif

struct phil_recording;

struct phil_recording_settings {
    int threads;      /**< decoder threads; 0: one per core */
    int video_stream; /**< which video stream, counted from 0; -1: the best one */
};

/** A decoder thread per core, the best video stream. */
PHIL_API struct phil_recording_settings phil_recording_defaults(void);

/** Facts about a clip. `frames`, `duration_s`, `frame_rate_hz`, `variable_rate`, `truncated`,
 *  `damaged_frames` and `sha256` describe what has been read so far and are final after
 *  phil_recording_next() has returned PHIL_END. */
struct phil_recording_info {
    char *name;              /**< file name without its folder, UTF-8; owned by the recording */
    char sha256[65];         /**< of the whole file, hex; "" before it has been computed */
    char container[32];      /**< FFmpeg's short name, first alternative: "mov", "matroska" */
    char codec[32];          /**< FFmpeg's codec name: "h264", "hevc" */
    int width, height;       /**< upright, after the pixel aspect ratio has been made square */
    int rotation_deg;        /**< clockwise turn that the container asks for: 0, 90, 180, 270 */
    int bit_depth;           /**< of the luma samples */
    int64_t frames;          /**< frames delivered */
    double duration_s;       /**< last frame's time + one typical frame interval */
    double announced_s;      /**< length that the container claims; 0 when it does not say
                                  (bare and MPEG streams) */
    int64_t recorded_s;      /**< when it was filmed by the container's own record, seconds since
                                  1970, UTC; 0 when it does not say, or says a year before 2000 */
    double frame_rate_hz;    /**< 1 / typical interval (mean of those within 20 % of the median,
                                  as clocks of milliseconds store 33, 33, 34); 0 below two frames */
    bool variable_rate;      /**< more than 5 % of intervals differ by > 20 % from the median */
    bool timestamps_made_up; /**< a bare stream without times: evenly spaced at its rate, or at
                                  25 per second where it has none */
    int64_t bit_rate_bps;    /**< of the video stream; file size / length when not stored */
    int64_t file_bytes;
    int video_streams;      /**< how many video streams the file holds (cover art excepted) */
    bool interlaced;        /**< some frames were interlaced: one field was interpolated */
    bool truncated;         /**< the file ends before its announced end, or mid-frame; a bare
                                 HEVC stream mostly hides it, for its decoder never complains */
    int64_t damaged_frames; /**< frames that the decoder could not decode cleanly */
    double mean_quantiser;  /**< mean H.264-scale quantiser where the decoder tells; else NaN */
};

/** Opens `path`. On success *recording is owned by the caller; on failure it is NULL.
 *  `settings` NULL: defaults. `log` is borrowed, may be NULL. The path is always a regular file
 *  (never an address or a pipe), and what is in it can make FFmpeg open nothing else: playlists
 *  and the like are refused. The first call in a process silences FFmpeg's own messages unless
 *  the program has chosen their level (av_log_set_level) before or does so later.
 *  Errors: PHIL_EINPUT (missing, unreadable, a directory, empty), PHIL_EFORMAT (not a media
 *  file, no video stream, an mp4 whose index is missing, dimensions absurd: a side of 0 or beyond
 *  16384, or more than 2^26 samples), PHIL_EARG (no such video stream), PHIL_EMEM. */
PHIL_API enum phil_status phil_recording_open(struct phil_recording **recording, const char *path,
                                              const struct phil_recording_settings *settings,
                                              const struct phil_log *log);

/** The next frame in display order. On PHIL_OK *frame holds one reference that the caller drops.
 *  Damaged or cut-off data is skipped as far as the decoder can resume; PHIL_END comes at the
 *  end of what decodes, and info->truncated tells. A frame whose size differs from the first
 *  one's is scaled to it. Frames whose time does not increase are dropped (counted as damaged).
 *  Errors: PHIL_EFORMAT (not one frame could be decoded), PHIL_EMEM. */
PHIL_API enum phil_status phil_recording_next(struct phil_recording *recording,
                                              struct phil_frame **frame);

/** Goes back to a point from which the frame at `time_s` will still be delivered; frames before
 *  it may come first, with their right times. Falls back to the beginning where the container
 *  cannot seek. info() is not changed any more after the first rewind.
 *  Errors: PHIL_EINPUT (the file cannot be read again), PHIL_EMEM. */
PHIL_API enum phil_status phil_recording_rewind(struct phil_recording *recording, double time_s);

/** What is known of the clip; borrowed, valid until close. */
PHIL_API const struct phil_recording_info *phil_recording_info(const struct phil_recording *r);

/** SHA-256 of a whole file as 64 hexadecimal digits in lower case: what tells that it is the clip
 * of an analysis. Nothing is decoded. Errors: PHIL_EINPUT (missing, unreadable, no regular file);
 *  sha256 is "" then. */
PHIL_API enum phil_status phil_recording_digest(const char *path, char sha256[65],
                                                const struct phil_log *log);

/** Closes; frames that were handed out stay valid until their own unref. NULL is fine. */
PHIL_API void phil_recording_close(struct phil_recording *recording);

#ifdef __cplusplus
}
#endif
#endif
