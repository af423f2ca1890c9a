/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The landmark model as a file that is mapped and used in place.
 *
 * All numbers are little-endian. The file begins with struct phil_model_header, padded to
 * PHIL_MODEL_PAGE bytes; four tables follow, each starting on a page:
 *
 *   shape    float  [2 n_points]                           mean shape; the detector's box is the
 *                                                          unit square
 *   anchors  struct phil_model_anchor [n_stages][n_features]
 *   splits   struct phil_model_split  [n_stages][n_trees][2^depth - 1]   heap order
 *   leaves   float  [n_stages][n_trees][2^depth][2 n_points]
 *
 * src/face/flatten_model.cpp writes it, so this header must stay readable by C++.
 */
#ifndef PHIL_FACE_MODEL_H
#define PHIL_FACE_MODEL_H

#include <stddef.h>
#include <stdint.h>

#define PHIL_MODEL_MAGIC     "PHILFACE"
#define PHIL_MODEL_VERSION   1u
#define PHIL_MODEL_BYTES     0x01020304u /* reads differently on a big-endian machine */
#define PHIL_MODEL_PAGE      4096u
#define PHIL_MODEL_FILE      "landmarks68.bin"
#define PHIL_MODEL_MAX_DEPTH 8u

/* Where a grey value is looked up: `delta` away from landmark `point`, both in the unit square. */
struct phil_model_anchor {
    float dx, dy;
    uint32_t point;
};

/* Go left when value[a] - value[b] > threshold. Grey values are whole numbers, so the model's
 * fractional threshold t and its floor decide alike, and nothing is lost. */
struct phil_model_split {
    uint16_t a, b;
    int16_t threshold;
};

enum phil_model_table {
    PHIL_MODEL_SHAPE,
    PHIL_MODEL_ANCHORS,
    PHIL_MODEL_SPLITS,
    PHIL_MODEL_LEAVES,
    PHIL_MODEL_TABLES,
};

struct phil_model_header {
    char magic[8];
    uint32_t version, byte_order;
    uint32_t n_points, n_stages, n_trees, depth, n_features;
    uint32_t reserved;
    uint64_t offset[PHIL_MODEL_TABLES]; /* from the start of the file */
    uint64_t file_size;
    uint64_t checksum; /* phil_model_checksum() of everything from the first table to the leaves */
};

/* 64-bit words mixed one after another (multiply and rotate); a rest of fewer than 8 bytes is
 * padded with zeros. It guards against damage, not against forgery: a forged file must still pass
 * the index checks. The leaves are left out, because any value of theirs is safe to use and
 * reading 65 MB would cost more than finding the face. */
static inline uint64_t phil_model_checksum(const unsigned char *bytes, size_t size)
{
    uint64_t sum = 0x9e3779b97f4a7c15u ^ (uint64_t)size;
    for (size_t i = 0; i < size; i += 8) {
        uint64_t word = 0;
        for (size_t k = 0; k < 8 && i + k < size; k++)
            word |= (uint64_t)bytes[i + k] << (8 * k);
        sum = (sum ^ word) * 0xff51afd7ed558ccdu;
        sum = sum << 29 | sum >> 35;
    }
    return sum;
}

#endif
