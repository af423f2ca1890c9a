/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of phil_random_*() in nerve/: one for each purpose, so that none shifts another. What
 * belongs to a unit adds the unit's number times PHIL_STREAMS_PER_UNIT. */
#ifndef PHIL_NERVE_STREAMS_H
#define PHIL_NERVE_STREAMS_H

enum phil_nerve_stream {
    PHIL_STREAM_UNIT = 1,   /* geometry, velocity, depth */
    PHIL_STREAM_LOSS,       /* which axons die */
    PHIL_STREAM_AFFECTED,   /* which run through the lesion */
    PHIL_STREAM_SYNAPTIC,   /* independent noise of a motoneuron */
    PHIL_STREAM_SITE,       /* noise of an excitable site */
    PHIL_STREAM_EPHAPSE,    /* neighbours, and whether they are excited */
    PHIL_STREAM_ECTOPIC,    /* when terminals fire by themselves */
    PHIL_STREAM_RUN,        /* benign runs */
    PHIL_STREAM_OSCILLATOR, /* myokymia */
    PHIL_STREAM_JUNCTION,   /* fibres that answer */
    PHIL_STREAM_REFLECTED,  /* F-waves */
    PHIL_STREAM_FIBRE,      /* where fibres of a unit lie */
    PHIL_STREAMS_PER_UNIT = 32,
    /* Of the whole face. */
    PHIL_STREAM_COMMON = 1 << 30, /* common drive; and the following ones: one a muscle */
    PHIL_STREAM_TIC = PHIL_STREAM_COMMON + 64,
    PHIL_STREAM_TREMOR,
    PHIL_STREAM_BLINK,
    PHIL_STREAM_SPEECH,
    PHIL_STREAM_EMG_NOISE, /* and the following ones: one an electrode */
    /* Benign runs, which belong to a pool: a block of streams a muscle. */
    PHIL_STREAM_POOL_RUNS = PHIL_STREAM_COMMON + 1024,
    PHIL_STREAMS_PER_POOL = 16,
    PHIL_STREAM_FINE = PHIL_STREAM_EMG_NOISE + 64, /* fine tremor */
    PHIL_STREAM_URGE,                              /* slow changes of the rate of tics */
    PHIL_STREAM_PERSON,                            /* which muscles tic, where a spot twitches */
    PHIL_STREAM_FINE_EYES,                         /* fine tremor about the eyes */
};

#endif
