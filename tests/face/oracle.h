/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dlib itself as the judge of the flattened cascade. */
#ifndef TESTS_FACE_ORACLE_H
#define TESTS_FACE_ORACLE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct oracle;

/* Loads dlib's own model; NULL when that fails. */
struct oracle *oracle_new(const char *path);
void oracle_free(struct oracle *oracle);

/* Landmarks (x, y pairs, 68) of the box whose outermost sample centres are left, top, right,
 * bottom: `exact` before dlib rounds to whole samples, `rounded` what dlib's
 * predictor itself says. */
void oracle_run(const struct oracle *oracle, const uint8_t *pixels, int width, int height,
                long left, long top, long right, long bottom, double exact[136],
                double rounded[136]);

#ifdef __cplusplus
}
#endif
#endif
