/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 of a file, computed beside the decoder. */
#ifndef PHIL_RECORDING_DIGEST_H
#define PHIL_RECORDING_DIGEST_H

#include <pthread.h>
#include <stdatomic.h>

#include <philtrum/base.h>

struct phil_digest {
    int fd;
    bool running;
    pthread_t thread;
    atomic_bool stop;
    char hex[65]; /* "" until it has been computed; read it after phil_digest_finish */
};

/* Starts reading the file behind `fd` (borrowed, with pread only) from a thread of its own. When
 * no thread can be had, phil_digest_finish does the work. */
void phil_digest_init(struct phil_digest *digest, int fd);

/* Waits for the digest; "" when the file cannot be read or memory is short. */
const char *phil_digest_finish(struct phil_digest *digest);

/* Stops early if need be. */
void phil_digest_release(struct phil_digest *digest);

#endif
