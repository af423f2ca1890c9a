/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recordings that were cut off: a full disk, a dead battery, an interrupted copy.
 *
 * Demuxers read such files as far as they go and mostly end as if nothing had happened, but a
 * count of twitches per minute needs to know. Most containers are nested chunks with their sizes
 * in front, so it is enough to walk the outermost ones and see whether the last one fits into
 * the file; nothing is decoded and the payload is not read.
 *
 * Where it fails: a cut that falls exactly between two chunks of a format without a total size
 * leaves no trace, and NUT's chunks are not walked. Bare elementary streams have no structure at
 * all: there the decoder's complaint about the last frame is the only sign (recording.c).
 *
 * References: ISO/IEC 14496-12 (boxes), RFC 8794 and RFC 9559 (EBML, Matroska), the RIFF and ASF
 * specifications, ISO/IEC 13818-1 (MPEG programme and transport streams), RFC 3533 (Ogg).
 */
#include "recording/structure.h"

#include <stdlib.h>
#include <string.h>

#include "recording/source.h"

enum { MAX_STEPS = 4000000 }; /* chunks: hours of one-frame fragments, yet a bound */

static uint64_t big(const uint8_t *p, int n)
{
    uint64_t value = 0;
    for (int i = 0; i < n; i++)
        value = value << 8 | p[i];
    return value;
}

static uint64_t little(const uint8_t *p, int n)
{
    uint64_t value = 0;
    for (int i = n; i-- > 0;)
        value = value << 8 | p[i];
    return value;
}

static bool read_whole(int fd, int64_t at, uint8_t *to, size_t size)
{
    return phil_read_at(fd, at, to, size) == size;
}

/* Size of the box whose first 16 bytes are `head`; 0: up to the end of the file; -1: no box. */
static int64_t box_size(const uint8_t *head)
{
    const uint64_t size = big(head, 4);
    for (int i = 4; i < 8; i++)
        if ((head[i] < ' ' || head[i] > '~') && head[i] != 0xa9) /* 0xa9: QuickTime's (c) */
            return -1;
    if (size == 1) {
        const uint64_t large = big(head + 8, 8);
        return large < 16 || large > INT64_MAX / 2 ? -1 : (int64_t)large;
    }
    return size == 0 || size >= 8 ? (int64_t)size : -1;
}

/* What a file of this family begins with; anything else is not one, whatever its name. */
static bool opens_a_film(const uint8_t *head)
{
    static const char first[][5] = {"ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "uuid"};
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
        if (memcmp(head + 4, first[i], 4) == 0)
            return true;
    return false;
}

static enum phil_structure check_boxes(int fd, int64_t bytes)
{
    bool index = false, cut = false, fragment_open = false;
    int64_t at = 0;
    for (int step = 0; at < bytes && step < MAX_STEPS; step++) {
        uint8_t head[16] = {0};
        phil_read_at(fd, at, head, sizeof head);
        const int64_t size = box_size(head);
        if (at == 0 && !opens_a_film(head))
            return PHIL_STRUCTURE_UNKNOWN;
        if (size < 0)
            break; /* not a box: something was appended, which is no loss */
        cut = size > bytes - at;
        if (memcmp(head + 4, "moov", 4) == 0)
            index = !cut;
        fragment_open =
            memcmp(head + 4, "moof", 4) == 0 || (fragment_open && memcmp(head + 4, "mdat", 4) != 0);
        if (size == 0 || cut)
            break;
        at += size;
    }
    if (!index)
        return PHIL_STRUCTURE_NO_INDEX;
    return cut || fragment_open ? PHIL_STRUCTURE_CUT : PHIL_STRUCTURE_WHOLE;
}

/* A variable-length EBML number; its length, or 0 when there is none. `keep_marker` for ids.
 * *unknown tells the reserved all-ones size. */
static int ebml_number(const uint8_t *p, bool keep_marker, uint64_t *value, bool *unknown)
{
    int length = 1;
    while (length <= 8 && !(p[0] & (0x80 >> (length - 1))))
        length++;
    if (length > 8)
        return 0;
    const uint64_t all_ones = (UINT64_C(1) << (7 * length)) - 1;
    *value = big(p, length);
    *unknown = (*value & all_ones) == all_ones;
    if (!keep_marker)
        *value &= all_ones;
    return length;
}

static enum phil_structure check_ebml(int fd, int64_t bytes)
{
    const uint64_t segment = 0x18538067, cluster = 0x1f43b675;
    int64_t at = 0;
    for (int step = 0; at < bytes && step < MAX_STEPS; step++) {
        uint8_t head[16] = {0};
        uint64_t id, size;
        bool unknown;
        phil_read_at(fd, at, head, sizeof head);
        const int id_length = ebml_number(head, true, &id, &unknown);
        if (!id_length || id_length > 4)
            break;
        const int size_length = ebml_number(head + id_length, false, &size, &unknown);
        if (!size_length)
            break;
        at += id_length + size_length;
        if (id == segment && !unknown)
            return size > (uint64_t)(bytes < at ? 0 : bytes - at) ? PHIL_STRUCTURE_CUT
                                                                  : PHIL_STRUCTURE_WHOLE;
        /* A live recording: sizes are unknown, so the elements inside are walked instead. */
        if (unknown && (id == segment || id == cluster))
            continue;
        if (unknown)
            break;
        if (at > bytes || size > (uint64_t)(bytes - at))
            return PHIL_STRUCTURE_CUT;
        at += (int64_t)size;
    }
    return PHIL_STRUCTURE_WHOLE;
}

static enum phil_structure check_riff(int fd, int64_t bytes)
{
    int64_t at = 0;
    uint8_t head[8];
    while (at < bytes && read_whole(fd, at, head, sizeof head) && memcmp(head, "RIFF", 4) == 0) {
        const int64_t size = (int64_t)little(head + 4, 4);
        /* Size 0 is what a recorder writes first and never came back to correct. */
        if (size == 0 || size > bytes - at - 8)
            return PHIL_STRUCTURE_CUT;
        at += 8 + size + (size & 1);
    }
    return PHIL_STRUCTURE_WHOLE;
}

static enum phil_structure check_asf(int fd, int64_t bytes)
{
    enum { MOST_OBJECTS = 64 }; /* header, data, and an index per stream */
    int64_t at = 0;
    for (int object = 0; object < MOST_OBJECTS && (at < bytes || object < 2); object++) {
        uint8_t head[24];
        if (!read_whole(fd, at, head, sizeof head))
            return PHIL_STRUCTURE_CUT;
        const uint64_t size = little(head + 16, 8);
        if (object == 1 && size <= 50) /* the data object's own header: a live stream */
            return PHIL_STRUCTURE_UNKNOWN;
        if (size < sizeof head || size > (uint64_t)(bytes - at))
            return PHIL_STRUCTURE_CUT;
        at += (int64_t)size;
    }
    return PHIL_STRUCTURE_WHOLE;
}

static enum phil_structure check_flv(int fd, int64_t bytes)
{
    uint8_t head[11];
    int64_t at = 13; /* header of 9 bytes, then the size of no tag */
    for (int step = 0; at < bytes && step < MAX_STEPS; step++) {
        if (!read_whole(fd, at, head, sizeof head))
            return PHIL_STRUCTURE_CUT;
        const int64_t whole = 11 + (int64_t)big(head + 1, 3) + 4;
        if (whole > bytes - at)
            return PHIL_STRUCTURE_CUT;
        at += whole;
    }
    return PHIL_STRUCTURE_WHOLE;
}

static enum phil_structure check_transport(int fd, int64_t bytes)
{
    static const int sizes[] = {188, 192, 204}; /* plain, with a time code, with parity */
    for (int i = 0; i < 3; i++) {
        uint8_t first[5], next[5];
        const int sync = sizes[i] == 192 ? 4 : 0;
        if (read_whole(fd, 0, first, 5) && read_whole(fd, sizes[i], next, 5) &&
            first[sync] == 0x47 && next[sync] == 0x47)
            return bytes % sizes[i] ? PHIL_STRUCTURE_CUT : PHIL_STRUCTURE_UNKNOWN;
    }
    return PHIL_STRUCTURE_UNKNOWN;
}

enum { TAIL_BYTES = 1 << 17 }; /* longer than a PES packet (64 kB) or an Ogg page (64 kB) */

/* Start of the last system-level start code (00 00 01, id from 0xba up) in `p`; -1: none. */
static int last_start_code(const uint8_t *p, int n)
{
    for (int i = n - 4; i >= 0; i--)
        if (p[i] == 0 && p[i + 1] == 0 && p[i + 2] == 1 && p[i + 3] >= 0xba)
            return i;
    return -1;
}

static enum phil_structure check_programme(const uint8_t *p, int n)
{
    const int at = last_start_code(p, n);
    /* 0xba opens a pack: no length of its own. After the end code 0xb9 nothing is expected. */
    if (at < 0 || p[at + 3] == 0xba)
        return PHIL_STRUCTURE_UNKNOWN;
    if (n - at < 6 || at + 6 + (int)big(p + at + 4, 2) > n)
        return PHIL_STRUCTURE_CUT;
    return PHIL_STRUCTURE_UNKNOWN;
}

static enum phil_structure check_ogg(const uint8_t *p, int n)
{
    int at = n - 27;
    while (at >= 0 && memcmp(p + at, "OggS", 4) != 0)
        at--;
    if (at < 0)
        return PHIL_STRUCTURE_CUT;
    const int segments = p[at + 26];
    int end = at + 27 + segments;
    for (int i = 0; i < segments && at + 27 + i < n; i++)
        end += p[at + 27 + i];
    const bool last_page = p[at + 5] & 4;
    return end > n || !last_page ? PHIL_STRUCTURE_CUT : PHIL_STRUCTURE_WHOLE;
}

static enum phil_structure check_tail(int fd, int64_t bytes, bool ogg)
{
    const int n = bytes < TAIL_BYTES ? (int)bytes : TAIL_BYTES;
    uint8_t *tail = malloc(TAIL_BYTES);
    enum phil_structure found = PHIL_STRUCTURE_UNKNOWN;
    if (tail && read_whole(fd, bytes - n, tail, (size_t)n))
        found = ogg ? check_ogg(tail, n) : check_programme(tail, n);
    free(tail);
    return found;
}

enum phil_structure phil_structure_check(int fd, int64_t bytes, const char *container)
{
    if (strcmp(container, "mov") == 0)
        return check_boxes(fd, bytes);
    if (strcmp(container, "matroska") == 0)
        return check_ebml(fd, bytes);
    if (strcmp(container, "avi") == 0)
        return check_riff(fd, bytes);
    if (strcmp(container, "asf") == 0)
        return check_asf(fd, bytes);
    if (strcmp(container, "flv") == 0)
        return check_flv(fd, bytes);
    if (strcmp(container, "mpegts") == 0)
        return check_transport(fd, bytes);
    if (strcmp(container, "mpeg") == 0 || strcmp(container, "ogg") == 0)
        return check_tail(fd, bytes, container[0] == 'o');
    return PHIL_STRUCTURE_UNKNOWN;
}
