/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dlib's frontal face detector: five linear filters (frontal, turned left and right, tilted left
 * and right) on histograms of oriented gradients over an image pyramid.
 *
 * N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005,
 * doi:10.1109/CVPR.2005.177; D. E. King, "Max-margin object detection", arXiv:1502.00046.
 *
 * The only C++ of the library. No exception leaves this file.
 */
#include <dlib/assert.h>
#include <dlib/test_for_odr_violations.h>
/* These two are where dlib reads its configuration, so that no later header undoes what follows.
 * dlib would hand its 155 tiny singular value decompositions to LAPACK; its own routine is as
 * fast for 10 x 10 matrices and spares every start of the program the loading of four libraries. */
#undef DLIB_USE_BLAS
#undef DLIB_USE_LAPACK
#include <dlib/array2d.h>
#include <dlib/image_processing/frontal_face_detector.h>

#include <cstring>
#include <new>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "face/dlib_detector.h"

/* The detector in dlib's own serialised form, unpacked at build time (flatten_model.cpp). */
static const unsigned char serialised[] = {
#include "frontal_detector.inc"
};

struct phil_detector {
    dlib::frontal_face_detector detector;
    dlib::array2d<unsigned char> picture;
};

/* Runs `body` and turns whatever it throws into a status. */
template <typename Body> static phil_status guarded(const char **why, Body body) noexcept
{
    try {
        body();
        return PHIL_OK;
    } catch (const std::bad_alloc &) {
        *why = "out of memory";
        return PHIL_EMEM;
    } catch (const dlib::serialization_error &) {
        *why = "built-in detector does not fit this version of dlib";
    } catch (...) {
        *why = "exception inside dlib";
    }
    return PHIL_EBUG;
}

extern "C" phil_status phil_detector_new(phil_detector **detector, const char **why)
{
    *detector = nullptr;
    phil_detector *made = nullptr;
    const phil_status status = guarded(why, [&] {
        made = new phil_detector;
        std::istringstream in(
            std::string(reinterpret_cast<const char *>(serialised), sizeof serialised));
        deserialize(made->detector, in);
    });
    if (status != PHIL_OK) {
        delete made;
        return status;
    }
    *detector = made;
    return PHIL_OK;
}

extern "C" phil_status phil_detector_run(phil_detector *detector, const uint8_t *pixels, int width,
                                         int height, phil_detector_box *boxes, int capacity, int *n,
                                         const char **why)
{
    return guarded(why, [&] {
        dlib::array2d<unsigned char> &picture = detector->picture;
        picture.set_size(height, width);
        for (int y = 0; y < height; y++)
            std::memcpy(&picture[y][0], pixels + static_cast<size_t>(y) * width,
                        static_cast<size_t>(width));
        std::vector<std::pair<double, dlib::rectangle>> found;
        detector->detector(picture, found, 0.0);
        *n = 0;
        for (const auto &face : found) {
            if (*n == capacity)
                break;
            const dlib::rectangle &r = face.second;
            boxes[(*n)++] = {r.left(), r.top(), r.right(), r.bottom(), face.first};
        }
    });
}

extern "C" void phil_detector_free(phil_detector *detector)
{
    delete detector;
}
