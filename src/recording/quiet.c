/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recording/quiet.h"

#include <pthread.h>

#include <libavutil/log.h>

static void quiet_once(void)
{
    if (av_log_get_level() == AV_LOG_INFO)
        av_log_set_level(AV_LOG_QUIET);
}

void phil_quiet_ffmpeg(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, quiet_once);
}
