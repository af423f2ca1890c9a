/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Include after cmocka.h. */
#ifndef TESTS_FACE_NEAR_H
#define TESTS_FACE_NEAR_H

/* cmocka compares single precision only. NaN is near nothing. */
#define assert_near(value, expected, tolerance)                                                    \
    do {                                                                                           \
        const double value_ = (value), expected_ = (expected);                                     \
        if (!(fabs(value_ - expected_) <= (tolerance)))                                            \
            fail_msg("%s is %.9g, not %.9g", #value, value_, expected_);                           \
    } while (0)

#endif
