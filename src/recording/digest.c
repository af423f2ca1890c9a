/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The digest reads the file a second time, from the page cache, in its own thread. The demuxer
 * seeks (an mp4's index is often at the end), so hashing what streams past it would not see the
 * bytes in order. At 17 Mbit/s libavutil's SHA-256 costs about 2 % of what decoding does.
 */
#include "recording/digest.h"

#include <stdlib.h>

#include <libavutil/mem.h>
#include <libavutil/sha.h>

#include "recording/source.h"

enum { CHUNK_BYTES = 1 << 18 };

static void write_hex(const uint8_t *bytes, int n, char *hex)
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < n; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * n] = 0;
}

static void *compute(void *user)
{
    struct phil_digest *digest = user;
    uint8_t sum[32];
    struct AVSHA *sha = av_sha_alloc();
    uint8_t *chunk = malloc(CHUNK_BYTES);
    if (!sha || !chunk || av_sha_init(sha, 256) != 0)
        goto done;
    size_t got;
    int64_t offset = 0;
    do {
        if (atomic_load_explicit(&digest->stop, memory_order_relaxed))
            goto done;
        got = phil_read_at(digest->fd, offset, chunk, CHUNK_BYTES);
        av_sha_update(sha, chunk, got);
        offset += (int64_t)got;
    } while (got == CHUNK_BYTES);
    av_sha_final(sha, sum);
    write_hex(sum, 32, digest->hex);
done:
    free(chunk);
    av_free(sha);
    return NULL;
}

void phil_digest_init(struct phil_digest *digest, int fd)
{
    digest->fd = fd;
    digest->hex[0] = 0;
    atomic_init(&digest->stop, false);
    digest->running = pthread_create(&digest->thread, NULL, compute, digest) == 0;
}

const char *phil_digest_finish(struct phil_digest *digest)
{
    if (digest->running)
        pthread_join(digest->thread, NULL);
    else if (!digest->hex[0])
        compute(digest);
    digest->running = false;
    return digest->hex;
}

void phil_digest_release(struct phil_digest *digest)
{
    atomic_store(&digest->stop, true);
    if (digest->running)
        pthread_join(digest->thread, NULL);
    digest->running = false;
}
